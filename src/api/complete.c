/*
 * complete: what may follow the words of a command: words of the grammar, and those names of the live
 * ruleset that fit the kind of thing and the table that the words name.
 */
#include "api/ctx.h"

#include "data/proto.h"
#include "parser/parse.h"
#include "wire/batch.h"

enum { WORDS_MAX = 64 };

struct completion {
	struct pool *pool;
	VEC(const char *) all;
};

static void add(struct completion *words, const char *word)
{
	*vec_push(words->pool, &words->all) = word;
}

/* What the words before the cursor are about: the table they name, and the kind of thing. */
struct context {
	const struct ruleset *known;
	char *before[WORDS_MAX];
	size_t n;
	unsigned family;
	const struct table *table;
	const char *kind;
};

/* Words that stand before a name, and which kind of thing it then is; NULL: any of the table's. */
static const struct {
	const char *word, *kind;
} kinds[] = {
	{ "table", "table" },	  { "chain", "chain" },	    { "rule", "chain" },
	{ "rules", "chain" },	  { "jump", "chain" },	    { "goto", "chain" },
	{ "set", "set" },	  { "map", "set" },	    { "element", "set" },
	{ "meter", "set" },	  { "flowtable", "flowtable" }, { "counter", "object" },
	{ "quota", "object" },	  { "limit", "object" },    { "secmark", "object" },
	{ "synproxy", "object" }, { "helper", "object" },   { "timeout", "object" },
	{ "expectation", "object" }, { "tunnel", "object" },
};

static const char *kind_of(const char *word)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].word, word))
			return kinds[i].kind;
	return NULL;
}

static unsigned family_of(const char *word)
{
	static const unsigned families[] = { FAMILY_IP, FAMILY_IP6, FAMILY_INET, FAMILY_ARP,
					     FAMILY_BRIDGE, FAMILY_NETDEV };

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (!strcmp(family_name(families[i]), word))
			return families[i];
	return 0;
}

/* Verb, kind, family, table: the table's name is the first word behind the kind that is no family. */
static void find_context(struct context *c)
{
	for (size_t i = 1; i < c->n; i++) {
		const char *word = c->before[i], *kind = kind_of(word);

		if (c->table && kind)
			c->kind = kind;
		if (c->table)
			continue;
		if (!c->kind)
			c->kind = kind;
		else if (!c->family && family_of(word))
			c->family = family_of(word);
		else
			c->table = table_find(c->known, c->family ? c->family : FAMILY_IP, word);
	}
}

static void add_tables(struct completion *words, const struct context *c)
{
	for (size_t i = 0; i < c->known->tables.n; i++)
		if (c->known->tables.v[i]->family == (c->family ? c->family : FAMILY_IP))
			add(words, c->known->tables.v[i]->name);
}

#define add_names(words, things)                                                           \
	do {                                                                                       \
		for (size_t add_i = 0; add_i < (things).n; add_i++)                                \
			add((words), (things).v[add_i]->name);                           \
	} while (0)

static void add_things(struct completion *words, const struct context *c)
{
	const struct table *table = c->table;

	if (!strcmp(c->kind, "chain"))
		add_names(words, table->chains);
	if (!strcmp(c->kind, "object"))
		add_names(words, table->objects);
	if (!strcmp(c->kind, "flowtable"))
		add_names(words, table->flowtables);
	for (size_t i = 0; !strcmp(c->kind, "set") && i < table->sets.n; i++)
		if (!(table->sets.v[i]->flags & SET_ANONYMOUS))
			add(words, table->sets.v[i]->name);
}

/* `@name` in a rule. */
static void add_references(struct completion *words, const struct table *table)
{
	for (size_t i = 0; i < table->sets.n; i++)
		if (!(table->sets.v[i]->flags & SET_ANONYMOUS))
			add(words, pool_printf(words->pool, "@%s", table->sets.v[i]->name));
}

/* The words of the last command of a line. */
static void split(struct context *c, char *text)
{
	char *rest = NULL, *start = strrchr(text, ';');

	for (char *word = strtok_r(start ? start + 1 : text, " \t", &rest);
	     word && c->n < WORDS_MAX; word = strtok_r(NULL, " \t", &rest))
		c->before[c->n++] = word;
}

static void add_live(struct completion *words, struct context *c, bool reference)
{
	const char *last;

	find_context(c);
	if (!c->kind)
		return;
	last = c->before[c->n - 1];
	if (!c->table)
		add_tables(words, c);
	else if (reference)
		add_references(words, c->table);
	else if (str_same(last, c->table->name) || kind_of(last))
		add_things(words, c);
}

static const char **find_words(struct nft_ctx *ctx, const char *text, bool reference)
{
	struct need need = { .bits = NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_OBJECTS |
				     NEED_FLOWTABLES,
			     .any = true };
	struct run *run = run_new(ctx);
	struct completion words = { .pool = run->pool };
	struct context context = { .known = run->known };
	bool name;

	run->scope = pool_new_of(run->pool, struct scope);
	scope_init(run->scope, run->pool, NULL);
	for (const char **w = parse_complete(run, span_of(text), &name); *w; w++)
		add(&words, *w);
	split(&context, pool_strdup(run->pool, text));
	if (name && context.n && ctx_open(ctx, &run->diag) &&
	    ruleset_load(run->known, ctx->transport, &run->diag, &need, NULL))
		add_live(&words, &context, reference);
	*vec_push(words.pool, &words.all) = NULL;
	return words.all.v;
}

const char **completion_words(struct nft_ctx *ctx, const char *text, bool reference)
{
	struct pool_catch oom;
	const char **words;

	if (setjmp(*pool_catch_push(&oom))) {
		pool_catch_pop(&oom);
		return NULL;
	}
	words = find_words(ctx, text, reference);
	pool_catch_pop(&oom);
	return words;
}
