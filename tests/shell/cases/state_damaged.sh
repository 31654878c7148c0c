# What is no state of the offline kernel is refused, and stays as it is.
# runs: offline
. "${0%/*}/../lib.sh"

$NFT 'add table ip t { set s { type ipv4_addr; elements = { 10.0.0.1 } }; chain c { ip saddr @s accept; }; }'
cp .state good
size=$(stat -c %s good)
header=$(head -n 1 good | wc -c)

refuses_state() {
	cp .state before
	expect_error "cannot open the offline kernel's state" $NFT list ruleset
	cmp before .state
}

# put OFFSET HEX...: these bytes in the good state.
put() {
	local at=$1
	shift
	cp good .state
	printf "$(printf '\\x%s' "$@")" | dd of=.state bs=1 seek="$at" conv=notrunc status=none
}

echo 'something else' > .state
refuses_state
for cut in 1 17 40; do
	head -c $((size - cut)) good > .state
	refuses_state
done
put "$header" fe ff ff ff # the length of the first message
refuses_state
put "$header" 03 00 00 00
refuses_state

# A set without a name.
{
	head -n 1 good
	printf '\x1c\x00\x00\x00\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x06\x00\x01\x00t\x00\x00\x00'
	printf '\x34\x00\x00\x00\x09\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x06\x00\x01\x00t\x00\x00\x00'
	printf '\x08\x00\x05\x00\x00\x00\x00\x04\x0c\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x05'
} > .state
refuses_state
cp good .state
$NFT list ruleset | grep -q '@s accept'
