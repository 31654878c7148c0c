/*
 * stmt: making statements.
 */
#include "ast/desc.h"

void *stmt_new(struct pool *pool, const struct stmt_desc *desc, struct loc loc)
{
	struct stmt *s = pool_alloc(pool, desc->size);

	s->desc = desc;
	s->loc = loc;
	return s;
}

struct stmt *stmt_tail(struct stmt *list)
{
	while (list && list->next)
		list = list->next;
	return list;
}

struct match_stmt *match_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			     struct expr *right)
{
	struct match_stmt *m = stmt_new(run->pool, run->lang->match, loc);

	m->rel = (uint8_t)rel;
	m->left = left;
	m->right = right;
	return m;
}

struct match_stmt *stmt_as_match(const struct run *run, const struct stmt *s)
{
	return s && s->desc == run->lang->match ? (struct match_stmt *)s : NULL;
}
