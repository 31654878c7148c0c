# SPDX-License-Identifier: GPL-2.0-or-later
# What the cases have in common; they begin with:  . "${0%/*}/../lib.sh"
# $NFT is used unquoted: it may hold options.

fail() {
	echo "$*" >&2
	exit 1
}

# devices NAME...: interfaces of these names, where nft is not offline.
devices() {
	local name
	[ -z "${OFFLINE:-}" ] || return 0
	for name; do
		ip link add "$name" type veth
		ip link set "$name" up
	done
}

# refused COMMAND...: it must end with status 1 and a message, which is left in $message.
refused() {
	local status=0
	message=$("$@" 2>&1 >/dev/null) || status=$?
	[ $status != 0 ] || fail "not refused: $*"
	[ $status = 1 ] || fail "status $status from: $*"$'\n'"$message"
	[ -n "$message" ] || fail "no message from: $*"
}

# expect_error REGEX COMMAND...: it is refused and the message's first line matches.
expect_error() {
	local regex=$1
	shift
	refused "$@"
	[[ ${message%%$'\n'*} =~ $regex ]] || fail "wanted an error with: $regex"$'\n'"got: $message"
}

# expect_error_at CULPRIT REGEX COMMAND...: also, the carets are under CULPRIT, a pattern.
expect_error_at() {
	local culprit=$1 line above= marked=
	shift
	expect_error "$@"
	while IFS= read -r line; do
		if [[ $line =~ ^([[:space:]~]*)(\^+) ]]; then
			marked=${above:${#BASH_REMATCH[1]}:${#BASH_REMATCH[2]}}
			break
		fi
		above=$line
	done <<<"$message"
	[[ $marked == $culprit ]] || fail "wanted carets under '$culprit', they are under '$marked':"$'\n'"$message"
}

# keep: what the ruleset is now, for the next ones.
keep() {
	$NFT list ruleset > kept
}

# expect_bad_file REGEX [OPTION...]: the file bad.nft is refused with a first line of an error that
# matches, and the ruleset stays as kept.
expect_bad_file() {
	local regex=$1 status=0 line
	shift
	timeout 20 $NFT "$@" -f bad.nft > /dev/null 2> message || status=$?
	line=$(grep -a -m 1 Error: message | head -c 1000 | tr -d '\0') || :
	[[ $status = 1 && $line =~ ^([a-z/.]+.nft|internal):[0-9]+:[0-9]+-[0-9]+:\ Error:\ ($regex) ]] ||
		fail "wanted an error with: $regex"$'\n'"got status $status: $line"$'\n'"for: $(head -c 300 bad.nft)"
	$NFT list ruleset | cmp - kept || fail "the ruleset has changed: $(head -c 300 bad.nft)"
}

# expect_bad REGEX TEXT: a file with this text, which has the escapes of printf %b.
# expect_bad_json REGEX COMMANDS: a JSON document of these commands.
expect_bad() {
	printf '%b' "$2" > bad.nft
	expect_bad_file "$1"
}

expect_bad_json() {
	printf '{"nftables": [%b]}' "$2" > bad.nft
	expect_bad_file "$1" -j
}

# expect_output COMMAND... <<EOF: it prints exactly this.
expect_output() {
	diff -u <(cat) <("$@" 2>&1) || fail "wrong output of: $*"
}

# expect_listing <<EOF: the ruleset is exactly this.
expect_listing() {
	expect_output $NFT list ruleset
}

# expect_empty: the ruleset is empty.
expect_empty() {
	expect_listing </dev/null
}

# field REGEX: what its first group matches in standard input.
field() {
	sed -nE "s/.*$1.*/\\1/p" | head -n 1
}
