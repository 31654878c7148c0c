/*
 * cli: the command line around the library.
 */
#ifndef WEIR_CLI_CLI_H
#define WEIR_CLI_CLI_H

#include "api/ctx.h"

struct options {
	const char *file;
	bool interactive;
	bool done;       /* help or version was printed */
	bool offline;
	const char *state;
	int words;       /* index of the first word that is no option */
};

/* Reads options into *options and the context; false: nothing more to do (see done). */
bool options_read(struct options *options, struct nft_ctx *ctx, int argc, char **argv);
/* The interactive shell; 0 when it ended in order. */
int shell(struct nft_ctx *ctx);
/* Completion for the shell: words of the language and names of the live ruleset. */
char **complete(struct nft_ctx *ctx, const char *line, const char *word);

#endif
