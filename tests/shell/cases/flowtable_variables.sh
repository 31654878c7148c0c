# Priority and devices of a flowtable from variables.
# needs: flowtable
. "${0%/*}/../lib.sh"

devices eth0 eth1 eth2 eth3
cat > rules.nft <<'END'
define urgent = -20
define ports = { eth0, eth1 }
define uplink = eth2
table t {
	flowtable f {
		hook ingress priority $urgent
		devices = $ports
	}
	flowtable g {
		hook ingress priority filter + 5
		devices = { $uplink, "eth3" }
	}
}
END
$NFT -f rules.nft
