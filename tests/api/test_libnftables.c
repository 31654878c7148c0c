/*
 * libnftables as a program sees it: linked to the shared object, in a network namespace of its own.
 * What each function promises is in the header.
 */
#include <nftables/libnftables.h>
#include <stdlib.h>
#include <unistd.h>
#include "tests/unit/check.h"

static void test_flags(struct nft_ctx *ctx)
{
	CHECK(nft_ctx_output_get_flags(ctx) == 0);
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_HANDLE | NFT_CTX_OUTPUT_TERSE);
	CHECK(nft_ctx_output_get_flags(ctx) == 0x808);
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_NUMERIC_ALL);
	CHECK(nft_ctx_output_get_flags(ctx) == 0x780);
	nft_ctx_output_set_flags(ctx, 0);

	CHECK(nft_ctx_output_get_debug(ctx) == 0);
	nft_ctx_output_set_debug(ctx, NFT_DEBUG_NETLINK | NFT_DEBUG_SEGTREE);
	CHECK(nft_ctx_output_get_debug(ctx) == 0x48);
	nft_ctx_output_set_debug(ctx, 0);

	CHECK(nft_ctx_input_get_flags(ctx) == 0);
	CHECK(nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_JSON) == 0);
	CHECK(nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_NO_DNS) == NFT_CTX_INPUT_JSON);
	CHECK(nft_ctx_input_set_flags(ctx, 0) == NFT_CTX_INPUT_NO_DNS);

	CHECK(!nft_ctx_get_dry_run(ctx));
	nft_ctx_set_dry_run(ctx, true);
	CHECK(nft_ctx_get_dry_run(ctx));
	nft_ctx_set_dry_run(ctx, false);

	CHECK(nft_ctx_get_optimize(ctx) == 0);
	nft_ctx_set_optimize(ctx, NFT_OPTIMIZE_ENABLED);
	CHECK(nft_ctx_get_optimize(ctx) == 1);
	nft_ctx_set_optimize(ctx, 0);
}

static void test_streams(struct nft_ctx *ctx)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	CHECK(nft_ctx_set_output(ctx, NULL) == NULL);
	CHECK(nft_ctx_set_output(ctx, memory) == stdout);
	CHECK(nft_ctx_set_error(ctx, memory) == stderr);
	CHECK(nft_run_cmd_from_buffer(ctx, "add table ip t; add chain ip t c") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "list chains") == 0);
	fflush(memory);
	CHECK_TEXT(text, "table ip t {\n\tchain c {\n\t}\n}\n");
	CHECK(nft_run_cmd_from_buffer(ctx, "add rule ip t c bogus\n") != 0);
	fflush(memory);
	CHECK(strstr(text, "Error: ") != NULL);
	CHECK(nft_ctx_set_output(ctx, stdout) == memory);
	CHECK(nft_ctx_set_error(ctx, stderr) == memory);
	fclose(memory);
	free(text);
}

static void test_buffers(struct nft_ctx *ctx)
{
	CHECK(nft_ctx_unbuffer_output(ctx) != 0);
	CHECK(nft_ctx_unbuffer_error(ctx) != 0);
	CHECK(nft_ctx_buffer_output(ctx) == 0);
	CHECK(nft_ctx_buffer_error(ctx) == 0);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx), "");
	CHECK_TEXT(nft_ctx_get_error_buffer(ctx), "");

	CHECK(nft_run_cmd_from_buffer(ctx, "list tables") == 0);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx), "table ip t\n");
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx), "");

	CHECK(nft_run_cmd_from_buffer(ctx, "list table ip nosuch") != 0);
	CHECK(strstr(nft_ctx_get_error_buffer(ctx), "Error: No such file or directory") != NULL);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx), "");

	CHECK(nft_run_cmd_from_buffer(ctx, "list tables") == 0);
	CHECK(nft_ctx_buffer_output(ctx) == 0);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx), "");
}

static void test_runs(struct nft_ctx *ctx)
{
	CHECK(nft_run_cmd_from_buffer(ctx, "") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "# nothing\n;;\n") == 0);
	/* All or nothing. */
	CHECK(nft_run_cmd_from_buffer(ctx, "add table ip u; add chain ip nosuch c") != 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "list table ip u") != 0);
	nft_ctx_set_dry_run(ctx, true);
	CHECK(nft_run_cmd_from_buffer(ctx, "add table ip u") == 0);
	nft_ctx_set_dry_run(ctx, false);
	CHECK(nft_run_cmd_from_buffer(ctx, "list table ip u") != 0);
	/* What is defined in one buffer is known in the next. */
	CHECK(nft_run_cmd_from_buffer(ctx, "define port = 22") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "add rule ip t c tcp dport $port") == 0);
	nft_ctx_get_error_buffer(ctx);
	nft_ctx_get_output_buffer(ctx);
}

/* A definition means what it meant where it was made, whatever becomes of the names in it. */
static void test_definitions(struct nft_ctx *ctx)
{
	CHECK(nft_run_cmd_from_buffer(ctx, "add table ip d; add set ip d s { type ipv4_addr; }") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "define one = 1.1.1.1") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "define both = { $one, 2.2.2.2 }") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "define one = 3.3.3.3") != 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "redefine one = 3.3.3.3") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "add element ip d s { $one }") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "undefine one") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "add element ip d s { $one }") != 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "add element ip d s $both") == 0);
	CHECK(nft_run_cmd_from_buffer(ctx, "define one = 4.4.4.4\nadd element ip d s { $one }") == 0);
	nft_ctx_get_error_buffer(ctx);
	nft_ctx_get_output_buffer(ctx);
	CHECK(nft_run_cmd_from_buffer(ctx, "list set ip d s") == 0);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx),
		   "table ip d {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { 1.1.1.1, 2.2.2.2,\n"
		   "\t\t\t     3.3.3.3, 4.4.4.4 }\n\t}\n}\n");
	CHECK(nft_run_cmd_from_buffer(ctx, "delete table ip d") == 0);
}

static void test_json(struct nft_ctx *ctx)
{
	const char *add = "{\"nftables\": [{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"j\"}}}]}";

	CHECK(nft_run_cmd_from_buffer(ctx, add) != 0);
	nft_ctx_input_set_flags(ctx, NFT_CTX_INPUT_JSON);
	CHECK(nft_run_cmd_from_buffer(ctx, add) == 0);
	nft_ctx_input_set_flags(ctx, 0);
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON);
	nft_ctx_get_output_buffer(ctx);
	CHECK(nft_run_cmd_from_buffer(ctx, "list tables") == 0);
	CHECK(strstr(nft_ctx_get_output_buffer(ctx), "{\"table\": {\"family\": \"ip\", \"name\": \"j\"") != NULL);
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO);
	CHECK(nft_run_cmd_from_buffer(ctx, "add table ip k") == 0);
	CHECK(strstr(nft_ctx_get_output_buffer(ctx), "{\"add\": {\"table\": ") != NULL);
	nft_ctx_output_set_flags(ctx, 0);
	nft_ctx_get_error_buffer(ctx);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static void test_files(struct nft_ctx *ctx, const char *folder)
{
	char main_path[256], part_path[256], var[] = "port=443";

	snprintf(part_path, sizeof(part_path), "%s/part", folder);
	snprintf(main_path, sizeof(main_path), "%s/../main.nft", folder);
	write_file(part_path, "add rule ip t c tcp dport $port accept\n");
	write_file(main_path, "include \"part\"\n");

	CHECK(nft_ctx_add_include_path(ctx, "/nonexistent/folder") == -1);
	CHECK(nft_ctx_add_var(ctx, "novalue") == -1);
	CHECK(nft_ctx_add_var(ctx, var) == 0);
	memset(var, 'x', sizeof(var) - 1);
	CHECK(nft_run_cmd_from_filename(ctx, main_path) != 0);
	CHECK(nft_ctx_add_include_path(ctx, folder) == 0);
	CHECK(nft_run_cmd_from_filename(ctx, main_path) == 0);
	nft_ctx_clear_include_paths(ctx);
	CHECK(nft_run_cmd_from_filename(ctx, main_path) != 0);
	nft_ctx_clear_vars(ctx);
	CHECK(nft_run_cmd_from_filename(ctx, part_path) != 0);
	CHECK(nft_run_cmd_from_filename(ctx, "/nonexistent/file") != 0);
	nft_ctx_get_error_buffer(ctx);
	CHECK(nft_run_cmd_from_buffer(ctx, "list chain ip t c") == 0);
	CHECK_TEXT(nft_ctx_get_output_buffer(ctx),
		   "table ip t {\n\tchain c {\n\t\ttcp dport 22\n\t\ttcp dport 443 accept\n\t}\n}\n");
	unlink(main_path);
	unlink(part_path);
}

int main(int argc, char **argv)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT), *other = nft_ctx_new(NFT_CTX_DEFAULT);

	CHECK(ctx != NULL && other != NULL);
	if (argc < 2 || !ctx || !other)
		return 1;
	test_flags(ctx);
	test_streams(ctx);
	test_buffers(ctx);
	test_runs(ctx);
	test_definitions(ctx);
	test_json(ctx);
	test_files(ctx, argv[1]);
	/* The other context saw nothing of all that but the ruleset. */
	CHECK(nft_ctx_output_get_flags(other) == 0);
	CHECK(nft_ctx_unbuffer_output(other) != 0);
	CHECK(nft_run_cmd_from_buffer(other, "delete table ip t") == 0);
	nft_ctx_free(other);
	CHECK(nft_ctx_unbuffer_output(ctx) == 0);
	CHECK(nft_ctx_unbuffer_error(ctx) == 0);
	nft_ctx_free(ctx);
	return check_done();
}
