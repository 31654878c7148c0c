# Routes, sockets, fingerprints, IPsec (xfrm), generators and hashes (hash: jhash, symhash).
:forward;type filter hook forward priority 0
:input;type filter hook input priority 0
:prerouting;type filter hook prerouting priority 0

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

*ip;filter;input
*inet;filter;input

socket transparent 1;ok
socket transparent 2;fail
socket wildcard 0;ok
socket mark & 0xff == 0x21;ok;socket mark & 0x000000ff == 0x00000021
socket nonsense 1;fail
osf name "OpenBSD";ok
osf ttl loose name "Linux";ok
osf ttl skip version "Windows:XP";ok
osf ttl guess name "Linux";fail

*ip;filter;prerouting
*inet;filter;prerouting

fib saddr . iif oif != 0;ok
fib iif . saddr oifname "lo";ok;fib saddr . iif oifname "lo"
fib daddr . mark type { local, broadcast };ok
fib saddr . iif oif missing drop;ok;fib saddr . iif check missing drop
fib saddr check exists;ok
fib saddr . daddr type local;fail
fib mark . iif oif "lo";fail
fib saddr . oif . iif type local;fail
