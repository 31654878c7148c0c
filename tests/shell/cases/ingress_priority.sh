# At the ingress of inet tables priorities have the names that they have at other hooks.
$NFT add table inet t
$NFT 'add chain inet t c { type filter hook ingress device lo priority mangle - 5; }'
$NFT 'add chain inet t d { type filter hook ingress device lo priority -300; }'
[[ $($NFT list table inet t) == *'priority mangle - 5;'*'priority raw;'* ]]
