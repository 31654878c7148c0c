# What stands in the bodies of chains, flowtables and sets and makes no sense.
. "${0%/*}/../lib.sh"

$NFT add table ip t
expect_error "'filter-10' is invalid priority" $NFT 'add chain ip t c { type filter hook input priority filter-10; }'
$NFT 'add chain ip t c { type filter hook input priority filter - 11; }'
expect_error_at '*lo*' 'device "lo" is given twice' $NFT 'table netdev t { chain c { type filter hook ingress devices = { lo, lo } priority 0; }; }'
$NFT add set ip t s '{ type ipv4_addr; }'
expect_error_at 192.0.2.1 'Invalid argument' $NFT 'add element ip t s { 192.0.2.1 timeout 5s }'
expect_error 'Invalid argument' $NFT 'add element ip t s { 192.0.2.1 timeout never }'
expect_listing <<'END'
table ip t {
	set s {
		type ipv4_addr
	}

	chain c {
		type filter hook input priority -11; policy accept;
	}
}
END

# And in rules.
$NFT add table ip r
$NFT add chain ip r c
expect_error_at 'ip saddr' 'a meter needs a statement' $NFT 'add rule ip r c meter m { ip saddr }'
expect_error_at cgroupv2 'needs a level' $NFT add rule ip r c socket cgroupv2 5
expect_error 'has no level' $NFT add rule ip r c socket mark level 1 5
expect_error_at 192.0.2.1 'needs a map' $NFT add rule ip r c snat ip addr . port to 192.0.2.1
expect_error 'out of range' $NFT add rule ip r c numgen inc mod 0 0
expect_error 'too large' $NFT add rule ip r c symhash mod 2 offset 4294967295 0
expect_error 'not supported' $NFT 'add set ip r both { type ipv4_addr; flags interval,dynamic; }'
expect_error 'too large' $NFT 'add limit ip r l { rate 5 mbytes/week burst 5 kbytes; }'
expect_error 'too large' $NFT add rule ip r c limit rate 5/week burst 4294967295 packets
expect_error 'too large' $NFT add rule ip r c quota 18446744073709551615 bytes
expect_error 'Invalid argument' $NFT add quota ip r q 5 bytes used 6 bytes
