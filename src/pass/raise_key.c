/*
 * raise_key: one packed key, or data, as a tree.
 */
#include "pass/print.h"
#include "pass/raise.h"

static const struct loc nowhere = { 0, 0 };

static struct expr *typed(struct expr *e, const struct key_field *field)
{
	e->type = field->type;
	e->bits = field->bits;
	e->order = field->order;
	e->flags |= EXPR_F_EVALUATED;
	return e;
}

static struct expr *raise_field(struct pool *pool, const struct key_field *field, const uint8_t *lo,
				const uint8_t *hi)
{
	struct expr *first = expr_bytes(pool, nowhere, field->type, field->order, field->bits, lo);
	int len;

	typed(first, field);
	if (memcmp(lo, hi, BYTES_OF(field->bits)) == 0)
		return first;
	len = field_prefix(field, lo, hi);
	if (len >= 0)
		return typed(expr_make_prefix(pool, nowhere, first, len), field);
	return typed(expr_make_range(pool, nowhere, first,
				     typed(expr_bytes(pool, nowhere, field->type, field->order,
						      field->bits, hi), field)), field);
}

struct expr *raise_key(struct run *run, const struct key_spec *spec, const uint8_t *lo,
		       const uint8_t *hi)
{
	struct expr *concat = NULL;

	if (!hi)
		hi = lo;
	if (spec->n == 1)
		return raise_field(run->pool, &spec->field[0], lo, hi);
	for (unsigned i = 0, at = 0; i < spec->n; i++) {
		concat = expr_append(run->pool, EXPR_CONCAT, concat,
				     raise_field(run->pool, &spec->field[i], lo + at, hi + at));
		at += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	}
	if (concat) {
		concat->bits = spec->size * 8;
		concat->flags |= EXPR_F_EVALUATED;
	}
	return concat;
}
