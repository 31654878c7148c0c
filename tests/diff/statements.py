# SPDX-License-Identifier: GPL-2.0-or-later
"""Statements drawn at random: one function for each statement of the registry, under its name.

Options that the registry has as clauses are drawn from its rows. A function returns the text, or None
where the family has no such statement; what it needs before it goes to draw.setup.
"""
import re

NAT_FAMILIES = ("ip", "ip6", "inet")
# Statements that no rule can be drawn for.
UNDRAWN = {"match": "drawn as matches", "vmap": "drawn as matches", "xt": "only listed",
           "unknown": "only listed"}
UNITS = ("second", "minute", "hour", "day", "week")
SIZES = ("bytes", "kbytes", "mbytes")


def clauses(draw, statement):
    """Some of the statement's options, in any order: {name: text}."""
    found = {}
    for row in draw.some(draw.clauses.get(statement, ()), 4):
        name, kind = row["name"], row["kind"]
        if kind == "word":
            found[name] = name
        elif kind == "number":
            limit = int(str(row["max"]), 0)  # above 63 bits it is text
            top = min(limit, draw.pick(10, 1000, limit))
            found[name] = "%s %d" % (name, draw.random.randint(row["min"], top))
        elif kind == "string":
            found[name] = '%s "%s"' % (name, draw.pick("a", "some text: ", "x" * draw.pick(5, row["max"])))
        elif kind == "enum":
            found[name] = "%s %s" % (name, draw.random.choice(row["symbols"]))
        elif kind == "flags":
            found[name] = draw.some(row["symbols"], 2)
    return found


def accept(draw):
    return draw.verdict()


def counter(draw):
    return " ".join(["counter", *clauses(draw, "counter").values()])


def limit(draw):
    text = "limit rate %s" % draw.pick("", "over ", "until ")
    if draw.chance(.6):
        text += "%d/%s" % (draw.pick(1, 5, 100, 4000), draw.random.choice(UNITS))
        return text + " burst %d packets" % draw.pick(1, 5, 7, 100) * draw.chance(.5)
    text += "%d %s/%s" % (draw.pick(1, 10, 1023, 1024, 5000), draw.random.choice(SIZES),
                          draw.random.choice(UNITS))
    return text + " burst %d %s" % (draw.pick(1, 5, 1024), draw.random.choice(SIZES)) * draw.chance(.5)


def quota(draw):
    text = "quota %s%d %s" % (draw.pick("", "over ", "until "), draw.pick(7, 10, 1024, 1000000),
                              draw.random.choice(SIZES))
    return text + " used %d bytes" % draw.pick(0, 1) * draw.chance(.4)


def last(draw):
    return draw.pick("last", "last used never", "last used 5m", "last used 1h30s")


def connlimit(draw):
    return "ct count %s%d" % (draw.pick("", "over "), draw.pick(1, 5, 100000)) \
        if draw.family in NAT_FAMILIES else None


def log(draw):
    given = clauses(draw, "log")
    flags = given.pop("flags", [])
    if "group" in given:
        given.pop("level", None)
        flags = []
    else:
        given.pop("snaplen", None)
        given.pop("queue-threshold", None)
    if given.get("level") == "level audit":
        given, flags = {"level": "level audit"}, []
    both = {"tcp sequence", "tcp options"}
    if both <= set(flags) and draw.chance(.5):
        flags = [f for f in flags if f not in both] + ["tcp sequence,options"]
    return " ".join(["log", *given.values(), *("flags " + f for f in flags)])


def reject(draw):
    kinds = {"ip": ["icmp", "tcp"], "ip6": ["icmpv6", "tcp"], "arp": []}.get(
        draw.family, ["icmpx", "tcp", {"ip": "icmp", "ip6": "icmpv6"}.get(draw.side, "icmpx")])
    if not kinds or (draw.family == "netdev" and draw.chance(.5)):
        return None
    kind = draw.random.choice(kinds + [""])
    if kind == "":
        return "reject"
    if kind == "tcp":
        return "reject with tcp reset"
    code = draw.random.choice(draw.symbols(kind + "_code")) if draw.chance(.8) else draw.pick("1", "3", "2")
    return "reject with %s %s%s" % (kind, draw.pick("", "type "), code)


def address(draw):
    kind = "ipv6_addr" if draw.side == "ip6" else "ipv4_addr"
    return draw.address(kind)


def port(draw):
    return draw.pick("80", "1024", "8080-8090", "5-10")


def nat_flags(draw, statement):
    names = clauses(draw, statement).get("flags", [])
    return " " + ",".join(names) * 1 if names and draw.chance(.4) else ""


def nat_target(draw, word):
    """What stands behind `snat to`: (form, target)."""
    six = draw.side == "ip6"
    one, two, net = ("fe80::1", "fe80::9", "fe80:1::/64") if six else ("1.2.3.4", "1.2.3.9", "10.0.0.0/24")
    proto = "ip6" if six else "ip"
    name = "%s %s" % (proto, draw.pick("saddr", "daddr"))
    ported = draw.transport in ("tcp", "udp", "sctp", "dccp")
    th = "%s dport" % draw.transport if ported else "meta mark"
    one_port = "[%s]:%s" % (one, port(draw)) if six else "%s:%s" % (one, port(draw))
    two_port = "[%s]-[%s]:%s" % (one, two, port(draw)) if six else "%s-%s:%s" % (one, two, port(draw))
    choices = [
        ("", one), ("", address(draw)), ("", "%s-%s" % (one, two)), ("", net),
        ("", "%s map { %s : %s, %s : %s }" % (name, one, two, net, one)),
        ("", "%s map { %s : %s, * : %s }" % (name, one, two, one)),
        ("", "numgen inc mod 2 map { 0 : %s, 1 : %s }" % (one, two)),
        ("", "jhash %s mod 2 map { 0 : %s, 1 : %s }" % (name, one, two)),
        ("", "symhash mod 2 map { 0 : %s, 1 : %s }" % (one, two)),
        ("", name), ("interval ", "%s map { %s : %s-%s }" % (name, net, one, two)),
        ("", "%s . meta mark map { %s . 0x1 : %s }" % (name, one, two)),
        ("prefix ", "%s map { %s : %s }" % (name, net, "fe80:2::/64" if six else "10.2.0.0/24")),
    ]
    if ported:
        choices += [
            ("", one_port), ("", two_port), ("", ":" + port(draw)), ("", one_port), ("", two_port),
            ("", "%s map { 80 : %s, 443 : %s }" % (th, one, two)),
            ("addr . port ", "%s map { 80 : %s . 90, 81 : %s . 91 }" % (th, one, two)),
            ("", "%s map { 80 : %s . 90 }" % (th, one)),
            ("", "%s . %s map { %s . 80 : %s . 90-99 }" % (name, th, one, two)),
            ("", "%s . %s map { %s . 80 : %s . 90 }" % (name, th, one, two)),
            ("", "%s:%s map { 1 : 2, 3 : 4 }" % ("[%s]" % one if six else one, th)),
            ("", ":%s map { 1 : 2, 3 : 4 }" % th),
        ]
    return draw.random.choice(choices)


def nat(word):
    def statement(draw):
        if draw.family not in NAT_FAMILIES:
            return None
        draw.hook = "source" if word == "snat" else "destination"
        form, target = nat_target(draw, word)
        proto = draw.side + " " if draw.family == "inet" or draw.chance(.2) else ""
        if target.startswith(":"):
            proto = ""
        return "%s %s%sto %s%s" % (word, proto, form, target, nat_flags(draw, word))
    return statement


def masquerade(draw):
    if draw.family not in NAT_FAMILIES:
        return None
    draw.hook = "masquerade"
    to = " to :" + port(draw) if draw.transport in ("tcp", "udp") and draw.chance(.5) else ""
    return "masquerade" + to + nat_flags(draw, "masquerade")


def redirect(draw):
    if draw.family not in NAT_FAMILIES:
        return None
    draw.hook = "destination"
    to = ""
    if draw.transport in ("tcp", "udp") and draw.chance(.7):
        to = " to " + draw.pick(":" + port(draw), ":80", "80",
                                ":%s dport map { 1 : 2, 3-5 : 4 }" % draw.transport)
    return "redirect" + to + nat_flags(draw, "redirect")


def tproxy(draw):
    if draw.family not in NAT_FAMILIES or draw.transport not in ("tcp", "udp"):
        return None
    draw.hook = "prerouting"
    six = draw.side == "ip6"
    proto = draw.side + " " if draw.family == "inet" else draw.pick("", draw.side + " ")
    one = "fe80::1" if six else "1.2.3.4"
    return "tproxy %sto %s" % (proto, draw.pick(one, ":50", "[%s]:50" % one if six else one + ":50",
                                                ":%s dport map { 1 : 2, 3 : 4 }" % draw.transport))


def queue(draw):
    flags = clauses(draw, "queue").get("flags", [])
    number = draw.pick("", " num 3", " num 1-5", " to 7", " to 2-4", " to numgen inc mod 4",
                       " to symhash mod 2 offset 5", " to meta mark map { 0 : 1, 1 : 2 }",
                       " to jhash meta mark mod 8")
    if "fanout" in flags and "-" not in number:
        flags.remove("fanout")
    if flags and number.startswith((" to", " num")):
        return "queue flags %s%s" % (",".join(flags), number.replace(" num ", " to ")) if draw.chance(
            .7) or "to" in number else "queue%s %s" % (number, ",".join(flags))
    return "queue" + number


def dup(draw):
    if draw.family in ("ip", "ip6"):
        name = draw.side + " saddr"
        return "dup to " + draw.pick(address(draw), address(draw) + ' device "lo"', "%s map { %s : %s }" % (
            name, address(draw), address(draw)), address(draw) + " device lo")
    return "dup to " + draw.pick("lo", '"lo"', 'meta mark map { 1 : "lo", 2 : "lo" }') \
        if draw.family == "netdev" else None


def fwd(draw):
    if draw.family != "netdev":
        return None
    if draw.side in ("ip", "ip6") and draw.chance(.5):
        return "fwd %s to %s device lo" % (draw.side, address(draw))
    return "fwd to " + draw.pick("lo", 'meta mark map { 1 : "lo", 2 : "lo" }')


def notrack(draw):
    return "notrack" if draw.family in NAT_FAMILIES else None


def flow(draw):
    if draw.family not in NAT_FAMILIES:
        return None
    draw.add("flowtable", "{ hook ingress priority 0; devices = { lo }; }", "f")
    draw.hook = "forward"
    return "flow %s @%s" % (draw.pick("add", "offload"), draw.names[-1])


def synproxy(draw):
    if draw.family not in NAT_FAMILIES or draw.transport != "tcp":
        return None
    draw.hook = "input"
    return " ".join(["synproxy", *clauses(draw, "synproxy").values()])


OBJECTS = (
    ("counter", "counter name {}", "packets 3 bytes 9"),
    ("counter", "counter name {}", 'comment "text"; packets 3 bytes 9'),
    ("quota", "quota name {}", "over 5 mbytes"),
    ("quota", "quota name {}", "5000 bytes used 3 bytes"),
    ("limit", "limit name {}", "rate 5/second"),
    ("limit", "limit name {}", "rate over 2 mbytes/minute burst 5 kbytes"),
    ("synproxy", "synproxy name {}", "mss 1400; wscale 3; timestamp sack-perm"),
    ("secmark", "meta secmark set {}", '"system_u:object_r:ssh_server_packet_t:s0"'),
    ("tunnel", "tunnel name {}", "id 5; ip saddr 1.1.1.1; ip daddr 2.2.2.2; sport 5; dport 6; ttl 7; "
     "tos 8; vxlan { gbp 200; }"),
    ("tunnel", "tunnel name {}", "id 5; ip6 saddr ::1; ip6 daddr ::2; erspan { version 1; index 5; }"),
    ("ct helper", "ct helper set {}", 'type "ftp" protocol tcp;'),
    ("ct timeout", "ct timeout set {}", "protocol tcp; policy = { established : 100, close : 5 };"),
    ("ct timeout", "ct timeout set {}", "protocol udp; policy = { replied : 1m };"),
    ("ct expectation", "ct expectation set {}",
     "protocol udp; dport 5; timeout 1h; size 8; l3proto %s;"),
)


def objref(draw):
    kind, use, body = draw.random.choice(OBJECTS)
    if kind.startswith(("ct", "syn")) and (draw.family not in NAT_FAMILIES or draw.transport != "tcp"):
        return None
    if kind == "synproxy":
        draw.hook = "input"
    if "%s" in body:
        body %= draw.side
    name = draw.add(kind, "{ %s }" % body, "o")
    key = draw.pick(("meta mark", "0x5"), ("iifname", '"lo"'), ("meta protocol", "ip"))
    how = draw.random.random()
    if how < .3 and kind not in ("ct timeout", "ct expectation", "tunnel"):
        return use.format('%s map { %s : "%s" }' % (*key, name))
    if how < .5 and kind in ("counter", "quota", "limit", "synproxy", "secmark"):
        more = draw.pick("", "flags interval; " if key[0] == "meta mark" else "")
        many = draw.add("map", "{ typeof %s : %s; %selements = { %s : \"%s\" }; }" % (
            key[0], kind, more, key[1], name), "m")
        return use.format("%s map @%s" % (key[0], many))
    return use.format('"%s"' % name if draw.chance(.8) else name)


def optstrip(draw):
    kinds = [r["header"] for r in draw.rows if r["row"] == "option" and r["group"] == 1 and "name" not in r]
    return "reset tcp option " + draw.pick(draw.random.choice(kinds), "200") if draw.family != "arp" else None


# --- assignments ----------------------------------------------------------------------------------

def mark_value(draw):
    own = draw.pick("meta mark", "ct mark") if draw.family in NAT_FAMILIES else "meta mark"
    field = draw.pick(*(["%s dport" % draw.transport] if draw.transport in ("tcp", "udp") else []),
                      *({"ip": ["ip dscp", "ip ttl", "ip length", "ip dscp << 2 | 0x10"],
                         "ip6": ["ip6 dscp", "ip6 hoplimit", "ip6 flowlabel", "ip6 dscp << 2 | 0x10"]}.get(
                             draw.side, ["meta cpu"]) if draw.family != "arp" else ["meta cpu"]))
    forms = [draw.integer(32), own, "%s | 0x%x" % (own, draw.number(32)), "%s & 0x%x" % (own, draw.number(32)),
             "%s ^ 0x%x" % (own, draw.number(16)), "%s & 0x%x | 0x%x" % (own, draw.number(32), draw.number(16)),
             "%s << %d" % (own, draw.random.randint(1, 24)), "%s >> %d" % (own, draw.random.randint(1, 24)),
             "%s | meta mark" % own, "%s & meta cpu" % own, field, field,
             "numgen %s mod 4 offset 10" % draw.pick("inc", "random"), "symhash mod 4",
             "jhash iif . meta mark mod 4 seed 0x5", "iifname map { \"lo\" : 1, \"eth*\" : 2 }",
             "meta cpu map { 0 : 1, 1-5 : 2, * : 3 }", "meta cpu . iif map { 0 . lo : 1 }",
             "meta priority", "(%s & 0xff) << 8" % own]
    return draw.random.choice(forms)


def any_value(draw, kind, own):
    """A value for a field of a header: constant, or computed."""
    width = draw.width(kind)
    forms = [draw.constant(kind)] * 4
    if draw.numeric(kind) and 8 <= width <= 32 or kind == "inet_service":
        forms += ["meta mark", "meta cpu map { 0 : %s, 1 : %s }" % (draw.constant(kind), draw.constant(kind))]
    if draw.numeric(kind) or kind in ("dscp", "ecn"):
        forms += ["%s %s 0x%x" % (own, draw.pick("&", "|", "^"), draw.number(width))]
    if kind in ("dscp", "ipv4_addr", "ipv6_addr", "inet_service"):
        forms += ["%s map { %s : %s }" % (own, draw.constant(kind), draw.constant(kind))]
    return draw.random.choice(forms)


def mangle(draw):
    how = draw.random.random()
    if how < .25:
        target = draw.pick("meta mark", "meta mark", "ct mark") if draw.family in NAT_FAMILIES else "meta mark"
        return "%s set %s" % (target, mark_value(draw))
    if how < .4:
        return draw.pick("meta priority set 1:2", "meta priority set none", "meta priority set meta mark",
                         "meta priority set cpu map { 0 : 1:2 }", "meta pkttype set host",
                         "meta pkttype set other", "meta nftrace set 1", "meta broute set 1")
    if how < .55 and draw.family in NAT_FAMILIES:
        events = ",".join(draw.some(draw.symbols("ct_event")))
        return draw.pick("ct event set " + events, "ct zone set 5", "ct original zone set 3",
                         "ct reply zone set meta mark map { 1 : 10, 2 : 20 }", "ct label set 5",
                         "ct zone set iif map { lo : 1 }")
    if how < .65 and draw.family != "arp":
        return draw.pick("tcp option maxseg size set 1360", "tcp option maxseg size set rt mtu",
                         "tcp option maxseg size set meta cpu map { 0 : 1000, 1 : 1200 }",
                         "tcp option timestamp tsval set 5", "tcp option window count set 3")
    if how < .75:
        bits = draw.pick(1, 3, 4, 8, 12, 16, 16, 32, 48)
        return "@%s,%d,%d set %s" % (draw.pick("nh", "th", "ll", "ih"), draw.random.choice(
            (0, 8, 16, 32, 64, draw.random.randint(0, 100))), bits, draw.integer(bits))
    fields = [s for s in draw.fitting() if re.match(r"(ether|vlan|arp|ip|ip6|icmp|icmpv6|igmp|tcp|udp|udplite|"
              r"dccp|sctp|th|ah|esp|comp|gre) \S+( \S+)?$", s.text) and not s.text.startswith("ip option")
              and not s.text.startswith("tcp option")]
    if not fields:
        return None
    s = draw.choose(fields)
    return "%s set %s" % (s.text, any_value(draw, s.kind, s.text))


# --- updates of sets ------------------------------------------------------------------------------

STATE = ("counter", "quota", "limit", "last", "ct count")


def states(draw):
    found = []
    for name in draw.some(STATE, 2):
        text = DRAWERS[name](draw)
        if text:
            found.append("counter" if name == "counter" else text)
    return found


def setop(draw):
    parts = draw.parts()[:draw.pick(1, 1, 2, 3)]
    key = " . ".join(s.text for s in parts)
    timed, is_map = draw.chance(.6), draw.chance(.25)
    flags = "dynamic" + ",timeout" * timed
    declared = " ".join(states(draw)) if draw.chance(.2) else ""
    head = "typeof %s%s; flags %s; size 64; " % (key, " : meta mark" * is_map, flags)
    name = draw.add("map" if is_map else "set", "{ %s%s}" % (head, declared + "; " if declared else ""), "s")
    body = key + " timeout %s" % draw.pick("10s", "1h", "2d3h") * (timed and draw.chance(.6))
    if draw.chance(.5):
        body += " " + (declared or " ".join(states(draw)))
    data = " : " + draw.pick("0x5", "meta mark") if is_map else ""
    return "%s @%s { %s%s }" % (draw.pick("add", "update", "update", "delete"), name, body.strip(), data)


def meter(draw):
    parts = draw.parts()[:draw.pick(1, 2)]
    key = " . ".join(s.text for s in parts)
    name = draw.name("s")
    return "meter %s%s { %s%s %s }" % (name, draw.pick("", " size 100"), key, draw.pick("", " timeout 10s"),
                                       (states(draw) or ["counter"])[0])


DRAWERS = {
    "accept": accept, "mangle": mangle, "counter": counter, "quota": quota, "limit": limit, "last": last,
    "ct count": connlimit, "log": log, "reject": reject, "snat": nat("snat"), "dnat": nat("dnat"),
    "masquerade": masquerade, "redirect": redirect, "tproxy": tproxy, "queue": queue, "dup": dup,
    "fwd": fwd, "notrack": notrack, "flow": flow, "synproxy": synproxy, "ct helper": objref,
    "reset": optstrip, "set": setop, "meter": meter,
}
WEIGHTS = {"mangle": 6, "set": 4, "snat": 3, "dnat": 4, "ct helper": 4, "log": 2, "queue": 2, "limit": 2}
TERMINAL = re.compile(r"(accept|drop|return|jump|goto|queue|reject|fwd|[sd]nat|masquerade|redirect)\b")
