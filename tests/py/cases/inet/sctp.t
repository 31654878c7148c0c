# SCTP chunks: presence, the fields that all have, the fields of each.
:input;type filter hook input priority 0

*inet;filter;input
*ip;filter;input

sctp chunk data exists;ok
sctp chunk data type 0 sctp chunk data flags 1 sctp chunk data length > 16;ok
sctp chunk data tsn 7 sctp chunk data stream 2 sctp chunk data ssn 3 sctp chunk data ppid 46;ok
sctp chunk init exists;ok
sctp chunk init type 1 sctp chunk init flags 1 sctp chunk init length > 16;ok
sctp chunk init init-tag 9 sctp chunk init a-rwnd 65535 sctp chunk init num-outbound-streams 10 sctp chunk init num-inbound-streams 11 sctp chunk init initial-tsn 12;ok
sctp chunk init-ack exists;ok
sctp chunk init-ack type 2 sctp chunk init-ack flags 1 sctp chunk init-ack length > 16;ok
sctp chunk init-ack init-tag 9 sctp chunk init-ack a-rwnd 65535 sctp chunk init-ack num-outbound-streams 10 sctp chunk init-ack num-inbound-streams 11 sctp chunk init-ack initial-tsn 12;ok
sctp chunk sack exists;ok
sctp chunk sack type 3 sctp chunk sack flags 1 sctp chunk sack length > 16;ok
sctp chunk sack cum-tsn-ack 1 sctp chunk sack a-rwnd 65536 sctp chunk sack num-gap-ack-blocks 0 sctp chunk sack num-dup-tsns 4;ok
sctp chunk heartbeat exists;ok
sctp chunk heartbeat type 4 sctp chunk heartbeat flags 1 sctp chunk heartbeat length > 16;ok
sctp chunk heartbeat-ack exists;ok
sctp chunk heartbeat-ack type 5 sctp chunk heartbeat-ack flags 1 sctp chunk heartbeat-ack length > 16;ok
sctp chunk abort exists;ok
sctp chunk abort type 6 sctp chunk abort flags 1 sctp chunk abort length > 16;ok
sctp chunk shutdown exists;ok
sctp chunk shutdown type 7 sctp chunk shutdown flags 1 sctp chunk shutdown length > 16;ok
sctp chunk shutdown cum-tsn-ack 5;ok
sctp chunk shutdown-ack exists;ok
sctp chunk shutdown-ack type 8 sctp chunk shutdown-ack flags 1 sctp chunk shutdown-ack length > 16;ok
sctp chunk error exists;ok
sctp chunk error type 9 sctp chunk error flags 1 sctp chunk error length > 16;ok
sctp chunk cookie-echo exists;ok
sctp chunk cookie-echo type 10 sctp chunk cookie-echo flags 1 sctp chunk cookie-echo length > 16;ok
sctp chunk cookie-ack exists;ok
sctp chunk cookie-ack type 11 sctp chunk cookie-ack flags 1 sctp chunk cookie-ack length > 16;ok
sctp chunk ecne exists;ok
sctp chunk ecne type 12 sctp chunk ecne flags 1 sctp chunk ecne length > 16;ok
sctp chunk ecne lowest-tsn 6;ok
sctp chunk cwr exists;ok
sctp chunk cwr type 13 sctp chunk cwr flags 1 sctp chunk cwr length > 16;ok
sctp chunk cwr lowest-tsn 8;ok
sctp chunk shutdown-complete exists;ok
sctp chunk shutdown-complete type 14 sctp chunk shutdown-complete flags 1 sctp chunk shutdown-complete length > 16;ok
sctp chunk asconf-ack exists;ok
sctp chunk asconf-ack type 128 sctp chunk asconf-ack flags 1 sctp chunk asconf-ack length > 16;ok
sctp chunk asconf-ack seqno 14;ok
sctp chunk forward-tsn exists;ok
sctp chunk forward-tsn type 192 sctp chunk forward-tsn flags 1 sctp chunk forward-tsn length > 16;ok
sctp chunk forward-tsn new-cum-tsn 15;ok
sctp chunk asconf exists;ok
sctp chunk asconf type 193 sctp chunk asconf flags 1 sctp chunk asconf length > 16;ok
sctp chunk asconf seqno 13;ok
sctp chunk data missing drop;ok
sctp chunk init num-outbound-streams { 1, 5-9 };ok
sctp chunk cwr type 256;fail
sctp chunk abort tsn 1;fail
sctp chunk nosuch exists;fail
sctp chunk data ppid set 5;fail
