/*
 * eval: expressions of every kind, statements and rules. Constants are in eval_type.c, operations
 * on bits in eval_binop.c, matches and maps in eval_rel.c, sets in eval_set.c.
 */
#include "pass/eval_parts.h"

static const char *const nouns[] = {
	[EXPR_VALUE] = "value", [EXPR_SYMBOL] = "symbol", [EXPR_VARIABLE] = "variable",
	[EXPR_PREFIX] = "prefix", [EXPR_RANGE] = "range", [EXPR_CONCAT] = "concat",
	[EXPR_LIST] = "list", [EXPR_SETLIT] = "set", [EXPR_RUN] = "set",
	[EXPR_ELEM] = "set element", [EXPR_BINOP] = "binop", [EXPR_UNARY] = "unary",
	[EXPR_MAP] = "map", [EXPR_SETREF] = "set reference", [EXPR_VERDICT] = "verdict",
	[EXPR_SELECTOR] = "selector",
};

const char *expr_noun(const struct expr *e)
{
	return e->kind == EXPR_SELECTOR ? expr_selector(e)->sel->word : nouns[e->kind];
}

const char *key_spec_text(struct eval *ev, const struct key_spec *spec)
{
	const char *text = "";

	if (spec->n == 1)
		return spec->field[0].type ? spec->field[0].type->desc : "no known type";
	for (unsigned i = 0; i < spec->n; i++)
		text = pool_printf(ev->run->pool, "%s%s%s", text, i ? ", " : "",
				   spec->field[i].type ? spec->field[i].type->desc
						       : "no known type");
	return pool_printf(ev->run->pool, "concatenation of (%s)", text);
}

const char *expr_type_text(struct eval *ev, const struct expr *e)
{
	struct key_spec spec;

	if (expr_concat(e))
		return key_spec_of(ev, e, &spec) ? key_spec_text(ev, &spec) : "concatenation";
	return e->type ? e->type->desc : "invalid";
}

/*
 * Of one type and size; and plain numbers may be what they are loaded as elsewhere: a raw load is
 * listed as the field that lies there, while the `typeof` of its set is as it was written.
 */
static bool field_matches(const struct key_field *f, const struct key_field *g)
{
	bool plain;

	if (!f->type || !g->type || BYTES_OF(f->bits) != BYTES_OF(g->bits))
		return false;
	plain = f->type->id == TYPE_INTEGER || g->type->id == TYPE_INTEGER;
	return f->type->id == g->type->id || (plain && f->order == ORDER_BIG && g->order == ORDER_BIG);
}

bool key_spec_match(const struct key_spec *a, const struct key_spec *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (!field_matches(&a->field[i], &b->field[i]))
			return false;
	return true;
}

/* ---- expressions by kind ---- */

static OFF_THE_WAY bool eval_variable(struct eval *ev, struct expr **e)
{
	const struct variable_expr *variable = expr_variable(*e);
	struct loc use = (*e)->loc;

	if (ev->depth >= EVAL_DEPTH_MAX)
		return eval_error(ev, use, "variable '%s' is nested too deep", variable->name);
	*e = expr_clone(ev->run->pool, variable->bound);
	if (use.end)
		(*e)->loc = use;
	ev->depth++;
	bool done = eval_expr(ev, e);
	ev->depth--;
	return done;
}

/* What the field of a key wants of item i; false when there is no such field. */
static bool field_want(const struct want *want, size_t i, struct want *field)
{
	*field = (struct want){ 0 };
	if (!want->spec)
		return true;
	if (i >= want->spec->n)
		return false;
	field->type = want->spec->field[i].type;
	field->bits = want->spec->field[i].bits;
	field->order = want->spec->field[i].order;
	return true;
}

static bool concat_item(struct eval *ev, const struct expr *item)
{
	switch ((enum expr_kind)item->kind) {
	case EXPR_VALUE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_BINOP: case EXPR_UNARY:
	case EXPR_MAP: case EXPR_SELECTOR:
		break;
	case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_CONCAT: case EXPR_LIST: case EXPR_SETLIT:
	case EXPR_RUN: case EXPR_ELEM: case EXPR_SETREF: case EXPR_VERDICT:
		return eval_error(ev, item->loc, "cannot use %s in concatenation", expr_noun(item));
	}
	if (!item->bits || !item->type)
		return eval_error(
			ev, item->loc,
			"can not use variable sized data types (%s) in concat expressions",
			item->type ? item->type->name : "integer");
	return true;
}

/* A concatenation inside one (from a variable) becomes part of it. */
static void concat_flatten(struct eval *ev, struct list_expr *concat)
{
	struct list_expr flat = { 0 };

	for (size_t i = 0; i < concat->item.n; i++) {
		struct expr *item = concat->item.v[i];
		while (expr_variable(item) && expr_concat(expr_variable(item)->bound))
			item = expr_clone(ev->run->pool, expr_variable(item)->bound);
		struct list_expr *inner = expr_concat(item);
		for (size_t j = 0; inner && j < inner->item.n; j++)
			*vec_push(ev->run->pool, &flat.item) = inner->item.v[j];
		if (!inner)
			*vec_push(ev->run->pool, &flat.item) = item;
	}
	memcpy(&concat->item, &flat.item, sizeof(flat.item));
}

static OFF_THE_WAY bool eval_concat(struct eval *ev, struct expr *e)
{
	struct list_expr *concat = expr_concat(e);
	struct want saved = ev->want;
	unsigned words = 0;
	bool done = true;

	concat_flatten(ev, concat);
	for (size_t i = 0; i < concat->item.n && done; i++) {
		struct expr **item = &concat->item.v[i];
		if (!field_want(&saved, i, &ev->want)) {
			eval_error(ev, (*item)->loc, "unexpected concat component, expecting %s",
				   key_spec_text(ev, saved.spec));
			done = false;
			break;
		}
		done = eval_expr(ev, item) && concat_item(ev, *item);
		if (done && (words += (BYTES_OF((*item)->bits) + 3) / 4) > REG_WORDS)
			done = eval_error(ev, e->loc,
					  "Concatenation of size %u exceeds maximum size of %u",
					  words * 32, REG_WORDS * 32);
	}
	ev->want = saved;
	if (!done)
		return false;
	if (saved.spec && saved.spec->n != concat->item.n)
		return eval_error(ev, e->loc,
				  "datatype mismatch, expected %s, expression has %zu components",
				  key_spec_text(ev, saved.spec), concat->item.n);
	if (!saved.spec && saved.type)
		return eval_error(ev, e->loc, "unexpected concat component, expecting %s",
				  saved.type->desc);
	e->bits = words * 32;
	return true;
}

static bool eval_block(struct eval *ev, struct verdict_expr *verdict)
{
	struct eval inner = *ev;

	if (ev->depth >= EVAL_DEPTH_MAX)
		return eval_error(ev, verdict->e.loc, "anonymous chains are nested too deep");
	inner.depth++;
	inner.want = (struct want){ 0 };
	verdict->chain_id = verdict->block->id = ++ev->run->next_id;
	verdict->block->name = verdict->chain = pool_printf(ev->run->pool, "__chain%u",
							    verdict->chain_id);
	for (struct rule_ast *rule = verdict->block->first; rule; rule = rule->next) {
		dep_init(&inner.dep, ev->run, ev->family);
		if (!eval_rule(&inner, rule))
			return false;
	}
	return true;
}

static OFF_THE_WAY bool eval_verdict(struct eval *ev, struct expr *e)
{
	struct verdict_expr *verdict = expr_verdict(e);

	e->type = &type_verdict;
	if (verdict->block)
		return eval_block(ev, verdict);
	if (verdict->code != VERDICT_JUMP && verdict->code != VERDICT_GOTO)
		return true;
	if (!eval_text(ev, verdict->target, &verdict->chain, NULL))
		return false;
	if (!*verdict->chain || strlen(verdict->chain) > 255)
		return eval_error(ev, verdict->target->loc,
				  "invalid chain name for a jump or goto");
	return true;
}

static OFF_THE_WAY bool eval_setref(struct eval *ev, struct expr *e)
{
	struct setref_expr *ref = expr_setref(e);
	struct key_spec *key;

	if (!ref->set && !(ref->set = eval_find_set(ev, e)))
		return false;
	key = &ref->set->key;
	if (key->n == 1) {
		e->type = key->field[0].type;
		e->bits = key->field[0].bits;
		e->order = key->field[0].order;
	}
	return true;
}

static bool eval_by_kind(struct eval *ev, struct expr **e)
{
	switch ((enum expr_kind)(*e)->kind) {
	case EXPR_VALUE: return (*e)->type || eval_literal(ev, e);
	case EXPR_SYMBOL: return eval_literal(ev, e);
	case EXPR_VARIABLE: return eval_variable(ev, e);
	case EXPR_PREFIX: return eval_prefix(ev, e);
	case EXPR_RANGE: return eval_range(ev, e);
	case EXPR_CONCAT: return eval_concat(ev, *e);
	case EXPR_LIST: return eval_list(ev, e);
	case EXPR_BINOP: return eval_binop(ev, e);
	case EXPR_UNARY: return eval_expr(ev, &expr_unary(*e)->arg);
	case EXPR_MAP: return eval_map(ev, e, &ev->want, false, 0);
	case EXPR_SETREF: return eval_setref(ev, *e);
	case EXPR_VERDICT: return eval_verdict(ev, *e);
	case EXPR_SELECTOR: case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: break;
	}
	return true; /* sets by who knows the key */
}

/* Kinds that are evaluated by who knows the key. */
enum { BY_ITS_OWNER = 1u << EXPR_SETLIT | 1u << EXPR_RUN | 1u << EXPR_ELEM };

static OFF_THE_WAY bool eval_other(struct eval *ev, struct expr **e)
{
	if (!eval_by_kind(ev, e))
		return false;
	if ((*e)->kind == EXPR_VALUE ? (*e)->type != NULL : !(BY_ITS_OWNER & 1u << (*e)->kind))
		(*e)->flags |= EXPR_F_EVALUATED;
	return true;
}

/* Where something is wanted, that is not what the selector's own arguments are wanted as. */
static OFF_THE_WAY bool eval_wanted_selector(struct eval *ev, struct sel_expr *selector)
{
	struct want saved = ev->want;

	ev->want = (struct want){ 0 };
	bool done = selector->sel->eval(ev, selector);
	ev->want = saved;
	return done;
}

bool eval_expr(struct eval *ev, struct expr **e)
{
	struct sel_expr *selector = (struct sel_expr *)*e;

	if (selector->e.flags & EXPR_F_EVALUATED)
		return true;
	if (selector->e.kind != EXPR_SELECTOR)
		return eval_other(ev, e);
	if (selector->sel->eval &&
	    !(ev->want.type || ev->want.spec ? eval_wanted_selector(ev, selector)
					     : selector->sel->eval(ev, selector)))
		return false;
	selector->e.flags |= EXPR_F_EVALUATED;
	return true;
}

/* ---- with a type in mind ---- */

bool type_fits(const struct expr *e, const struct want *want)
{
	const struct type *is = e->type, *wanted = want->type;

	if (!wanted || is == wanted || is->id == wanted->id)
		return true;
	if (is->id == TYPE_VERDICT || wanted->id == TYPE_VERDICT)
		return false;
	if (type_is_a(is, TYPE_STRING) || type_is_a(wanted, TYPE_STRING))
		return type_is_a(is, TYPE_STRING) && type_is_a(wanted, TYPE_STRING) &&
		       (is->id == TYPE_STRING || wanted->id == TYPE_STRING);
	if (expr_is_constant(e) || is->id == TYPE_INTEGER)
		return true;
	/* what a set's typeof calls a raw load is listed as the field that lies there */
	if (wanted->id == TYPE_INTEGER && want->order == ORDER_BIG && e->order == ORDER_BIG &&
	    BYTES_OF(e->bits) == BYTES_OF(want->bits))
		return true;
	/* marks may hold any number that is not wider */
	return wanted->id == TYPE_MARK && BYTES_OF(e->bits) <= BYTES_OF(want->bits);
}

bool eval_as(struct eval *ev, struct expr **e, const struct want *want)
{
	struct want saved = ev->want;

	ev->want = *want;
	bool done = eval_expr(ev, e);
	ev->want = saved;
	if (!done)
		return false;
	if ((*e)->type && (*e)->type != want->type && !type_fits(*e, want))
		return eval_error(ev, (*e)->loc,
				  "datatype mismatch, expected %s, expression has type %s",
				  want->type->desc, (*e)->type->desc);
	return true;
}

static bool arg_kind(struct eval *ev, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_SETLIT: case EXPR_RUN:
		return eval_error(ev, e->loc, "you cannot use a set here, unknown value to use");
	case EXPR_SETREF:
		return eval_error(ev, e->loc,
				  "you cannot reference a set here, unknown value to use");
	case EXPR_VERDICT: case EXPR_ELEM: case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_LIST:
		return eval_error(ev, e->loc, "you cannot use a %s here", expr_noun(e));
	case EXPR_VALUE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT: case EXPR_BINOP:
	case EXPR_UNARY: case EXPR_MAP: case EXPR_SELECTOR:
		break;
	}
	return true;
}

/* A number of another size in network order: through host order, where zeros above cost nothing. */
static void arg_width(struct eval *ev, struct expr **e, unsigned bits, enum order order)
{
	struct expr *wide;

	if (expr_is_constant(*e) || (*e)->order == ORDER_TEXT || order != ORDER_BIG ||
	    BYTES_OF((*e)->bits) == BYTES_OF(bits))
		return;
	eval_order(ev, e, ORDER_HOST);
	if (bits <= 8)
		return;
	wide = expr_make_unary(ev->run->pool, UNARY_HTON, *e);
	wide->loc = (*e)->loc;
	wide->type = (*e)->type;
	wide->bits = bits;
	wide->order = ORDER_BIG;
	wide->flags |= EXPR_F_EVALUATED;
	*e = wide;
}

/* An argument is one value; maps to ranges are for addresses to translate to. */
static bool arg_map(struct eval *ev, const struct map_expr *map)
{
	const struct setref_expr *ref = expr_setref(map->map);

	return !ref || !ref->set->data_interval ||
	       eval_error(ev, map->map->loc,
			  "the data of this map must be values, not ranges or prefixes");
}

bool eval_arg(struct eval *ev, struct expr **e, const struct type *type, unsigned bits,
	      enum order order)
{
	struct want want = { type, bits, order, NULL }, saved = ev->want;

	ev->want = want;
	bool done = expr_map(*e) ? eval_map(ev, e, &want, false, 0) : eval_expr(ev, e);
	ev->want = saved;
	if (!done || ((*e)->kind != EXPR_VALUE && !arg_kind(ev, *e)))
		return false;
	if (expr_map(*e))
		return arg_map(ev, expr_map(*e));
	if (expr_concat(*e))
		return true;
	if (!(*e)->type)
		return eval_error(ev, (*e)->loc, "no type is known for this value");
	if ((*e)->type != type && !type_fits(*e, &want))
		return eval_error(ev, (*e)->loc,
				  "datatype mismatch: expected %s, expression has type %s",
				  type->desc, (*e)->type->desc);
	if ((*e)->kind != EXPR_VALUE)
		arg_width(ev, e, bits, order);
	eval_order(ev, e, order);
	return true;
}

/* ---- statements and rules ---- */

static inline bool eval_one(struct eval *ev, struct stmt *s)
{
	ev->stmt = s;
	if (s->desc->eval && !s->desc->eval(ev, s))
		return false;
	if (s->desc->learn)
		s->desc->learn(&ev->dep, s);
	return true;
}

bool eval_stmt(struct eval *ev, struct stmt *s)
{
	struct stmt *outer = ev->stmt;
	bool done = eval_one(ev, s);

	ev->stmt = outer;
	return done;
}

bool eval_stateful(struct eval *ev, struct stmt *list)
{
	for (struct stmt *s = list; s; s = s->next) {
		if (!s->desc->stateful)
			return eval_error(ev, s->loc, "%s statement must be stateful",
					  s->desc->word ? s->desc->word : "this");
		if (!eval_stmt(ev, s))
			return false;
	}
	return true;
}

static void place_before(struct eval *ev, struct stmt *s)
{
	if (!ev->here)
		return;
	s->next = *ev->here;
	*ev->here = s;
	ev->here = &s->next;
}

bool eval_imply(struct eval *ev, struct match_stmt *m)
{
	m->s.implied = true;
	if (!eval_stmt(ev, &m->s))
		return false;
	place_before(ev, &m->s);
	return true;
}

void eval_imply_known(struct eval *ev, struct match_stmt *m)
{
	m->s.implied = true;
	place_before(ev, &m->s);
}

bool eval_rule(struct eval *ev, struct rule_ast *rule)
{
	struct rule_ast *outer_rule = ev->rule;
	struct stmt **outer_here = ev->here;
	struct stmt *outer_stmt = ev->stmt;
	const struct stmt *last = NULL;
	bool done = true;

	ev->rule = rule;
	for (struct stmt **at = &rule->stmts; *at && done; at = &(*ev->here)->next) {
		struct stmt *s = *at;
		ev->here = at;
		if (last) {
			eval_error(ev, s->loc, "Statement after terminal statement has no effect");
			done = diag_also(&ev->run->diag, last->loc);
			break;
		}
		done = eval_one(ev, s);
		if (s->desc->terminal)
			last = s;
	}
	ev->stmt = outer_stmt;
	ev->rule = outer_rule;
	ev->here = outer_here;
	return done;
}
