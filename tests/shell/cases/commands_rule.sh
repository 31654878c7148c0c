# Rules: where they go by handle, position and index; replace, delete, comments.
. "${0%/*}/../lib.sh"

handle_of() { $NFT -a list chain t c | field "$1.*# handle ([0-9]+)"; }

$NFT 'add table t; add chain t c'
$NFT add rule t c tcp dport 1
$NFT t c tcp dport 2
$NFT insert rule t c tcp dport 0 comment '"first of all"'
$NFT add rule t c handle "$(handle_of 'dport 1')" tcp dport 11
$NFT insert rule t c position "$(handle_of 'dport 1 ')" tcp dport 10
$NFT add rule t c index 0 tcp dport 3
$NFT insert rule t c index 5 tcp dport 4
$NFT 'insert rule t c tcp dport 100; add rule t c index 0 tcp dport 101'
expect_error_at '*99' 'No such file or directory' $NFT add rule t c index 99 accept
expect_error_at 9999 'No such file or directory' $NFT delete rule t c handle 9999
$NFT replace rule t c handle "$(handle_of 'dport 3')" udp dport 3 drop
$NFT delete rule t c handle "$(handle_of 'dport 11')"
