/*
 * swap: calls every function of libnftables that an older library has too, and writes down what
 * each gave back. Run with one library and with the other, the two records must be equal. Texts of
 * errors may differ: of them only the lines below the first count, which point at the culprit.
 *
 *	swap FOLDER: a folder for files; FOLDER/inside/part.nft is included
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nftables/libnftables.h>

static const char *folder;

static void tell(const char *what, long value)
{
	printf("%s = %ld\n", what, value);
}

#define TELL(call) tell(#call, (long)(call))

static void tell_text(const char *what, const char *text)
{
	printf("%s:\n%s---\n", what, text ? text : "(null)\n");
}

static void tell_error(const char *text)
{
	const char *quote = strchr(text, '\n');

	tell_text("error", quote ? quote + 1 : text);
}

static void run(struct nft_ctx *ctx, const char *text)
{
	printf("run: %s -> %d\n", text, nft_run_cmd_from_buffer(ctx, text));
	tell_text("output", nft_ctx_get_output_buffer(ctx));
	tell_error(nft_ctx_get_error_buffer(ctx));
}

static const char *file(const char *name, const char *text)
{
	static char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (text) {
		f = fopen(path, "w");
		fputs(text, f);
		fclose(f);
	}
	return path;
}

static void run_file(struct nft_ctx *ctx, const char *path)
{
	printf("file: %s -> %d\n", path, nft_run_cmd_from_filename(ctx, path));
	tell_text("output", nft_ctx_get_output_buffer(ctx));
	TELL(nft_ctx_get_error_buffer(ctx)[0] != '\0');
}

static void constants(void)
{
	tell("NFT_CTX_DEFAULT", NFT_CTX_DEFAULT);
	tell("debug", NFT_DEBUG_SCANNER | NFT_DEBUG_PARSER << 1 | NFT_DEBUG_EVALUATION << 2);
	tell("debug", NFT_DEBUG_NETLINK | NFT_DEBUG_MNL << 1 | NFT_DEBUG_PROTO_CTX << 2);
	tell("debug", NFT_DEBUG_SEGTREE);
	tell("output", NFT_CTX_OUTPUT_REVERSEDNS | NFT_CTX_OUTPUT_SERVICE << 1);
	tell("output", NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_HANDLE << 1);
	tell("output", NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO << 1);
	tell("output", NFT_CTX_OUTPUT_GUID | NFT_CTX_OUTPUT_NUMERIC_PROTO << 1);
	tell("output", NFT_CTX_OUTPUT_NUMERIC_PRIO | NFT_CTX_OUTPUT_NUMERIC_SYMBOL << 1);
	tell("output", NFT_CTX_OUTPUT_NUMERIC_TIME | NFT_CTX_OUTPUT_TERSE << 1);
	tell("output", NFT_CTX_OUTPUT_NUMERIC_ALL);
	tell("optimize", NFT_OPTIMIZE_ENABLED);
}

static void flags(struct nft_ctx *ctx)
{
	TELL(nft_ctx_get_dry_run(ctx));
	nft_ctx_set_dry_run(ctx, true);
	TELL(nft_ctx_get_dry_run(ctx));
	nft_ctx_set_dry_run(ctx, false);
	TELL(nft_ctx_output_get_flags(ctx));
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_HANDLE | NFT_CTX_OUTPUT_TERSE);
	TELL(nft_ctx_output_get_flags(ctx));
	nft_ctx_output_set_flags(ctx, ~0u);
	TELL(nft_ctx_output_get_flags(ctx));
	nft_ctx_output_set_flags(ctx, 0);
	TELL(nft_ctx_output_get_debug(ctx));
	nft_ctx_output_set_debug(ctx, NFT_DEBUG_MNL);
	TELL(nft_ctx_output_get_debug(ctx));
	nft_ctx_output_set_debug(ctx, 0);
	TELL(nft_ctx_get_optimize(ctx));
	nft_ctx_set_optimize(ctx, NFT_OPTIMIZE_ENABLED);
	TELL(nft_ctx_get_optimize(ctx));
	nft_ctx_set_optimize(ctx, 0);
}

static void streams(struct nft_ctx *ctx)
{
	char *text = NULL, *errors = NULL;
	size_t size, errors_size;
	FILE *out = open_memstream(&text, &size), *err = open_memstream(&errors, &errors_size);
	FILE *broken = fopen("/dev/null", "r");

	TELL(nft_ctx_set_output(ctx, NULL) == NULL);
	TELL(nft_ctx_set_error(ctx, NULL) == NULL);
	fputc('x', broken); /* now it is in error */
	TELL(nft_ctx_set_output(ctx, broken) == NULL);
	TELL(nft_ctx_set_output(ctx, out) == stdout);
	TELL(nft_ctx_set_error(ctx, err) == stderr);
	TELL(nft_run_cmd_from_buffer(ctx, "add table ip t; add chain ip t c; list chains"));
	TELL(nft_run_cmd_from_buffer(ctx, "list table ip t"));
	TELL(nft_run_cmd_from_buffer(ctx, "list table ip absent"));
	TELL(nft_ctx_set_output(ctx, stdout) == out);
	TELL(nft_ctx_set_error(ctx, stderr) == err);
	fclose(out);
	fclose(err);
	fclose(broken);
	tell_text("stream", text);
	tell_text("error stream", errors);
	free(text);
	free(errors);
}

static void buffers(struct nft_ctx *ctx)
{
	TELL(nft_ctx_unbuffer_output(ctx) != 0);
	TELL(nft_ctx_unbuffer_error(ctx) != 0);
	TELL(nft_ctx_buffer_output(ctx));
	TELL(nft_ctx_buffer_error(ctx));
	TELL(nft_ctx_buffer_output(ctx));
	TELL(nft_ctx_unbuffer_output(ctx));
	TELL(nft_ctx_buffer_output(ctx));
	tell_text("empty", nft_ctx_get_output_buffer(ctx));
	tell_text("empty", nft_ctx_get_error_buffer(ctx));
	TELL(nft_run_cmd_from_buffer(ctx, "list tables"));
	TELL(nft_run_cmd_from_buffer(ctx, "list tables"));
	tell_text("twice", nft_ctx_get_output_buffer(ctx));
	tell_text("again", nft_ctx_get_output_buffer(ctx));
	TELL(nft_run_cmd_from_buffer(ctx, "list tables"));
	TELL(nft_ctx_buffer_output(ctx));
	tell_text("rewound", nft_ctx_get_output_buffer(ctx));
}

static void commands(struct nft_ctx *ctx)
{
	run(ctx, "");
	run(ctx, "\n\n# nothing\n;;");
	run(ctx, "add table ip t; add chain ip absent c");
	run(ctx, "list table ip u");
	run(ctx, "add rule ip t c tcp dport 22 accept; add set ip t s { type ipv4_addr; }");
	run(ctx, "add element ip t s { 10.0.0.1, 10.0.0.2 }\nlist set ip t s\n");
	run(ctx, "delete element ip t s { 10.0.0.3 }");
	run(ctx, "list chain ip t c");
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_HANDLE);
	run(ctx, "list table ip t");
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_HANDLE | NFT_CTX_OUTPUT_ECHO);
	run(ctx, "add rule ip t c udp dport 53 counter");
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_TERSE);
	run(ctx, "list table ip t");
	nft_ctx_output_set_flags(ctx, 0);
	nft_ctx_set_dry_run(ctx, true);
	run(ctx, "flush ruleset");
	run(ctx, "add rule ip absent c accept");
	nft_ctx_set_dry_run(ctx, false);
	run(ctx, "list tables");
	run(ctx, "define port = 80");
	run(ctx, "add rule ip t c tcp dport $port");
	run(ctx, "list chain ip t c");
}

/* The older library may run one file after it was given variables, and no other call then. */
static void variables(const char *inside)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT);
	char var[] = "port=443";

	nft_ctx_buffer_output(ctx);
	nft_ctx_buffer_error(ctx);
	TELL(nft_ctx_add_include_path(ctx, inside));
	nft_ctx_clear_vars(ctx);
	TELL(nft_ctx_add_var(ctx, "novalue"));
	TELL(nft_ctx_add_var(ctx, var));
	memset(var, 'x', sizeof(var) - 1);
	run_file(ctx, file("main.nft", NULL));
}

static void files(struct nft_ctx *ctx)
{
	char inside[512];

	snprintf(inside, sizeof(inside), "%s/inside", folder);
	TELL(nft_run_cmd_from_filename(ctx, file("main.nft", "include \"part.nft\"\n")));
	nft_ctx_get_error_buffer(ctx);
	TELL(nft_ctx_add_include_path(ctx, inside));
	run_file(ctx, file("main.nft", NULL));
	nft_ctx_clear_include_paths(ctx);
	TELL(nft_run_cmd_from_filename(ctx, file("main.nft", NULL)));
	nft_ctx_get_error_buffer(ctx);
	variables(inside);
	run_file(ctx, file("listing.nft", "list chain ip t c\n"));
	run_file(ctx, file("wrong.nft", "list tables\nadd rule ip t absent accept\n"));
	run_file(ctx, "/nonexistent/file");
	run(ctx, "list chain ip t c");
}

static void json(struct nft_ctx *ctx)
{
	nft_ctx_output_set_flags(ctx, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_ECHO);
	run(ctx, "{\"nftables\": [{\"add\": {\"table\": {\"family\": \"ip\", \"name\": \"j\"}}},"
		 "{\"add\": {\"chain\": {\"family\": \"ip\", \"table\": \"j\", \"name\": \"c\"}}},"
		 "{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"j\", \"chain\": \"c\","
		 "\"expr\": [{\"accept\": null}]}}}]}");
	nft_ctx_output_set_flags(ctx, 0);
	run(ctx, "list table ip j");
}

int main(int argc, char **argv)
{
	struct nft_ctx *ctx = nft_ctx_new(NFT_CTX_DEFAULT), *other = nft_ctx_new(NFT_CTX_DEFAULT);

	if (argc < 2 || !ctx || !other)
		return 1;
	folder = argv[1];
	constants();
	flags(ctx);
	streams(ctx);
	buffers(ctx);
	commands(ctx);
	files(ctx);
	json(ctx);
	TELL(nft_ctx_output_get_flags(other));
	TELL(nft_run_cmd_from_buffer(other, "flush ruleset"));
	nft_ctx_free(other);
	run(ctx, "list ruleset");
	TELL(nft_ctx_unbuffer_output(ctx));
	TELL(nft_ctx_unbuffer_error(ctx));
	nft_ctx_free(ctx);
	return 0;
}
