/* Commands as JSON; what they make is listed, as text and as JSON, and the latter makes it again. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = fuzz_context();
	char *text = fuzz_text(data, size);

	if (text) {
		nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS | NFT_CTX_INPUT_JSON);
		nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO);
		fuzz_run(ctx, text);
		ctx_set_lossless(ctx, true);
		fuzz_same(ctx, NFT_CTX_OUTPUT_JSON);
		ctx_set_lossless(ctx, false);
		nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS);
		free(fuzz_list(ctx, 0));
	}
	free(text);
	nft_ctx_free(ctx);
	return 0;
}
