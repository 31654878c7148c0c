# Frames.
:forward;type filter hook forward priority 0

*bridge;filter;forward

ether saddr 02:00:00:00:00:01;ok
ether daddr { 02:00:00:00:00:01, 02:00:00:00:00:02 } accept;ok
ether type ip;ok
ether type 0x0806;ok;ether type arp
vlan id 100;ok
vlan id 1-9 vlan pcp 3;ok
vlan dei 1;ok
vlan id 4096;fail
arp operation request;ok
ip saddr 10.0.0.1;ok
ip saddr 10.0.0.1 ip6 saddr fd00::1;fail
meta ibrname "br0";ok
