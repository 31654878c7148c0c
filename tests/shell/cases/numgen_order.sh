# Random numbers come in host order, as counted ones do: nothing is swapped on the way to a mark.
# runs: offline
$NFT 'add table t; add chain t c'
shown=$($NFT --debug=netlink add rule t c meta mark set numgen random mod 4)
[[ $shown == *'numgen reg 1 = random mod 4'* && $shown != *byteorder* ]]
