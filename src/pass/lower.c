/*
 * lower: expressions into registers, and whole rules. Matches are in lower_match.c, operations on
 * bits in lower_bitwise.c, sets, maps and verdicts in lower_set.c.
 */
#include "data/proto.h"
#include "pass/lower.h"

/* ---- operands ---- */

const uint8_t *lower_swapped(struct lower *l, const uint8_t *number, unsigned n)
{
	uint8_t *b = pool_raw(l->prog->pool, n);

	bytes_copy_swapped(b, number, n);
	return b;
}

void lower_data_bytes(struct lower *l, const uint8_t *number, unsigned bits, enum order order,
		      struct data *data)
{
	lower_number(l, pool_memdup(l->prog->pool, number, BYTES_OF(bits)), bits, order, data);
}

/* ---- loads ---- */

/* The bits of the field inside its covering load. */
static void field_mask(const struct sel_expr *e, uint8_t *mask)
{
	unsigned n = BYTES_OF(e->load_bits), low = BYTES_OF(e->e.bits);

	memset(mask, 0, n);
	bytes_mask(mask + n - low, e->e.bits, e->e.bits);
	bytes_shl(mask, mask, n, e->shift);
}

bool lower_uncut(struct lower *l, const struct sel_expr *e, unsigned dreg, uint8_t *mask)
{
	if (e->shift || !e->load_bits || e->tunnel)
		return false;
	field_mask(e, mask);
	return e->sel->lower(l, e, dreg);
}

/* Register words of 32 bits, as the kernel shifts them: each to host order or back. */
static void emit_swap_words(struct lower *l, unsigned reg, unsigned size, enum order to)
{
	struct insn_byteorder *i = emit(l, INSN_BYTEORDER);

	i->sreg = i->dreg = reg;
	i->op = to == ORDER_BIG;
	i->len = size;
	i->size = 4;
}

/*
 * A field out of three, five or more bytes: these fill register words only from the left, so the
 * field is moved within words, and to where its own bytes begin: right, or left if it has one byte
 * less than was loaded.
 */
static void shift_in_words(struct lower *l, const struct sel_expr *e, unsigned dreg, bool host)
{
	unsigned n = BYTES_OF(e->load_bits), size = (n + 3) / 4 * 4;
	bool shorter = BYTES_OF(e->e.bits) < n;

	if (!e->shift && !host)
		return;
	emit_swap_words(l, dreg, size, ORDER_HOST);
	if (host) {
		emit_shift(l, dreg, 32, false, e->shift + 8 * (4 - n));
		return;
	}
	emit_shift(l, dreg, size * 8, shorter, shorter ? 8 - e->shift : e->shift);
	emit_swap_words(l, dreg, size, ORDER_BIG);
}

static OFF_THE_WAY void cut_field(struct lower *l, const struct sel_expr *e, unsigned dreg, bool host)
{
	uint8_t mask[BYTES_MAX], none[BYTES_MAX] = { 0 };
	unsigned n = BYTES_OF(e->load_bits);

	field_mask(e, mask);
	emit_mask_xor(l, dreg, e->load_bits, ORDER_BIG, mask, none);
	if (n == 3 || (n == 4 && e->e.bits <= 24 && !host) || (n > 4 && !host)) {
		shift_in_words(l, e, dreg, host);
		return;
	}
	if (e->load_bits > 8 && (e->shift || host))
		emit_byteorder(l, dreg, e->load_bits, ORDER_HOST);
	if (!e->shift)
		return;
	emit_shift(l, dreg, e->load_bits, false, e->shift);
	if (!host && e->e.bits > 8)
		emit_byteorder(l, dreg, e->e.bits, ORDER_BIG);
}

/* A load of the packet inside a tunnel: the load is an operand of one instruction. */
static OFF_THE_WAY bool lower_inner(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct prog *outer = l->prog;
	struct insn_inner *i;

	l->prog = prog_new(outer->pool);
	bool done = e->sel->lower(l, e, dreg);
	const struct prog *load = l->prog;
	l->prog = outer;
	if (!done)
		return false;
	i = emit(l, INSN_INNER);
	i->type = e->tunnel->inner_type;
	i->hdrsize = e->tunnel->inner_size;
	i->flags = e->tunnel->inner_flags;
	i->expr = load;
	return true;
}

bool lower_selector(struct lower *l, const struct sel_expr *e, unsigned dreg, bool host)
{
	bool done = e->tunnel ? lower_inner(l, e, dreg) : e->sel->lower(l, e, dreg);

	if (done && e->load_bits)
		cut_field(l, e, dreg, host);
	return done;
}

static bool lower_value(struct lower *l, const struct expr *e, unsigned dreg)
{
	struct insn_immediate *i = emit(l, INSN_IMMEDIATE);

	i->dreg = dreg;
	lower_data(l, e, &i->data);
	return true;
}

static bool lower_unary(struct lower *l, const struct unary_expr *unary, unsigned dreg)
{
	const struct sel_expr *field = expr_selector(unary->arg);
	bool host = unary->op == UNARY_NTOH;

	if (field && field->load_bits && host)
		return lower_selector(l, field, dreg, true);
	if (!lower_expr(l, unary->arg, dreg))
		return false;
	emit_byteorder(l, dreg, host ? unary->arg->bits : unary->e.bits,
		       host ? ORDER_HOST : ORDER_BIG);
	return true;
}

static bool lower_concat(struct lower *l, const struct list_expr *concat, unsigned dreg)
{
	unsigned offset = 0;

	for (size_t i = 0; i < concat->item.n; i++) {
		const struct expr *item = concat->item.v[i];
		if (!lower_expr(l, item, reg_at(dreg, offset)))
			return false;
		offset += (BYTES_OF(item->bits) + 3) / 4 * 4;
	}
	return true;
}

static bool cannot_load(struct lower *l, const struct expr *e)
{
	return diag_error(&l->run->diag, e->loc.end ? e->loc : l->loc,
			  "this expression has no value that a register could hold");
}

static OFF_THE_WAY bool lower_kind(struct lower *l, const struct expr *e, unsigned dreg)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE: return lower_value(l, e, dreg);
	case EXPR_CONCAT: return lower_concat(l, expr_concat(e), dreg);
	case EXPR_BINOP: return lower_binop(l, expr_binop(e), dreg);
	case EXPR_UNARY: return lower_unary(l, expr_unary(e), dreg);
	case EXPR_MAP: return lower_map(l, expr_map(e), dreg);
	case EXPR_SELECTOR: case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_LIST:
	case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_SETREF: case EXPR_VERDICT:
		break;
	}
	return cannot_load(l, e);
}

bool lower_expr(struct lower *l, const struct expr *e, unsigned dreg)
{
	const struct sel_expr *sel = (const struct sel_expr *)e;

	if (l->failed)
		return false;
	if (e->kind != EXPR_SELECTOR)
		return lower_kind(l, e, dreg);
	if (sel->tunnel || sel->load_bits)
		return lower_selector(l, sel, dreg, false);
	return sel->sel->lower(l, sel, dreg);
}

static OFF_THE_WAY unsigned take_for_map(struct lower *l, const struct map_expr *map)
{
	const struct setref_expr *ref = expr_setref(map->map);

	return ref && ref->set->data.n > 1 ? reg_take_words(l, (ref->set->data.size + 3) / 4)
					   : reg_take(l, BYTES_OF(map->e.bits));
}

static unsigned take_for(struct lower *l, const struct expr *e)
{
	return e->kind == EXPR_CONCAT ? reg_take_words(l, e->bits / 32)
	     : e->kind == EXPR_MAP ? take_for_map(l, expr_map(e))
				   : reg_take(l, BYTES_OF(e->bits));
}

unsigned lower_load(struct lower *l, const struct expr *e)
{
	unsigned reg = take_for(l, e);

	if (!reg || !lower_expr(l, e, reg))
		return 0;
	return reg;
}

/* ---- rules ---- */

enum { MERGE_MAX = 16 };

static bool may_merge(const struct match_stmt *m)
{
	const struct sel_expr *left = expr_selector(m->left);

	return left && left->sel->merge && (m->rel == REL_EQ || m->rel == REL_IMPLICIT) &&
	       expr_value(m->right);
}

static bool same_family(const struct match_stmt *a, const struct match_stmt *b)
{
	return expr_selector(a->left)->sel == expr_selector(b->left)->sel;
}

static void merge(struct run *run, struct match_stmt **match, size_t n)
{
	if (n > 1)
		expr_selector(match[0]->left)->sel->merge(run, match, n);
}

/* Matches may change places with each other, but not with a statement that does something. */
static void merge_loads(struct run *run, struct stmt *list)
{
	struct match_stmt *match[MERGE_MAX];
	size_t n = 0;

	for (struct stmt *s = list; s; s = s->next) {
		struct match_stmt *m = stmt_as_match(run, s);

		if (m && !may_merge(m))
			continue;
		if (n && (!m || n == MERGE_MAX || !same_family(m, match[0]))) {
			merge(run, match, n);
			n = 0;
		}
		if (m)
			match[n++] = m;
	}
	merge(run, match, n);
}

static bool lower_stmts(struct lower *l, const struct stmt *list)
{
	for (const struct stmt *s = list; s; s = s->next, l->statement++) {
		l->loc = s->loc;
		if (s->desc->lower && !s->desc->lower(l, s))
			return false;
		if (l->failed)
			return false;
	}
	return true;
}

struct prog *lower_stateful(struct lower *l, const struct stmt *list)
{
	struct lower inner = *l;

	if (!list)
		return NULL;
	inner.prog = prog_new(l->prog ? l->prog->pool : l->run->pool);
	inner.used = 0;
	if (!lower_stmts(&inner, list))
		l->failed = true;
	return inner.prog;
}

bool lower_rule(struct run *run, struct ops *ops, struct table *table, struct rule_ast *ast,
		struct rule *rule)
{
	struct lower l = { .run = run, .ops = ops, .table = table,
			   .family = table ? table->family : FAMILY_ANY, .loc = ast->loc };
	struct prog_room room;
	struct prog prog;

	prog_begin(&prog, run->pool, &room);
	l.prog = &prog;
	merge_loads(run, ast->stmts);
	if (!lower_stmts(&l, ast->stmts))
		return false;
	rule->prog = prog_finish(&prog);
	rule->comment = ast->comment;
	return true;
}
