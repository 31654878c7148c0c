# does: daemon with other settings: one call for each rule, no reverse path filter, 6to4 refused, drifting zones, nothing cleaned up at its end; helpers, direct and passed-through rules
# needs: firewalld firewall-cmd firewall-offline-cmd dbus-daemon

system_bus
bus=$served
ip link add dev0 type veth peer name dev1
conf=/etc/firewalld/firewalld.conf
set_to() { sed -i "s/^#*$1=.*/$1=$2/" $conf; grep -q "^$1=$2" $conf || echo "$1=$2" >> $conf; }
# The order of Python's sets decides on that of some rules.
export PYTHONHASHSEED=0
daemon() {
	serve firewalld firewalld --nofork --nopid
	daemon=$served
	until_true firewall-cmd --state
	uses_library $daemon
}
fw() { step firewall-cmd "$@"; }

set_to IndividualCalls yes
set_to IPv6_rpfilter no
set_to RFC3964_IPv4 yes
set_to AllowZoneDrifting yes
set_to CleanupOnExit no
set_to LogDenied unicast
step firewall-offline-cmd --zone=public --add-interface=dev0
step firewall-offline-cmd --new-ipset=ranges --type=hash:net
step firewall-offline-cmd --ipset=ranges --add-entry=192.0.2.0/25
step firewall-offline-cmd --zone=drop --add-source=ipset:ranges
daemon
snap started
fw --permanent --new-helper=own --module=nf_conntrack_tftp
fw --permanent --helper=own --set-family=ipv4
fw --permanent --helper=own --add-port=1069/udp
fw --permanent --new-service=mine
fw --permanent --service=mine --add-port=1069/udp
fw --permanent --service=mine --add-helper=own
fw --permanent --service=mine --set-destination=ipv4:198.51.100.0/24
fw --permanent --new-icmptype=odd
fw --reload
fw --zone=public --add-service=mine
fw --zone=public --add-service=tftp
fw --zone=public --add-service=samba
fw --zone=public --add-icmp-block=timestamp-request
fw --zone=external --add-source=10.0.0.0/8
fw --zone=internal --add-source=fd00::/8
fw --zone=internal --add-forward-port=port=80:proto=tcp:toport=8080:toaddr=fd00::5
snap services
fw --ipset=ranges --add-entry=203.0.113.0/24
fw --ipset=ranges --add-entry=203.0.113.64/26
fw --ipset=ranges --remove-entry=192.0.2.0/25
fw --ipset=ranges --get-entries
snap ranges
fw --direct --add-chain ipv4 filter own
fw --direct --add-rule ipv4 filter own 0 -s 192.0.2.9 -j DROP
fw --direct --passthrough ipv6 -t filter -A INPUT -s 2001:db8::9 -j DROP
snap direct
set_to IPv6_rpfilter strict
set_to RFC3964_IPv4 no
set_to AllowZoneDrifting no
fw --complete-reload
snap strict
finish $daemon
snap left
daemon
snap started-again
finish $daemon
note "$(grep -hE 'ERROR|WARNING' "$WORK/firewalld.log" | sed 's/.*\(ERROR\|WARNING\)/\1/' || true)"
finish $bus
