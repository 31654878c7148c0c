# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules drawn at random from the registry's rows.

A Draw makes one case: a list of commands in which TABLE, and N in names (chain cN, sets sN_0 ...),
are filled in by who runs it. All comes from one random.Random, so that a seed tells all rules.
"""
import collections
import json
import re
import subprocess

import fields
import statements
from values import ADDRESSES, BITS, Values, unique

# names: of the chain, then of what setup makes. rows: names of the rows used, for coverage.
Case = collections.namedtuple("Case", "family chain setup rule names rows forms statements")

SIDES = {"ip": ("ip",), "ip6": ("ip6",), "inet": ("ip", "ip6"), "bridge": ("ip", "ip6", "ip", "ip6", "arp"),
         "netdev": ("ip", "ip6", "ip", "ip6", "arp"), "arp": ("arp",)}
TRANSPORTS = ("tcp", "tcp", "udp", "udp", "udplite", "dccp", "sctp", "ah", "esp", "comp", "gre")
HOOKS = {
    "ip": ("input", "output", "forward", "prerouting", "postrouting"),
    "ip6": ("input", "output", "forward", "prerouting", "postrouting"),
    "inet": ("input", "output", "forward", "prerouting", "postrouting", "ingress"),
    "bridge": ("input", "prerouting", "forward", "output"), "netdev": ("ingress", "egress"),
    "arp": ("input", "output"),
}
FAMILIES = ("ip", "ip6", "inet", "inet", "bridge", "netdev", "arp")
# Keys that stand in sets by type alone.
UNTYPED = ("kind", "helper", "osf", "version", "mptcp_subtype", "hour", "date", "day", "time", "exists")
GROUP_MOST = 12
FORMS = ("plain", "unequal", "compare", "ranged", "prefixed", "masked", "flags", "anonymous", "verdicts",
         "catch-all", "concat", "concat vmap", "named", "interval", "named concat", "named map", "named vmap",
         "dynamic", "timeout", "constant", "auto-merge", "element state", "typeof", "type")


class Registry:
    def __init__(self, program):
        text = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        self.rows = [json.loads(line) for line in text.splitlines()]
        self.selectors = fields.all_selectors(self.rows)
        self.types = {}
        for row in self.rows:
            if row["row"] == "type":
                self.types.setdefault(row["type"], row)
        self.clauses = collections.defaultdict(list)
        for row in self.rows:
            if row["row"] == "clause":
                self.clauses[row["statement"]].append(row)
        self.fields = {}

    def wanted(self):
        """Names of all rows, statements and forms that a long run should have drawn."""
        named = {r["name"] for r in self.rows if r["row"] == "statement"} - set(statements.UNDRAWN)
        return fields.row_names(self.rows) | {"statement " + n for n in named} | {
            "form " + f for f in FORMS} | {"family " + f for f in FAMILIES}


class Draw(Values):
    def __init__(self, random, registry, number):
        super().__init__(random, registry.types)
        self.registry, self.rows, self.clauses = registry, registry.rows, registry.clauses
        self.index = number
        self.family = random.choice(FAMILIES)
        self.side = random.choice(SIDES[self.family])
        self.transport = self.draw_transport()
        self.free = self.chance(.04)  # of the rule's context, for what must be refused
        self.names, self.setup, self.before, self.hook = ["c%d" % number], [], [], None
        self.used, self.forms, self.drawn = set(), set(), set()
        self.tunnel = None  # rules look into one

    def draw_transport(self):
        if self.family == "arp" or self.side == "arp":
            return None
        icmp = {"ip": ("icmp", "icmp", "igmp"), "ip6": ("icmpv6", "icmpv6", "icmpv6")}[self.side]
        return self.random.choice(TRANSPORTS + icmp)

    def name(self, letter):
        self.names.append("%s%d_%d" % (letter, self.index, len(self.names) - 1))
        return self.names[-1]

    def add(self, kind, body, letter):
        self.setup.append("add %s TABLE %s %s" % (kind, self.name(letter), body))
        return self.names[-1]

    # --- selectors

    def fitting(self):
        key = (self.family, self.side, self.transport)
        if key not in self.registry.fields:
            self.registry.fields[key] = [
                s for s in self.registry.selectors if self.family in s.families
                and s.side in (None, self.side) and s.transport in (None, self.transport)]
        return self.registry.selectors if self.free else self.registry.fields[key]

    def choose(self, found):
        """By group, then by row: a row with many forms counts once."""
        groups = collections.defaultdict(lambda: collections.defaultdict(list))
        for s in found:
            groups[fields.group(s)][s.row].append(s)
        weights = [min(len(rows), GROUP_MOST) for rows in groups.values()]
        rows = self.random.choices(list(groups.values()), weights)[0]
        s = self.random.choice(self.random.choice(list(rows.values())))
        self.used.add(s.row)
        if s.before and s.before not in self.before:
            self.before.append(s.before)
        return s

    def selector(self):
        how = self.random.random()
        if how < .05:
            s = fields.raw(self)
            if self.family in s.families:
                self.used.add(s.row)
                return s
        if how < .08 and self.transport in ("udp", "gre"):
            s = fields.inner(self.rows, self)
            tunnel = s.text.split()[0]
            self.tunnel = self.tunnel or tunnel
            if s.transport == self.transport and self.family in s.families and tunnel == self.tunnel:
                self.before += [s.before] * (bool(s.before) and s.before not in self.before)
                return s
        if how < .3 and self.transport:
            found = [s for s in self.fitting() if s.transport == self.transport]
            if found:
                return self.choose(found)
        return self.choose(self.fitting())

    # --- matches

    def match(self):
        s = self.selector()
        forms = [self.plain] * 4 + [self.unequal, self.anonymous, self.anonymous, self.verdicts]
        if self.has_flags(s.kind) or s.kind == "ct_label":
            forms += [self.flags] * 4
        if s.kind == "exists":
            forms = [self.plain]
        elif self.numeric(s.kind) or s.kind in ADDRESSES or s.kind == "dscp":
            forms += [self.compare, self.masked, self.masked]
            forms += [self.ranged] * 2 if s.kind != "ether_addr" else []
            forms += [self.prefixed] if s.kind != "dscp" else []
        elif self.stepped(s.kind):
            forms += [self.ranged] * 2 + [self.compare]
        form = self.random.choice(forms)
        self.forms.add(form.__name__)
        return form(s.text, s.kind)

    def plain(self, selector, kind):
        return "%s %s%s" % (selector, self.pick("", "", "== ") if kind != "exists" else "",
                            self.constant(kind))

    def unequal(self, selector, kind):
        return "%s != %s" % (selector, self.constant(kind))

    def compare(self, selector, kind):
        return "%s %s %s" % (selector, self.pick("<", ">", "<=", ">="), self.constant(kind))

    def ranged(self, selector, kind):
        return "%s %s%s" % (selector, self.pick("", "!= "), self.range(kind))

    def prefixed(self, selector, kind):
        return "%s %s%s" % (selector, self.pick("", "!= "), self.prefix(kind))

    def masked(self, selector, kind):
        operator = self.pick("==", "!=", "==")
        how = self.random.random()
        if how < .15 and kind not in ADDRESSES:
            return "%s %s %d == %s" % (selector, self.pick("<<", ">>"), self.random.randint(1, 7),
                                       self.integer(4))
        mask = {"ipv4_addr": ("255.255.255.0", "0.0.0.255", "255.0.255.0", "0xff"),
                "ipv6_addr": ("ffff::", "::ffff", "ffff:ffff:ffff:ffff::"),
                "ether_addr": ("ff:ff:ff:00:00:00", "00:00:00:00:00:ff")}.get(kind)
        mask = self.random.choice(mask) if mask else "0x%x" % self.number(
            6 if kind == "dscp" else BITS.get(kind) or self.width(kind))
        sign = "&" if how < .8 else self.pick("|", "^")
        if how < .3:
            return "%s %s %s %s{ %s }" % (selector, sign, mask, self.pick("", "!= "),
                                          ", ".join(self.elements(kind, ranges=False)))
        return "%s %s %s %s %s" % (selector, sign, mask, operator, self.constant(kind))

    def flags(self, selector, kind):
        label = kind == "ct_label"
        choices = ["0", "1", "5", "127"] if label else self.symbols(kind)
        some = self.some(choices)
        few = some[:self.random.randint(1, len(some))]
        form = self.pick("%s", "%s", "! %s", "!= %s", *([] if label else ["== %s", "/", "&", "&0"]))
        if form == "/":
            return "%s %s%s / %s" % (selector, self.pick("", "!= ", "== "), ",".join(few), ",".join(some))
        if form == "&":
            value = "|".join(few) if len(few) == 1 or self.chance(.5) else "(%s)" % "|".join(few)
            return "%s & (%s) %s %s" % (selector, "|".join(some), self.pick("==", "!="), value)
        if form == "&0":
            return "%s & (%s) %s 0" % (selector, "|".join(some), self.pick("==", "!="))
        return selector + " " + form % self.pick(",", "|").join(some)

    def catch_all(self, keys):
        if self.chance(.15):
            self.forms.add("catch-all")
            return keys + ["*"]
        return keys

    def anonymous(self, selector, kind):
        return "%s %s{ %s }" % (selector, self.pick("", "", "!= "), ", ".join(self.elements(kind)))

    def verdicts(self, selector, kind):
        keys = ["%s : %s" % (e, self.verdict()) for e in self.catch_all(self.elements(kind))]
        return "%s vmap { %s }" % (selector, ", ".join(keys))

    # --- what needs more than one selector, or a set

    def parts(self):
        found = []
        for _ in range(self.pick(2, 2, 2, 3, 4)):
            s = self.selector()
            while s.kind in ("exists", "ct_label") or self.width(s.kind) > 32 and self.numeric(s.kind):
                s = self.selector()
            found.append(s)
        return found

    def tuples(self, parts, ranges=True):
        return unique(" . ".join(self.element(s.kind, ranges) for s in parts)
                      for _ in range(self.random.randint(1, 4)))

    def concat(self):
        parts = self.parts()
        key = " . ".join(s.text for s in parts)
        keys = self.tuples(parts, self.chance(.5))
        if self.chance(.4):
            self.forms.add("concat vmap")
            return "%s vmap { %s }" % (key, ", ".join("%s : %s" % (k, self.verdict())
                                                      for k in self.catch_all(keys)))
        self.forms.add("concat")
        return "%s %s{ %s }" % (key, self.pick("", "", "!= "), ", ".join(keys))

    def options(self, ranges, is_map, one):
        """The lines of a set between its type and its elements; whether elements time out."""
        lines, flags = [], ["interval"] * ranges
        timed = self.chance(.25)
        flags += ["timeout"] * timed + ["constant"] * (self.chance(.1) and not timed)
        if timed and self.chance(.5):
            lines += ["timeout %s" % self.pick("1h", "30s", "2d")]
        if timed and self.chance(.3):
            lines += ["gc-interval 10s"]
        if self.chance(.2):
            lines += ["size 100"]
        if self.chance(.15):
            lines += ["policy memory"]
        if self.chance(.15) and ranges and not is_map and one:
            lines += ["auto-merge"]
            self.forms.add("auto-merge")
        if self.chance(.2):
            lines += ['comment "some text"']
        if self.chance(.2):
            lines += [self.pick("counter", "quota 5 mbytes", "limit rate 5/second", "last", "ct count 5")]
            self.forms.add("element state")
        self.forms |= {f for f in flags if f != "interval"} | ({"interval"} if ranges else set())
        return (["flags " + ",".join(flags)] if flags else []) + lines, timed

    def declared(self):
        """A named set or map, with elements, and its use."""
        ranges = self.chance(.5)
        parts = self.parts()[:self.pick(1, 1, 2, 3)]
        is_map = self.chance(.4)
        data = self.pick(("mark", "meta mark set {} map @{}"), ("verdict", "{} vmap @{}"))
        self.forms.add("named " + (("map" if data[0] == "mark" else "vmap") if is_map else
                                   "concat" if len(parts) > 1 else "").strip() if is_map or len(parts) > 1
                       else "named")
        lines, timed = self.options(ranges, is_map, len(parts) == 1)
        elements = []
        for key in self.tuples(parts, ranges) + ["*"] * (self.chance(.08) and not ranges):
            if timed and self.chance(.4):
                key += " timeout 5h"
            if self.chance(.15):
                key += ' comment "e"'
            if is_map:
                key += " : " + (self.constant("mark") if data[0] == "mark" else self.verdict())
            elements.append(key)
        plain = all(not re.fullmatch(r"u\d+", s.kind) and s.kind not in UNTYPED for s in parts)
        typed = plain and self.chance(.6)
        self.forms.add("type" if typed else "typeof")
        if typed:
            head = "type " + " . ".join(s.kind for s in parts) + (" : " + data[0]) * is_map
        else:
            head = "typeof " + " . ".join(s.text for s in parts)
            head += " : " + {"mark": "meta mark", "verdict": "verdict"}[data[0]] if is_map else ""
        lines = [head, *lines, "elements = { %s }" % ", ".join(elements)]
        name = self.add("map" if is_map else "set", "{ %s; }" % "; ".join(lines), "s")
        key = " . ".join(s.text for s in parts)
        return data[1].format(key, name) if is_map else "%s %s@%s" % (key, self.pick("", "!= "), name)

    # --- cases

    def chain(self):
        if self.hook in ("source", "destination", "masquerade"):
            hooks = {"source": ("postrouting", "input"), "masquerade": ("postrouting",),
                     "destination": ("prerouting", "output")}[self.hook]
            return "{ type nat hook %s priority %d; }" % (
                self.random.choice(hooks), 100 if self.hook != "destination" else -100)
        hook = self.hook or self.random.choice(HOOKS[self.family])
        if not self.hook and self.chance(.1):
            return ""
        kind = "route" if hook == "output" and self.family in ("ip", "ip6", "inet") and self.chance(
            .1) else "filter"
        device = ' device "lo"' if hook in ("ingress", "egress") else ""
        return "{ type %s hook %s%s priority %s; }" % (kind, hook, device, self.pick("0", "0", "-300", "7"))

    def statement(self):
        """One that the family has, by its registry name."""
        names = [n for n in statements.DRAWERS for _ in range(statements.WEIGHTS.get(n, 1))]
        while True:
            name = self.random.choice(names)
            text = statements.DRAWERS[name](self)
            if text:
                self.drawn.add(name)
                if name == "set":
                    self.forms.add("dynamic")
                return text

    def case(self):
        parts = []
        for _ in range(self.pick(0, 1, 1, 1, 1, 2, 2, 3)):
            draw = self.random.random()
            parts.append(self.match() if draw < .65 else self.concat() if draw < .8 else self.declared())
        if self.chance(.55) or not parts:
            parts.append(self.statement())
            if not statements.TERMINAL.match(parts[-1]) and self.chance(.4) and not self.hook:
                parts.append(self.statement())
        if self.transport in ("tcp", "udp") and re.search(r"(snat|dnat|masq|redir|tproxy|synproxy)\b", parts[-1]):
            self.before += [self.pick("tcp dport 80", "meta l4proto tcp", "tcp sport 5-7").replace(
                "tcp", self.transport)]
        rule = " ".join(self.before + parts)
        if self.chance(.05):
            rule += ' comment "of %d"' % self.index
        return Case(self.family, self.chain(), self.setup, rule, self.names, self.used, self.forms, self.drawn)


def used(case):
    """The names under which Registry.wanted knows what a case has."""
    return case.rows | {"form " + f for f in case.forms} | {"statement " + s for s in case.statements} | {
        "family " + case.family}
