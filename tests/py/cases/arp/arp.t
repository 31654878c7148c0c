# ARP.
:input;type filter hook input priority 0

*arp;filter;input

arp operation request;ok
arp operation { request, reply } accept;ok
arp htype 1;ok
arp ptype ip;ok
arp hlen 6;ok
arp plen 4;ok
arp saddr ip 10.0.0.1;ok
arp daddr ether 02:00:00:00:00:01;ok
ip saddr 10.0.0.1;fail
