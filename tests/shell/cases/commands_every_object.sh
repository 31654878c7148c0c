# Every verb on every kind of object; most kernels lack some of these.
# runs: offline
. "${0%/*}/../lib.sh"

# gone KIND...: all listings of these are empty.
gone() {
	local kind
	for kind; do
		[ -z "$($NFT list $kind)" ] || fail "$kind are left: $($NFT list $kind)"
	done
}

$NFT add table inet t

$NFT add counter inet t o
expect_error_at o 'File exists' $NFT create counter inet t o
[[ $($NFT list counter inet t o) == *'packets 0 bytes 0'* ]]
[[ $($NFT reset counters inet) == *'counter o {'* ]]
$NFT delete counter inet t o
$NFT create counter inet t o packets 1 bytes 2
$NFT destroy counter inet t o
$NFT destroy counter inet t o

$NFT create quota inet t o 1 mbytes used 5 bytes
expect_error_at o 'File exists' $NFT create quota inet t o 1 mbytes
[[ $($NFT list quota inet t o) == *'1 mbytes used 5 bytes'* ]]
[[ $($NFT list quotas table inet t) == *'quota o {'* ]]
[[ $($NFT reset quota inet t o) == *'used 5 bytes'* ]]
[[ $($NFT list quotas) != *used* ]]
$NFT delete quota inet t o
expect_error_at o 'No such file' $NFT delete quota inet t o
$NFT destroy quota inet t o

$NFT create limit inet t o rate over 3/week
expect_error_at o 'File exists' $NFT create limit inet t o rate 1/second
[[ $($NFT list limit inet t o) == *'rate over 3/week'* ]]
[[ $($NFT list limits inet t) == *'limit o {'* ]]
$NFT delete limit inet t o
$NFT destroy limit inet t o

$NFT 'create ct helper inet t o { type "tftp" protocol udp; }'
expect_error_at o 'File exists' $NFT 'create ct helper inet t o { type "tftp" protocol udp; }'
[[ $($NFT list ct helper inet t o) == *'type "tftp" protocol udp'* ]]
[[ $($NFT list ct helpers table inet t) == *'ct helper o {'* ]]
$NFT delete ct helper inet t o
$NFT destroy ct helper inet t o
expect_error 'missing options' $NFT 'add ct helper inet t o { l3proto ip; }'

$NFT 'create ct timeout inet t o { protocol tcp; l3proto ip; policy = { close : 3, retrans : 4m, last_ack : 5 }; }'
[[ $($NFT list ct timeout inet t o) == *'policy = { last_ack : 5s, close : 3s, retrans : 4m }'* ]]
[[ $($NFT list ct timeouts) == *'ct timeout o {'* ]]
$NFT delete ct timeout inet t o
$NFT destroy ct timeout inet t o

$NFT 'create ct expectation inet t o { protocol tcp; dport 5; timeout 1h; size 2; l3proto ip6; }'
[[ $($NFT list ct expectation inet t o) == *'l3proto ip6'* ]]
[[ $($NFT list ct expectations inet t) == *'dport 5'* ]]
$NFT delete ct expectation inet t o
$NFT destroy ct expectation inet t o
expect_error 'missing options' $NFT 'add ct expectation inet t o { protocol tcp; dport 5; size 2; }'

$NFT add secmark inet t o '"system_u:object_r:a:s0"'
expect_error_at o 'File exists' $NFT create secmark inet t o '"system_u:object_r:a:s0"'
[[ $($NFT list secmark inet t o) == *'"system_u:object_r:a:s0"'* ]]
[[ $($NFT list secmarks) == *'secmark o {'* ]]
$NFT delete secmark inet t o
$NFT destroy secmark inet t o

$NFT create synproxy inet t o mss 1400 wscale 5 timestamp
[[ $($NFT list synproxy inet t o) == *'mss 1400'*'wscale 5'*timestamp* ]]
[[ $($NFT list synproxys inet t) == *'synproxy o {'* ]]
$NFT delete synproxy inet t o
$NFT destroy synproxy inet t o
expect_error 'wscale' $NFT add synproxy inet t o mss 1400 wscale 15

$NFT -f - <<'END'
add tunnel inet t v { id 5; ip saddr 192.0.2.1; ip daddr 192.0.2.2; sport 1; dport 4789; ttl 3; tos 4; vxlan { gbp 7; } }
add tunnel inet t g { id 6; ip6 saddr fd00::1; ip6 daddr fd00::2; geneve { class 1 opt-type 2 data "0x01020304"; } }
add tunnel inet t e { id 7; ip saddr 192.0.2.1; ip daddr 192.0.2.2; erspan { version 1; index 3; } }
create tunnel inet t f { id 8; ip daddr 192.0.2.2; erspan { version 2; direction egress; id 9; } }
END
expect_output $NFT list tunnel inet t v <<'END'
table inet t {
	tunnel v {
		id 5
		ip saddr 192.0.2.1
		ip daddr 192.0.2.2
		sport 1
		dport 4789
		tos 4
		ttl 3
		vxlan {
			gbp 7
		}
	}
}
END
for part in 'class 0x1 opt-type 0x2 data "0x01020304"' 'index 3' 'direction egress'; do
	[[ $($NFT list tunnels) == *"$part"* ]] || fail "no $part: $($NFT list tunnels)"
done
expect_error 'either ip or ip6' $NFT 'add tunnel inet t x { ip saddr 192.0.2.1; ip6 daddr fd00::1; }'
expect_error 'encapsulation' $NFT 'add tunnel inet t x { id 1; ip daddr 192.0.2.2; vxlan { gbp 1; } geneve { class 1 opt-type 1 data "0x0102"; } }'
expect_error 'multiple of 4' $NFT 'add tunnel inet t x { id 1; ip daddr 192.0.2.2; geneve { class 1 opt-type 1 data "0x01"; } }'
$NFT delete tunnel inet t v
$NFT destroy tunnel inet t v
$NFT 'delete tunnel inet t g; delete tunnel inet t e; delete tunnel inet t f'

gone counters quotas limits 'ct helpers' 'ct timeouts' 'ct expectations' secmarks synproxys tunnels
