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

/* lex_word.c: what a word is here, and what that makes of the words behind it. */
const struct head_row *lex_head_row(unsigned token); /* token 0: not an object word */
int lex_word(struct lex *lx, struct span *text, union token_value *value);

#endif
