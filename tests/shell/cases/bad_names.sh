# Names that mean nothing: of things, headers, keys, symbols, kinds; the ruleset stays as it is.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table inet t {
	set s { type ipv4_addr; elements = { 10.0.0.1 }; }
	map m { type ipv4_addr : mark; }
	counter hits { }
	chain c { type filter hook input priority 0; }
}
END
keep

absent='(Could not process rule: )?No such file or directory'
expect_bad "$absent" 'add rule inet nosuch c accept'
expect_bad "$absent" 'add rule ip t c accept'
expect_bad "$absent" 'add rule inet t nosuch accept'
expect_bad "$absent" 'add rule inet t c jump nosuch'
expect_bad "$absent" 'add rule inet t c ip saddr vmap { 10.0.0.1 : goto nosuch }'
expect_bad "$absent" 'add rule inet t c ip saddr @nosuch accept'
expect_bad "$absent" 'add rule inet t c add @nosuch { ip saddr }'
expect_bad "$absent" 'add rule inet t c meta mark set ip saddr map @nosuch'
expect_bad "$absent" 'add rule inet t c counter name nosuch'
expect_bad "$absent" 'add element inet t nosuch { 10.0.0.2 }'
expect_bad "$absent" 'delete element inet t s { 10.9.9.9 }'
expect_bad "$absent" 'delete table inet nosuch'
expect_bad "$absent" 'delete chain inet t nosuch'
expect_bad "$absent" 'delete rule inet t c handle 99'
expect_bad "$absent" 'delete set inet t nosuch'
expect_bad "$absent" 'delete counter inet t nosuch'
expect_bad "$absent" 'list set inet t nosuch'
expect_bad "$absent" 'rename chain inet t nosuch d'
expect_bad 'syntax error, unexpected <string>' 'add rule inet t c ip nosuch 1'
expect_bad 'syntax error, unexpected <string>' 'add rule inet t c nosuch'
expect_bad 'syntax error, unexpected' 'add nosuch t'
expect_bad 'syntax error, unexpected <string>' 'add table nosuch t'
expect_bad 'Could not resolve service' 'add rule inet t c tcp dport nosuch'
expect_bad 'Could not parse conntrack state' 'add rule inet t c ct state nosuch'
expect_bad 'Interface does not exist' 'add rule inet t c iif nosuch0'
expect_bad 'User does not exist' 'add rule inet t c meta skuid nosuchuser'
expect_bad 'unknown chain type' 'add chain inet t x { type nosuch hook input priority 0; }'
expect_bad 'unknown chain hook' 'add chain inet t x { type filter hook nosuch priority 0; }'
expect_bad ".nosuch. is invalid priority" 'add chain inet t x { type filter hook input priority nosuch; }'
expect_bad 'unknown datatype nosuch' 'add set inet t x { type nosuch; }'
expect_bad 'name too long' "add table inet $(printf 'n%.0s' {1..300})"
expect_bad 'syntax error, unexpected' 'add table inet 1t'
expect_bad 'syntax error, unexpected' 'add table inet'

table='"family": "inet", "table": "t"'
expect_bad_json '' '{"nosuch": {"table": {"family": "inet", "name": "t"}}}'
expect_bad_json '' '{"add": {"nosuch": {"family": "inet", "name": "t"}}}'
expect_bad_json '' '{"add": {"table": {"family": "nosuch", "name": "t"}}}'
expect_bad_json "$absent" "{\"add\": {\"rule\": {$table, \"chain\": \"nosuch\", \"expr\": [{\"accept\": null}]}}}"
expect_bad_json '' "{\"add\": {\"rule\": {$table, \"chain\": \"c\", \"expr\": [{\"nosuch\": null}]}}}"
expect_bad_json '' "{\"add\": {\"rule\": {$table, \"chain\": \"c\", \"expr\": [{\"match\": {\"op\": \"==\", \"left\": {\"meta\": {\"key\": \"nosuch\"}}, \"right\": 1}}]}}}"
expect_bad_json '' "{\"add\": {\"rule\": {$table, \"chain\": \"c\", \"expr\": [{\"match\": {\"op\": \"nosuch\", \"left\": {\"meta\": {\"key\": \"mark\"}}, \"right\": 1}}]}}}"
expect_bad_json '' "{\"add\": {\"set\": {$table, \"name\": \"x\", \"type\": \"nosuch\"}}}"
