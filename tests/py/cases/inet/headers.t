# Every header field that no other file has.
:input;type filter hook input priority 0
:ingress;type filter hook ingress device lo priority 0

*inet;filter;input
*bridge;filter;input
*netdev;guard;ingress

ether type 8021q vlan cfi 1;ok;vlan dei 1
ip6 version 6;ok
icmp checksum 1;ok
icmp type echo-request icmp sequence 2;ok
icmp type echo-reply icmp id 3 icmp sequence 4;ok
icmp mtu 1400;ok
icmpv6 checksum 5;ok
icmpv6 param-problem 40;ok;icmpv6 parameter-problem 40
icmpv6 type echo-request icmpv6 sequence 6;ok
icmpv6 max-delay 7;ok
icmpv6 type nd-neighbor-solicit icmpv6 taddr fd00::1;ok
icmpv6 type mld-listener-query icmpv6 taddr ff02::fb;ok
icmpv6 daddr fd00::2;ok
tcp checksum 11;ok
tcp urgptr 12;ok
udplite sport 13 udplite csumcov 14 udplite checksum 15;ok
dccp sport 16 dccp dport 17;ok
dccp type { request, response, data, ack, dataack };ok
dccp type { closereq, close, reset, sync, syncack };ok
dccp option 3 exists;ok
sctp sport 18 sctp vtag 19;ok
sctp checksum 20;ok
ah nexthdr 6 ah hdrlength 21 ah reserved 22;ok
ah sequence 23;ok
esp sequence 24;ok
comp nexthdr 17 comp flags 0x1;ok
gre flags 25;ok
gre protocol ip6;ok
udp dport 4789 vxlan flags 0x8 vxlan vni 26;ok
udp dport 6081 geneve type 0x6558 geneve vni 27;ok
icmp type echo-reply icmp mtu 5;fail
icmpv6 taddr 192.0.2.1;fail
sctp vtag 4294967296;fail
tcp urgptr 65536;fail
vxlan vni 5;fail
gre flags 32;fail
dccp option 256 exists;fail
dccp type nosuch;fail
