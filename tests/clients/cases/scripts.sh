# does: given the scripts that container and cluster programs newer than Debian 12's write, and asked as they ask
# needs: nft

ip link add br0 type bridge
ip link set br0 up
ip link add veth0 type veth peer name veth1

# A service proxy: transactions by standard input, verdict maps, comments everywhere.
step nft -f - <<'END'
add table ip proxy { comment "rules for the proxy" ; }
add chain ip proxy nat-prerouting { type nat hook prerouting priority -100 ; }
add chain ip proxy nat-output { type nat hook output priority -100 ; }
add chain ip proxy nat-postrouting { type nat hook postrouting priority 100 ; }
add chain ip proxy filter-forward { type filter hook forward priority -110 ; }
add chain ip proxy services
add chain ip proxy masquerading { comment "marked for it" ; }
add chain ip proxy mark-for-masquerade
add chain ip proxy reject-chain
add set ip proxy cluster-ips { type ipv4_addr ; comment "active cluster addresses" ; }
add set ip proxy nodeports { type inet_proto . inet_service ; }
add set ip proxy affinity-a { type ipv4_addr ; flags dynamic,timeout ; timeout 10800s ; }
add map ip proxy service-ips { type ipv4_addr . inet_proto . inet_service : verdict ; comment "services" ; }
add map ip proxy no-endpoints { type ipv4_addr . inet_proto . inet_service : verdict ; }
add map ip proxy service-nodeports { type inet_proto . inet_service : verdict ; }
add chain ip proxy service-WEB
add chain ip proxy endpoint-1
add chain ip proxy endpoint-2
flush chain ip proxy masquerading
add rule ip proxy nat-prerouting jump services
add rule ip proxy nat-output jump services
add rule ip proxy nat-postrouting jump masquerading
add rule ip proxy filter-forward ct state new ip daddr . meta l4proto . th dport vmap @no-endpoints
add rule ip proxy services ip daddr . meta l4proto . th dport vmap @service-ips
add rule ip proxy services fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports
add rule ip proxy mark-for-masquerade mark set mark or 0x4000
add rule ip proxy masquerading mark and 0x4000 == 0 return
add rule ip proxy masquerading mark set mark xor 0x4000
add rule ip proxy masquerading masquerade fully-random
add rule ip proxy reject-chain reject
add rule ip proxy service-WEB ip daddr 172.30.0.41 tcp dport 80 ip saddr != 10.0.0.0/8 jump mark-for-masquerade
add rule ip proxy service-WEB ip saddr @affinity-a goto endpoint-1
add rule ip proxy service-WEB numgen random mod 2 vmap { 0 : goto endpoint-1 , 1 : goto endpoint-2 }
add rule ip proxy endpoint-1 ip saddr 10.180.0.1 jump mark-for-masquerade
add rule ip proxy endpoint-1 update @affinity-a { ip saddr }
add rule ip proxy endpoint-1 meta l4proto tcp dnat to 10.180.0.1:80
add rule ip proxy endpoint-2 meta l4proto tcp dnat to 10.180.0.2:80 comment "second"
add element ip proxy cluster-ips { 172.30.0.41 }
add element ip proxy service-ips { 172.30.0.41 . tcp . 80 comment "ns/web" : goto service-WEB }
add element ip proxy service-nodeports { tcp . 30080 : goto service-WEB }
add element ip proxy no-endpoints { 172.30.0.46 . tcp . 80 comment "ns/none" : goto reject-chain }
END
snap proxy
step nft --check -f - <<'END'
add table ip proxy
add chain ip proxy service-WEB
delete chain ip proxy service-WEB
END
step nft -f - <<'END'
flush chain ip proxy service-WEB
delete element ip proxy service-ips { 172.30.0.41 . tcp . 80 }
delete element ip proxy service-nodeports { tcp . 30080 }
delete chain ip proxy service-WEB
flush chain ip proxy endpoint-1
delete chain ip proxy endpoint-1
delete element ip proxy cluster-ips { 172.30.0.41 }
END
snap proxy-changed
step nft --json list map ip proxy no-endpoints
step nft --json list set ip proxy nodeports
step nft --json list map ip proxy absent
step nft -f - <<'END'
add rule ip proxy services jump absent
END
snap proxy-kept

# A manager of containers: one script a network, chains named after devices, raw payload against spoofing.
step nft -f - <<'END'
table inet manager {
	chain fwd.br0 {
		type filter hook forward priority 0; policy accept;
		oifname "br0" accept
		iifname "br0" accept
	}
	chain in.br0 {
		type filter hook input priority 0; policy accept;
		iifname "br0" tcp dport 53 accept
		iifname "br0" udp dport 53 accept
		iifname "br0" icmp type {3, 11, 12} accept
		iifname "br0" udp dport 67 accept
		iifname "br0" icmpv6 type {1, 2, 3, 4, 133, 135, 136, 143} accept
	}
	chain pstrt.br0 {
		type nat hook postrouting priority 100; policy accept;
		ip saddr 10.99.0.0/24 ip daddr != 10.99.0.0/24 masquerade
		ip6 saddr fd42::/64 ip6 daddr != fd42::/64 masquerade
	}
	chain dstnat.c1 {
		type nat hook prerouting priority -100; policy accept;
		ip daddr 192.0.2.1 tcp dport {80,443} dnat ip to 10.99.0.5
		ip6 daddr 2001:db8::1 udp dport 53 dnat ip6 to [fd42::5]:5353
	}
}
table bridge manager {
	chain in.c1.eth0 {
		type filter hook input priority -200; policy accept;
		iifname "veth0" ether saddr != 00:16:3e:01:02:03 drop
		iifname "veth0" ether type arp arp saddr ether != 00:16:3e:01:02:03 drop
		iifname "veth0" ether type ip6 icmpv6 type 136 @nh,528,48 != 94850122243 drop
		iifname "veth0" ether type arp arp saddr ip != 10.99.0.5 drop
		iifname "veth0" ether type ip ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp dport 67 accept
		iifname "veth0" ether type ip ip saddr != 10.99.0.5 drop
		iifname "veth0" ether type ip6 ip6 saddr fe80::/10 ip6 daddr ff02::1:2 udp dport 547 accept
		iifname "veth0" icmpv6 type { 130, 131, 132, 143, 134 } drop
		iifname "veth0" ether type != {arp, ip, ip6} drop
	}
}
END
snap manager
# Without the comments of chains, which Debian's nft leaves out of JSON.
chains() {
	unrecorded_nft --json -nn list chains "$1" | python3 -c '
import json, sys
for item in json.load(sys.stdin)["nftables"]:
    for chain in item.get("chain"), :
        if chain: print(*(chain.get(key) for key in ("family", "table", "name", "type", "hook", "prio", "policy")))'
}
step chains inet
step chains bridge
step nft -nn list chain bridge manager in.c1.eth0
step nft 'flush chain inet manager in.br0; delete chain inet manager in.br0; delete table bridge manager'
snap manager-less

# A manager of machines: single calls, handles read from the echo.
step nft add table ip machines
step nft add chain ip machines forward '{ type filter hook forward priority 0; policy accept; }'
step nft add chain ip machines guest_output
step nft insert rule ip machines forward counter jump guest_output
inserted() { unrecorded_nft -ae insert rule ip machines guest_output "$@" | sed -n 's/.*# handle \([0-9]*\)$/\1/p'; }
first=$(inserted iif br0 counter reject)
second=$(inserted ip saddr 192.168.122.0/24 iif br0 counter accept)
[ -n "$first" ] && [ -n "$second" ] && [ "$first" != "$second" ]
snap machines
step nft delete rule ip machines guest_output handle "$first"
step nft -ae list table ip machines
snap machines-less

# A network plug-in: JSON in which what is not given is null.
step nft -j -f - <<'END'
{"nftables": [
 {"add": {"table": {"family": "inet", "name": "plugin", "handle": null}}},
 {"add": {"chain": {"family": "inet", "table": "plugin", "name": "POSTROUTING", "newname": null, "handle": null,
  "type": "nat", "hook": "postrouting", "prio": 100, "dev": null, "policy": "accept"}}},
 {"add": {"chain": {"family": "inet", "table": "plugin", "name": "DNAT", "newname": null, "handle": null,
  "type": null, "hook": null, "prio": null, "dev": null, "policy": null}}},
 {"add": {"rule": {"family": "inet", "table": "plugin", "chain": "POSTROUTING", "expr": [
  {"match": {"left": {"&": [{"meta": {"key": "mark"}}, 8192]}, "right": 8192, "op": "=="}}, {"masquerade": null}],
  "handle": null, "index": null, "comment": null}}},
 {"add": {"rule": {"family": "inet", "table": "plugin", "chain": "POSTROUTING", "expr": [
  {"match": {"left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "10.88.0.0", "len": 16}}, "op": "=="}},
  {"jump": {"target": "DNAT"}}], "handle": null, "index": null, "comment": "to the rest"}}},
 {"add": {"rule": {"family": "inet", "table": "plugin", "chain": "DNAT", "expr": [
  {"match": {"left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"range": [8080, 8090]}, "op": "in"}},
  {"match": {"left": {"fib": {"result": "type", "flags": ["daddr"]}}, "right": "local", "op": "=="}},
  {"accept": null}]}}}
]}
END
snap plugin
step nft -j list chain inet plugin DNAT
