# does: gave nft the output of iptables-translate, one rule at a time
# needs: iptables-translate ip6tables-translate

step nft -f - <<END
table ip filter {
	chain INPUT { type filter hook input priority 0; policy accept; }
	chain FORWARD { type filter hook forward priority 0; policy accept; }
	chain OUTPUT { type filter hook output priority 0; policy accept; }
	chain OTHER { }
}
table ip6 filter {
	chain INPUT { type filter hook input priority 0; policy accept; }
	chain FORWARD { type filter hook forward priority 0; policy accept; }
	chain OUTPUT { type filter hook output priority 0; policy accept; }
	chain OTHER { }
}
table ip nat {
	chain PREROUTING { type nat hook prerouting priority -100; }
	chain INPUT { type nat hook input priority 100; }
	chain OUTPUT { type nat hook output priority -100; }
	chain POSTROUTING { type nat hook postrouting priority 100; }
}
table ip6 nat {
	chain PREROUTING { type nat hook prerouting priority -100; }
	chain OUTPUT { type nat hook output priority -100; }
	chain POSTROUTING { type nat hook postrouting priority 100; }
}
table ip mangle {
	chain PREROUTING { type filter hook prerouting priority -150; }
	chain FORWARD { type filter hook forward priority -150; }
	chain OUTPUT { type route hook output priority -150; }
	chain POSTROUTING { type filter hook postrouting priority -150; }
}
table ip6 mangle {
	chain PREROUTING { type filter hook prerouting priority -150; }
	chain FORWARD { type filter hook forward priority -150; }
	chain OUTPUT { type route hook output priority -150; }
	chain POSTROUTING { type filter hook postrouting priority -150; }
}
table ip raw {
	chain PREROUTING { type filter hook prerouting priority -300; }
	chain OUTPUT { type filter hook output priority -300; }
}
END

# translate COMMAND: reads rules and hands each to nft as COMMAND-translate puts it.
translate() {
	local rule text
	while read -r rule; do
		[ -n "$rule" ] || continue
		if text=$(eval "$1-translate $rule" 2>&1) && [[ $text == nft* ]]; then
			printf '%s\n' "$text" > script
			step sh -e script
		else
			note "$1-translate $rule: $text"
		fi
	done
}

translate iptables < "${CASE%/*}/../data/iptables.rules"
translate ip6tables < "${CASE%/*}/../data/ip6tables.rules"
snap translated

# What Debian's nft is too old for, or lists in another way.
if [ "$SIDE" = weir ]; then
	nft() { unrecorded_nft "$@"; }
	eval "$(iptables-translate -A INPUT -m conntrack --ctorigdstport 80 -j ACCEPT)"
	eval "$(iptables-translate -A INPUT -m hashlimit --hashlimit-above 20kb/s --hashlimit-burst 1mb \
		--hashlimit-mode dstip --hashlimit-name web --hashlimit-dstmask 24 -j DROP)"
	nft list chain ip filter INPUT | grep -q 'update @web { ip daddr & 255.255.255.0 timeout 1m limit'
fi
