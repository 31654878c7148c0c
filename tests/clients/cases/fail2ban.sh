# does: server with jails on nftables-multiport, -allports and for IPv6; started, banned, unbanned, flushed, reloaded, stopped
# needs: fail2ban-server fail2ban-client

mkdir -p /run/fail2ban /var/log
rm -f /etc/fail2ban/jail.d/*
printf "[Definition]\nallowipv6 = yes\n" > /etc/fail2ban/fail2ban.local
cat > /etc/fail2ban/jail.local <<END
[DEFAULT]
backend = polling
usedns = no
findtime = 600
bantime = 600
maxretry = 3
banaction = nftables-multiport
banaction_allports = nftables-allports

[web]
enabled = true
filter = web
port = http,https,8000:8080
protocol = tcp,udp
logpath = $TMPDIR/web.log

[all]
enabled = true
filter = web
banaction = nftables-allports
logpath = $TMPDIR/all.log

[other]
enabled = true
filter = web
port = 22
logpath = $TMPDIR/all.log
banaction = nftables-multiport[table="own", table_family="ip", chain="guard", blocktype="drop"]
END
cat > /etc/fail2ban/filter.d/web.conf <<'END'
[Definition]
failregex = ^\s*refused <ADDR>$
datepattern = ^%%Y-%%m-%%d %%H:%%M:%%S
END
: > web.log
: > all.log

client() { fail2ban-client "$@"; }
banned() { fail2ban-client get "$1" banned | grep -q "'$2'"; }

serve fail2ban fail2ban-server -f --logtarget "$WORK/fail2ban.out" start
server=$served
until_true fail2ban-client ping
until_true fail2ban-client status other
step client status
calm
snap started

# By its log, as it is meant to be.
for try in 1 2 3; do
	echo "$(date '+%F %T') refused 192.0.2.66"
	echo "$(date '+%F %T') refused 2001:db8::66"
done >> web.log
until_true banned web 192.0.2.66
until_true banned web 2001:db8::66
calm
snap found

step client set web banip 192.0.2.1
step client set web banip 192.0.2.2 192.0.2.3
step client set web banip 2001:db8::1
step client set all banip 192.0.2.1
step client set all banip 2001:db8:1::/48
step client set other banip 198.51.100.7
step client set other banip 198.51.100.7
calm
snap banned
step client status web
step client set web unbanip 192.0.2.2
step client set web unbanip 192.0.2.200
step client unban 2001:db8::1
step client set all banip 192.0.2.0/28
calm
snap unbanned
step client reload --unban web
calm
snap reloaded
step client unban --all
calm
snap flushed
step client stop all
calm
snap one-stopped
step client set web banip 192.0.2.5
step client restart other
calm
snap restarted
step client stop
wait $server || true
snap stopped
