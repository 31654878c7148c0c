# The IPv4 header.
:input;type filter hook input priority 0
:ingress;type filter hook ingress device lo priority 0

*ip;filter;input
*inet;filter;input
*bridge;filter;input
*netdev;guard;ingress

ip saddr 10.0.0.1;ok
ip saddr != 10.0.0.0/8 drop;ok
ip daddr 192.0.2.7-192.0.2.9;ok
ip daddr { 10.0.0.1, 10.0.0.5-10.0.0.9, 172.16.0.0/12 };ok
ip saddr & 255.255.0.255 == 10.1.0.1;ok
ip saddr 10.0.0.0/33;fail
ip saddr 300.1.1.1;fail
ip version 4;ok
ip hdrlength 5;ok
ip dscp cs3;ok
ip dscp { af11, ef };ok
ip ecn ce;ok
ip length < 100;ok
ip id 17;ok
ip frag-off 0x2000;ok
ip frag-off & 0x1fff != 0;ok;ip frag-off & 0x1fff != 0x0
ip ttl 1;ok
ip ttl gt 64;ok;ip ttl > 64
ip protocol udp;ok;ip protocol 17
ip protocol { tcp, udp };ok;ip protocol { 6, 17 }
ip checksum 0x1234;ok;ip checksum 4660
ip dscp set cs0;ok
ip ttl set 3;ok
ip daddr set 10.9.8.7;ok
ip saddr . ip daddr { 10.0.0.1 . 10.0.0.2, 10.0.0.3 . 10.0.0.4 } accept;ok
ip saddr vmap { 10.0.0.1 : accept, 10.0.0.2 : drop };ok
ip option lsrr missing;ok
ip option ra value 2;ok
ether saddr 16;ok;ether saddr 00:00:00:00:00:16
ip saddr 167772161;ok;ip saddr 10.0.0.1
