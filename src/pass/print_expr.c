#include "pass/print.h"

unsigned print_range_flags(unsigned flags)
{
	flags &= ~(OUTPUT_SERVICE | OUTPUT_REVERSEDNS | OUTPUT_GUID);
	return flags | OUTPUT_NUMERIC_PROTO | OUTPUT_NUMERIC_PRIO | OUTPUT_NUMERIC_SYMBOL |
	       OUTPUT_NUMERIC_TIME;
}

/* Longest text of a value that is surely written in one piece. */
enum { VALUE_ROOM = 512 };

/* An operand wider than its type (`ip dscp << 26 | 0x10`) is a number, whatever name it has. */
static void print_wide(struct print *p, const struct type *type, unsigned bits, const uint8_t *b)
{
	if (type->hex && bytes_fit(b, BYTES_OF(bits), 64))
		out_hex(p->out, bytes_u64(b, BYTES_OF(bits)), (type->bits + 3) / 4);
	else
		bytes_put_decimal(p->out, b, BYTES_OF(bits));
}

/*
 * One number or symbol. Whether quotes are due is known only after printing, so the opening one is
 * put first and taken back when it is not wanted.
 */
static void print_plain(struct print *p, const struct type *type, unsigned bits, const uint8_t *b)
{
	struct out *out = p->out;
	enum text_kind kind;
	size_t start;

	if (type && type->bits && bits > BYTES_OF(type->bits) * 8) {
		print_wide(p, type, bits, b);
		return;
	}
	out_room(out, VALUE_ROOM);
	start = out->n;
	out_char(out, '"');
	if (!type)
		type = p->parsed ? &type_integer : &type_integer_hex;
	kind = type_print(type, p->run->names, b, bits, p->flags, out);
	if (kind != TEXT_QUOTED) {
		memmove(out->buf + start, out->buf + start + 1, out->n - start - 1);
		out->n--;
		return;
	}
	out_char(out, '"');
}

void print_value(struct print *p, const struct type *type, unsigned bits, const uint8_t *b)
{
	uint8_t bit[BYTES_MAX], rest[BYTES_MAX];
	size_t n = BYTES_OF(bits);
	int lowest;

	if (!type_has_flags(type) || n > BYTES_MAX || bytes_popcount(b, n) < 2) {
		print_plain(p, type, bits, b);
		return;
	}
	memcpy(rest, b, n);
	for (bool first = true; (lowest = bytes_lowest_bit(rest, n)) >= 0; first = false) {
		memset(bit, 0, n);
		bit[n - 1 - lowest / 8] = 1 << lowest % 8;
		bytes_xor(rest, rest, bit, n);
		if (!first)
			out_str(p->out, " | ");
		print_plain(p, type, bits, bit);
	}
}

static void print_prefix(struct print *p, const struct prefix_expr *e)
{
	const struct value_expr *base = expr_value(e->base);

	if (base && e->e.order == ORDER_TEXT) {
		out_printf(p->out, "\"%.*s*\"", (int)(e->len / 8), (const char *)base->b);
		return;
	}
	print_expr(p, e->base);
	out_printf(p->out, "/%u", e->len);
}

static void print_range(struct print *p, const struct range_expr *e)
{
	unsigned flags = p->flags;

	p->flags = print_range_flags(flags);
	print_expr(p, e->lo);
	out_char(p->out, '-');
	print_expr(p, e->hi);
	p->flags = flags;
}

static void print_list(struct print *p, struct expr *const *item, size_t n, const char *between)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			out_str(p->out, between);
		print_expr(p, item[i]);
	}
}

static const char *const binop_words[BINOP_N] = {
	[BINOP_AND] = " & ", [BINOP_OR] = " | ", [BINOP_XOR] = " ^ ",
	[BINOP_SHL] = " << ", [BINOP_SHR] = " >> ",
};

/* How loosely an operator binds. */
static const uint8_t looseness[BINOP_N] = {
	[BINOP_SHL] = 1, [BINOP_SHR] = 1, [BINOP_AND] = 2, [BINOP_XOR] = 3, [BINOP_OR] = 4,
};

static void print_operand(struct print *p, enum binop op, const struct expr *e)
{
	const struct binop_expr *inner = expr_binop(e);
	bool parentheses = inner && looseness[inner->op] > looseness[op];

	if (parentheses)
		out_char(p->out, '(');
	print_expr(p, e);
	if (parentheses)
		out_char(p->out, ')');
}

static void print_binop(struct print *p, const struct binop_expr *e)
{
	print_operand(p, e->op, e->left);
	out_str(p->out, binop_words[e->op]);
	print_operand(p, e->op, e->right);
}

static void print_symbol(struct print *p, const struct symbol_expr *e)
{
	const char *quote = e->e.flags & EXPR_F_QUOTED ? "\"" : "";

	out_printf(p->out, "%s%s%s%s", quote, e->e.flags & EXPR_F_CATCHALL ? "" : e->text,
		   e->e.flags & (EXPR_F_WILDCARD | EXPR_F_CATCHALL) ? "*" : "", quote);
}

static void print_elem(struct print *p, const struct elem_expr *e)
{
	print_expr(p, e->key);
	if (e->stmts) {
		out_char(p->out, ' ');
		print_stmts(p, e->stmts);
	}
	if (e->given & EXTRA_TIMEOUT) {
		out_str(p->out, " timeout ");
		time_print(e->timeout, p->flags, p->out);
	}
	if (e->comment) {
		out_str(p->out, " comment ");
		print_quoted(p, e->comment);
	}
	if (e->data) {
		out_str(p->out, " : ");
		print_expr(p, e->data);
	}
}

/* Element texts as they were written. */
static void print_run(struct print *p, const struct litrun *run)
{
	for (size_t i = 0; i < run->rec.n; i++) {
		struct litrec rec = run->rec.v[i];

		if (i)
			out_str(p->out, ", ");
		out_span(p->out, source_text(&p->run->sources,
					     (struct loc){ rec.at, rec.at + rec.size }));
	}
}

static void print_setlit(struct print *p, const struct setlit_expr *e)
{
	out_str(p->out, "{ ");
	print_list(p, e->item.v, e->item.n, ", ");
	out_str(p->out, " }");
}

static void print_setref(struct print *p, const struct setref_expr *e)
{
	if (e->e.flags & EXPR_F_ANONYMOUS && e->set && e->set->elems)
		print_elements(p, e->set, e->set->elems);
	else
		out_printf(p->out, "@%s", e->name);
}

/* The rules of a chain without a name, inside the rule that jumps there. */
static void print_block(struct print *p, const struct chain *chain)
{
	unsigned flags = p->flags;

	out_str(p->out, "{\n");
	p->out->indent++;
	p->flags &= ~OUTPUT_HANDLE;
	for (size_t i = 0; i < chain->rules.n; i++) {
		out_indent(p->out);
		print_rule(p, chain->rules.v[i]);
		out_char(p->out, '\n');
	}
	p->flags = flags;
	p->out->indent--;
	out_indent(p->out);
	out_char(p->out, '}');
}

/* Blocks nest as deep as jumps do. */
enum { BLOCKS_MAX = 16 };

const struct chain *print_block_of(const struct print *p, const struct verdict_expr *e)
{
	const struct chain *chain = p->table && e->chain ? chain_find(p->table, e->chain) : NULL;

	return chain && chain->flags & CHAIN_BINDING && p->blocks < BLOCKS_MAX ? chain : NULL;
}

static void print_target(struct print *p, const struct verdict_expr *e)
{
	const struct chain *chain = print_block_of(p, e);

	if (chain) {
		p->blocks++;
		print_block(p, chain);
		p->blocks--;
	} else if (e->chain) {
		out_str(p->out, e->chain);
	} else if (e->target) {
		print_expr(p, e->target);
	}
}

static void print_verdict(struct print *p, const struct verdict_expr *e)
{
	const char *word = verdict_word(e->code);

	if (word)
		out_str(p->out, word);
	else
		out_printf(p->out, "unknown verdict value %d", e->code);
	if (e->code == VERDICT_JUMP || e->code == VERDICT_GOTO) {
		out_char(p->out, ' ');
		print_target(p, e);
	}
}

static void print_map(struct print *p, const struct map_expr *e)
{
	print_expr(p, e->key);
	out_str(p->out, " map ");
	print_expr(p, e->map);
}

void print_expr(struct print *p, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE:
		print_plain(p, e->type, e->bits, expr_value(e)->b);
		return;
	case EXPR_SYMBOL:
		print_symbol(p, expr_symbol(e));
		return;
	case EXPR_VARIABLE:
		out_printf(p->out, "$%s", expr_variable(e)->name);
		return;
	case EXPR_PREFIX:
		print_prefix(p, expr_prefix(e));
		return;
	case EXPR_RANGE:
		print_range(p, expr_range(e));
		return;
	case EXPR_CONCAT:
		print_list(p, expr_concat(e)->item.v, expr_concat(e)->item.n, " . ");
		return;
	case EXPR_LIST:
		print_list(p, expr_list(e)->item.v, expr_list(e)->item.n, ",");
		return;
	case EXPR_SETLIT:
		print_setlit(p, expr_setlit(e));
		return;
	case EXPR_RUN:
		print_run(p, expr_run(e)->run);
		return;
	case EXPR_ELEM:
		print_elem(p, expr_elem(e));
		return;
	case EXPR_BINOP:
		print_binop(p, expr_binop(e));
		return;
	case EXPR_UNARY:
		print_expr(p, expr_unary(e)->arg);
		return;
	case EXPR_MAP:
		print_map(p, expr_map(e));
		return;
	case EXPR_SETREF:
		print_setref(p, expr_setref(e));
		return;
	case EXPR_VERDICT:
		print_verdict(p, expr_verdict(e));
		return;
	case EXPR_SELECTOR:
		expr_selector(e)->sel->print(p, expr_selector(e));
		return;
	}
}
