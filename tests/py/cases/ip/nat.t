# Address translation.
:pre;type nat hook prerouting priority dstnat

*ip;nat;pre

dnat to 10.0.0.9;ok
iifname "eth0" tcp dport 80-90 dnat to 10.0.0.1-10.0.0.4;ok
tcp dport 8080 dnat to 10.0.0.1:80;ok
udp dport 53 dnat to 10.0.0.1:5300-5399 random;ok
dnat to tcp dport map { 80 : 10.0.0.1, 443 : 10.0.0.2 };ok
dnat to ip saddr map { 10.0.0.0/24 : 192.0.2.1 };ok
dnat to 10.0.0.1:80;fail
dnat to fd00::1;fail
tcp dport 22 redirect to :2222;ok
tcp dport 22 redirect;ok
udp dport 53 redirect to :5300-5310 persistent;ok
masquerade;fail
snat to 10.0.0.1;fail
ct protocol 6 dnat to 192.0.2.9:80;ok
ct protocol 6 tcp dport 80 dnat to 192.0.2.9;ok
ct protocol udp tcp dport 80;fail
