# Text that ends too early, is very long or very deep, or is no text at all.
. "${0%/*}/../lib.sh"

$NFT add table ip t
$NFT add chain ip t c
keep

# strings and blocks without an end
expect_bad 'syntax error, unexpected unterminated string' 'add rule ip t c log prefix "never ends\nadd table ip x\n'
expect_bad 'syntax error, unexpected' 'add rule ip t c accept comment "'
expect_bad 'syntax error, unexpected end of file' 'table ip t { chain c { accept'
expect_bad 'syntax error, unexpected end of file' 'table ip t { chain c { accept }'
expect_bad 'syntax error, unexpected end of file' 'table ip t {\n'
expect_bad 'syntax error, unexpected end of file' 'add set ip t s { type ipv4_addr'
expect_bad 'syntax error, unexpected end of file' 'add rule ip t c tcp dport { 1, 2'
expect_bad 'syntax error, unexpected end of file' 'add rule ip t c meta mark set (1 | 2'
expect_bad 'syntax error, unexpected end of file' 'add rule ip t c'
expect_bad "syntax error, unexpected '}'" 'table ip t { chain c { accept } } }'
expect_bad "syntax error, unexpected '}'" '}'

# repeat N TEXT, and standard input as bad.nft
repeat() { yes "$2" | head -n "$1" | tr -d '\n'; }
expect_bad_text() {
	cat > bad.nft
	expect_bad_file "$@"
}

# a token of a megabyte
long() { printf '%s' "$1"; repeat 1000000 "$2"; printf '%s' "$3"; }
long 'add table ip ' n '' | expect_bad_text 'name too long'
long '' n '' | expect_bad_text 'name too long|syntax error'
long 'add rule ip t c tcp dport ' 9 '' | expect_bad_text 'Could not resolve service|out of range'
long 'add rule ip t c tcp dport 0x' f '' | expect_bad_text 'Could not resolve service|out of range|syntax error'
long 'add rule ip t c ip saddr ' 1 '.2.3.4' | expect_bad_text 'Could not resolve hostname|syntax error'
long 'add rule ip t c log prefix "' p '"' | expect_bad_text 'prefix must have 1 to 127 characters'
long 'add rule ip t c accept comment "' p '"' | expect_bad_text 'comment too long'
long 'add rule ip t c iifname "' p '"' | expect_bad_text 'String exceeds maximum length'
long 'add rule ip t c ip saddr @' s '' | expect_bad_text 'too long|No such file'
long 'add rule ip t c tcp dport $' v '' | expect_bad_text 'unknown identifier'
long 'include "' f '"' | expect_bad_text 'File not found|File name too long|Could not open'
long 'add set ip t s { type ' t '; }' | expect_bad_text 'unknown datatype'
long '' '"' '' | expect_bad_text 'syntax error'
long 'add rule ip t c ' '!' '' | expect_bad_text 'syntax error'

# a hundred thousand levels
repeat 100000 'table ip t { ' | expect_bad_text 'syntax error'
{ printf 'table ip t { chain c { '; repeat 100000 'jump { '; } | expect_bad_text 'too many levels of nesting|syntax error, nested too deeply'
{ printf 'add rule ip t c tcp dport '; repeat 100000 '{ '; } | expect_bad_text 'syntax error'
{ printf 'add rule ip t c tcp dport '; repeat 100000 '{ '; printf 1; repeat 100000 ' }'; } | expect_bad_text 'syntax error'
{ printf 'add rule ip t c meta mark set '; repeat 100000 '('; printf 1; repeat 100000 ')'; } | expect_bad_text 'syntax error, nested too deeply'
{ printf 'add rule ip t c meta mark set '; repeat 100000 'tcp dport map { 1 : '; } | expect_bad_text 'syntax error|nested too deeply'
{ printf 'add rule ip t c meta mark set 1'; repeat 100000 ' | 1'; } | expect_bad_text 'Binary operation limit'
{ printf 'add rule ip t c ip saddr'; repeat 100000 ' . ip saddr'; printf ' 1'; } | expect_bad_text 'Concatenation of size'
repeat 100000 '}' | expect_bad_text "syntax error, unexpected '}'"

# bytes that are no text
expect_bad 'syntax error, unexpected junk' '\0000'
expect_bad 'syntax error, unexpected junk' 'add rule ip t c \0000accept'
expect_bad 'syntax error, unexpected junk' 'add table ip x\0000y'
expect_bad 'syntax error, unexpected junk' 'add rule ip t c tcp dport 1\0000002 accept'
expect_bad 'string contains a NUL byte' 'add rule ip t c log prefix "a\0000b"'
expect_bad 'string contains a NUL byte' 'add set ip t s { type ifname; elements = { "a\0000b", "c" }; }'
expect_bad 'string is not UTF-8' 'add rule ip t c log prefix "\0303\0050"'
expect_bad 'string is not UTF-8' 'add rule ip t c accept comment "\0377\0376"'
expect_bad 'string is not UTF-8' 'add rule ip t c iifname "\0240"'
expect_bad 'string is not UTF-8' 'add set ip t s { type ifname; elements = { "c", "\0355\0240\0200" }; }'
expect_bad 'syntax error, unexpected junk' 'add table ip \0377\0376'
expect_bad 'syntax error, unexpected junk' '\0377\0376a\0000d\0000d\0000'
expect_bad 'syntax error, unexpected junk' '\0357\0273\0277add table ip x'

# the same in JSON
add() { printf '{"nftables": [{"add": {"table": {"family": "ip", "name": "%b"}}}]}' "$1"; }
add 'x\0000y' | expect_bad_text '' -j
add 'x\\u0000y' | expect_bad_text '' -j
add '\0377' | expect_bad_text '' -j
add '\\ud800' | expect_bad_text '' -j
{ printf '{"nftables": [{"add": {"table": {"family": "ip", "name": "'; repeat 1000000 n; printf '"}}}]}'; } | expect_bad_text '' -j
{ printf '{"nftables": '; repeat 100000 '['; repeat 100000 ']'; printf '}'; } | expect_bad_text '' -j
{ printf '{"nftables": '; repeat 100000 '{"a": '; printf 1; repeat 100000 '}'; printf '}'; } | expect_bad_text '' -j
printf '{"nftables": [{"add": {"table": {"family": "ip"' | expect_bad_text '' -j
printf '{"nftables": [{"add": {"table": {"family": "ip", "name": "x' | expect_bad_text '' -j
