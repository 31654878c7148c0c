# Tables: add, create, flush, delete, by name and by handle.
. "${0%/*}/../lib.sh"

$NFT add table t
$NFT add table ip t
$NFT table ip6 t
$NFT 'add table inet t { comment "who"; flags dormant; chain c { accept; }; }'
expect_error_at t 'File exists' $NFT create table t
expect_error_at nosuch 'No such file or directory' $NFT delete table nosuch
expect_output $NFT list tables <<'END'
table ip t
table ip6 t
table inet t
END
expect_output $NFT list tables ip6 <<'END'
table ip6 t
END
handle=$($NFT -a list table ip6 t | field '# handle ([0-9]+)')
$NFT delete table ip6 handle "$handle"
$NFT flush table inet t
$NFT delete table t
