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
# The first eight characters as two numbers, added and multiplied; nine bits of 32 are taken.
function place(word,	h) {
	h = (number(word, 1) + number(word, 5)) % 2 ^ 32 * 40507 % 2 ^ 32
	for (h = int(h / 2 ^ 23); h in slot; h = (h + 1) % SLOTS)
		;
	slot[h] = word
}
function number(word, from,	i, sum) {
	for (i = from; i < from + 4; i++)
		sum = sum * 256 + (i > length(word) ? 0 : code[substr(word, i, 1)])
	return sum
}
