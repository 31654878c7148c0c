# does: listed the tables that it wrote for VRRP in both families, loaded them again after its end
# needs: keepalived

pair dev0 dev1 192.0.2.1/24
ip address add 2001:db8::1/64 dev dev0 nodad
cat > keepalived.conf <<'END'
global_defs {
	nftables
	nftables_priority -5
	nftables_counters
	vrrp_garp_master_delay 0
}
vrrp_instance four {
	state MASTER
	interface dev0
	virtual_router_id 7
	priority 200
	advert_int 1
	no_accept
	virtual_ipaddress {
		192.0.2.100/24
		192.0.2.101/24 dev dev0
	}
}
vrrp_instance six {
	state MASTER
	interface dev0
	use_vmac own0
	virtual_router_id 8
	priority 200
	advert_int 1
	no_accept
	virtual_ipaddress {
		fe80::100/64
		2001:db8::100/64
	}
}
END
has() { debian_nft list ruleset | grep -q "$1"; }
serve keepalived keepalived --dont-fork --log-console --vrrp --use-file="$PWD/keepalived.conf"
until_true has 192.0.2.101
until_true has 2001:db8::100
# What passes meanwhile is counted.
step nft list tables
step nft --stateless list ruleset
for family in ip ip6; do
	step nft --stateless -n list table $family keepalived
	step nft --stateless -j list chain $family keepalived in
	step nft --stateless -j list chain $family keepalived out
	step nft -j list set $family keepalived vips
done
step nft -j list map ip6 keepalived vmac_map
nft --stateless list ruleset > listed
finish $served
snap ended
ip link add own0 type dummy 2> /dev/null || ip link add own0 type veth
# Nothing is to pass that would be counted.
ip link set dev0 down
ip link set dev1 down
step nft -f listed
snap again
