# Source addresses rewritten.
:post;type nat hook postrouting priority srcnat

*ip;nat;post

snat to 192.0.2.1;ok
ip saddr 10.0.0.0/8 snat to 192.0.2.1-192.0.2.8 fully-random,persistent;ok
tcp dport 80 snat to 192.0.2.1:1024-2047;ok
snat to ip saddr map { 10.0.0.1 : 192.0.2.1 };ok
oifname "ppp0" masquerade;ok
udp dport 53 masquerade to :1024-65535;ok
tcp dport 1 masquerade random;ok
dnat to 10.0.0.1;fail
