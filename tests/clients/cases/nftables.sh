# does: Debian's package as its service uses it, started, reloaded and stopped, with its own and every example configuration
# needs: nft

examples=/usr/share/doc/nftables/examples
ip link add eth0 type veth peer name eth1
ip link add bond0 type veth peer name bond1
start() { sed -n 's/^ExecStart=//p' /lib/systemd/system/nftables.service; }
stop() { sed -n 's/^ExecStop=//p' /lib/systemd/system/nftables.service; }

step $(start)
snap service
step $(start)
step /etc/nftables.conf
step $(stop)
snap stopped
cd "$examples"
for file in *.nft; do
	name=$(basename "$file" .nft)
	step nft -c -f "$file"
	step nft -f "$file"
	snap "$name"
	step nft -f "$file"
	snap "$name-twice"
	unrecorded_nft list ruleset > "$TMPDIR/listed"
	step nft flush ruleset
	step nft -f "$TMPDIR/listed"
	snap "$name-listed"
	step nft flush ruleset
done
cat "$examples"/{inet-filter,inet-nat,ipv4-raw,bridge-filter}.nft > /etc/nftables.conf
step $(start)
snap own
step $(stop)
