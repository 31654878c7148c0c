/*
 * typeof: the expressions that `typeof` declarations name, to userdata and back (language.md, 10).
 * Userdata of other programs or of newer ones that we do not understand stays as it was read.
 */
#include "pass/eval.h"
#include "ruleset/tlv.h"

/* Expression type ids of userdata that are no selectors. */
enum { TYPEOF_VERDICT = 1, TYPEOF_VALUE = 4, TYPEOF_CONCAT = 13 };
enum { TYPEOF_ID = 0, TYPEOF_DATA = 1 };
enum { VALUE_KIND = 0, VALUE_QUEUE = 0 };
/* Others read a concatenation of at most this many parts. */
enum { TYPEOF_PARTS_MAX = 4 };
/* A tree longer than this leaves no room for the rest of a set's userdata: it is not kept. */
enum { TYPEOF_SIZE_MAX = 160 };

static const struct expr *operand(const struct expr *e)
{
	const struct binop_expr *binop;

	while ((binop = expr_binop(e)))
		e = binop->left;
	return e;
}

static bool part_is_own(const struct expr *part)
{
	const struct sel_expr *selector = expr_selector(operand(part));

	return selector && selector->sel->typeof_is_own && selector->sel->typeof_is_own(selector);
}

static bool is_own(const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);

	if (!concat)
		return part_is_own(e);
	for (size_t i = 0; i < concat->item.n; i++)
		if (part_is_own(concat->item.v[i]))
			return true;
	return concat->item.n > TYPEOF_PARTS_MAX;
}

static bool put_one(struct tlv *tlv, const struct expr *e)
{
	const struct sel_expr *selector;
	size_t mark;

	e = operand(e);
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

bool typeof_put_expr(struct tlv *tlv, const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);

	return concat ? put_concat(tlv, concat) : put_one(tlv, e);
}

static struct span put(struct run *run, const struct expr *e, bool own)
{
	struct tlv tlv = { .pool = run->pool, .own = own };

	if (!e || !typeof_put_expr(&tlv, e) || tlv.n > TYPEOF_SIZE_MAX)
		return (struct span){ 0 };
	return (struct span){ (const char *)tlv.b, tlv.n };
}

static struct span put_verdict(struct run *run)
{
	struct tlv tlv = { .pool = run->pool };

	tlv_put_u32(&tlv, TYPEOF_ID, TYPEOF_VERDICT);
	tlv_close(&tlv, tlv_open(&tlv, TYPEOF_DATA));
	return (struct span){ (const char *)tlv.b, tlv.n };
}

/* Older programs believe the key's tree only beside one for the data, be it a verdict. */
static void put_both(struct run *run, struct set *set, const struct expr *key,
		     const struct expr *data)
{
	bool verdicts = set->flags & SET_MAP && set->data_type == VERDICT_TYPE;

	set->key_typeof_tlv = put(run, key, set->typeof_is_own);
	set->data_typeof_tlv = set->key_typeof_tlv.n && verdicts
				       ? put_verdict(run) : put(run, data, set->typeof_is_own);
}

void typeof_put(struct run *run, struct set *set)
{
	set->typeof_is_own = (set->key_typeof && is_own(set->key_typeof)) ||
			     (set->data_typeof && is_own(set->data_typeof));
	put_both(run, set, set->key_typeof, set->data_typeof);
}

bool typeof_is_needed(const struct key_spec *spec)
{
	for (size_t i = 0; i < spec->n; i++) {
		const struct key_field *field = &spec->field[i];
		const struct type *type = field->type;

		if (!type || type->id >= TYPE_N || !type_by_id[type->id] ||
		    BYTES_OF(type_by_id[type->id]->bits) != BYTES_OF(field->bits) ||
		    type_by_name(span_of(type->name)) != type_by_id[type->id])
			return true;
	}
	return false;
}

/* (These trees others do not print; they read widths from them, and need not know all.) */
void typeof_put_key(struct run *run, struct set *set, const struct expr *key)
{
	const struct list_expr *concat = expr_concat(key);

	if (concat && concat->item.n <= TYPEOF_PARTS_MAX && typeof_is_needed(&set->key))
		put_both(run, set, key, NULL);
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
	return selector && selector->typeof_get ? (struct expr *)selector->typeof_get(run, data)
						: NULL;
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

struct expr *typeof_get_expr(struct run *run, struct span in)
{
	struct span data;
	uint32_t id;

	if (!in.n || !tlv_get_u32(in, TYPEOF_ID, &id))
		return NULL;
	if (id != TYPEOF_CONCAT)
		return get_one(run, in);
	return tlv_get(in, TYPEOF_DATA, &data) ? get_concat(run, data) : NULL;
}

/* The fields that the tree tells; false if it tells too little, or another size than the set has.
 */
static bool spec_of(const struct expr *e, const struct key_spec *known, struct key_spec *spec)
{
	const struct list_expr *concat = expr_concat(e);
	size_t n = concat ? concat->item.n : 1;

	*spec = (struct key_spec){ 0 };
	for (size_t i = 0; i < n && i < KEY_FIELDS_MAX; i++) {
		const struct expr *part = concat ? concat->item.v[i] : e;

		if (!part->type || !part->bits)
			return false;
		spec->field[spec->n++] = (struct key_field){ part->type, part->bits, part->order };
	}
	return key_spec_close(spec) && spec->size == known->size;
}

/*
 * What the numbers of a set's types cannot tell (widths of integers, order, symbols of a field)
 * comes from the tree, before elements are read by it. A tree whose size does not fit the set is
 * not ours to believe.
 */
static const struct expr *sharpen(struct key_spec *spec, const struct expr *e)
{
	struct key_spec is;

	if (!e || !spec->n)
		return e;
	if (!spec_of(e, spec, &is))
		return expr_symbol(e) ? e : NULL;
	*spec = is;
	return e;
}

void typeof_known(void *run, struct set *set)
{
	typeof_get(run, set);
}

void typeof_get(struct run *run, struct set *set)
{
	set->key_typeof = sharpen(&set->key, typeof_get_expr(run, set->key_typeof_tlv));
	set->data_typeof = sharpen(&set->data, typeof_get_expr(run, set->data_typeof_tlv));
}
