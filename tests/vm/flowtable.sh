#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether examples/flowtable.nft offloads. To be run as root where the kernel has flowtables
# (tests/vm/run tests/vm/flowtable.sh); NFT names the nft under test.
#
# client --eth0- router -eth1-- server, each in a network namespace. The client sends megabytes to
# the server; offloaded bytes go around the forward chain, so its counters tell which way they went.
set -u
cd "$(dirname "$0")/../.." || exit 1
nft=${NFT:-$PWD/build/nft}
example=$PWD/examples/flowtable.nft
transfer=$PWD/tests/vm/transfer
bytes=$((50 * 1000 * 1000))
port=5001
passed=0 failed=0
work=$(mktemp -d)

check() {
	local what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok   $what"
	else
		failed=$((failed + 1))
		echo "FAIL $what"
	fi
}

router() { ip netns exec router "$@"; }

setup() {
	local name
	for name in client router server; do
		ip netns add "$name"
		ip -n "$name" link set lo up
	done
	ip link add eth0 netns router type veth peer name uplink netns client
	ip link add eth1 netns router type veth peer name uplink netns server
	router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	address client uplink 10.0.1.2/24 fd00:1::2/64
	address router eth0 10.0.1.1/24 fd00:1::1/64
	address router eth1 10.0.2.1/24 fd00:2::1/64
	address server uplink 10.0.2.2/24 fd00:2::2/64
	ip -n client route add default via 10.0.1.1
	ip -n client route add default via fd00:1::1
	ip -n server route add default via 10.0.2.1
	ip -n server route add default via fd00:2::1
	ip netns exec server "$transfer" server $port &
	server=$!
}

address() {
	ip -n "$1" link set "$2" up
	ip -n "$1" address add "$3" dev "$2"
	ip -n "$1" address add "$4" dev "$2" nodad
}

cleanup() {
	kill "$server" 2>/dev/null
	ip -all netns delete
	rm -rf "$work"
}

# flows FILE: the router's connections as the kernel lists them, into FILE.
flows='router=$1; cat /proc/net/nf_conntrack > "$router" 2>/dev/null || conntrack -L > "$router" 2>/dev/null; true'

# send ADDRESS: one transfer; leaves the router's connections, as they were before its end, in flows.
send() {
	timeout 200 ip netns exec client "$transfer" client "$1" $port $bytes \
		ip netns exec router bash -c "$flows" - "$work/flows"
}

offloaded() { grep -q "dport=$port .*\[OFFLOAD\]" "$work/flows"; }
on_classic_path() { grep -q "dport=$port" "$work/flows" && ! offloaded; }

# Bytes that the forward chain's counters have seen.
counted() {
	router "$nft" list chain inet x forward | grep -o 'bytes [0-9]*' | awk '{ n += $2 } END { print n + 0 }'
}
counted_few() { [ "$(counted)" -lt $((bytes / 10)) ]; }
counted_all() { [ "$(counted)" -ge $bytes ]; }

load() { router "$nft" flush ruleset && router "$nft" -f "$1"; }

expected_listing() {
	printf '%s\n' 'table inet x {' \
		'	flowtable f {' \
		'		hook ingress priority filter' \
		'		devices = { "eth0", "eth1" }' \
		'	}' \
		'' \
		'	chain forward {' \
		'		type filter hook forward priority filter; policy drop;' \
		'		meta l4proto { tcp, udp } flow add @f counter packets 0 bytes 0' \
		'		ct state established,related counter packets 0 bytes 0 accept' \
		'		meta l4proto { tcp, udp } accept' \
		'	}' \
		'}'
}
lists_as_expected() { diff <(router "$nft" list ruleset) <(expected_listing); }

with_flowtable() {
	check "$1: loads" load "$example"
	check "$1: 50 MB arrive" send "$2"
	check "$1: the connection is offloaded" offloaded
	check "$1: the forward chain saw few of the bytes ($(counted))" counted_few
}

without_flowtable() {
	check "$1: 50 MB arrive" send "$2"
	check "$1: the connection is not offloaded" on_classic_path
	check "$1: the forward chain saw all of the bytes ($(counted))" counted_all
}

delete_flowtable() {
	local handle
	handle=$(router "$nft" -a list chain inet x forward | sed -n 's/.*flow add @f.*# handle //p')
	router "$nft" delete rule inet x forward handle "$handle" && router "$nft" delete flowtable inet x f
}
no_flowtable() { ! router "$nft" list ruleset | grep -q flowtable; }
in_use() { ! router "$nft" delete flowtable inet x f 2>/dev/null; }

setup
trap cleanup EXIT
check "the example loads" load "$example"
check "it lists in canonical form" lists_as_expected
with_flowtable IPv4 10.0.2.2
with_flowtable IPv6 fd00:2::2
check "a flowtable that a rule uses stays" in_use
check "without the rule it goes" delete_flowtable
check "and is not listed" no_flowtable
without_flowtable "IPv4, flowtable deleted" 10.0.2.2
check "loads again" load "$example" && delete_flowtable
without_flowtable "IPv6, flowtable deleted" fd00:2::2
grep -v 'flow offload' "$example" > "$work/classic.nft"
check "loads without flow offload" load "$work/classic.nft"
without_flowtable "IPv4, control" 10.0.2.2
check "loads without flow offload" load "$work/classic.nft"
without_flowtable "IPv6, control" fd00:2::2
echo "$passed passed, $failed failed"
[ $failed = 0 ]
