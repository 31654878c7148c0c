/*
 * optimize_merge: which rules can be one, and that one. What it looks up, by outcome:
 * a set (all do the same), a verdict map (verdicts differ), a map (translations), or the joint
 * elements of verdict maps.
 */
#include "pass/optimize_parts.h"

/* ---- comparing ---- */

static bool same_columns(const struct shape *a, const struct shape *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->column[i] != b->column[i])
			return false;
	return true;
}

/* Verdicts can move into a map along with what each element can do by itself. */
static bool can_be_elements(const struct shape *shape)
{
	for (const struct stmt *s = shape->rest; s && s != shape->outcome; s = s->next)
		if (s->desc->merge != MERGE_STATE)
			return false;
	return true;
}

static bool same_parts_given(const struct shape *a, const struct shape *b)
{
	struct expr **x[STMT_PARTS_MAX], **y[STMT_PARTS_MAX];
	unsigned n = shape_parts(a, x);

	if (shape_parts(b, y) != n)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!*x[i] != !*y[i])
			return false;
	return true;
}

static bool outcomes_match(const struct shape *a, const struct shape *b)
{
	const struct map_expr *vmap = shape_vmap(a);

	if (!stmt_same_form(a->outcome, b->outcome))
		return false;
	if (vmap)
		return expr_same(vmap->key, shape_vmap(b)->key);
	if (shape_is_mappable(a))
		return shape_is_mappable(b) && same_parts_given(a, b);
	return stmt_same(a->outcome, b->outcome) ||
	       (a->outcome->desc->merge == MERGE_VERDICT && can_be_elements(a));
}

static bool same_rest(const struct shape *a, const struct shape *b)
{
	const struct stmt *s = a->rest, *t = b->rest;

	for (; s && t; s = s->next, t = t->next) {
		if (s->desc != t->desc)
			return false;
		if (s == a->outcome)
			return t == b->outcome && outcomes_match(a, b);
		if (s->desc->merge == MERGE_SAME && !stmt_same(s, t))
			return false;
	}
	return !s && !t;
}

/* Before a verdict map the matches must not differ at all. */
static bool same_values(const struct shape *a, const struct shape *b)
{
	for (unsigned i = 0; i < a->n; i++)
		if (!expr_same(a->match[i]->right, b->match[i]->right))
			return false;
	return true;
}

bool shapes_match(const struct shape *a, const struct shape *b)
{
	return same_columns(a, b) && same_rest(a, b) && (!shape_vmap(a) || same_values(a, b));
}

/* ---- making ---- */

/* What an element does before its verdict. What was counted so far goes with the rule's first. */
static struct stmt *element_stmts(struct optimizer *o, const struct shape *shape, bool first)
{
	struct stmt *list = NULL, **last = &list;

	for (struct stmt *s = shape->rest; s != shape->outcome; s = s->next) {
		*last = first ? stmt_clone(o->run->pool, s)
			      : stmt_new(o->run->pool, s->desc, s->loc);
		last = &(*last)->next;
	}
	return list;
}

/* Address, port, or both, or the verdict: what a map gives for the rule's keys. */
static struct expr *outcome_data(struct optimizer *o, const struct shape *shape)
{
	struct expr **part[STMT_PARTS_MAX], *data = NULL;
	unsigned n = shape_parts(shape, part);

	for (unsigned i = 0; i < n; i++) {
		struct expr *e = expr_clone(o->run->pool, *part[i]);

		if (!e)
			continue;
		if (data && !expr_concat(data))
			data = expr_append(o->run->pool, EXPR_CONCAT, NULL, data);
		data = data ? expr_append(o->run->pool, EXPR_CONCAT, data, e) : e;
	}
	return data;
}

static void add_elements(struct optimizer *o, struct expr *literal, const struct shape *shape,
			 bool data)
{
	size_t n = shape_key_n(shape);

	for (size_t i = 0; i < n; i++) {
		struct expr *key = shape_key(o, shape, i);
		struct expr *elem = expr_make_elem(o->run->pool, key->loc, key);

		if (data) {
			expr_elem(elem)->data = outcome_data(o, shape);
			expr_elem(elem)->stmts = element_stmts(o, shape, i == 0);
		}
		expr_set_add(o->run->pool, literal, elem);
	}
}

static struct expr *literal_of_all(struct optimizer *o, const struct shape *shape, size_t n,
				   bool data)
{
	struct expr *literal = expr_make_set(o->run->pool, shape->rule->loc);

	for (size_t i = 0; i < n; i++)
		add_elements(o, literal, &shape[i], data);
	return literal;
}

static bool verdicts_differ(const struct shape *shape, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (shape->outcome && !stmt_same(shape->outcome, shape[i].outcome))
			return true;
	return false;
}

static struct stmt *merge_verdicts(struct optimizer *o, const struct shape *shape, size_t n)
{
	return o->run->lang->make_vmap(o->run, shape->outcome->loc, shape_selector(o, shape),
				       literal_of_all(o, shape, n, true));
}

static struct stmt *merge_targets(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct stmt *outcome = stmt_clone(o->run->pool, shape->outcome);
	struct shape merged = { .outcome = outcome };
	struct expr **part[STMT_PARTS_MAX];
	unsigned parts = shape_parts(&merged, part), first = 0;

	while (!*part[first])
		first++;
	*part[first] = expr_make_map(o->run->pool, outcome->loc, shape_selector(o, shape),
				     literal_of_all(o, shape, n, true));
	for (unsigned i = first + 1; i < parts; i++)
		*part[i] = NULL;
	return outcome;
}

static void absorb_states(struct stmt *into, const struct stmt *from)
{
	for (; into && from; into = into->next, from = from->next)
		if (into->desc->absorb)
			into->desc->absorb(into, from);
}

static struct stmt *clone_list(struct optimizer *o, const struct stmt *s, const struct stmt *end)
{
	struct stmt *list = NULL, **last = &list;

	for (; s && s != end; s = s->next) {
		*last = stmt_clone(o->run->pool, s);
		last = &(*last)->next;
	}
	return list;
}

static struct stmt *merge_sets(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct match_stmt *m = match_new(o->run, shape->match[0]->s.loc, shape->match[0]->rel,
					 shape_selector(o, shape),
					 literal_of_all(o, shape, n, false));

	m->s.next = clone_list(o, shape->rest, NULL);
	for (size_t i = 1; i < n; i++)
		absorb_states(m->s.next, shape[i].rest);
	return &m->s;
}

static struct stmt *merge_vmaps(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct stmt *list = clone_list(o, shape->rule->stmts, NULL);
	struct shape merged = { .outcome = stmt_tail(list) };
	struct setlit_expr *literal = expr_setlit(shape_vmap(&merged)->map);

	for (size_t i = 1; i < n; i++) {
		const struct setlit_expr *more = expr_setlit(shape_vmap(&shape[i])->map);

		for (size_t j = 0; j < more->item.n; j++)
			expr_set_add(o->run->pool, &literal->e,
				     expr_clone(o->run->pool, more->item.v[j]));
	}
	return list;
}

static struct stmt *merge(struct optimizer *o, const struct shape *shape, size_t n)
{
	if (shape_vmap(shape))
		return merge_vmaps(o, shape, n);
	if (shape_is_mappable(shape))
		return merge_targets(o, shape, n);
	return verdicts_differ(shape, n) ? merge_verdicts(o, shape, n) : merge_sets(o, shape, n);
}

struct stmt *shapes_merge(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct stmt *merged = merge(o, shape, n);
	struct rule_ast rule = { .stmts = clone_list(o, merged, NULL), .loc = shape->rule->loc };
	struct trial trial;
	bool good;

	trial_begin(&trial, o);
	good = eval_rule(&trial.ev, &rule);
	trial_end(&trial);
	return good ? merged : NULL;
}
