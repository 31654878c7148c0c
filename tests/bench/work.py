# SPDX-License-Identifier: GPL-2.0-or-later
"""The workloads: what is loaded for a number of items, always the same for the same number.

Each gives (before, text): what is there when it begins, and what is measured.
"""
import random


def address(n):
    return "%d.%d.%d.%d" % (n >> 24, n >> 16 & 255, n >> 8 & 255, n & 255)


def addresses(n):
    return [address(x) for x in random.Random(n).sample(range(1 << 24, 223 << 24), n)]


def a_set(kind, head, elements):
    return "table ip t {\n\t%s s {\n\t\t%s\n\t\telements = { %s }\n\t}\n}\n" % (kind, head, ",\n".join(elements))


def hosts(n):
    return "", a_set("set", "type ipv4_addr", addresses(n))


def prefixes(n):
    starts = random.Random(n).sample(range(1 << 16, 223 << 16), n)
    return ["%s/%d" % (address(x << 8), 24 + x % 7) for x in starts]


def networks(n):
    return "", a_set("set", "type ipv4_addr\n\t\tflags interval", prefixes(n))


def geoip(n):
    return "", a_set("map", "type ipv4_addr : mark\n\t\tflags interval",
                     ["%s : %d" % (p, i % 250 + 1) for i, p in enumerate(prefixes(n))])


def pairs(n):
    return "", a_set("map", "type ipv4_addr . inet_proto . inet_service : verdict",
                     ["%s . tcp . %d : drop" % (a, i % 65535 + 1) for i, a in enumerate(addresses(n))])


def timeouts(n):
    return "", a_set("set", "type ipv4_addr\n\t\tflags timeout",
                     ['%s timeout 1h comment "ban %d"' % (a, i) for i, a in enumerate(addresses(n))])


def bans(n):
    """One command for each, as programs write them that look for attacks."""
    return ("add table ip t; add set ip t s { type ipv4_addr; flags timeout; }",
            "".join("add element ip t s { %s timeout %dm }\n" % (a, i % 50 + 10) for i, a in enumerate(addresses(n))))


def rules(n):
    lines = ["\t\tip saddr %s tcp dport %d counter accept\n" % (a, i % 65535 + 1) for i, a in enumerate(addresses(n))]
    return "", "table inet t {\n\tchain c {\n\t\ttype filter hook input priority filter; policy accept;\n%s\t}\n}\n" % \
        "".join(lines)


def chains(n):
    a = addresses(n + n // 2)
    text = ["table ip t {\n"]
    for i in range(n // 2):
        text.append("\tchain ep%d {\n\t\tip saddr %s meta mark set 0x4000\n\t\tmeta l4proto tcp dnat to %s:8080\n\t}\n"
                    "\tchain svc%d {\n\t\tip daddr %s tcp dport %d counter jump ep%d\n\t}\n"
                    % (i, a[3 * i], a[3 * i + 1], i, a[3 * i + 2], i % 65535 + 1, i))
    return "", "".join(text) + "}\n"


SERVICES = 10000


def services(n):
    """n services get another end, of those that there are: a flush, rules and a map element for each."""
    a = addresses(2 * SERVICES)
    before = ["table ip t {\n\tmap ips {\n\t\ttype ipv4_addr . inet_proto . inet_service : verdict\n\t}\n"]
    for i in range(SERVICES):
        before.append("\tchain svc%d {\n\t\tip saddr != 10.0.0.0/8 jump masq\n\t\tnumgen random mod 2 vmap "
                      "{ 0 : goto ep%d, 1 : goto ep%d }\n\t}\n\tchain ep%d {\n\t\tmeta l4proto tcp dnat to %s:8080\n"
                      "\t}\n" % (i, i, (i + 1) % SERVICES, i, a[i]))
    before.append("\tchain masq {\n\t\tmeta mark set meta mark or 0x4000\n\t}\n}\n")
    before.append("add element ip t ips { %s }\n" % ", ".join(
        "%s . tcp . 80 : goto svc%d" % (a[SERVICES + i], i) for i in range(SERVICES)))
    text = []
    for i in range(n):
        text.append("add chain ip t ep%d\nflush chain ip t ep%d\nadd rule ip t ep%d ip saddr %s jump masq\n"
                    "add rule ip t ep%d meta l4proto tcp dnat to %s:9090\n"
                    "delete element ip t ips { %s . tcp . 80 }\nadd element ip t ips { %s . tcp . 80 : goto svc%d }\n"
                    % (i, i, i, a[i + 1], i, a[i + 1], a[SERVICES + i], a[SERVICES + i], i))
    return "".join(before), "".join(text)


def small(n):
    """Commands that are typed, or come from a program that keeps its context."""
    a, text = addresses(n), []
    for i in range(n):
        text.append(("add element ip t s { %s }", "get element ip t s { %s }", "delete element ip t s { %s }",
                     "add rule ip t c ip saddr %s drop")[i % 4] % a[i - i % 4] + "\n")
    return "add table ip t; add chain ip t c; add set ip t s { type ipv4_addr; flags interval; }", "".join(text)


# Name: (what makes it, items of the real thing, sizes that are counted, whether it can be listed)
WORK = {
    "hosts": (hosts, 1000000, (2000, 20000), True),
    "networks": (networks, 500000, (2000, 20000), True),
    "geoip": (geoip, 700000, (2000, 20000), True),
    "pairs": (pairs, 200000, (2000, 20000), True),
    "timeouts": (timeouts, 200000, (2000, 20000), True),
    "bans": (bans, 60000, (2000, 20000), False),
    "rules": (rules, 100000, (500, 5000), True),
    "chains": (chains, 20000, (500, 5000), True),
    "services": (services, 10000, (100, 1000), False),
    "small": (small, 1000, (100, 1000), False),
}
