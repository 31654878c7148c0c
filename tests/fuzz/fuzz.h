/*
 * fuzz: what the harnesses have in common: contexts on an offline kernel, quiet, without names
 * from outside, and the question whether a listing makes the ruleset that it lists.
 */
#ifndef WEIR_TESTS_FUZZ_H
#define WEIR_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "api/ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIST_JSON "{\"nftables\": [{\"list\": {\"ruleset\": null}}]}"

static inline struct nft_ctx *fuzz_context(void)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);

	if (!ctx || nft_ctx_buffer_output(ctx) != 0 || nft_ctx_buffer_error(ctx) != 0)
		abort();
	ctx_set_offline(ctx, NULL);
	nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS);
	return ctx;
}

/* Forget what was said. */
static inline void fuzz_drop(struct nft_ctx *ctx)
{
	nft_ctx_get_output_buffer(ctx);
	nft_ctx_get_error_buffer(ctx);
}

static inline void fuzz_run(struct nft_ctx *ctx, const char *text)
{
	nft_run_cmd_from_buffer(ctx, text);
	fuzz_drop(ctx);
}

/* What the context has, as text or (output flags) JSON; to be freed. */
static inline char *fuzz_list(struct nft_ctx *ctx, unsigned flags)
{
	nft_ctx_output_set_flags(ctx, flags);
	nft_run_cmd_from_buffer(ctx, flags & NFT_CTX_OUTPUT_JSON ? LIST_JSON : "list ruleset");
	return strdup(nft_ctx_get_output_buffer(ctx));
}

/* The input as text; NULL for what would wait for events or read files for ever. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	if (strstr(text, "monitor") || strstr(text, "include")) {
		free(text);
		return NULL;
	}
	return text;
}

/* What another context lists that is given this listing; to be freed. It must take it. */
static inline char *fuzz_again(struct nft_ctx *ctx, const char *listing, unsigned flags)
{
	struct nft_ctx *other = fuzz_context();
	char *again;

	ctx_set_lossless(other, ctx->output_flags & OUTPUT_LOSSLESS);
	nft_ctx_output_set_flags(other, flags);
	if (nft_run_cmd_from_buffer(other, listing) != 0) {
		fprintf(stderr, "%s\nREFUSED: %s\n", listing, nft_ctx_get_error_buffer(other));
		abort();
	}
	again = fuzz_list(other, flags);
	nft_ctx_free(other);
	return again;
}

/*
 * What is listed can be loaded, and then is listed as it will be for ever. (The first listing may
 * still have a set of one element, which is read as that element.)
 */
static inline void fuzz_same(struct nft_ctx *ctx, unsigned flags)
{
	char *first = fuzz_list(ctx, flags), *second, *third;

	if (!strstr(first, "unknown") && !strstr(first, "include")) {
		second = fuzz_again(ctx, first, flags);
		third = fuzz_again(ctx, second, flags);
		if (strcmp(second, third)) {
			fprintf(stderr, "%s\nCHANGED: %s\n", second, third);
			abort();
		}
		free(second);
		free(third);
	}
	free(first);
}

#endif
