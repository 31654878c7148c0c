# A device that is not there is named, with where it was looked for.
# runs: kernel
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0
$NFT add table t
expect_error_at nosuch 'no such interface|No such interface|does not exist' \
	$NFT 'add flowtable t f { hook ingress priority 0; devices = { eth0, nosuch }; }'
expect_error_at '"eth*"' 'kernel' \
	$NFT 'add flowtable t f { hook ingress priority 0; devices = { "eth*" }; }'
