# Long literals are read in runs, short ones by the grammar: the same elements, whatever the road.
. "${0%/*}/../lib.sh"

elements=(
	'1.1.1.1 . 80 . "lo"' '10.0.0.0/8 . 0x50 . eth0' '1.1.1.1 - 1.1.1.9 . ssh . "veth*"'
	'1.1.1.1-1.1.1.9 . 010 . "a b"' '1.1.1.2 . 1-1024 . lo timeout 1h'
	'1.1.1.3 . 7 . br-lan comment "x, y"' '1.1.1.4 . 9 . "lo" timeout 1d comment "z"'
)
list=$(printf '%s,\n' "${elements[@]}")
declaration='type ipv4_addr . inet_service . ifname; flags interval,timeout;'

$NFT add table t
$NFT "add set t run { $declaration elements = { # first
$list
} }"
$NFT "add set t each { $declaration }"
for element in "${elements[@]}"; do
	$NFT "add element t each { $element }"
done
shown() { $NFT list set t "$1" | sed -n '/elements/,$p' | sed 's/ expires [^ ,]*//'; }
[ "$(shown run)" = "$(shown each)" ] || fail "$(diff <(shown run) <(shown each))"
$NFT delete set t run
$NFT delete set t each

# A stray element among plain ones is found where it stands.
$NFT 'add set t ports { type inet_service; }'
expect_error_at 70000 'out of range' $NFT 'add element t ports { 1, 2, 70000, 4 }'
expect_error_at 5-3 'Range' $NFT 'add element t ports { 1, 2, 5-3, 4 }'
expect_error_at 6-9 'flags interval' $NFT 'add element t ports { 1, 2, 6-9, 4 }'
$NFT 'add map t marks { type inet_service : mark; }'
expect_error_at 2 'map element without data' $NFT 'add element t marks { 1 : 2, 2, 3 : 4 }'
$NFT 'define p = { 3, 1 }; add element t ports { $p, 2, { 5, 4 }, * }'
$NFT 'define m = { 1 : 7, 2 : 8 }; add element t marks $m'
$NFT 'add element t marks { { 5, 6 } : 9 }'
