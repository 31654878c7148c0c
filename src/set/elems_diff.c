#include "set/elems.h"

/* Order of two records of sets of one kind; catch-alls are above every key. */
static int order_of(const struct elems *a, size_t i, bool i_keyed, const struct elems *b, size_t j,
		    bool j_keyed)
{
	int diff;

	if (!i_keyed || !j_keyed)
		return i_keyed ? -1 : j_keyed ? 1 : 0;
	diff = memcmp(elems_lo(a, i), elems_lo(b, j), a->key);
	return diff ? diff : memcmp(elems_hi(a, i), elems_hi(b, j), a->key);
}

void elems_diff(const struct elems *from, const struct elems *to,
		void (*gone)(void *arg, size_t i), void (*came)(void *arg, size_t i), void *arg)
{
	size_t from_keyed = elems_keyed(from), to_keyed = elems_keyed(to), i = 0, j = 0;

	while (i < from->n || j < to->n) {
		int diff = i == from->n ? 1
			 : j == to->n	? -1
					: order_of(from, i, i < from_keyed, to, j, j < to_keyed);

		if (diff == 0 && elems_same_data(from, i, to, j)) {
			i++;
			j++;
			continue;
		}
		if (diff <= 0)
			gone(arg, i++);
		if (diff >= 0)
			came(arg, j++);
	}
}

bool elems_same(const struct elems *a, const struct elems *b)
{
	size_t keyed = elems_keyed(a);

	if (a->key != b->key || a->n != b->n || keyed != elems_keyed(b))
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (order_of(a, i, i < keyed, b, i, i < keyed) != 0 || !elems_same_data(a, i, b, i))
			return false;
	return true;
}
