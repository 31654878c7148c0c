# does: its nft backend fed by the real parser and blocker with attacks on sshd from IPv4 and IPv6; blocked, released, stopped
# needs: sshguard

cat > /etc/sshguard/sshguard.conf <<END
BACKEND="/usr/libexec/sshguard/sshg-fw-nft-sets"
FILES="$TMPDIR/auth.log"
THRESHOLD=30
BLOCK_TIME=3
DETECTION_TIME=1800
IPV6_SUBNET=64
IPV4_SUBNET=32
WHITELIST_FILE=
END
: > auth.log
attack() {
	local try
	for try in 1 2 3 4; do
		echo "$(date '+%b %e %T') client sshd[1234]: Invalid user admin from $1 port 4711"
	done >> auth.log
}
has() { debian_nft list ruleset | grep -q "$1"; }
gone() { ! has "$1"; }

serve sshguard sshguard
until_true has 'ip6 saddr @attackers'
snap started
attack 203.0.113.5
attack 2001:db8:7:8::9
attack 198.51.100.77
until_true has 203.0.113.5
until_true has 2001:db8:7:8
until_true has 198.51.100.77
snap blocked
until_true gone 203.0.113.5
until_true gone 2001:db8:7:8
until_true gone 198.51.100.77
snap released
finish $served
calm
until_true gone sshguard
calm
snap stopped

# The backend by itself, with the commands that the blocker gives.
backend() {
	printf '%s\n' "$@" | /usr/libexec/sshguard/sshg-fw-nft-sets
}
step backend 'block 192.0.2.1 4 32' 'block 192.0.2.128 4 25' 'block 192.0.2.1 4 32' 'block 2001:db8:1:: 6 48' \
	'release 192.0.2.1 4 32' 'release 192.0.2.77 4 32' flush 'block 192.0.2.9 4 32' flushonexit
snap backend
