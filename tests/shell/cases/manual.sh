# Every example in the manual is accepted, and what it makes lists as something that makes the same.
# runs: offline
. "${0%/*}/../lib.sh"

# Behind a line `.\" try` stands commands; behind `.\" try-rule FAMILY TYPE HOOK` a rule on each line.
sed -E 's/\\-/-/g; s/\\\(aq/'"'"'/g; s/\\\(ha/^/g; s/\\\(ti/~/g; s/\\e/\\/g; s/^\\&//' \
	"${0%/*}/../../../doc/nft.8" | awk '
	/^\.\\" try/ { file = sprintf("%03d.nft", ++n); rule = $2 == "try-rule"; head = $0; next }
	file && /^\.EX/ { copying = 1
		if (rule) {
			split(head, word)
			printf "add table %s t\nadd chain %s t c { type %s hook %s priority 0; }\n",
				word[3], word[3], word[4], word[5] > file
		}
		next }
	/^\.EE/ { file = copying = "" }
	copying { print (rule ? "add rule " word[3] " t c " : "") $0 > file }'

[ -e 020.nft ] || fail "where are the examples?"
devices eth0 eth1
for file in *.nft; do
	$NFT flush ruleset
	$NFT -f "$file" > /dev/null || fail "example $file:"$'\n'"$(cat "$file")"
	$NFT list ruleset > listed
	$NFT flush ruleset
	$NFT -f listed || fail "example $file, listed:"$'\n'"$(cat listed)"
	expect_listing < listed
done
