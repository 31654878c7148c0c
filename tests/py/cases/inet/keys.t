# Keys of selectors that no other file has.
:pre;type filter hook prerouting priority 0
:input;type filter hook input priority 0

*inet;filter;pre,input

iif "lo";ok
meta iif lo;ok;iif "lo"
oifgroup 7;ok
iifgroup default;ok;iifgroup "default"
meta iiftype { ether, ppp, ipip, ipip6 };ok
meta iiftype { loopback, sit, ipgre };ok
meta oiftype ether;ok
meta iifkind "vrf";ok
meta oifkind "bond";ok
meta time < "2030-06-01 12:00:00";ok
meta ipsec exists;ok
meta secpath missing;ok;meta ipsec missing
meta day { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };ok
meta day "Someday";fail
meta nfproto { ipv4, ipv6 };ok
meta nfproto ipv5;fail
meta pkttype { unicast, broadcast, multicast, other };ok;meta pkttype { host, broadcast, multicast, other }
meta mark set 0x10 meta priority set 1:2;ok;meta mark set 0x00000010 meta priority set 1:2
meta priority { none, root, 1:10 };ok
ct original saddr 192.0.2.1;fail
ct original ip saddr 192.0.2.1 ct reply ip daddr 192.0.2.2;ok
ct original ip6 saddr fd00::1 ct reply ip6 daddr fd00::2;ok
ct original proto-src 1024-65535;ok
ct reply proto-dst { 80, 443 };ok
ct id 5;ok
ct secmark set meta secmark;ok
meta secmark set ct secmark;ok
ct secmark 5;fail
ct label set 127;ok
ct label set 128;fail
ct status { expected, seen-reply, assured, confirmed, snat, dnat };ok
ct status { seq-adjust, snat-done, dnat-done, dying, fixed-timeout };ok
ct event set new,related,destroy,reply,assured,protoinfo;ok
ct event set seqadj,label;ok
fib saddr . iif check missing;ok
fib saddr . iif oif exists;ok;fib saddr . iif check exists
fib daddr type { unspec, unicast, local, broadcast, anycast };ok
fib daddr type { multicast, blackhole, unreachable, prohibit };ok
fib saddr type nosuch;fail
ipsec in ip6 daddr fd00::1;ok
tunnel path exists;ok
tunnel id 5;ok
tunnel path set 1;fail
socket cgroupv2 level 2 1234;ok
socket cgroupv2 level 256 1234;fail
ct status hw-offload;ok;ct status expected,seen-reply,assured,confirmed
ct status { helper, offload };ok;ct status { expected | assured | confirmed, seen-reply | assured | confirmed }
