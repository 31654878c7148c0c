# Input of all kinds is refused with a message, and never crashes.
. "${0%/*}/../lib.sh"

try() {
	local status=0
	printf "$1" > input
	timeout 10 $NFT -f input > output 2>&1 || status=$?
	[ $status = 1 ] && [ -s output ] || fail "status $status for: $1"$'\n'"$(cat output)"
	status=0
	timeout 10 $NFT -j -f input > output 2>&1 || status=$?
	[ $status = 1 ] && [ -s output ] || fail "status $status with -j for: $1"$'\n'"$(cat output)"
}

try '{'
try '}'
try '{}}'
try 'table'
try 'table ip t {'
try 'table ip t { chain c { ip saddr { 1.1.1.1, '
try 'add rule t c ip saddr "unclosed\n'
try 'add rule t c \x01\xff\xfe\n'
try 'add table t\r\n'
try 'list ruleset nosuch\n'
try 'ct helper y c'
try 'table d{flags n\n}chain n n{flags n\n}'
try 'table a{chain t{type r hook n priority r\n}\ntable arp a{chain n{type r hook n priority t\n}}'
try 'define a = $a\n'
try 'define a = { $b }\n'
try 'add element t s { 1.1.1.1-0.0.0.0 }\n'
try 'add rule t c tcp dport 99999999999999999999999999\n'
try 'add rule t c ip saddr 1.2.3.4/99\n'
try 'add rule t c @nh,0,0 0\n'
try 'add rule t c @nh,4294967295,4294967295 0\n'
try 'add set t s { type ipv4_addr . ; }\n'
try 'add set t s { type nosuch; }\n'
try '{"nftables": 5}\n'
try '{"nftables": [{"add": {"rule": []}}]}\n'
try '{"nftables": [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"match": 1}]}}}]}\n'
try '{"nftables": [{"add": {"set": {"family": "ip", "table": "t", "name": "s", "type": {}}}}]}\n'
try '{"nftables": [{"nosuch": null}]}\n'
nested=$(printf '{ %.0s' {1..2000})
try "add rule t c ip saddr $nested"
nested=$(printf '(%.0s' {1..5000})
try "add rule t c meta mark set $nested 1"
head -c 20000 /dev/urandom > input
refused $NFT -f input
expect_empty
