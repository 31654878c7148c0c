# Every example in the manuals is accepted, and what it makes lists as something that makes the same.
# runs: offline
. "${0%/*}/../lib.sh"

doc=${0%/*}/../../../doc

# extract PAGE: behind a line `.\" try` stands input, text or JSON; behind
# `.\" try-rule FAMILY TYPE HOOK` each line is a rule of such a chain, behind `.\" try-stmt ...` a
# statement in JSON.
extract() {
	sed -E 's/\\-/-/g; s/\\\(aq/'"'"'/g; s/\\\(ha/^/g; s/\\\(ti/~/g; s/\\e/\\/g; s/^\\&//' "$doc/$1" |
		awk -v page="$1" '
	/^\.\\" try/ { file = sprintf("%s-%03d", page, ++n); kind = $2; split($0, word); next }
	file && /^\.EX/ {
		copying = 1
		chain = "add table %s t\nadd chain %s t c { type %s hook %s priority 0; }\n"
		if (kind != "try")
			printf chain, word[3], word[3], word[4], word[5] > file
		next
	}
	/^\.EE/ { file = copying = "" }
	!copying { next }
	kind == "try" { print > file }
	kind == "try-rule" { print "add rule " word[3] " t c " $0 > file }
	kind == "try-stmt" {
		rule = "{\"nftables\": [{\"rule\": {\"family\": \"%s\", \"table\": \"t\", \"chain\": \"c\", \"expr\": [%s]}}]}"
		printf rule, word[3], $0 > (file "." ++stmts)
	}'
}

# lists_again NAME: what is there now, listed, makes just that.
lists_again() {
	$NFT list ruleset > listed
	$NFT flush ruleset
	$NFT -f listed || fail "$1, listed:"$'\n'"$(cat listed)"
	expect_listing < listed
}

extract nft.8
extract libnftables-json.5
[ -e nft.8-020 ] && [ -e libnftables-json.5-004 ] || fail "where are the examples?"
devices eth0 eth1
for file in *-???; do
	$NFT flush ruleset
	json=
	[ "$(head -c 1 "$file")" != "{" ] || json=-j
	$NFT $json -f "$file" > output || fail "$file:"$'\n'"$(cat "$file")"
	for rule in "$file".*; do
		[ ! -e "$rule" ] || $NFT -j -f "$rule" || fail "$rule: $(cat "$rule")"
	done
	lists_again "$file"
done
