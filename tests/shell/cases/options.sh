# Options that need no ruleset.
. "${0%/*}/../lib.sh"

$NFT --version | grep -qE '^nftables v[0-9.]+' || fail 'no version'
$NFT --help | grep -q -- '--echo' || fail 'no help'
expect_error 'invalid debug parameter' $NFT --debug=nosuch list ruleset
refused $NFT --nosuch
# Options may be bundled and given long.
$NFT add table t
$NFT add chain t c '{ type filter hook input priority 0; }'
$NFT add rule t c meta l4proto tcp counter
[[ $($NFT -asp list ruleset) == *'l4proto 6 counter # handle'* ]] || fail "$($NFT -asp list ruleset)"
[[ $($NFT --handle --stateless --numeric list ruleset) == *'priority 0; policy accept;'*'l4proto 6 counter # handle'* ]] ||
	fail "$($NFT --handle --stateless --numeric list ruleset)"
