# Options of the IPv4 header.
:input;type filter hook input priority 0

*ip;filter;input
*inet;filter;input

ip option lsrr type 131 ip option lsrr length 7 ip option lsrr ptr 4 ip option lsrr addr 192.0.2.1;ok
ip option rr exists;ok
ip option rr type 7 ip option rr length 7 ip option rr ptr 4 ip option rr addr { 192.0.2.1, 192.0.2.2 };ok
ip option ssrr missing;ok
ip option ssrr type 137 ip option ssrr length 7 ip option ssrr ptr 4 ip option ssrr addr 192.0.2.0/24;ok
ip option ra exists;ok
ip option ra type 148 ip option ra length 4 ip option ra value 0;ok
ip option ra addr 192.0.2.1;fail
ip option rr ptr 256;fail
ip option nosuch exists;fail
ip6 saddr ::1 ip option rr exists;fail
