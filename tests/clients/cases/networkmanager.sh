# does: connections shared over two bridges: up, changed, down, deleted; daemon ended
# needs: NetworkManager nmcli dbus-daemon dnsmasq

# Reports of multicast groups would be counted, or not, as time has it.
sysctl -q net.ipv4.igmp_link_local_mcast_reports=0
system_bus
rm -rf /etc/NetworkManager/system-connections /var/lib/NetworkManager
mkdir -p /etc/NetworkManager/system-connections /var/lib/NetworkManager /run/NetworkManager
chmod 700 /var/lib/NetworkManager
cat > nm.conf <<'END'
[main]
plugins=keyfile
auth-polkit=root-only
dns=none
rc-manager=unmanaged
firewall-backend=nftables
no-auto-default=*
[device]
keep-configuration=no
END
cli() { step nmcli --wait 20 "$@"; }
quiet_cli() { nmcli --wait 20 "$@" > /dev/null; }

serve NetworkManager NetworkManager --no-daemon --config nm.conf --config-dir "$PWD/none" --system-config-dir "$PWD/none"
manager=$served
until_true nmcli general status
quiet_cli connection add type bridge ifname br0 con-name inner bridge.stp no \
	ipv4.method shared ipv4.addresses 10.42.7.1/24 ipv6.method disabled connection.autoconnect no
quiet_cli connection add type bridge ifname br1 con-name other bridge.stp no \
	ipv4.method shared ipv4.addresses 192.168.77.1/25 ipv6.method disabled connection.autoconnect no
cli -f NAME,TYPE,DEVICE connection show
snap started
step quiet_cli connection up inner
calm
snap shared
step quiet_cli connection up other
calm
snap two
step quiet_cli connection down inner
calm
snap one
step quiet_cli connection modify other ipv4.addresses 192.168.78.1/24
step quiet_cli connection up other
calm
snap changed
step quiet_cli connection up inner
step quiet_cli connection delete other
calm
snap deleted
step quiet_cli connection down inner
calm
snap none
finish $manager
snap ended
