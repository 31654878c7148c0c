. "${0%/*}/../lib.sh"

# Numbers given as text count for nothing, as ever; what is no policy is refused.
set_with() { printf '{"nftables": [{"add": {"set": {"family": "ip", "table": "t", "name": "s", "type": "ipv4_addr", %s}}}]}' "$1"; }

$NFT add table ip t
$NFT -j "$(set_with '"size": "65536", "timeout": "10", "gc-interval": 1.5, "policy": "performance"')"
expect_listing <<'END'
table ip t {
	set s {
		type ipv4_addr
	}
}
END
$NFT delete set ip t s
$NFT -j "$(set_with '"size": 64, "timeout": 10, "policy": "memory"')"
expect_listing <<'END'
table ip t {
	set s {
		type ipv4_addr
		policy memory
		size 64
		timeout 10s
	}
}
END
expect_error 'unknown set policy "best"' $NFT -j "$(set_with '"policy": "best"')"
expect_error '"size" must not be negative' $NFT -j "$(set_with '"size": -1')"
