# Flowtables go by name and by handle.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth_a eth_b eth_c
for name in a b c; do
	$NFT "add table t; add flowtable t $name { hook ingress priority 0; devices = { eth_$name }; }"
done
$NFT delete flowtable t a
handle=$($NFT -a list flowtables | field 'flowtable b \{ # handle ([0-9]+)')
$NFT delete flowtable t handle "$handle"
$NFT delete flowtable t c
expect_error_at c 'No such file or directory' $NFT delete flowtable t c
expect_error 'File exists' $NFT 'create flowtable t d { hook ingress priority 0; };
	create flowtable t d { hook ingress priority 0; }'
