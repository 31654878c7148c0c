# Devices of a flowtable: given at once, added, taken away, refused.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0 eth1 eth2 eth3 eth4
flowtable() { $NFT "add flowtable t $1 { hook ingress priority 0; devices = $2; }"; }

$NFT add table t
expect_error_at eth0 'twice|already|File exists' flowtable f '{ eth1, eth0, eth0 }'
expect_error_at a_name_of_16_chr 'interface name too long' flowtable f '{ eth0, a_name_of_16_chr }'
expect_listing <<<$'table ip t {\n}'
flowtable single eth3
flowtable f '{ eth0, eth1 }'
flowtable f '{ eth2 }'
expect_error_at eth2 'already|File exists' flowtable g '{ eth4, eth2 }'
$NFT 'delete flowtable t f { hook ingress priority 0; devices = { eth1 }; }'
