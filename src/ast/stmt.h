/*
 * stmt: statements. A rule is a list of them; each kind is one file under lang/stmt with its struct
 * (which starts with struct stmt), descriptor and passes.
 */
#ifndef WEIR_AST_STMT_H
#define WEIR_AST_STMT_H

#include "ast/expr.h"

struct stmt_desc;

struct stmt {
	const struct stmt_desc *desc;
	struct stmt *next;
	struct loc loc;
	uint32_t given;         /* bit per clause row */
	bool implied;           /* put in by evaluation; or raised and known to be implied: not printed */
};

struct stmt *stmt_tail(struct stmt *list);
/* A copy of one statement before evaluation, with its expressions; next is NULL. */
struct stmt *stmt_clone(struct pool *pool, const struct stmt *s);
/* Whether both say the same but for what their parts (stmt_desc) hold; and altogether. */
bool stmt_same_form(const struct stmt *a, const struct stmt *b);
bool stmt_same(const struct stmt *a, const struct stmt *b);

/* One rule as written. */
struct rule_ast {
	struct rule_ast *next;
	struct stmt *stmts;
	const char *comment;
	struct loc loc, comment_loc;
};
/* The rules of an anonymous chain, or of a chain block. */
struct rule_block {
	struct rule_ast *first, **last;
	struct loc loc;
	const char *name;       /* given when evaluated: __chainN */
	uint32_t id;
};

/*
 * The core statement kind: a relational match. (Its descriptor is lang/stmt/match.c, but passes make
 * and read matches: implied ones, folded ones.)
 */
enum relation { REL_IMPLICIT, REL_EQ, REL_NEQ, REL_LT, REL_GT, REL_LE, REL_GE, REL_NOT /* ! flags */ };
struct match_stmt {
	struct stmt s;
	uint8_t rel;
	struct expr *left, *right;
	bool masked;            /* right is `value / mask` (LIST of two): flags compare under mask */
	struct expr *mask;
};
/* lang registers this so that passes can make matches without naming the leaf. */
struct lang;
struct match_stmt *match_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			     struct expr *right);

#endif
