# What only bridges know, and what they decide.
:pre;type filter hook prerouting priority 0

*bridge;filter;pre

meta ibrname "br0" meta obrname "br1";ok
meta ibriport "br0";ok;meta ibrname "br0"
meta obriport "br1";ok;meta obrname "br1"
meta ibrpvid 7;ok
meta ibrvproto 8021q;ok
meta ibrhwaddr 02:00:00:00:00:01;ok
meta pkttype set host;ok
meta broute set 1;ok
meta broute 1;fail
meta broute set 2;fail
meta ibrpvid 65536;fail
