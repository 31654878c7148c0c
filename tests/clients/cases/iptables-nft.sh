# does: listed, saved and restored what iptables-nft, ip6tables-nft, arptables-nft and ebtables-nft wrote
# needs: iptables-nft ip6tables-nft ebtables-nft arptables-nft

# Only the rules that iptables writes as nft would: others are for itself, and listed by each as it can.
native='-i |-o |-s |-d |-p (tcp|udp|icmp|esp|47|icmpv6)|--(d|s)?port |--ctstate|--mark|-j (ACCEPT|DROP|RETURN|OTHER)$'
rules() {
	local rule
	while read -r rule; do
		eval "step $1 -w $rule"
	done
}
for family in ip ip6; do
	step ${family}tables-nft -N OTHER
	grep -E -- '^(-t [a-z]+ )?-A' "${CASE%/*}/../data/${family}tables.rules" | rules ${family}tables-nft
done
snap all

# listing SHAPE...: what nft says of tables that it is not to touch; Debian's says less of foreign rules.
step nft list tables
step nft list chains
step nft -a list chain ip filter OUTPUT
step nft -j list chain ip filter FORWARD
step nft list chain ip nat PREROUTING
step nft list chain ip6 nat PREROUTING
