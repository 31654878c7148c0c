/*
 * scope: variables by name, from the innermost block outwards.
 */
#include "ast/scope.h"

#include <limits.h>

void scope_init(struct scope *scope, struct pool *pool, struct scope *outer)
{
	*scope = (struct scope){ .outer = outer, .depth = outer ? outer->depth + 1 : 0 };
	map_init(&scope->names, pool);
}

const struct definition *scope_find(const struct scope *scope, struct span name)
{
	const struct definition *found = NULL;

	for (; scope && !found; scope = scope->outer)
		found = map_get(&scope->names, name);
	return found;
}

bool scope_define(struct scope *scope, struct diag *diag, struct loc loc, struct span name,
		  const struct expr *value)
{
	if (scope_find(scope, name))
		return diag_error(diag, loc, "redefinition of symbol '%.*s'", (int)name.n, name.p);
	scope_redefine(scope, loc, name, value);
	return true;
}

void scope_redefine(struct scope *scope, struct loc loc, struct span name, const struct expr *value)
{
	struct definition *definition = pool_new_of(scope->names.pool, struct definition);

	definition->value = value;
	definition->loc = loc;
	definition->name = map_set(&scope->names, name, definition);
}

void scope_undefine(struct scope *scope, struct span name)
{
	map_set(&scope->names, name, NULL);
}

void scope_note(struct scope *scope, struct loc loc, struct span name, struct loc value)
{
	struct pool *pool = scope->names.pool;

	if (!scope->outer)
		*vec_push(pool, &scope->changes) = (struct scope_change){
			pool_strndup(pool, name.p, name.n), loc, value
		};
}

static const char *near_name(const struct scope *scope, const char *name)
{
	const char *nearest = NULL;
	unsigned best = UINT_MAX;

	for (; scope; scope = scope->outer) {
		struct map_slot *slot = NULL;

		while ((slot = map_next(&scope->names, slot)))
			if (str_suggests(name, slot->key, &best))
				nearest = slot->key;
	}
	return nearest;
}

struct expr *scope_use(const struct scope *scope, struct diag *diag, struct pool *pool,
		       struct loc loc, struct span name)
{
	const struct definition *definition = scope_find(scope, name);
	const char *text = pool_strndup(pool, name.p, name.n), *nearest;
	struct variable_expr *variable;

	if (!definition) {
		nearest = near_name(scope, text);
		if (nearest)
			diag_error(diag, loc,
				   "unknown identifier '%s'; did you mean identifier '%s'?", text,
				   nearest);
		else
			diag_error(diag, loc, "unknown identifier '%s'", text);
		return NULL;
	}
	variable = (struct variable_expr *)expr_new(pool, EXPR_VARIABLE, sizeof(*variable), loc);
	variable->name = definition->name;
	variable->bound = definition->value;
	return &variable->e;
}
