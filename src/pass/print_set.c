/*
 * print_set: elements as text, straight from their packed form.
 */
#include <stdlib.h>

#include "pass/print.h"
#include "pass/raise.h"

/* Exact intervals of these are listed as prefixes (of MAC addresses, for one, they are not). */
static bool lists_prefixes(const struct type *type)
{
	return type && (type->id == TYPE_IPV4_ADDR || type->id == TYPE_IPV6_ADDR ||
			type->id == TYPE_MARK);
}

int field_prefix(const struct key_field *field, const uint8_t *lo, const uint8_t *hi)
{
	int len = bytes_prefix(lo, hi, field->bits);

	if (field->order == ORDER_TEXT)
		return len >= 0 && len % 8 == 0 ? len : -1;
	return lists_prefixes(field->type) ? len : -1;
}

static void print_field(struct print *p, const struct key_field *field, const uint8_t *lo,
			const uint8_t *hi)
{
	unsigned flags = p->flags;
	int len;

	if (memcmp(lo, hi, BYTES_OF(field->bits)) == 0) {
		print_value(p, field->type, field->bits, lo);
		return;
	}
	len = field_prefix(field, lo, hi);
	if (len >= 0 && field->order == ORDER_TEXT) {
		out_printf(p->out, "\"%.*s*\"", len / 8, (const char *)lo);
	} else if (len >= 0) {
		print_value(p, field->type, field->bits, lo);
		out_char(p->out, '/');
		out_u64(p->out, len);
	} else {
		p->flags = print_range_flags(flags);
		print_value(p, field->type, field->bits, lo);
		out_char(p->out, '-');
		print_value(p, field->type, field->bits, hi);
		p->flags = flags;
	}
}

void print_key(struct print *p, const struct key_spec *spec, const uint8_t *lo, const uint8_t *hi,
	       bool range)
{
	for (unsigned i = 0, at = 0; i < spec->n; i++) {
		if (i)
			out_str(p->out, " . ");
		print_field(p, &spec->field[i], lo + at, range ? hi + at : lo + at);
		at += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	}
}

static const char *name_of(const struct elems *e, const uint8_t *index)
{
	uint64_t i = bytes_u64(index, 4);

	return i < e->chains.n ? e->chains.v[i] : "";
}

struct verdict_expr elems_verdict(const struct elems *e, size_t i)
{
	const uint8_t *data = elems_data(e, i);
	struct verdict_expr verdict = {
		.e = { .kind = EXPR_VERDICT, .type = &type_verdict },
		.code = (int32_t)bytes_u64(data, 4),
	};

	if (verdict.code == VERDICT_JUMP || verdict.code == VERDICT_GOTO)
		verdict.chain = name_of(e, data + 4);
	return verdict;
}

const char *elems_object(const struct elems *e, size_t i)
{
	return name_of(e, elems_data(e, i));
}

int data_prefix(const struct set *set, const uint8_t *lo, const uint8_t *hi)
{
	const struct key_field *field = &set->data.field[0];

	return set->data.n == 1 && field->order != ORDER_TEXT ? field_prefix(field, lo, hi) : -1;
}

static void print_data(struct print *p, const struct set *set, const struct elems *e, size_t i)
{
	const uint8_t *data = elems_data(e, i);
	bool range = e->flags & ELEMS_DATA_RANGE;
	const uint8_t *hi = range ? data + e->data / 2 : data;
	int len = range ? data_prefix(set, data, hi) : -1;

	if (!(e->flags & (ELEMS_DATA | ELEMS_VERDICT | ELEMS_OBJECT)))
		return;
	out_str(p->out, " : ");
	if (e->flags & ELEMS_VERDICT) {
		struct verdict_expr verdict = elems_verdict(e, i);

		print_expr(p, &verdict.e);
	} else if (e->flags & ELEMS_OBJECT) {
		print_quoted(p, elems_object(e, i));
	} else if (len >= 0) {
		print_value(p, set->data.field[0].type, set->data.field[0].bits, data);
		out_char(p->out, '/');
		out_u64(p->out, len);
	} else {
		print_key(p, &set->data, data, hi, range);
	}
}

static void print_time(struct print *p, const char *word, uint64_t milliseconds)
{
	out_str(p->out, word);
	time_print(milliseconds, p->flags, p->out);
}

static void print_options(struct print *p, const struct set *set, const struct elem_extra *extra)
{
	if (extra->stmts && extra->stmts->n) {
		struct pool *kept = run_pass(p->run);

		out_char(p->out, ' ');
		print_stmts(p, raise_stateful(p->run, set->table, extra->stmts));
		run_passed(p->run, kept);
	}
	if (extra->given & EXTRA_TIMEOUT && !extra->timeout)
		out_str(p->out, " timeout never");
	else if (extra->given & EXTRA_TIMEOUT)
		print_time(p, " timeout ", extra->timeout);
	if (extra->given & EXTRA_EXPIRES && !(p->flags & OUTPUT_STATELESS))
		print_time(p, " expires ", extra->expires);
	if (extra->comment) {
		out_str(p->out, " comment ");
		print_quoted(p, extra->comment);
	}
}

static void print_one(struct print *p, const struct set *set, const struct elems *e, size_t i,
		      const struct elem_extra *extra)
{
	if (extra && extra->catchall)
		out_char(p->out, '*');
	else
		print_key(p, &set->key, elems_lo(e, i), elems_hi(e, i), e->flags & ELEMS_RANGE);
	if (extra)
		print_options(p, set, extra);
	print_data(p, set, e, i);
}

void print_element(struct print *p, const struct set *set, const struct elems *e, size_t i)
{
	print_one(p, set, e, i, elems_extra(e, i));
}

/* ---- order and layout ---- */

struct flags_at {
	int lowest;
	uint64_t value;
	uint32_t index;
};

/* By the lowest flag, then those with more and higher ones first. */
static int compare_flags(const void *a, const void *b)
{
	const struct flags_at *x = a, *y = b;

	if (x->lowest != y->lowest)
		return x->lowest < y->lowest ? -1 : 1;
	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

const uint32_t *elems_listed(struct print *p, const struct set *set, const struct elems *e)
{
	const struct type *type = set->key.n == 1 ? set->key.field[0].type : NULL;
	size_t keyed = elems_keyed(e);
	struct flags_at *at;
	uint32_t *order;

	if (!type_has_flags(type) || e->flags & ELEMS_RANGE || e->key > sizeof(uint64_t))
		return NULL;
	at = pool_raw(p->run->pool, keyed * sizeof(*at));
	order = pool_raw(p->run->pool, e->n * sizeof(*order));
	for (size_t i = 0; i < keyed; i++)
		at[i] = (struct flags_at){ bytes_lowest_bit(elems_lo(e, i), e->key),
					   bytes_u64(elems_lo(e, i), e->key), i };
	qsort(at, keyed, sizeof(*at), compare_flags);
	for (size_t i = 0; i < e->n; i++)
		order[i] = i < keyed ? at[i].index : i;
	return order;
}

static bool has_comments(const struct elems *e)
{
	for (size_t i = 0; i < e->extra.n; i++)
		if (e->extra.v[i].comment)
			return true;
	return false;
}

/* Elements on one line; 0: all of them. */
static unsigned per_line(const struct print *p, const struct set *set, const struct elems *e)
{
	if (p->flat || set->flags & SET_ANONYMOUS)
		return 0;
	if (set->key.n != 1 || set->timeout || set->flags & (SET_MAP | SET_OBJECT | SET_TIMEOUT) ||
	    (set->stmts && set->stmts->n) || has_comments(e) || !set->key.field[0].type)
		return 1;
	return set->key.field[0].type->per_line;
}

void print_elements(struct print *p, const struct set *set, const struct elems *e)
{
	const uint32_t *listed = elems_listed(p, set, e);
	unsigned on_line = 0, most = per_line(p, set, e);
	bool was_in_set = p->in_set;
	size_t x = 0;

	p->in_set = true;
	out_str(p->out, "{ ");
	for (size_t i = 0; i < e->n; i++, on_line++) {
		const struct elem_extra *extra;

		if (i && on_line == most && most) {
			out_str(p->out, ",\n\t\t\t     ");
			on_line = 0;
		} else if (i) {
			out_str(p->out, ", ");
		}
		if (listed) {
			print_element(p, set, e, listed[i]);
			continue;
		}
		while (x < e->extra.n && e->extra.v[x].index < i)
			x++;
		extra = x < e->extra.n && e->extra.v[x].index == i ? &e->extra.v[x] : NULL;
		print_one(p, set, e, i, extra);
	}
	out_str(p->out, " }");
	p->in_set = was_in_set;
}
