# The IPv6 header and its extensions.
:input;type filter hook input priority 0
:ingress;type filter hook ingress device lo priority 0

*ip6;filter;input
*inet;filter;input
*netdev;guard;ingress

ip6 saddr fd00::1;ok
ip6 saddr fe80::/10 accept;ok
ip6 daddr { ::1, fd00::/8 };ok
ip6 daddr != ff02::1-ff02::2;ok
ip6 saddr ::ffff:10.0.0.1;ok
ip6 saddr fd00::/129;fail
ip6 saddr 10.0.0.1;fail
ip6 dscp cs5;ok
ip6 ecn ect0;ok
ip6 flowlabel 20;ok
ip6 length 100;ok
ip6 nexthdr 58;ok
ip6 nexthdr udp;ok;ip6 nexthdr 17
ip6 hoplimit < 2 drop;ok
ip6 hoplimit set 9;ok
icmpv6 type nd-neighbor-solicit;ok
icmpv6 type { echo-request, mld-listener-query };ok
icmpv6 code 3;ok
icmpv6 mtu 1280;ok
exthdr frag exists;ok
exthdr hbh missing drop;ok
frag id 7;ok
frag frag-off 0-9;ok
frag more-fragments 1;ok
hbh nexthdr 6;ok
dst hdrlength 2;ok
rt type 4;ok
srh segments-left 1;fail
srh last-entry 3;ok
mh type binding-update;ok
ip6 saddr 5;fail
