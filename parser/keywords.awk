# keywords.awk: keywords.def to the places of its words in a hash table of open addressing, as
# initializers `[place] = { first row, rows }`. The same hash is in lex.c: keyword_hash.
BEGIN {
	SLOTS = 512
	for (i = 1; i < 128; i++)
		code[sprintf("%c", i)] = i
}
/^K\("/ {
	split($0, part, "\"")
	if (part[2] != word) {
		word = part[2]
		first[word] = row
		place(word)
	}
	rows[word]++
	row++
}
END {
	for (h = 0; h < SLOTS; h++)
		if (h in slot)
			printf "[%d] = { %d, %d },\n", h, first[slot[h]], rows[slot[h]]
}
function place(word,	n, h) {
	n = length(word)
	h = 31 * at(word, 1) + 9 * at(word, 2) + 13 * at(word, n) + 3 * n
	for (h %= SLOTS; h in slot; h = (h + 1) % SLOTS)
		;
	slot[h] = word
}
function at(word, i) {
	return i > length(word) ? 0 : code[substr(word, i, 1)]
}
