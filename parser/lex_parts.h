/*
 * lex_parts: what the files of the lexer share. Private to them.
 */
#ifndef WEIR_PARSER_LEX_PARTS_H
#define WEIR_PARSER_LEX_PARTS_H

#include "parser/build.h"
#include "parser/plain.h"

enum mode { MODE_HEAD, MODE_RULE, MODE_PLAIN };
enum stage { STAGE_VERB, STAGE_SPEC, STAGE_TAIL };
enum { NAMES_ANY = 255, NO_TOKEN = -1 };

/* Object words: how many names follow, the block behind them, and the words in it. */
struct head_row {
	uint16_t token;
	uint8_t names, block;
	uint64_t scope;
};

static inline bool lex_is_list(const struct level *level)
{
	return level->kind == LEVEL_LIST || level->kind == LEVEL_NAMES;
}

/* Read the byte before again. */
static inline void lex_step_back(struct lex *lx)
{
	scanner_move(&lx->input.scanner, lx->input.scanner.at - 1);
}

/* The token, which `what` shall follow. */
static inline int lex_want(struct lex *lx, enum lex_want what, int token)
{
	lx->now.want = what;
	return token;
}

/* The word that follows on the same line; empty: none. */
static inline struct span lex_word_behind(struct span text)
{
	const char *p = plain_skip_blanks(text.p + text.n);

	return p > text.p + text.n ? plain_word(p) : (struct span){ p, 0 };
}

/* Make what follows a part of the token. */
static inline void lex_take(struct lex *lx, struct span *text, struct span behind)
{
	text->n = (size_t)(behind.p + behind.n - text->p);
	scanner_move(&lx->input.scanner, behind.p + behind.n);
}

/* lex.c */
void lex_begin_statement(struct lex *lx);
/* The row that a word behind the one at hand would have. */
const struct keyword *lex_keyword(const struct lex *lx, struct span word);

/* lex_table.c. A word by the table that was asked for; 0: it has no such word. */
int lex_wanted_word(struct lex *lx, enum lex_want what, struct span word, union token_value *value);
/* A word that only tables know; 0: none of them. */
int lex_table_word(struct lex *lx, struct span *text, union token_value *value);
/* `token` is a header, and so is what comes with it one token if that is its field; */
int lex_header(struct lex *lx, int token, struct span *text, union token_value *value);
/* or meta or ct, and a key. */
int lex_key_behind(struct lex *lx, int token, struct span *text, union token_value *value);

/* Whether the word, a keyword if row is not NULL, is a constant; one may name a header. */
bool lex_is_constant(struct lex *lx, const struct keyword *row, struct span word, bool *is_header);

/*
 * lex_stmt.c, where lex->at_stmt. `token` begins a statement: the whole of it as one token, a STMT,
 * if it is simple; otherwise the token itself. Matches and assignments begin with a selector, which
 * *value is.
 */
int lex_match(struct lex *lx, int token, struct span *text, union token_value *value);
int lex_nat(struct lex *lx, int token, struct span *text, union token_value *value);
int lex_counter(struct lex *lx, struct span text, union token_value *value);
int lex_verdict(struct lex *lx, int token, struct span text, union token_value *value);
int lex_jump(struct lex *lx, int token, struct span *text, union token_value *value);

/* lex_head.c, in the head of a command: plurals and kinds of ct objects (0: it is neither), */
int lex_head_word(struct lex *lx, uint64_t then, struct span word, union token_value *value);
/* keywords, and names. */
int lex_head_keyword(struct lex *lx, const struct keyword *row);
int lex_name_word(struct lex *lx);
const struct head_row *lex_head_row(unsigned token); /* token 0: not an object word */

#endif
