# -o merges rules, and says which into what.
. "${0%/*}/../lib.sh"

cat > rules.nft <<'END'
table ip t {
	chain c {
		tcp dport 22 accept
		tcp dport 80 accept
		ip saddr 10.0.0.1 udp dport 53 drop
		ip saddr 10.0.0.2 udp dport 123 drop
	}
}
END
$NFT -c -o -f rules.nft > merged 2>&1
grep -q '^Merging:' merged && grep -q 'rules.nft:3:' merged || fail "$(cat merged)"
expect_empty
$NFT -o -f rules.nft > merged 2>&1
