#include "base/vec.h"

void *vec_grow(struct pool *pool, void *v, size_t *cap, size_t want, size_t size)
{
	size_t n = *cap < 4 ? 4 : *cap * 2;

	if (n < want)
		n = want;
	if (n > PTRDIFF_MAX / size)
		pool_exhausted();
	v = pool_grow(pool, v, *cap * size, n * size);
	*cap = n;
	return v;
}
