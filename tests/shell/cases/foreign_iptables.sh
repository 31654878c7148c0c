# Rulesets of iptables-nft and its kin: what has no form of its own is shown as xt, in text and JSON,
# and is no input.
# runs: kernel
# needs: iptables
. "${0%/*}/../lib.sh"

devices eth0
iptables-nft -N mine
iptables-nft -P INPUT DROP
iptables-nft -A INPUT -i lo -j ACCEPT
iptables-nft -A INPUT -s 192.0.2.0/24 -j mine
iptables-nft -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
iptables-nft -A INPUT -m comment --comment 'a remark' -j RETURN
iptables-nft -A INPUT -j LOG --log-prefix 'in: '
iptables-nft -t nat -A POSTROUTING -o eth+ -j MASQUERADE
ip6tables-nft -A INPUT -s fd00::/8 -j ACCEPT
ip6tables-nft -A INPUT -m hl --hl-eq 255 -j ACCEPT
ebtables-nft -A FORWARD -i eth0 -s 02:00:00:00:00:01 -j DROP
ebtables-nft -A FORWARD -p IPv4 --ip-source 192.0.2.1 -j ACCEPT
arptables-nft -A INPUT -s 192.0.2.1 -j DROP

$NFT list ruleset > listed 2> warned || fail "$(cat warned)"
for table in 'ip filter' 'ip nat' 'ip6 filter' 'bridge filter' 'arp filter'; do
	grep -q "^table $table {" listed || fail "no table $table: $(cat listed)"
done
grep -q 'Warning: table ip filter is managed by iptables-nft, do not touch!' warned || fail "$(cat warned)"
sed -n '/chain INPUT {/,/}/p' listed | sed '/}/q' > input
diff -u - input <<'END' || fail 'table ip filter'
	chain INPUT {
		type filter hook input priority filter; policy drop;
		iifname "lo" counter packets 0 bytes 0 accept
		ip saddr 192.0.2.0/24 counter packets 0 bytes 0 jump mine
		xt match "conntrack" counter packets 0 bytes 0 accept
		xt match "comment" counter packets 0 bytes 0 return
		counter packets 0 bytes 0 xt target "LOG"
	}
END
grep -q 'oifname "eth\*" counter packets 0 bytes 0 xt target "MASQUERADE"' listed || fail "$(cat listed)"
grep -q 'ip6 saddr fd00::/8 counter packets 0 bytes 0 accept' listed || fail "$(cat listed)"
grep -q 'arp saddr ip 192.0.2.1 counter packets 0 bytes 0 drop' listed || fail "$(cat listed)"
$NFT -j list ruleset > document 2> /dev/null
python3 - <<'END'
import json
statements = [s for e in json.load(open("document"))["nftables"] for s in e.get("rule", {}).get("expr", [])]
assert {"xt": {"type": "match", "name": "conntrack"}} in statements
assert {"xt": {"type": "target", "name": "LOG"}} in statements
END
expect_error 'xtables compat' $NFT add rule ip filter INPUT xt match '"conntrack"'
refused $NFT -f listed

# Changes elsewhere go on working, and rules beside such rules can be added and removed.
$NFT add rule ip filter INPUT index 0 tcp dport 22 accept
handle=$($NFT -a list chain ip filter INPUT 2> /dev/null | field 'xt match "comment".*# handle ([0-9]+)')
$NFT delete rule ip filter INPUT handle "$handle"
iptables-nft -C INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
$NFT flush ruleset
expect_empty
