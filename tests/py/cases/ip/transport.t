# Transport headers, ICMP and IGMP.
:input;type filter hook input priority 0

*ip;filter;input
*inet;filter;input

tcp sport 1024-65535 tcp dport 22;ok
tcp dport { 22, 80, 8000-8010 } accept;ok
tcp flags syn;ok
tcp flags & (syn | ack) == syn;ok
tcp flags { syn, syn | ack };ok
tcp window > 1000;ok
tcp doff 8;ok
tcp sequence 0;ok
tcp dport 65536;fail
udp dport != 53;ok
udp length 8-100;ok
udp checksum 0;ok
udplite dport 9;ok
sctp dport 36412;ok
sctp chunk init exists;ok
dccp type request;ok
th dport 53;ok
meta l4proto { tcp, udp } th dport { 53, 853 };ok;meta l4proto { 6, 17 } th dport { 53, 853 }
tcp dport 22 udp dport 53;fail
ah spi 5;ok
esp spi 7-9;ok
comp cpi 3;ok
icmp type echo-request;ok
icmp type { echo-reply, time-exceeded } accept;ok
icmp code 1;ok
icmp id 4;ok;icmp type { echo-reply, echo-request } icmp id 4
@th,16,16 0x35;ok;th dport 53
@nh,8,8 set 3;ok;@nh,8,8 set 0x3
udp dport 4789 vxlan vni 10;ok
udp dport 4789 vxlan ip saddr 10.0.0.1;ok
udp dport 6081 geneve vni 10;ok
gre version 0;ok
