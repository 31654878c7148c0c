/*
 * scanner: what scanner.l offers to lex.c: raw tokens of one source (or part of one), in order.
 */
#ifndef WEIR_PARSER_SCANNER_H
#define WEIR_PARSER_SCANNER_H

#include "base/source.h"

struct scanner {
	struct pool *pool;
	const struct source *source;
	void *flex;
	char *text;	     /* what is scanned: `size` bytes and two NULs */
	char *at;	     /* the next token, or blanks before it */
	uint32_t base, size; /* base: global offset of text */
};

/* Scan `part` of the source; the whole of it is scanned in place, a smaller part from a copy. */
void scanner_init(struct scanner *scanner, struct pool *pool, const struct source *source,
		  struct loc part);
/* The next token (a number of grammar.h; words are all WORD), by the automaton; its text in place. */
int scanner_match(struct scanner *scanner, struct span *text);

/* Go on at `to`, a place in the text. */
static inline void scanner_move(struct scanner *scanner, const char *to)
{
	scanner->at = (char *)to;
}

/* Where the text is read up to. */
static inline uint32_t scanner_at(const struct scanner *scanner)
{
	return scanner->base + (uint32_t)(scanner->at - scanner->text);
}

static inline struct loc scanner_loc(const struct scanner *scanner, struct span text)
{
	uint32_t at = scanner->base + (uint32_t)(text.p - scanner->text);

	return (struct loc){ at, at + (uint32_t)text.n };
}

#endif
