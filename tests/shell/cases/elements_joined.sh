# Element commands in a row on one set are one message: in order, and checked as one list.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip t {
	set ports { type inet_service; flags interval; }
}
add element ip t ports { 1024-65535 }
add element ip t ports { 100-200 }
add element ip t ports { 100-200 }
END
expect_listing <<'END'
table ip t {
	set ports {
		type inet_service
		flags interval
		elements = { 100-200, 1024-65535 }
	}
}
END
printf 'add element ip t ports { 300-400 }\nadd element ip t ports { 350-360 }\n' > overlap
expect_error 'conflicting intervals' $NFT -f overlap
