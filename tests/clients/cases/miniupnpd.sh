# does: its scripts made chains, flushed, deleted and removed them, in one table and in two; the daemon added and removed a mapping asked for by NAT-PMP
# needs: miniupnpd

scripts=/etc/miniupnpd
[ -e $scripts/nft_init.sh ] || skip "$scripts/nft_init.sh is not there"

# settings TABLE NAT_TABLE: what the scripts read, which Debian leaves to the administrator.
settings() {
	cat > $scripts/miniupnpd_functions.sh <<END
NFT=/usr/sbin/nft
TABLE=$1
NAT_TABLE=$2
CHAIN=miniupnpd
PREROUTING_CHAIN=prerouting_miniupnpd
POSTROUTING_CHAIN=postrouting_miniupnpd
END
}

settings filter nat
step sh $scripts/nft_init.sh
snap two-tables
step sh $scripts/nft_init.sh
step nft add rule inet filter miniupnpd counter
step nft add rule inet nat prerouting_miniupnpd counter
snap with-rules
step sh $scripts/nft_flush.sh
snap flushed
step sh $scripts/nft_delete_chain.sh
step nft flush chain inet filter forward
step nft flush chain inet nat prerouting
step nft flush chain inet nat postrouting
step sh $scripts/nft_delete_chain.sh
snap deleted
step sh $scripts/nft_removeall.sh
snap removed
step sh $scripts/nft_removeall.sh
settings both both
step sh $scripts/nft_init.sh
snap one-table
step sh $scripts/nft_removeall.sh
snap none

settings filter nat
step sh $scripts/nft_init.sh
pair inside0 inside1 192.168.1.1/24
pair outside0 outside1 11.22.33.44/24
cat > upnp.conf <<END
ext_ifname=outside0
ext_ip=11.22.33.44
listening_ip=inside0
enable_natpmp=yes
enable_upnp=no
secure_mode=no
upnp_table_name=filter
upnp_nat_table_name=nat
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
allow 1024-65535 0.0.0.0/0 1024-65535
END
# map PROTOCOL INSIDE OUTSIDE SECONDS: asks for a mapping as a host in 192.168.1.0/24 would.
map() {
	python3 - "$@" <<'END'
import socket, struct, sys
kind, inside, outside, life = sys.argv[1:]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.168.1.1", 0))
s.settimeout(1)
s.sendto(struct.pack("!BBHHHI", 0, {"udp": 1, "tcp": 2}[kind], 0, int(inside), int(outside), int(life)),
         ("192.168.1.1", 5351))
answer = s.recv(100)
print(struct.unpack("!BBH", answer[:4]), struct.unpack("!HHI", answer[8:16]))
END
}
serve miniupnpd miniupnpd -d -f upnp.conf
until_true map udp 5000 5000 0
step map tcp 8080 18080 3600
step map udp 5353 15353 3600
step map tcp 22 2222 3600
snap mapped
step nft list table inet nat
step map tcp 8080 0 0
snap unmapped
finish $served
snap end
