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

static void add_table(struct words *words, const char *prefix, const struct table *table)
{
	add(words, prefix, table->name);
	for (size_t i = 0; i < table->chains.n; i++)
		add(words, prefix, table->chains.v[i]->name);
	for (size_t i = 0; i < table->sets.n; i++)
		if (!(table->sets.v[i]->flags & SET_ANONYMOUS))
			add(words, prefix, table->sets.v[i]->name);
	for (size_t i = 0; i < table->objects.n; i++)
		add(words, prefix, table->objects.v[i]->name);
	for (size_t i = 0; i < table->flowtables.n; i++)
		add(words, prefix, table->flowtables.v[i]->name);
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

char **complete(struct nft_ctx *ctx, const char *line, const char *word)
{
	struct words words = { 0 };
	struct completion completion;
	char **found;

	if (!completion_make(ctx, line, &completion))
		return NULL;
	for (const char **w = completion.words; w && *w; w++)
		add(&words, word, *w);
	for (size_t i = 0; i < completion.known->tables.n; i++)
		add_table(&words, word, completion.known->tables.v[i]);
	found = matches(&words);
	free(words.v);
	return found;
}
