# One file is one transaction: all of it or nothing; -c changes nothing.
. "${0%/*}/../lib.sh"

expect_error 'No such file' $NFT -f - <<'END'
add table t
add chain t c
add rule t c jump nowhere
END
expect_empty
$NFT -c 'add table t; add chain t c'
expect_empty
$NFT 'add table old'
$NFT -f - <<'END'
flush ruleset
table t {
	chain c {
		jump later
	}
	chain later {
		ip saddr @hosts accept
	}
	set hosts {
		type ipv4_addr
	}
}
END
