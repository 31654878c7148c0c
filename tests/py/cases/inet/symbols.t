# Every symbol of a type.
:input;type filter hook input priority 0

*inet;filter;input

icmp type { echo-reply, destination-unreachable, source-quench, redirect, echo-request, time-exceeded };ok
icmp type { router-advertisement, router-solicitation, parameter-problem, timestamp-request, timestamp-reply };ok
icmp type { info-request, info-reply, address-mask-request, address-mask-reply };ok
icmp type nosuch;fail
icmp code { net-unreachable, host-unreachable, prot-unreachable, port-unreachable, frag-needed };ok;icmp code { 0, 1, 2, 3, 4 }
icmp code { net-prohibited, host-prohibited, admin-prohibited };ok;icmp code { 9, 10, 13 }
icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request, echo-reply };ok
icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report };ok
icmpv6 type mld-listener-reduction;ok;icmpv6 type mld-listener-done
icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect };ok
icmpv6 type { router-renumbering, ind-neighbor-solicit, ind-neighbor-advert };ok
icmpv6 code { no-route, admin-prohibited, addr-unreachable, port-unreachable, policy-fail, reject-route };ok;icmpv6 code { 0, 1, 3, 4, 5, 6 }
tcp flags { fin, syn, rst, psh, ack, urg, ecn, cwr };ok
tcp flags psh,urg,cwr;ok
ip dscp { cs0, cs1, cs2, cs3, cs4, cs5, cs6, cs7 };ok
ip dscp { lephb, af11, af12, af13, af21, af22, af23 };ok
ip dscp { af31, af32, af33, af41, af42, af43, va, ef };ok
ip dscp df;ok;ip dscp cs0
ip6 dscp be;ok;ip6 dscp cs0
ip ecn { not-ect, ect1, ect0, ce };ok
reject with icmpx port-unreachable;ok;reject
reject with icmpx no-route;ok
reject with icmpx host-unreachable;ok
reject with icmpx admin-prohibited;ok
