# Routes, IPsec (xfrm), generators and hashes (hash: jhash, symhash).
:forward;type filter hook forward priority 0

*ip;filter;forward
*inet;filter;forward

rt classid 7;ok
rt mtu 1400-1500;ok
rt ipsec missing;ok
rt ip nexthop 192.0.2.1;ok
rt ip nexthop 2001:db8::1;fail
ipsec in reqid 77;ok
ipsec out spi 0x100;ok;ipsec out spi 256
ipsec in spnum 3 ip daddr 192.0.2.0/24;ok
ipsec in spnum 0 ip saddr 192.0.2.9;ok;ipsec in ip saddr 192.0.2.9
ipsec out ip6 saddr 2001:db8::/32;ok
ipsec in spnum 256 spi 1;fail
ipsec through reqid 1;fail
numgen inc mod 3 0;ok
numgen random mod 10 < 5;ok
numgen inc mod 4 offset 8 { 8, 11 };ok
numgen up mod 3 1;fail
meta mark set numgen inc mod 4 offset 16;ok
jhash ip saddr mod 16 3;ok
jhash ip saddr . tcp dport mod 7 seed 0x2a 6;ok
meta mark set jhash ip daddr mod 5 seed 0x0 offset 100;ok
ct mark set symhash mod 12;ok
symhash mod 2 offset 4 5;ok
ct mark set jhash 5 mod 2;fail
