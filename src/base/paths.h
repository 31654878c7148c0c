/*
 * paths: the files that a pattern names, as a shell would: `*`, `?` and `[...]` in any part, not
 * over a slash, and no leading dot unless it is written. (libc's glob loses its way, and frees
 * twice, when memory runs out.)
 */
#ifndef WEIR_BASE_PATHS_H
#define WEIR_BASE_PATHS_H

#include "base/pool.h"
#include "base/vec.h"

struct paths {
	struct pool *pool;
	VEC(const char *) found;
};

bool path_is_pattern(const char *name);
/* Everything that matches, in the order of bytes; what cannot be read is passed over. */
void paths_match(struct paths *paths, struct pool *pool, const char *pattern);

#endif
