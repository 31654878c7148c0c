# What is known about a packet besides its bytes.
:input;type filter hook input priority 0
:ingress;type filter hook ingress device lo priority 0

*ip;filter;input
*ip6;filter;input
*inet;filter;input
*netdev;guard;ingress

meta mark 7;ok;meta mark 0x00000007
meta mark & 0xf0 == 0x10;ok;meta mark & 0x000000f0 == 0x00000010
meta mark 0x10-0x20;ok;meta mark 0x00000010-0x00000020
mark { 1, 2, 5-9 };ok;meta mark { 0x00000001-0x00000002, 0x00000005-0x00000009 }
meta mark set 0x2a;ok;meta mark set 0x0000002a
meta mark set meta mark | 0x100;ok;meta mark set meta mark | 0x00000100
meta mark set meta mark << 4;ok
meta mark 0x1ffffffff;fail
meta length 40-1500;ok
meta length > 9000 drop;ok
meta l4proto 132;ok
meta l4proto { tcp, udp };ok;meta l4proto { 6, 17 }
iifname "eth0";ok
iifname != "wan*" drop;ok
iifname { "eth0", "eth1" };ok
iifname "a-name-of-16-chr";fail
oifname "ppp0" accept;ok
meta skuid 1000-1999;ok
meta skgid != 0 drop;ok
meta cpu 0;ok
meta cpu { 0, 2 };ok
meta random < 1000;ok
meta pkttype { host, multicast };ok
meta priority 1:10;ok
meta priority set 1:20;ok
meta iifgroup 3;ok;iifgroup 3
meta rtclassid 9;ok
meta nftrace set 1;ok
meta cgroup 1048577;ok
meta nosuch 1;fail
meta hour "08:30"-"17:00" accept;ok
meta day "Sunday" drop;ok
