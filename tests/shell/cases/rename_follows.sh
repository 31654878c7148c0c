# Jumps follow a chain to its new name, and those of the same transaction are sent by the old one.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip t {
	chain a { }
	chain b { jump a; }
}
END
$NFT -f - <<'END'
add map ip t m { type ipv4_addr : verdict; elements = { 1.1.1.1 : jump a }; }
add rule ip t b ip saddr vmap { 2.2.2.2 : jump a }
add rule ip t b jump a
rename chain ip t a c
END
listed=$($NFT list ruleset)
[ "$(grep -c 'jump c' <<<"$listed")" = 4 ] || fail "not all jumps followed: $listed"
[[ $listed != *"jump a"* ]] || fail "the old name is left: $listed"
