# The form of errors: first line, source, carets; every command of a file is looked at.
. "${0%/*}/../lib.sh"

expect_error_at bogus '^Error: ' $NFT add rule t c ip bogus 1
printf 'add table t\nadd rule t c tcp dport 70000\nadd rule t c ip saddr 10.0.0.0/33\n' > two.nft
refused $NFT -f two.nft
[[ $message == 'two.nft:2:24-28: Error: '* ]] || fail "$message"
[[ $message == *$'\n''two.nft:3:'* ]] || fail "only one error: $message"
expect_empty
expect_error "Could not open file .*nosuch.nft.*No such file" $NFT -f nosuch.nft
expect_error 'Not a regular file' $NFT -f .
expect_error 'options must be specified before commands' $NFT list ruleset -a
printf '# only a comment\n\n;;\n' | $NFT -f -
expect_empty

# What moved rulesets before -j did.
expect_error "^Error: JSON export is no longer supported, use 'nft -j list ruleset' instead$" $NFT export ruleset json
expect_error '^Error: Could not process rule: Operation not supported$' $NFT import vm json
