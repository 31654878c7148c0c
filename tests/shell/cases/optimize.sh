# SPDX-License-Identifier: GPL-2.0-or-later
# -o merges rules, says which into what, and leaves alone what would not match the same packets.
. "${0%/*}/../lib.sh"

# rules TEXT: a file with these as the rules of a chain.
rules() {
	printf 'table ip t {\n\tchain other {\n\t}\n\n\tchain c {\n%s\n\t}\n}\n' \
		"$(sed 's/^/\t\t/' <<<"$1")" >rules.nft
}

# check_chain TEXT: the chain's rules are listed so.
check_chain() {
	local listed
	listed=$($NFT list chain ip t c | sed -n '/^\t\t/s///p')
	[ "$listed" = "$1" ] || fail "wanted:"$'\n'"$1"$'\n'"got:"$'\n'"$listed"
}

# merges RULES INTO: and none of the report without a merge.
merges() {
	rules "$1"
	$NFT -o -f rules.nft >out 2>err || fail "$(cat err)"
	grep -q '^Merging:' err || fail "not merged:"$'\n'"$1"
	check_chain "$2"
	$NFT flush ruleset
}

# stays RULES: not merged; -o makes of them what is made without.
stays() {
	local plain
	rules "$1"
	$NFT -f rules.nft || fail "refused: $1"
	plain=$($NFT list ruleset)
	$NFT flush ruleset
	$NFT -o -f rules.nft >out 2>err || fail "$(cat err)"
	! [ -s err ] || fail "merged:"$'\n'"$(cat err out)"
	[ "$($NFT list ruleset)" = "$plain" ] || fail "changed by -o: $1"
	$NFT flush ruleset
}

# ---- the report; -c leaves it at that ----

rules 'tcp dport 22 accept
tcp dport 80 accept comment "web"
ip saddr 10.0.0.1 udp dport 53 drop; ip saddr 10.0.0.2 udp dport 123 drop'
$NFT -c -o -f rules.nft >out 2>err
sed 's/^\t$/<tab>/' err >report
diff -u - report <<'END_OF_REPORT' || fail "the report"
Merging:
rules.nft:6:3-21: 		tcp dport 22 accept
rules.nft:7:3-35: 		tcp dport 80 accept comment "web"
into:
<tab>
Merging:
rules.nft:8:3-37: 		ip saddr 10.0.0.1 udp dport 53 drop; ip saddr 10.0.0.2 udp dport 123 drop
rules.nft:8:40-75: 		ip saddr 10.0.0.1 udp dport 53 drop; ip saddr 10.0.0.2 udp dport 123 drop
into:
<tab>
END_OF_REPORT
printf '%s' 'tcp dport { 22, 80 } accept' \
	'ip saddr . udp dport { 10.0.0.1 . 53, 10.0.0.2 . 123 } drop' | cmp - out || fail "$(cat out)"
expect_empty
$NFT -c -o -f - <rules.nft 2>&1 | grep -q '^/dev/stdin:6:3-21: ' || fail "standard input"

# What is wrong in what was written is said of that, and nothing else.
rules 'tcp dport 22 accept
tcp dport 80 accept
tcp dport nonsense accept'
expect_error 'rules.nft:8:13-20: Error' $NFT -o -f rules.nft
expect_empty

# ---- sets ----

merges 'tcp dport 22 accept
tcp dport { 80, 443 } accept
tcp dport 8000-8010 accept' 'tcp dport { 22, 80, 443, 8000-8010 } accept'

merges 'iifname "eth*" accept
iifname lo accept' 'iifname { "eth*", "lo" } accept'

merges 'ip daddr 10.0.0.1 tcp dport 80 log prefix "web " drop
tcp dport 81 ip daddr 10.0.0.1 log prefix "web " drop' \
	'ip daddr . tcp dport { 10.0.0.1 . 80, 10.0.0.1 . 81 } log prefix "web " drop'

merges 'ip saddr . tcp dport { 10.0.0.1 . 80 } accept
ip saddr . tcp dport { 10.0.0.2 . 81-90 } accept' \
	'ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.2 . 81-90 } accept'

merges 'meta mark & 0x3 == 0x1 accept
meta mark & 0x3 == 0x2 accept' 'meta mark & 0x00000003 == { 0x00000001, 0x00000002 } accept'

merges 'tcp flags == syn drop
tcp flags == ack drop' 'tcp flags { syn, ack } drop'

merges 'tcp flags syn / syn,ack accept
tcp flags & (syn | ack) == ack drop
tcp flags syn,ack / syn,ack accept' \
	'tcp flags & (syn | ack) vmap { syn | ack : accept, syn : accept, ack : drop }'

merges 'meta l4proto tcp ip daddr 10.0.0.1 tcp dport 80 reject with tcp reset
meta l4proto tcp ip daddr 10.0.0.2 tcp dport 81 reject with tcp reset' \
	'meta l4proto . ip daddr . tcp dport { tcp . 10.0.0.1 . 80, tcp . 10.0.0.2 . 81 } reject with tcp reset'

merges 'ip saddr 10.0.0.1 reject
ip saddr 10.0.0.2 reject' 'ip saddr { 10.0.0.1, 10.0.0.2 } reject'

merges 'udp dport 53 notrack
udp dport 123 notrack' 'udp dport { 53, 123 } notrack'

# ---- verdict maps ----

merges 'ct state invalid drop
ct state established,related accept' \
	'ct state vmap { invalid : drop, established : accept, related : accept }'

merges 'ip saddr 10.0.0.1 ip daddr 10.0.1.1 jump other
ip saddr 10.0.0.2 ip daddr 10.0.1.2 drop' \
	'ip saddr . ip daddr vmap { 10.0.0.1 . 10.0.1.1 : jump other, 10.0.0.2 . 10.0.1.2 : drop }'

merges 'meta pkttype broadcast udp dport { 67, 547 } accept
meta pkttype multicast udp dport 1900 drop' \
	'meta pkttype . udp dport vmap { broadcast . 67 : accept, broadcast . 547 : accept, multicast . 1900 : drop }'

merges 'tcp dport vmap { 22 : accept, 23 : drop }
tcp dport vmap { 80 : accept, 81-90 : drop }' \
	'tcp dport vmap { 22 : accept, 23 : drop, 80 : accept, 81-90 : drop }'

merges 'ip saddr 10.0.0.1 tcp dport vmap { 22 : accept, 23 : drop }
ip saddr 10.0.0.1 tcp dport vmap { 80 : accept }' \
	'ip saddr 10.0.0.1 tcp dport vmap { 22 : accept, 23 : drop, 80 : accept }'

# ---- counters: one for all, or one for each element ----

merges 'tcp dport 80 counter packets 3 bytes 100 accept
tcp dport 443 counter packets 4 bytes 200 accept' \
	'tcp dport { 80, 443 } counter packets 7 bytes 300 accept'

merges 'ip saddr 10.0.0.1 counter packets 1 bytes 40 accept
ip saddr { 10.0.0.2, 10.0.0.3 } counter packets 2 bytes 80 drop' \
	'ip saddr vmap { 10.0.0.1 counter packets 1 bytes 40 : accept, 10.0.0.2 counter packets 2 bytes 80 : drop, 10.0.0.3 counter packets 0 bytes 0 : drop }'

# ---- runs end where something else begins ----

merges 'tcp dport 22 accept
tcp dport 23 accept
udp dport 53 accept
tcp dport 24 accept
tcp dport 25 drop' 'tcp dport { 22, 23 } accept
udp dport 53 accept
tcp dport vmap { 24 : accept, 25 : drop }'

# ---- nat ----

nat='type nat hook prerouting priority dstnat; policy accept;
'
merges "$nat"'tcp dport 80 dnat to 10.0.0.1:8001
tcp dport 81 dnat to 10.0.0.2:8002' \
	"${nat}dnat ip to tcp dport map { 80 : 10.0.0.1 . 8001, 81 : 10.0.0.2 . 8002 }"
merges "$nat"'ip daddr 10.1.0.1 tcp dport 80 dnat to 10.0.0.1
ip daddr 10.1.0.2 tcp dport 81 dnat to 10.0.0.2' \
	"${nat}dnat to ip daddr . tcp dport map { 10.1.0.1 . 80 : 10.0.0.1, 10.1.0.2 . 81 : 10.0.0.2 }"
merges "$nat"'tcp dport 83 redirect to :8083
tcp dport 84 redirect to :8084
tcp dport 85 redirect
tcp dport 86 redirect' "${nat}redirect to :tcp dport map { 83 : 8083, 84 : 8084 }
tcp dport { 85, 86 } redirect"
stays "$nat"'tcp dport 80 dnat to 10.0.0.1
tcp dport 81 dnat to 10.0.0.2:81
tcp dport 82 log dnat to 10.0.0.3
tcp dport 83 log dnat to 10.0.0.4'
nat='type nat hook postrouting priority srcnat; policy accept;
'
merges "$nat"'ip saddr 10.0.1.0/24 masquerade
ip saddr 10.0.3.0/24 masquerade' "${nat}ip saddr { 10.0.1.0/24, 10.0.3.0/24 } masquerade"
merges "$nat"'ip saddr 10.0.0.1 tcp sport 1024-65535 snat to 10.1.0.1
ip saddr 10.0.0.2 tcp sport 1024-65535 snat to 10.1.0.2' \
	"${nat}snat to ip saddr . tcp sport map { 10.0.0.1 . 1024-65535 : 10.1.0.1, 10.0.0.2 . 1024-65535 : 10.1.0.2 }"

# ---- what must stay ----

# tests of bits: a packet may have others set, too
stays 'tcp flags syn accept
tcp flags ack accept'
stays 'tcp flags syn,rst accept
tcp flags ack accept'
stays 'ct status snat accept
ct status dnat accept'
stays 'ct label 1 accept
ct label 2 accept'
stays 'ct state established | related accept
ct state new accept'

# operations that differ; what cannot be looked up
stays 'meta mark & 0x1 == 0x1 accept
meta mark & 0x2 == 0x2 accept'
stays 'tcp dport != 22 accept
tcp dport != 23 accept'
stays 'tcp dport < 22 accept
tcp dport > 100 accept'
stays 'tcp flags syn / syn,ack accept
tcp flags syn / syn,rst accept'
stays '@th,160,32 0x1 drop
@th,160,64 0x2 drop'

# keys that meet: the first rule decides
stays 'tcp dport 22 accept
tcp dport 22 drop'
stays 'tcp dport 22 accept
tcp dport 0x16 accept'
stays 'tcp dport 10-20 accept
tcp dport 15-30 drop'
stays 'ip saddr 10.0.0.0/8 accept
ip saddr 10.1.0.0/16 accept'
stays 'tcp dport vmap { 1 : accept, 2-5 : drop }
tcp dport vmap { 4 : accept }'
stays 'ip saddr 10.0.0.0/8 tcp dport 80 accept
ip saddr 10.0.0.1 tcp dport 70-90 drop'
stays 'tcp dport vmap { 1 : accept, * : drop }
tcp dport vmap { 4 : accept }'

# statements that say different things, come first, or are not known to be harmless
stays 'tcp dport 22 log accept
tcp dport 23 log drop'
stays 'tcp dport 22 log prefix "a" accept
tcp dport 23 log prefix "b" accept'
stays 'counter tcp dport 22 accept
counter tcp dport 23 accept'
stays 'tcp dport 22 limit rate 1/second accept
tcp dport 23 limit rate 1/second accept'
stays 'tcp dport 22 meta mark set 1 accept
tcp dport 23 meta mark set 2 accept'
stays 'tcp dport 22 jump { counter; }
tcp dport 23 jump { counter; }'
stays 'numgen inc mod 2 0 accept
numgen inc mod 2 1 drop'
stays 'ip saddr 10.0.0.1 tcp dport vmap { 1 : accept }
ip saddr 10.0.0.2 tcp dport vmap { 2 : accept }'

# named sets
rules 'tcp dport 22 accept
tcp dport @s accept
tcp dport 80 accept'
sed -i 's/^\tchain other/\tset s {\n\t\ttype inet_service\n\t}\n\n&/' rules.nft
$NFT -o -f rules.nft 2>err || fail "$(cat err)"
! [ -s err ] || fail "$(cat err)"
check_chain 'tcp dport 22 accept
tcp dport @s accept
tcp dport 80 accept'
$NFT flush ruleset

# chains whose rules the hardware is to take
if [ -n "${OFFLINE:-}" ]; then
	cat >rules.nft <<-'END_OF_RULES'
	table netdev t {
		chain c {
			type filter hook ingress device "lo" priority filter; flags offload;
			ip saddr 10.0.0.1 drop
			ip saddr 10.0.0.2 drop
		}
	}
	END_OF_RULES
	$NFT -c -o -f rules.nft >out 2>err || fail "$(cat err)"
	! [ -s err ] || fail "$(cat err)"
fi

# rules outside of blocks
cat >rules.nft <<'END_OF_RULES'
add table t
add chain t c
add rule t c tcp dport 22 accept
add rule t c tcp dport 23 accept
list chain t c
END_OF_RULES
$NFT -o -f rules.nft >out 2>err || fail "$(cat err)"
! [ -s err ] || fail "$(cat err)"
[ "$(grep -c '^table' out)" = 1 ] || fail "answered more than once: $(cat out)"
check_chain 'tcp dport 22 accept
tcp dport 23 accept'
