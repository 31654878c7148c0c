#include "pass/raise_parts.h"

/*
 * Writes to a part of what is written: the kernel mends checksums in units of 16 bits, so a smaller
 * field is loaded with the bits around it, changed and written back whole. Which bits change tells
 * which field is meant.
 */

/* What a register keeps and flips of the bits that it was loaded with. */
struct change {
	unsigned bits;
	uint8_t keep[BYTES_MAX], flip[BYTES_MAX];
	struct expr *other; /* or-ed in: the value of something else; NULL: only constants */
};

static bool add_constant(struct change *c, enum binop op, const uint8_t *b)
{
	uint8_t inverse[BYTES_MAX];
	unsigned n = BYTES_OF(c->bits);

	switch (op) {
	case BINOP_AND:
		bytes_and(c->keep, c->keep, b, n);
		bytes_and(c->flip, c->flip, b, n);
		return true;
	case BINOP_OR:
		bytes_not(inverse, b, c->bits);
		bytes_and(c->keep, c->keep, inverse, n);
		bytes_and(c->flip, c->flip, inverse, n);
		bytes_or(c->flip, c->flip, b, n);
		return true;
	case BINOP_XOR:
		bytes_xor(c->flip, c->flip, b, n);
		return true;
	case BINOP_SHL: case BINOP_SHR: case BINOP_N:
		break;
	}
	return false;
}

/* Whether `e` is what `target` is written to, changed; then how. */
static bool read_change(struct change *c, const struct expr *target, const struct expr *e)
{
	const struct binop_expr *binop = expr_binop(e);

	if (!binop) {
		bytes_mask(c->keep, c->bits, c->bits);
		memset(c->flip, 0, sizeof(c->flip));
		return expr_selector(e) && expr_same(e, target);
	}
	if (!read_change(c, target, binop->left) || c->other)
		return false;
	if (expr_value(binop->right))
		return BYTES_OF(binop->right->bits) == BYTES_OF(c->bits) &&
		       add_constant(c, binop->op, expr_value(binop->right)->b);
	c->other = binop->right;
	return binop->op == BINOP_OR;
}

/* Bits from..to (0 is the lowest) of n bytes. */
static void mask_of(uint8_t *mask, unsigned n, unsigned from, unsigned to)
{
	memset(mask, 0, n);
	for (unsigned bit = from; bit <= to; bit++)
		mask[n - 1 - bit / 8] |= 1 << bit % 8;
}

static struct expr *field_of(struct raise *r, struct expr *target, const uint8_t *mask)
{
	struct sel_expr *sel = expr_selector(target);
	struct expr *bits = expr_bytes(r->run->pool, target->loc, target->type, target->order,
				       target->bits, mask);

	return sel->sel->resolve_expr ? sel->sel->resolve_expr(r, sel, bits) : NULL;
}

/* The smallest field with a name that holds the bits low..high; else just these bits. */
static struct expr *field_around(struct raise *r, struct expr *target, unsigned low, unsigned high,
				 uint8_t *mask)
{
	unsigned n = BYTES_OF(target->bits), all = target->bits;
	struct sel_expr *sel = expr_selector(target);
	struct expr *field;

	for (unsigned width = high - low + 1; width <= all; width++) {
		unsigned first = high + 1 > width ? high + 1 - width : 0;

		for (unsigned from = first; from <= low && from + width <= all; from++) {
			mask_of(mask, n, from, from + width - 1);
			field = field_of(r, target, mask);
			if (field && field->type && field->type != &type_integer_hex)
				return field;
		}
	}
	mask_of(mask, n, low, high);
	return sel->sel->part ? sel->sel->part(r, sel, low, high - low + 1) : NULL;
}

static unsigned highest_bit(const uint8_t *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned bit = 8; b[i] && bit-- > 0;)
			if (b[i] & 1 << bit)
				return (n - 1 - i) * 8 + bit;
	return 0;
}

/* The part of `b` under the field's mask, as the field's number. */
static void part_of(uint8_t *to, const uint8_t *b, const uint8_t *mask, unsigned n,
		    const struct expr *field)
{
	uint8_t part[BYTES_MAX];

	bytes_and(part, b, mask, n);
	bytes_shr(part, part, n, bytes_lowest_bit(mask, n));
	memcpy(to, part + n - BYTES_OF(field->bits), BYTES_OF(field->bits));
}

/* Constants of a chain of operations on flags, as flags. */
static void show_flags(struct raise *r, struct expr *e)
{
	for (struct binop_expr *binop; (binop = expr_binop(e)); e = binop->left)
		if (raise_is_flags(binop->left) && expr_value(binop->right))
			binop->right = raise_flags(r, binop->right, EXPR_BINOP);
}

static struct expr *changed_value(struct raise *r, const struct change *c, struct expr *field,
				  const uint8_t *mask)
{
	unsigned n = BYTES_OF(c->bits);
	uint8_t keep[BYTES_MAX], flip[BYTES_MAX];
	struct expr *e;

	part_of(keep, c->keep, mask, n, field);
	part_of(flip, c->flip, mask, n, field);
	if (bytes_are_zero(keep, BYTES_OF(field->bits)))
		return expr_bytes(r->run->pool, field->loc, field->type, field->order, field->bits,
				  flip);
	e = raise_mask_xor(r, field, field->bits, field->order, keep, flip);
	show_flags(r, e);
	return e;
}

/* A value that was shifted up to where the field lies. */
static struct expr *shifted_value(struct raise *r, struct expr *e, unsigned shift)
{
	const struct binop_expr *binop = expr_binop(e);

	if (shift && binop && binop->op == BINOP_SHL && expr_value(binop->right) &&
	    expr_u64(binop->right) == shift)
		e = binop->left;
	return raise_resolve(r, e);
}

static bool mangle_part(struct raise *r, const struct change *c, struct expr **target,
			struct expr **value)
{
	uint8_t changes[BYTES_MAX], mask[BYTES_MAX];
	unsigned n = BYTES_OF(c->bits);
	struct expr *field;
	int low;

	bytes_not(changes, c->keep, c->bits);
	bytes_or(changes, changes, c->flip, n);
	low = bytes_lowest_bit(changes, n);
	if (low < 0)
		return false;
	field = field_around(r, *target, low, highest_bit(changes, n), mask);
	if (!field || field->bits > c->bits)
		return false;
	raise_used(r, field);
	*target = field;
	*value = c->other ? shifted_value(r, c->other, bytes_lowest_bit(mask, n))
			  : changed_value(r, c, field, mask);
	return true;
}

/* Writes around a field are a few words at most. */
enum { PART_BITS_MAX = 128 };

bool raise_mangle(struct raise *r, unsigned reg, unsigned size, struct expr **target,
		  struct expr **value)
{
	struct expr *held = raise_held(r, reg);
	struct change change = { .bits = (*target)->bits };

	if (held && expr_binop(held) && expr_selector(*target) && change.bits <= PART_BITS_MAX &&
	    read_change(&change, *target, held) && mangle_part(r, &change, target, value))
		return true;
	*target = raise_resolve(r, *target);
	*value = raise_arg(r, reg, (*target)->type, (*target)->bits, (*target)->order);
	return *value != NULL;
}
