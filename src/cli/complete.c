/*
 * complete: what may stand at the cursor: words of the grammar, and names of the live ruleset.
 */
#include <stdlib.h>

#include "cli/cli.h"

/* Collected for one completion; readline asks for them one by one and frees each. */
struct words {
	char **v;
	size_t n, cap;
};

static bool is_new(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->n; i++)
		if (!strcmp(words->v[i], word))
			return false;
	return true;
}

static void add(struct words *words, const char *prefix, const char *word)
{
	char **grown;

	if (!word || strncmp(word, prefix, strlen(prefix)) || !is_new(words, word))
		return;
	if (words->n + 2 > words->cap) {
		words->cap = words->cap ? 2 * words->cap : 32;
		grown = realloc(words->v, words->cap * sizeof(*grown));
		if (!grown)
			return;
		words->v = grown;
	}
	words->v[words->n++] = strdup(word);
	words->v[words->n] = NULL;
}

static void collect(struct words *words, struct nft_ctx *ctx, const char *before, const char *prefix)
{
	const char **found = completion_words(ctx, before, *prefix == '@');

	for (const char **word = found; word && *word; word++)
		add(words, prefix, *word);
}

/* readline wants the common prefix first when there are several matches. */
static char **matches(struct words *words)
{
	size_t common;
	char **all;

	if (!words->n)
		return NULL;
	all = calloc(words->n + 2, sizeof(*all));
	if (!all)
		return NULL;
	common = strlen(words->v[0]);
	for (size_t i = 1; i < words->n; i++)
		while (strncmp(words->v[0], words->v[i], common))
			common--;
	all[0] = strndup(words->v[0], common);
	if (words->n == 1) {
		free(words->v[0]);
	} else {
		memcpy(all + 1, words->v, words->n * sizeof(*all));
	}
	return all;
}

char **complete(struct nft_ctx *ctx, const char *before, const char *word)
{
	struct words all = { 0 };
	char **found;

	collect(&all, ctx, before, word);
	found = matches(&all);
	free(all.v);
	return found;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Options come first; of those that have an argument it is the next word. */
static int skip_options(int n, char **words)
{
	int i = 0;

	while (i < n - 1 && words[i][0] == '-' && words[i][1])
		i += option_has_argument(words[i]) ? 2 : 1;
	return i;
}

void complete_words(struct nft_ctx *ctx, int n, char **words)
{
	int first = skip_options(n, words);
	const char *prefix = n ? words[n - 1] : "";
	struct words all = { 0 };
	char *line;

	if (first == n - 1 && *prefix == '-') {
		options_list(prefix);
		return;
	}
	if (first > n - 1 || !(line = join_words(words + first, n - 1 - first)))
		return;
	collect(&all, ctx, line, prefix);
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), compare);
	for (size_t i = 0; i < all.n; i++) {
		puts(all.v[i]);
		free(all.v[i]);
	}
	free(all.v);
	free(line);
}
