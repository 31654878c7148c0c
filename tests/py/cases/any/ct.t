# Connection tracking.
:output;type filter hook output priority 0

*ip;filter;output
*ip6;filter;output
*inet;filter;output

ct state new;ok
ct state established,related accept;ok
ct state != invalid;ok
ct state { new, untracked };ok
ct state vmap { invalid : drop, established : accept };ok
ct direction reply;ok
ct status snat;ok
ct status & (dnat | snat) == 0;ok;ct status ! snat,dnat
ct mark 0x15;ok;ct mark 0x00000015
ct mark set meta mark;ok
ct mark set ct mark | 1;ok;ct mark set ct mark | 0x00000001
ct zone set 7;ok
ct original zone 3;ok
ct expiration < 1h;ok
ct helper "ftp";ok
ct bytes > 100000;ok
ct reply packets 10-20;ok
ct original bytes 500;ok
ct avgpkt > 200;ok
ct label 5;ok
ct event set new,destroy;ok
ct l3proto ipv4;ok
ct protocol 17;ok
ct count 20;ok
ct count over 5 drop;ok
ct saddr 10.0.0.1;fail
ct state sleepy;fail
