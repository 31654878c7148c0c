# JSON documents as commands: what they do, what they say when refused, and what echo gives back.
# needs: kernel-6.3
. "${0%/*}/../lib.sh"

json() { printf '{"nftables": [%s]}' "$1" > doc.json; $NFT -j -f doc.json; }

same() { [ "$1" = "$2" ] || fail "got: $1"$'\n'"want: $2"; }

json '{"add": {"table": {"family": "inet", "name": "t"}}},
      {"add": {"chain": {"family": "inet", "table": "t", "name": "in", "type": "filter",
                         "hook": "input", "prio": -5, "policy": "drop"}}},
      {"add": {"chain": {"family": "inet", "table": "t", "name": "side"}}},
      {"add": {"set": {"family": "inet", "table": "t", "name": "pairs",
                       "type": ["ipv4_addr", "inet_service"], "flags": ["interval"],
                       "elem": [{"concat": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"range": [1, 9]}]}]}}},
      {"add": {"map": {"family": "inet", "table": "t", "name": "turns", "type": "mark",
                       "map": "verdict", "elem": [[1, {"jump": {"target": "side"}}], [2, {"drop": null}]]}}}'
json '{"add": {"rule": {"family": "inet", "table": "t", "chain": "in", "comment": "last",
               "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}},
                                   "right": ["new", "established"]}},
                        {"counter": {"packets": 1, "bytes": 2}}, {"accept": null}]}}},
      {"insert": {"rule": {"family": "inet", "table": "t", "chain": "in",
                  "expr": [{"vmap": {"key": {"meta": {"key": "mark"}}, "data": "@turns"}}]}}},
      {"add": {"rule": {"family": "inet", "table": "t", "chain": "in", "index": 0,
               "expr": [{"jump": {"rules": [{"expr": [{"return": null}], "comment": "inside"}]}}]}}},
      {"add": {"element": {"family": "inet", "table": "t", "name": "pairs",
               "elem": [{"concat": ["1.1.1.1", 80]}]}}},
      {"rename": {"chain": {"family": "inet", "table": "t", "name": "side", "newname": "aside"}}}'

# The document comes back with the handles that were given.
printf '%s' '{"nftables": [{"table": {"family": "ip", "name": "e"}}, {"add": {"chain": ' \
	'{"family": "ip", "table": "e", "name": "c"}}}, {"add": {"rule": {"family": "ip", ' \
	'"table": "e", "chain": "c", "expr": [{"drop": null}]}}}, {"list": {"counters": null}}]}' > doc.json
echoed=$($NFT -j -e -f doc.json | sed -E '/metainfo/d; s/"handle": [0-9]+/"handle": N/g')
same "$echoed" '{"nftables": [{"table": {"family": "ip", "name": "e", "handle": N}}, {"add": {"chain": {"family": "ip", "table": "e", "name": "c", "handle": N}}}, {"add": {"rule": {"family": "ip", "table": "e", "chain": "c", "expr": [{"drop": null}], "handle": N}}}, {"list": {"counters": null}}]}'
json '{"flush": {"chain": {"family": "ip", "table": "e", "name": "c"}}},
      {"destroy": {"table": {"family": "ip", "name": "nothing"}}},
      {"delete": {"table": {"family": "ip", "name": "e"}}}'

# Refusals say where in the document.
expect_error 'unknown object "gadget" .*\(at /nftables/0/add\)' \
	json '{"add": {"gadget": {"family": "ip"}}}'
expect_error '"name" is missing \(at /nftables/1/add/table\)' \
	json '{"list": {"tables": null}}, {"add": {"table": {"family": "ip"}}}'
expect_error '\(at /nftables/0/add/rule/expr/1/mangle\)' \
	json '{"add": {"rule": {"family": "inet", "table": "t", "chain": "in", "expr": [{"counter": null},
	      {"mangle": {"key": {"meta": {"key": "mark"}}, "value": "soup"}}]}}}'
expect_error 'No such file or directory .*\(at /nftables/0' \
	json '{"delete": {"rule": {"family": "inet", "table": "t", "chain": "in", "handle": 9999}}}'
