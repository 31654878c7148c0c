# Definitions of definitions whose elements nobody could count, and nested ones without end.
. "${0%/*}/../lib.sh"

# doubling USE FIRST: $a30 has the elements of FIRST 2^30 times.
doubling() {
	echo "define a0 = $2"
	for i in {1..30}; do echo "define a$i = { \$a$((i - 1)), \$a$((i - 1)) }"; done
	echo "$1"
}

$NFT add table t
$NFT add chain t c
doubling 'add rule t c tcp dport $a30' '{ 1 }' > rule
expect_error 'too many elements' timeout 20 $NFT -f rule
doubling 'add rule t c tcp dport $a30' '{ 1, 2, 3, 4 }' > texts
expect_error 'too many elements' timeout 20 $NFT -f texts
doubling 'add set t s { type ipv4_addr; elements = $a30; }' '{ 10.0.0.1 }' > set
expect_error 'too many elements' timeout 20 $NFT -f set
doubling 'add rule t c tcp dport vmap { $a30 : accept }' '{ 1 }' > keys
expect_error 'too many elements' timeout 20 $NFT -f keys

{
	echo 'define a0 = { eth0, eth1, eth2, eth3, eth4, eth5, eth6, eth7 }'
	for i in {1..4}; do echo "define a$i = { $(printf "\$a$((i - 1)), %.0s" {1..50}) }"; done
	echo 'add flowtable t f { hook ingress priority 0; devices = $a4; }'
} > devices
expect_error 'too many devices|given twice' timeout 20 $NFT -f devices

# An idiom that must go on working: a list that grows.
{
	echo 'define ports = { 1 }'
	for i in {2..1000}; do echo "redefine ports = { \$ports, $((i * 2)) }"; done
	echo 'add rule t c tcp dport $ports'
} > growing
$NFT -f growing
$NFT list chain t c | grep -q ' 2000 }'
awk 'BEGIN {
	print "define ports = { 1 }"
	for (i = 0; i < 100000; i++)
		print "redefine ports = { $ports, " i % 60000 " }"
	print "add rule t c tcp dport $ports"
}' > endless
expect_error 'List limit' timeout 20 $NFT -f endless
