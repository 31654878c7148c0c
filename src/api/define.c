/*
 * define: definitions of buffers live as long as the context. They are kept as texts, one for each
 * name, and read again before the next buffer is; so nothing of a run outlives it.
 */
#include "api/ctx.h"

#include <stdlib.h>

#include "parser/parse.h"

static bool text_uses(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (; (text = strchr(text, '$')); text++)
		if (!strncmp(text + 1, name, n))
			return true;
	return false;
}

static bool is_used_after(const struct nft_ctx *ctx, size_t index)
{
	for (size_t i = index + 1; i < ctx->definition_n; i++)
		if (text_uses(ctx->definitions[i].text, ctx->definitions[index].name))
			return true;
	return false;
}

static void forget(struct nft_ctx *ctx, size_t index)
{
	struct kept_definition *kept = &ctx->definitions[index];

	free(kept->name);
	free(kept->text);
	memmove(kept, kept + 1, (--ctx->definition_n - index) * sizeof(*kept));
}

/* What the name meant before stays only for definitions that were made with it. */
static void supersede(struct nft_ctx *ctx, const char *name)
{
	for (size_t i = ctx->definition_n; i-- > 0;)
		if (str_same(ctx->definitions[i].name, name) && !is_used_after(ctx, i))
			forget(ctx, i);
}

static bool is_kept(const struct nft_ctx *ctx, const char *name)
{
	for (size_t i = 0; i < ctx->definition_n; i++)
		if (str_same(ctx->definitions[i].name, name))
			return true;
	return false;
}

static void drop_prepared(struct nft_ctx *ctx)
{
	while (ctx->prepared_n) {
		struct kept_definition *last = &ctx->definitions[ctx->definition_n +
								 --ctx->prepared_n];

		free(last->name);
		free(last->text);
	}
}

/* Behind those that are kept already. */
static void prepare(struct nft_ctx *ctx, const char *name, const char *text)
{
	size_t n = ctx->definition_n + ctx->prepared_n;
	struct kept_definition *grown = realloc(ctx->definitions, (n + 1) * sizeof(*grown));

	if (!grown)
		pool_exhausted();
	ctx->definitions = grown;
	ctx->prepared_n++;
	grown[n] = (struct kept_definition){ strdup(name), strdup(text) };
	if (!grown[n].name || !grown[n].text)
		pool_exhausted();
}

void definitions_prepare(struct nft_ctx *ctx, struct run *run)
{
	const struct scope_change *change;
	const char *text;

	drop_prepared(ctx);
	vec_each(change, &run->scope->changes) {
		struct span value = source_text(&run->sources, change->value);

		if (change->loc.at >= run->definitions.at && change->loc.at < run->definitions.end)
			continue;
		text = value.n ? pool_printf(run->pool, "redefine %s = %.*s\n", change->name,
					     (int)value.n, value.p)
			       : pool_printf(run->pool, "undefine %s\n", change->name);
		prepare(ctx, change->name, text);
	}
}

void definitions_keep(struct nft_ctx *ctx)
{
	size_t n = ctx->prepared_n;

	ctx->prepared_n = 0;
	while (n--) {
		size_t before = ctx->definition_n;
		struct kept_definition next = ctx->definitions[before];
		bool taken_back = !strncmp(next.text, "undefine ", 9);

		supersede(ctx, next.name);
		memmove(&ctx->definitions[ctx->definition_n], &ctx->definitions[before],
			(n + 1) * sizeof(next));
		if (!taken_back || is_kept(ctx, next.name)) {
			ctx->definition_n++;
			continue;
		}
		free(next.name);
		free(next.text);
		memmove(&ctx->definitions[ctx->definition_n],
			&ctx->definitions[ctx->definition_n + 1], n * sizeof(next));
	}
}

void definitions_read(struct nft_ctx *ctx, struct run *run)
{
	struct cmds ignored = { 0 };
	struct out texts;
	const struct source *source;

	if (!ctx->definition_n)
		return;
	ignored.last = &ignored.first;
	out_init(&texts, run->pool);
	for (size_t i = 0; i < ctx->definition_n; i++)
		out_str(&texts, ctx->definitions[i].text);
	source = source_add(&run->sources, SOURCE_BUFFER, NULL,
			    (struct span){ texts.buf, texts.n }, (struct loc){ 0 });
	if (!source)
		return;
	parse_source(run, source, &ignored);
	run->definitions = (struct loc){ source->base, source->base + (uint32_t)source->size };
	diag_init(&run->diag, run->pool, &run->sources);
}

void definitions_free(struct nft_ctx *ctx)
{
	drop_prepared(ctx);
	while (ctx->definition_n)
		forget(ctx, ctx->definition_n - 1);
	free(ctx->definitions);
	ctx->definitions = NULL;
}
