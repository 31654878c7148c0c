/* Commands as text; what they make is listed, as text and as JSON. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = fuzz_context();
	char *text = fuzz_text(data, size);

	if (text) {
		nft_ctx_output_set_debug(ctx, NFT_DEBUG_NETLINK);
		fuzz_run(ctx, text);
		nft_ctx_output_set_debug(ctx, 0);
		fuzz_run(ctx, "list ruleset");
		nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON);
		fuzz_run(ctx, "list ruleset");
	}
	free(text);
	nft_ctx_free(ctx);
	return 0;
}
