# Flags of translations on the way in.
:pre;type nat hook prerouting priority dstnat

*ip;nat;pre

dnat to 192.0.2.1 random,persistent;ok
dnat to 192.0.2.1 fully-random;ok
redirect random;ok
redirect fully-random,persistent;ok
tcp dport 80 redirect to :8080 random;ok
