# does: gave nft -f the output of iptables-restore-translate and ip6tables-restore-translate
# needs: iptables-restore-translate ip6tables-restore-translate

# saved RULES: those rules in the form of iptables-save, table after table; chains they name are made.
saved() {
	local table
	for table in raw mangle nat filter; do
		echo "*$table"
		case $table in
		raw) printf ':%s ACCEPT [0:0]\n' PREROUTING OUTPUT ;;
		mangle) printf ':%s ACCEPT [7:420]\n' PREROUTING INPUT FORWARD OUTPUT POSTROUTING ;;
		nat) printf ':%s ACCEPT [0:0]\n' PREROUTING INPUT OUTPUT POSTROUTING ;;
		filter) printf ':%s DROP [0:0]\n' INPUT FORWARD OUTPUT; echo ':OTHER - [0:0]' ;;
		esac
		if [ $table = filter ]; then
			grep '^-A [A-Z]' "$1"
		else
			sed -n "s/^-t $table -A/-A/p" "$1"
		fi
		echo COMMIT
	done
}

for family in ip ip6; do
	saved "${CASE%/*}/../data/${family}tables.rules" > saved
	# A line that it cannot translate stays as a comment; a line it refuses ends it: left out.
	while ! "${family}tables-restore-translate" -f saved > script 2> errors; do
		line=$(sed -n 's/.*failed at: *\([0-9]*\)/\1/p; s/.*line \([0-9]*\) failed.*/\1/p; s/.*occurred at line: *\([0-9]*\).*/\1/p' errors | head -n 1)
		[ -n "$line" ] || fail "$(cat errors)"
		note "refused: $(sed -n "${line}p" saved)"
		sed -i "${line}d" saved
	done
	note "$(cat script)"
	# The kernel lacks what some rules need: those go, one at a time, as nft names them.
	for tries in 1 2 3 4 5 6 7 8 9; do
		step nft -f script
		[ "$(tail -n 1 "$WORK/steps")" != "exit 0" ] || break
		line=$(nft -f script 2>&1 | sed -n 's/^script:\([0-9]*\):.*/\1/p' | head -n 1)
		[ -n "$line" ] || fail "$(nft -f script)"
		sed -i "${line}d" script
	done
	step nft -c -f script
	snap "$family"
done
