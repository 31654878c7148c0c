# Refusing with a word.
:input;type filter hook input priority 0

*ip6;filter;input

reject;ok
reject with icmpv6 no-route;ok
tcp dport 113 reject with tcp reset;ok
reject with icmp host-unreachable;fail
