#include "lang/expr/keyed.h"

const struct key *key_by_name(const struct key *keys, struct span name)
{
	for (const struct key *key = keys; key->name; key++)
		if (span_is(name, key->name) || (key->alias && span_is(name, key->alias)))
			return key;
	return NULL;
}

const struct key *key_by_id(const struct key *keys, uint32_t id)
{
	for (const struct key *key = keys; key->name; key++)
		if (key->id == id)
			return key;
	return NULL;
}

void selector_type(struct sel_expr *e, const struct type *type, unsigned bits, enum order order)
{
	e->e.type = type;
	e->e.bits = bits;
	e->e.order = order;
}

void keyed_type(struct sel_expr *e, const struct key *key)
{
	selector_type(e, key->type, key->bits, key->order);
}

void *keyed_new(struct run *run, struct loc loc, const struct selector *sel, const struct key *key)
{
	struct keyed_expr *e = expr_make_selector(run->pool, loc, sel);

	e->key = key;
	keyed_type(&e->s, key);
	return e;
}

void *keyed_of_id(struct run *run, const struct selector *sel, uint32_t id)
{
	const struct key *key = key_by_id(sel->keys, id);

	return key ? keyed_new(run, (struct loc){ 0 }, sel, key) : NULL;
}

bool keyed_eval(struct eval *ev, struct sel_expr *e)
{
	keyed_type(e, keyed_of(e)->key);
	return true;
}

bool keyed_same(const struct sel_expr *a, const struct sel_expr *b)
{
	return keyed_of(a)->key == keyed_of(b)->key && a->tunnel == b->tunnel;
}

void keyed_typeof_put(struct tlv *tlv, const struct sel_expr *e)
{
	tlv_put_u32(tlv, 0, keyed_of(e)->key->id);
}

void keyed_print(struct print *p, const struct sel_expr *e)
{
	out_printf(p->out, "%s %s", e->sel->word, keyed_of(e)->key->name);
}

const struct key *keyed_json_key(struct reader *r, const struct key *keys, struct json_t *value)
{
	const struct key *key;
	const char *name;

	if (!json_must_str(r, value, "key", &name))
		return NULL;
	key = key_by_name(keys, span_of(name));
	if (!key)
		json_error(r, "Unknown %s key '%s'.", r->key, name);
	return key;
}

const struct expr *selector_compared(const struct eval *ev, const struct sel_expr *e)
{
	const struct match_stmt *m = ev->stmt ? stmt_as_match(ev->run, ev->stmt) : NULL;
	const struct expr *right = m && m->left == &e->e ? m->right : NULL;

	while (right && right->kind == EXPR_VARIABLE)
		right = expr_variable(right)->bound;
	return right;
}

static bool is_literal(const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE: case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE:
	case EXPR_LIST: case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_CONCAT:
	case EXPR_VERDICT:
		return true;
	case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP: case EXPR_SETREF: case EXPR_SELECTOR:
		break;
	}
	return false;
}

bool secmark_is_compared_well(struct eval *ev, const struct sel_expr *e)
{
	const struct expr *right = selector_compared(ev, e);

	if (!right || !is_literal(right))
		return true;
	eval_error(ev, right->loc, "Cannot be used with right hand side constant value");
	return diag_also(&ev->run->diag, e->e.loc);
}

bool selector_number_fits(struct eval *ev, const struct sel_expr *e, uint64_t number, uint64_t max)
{
	return number <= max || eval_error(ev, e->e.loc, "value too large");
}
