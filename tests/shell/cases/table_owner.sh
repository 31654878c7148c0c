# Tables that belong to a running program tell its name.
# runs: kernel
. "${0%/*}/../lib.sh"

mkfifo commands
$NFT -i < commands > /dev/null &
owner=$!
trap 'kill $owner' EXIT
exec 3> commands
echo 'add table ip t { flags owner; }' >&3
for _ in {1..50}; do
	[ -z "$($NFT list tables)" ] || break
	sleep 0.1
done
expect_output $NFT list table t <<'END'
table ip t { # progname nft
	flags owner
}
END
expect_output $NFT list chains <<'END'
table ip t {
}
END
exec 3>&-
wait $owner
trap - EXIT
expect_empty
