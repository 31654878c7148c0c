# Named counters, quotas and limits: add, create, list, reset, use, delete.
. "${0%/*}/../lib.sh"

$NFT add table t
$NFT add counter t web packets 3 bytes 200
$NFT 'add counter t mail { comment "letters"; packets 1 bytes 2; }'
$NFT add quota t daily over 5 mbytes used 1 mbytes
$NFT add limit t slow rate 10/second burst 7 packets
$NFT add chain t c
$NFT add rule t c counter name web quota name daily
expect_error_at web 'File exists' $NFT create counter t web
expect_error_at web 'busy' $NFT delete counter t web
expect_error_at '"wbe"' 'did you mean obj .web.' $NFT add rule t c counter name '"wbe"'
expect_output $NFT reset counter t web <<'END'
table ip t {
	counter web {
		packets 3 bytes 200
	}
}
END
$NFT reset quotas > reset
grep -q 'over 5 mbytes used 1 mbytes' reset || fail "$(cat reset)"
$NFT delete counter t mail

# A quota that is there can be given another limit; what counts keeps its count.
$NFT add quota t daily 7 mbytes
$NFT add counter t web packets 9 bytes 9
