/*
 * Order of records. lo and hi stand side by side at the start of a record, so one memcmp over both
 * is the whole order. Keys are sorted as numbers of 32 bits, the last first: each time the numbers
 * are gathered beside their record's index and radix-sorted, so records move once, at the end.
 */
#include <stdlib.h>

#include "set/elems.h"

enum { FEW = 32, RADIX_KEY_MAX = 16, BUCKETS = 256 };

/* High 32 bits: a number to sort by; low 32: index of a record. */
struct sorter {
	uint64_t *item, *spare;
	size_t n;
};

static void order_scatter(struct sorter *o, unsigned shift, uint32_t *count)
{
	uint32_t at = 0;
	uint64_t *sorted = o->spare;

	for (unsigned i = 0; i < BUCKETS; i++) {
		uint32_t here = count[i];

		count[i] = at;
		at += here;
	}
	for (size_t i = 0; i < o->n; i++)
		sorted[count[o->item[i] >> shift & 0xff]++] = o->item[i];
	o->spare = o->item;
	o->item = sorted;
}

static void order_sort(struct sorter *o)
{
	uint32_t count[4][BUCKETS] = { 0 };

	for (size_t i = 0; i < o->n; i++) {
		uint32_t number = o->item[i] >> 32;

		count[0][number & 0xff]++;
		count[1][number >> 8 & 0xff]++;
		count[2][number >> 16 & 0xff]++;
		count[3][number >> 24]++;
	}
	for (unsigned digit = 0; digit < 4; digit++) {
		unsigned shift = 32 + digit * 8;

		if (count[digit][o->item[0] >> shift & 0xff] < o->n)
			order_scatter(o, shift, count[digit]);
	}
}

/* By the first `width` bytes of the records, stably. */
static void sort_by_radix(const struct elems *e, struct sorter *o, unsigned width)
{
	for (unsigned end = width, size; end; end -= size) {
		size = end < 4 ? end : 4;
		for (size_t i = 0; i < o->n; i++) {
			uint32_t index = o->item[i];
			const uint8_t *b = elems_lo(e, index) + end - size;
			uint64_t number = b[0];

			for (unsigned j = 1; j < size; j++)
				number = number << 8 | b[j];
			o->item[i] = number << 32 | index;
		}
		order_sort(o);
	}
}

static unsigned order_width(const struct elems *e)
{
	return e->key * (e->flags & ELEMS_RANGE ? 2 : 1);
}

static int compare(const void *a, const void *b, void *arg)
{
	const struct elems *e = arg;
	uint32_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	int diff = memcmp(elems_lo(e, x), elems_lo(e, y), order_width(e));

	return diff ? diff : x < y ? -1 : x > y;
}

static void sort_few(const struct elems *e, struct sorter *o)
{
	for (size_t i = 1; i < o->n; i++) {
		uint64_t item = o->item[i];
		size_t at = i;

		for (; at && compare(&item, &o->item[at - 1], (void *)e) < 0; at--)
			o->item[at] = o->item[at - 1];
		o->item[at] = item;
	}
}

static bool in_order(const struct elems *e, const struct sorter *o)
{
	for (size_t i = 1; i < o->n; i++)
		if (memcmp(elems_lo(e, (uint32_t)o->item[i - 1]), elems_lo(e, (uint32_t)o->item[i]),
			   order_width(e)) > 0)
			return false;
	return true;
}

static void sort_keyed(const struct elems *e, struct sorter *o)
{
	if (o->n <= FEW) {
		sort_few(e, o);
	} else if (e->key <= RADIX_KEY_MAX) {
		sort_by_radix(e, o, e->key);
		if (!in_order(e, o)) /* equal lo with different hi */
			sort_by_radix(e, o, order_width(e));
	} else {
		qsort_r(o->item, o->n, sizeof(*o->item), compare, (void *)e);
	}
}

/* Records with a key, then catch-alls, each in the order they came. Gives the number of the first. */
static size_t order_fill(const struct elems *e, uint64_t *item)
{
	size_t keyed = 0, x = 0, late = e->n;

	for (size_t i = 0; i < e->extra.n; i++)
		late -= e->extra.v[i].catchall;
	for (size_t i = 0; i < e->n; i++) {
		while (x < e->extra.n && e->extra.v[x].index < i)
			x++;
		if (x < e->extra.n && e->extra.v[x].index == i && e->extra.v[x].catchall)
			item[late++] = i;
		else
			item[keyed++] = i;
	}
	return keyed;
}

/* A new block of items in the order given; the old one is dropped. */
static void *reorder(const struct elems *e, void *block, size_t size, const uint64_t *item)
{
	uint8_t *to = pool_raw(e->pool, e->n * size), *at = to;

	for (size_t i = 0; i < e->n; i++, at += size)
		memcpy(at, (uint8_t *)block + (uint32_t)item[i] * size, size);
	pool_drop(e->pool, block, e->cap * size);
	return to;
}

static void reorder_offsets(const struct elems *e, uint32_t **block, const uint64_t *item)
{
	uint32_t *to = pool_raw(e->pool, e->n * sizeof(*to));

	for (size_t i = 0; i < e->n; i++)
		to[i] = (*block)[(uint32_t)item[i]];
	pool_drop(e->pool, *block, e->cap * sizeof(*to));
	*block = to;
}

/* v[i] becomes what v[from[i]] was, in place: extras may be the most of a set. from is used up. */
static void permute(struct elem_extra *v, uint32_t *from, size_t n)
{
	for (size_t first = 0; first < n; first++) {
		struct elem_extra held = v[first];
		size_t i = first;

		while (from[i] != first) {
			size_t next = from[i];

			v[i] = v[next];
			from[i] = i;
			i = next;
		}
		v[i] = held;
		from[i] = i;
	}
}

static void reorder_extras(struct elems *e, const uint64_t *item)
{
	size_t size = e->n * sizeof(uint32_t), extras = e->extra.n * sizeof(uint32_t), n = 0;
	uint32_t *extra_of; /* per record as it came: its extra, counted from 1 */
	uint32_t *from, *index;

	if (!e->extra.n)
		return;
	extra_of = pool_alloc(e->pool, size);
	from = pool_raw(e->pool, extras);
	index = pool_raw(e->pool, extras);
	for (size_t i = 0; i < e->extra.n; i++)
		extra_of[e->extra.v[i].index] = i + 1;
	for (size_t i = 0; i < e->n; i++) {
		uint32_t number = extra_of[(uint32_t)item[i]];

		if (!number)
			continue;
		from[n] = number - 1;
		index[n++] = i;
	}
	permute(e->extra.v, from, n);
	for (size_t i = 0; i < n; i++)
		e->extra.v[i].index = index[i];
	pool_drop(e->pool, index, extras);
	pool_drop(e->pool, from, extras);
	pool_drop(e->pool, extra_of, size);
}

static bool is_sorted(const struct elems *e)
{
	size_t keyed = elems_keyed(e);
	unsigned width = order_width(e);

	for (size_t i = 0; i < e->extra.n && e->extra.v[i].index < keyed; i++)
		if (e->extra.v[i].catchall)
			return false;
	for (size_t i = 1; i < keyed; i++)
		if (memcmp(elems_lo(e, i - 1), elems_lo(e, i), width) > 0)
			return false;
	return true;
}

void elems_sort(struct elems *e)
{
	size_t size = e->n * sizeof(uint64_t);
	struct sorter o = { 0 };

	if (is_sorted(e)) {
		e->flags |= ELEMS_SORTED;
		return;
	}
	o.item = pool_raw(e->pool, size);
	o.n = order_fill(e, o.item);
	if (o.n > FEW) {
		o.spare = pool_raw(e->pool, size);
		memcpy(o.spare + o.n, o.item + o.n, (e->n - o.n) * sizeof(*o.spare));
	}
	sort_keyed(e, &o);
	pool_drop(e->pool, o.spare, size);
	e->rec = reorder(e, e->rec, e->stride, o.item);
	if (e->at) {
		reorder_offsets(e, &e->at, o.item);
		reorder_offsets(e, &e->end, o.item);
	}
	reorder_extras(e, o.item);
	e->cap = e->n;
	pool_drop(e->pool, o.item, size);
	e->flags |= ELEMS_SORTED;
}

void elems_arrange(struct elems *e)
{
	if (e->spec->n <= 1 || !(e->flags & ELEMS_RANGE))
		elems_sort(e);
}
