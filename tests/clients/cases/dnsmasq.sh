# does: its nftset option: names of three domains asked for, addresses put in sets of IPv4 and IPv6 with and without intervals and timeouts
# needs: dnsmasq dig

step nft -f - <<END
table inet filter {
	set four { type ipv4_addr; }
	set six { type ipv6_addr; }
	set aged { type ipv4_addr; flags timeout; timeout 1h; }
	set nets { type ipv4_addr; flags interval; auto-merge; }
	chain forward { type filter hook forward priority filter; ip daddr @four drop; ip6 daddr @six drop; }
}
table ip own {
	set both { type ipv4_addr; }
}
END
cat > dnsmasq.conf <<END
no-resolv
no-hosts
port=5353
listen-address=127.0.0.1
bind-interfaces
user=root
pid-file=
log-queries
log-facility=-
address=/one.example/192.0.2.1
address=/one.example/2001:db8::1
address=/two.example/192.0.2.2
address=/deep.two.example/192.0.2.22
address=/three.example/192.0.2.3
host-record=four.example,192.0.2.4,2001:db8::4
local-ttl=60
server=/one.example/127.0.0.1#5454
server=/two.example/127.0.0.1#5454
server=/three.example/127.0.0.1#5454
nftset=/one.example/4#inet#filter#four,6#inet#filter#six
nftset=/two.example/4#ip#own#both,4#inet#filter#aged
nftset=/three.example/4#inet#filter#nets,4#inet#filter#absent
END
# Only answers that came from upstream reach sets.
sed '/^\(server\|nftset\)=/d; s/^port=.*/port=5454/' dnsmasq.conf > upstream.conf
sed -i '/^\(address\|host-record\)=/d' dnsmasq.conf

answers() { dig +short +tries=1 +time=1 -p "$1" @127.0.0.1 "$2" | grep -q .; }
ask() { dig +short +tries=2 +time=5 -p 5353 @127.0.0.1 "$@"; }
serve upstream dnsmasq --keep-in-foreground --conf-file=upstream.conf
upstream=$served
until_true answers 5454 one.example
serve dnsmasq dnsmasq --keep-in-foreground --conf-file=dnsmasq.conf
until_true dig +tries=1 +time=1 -p 5353 @127.0.0.1 version.bind TXT CH
uses_library $served
snap started
step ask one.example A
snap one
step ask one.example AAAA
step ask sub.one.example A
step ask two.example A
step ask deep.two.example A
step ask three.example A
snap asked
step ask one.example A
step ask other.three.example A
snap again
finish $served
finish $upstream
# What it wrote of its calls, but for the clock and the process.
note "$(grep -o 'nftset.*' "$WORK/dnsmasq.log" || true)"
