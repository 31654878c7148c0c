# Verbs on sets, maps and meters that other cases leave out.
# needs: kernel-6.5
. "${0%/*}/../lib.sh"

$NFT add table t
$NFT 'create set t s { type inet_service; counter; gc-interval 30s; timeout 1h; }'
expect_error_at s 'File exists' $NFT 'create set t s { type inet_service; }'
$NFT 'add element t s { 22 counter packets 3 bytes 4 }'
[[ $($NFT reset set t s) == *'22 counter packets 3 bytes 4'* ]]
[[ $($NFT list set t s) == *'22 counter packets 0 bytes 0'* ]]
[[ $($NFT list set t s) == *'gc-interval 30s'* ]]

$NFT 'create map t m { type inet_service : mark; counter; }'
expect_error_at m 'File exists' $NFT 'create map t m { type inet_service : mark; }'
$NFT 'add element t m { 80 counter packets 1 bytes 2 : 7 }'
[[ $($NFT reset map t m) == *'80 counter packets 1 bytes 2 : 0x00000007'* ]]
[[ $($NFT list map t m) == *'80 counter packets 0 bytes 0 : 0x00000007'* ]]
$NFT delete map t m
expect_error_at m 'No such file' $NFT list map t m

$NFT add chain t c
$NFT add chain t other
$NFT 'add rule t c meter seen size 10 { ip saddr counter } goto other'
[[ $($NFT list meters) == *'set seen {'* ]]
[[ $($NFT list meter t seen) == *'flags dynamic'* ]]
$NFT flush meter t seen
[[ $($NFT list chain t c) == *'add @seen { ip saddr counter } goto other'* ]]
