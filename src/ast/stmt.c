/*
 * stmt: making, copying and comparing statements.
 */
#include "ast/desc.h"

struct stmt *stmt_tail(struct stmt *list)
{
	while (list && list->next)
		list = list->next;
	return list;
}

struct match_stmt *match_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			     struct expr *right)
{
	struct match_stmt *m = pool_raw(run->pool, sizeof(*m));

	*m = (struct match_stmt){ .s = { .desc = run->lang->match, .loc = loc },
				  .rel = (uint8_t)rel, .left = left, .right = right };
	return m;
}

static unsigned parts_of(const struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	return s->desc->parts ? s->desc->parts((struct stmt *)s, part) : 0;
}

struct stmt *stmt_clone(struct pool *pool, const struct stmt *s)
{
	struct stmt *copy = pool_memdup(pool, s, s->desc->size);
	struct expr **part[STMT_PARTS_MAX];
	unsigned n = parts_of(copy, part);

	for (unsigned i = 0; i < n; i++)
		*part[i] = expr_clone(pool, *part[i]);
	for (const struct clause *c = s->desc->clauses; c && c->word; c++) {
		struct expr **e = (struct expr **)((char *)copy + c->offset);

		if (c->kind == CLAUSE_EXPR)
			*e = expr_clone(pool, *e);
	}
	copy->next = NULL;
	return copy;
}

static bool clause_same(const struct stmt *a, const struct stmt *b, const struct clause *c)
{
	const void *x = (const char *)a + c->offset, *y = (const char *)b + c->offset;

	switch ((enum clause_kind)c->kind) {
	case CLAUSE_STRING:
		return str_same(*(const char *const *)x, *(const char *const *)y);
	case CLAUSE_EXPR:
		return expr_same(*(struct expr *const *)x, *(struct expr *const *)y);
	case CLAUSE_WORD: case CLAUSE_NUMBER: case CLAUSE_ENUM: case CLAUSE_FLAGS: case CLAUSE_TIME:
		break;
	}
	return !memcmp(x, y, c->size);
}

bool stmt_same_form(const struct stmt *a, const struct stmt *b)
{
	if (a->desc != b->desc || a->given != b->given)
		return false;
	for (const struct clause *c = a->desc->clauses; c && c->word; c++)
		if (!clause_same(a, b, c))
			return false;
	return !a->desc->same || a->desc->same(a, b);
}

bool stmt_same(const struct stmt *a, const struct stmt *b)
{
	struct expr **x[STMT_PARTS_MAX], **y[STMT_PARTS_MAX];
	unsigned n = parts_of(a, x);

	if (!stmt_same_form(a, b) || parts_of(b, y) != n)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!expr_same(*x[i], *y[i]))
			return false;
	return true;
}
