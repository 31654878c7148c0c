# SPDX-License-Identifier: GPL-2.0-or-later
"""Every selector of the registry's rows, with the context that it needs in a rule."""
import collections
import re

# text: as in a rule; kind: of its values; side: the network header that it needs (ip, ip6, arp or
# None), transport: likewise; before: a match without which it is refused; row: its row's name.
Selector = collections.namedtuple("Selector", "text kind side transport before row families")

ALL = {"ip", "ip6", "inet", "bridge", "netdev", "arp"}
INTERNET = {"ip", "ip6", "inet"}
SIDES = {"ip": {"ip", "inet", "bridge", "netdev"}, "ip6": {"ip6", "inet", "bridge", "netdev"},
         "arp": {"arp", "bridge", "netdev"}, None: ALL}
OPTIONS = {0: "%s", 1: "tcp option %s", 2: "ip option %s", 3: "sctp chunk %s"}
BRIDGE = {"ibrname", "obrname", "ibrpvid", "ibrvproto", "ibrhwaddr", "broute"}
# Rows that no rule can be drawn from here, and why.
UNDRAWN = {
    "meta secmark": "no constants", "ct secmark": "no constants", "ct event": "is only set",
    "socket cgroupv2": "names a path of the machine",
    "rt nexthop": "listed as one of the two below",
}


def kind_of(row, name=""):
    kind = row["type"]
    if kind in ("integer", "bitmask"):
        return "u%d" % row["bits"]
    if kind == "boolean":
        return "exists"
    if kind == "string":
        return "helper"
    if kind == "invalid":  # ct original saddr, which is drawn for IPv4 only
        return "ipv4_addr"
    return "kind" if name.endswith("kind") else kind


def side_of(header, layer):
    if layer == 1:
        return header
    return {"icmp": "ip", "igmp": "ip", "icmpv6": "ip6"}.get(header)


def fields(rows):
    layers = {r["header"]: r for r in rows if r["row"] == "header"}
    for r in rows:
        if r["row"] != "field":
            continue
        header, layer = r["header"], layers[r["header"]]["layer"]
        transport = header if layer == 2 and header != "th" else "udp" if layer == 3 else None
        families = ALL - {"arp"} if layer != 1 and header != "ether" else ALL
        before = "udp dport 4789" if header in ("vxlan", "geneve") else ""
        side = side_of(header, layer)
        if header == "gre":
            before, transport = "", "gre"
        yield Selector("%s %s" % (header, r["name"]), kind_of(r), side, transport, before,
                       "%s %s" % (header, r["name"]), families & SIDES[side])


def options(rows):
    for r in rows:
        if r["row"] != "option":
            continue
        header, group = r["header"], r["group"]
        base = OPTIONS[group] % header
        side = {0: "ip6", 2: "ip"}.get(group)
        families = SIDES[side] - {"arp"} if side else ALL - {"arp"}
        row = (base + " " + r.get("name", "")).strip()
        if "name" not in r:
            if group:
                yield Selector(base + "", "exists", side, None, "", row, families)
            elif header in ("hbh", "rt", "frag", "dst", "mh"):
                yield Selector("exthdr " + header, "exists", side, None, "", row, families)
            continue
        names = ["%s[%d]" % (r["name"], i) for i in (1, 2, 3)] if r["indexed"] else [r["name"]]
        for name in names:
            yield Selector("%s %s" % (base, name), kind_of(r), side, None, "", row, families)
    for number in (3, 200):
        yield Selector("dccp option %d" % number, "exists", None, None, "", "dccp option", ALL - {"arp"})
        yield Selector("tcp option %d" % number, "exists", None, None, "", "tcp option N", ALL - {"arp"})
    yield Selector("tcp option @200,16,8", "u8", None, None, "", "tcp option @", ALL - {"arp"})


def meta(r):
    families = {"bridge"} if r["name"] in BRIDGE else {"inet"} if r["name"] == "nfproto" else ALL
    texts = ["meta " + r["name"]] + ([r["name"]] if not r["prefixed"] and r["name"] not in (
        "hour", "day", "time", "ipsec") else [])
    for text in texts:
        yield text, None, families


def ct(r):
    side = r["name"].split()[0] if " " in r["name"] else "ip" if r["name"] in ("saddr", "daddr") else None
    directions = (["original ", "reply "] if r["must-direct"] else ["", "original ", "reply "]
                  if r["may-direct"] else [""])
    for direction in directions:
        yield "ct %s%s" % (direction, r["name"]), side, {"ip"} if r["name"] in (
            "saddr", "daddr") else INTERNET & SIDES[side]


def rt(r):
    side = r["name"].split()[0] if " " in r["name"] else None
    yield "rt " + r["name"], side, INTERNET & SIDES[side]


def socket(r):
    yield "socket " + r["name"], None, INTERNET


def fib(r):
    for flags in ("saddr", "daddr", "saddr . iif", "daddr . iif", "saddr . oif", "saddr . mark",
                  "daddr . mark . iif", "daddr . mark . oif"):
        yield "fib %s %s" % (flags, r["name"]), None, INTERNET | {"netdev"}


def ipsec(r):
    side = r["name"].split()[0] if " " in r["name"] else None
    for where in ("in", "out", "in spnum 2", "out spnum 5"):
        yield "ipsec %s %s" % (where, r["name"]), side, INTERNET & SIDES[side]


def tunnel(r):
    yield "tunnel " + r["name"], None, ALL


FAMILIES = {"meta": meta, "ct": ct, "rt": rt, "socket": socket, "fib": fib, "xfrm": ipsec,
            "tunnel": tunnel}


def keys(rows):
    for r in rows:
        if r["row"] != "key" or "%s %s" % (r["header"], r["name"]) in UNDRAWN:
            continue
        for text, side, families in FAMILIES[r["header"]](r):
            yield Selector(text, kind_of(r, r["name"]), side, None, "", "%s %s" % (
                r["header"], r["name"]), families)


def others():
    for text, kind in (("osf name", "osf"), ("osf ttl loose name", "osf"), ("osf ttl skip version", "version")):
        yield Selector(text, kind, None, None, "", "osf", INTERNET)
    for text in ("numgen inc mod 8", "numgen random mod 8 offset 5", "symhash mod 8",
                 "symhash mod 4 offset 9"):
        yield Selector(text, "u4", None, None, "", text.split()[0], ALL)
    for text, side in (("ip saddr", "ip"), ("ip6 daddr . ip6 saddr", "ip6"), ("tcp dport . meta mark", None)):
        for more in ("mod 10", "mod 8 seed 0xdead offset 3", "mod 2 seed 0x0"):
            yield Selector("jhash %s %s" % (text, more), "u3", side, "tcp" if "tcp" in text else None, "",
                           "hash", SIDES[side] - {"arp"})


def raw(values):
    """A load of any bits, drawn anew each time."""
    base = values.pick("ll", "nh", "nh", "th", "th", "ih")
    bits = values.pick(1, 3, 4, 8, 8, 12, 16, 16, 24, 32, 32, 48, 64, 128, values.random.randint(1, 128))
    offset = values.random.choice((0, 8, 16, 32, 64, values.random.randint(0, 200)))
    families = ALL - {"ip", "ip6", "inet"} if base == "ll" else ALL
    return Selector("@%s,%d,%d" % (base, offset, bits), "u%d" % bits, None, None, "", "@" + base, families)


def inner(rows, values):
    """A field of a header inside a tunnel."""
    tunnel = values.pick("vxlan", "geneve", "gre", "gretap")
    layers = {r["header"]: r["layer"] for r in rows if r["row"] == "header"}
    low = 1 if tunnel == "gre" else 0
    r = values.random.choice([r for r in rows if r["row"] == "field" and r["header"] not in (
        "th", "gre", "vlan", "arp") and low <= layers[r["header"]] <= 2])
    before = "udp dport 4789" if tunnel in ("vxlan", "geneve") else ""
    return Selector("%s %s %s" % (tunnel, r["header"], r["name"]), kind_of(r), None,
                    "udp" if before else "gre", before, tunnel + " inner", INTERNET | {"bridge", "netdev"})


def all_selectors(rows):
    return [*fields(rows), *options(rows), *keys(rows), *others()]


def group(selector):
    """What is drawn as one, lest families of many rows push the others aside."""
    return re.match(r"(tcp option|ip option|sctp chunk|\S+)", selector.row)[0]


def row_names(rows):
    """The rows that a run should have used."""
    return {s.row for s in all_selectors(rows)} | {"@ll", "@nh", "@th", "@ih"}
