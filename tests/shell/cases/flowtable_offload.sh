# Hardware offload needs a driver that can.
# runs: kernel
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0
$NFT add table t
expect_error 'hw-tc-offload' $NFT 'add flowtable t f { hook ingress priority 0; devices = { eth0 }; flags offload; }'
[[ $message == *eth0* ]] || fail "the device is not named: $message"
