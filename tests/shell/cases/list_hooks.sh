# What is hooked in where.
# runs: kernel
# needs: hooks
. "${0%/*}/../lib.sh"

$NFT -f - <<'END'
table ip t {
	chain early { type filter hook input priority -10; }
	chain late { type filter hook input priority 20; }
}
END
$NFT list hooks ip > hooks
for line in 'family ip {' '	hook input {' '		-0000000010 chain ip t early' '		+0000000020 chain ip t late'; do
	grep -qF -- "$line" hooks || fail "no '$line' in:"$'\n'"$(cat hooks)"
done
