# Fields out of three or more bytes are moved within register words, and read back from there.
$NFT add table inet t
$NFT add chain inet t c
listed() {
	$NFT flush chain inet t c
	$NFT "add rule inet t c $1"
	$NFT list chain inet t c > before
	grep -qF "$1" before || fail "$(cat before)"
	instructions=$($NFT --debug=netlink "add rule inet t c $1")
}
listed 'meta mark set ip6 flowlabel'
[[ $instructions == *'ntoh(reg 1, 4, 4)'*'>> 0x00000008'* ]]
listed '@nh,174,16 . meta mark { 0x8 . 0x00000001 }'
[[ $instructions == *'ntoh(reg 1, 4, 4)'*'<< 0x00000006'*'hton(reg 1, 4, 4)'* ]]
listed '@th,91,32 . meta mark { 0x5 . 0x00000006 }'
[[ $instructions == *'ntoh(reg 1, 4, 8)'*'<< 0x00000003'*'hton(reg 1, 4, 8)'* ]]
listed 'meta mark set @nh,3,19'
listed '@ih,51,63 0x4'
# Elements with bits that the mask takes away are shown with the mask.
listed 'ip ttl & 4 == { 1, 4, 6 }'
# What lies at the place of a raw load may name it.
$NFT 'add set inet t ports { typeof @th,0,16 . ip ttl; }'
$NFT 'add rule inet t c th sport . ip ttl @ports'
