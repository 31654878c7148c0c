# Files that include themselves, chains that jump to themselves, variables that are not what they are
# taken for.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip t {
	chain c { type filter hook input priority 0; }
	chain d { tcp dport 22 accept; }
	chain e { jump d; }
}
END
keep

echo 'include "./self.nft"' > self.nft
expect_bad 'Include nested too deeply' 'include "./self.nft"'
echo 'include "./other.nft"' > one.nft
printf 'add table ip never\ninclude "./one.nft"\n' > other.nft
expect_bad 'Include nested too deeply' 'include "./one.nft"'
mkdir files
echo 'include "files/*.nft"' > files/all.nft
expect_bad 'Include nested too deeply' 'include "files/*.nft"'
expect_bad 'File not found: ./nosuch.nft' 'add table ip never\ninclude "./nosuch.nft"'
expect_bad 'Not a regular file: "./files"' 'include "./files"'
expect_bad 'string contains a NUL byte' 'include "./self.nft\0000"'

loop='Could not process rule: (Too many links|Operation not supported)'
expect_bad "$loop" 'add rule ip t c jump c'
expect_bad "$loop" 'add rule ip t d jump d\nadd rule ip t c jump d'
expect_bad "$loop" 'add rule ip t d jump e\nadd rule ip t c jump e'
expect_bad "$loop" 'add rule ip t d goto e\nadd rule ip t c goto d'
expect_bad "$loop" 'add rule ip t d tcp dport vmap { 1 : jump e }\nadd rule ip t c jump d'
expect_bad "$loop" 'add rule ip t c jump d\nadd map ip t m { type inet_service : verdict; elements = { 1 : jump e }; }\nadd rule ip t d tcp dport vmap @m'
deep='add chain ip t n0\n'
for i in {1..20}; do deep+="add chain ip t n$i\nadd rule ip t n$i jump n$((i - 1))\n"; done
expect_bad 'Could not process rule: Too many links' "${deep}add rule ip t c jump n20"

expect_bad "unknown identifier 'nosuch'" 'add rule ip t c tcp dport $nosuch'
expect_bad "unknown identifier 'nosuch'" 'define a = { 1, $nosuch }'
expect_bad "unknown identifier 'nosuch'" 'add rule ip t c jump $nosuch'
expect_bad "unknown identifier 'a'" 'define a = $a'
expect_bad "unknown identifier 'a'" 'define a = 1\nundefine a\nadd rule ip t c tcp dport $a'
expect_bad "unknown identifier 'b'" 'table ip t {\ndefine b = 1\n}\nadd rule ip t c tcp dport $b'
expect_bad "unknown identifier 'late'" 'add rule ip t c tcp dport $late\ndefine late = 1'
expect_bad "redefinition of symbol 'a'" 'define a = 1\ndefine a = 2\nadd rule ip t c tcp dport $a'
expect_bad "redefinition of symbol 'a'" 'table ip t {\ndefine a = 1\ndefine a = 1\n}'
expect_bad '' 'define a = { 1, 2 }\nadd rule ip t c meta mark set $a'
expect_bad '' 'define a = 10.0.0.1\nadd rule ip t c tcp dport $a'
expect_bad '' 'define a = { 1 }\nadd chain ip t x { type filter hook input priority $a; }'
expect_bad '' 'define a = nosuch\nadd chain ip t x { type filter hook input priority 0; policy $a; }'
