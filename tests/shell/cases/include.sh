# include: beside the file, from -I, by pattern; what errors in included files look like.
. "${0%/*}/../lib.sh"

mkdir -p rules more
echo 'add table t' > rules/10-table
echo 'add chain t c' > rules/20-chain
echo 'define port = 22' > more/ports
cat > main.nft <<'END'
include "rules/*"
include "ports"
include "none/*"
table t {
	chain c {
		tcp dport $port accept
	}
}
END
expect_error '^main.nft:2:.*Error: File not found: ports' $NFT -f main.nft
$NFT -I more -f main.nft
echo 'add rule t c tcp dport 70000' > broken
echo 'include "./broken"' > outer.nft
refused $NFT -f outer.nft
[[ $message == 'In file included from outer.nft:1:1-'*$'\n'**'broken:1:24-28: Error: '* ]] || fail "$message"
echo 'include "self.nft"' > self.nft
refused $NFT -f self.nft
[[ $message == *'nested too deeply'* ]] || fail "$message"
