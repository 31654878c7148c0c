# The way of a packet through rules, also through rules that are made while listening.
# runs: kernel
. "${0%/*}/../lib.sh"

ip link set lo up
$NFT -f - <<'END'
table ip t {
	chain side {
		udp dport { 9, 7777 } comment "known"
	}
	chain c {
		type filter hook output priority 0; policy accept;
		meta nftrace set 1
		jump side
	}
}
END
$NFT monitor trace > traces &
listener=$!
trap 'kill $listener' EXIT

# send PORT: one datagram, until the monitor tells of it.
send() {
	for _ in {1..50}; do
		echo hello > /dev/udp/127.0.0.1/"$1" || :
		sleep 0.1
		! grep -q "udp dport $1 " traces || return 0
	done
	fail "no trace of port $1 in:"$'\n'"$(cat traces)"
}

# told LINE: it is among the traces, but for the number of the packet.
told() {
	sed -E 's/^trace id [0-9a-f]{8} //; s/(ip id|udp sport) [0-9]+/\1 N/g' traces > plain
	grep -qxF -- "$1" plain || fail "no '$1' in:"$'\n'"$(cat plain)"
}

send 7777
told 'ip t c packet: oif "lo" ip saddr 127.0.0.1 ip daddr 127.0.0.1 ip dscp cs0 ip ecn not-ect ip ttl 64 ip id N ip protocol udp ip length 34 udp sport N udp dport 7777 udp length 14 @th,64,48 0x68656c6c6f0a '
told 'ip t c rule meta nftrace set 1 (verdict continue)'
told 'ip t c rule jump side (verdict jump side)'
told 'ip t side rule udp dport { 9, 7777 } comment "known" (verdict continue)'
told 'ip t c policy accept '

$NFT insert rule ip t side udp dport 8888 meta mark set 5
send 8888
told 'ip t side rule udp dport 8888 meta mark set 0x00000005 (verdict continue)'
told 'ip t c policy accept meta mark 0x00000005 '
