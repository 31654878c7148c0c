# does: server with farms in all modes, schedulers, persistence, limits, policies, made, changed and removed by its API
# needs: nftlb curl

pair dev0 dev1 192.0.2.1/24
ip address add 2001:db8::1/64 dev dev0 nodad
ip neighbour add 192.0.2.10 lladdr 02:00:00:00:00:10 dev dev0
ip neighbour add 192.0.2.11 lladdr 02:00:00:00:00:11 dev dev0
ip neighbour add 192.0.2.12 lladdr 02:00:00:00:00:12 dev dev0
sysctl -q net.ipv4.ip_forward=1

# api METHOD PATH [BODY]
api() {
	curl -sS -m 100 -H 'Key: key' -X "$1" ${3:+-d "$3"} "http://127.0.0.1:5555/$2"
}
farm() { step api POST farms "{\"farms\": [{$1}]}"; }
backends='"backends": [
	{"name": "one", "ip-addr": "192.0.2.10", "port": "8080", "weight": "5"},
	{"name": "two", "ip-addr": "192.0.2.11", "port": "8081", "weight": "3", "mark": "0x11"},
	{"name": "spare", "ip-addr": "192.0.2.12", "priority": "2"}]'

serve nftlb nftlb -k key -H 127.0.0.1 -l 7 -L 1
until_true api GET farms
uses_library $served
farm '"name": "web", "virtual-addr": "192.0.2.1", "virtual-ports": "80,443,8000-8080", "mode": "dnat", "scheduler": "rr", '"$backends"
snap first
farm '"name": "names", "virtual-addr": "192.0.2.2", "virtual-ports": "53", "protocol": "udp", "mode": "snat", "scheduler": "weight", "source-addr": "192.0.2.1", '"$backends"
farm '"name": "hashed", "virtual-addr": "192.0.2.3", "virtual-ports": "1000", "mode": "snat", "scheduler": "hash", "sched-param": "srcip srcport", '"$backends"
farm '"name": "even", "virtual-addr": "192.0.2.4", "virtual-ports": "", "protocol": "all", "mode": "dnat", "scheduler": "symhash", '"$backends"
farm '"name": "farm6", "family": "ipv6", "virtual-addr": "2001:db8::2", "virtual-ports": "80", "mode": "dnat", "backends": [{"name": "one", "ip-addr": "2001:db8::10"}, {"name": "two", "ip-addr": "2001:db8::11", "weight": "2"}]'
snap schedulers
farm '"name": "direct", "virtual-addr": "192.0.2.1", "virtual-ports": "5000", "mode": "dsr", "iface": "dev0", '"$backends"
farm '"name": "stless", "virtual-addr": "192.0.2.1", "virtual-ports": "6000", "mode": "stlsdnat", "iface": "dev0", '"$backends"
farm '"name": "here", "virtual-addr": "192.0.2.5", "virtual-ports": "7000", "mode": "local", '"$backends"
snap modes
farm '"name": "sticky", "virtual-addr": "192.0.2.6", "virtual-ports": "80", "mode": "snat", "persistence": "srcip", "persist-ttl": "125", '"$backends"
farm '"name": "helped", "virtual-addr": "192.0.2.7", "virtual-ports": "21", "mode": "dnat", "helper": "ftp", "log": "input", "log-prefix": "LB-FNAME", "mark": "0x2", '"$backends"
farm '"name": "bounded", "virtual-addr": "192.0.2.8", "virtual-ports": "80", "mode": "snat", "new-rtlimit": "10", "new-rtlimit-burst": "5", "rst-rtlimit": "20", "rst-rtlimit-burst": "2", "est-connlimit": "100", "tcp-strict": "on", "limits-ttl": "30", "backends": [{"name": "one", "ip-addr": "192.0.2.10", "est-connlimit": "7"}]'
farm '"name": "inner", "virtual-addr": "192.0.2.9", "virtual-ports": "80", "mode": "dnat", "intra-connect": "on", "verdict": "drop", '"$backends"
snap options
step api POST policies '{"policies": [
	{"name": "bad", "type": "blacklist", "elements": [{"data": "198.51.100.1"}, {"data": "203.0.113.9"}]},
	{"name": "good", "type": "whitelist", "elements": [{"data": "198.51.100.9"}]}]}'
farm '"name": "web", "policies": [{"name": "bad"}, {"name": "good"}]'
snap policies
step api POST policies '{"policies": [{"name": "bad", "elements": [{"data": "198.51.100.2"}]}]}'
step api DELETE policies/bad/elements/203.0.113.9
step api PUT policies '{"policies": [{"name": "good", "elements": [{"data": "192.0.2.77"}]}]}'
snap elements
farm '"name": "sticky", "sessions": [{"client": "198.51.100.4", "backend": "two"}]'
step api GET farms/sticky/sessions
farm '"name": "web", "backends": [{"name": "one", "state": "down"}]'
farm '"name": "web", "backends": [{"name": "two", "state": "off"}]'
snap failed-over
farm '"name": "web", "backends": [{"name": "one", "state": "up", "weight": "9"}, {"name": "new", "ip-addr": "192.0.2.12", "port": "99"}]'
farm '"name": "names", "virtual-ports": "5353", "state": "up"'
farm '"name": "even", "state": "down"'
step api DELETE farms/web/backends/spare
snap changed
step api POST addresses '{"addresses": [{"name": "front", "family": "ipv4", "ip-addr": "192.0.2.66", "ports": "8888", "protocol": "tcp"}]}'
farm '"name": "names", "addresses": [{"name": "front"}]'
snap address
step api GET farms
step api DELETE farms/farm6
step api DELETE farms/bounded
step api DELETE farms/sticky
step api DELETE policies/bad
snap fewer
step api DELETE farms
snap none
finish $served
snap end
