# Objects that need more of a kernel than most have: secmarks, synproxies, tunnels, ct objects.
# runs: offline
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table inet t {
	secmark web { "system_u:object_r:http_packet_t:s0"; }
	synproxy shield { mss 1460; wscale 7; timestamp sack-perm; }
	ct helper ftp { type "ftp" protocol tcp; l3proto ip; }
	ct timeout patient { protocol tcp; l3proto ip; policy = { established : 2m, close : 10s }; }
	ct expectation soon { protocol udp; dport 9876; timeout 2m; size 12; l3proto ip; }
	chain c {
		type filter hook prerouting priority 0;
		tcp dport 80 meta secmark set "web"
		ct timeout set "patient"
	}
}
END
expect_error_at '*nosuch*' 'No such file' $NFT add rule inet t c ct timeout set '"nosuch"'
expect_error 'state' $NFT 'add ct timeout inet t x { protocol udp; policy = { established : 5 }; }'

# The policy may stand before the protocol; a helper serves its table's family.
$NFT 'table ip v { ct timeout quick { policy = { unreplied : 5, replied : 1m }; protocol udp; }; }'
expect_output $NFT list ct timeout ip v quick <<'EOT'
table ip v {
	ct timeout quick {
		protocol udp
		l3proto ip
		policy = { unreplied : 5s, replied : 1m }
	}
}
EOT
expect_error_at tcp 'another protocol' $NFT 'add ct timeout ip v x { policy = { replied : 5 }; protocol tcp; }'
expect_error_at established 'state' $NFT 'add ct timeout ip v x { policy = { replied : 5, established : 5 }; }'
expect_error 'Invalid argument' $NFT 'add ct helper ip v x { type "ftp" protocol tcp; l3proto ip6; }'
expect_error 'Address family' $NFT 'add ct helper ip v x { type "ftp" protocol tcp; l3proto arp; }'
$NFT 'add ct helper inet t both { type "ftp" protocol tcp; l3proto ip6; }'
expect_error 'Address family' $NFT 'add ct expectation inet t x { protocol tcp; dport 5; timeout 5s; size 1; }'
$NFT delete table ip v
$NFT delete ct helper inet t both
$NFT 'add synproxy inet t shield { mss 1400; wscale 8; }'
