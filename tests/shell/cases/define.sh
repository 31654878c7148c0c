# define, redefine, undefine, -D, scopes.
. "${0%/*}/../lib.sh"

cat > rules.nft <<'END'
define lan = { 10.0.0.0/8, 192.168.0.0/16 }
define wide = { $lan, 172.16.0.0/12 }
define port = 22
redefine port = 23
define what = "eth0"
table t {
	define port2 = 80
	chain c {
		ip saddr $wide tcp dport { $port, $port2 } iifname $what
		log prefix "from $what: "
	}
}
END
$NFT -f rules.nft
$NFT -D port=99 -f - <<<'add rule t c tcp dport $port'
expect_error_at prt "unknown identifier 'prt'.*'port'" $NFT -f - <<'END'
define port = 1
add rule t c tcp dport $prt
END
expect_error "redefinition of symbol 'a'" $NFT -f - <<'END'
define a = 1
define a = 2
END
expect_error "unknown identifier" $NFT -f - <<'END'
define a = 1
undefine a
add rule t c tcp dport $a
END
