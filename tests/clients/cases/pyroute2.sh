# does: listed, loaded again and deleted by handle tables, chains and rules that pyroute2 wrote
# needs: /usr/bin/python3

/usr/bin/python3 -c 'import pyroute2.nftables.main' 2> /dev/null || skip "python3-pyroute2 is not installed"
cat > write.py <<'END'
from pyroute2.nftables.main import NFTables
from pyroute2.nftables.expressions import genex, ipv4addr, verdict

nft = NFTables(nfgen_family=2)
nft.table("add", name="made")
nft.chain("add", table="made", name="in", hook="input", type="filter", policy=0)
nft.chain("add", table="made", name="out", hook="output", type="filter", policy=1, priority=-7)
nft.chain("add", table="made", name="nat", hook="postrouting", type="nat", priority=100)
nft.chain("add", table="made", name="other")


def rule(*expressions, chain="in"):
    nft.rule("add", table="made", chain=chain, expressions=expressions)


def value(data):
    return {"attrs": [("NFTA_DATA_VALUE", data)]}


rule(ipv4addr(src="192.0.2.0/24"), verdict(code=1))
rule(ipv4addr(dst="198.51.100.7/32"), verdict(code=0))
rule(ipv4addr(src="10.0.0.0/16"), [genex("counter", {"BYTES": 0, "PACKETS": 0})],
     verdict(code=0))
rule([genex("meta", {"KEY": 6, "DREG": 1}),
      genex("cmp", {"SREG": 1, "OP": 0, "DATA": value(b"dev0".ljust(16, b"\0"))})], verdict(code=1), chain="out")
rule([genex("masq", {})], chain="nat")
nft.close()
END
step /usr/bin/python3 write.py
note "$(grep -v ' DeprecationWarning' "$WORK/errors" || true)"
snap written
step nft list ruleset
step nft -a list chain ip made in
step nft -j list table ip made
nft list ruleset > listed
step nft flush ruleset
step nft -f listed
snap again
step nft delete rule ip made in handle "$(nft -a list chain ip made in | sed -n 's/.*198.51.100.7 .*# handle //p')"
snap deleted
