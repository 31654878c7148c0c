# Elements get the statements that their set declares.
$NFT 'add table t; add set t s { type mark; counter; elements = { 1, 2 comment "x" }; }'
listed=$($NFT list set t s)
[[ $listed == *'0x00000001 counter packets 0 bytes 0'* ]]
[[ $listed == *'0x00000002 counter packets 0 bytes 0 comment "x"'* ]]

# A set may declare two.
$NFT 'add set t two { typeof ip saddr; flags dynamic; quota 1 mbytes limit rate 100/week; }'
[[ $($NFT list set t two) == *'flags dynamic'*'quota 1 mbytes limit rate 100/week burst 5 packets'* ]]
