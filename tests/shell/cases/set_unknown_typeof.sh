# A declaration whose key has no tree that userdata can hold names types, for its data too.
$NFT add table t
$NFT 'add map t m { typeof jhash ip saddr . ip daddr mod 8 : meta mark; }'
[[ $($NFT list map t m) == *'type integer : mark'* ]]
