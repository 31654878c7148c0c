# What describe tells of expressions and types.
. "${0%/*}/../lib.sh"

expect_output $NFT describe ip saddr <<'END'
payload expression, datatype ipv4_addr (IPv4 address) (basetype integer), 32 bits
END
expect_output $NFT describe iifname <<'END'
meta expression, datatype ifname (network interface name) (basetype string), 16 characters
END
$NFT describe ct_state > described
head -n 1 described | grep -qx 'datatype ct_state (conntrack state) (basetype bitmask, integer), 32 bits' ||
	fail "$(cat described)"
grep -qE '^	established[[:space:]]+0x00000002$' described || fail "$(cat described)"

# Types have bits, what depends on the rule has no type, and neither has a word or number.
expect_output $NFT describe ifname <<'END'
datatype ifname (network interface name) (basetype string), 128 bits
END
expect_output $NFT describe rt nexthop <<'END'
rt expression, datatype invalid (invalid)
END
expect_output $NFT describe 0x10 <<'END'
symbol expression, datatype invalid (invalid)
END

# What is looked at is the first field of the header or the byte the kernel gives.
expect_output $NFT describe socket wildcard <<'EOT'
socket expression, datatype integer (integer), 8 bits
EOT
$NFT describe exthdr mh > described
head -n 1 described | grep -qx 'exthdr expression, datatype inet_proto (Internet protocol) (basetype integer), 8 bits' ||
	fail "$(cat described)"
expect_output $NFT describe tcp option nop <<'EOT'
exthdr expression, datatype integer (integer), 8 bits
EOT
expect_output $NFT describe invalid <<'EOT'
datatype invalid (invalid), 0 bits
EOT
expect_error_at 'ip saddr . tcp dport' 'only a selector' $NFT describe ip saddr . tcp dport
expect_error 'only a selector' $NFT describe 'ip saddr & 5'
