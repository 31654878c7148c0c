# Statements that every family has.
:input;type filter hook input priority 0
:ingress;type filter hook ingress device lo priority 0

*ip;filter;input
*inet;filter;input
*bridge;filter;input
*netdev;guard;ingress

accept;ok
drop;ok
return;ok
continue;ok
jump input;fail
goto nowhere;fail
counter;ok
counter packets 3 bytes 4;ok;counter
quota 10 mbytes;ok
quota over 2 kbytes drop;ok
quota until 7 bytes;ok;quota 7 bytes
limit rate 3/second;ok;limit rate 3/second burst 5 packets
limit rate over 400/minute burst 9 packets;ok
limit rate 2 mbytes/second burst 64 kbytes;ok
limit rate 1/fortnight;fail
last;ok
log;ok
log prefix "in: " level debug;ok
log group 3 snaplen 64 queue-threshold 8;ok
log flags tcp sequence;ok
counter accept drop;fail
xt match "recent";fail
