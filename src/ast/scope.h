/*
 * scope: variables. Blocks nest (at most SCOPE_MAX deep); a use is bound to its definition where it
 * is read, so `redefine` does not reach back. Top-level definitions of buffers live in the context.
 */
#ifndef WEIR_AST_SCOPE_H
#define WEIR_AST_SCOPE_H

#include "ast/expr.h"
#include "base/diag.h"

enum { SCOPE_MAX = 4 };

/* A definition as it was written: its text is the value's, none when it was taken back. */
struct scope_change {
	const char *name;
	struct loc loc, value;
};
struct scope {
	struct scope *outer;
	struct map names;       /* -> struct definition */
	unsigned depth;
	VEC(struct scope_change) changes; /* of the outermost scope, in order */
};
struct definition {
	const char *name;
	const struct expr *value;
	struct loc loc;
};

void scope_init(struct scope *scope, struct pool *pool, struct scope *outer);
/* False with a message: redefinition of symbol 'NAME' (visible here or further out). */
bool scope_define(struct scope *scope, struct diag *diag, struct loc loc, struct span name,
		  const struct expr *value);
void scope_redefine(struct scope *scope, struct loc loc, struct span name, const struct expr *value);
void scope_undefine(struct scope *scope, struct span name);
/* Record a change of the outermost scope; of others nothing is kept. */
void scope_note(struct scope *scope, struct loc loc, struct span name, struct loc value);
const struct definition *scope_find(const struct scope *scope, struct span name);
/* A VARIABLE node bound to its definition; NULL with a message (and a near name) if unknown. */
struct expr *scope_use(const struct scope *scope, struct diag *diag, struct pool *pool,
		       struct loc loc, struct span name);

#endif
