# does: a farm with flow offload made, changed and removed by its API
# needs: nftlb curl kernel:flowtable

pair dev0 dev1 192.0.2.1/24
pair dev2 dev3 198.51.100.1/24
sysctl -q net.ipv4.ip_forward=1
api() {
	curl -sS -m 100 -H 'Key: key' -X "$1" ${3:+-d "$3"} "http://127.0.0.1:5555/$2"
}
serve nftlb nftlb -k key -H 127.0.0.1
until_true api GET farms
uses_library $served
step api POST farms '{"farms": [{"name": "fast", "virtual-addr": "192.0.2.1", "virtual-ports": "80",
	"mode": "dnat", "flow-offload": "on", "iface": "dev0", "oface": "dev2",
	"backends": [{"name": "one", "ip-addr": "198.51.100.10"}, {"name": "two", "ip-addr": "198.51.100.11"}]}]}'
snap made
step api POST farms '{"farms": [{"name": "fast", "flow-offload": "off"}]}'
snap off
step api POST farms '{"farms": [{"name": "fast", "flow-offload": "on"}]}'
snap on
step api DELETE farms
snap none
finish $served
