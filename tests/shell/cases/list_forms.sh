# The forms of list, and what options change.
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip a {
	counter n { packets 1 bytes 2; }
	set s { type inet_service; elements = { 22, 80 }; }
	chain c {
		type filter hook input priority 0; policy drop;
		ip protocol tcp tcp dport 22 counter packets 5 bytes 6 accept
		meta l4proto udp
	}
}
table ip6 a {
	set s { type ipv6_addr; }
}
END
expect_output $NFT list sets <<'END'
table ip a {
	set s {
		type inet_service
		elements = { 22, 80 }
	}
}
table ip6 a {
	set s {
		type ipv6_addr
	}
}
END
expect_output $NFT list chains ip <<'END'
table ip a {
	chain c {
		type filter hook input priority filter; policy drop;
	}
}
END
expect_output $NFT list counters <<'END'
table ip a {
	counter n {
		packets 1 bytes 2
	}
}
END
expect_output $NFT -s -t -n list table a <<'END'
table ip a {
	counter n {
	}

	set s {
		type inet_service
	}

	chain c {
		type filter hook input priority 0; policy drop;
		tcp dport 22 counter accept
		meta l4proto 17
	}
}
END
expect_output $NFT -S list set a s <<'END'
table ip a {
	set s {
		type inet_service
		elements = { "ssh", "http" }
	}
}
END
expect_error_at b 'No such file or directory' $NFT list table b
expect_output $NFT list ruleset arp </dev/null

# Sets and maps are listed under their own word; handles of tables are told with their whole content.
$NFT add map ip6 a m '{ type inet_service : mark; }'
expect_error_at m 'No such file or directory' $NFT list set ip6 a m
expect_error_at s 'No such file or directory' $NFT list map ip6 a s
expect_output $NFT list maps table ip6 a <<'END'
table ip6 a {
	map m {
		type inet_service : mark
	}
}
END
[[ $($NFT -a list sets) == 'table ip a {'$'\n''	set s { # handle '* ]] || fail "$($NFT -a list sets)"
[[ $($NFT -a list table ip6 a) == 'table ip6 a { # handle '* ]] || fail "$($NFT -a list table ip6 a)"
