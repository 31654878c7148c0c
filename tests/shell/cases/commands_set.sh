# Sets and maps: elements come and go, are looked up, are flushed.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table t {
	set hosts { type ipv4_addr; comment "us"; elements = { 10.0.0.2, 10.0.0.1 }; }
	set nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.5-192.168.1.9 }; }
	map ports { type inet_service : verdict; elements = { 22 : accept, 23 : drop }; }
}
END
$NFT 'add element t hosts { 10.0.0.3, 10.0.0.2 }'
expect_error_at 10.0.0.3 'File exists' $NFT 'create element t hosts { 10.0.0.3 }'
$NFT 'delete element t hosts { 10.0.0.1 }'
expect_error_at 10.0.0.1 'No such file or directory' $NFT 'delete element t hosts { 10.0.0.1 }'
expect_output $NFT get element t nets '{ 10.1.2.3 }' <<'END'
table ip t {
	set nets {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8 }
	}
}
END
expect_error_at 11.0.0.1 'No such file or directory' $NFT 'get element t nets { 11.0.0.1 }'
expect_error_at 10.0.0.0/24 'interval' $NFT 'add element t nets { 10.0.0.0/24 }'
expect_error_at 10.0.0.0/24 'flags interval' $NFT 'add element t hosts { 10.0.0.0/24 }'
expect_output $NFT list map t ports <<'END'
table ip t {
	map ports {
		type inet_service : verdict
		elements = { 22 : accept,
			     23 : drop }
	}
}
END
$NFT flush map t ports
$NFT delete set t nets
