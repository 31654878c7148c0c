# A device that is not there is named, with where it was looked for.
# runs: kernel
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0
$NFT add table t
expect_error_at nosuch 'no interface|no such interface' \
	$NFT 'add flowtable t f { hook ingress priority 0; devices = { eth0, nosuch }; }'
expect_error_at '"eth*"' 'kernel' \
	$NFT 'add flowtable t f { hook ingress priority 0; devices = { "eth*" }; }'
