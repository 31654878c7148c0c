/*
 * main: the command `nft`: options, then commands from a file, the command line, or a shell.
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "cli/cli.h"

enum { EXIT_SETUID = 111 };
/* Asked of the system at once: small commands need no more. */
enum { HEAP_SIZE = 512 * 1024 };

/* The words that follow the options, joined by blanks: one buffer. */
char *join_words(char **words, int n)
{
	size_t size = 1;
	char *text, *at;

	for (int i = 0; i < n; i++)
		size += strlen(words[i]) + 1;
	text = at = malloc(size);
	if (!text)
		return NULL;
	*at = '\0';
	for (int i = 0; i < n; i++)
		at += sprintf(at, i ? " %s" : "%s", words[i]);
	return text;
}

static int run_words(struct nft_ctx *ctx, char **words, int n)
{
	char *text = join_words(words, n);
	int result;

	if (!text)
		return EXIT_FAILURE;
	result = nft_run_cmd_from_buffer(ctx, text);
	free(text);
	return result ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run(struct nft_ctx *ctx, const struct options *options, char **words, int n)
{
	if (options->file)
		return nft_run_cmd_from_filename(ctx, options->file) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (options->interactive)
		return shell(ctx) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (n)
		return run_words(ctx, words, n);
	fprintf(stderr, "nft: no command specified\n");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct nft_ctx *ctx;
	int result;

	/* a setuid nft would hand the ruleset to everyone who can read this sentence */
	if (getauxval(AT_UID) != getauxval(AT_EUID))
		_exit(EXIT_SETUID);
	mallopt(M_TOP_PAD, HEAP_SIZE);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP_SIZE);
	ctx = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!ctx)
		return EXIT_FAILURE;
	if (argc > 1 && !strcmp(argv[1], "--complete")) {
		complete_words(ctx, argc - 2, argv + 2);
		result = EXIT_SUCCESS;
	} else if (options_read(&options, ctx, argc, argv)) {
		progress_begin(ctx);
		result = run(ctx, &options, argv + options.words, argc - options.words);
		progress_end(ctx);
	} else {
		result = options.done ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	nft_ctx_free(ctx);
	return result;
}
