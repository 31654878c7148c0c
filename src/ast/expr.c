/*
 * expr: constructors and the few questions that every pass asks of expressions.
 */
#include "ast/desc.h"


static inline void *as_node(struct expr *zeroed, enum expr_kind kind, struct loc loc)
{
	zeroed->kind = (uint8_t)kind;
	zeroed->loc = loc;
	return zeroed;
}

struct expr *expr_new(struct pool *pool, enum expr_kind kind, size_t size, struct loc loc)
{
	return as_node(pool_alloc(pool, size), kind, loc);
}

/* A node of the kind's own struct, its struct expr filled in. Zeroed in place: the size is known. */
#define new_node(pool, kind, type, loc)                                                            \
	((struct type *)as_node(&pool_new_of((pool), struct type)->e, (kind), (loc)))

struct expr *expr_number(struct pool *pool, struct loc loc, uint64_t number)
{
	struct expr *e = expr_bytes(pool, loc, NULL, ORDER_HOST, 64, NULL);

	bytes_set_u64(expr_value(e)->b, 8, number);
	return e;
}

struct expr *expr_bytes(struct pool *pool, struct loc loc, const struct type *type,
			enum order order, unsigned bits, const uint8_t *b)
{
	size_t n = BYTES_OF(bits);
	struct value_expr *value = pool_raw(pool, sizeof(*value) + n);

	value->e = (struct expr){ .kind = EXPR_VALUE, .order = (uint8_t)order,
				  .bits = (uint16_t)bits, .loc = loc, .type = type };
	if (b)
		bytes_copy_short(value->b, b, n);
	else
		bytes_zero_short(value->b, n);
	return &value->e;
}

struct expr *expr_word(struct pool *pool, struct loc loc, struct span text, unsigned flags)
{
	struct symbol_expr *symbol = pool_raw(pool, sizeof(*symbol) + text.n + 1);
	char *copy = (char *)(symbol + 1);

	symbol->e = (struct expr){ .kind = EXPR_SYMBOL, .flags = (uint16_t)flags, .loc = loc };
	symbol->text = copy;
	if (text.n)
		memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return &symbol->e;
}

struct expr *expr_make_prefix(struct pool *pool, struct loc loc, struct expr *base, unsigned len)
{
	struct prefix_expr *prefix = new_node(pool, EXPR_PREFIX, prefix_expr, loc);

	prefix->base = base;
	prefix->len = len;
	return &prefix->e;
}

struct expr *expr_make_range(struct pool *pool, struct loc loc, struct expr *lo, struct expr *hi)
{
	struct range_expr *range = new_node(pool, EXPR_RANGE, range_expr, loc);

	range->lo = lo;
	range->hi = hi;
	return &range->e;
}

struct expr *expr_append(struct pool *pool, enum expr_kind kind, struct expr *list,
			 struct expr *item)
{
	struct list_expr *l;

	if (!list)
		list = expr_new(pool, kind, sizeof(struct list_expr), item->loc);
	l = (struct list_expr *)list;
	*vec_push(pool, &l->item) = item;
	list->loc = loc_join(list->loc, item->loc);
	return list;
}

struct expr *expr_make_set(struct pool *pool, struct loc loc)
{
	return expr_new(pool, EXPR_SETLIT, sizeof(struct setlit_expr), loc);
}

void expr_set_add(struct pool *pool, struct expr *set, struct expr *item)
{
	*vec_push(pool, &((struct setlit_expr *)set)->item) = item;
}

struct expr *expr_make_run(struct pool *pool, struct litrun *run)
{
	struct run_expr *e = new_node(pool, EXPR_RUN, run_expr, run->loc);

	e->run = run;
	return &e->e;
}

struct expr *expr_make_elem(struct pool *pool, struct loc loc, struct expr *key)
{
	struct elem_expr *elem = new_node(pool, EXPR_ELEM, elem_expr, loc);

	elem->key = key;
	return &elem->e;
}

struct expr *expr_make_binop(struct pool *pool, struct loc loc, enum binop op, struct expr *l,
			     struct expr *r)
{
	struct binop_expr *binop = new_node(pool, EXPR_BINOP, binop_expr, loc);

	binop->op = (uint8_t)op;
	binop->left = l;
	binop->right = r;
	return &binop->e;
}

struct expr *expr_make_unary(struct pool *pool, enum unary op, struct expr *arg)
{
	struct unary_expr *unary = new_node(pool, EXPR_UNARY, unary_expr, arg->loc);

	unary->op = (uint8_t)op;
	unary->arg = arg;
	unary->e.type = arg->type;
	unary->e.bits = arg->bits;
	unary->e.order = op == UNARY_HTON ? ORDER_BIG : ORDER_HOST;
	return &unary->e;
}

struct expr *expr_make_map(struct pool *pool, struct loc loc, struct expr *key, struct expr *map)
{
	struct map_expr *e = new_node(pool, EXPR_MAP, map_expr, loc);

	e->key = key;
	e->map = map;
	return &e->e;
}

struct expr *expr_make_setref(struct pool *pool, struct loc loc, struct span name)
{
	struct setref_expr *setref = new_node(pool, EXPR_SETREF, setref_expr, loc);

	setref->name = pool_strndup(pool, name.p, name.n);
	return &setref->e;
}

struct expr *expr_make_verdict(struct pool *pool, struct loc loc, int32_t code, struct expr *target)
{
	struct verdict_expr *verdict = new_node(pool, EXPR_VERDICT, verdict_expr, loc);

	verdict->code = code;
	verdict->target = target;
	return &verdict->e;
}

/* The last two only come from the kernel. */
static const struct {
	const char *word;
	int32_t code;
} verdict_rows[] = {
	{ "accept", VERDICT_ACCEPT }, { "drop", VERDICT_DROP },	  { "continue", VERDICT_CONTINUE },
	{ "return", VERDICT_RETURN }, { "jump", VERDICT_JUMP },	  { "goto", VERDICT_GOTO },
	{ "queue", VERDICT_QUEUE },   { "break", VERDICT_BREAK },
};
enum { VERDICT_ROWS = sizeof(verdict_rows) / sizeof(*verdict_rows), VERDICT_ROWS_WRITTEN = 6 };

const char *verdict_word(int32_t code)
{
	for (unsigned i = 0; i < VERDICT_ROWS; i++)
		if (verdict_rows[i].code == code)
			return verdict_rows[i].word;
	return NULL;
}

bool verdict_code(struct span word, int32_t *code)
{
	for (unsigned i = 0; i < VERDICT_ROWS_WRITTEN; i++) {
		if (span_is(word, verdict_rows[i].word)) {
			*code = verdict_rows[i].code;
			return true;
		}
	}
	return false;
}

void *expr_make_selector(struct pool *pool, struct loc loc, const struct selector *sel)
{
	struct sel_expr *e = (struct sel_expr *)expr_new(pool, EXPR_SELECTOR, sel->size, loc);

	e->sel = sel;
	return e;
}

static size_t node_size(const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE:
		return sizeof(struct value_expr) + BYTES_OF(e->bits);
	case EXPR_SYMBOL:
		return sizeof(struct symbol_expr);
	case EXPR_VARIABLE:
		return sizeof(struct variable_expr);
	case EXPR_PREFIX:
		return sizeof(struct prefix_expr);
	case EXPR_RANGE:
		return sizeof(struct range_expr);
	case EXPR_CONCAT:
	case EXPR_LIST:
		return sizeof(struct list_expr);
	case EXPR_SETLIT:
		return sizeof(struct setlit_expr);
	case EXPR_RUN:
		return sizeof(struct run_expr);
	case EXPR_ELEM:
		return sizeof(struct elem_expr);
	case EXPR_BINOP:
		return sizeof(struct binop_expr);
	case EXPR_UNARY:
		return sizeof(struct unary_expr);
	case EXPR_MAP:
		return sizeof(struct map_expr);
	case EXPR_SETREF:
		return sizeof(struct setref_expr);
	case EXPR_VERDICT:
		return sizeof(struct verdict_expr);
	case EXPR_SELECTOR:
		return ((const struct sel_expr *)e)->sel->size;
	}
	return sizeof(*e);
}

static struct stmt *clone_stmts(struct pool *pool, const struct stmt *list)
{
	struct stmt *first = NULL, **last = &first;

	for (; list; list = list->next) {
		*last = pool_memdup(pool, list, list->desc->size);
		last = &(*last)->next;
		*last = NULL;
	}
	return first;
}

/* Every expression list (CONCAT, LIST, SETLIT) has the same layout: a vector of items. */
static void clone_items(struct pool *pool, struct list_expr *copy, const struct list_expr *from)
{
	copy->item.v = NULL;
	copy->item.n = copy->item.cap = 0;
	for (size_t i = 0; i < from->item.n; i++)
		*vec_push(pool, &copy->item) = expr_clone(pool, from->item.v[i]);
}

_Static_assert(offsetof(struct list_expr, item) == offsetof(struct setlit_expr, item),
	       "clone_items serves set literals too");

struct expr *expr_clone(struct pool *pool, const struct expr *e)
{
	struct expr *copy;

	if (!e)
		return NULL;
	copy = pool_memdup(pool, e, node_size(e));
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE:
	case EXPR_SYMBOL:
	case EXPR_VARIABLE:
	case EXPR_RUN:
	case EXPR_SETREF:
		break;
	case EXPR_PREFIX:
		expr_prefix(copy)->base = expr_clone(pool, expr_prefix(e)->base);
		break;
	case EXPR_RANGE:
		expr_range(copy)->lo = expr_clone(pool, expr_range(e)->lo);
		expr_range(copy)->hi = expr_clone(pool, expr_range(e)->hi);
		break;
	case EXPR_CONCAT:
	case EXPR_LIST:
	case EXPR_SETLIT:
		clone_items(pool, (struct list_expr *)copy, (const struct list_expr *)e);
		break;
	case EXPR_ELEM:
		expr_elem(copy)->key = expr_clone(pool, expr_elem(e)->key);
		expr_elem(copy)->data = expr_clone(pool, expr_elem(e)->data);
		expr_elem(copy)->stmts = clone_stmts(pool, expr_elem(e)->stmts);
		break;
	case EXPR_BINOP:
		expr_binop(copy)->left = expr_clone(pool, expr_binop(e)->left);
		expr_binop(copy)->right = expr_clone(pool, expr_binop(e)->right);
		break;
	case EXPR_UNARY:
		expr_unary(copy)->arg = expr_clone(pool, expr_unary(e)->arg);
		break;
	case EXPR_MAP:
		expr_map(copy)->key = expr_clone(pool, expr_map(e)->key);
		expr_map(copy)->map = expr_clone(pool, expr_map(e)->map);
		break;
	case EXPR_VERDICT:
		expr_verdict(copy)->target = expr_clone(pool, expr_verdict(e)->target);
		break;
	case EXPR_SELECTOR:
		if (expr_selector(copy)->sel->clone)
			expr_selector(copy)->sel->clone(pool, expr_selector(copy));
		break;
	}
	return copy;
}

static bool same_items(const struct list_expr *a, const struct list_expr *b)
{
	if (a->item.n != b->item.n)
		return false;
	for (size_t i = 0; i < a->item.n; i++)
		if (!expr_same(a->item.v[i], b->item.v[i]))
			return false;
	return true;
}

static bool same_elem(const struct elem_expr *a, const struct elem_expr *b)
{
	return expr_same(a->key, b->key) && expr_same(a->data, b->data) && a->given == b->given &&
	       a->timeout == b->timeout && a->expires == b->expires &&
	       str_same(a->comment, b->comment) && !a->stmts && !b->stmts;
}

static bool same_verdict(const struct verdict_expr *a, const struct verdict_expr *b)
{
	return a->code == b->code && str_same(a->chain, b->chain) &&
	       expr_same(a->target, b->target) && !a->block && !b->block;
}

bool expr_same(const struct expr *a, const struct expr *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->kind != b->kind)
		return false;
	switch ((enum expr_kind)a->kind) {
	case EXPR_VALUE:
		return a->bits == b->bits &&
		       !bytes_cmp(expr_value(a)->b, expr_value(b)->b, BYTES_OF(a->bits));
	case EXPR_SYMBOL:
		return a->flags == b->flags && str_same(expr_symbol(a)->text, expr_symbol(b)->text);
	case EXPR_VARIABLE:
		return expr_variable(a)->bound == expr_variable(b)->bound;
	case EXPR_PREFIX:
		return expr_prefix(a)->len == expr_prefix(b)->len &&
		       expr_same(expr_prefix(a)->base, expr_prefix(b)->base);
	case EXPR_RANGE:
		return expr_same(expr_range(a)->lo, expr_range(b)->lo) &&
		       expr_same(expr_range(a)->hi, expr_range(b)->hi);
	case EXPR_CONCAT:
	case EXPR_LIST:
	case EXPR_SETLIT:
		return same_items((const struct list_expr *)a, (const struct list_expr *)b);
	case EXPR_RUN:
		return expr_run(a)->run == expr_run(b)->run;
	case EXPR_ELEM:
		return same_elem(expr_elem(a), expr_elem(b));
	case EXPR_BINOP:
		return expr_binop(a)->op == expr_binop(b)->op &&
		       expr_same(expr_binop(a)->left, expr_binop(b)->left) &&
		       expr_same(expr_binop(a)->right, expr_binop(b)->right);
	case EXPR_UNARY:
		return expr_unary(a)->op == expr_unary(b)->op &&
		       expr_same(expr_unary(a)->arg, expr_unary(b)->arg);
	case EXPR_MAP:
		return expr_same(expr_map(a)->key, expr_map(b)->key) &&
		       expr_same(expr_map(a)->map, expr_map(b)->map);
	case EXPR_SETREF:
		return expr_setref(a)->set == expr_setref(b)->set &&
		       str_same(expr_setref(a)->name, expr_setref(b)->name);
	case EXPR_VERDICT:
		return same_verdict(expr_verdict(a), expr_verdict(b));
	case EXPR_SELECTOR:
		return expr_selector(a)->sel == expr_selector(b)->sel &&
		       expr_selector(a)->sel->same &&
		       expr_selector(a)->sel->same(expr_selector(a), expr_selector(b));
	}
	return false;
}

bool expr_is_constant(const struct expr *e)
{
	const struct list_expr *list = expr_concat(e) ? expr_concat(e) : expr_list(e);

	if (expr_prefix(e))
		return expr_is_constant(expr_prefix(e)->base);
	if (expr_range(e))
		return expr_is_constant(expr_range(e)->lo) && expr_is_constant(expr_range(e)->hi);
	for (size_t i = 0; list && i < list->item.n; i++)
		if (!expr_is_constant(list->item.v[i]))
			return false;
	return list || expr_value(e);
}

uint64_t expr_u64(const struct expr *e)
{
	return bytes_u64(expr_value(e)->b, BYTES_OF(e->bits));
}
