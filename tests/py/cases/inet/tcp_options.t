# TCP options: each by its names, presence and fields.
:forward;type filter hook forward priority 0

*inet;filter;forward
*ip6;filter;forward

tcp option eol exists;ok
tcp option nop missing;ok
tcp option noop exists;ok;tcp option nop exists
tcp option maxseg exists;ok
tcp option maxseg length 4 tcp option maxseg size 1460;ok
tcp option mss size < 536;ok;tcp option maxseg size < 536
tcp option window exists;ok
tcp option window length 3 tcp option window count 7;ok
tcp option sack-perm length 2;ok
tcp option sack-permitted exists;ok;tcp option sack-perm exists
tcp option sack exists;ok
tcp option sack length 10 tcp option sack left 1 tcp option sack right 2;ok
tcp option sack0 left 3;ok;tcp option sack left 3
tcp option sack1 left 4 tcp option sack1 right 5;ok
tcp option sack2 left 6 tcp option sack2 right 7;ok
tcp option sack3 left 8 tcp option sack3 right 9;ok
tcp option timestamp exists;ok
tcp option timestamp length 10 tcp option timestamp tsval 1 tcp option timestamp tsecr 2;ok
tcp option echo exists;ok;tcp option timestamp exists
tcp option md5sig exists;ok
tcp option md5sig length 18;ok
tcp option mptcp exists;ok
tcp option mptcp length 12;ok
tcp option mptcp subtype { mp-capable, mp-join, dss, add-addr, remove-addr };ok
tcp option mptcp subtype { mp-prio, mp-fail, mp-fastclose, mp-tcprst };ok
tcp option mptcp subtype 5 reset tcp option mptcp;ok;tcp option mptcp subtype mp-prio reset tcp option mptcp
tcp option fastopen exists;ok
tcp option fastopen length 2;ok
tcp option 42 missing;ok
tcp option 42 length 4;ok;tcp option @42,8,8 4
tcp option @42,16,8 3;ok
tcp option maxseg size set rt mtu;ok
tcp option maxseg size set 1360;ok
tcp option timestamp tsval set 5;ok
tcp option window count set 3;fail
tcp option sack left 1-9 drop;ok
tcp option maxseg size 65536;fail
tcp option nosuch exists;fail
tcp option nop size 4;fail
tcp option 256 exists;fail
tcp option mptcp subtype 16;fail
reset tcp option 42;ok
reset tcp option nosuch;fail
