#include "pass/lower.h"

/*
 * The register file is 16 words of 4 bytes. Pieces are taken from the lowest free words and given
 * back in any order; one value never shares a 16-byte register with another unless both are parts
 * of concatenations.
 */

static uint16_t words_mask(unsigned word, unsigned n)
{
	return (uint16_t)(((1u << n) - 1) << word);
}

static void exhausted(struct lower *l)
{
	if (!l->failed)
		diag_error(&l->run->diag, l->loc,
			   "the statement needs more registers than the kernel has");
	l->failed = true;
}

unsigned reg_take_words(struct lower *l, unsigned words)
{
	if (words == 0)
		words = 1;
	for (unsigned word = 0; word + words <= REG_WORDS; word++) {
		if (l->used & words_mask(word, words))
			continue;
		l->used |= words_mask(word, words);
		l->taken[word] = words;
		return reg_number(word);
	}
	exhausted(l);
	return 0;
}

void reg_release_words(struct lower *l, unsigned reg)
{
	int word = reg_word(reg);

	if (word < 0)
		return;
	l->used &= (uint16_t)~words_mask(word, l->taken[word]);
	l->taken[word] = 0;
}

unsigned reg_at(unsigned reg, unsigned offset)
{
	return reg_number((unsigned)reg_word(reg) + offset / 4);
}
