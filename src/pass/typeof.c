/*
 * typeof: the expressions that `typeof` declarations name, to userdata and back (language.md, 10).
 * Userdata of other programs or of newer ones that we do not understand stays as it was read.
 */
#include "pass/eval.h"
#include "ruleset/tlv.h"

/* Expression type ids of userdata that are no selectors. */
enum { TYPEOF_VALUE = 4, TYPEOF_CONCAT = 13 };
enum { TYPEOF_ID = 0, TYPEOF_DATA = 1 };
enum { VALUE_KIND = 0, VALUE_QUEUE = 0 };
/* Upstream stores a concatenation of at most this many parts, and falls back to `type` beyond. */
enum { TYPEOF_PARTS_MAX = 4 };

static bool put_one(struct tlv *tlv, const struct expr *e)
{
	const struct binop_expr *binop = expr_binop(e);
	const struct sel_expr *selector;
	size_t mark;

	while (binop) {
		e = binop->left;
		binop = expr_binop(e);
	}
	selector = expr_selector(e);
	if (selector && selector->sel->typeof_id && selector->sel->typeof_put) {
		tlv_put_u32(tlv, TYPEOF_ID, selector->sel->typeof_id);
		mark = tlv_open(tlv, TYPEOF_DATA);
		selector->sel->typeof_put(tlv, selector);
		tlv_close(tlv, mark);
		return true;
	}
	if (e->kind != EXPR_SYMBOL)
		return false;
	tlv_put_u32(tlv, TYPEOF_ID, TYPEOF_VALUE);
	mark = tlv_open(tlv, TYPEOF_DATA);
	tlv_put_u32(tlv, VALUE_KIND, VALUE_QUEUE);
	tlv_close(tlv, mark);
	return true;
}

static bool put_concat(struct tlv *tlv, const struct list_expr *concat)
{
	size_t data;

	if (concat->item.n > TYPEOF_PARTS_MAX)
		return false;
	tlv_put_u32(tlv, TYPEOF_ID, TYPEOF_CONCAT);
	data = tlv_open(tlv, TYPEOF_DATA);
	for (size_t i = 0; i < concat->item.n; i++) {
		size_t part = tlv_open(tlv, (uint8_t)i);

		if (!put_one(tlv, concat->item.v[i]))
			return false;
		tlv_close(tlv, part);
	}
	tlv_close(tlv, data);
	return true;
}

static struct span put(struct run *run, const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);
	struct tlv tlv = { .pool = run->pool };

	if (!e || !(concat ? put_concat(&tlv, concat) : put_one(&tlv, e)))
		return (struct span){ 0 };
	return (struct span){ (const char *)tlv.b, tlv.n };
}

void typeof_put(struct run *run, struct set *set)
{
	set->key_typeof_tlv = put(run, set->key_typeof);
	set->data_typeof_tlv = put(run, set->data_typeof);
}

static struct expr *get_one(struct run *run, struct span in)
{
	const struct selector *selector;
	struct span data = { 0 };
	uint32_t id;

	if (!tlv_get_u32(in, TYPEOF_ID, &id))
		return NULL;
	tlv_get(in, TYPEOF_DATA, &data);
	if (id == TYPEOF_VALUE)
		return expr_word(run->pool, (struct loc){ 0 }, SPAN("queue"), 0);
	selector = lang_typeof(run->lang, id);
	return selector && selector->typeof_get ? (struct expr *)selector->typeof_get(run, data) : NULL;
}

static struct expr *get_concat(struct run *run, struct span in)
{
	struct expr *concat = NULL, *part;
	struct span value;

	for (uint8_t i = 0; i < KEY_FIELDS_MAX && tlv_get(in, i, &value); i++) {
		part = get_one(run, value);
		if (!part)
			return NULL;
		concat = expr_append(run->pool, EXPR_CONCAT, concat, part);
	}
	return concat;
}

static struct expr *get(struct run *run, struct span in)
{
	struct span data;
	uint32_t id;

	if (!in.n || !tlv_get_u32(in, TYPEOF_ID, &id))
		return NULL;
	if (id != TYPEOF_CONCAT)
		return get_one(run, in);
	return tlv_get(in, TYPEOF_DATA, &data) ? get_concat(run, data) : NULL;
}

/* Elements that were read before the order of a field was known: turn their numbers round. */
static void turn_field(struct set *set, unsigned i)
{
	unsigned offset = key_field_offset(&set->key, i), size = BYTES_OF(set->key.field[i].bits);
	struct elems *elems = set->elems;

	for (size_t r = 0; r < elems->n; r++) {
		bytes_swap(elems_lo(elems, r) + offset, size);
		if (elems->flags & ELEMS_RANGE)
			bytes_swap(elems_hi(elems, r) + offset, size);
	}
	elems->flags &= ~(unsigned)ELEMS_SORTED;
}

/* Trees of intervals are big-endian whatever the field's order. */
static bool is_turned(const struct set *set, const struct key_field *field, const struct expr *e)
{
	return set->elems && !(set->flags & SET_INTERVAL) && field->order != e->order &&
	       BYTES_OF(e->bits) > 1;
}

static void sharpen_field(struct set *set, struct key_spec *spec, unsigned i, const struct expr *e)
{
	struct key_field *field = &spec->field[i];

	if (!e->type || BYTES_OF(e->bits) != BYTES_OF(field->bits))
		return;
	if (spec == &set->key && is_turned(set, field, e))
		turn_field(set, i);
	field->type = e->type;
	field->bits = e->bits;
	field->order = e->order;
}

/*
 * What the numbers of a key's type cannot tell (integer widths, order, symbols of a field) comes
 * from the tree. A tree whose shape does not fit the key is not ours to believe.
 */
static const struct expr *sharpen(struct set *set, struct key_spec *spec, const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);
	size_t n = concat ? concat->item.n : 1;

	if (!e || spec->n != n)
		return spec->n ? NULL : e;
	for (unsigned i = 0; i < n; i++)
		sharpen_field(set, spec, i, concat ? concat->item.v[i] : e);
	return e;
}

void typeof_get(struct run *run, struct set *set)
{
	set->key_typeof = sharpen(set, &set->key, get(run, set->key_typeof_tlv));
	set->data_typeof = sharpen(set, &set->data, get(run, set->data_typeof_tlv));
}
