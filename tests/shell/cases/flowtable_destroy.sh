# destroy flowtable, whether it is there or not.
# needs: flowtable kernel-6.3
. "${0%/*}/../lib.sh"

devices eth0
$NFT 'add table t; add flowtable t f { hook ingress priority 0; devices = { eth0 }; }'
$NFT destroy flowtable t f
$NFT destroy flowtable t f
expect_listing <<<$'table ip t {\n}'
