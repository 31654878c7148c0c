/*
 * lower_bitwise: operations on bits. A chain of operations with constants is one instruction,
 * (x & mask) ^ xor; shifts and operations of two loads are one each.
 */
#include "pass/lower.h"

void emit_mask_xor(struct lower *l, unsigned reg, unsigned bits, enum order order,
		   const uint8_t *mask, const uint8_t *xor)
{
	struct insn_bitwise *i = emit(l, INSN_BITWISE);

	i->sreg = i->dreg = reg;
	i->len = BYTES_OF(bits);
	i->op = BITWISE_MASK_XOR;
	lower_data_bytes(l, mask, bits, order, &i->mask);
	lower_data_bytes(l, xor, bits, order, &i->xor);
}

void emit_shift(struct lower *l, unsigned reg, unsigned bits, bool left, unsigned by)
{
	struct insn_bitwise *i = emit(l, INSN_BITWISE);
	uint8_t number[4];

	bytes_set_u64(number, sizeof(number), by);
	i->sreg = i->dreg = reg;
	i->len = BYTES_OF(bits);
	i->op = left ? BITWISE_LSHIFT : BITWISE_RSHIFT;
	lower_data_bytes(l, number, 32, ORDER_HOST, &i->data);
}

void emit_byteorder(struct lower *l, unsigned reg, unsigned bits, enum order to)
{
	struct insn_byteorder *i = emit(l, INSN_BYTEORDER);
	unsigned len = BYTES_OF(bits);

	i->sreg = i->dreg = reg;
	i->op = to == ORDER_BIG;
	i->len = len;
	i->size = len % 8 == 0 ? 8 : len % 4 == 0 ? 4 : 2;
}

/* The operation with constant `b` after (x & mask) ^ xor. */
static void combine(enum binop op, uint8_t *mask, uint8_t *xor, const uint8_t *b, unsigned bits)
{
	uint8_t clear[BYTES_MAX];
	unsigned n = BYTES_OF(bits);

	switch (op) {
	case BINOP_AND:
		bytes_and(mask, mask, b, n);
		bytes_and(xor, xor, b, n);
		break;
	case BINOP_OR:
		bytes_not(clear, b, bits);
		bytes_and(mask, mask, clear, n);
		bytes_or(xor, xor, b, n);
		break;
	case BINOP_XOR:
		bytes_xor(xor, xor, b, n);
		break;
	case BINOP_SHL:
	case BINOP_SHR:
	case BINOP_N:
		break;
	}
}

static bool is_shift(const struct binop_expr *binop)
{
	return binop->op == BINOP_SHL || binop->op == BINOP_SHR;
}

static bool has_constant(const struct binop_expr *binop)
{
	return !is_shift(binop) && expr_value(binop->right);
}

/* From the innermost operation outwards; returns what the chain starts from. */
static const struct expr *fold_chain(const struct expr *e, const struct binop_expr *outermost,
				     uint8_t *mask, uint8_t *xor)
{
	const struct binop_expr *binop = expr_binop(e);

	if (!binop || !has_constant(binop) || binop->e.bits != outermost->e.bits)
		return e;
	e = fold_chain(binop->left, outermost, mask, xor);
	combine(binop->op, mask, xor, expr_value(binop->right)->b, binop->e.bits);
	return e;
}

/* A bit field that ends with its load is cut out by the chain's own mask. */
static bool lower_start(struct lower *l, const struct expr *start, unsigned bits, unsigned dreg,
			uint8_t *mask)
{
	const struct sel_expr *field = expr_selector(start);
	uint8_t cut[BYTES_MAX];

	if (!field || BYTES_OF(field->load_bits) != BYTES_OF(bits) ||
	    !lower_uncut(l, field, dreg, cut))
		return lower_expr(l, start, dreg);
	bytes_and(mask, mask, cut, BYTES_OF(bits));
	return true;
}

static bool lower_chain(struct lower *l, const struct binop_expr *binop, unsigned dreg)
{
	uint8_t mask[BYTES_MAX], xor[BYTES_MAX] = { 0 };
	const struct expr *start;

	bytes_mask(mask, binop->e.bits, binop->e.bits);
	start = fold_chain(&binop->e, binop, mask, xor);
	if (!lower_start(l, start, binop->e.bits, dreg, mask))
		return false;
	emit_mask_xor(l, dreg, binop->e.bits, binop->e.order, mask, xor);
	return true;
}

static bool lower_two(struct lower *l, const struct binop_expr *binop, unsigned dreg)
{
	static const uint8_t ops[BINOP_N] = {
		[BINOP_AND] = BITWISE_AND, [BINOP_OR] = BITWISE_OR, [BINOP_XOR] = BITWISE_XOR,
	};
	struct insn_bitwise *i;
	unsigned right;

	if (!lower_expr(l, binop->left, dreg))
		return false;
	right = lower_load(l, binop->right);
	if (!right)
		return false;
	i = emit(l, INSN_BITWISE);
	i->sreg = i->dreg = dreg;
	i->sreg2 = right;
	i->len = BYTES_OF(binop->e.bits);
	i->op = ops[binop->op];
	INSN_GIVE(i, struct insn_bitwise, sreg2);
	reg_release(l, right, BYTES_OF(binop->right->bits));
	return true;
}

bool lower_binop(struct lower *l, const struct binop_expr *binop, unsigned dreg)
{
	if (is_shift(binop)) {
		if (!lower_expr(l, binop->left, dreg))
			return false;
		emit_shift(l, dreg, binop->e.bits, binop->op == BINOP_SHL, expr_u64(binop->right));
		return true;
	}
	return has_constant(binop) ? lower_chain(l, binop, dreg) : lower_two(l, binop, dreg);
}
