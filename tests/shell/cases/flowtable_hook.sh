# A flowtable's hook and priority: what is refused, and where the error points.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0
flowtable() { $NFT "add flowtable t f { $1; devices = { eth0 }; }"; }

$NFT add table t
expect_error_at egress 'ingress' flowtable 'hook egress priority 0'
expect_error_at ';' 'syntax error' flowtable 'hook ingress'
[[ $message == *priority* ]] || fail "priority is not named: $message"
expect_error_at '*mangle' 'priority' flowtable 'hook ingress priority mangle'
[[ $message == *filter* ]] || fail "filter is not named: $message"
expect_error_at 3000000000 '-?2147483648.*2147483647' flowtable 'hook ingress priority 3000000000'
expect_error_at - 'syntax error' flowtable 'hook ingress priority filter + 5 - 2'
expect_error 'hook and priority' $NFT 'add flowtable t f { devices = { eth0 }; }'
flowtable 'hook ingress priority filter - 10'
