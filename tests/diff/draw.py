# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules drawn at random. What may stand where are rows; how a match is formed is code below them.

A Draw makes cases: a case is a list of commands in which TABLE, and N in names (chain cN, set sN),
are filled in by who runs it. All comes from one random.Random, so that a seed tells all rules.
"""
import collections
import re

Case = collections.namedtuple("Case", "family chain setup rule names")

# --- types: how constants are drawn ---------------------------------------------------------------

NAMES = {
    "ether_type": "ip arp ip6 8021q 8021ad 0x1234",
    "arp_op": "request reply rrequest rreply inrequest inreply nak",
    "inet_proto": "tcp udp icmp esp ah comp sctp dccp udplite ipv6-icmp gre 250",
    "inet_service": "ssh http https domain 22 80 443 1024 65535 0",
    "icmp_type": "echo-reply destination-unreachable source-quench redirect echo-request "
    "router-advertisement time-exceeded parameter-problem timestamp-request info-reply 13 14",
    "icmp_code": "net-unreachable host-unreachable port-unreachable frag-needed 3 111",
    "icmpv6_type": "destination-unreachable packet-too-big time-exceeded echo-request echo-reply "
    "mld-listener-query nd-router-solicit nd-neighbor-advert nd-redirect mld2-listener-report 140",
    "icmpv6_code": "no-route admin-prohibited addr-unreachable port-unreachable 6 50",
    "igmp_type": "membership-query membership-report-v1 leave-group 99",
    "dccp_pkttype": "request response data ack dataack closereq close reset sync syncack",
    "mh_type": "binding-refresh-request home-test-init binding-update binding-error 12",
    "dscp": "cs0 cs1 cs7 af11 af21 af43 ef va 0x3f 0x01",
    "ecn": "not-ect ect0 ect1 ce",
    "nf_proto": "ipv4 ipv6",
    "iface_type": "ether ppp loopback sit 9999",
    "pkt_type": "host broadcast multicast other unicast",
    "ct_dir": "original reply",
    "fib_addrtype": "unspec unicast local broadcast anycast multicast blackhole prohibit",
    "day": "Monday Sunday Saturday 3",
    "iface_index": "lo",
    "ifname": 'lo eth0 "eth*" "wlan0" dummy1 "a*"',
    "kind": '"vrf" "dummy" "vlan"',
    "helper": '"ftp" "sip"',
    "osf": '"Linux" "Windows" "unknown"',
    "classid": "1:2 0:ffff none root abcd:1",
    "realm": "cosmos 5 100",
    "devgroup": "default 5 0x11",
    "uid": "root 0 1000 65534", "gid": "root 0 1000",
    "mptcp": "0 1 5 mp-prio",
    "date": '"2024-01-01" "2023-06-30 12:30:00" "2030-12-31 23:59:59" 1700000000',
    "hour": '"12:00" "08:30" "23:59:59" "00:00" "17:15:01"',
    "time": "10s 1h 5m30s 2d3h 500ms",
}
FLAGS = {
    "tcp_flag": "fin syn rst psh ack urg ecn cwr",
    "ct_state": "invalid established related new untracked",
    "ct_status": "expected seen-reply assured confirmed snat dnat dying",
}
LABELS = "0 1 5 127"
STEPPED = {"inet_service", "time", "uid", "gid", "devgroup", "dscp", "icmp_type", "icmpv6_type"}
ADDRESSES = {"ipv4_addr": 32, "ipv6_addr": 128, "ether_addr": 48}
BITS = {"inet_service": 16, "mark": 32}


def rows(text, **common):
    """'PREFIX: FIELD TYPE, ...' lines -> (selector, type)."""
    found = []
    for line in text.strip().splitlines():
        prefix, fields = line.strip().split(": ", 1)
        for field in fields.split(", "):
            name, kind = field.rsplit(" ", 1)
            found.append((("%s %s" % (prefix, name)).strip(), kind))
    return found


LINK = rows("""
ether: daddr ether_addr, saddr ether_addr, type ether_type
vlan: pcp u3, dei u1, cfi u1, id u12, type ether_type
""")
ARP = rows("""
arp: htype u16, ptype ether_type, hlen u8, plen u8, operation arp_op, saddr ether ether_addr, saddr ip ipv4_addr, daddr ether ether_addr, daddr ip ipv4_addr
""")
IP = rows("""
ip: version u4, hdrlength u4, dscp dscp, ecn ecn, length u16, id u16, frag-off u16, ttl u8, protocol inet_proto, checksum u16, saddr ipv4_addr, daddr ipv4_addr
icmp: type icmp_type, code icmp_code, checksum u16, id u16, sequence u16, gateway u32, mtu u16
igmp: type igmp_type, checksum u16, mrt u8, group ipv4_addr
ip option: lsrr addr ipv4_addr, rr ptr u8, ssrr length u8, ra value u16, lsrr exists, ra exists
""")
IP6 = rows("""
ip6: version u4, dscp dscp, ecn ecn, flowlabel u20, length u16, nexthdr inet_proto, hoplimit u8, saddr ipv6_addr, daddr ipv6_addr
icmpv6: type icmpv6_type, code icmpv6_code, checksum u16, parameter-problem u32, mtu u32, id u16, sequence u16, max-delay u16
hbh: nexthdr inet_proto, hdrlength u8
rt: nexthdr inet_proto, hdrlength u8, type u8, seg-left u8
srh: last-entry u8, flags u8, tag u16, sid[1] ipv6_addr, sid[2] ipv6_addr
frag: nexthdr inet_proto, reserved u8, frag-off u13, reserved2 u2, more-fragments u1, id u32
dst: nexthdr inet_proto, hdrlength u8
mh: nexthdr inet_proto, hdrlength u8, type mh_type, reserved u8, checksum u16
exthdr: hbh exists, rt exists, frag exists, dst exists, mh exists
""")
TRANSPORT = rows("""
tcp: sport inet_service, dport inet_service, sequence u32, ackseq u32, doff u4, reserved u4, flags tcp_flag, window u16, checksum u16, urgptr u16
udp: sport inet_service, dport inet_service, length u16, checksum u16
udplite: sport inet_service, dport inet_service, csumcov u16, checksum u16
dccp: sport inet_service, dport inet_service, type dccp_pkttype
sctp: sport inet_service, dport inet_service, vtag u32, checksum u32
th: sport inet_service, dport inet_service
ah: nexthdr inet_proto, hdrlength u8, reserved u16, spi u32, sequence u32
esp: spi u32, sequence u32
comp: nexthdr inet_proto, flags u8, cpi u16
""")
OPTION = rows("""
tcp option: eol exists, nop exists, maxseg exists, maxseg size u16, maxseg length u8, window count u8, sack-perm exists, sack-perm length u8, sack left u32, sack0 right u32, sack1 left u32, sack2 right u32, sack3 left u32, timestamp tsval u32, timestamp tsecr u32, md5sig exists, mptcp exists, mptcp subtype mptcp, fastopen exists, 254 exists, @254,16,8 u8, echo exists
sctp chunk: data exists, data tsn u32, data stream u16, init init-tag u32, init-ack num-inbound-streams u16, sack cum-tsn-ack u32, sack num-dup-tsns u16, heartbeat flags u8, abort exists, asconf seqno u32, forward-tsn new-cum-tsn u32, error length u16, shutdown-complete exists, cwr lowest-tsn u32
""")
RAW = rows("""
: @ll,0,48 u48, @ll,96,16 u16, @nh,8,8 u8, @nh,64,32 u32, @nh,96,64 u64, @nh,4,12 u12, @nh,32,128 u128, @th,16,16 u16, @th,32,16 u16, @th,5,3 u3, @th,8,24 u24, @ll,0,1 u1, @nh,8,3 u3
""")
META = rows("""
meta: length u32, protocol ether_type, priority classid, mark mark, iif iface_index, oif iface_index, iifname ifname, oifname ifname, iiftype iface_type, oiftype iface_type, skuid uid, skgid gid, nftrace u1, rtclassid realm, l4proto inet_proto, pkttype pkt_type, cpu u32, iifgroup devgroup, oifgroup devgroup, cgroup u32, random u32, ipsec exists, iifkind kind, time date, day day, hour hour, sdif iface_index, sdifname ifname
: iif iface_index, oifname ifname, mark mark, iifgroup devgroup, skuid uid, ipsec exists, cpu u32, pkttype pkt_type
rt: classid realm, mtu u16, ipsec exists
socket: transparent u1, mark mark, wildcard u1
osf: name osf
fib: saddr . iif oif exists, daddr type fib_addrtype, saddr . iif oif iface_index, daddr . mark . iif type fib_addrtype, daddr oifname ifname, saddr . mark oif exists
numgen: inc mod 8 u3, random mod 10 offset 5 u3
symhash: mod 16 u4
""")
CT = rows("""
ct: state ct_state, direction ct_dir, status ct_status, mark mark, expiration time, helper helper, l3proto nf_proto, protocol inet_proto, label label, packets u64, bytes u64, avgpkt u64, zone u16, id u32, original proto-src inet_service, reply proto-dst inet_service, original bytes u64, reply packets u64, original zone u16, original ip saddr ipv4_addr, reply ip6 daddr ipv6_addr, original ip daddr ipv4_addr
""")
INET_META = rows("meta: nfproto nf_proto")
BRIDGE_META = rows("""
meta: ibrname ifname, obrname ifname, ibrpvid u16, ibrvproto ether_type
""")
IPSEC = rows("""
ipsec: in reqid u32, out spi u32, in spnum 2 spi u32, in ip saddr ipv4_addr, out ip6 daddr ipv6_addr
rt: ip nexthop ipv4_addr, ip6 nexthop ipv6_addr
jhash: ip saddr mod 10 u3, ip saddr . ip daddr mod 8 seed 0xdead offset 3 u3
""")

COMMON = TRANSPORT + OPTION + RAW + META
SELECTORS = {
    "ip": COMMON + CT + IP + IP + LINK[:3] + IPSEC,
    "ip6": COMMON + CT + IP6 + IP6 + LINK[:3],
    "inet": COMMON + CT + IP + IP6 + LINK + INET_META + IPSEC,
    "bridge": COMMON + IP + IP6 + LINK + LINK + ARP + BRIDGE_META,
    "netdev": COMMON + IP + IP6 + LINK + LINK + ARP,
    "arp": ARP * 4 + META + RAW + LINK[:3],
}
FAMILIES = ("ip", "ip6", "inet", "inet", "bridge", "netdev", "arp")

# --- statements: where each may stand -------------------------------------------------------------

FILTER = {
    "ip": ("input", "output", "forward", "prerouting"), "ip6": ("input", "output", "prerouting"),
    "inet": ("input", "output", "forward", "prerouting"), "bridge": ("input", "prerouting"),
    "netdev": ("ingress",), "arp": ("input", "output"),
}

PLAIN = """
accept|drop|continue|return|counter|counter packets 5 bytes 70|notrack
log|log prefix "a b"|log prefix "x" level debug|log level audit|log group 3 snaplen 50 queue-threshold 4
log flags all|log prefix "p" flags tcp sequence,options flags skuid|log flags ip options flags ether level err
limit rate 5/second|limit rate over 10/minute burst 7 packets|limit rate 5 kbytes/hour|limit rate over 2 mbytes/day burst 10 kbytes|limit rate 100 bytes/second|limit rate 1/week burst 1 packets
quota 5 mbytes|quota over 10 bytes used 5 bytes|quota until 1000 kbytes
ct count 5|ct count over 20|queue|queue num 3|queue num 1-5 fanout|queue num 2-4 bypass,fanout|queue num 0 bypass|queue flags bypass to 7|queue to numgen inc mod 4
meta mark set 5|meta mark set meta mark \\| 0x10|meta mark set meta mark & 0xff|meta mark set ct mark|meta mark set ct mark & 0xff00|meta mark set meta mark & 0xff \\| 0x100|meta mark set meta mark ^ 3|meta mark set meta mark << 8|meta mark set tcp dport|meta mark set ip dscp|meta mark set ip dscp << 2 \\| 0x10
meta priority set 1:2|meta priority set none|meta pkttype set host|meta nftrace set 1|meta mark set numgen inc mod 4 offset 10|meta mark set jhash ip saddr . ip daddr mod 4 seed 0x5|meta mark set tcp dport map { 22 : 5, 23-25 : 6 }|meta mark set ip saddr map { 10.0.0.0/8 : 1, 192.168.0.1 : 2 }|meta mark set iifname map { "lo" : 1, "eth0" : 2 }
ct mark set 7|ct mark set meta mark|ct mark set ct mark \\| 0x1|ct mark set ct mark & 0xf0|ct event set new,destroy|ct event set new|ct zone set 5|ct original zone set 3|ct zone set mark map { 1 : 10, 2 : 20 }|ct label set 5
ip ttl set 5|ip dscp set cs1|ip dscp set ef|ip ecn set ce|ip saddr set 1.2.3.4|ip id set 7|ip checksum set 0|ip length set 100|ip protocol set tcp|ip dscp set ip dscp map { cs1 : cs2, af21 : ef }|ip version set 4|ip ttl set ip id
ip6 dscp set cs3|ip6 hoplimit set 64|ip6 saddr set ::1|ip6 flowlabel set 0x12345|ip6 ecn set ect1|ip6 daddr set fe80::1
tcp dport set 80|tcp sport set meta mark|udp dport set 53|udp checksum set 0|tcp flags set syn|tcp window set 100|udp sport set udp dport|sctp dport set 5|tcp option maxseg size set 1360|tcp option maxseg size set rt mtu|tcp option maxseg size set tcp dport map { 80 : 1000, 443 : 1200 }|reset tcp option sack-perm|reset tcp option 200
ether saddr set 00:01:02:03:04:05|ether type set ip|vlan id set 5|vlan pcp set 3|@nh,64,8 set 5|@th,16,16 set 80|@nh,5,3 set 2|@ll,0,16 set meta mark
reject|reject with icmp port-unreachable|reject with icmp type host-unreachable|reject with icmpv6 no-route|reject with icmpv6 type addr-unreachable|reject with icmpx admin-prohibited|reject with icmpx type no-route|reject with tcp reset|reject with icmp 3
dup to 1.2.3.4|dup to 1.2.3.4 device lo|dup to fe80::1 device "lo"|dup to lo|fwd to lo|fwd ip to 1.2.3.4 device lo|fwd ip6 to ::1 device lo
tproxy to 1.2.3.4|tproxy to :50|tproxy to 1.2.3.4:50|tproxy ip to 1.2.3.4:50|tproxy ip6 to [::1]:50|tproxy ip to :50
synproxy|synproxy mss 1460|synproxy mss 1460 wscale 7 timestamp sack-perm|synproxy wscale 3|jump other|goto other|arp operation set reply|arp saddr ip set 1.2.3.4
ip saddr vmap { 1.2.3.4 : accept, 10.0.0.0/8 : drop }|tcp dport vmap { 22 : jump other, 80-90 : goto other }|ct state vmap { new : accept, established : drop }|meta l4proto vmap { tcp : jump other, udp : continue }
"""
NAT = """
snat to 1.2.3.4|snat to 1.2.3.4-1.2.3.9|snat to 10.0.0.0/24|snat to 1.2.3.4:80|snat to 1.2.3.4:80-90 random|snat to 1.2.3.4-1.2.3.9:80-90|snat to :80-90|snat to ip saddr map { 1.1.1.1 : 2.2.2.2, 3.3.3.0/24 : 4.4.4.4 }|snat ip prefix to ip saddr map { 10.1.0.0/24 : 10.2.0.0/24 }|snat to ip saddr . tcp dport map { 1.1.1.1 . 80 : 2.2.2.2 . 90 }|snat to fe80::1|snat to [fe80::1]:80|snat ip to 1.2.3.4|snat ip6 to ::1-::5|snat to 1.2.3.4 persistent,random|snat ip to 1.1.1.1:80 fully-random|masquerade|masquerade random|masquerade to :5-10|masquerade to :5 random,persistent|masquerade fully-random
dnat to 1.2.3.4|dnat to 1.2.3.4:80|dnat to :8080|dnat to 1.2.3.4:80-90 random|dnat to 10.0.0.0/24|dnat to tcp dport map { 80 : 1.1.1.1, 443 : 2.2.2.2 }|dnat ip to tcp dport map { 80 : 1.1.1.1 . 90, 81 : 1.1.1.2 . 91 }|dnat to numgen inc mod 2 map { 0 : 1.1.1.1, 1 : 1.1.1.2 }|dnat to jhash ip saddr mod 2 map { 0 : 1.1.1.1, 1 : 1.1.1.2 }|dnat to ip saddr|dnat to 1.1.1.1:tcp dport map { 1 : 2 }|dnat ip6 to [fe80::1]:80|dnat to ip saddr . tcp dport map { 1.1.1.1 . 80 : 2.2.2.2 . 90-99 }|dnat ip to ip daddr map { 10.0.0.0/8 : 1.1.1.1-1.1.1.5 }|redirect|redirect to :5|redirect to :5-10 random|redirect to 80|redirect to :tcp dport map { 1 : 2, 3 : 4 }|redirect persistent
"""


def words(text):
    return [re.sub(r"\\\|", "|", w) for line in text.strip().splitlines()
            for w in re.split(r"(?<!\\)\|", line)]


PLAIN, NAT = words(PLAIN), words(NAT)
TERMINAL = re.compile(r"(accept|drop|return|jump|goto|queue|reject|fwd|[sd]nat|masq|redirect)\b")
OBJECTS = (
    ("counter", "counter name {}", "packets 3 bytes 9", "counter"),
    ("quota", "quota name {}", "over 5 mbytes", "quota"),
    ("limit", "limit name {}", "rate 5/second", "limit"),
    ("limit", "limit name {}", "rate over 2 mbytes/minute burst 5 kbytes", "limit"),
    ("synproxy", "synproxy name {}", "mss 1400; wscale 3; timestamp", "synproxy"),
    ("ct helper", "ct helper set {}", 'type "ftp" protocol tcp;', "ct helper"),
    ("ct timeout", "ct timeout set {}", "protocol tcp; policy = { established : 100, close : 5 };",
     "ct timeout"),
    ("ct expectation", "ct expectation set {}",
     "protocol udp; dport 5; timeout 1h; size 8; l3proto ip;", "ct expectation"),
)


def unique(texts):
    return list(dict.fromkeys(texts))


class Draw:
    def __init__(self, random):
        self.random = random

    def pick(self, *choices):
        return self.random.choice(choices)

    # --- constants

    def number(self, bits):
        top = (1 << bits) - 1
        value = self.pick(0, 1, 2, 5, 8, 100, top, top - 1, self.random.randint(0, top),
                          1 << self.random.randrange(bits))
        return value & top

    def integer(self, bits):
        value = self.number(bits)
        return ("0x%x" if bits > 64 or self.random.random() < .3 else "%d") % value

    def address(self, kind):
        r = self.random
        if kind == "ipv4_addr":
            return self.pick("1.2.3.4", "10.0.0.1", "192.168.1.0", "255.255.255.255", "0.0.0.0",
                             ".".join(str(r.randint(0, 255)) for _ in range(4)))
        if kind == "ipv6_addr":
            return self.pick("::1", "fe80::1", "2001:db8::", "::ffff:1.2.3.4", "::",
                             "2001:db8:%x::%x:%x" % tuple(r.randint(0, 65535) for _ in range(3)))
        return ":".join("%02x" % r.choice((0, 1, 2, 0xff, r.randint(0, 255))) for _ in range(6))

    def constant(self, kind):
        if kind in ADDRESSES:
            return self.address(kind)
        if kind in FLAGS:
            return self.random.choice(FLAGS[kind].split())
        if kind == "inet_service" and self.random.random() < .5:
            return str(self.number(16))
        if kind in NAMES:
            return self.random.choice(re.findall(r'"[^"]*"|\S+', NAMES[kind]))
        if kind == "mark":
            return self.integer(32)
        if kind == "label":
            return self.random.choice(LABELS.split())
        if kind == "exists":
            return self.pick("exists", "missing")
        return self.integer(int(kind[1:]))

    def range(self, kind):
        r = self.random
        if kind == "ipv4_addr":
            low = r.randint(0, 200)
            return "10.%d.0.%d-10.%d.%d.%d" % (low, low, low + r.randint(0, 50), r.randint(0, 255),
                                               255 if r.random() < .5 else low + 3)
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
        bits = BITS.get(kind) or int(kind[1:])
        low, high = sorted((self.number(bits), self.number(bits)))
        return "%d-%d" % (low, high)

    def prefix(self, kind):
        if kind == "ipv4_addr":
            return self.pick("10.0.0.0/8", "192.168.%d.0/24" % self.random.randint(0, 255),
                             "1.2.3.4/32", "172.16.0.0/12", "128.0.0.0/1", "10.1.2.128/25")
        if kind == "ipv6_addr":
            return self.pick("fe80::/10", "2001:db8::/32", "::/1", "::1/128", "2001:db8:1::/48")
        if kind == "ether_addr":
            return "00:01:02:00:00:00/24"
        bits = BITS.get(kind) or int(kind[1:])
        length = self.random.randint(1, bits)
        return "%d/%d" % (self.number(bits) >> bits - length << bits - length, length)

    def numeric(self, kind):
        return kind in BITS or bool(re.fullmatch(r"u\d+", kind))

    def stepped(self, kind):
        return self.numeric(kind) or kind in STEPPED or kind in ("ipv4_addr", "ipv6_addr", "hour", "date")

    def element(self, kind, ranges=True):
        draw = self.random.random()
        if ranges and draw < .25 and self.stepped(kind) and kind != "hour":
            return self.range(kind)
        if ranges and draw < .4 and kind in ("ipv4_addr", "ipv6_addr"):
            return self.prefix(kind)
        if kind in FLAGS and draw < .2:
            return "|".join(self.random.sample(FLAGS[kind].split(), 2))
        return self.constant(kind)

    def elements(self, kind, count=None, ranges=True):
        return unique(self.element(kind, ranges) for _ in range(count or self.random.randint(1, 5)))

    def verdict(self):
        return self.pick("accept", "drop", "continue", "return", "jump other", "goto other")

    # --- matches

    def match(self, family):
        selector, kind = self.random.choice(SELECTORS[family])
        forms = [self.plain] * 4 + [self.unequal, self.anonymous, self.anonymous, self.verdicts]
        if kind in FLAGS or kind == "label":
            forms += [self.flags] * 4
        if kind == "exists":
            forms = [self.plain]
        elif self.numeric(kind) or kind in ADDRESSES or kind == "dscp":
            forms += [self.compare, self.masked, self.masked]
            forms += [self.ranged] * 2 if kind != "ether_addr" else []
            forms += [self.prefixed] if kind != "dscp" else []
        elif self.stepped(kind):
            forms += [self.ranged] * 2 + [self.compare]
        return self.random.choice(forms)(selector, kind)

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
            6 if kind == "dscp" else BITS.get(kind) or int(kind[1:]))
        sign = "&" if how < .8 else self.pick("|", "^")
        if how < .3:
            return "%s %s %s %s{ %s }" % (selector, sign, mask, self.pick("", "!= "),
                                          ", ".join(self.elements(kind, ranges=False)))
        return "%s %s %s %s %s" % (selector, sign, mask, operator, self.constant(kind))

    def flags(self, selector, kind):
        choices = LABELS.split() if kind == "label" else FLAGS[kind].split()
        some = self.random.sample(choices, self.random.randint(1, 3))
        few = some[:self.random.randint(1, len(some))]
        forms = ["%s", "%s", "! %s", "!= %s"] + (["== %s"] if kind != "label" else [])
        if kind != "label":
            forms += ["/", "&", "&0"]
        form = self.random.choice(forms)
        if form == "/":
            return "%s %s%s / %s" % (selector, self.pick("", "!= ", "== "), ",".join(few), ",".join(some))
        if form == "&":
            value = "|".join(few) if len(few) == 1 or self.random.random() < .5 else "(%s)" % "|".join(few)
            return "%s & (%s) %s %s" % (selector, "|".join(some), self.pick("==", "!="), value)
        if form == "&0":
            return "%s & (%s) %s 0" % (selector, "|".join(some), self.pick("==", "!="))
        return selector + " " + form % self.pick(",", "|").join(some)

    def anonymous(self, selector, kind):
        return "%s %s{ %s }" % (selector, self.pick("", "", "!= "), ", ".join(self.elements(kind)))

    def verdicts(self, selector, kind):
        keys = ["%s : %s" % (e, self.verdict()) for e in self.elements(kind)]
        return "%s vmap { %s }" % (selector, ", ".join(keys))

    # --- what needs more than one selector, or a set

    def parts(self, family, ranges=True):
        found = []
        choices = [s for s in SELECTORS[family]
                   if s[1] not in ("exists", "label", "u48", "u64", "u128") and s[1] not in FLAGS]
        for _ in range(self.pick(2, 2, 2, 3, 4)):
            found.append(self.random.choice(choices))
        return found

    def tuples(self, parts, ranges=True):
        return unique(" . ".join(self.element(kind, ranges) for _, kind in parts)
                      for _ in range(self.random.randint(1, 4)))

    def concat(self, family):
        parts = self.parts(family)
        key = " . ".join(s for s, _ in parts)
        keys = self.tuples(parts, self.random.random() < .5)
        if self.random.random() < .4:
            return "%s vmap { %s }" % (key, ", ".join("%s : %s" % (k, self.verdict()) for k in keys))
        return "%s %s{ %s }" % (key, self.pick("", "", "!= "), ", ".join(keys))

    def declared(self, family, name):
        """A named set or map, with elements, and its use."""
        r = self.random
        ranges = r.random() < .5
        parts = self.parts(family)[:self.pick(1, 1, 2, 3)]
        is_map = r.random() < .4
        keys = self.tuples(parts, ranges)
        data = r.choice((("mark", "meta mark set {} map @{}"), ("verdict", "{} vmap @{}")))
        options, flags = [], ["interval"] * ranges
        timed, counting = r.random() < .25, r.random() < .2
        flags += ["timeout"] * timed + ["constant"] * (r.random() < .1 and not timed)
        if timed and r.random() < .5:
            options += ["timeout %s" % self.pick("1h", "30s", "2d")]
        if timed and r.random() < .3:
            options += ["gc-interval 10s"]
        if r.random() < .2:
            options += ["size 100"]
        if r.random() < .15:
            options += ["policy memory"]
        if r.random() < .15 and ranges and not is_map:
            options += ["auto-merge"]
        if r.random() < .2:
            options += ['comment "some text"']
        if counting:
            options += [self.pick("counter", "quota 5 mbytes", "limit rate 5/second")]
        elements = []
        for key in keys:
            if timed and r.random() < .4:
                key += " timeout 5h"
            if r.random() < .15:
                key += ' comment "e"'
            if is_map:
                key += " : " + (self.constant("mark") if data[0] == "mark" else self.verdict())
            elements.append(key)
        kinds = [kind for _, kind in parts]
        plain = all(not re.fullmatch(r"u\d+", k) and k not in ("kind", "helper", "osf", "mptcp", "hour",
                                                               "date", "day", "time") for k in kinds)
        if plain and r.random() < .6:
            head = "type " + " . ".join(kinds) + (" : " + data[0]) * is_map
        else:
            head = "typeof " + " . ".join(s for s, _ in parts)
            head += " : " + {"mark": "meta mark", "verdict": "verdict"}[data[0]] if is_map else ""
        lines = [head] + (["flags " + ",".join(flags)] if flags else []) + options
        lines.append("elements = { %s }" % ", ".join(elements))
        setup = ["add %s TABLE %s { %s; }" % ("map" if is_map else "set", name, "; ".join(lines))]
        key = " . ".join(s for s, _ in parts)
        use = data[1].format(key, name) if is_map else "%s %s@%s" % (key, self.pick("", "!= "), name)
        return setup, use

    def updated(self, family, name):
        r = self.random
        parts = self.parts(family)[:self.pick(1, 1, 2)]
        timed = r.random() < .6
        key = " . ".join(s for s, _ in parts)
        flags = ["dynamic"] + ["timeout"] * timed
        setup = ["add set TABLE %s { typeof %s; flags %s; size 64; }" % (name, key, ",".join(flags))]
        body = key + " timeout %s" % self.pick("10s", "1h") * (timed and r.random() < .6)
        if r.random() < .4:
            body += " " + self.pick("counter", "limit rate 5/second", "quota 5 mbytes",
                                    "limit rate over 10/second burst 4 packets",
                                    "counter limit rate 5/minute")
        return setup, "%s @%s { %s }" % (self.pick("add", "update", "update", "delete"), name, body)

    def object_use(self, family, name):
        kind, use, body, _ = self.random.choice(OBJECTS)
        setup = ["add %s TABLE %s { %s }" % (kind, name, body)]
        if self.random.random() < .3 and kind in ("counter", "quota", "limit", "synproxy"):
            return setup, use.format('%s map { %s : "%s" }' % (
                *self.pick(("ip saddr", "1.2.3.4"), ("tcp dport", "22"), ("iifname", '"lo"')), name))
        return setup, use.format('"%s"' % name)

    # --- cases

    def chain(self, family, kind):
        if kind == "nat-source":
            return "{ type nat hook %s priority 100; }" % self.pick("postrouting", "input")
        if kind == "nat-destination":
            return "{ type nat hook %s priority -100; }" % self.pick("prerouting", "output")
        hook = self.random.choice(FILTER[family])
        device = ' device "lo"' if hook == "ingress" else ""
        if self.random.random() < .1:
            return ""
        return "{ type filter hook %s%s priority 0; }" % (hook, device)

    def case(self, number):
        r = self.random
        family = r.choice(FAMILIES)
        setup, statements, chain = [], [], "filter"
        for _ in range(self.pick(0, 1, 1, 1, 2, 2, 3)):
            draw = r.random()
            if draw < .65:
                statements.append(self.match(family))
            elif draw < .8:
                statements.append(self.concat(family))
            elif draw < .93:
                more, use = self.declared(family, "s%d_%d" % (number, len(setup)))
                setup += more
                statements.append(use)
            elif draw < .97:
                more, use = self.updated(family, "s%d_%d" % (number, len(setup)))
                setup += more
                statements.append(use)
            else:
                more, use = self.object_use(family, "o%d_%d" % (number, len(setup)))
                setup += more
                statements.append(use)
        draw = r.random()
        if draw < .15 and family in ("ip", "ip6", "inet"):
            statement = r.choice(NAT)
            chain = "nat-source" if re.match("snat|masq", statement) else "nat-destination"
            statements += [self.pick("tcp dport 80", "meta l4proto tcp", "udp sport 5-7")] * (
                r.random() < .6) + [statement]
        elif draw < .6 or not statements:
            statements += [r.choice(PLAIN)]
            if not TERMINAL.match(statements[-1]) and r.random() < .4:
                statements += [r.choice(PLAIN)]
        rule = " ".join(statements)
        if r.random() < .05:
            rule += ' comment "of %d"' % number
        names = ["c%d" % number] + re.findall(r"\b[so]%d_\d+\b" % number, " ".join(setup))
        return Case(family, self.chain(family, chain), setup, rule, names)
