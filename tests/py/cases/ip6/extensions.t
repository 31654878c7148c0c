# Extension headers of IPv6.
:input;type filter hook input priority 0

*ip6;filter;input
*inet;filter;input

hbh nexthdr 6 hbh hdrlength 1;ok
exthdr hbh exists;ok
rt nexthdr 17 rt hdrlength 2 rt type 0 rt seg-left 1;ok
exthdr rt missing;ok
rt0 addr[1] fd00::1;ok;srh sid[1] fd00::1
rt0 addr[2] fd00::2;ok;srh sid[2] fd00::2
rt2 addr fd00::3;ok;srh sid[1] fd00::3
srh last-entry 1 srh flags 2 srh tag 3;ok
srh sid[3] fd00::/32;ok
frag nexthdr 58 frag reserved 0;ok
frag frag-off 64 frag reserved2 1 frag more-fragments 1 frag id 99;ok;frag frag-off 64 frag reserved2 1 frag more-fragments 1 frag id 99
exthdr frag exists drop;ok
dst nexthdr 59 dst hdrlength 0;ok
exthdr dst missing;ok
mh nexthdr 59 mh hdrlength 3 mh reserved 4 mh checksum 5;ok
mh type { binding-refresh-request, home-test-init, careof-test-init, home-test };ok
mh type { careof-test, binding-update, binding-acknowledgement, binding-error };ok
mh type { fast-binding-update, fast-binding-acknowledgement, fast-binding-advertisement };ok
mh type experimental-mobility-header-home-agent;fail
mh type { experimental-mobility-header, home-agent-switch-message };ok
exthdr mh exists;ok
exthdr srh exists;fail
frag frag-off 8192;fail
srh sid[0] ::1;fail
hbh seg-left 1;fail
