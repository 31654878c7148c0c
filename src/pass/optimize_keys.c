/*
 * optimize_keys: whether keys of several rules meet. A packet that has a key of two rules is for
 * the first of them, which one set or map of both cannot say.
 *
 * Keys are swept in the order of one field, the one in which they differ most.
 */
#include <stdlib.h>

#include "pass/optimize_parts.h"

struct spot {
	const struct elems *keys;
	size_t i, rule;
};
/* Which bytes of a key the sweep goes by. */
struct sweep {
	unsigned at, size;
};
enum { WINDOW_FIRST = 16 };

static int by_low(const void *a, const void *b, void *arg)
{
	const struct spot *x = a, *y = b;
	const struct sweep *sweep = arg;

	return memcmp(elems_lo(x->keys, x->i) + sweep->at, elems_lo(y->keys, y->i) + sweep->at,
		      sweep->size);
}

/* Whether the low end of one is not beyond the high end of the other, in some bytes. */
static bool reaches(const struct spot *x, const struct spot *y, unsigned at, unsigned size)
{
	return memcmp(elems_lo(y->keys, y->i) + at, elems_hi(x->keys, x->i) + at, size) <= 0;
}

static bool meet(const struct spot *x, const struct spot *y)
{
	const struct key_spec *spec = x->keys->spec;

	for (unsigned f = 0; f < spec->n; f++) {
		unsigned at = key_field_offset(spec, f), size = BYTES_OF(spec->field[f].bits);

		if (!reaches(x, y, at, size) || !reaches(y, x, at, size))
			return false;
	}
	return true;
}

static size_t differences(const struct shape *shape, size_t n, const struct sweep *sweep)
{
	size_t count = 0;

	for (size_t r = 1; r < n; r++)
		count += memcmp(elems_lo(shape[r - 1].keys, 0) + sweep->at,
				elems_lo(shape[r].keys, 0) + sweep->at, sweep->size) != 0;
	return count;
}

static struct sweep best_sweep(const struct shape *shape, size_t n)
{
	const struct key_spec *spec = shape->keys->spec;
	struct sweep best = { 0 };
	size_t most = 0;

	for (unsigned f = 0; f < spec->n; f++) {
		struct sweep sweep = { key_field_offset(spec, f), BYTES_OF(spec->field[f].bits) };
		size_t count = differences(shape, n, &sweep);

		if (!best.size || count > most) {
			best = sweep;
			most = count;
		}
	}
	return best;
}

/* The number of the first rule that meets an earlier one; n: none does. */
static size_t first_to_meet(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct sweep sweep = best_sweep(shape, n);
	VEC(struct spot) spots = { 0 };
	size_t first = n;

	for (size_t r = 0; r < n; r++)
		for (size_t i = 0; i < shape[r].keys->n; i++)
			*vec_push(o->run->pool, &spots) = (struct spot){ shape[r].keys, i, r };
	qsort_r(spots.v, spots.n, sizeof(*spots.v), by_low, &sweep);
	for (size_t i = 0; i < spots.n; i++) {
		const struct spot *x = &spots.v[i], *y;

		for (y = x + 1; y < spots.v + spots.n && reaches(x, y, sweep.at, sweep.size); y++) {
			size_t later = x->rule > y->rule ? x->rule : y->rule;

			if (x->rule != y->rule && later < first && meet(x, y))
				first = later;
		}
	}
	return first;
}

/* In windows that double: where rules meet soon, the many after them are not looked at. */
size_t shapes_apart(struct optimizer *o, const struct shape *shape, size_t n)
{
	for (size_t window = WINDOW_FIRST; window < n; window *= 2) {
		size_t apart = first_to_meet(o, shape, window);

		if (apart < window)
			return apart;
	}
	return first_to_meet(o, shape, n);
}
