# Words for operators, values of clauses, verdicts.
:input;type filter hook input priority 0

*inet;filter;input

tcp dport eq 22;ok;tcp dport 22
tcp dport ne 22;ok;tcp dport != 22
tcp dport lt 22;ok;tcp dport < 22
tcp dport le 22;ok;tcp dport <= 22
tcp dport gt 22;ok;tcp dport > 22
tcp dport ge 22;ok;tcp dport >= 22
meta mark and 0xf != 0x2;ok;meta mark & 0x0000000f != 0x00000002
meta mark or 0x10 == 0x12;ok;meta mark | 0x00000010 == 0x00000012
ct mark set meta mark xor 0x6;ok;ct mark set meta mark ^ 0x00000006
ct mark set meta mark lshift 8;ok;ct mark set meta mark << 8
ct mark set meta mark rshift 8;ok;ct mark set meta mark >> 8
ct mark set ct mark ^ 0x7;ok;ct mark set ct mark ^ 0x00000007
tcp flags not syn;ok;tcp flags ! syn
ct state ! new,related;ok;ct state ! related,new
tcp dport vmap { 443 : continue, * : return };ok
log level emerg;ok
log level alert;ok
log level crit;ok
log level err;ok
log level warn;ok;log
log level notice;ok
log level info;ok
log level debug;ok
log level audit;ok
log flags tcp sequence,options;ok
log flags tcp options;ok
log flags ip options;ok
log flags skuid;ok
log flags ether;ok
log flags tcp sequence flags ip options flags skuid;ok;log flags tcp sequence flags ip options flags skuid
log flags all;ok
log level audit prefix "x";fail
log level nosuch;fail
log group 1 level info;fail
limit rate 5/week;ok;limit rate 5/week burst 5 packets
limit rate 5/fortnight;fail
synproxy mss 1460 wscale 7 timestamp sack-permitted;ok;synproxy mss 1460 wscale 7 timestamp sack-perm
synproxy wscale 15;fail
queue flags bypass,fanout to 1-4;ok
queue num 3 bypass;ok;queue flags bypass to 3
queue flags fanout to 5;fail
queue to 65536;fail
last used never;ok;last
