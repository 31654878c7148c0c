# What only packets that leave have.
:output;type filter hook output priority 0

*inet;filter;output

tcp option maxseg size set rt mtu;ok
oif "lo" accept;ok
ipsec out spi 1-561;ok
