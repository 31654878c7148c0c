# Other programs understand what sets remember of their typeof: bases count from 1, conntrack keys
# tell their direction, verdicts are trees too.
# runs: kernel
$NFT add table t
userdata() {
	$NFT --debug=mnl "$1" 2>&1 | sed 's/\x1b\[[0-9;]*m//g' | sed -n '/00013|/,/^--/p' |
		sed -n 's/^| \(.. .. .. ..\)  |.*data.*/\1/p' | tr '\n' ' '
}
userdata 'add set t raw { typeof @nh,8,8; }' | grep -q '02 04 02 00 00 00'
userdata 'add set t mark { typeof ct mark; }' | grep -q '01 04 ff ff ff ff'
userdata 'add map t where { typeof icmp id : verdict; }' | grep -q '04 08 00 04 01 00 00 00 01 00'
[[ $($NFT list set t raw) == *'typeof @nh,8,8'* ]]
[[ $($NFT list set t mark) == *'typeof ct mark'* ]]
[[ $($NFT list map t where) == *'typeof icmp id : verdict'* ]]
userdata 'add set t value { typeof ip option ra value; }' | grep -q '01 04 03 00\|00 04 94 00 00 00 01 04 03 00'
[[ $($NFT list set t value) == *'typeof ip option ra value'* ]]
