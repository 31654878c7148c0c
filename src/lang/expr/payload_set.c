/*
 * payload_set: header fields set to a value. Checksums that cover the field are mended by the
 * kernel, in units of 16 bits; so a field of other size is loaded with the bits around it, changed
 * and written back whole.
 */
#include "lang/expr/payload.h"
#include "pass/eval.h"
#include "pass/lower.h"

enum { CSUM_NONE, CSUM_INET, CSUM_SCTP };
enum { L4CSUM_PSEUDOHDR = 1 };

bool payload_eval_set(struct eval *ev, struct sel_expr *e, struct expr **value)
{
	if (e->tunnel)
		return eval_error(ev, e->e.loc, "fields inside a tunnel cannot be set");
	if (!eval_arg(ev, value, e->e.type, e->e.bits, ORDER_BIG))
		return false;
	if (expr_range(*value) || expr_prefix(*value) || expr_concat(*value))
		return eval_error(
			ev, (*value)->loc,
			"a header field cannot be set to a range, prefix or concatenation");
	return true;
}

/* The bytes that are written: from `start`, `size` of them; the field lies `shift` bits up. */
struct piece {
	unsigned start, size, shift;
	bool whole;  /* nothing but the field */
};

static bool has_checksum(const struct payload_expr *p)
{
	return p->proto && p->proto->checksum;
}

static struct piece piece_of(const struct payload_expr *p)
{
	unsigned end = p->offset + p->s.e.bits;
	struct piece piece = { .start = p->offset / 8,
			       .size = (end + 7) / 8 - p->offset / 8,
			       .whole = true };

	if (!p->s.load_bits && !(has_checksum(p) && (piece.size % 2 || piece.start % 2)))
		return piece;
	unsigned last = (piece.start + piece.size + 1) / 2 * 2;
	piece.start = piece.start / 2 * 2;
	piece.size = last - piece.start;
	piece.shift = last * 8 - end;
	piece.whole = false;
	return piece;
}

static void give_checksum(struct insn_payload *i, const struct payload_expr *p)
{
	const struct proto *proto = p->proto;
	unsigned index = proto ? (unsigned)(p->field - proto->fields) : 0;

	/* A UDP checksum of 0 means none and must stay so: only the pseudo-header way knows. */
	if (has_checksum(p) && proto != &proto_udp) {
		i->csum_type = proto->checksum_inet ? CSUM_INET : CSUM_SCTP;
		i->csum_offset = proto->fields[proto->checksum].offset / 8;
	}
	if (p->base == BASE_INNER || proto == &proto_udp ||
	    (p->base == BASE_NETWORK && proto && proto->pseudo_fields & UINT64_C(1) << index))
		i->csum_flags = L4CSUM_PSEUDOHDR;
	INSN_GIVE(i, struct insn_payload, csum_type);
	INSN_GIVE(i, struct insn_payload, csum_offset);
	INSN_GIVE(i, struct insn_payload, csum_flags);
}

static void emit_write(struct lower *l, const struct payload_expr *p, const struct piece *piece,
		       unsigned reg)
{
	struct insn_payload *i = emit(l, INSN_PAYLOAD);

	i->sreg = reg;
	i->base = p->base;
	i->offset = piece->start;
	i->len = piece->size;
	INSN_GIVE(i, struct insn_payload, sreg);
	give_checksum(i, p);
}

static void emit_read(struct lower *l, const struct payload_expr *p, const struct piece *piece,
		      unsigned reg)
{
	struct insn_payload *i = emit(l, INSN_PAYLOAD);

	i->dreg = reg;
	i->base = p->base;
	i->offset = piece->start;
	i->len = piece->size;
	INSN_GIVE(i, struct insn_payload, dreg);
}

/* `number` of `bits` bits, moved up by shift in size bytes. */
static void spread(uint8_t *to, unsigned size, const uint8_t *number, unsigned bits, unsigned shift)
{
	unsigned n = BYTES_OF(bits);

	memset(to, 0, size);
	memcpy(to + size - n, number, n);
	bytes_shl(to, to, size, shift);
}

/*
 * If the value is a constant, or the field itself under operations with constants: what it keeps of
 * the field and what it flips.
 */
static bool is_own_change(const struct sel_expr *field, const struct expr *value, uint8_t *keep,
			  uint8_t *flip)
{
	const struct binop_expr *binop = expr_binop(value);
	unsigned bits = field->e.bits, n = BYTES_OF(bits);
	uint8_t inverse[BYTES_MAX];

	if (expr_value(value)) {
		memset(keep, 0, n);
		memcpy(flip, expr_value(value)->b, n);
		return true;
	}
	if (expr_selector(value)) {
		bytes_mask(keep, bits, bits);
		memset(flip, 0, n);
		return expr_same(value, &field->e);
	}
	if (!binop || !expr_value(binop->right) || binop->e.bits != bits ||
	    !is_own_change(field, binop->left, keep, flip))
		return false;
	const uint8_t *b = expr_value(binop->right)->b;
	switch ((enum binop)binop->op) {
	case BINOP_AND:
		bytes_and(keep, keep, b, n);
		bytes_and(flip, flip, b, n);
		return true;
	case BINOP_OR:
		bytes_not(inverse, b, bits);
		bytes_and(keep, keep, inverse, n);
		bytes_or(flip, flip, b, n);
		return true;
	case BINOP_XOR:
		bytes_xor(flip, flip, b, n);
		return true;
	case BINOP_SHL: case BINOP_SHR: case BINOP_N:
		break;
	}
	return false;
}

/* What lies around the field stays; of the field stay the bits of `keep`. */
static void mask_around(const struct sel_expr *field, const struct piece *piece,
			const uint8_t *keep, uint8_t *mask)
{
	unsigned bits = field->e.bits;
	uint8_t ones[BYTES_MAX], kept[BYTES_MAX];

	bytes_mask(ones, bits, bits);
	spread(mask, piece->size, ones, bits, piece->shift);
	bytes_not(mask, mask, piece->size * 8);
	spread(kept, piece->size, keep, bits, piece->shift);
	bytes_or(mask, mask, kept, piece->size);
}

/* The value of another field or key, moved to where the field lies. */
static bool or_value(struct lower *l, const struct piece *piece, const struct expr *value,
		     unsigned reg)
{
	unsigned from = lower_load(l, value), bits = piece->size * 8;
	struct insn_bitwise *i;

	if (!from)
		return false;
	if (value->bits > 8 && value->order == ORDER_BIG)
		emit_byteorder(l, from, value->bits, ORDER_HOST);
	if (piece->shift)
		emit_shift(l, from, bits, true, piece->shift);
	emit_byteorder(l, from, bits, ORDER_BIG);
	i = emit(l, INSN_BITWISE);
	i->sreg = i->dreg = reg;
	i->sreg2 = from;
	i->len = piece->size;
	i->op = BITWISE_OR;
	INSN_GIVE(i, struct insn_bitwise, sreg2);
	reg_release(l, from, piece->size);
	return true;
}

static bool set_within(struct lower *l, const struct payload_expr *p, const struct piece *piece,
		       const struct expr *value)
{
	uint8_t keep[BYTES_MAX] = { 0 }, flip[BYTES_MAX] = { 0 }, mask[BYTES_MAX], xor[BYTES_MAX];
	bool own = is_own_change(&p->s, value, keep, flip);
	unsigned reg = reg_take(l, piece->size);

	if (!reg)
		return false;
	if (!own) {
		memset(keep, 0, sizeof(keep));
		memset(flip, 0, sizeof(flip));
	}
	mask_around(&p->s, piece, keep, mask);
	spread(xor, piece->size, flip, p->s.e.bits, piece->shift);
	emit_read(l, p, piece, reg);
	emit_mask_xor(l, reg, piece->size * 8, ORDER_BIG, mask, xor);
	if (!own && !or_value(l, piece, value, reg))
		return false;
	emit_write(l, p, piece, reg);
	reg_release(l, reg, piece->size);
	return true;
}

bool payload_lower_set(struct lower *l, const struct sel_expr *e, const struct expr *value)
{
	const struct payload_expr *p = payload_of(e);
	struct piece piece = piece_of(p);
	unsigned reg;

	if (!piece.whole)
		return set_within(l, p, &piece, value);
	reg = lower_load(l, value);
	if (!reg)
		return false;
	emit_write(l, p, &piece, reg);
	reg_release(l, reg, piece.size);
	return true;
}
