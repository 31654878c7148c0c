# does: nft called in the ways that programs call it: options, inputs, scripts as arguments, texts that they look for
# needs: nft

step nft add table ip t ""
step nft "add table" ip sshguard ""
step nft -- add chain inet t c '{ type filter hook input priority -1 ; }'
step nft add table inet t
step nft -- add chain inet t c '{ type filter hook input priority -1 ; }'
step nft add set inet t s '{' type ipv4_addr ';' flags interval ';' '}'
step nft add rule inet t c ip saddr @s counter accept ';' add rule inet t c drop
step nft 'add table ip6 many;
add chain ip6 many c { type nat hook postrouting priority 100; };
# a comment
add rule ip6 many c ip6 saddr fd00::/8 ip6 daddr != fd00::/8 \
	counter masquerade
'
snap arguments
echo 'add element inet t s { 192.0.2.0/24, 198.51.100.1 }' > script
step nft -f script
from() { nft -f "$1" < "$2"; }
echo 'add rule inet t c tcp dport 22 accept' > rule
step from - rule
step from /dev/stdin rule
from_descriptor() { nft -f <(cat "$1"); }
step from_descriptor rule
none() { nft -f - < /dev/null; }
step none
step nft -f absent
step nft -c -f rule
step nft --check add table ip absent
step nft --check list table inet t
step nft --check list table inet absent
snap inputs
step nft list tables
step nft list tables inet
step nft -a list chain inet t c
step nft -nn list table inet t
step nft -n -a list table inet t
step nft -s list ruleset
step nft -t list ruleset
step nft --terse list table inet t
# Since Debian's nft chains come before sets in JSON.
in_order() {
	unrecorded_nft "$@" | python3 -c '
import json, sys
print(*sorted(json.dumps(item) for item in json.load(sys.stdin)["nftables"]), sep="\n")'
}
step in_order --json --terse list table inet t
step nft -j list tables
step nft -j list set inet t s
step nft get element inet t s '{ 192.0.2.7 }'
step nft get element inet t s '{ 203.0.113.7 }'
step nft list chains
step nft list sets inet
step nft list set inet t s
step nft list chain inet absent c
step nft list table bridge t
step nft list ruleset ip6
step nft delete rule inet t c handle 12345
step nft frobnicate
step nft
step nft -z
step nft list ruleset extra
# The last line of an echo names the process.
echo_of() { unrecorded_nft "$@" | grep -v '^# new generation'; }
step echo_of -a -e add rule inet t c udp dport 53 accept
step echo_of -e insert rule inet t c udp dport 54 accept
step echo_of -e -a add element inet t s '{ 203.0.113.9 }'
cat > commands.json <<'END'
{"nftables": [
  {"metainfo": {"json_schema_version": 1}},
  {"add": {"table": {"family": "inet", "name": "json"}}},
  {"add": {"chain": {"family": "inet", "table": "json", "name": "c"}}},
  {"add": {"rule": {"family": "inet", "table": "json", "chain": "c", "expr": [{"match": {"left": {"payload": {"protocol": "tcp", "field": "dport"}}, "op": "==", "right": 80}}, {"accept": null}]}}},
  {"insert": {"rule": {"family": "inet", "table": "json", "chain": "c", "expr": [{"drop": null}]}}},
  {"add": {"set": {"family": "inet", "table": "json", "name": "s", "type": "ipv4_addr"}}},
  {"add": {"element": {"family": "inet", "table": "json", "name": "s", "elem": ["192.0.2.1", "192.0.2.2"]}}}
]}
END
# The handles of an echo are what it is asked for.
echoed() {
	unrecorded_nft -j -a -e -f - < commands.json | python3 -c '
import json, sys
for item in json.load(sys.stdin)["nftables"]:
    for verb, what in item.items():
        for kind, body in what.items() if verb != "metainfo" else ():
            print(verb, kind, body.get("name"), body.get("handle", 0) > 0)'
}
step echoed
step in_order -j -e -f commands.json
snap echoed
step nft -j '{"nftables": [{"flush": {"set": {"family": "inet", "table": "json", "name": "s"}}}]}'
step nft -j '{"nftables": [{"delete": {"table": {"family": "inet", "name": "absent"}}}]}'
step nft -j '{"nftables": ['
step nft reset counters
step nft flush ruleset inet
snap end
