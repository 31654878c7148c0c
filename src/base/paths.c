#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/paths.h"

bool path_is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static void expand(struct paths *paths, const char *prefix, const char *rest);

static void drop_directory(void *directory)
{
	closedir(directory);
}

/* `part` is matched with what is in the directory; `rest` begins with slashes or is empty. */
static void expand_part(struct paths *paths, const char *prefix, const char *part, const char *rest)
{
	struct pool_claim *claim = pool_claim(paths->pool, drop_directory);
	struct dirent *entry;

	claim->thing = opendir(*prefix ? prefix : ".");
	if (!claim->thing && errno == ENOMEM)
		pool_exhausted();
	while (claim->thing && (entry = readdir(claim->thing)))
		if (!fnmatch(part, entry->d_name, FNM_PERIOD | FNM_NOESCAPE))
			expand(paths, pool_printf(paths->pool, "%s%s", prefix, entry->d_name), rest);
	pool_settle(claim);
}

/* What matches `prefix`, which is a path, followed by `rest`, which is a pattern. */
static void expand(struct paths *paths, const char *prefix, const char *rest)
{
	size_t slashes = strspn(rest, "/"), n = strcspn(rest + slashes, "/");
	const char *part = pool_strndup(paths->pool, rest + slashes, n);
	struct stat st;

	if (slashes)
		prefix = pool_printf(paths->pool, "%s%.*s", prefix, (int)slashes, rest);
	rest += slashes + n;
	if (path_is_pattern(part))
		expand_part(paths, prefix, part, rest);
	else if (n)
		expand(paths, pool_printf(paths->pool, "%s%s", prefix, part), rest);
	else if (!lstat(prefix, &st))
		*vec_push(paths->pool, &paths->found) = prefix;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void paths_match(struct paths *paths, struct pool *pool, const char *pattern)
{
	*paths = (struct paths){ .pool = pool };
	expand(paths, "", pattern);
	if (paths->found.n)
		qsort(paths->found.v, paths->found.n, sizeof(*paths->found.v), compare);
}
