# What a newer kernel or another program may have left in the kernel: listings show it, as unknown
# where it is not understood, and never fail. What cannot be understood cannot be loaded by mistake.
# runs: offline
. "${0%/*}/../lib.sh"

state=${NFT##* }
PYTHONPATH=${0%/*}/../../lib python3 - "$state" <<'END'
import sys
from messages import State, tlv, u8, u16, u64

s = State()
accept = ("immediate", {1: 0, 2: {2: {1: 1}}})
load = ("meta", {1: 1, 2: 3})
equal = ("cmp", {1: 1, 2: 0, 3: {1: b"\1\0\0\0"}})

# rules: instructions and attributes that are not known, or make no sense
s.table("ip", "rules")
s.chain("ip", "rules", "c")
rules = [
    [("flux", {1: 7, 2: "text"}), accept],
    [("flux", None), accept],
    [("flux", b"\1\2\3")],
    [("meta", {1: 1, 2: 250}), equal, accept],
    [("meta", {1: 1, 2: 3, 99: 5}), equal],
    [("ct", {1: 1, 2: 200}), equal],
    [("ct", {1: 1, 2: 8, 3: u8(7)}), equal],
    [("payload", {1: 1, 2: 9, 3: 0, 4: 4}), equal],
    [("payload", {1: 1, 2: 1, 3: 65535, 4: 4}), equal],
    [("exthdr", {1: 1, 2: u8(5), 3: 0, 4: 4, 6: 77}), equal],
    [("socket", {1: 99, 2: 1}), equal],
    [("fib", {1: 1, 2: 77, 3: 1}), equal],
    [("rt", {1: 1, 2: 55}), equal],
    [("osf", {1: 1, 2: u8(9)}), equal],
    [("xfrm", {1: 1, 2: 99, 3: u8(1)}), equal],
    [("numgen", {1: 1, 2: 2, 3: 9}), equal],
    [("hash", {1: 1, 2: 1, 3: 4, 4: 5, 7: 8}), equal],
    [("reject", {1: 77})],
    [("nat", {1: 9, 2: 2, 3: 1})],
    [("log", {1: 3, 77: "new"})],
    [("limit", {1: u64(5), 2: u64(77)})],
    [("limit", {1: u64(5), 2: u64(1), 3: 5, 4: 9})],
    [("quota", {1: u64(5), 2: 64})],
    [("queue", {1: u16(5), 3: u16(64)})],
    [("immediate", {1: 0, 2: {2: {1: 0xffffff00}}})],
    [load, ("cmp", {1: 1, 2: 77, 3: {1: b"\1\0\0\0"}})],
    [load, ("cmp", {1: 1, 2: 0, 3: {1: b""}})],
    [equal],
    [load, ("bitwise", {1: 1, 2: 1, 3: 4, 6: 99})],
    [load, ("byteorder", {1: 1, 2: 1, 3: 9, 4: 4, 5: 3})],
    [load, ("range", {1: 1, 2: 0, 3: {1: b"\1"}, 4: {1: b"\2\2"}})],
    [("match", {1: "conntrack", 2: 3, 3: b"\0" * 40}), ("counter", {1: u64(1), 2: u64(2)}),
     ("target", {1: "LOG", 2: 0, 3: b"\0" * 32})],
    [("match", {1: "flux", 2: 99})],
    [("inner", {1: 0, 2: 77, 3: 0, 4: 8})],
    [],
]
for rule in rules:
    s.rule("ip", "rules", "c", rule)
for garbage in (b"\1", b"\0\xff", b"\x63\4abcd", tlv(0, b"no end"), tlv(0, b"a\x01\xff\0"), tlv(0, b"")):
    s.rule("ip", "rules", "c", [accept], more={7: garbage})

# sets: types, lengths and userdata of other versions
s.table("ip", "sets")
typeof = lambda kind, data: {13: tlv(3, tlv(0, kind.to_bytes(4, "little")) + tlv(1, data))}  # noqa: E731
s.set("ip", "sets", "type", 0, 63, 4)
s.set("ip", "sets", "types", 0, 0x7fffffff, 20)
s.set("ip", "sets", "size", 0, 7, 3)
s.set("ip", "sets", "flags", 0xff000000, 7, 4)
s.set("ip", "sets", "garbage", 0, 7, 4, {13: b"\3\xff\1\2"})
s.set("ip", "sets", "later", 0, 4, 4, typeof(99, tlv(0, b"\1\0\0\0")))
s.set("ip", "sets", "fib", 0, 4, 4, typeof(26, tlv(0, b"\1\0\0\0") + tlv(1, b"\1\0\0\0")))
s.set("ip", "sets", "xfrm", 0, 4, 4, typeof(27, tlv(0, b"\5\0\0\0") + tlv(1, b"\0\0\0\0")))
s.set("ip", "sets", "field", 0, 13, 2, typeof(7, tlv(0, b"\x63\0\0\0") + tlv(1, b"\1\0\0\0")))
s.set("ip", "sets", "map", 8, 7, 4, {6: 63, 7: 4})
s.set("ip", "sets", "verdicts", 8, 7, 4, {6: 0xffffff00, 7: 16})
s.set("ip", "sets", "things", 0x40 | 8, 7, 4, {14: 99})
s.set("ip", "sets", "policy", 0, 7, 4, {8: 9, 9: {1: 5, 99: 1}, 10: 3, 11: u64(5), 12: 7})
for name in ("type", "flags", "garbage", "later", "fib", "xfrm"):
    s.elements("ip", "sets", name, [{1: {1: b"\1\2\3\4"}}, {1: {1: b"\1\2\3\5"}, 3: 0x40}])
s.elements("ip", "sets", "size", [{1: {1: b"\1\2\3"}}])
s.elements("ip", "sets", "map", [{1: {1: b"\1\2\3\4"}, 2: {1: b"\1\2\3\4"}, 6: b"\0\xffxx"}])

# chains, objects and flowtables
s.table("inet", "rest", more={6: b"\1\4\xff\xff\xff\xff\2\x08\xff\xff\xff\xff\xff\xff\xff\xff"})
s.chain("inet", "rest", "flags", more={10: 64})
s.object("inet", "rest", "new", 99, {1: 7})
s.object("inet", "rest", "empty", 1, {})
s.object("inet", "rest", "timeout", 7, {1: u16(2), 2: u8(132), 3: {1: 5, 40: 6}})
s.object("inet", "rest", "tunnel", 6, {1: 5, 99: {1: 5}})
s.object("inet", "rest", "helper", 3, {1: "flux", 2: u16(2), 3: u8(200)})
s.flowtable("inet", "rest", "flows", {1: 0, 2: 0}, 0xf0)
s.table(77, "family")
s.chain(77, "family", "c")
s.rule(77, "family", "c", [load, equal, accept])
s.write(sys.argv[1])
END

for options in '' -a -s -t -n -j '-j --lossless' --debug=netlink; do
	$NFT $options list ruleset > out 2> err || fail "list ruleset $options fails: $(cat err)"
	[ -s out ] || fail "nothing listed with $options"
done
for what in tables chains sets maps counters flowtables 'ct helpers' 'ct timeouts' tunnels 'table ip rules' \
	'table ip sets' 'table inet rest' 'set ip sets later' 'map ip sets things'; do
	$NFT list $what > out 2> err || fail "list $what fails: $(cat err)"
	$NFT -j list $what > out 2> err || fail "-j list $what fails: $(cat err)"
	python3 -c 'import json; json.load(open("out"))' || fail "no JSON: $(cat out)"
done
$NFT list table ip rules > rules
[ $(grep -c 'unknown \[' rules) -ge 20 ] || fail "$(cat rules)"
grep -qx '		unknown \[ flux .* \] accept' rules || fail "$(cat rules)"
grep -q 'xt match "conntrack" counter packets 2 bytes 1 xt target "LOG"' rules || fail "$(cat rules)"
$NFT list table inet rest > rest
grep -A1 -x '	unknown new {' rest | grep -qx '		type 99' || fail "$(cat rest)"
# What is unknown is no input.
refused $NFT -f rules
$NFT add rule ip rules c counter
$NFT add element ip sets garbage '{ 1.2.3.9 }'
$NFT flush ruleset
expect_empty
