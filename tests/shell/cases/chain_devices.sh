# Chains at devices: one, several, more later, fewer.
# needs: kernel-6.5
. "${0%/*}/../lib.sh"

devices eth0 eth1
$NFT add table netdev t
$NFT 'add chain netdev t one { type filter hook ingress device lo priority 0; }'
$NFT 'add chain netdev t many { type filter hook ingress devices = { eth1, eth0 } priority 5; policy drop; }'
$NFT 'add chain netdev t many { type filter hook ingress devices = { lo } priority 5; }'
$NFT 'delete chain netdev t many { type filter hook ingress devices = { eth1 } priority 5; }'
expect_error_at a_name_of_16_chr 'interface name too long' \
	$NFT 'add chain netdev t x { type filter hook ingress device a_name_of_16_chr priority 0; }'
expect_error 'device' $NFT 'add chain ip t x { type filter hook input device lo priority 0; }'
