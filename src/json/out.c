/*
 * out: expressions and statements in the JSON form (json.md, 3, 4 and 7). The kind of a JSON value
 * follows from what its type prints: numbers are numbers, symbols, addresses and names strings.
 */
#include "json/json.h"

/* Longest text of a value that is surely written in one piece. */
enum { VALUE_ROOM = 512 };

/* The text is made at the end of the output, taken from there, and written as its kind wants. */
static void put_plain(struct writer *w, struct print *p, const struct type *type, unsigned bits,
		      const uint8_t *b)
{
	char copy[VALUE_ROOM];
	struct span text = { copy, 0 };
	enum text_kind kind;
	uint64_t number;
	size_t start;

	if (type && type->bits && bits > BYTES_OF(type->bits) * 8)
		type = &type_integer; /* an operand wider than its type */
	out_room(w->out, VALUE_ROOM);
	start = w->out->n;
	kind = type_print(type ? type : &type_integer, p->run->names, b, bits,
			  p->flags | PRINT_JSON, w->out);
	text.n = w->out->n - start < VALUE_ROOM ? w->out->n - start : VALUE_ROOM;
	memcpy(copy, w->out->buf + start, text.n);
	w->out->n = start;
	if (kind == TEXT_BOOL)
		json_bool(w, !bytes_are_zero(b, BYTES_OF(bits)));
	else if (kind == TEXT_NUMBER && span_number(text, &number))
		json_u64(w, number);
	else
		json_span(w, text);
}

void json_out_value(struct writer *w, struct print *p, const struct type *type, unsigned bits,
		    const uint8_t *b)
{
	uint8_t bit[BYTES_MAX], rest[BYTES_MAX];
	size_t n = BYTES_OF(bits);
	int lowest;

	if (!type_has_flags(type) || n > BYTES_MAX || bytes_popcount(b, n) < 2) {
		put_plain(w, p, type, bits, b);
		return;
	}
	json_open(w, '{');
	json_name(w, "|");
	json_open(w, '[');
	memcpy(rest, b, n);
	while ((lowest = bytes_lowest_bit(rest, n)) >= 0) {
		memset(bit, 0, n);
		bit[n - 1 - lowest / 8] = 1 << lowest % 8;
		bytes_xor(rest, rest, bit, n);
		put_plain(w, p, type, bits, bit);
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void put_array(struct writer *w, struct print *p, struct expr *const *item, size_t n)
{
	json_open(w, '[');
	for (size_t i = 0; i < n; i++)
		json_out_expr(w, p, item[i]);
	json_close(w, ']');
}

static void open_member(struct writer *w, const char *name)
{
	json_open(w, '{');
	json_name(w, name);
}

static void put_symbol(struct writer *w, struct print *p, const struct symbol_expr *e)
{
	if (e->e.flags & EXPR_F_CATCHALL)
		json_str(w, "*");
	else if (e->e.flags & EXPR_F_WILDCARD)
		json_str(w, pool_printf(p->run->pool, "%s*", e->text));
	else
		json_str(w, e->text);
}

static void put_prefix(struct writer *w, struct print *p, const struct prefix_expr *e)
{
	const struct value_expr *base = expr_value(e->base);

	if (base && e->e.order == ORDER_TEXT) {
		json_str(w, pool_printf(p->run->pool, "%.*s*", (int)(e->len / 8),
					(const char *)base->b));
		return;
	}
	open_member(w, "prefix");
	json_open(w, '{');
	json_name(w, "addr");
	json_out_expr(w, p, e->base);
	json_pair_u64(w, "len", e->len);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_range(struct writer *w, struct print *p, const struct range_expr *e)
{
	unsigned flags = p->flags;

	p->flags = print_range_flags(flags);
	open_member(w, "range");
	json_open(w, '[');
	json_out_expr(w, p, e->lo);
	json_out_expr(w, p, e->hi);
	json_close(w, ']');
	json_close(w, '}');
	p->flags = flags;
}

static const char *const binop_words[BINOP_N] = {
	[BINOP_AND] = "&", [BINOP_OR] = "|", [BINOP_XOR] = "^",
	[BINOP_SHL] = "<<", [BINOP_SHR] = ">>",
};

/* Operands of a chain of one operator, in one array. */
static void put_operands(struct writer *w, struct print *p, enum binop op, const struct expr *e)
{
	const struct binop_expr *binop = expr_binop(e);
	bool associative = op == BINOP_AND || op == BINOP_OR || op == BINOP_XOR;

	if (!binop || binop->op != op) {
		json_out_expr(w, p, e);
		return;
	}
	put_operands(w, p, op, binop->left);
	if (associative)
		put_operands(w, p, op, binop->right);
	else
		json_out_expr(w, p, binop->right);
}

static void put_binop(struct writer *w, struct print *p, const struct binop_expr *e)
{
	open_member(w, binop_words[e->op]);
	json_open(w, '[');
	put_operands(w, p, e->op, &e->e);
	json_close(w, ']');
	json_close(w, '}');
}

static void put_map(struct writer *w, struct print *p, const struct map_expr *e)
{
	open_member(w, "map");
	json_open(w, '{');
	json_name(w, "key");
	json_out_expr(w, p, e->key);
	json_name(w, "data");
	json_out_expr(w, p, e->map);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_setref(struct writer *w, struct print *p, const struct setref_expr *e)
{
	if (!(e->e.flags & EXPR_F_ANONYMOUS) || !e->set || !e->set->elems) {
		json_str(w, pool_printf(p->run->pool, "@%s", e->name));
		return;
	}
	open_member(w, "set");
	json_out_elements(w, p, e->set, e->set->elems);
	json_close(w, '}');
}

static void put_verdict(struct writer *w, struct print *p, const struct verdict_expr *e)
{
	const char *word = verdict_word(e->code);

	open_member(w, word ? word : "unknown");
	if (e->code == VERDICT_JUMP || e->code == VERDICT_GOTO) {
		json_open(w, '{');
		if (e->chain)
			json_pair_str(w, "target", e->chain);
		json_close(w, '}');
	} else {
		json_none(w);
	}
	json_close(w, '}');
}

static void put_elem(struct writer *w, struct print *p, const struct elem_expr *e)
{
	open_member(w, "elem");
	json_open(w, '{');
	json_name(w, "val");
	json_out_expr(w, p, e->key);
	if (e->given & EXTRA_TIMEOUT)
		json_pair_u64(w, "timeout", e->timeout / 1000);
	if (e->given & EXTRA_EXPIRES)
		json_pair_u64(w, "expires", e->expires / 1000);
	if (e->comment)
		json_pair_str(w, "comment", e->comment);
	json_close(w, '}');
	json_close(w, '}');
}

void json_out_expr(struct writer *w, struct print *p, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE:
		put_plain(w, p, e->type, e->bits, expr_value(e)->b);
		return;
	case EXPR_SYMBOL:
		put_symbol(w, p, expr_symbol(e));
		return;
	case EXPR_PREFIX:
		put_prefix(w, p, expr_prefix(e));
		return;
	case EXPR_RANGE:
		put_range(w, p, expr_range(e));
		return;
	case EXPR_CONCAT:
		open_member(w, "concat");
		put_array(w, p, expr_concat(e)->item.v, expr_concat(e)->item.n);
		json_close(w, '}');
		return;
	case EXPR_LIST:
		put_array(w, p, expr_list(e)->item.v, expr_list(e)->item.n);
		return;
	case EXPR_ELEM:
		put_elem(w, p, expr_elem(e));
		return;
	case EXPR_BINOP:
		put_binop(w, p, expr_binop(e));
		return;
	case EXPR_UNARY:
		json_out_expr(w, p, expr_unary(e)->arg);
		return;
	case EXPR_MAP:
		put_map(w, p, expr_map(e));
		return;
	case EXPR_SETREF:
		put_setref(w, p, expr_setref(e));
		return;
	case EXPR_VERDICT:
		put_verdict(w, p, expr_verdict(e));
		return;
	case EXPR_SELECTOR:
		json_open(w, '{');
		expr_selector(e)->sel->json_out(w, p, expr_selector(e));
		json_close(w, '}');
		return;
	case EXPR_VARIABLE: case EXPR_SETLIT: case EXPR_RUN:
		json_none(w); /* only before evaluation; never written */
		return;
	}
}

static void put_text(struct writer *w, const struct print *p, const struct stmt *s)
{
	struct print text = *p;
	struct out out;

	out_init(&out, p->run->pool);
	text.out = &out;
	print_stmt(&text, s);
	json_str(w, out_text(&out));
}

void json_out_stmt(struct writer *w, struct print *p, const struct stmt *s)
{
	if (s->desc->json_is_text && s->desc->json_is_text(p, s)) {
		put_text(w, p, s);
		return;
	}
	json_open(w, '{');
	if (s->desc->json_out)
		s->desc->json_out(w, p, s);
	else
		json_out_clauses(w, p, s);
	json_close(w, '}');
}

void json_out_stmts(struct writer *w, struct print *p, const struct stmt *list)
{
	for (const struct stmt *s = list; s; s = s->next)
		if (!s->implied)
			json_out_stmt(w, p, s);
}
