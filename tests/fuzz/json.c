/* Commands as JSON; what they make is listed, as JSON and as text. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = fuzz_context();
	char *text = fuzz_text(data, size);

	if (text) {
		nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS | NFT_CTX_INPUT_JSON);
		fuzz_run(ctx, text);
		nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON);
		fuzz_run(ctx, "{\"nftables\": [{\"list\": {\"ruleset\": null}}]}");
		nft_ctx_output_set_flags(ctx, 0);
		fuzz_run(ctx, "list ruleset");
	}
	free(text);
	nft_ctx_free(ctx);
	return 0;
}
