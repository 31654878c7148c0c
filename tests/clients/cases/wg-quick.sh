# does: interfaces up and down with default routes of both families, for which it guards its addresses by nft; two at once
# needs: wg-quick wg wireguard-go

if ! ip link add probe type wireguard 2> /dev/null; then
	[ -e /dev/net/tun ] || skip "neither WireGuard nor tunnels in the kernel"
else
	ip link delete probe
fi
# Addresses of the link would be drawn at random.
sysctl -q net.ipv6.conf.default.addr_gen_mode=1
umask 077
mkdir -p /etc/wireguard
config() {
	cat <<END
[Interface]
PrivateKey = $(wg genkey)
$2
[Peer]
PublicKey = $(wg genkey | wg pubkey)
Endpoint = 192.0.2.1:51820
AllowedIPs = $1
END
}
config '0.0.0.0/0, ::/0' 'Address = 10.8.0.2/24, 10.9.0.2/32, fd00:8::2/64' > /etc/wireguard/all0.conf
config '10.0.0.0/8' 'Address = 10.10.0.2/24' > /etc/wireguard/some0.conf
config '0.0.0.0/0' 'Address = 10.11.0.2/24
FwMark = 0x1234' > /etc/wireguard/marked.conf
ip link add dev0 type veth peer name dev1
ip address add 192.0.2.2/24 dev dev0
ip link set dev0 up
ip link set dev1 up
ip route add default via 192.0.2.1

# What the kernel has no module for is told on standard error, which differs from run to run.
quick() { wg-quick "$@" 2> quick.log; }
step nft 'add table inet other; add chain inet other c'
step quick up all0
snap all
step quick up some0
snap some
step quick down all0
snap down
step quick up marked
step quick up all0
snap both
step quick down marked
snap one
step quick down all0
step quick down some0
snap none
