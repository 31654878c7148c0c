# does: listed what iptables-nft, ip6tables-nft, ebtables-nft and arptables-nft wrote, loaded the listing again, deleted by handle
# needs: iptables-nft ip6tables-nft ebtables-nft arptables-nft

# xt_in FAMILY: whether a rule there holds a match or target of iptables' own.
xt_in() { "$OUR_NFT" list ruleset "$1" 2> /dev/null | grep -q '\bxt '; }

# Debian's nft can translate those with libxtables; ours, as nft without that library, names them.
# native FAMILY COMMAND: adds the rules on standard input that hold no such thing, keeps the others.
native() {
	local rule
	while read -r rule; do
		eval "$2 $rule" 2> /dev/null || continue
		if xt_in "$1"; then
			eval "$2 ${rule/-A /-D }"
			echo "$rule" >> "foreign.$2"
		else
			note "$2 $rule"
		fi
	done
}
# Flags and numbers in hexadecimal have been listed otherwise since.
later=' -f |--syn|--tcp-flags'
for family in ip ip6; do
	step ${family}tables-nft -N OTHER
	grep -E -- '^(-t [a-z]+ )?-A' "${CASE%/*}/../data/${family}tables.rules" | grep -Ev "$later" |
		native $family ${family}tables-nft
done
native bridge ebtables-nft <<'END'
-A INPUT -s 02:00:00:00:00:01 -j DROP
-A FORWARD -d ff:ff:ff:ff:ff:ff -i br0 -j ACCEPT
-A FORWARD -p IPv4 --ip-src 192.0.2.0/24 -j DROP
-A FORWARD -p 0x86dd -j CONTINUE
-A OUTPUT -p ARP -o eth+ -j ACCEPT
-A FORWARD -p IPv4 --ip-proto tcp --ip-dport 80 -j DROP
-A FORWARD --pkttype-type broadcast -j DROP
-A INPUT --mark 5 -j ACCEPT
END
native arp arptables-nft <<'END'
-A INPUT -s 192.0.2.1 -j DROP
-A INPUT -i dev0 --opcode 1 -j ACCEPT
-A OUTPUT -d 198.51.100.0/24 -j DROP
-A INPUT --source-mac 02:00:00:00:00:01 -j ACCEPT
END
iptables-nft -P FORWARD DROP
snap native
step nft list ruleset
step nft -a list ruleset
step nft list tables
step nft list chains
step nft -j list chain ip filter OUTPUT
step nft -j list chain ip nat PREROUTING

nft list ruleset > listed
step nft flush ruleset
step nft -f listed
snap again
step nft -a list chain ip filter INPUT
handle=$(nft -a list chain ip filter INPUT | sed -n 's/.*saddr 192.0.2.7 .*# handle //p')
step nft delete rule ip filter INPUT handle "$handle"
step nft insert rule ip filter INPUT position "$(nft -a list chain ip filter INPUT | sed -n '4s/.*# handle //p')" counter
snap changed
step iptables-nft -S
step ip6tables-nft -S

# The others: none is lost, and changes beside them leave them alone.
for command in iptables-nft ip6tables-nft; do
	while read -r rule; do eval "$command $rule"; done < "foreign.$command"
	note "$command: $(wc -l < "foreign.$command") foreign"
done
[ "$(unrecorded_nft list ruleset | grep -c counter)" = "$(debian_nft list ruleset | grep -c counter)" ]
if [ "$SIDE" = weir ]; then
	[ "$(unrecorded_nft list ruleset | grep -cE '\bxt (match|target) "')" -ge 50 ]
	unrecorded_nft list ruleset 2>&1 > /dev/null |
		grep -q 'Warning: table ip filter is managed by iptables-nft, do not touch!'
fi
step nft insert rule ip filter INPUT ip saddr 192.0.2.5 drop
step iptables-nft -S INPUT
snap foreign
