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
