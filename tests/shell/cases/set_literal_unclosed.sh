# A set literal whose closing brace is missing: the message is where the elements end, and nothing
# that the literal seems to contain is done.
. "${0%/*}/../lib.sh"

cat > rule.nft <<'END'
add table ip before
table ip t {
	chain c {
		tcp dport { 1, 2 accept
		udp dport 1 accept
	}
	chain d { drop; }
}
add table ip behind
END
expect_error_at accept '^rule.nft:4:20-25: Error: syntax error, unexpected accept' $NFT -f rule.nft
cat > elements.nft <<'END'
add table ip t
add set ip t s { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2
}
add table ip behind
END
expect_error_at add '^elements.nft:4:1-3: Error: syntax error, unexpected add' $NFT -f elements.nft
printf 'add table ip t\nadd chain ip t c\nadd rule ip t c tcp dport { 1, 2\nadd table ip behind\n' > end.nft
expect_error_at add '^end.nft:4:1-3: Error: syntax error, unexpected add' $NFT -f end.nft
expect_error 'unexpected end of file' $NFT -f <(printf 'add table ip t\nadd chain ip t c\nadd rule ip t c tcp dport { 1, 2\n')
expect_empty

# Elements may still go on in another line, and commas stand where they like.
$NFT -f - <<'END'
table ip t {
	map m {
		type ipv4_addr . inet_service : verdict
		elements = { 10.0.0.1 .
			22 : accept
			, 10.0.0.2 . 23 :
			drop,

			10.0.0.3 . 24 : accept
		}
	}
}
END
[ "$($NFT list map ip t m | tr -d ' \t\n' | sed 's/.*elements=//')" = \
	'{10.0.0.1.22:accept,10.0.0.2.23:drop,10.0.0.3.24:accept}}}' ] || fail "$($NFT list ruleset)"
