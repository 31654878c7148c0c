# Names, comments and nesting: how long, how deep.
. "${0%/*}/../lib.sh"

long=$(printf 'n%.0s' {1..255})
$NFT add table "$long"
expect_error 'too long' $NFT add table "${long}xx"
$NFT delete table "$long"
$NFT add table t
$NFT add chain t c '{ comment "chain of command"; }'
$NFT add rule t c accept comment '"'"$(printf 'c%.0s' {1..128})"'"'
expect_error 'comment too long, 128 characters maximum allowed' \
	$NFT add rule t c accept comment '"'"$(printf 'c%.0s' {1..129})"'"'
$NFT flush chain t c
expect_error 'syntax error' $NFT add table 1st
expect_error_at '"quoted"' 'syntax error' $NFT 'add table "quoted"'
