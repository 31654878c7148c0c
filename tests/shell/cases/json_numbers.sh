# What JSON would lose of numbers comes back: more than 63 bits, and with --lossless milliseconds.
$NFT 'add table t; add chain t c; add rule t c ct avgpkt & 0xfffffffff0000000 == 1048576'
$NFT 'add rule t c ct expiration { 500ms, 10s }'
$NFT list table t > before
$NFT -j --lossless list table t > json
$NFT flush ruleset
$NFT -j -f json
$NFT list table t | diff before -

# So do counters of that size.
$NFT add counter t k '{ packets 18446744073709551615 bytes 3 }'
$NFT 'add rule t c counter packets 12746921381352079800 bytes 9'
$NFT list table t > before
$NFT -j --lossless list table t > json
$NFT flush ruleset
$NFT -j -f json
$NFT list table t | diff before -
