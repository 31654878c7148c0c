# Chains: add, create, rename, policy, flush, delete.
. "${0%/*}/../lib.sh"

$NFT add table t
$NFT add chain t plain
$NFT 'add chain t base { type filter hook input priority filter + 10; policy drop; }'
$NFT 'add chain t base { policy accept; }'
$NFT rename chain t plain other
expect_error_at '*base' 'File exists' $NFT rename chain t other base
expect_error_at other 'File exists' $NFT create chain t other
$NFT add rule t base jump other
expect_error_at other 'busy' $NFT delete chain t other
$NFT flush chain t base
$NFT add rule t other accept
$NFT delete chain t other
expect_error 'type .*nat.* is not supported' $NFT 'add chain t n { type nat hook forward priority 0; }'
expect_error 'above -200' $NFT 'add chain t n { type nat hook prerouting priority -250; }'
expect_error_at nosuch 'unknown chain hook' $NFT 'add chain t n { type filter hook nosuch priority 0; }'
expect_error_at t 'did you mean table .t. in family ip' $NFT 'add chain ip6 t c'
