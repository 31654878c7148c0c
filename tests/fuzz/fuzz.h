/*
 * fuzz: what the harnesses have in common: one context on an offline kernel, quiet, without names
 * from outside. Each input starts from an empty ruleset.
 */
#ifndef WEIR_TESTS_FUZZ_H
#define WEIR_TESTS_FUZZ_H

#include <stdlib.h>
#include <string.h>
#include "api/ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct nft_ctx *fuzz_context(void)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);

	if (!ctx || nft_ctx_buffer_output(ctx) != 0 || nft_ctx_buffer_error(ctx) != 0)
		abort();
	ctx_set_offline(ctx, NULL);
	nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS);
	return ctx;
}

static inline void fuzz_run(struct nft_ctx *ctx, const char *text)
{
	nft_run_cmd_from_buffer(ctx, text);
	nft_ctx_get_output_buffer(ctx);
	nft_ctx_get_error_buffer(ctx);
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

#endif
