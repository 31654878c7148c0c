# Address translation of IPv6.
:pre;type nat hook prerouting priority dstnat

*ip6;nat;pre

dnat to fd00::9;ok
tcp dport 80 dnat to [fd00::1]:8080;ok
dnat to fd00::1-fd00::4 persistent;ok
tcp dport 22 redirect to :2222;ok
dnat to 10.0.0.1;fail
