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
/* Where standard error is a terminal, runs that take long say there what they do. */
void progress_begin(struct nft_ctx *ctx);
void progress_end(struct nft_ctx *ctx);
/* The interactive shell; 0 when it ended in order. */
int shell(struct nft_ctx *ctx);
/* Whether the next word belongs to this option; and the options that begin so, a line each. */
bool option_has_argument(const char *word);
void options_list(const char *prefix);
/* Words joined by blanks, malloc; NULL: no memory. */
char *join_words(char **words, int n);
/*
 * What may stand for `word` behind `before`: words of the language and names of the live ruleset.
 * For the shell of nft as readline wants it; for other shells written to stdout, a line each, for
 * the last of the words of nft's command line.
 */
char **complete(struct nft_ctx *ctx, const char *before, const char *word);
void complete_words(struct nft_ctx *ctx, int n, char **words);

#endif
