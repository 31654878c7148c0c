#include "pass/raise_parts.h"

/*
 * Implied matches. What evaluation would add before an expression need not be shown before it. As
 * a rule is raised, matches that fix a protocol are remembered; when an expression is used that
 * implies one of them, it goes. A statement that is no match ends that: what stands before it is
 * evaluated before it, whatever follows (`meta l4proto tcp counter tcp dport 22` counts TCP).
 */

void raise_unlink(struct raise *r, struct stmt *gone)
{
	struct stmt **at = &r->first;

	while (*at && *at != gone)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = gone->next;
	if (r->last == &gone->next)
		r->last = at;
}

static void drop(struct raise *r, size_t i)
{
	raise_unlink(r, &r->maybe.v[i]->s);
	memmove(r->maybe.v + i, r->maybe.v + i + 1, (r->maybe.n - i - 1) * sizeof(*r->maybe.v));
	r->maybe.n--;
}

static void used_by_selector(struct raise *r, const struct sel_expr *e)
{
	if (!e->sel->implies)
		return;
	for (size_t i = r->maybe.n; i-- > 0;)
		if (e->sel->implies(&r->dep, e, r->maybe.v[i]))
			drop(r, i);
}

void raise_used(struct raise *r, const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);

	if (expr_selector(e))
		used_by_selector(r, expr_selector(e));
	if (expr_binop(e)) {
		raise_used(r, expr_binop(e)->left);
		raise_used(r, expr_binop(e)->right);
	}
	for (size_t i = 0; concat && i < concat->item.n; i++)
		raise_used(r, concat->item.v[i]);
}

/* Only equality with a constant fixes a protocol. */
static bool may_be_implied(const struct match_stmt *m)
{
	return (m->rel == REL_EQ || m->rel == REL_IMPLICIT) && expr_selector(m->left) &&
	       expr_value(m->right);
}

void raise_stands(struct raise *r, struct stmt *s)
{
	struct match_stmt *m = stmt_as_match(r->run, s);

	if (m) {
		if (may_be_implied(m))
			*vec_push(r->run->pool, &r->maybe) = m;
		return;
	}
	for (size_t i = r->maybe.n; s->desc->implies && i-- > 0;)
		if (s->desc->implies(&r->dep, s, r->maybe.v[i]))
			drop(r, i);
	r->maybe.n = 0;
}
