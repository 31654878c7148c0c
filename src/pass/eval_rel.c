/*
 * eval_rel: relational matches and maps. A match is brought to a form that says exactly what the
 * kernel will compare: implied masks are written out, constants take over shifts and exclusive-or,
 * both sides have one byte order.
 */
#include "pass/eval_parts.h"

static const char *const relation_text[] = {
	[REL_IMPLICIT] = "==", [REL_EQ] = "==", [REL_NEQ] = "!=", [REL_LT] = "<", [REL_GT] = ">",
	[REL_LE] = "<=", [REL_GE] = ">=", [REL_NOT] = "!",
};

static bool is_equality(const struct match_stmt *m)
{
	return m->rel == REL_IMPLICIT || m->rel == REL_EQ || m->rel == REL_NEQ;
}

static bool undefined_for(struct eval *ev, const struct match_stmt *m, const char *what)
{
	return eval_error(ev, m->right->loc,
			  "Relational expression (%s) is undefined for %s expressions",
			  relation_text[m->rel], what);
}

/* left & mask, typed as left. */
static struct expr *masked(struct eval *ev, struct expr *left, const uint8_t *mask)
{
	struct expr *value = expr_bytes(ev->run->pool, left->loc, left->type, left->order,
					left->bits, mask);
	struct expr *e = expr_make_binop(ev->run->pool, left->loc, BINOP_AND, left, value);

	e->type = left->type;
	e->bits = left->bits;
	e->order = left->order;
	e->flags |= EXPR_F_EVALUATED;
	return e;
}

/* ---- flags ---- */

/* (left & flags) != 0, or == 0 for `!`. */
static OFF_THE_WAY bool flag_match(struct eval *ev, struct match_stmt *m)
{
	m->left = masked(ev, m->left, expr_value(m->right)->b);
	m->right = expr_bytes(ev->run->pool, m->right->loc, m->left->type, m->left->order,
			      m->left->bits, NULL);
	m->rel = m->rel == REL_NOT ? REL_EQ : REL_NEQ;
	return true;
}

static OFF_THE_WAY bool negated(struct eval *ev, struct match_stmt *m)
{
	if (!m->left->type->bitmask || !expr_value(m->right)) {
		eval_error(ev, m->left->loc,
			   "negation can only be used with singleton bitmask values");
		return diag_also(&ev->run->diag, m->right->loc);
	}
	return flag_match(ev, m);
}

/* ---- constants on the right ---- */

/* The bit field as its covering load under a mask, so that no shift is needed. */
static void cover(struct eval *ev, struct match_stmt *m)
{
	struct sel_expr *field = expr_bit_field(m->left);

	if (!field)
		return;
	m->right = eval_covering_value(ev, field, m->right);
	m->left = eval_covering_load(ev, m->left);
}

static bool value_match(struct eval *ev, struct match_stmt *m)
{
	bool ordered = !is_equality(m);

	if (m->rel == REL_NOT)
		return negated(ev, m);
	if (m->rel == REL_IMPLICIT && type_has_flags(m->left->type) && !expr_binop(m->left))
		return flag_match(ev, m);
	if (!ordered && !eval_transfer(ev, &m->left, &m->right))
		return false;
	cover(ev, m);
	if (ordered)
		eval_order(ev, &m->left, ORDER_BIG);
	eval_order(ev, &m->right, m->left->order);
	return true;
}

/* A range of hours over midnight (in UTC) is everything but the hours between. */
static void hours_match(struct eval *ev, struct match_stmt *m)
{
	struct range_expr *range = expr_range(m->right);
	struct value_expr *lo = expr_value(range->lo), *hi = expr_value(range->hi);

	if (m->left->type->id != TYPE_TIME_HOUR ||
	    bytes_cmp(lo->b, hi->b, BYTES_OF(lo->e.bits)) <= 0)
		return;
	range->lo = &hi->e;
	range->hi = &lo->e;
	m->rel = m->rel == REL_NEQ ? REL_EQ : REL_NEQ;
}

static OFF_THE_WAY bool range_match(struct eval *ev, struct match_stmt *m)
{
	if (!is_equality(m))
		return undefined_for(ev, m, "range");
	if (!eval_transfer(ev, &m->left, &m->right))
		return false;
	hours_match(ev, m);
	cover(ev, m);
	eval_order(ev, &m->left, ORDER_BIG);
	eval_order(ev, &m->right, ORDER_BIG);
	return true;
}

/*
 * Prefixes of whole bytes are compared as that many bytes (lowering), others under a mask. Text
 * with a wildcard is such a prefix.
 */
static OFF_THE_WAY bool prefix_match(struct eval *ev, struct match_stmt *m)
{
	const struct prefix_expr *prefix = expr_prefix(m->right);
	uint8_t mask[BYTES_MAX];

	if (!is_equality(m))
		return undefined_for(ev, m, "prefix");
	if (m->left->order == ORDER_TEXT || (m->left->order == ORDER_BIG && prefix->len &&
					     prefix->len % 8 == 0 && m->left->bits % 8 == 0))
		return true;
	bytes_mask(mask, m->left->bits, prefix->len);
	m->right = prefix->base;
	m->left = masked(ev, m->left, mask);
	eval_order(ev, &m->right, m->left->order);
	return true;
}

/* ---- sets on the right ---- */

static bool key_mismatch(struct eval *ev, const struct expr *left, const struct expr *right,
			 const struct key_spec *set)
{
	eval_error(ev, right->loc, "datatype mismatch, expected %s, expression has type %s",
		   expr_type_text(ev, left), key_spec_text(ev, set));
	return diag_also(&ev->run->diag, left->loc);
}

static OFF_THE_WAY bool set_match(struct eval *ev, struct match_stmt *m)
{
	struct setref_expr *ref = expr_setref(m->right);
	struct key_spec spec;

	if (!is_equality(m))
		return undefined_for(ev, m,
				     ref->set->flags & SET_ANONYMOUS ? "set" : "set reference");
	if (ref->set->flags & (SET_MAP | SET_OBJECT))
		return eval_error(ev, m->right->loc, "%s is a map; a match looks in sets", ref->name);
	if (!key_spec_of(ev, m->left, &spec))
		return false;
	if (ref->set->key.n && !key_spec_match(&spec, &ref->set->key))
		return key_mismatch(ev, m->left, m->right, &ref->set->key);
	if (expr_bit_field(m->left) && ref->set->flags & SET_ANONYMOUS) {
		eval_covering_set(ev, expr_bit_field(m->left), ref->set);
		m->left = eval_covering_load(ev, m->left);
	}
	return true;
}

static OFF_THE_WAY bool literal_match(struct eval *ev, struct match_stmt *m)
{
	struct key_spec spec;

	if (!is_equality(m))
		return undefined_for(ev, m, "set");
	if (!key_spec_of(ev, m->left, &spec) ||
	    !eval_anonymous(ev, &m->right, &spec, NULL, false, 0))
		return false;
	if (expr_setref(m->right))
		typeof_put_key(ev->run, expr_setref(m->right)->set, m->left);
	return true;
}

/* ---- matches ---- */

static bool left_kind(struct eval *ev, const struct expr *left)
{
	if (left->kind == EXPR_SELECTOR)
		return true;
	if (expr_is_constant(left) || expr_symbol(left) || expr_setlit(left) || expr_verdict(left))
		return eval_error(ev, left->loc, "the left side of a match cannot be a constant");
	if (expr_map(left) || expr_setref(left))
		return eval_error(ev, left->loc, "the left side of a match cannot be a %s",
				  expr_noun(left));
	return true;
}

static bool is_set(const struct expr *e)
{
	while (expr_variable(e))
		e = expr_variable(e)->bound;
	return expr_setlit(e) || expr_setref(e);
}

static OFF_THE_WAY bool concat_alone(struct eval *ev, const struct match_stmt *m)
{
	if (is_set(m->right))
		return true;
	eval_error(ev, m->left->loc, "Use concatenations with sets and maps, not singleton values");
	return diag_also(&ev->run->diag, m->right->loc);
}

/* `flags value / mask`: compare under the mask. */
static OFF_THE_WAY bool eval_mask(struct eval *ev, struct match_stmt *m)
{
	struct want want = want_of(m->left);

	if (!eval_as(ev, &m->mask, &want))
		return false;
	if (!expr_value(m->mask))
		return eval_error(ev, m->mask->loc, "the mask must be a constant");
	m->left = masked(ev, m->left, expr_value(m->mask)->b);
	m->masked = false;
	if (m->rel == REL_IMPLICIT)
		m->rel = REL_EQ;
	return true;
}

static bool by_right_side(struct eval *ev, struct match_stmt *m)
{
	if (m->right->kind == EXPR_VALUE) /* most of them */
		return value_match(ev, m);
	switch ((enum expr_kind)m->right->kind) {
	case EXPR_RANGE: return range_match(ev, m);
	case EXPR_PREFIX: return prefix_match(ev, m);
	case EXPR_SETREF: return set_match(ev, m);
	case EXPR_SELECTOR: case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP:
		return eval_error(ev, m->right->loc,
				  "the right side of a match must be a constant");
	case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_CONCAT: case EXPR_LIST: case EXPR_SETLIT:
	case EXPR_RUN: case EXPR_ELEM: case EXPR_VERDICT: case EXPR_VALUE:
		break;
	}
	return undefined_for(ev, m, expr_noun(m->right));
}

static OFF_THE_WAY struct expr *unwrap(struct eval *ev, struct expr *e)
{
	while (expr_variable(e)) {
		struct loc use = e->loc;
		e = expr_clone(ev->run->pool, expr_variable(e)->bound);
		if (use.end)
			e->loc = use;
	}
	return e;
}

/*
 * Constants among the fields of a key (`ip saddr . "lo" @s`) take the types of the named set;
 * otherwise nothing is wanted, before or after.
 */
static bool eval_key(struct eval *ev, struct expr **key, struct expr *set)
{
	struct setref_expr *ref = expr_concat(*key) ? expr_setref(set) : NULL;

	if (ref && !eval_expr(ev, &set))
		return false;
	if (ref && ref->set->key.n == expr_concat(*key)->item.n)
		ev->want.spec = &ref->set->key;
	bool done = eval_expr(ev, key) && left_kind(ev, *key);
	ev->want.spec = NULL;
	return done;
}

/* The right side in the type of the left; sets have their own. */
static bool eval_right(struct eval *ev, struct match_stmt *m)
{
	struct want want;

	if (m->right->kind == EXPR_SETLIT && !literal_match(ev, m))
		return false;
	if (m->right->kind == EXPR_SETREF)
		return eval_expr(ev, &m->right);
	want = want_of(m->left);
	return eval_as(ev, &m->right, &want);
}

/* Each field of a concatenation has its own type. */
static OFF_THE_WAY bool eval_concat_right(struct eval *ev, struct match_stmt *m)
{
	return concat_alone(ev, m) && (!m->masked || eval_mask(ev, m)) &&
	       (m->right->kind != EXPR_SETLIT || literal_match(ev, m)) &&
	       eval_expr(ev, &m->right) && by_right_side(ev, m);
}

bool eval_match(struct eval *ev, struct match_stmt *m)
{
	const struct expr *left;

	if (m->right->kind == EXPR_VARIABLE)
		m->right = unwrap(ev, m->right);
	if (!eval_key(ev, &m->left, m->right))
		return false;
	if (m->left->kind == EXPR_CONCAT)
		return eval_concat_right(ev, m);
	if (m->masked && !eval_mask(ev, m))
		return false;
	left = m->left;
	if (!left->type || !left->bits)
		return eval_error(ev, left->loc, "the type of this expression is not known");
	return eval_right(ev, m) && by_right_side(ev, m);
}

/* ---- maps ---- */

static bool data_spec(const struct want *data, struct key_spec *spec)
{
	if (data->spec) {
		*spec = *data->spec;
		return true;
	}
	*spec = (struct key_spec){ .n = 1 };
	spec->field[0] = (struct key_field){ data->type, data->bits ? data->bits : data->type->bits,
					     data->order };
	return key_spec_close(spec);
}

static bool data_fits(struct eval *ev, const struct map_expr *map, const struct set *set,
		      const struct want *data, bool verdict, uint32_t object_type)
{
	bool has_verdict = set->data_type == VERDICT_TYPE;
	const char *is = has_verdict ? type_verdict.desc
		: set->flags & SET_OBJECT ? "object" : key_spec_text(ev, &set->data);

	if (object_type)
		return set->flags & SET_OBJECT || eval_error(ev, map->map->loc,
				"Expression is not a map with objects");
	if (verdict)
		return has_verdict || eval_error(ev, map->e.loc,
				"datatype mismatch: expected %s, expression has type %s",
				type_verdict.desc, is);
	if (!data || (!data->type && !data->spec))
		return true;
	struct expr seen = { .kind = EXPR_MAP,
			     .type = set->data.n == 1 ? set->data.field[0].type : NULL,
			     .bits = set->data.n == 1 ? set->data.field[0].bits : 0 };
	if (has_verdict || set->flags & SET_OBJECT ||
	    (data->type && seen.type && !type_fits(&seen, data)))
		return eval_error(
			ev, map->e.loc, "datatype mismatch: expected %s, expression has type %s",
			data->type ? data->type->desc : key_spec_text(ev, data->spec), is);
	return true;
}

static bool named_map(struct eval *ev, struct map_expr *map, const struct key_spec *key)
{
	const struct set *set = expr_setref(map->map)->set;

	if (!(set->flags & (SET_MAP | SET_OBJECT)))
		return eval_error(ev, map->map->loc, "Expression is not a map");
	if (set->key.n && !key_spec_match(key, &set->key)) {
		eval_error(ev, map->map->loc,
			   "datatype mismatch, map expects %s, mapping expression has type %s",
			   key_spec_text(ev, &set->key), expr_type_text(ev, map->key));
		return diag_also(&ev->run->diag, map->key->loc);
	}
	return true;
}

/* The map as it is looked up in: literals become anonymous maps. */
static bool map_target(struct eval *ev, struct map_expr *map, const struct key_spec *key,
		    const struct want *data, bool verdict, uint32_t object_type)
{
	struct key_spec spec;
	bool plain = !verdict && !object_type;

	if (expr_setref(map->map))
		return eval_expr(ev, &map->map) && named_map(ev, map, key);
	if (!expr_setlit(map->map))
		return eval_error(ev, map->map->loc, "Expression is not a map");
	if (plain && (!data || (!data->type && !data->spec)))
		return eval_error(ev, map->map->loc, "no type is known for the data of this map");
	if (plain && !data_spec(data, &spec))
		return eval_error(ev, map->map->loc, "the data of this map is too large");
	if (!eval_anonymous(ev, &map->map, key, plain ? &spec : NULL, verdict, object_type))
		return false;
	if (!expr_setref(map->map))
		return eval_error(ev, map->map->loc, "Expression is not a map");
	typeof_put_key(ev->run, expr_setref(map->map)->set, map->key);
	return true;
}

bool eval_map(struct eval *ev, struct expr **e, const struct want *data, bool verdict,
	      uint32_t object_type)
{
	struct map_expr *map = expr_map(*e);
	struct want saved = ev->want, wanted = data ? *data : (struct want){ 0 };
	struct key_spec key;

	ev->want = (struct want){ 0 };
	map->map = unwrap(ev, map->map);
	bool done = eval_key(ev, &map->key, map->map) && key_spec_of(ev, map->key, &key) &&
		    map_target(ev, map, &key, &wanted, verdict, object_type);
	ev->want = saved;
	if (!done)
		return false;
	struct set *set = expr_setref(map->map)->set;
	if (!data_fits(ev, map, set, &wanted, verdict, object_type))
		return false;
	if (expr_bit_field(map->key) && set->flags & SET_ANONYMOUS) {
		eval_covering_set(ev, expr_bit_field(map->key), set);
		map->key = eval_covering_load(ev, map->key);
	}
	if (set->data.n == 1) {
		(*e)->type = set->data.field[0].type;
		(*e)->bits = set->data.field[0].bits;
		(*e)->order = set->data.field[0].order;
	}
	(*e)->flags |= EXPR_F_EVALUATED;
	return true;
}
