# Sets that merge their intervals: neighbours join, deleting splits, one batch may do both.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table t {
	set ports { type inet_service; flags interval; auto-merge; elements = { 1-5, 3-7, 10 }; }
}
END
expect_elements() {
	local got
	got=$($NFT list set t ports | sed -n 's/.*elements = { \(.*\) }/\1/p')
	[ "$got" = "$1" ] || fail "wanted $1, got $got"
}
expect_elements "1-7, 10"
$NFT 'add element t ports { 8-9, 20 }'
expect_elements "1-10, 20"
$NFT 'add element t ports { 2-4, 20 }'
expect_elements "1-10, 20"
$NFT 'delete element t ports { 3, 20 }'
expect_elements "1-2, 4-10"
expect_error_at 3 'element does not exist' $NFT 'delete element t ports { 3 }'
expect_error_at 2-4 'element does not exist' $NFT 'delete element t ports { 2-4 }'
$NFT 'add element t ports { 0-65535 }'
expect_elements "0-65535"
$NFT 'delete element t ports { 0, 100-200, 65535 }'
expect_elements "1-99, 201-65534"
$NFT 'flush set t ports; add element t ports { 1-3 }; add element t ports { 4-6 }; delete element t ports { 2 }'
expect_elements "1, 3-6"
$NFT 'flush set t ports'
$NFT 'add element t ports { 1-3 }; delete element t ports { 1-3 }'
expect_elements ""
expect_error 'auto-merge only works with interval sets' \
	$NFT 'add set t plain { type inet_service; auto-merge; }'
