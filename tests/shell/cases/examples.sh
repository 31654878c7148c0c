# Every example loads, twice over, and what it lists as loads again.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0 eth1
for file in "${0%/*}"/../../../examples/*.nft; do
	$NFT flush ruleset
	$NFT -c -f "$file"
	expect_empty
	$NFT -f "$file"
	$NFT list ruleset > first
	$NFT flush ruleset
	$NFT -f first
	expect_listing < first
done
