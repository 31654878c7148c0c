# What takes over a second says so on a terminal, and leaves no trace; elsewhere it says nothing.
. "${0%/*}/../lib.sh"

mkfifo slow
feed() { { sleep 1.6; echo 'add table ip slow'; } > slow & }

feed
script -qec "$NFT -f slow" log > /dev/null < /dev/null
grep -q 'nft: reading the input' log || fail "no progress on a terminal"
sed 's/.*\r\x1b\[K//' log | grep -q 'nft:' && fail "the line is not erased"

feed
[ -z "$($NFT -f slow 2>&1)" ] || fail "progress where there is no terminal"

script -qec "$NFT list tables" log > /dev/null < /dev/null
grep -q 'nft:' log && fail "progress of a short run"
true
