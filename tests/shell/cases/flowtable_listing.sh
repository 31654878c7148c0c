# What flowtables list as, in text and JSON.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0 eth1 eth2
$NFT 'add table inet t { flowtable f { hook ingress priority 0; devices = { eth1, eth0 }; }; }'
$NFT 'add flowtable inet t g { hook ingress priority filter - 7; devices = { eth2 }; counter; }'
$NFT 'add flowtable inet t h { hook ingress priority -20; }'
expect_listing <<'END'
table inet t {
	flowtable f {
		hook ingress priority filter
		devices = { "eth0", "eth1" }
	}

	flowtable g {
		hook ingress priority filter - 7
		devices = { "eth2" }
		counter
	}

	flowtable h {
		hook ingress priority -20
	}
}
END
expect_output $NFT list flowtable inet t h <<'END'
table inet t {
	flowtable h {
		hook ingress priority -20
	}
}
END
json=$($NFT -j list flowtables)
for part in '"name": "f"' '"hook": "ingress", "prio": 0, "dev": ["eth0", "eth1"]' '"prio": -7, "dev": "eth2"' \
	'"prio": -20}'; do
	[[ $json == *"$part"* ]] || fail "no $part in $json"
done
