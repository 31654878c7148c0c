# SPDX-License-Identifier: GPL-2.0-or-later
"""Differences between the two implementations that are meant: rewritten away, or excused by a row."""
import re

# Both sides of a comparison of listings are rewritten by these.
OUTPUT = (
    (r"\t# count \d+", ""),
    (r" burst 5 packets", ""),
    (r"\btcp flags (!= |== )?([\w,| ]+?) / ([\w,]+)",
     lambda m: "tcp flags & (%s) %s %s" % (m[3].replace(",", " | "), (m[1] or "==").strip(),
                                           m[2].replace(",", " | "))),
    (r"tcp flags & \((\w+)\)", r"tcp flags & \1"),
    (r"(fib [\w. ]*?)oif (exists|missing)", r"\1check \2"),
    (r" expires \w+", ""),
    (r" >> \d+(?= [.{@}]| v?map |$)", ""),
    (r"(hook output) priority -100", r"\1 priority dstnat"),
    (r"(hook input) priority 100", r"\1 priority srcnat"),
    (r"type filter hook (\w+) priority 0;", r"type filter hook \1 priority filter;"),
    (r"check exists/8", "check exists"),
    (r"(ip option ra value|ct \w+ \w+) == ", r"\1 "),
)

# (checks, what the case or the report matches, why it is so)
ROWS = (
    ("accept", r"ours: accepts\npeer: accepts", "the peer fails and does not say why"),
    ("accept", r"datatype mismatch: expected integer, expression has type integer", "widths adapt"),
    ("listing our-lists peer-lists instructions", r"@th,5,3", "odd bits are listed as written"),
    ("reload json", r"& (0x)?f+ |& 0x1 == 0x1|\bwildcard & ", "a mask of all bits is not listed"),
    ("reload json our-lists peer-lists listing instructions", r"sctp chunk .*/\d+", "prefixes of options"),
    ("accept", r"unexpected (gc-interval|frag|srh|comment|log)\b", "newer syntax"),
    ("accept", r"ip protocol set tcp", "a protocol's name may be followed by a statement"),
    ("accept", r"variable sized data types \(bitmask\)", "bit masks in concatenations"),
    ("accept", r"map \{ 0 : 1\.1\.1\.1|ip or ip6 must be specified", "nat's family follows from the data"),
    ("accept", r"datatype mismatch: expected packet mark", "fields may be kept in marks"),
    ("accept", r"Can't parse symbolic invalid expressions", "ranges of ct proto-src, proto-dst"),
    ("accept", r"Value \d+ exceeds valid range 0-\d+\n(.*\n)*.*\d/\d", "prefix of a number"),
    ("accept", r"ip option (lsrr|rr|ssrr) addr", "ip option addr is an address"),
    ("accept", r"ours: Error: conflicting protocols specified: (gre|\w+) vs\. ", "gre is a header"),
    ("accept", r"redirect to :\w+ dport map", "redirect maps need no protocol"),
    ("accept", r"igmp group|fib \w+ oifname|Value 252 exceeds", "types the peer has not"),
    ("listing", r"maxseg size set tcp dport map", "the dependency of the key is hidden"),
    ("listing", r"reject with tcp reset", "meta l4proto tcp stays where the reference keeps it"),
    ("our-lists peer-lists listing instructions", r"(?m)^add rule (inet|bridge|netdev) .* "
     r"(exthdr|frag|hbh|rt|dst|mh|srh) (?!mtu|classid|ipsec|nexthop)", "where the dependency goes"),
    ("instructions our-lists peer-lists listing", r"frag-off|ip6 dscp|ntoh\(reg \d+, 2, 2\)",
     "fields across bytes are shifted in host order"),
    ("instructions our-lists peer-lists listing", r"(flowlabel|dscp) & ", "masks of a field stay apart"),
    ("instructions our-lists", r"(typeof|meta) .*@th,(0|16),16", "typeof keeps raw loads raw"),
    ("our-lists listing", r"typeof @th,16,16", "typeof keeps raw loads raw"),
    ("peer-lists", r"\bfib |ipsec ", "expression types of userdata have newer numbers"),
    ("listing", r"mptcp subtype", "named subtypes"),
    ("listing", r"redirect to :", "the dependency of the key is hidden"),
    ("our-lists peer-lists listing", r"@ll,\d+,16 (0x86dd|34525) ", "dependency put at the rule's start"),
    ("our-lists peer-lists listing", r"@\w\w,\d+,\d.*\d-\d", "the last of an odd field's range"),
    ("our-lists listing", r"@nh,5,3 set", "mangling in aligned 16 bit chunks"),
    ("reload json", r"@nh,64,8 set", "a raw write of a field's bits is listed as the field"),
    ("reload json", r"typeof (numgen|jhash|symhash)|type integer", "userdata holds no such tree"),
    ("reload json", r"\b(\w+)-\1\b", "a range of one value is listed as the value"),
    ("accept offline", r"policy memory", "this kernel's small hashes take keys of 2 bytes for equal"),
    ("offline", r"Address family not supported", "helpers are modules"),
    ("listing", r"icmp(v6)? code|ct timeout|frag reserved", "codes are numbers, times are times"),
    ("accept", r"unexpected string|variable sized data types|mptcp subtype", "newer syntax"),
    ("instructions", r"(udp|udplite) \w+ set", "the kernel keeps an absent udp checksum"),
    ("instructions peer-lists listing our-lists", r"@nh,5,3 set", "mangling in aligned 16 bit chunks"),
    ("reload json", r"typeof .*@\w\w,", "typeof keeps raw loads raw"),
    ("our-lists listing", r"(?s)elements.*timeout", "an interval's end has no timeout of its own"),
    ("offline", r"Could not process rule: (Protocol error|No such file)", "this kernel lacks a module"),
    ("instructions", r"(flowlabel|vlan \w+|version|ip6 ecn|ip6 dscp|ecn) set", "mangling in aligned 16 bit chunks"),
)


def code(text):
    """Instructions without values, which the two write differently; the listings compare those."""
    text = re.sub(r"\[ byteorder reg \d+ = \w+\(reg \d+, 2, 1\) \]\n", "", text)
    text = re.sub(r"\[ cmp gte (reg \d+) [^]]+ \]\n\[ cmp lte \1 [^]]+ \]", r"[ range eq \1 0x00 ]", text)
    text = re.sub(r"ct load unknown", "ct load id", text)
    lines = [re.sub(r"( 0x[0-9a-f]{2,})+", " VALUE", line) for line in text.splitlines()]
    return "\n".join(line for line in lines if line.startswith("["))


def same_order(text):
    def even(found):
        elements = [" ".join(e.split()) for e in found.group(1).split(",")]
        return "\x01" + ", ".join(sorted(elements)) + "\x02"
    before = None
    while text != before:
        before, text = text, re.sub(r"\{([^{}\x01\n;]*(?:\n[^{}\x01;]*)?)\}", even, text, count=1)
    return text


def listing(text):
    for pattern, to in OUTPUT:
        text = re.sub(pattern, to, text)
    text = re.sub(r"\b0x[0-9a-f]+\b", lambda m: str(int(m[0], 16)), text)
    return " ".join(same_order(text).split())


ONE = r"(?<!map )\{ ([^{},]*) \}"


def narrowed(text):
    """An anonymous set of one element or range is made a plain match when it is read again."""
    return re.search(r"^\t\t\S.*" + ONE, text, re.M)


def again(text):
    return re.sub(ONE, r"\1", re.sub(r" expires \w+", "", text))


def reason(check, text, why):
    for checks, pattern, because in ROWS:
        if check in checks.split() and (re.search(pattern, text) or re.search(pattern, why)):
            return because
    return None
