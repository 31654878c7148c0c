# reset lists and sets to zero: rules, a rule, set elements.
# needs: kernel-6.5
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip t {
	set s {
		type ipv4_addr
		counter
		elements = { 10.0.0.1 counter packets 5 bytes 6, 10.0.0.2 counter packets 7 bytes 8 }
	}
	chain c {
		counter packets 1 bytes 2 accept
		counter packets 3 bytes 4 drop
	}
	chain d {
		counter packets 9 bytes 9
	}
}
END
handle=$($NFT -a list chain t c | field 'packets 1 .*# handle ([0-9]+)')
[[ $($NFT reset rule t c handle "$handle") == *'packets 1 bytes 2'* ]] || fail 'reset rule'
[[ $($NFT list chain t c) == *'packets 0 bytes 0 accept'*'packets 3 bytes 4 drop'* ]] || fail "$($NFT list chain t c)"
[[ $($NFT reset rules chain t c) == *'packets 3 bytes 4'* ]] || fail 'reset rules'
[[ $($NFT reset element t s '{ 10.0.0.1 }') == *'packets 5 bytes 6'* ]] || fail 'reset element'
