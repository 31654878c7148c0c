# -e prints what was added, with -a also under which handle.
. "${0%/*}/../lib.sh"

expect_output $NFT add table t </dev/null
$NFT add chain t c
line=$($NFT -a -e add rule t c tcp dport ssh accept | grep -v '^# new generation')
[[ $line =~ ^add\ rule\ ip\ t\ c\ tcp\ dport\ 22\ accept\ \#\ handle\ ([0-9]+)$ ]] || fail "$line"
$NFT delete rule t c handle "${BASH_REMATCH[1]}"
line=$($NFT -j -e add counter t n)
[[ $line == '{"nftables": [{"add": {"counter": {"family": "ip", "name": "n", "table": "t", "handle": '* ]] ||
	fail "$line"
