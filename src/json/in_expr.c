/*
 * in_expr: expressions and set elements from JSON (json.md, 4 and 4.1). An object's one key says
 * what it is; everything that is no core kind is a selector's.
 */
#include <jansson.h>

#include "json/json.h"
#include "lang/lang.h"

/* What may stand in a place. */
enum {
	MAY_VALUE = 1, MAY_ARRAY = 2, MAY_CONCAT = 4, MAY_SET = 8, MAY_MAP = 0x10,
	MAY_PREFIX = 0x20, MAY_RANGE = 0x40, MAY_SELECTOR = 0x80, MAY_BINOP = 0x100,
	MAY_VERDICT = 0x200, MAY_ELEM = 0x400, MAY_ALL = 0x7ff,
};

static const uint16_t may_stand[] = {
	[JSON_ANY] = MAY_ALL,
	[JSON_RHS] = MAY_ALL & ~MAY_MAP,
	[JSON_STMT] = MAY_ALL & ~MAY_VERDICT,
	[JSON_PRIMARY] = MAY_VALUE | MAY_MAP | MAY_SELECTOR | MAY_BINOP | MAY_ELEM,
	[JSON_SET_RHS] = MAY_ALL & ~(MAY_SET | MAY_ARRAY | MAY_ELEM),
	[JSON_MANGLE] = MAY_SELECTOR,
	[JSON_SES] = MAY_VALUE | MAY_CONCAT | MAY_SELECTOR | MAY_BINOP | MAY_ELEM,
	[JSON_MAP_KEY] = MAY_CONCAT | MAY_SELECTOR | MAY_BINOP,
	[JSON_CONCAT] = MAY_VALUE | MAY_PREFIX | MAY_RANGE | MAY_SELECTOR | MAY_BINOP,
	[JSON_TYPE] = MAY_VALUE | MAY_CONCAT | MAY_SELECTOR | MAY_BINOP,
};

static void *fail(struct reader *r, const char *text)
{
	json_error(r, "%s", text);
	return NULL;
}

/* An expression below a key or index, the pointer following. */
struct expr *json_in_member(struct reader *r, const char *name, json_t *value,
			    enum json_where where)
{
	size_t mark = json_enter(r, name);
	struct expr *e = value ? json_in_expr(r, value, where)
			       : (struct expr *)fail(r, "a value is missing");

	if (e)
		json_leave(r, mark);
	return e;
}

static struct expr *under_item(struct reader *r, size_t index, json_t *value, enum json_where where)
{
	size_t mark = json_enter_item(r, index);
	struct expr *e = json_in_expr(r, value, where);

	if (e)
		json_leave(r, mark);
	return e;
}

/* A text that only looks like a pattern when its `*` is not escaped. */
static struct expr *in_text(struct reader *r, json_t *value)
{
	struct span text = { json_string_value(value), json_string_length(value) };
	unsigned flags = 0;

	if (!text.n)
		return fail(r, "an empty string is no value");
	if (text.p[0] == '@')
		return text.n > 1 ? expr_make_setref(r->run->pool, r->loc,
						     (struct span){ text.p + 1, text.n - 1 })
				  : fail(r, "a set name is missing after @");
	if (span_is(text, "*"))
		return expr_word(r->run->pool, r->loc, text, EXPR_F_CATCHALL);
	if (text.p[text.n - 1] == '*' && text.p[text.n - 2] != '\\') {
		flags = EXPR_F_WILDCARD;
		text.n--;
	}
	return expr_word(r->run->pool, r->loc, text, flags);
}

static struct expr *in_plain(struct reader *r, json_t *value)
{
	struct pool *pool = r->run->pool;

	switch (json_typeof(value)) {
	case JSON_STRING:
		return in_text(r, value);
	case JSON_INTEGER:
		if (json_integer_value(value) < 0)
			return fail(r, "a number must not be negative");
		return expr_number(pool, r->loc, (uint64_t)json_integer_value(value));
	case JSON_TRUE:
		return expr_word(pool, r->loc, SPAN("exists"), EXPR_F_NAMED);
	case JSON_FALSE:
		return expr_word(pool, r->loc, SPAN("missing"), EXPR_F_NAMED);
	case JSON_REAL: case JSON_NULL: case JSON_OBJECT: case JSON_ARRAY:
		break;
	}
	return fail(r, "a value is a string, an integer or a boolean");
}

static struct expr *in_items(struct reader *r, json_t *array, enum expr_kind kind, size_t least,
			     enum json_where where)
{
	struct expr *list = NULL, *e;
	json_t *item;
	size_t i;

	if (!json_is_array(array) || json_array_size(array) < least)
		return fail(r, least > 1 ? "an array of two or more is missing"
					 : "an array of one or more is missing");
	json_array_foreach(array, i, item) {
		e = under_item(r, i, item, where);
		if (!e)
			return NULL;
		list = expr_append(r->run->pool, kind, list, e);
	}
	return list;
}

static struct expr *in_list(struct reader *r, json_t *value)
{
	struct expr *e = in_items(r, value, EXPR_LIST, 1, JSON_RHS);

	if (e)
		e->flags |= EXPR_F_BARE;
	return e;
}

static struct expr *in_concat(struct reader *r, json_t *value, enum json_where where)
{
	return in_items(r, value, EXPR_CONCAT, 2, JSON_CONCAT);
}

static struct expr *in_set(struct reader *r, json_t *value, enum json_where where)
{
	return json_in_elements(r, value);
}

/* What a map looks up in: a set literal or a reference. */
static struct expr *in_map_data(struct reader *r, json_t *value)
{
	size_t mark = json_enter(r, "data");
	json_t *set = json_member(value, "set");
	struct expr *e;

	if (set)
		e = json_in_elements(r, set);
	else if (json_is_string(value) && json_string_value(value)[0] == '@')
		e = in_text(r, value);
	else
		e = fail(r, "a map is a set or the name of one after @");
	if (e)
		json_leave(r, mark);
	return e;
}

static struct expr *in_map(struct reader *r, json_t *value, enum json_where where)
{
	struct expr *key = json_in_member(r, "key", json_member(value, "key"), JSON_MAP_KEY);
	struct expr *data = key ? in_map_data(r, json_member(value, "data")) : NULL;

	return data ? expr_make_map(r->run->pool, r->loc, key, data) : NULL;
}

static struct expr *in_prefix(struct reader *r, json_t *value, enum json_where where)
{
	struct expr *base = json_in_member(r, "addr", json_member(value, "addr"), JSON_PRIMARY);
	uint64_t len;

	if (!base || !json_must_u64(r, value, "len", &len))
		return NULL;
	if (len > KEY_SIZE_MAX * 8)
		return fail(r, "the prefix is too long");
	return expr_make_prefix(r->run->pool, r->loc, base, (unsigned)len);
}

static struct expr *in_range(struct reader *r, json_t *value, enum json_where where)
{
	struct expr *lo, *hi;

	if (json_array_size(value) != 2)
		return fail(r, "a range is an array of two");
	lo = under_item(r, 0, json_array_get(value, 0), JSON_PRIMARY);
	hi = lo ? under_item(r, 1, json_array_get(value, 1), JSON_PRIMARY) : NULL;
	return hi ? expr_make_range(r->run->pool, r->loc, lo, hi) : NULL;
}

static const struct { const char *word; uint8_t op; } binop_rows[] = {
	{ "|", BINOP_OR }, { "^", BINOP_XOR }, { "&", BINOP_AND }, { "<<", BINOP_SHL },
	{ ">>", BINOP_SHR },
};

static enum binop binop_of(const char *word)
{
	for (size_t i = 0; i < sizeof(binop_rows) / sizeof(*binop_rows); i++)
		if (str_same(binop_rows[i].word, word))
			return binop_rows[i].op;
	return BINOP_N;
}

/* Two operands or more, from left to right. */
static struct expr *in_binop(struct reader *r, json_t *value, enum json_where where)
{
	enum binop op = binop_of(r->key);
	struct expr *left = NULL, *right;
	json_t *item;
	size_t i;

	if (json_array_size(value) < 2)
		return fail(r, "an array of two or more is missing");
	json_array_foreach(value, i, item) {
		right = under_item(r, i, item, JSON_PRIMARY);
		if (!right)
			return NULL;
		left = left ? expr_make_binop(r->run->pool, r->loc, op, left, right) : right;
	}
	return left;
}

static struct expr *in_verdict(struct reader *r, json_t *value, enum json_where where)
{
	struct expr *target = NULL;
	const char *name;
	int32_t code = VERDICT_DROP;

	verdict_code(span_of(r->key), &code);
	if (code == VERDICT_JUMP || code == VERDICT_GOTO) {
		if (!json_must_str(r, value, "target", &name))
			return NULL;
		target = expr_word(r->run->pool, r->loc, span_of(name), EXPR_F_QUOTED);
	}
	return expr_make_verdict(r->run->pool, r->loc, code, target);
}

static bool in_seconds(struct reader *r, json_t *value, const char *name, uint64_t *milliseconds,
		       bool *given)
{
	if (!json_may_u64(r, value, name, milliseconds, given))
		return false;
	if (__builtin_mul_overflow(*milliseconds, 1000, milliseconds))
		return json_error(r, "\"%s\" is too large", name);
	return true;
}

/* Members of an element that are neither its key nor its options: its state. */
static bool in_elem_stmts(struct reader *r, json_t *value, struct elem_expr *elem)
{
	static const char *const own[] = { "val", "timeout", "expires", "comment" };
	struct stmt **last = &elem->stmts;
	const char *key;
	json_t *item;

	json_object_foreach(value, key, item) {
		const struct stmt_desc *desc = lang_stmt(r->run->lang, span_of(key));
		struct pool_claim *claim;
		bool known = false;

		for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
			known |= str_same(own[i], key);
		if (known || !desc || !desc->stateful)
			continue;
		claim = json_claim(r->run->pool);
		claim->thing = json_pack("{s:O}", key, item);
		if (!claim->thing)
			pool_exhausted();
		*last = json_in_stmt(r, claim->thing);
		pool_settle(claim);
		if (!*last)
			return false;
		last = &(*last)->next;
	}
	return true;
}

static struct expr *in_elem(struct reader *r, json_t *value, enum json_where where)
{
	struct expr *key = json_in_member(r, "val", json_member(value, "val"), where);
	struct elem_expr *elem;
	bool timeout = false, expires = false;

	if (!key)
		return NULL;
	elem = expr_elem(expr_make_elem(r->run->pool, r->loc, key));
	if (!in_seconds(r, value, "timeout", &elem->timeout, &timeout) ||
	    !in_seconds(r, value, "expires", &elem->expires, &expires) ||
	    !json_may_str(r, value, "comment", &elem->comment) || !in_elem_stmts(r, value, elem))
		return NULL;
	elem->given = (timeout ? EXTRA_TIMEOUT : 0) | (expires ? EXTRA_EXPIRES : 0) |
		      (elem->comment ? EXTRA_COMMENT : 0) | (elem->stmts ? EXTRA_STMTS : 0);
	return &elem->e;
}

static struct expr *in_selector(struct reader *r, json_t *value, enum json_where where)
{
	const struct selector *sel = lang_selector(r->run->lang, span_of(r->key));

	if (!sel || !sel->json_in) {
		json_error(r, "unknown expression \"%s\"", r->key);
		return NULL;
	}
	return sel->json_in(r, r->loc, value);
}

static const struct core_row {
	const char *key;
	uint16_t may;
	struct expr *(*in)(struct reader *r, json_t *value, enum json_where where);
} core_rows[] = {
	{ "concat", MAY_CONCAT, in_concat }, { "set", MAY_SET, in_set }, { "map", MAY_MAP, in_map },
	{ "prefix", MAY_PREFIX, in_prefix }, { "range", MAY_RANGE, in_range },
	{ "elem", MAY_ELEM, in_elem },
	{ "|", MAY_BINOP, in_binop }, { "^", MAY_BINOP, in_binop }, { "&", MAY_BINOP, in_binop },
	{ "<<", MAY_BINOP, in_binop }, { ">>", MAY_BINOP, in_binop },
	{ NULL, MAY_SELECTOR, in_selector },
};
static const struct core_row verdict_row = { NULL, MAY_VERDICT, in_verdict };

static struct expr *in_object(struct reader *r, json_t *value, enum json_where where)
{
	const char *key = json_object_iter_key(json_object_iter(value)), *outer = r->key;
	const struct core_row *row = core_rows;
	struct expr *e = NULL;
	int32_t code;
	size_t mark;

	if (json_object_size(value) != 1)
		return fail(r, "an expression is an object with one member");
	mark = json_enter(r, key);
	while (row->key && !str_same(row->key, key))
		row++;
	if (verdict_code(span_of(key), &code))
		row = &verdict_row;
	r->key = key;
	if (row->may & may_stand[where])
		e = row->in(r, json_object_get(value, key), where);
	else
		json_error(r, "\"%s\" is not allowed here", key);
	r->key = outer;
	if (e)
		json_leave(r, mark);
	return e;
}

struct expr *json_in_expr(struct reader *r, json_t *value, enum json_where where)
{
	unsigned may = may_stand[where];
	struct expr *e;

	if (r->depth >= JSON_DEPTH_MAX)
		return fail(r, "nested too deeply");
	r->depth++;
	if (json_is_object(value))
		e = in_object(r, value, where);
	else if (json_is_array(value))
		e = may & MAY_ARRAY ? in_list(r, value) : fail(r, "an array is not allowed here");
	else
		e = may & MAY_VALUE ? in_plain(r, value) : fail(r, "a value is not allowed here");
	r->depth--;
	return e;
}

/* ---- elements ---- */

/* [KEY, DATA] of a map. */
static struct expr *in_pair(struct reader *r, json_t *pair)
{
	struct expr *key, *data;

	if (json_array_size(pair) != 2)
		return fail(r, "an element of a map is an array of two");
	key = under_item(r, 0, json_array_get(pair, 0), JSON_RHS);
	data = key ? under_item(r, 1, json_array_get(pair, 1), JSON_SET_RHS) : NULL;
	if (!data)
		return NULL;
	if (key->kind != EXPR_ELEM)
		key = expr_make_elem(r->run->pool, r->loc, key);
	expr_elem(key)->data = data;
	return key;
}

static struct expr *in_element(struct reader *r, json_t *value)
{
	return json_is_array(value) ? in_pair(r, value) : json_in_expr(r, value, JSON_RHS);
}

struct expr *json_in_elements(struct reader *r, json_t *value)
{
	struct expr *set = expr_make_set(r->run->pool, r->loc), *e;
	json_t *inner = json_member(value, "set"), *item;
	size_t i;

	if (r->depth >= JSON_DEPTH_MAX)
		return fail(r, "nested too deeply");
	if (inner)
		value = inner;
	if (!json_is_array(value)) {
		e = json_in_expr(r, value, JSON_RHS);
		if (e)
			expr_set_add(r->run->pool, set, e);
		return e ? set : NULL;
	}
	r->depth++;
	json_array_foreach(value, i, item) {
		size_t mark = json_enter_item(r, i);

		e = in_element(r, item);
		if (!e)
			return NULL;
		json_leave(r, mark);
		expr_set_add(r->run->pool, set, e);
	}
	r->depth--;
	return set;
}
