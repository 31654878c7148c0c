# Values of the wrong type or width, out of range, or the wrong way round.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table inet t {
	set addresses { type ipv4_addr; elements = { 10.0.0.1 }; }
	set ports { type inet_service; flags interval; elements = { 1-5 }; }
	map marks { type ipv4_addr : mark; }
	chain c { type filter hook input priority 0; }
}
END
keep

# types
expect_bad 'datatype mismatch' 'add rule inet t c ip saddr @ports'
expect_bad 'datatype mismatch' 'add rule inet t c tcp dport @addresses'
expect_bad 'Could not resolve hostname' 'add rule inet t c ip saddr fd00::1'
expect_bad 'Could not resolve hostname' 'add rule inet t c ip6 saddr 10.0.0.1'
expect_bad 'Could not resolve hostname' 'add element inet t addresses { fd00::1 }'
expect_bad 'Could not resolve service' 'add element inet t ports { 10.0.0.1 }'
expect_bad 'Could not parse integer' 'add rule inet t c ip length "x"'
expect_bad 'Expression is not a map' 'add rule inet t c meta mark set ip saddr map @addresses'
expect_bad 'set is not a map' 'add element inet t addresses { 10.0.0.2 : 5 }'
expect_bad 'map element without data' 'add element inet t marks { 10.0.0.2 }'
expect_bad '' 'add element inet t marks { 10.0.0.2 : accept }'
expect_bad '' 'add rule inet t c ip saddr . tcp dport 10.0.0.1'
expect_bad '' 'add rule inet t c ip saddr 10.0.0.1 . 22'
expect_bad '' 'add rule inet t c tcp dport vmap { 22 : 23 }'
expect_bad '' 'add rule inet t c meta mark set tcp dport map { 22 : accept }'

# widths
expect_bad 'Service out of range' 'add rule inet t c tcp dport 65536'
expect_bad 'Service out of range' 'add rule inet t c tcp dport 1-65536'
expect_bad 'Value 256 exceeds valid range 0-255' 'add rule inet t c ip ttl 256'
expect_bad 'Value 64 exceeds valid range 0-63' 'add rule inet t c ip dscp 64'
expect_bad 'Value 4096 exceeds valid range 0-4095' 'add rule inet t c vlan id 4096'
expect_bad 'Value 4294967296 exceeds valid range' 'add rule inet t c meta mark 4294967296'
expect_bad 'Value 4294967296 exceeds valid range' 'add rule inet t c meta mark set 4294967296'
expect_bad 'Value 65536 exceeds valid range' 'add rule inet t c queue num 65536'
expect_bad 'Prefix length 33 is invalid' 'add rule inet t c ip saddr 10.0.0.0/33'
expect_bad 'Prefix length 129 is invalid' 'add rule inet t c ip6 saddr fd00::/129'
expect_bad 'raw payload length' 'add rule inet t c @th,0,0 1'
expect_bad 'raw payload length of 300 bits exceeds' 'add rule inet t c @th,0,300 1'
expect_bad 'Left shift of 33 bits' 'add rule inet t c meta mark set 1 << 33'
expect_bad 'interface name too long' 'add chain inet t x { type filter hook ingress device aaaaaaaaaaaaaaaaa priority 0; }'
expect_bad 'prefix must have 1 to 127 characters' "add rule inet t c log prefix \"$(printf 'p%.0s' {1..200})\""

# ranges
expect_bad 'Range negative size' 'add rule inet t c tcp dport 10-5'
expect_bad 'Range negative size' 'add rule inet t c ip saddr 10.0.0.9-10.0.0.1'
expect_bad "You must add 'flags interval'" 'add element inet t addresses { 10.0.0.0/24 }'
expect_bad 'interval overlaps with an existing one' 'add element inet t ports { 5-9 }'
expect_bad 'conflicting intervals specified' 'add set inet t x { type inet_service; flags interval; elements = { 1-5, 3-9 }; }'
expect_bad '' 'add rule inet t c ip saddr 10.0.0.0/255.0.255.0'
expect_bad 'Could not process rule: Invalid argument' 'add rule inet t c limit rate 0/second'
expect_bad '' 'add rule inet t c limit rate 18446744073709551616/second'
expect_bad '' 'add rule inet t c meta mark 99999999999999999999999'
expect_bad '' 'add chain inet t x { type filter hook input priority 99999999999; }'
expect_bad '' 'add set inet t x { type ipv4_addr; size 99999999999999; }'
expect_bad "syntax error, unexpected '}'" 'add rule inet t c tcp dport { }'
expect_bad 'Set is empty' 'define none = { }\nadd rule inet t c tcp dport $none'

match() {
	expect_bad_json "$1" "{\"add\": {\"rule\": {\"family\": \"inet\", \"table\": \"t\", \"chain\": \"c\", \"expr\": [{\"match\": {\"op\": \"==\", \"left\": $2, \"right\": $3}}]}}}"
}
port='{"payload": {"protocol": "tcp", "field": "dport"}}'
source='{"payload": {"protocol": "ip", "field": "saddr"}}'
match 'Service out of range' "$port" 65536
match 'Range negative size' "$port" '{"range": [10, 5]}'
match '' "$port" -1
match '' "$port" 99999999999999999999999
match '' "$port" 1.5
match '' "$port" null
match '' "$port" '{"set": {}}'
match '' "$port" '[]'
match 'Prefix length 33 is invalid' "$source" '{"prefix": {"addr": "10.0.0.0", "len": 33}}'
match '' "$source" '{"prefix": {"addr": "10.0.0.0", "len": "8"}}'
match 'Could not resolve hostname' "$source" '"fd00::1"'
match '' "$source" true
match '' '"tcp"' 1
