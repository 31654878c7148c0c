# SPDX-License-Identifier: GPL-2.0-or-later
"""Constants, ranges and elements of every type, drawn at random.

A kind is the name of a type; integers of N bits are the kind uN, flags of existence are "exists".
"""
import re

# Types whose values are no symbols of the registry, or more than those.
WORDS = {
    "ether_type": "ip arp ip6 8021q 8021ad 0x1234",
    "inet_proto": "tcp udp icmp esp ah comp sctp dccp udplite ipv6-icmp gre 250",
    "inet_service": "ssh http https domain 22 80 443 1024 65535 0",
    "iface_type": "ether ppp loopback sit 9999",
    "iface_index": "lo",
    "ifname": 'lo eth0 "eth*" "wlan0" dummy1 "a*"',
    "kind": '"vrf" "dummy" "vlan"',
    "helper": '"ftp" "sip"',
    "osf": '"Linux" "Windows" "unknown"',
    "version": '"Linux:4.20" "Linux:2.6"',
    "classid": "1:2 0:ffff none root abcd:1",
    "realm": "cosmos 5 100",
    "devgroup": "default 5 0x11",
    "uid": "root 5 1000 65534", "gid": "root 5 1000",
    "date": '"2024-01-01" "2023-06-30 12:30:00" "2030-12-31 23:59:59" 1700000000',
    "hour": '"12:00" "08:30" "23:59:59" "00:00" "17:15:01"',
    "time": "10s 1h 5m30s 2d3h 500ms",
    "ct_label": "0 1 5 127",
    "day": "Monday Sunday Saturday 3",
}
ADDRESSES = {"ipv4_addr": 32, "ipv6_addr": 128, "ether_addr": 48}
BITS = {"inet_service": 16, "mark": 32}
# Symbols that are no words of the scanner's value position.
UNSPOKEN = {"ct_status": {"helper", "offload", "hw-offload"}, "ct_event": set()}
STEPPED = {"time", "uid", "gid", "devgroup", "dscp", "icmp_type", "icmpv6_type", "hour", "date",
           "ipv4_addr", "ipv6_addr"}


def unique(texts):
    """Without those that mean the same number, or begin as an earlier one does."""
    found = {}
    for text in texts:
        same = re.sub(r"\b0x[0-9a-f]+\b", lambda m: str(int(m[0], 16)), text.replace('"', ""))
        found.setdefault(same, text)
    return list(found.values())


def words(text):
    return re.findall(r'"[^"]*"|\S+', text)


class Values:
    def __init__(self, random, types):
        self.random = random
        self.types = types  # name: row of the registry

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, part):
        return self.random.random() < part

    def some(self, choices, most=3):
        return self.random.sample(list(choices), min(len(choices), self.random.randint(1, most)))

    def number(self, bits):
        top = (1 << bits) - 1
        value = self.pick(0, 1, 2, 5, 8, 100, top, top - 1, self.random.randint(0, top),
                          1 << self.random.randrange(bits))
        return value & top

    def integer(self, bits):
        value = self.number(bits)
        return ("0x%x" if bits > 64 or self.chance(.3) else "%d") % value

    def address(self, kind):
        r = self.random
        if kind == "ipv4_addr":
            return self.pick("1.2.3.4", "10.0.0.1", "192.168.1.0", "255.255.255.255", "0.0.0.0",
                             ".".join(str(r.randint(0, 255)) for _ in range(4)))
        if kind == "ipv6_addr":
            return self.pick("::1", "fe80::1", "2001:db8::", "::ffff:1.2.3.4", "::",
                             "2001:db8:%x::%x:%x" % tuple(r.randint(0, 65535) for _ in range(3)))
        return ":".join("%02x" % r.choice((0, 1, 2, 0xff, r.randint(0, 255))) for _ in range(6))

    def symbols(self, kind):
        return [s for s in self.types.get(kind, {}).get("symbols", ())
                if s not in UNSPOKEN.get(kind, ())]

    def has_flags(self, kind):
        return self.types.get(kind, {}).get("flags", False)

    def width(self, kind):
        return int(kind[1:]) if re.fullmatch(r"u\d+", kind) else self.types.get(kind, {}).get("bits", 0)

    def constant(self, kind):
        if kind in ADDRESSES:
            return self.address(kind)
        if kind == "exists":
            return self.pick("exists", "missing")
        if kind == "inet_service" and self.chance(.5):
            return str(self.number(16))
        if kind in WORDS:
            return self.random.choice(words(WORDS[kind]))
        if self.symbols(kind) and (self.has_flags(kind) or self.chance(.85)):
            return self.random.choice(self.symbols(kind))
        return self.integer(self.width(kind))

    def numeric(self, kind):
        return kind in BITS or bool(re.fullmatch(r"u\d+", kind))

    def stepped(self, kind):
        return self.numeric(kind) or kind in STEPPED

    def range(self, kind):
        r = self.random
        if kind == "ipv4_addr":
            low = r.randint(0, 200)
            return "10.%d.0.%d-10.%d.%d.%d" % (low, low, low + r.randint(0, 50), r.randint(0, 255),
                                               255 if self.chance(.5) else low + 3)
        if kind == "ipv6_addr":
            low = r.randint(0, 0xfff0)
            return "fe80::%x-fe80::%x" % (low, low + r.randint(1, 15))
        if kind == "hour":
            return self.pick('"08:00"-"17:00"', '"22:00"-"06:00"', '"01:30"-"02:00:30"')
        if kind == "date":
            return '"2024-01-01 00:00:00"-"2024-12-31 23:59:59"'
        if kind == "time":
            return "10s-5m"
        if kind in ("uid", "gid", "devgroup"):
            return "%d-%d" % (r.randint(0, 10), r.randint(11, 2000))
        if kind in ("dscp", "icmp_type", "icmpv6_type"):
            return "%d-%d" % (r.randint(0, 30), r.randint(31, 63))
        bits = BITS.get(kind) or self.width(kind)
        low, high = sorted((self.number(bits), self.number(bits)))
        return "%d-%d" % (low, high) if low < high else "%d-%d" % (0, max(high, 1))

    def prefix(self, kind):
        if kind == "ipv4_addr":
            return self.pick("10.0.0.0/8", "192.168.%d.0/24" % self.random.randint(0, 255),
                             "1.2.3.4/32", "172.16.0.0/12", "128.0.0.0/1", "10.1.2.128/25")
        if kind == "ipv6_addr":
            return self.pick("fe80::/10", "2001:db8::/32", "::/1", "::1/128", "2001:db8:1::/48")
        if kind == "ether_addr":
            return "00:01:02:00:00:00/24"
        bits = BITS.get(kind) or self.width(kind)
        length = self.random.randint(1, bits)
        return "%d/%d" % (self.number(bits) >> bits - length << bits - length, length)

    def element(self, kind, ranges=True):
        draw = self.random.random()
        if ranges and draw < .25 and self.stepped(kind) and kind != "hour":
            return self.range(kind)
        if ranges and draw < .4 and kind in ("ipv4_addr", "ipv6_addr"):
            return self.prefix(kind)
        if self.has_flags(kind) and draw < .2 and len(self.symbols(kind)) > 1:
            return "|".join(self.random.sample(self.symbols(kind), 2))
        return self.constant(kind)

    def elements(self, kind, ranges=True):
        return unique(self.element(kind, ranges) for _ in range(self.random.randint(1, 5)))

    def verdict(self):
        return self.pick("accept", "drop", "continue", "return", "jump other", "goto other")
