# Packets at a device.
:ingress;type filter hook ingress device lo priority 0

*netdev;guard;ingress

fwd to "lo";ok
fwd ip to 10.0.0.1 device "lo";ok
fwd ip to ip daddr map { 10.0.0.1 : 10.0.0.2 } device iif map { "lo" : "lo" };ok
dup to "lo";ok
fwd ip6 to fd00::1 device "lo";ok
ip saddr 10.0.0.1 drop;ok
vlan id 7 ip saddr 10.0.0.1;ok
reject;ok
meta protocol ip reject with icmp host-unreachable;ok;reject with icmp host-unreachable
