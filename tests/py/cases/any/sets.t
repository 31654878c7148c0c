# Named sets and maps, and rules that fill them.
:input;type filter hook input priority 0

*ip;filter;input
*inet;filter;input

!ports type inet_service;ok
!nets type ipv4_addr flags interval;ok
!seen type ipv4_addr size 100 flags dynamic,timeout timeout 30s;ok
!pairs type ipv4_addr . inet_service flags interval;ok
!marks type ipv4_addr : mark;ok
!where type inet_service : verdict;ok
?ports 22, 80;ok
?ports 70000;fail
?nets 10.0.0.0/8, 192.168.1.1-192.168.1.9;ok
?nets 10.1.0.0/16;fail
?pairs 10.0.0.0/8 . 1-1023;ok
?marks 10.0.0.1 : 5;ok
?where 22 : accept, 23 : drop;ok
?absent 1;fail

tcp dport @ports accept;ok
tcp dport != @ports drop;ok
ip saddr @nets;ok
ip saddr . tcp dport @pairs;ok
ip saddr @ports;fail
ip saddr @absent;fail
meta mark set ip saddr map @marks;ok
tcp dport vmap @where;ok
add @seen { ip saddr };ok
update @seen { ip saddr timeout 1m };ok
update @seen { ip saddr limit rate 10/second burst 5 packets } accept;ok
delete @seen { ip saddr };ok
