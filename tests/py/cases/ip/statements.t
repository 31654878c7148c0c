# Statements that need an IPv4 packet.
:pre;type filter hook prerouting priority mangle

*ip;mangle;pre

%web type counter;ok
%month type quota over 3 mbytes;ok
%slow type limit rate 400/minute;ok
%ftp type ct helper { type "ftp" protocol tcp; };ok
%patient type ct timeout { protocol tcp; policy = { established:122 } ;};ok
%soon type ct expectation { protocol tcp; dport 1234; timeout 2m; size 12; };ok
%guard type synproxy mss 1460 wscale 7;ok

counter name "web";ok
counter name nosuch;fail
quota name "month";ok
limit name "slow" drop;ok
ct helper set "ftp";ok
ct timeout set "patient";ok
ct expectation set "soon";ok
counter name tcp dport map { 80 : "web" };ok
notrack;ok
dup to 10.0.0.1;ok
dup to 10.0.0.1 device "lo";ok
dup to ip daddr device oif map { "lo" : "lo" };ok
dup to 10.0.0.1 device meta oif;ok;dup to 10.0.0.1 device oif
meta l4proto tcp tproxy to :8080;ok;meta l4proto 6 tproxy to :8080
tcp dport 80 tproxy to 127.0.0.1:3128 accept;ok
tproxy to :80;fail
queue to 3;ok
queue num 1-4 fanout,bypass;ok;queue flags bypass,fanout to 1-4
queue to 70000;fail
osf name "Linux";ok
osf ttl loose version "Linux:3.0";ok
numgen inc mod 2 vmap { 0 : accept, 1 : drop };ok
meta mark set numgen random mod 8 offset 100;ok
meta mark set jhash ip saddr . ip daddr mod 16 seed 0x1;ok
meta mark set symhash mod 4;ok
fib daddr type local;ok
fib saddr . iif oif missing drop;ok;fib saddr . iif check missing drop
fib daddr . mark oifname "eth0";ok
igmp type membership-query;ok
rt nexthop 10.0.0.1;ok;rt ip nexthop 10.0.0.1
rt classid 7;ok
socket transparent 1;ok
socket mark 0x00000009;ok
socket wildcard 0;ok
ipsec in reqid 5;ok
ipsec in ip saddr 10.0.0.1;ok
meter busy size 100 { ip saddr limit rate 5/second burst 5 packets } drop;ok;add @busy { ip saddr limit rate 5/second burst 5 packets } drop
tunnel id 7;ok
