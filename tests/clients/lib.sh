# SPDX-License-Identifier: GPL-2.0-or-later
# What the cases say; inside, which runs them, has set -eu.

# step COMMAND...: does it; what it prints and its exit status must be the same on both sides, words
# of errors need not.
step() {
	local status=0 output
	output=$("$@" 2>> "$WORK/errors") || status=$?
	printf '$ %s\n' "$*" >> "$WORK/steps"
	[ -z "$output" ] || printf '%s\n' "$output" >> "$WORK/steps"
	echo "exit $status" >> "$WORK/steps"
}

# note TEXT: TEXT must be the same on both sides.
note() {
	printf '%s\n' "$*" >> "$WORK/steps"
}

fail() {
	echo "$*" >&2
	exit 1
}

skip() {
	echo "$*" > "$WORK/skip"
	exit 0
}

# Debian's nft, whatever stands in its place.
debian_nft() {
	LD_LIBRARY_PATH=$PEER "$PEER/nft" "$@"
}

# The nft of this side, without a record of the call.
unrecorded_nft() {
	if [ "$SIDE" = weir ]; then "$OUR_NFT" "$@"; else debian_nft "$@"; fi
}

# snap LABEL: the ruleset now must be the same on both sides.
snap() {
	local file=$WORK/snaps/$1
	debian_nft list ruleset > "$file.text"
	"$OUR_NFT" list ruleset > "$file.ours"
	"$OUR_NFT" -j list ruleset | python3 -m json.tool > "$file.json"
}

# until_true COMMAND...: waits for it to succeed, a minute at most.
until_true() {
	local end=$((SECONDS + 60))
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || fail "waited in vain for: $*"
		sleep 0.1
	done
}

# serve NAME COMMAND...: starts a server in the background, in a process group of its own, for some end
# the whole group; its process id is $served.
serve() {
	local name=$1
	shift
	setsid "$@" > "$WORK/$name.log" 2>&1 &
	served=$!
}

# uses_library PID: that process has loaded the library of this side.
uses_library() {
	local file
	file=$(readlink -f /usr/lib/*-linux-gnu/libnftables.so.1)
	grep -q " $(stat -c %i "$file") .*libnftables" "/proc/$1/maps" || fail "process $1 has another library"
}

# finish PID: ends it and waits for its end.
finish() {
	kill "$1"
	wait "$1" || true
}

# The system bus of this namespace.
system_bus() {
	serve dbus dbus-daemon --system --nofork --nopidfile
	until_true test -S /run/dbus/system_bus_socket
}

# pair HERE THERE ADDRESS: two devices, the ends of one line; HERE has the address. Their own addresses
# follow from their names, for some programs put those in rules.
pair() {
	ip link add "$1" address "$(link_address "$1")" type veth peer name "$2" address "$(link_address "$2")"
	ip address add "$3" dev "$1"
	ip link set "$1" up
	ip link set "$2" up
}

# calm: waits until nothing has called nft for half a second.
calm() {
	local before= now
	while now=$(stat -c %s "$WORK/calls"); [ "$now" != "$before" ]; do
		before=$now
		sleep 0.5
	done
}

link_address() { md5sum <<< "$1" | sed -E 's/^(..)(..)(..)(..)(..).*/02:\1:\2:\3:\4:\5/'; }
