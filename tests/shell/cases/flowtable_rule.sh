# Rules that put flows into flowtables.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0 eth1
$NFT -f - <<'END'
table inet t {
	flowtable fast {
		hook ingress priority 0; devices = { eth0, eth1 };
	}
	chain forward {
		type filter hook forward priority 0;
		ip protocol tcp flow offload @fast counter packets 0 bytes 0
		ip6 nexthdr udp flow add @fast
	}
	chain input {
		type filter hook input priority 0;
	}
}
END
expect_error_at @fats "did you mean flowtable .fast. in table inet .t." $NFT add rule inet t forward flow add @fats
expect_error 'forward' $NFT add rule inet t input flow add @fast
json=$($NFT -j list chain inet t forward)
[[ $json == *'{"flow": {"op": "add", "flowtable": "@fast"}}'* ]] || fail "$json"

# While a rule uses it, it stays; the error tells which rule.
handle=$($NFT -a list chain inet t forward | field 'protocol tcp.*# handle ([0-9]+)')
expect_error_at fast 'busy' $NFT delete flowtable inet t fast
[[ $message == *forward* && $message == *$handle* ]] || fail "chain and handle $handle are not named: $message"
$NFT --debug=netlink --check add rule inet t forward flow add @fast > code
grep -qx '  \[ flow_offload flowtable fast \]' code || fail "$(cat code)"
