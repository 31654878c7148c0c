/*
 * eval_type: constants into types: words and numbers into values of the wanted type and width,
 * prefixes, ranges, lists of flags; and the texts, numbers, priorities and device lists of
 * commands.
 */
#include <limits.h>
#include "pass/eval_parts.h"

static OFF_THE_WAY bool parse_failed(struct eval *ev, struct loc loc, const struct type_error *error)
{
	const char *text = error->text ? error->text
		: pool_printf(ev->run->pool, "Could not parse %s", ev->want.type->desc);

	if (error->suggest)
		return eval_error(ev, loc, "%s; did you you mean `%s`?", text, error->suggest);
	return eval_error(ev, loc, "%s", text);
}

static unsigned want_bits(const struct want *want)
{
	return want->bits ? want->bits : want->type->bits;
}

static bool width_known(struct eval *ev, const struct expr *e)
{
	unsigned bits = want_bits(&ev->want);

	return (bits && bits <= BYTES_MAX * 8) ||
	       eval_error(ev, e->loc, "the width of a value of type %s is not known here",
			  ev->want.type->name);
}

static struct expr *wanted_value(struct eval *ev, const struct expr *e, const uint8_t *b)
{
	const struct want *want = &ev->want;

	return expr_bytes(ev->run->pool, e->loc, want->type, want->order, want_bits(want), b);
}

/* `text` as a value of the wanted type. */
static OFF_THE_WAY bool literal_text(struct eval *ev, struct expr **e, struct span text)
{
	const struct want *want = &ev->want;
	struct type_error error;
	struct expr *value;

	if (!width_known(ev, *e))
		return false;
	value = wanted_value(ev, *e, NULL);
	if (!type_parse(want->type, ev->run->names, text, ((struct value_expr *)value)->b,
			value->bits, &error))
		return parse_failed(ev, (*e)->loc, &error);
	*e = value;
	return true;
}

/* Where only symbols are, a number is just the bits. */
static OFF_THE_WAY bool literal_number(struct eval *ev, struct expr **e, uint64_t number)
{
	const struct type *type = ev->want.type;
	unsigned bits = want_bits(&ev->want);
	struct type_error error;
	uint8_t b[BYTES_MAX];

	if (!width_known(ev, *e))
		return false;
	if (type->parse) {
		if (!type_number(type, ev->run->names, number, b, bits, &error))
			return parse_failed(ev, (*e)->loc, &error);
	} else if (bits < 64 && number >> bits) {
		return eval_error(ev, (*e)->loc, "Value %llu exceeds valid range 0-%llu",
				  (unsigned long long)number, (1ull << bits) - 1);
	} else {
		bytes_set_u64(b, BYTES_OF(bits), number);
	}
	*e = wanted_value(ev, *e, b);
	return true;
}

/* `eth*`: the bits before the star. */
static OFF_THE_WAY bool literal_wildcard(struct eval *ev, struct expr **e, struct span text)
{
	struct loc loc = (*e)->loc;

	if (!text.n)
		return eval_error(ev, loc, "All-wildcard strings are not supported");
	if (!literal_text(ev, e, text))
		return false;
	if (text.n * 8 >= (*e)->bits)
		return true;
	struct expr *prefix = expr_make_prefix(ev->run->pool, loc, *e, text.n * 8);
	prefix->type = (*e)->type;
	prefix->bits = (*e)->bits;
	prefix->order = (*e)->order;
	*e = prefix;
	return true;
}

static bool type_is_text(const struct type *type)
{
	return type_is_a(type, TYPE_STRING);
}

bool eval_literal(struct eval *ev, struct expr **e)
{
	const struct symbol_expr *symbol = expr_symbol(*e);
	const struct type *type = ev->want.type;

	if (!type || type->id == TYPE_INVALID) {
		if (!symbol)
			return true; /* a number waits for its type */
		uint64_t number;
		if (span_number(span_of(symbol->text), &number)) {
			*e = expr_number(ev->run->pool, (*e)->loc, number);
			return true;
		}
		return eval_error(ev, (*e)->loc, "`%s' means nothing here: no type is known for it",
				  symbol->text);
	}
	if (symbol) {
		struct span text = span_of(symbol->text);
		if (!((*e)->flags & EXPR_F_WILDCARD))
			return literal_text(ev, e, text);
		if (type_is_text(type))
			return literal_wildcard(ev, e, text);
		return literal_text(ev, e,
				    span_of(pool_printf(ev->run->pool, "%s*", symbol->text)));
	}
	return literal_number(ev, e, expr_u64(*e));
}

static void take_type(struct expr *to, const struct expr *from)
{
	to->type = from->type;
	to->bits = from->bits;
	to->order = from->order;
}

bool eval_prefix(struct eval *ev, struct expr **e)
{
	struct prefix_expr *prefix = expr_prefix(*e);

	if (!eval_expr(ev, &prefix->base))
		return false;
	struct value_expr *base = expr_value(prefix->base);
	if (!base)
		return eval_error(ev, prefix->base->loc,
				  "Prefix expression expected value, found %s",
				  expr_noun(prefix->base));
	if (!base->e.type)
		return eval_error(ev, (*e)->loc, "Prefix expression is undefined without a type");
	if (type_is_text(base->e.type) || base->e.type->id == TYPE_VERDICT)
		return eval_error(ev, (*e)->loc, "Prefix expression is undefined for %s types",
				  base->e.type->desc);
	unsigned bits = base->e.bits;
	if (prefix->len > bits)
		return eval_error(ev, (*e)->loc,
				  "Prefix length %u is invalid for type of %u bits width",
				  prefix->len, bits);
	uint8_t mask[BYTES_MAX];
	bytes_mask(mask, bits, prefix->len);
	bytes_and(mask, base->b, mask, BYTES_OF(bits));
	prefix->base = expr_bytes(ev->run->pool, base->e.loc, base->e.type, base->e.order, bits,
				  mask);
	take_type(*e, prefix->base);
	return true;
}

static bool range_end(struct eval *ev, struct expr **end)
{
	if (!eval_expr(ev, end))
		return false;
	if (!expr_value(*end))
		return eval_error(ev, (*end)->loc, "Range expression needs constants, found %s",
				  expr_noun(*end));
	if (!(*end)->type)
		return eval_error(ev, (*end)->loc, "Range expression is undefined without a type");
	return true;
}

bool eval_range(struct eval *ev, struct expr **e)
{
	struct range_expr *range = expr_range(*e);

	if (ev->want.type && (type_is_text(ev->want.type) || ev->want.type->id == TYPE_VERDICT))
		return eval_error(ev, (*e)->loc, "Range expression is undefined for %s types",
				  ev->want.type->desc);
	if (!range_end(ev, &range->lo) || !range_end(ev, &range->hi))
		return false;
	const struct value_expr *lo = expr_value(range->lo), *hi = expr_value(range->hi);
	if (lo->e.bits != hi->e.bits)
		return eval_error(ev, (*e)->loc, "Range ends differ in width");
	if (bytes_cmp(lo->b, hi->b, BYTES_OF(lo->e.bits)) > 0 && lo->e.type->id != TYPE_TIME_HOUR)
		return eval_error(ev, (*e)->loc, "Range negative size");
	take_type(*e, range->lo);
	return true;
}

bool eval_list(struct eval *ev, struct expr **e)
{
	struct list_expr *list = expr_list(*e);
	const struct type *type = ev->want.type;

	if (ev->depth >= EVAL_DEPTH_MAX)
		return eval_error(ev, (*e)->loc, "List limit %u reached", EVAL_DEPTH_MAX);
	if (!list->item.n)
		return eval_error(ev, (*e)->loc, "List is empty");
	if (!type || !type->bitmask)
		return eval_error(ev, list->item.v[0]->loc, "Basetype of type %s is not bitmask",
				  type ? type->desc : "no known type");
	uint8_t sum[BYTES_MAX] = { 0 };
	unsigned bits = want_bits(&ev->want);
	ev->depth++;
	for (size_t i = 0; i < list->item.n; i++) {
		struct expr **item = &list->item.v[i];
		if (!eval_expr(ev, item))
			return false;
		if (!expr_value(*item) || (*item)->bits != bits)
			return eval_error(ev, (*item)->loc, "List member is no flag");
		bytes_or(sum, sum, expr_value(*item)->b, BYTES_OF(bits));
	}
	ev->depth--;
	*e = expr_bytes(ev->run->pool, (*e)->loc, type, ev->want.order, bits, sum);
	return true;
}

bool eval_number(struct eval *ev, struct expr **e, uint64_t max, uint64_t *number)
{
	struct want saved = ev->want;

	ev->want = (struct want){ .type = &type_integer, .bits = 64, .order = ORDER_HOST };
	bool done = eval_expr(ev, e);
	ev->want = saved;
	if (!done)
		return false;
	if (!expr_value(*e))
		return eval_error(ev, (*e)->loc, "a number is expected here, not a %s",
				  expr_noun(*e));
	*number = expr_u64(*e);
	if (*number > max)
		return eval_error(ev, (*e)->loc, "Value %llu exceeds valid range 0-%llu",
				  (unsigned long long)*number, (unsigned long long)max);
	return true;
}

bool eval_text(struct eval *ev, struct expr *e, const char **text, bool *wildcard)
{
	for (unsigned hops = 0; expr_variable(e) && hops < EVAL_DEPTH_MAX; hops++)
		e = (struct expr *)expr_variable(e)->bound;
	struct list_expr *list = expr_list(e);
	if (list && list->item.n == 1)
		e = list->item.v[0];
	if (wildcard)
		*wildcard = e && e->flags & EXPR_F_WILDCARD;
	if (expr_symbol(e)) {
		*text = expr_symbol(e)->text;
		return true;
	}
	if (expr_value(e) && !e->type) {
		*text = pool_printf(ev->run->pool, "%llu", (unsigned long long)expr_u64(e));
		return true;
	}
	return eval_error(ev, e ? e->loc : (struct loc){ 0 }, "a name is expected here, not a %s",
			  e ? expr_noun(e) : "nothing");
}

/* Split `filter - 10`, `-150` or `5` into a name (may be empty) and an offset; a name may hold a `-`. */
static bool priority_split(struct span text, struct span *name, int64_t *offset)
{
	size_t i = 0;

	while (i < text.n && text.p[i] != ' ' && (i || (text.p[i] != '+' && text.p[i] != '-')))
		i++;
	*name = (struct span){ text.p, i };
	while (i < text.n && text.p[i] == ' ')
		i++;
	*offset = 0;
	if (i == text.n)
		return true;
	bool minus = text.p[i] == '-';
	if (minus || text.p[i] == '+')
		i++;
	while (i < text.n && text.p[i] == ' ')
		i++;
	uint64_t number;
	if (!span_number((struct span){ text.p + i, text.n - i }, &number) ||
	    number > INT_MAX + 1ull)
		return false;
	*offset = minus ? -(int64_t)number : (int64_t)number;
	return true;
}

static const char *priority_names(struct eval *ev, unsigned hook)
{
	static const char *const names[] = { "raw", "mangle", "dstnat", "filter", "security", "srcnat",
					     "out" };
	const char *known = NULL;
	int number;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (priority_number(ev->family, hook, span_of(names[i]), &number))
			known = known ? pool_printf(ev->run->pool, "%s, %s", known, names[i]) : names[i];
	return known ? known : "numbers";
}

static bool priority_text(struct eval *ev, struct span text, unsigned hook, struct loc loc,
			  int64_t *sum)
{
	struct span name;
	uint64_t number;
	int base = 0;

	if (!priority_split(text, &name, sum))
		return eval_error(ev, loc, "invalid priority expression %.*s in this context.",
				  (int)text.n, text.p);
	if (span_number(name, &number)) {
		*sum += number <= INT_MAX ? (int64_t)number : INT64_C(1) << 40;
		return true;
	}
	if (name.n && !priority_number(ev->family, hook, name, &base))
		return eval_error(ev, loc, "'%.*s' is invalid priority in this context, known are: %s",
				  (int)name.n, name.p, priority_names(ev, hook));
	*sum += base;
	return true;
}

bool eval_priority(struct eval *ev, struct expr *e, unsigned hook, struct loc loc,
		   int32_t *priority)
{
	int64_t sum = 0;

	for (unsigned hops = 0; expr_variable(e) && hops < EVAL_DEPTH_MAX; hops++)
		e = (struct expr *)expr_variable(e)->bound;
	if (expr_value(e) && !e->type) {
		sum = (int64_t)expr_u64(e); /* negative numbers come as two's complement */
	} else if (expr_symbol(e)) {
		if (!priority_text(ev, span_of(expr_symbol(e)->text), hook, loc, &sum))
			return false;
	} else {
		return eval_error(ev, loc, "invalid priority expression %s in this context.",
				  e ? expr_noun(e) : "");
	}
	if (sum < INT32_MIN || sum > INT32_MAX)
		return eval_error(ev, loc, "priority is out of range %d to %d", INT32_MIN, INT32_MAX);
	*priority = (int32_t)sum;
	return true;
}

/* Far beyond what a kernel takes, but definitions of definitions can name any number. */
enum { DEVICES_MAX = 4096 };

static bool device_add(struct eval *ev, struct expr *e, struct device_list *devices,
		       unsigned depth);

/* Elements of a definition may be unread texts still. */
static bool device_add_run(struct eval *ev, const struct litrun *run, struct device_list *devices,
			   unsigned depth)
{
	const struct litrec *rec;

	vec_each(rec, &run->rec) {
		struct expr *e = ev->run->parse_element(
			ev->run, (struct loc){ rec->at, rec->at + rec->size });
		if (!e || !device_add(ev, e, devices, depth))
			return false;
	}
	return true;
}

static bool device_named(struct eval *ev, const struct expr *e, const char *name,
			 struct device_list *devices)
{
	for (size_t i = 0; i < devices->name.n; i++)
		if (str_same(devices->name.v[i], name)) {
			eval_error(ev, e->loc, "device \"%s\" is given twice", name);
			return diag_also(&ev->run->diag, devices->loc.v[i]);
		}
	*vec_push(ev->run->pool, &devices->name) = name;
	*vec_push(ev->run->pool, &devices->loc) = e->loc;
	return true;
}

static bool device_add(struct eval *ev, struct expr *e, struct device_list *devices, unsigned depth)
{
	const struct setlit_expr *set = expr_setlit(e);
	const struct list_expr *list = expr_list(e);
	const char *text;
	bool wildcard;

	if (expr_variable(e))
		return depth < EVAL_DEPTH_MAX
			       ? device_add(ev, (struct expr *)expr_variable(e)->bound, devices,
					    depth + 1)
			       : eval_error(ev, e->loc, "List limit %u reached", EVAL_DEPTH_MAX);
	if ((set || list) && depth >= EVAL_DEPTH_MAX)
		return eval_error(ev, e->loc, "List limit %u reached", EVAL_DEPTH_MAX);
	for (size_t i = 0; set && i < set->item.n; i++) {
		struct elem_expr *elem = expr_elem(set->item.v[i]);
		if (!device_add(ev, elem ? elem->key : set->item.v[i], devices, depth + 1))
			return false;
	}
	for (size_t i = 0; list && i < list->item.n; i++)
		if (!device_add(ev, list->item.v[i], devices, depth + 1))
			return false;
	if (set || list)
		return true;
	if (expr_run(e))
		return device_add_run(ev, expr_run(e)->run, devices, depth + 1);
	if (!eval_text(ev, e, &text, &wildcard))
		return false;
	if (!*text && !wildcard)
		return eval_error(ev, e->loc, "Empty string is not allowed");
	if (strlen(text) + wildcard > 15)
		return eval_error(ev, e->loc, "interface name too long, at most 15 characters");
	if (devices->name.n == DEVICES_MAX)
		return eval_error(ev, e->loc, "too many devices, the maximum is %u", DEVICES_MAX);
	return device_named(ev, e, wildcard ? pool_printf(ev->run->pool, "%s*", text) : text, devices);
}

bool eval_devices(struct eval *ev, struct expr *e, struct device_list *devices)
{
	return device_add(ev, e, devices, 0);
}
