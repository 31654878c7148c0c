# Questions to the routing table.
:prerouting;type filter hook prerouting priority 0

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
