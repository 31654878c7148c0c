# does: daemon on a bus of its own: start, zones, sources, services, ports, rich rules, policies, ipsets with 10,000 entries, direct rules, panic, reload, stop
# needs: firewalld firewall-cmd dbus-daemon

system_bus
bus=$served
rm -rf /etc/firewalld/zones /etc/firewalld/ipsets
ip link add dev0 type veth peer name dev1
ip link add dev2 type veth peer name dev3

# The order of Python's sets decides on that of some rules.
export PYTHONHASHSEED=0
daemon() {
	serve firewalld firewalld --nofork --nopid
	daemon=$served
	until_true firewall-cmd --state
	uses_library $daemon
}
fw() { step firewall-cmd "$@"; }

daemon
snap started
fw --state
fw --get-default-zone
fw --get-active-zones
fw --set-default-zone=home
fw --zone=public --change-interface=dev0
fw --zone=dmz --add-interface=dev2
fw --zone=trusted --add-source=192.0.2.0/24
fw --zone=drop --add-source=2001:db8:dead::/48
fw --zone=block --add-source=02:00:00:aa:bb:cc
fw --zone=public --add-service=http --add-service=https
fw --zone=public --add-service=ftp
fw --zone=public --add-port=8080/tcp
fw --zone=public --add-port=6000-6010/udp --timeout=300
fw --zone=public --add-source-port=1024-2048/udp
fw --zone=public --add-protocol=gre
fw --zone=public --add-icmp-block=echo-request
fw --zone=home --add-icmp-block-inversion
fw --zone=public --add-masquerade
fw --zone=public --add-forward-port=port=80:proto=tcp:toport=8080:toaddr=10.0.0.2
fw --zone=public --add-forward-port=port=81:proto=tcp:toport=8081
fw --zone=dmz --remove-forward
fw --zone=public --remove-service=ssh
snap zones
rich() { fw --zone=public --add-rich-rule="$1"; }
rich 'rule family="ipv4" source address="198.51.100.0/24" service name="ssh" accept'
rich 'rule family="ipv4" source NOT address="198.51.100.7" port port="5000-5010" protocol="tcp" reject type="tcp-reset"'
rich 'rule family="ipv6" source address="2001:db8::/32" drop'
rich 'rule family="ipv4" destination address="203.0.113.9" protocol value="esp" accept limit value="10/m"'
rich 'rule priority="-5" family="ipv4" source address="10.1.0.0/16" log prefix="seen: " level="info" limit value="3/s" accept'
rich 'rule priority="100" log prefix="last" drop'
rich 'rule service name="dns" audit accept'
rich 'rule family="ipv4" forward-port port="2222" protocol="tcp" to-port="22" to-addr="10.0.0.9"'
rich 'rule family="ipv4" source mac="02:00:00:00:00:01" accept'
rich 'rule family="ipv4" masquerade'
rich 'rule icmp-type name="redirect" reject'
rich 'rule icmp-block name="router-advertisement"'
rich 'rule family="ipv4" source address="192.0.2.200" mark set="0x10/0xff"'
rich 'rule protocol value="sctp" nflog group="3" prefix="n" queue-size="5" accept'
rich 'rule family="ipv4" source address="not an address" accept'
snap rich
fw --zone=public --remove-rich-rule='rule family="ipv6" source address="2001:db8::/32" drop'
fw --zone=public --list-all
snap removed

fw --permanent --new-policy=out
fw --permanent --policy=out --add-ingress-zone=dmz
fw --permanent --policy=out --add-egress-zone=public
fw --permanent --policy=out --set-target=REJECT
fw --permanent --policy=out --add-service=dns
fw --permanent --policy=out --add-rich-rule='rule family="ipv4" source address="10.9.0.0/16" accept'
fw --permanent --new-zone=own
fw --permanent --zone=own --set-target=DROP
fw --permanent --zone=own --add-port=22/tcp

python3 - > four <<'END'
for i in range(10000):
    print("10.%d.%d.%d" % (i // 2500, i // 50 % 50, i % 50 * 5))
END
python3 - > nets <<'END'
for i in range(10000):
    print("172.%d.%d.%d/30" % (16 + i // 4096, i // 64 % 64, i % 64 * 4))
END
fw --permanent --new-ipset=four --type=hash:ip --option=maxelem=65536
fw --permanent --ipset=four --add-entries-from-file=four
fw --permanent --new-ipset=nets --type=hash:net
fw --permanent --ipset=nets --add-entries-from-file=nets
fw --permanent --new-ipset=six --type=hash:net --family=inet6
fw --permanent --ipset=six --add-entry=2001:db8:5::/48
fw --permanent --new-ipset=port --type=hash:ip,port
fw --permanent --ipset=port --add-entry=192.0.2.1,tcp:80
fw --permanent --new-ipset=mac --type=hash:mac
fw --permanent --ipset=mac --add-entry=02:00:00:11:22:33
fw --permanent --zone=own --add-source=ipset:four
fw --permanent --zone=drop --add-source=ipset:nets
fw --permanent --zone=block --add-rich-rule='rule source ipset="port" accept'
fw --permanent --zone=block --add-rich-rule='rule family="ipv6" source ipset="six" drop'
fw --permanent --zone=block --add-source=ipset:mac
fw --reload
snap reloaded
fw --ipset=four --query-entry=10.3.49.245
fw --ipset=four --add-entry=10.200.0.1
fw --ipset=four --remove-entry=10.0.0.5
fw --ipset=nets --add-entry=172.31.0.0/16
fw --ipset=nets --add-entry=172.31.0.0/24
head -n 500 four > some
fw --ipset=four --remove-entries-from-file=some
fw --ipset=four --add-entries-from-file=some
snap entries
fw --direct --add-rule ipv4 filter INPUT 0 -p tcp --dport 9 -j DROP
fw --add-lockdown-whitelist-uid=0
fw --set-log-denied=all
snap log-denied
fw --panic-on
snap panic
fw --panic-off
fw --complete-reload
snap complete-reload
fw --runtime-to-permanent
fw --set-log-denied=off
fw --list-all-zones
fw --list-all-policies
snap kept
finish $daemon
snap stopped
daemon
snap started-again
finish $daemon
note "$(grep -hE 'ERROR|WARNING' "$WORK/firewalld.log" | sed 's/.*\(ERROR\|WARNING\)/\1/' || true)"
finish $bus
