# Types of sets: each takes its values, lists them, and refuses what is none.
# runs: offline
. "${0%/*}/../lib.sh"

# holds TYPE VALUE LISTED NONE: a set of the type with a value, as it lists, and what is no value.
holds() {
	$NFT flush ruleset
	$NFT "table t { set s { type $1; elements = { $2 }; }; }"
	[[ $($NFT list set t s) == *"	type $1"$'\n'"		elements = { $3 }"$'\n'* ]] || fail "$1: $($NFT list set t s)"
	refused $NFT "add element t s { $4 }"
}

holds 'nf_proto' ipv6 ipv6 ipv5
holds 'ipv4_addr' 192.0.2.1 192.0.2.1 ::1
holds 'ipv6_addr' 'fd00::1' 'fd00::1' 192.0.2.1
holds 'ether_addr' 2:0:0:0:0:1 02:00:00:00:00:01 2:0:0:0:0:0:1
holds 'ether_type' vlan 8021q 65536
holds 'arp_op' inreply inreply nosuch
holds 'inet_proto' 17 udp nosuch
holds 'inet_service' 80 80 65536
holds 'icmp_type' redirect redirect 256
holds 'icmpv6_type' nd-redirect nd-redirect nosuch
holds 'igmp_type' leave-group leave-group nosuch
holds 'icmp_code' host-unreachable 1 no-route
holds 'icmpv6_code' policy-fail 5 net-unreachable
holds 'icmpx_code' admin-prohibited 3 policy-fail
holds 'tcp_flag' 'syn|ack' 'syn | ack' nosuch
holds 'dccp_pkttype' sync sync 16
holds 'mh_type' binding-error binding-error nosuch
holds 'time' 1d2h 1d2h 5x
holds 'mark' 10 0x0000000a nosuch
holds 'iface_index' 4242 4242 nosuch0
holds 'iface_type' sit sit nosuch
holds 'ifname' '"eth0"' '"eth0"' '"sixteencharacters"'
holds 'realm' 5 5 nosuch
holds 'classid' 1:a 1:a 1:fffff
holds 'uid' 0 0 nosuchuser
holds 'gid' 0 0 nosuchgroup
holds 'devgroup' 7 7 nosuchgroup
holds 'ct_state' untracked untracked nosuch
holds 'ct_dir' reply reply nosuch
holds 'ct_status' dying dying nosuch
holds 'ct_label' 9 9 128
holds 'ct_event' destroy destroy nosuch
holds 'pkt_type' unicast host nosuch
holds 'dscp' 0x3f 0x3f 0x40
holds 'ecn' ce ce nosuch
holds 'fib_addrtype' prohibit prohibit nosuch
holds 'boolean' exists exists 2
holds 'hour' '"04:00"' '"04:00"' '"25:00"'
holds 'day' '"Friday"' '"Friday"' '"Someday"'
expect_error 'unqualified type' $NFT 'add set t x { type integer; }'
expect_error 'unqualified type' $NFT 'add set t x { type string; }'
expect_error 'unqualified type' $NFT 'add set t x { type bitmask; }'
refused $NFT 'add set t x { type ll_addr; }'
refused $NFT 'add set t x { type invalid; }'
refused $NFT 'add set t x { type nosuch; }'
[[ $($NFT describe cgroupsv2) == 'datatype cgroupsv2 '* ]]
[[ $($NFT describe verdict) == 'datatype verdict '* ]]
