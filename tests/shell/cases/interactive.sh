# -i: each line is a transaction; errors do not end it; what is defined stays.
. "${0%/*}/../lib.sh"

$NFT -i > output 2>&1 <<'END'
add table t
add chain t c
add chain nosuch c
define port = 80
add rule t c tcp dport $port
quit
add rule t c tcp dport 1
END
grep -q 'Error: ' output || fail "$(cat output)"
