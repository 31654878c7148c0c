# What a statement depends on is missing, protocols contradict each other, or an end is not the end.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table inet t {
	chain c { type filter hook input priority 0; }
	chain pre { type nat hook prerouting priority 0; }
	chain mangle { type filter hook prerouting priority 0; }
}
table ip four {
	chain c { type filter hook input priority 0; }
}
table ip6 six {
	chain c { type filter hook input priority 0; }
}
END
keep

expect_bad 'ip or ip6 must be specified with address' 'add rule inet t pre dnat to 10.0.0.1'
expect_bad 'transport protocol mapping is only valid after' 'add rule inet t pre dnat ip to 10.0.0.1:80'
expect_bad 'transport protocol mapping is only valid after' 'add rule inet t pre redirect to :80'
expect_bad 'Transparent proxy support requires transport protocol match' 'add rule inet t mangle tproxy to :80'
expect_bad 'Could not process rule: Operation not supported' 'add rule inet t c masquerade'
expect_bad 'Could not process rule: Operation not supported' 'add rule inet t c tcp dport 22 dnat ip to 10.0.0.1:80'
expect_bad 'you cannot use tcp reset with this protocol' 'add rule inet t c meta l4proto udp reject with tcp reset'
expect_bad '' 'add rule ip four c reject with icmpv6 no-route'
expect_bad 'Statement after terminal statement' 'add rule inet t c accept tcp dport 1'
expect_bad 'Statement after terminal statement' 'add rule inet t c drop counter'

expect_bad 'conflicting protocols specified: tcp vs. udp' 'add rule inet t c tcp dport 1 udp dport 53'
expect_bad 'conflicting protocols specified: tcp vs. udp' 'add rule inet t c ip protocol tcp udp dport 53'
expect_bad 'conflicting protocols specified: tcp vs. udp' 'add rule inet t c meta l4proto tcp udp dport 53'
expect_bad 'conflicting protocols specified: ip vs. ip6' 'add rule inet t c ip saddr 10.0.0.1 ip6 daddr fd00::1'
expect_bad 'conflicting protocols specified: ip vs. ip6' 'add rule inet t c meta nfproto ipv4 ip6 saddr fd00::1'
expect_bad 'conflicting protocols specified: ip vs. ip6' 'add rule inet t c ether type ip ip6 saddr ::1'
expect_bad 'conflicting protocols specified: icmp vs. icmpv6' 'add rule inet t c icmp type echo-request icmpv6 type echo-request'
expect_bad 'conflicting protocols specified: inet vs. arp' 'add rule inet t c arp operation request'
expect_bad 'conflicting network layer protocols specified: ip vs. ip6' 'add rule ip four c ip6 saddr fd00::1'
expect_bad 'conflicting network layer protocols specified: ip6 vs. ip' 'add rule ip6 six c ip saddr 10.0.0.1'

payload() {
	echo "{\"match\": {\"op\": \"==\", \"left\": {\"payload\": {\"protocol\": \"$1\", \"field\": \"$2\"}}, \"right\": $3}}"
}
rule() {
	expect_bad_json "$1" "{\"add\": {\"rule\": {\"family\": \"inet\", \"table\": \"t\", \"chain\": \"$2\", \"expr\": [$3]}}}"
}
rule 'conflicting protocols specified: tcp vs. udp' c "$(payload tcp dport 1), $(payload udp dport 53)"
rule 'conflicting protocols specified: ip vs. ip6' c "$(payload ip saddr '"10.0.0.1"'), $(payload ip6 saddr '"::1"')"
rule 'Statement after terminal statement' c "{\"accept\": null}, $(payload tcp dport 1)"
rule 'transport protocol mapping is only valid after' pre '{"redirect": {"port": 80}}'
