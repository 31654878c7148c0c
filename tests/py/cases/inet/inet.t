# Rules for both families: what is implied, and what has to be said.
:input;type filter hook input priority 0
:forward;type filter hook forward priority 0

*inet;filter;input,forward

meta nfproto ipv4;ok
meta nfproto ipv6 tcp dport 22;ok
meta nfproto ipv4 ip saddr 10.0.0.1;ok;ip saddr 10.0.0.1
ip saddr 10.0.0.1 ip6 saddr fd00::1;fail
ip protocol tcp tcp dport 22;ok;ip protocol 6 tcp dport 22
meta l4proto tcp tcp dport 22;ok;tcp dport 22
ct original ip saddr 10.0.0.1;ok
ct reply ip6 daddr fd00::1;ok
rt ip nexthop 10.0.0.1;ok
rt ip6 nexthop fd00::1;ok
rt classid 7;ok
reject;ok
reject with icmpx admin-prohibited;ok
reject with icmp host-unreachable;ok
dup to 10.0.0.1;fail
synproxy mss 1460 wscale 9 timestamp sack-perm;ok
ether saddr 02:00:00:00:00:01 drop;ok
