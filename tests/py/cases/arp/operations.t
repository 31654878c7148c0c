# Every ARP operation.
:input;type filter hook input priority 0

*arp;filter;input

arp operation { request, reply, rrequest, rreply };ok
arp operation { inrequest, inreply, nak };ok
arp operation nosuch;fail
arp saddr ether 02:00:00:00:00:01 arp daddr ip 192.0.2.1;ok
arp daddr ip 192.0.2.1 ip saddr 192.0.2.2;fail
