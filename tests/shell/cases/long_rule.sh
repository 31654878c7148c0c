# A rule of 100,000 statements is read in time that grows with its length only.
. "${0%/*}/../lib.sh"

$NFT add table t
$NFT add chain t c
{ printf 'add rule t c '; yes 'tcp dport 1 ' | head -n 100000 | tr -d '\n'; echo; } > rule
expect_error 'longer than 64 kilobytes' timeout 10 $NFT -f rule
[ -z "$($NFT list chain t c | grep dport)" ]
