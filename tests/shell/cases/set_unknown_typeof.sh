# A declaration whose key has no tree that userdata has room for names types, for its data too.
$NFT add table t
long='ct original proto-src'
for part in ct\ {original,reply}\ {proto-dst,packets,bytes,zone}; do
	long="$long . $part"
done
$NFT "add map t m { typeof jhash $long mod 8 : meta mark; }"
[[ $($NFT list map t m) == *'type integer : mark'* ]]
