# Refusing with a word.
:input;type filter hook input priority 0

*ip;filter;input

reject;ok
reject with icmp host-unreachable;ok
reject with icmp 13;ok;reject with icmp admin-prohibited
tcp dport 113 reject with tcp reset;ok
reject with tcp reset;ok
udp dport 1 reject with tcp reset;fail
reject with icmpv6 no-route;fail
reject with icmpx port-unreachable;fail
