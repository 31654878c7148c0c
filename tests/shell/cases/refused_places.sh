# Selectors that the kernel reads in some hooks only, and values it has no room for.
# runs: kernel offline
refused() { ! $NFT "add rule inet t $1 $2" 2> /dev/null || { echo "accepted: $1 $2"; exit 1; }; }

$NFT add table inet t
for hook in prerouting input output; do
	$NFT "add chain inet t $hook { type filter hook $hook priority 0; }"
done
$NFT add rule inet t output rt mtu 5
$NFT add rule inet t input meta sdif lo
refused input 'rt mtu 5'
refused output 'meta sdif lo'
refused output 'ipsec exists'
refused input 'meta nftrace 1'
refused input 'limit rate over 2 mbytes/day burst 10 kbytes'
refused input 'meta pkttype set host'
$NFT add rule inet t prerouting meta pkttype set host
$NFT add rule inet t prerouting rt ipsec missing
$NFT add rule inet t input fib saddr . mark oif exists
for key in 'ibrname "br0"' 'obrname "br0"' 'ibrpvid 7' 'ibrvproto 8021q'; do
	refused input "meta $key"
done
