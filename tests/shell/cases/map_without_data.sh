# Elements of maps that map to nothing are malformed, as they are for Linux.
# runs: offline
. "${0%/*}/../lib.sh"

# map NAME FLAGS MORE ELEMENT: a state with such a map of one element; Python of tests/lib/messages.py.
map() {
	PYTHONPATH=${0%/*}/../../lib python3 - .state <<-END
	import sys
	from messages import State
	s = State()
	s.table("ip", "t")
	s.set("ip", "t", "m", $1, 7, 4, $2)
	s.elements("ip", "t", "m", [$3])
	s.write(sys.argv[1])
	END
}

map '0x48' '{14: 1}' '{1: {1: b"\1\2\3\4"}}'
expect_error "cannot open the offline kernel's state" $NFT list ruleset
map 8 '{6: 0xffffff00, 7: 16}' '{1: {1: b"\1\2\3\4"}}'
expect_error "cannot open the offline kernel's state" $NFT list ruleset
map 8 '{6: 19, 7: 4}' '{1: {1: b"\1\2\3\4"}}'
expect_error "cannot open the offline kernel's state" $NFT list ruleset
map 8 '{6: 19, 7: 4}' '{1: {1: b"\1\2\3\4"}, 2: {1: b"\0\0\0\5"}}'
$NFT list ruleset | grep -q '1.2.3.4 : 0x05000000'
# a jump to nowhere
map 8 '{6: 0xffffff00, 7: 16}' '{1: {1: b"\1\2\3\4"}, 2: {2: {1: b"\xff\xff\xff\xfd"}}}'
expect_error "cannot open the offline kernel's state" $NFT list ruleset
