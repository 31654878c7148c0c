/*
 * clause: reading and writing the members of a statement through its clause rows (ast/desc.h). Text
 * (pass/print_clause.c) and JSON (json/clause.c) come from the same rows.
 */
#ifndef WEIR_AST_CLAUSE_H
#define WEIR_AST_CLAUSE_H

#include "ast/desc.h"

/* The row of a clause word, or NULL. */
const struct clause *clause_find(const struct stmt_desc *desc, struct span word);
void *clause_member(const struct stmt *s, const struct clause *c);
bool clause_is_given(const struct stmt *s, const struct clause *c);
uint64_t clause_number(const struct stmt *s, const struct clause *c);
void clause_put_number(struct stmt *s, const struct clause *c, uint64_t number);
/* NULL: the number has no name. */
const char *clause_enum_name(const struct clause *c, uint64_t number);
/* Whether the name of a flag belongs to what `bits` shows. */
bool clause_flag_is_shown(const struct symbol *names, const struct symbol *n, uint64_t bits);

/* Whether the clause whose row stores at `member` was given; and say that it was. */
void stmt_give(struct stmt *s, size_t offset);
bool stmt_gave(const struct stmt *s, size_t offset);
#define STMT_GIVE(s, type, member) stmt_give((struct stmt *)(s), offsetof(type, member))
#define STMT_GAVE(s, type, member) stmt_gave((const struct stmt *)(s), offsetof(type, member))

/*
 * Statements whose options come in clauses: make one, then give it clauses by row, in any order.
 * False: out of range, too long, no such name (message recorded).
 */
struct stmt *stmt_make(struct run *run, struct loc loc, const struct stmt_desc *desc);
bool stmt_clause_number(struct run *run, struct stmt *s, const struct clause *c, struct loc loc,
			uint64_t number);
bool stmt_clause_text(struct run *run, struct stmt *s, const struct clause *c, struct loc loc,
		      struct span text);
bool stmt_clause_word(struct run *run, struct stmt *s, const struct clause *c, struct loc loc);
bool stmt_clause_expr(struct run *run, struct stmt *s, const struct clause *c, struct expr *e);

#endif
