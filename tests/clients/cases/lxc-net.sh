# does: started, restarted with NAT for IPv6, stopped; DHCP served on its bridge
# needs: lxc-start dnsmasq

# Reports of multicast groups would be counted, or not, as time has it.
sysctl -q net.ipv4.igmp_link_local_mcast_reports=0
lxc_net=/usr/libexec/lxc/lxc-net
[ -x $lxc_net ] || skip "$lxc_net is not there"
echo 'USE_LXC_BRIDGE="true"' > /etc/default/lxc-net

step $lxc_net start
snap started
step $lxc_net start
step $lxc_net stop
snap stopped
cat >> /etc/default/lxc-net <<'END'
LXC_BRIDGE="own0"
LXC_ADDR="10.77.0.1"
LXC_NETMASK="255.255.255.0"
LXC_NETWORK="10.77.0.0/24"
LXC_DHCP_RANGE="10.77.0.2,10.77.0.254"
LXC_IPV6_ADDR="fd00:77::1"
LXC_IPV6_MASK="64"
LXC_IPV6_NETWORK="fd00:77::/64"
LXC_IPV6_NAT="true"
END
step $lxc_net start
snap six
step $lxc_net restart
snap restarted
step $lxc_net stop
snap stopped-again
# As after a crash: the tables are there, the bridge is not.
step nft 'add table inet lxc; add chain inet lxc forward; add rule inet lxc forward counter'
step $lxc_net start
snap taken-over
step $lxc_net stop
