/*
 * plain: tokens that need no automaton. Words, numbers, dotted addresses and many marks are most of
 * a ruleset; they are plain as long as nothing follows that could belong to a longer token.
 */
#ifndef WEIR_PARSER_PLAIN_H
#define WEIR_PARSER_PLAIN_H

#include "parser/scanner.h"
#include "grammar.h"

/* LONGER: behind a word it makes another token of it. TWICE: two of them are one token. */
enum char_class {
	CHAR_BLANK = 1,
	CHAR_DIGIT = 2,
	CHAR_LETTER = 4,
	CHAR_IN_WORD = 8,
	CHAR_LONGER = 16,
	CHAR_TWICE = 32,
};

extern const uint8_t plain_class[256];
/* Tokens of one character. */
extern const uint16_t plain_mark[256];

static inline bool char_is(const char *p, unsigned class)
{
	return plain_class[(uint8_t)*p] & class;
}

static inline const char *plain_skip_blanks(const char *p)
{
	while (char_is(p, CHAR_BLANK))
		p++;
	return p;
}

/* ---- ends of tokens; NULL where the automaton must look ---- */

static inline const char *plain_word_end(const char *p)
{
	while (char_is(p, CHAR_IN_WORD))
		p++;
	return char_is(p, CHAR_LONGER) ? NULL : p;
}

/* Of four octets of one to three digits, the first of which ends at p. */
static inline const char *plain_address_end(const char *start, const char *p)
{
	for (unsigned dots = 0; p > start && p <= start + 3; dots++) {
		if (dots == 3)
			return p;
		if (*p != '.')
			break;
		for (start = ++p; char_is(p, CHAR_DIGIT); p++)
			;
	}
	return NULL;
}

static inline __attribute__((always_inline)) const char *
plain_number_end(const char *p, int *token)
{
	const char *start = p;

	while (char_is(p, CHAR_DIGIT))
		p++;
	*token = NUMBER;
	if (*p == '.') {
		*token = ADDRESS;
		return plain_address_end(start, p);
	}
	if (*p == 'x' && p == start + 1 && *start == '0' && char_digit(p[1]) < 16)
		for (p++; char_digit(*p) < 16; p++)
			;
	return char_is(p, CHAR_LETTER) || *p == ':' ? NULL : p;
}

/* ---- tokens ---- */

/* The word at p, a place in the text; empty: no plain word stands there. */
static inline struct span plain_word(const char *p)
{
	const char *end = char_is(p, CHAR_LETTER) ? plain_word_end(p) : NULL;

	return (struct span){ p, end ? (size_t)(end - p) : 0 };
}

/* Whether `word` stands at p. */
static inline bool plain_is(const char *p, const char *word)
{
	while (*word && *p == *word) {
		p++;
		word++;
	}
	return !*word && !char_is(p, CHAR_IN_WORD);
}

/* What scanner_match gives, by it only where that is needed. */
static inline int plain_next(struct scanner *scanner, struct span *text)
{
	const char *p = plain_skip_blanks(scanner->at), *end = NULL;
	int token;

	if (char_is(p, CHAR_LETTER)) {
		token = WORD;
		end = plain_word_end(p);
	} else if (char_is(p, CHAR_DIGIT)) {
		end = plain_number_end(p, &token);
	} else {
		token = plain_mark[(uint8_t)*p];
		if (token && !(char_is(p, CHAR_TWICE) && p[1] == *p))
			end = p + 1;
	}
	if (!end) {
		scanner->at = (char *)p;
		return scanner_match(scanner, text);
	}
	*text = (struct span){ p, (size_t)(end - p) };
	scanner->at = (char *)end;
	return token;
}

/* The value of a NUMBER; false: more than 64 bits. */
static inline bool plain_number(struct span text, uint64_t *number)
{
	uint64_t sum = 0;

	if (text.n > 18 || *text.p == '0')
		return span_number(text, number);
	for (size_t i = 0; i < text.n; i++)
		sum = sum * 10 + (uint64_t)(text.p[i] - '0');
	*number = sum;
	return true;
}

#endif
