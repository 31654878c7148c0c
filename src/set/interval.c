/*
 * Linear walks over sorted records: duplicates, overlaps, merging, lookup. A sieve moves the
 * records that stay, and their extras, to the front.
 */
#include "set/elems.h"

struct sieve {
	struct elems *e;
	size_t kept;              /* records kept so far */
	size_t extra, extra_kept; /* the same for extras: next to look at, kept */
};

static struct elem_extra *sieve_extra(struct sieve *s, size_t i)
{
	struct elems *e = s->e;

	if (s->extra == e->extra.n || e->extra.v[s->extra].index != i)
		return NULL;
	return &e->extra.v[s->extra++];
}

static void sieve_keep(struct sieve *s, size_t i)
{
	struct elems *e = s->e;
	struct elem_extra *extra = sieve_extra(s, i);
	size_t to = s->kept++;

	if (to != i) {
		memcpy(elems_lo(e, to), elems_lo(e, i), e->stride);
		if (e->at) {
			e->at[to] = e->at[i];
			e->end[to] = e->end[i];
		}
	}
	if (extra) {
		e->extra.v[s->extra_kept] = *extra;
		e->extra.v[s->extra_kept++].index = to;
	}
}

/* Record i goes into the last one kept, which takes over its extra if it has none itself. */
static void sieve_drop(struct sieve *s, size_t i)
{
	struct elems *e = s->e;
	struct elem_extra *extra = sieve_extra(s, i);
	size_t to = s->kept - 1;

	if (!extra || (s->extra_kept && e->extra.v[s->extra_kept - 1].index == to))
		return;
	e->extra.v[s->extra_kept] = *extra;
	e->extra.v[s->extra_kept++].index = to;
}

static void sieve_end(struct sieve *s)
{
	s->e->n = s->kept;
	s->e->extra.n = s->extra_kept;
}

bool elems_unique(struct elems *e, size_t *a, size_t *b)
{
	unsigned width = e->key * (e->flags & ELEMS_RANGE ? 2 : 1);
	size_t keyed = elems_keyed(e);
	struct sieve s = { .e = e };
	bool unique = true;

	for (size_t i = 0; i < e->n; i++) {
		size_t last = s.kept - 1;
		bool same = i && (i < keyed ? bytes_same_short(elems_lo(e, last), elems_lo(e, i), width)
					    : i > keyed);

		if (same && elems_same_data(e, last, e, i)) {
			sieve_drop(&s, i);
			continue;
		}
		if (same) {
			*a = last;
			*b = s.kept;
			unique = false;
		}
		sieve_keep(&s, i);
	}
	sieve_end(&s);
	return unique;
}

bool elems_overlap(const struct elems *e, size_t *a, size_t *b)
{
	size_t keyed = elems_keyed(e), widest = 0;

	for (size_t i = 1; i < keyed; i++) {
		bool same = memcmp(elems_lo(e, widest), elems_lo(e, i), e->key) == 0 &&
			    memcmp(elems_hi(e, widest), elems_hi(e, i), e->key) == 0;

		if (!same && memcmp(elems_lo(e, i), elems_hi(e, widest), e->key) <= 0) {
			*a = widest;
			*b = i;
			return false;
		}
		widest = i;
	}
	return true;
}

/* Whether interval i begins inside the one that ends at `end`, or right behind it. */
static bool touches(const struct elems *e, const uint8_t *end, size_t i)
{
	uint8_t next[KEY_SIZE_MAX];

	if (memcmp(elems_lo(e, i), end, e->key) <= 0)
		return true;
	if (e->spec->field[0].order == ORDER_TEXT) /* neighbours in number only */
		return false;
	memcpy(next, end, e->key);
	return bytes_add1(next, e->key) && memcmp(elems_lo(e, i), next, e->key) == 0;
}

void elems_merge(struct elems *e)
{
	size_t keyed = elems_keyed(e);
	struct sieve s = { .e = e };

	elems_widen(e);
	for (size_t i = 0; i < e->n; i++) {
		uint8_t *end = s.kept ? elems_hi(e, s.kept - 1) : NULL;

		if (!i || i >= keyed || !touches(e, end, i)) {
			sieve_keep(&s, i);
			continue;
		}
		if (memcmp(elems_hi(e, i), end, e->key) > 0)
			memcpy(end, elems_hi(e, i), e->key);
		sieve_drop(&s, i);
	}
	sieve_end(&s);
}

static void take_part(struct elems *to, const struct elems *from, size_t i, const uint8_t *lo,
		      const uint8_t *hi)
{
	elems_take(to, from, i);
	memcpy(elems_lo(to, to->n - 1), lo, to->key);
	memcpy(elems_hi(to, to->n - 1), hi, to->key);
}

/* What the holes from *h on leave of interval i. False: hole *h reaches out of it. */
static bool cut_one(struct elems *left, const struct elems *from, size_t i,
		    const struct elems *holes, size_t *h, size_t n)
{
	const uint8_t *hi = elems_hi(from, i);
	uint8_t lo[KEY_SIZE_MAX], before[KEY_SIZE_MAX];
	size_t key = from->key;

	memcpy(lo, elems_lo(from, i), key);
	for (; *h < n && memcmp(elems_lo(holes, *h), hi, key) <= 0; ++*h) {
		const uint8_t *first = elems_lo(holes, *h), *last = elems_hi(holes, *h);

		if (memcmp(first, lo, key) < 0 || memcmp(last, hi, key) > 0)
			return false;
		memcpy(before, first, key);
		if (memcmp(lo, first, key) < 0 && bytes_sub1(before, key))
			take_part(left, from, i, lo, before);
		memcpy(lo, last, key);
		if (memcmp(last, hi, key) == 0) {
			++*h;
			return true;
		}
		bytes_add1(lo, key);
	}
	take_part(left, from, i, lo, hi);
	return true;
}

bool elems_cut(struct elems *left, const struct elems *from, const struct elems *holes,
	       size_t *missing)
{
	size_t keyed = elems_keyed(from), n = elems_keyed(holes), h = 0;

	elems_widen(left);
	for (size_t i = 0; i < keyed; i++) {
		if (cut_one(left, from, i, holes, &h, n))
			continue;
		*missing = h;
		return false;
	}
	if (h < n || (n < holes->n && keyed == from->n)) {
		*missing = h;
		return false;
	}
	for (size_t i = keyed; i < from->n && n == holes->n; i++)
		elems_take(left, from, i);
	left->flags |= ELEMS_SORTED;
	return true;
}

/* The last record whose lo is not above the key, or -1. */
static ptrdiff_t last_below(const struct elems *e, const uint8_t *key)
{
	size_t lo = 0, hi = elems_keyed(e);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(elems_lo(e, mid), key, e->key) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (ptrdiff_t)lo - 1;
}

static bool holds_every_field(const struct elems *e, size_t i, const uint8_t *key)
{
	const uint8_t *lo = elems_lo(e, i), *hi = elems_hi(e, i);

	for (unsigned f = 0, at = 0; f < e->spec->n; f++) {
		unsigned size = BYTES_OF(e->spec->field[f].bits);

		if (memcmp(lo + at, key + at, size) > 0 || memcmp(key + at, hi + at, size) > 0)
			return false;
		at += (size + 3) / 4 * 4;
	}
	return true;
}

ptrdiff_t elems_find(const struct elems *e, const uint8_t *key)
{
	ptrdiff_t i = last_below(e, key);

	if (e->spec->n <= 1 || !(e->flags & ELEMS_RANGE))
		return i >= 0 && memcmp(key, elems_hi(e, i), e->key) <= 0 ? i : -1;
	while (i >= 0 && !holds_every_field(e, i, key))
		i--;
	return i;
}
