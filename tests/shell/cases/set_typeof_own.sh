# What other programs cannot read of a typeof is kept beside: hashes with what they hash, raw parts of
# options, presence, more than four parts; and the keys of meters, where types do not tell the width.
$NFT add table t
$NFT add chain t c
$NFT 'add set t s { typeof jhash ip saddr . tcp dport mod 2 seed 0x0 . ip ttl; elements = { 1 . 5 } }'
$NFT 'add set t r { typeof tcp option @200,16,8 . igmp mrt . tcp sport . tcp dport . ip ttl; elements = { 1 . 5 . 6 . 7 . 8 } }'
$NFT 'add set t e { typeof tcp option 200; elements = { exists } }'
$NFT 'add rule t c meter x { ip checksum . ip ttl counter }'
$NFT 'add rule t c jhash ip saddr mod 2 . ip ttl { 1 . 2 }'
$NFT 'add rule t c ct l3proto . @th,8,12 { ipv6 . 0x64 }'
$NFT list table t > before
grep -q 'typeof jhash ip saddr . tcp dport mod 2 seed 0x0 . ip ttl' before
grep -q 'typeof tcp option @200,16,8 . igmp mrt . tcp sport . tcp dport . ip ttl' before
grep -q 'typeof ip checksum . ip ttl' before
grep -q 'ct l3proto . @th,8,12 { ipv6 . 0x64 }' before
$NFT -j list table t > json
$NFT flush ruleset
$NFT -f before
$NFT list table t | diff before -
$NFT flush ruleset
$NFT -j -f json
$NFT list table t | diff before -
