/*
 * out_set: elements in the JSON form: a value; in maps a pair; an "elem" object when there is more
 * to say of one.
 */
#include "json/json.h"
#include "pass/raise.h"

static void put_pair(struct writer *w, struct print *p, const struct key_field *field,
		     const uint8_t *lo, const uint8_t *hi)
{
	unsigned flags = p->flags;

	p->flags = print_range_flags(flags);
	json_open(w, '{');
	json_name(w, "range");
	json_open(w, '[');
	json_out_value(w, p, field->type, field->bits, lo);
	json_out_value(w, p, field->type, field->bits, hi);
	json_close(w, ']');
	json_close(w, '}');
	p->flags = flags;
}

static void put_prefix(struct writer *w, struct print *p, const struct key_field *field,
		       const uint8_t *lo, unsigned len)
{
	json_open(w, '{');
	json_name(w, "prefix");
	json_open(w, '{');
	json_name(w, "addr");
	json_out_value(w, p, field->type, field->bits, lo);
	json_pair_u64(w, "len", len);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_wildcard(struct writer *w, const uint8_t *text, unsigned n)
{
	char word[KEY_SIZE_MAX + 1];

	memcpy(word, text, n);
	word[n] = '*';
	json_span(w, (struct span){ word, n + 1 });
}

static void put_field(struct writer *w, struct print *p, const struct key_field *field,
		      const uint8_t *lo, const uint8_t *hi)
{
	int len;

	if (memcmp(lo, hi, BYTES_OF(field->bits)) == 0) {
		json_out_value(w, p, field->type, field->bits, lo);
		return;
	}
	len = field_prefix(field, lo, hi);
	if (len >= 0 && field->order == ORDER_TEXT)
		put_wildcard(w, lo, len / 8);
	else if (len >= 0)
		put_prefix(w, p, field, lo, len);
	else
		put_pair(w, p, field, lo, hi);
}

void json_out_key(struct writer *w, struct print *p, const struct key_spec *spec, const uint8_t *lo,
		  const uint8_t *hi, bool range)
{
	if (!range)
		hi = lo;
	if (spec->n == 1) {
		put_field(w, p, &spec->field[0], lo, hi);
		return;
	}
	json_open(w, '{');
	json_name(w, "concat");
	json_open(w, '[');
	for (unsigned i = 0, at = 0; i < spec->n; i++) {
		put_field(w, p, &spec->field[i], lo + at, hi + at);
		at += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	}
	json_close(w, ']');
	json_close(w, '}');
}

static void put_bare_key(struct writer *w, struct print *p, const struct set *set,
			 const struct elems *e, size_t i, const struct elem_extra *extra)
{
	if (extra && extra->catchall)
		json_str(w, "*");
	else
		json_out_key(w, p, &set->key, elems_lo(e, i), elems_hi(e, i),
			     e->flags & ELEMS_RANGE);
}

/* Statements are members beside the key. */
static void put_stmts(struct writer *w, struct print *p, const struct set *set,
		      const struct prog *stmts)
{
	struct pool *kept = run_pass(p->run);

	for (const struct stmt *s = raise_stateful(p->run, set->table, stmts); s; s = s->next) {
		if (s->desc->json_out)
			s->desc->json_out(w, p, s);
		else
			json_out_clauses(w, p, s);
	}
	run_passed(p->run, kept);
}

static void put_key(struct writer *w, struct print *p, const struct set *set, const struct elems *e,
		    size_t i)
{
	const struct elem_extra *extra = e->extra.n ? elems_extra(e, i) : NULL;

	if (!extra || (!(extra->given & (EXTRA_TIMEOUT | EXTRA_EXPIRES)) && !extra->comment &&
		       !extra->stmts)) {
		put_bare_key(w, p, set, e, i, extra);
		return;
	}
	json_open(w, '{');
	json_name(w, "elem");
	json_open(w, '{');
	json_name(w, "val");
	put_bare_key(w, p, set, e, i, extra);
	if (extra->given & EXTRA_TIMEOUT)
		json_pair_u64(w, "timeout", extra->timeout / 1000);
	if (extra->given & EXTRA_EXPIRES)
		json_pair_u64(w, "expires", extra->expires / 1000);
	if (extra->comment)
		json_pair_str(w, "comment", extra->comment);
	if (extra->stmts)
		put_stmts(w, p, set, extra->stmts);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_data(struct writer *w, struct print *p, const struct set *set,
		     const struct elems *e, size_t i)
{
	const uint8_t *data = elems_data(e, i);
	bool range = e->flags & ELEMS_DATA_RANGE;
	const uint8_t *hi = range ? data + e->data / 2 : data;
	int len = range ? data_prefix(set, data, hi) : -1;

	if (e->flags & ELEMS_VERDICT) {
		struct verdict_expr verdict = elems_verdict(e, i);

		json_out_expr(w, p, &verdict.e);
	} else if (e->flags & ELEMS_OBJECT) {
		json_str(w, elems_object(e, i));
	} else if (len >= 0) {
		put_prefix(w, p, &set->data.field[0], data, len);
	} else {
		json_out_key(w, p, &set->data, data, hi, range);
	}
}

void json_out_elements(struct writer *w, struct print *p, const struct set *set,
		       const struct elems *e)
{
	const uint32_t *listed = elems_listed(p, set, e);
	bool map = e->flags & (ELEMS_DATA | ELEMS_VERDICT | ELEMS_OBJECT);

	json_open(w, '[');
	for (size_t n = 0; n < e->n; n++) {
		size_t i = listed ? listed[n] : n;

		if (map)
			json_open(w, '[');
		put_key(w, p, set, e, i);
		if (map) {
			put_data(w, p, set, e, i);
			json_close(w, ']');
		}
	}
	json_close(w, ']');
}
