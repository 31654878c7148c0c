/*
 * optimize_rule: what a rule consists of, if it is one that could be merged with others: equality
 * matches with constants, then statements whose descriptors give them a role.
 */
#include "pass/optimize_parts.h"

/* Rules that stand for more keys than this are better left as they are. */
enum { KEYS_MAX = 4096 };

/* ---- values ---- */

static bool add_value(struct optimizer *o, struct shape *shape, struct setlit_expr *values,
		      struct expr *e);

static bool add_values(struct optimizer *o, struct shape *shape, struct setlit_expr *values,
		       struct expr *const *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!add_value(o, shape, values, item[i]))
			return false;
	return true;
}

static bool add_texts(struct optimizer *o, struct shape *shape, struct setlit_expr *values,
		      const struct litrun *texts)
{
	for (size_t i = 0; i < texts->rec.n; i++) {
		struct litrec rec = texts->rec.v[i];
		struct expr *e = o->run->parse_element(o->run,
						       (struct loc){ rec.at, rec.at + rec.size });

		if (!e || !add_value(o, shape, values, e))
			return false;
	}
	return true;
}

static bool is_plain_elem(const struct elem_expr *elem)
{
	return !elem->data && !elem->stmts && !elem->comment && !elem->given;
}

/* False: not a constant, or not one that can be an element. */
static bool add_value(struct optimizer *o, struct shape *shape, struct setlit_expr *values,
		      struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_SETLIT:
		return add_values(o, shape, values, expr_setlit(e)->item.v,
				  expr_setlit(e)->item.n);
	case EXPR_RUN:
		return add_texts(o, shape, values, expr_run(e)->run);
	case EXPR_ELEM:
		return is_plain_elem(expr_elem(e)) &&
		       add_value(o, shape, values, expr_elem(e)->key);
	case EXPR_SYMBOL:
		if (e->flags & EXPR_F_CATCHALL)
			return false;
		break;
	case EXPR_VALUE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT: case EXPR_BINOP:
		break;
	case EXPR_VARIABLE: case EXPR_LIST: case EXPR_UNARY: case EXPR_MAP: case EXPR_SETREF:
	case EXPR_VERDICT: case EXPR_SELECTOR:
		return false;
	}
	expr_set_add(o->run->pool, &values->e, e);
	return true;
}

/* Bits are tested one by one when flags are compared without `==`. */
static bool tests_bits(const struct match_stmt *m)
{
	return m->rel == REL_IMPLICIT && !expr_setlit(m->right) && !expr_binop(m->left);
}

static bool read_values(struct optimizer *o, struct shape *shape, unsigned i)
{
	struct match_stmt *m = shape->match[i];
	struct setlit_expr *values = expr_setlit(expr_make_set(o->run->pool, m->right->loc));
	const struct list_expr *list = tests_bits(m) ? expr_list(m->right) : NULL;

	shape->values[i] = values;
	if (list)
		return add_values(o, shape, values, list->item.v, list->item.n);
	return add_value(o, shape, values, m->right) && values->item.n;
}

/* ---- selectors ---- */

/* Flags with commas between, as an operation. */
static struct expr *flags_joined(struct optimizer *o, struct expr *e)
{
	const struct list_expr *list = expr_list(e);
	struct expr *joined = list ? list->item.v[0] : e;

	for (size_t i = 1; list && i < list->item.n; i++)
		joined = expr_make_binop(o->run->pool, e->loc, BINOP_OR, joined, list->item.v[i]);
	return joined;
}

/* `flags value / mask` as `flags & mask == value`. */
static struct match_stmt *unmasked(struct optimizer *o, struct match_stmt *m)
{
	struct match_stmt *plain;

	if (!m->masked || !expr_selector(m->left))
		return m;
	plain = pool_memdup(o->run->pool, m, sizeof(*m));
	plain->masked = false;
	plain->mask = NULL;
	plain->rel = m->rel == REL_IMPLICIT ? REL_EQ : m->rel;
	plain->left = expr_make_binop(o->run->pool, m->left->loc, BINOP_AND, m->left,
				      flags_joined(o, m->mask));
	plain->right = flags_joined(o, m->right);
	return plain;
}

static bool is_steady(const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);
	const struct sel_expr *selector = expr_selector(e);
	const struct binop_expr *binop = expr_binop(e);

	if (selector)
		return !selector->sel->fickle || !selector->sel->fickle(selector);
	if (binop)
		return is_steady(binop->left);
	for (size_t i = 0; concat && i < concat->item.n; i++)
		if (!is_steady(concat->item.v[i]))
			return false;
	return concat;
}

static size_t column_of(struct optimizer *o, const struct expr *left)
{
	for (size_t i = 0; i < o->column.n; i++)
		if (expr_same(o->column.v[i], left))
			return i;
	*vec_push(o->run->pool, &o->column) = left;
	return o->column.n - 1;
}

/* False: there is one for that column already. */
static bool put_match(struct shape *shape, struct match_stmt *m, size_t column)
{
	unsigned at = shape->n;

	for (; at && shape->column[at - 1] >= column; at--) {
		if (shape->column[at - 1] == column)
			return false;
		shape->column[at] = shape->column[at - 1];
		shape->match[at] = shape->match[at - 1];
	}
	shape->column[at] = column;
	shape->match[at] = m;
	shape->n++;
	return true;
}

static bool is_equality(const struct match_stmt *m)
{
	return (m->rel == REL_IMPLICIT || m->rel == REL_EQ) && !m->masked && is_steady(m->left);
}

/* The matches at the front of the rule. Every rule has a say in what the columns are. */
static bool read_matches(struct optimizer *o, struct shape *shape)
{
	struct stmt *s = shape->rule->stmts;
	bool good = true;

	for (struct match_stmt *m; (m = stmt_as_match(o->run, s)); s = s->next) {
		m = unmasked(o, m);
		size_t column = column_of(o, m->left);

		good = good && is_equality(m) && shape->n < KEY_FIELDS_MAX &&
		       put_match(shape, m, column);
	}
	shape->rest = s;
	return good;
}

/* ---- statements ---- */

unsigned shape_parts(const struct shape *shape, struct expr **part[STMT_PARTS_MAX])
{
	return shape->outcome ? shape->outcome->desc->parts(shape->outcome, part) : 0;
}

struct map_expr *shape_vmap(const struct shape *shape)
{
	struct expr **part[STMT_PARTS_MAX];

	if (!shape->outcome || shape->outcome->desc->merge != MERGE_VMAP)
		return NULL;
	shape_parts(shape, part);
	return expr_map(*part[0]);
}

static bool is_target(const struct expr *e)
{
	return e->kind == EXPR_SYMBOL || e->kind == EXPR_VALUE;
}

bool shape_is_mappable(const struct shape *shape)
{
	struct expr **part[STMT_PARTS_MAX];
	unsigned n, given = 0;

	if (!shape->outcome || shape->outcome->desc->merge != MERGE_TARGET ||
	    shape->rest != shape->outcome)
		return false;
	n = shape_parts(shape, part);
	for (unsigned i = 0; i < n; i++) {
		if (*part[i] && !is_target(*part[i]))
			return false;
		given += *part[i] != NULL;
	}
	return given;
}

/* Statements before a look-up are done for every packet: there must be none. */
static bool outcome_is_good(const struct shape *shape)
{
	const struct map_expr *vmap = shape_vmap(shape);
	struct expr **part[STMT_PARTS_MAX];
	const struct verdict_expr *verdict;

	if (!shape->outcome)
		return true;
	if (shape->outcome->desc->merge == MERGE_VMAP)
		return vmap && shape->rest == shape->outcome && expr_setlit(vmap->map) &&
		       is_steady(vmap->key);
	if (shape->outcome->desc->merge != MERGE_VERDICT)
		return true;
	shape_parts(shape, part);
	verdict = expr_verdict(*part[0]);
	return verdict && !verdict->block;
}

static bool read_rest(struct optimizer *o, struct shape *shape)
{
	for (struct stmt *s = shape->rest; s; s = s->next) {
		switch ((enum merge_role)s->desc->merge) {
		case MERGE_NEVER:
			return false;
		case MERGE_SAME: case MERGE_STATE:
			break;
		case MERGE_VERDICT: case MERGE_VMAP: case MERGE_TARGET:
			if (s->next)
				return false;
			shape->outcome = s;
			break;
		}
	}
	return outcome_is_good(shape) && (shape->n || shape_vmap(shape));
}

/* ---- keys ---- */

size_t shape_key_n(const struct shape *shape)
{
	size_t n = 1;

	for (unsigned i = 0; i < shape->n && n <= KEYS_MAX; i++)
		n *= shape->values[i]->item.n;
	return n;
}

static struct expr *join(struct optimizer *o, struct expr *const *part, unsigned n)
{
	struct expr *whole = NULL;

	if (n == 1)
		return part[0];
	for (unsigned i = 0; i < n; i++) {
		const struct list_expr *concat = expr_concat(part[i]);

		for (size_t j = 0; concat && j < concat->item.n; j++)
			whole = expr_append(o->run->pool, EXPR_CONCAT, whole, concat->item.v[j]);
		if (!concat)
			whole = expr_append(o->run->pool, EXPR_CONCAT, whole, part[i]);
	}
	return whole;
}

struct expr *shape_key(struct optimizer *o, const struct shape *shape, size_t i)
{
	struct expr *part[KEY_FIELDS_MAX];

	for (unsigned m = shape->n; m--;) {
		size_t n = shape->values[m]->item.n;

		part[m] = expr_clone(o->run->pool, shape->values[m]->item.v[i % n]);
		i /= n;
	}
	return join(o, part, shape->n);
}

struct expr *shape_selector(struct optimizer *o, const struct shape *shape)
{
	struct expr *part[KEY_FIELDS_MAX];

	for (unsigned i = 0; i < shape->n; i++)
		part[i] = expr_clone(o->run->pool, shape->match[i]->left);
	return join(o, part, shape->n);
}

static struct expr *literal_of(struct optimizer *o, const struct shape *shape)
{
	struct expr *literal;
	size_t n = shape_key_n(shape);

	if (shape_vmap(shape))
		return expr_clone(o->run->pool, shape_vmap(shape)->map);
	literal = expr_make_set(o->run->pool, shape->rule->loc);
	for (size_t i = 0; i < n; i++)
		expr_set_add(o->run->pool, literal, shape_key(o, shape, i));
	return literal;
}

static bool are_single_flags(const struct elems *keys, unsigned at, unsigned size)
{
	for (size_t i = 0; i < keys->n; i++)
		if (bytes_popcount(elems_lo(keys, i) + at, size) != 1 ||
		    memcmp(elems_lo(keys, i) + at, elems_hi(keys, i) + at, size))
			return false;
	return true;
}

/*
 * Flags of which a packet has just one can be values of a set, if what is tested is one flag. Of
 * others a packet may have more than are asked for.
 */
static bool values_are_exact(const struct shape *shape, const struct elems *keys,
			     const struct key_spec *spec)
{
	unsigned field = 0;

	for (unsigned m = 0; m < shape->n; m++) {
		const struct list_expr *concat = expr_concat(shape->match[m]->left);
		unsigned at = key_field_offset(spec, field);
		const struct key_field *f = &spec->field[field];

		field += concat ? concat->item.n : 1;
		if (field > spec->n)
			return false;
		if (!tests_bits(shape->match[m]) || concat || !type_has_flags(f->type))
			continue;
		if (!f->type->exclusive || !are_single_flags(keys, at, BYTES_OF(f->bits)))
			return false;
	}
	return true;
}

/* Ranges of what an operation gives are not compared as such. */
static bool has_range_of_binop(const struct shape *shape)
{
	for (unsigned m = 0; m < shape->n; m++) {
		if (!expr_binop(shape->match[m]->left))
			continue;
		for (size_t i = 0; i < shape->values[m]->item.n; i++)
			if (expr_range(shape->values[m]->item.v[i]) ||
			    expr_prefix(shape->values[m]->item.v[i]))
				return true;
	}
	return false;
}

static bool eval_keys(struct optimizer *o, struct eval *ev, struct shape *shape)
{
	bool vmap = shape_vmap(shape);
	struct expr *key = vmap ? expr_clone(o->run->pool, shape_vmap(shape)->key)
				: shape_selector(o, shape);
	struct set *set = pool_new_of(o->run->pool, struct set);
	struct stmt *implied = NULL;

	ev->here = &implied;
	set->flags = SET_ANONYMOUS | (vmap ? SET_MAP : 0);
	if (!eval_expr(ev, &key) || !key_spec_of(ev, key, &set->key))
		return false;
	eval_set_numbers(set);
	if (!eval_elements(ev, literal_of(o, shape), set) || set->elems->extra.n ||
	    !set->elems->n)
		return false;
	shape->keys = set->elems;
	return vmap || values_are_exact(shape, set->elems, &set->key);
}

static bool read_keys(struct optimizer *o, struct shape *shape)
{
	struct trial trial;
	bool good = true;

	trial_begin(&trial, o);
	for (unsigned i = 0; i < shape->n && good; i++)
		good = read_values(o, shape, i);
	good = good && !has_range_of_binop(shape) && shape_key_n(shape) <= KEYS_MAX &&
	       eval_keys(o, &trial.ev, shape);
	trial_end(&trial);
	return good;
}

void shape_read(struct optimizer *o, struct rule_ast *rule, struct shape *shape)
{
	shape->rule = rule;
	shape->mergeable = read_matches(o, shape) && read_rest(o, shape) && read_keys(o, shape);
}
