. "${0%/*}/../lib.sh"

# Where one question cannot be answered nothing is printed, also in JSON.
$NFT 'add table ip t; add set ip t s { type ipv4_addr; }; add chain ip t c; add rule ip t c drop'
nothing() {
	refused "$@"
	! "$@" 2>/dev/null | grep . || fail "printed after all: $*"
}
for what in 'table ip absent' 'chain ip t absent' 'chain ip absent c' 'set ip t absent' 'map ip t s2' 'counter ip t n'; do
	nothing $NFT list $what
	nothing $NFT -j list $what
done
nothing $NFT get element ip t s '{ 192.0.2.1 }'
nothing $NFT -j get element ip t s '{ 192.0.2.1 }'
nothing $NFT 'list tables; list table ip absent'
nothing $NFT -j 'list ruleset; list table ip absent'
nothing $NFT 'list table ip absent; list ruleset'
