/*
 * vec: growable typed arrays in a pool.
 *
 *	VEC(struct stmt *) stmts = { 0 };
 *	*vec_push(pool, &stmts) = stmt;
 *	for (size_t i = 0; i < stmts.n; i++) use(stmts.v[i]);
 *
 * The array moves when it grows: keep indexes, not pointers, across a push.
 */
#ifndef WEIR_BASE_VEC_H
#define WEIR_BASE_VEC_H

#include "base/pool.h"

#define VEC(type) struct { type *v; size_t n, cap; }

/* Make room for `more` further items; they are not zeroed. */
#define vec_reserve(pool, vec, more)                                                              \
	((vec)->n + (more) <= (vec)->cap                                                          \
		 ? (void)0                                                                        \
		 : (void)((vec)->v = vec_grow((pool), (vec)->v, &(vec)->cap, (vec)->n + (more),   \
					      sizeof(*(vec)->v))))

/* Append one zeroed item; yields a pointer to it, valid until the next push. */
#define vec_push(pool, vec)                                                                       \
	(vec_reserve(pool, vec, 1),                                                               \
	 __builtin_memset(&(vec)->v[(vec)->n], 0, sizeof(*(vec)->v)), &(vec)->v[(vec)->n++])

#define vec_each(item, vec) for (item = (vec)->v; item && item < (vec)->v + (vec)->n; item++)

/* For the macros: at least `want` items of `size` bytes, doubling. */
void *vec_grow(struct pool *pool, void *v, size_t *cap, size_t want, size_t size);

#endif
