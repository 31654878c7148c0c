/*
 * ctx: making, setting up and dropping a context: the public functions that only get or set.
 */
#include "api/ctx.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/version.h"
#include "kernel/kernel.h"
#include "lang/lang.h"
#include "wire/transport.h"

static bool ctx_fill(struct nft_ctx *ctx)
{
	struct pool_catch oom;

	if (setjmp(*pool_catch_push(&oom))) {
		pool_catch_pop(&oom);
		return false;
	}
	ctx->pool = pool_new();
	ctx->run_pool = pool_new();
	ctx->scratch = pool_new();
	ctx->texts = pool_new();
	ctx->passing = pool_new();
	ctx->fetched = pool_new();
	ctx->output.fp = stdout;
	ctx->error.fp = stderr;
	ctx->output.ctx = ctx->error.ctx = ctx;
	names_init(&ctx->names, ctx->pool, ctx->scratch);
	ctx->lang = pool_new_of(ctx->pool, struct lang);
	lang_init(ctx->lang);
	pool_catch_pop(&oom);
	return true;
}

EXPORT struct nft_ctx *nft_ctx_new(uint32_t flags)
{
	struct nft_ctx *ctx = calloc(1, sizeof(*ctx));

	if (!ctx || ctx_fill(ctx))
		return ctx;
	nft_ctx_free(ctx);
	return NULL;
}

void ctx_tell(struct nft_ctx *ctx, enum phase phase)
{
	if (ctx->progress)
		ctx->progress->tell(ctx->progress, phase);
}

size_t ctx_bytes(const struct nft_ctx *ctx, enum phase phase)
{
	if (!ctx->transport)
		return 0;
	return phase == PHASE_RULESET ? ctx->transport->received
	     : phase == PHASE_KERNEL ? ctx->transport->sent : 0;
}

static void free_strings(char ***strings, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		free((*strings)[i]);
	free(*strings);
	*strings = NULL;
	*n = 0;
}

void ctx_close(struct nft_ctx *ctx)
{
	if (ctx->transport)
		ctx->transport->close(ctx->transport);
	ctx->transport = NULL;
}

EXPORT void nft_ctx_free(struct nft_ctx *ctx)
{
	if (!ctx)
		return;
	ctx_close(ctx);
	definitions_free(ctx);
	free(ctx->output.text);
	free(ctx->error.text);
	free_strings(&ctx->include_paths, &ctx->include_n);
	free_strings(&ctx->vars, &ctx->var_n);
	hold_drop(&ctx->output);
	pool_free(ctx->texts);
	pool_free(ctx->passing);
	pool_free(ctx->fetched);
	pool_free(ctx->scratch);
	pool_free(ctx->run_pool);
	pool_free(ctx->pool);
	free(ctx);
}

bool ctx_open(struct nft_ctx *ctx, struct diag *diag)
{
	const char *why = NULL;

	if (ctx->transport)
		return true;
	ctx->transport = ctx->offline ? kernel_open(ctx->state, &why) : transport_socket();
	if (ctx->transport)
		return true;
	return diag_netlink(diag, "cannot open %s: %s",
			    ctx->offline ? "the offline kernel's state" : "a netlink socket",
			    why ? why : strerror(errno));
}

void ctx_set_offline(struct nft_ctx *ctx, const char *state)
{
	ctx->offline = true;
	ctx->state = state;
}

void ctx_set_lossless(struct nft_ctx *ctx, bool lossless)
{
	ctx->lossless = lossless;
}

EXPORT bool nft_ctx_get_dry_run(struct nft_ctx *ctx)
{
	return ctx->dry;
}

EXPORT void nft_ctx_set_dry_run(struct nft_ctx *ctx, bool dry)
{
	ctx->dry = dry;
}

EXPORT uint32_t nft_ctx_get_optimize(struct nft_ctx *ctx)
{
	return ctx->optimize;
}

EXPORT void nft_ctx_set_optimize(struct nft_ctx *ctx, uint32_t flags)
{
	ctx->optimize = flags;
}

EXPORT unsigned int nft_ctx_input_get_flags(struct nft_ctx *ctx)
{
	return ctx->input_flags;
}

EXPORT unsigned int nft_ctx_input_set_flags(struct nft_ctx *ctx, unsigned int flags)
{
	unsigned int before = ctx->input_flags;

	ctx->input_flags = flags;
	return before;
}

EXPORT unsigned int nft_ctx_output_get_flags(struct nft_ctx *ctx)
{
	return ctx->output_flags;
}

EXPORT void nft_ctx_output_set_flags(struct nft_ctx *ctx, unsigned int flags)
{
	ctx->output_flags = flags;
}

EXPORT unsigned int nft_ctx_output_get_debug(struct nft_ctx *ctx)
{
	return ctx->debug;
}

EXPORT void nft_ctx_output_set_debug(struct nft_ctx *ctx, unsigned int mask)
{
	ctx->debug = mask;
}

static int add_string(char ***strings, size_t *n, char *text)
{
	char **grown = text ? realloc(*strings, (*n + 2) * sizeof(*grown)) : NULL;

	if (!grown) {
		free(text);
		return -1;
	}
	*strings = grown;
	grown[(*n)++] = text;
	grown[*n] = NULL;
	return 0;
}

EXPORT int nft_ctx_add_include_path(struct nft_ctx *ctx, const char *path)
{
	char *real = realpath(path, NULL);

	if (real && !strcmp(real, WEIR_INCLUDE_DIR)) {
		free(real);
		return 0;
	}
	for (size_t i = 0; real && i < ctx->include_n; i++) {
		if (strcmp(ctx->include_paths[i], real))
			continue;
		free(real);
		return 0;
	}
	return add_string(&ctx->include_paths, &ctx->include_n, real);
}

EXPORT void nft_ctx_clear_include_paths(struct nft_ctx *ctx)
{
	free_strings(&ctx->include_paths, &ctx->include_n);
}

EXPORT int nft_ctx_add_var(struct nft_ctx *ctx, const char *var)
{
	if (!strchr(var, '='))
		return -1;
	return add_string(&ctx->vars, &ctx->var_n, strdup(var));
}

EXPORT void nft_ctx_clear_vars(struct nft_ctx *ctx)
{
	free_strings(&ctx->vars, &ctx->var_n);
}
