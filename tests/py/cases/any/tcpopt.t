# TCP options: values, presence, change and removal.
:input;type filter hook input priority 0

*ip;filter;input
*ip6;filter;input
*inet;filter;input

tcp option maxseg size 500-1460;ok
tcp option window count 7;ok
tcp option sack-perm exists;ok
tcp option timestamp missing;ok
tcp option timestamp tsval 1;ok
tcp option sack left 9;ok
tcp option 253 exists;ok
tcp option 33,8,8 5;fail
tcp option maxseg size set 1400;ok
reset tcp option fastopen;ok
