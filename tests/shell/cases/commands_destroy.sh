# destroy is delete that does not mind when there is nothing.
# needs: kernel-6.3
. "${0%/*}/../lib.sh"

$NFT destroy table nosuch
$NFT 'add table t; add chain t c; add counter t n; add set t s { type ipv4_addr; elements = { 10.0.0.1 }; }'
$NFT 'add chain t gone; add rule t c accept; add rule t c drop'
$NFT 'destroy element t s { 10.0.0.1 }; destroy element t s { 10.0.0.2 }'
$NFT 'destroy counter t n; destroy counter t nosuch'
$NFT 'destroy chain t gone; destroy chain t nosuch'
$NFT destroy rule t c handle "$($NFT -a list chain t c | field 'drop # handle ([0-9]+)')"
$NFT destroy rule t c handle 9999
$NFT 'destroy set t nosuch; destroy map t nosuch'
$NFT 'add table ip6 t; destroy table ip6 t; destroy table ip6 t'
