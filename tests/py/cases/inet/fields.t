# Header fields and what is computed with them: bit fields, masks, shifts, prefixes, joined loads.
:input;type filter hook input priority 0

*inet;filter;input

ip dscp ef;ok
ip dscp != 0x2a-0x2c;ok
ip dscp { cs6, cs7 } ip ecn ce;ok
ip dscp & 0x04 == 0x04;ok
ip version 4;ok
ip6 flowlabel 0xabcde;ok;ip6 flowlabel 703710
ip6 flowlabel > 99;ok
frag more-fragments 1 frag frag-off 0;ok;frag more-fragments 1 frag frag-off 0
tcp doff 5;ok
tcp reserved 0 tcp doff 8;ok
dccp type { request, response };ok
gre version 1;ok
vlan pcp 7 vlan dei 0 vlan id 1-99;ok
vlan id 2 ether saddr 02:00:00:00:00:01;ok;ether saddr 02:00:00:00:00:01 vlan id 2
ether type 8021ad vlan id 7 vlan type 8021q vlan id 8 ip saddr 192.0.2.1;ok
ether type vlan ip ttl 3;ok;ether type 8021q ip ttl 3
vlan type != ip6;ok

ip saddr 198.18.0.0/15;ok
ip saddr != 198.51.0.0/16;ok
ip6 daddr 2001:db8::/33;ok
ip daddr 0.0.0.0/0;ok
ip saddr & 0.0.0.3 == 0.0.0.1;ok
tcp dport & 0xff == 0x50;ok;tcp dport & 255 == 80
tcp dport >> 8 == 2;ok;tcp dport & 65280 == 512
meta mark << 4 == 0x50;ok;meta mark 0x00000005
meta mark ^ 0xf == 0x1f;ok;meta mark 0x00000010
meta mark << 4 == 0x51;fail
meta mark << 40 == 1;fail
meta mark & 0xf0 | 0x3 != 0x33;ok;meta mark & 0x000000f3 | 0x00000003 != 0x00000033
meta length & 0xff < 16;ok;meta length & 255 < 16
meta cpu >= 2;ok
th sport 53 th dport 53;ok

udp sport 67 udp dport 68;ok
udp dport 68 udp sport 67;ok;udp sport 67 udp dport 68
udp dport 68 counter udp sport 67;ok
tcp sequence 1 tcp ackseq 2;ok
icmp code 1 icmp type 5;ok;icmp type redirect icmp code 1
icmp gateway 192.0.2.1;fail
icmp gateway 3221225985;ok
icmpv6 type packet-too-big icmpv6 mtu 1280;ok;icmpv6 mtu 1280
icmpv6 type echo-reply icmpv6 id 7;ok
icmpv6 type echo-reply icmpv6 mtu 7;fail

meta mark set ip dscp;ok
meta mark set ip6 dscp << 8 | 0x7;ok;meta mark set ip6 dscp << 8 | 0x07
meta mark set tcp dport & 0xff;ok;meta mark set tcp dport & 255
ct mark set meta mark & 0xff | ct mark & 0xff00;ok;ct mark set meta mark & 0x000000ff | ct mark & 0x0000ff00
ip ttl set 64;ok
ip dscp set ip dscp | 0x1;ok;ip dscp set ip dscp | lephb
ip id set ip ttl;ok
tcp flags set tcp flags & (syn|ack);ok;tcp flags set tcp flags & (syn | ack)
ip6 hoplimit set 1;ok
ip6 flowlabel set 5;ok
sctp dport set 99;ok
udp dport set 1-2;fail
@nh,66,4 set 0x3;ok
@ih,20,9 0x41;ok
@nh,0,0 0;fail

udp dport 4789 vxlan vni 77 vxlan ip daddr 192.0.2.0/24;ok
udp dport 4789 vxlan tcp dport { 22, 80 };ok
udp dport 6081 geneve vlan id 9;ok
gre ip6 saddr 2001:db8::1;ok
gretap ether daddr 02:00:00:00:00:01;ok
gre ether daddr 02:00:00:00:00:01;fail
vxlan vni 5;fail
udp dport 4789 vxlan ip ttl set 5;fail

ip saddr 192.0.2.1 ip6 saddr ::1;fail
tcp dport 1 udp dport 2;fail
meta l4proto { tcp, udp } th dport 53;ok;meta l4proto { 6, 17 } th dport 53
meta l4proto { tcp, udp } tcp dport 53;fail
meta l4proto 99 th sport 1;ok;meta l4proto 99 @th,0,16 0x1
accept ip ttl 1;fail
