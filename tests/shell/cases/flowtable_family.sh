# Flowtables are for ip, ip6 and inet, and ip is meant when no family is given.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0
for family in arp bridge netdev; do
	$NFT add table $family t
	expect_error 'ip, ip6.*inet' $NFT "add flowtable $family t f { hook ingress priority 0; devices = { eth0 }; }"
	[[ $message == *$family* ]] || fail "$family is not named: $message"
done
$NFT flush ruleset
$NFT 'add table t; add flowtable t f { hook ingress priority 0; devices = { eth0 }; }'
for family in ip6 inet; do
	$NFT "add table $family t { flowtable f { hook ingress priority 0; devices = { eth0 }; }; }"
done
json=$($NFT -j list flowtables ip)
[[ $json == *'"flowtable": {"family": "ip"'* ]] || fail "$json"
