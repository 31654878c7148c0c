/*
 * eval_binop: operations on bits: operands of one width and byte order, constants folded, shifts
 * and exclusive-or transferred to the constant of a comparison, bit fields as loads under a mask.
 */
#include "pass/eval_parts.h"

static const char *const binop_text[BINOP_N] = {
	[BINOP_AND] = "&",  [BINOP_OR] = "|",	[BINOP_XOR] = "^",
	[BINOP_SHL] = "<<", [BINOP_SHR] = ">>",
};

void eval_reorder(struct eval *ev, struct expr **e, enum order order)
{
	struct expr *x = *e;

	if (x->order == ORDER_TEXT || order == ORDER_TEXT)
		return;
	if (expr_range(x)) {
		eval_order(ev, &expr_range(x)->lo, order);
		eval_order(ev, &expr_range(x)->hi, order);
	}
	if (expr_prefix(x))
		eval_order(ev, &expr_prefix(x)->base, order);
	if (expr_is_constant(x) || x->bits <= 8) {
		x->order = order;
		return;
	}
	if (expr_unary(x)) {
		*e = expr_unary(x)->arg;
		return;
	}
	struct expr *unary = expr_make_unary(ev->run->pool,
					     order == ORDER_BIG ? UNARY_HTON : UNARY_NTOH, x);
	unary->loc = x->loc;
	unary->type = x->type;
	unary->bits = x->bits;
	unary->order = order;
	unary->flags |= EXPR_F_EVALUATED;
	*e = unary;
}

/* A VALUE in `bits` bits; it fits, or the excess is cut (results of shifts). */
static struct expr *value_resized(struct eval *ev, const struct expr *e, unsigned bits)
{
	const struct value_expr *value = expr_value(e);
	unsigned from = BYTES_OF(value->e.bits), to = BYTES_OF(bits);
	uint8_t b[BYTES_MAX] = { 0 };

	if (to >= from)
		memcpy(b + to - from, value->b, from);
	else
		memcpy(b, value->b + from - to, to);
	if (bits % 8)
		b[0] &= (1u << bits % 8) - 1;
	return expr_bytes(ev->run->pool, e->loc, e->type, e->order, bits, b);
}

static void fold_bytes(enum binop op, uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n)
{
	switch (op) {
	case BINOP_AND: bytes_and(r, a, b, n); break;
	case BINOP_OR: bytes_or(r, a, b, n); break;
	case BINOP_XOR: bytes_xor(r, a, b, n); break;
	case BINOP_SHL:
	case BINOP_SHR:
	case BINOP_N: break;
	}
}

static struct expr *fold(struct eval *ev, struct binop_expr *binop)
{
	const struct expr *typed = binop->left->type ? binop->left : binop->right;
	unsigned bits = binop->left->bits > binop->right->bits ? binop->left->bits
							       : binop->right->bits;
	const struct value_expr *l = expr_value(value_resized(ev, binop->left, bits));
	const struct value_expr *r = expr_value(value_resized(ev, binop->right, bits));
	uint8_t b[BYTES_MAX] = { 0 };

	fold_bytes(binop->op, b, l->b, r->b, BYTES_OF(bits));
	return expr_bytes(ev->run->pool, binop->e.loc, typed->type, typed->order, bits, b);
}

static struct expr *value_shifted(struct eval *ev, const struct expr *e, enum binop op,
				  unsigned shift)
{
	struct expr *copy = value_resized(ev, e, e->bits);
	struct value_expr *value = expr_value(copy);
	unsigned n = BYTES_OF(e->bits);

	if (op == BINOP_SHL)
		bytes_shl(value->b, value->b, n, shift);
	else
		bytes_shr(value->b, value->b, n, shift);
	if (e->bits % 8)
		value->b[0] &= (1u << e->bits % 8) - 1;
	return copy;
}

static unsigned operand_bits(const struct eval *ev, const struct expr *left)
{
	return ev->want.type && ev->want.bits > left->bits ? ev->want.bits : left->bits;
}

static void take_left(struct binop_expr *binop, unsigned bits, enum order order)
{
	binop->e.type = binop->left->type;
	binop->e.bits = bits;
	binop->e.order = order;
}

static bool eval_shift(struct eval *ev, struct expr **e)
{
	struct binop_expr *binop = expr_binop(*e);
	struct want saved = ev->want;
	unsigned bits = operand_bits(ev, binop->left);
	uint64_t shift;

	bool done = eval_number(ev, &binop->right, UINT32_MAX, &shift);
	ev->want = saved;
	if (!done)
		return false;
	if (shift >= bits) {
		eval_error(ev, binop->right->loc,
			   "%s shift of %u bits is undefined for type of %u bits width",
			   binop->op == BINOP_SHL ? "Left" : "Right", (unsigned)shift, bits);
		return diag_also(&ev->run->diag, binop->left->loc);
	}
	if (expr_value(binop->left)) {
		*e = value_shifted(ev, value_resized(ev, binop->left, bits), binop->op, shift);
		return true;
	}
	if (binop->left->order == ORDER_TEXT || !binop->left->bits)
		return eval_error(ev, (*e)->loc, "Binary operation (%s) is undefined for %s types",
				  binop_text[binop->op], expr_type_text(ev, binop->left));
	eval_order(ev, &binop->left, ORDER_HOST);
	take_left(binop, bits, ORDER_HOST);
	return true;
}

/* The right operand in the type of the left one. */
static bool eval_right(struct eval *ev, struct binop_expr *binop, unsigned bits)
{
	struct want saved = ev->want;

	if (binop->left->type)
		ev->want = (struct want){ binop->left->type, bits, binop->left->order, NULL };
	bool done = eval_expr(ev, &binop->right);
	ev->want = saved;
	return done;
}

static bool is_literal(const struct expr *e)
{
	return expr_symbol(e) || (expr_value(e) && !e->type);
}

static void swap_operands(struct binop_expr *binop)
{
	struct expr *left = binop->left;

	binop->left = binop->right;
	binop->right = left;
}

/* Both sides evaluated, the left one no untyped literal if the right one is none. */
static bool eval_operands(struct eval *ev, struct binop_expr *binop)
{
	bool swaps = binop->op == BINOP_AND || binop->op == BINOP_OR || binop->op == BINOP_XOR;

	if (swaps && is_literal(binop->left) && !is_literal(binop->right))
		swap_operands(binop);
	if (!eval_expr(ev, &binop->left))
		return false;
	if (!swaps)
		return true;
	if (!eval_right(ev, binop, operand_bits(ev, binop->left)))
		return false;
	if (expr_value(binop->left) && !expr_value(binop->right))
		swap_operands(binop);
	return true;
}

static bool operand_fits(struct eval *ev, const struct binop_expr *binop,
			 const struct expr *operand)
{
	switch ((enum expr_kind)operand->kind) {
	case EXPR_VALUE: case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP: case EXPR_SELECTOR:
		return true;
	case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT:
	case EXPR_LIST: case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_SETREF:
	case EXPR_VERDICT:
		break;
	}
	return eval_error(ev, operand->loc, "Binary operation (%s) is undefined for %s expressions",
			  binop_text[binop->op], expr_noun(operand));
}

static bool eval_logic(struct eval *ev, struct expr **e)
{
	struct binop_expr *binop = expr_binop(*e);

	if (!operand_fits(ev, binop, binop->right))
		return false;
	if (expr_value(binop->left) && expr_value(binop->right)) {
		*e = fold(ev, binop);
		return true;
	}
	unsigned bits = operand_bits(ev, binop->left);
	if (binop->right->bits > bits)
		bits = binop->right->bits;
	if (bits > BYTES_MAX * 8 || !bits)
		return eval_error(ev, (*e)->loc, "Binary operation (%s) is undefined for %s types",
				  binop_text[binop->op], expr_type_text(ev, binop->left));
	enum order order = ev->want.type ? ev->want.order : binop->left->order;
	if (binop->left->order == ORDER_TEXT)
		order = ORDER_TEXT;
	eval_order(ev, &binop->left, order);
	eval_order(ev, &binop->right, order);
	if (expr_value(binop->right))
		binop->right = value_resized(ev, binop->right, bits);
	take_left(binop, bits, order);
	return true;
}

bool eval_binop(struct eval *ev, struct expr **e)
{
	struct binop_expr *binop = expr_binop(*e);
	bool done;

	if (ev->depth >= EVAL_DEPTH_MAX)
		return eval_error(ev, (*e)->loc, "Binary operation limit %u reached",
				  EVAL_DEPTH_MAX);
	ev->depth++;
	done = eval_operands(ev, binop);
	ev->depth--;
	if (!done || !operand_fits(ev, binop, binop->left))
		return false;
	return binop->op == BINOP_SHL || binop->op == BINOP_SHR ? eval_shift(ev, e)
								: eval_logic(ev, e);
}

/* One constant through the inverse of `op`; false with a message when nothing can be equal. */
static bool transfer_value(struct eval *ev, const struct binop_expr *binop, struct expr **right)
{
	struct value_expr *value = expr_value(*right);
	unsigned n = BYTES_OF(value->e.bits), shift;

	if (binop->op == BINOP_XOR) {
		const struct value_expr *with = expr_value(
			value_resized(ev, binop->right, value->e.bits));
		struct expr *r = value_resized(ev, *right, value->e.bits);
		bytes_xor(expr_value(r)->b, value->b, with->b, n);
		*right = r;
		return true;
	}
	shift = expr_u64(binop->right);
	enum binop inverse = binop->op == BINOP_SHL ? BINOP_SHR : BINOP_SHL;
	struct expr *moved = value_shifted(ev, *right, inverse, shift);
	struct expr *back = value_shifted(ev, moved, binop->op, shift);
	if (bytes_cmp(expr_value(back)->b, value->b, n))
		return eval_error(ev, (*right)->loc, "Comparison is always false");
	*right = moved;
	return true;
}

static void resize_all(struct eval *ev, struct expr **right, unsigned bits)
{
	struct range_expr *range = expr_range(*right);

	if (!range) {
		*right = value_resized(ev, *right, bits);
		return;
	}
	range->lo = value_resized(ev, range->lo, bits);
	range->hi = value_resized(ev, range->hi, bits);
	range->e.bits = bits;
}

/* What a shift to the right has dropped of `left` is not compared. */
static void mask_dropped(struct eval *ev, struct expr **left, struct expr **right, unsigned shift)
{
	struct sel_expr *field = expr_bit_field(*left);
	uint8_t mask[BYTES_MAX] = { 0 };
	unsigned bits = (*left)->bits;
	struct expr *kept;

	bytes_mask(mask, bits, bits);
	kept = expr_bytes(ev->run->pool, (*left)->loc, (*left)->type, (*left)->order, bits, mask);
	kept = value_shifted(ev, value_shifted(ev, kept, BINOP_SHR, shift), BINOP_SHL, shift);
	resize_all(ev, right, bits);
	if (field) {
		*right = eval_covering_value(ev, field, *right);
		*left = eval_covering_load(ev, *left);
		expr_binop(*left)->right = eval_covering_value(ev, field, kept);
		return;
	}
	struct expr *e = expr_make_binop(ev->run->pool, (*left)->loc, BINOP_AND, *left, kept);
	e->flags |= EXPR_F_EVALUATED;
	take_left(expr_binop(e), bits, (*left)->order);
	*left = e;
}

bool eval_transfer_ops(struct eval *ev, struct expr **left, struct expr **right)
{
	for (;;) {
		struct expr *top = expr_unary(*left) ? expr_unary(*left)->arg : *left;
		struct binop_expr *binop = expr_binop(top);
		struct range_expr *range = expr_range(*right);

		if (!binop || binop->op == BINOP_AND || binop->op == BINOP_OR ||
		    !expr_value(binop->right))
			return true;
		if (range && binop->op != BINOP_XOR) {
			if (!transfer_value(ev, binop, &range->lo) ||
			    !transfer_value(ev, binop, &range->hi))
				return false;
		} else if (expr_value(*right)) {
			if (!transfer_value(ev, binop, right))
				return false;
		} else {
			return true;
		}
		struct expr *inner = binop->left;
		*left = expr_unary(inner) ? expr_unary(inner)->arg : inner;
		eval_order(ev, right, (*left)->order);
		if (binop->op == BINOP_SHR && !expr_binop(*left)) {
			mask_dropped(ev, left, right, expr_u64(binop->right));
			return true;
		}
	}
}

struct expr *eval_covering_load(struct eval *ev, const struct expr *field)
{
	const struct sel_expr *sel = expr_selector(field);
	struct sel_expr *load = pool_memdup(ev->run->pool, sel, sel->sel->size);
	uint8_t mask[BYTES_MAX] = { 0 };
	unsigned n = BYTES_OF(sel->load_bits), low = BYTES_OF(field->bits);

	load->e.bits = sel->load_bits;
	load->load_bits = load->shift = 0;
	bytes_mask(mask + n - low, field->bits, field->bits);
	bytes_shl(mask, mask, n, sel->shift);
	struct expr *value = expr_bytes(ev->run->pool, field->loc, field->type, field->order,
					sel->load_bits, mask);
	struct expr *e = expr_make_binop(ev->run->pool, field->loc, BINOP_AND, &load->e, value);
	e->type = field->type;
	e->bits = sel->load_bits;
	e->order = field->order;
	e->flags |= EXPR_F_EVALUATED;
	return e;
}

struct expr *eval_covering_value(struct eval *ev, const struct sel_expr *field, struct expr *value)
{
	struct range_expr *range = expr_range(value);

	if (range) {
		struct expr *lo = eval_covering_value(ev, field, range->lo);
		struct expr *e = expr_make_range(ev->run->pool, value->loc, lo,
						 eval_covering_value(ev, field, range->hi));
		e->type = lo->type;
		e->bits = lo->bits;
		e->order = lo->order;
		return e;
	}
	return value_shifted(ev, value_resized(ev, value, field->load_bits), BINOP_SHL,
			     field->shift);
}

/* One key of `from` bytes, moved up by `shift` bits in `to` bytes. */
static void cover_key(uint8_t *to, unsigned to_n, const uint8_t *from, unsigned from_n,
		      unsigned shift)
{
	memset(to, 0, to_n);
	memcpy(to + to_n - from_n, from, from_n);
	bytes_shl(to, to, to_n, shift);
}

void eval_covering_set(struct eval *ev, const struct sel_expr *field, struct set *set)
{
	struct elems *old = set->elems, *new;
	unsigned from_n = set->key.size;

	set->key.field[0].bits = field->load_bits;
	key_spec_close(&set->key);
	set->key_size = set->key.size;
	if (!old)
		return;
	new = elems_new(old->pool, &set->key, old->data, old->flags);
	elems_reserve(new, old->n);
	for (size_t i = 0; i < old->n; i++) {
		uint8_t *lo = elems_add(new, elems_loc(old, i));
		cover_key(lo, new->key, elems_lo(old, i), from_n, field->shift);
		if (old->flags & ELEMS_RANGE)
			cover_key(elems_hi(new, i), new->key, elems_hi(old, i), from_n,
				  field->shift);
		memcpy(elems_data(new, i), elems_data(old, i), old->data);
	}
	memcpy(&new->extra, &old->extra, sizeof(new->extra));
	memcpy(&new->chains, &old->chains, sizeof(new->chains));
	new->chain_index = old->chain_index;
	new->flags = old->flags;
	set->elems = new;
}
