/*
 * Commands as text; what they make is listed, as text and as JSON, and each listing makes it again.
 * A text that begins with `#o` goes through the optimizer first, as files do with -o.
 */
#include "fuzz.h"

static void run_optimized(struct nft_ctx *ctx, const char *text, size_t size)
{
	struct source_spec spec = { .kind = SOURCE_FILE, .name = "fuzz", .text = { text, size } };

	nft_ctx_set_optimize(ctx, NFT_OPTIMIZE_ENABLED);
	ctx_run(ctx, &spec);
	nft_ctx_set_optimize(ctx, 0);
	fuzz_drop(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = fuzz_context();
	char *text = fuzz_text(data, size);

	if (text) {
		nft_ctx_output_set_debug(ctx, NFT_DEBUG_NETLINK);
		if (!strncmp(text, "#o", 2))
			run_optimized(ctx, text, size);
		else
			fuzz_run(ctx, text);
		nft_ctx_output_set_debug(ctx, 0);
		fuzz_same(ctx, 0);
		free(fuzz_list(ctx, NFT_CTX_OUTPUT_JSON));
	}
	free(text);
	nft_ctx_free(ctx);
	return 0;
}
