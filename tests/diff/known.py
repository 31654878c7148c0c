# SPDX-License-Identifier: GPL-2.0-or-later
"""Differences that are meant. A row names one construct and one reason.

REWRITES make two texts alike in one respect each; a difference is known when some of them make the
texts equal, and the reasons are those of the rows without which they would not be. REFUSALS are what
only one side accepts: a pattern of the rule, and one of the message.
"""
import re

EXTENSION = r"\b(exthdr|hbh|rt0|rt2|srh|frag|dst|mh|ip option|rt (nexthdr|hdrlength|type|seg-left))\b"
NUMBER = r"\b0x[0-9a-f]+\b"
RAW = r"@(ll|nh|th|ih),\d+,\d+"

SWAPPED = "fields across bytes are swapped before they are shifted"
MAPPED = "maps of odd bits are looked up as they lie"
NETMAP = "nat prefix to maps whole networks"
# Programs that differ so list differently, by whoever.
BEYOND = "masks of narrow fields leave out what lies beyond"
XOR = "exclusive-or is moved to the constant before a field is shifted"
NEEDS = "what an extension header needs stands just before it"
WORDS = "odd bits are written in aligned words"
RANDOM = "random numbers are in network order"
KEPT = "comparisons of what was shifted right are of the kept bits"
TWICE = "1.0.6 masks prefixes of bit fields a second time"
INNER_BYTES = "bytes of the inner header are written as they are"
OTHER_PROGRAMS = {SWAPPED, MAPPED, NETMAP, NEEDS, WORDS, RANDOM, KEPT, TWICE, INNER_BYTES, XOR, BEYOND}
ODD = RAW + r"|frag-off|ip6 dscp|flowlabel"

# (checks, reason, pattern, replacement[, pattern of the case without which the row is not used])
REWRITES = (
    # What the kernel holds.
    ("instructions", "a range is one instruction",
     r"cmp sreg=(\w+) op=5 data=(\w+)\ncmp sreg=\1 op=3 data=(\w+)", r"range sreg=\1 op=0 from=\2 to=\3"),
    ("instructions", "sets that never change tell no size, or the one after merging",
     r"(set flags=\w{6}[08][2367abef] [^\n]*desc=)08000100[0-9a-f]{8}", r"\1"),
    ("instructions", NEEDS,
     r"(meta key=[1f] dreg=1|payload dreg=1 base=0 offset=(c|10) len=2)\ncmp sreg=1 op=0 "
     r"data=(02|0a|0800|86dd)\n", "", EXTENSION),
    ("instructions", SWAPPED, r"byteorder sreg=(\w+) dreg=\1 op=0 len=\w+ size=\w\nbitwise sreg=\1 dreg=\1 "
     r"len=\w+ op=[12] data=\w+(\nbyteorder sreg=\1 dreg=\1 op=1 len=\w+ size=\w)?", "shifted", ODD),
    ("instructions", SWAPPED, r"bitwise sreg=(\w+) dreg=\1 len=\w+ op=2 data=\w+", "shifted", ODD),
    ("instructions", SWAPPED, r"(shifted\n)bitwise sreg=\w+ .*", r"\1masked", ODD),
    ("instructions", SWAPPED, r"(shifted\n(?:.*\n)*?lookup set=anonymous .*)(\n    .*)+", r"\1", ODD),
    ("instructions", "one byte is not swapped", r"byteorder sreg=(\w+) dreg=\1 op=\d len=1 size=\w\n", ""),
    ("instructions", INNER_BYTES,
     r"(payload dreg=1 base=3 .*\nbitwise .*|immediate dreg=1 data=\w+)\npayload sreg=1 base=3 .*", "write base=3", r"@ih,\d+,\d+ set"),
    ("instructions", WORDS,
     r"payload dreg=1 base=(\d) offset=\w+ len=\w+\nbitwise sreg=1 dreg=1 len=\w+ op=0 mask=\w+ xor=\w+\n"
     r"payload sreg=1 base=\1 offset=\w+ len=\w+", r"write base=\1", r" set "),
    ("instructions", "an absent UDP checksum stays absent",
     r"(payload sreg=1 base=2 \S+ \S+) csum_type=\w+ csum_offset=\w+ csum_flags=\w+", r"\1", r"\budp \w+ set"),
    ("instructions", "a meter's set is named", r"\n?set flags=000000[23]0 [^\n]*", "", r"\bmeter "),
    ("instructions", TWICE, r"payload dreg=1 base=(\d) .*\n(bitwise .*\n)+cmp sreg=1 op=(\d) .*",
     r"prefix base=\1 op=\3", r"(?<!\.)\b\w+ (!= )?\d+/\d"),
    ("instructions", KEPT,
     r"(byteorder .*\n)?bitwise sreg=1 dreg=1 len=\w+ op=0 mask=\w+ xor=0+\n(cmp|range) .*", "shifted comparison", r" >> \d"),
    ("instructions", "addresses in options are addresses, names of interfaces are names", r"\bkey=\w+", "key=K", r"ip option \w+ addr|igmp group|fib .* oifname"),
    ("instructions", "raw loads stay numbers", r"\bkey=\w+", "key=K", RAW),
    ("instructions", BEYOND, r"mask=\w+ xor", "mask=M xor", r" \| 0x"),
    ("instructions", "options are loaded whole", r"exthdr (dreg=1 type=\w+ offset=\w+) len=\w+", r"exthdr \1", r"/\d"),
    ("instructions", XOR, r"(bitwise .* op=2 .*\n|shifted\n)?(cmp|range) sreg=1 op=(\w) .*", r"compare op=\3", r" \^ 0x"),
    ("instructions", NETMAP, r"(nat .* flags=)(\w+)",
     lambda m: "%s%x" % (m[1], int(m[2], 16) & ~0x40), r" prefix to .* map "),
    ("instructions", RANDOM,
     r"(numgen 1=\w+ 2=\w+ 3=1.*\n)byteorder .*\n", r"\1", r"numgen random"),
    ("instructions", RANDOM, r"(numgen 1=\w+ 2=\w+ 3=1.*\n)(bitwise .*\n)?(cmp|range) .*", r"\1cmp", r"numgen random"),
    ("instructions", RANDOM, r"element \w+", "element E", r"numgen random"),
    ("instructions", MAPPED,
     r"(bitwise .* op=2 data=.*\n|shifted\n)?(lookup set=anonymous sreg=\w+ dreg=.*(\n    set .*))(\n    element .*)*", r"\2",
     RAW + r" (v?map|& )|map \{[^{}]*\* :"),
    ("instructions", "registers of nested expressions are taken in another order",
     r"\b(dreg|sreg|data_reg|hash 1|2)=[0-9a-f]+\b", r"\1=R", r"jhash|(add|update|delete) @\w+ \{[^}]* : |" + RAW),
)
AGAIN = "reload json"
DEPENDENCY = (r"(meta key=(10|[f18]) dreg=1|payload dreg=1 base=0 offset=(c|10) len=2|payload dreg=1 base=2 offset=0 len=1)"
              r"\n(cmp sreg=1 op=0 data=\w+|lookup set=anonymous .*(\n    .*)+)\n")


def needs_first(found):
    """The matches that headers need, in one order at the start."""
    text = re.sub(r"payload dreg=1 base=0 offset=(c|10) len=2(?=\ncmp sreg=1 op=0 data=(0800|0806|86dd)\n)", "meta key=1 dreg=1",
                  found[0])
    needs = sorted({m[0] for m in re.finditer(DEPENDENCY, text)})
    return "".join(needs) + re.sub(DEPENDENCY, "", text)


# What our own listing, which is the established one, does not tell exactly.
PORTS = "ports of a header that has none are told as its fields"
RELOADS = (
    (AGAIN, "a header tells by itself what ip protocol or ip6 nexthdr said",
     r"payload dreg=1 base=1 offset=[69] len=1(?=\ncmp sreg=1 op=0 data=)", "meta key=10 dreg=1",
     r"ip protocol|ip6 nexthdr"),
    (AGAIN, "what a header needs stands before the first that needs it", r"(?s).+", needs_first),
    (AGAIN, "a mask of all bits is not told", r"bitwise sreg=1 dreg=1 len=\w+ op=0 mask=(ff)+ xor=(00)+\n", ""),
    (AGAIN, "raw loads over several fields are told as these",
     r"(payload dreg=1 base=(\d) .*\n((bitwise|byteorder) .*\n)*cmp sreg=1 op=0 .*(\n|$))+", r"raw base=\2\n", RAW),
    (AGAIN, "a set that became one prefix is told as that prefix",
     r"payload dreg=1 base=(\d) offset=(\w+) len=\w+\n(?:bitwise .*\n)?(?:lookup set=anonymous sreg=1 flags=(\w)\n"
     r"    set flags=00000007 .*(?:\n    element .*){1,3}|cmp sreg=1 op=(\w) .*)(?=\n|$)", r"prefix base=\1 offset=\2 \3\4",
     r"\{[^{}]*[-/][^{}]*\}"),
    (AGAIN, "a set that became one value is told as that value",
     r"lookup set=anonymous sreg=(\w+) flags=(\w)\n    set flags=00000003 .*\n    element (\w+)(?=\n(?! )|$)",
     r"cmp sreg=\1 op=\2 data=\3"),
    (AGAIN, "prefixes of options are told under a mask", r"(exthdr .*\n)(bitwise .*\n)?cmp sreg=1 op=(\w) .*", r"\1cmp op=\3", r"/\d"),
    (AGAIN, "prefixes of numbers are told under a mask",
     r"payload dreg=1 base=(\d) offset=(\w+) len=\w+\n(bitwise .*\n)?cmp sreg=1 op=(\w) .*", r"prefix base=\1 offset=\2 \4", r"\d/\d"),
    (AGAIN, "a reject that both families know is told bare", r"reject 1=\w 2=\w+", "reject", r"reject with icmpx"),
    (AGAIN, "a reject that both families know is told bare", r"reject with icmp(v6)? port-unreachable", "reject", r"reject with icmpx"),
    (AGAIN, "a set that became one range is told as that range",
     r"(lookup set=anonymous sreg=(\w+) flags=(\w)\n    set flags=00000007 .*(\n    element .*){1,3}|"
     r"range sreg=(\w+) op=(\w) .*)(?=\n|$)", r"range sreg=\2\5 \3\6"),
    (AGAIN, "a set that became one range is told as that range", r"\{ (\w+-\w+) \}", r"\1"),
    (AGAIN, "state in updates is told without what it counted", r"\blast set=1", "last set=0"),
    (AGAIN, "state in updates is told without what it counted", r"(quota 1=\w+ 4=)\w+", r"\g<1>0"),
    (AGAIN, "mss and wscale of synproxy are told together", r"(synproxy 1=\w+ 2=\w+) 3=\w", r"\1"),
    (AGAIN, "raw writes of a field's bits are told as the field",
     r"payload dreg=1 base=(\d) offset=\w+ len=\w+\nbitwise sreg=1 dreg=1 len=\w+ op=0 mask=\w+ xor=\w+\n"
     r"payload sreg=1 base=\1 .*", r"write base=\1", RAW + " set "),
    (AGAIN, "raw writes of a field's bits are told as the field",
     r"(payload sreg=1 base=. offset=\w+ len=\w+) csum.*", r"\1", " set "),
    (AGAIN, "a mask of the first bytes of an address is told as a prefix, and of a number the other way",
     r"payload dreg=1 base=(\d) offset=\w+ len=\w+\n(bitwise .* mask=(ff)+(00)+ xor=(00)+\n)?cmp sreg=1 op=(\d) "
     r"data=(\w+?)(00)*(?=\n|$)", r"payload base=\1 \6 \7"),
    (AGAIN, PORTS, r"(set flags=\S+ )key=\w+ (key_len=\w+)( data=\w+)?", r"\1key=K \2", r"\bth [sd]port"),
    (AGAIN, PORTS, r"(payload sreg=1 base=2 \S+ \S+) csum.*", r"\1", r"\bth [sd]port"),
    (AGAIN, "raw loads of ports are told as ports", r"(set flags=\S+ )key=\w+", r"\1key=K", r"@th,(0|16),16"),
    (AGAIN, "a mask of odd bits is told as a narrower load",
     r"payload dreg=(\w+) base=(\d) .*\n((?:bitwise|byteorder) .*\n)+cmp sreg=\1 op=(\w) .*", r"masked base=\2 \4", r" [&|^] |>>|\d/\d"),
    (AGAIN, "a mask of odd bits is told as a narrower load", r"payload dreg=1 base=(\d) .*\ncmp sreg=1 op=(\w) .*",
     r"masked base=\1 \2", r" [&|^] |>>|\d/\d"),
    (AGAIN, "a mask of the first bytes of an address is told as a prefix, and of a number the other way",
     r"((?:ct|exthdr) dreg=1 .*\n)(bitwise .*\n)?cmp sreg=1 op=(\w) .*", r"\1cmp op=\3", r" & "),
    (AGAIN, "raw loads are told as the fields that lie there", r"(set flags=\S+ )key=\w+", r"\1key=K", RAW),
    (AGAIN, "ct saddr and daddr of IPv4 and IPv6 tell which", r"(ct dreg=\w+ key=)(8|9|13|14|15|16) ", r"\1K ",
     r"\bct (original|reply) [sd]addr"),
)
REWRITES += RELOADS

V4 = {"net-unreachable": 0, "host-unreachable": 1, "prot-unreachable": 2, "port-unreachable": 3, "frag-needed": 4,
      "net-prohibited": 9, "host-prohibited": 10, "admin-prohibited": 13}
V6 = {"no-route": 0, "admin-prohibited": 1, "addr-unreachable": 3, "port-unreachable": 4, "policy-fail": 5,
      "reject-route": 6}
CONCAT = r" \. [^{}]*\{"


def named(codes):
    words = "|".join(codes)
    return r"\b(%s)\b" % words, lambda m: str(codes[m[1]])


LISTS = "listing our-lists peer-lists"
LISTINGS = (
    (LISTS, "a limit's default burst is told", r" burst 5 packets", ""),
    ("listing", "priorities of nat chains have names", r"(hook output) priority -100", r"\1 priority dstnat"),
    ("listing", "priorities of nat chains have names", r"(hook input) priority 100", r"\1 priority srcnat"),
    ("listing our-lists", "codes are numbers", *named(V4), r"icmp[ _]code"),
    ("listing our-lists", "codes are numbers", *named(V6), r"icmpv6[ _]code"),
    (LISTS, "writes of odd bits are told as written",
     r"@(ll|nh|th|ih),\d+,\d+ set \S+( & \S+)?( \| \S+)?", r"@\1 SET", RAW + " set"),
    ("listing peer-lists", "odd bits are told as written", r"\(?@(ll|nh|th|ih),\s?\d+,\s?\d+(?: & 0x[0-9a-f]+\)?)?(?: >> \d+)?",
     r"@\1", RAW),
    ("listing peer-lists", "odd bits are told as written", r"(@\w\w(?: v?map)?) \{[^}]*\}", r"\1 {}", RAW),
    ("listing peer-lists our-lists", "fields in keys are told without a shift", r" >> \d+(?=( !=| ==)? [.{@}]| v?map |$| timeout| counter| limit| quota)", ""),
    ("listing peer-lists", "1.0.6 loses the widths of anonymous concatenations", r"( \. [^{}]*)\{[^{}]*\}", r"\1{}", CONCAT),
    ("listing peer-lists", "1.0.6 knows no masked fields of extension headers",
     r"\(?\b(frag|mh|rt|hbh|dst) [\w-]+ & \S+( \[invalid type\]\)?)?( >> \d+)?", r"\1 F", EXTENSION),
    ("listing peer-lists", "1.0.6 knows no masked fields of extension headers",
     r"\bfrag (reserved2|frag-off|more-fragments)", r"frag F", EXTENSION),
    (LISTS, "a meter is a set that is updated",
     r"set s\d+_\d+ \{ type(of)? [^{}]*flags dynamic[^{}]*\} ", "", r"\bmeter "),
    (LISTS, "a meter is a set that is updated",
     r"\b(meter|add|update) @?(s\w+)( size \d+)? \{", r"meter \2 {", r"\bmeter "),
    ("listing", "prefixes of numbers are masks",
     r"(?:& (\w+) (== |!= )(\w+)|(!= )?(\w+)/\d+)", lambda m: "%s%s PREFIX" % (
         (m[2] or m[4] or "== "), m[3] or m[5])),
    (LISTS, "what an extension header needs is not told", r"(meta (nfproto|protocol)|ether type|@ll,\d+,16) (ip6?|ipv[46]|0x86dd) ", "", EXTENSION),
    ("listing our-lists", NETMAP, r"(nat) prefix to", r"\1 to", r" prefix to .* map "),
    ("listing", "odd bits are told as written", r"(@\w\w) (== |!= |[<>]=? )?\w+(?=[ }])", r"\1 V", RAW),
    ("listing", "odd bits are told as written", r"elements = \{[^{}]*\}", "elements", r"typeof [^{}]*" + RAW),
    ("listing", "1.0.6 splits what is not equal", r"(ip6? version != \d+ .*? (ip saddr|ip6 \w+) != \S+|@nh,0,\d+ != 0x\w+)",
     "@nh !=", r"@nh,0,\d+ !="),
    ("listing", "ports under one load are told apart", r"(th sport \d+ th dport \d+|@th,0,32 0x\w+)", "th ports", r"@th,0,32"),
    ("listing", "1.0.6 knows no field that is written below its family's header", r"(ether \w+|@ll,\d+,\d+) set \S+",
     "@ll SET", r"ether \w+ set"),
    ("listing", "1.0.6 knows no field that is written below its family's header",
     r"(th sport set th sport & \d+ \| \d+|icmp(v6)? \w+ set \S+)", "WRITE", r"icmp(v6)? \w+ set"),
    ("listing", "1.0.6 knows no masked vlan field below its family's header",
     r"@ll,\d+,\d+( & \w+)? ?(==|!=)?.*?(?= [a-z}]|$)", "@ll V", r"vlan \w+ [&|^]"),
    ("listing", "masked bit fields are told by name", r"(tcp reserved|@th,96,8 & 0xf)\b", "tcp reserved", r"tcp reserved"),
    (LISTS, "vlan cfi is told as dei", r"vlan cfi", "vlan dei"),
    ("listing", "what a link header needs is told by that header alone", r"ether type 8021q ", "", r"vlan "),
    ("listing", "what an igmp header or a reject needs stays where a statement parts them",
     r"(meta nfproto ipv4|meta l4proto (tcp|igmp)) ", "", r"\bigmp\b|reject"),
    ("listing", "1.0.6 drops a protocol that no header is known of", r"meta protocol 0x\w+ ", "", r"meta protocol"),
    ("listing", "ports of tproxy are told when they are mapped", r"(tproxy[^{}]* to) :\w+ dport map \{[^{}]*\}", r"\1", r"tproxy .* map "),
    ("listing", "the last of an interval of bits is told as such", r"(\w+)-(255|65535|0xff|0xffff)\b", r"\1", r"typeof [^{}]*(vlan|ecn|dscp|version|dei|cfi)"),
    (LISTS, "values of ct proto-src, proto-dst have a type", r"0x([0-9a-f]+) \[invalid type\]",
     lambda m: str(int(m[1], 16)), r"ct (original|reply) proto-(src|dst)"),
    ("listing peer-lists", "hexadecimal of fields", NUMBER, lambda m: str(int(m[0], 16))),
)
REWRITES += LISTINGS + (
    *((checks, reason, pattern, to, case) for checks, reason, case in (
        ("our-lists", "typeof of jhash, of raw options and of presence is kept", r"(typeof|meter) .*(jhash|@200|option \d)"),
        ("peer-lists listing our-lists", "the new numbers of fib and ipsec in userdata", r"typeof [^{}]*(fib|ipsec)"))
      for pattern, to in (
          (r"\b(set|map) (\w+) \{ type(of)? .*?(?= \}| policy| flags| size| elements| counter| quota| limit| last|"
           r" comment| timeout)", r"\1 \2 { TYPE"), (r"elements = \{[^{}]*\}", "elements"))),
    ("our-lists listing peer-lists", RANDOM, r"elements = \{[^{}]*\}", "elements",
     r"typeof [^{}]*numgen random"),
    ("our-lists peer-lists listing", MAPPED, r"@(\w\w),\d+,\d+(?: & \w+)? (v?map) \{[^{}]*\}",
     r"@\1 \2", RAW + " v?map"),
    ("our-lists peer-lists", NEEDS, r"@ll,\d+,16 0x86dd ", "", EXTENSION),
    ("our-lists", SWAPPED, r"( \. ip6 dscp|frag frag-off[^{}]*)\{[^{}]*\}", r"\1{}", CONCAT),
    ("our-lists", SWAPPED, r"( \. @[^{}]*)\{[^{}]*\}", r"\1{}", CONCAT),
    ("offline", "the kernel gives a size to sets that are updated", r" size 65535", "", r"(add|update|delete|drop)"),
    ("offline", "the kernel forgets the direction of ct protocol and l3proto",
     r"\bct (original|reply) (protocol|l3proto)", r"ct \2"),
    ("listing", "fields of a set without typeof have no place of their own",
     r"(meta l4proto dccp )?(meta mark set )(dccp type|\(?@th,64,8 & 0x1e\)?( >> 1)?|@th map)", r"\2dccp", r"dccp_pkttype"),
)

# (checks, reason, pattern of the case, pattern of the message)
INNER = (r"\b(gre (version|flags|protocol)|(vxlan|geneve) (vni|flags|type)|(gre|gretap|vxlan|geneve) "
         r"(ether|ip6?|icmp(v6)?|igmp|tcp|udp|udplite|dccp|sctp|ah|esp|comp) )")
NEWER = (
    (r"\blast\b", r"syntax error, unexpected|No symbol type information", "last"),
    (r"rate until", r"unexpected string, expecting number", "until in limits"),
    (INNER, r"Error", "gre and headers inside of tunnels"),
    (r"\bdccp option", r"Error", "dccp options"),
    (r"\btunnel (path|id|name)\b", r"Error", "tunnels"),
    (r"icmpv6 [td]addr", r"Error", "icmpv6 taddr, daddr"),
    (r"meta (ibrhwaddr|broute)", r"Error", "meta ibrhwaddr, broute"),
    (r"gc-interval", r"unexpected gc-interval", "gc-interval of maps"),
    (r"", r"Right hand side of binary operation \(.\) must be constant", "operations of two fields"),
    (r"mark set fib", r"unexpected fib", "fib in marks"),
    (r"(redirect|dnat|snat) to :\w+ dport map|redirect", r"transport protocol mapping", "ports by maps of a header"),
    (r"(snat|dnat) addr \. port", r"unexpected addr", "addr . port without a family"),
    (r"ct event set \S*secmark", r"unexpected secmark", "ct event secmark"),
    (r"mark set (ip6?|tcp|udp|meta priority)", r"expected packet mark, expression has type", "fields in marks"),
    (r"ct (original|reply) proto-(src|dst)", r"symbolic invalid expressions|expected invalid|has type invalid|data types \(invalid\)|No symbol type",
     "values of ct proto-src, proto-dst"),
    (r"typeof ct (original|reply) [sd]addr", r"type invalid", "typeof of ct saddr, daddr"),
    (r"\b(rt[02] addr|srh sid)", r"No symbol type information", "sets of addresses of routing headers"),
    (r"ip option \w+ addr|igmp group", r"Could not parse integer|datatype mismatch.*(integer|IPv4 address)|expects|unqualified",
     "addresses in options"),
    (r"fib .* oifname", r"network interface name|data types \(string\)|datatype mismatch", "fib oifname in sets"),
    (r"", r"variable sized data types \((bitmask|string)\)", "bit masks and text in concatenations"),
    (r"(typeof|mark set) .*" + EXTENSION, r"unexpected (frag|mh|srh|hbh|dst|rt|rt0|rt2|exthdr|nexthdr|hdrlength|seg-left|type)\b",
     "extension headers in typeof and statements"),
    (r" (>>|<<) \d+ (== |!= )?", r"No data available|datatype mismatch, expected|exceeds valid range|is undefined for type", "comparisons that a shift leaves without a match"),
    (r" set \S+( \S+)+ [&|^]", r"No data available", "a field changed by operations on itself"),
    (r"(add|update|delete) @\S+ \{.* : ", r"Invalid argument", "several states beside data"),
    (r"set (udplite|dccp|sctp|tcp|udp|ah|esp|comp|icmp|gre)\b", r"syntax error, unexpected",
     "names of protocols at the end"),
    (r"\d/\d", r"Value \d+ exceeds valid range", "prefixes of narrow numbers"),
    (r"socket (wildcard|transparent) ", r"Value \d+ exceeds valid range", "numbers above a truth"),
    (r"(numgen|hash) .*mod \d", r"Value \d+ exceeds valid range", "numbers above a modulus"),
    (r"typeof .* : (counter|quota|limit|synproxy|secmark|ct \w+)", r"unexpected (counter|quota|limit|synproxy|secmark|ct)",
     "typeof maps of objects"),
    (r"(typeof|mark set) .*ipsec", r"syntax error, unexpected", "ipsec in typeof and statements"),
    (r"ct (original|reply) [sd]addr", r"specify either ip or ip6", "ct saddr, daddr in concatenations"),
    (r"\bfib .* check", r"expecting type or oif", "fib check"),
    (r"ct (timeout|helper|expectation) set \"?[osm]\d", r"unexpected string", "names with digits in ct timeout"),
    (r"(snat|dnat) .* map \{[^{}]* \. \d+-\d+ \}", r"No data available", "ranges of ports in maps of nat"),
    (r"ct status", r"Could not parse conntrack status", "newer names of ct status"),
    (r"ether .*vlan", r"conflicting protocols specified: ether vs. vlan", "ether and vlan in one concatenation"),
    (r" set (\S+ )+map \{", r"is undefined for map", "maps to parts of bytes"),
    (r" set \S+( \S+)+ [&|^]", r"undefined for type", "a field changed by operations on itself"),
    (r"mptcp subtype", r"Could not parse integer|Error", "names of mptcp subtypes"),
)
NONE, UNSUPPORTED = "accepted, but .*No such file", "accepted, but .*Operation not supported"
KERNEL = (
    (r"\bqueue\b", NONE, "queues"), (r"\btunnel (path|id|name)\b", NONE, "tunnels"),
    (r"\badd flowtable", NONE, "flowtables"), (r"\badd secmark", NONE, "security marks"),
    (r"(?m)^add rule bridge .* reject", NONE, "rejects of bridges"),
    (r"meta (ibrpvid|ibrvproto|ibrhwaddr|broute|ibrname|obrname)|\bi?o?brname", UNSUPPORTED, "keys of bridges"),
    (r"\bdccp option", UNSUPPORTED, "dccp options"), (r"\bosf ", UNSUPPORTED, "osf in IPv6"),
    (r"\bct count", "accepted, but .*(Protocol error|Operation not supported)", "ct count in sets of the family"),
    (r"\{[^{}]*\b(counter|limit|quota|last|ct count)\b[^{}]*\b(counter|limit|quota|last|ct count)\b",
     r"accepted, but .*Invalid argument", "last beside other state"),
    (r"policy memory", r"accepted, but .*File exists", "small tables of keys that differ"),
    (r"ct (helper|timeout|expectation)", r"accepted, but .*(Address family|No such file|Protocol error)",
     "helpers of the family"),
    (r"synproxy", r"accepted, but .*(Operation not supported|No such file)", "synproxy"),
    (r"meta pkttype set", UNSUPPORTED, "kinds of packets to set at a device's egress"),
    (r"\bct ", r"accepted, but .*Protocol error", "connection tracking of the family"),
)
CRASHES = (
    (r"(comp|ah) nexthdr (== |!= )?(\{|\w)", "values of comp, ah nexthdr"),
    (r"\brt2 addr", "rt2 addr"),
    (r"(@\w\w,\d+,\d+|\w) (!= )?\d+/\d", "prefixes of bit fields"),

    (r"typeof [^{}]*(osf|ct helper|srh sid|rt ip6? nexthop|fib [^{}]*oifname)|srh sid", "typeof of text and of routes"),
    (r"\brt0 addr", "rt0 addr"), (r"nftrace", "nftrace in keys"), (r"@\w\w,\d+,1\d\d", "loads of more than 16 bytes"),
)
REFUSALS = ((AGAIN, "masks beyond odd raw loads are told in the bytes around", RAW + r" [|^&] ", "exceeds valid range"),
            (AGAIN, "a set of one truth is told as that value", r"socket (transparent|wildcard) .*[{^|&>]", "exceeds valid range 0-1"),
            (AGAIN, "keys of tunnels have no typeof", r"meter [^{]*\{[^{}]*tunnel (id|path)", "unqualified type|variable sized"),
            (AGAIN, "fields inside two tunnels at once have no text", INNER + r"[^{}]* \. .*" + INNER, "syntax error"),
            (AGAIN, "the kernel takes overlapping ranges of concatenations in one order only", r" \. [^{}]*\{[^{}]*[-/]",
             r"interval overlaps with an existing one"),
            (AGAIN, "an extension header's field under a mask of no bits has no name", EXTENSION + r" \S+ & 0x0", "syntax error"),
            (AGAIN, "the kernel gives a size to sets that are updated, and updates none of that size without dynamic",
             r"(?m)^add (set|map) (?!.*dynamic)[^\n]*\n(.*\n)*add rule .*(add|update|delete) @", r"Operation not supported"),)
REFUSALS += tuple(("offline", "this kernel lacks " + what, case, message) for case, message, what in KERNEL)
LISTED = (
    (r"\blast\b", "last"), (INNER, "gre and headers inside of tunnels"), (r"\btunnel (path|id|name)", "tunnels"),
    (r"(mark|set) set (\w+ mark|\S+ \S+) [|&^] (meta|ct) ", "operations of two fields"),
    (r"set (\w+ mark) [&|^] (meta|ct)", "operations of two fields"),
    (r"typeof [^{}]*(ipsec|fib) |ipsec [^{}@]* \. [^{}]*\{| \. ipsec [^{}]*\{|fib [^{}@]* \. [^{}]*\{| \. fib [^{}]*\{",
     "the new numbers of fib and ipsec in userdata"),
    (r"(comp|ah) nexthdr (== |!= )?(\{|\w)", "values of comp, ah nexthdr"),
    (r"typeof [^{}]*jhash", "typeof of jhash"), (r"icmpv6 [td]addr", "icmpv6 taddr, daddr"),
    (r"meter [^{]*\{[^{}]*(jhash|@200)", "typeof of jhash"),
    (r"map \{[^{}]*\* :", "bit fields beside a catch-all"), (r" set (\S+ )+map \{", "maps to parts of bytes"),
    (r"ct (original|reply) \S+( [sd]addr)? \. ", "ct of one direction in concatenations"),
    (r" \. [^{}]*ct (original|reply) ", "ct of one direction in concatenations"), (r"\bosf ", "osf in concatenations"),
    (r"\brt2 addr", "rt2 addr"), (r"typeof [^{}]*@200", "typeof of raw options"),
    (r"typeof ct \w+ [sd]addr", "typeof of ct saddr, daddr"), (r"\bdccp option", "dccp options"),
)
REFUSALS += (("accept", "a shift beyond a field's width is refused", r"(>>|<<) \d", r"^ours: Error: (Right|Left|Comparison)"),
             ("accept", "tcp reset after another protocol is refused", r"reject with tcp reset",
              r"^ours: Error: you cannot use tcp reset"))
REFUSALS += (("accept", "this kernel lacks small tables of keys that differ", r"policy memory", r"ours: .*File exists"),)
REFUSALS += (("peer-lists", "1.0.6 cannot list what it loaded itself", "", "^not listed, nor what the peer"),)
REFUSALS += tuple(("peer-lists", "1.0.6 cannot list " + what, case, "^not listed") for case, what in LISTED)
REFUSALS += tuple(("accept", "1.0.6 crashes on " + what, case, r"^the peer crashes") for case, what in CRASHES)
REFUSALS += tuple(("accept", "1.0.6 does not know " + what, case, r"ours: accepts\npeer: (.*\n)*.*(%s)" % message)
                 for case, message, what in NEWER)


def rewritten(text, rows):
    for row in rows:
        text = re.sub(row[2], row[3], text)
    return in_order(text)


def in_order(text):
    """The elements in braces sorted, as far as braces stand in one line."""
    def elements(found):
        return "{ " + ", ".join(sorted(" ".join(e.split()) for e in found[1].split(", "))) + " }"
    return re.sub(r"\{ ([^{};\n]*)\}", elements, text)


def explain(check, case, one, other):
    """The reasons that make the two texts one; None: they differ for no known reason."""
    if one == other:
        return []
    rows = [r for r in REWRITES if check in r[0].split() and (len(r) < 5 or re.search(r[4], case))]
    if rewritten(one, rows) != rewritten(other, rows):
        return None
    for row in list(rows):
        fewer = [r for r in rows if r is not row]
        if rewritten(one, fewer) == rewritten(other, fewer):
            rows = fewer
    return list(dict.fromkeys(r[1] for r in rows))


def excuse(check, case, why):
    for checks, reason, pattern, message in REFUSALS:
        if check in checks.split() and re.search(pattern, case) and re.search(message, why):
            return reason
    return None
