/*
 * options: the command line's options as rows: letter, word, argument, help, what it does.
 */
#include <getopt.h>
#include <stdlib.h>

#include "base/version.h"
#include "cli/cli.h"

struct option_row {
	int letter; /* above 255: no short form */
	const char *word, *argument;
	const char *help;
	unsigned output;   /* output flags it sets */
	const char *group; /* heading before this row, or NULL */
};

enum { OPTION_OFFLINE = 256, OPTION_STATE, OPTION_LOSSLESS };

static const struct option_row rows[] = {
	{ 'h', "help", NULL, "Show this help", 0, "General" },
	{ 'v', "version", NULL, "Show version information", 0, NULL },
	{ 'V', NULL, NULL, "Show extended version information", 0, NULL },

	{ 'f', "file", "<filename>", "Read commands from a file, or from standard input if it is -",
	  0, "Ruleset input handling" },
	{ 'D', "define", "<name=value>", "Define a variable, e.g. --define foo=1.2.3.4", 0, NULL },
	{ 'i', "interactive", NULL, "Read commands in an interactive shell", 0, NULL },
	{ 'I', "includepath", "<directory>",
	  "Add a directory to those searched for includes. Default: " WEIR_INCLUDE_DIR, 0, NULL },
	{ 'c', "check", NULL, "Check commands without applying them", 0, NULL },
	{ 'o', "optimize", NULL, "Merge rules where that changes nothing", 0, NULL },
	{ OPTION_OFFLINE, "offline", NULL, "Work on a model of the kernel: needs no privilege", 0,
	  NULL },
	{ OPTION_STATE, "state", "<filename>", "Keep the offline ruleset in this file", 0, NULL },

	{ 'a', "handle", NULL, "Show handles", OUTPUT_HANDLE, "Ruleset list formatting" },
	{ 's', "stateless", NULL, "Leave out state such as counter values", OUTPUT_STATELESS,
	  NULL },
	{ 't', "terse", NULL, "Leave out the elements of sets", OUTPUT_TERSE, NULL },
	{ 'S', "service", NULL, "Show ports by their names", OUTPUT_SERVICE, NULL },
	{ 'N', "reversedns", NULL, "Show addresses by their names", OUTPUT_REVERSEDNS, NULL },
	{ 'u', "guid", NULL, "Show users and groups by their names", OUTPUT_GUID, NULL },
	{ 'n', "numeric", NULL, "Show everything as numbers",
	  OUTPUT_NUMERIC_PROTO | OUTPUT_NUMERIC_PRIO | OUTPUT_NUMERIC_SYMBOL | OUTPUT_NUMERIC_TIME,
	  NULL },
	{ 'y', "numeric-priority", NULL, "Show chain priorities as numbers", OUTPUT_NUMERIC_PRIO,
	  NULL },
	{ 'p', "numeric-protocol", NULL, "Show protocols as numbers", OUTPUT_NUMERIC_PROTO, NULL },
	{ 'T', "numeric-time", NULL, "Show times as seconds", OUTPUT_NUMERIC_TIME, NULL },

	{ 'e', "echo", NULL, "Show what was added", OUTPUT_ECHO, "Command output formatting" },
	{ 'j', "json", NULL, "Read and show JSON", OUTPUT_JSON, NULL },
	{ OPTION_LOSSLESS, "lossless", NULL, "Add to JSON what its established form loses", 0,
	  NULL },
	{ 'd', "debug", "<level[,level...]>",
	  "Show stages of the work (scanner, parser, eval, netlink, mnl, proto-ctx, segtree, all)",
	  0, NULL },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct {
	const char *word;
	unsigned bits;
} debug_words[] = {
	{ "scanner", NFT_DEBUG_SCANNER }, { "parser", NFT_DEBUG_PARSER },
	{ "eval", NFT_DEBUG_EVALUATION }, { "netlink", NFT_DEBUG_NETLINK },
	{ "mnl", NFT_DEBUG_MNL },	  { "proto-ctx", NFT_DEBUG_PROTO_CTX },
	{ "segtree", NFT_DEBUG_SEGTREE }, { "all", ~0u },
};

static void print_option(const struct option_row *row)
{
	char text[64];
	int n = 0;

	if (row->letter < 256)
		n = snprintf(text, sizeof(text), "-%c%s", row->letter, row->word ? ", " : "");
	if (row->word)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "--%s", row->word);
	if (row->argument)
		snprintf(text + n, sizeof(text) - (size_t)n, " %s", row->argument);
	printf("  %-31s %s\n", text, row->help);
}

static void print_help(void)
{
	printf("Usage: nft [ options ] [ cmds... ]\n");
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].group)
			printf("\nOptions (%s):\n", rows[i].group);
		print_option(&rows[i]);
	}
	printf("\n");
}

static void print_version(bool long_form)
{
	printf("nftables v%s (%s)\n", WEIR_COMPATIBLE, WEIR_RELEASE);
	if (long_form)
		printf("  cli:\t\treadline\n  json:\t\tyes\n  minigmp:\tno\n  libxtables:\tno\n");
}

static bool add_debug(struct nft_ctx *ctx, char *list)
{
	for (char *word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		size_t i = 0, n = sizeof(debug_words) / sizeof(*debug_words);

		while (i < n && strcmp(debug_words[i].word, word))
			i++;
		if (i == n) {
			fprintf(stderr, "Error: invalid debug parameter `%s'\n", word);
			return false;
		}
		nft_ctx_output_set_debug(ctx, nft_ctx_output_get_debug(ctx) | debug_words[i].bits);
	}
	return true;
}

static bool add_definition(struct nft_ctx *ctx, const char *definition)
{
	if (!nft_ctx_add_var(ctx, definition))
		return true;
	fprintf(stderr, "Error: Failed to define variable '%s'\n", definition);
	return false;
}

static bool apply(struct options *options, struct nft_ctx *ctx, int letter)
{
	switch (letter) {
	case 'h':
		print_help();
		options->done = true;
		return false;
	case 'v':
	case 'V':
		print_version(letter == 'V');
		options->done = true;
		return false;
	case 'f':
		options->file = optarg;
		return true;
	case 'D':
		return add_definition(ctx, optarg);
	case 'i':
		options->interactive = true;
		return true;
	case 'I':
		if (nft_ctx_add_include_path(ctx, optarg))
			fprintf(stderr, "Warning: Cannot include path '%s'\n", optarg);
		return true;
	case 'c':
		nft_ctx_set_dry_run(ctx, true);
		return true;
	case 'o':
		nft_ctx_set_optimize(ctx, NFT_OPTIMIZE_ENABLED);
		return true;
	case 'd':
		return add_debug(ctx, optarg);
	case OPTION_OFFLINE:
		options->offline = true;
		return true;
	case OPTION_STATE:
		options->offline = true;
		options->state = optarg;
		return true;
	case OPTION_LOSSLESS:
		ctx_set_lossless(ctx, true);
		return true;
	}
	return true; /* the rest are output flags, set by their rows */
}

static unsigned output_bits(int letter)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].letter == letter)
			return rows[i].output;
	return 0;
}

/* getopt's two forms of the rows. */
static void getopt_tables(char *letters, struct option *words)
{
	*letters++ = '+';
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].letter < 256) {
			*letters++ = (char)rows[i].letter;
			if (rows[i].argument)
				*letters++ = ':';
		}
		if (rows[i].word)
			*words++ = (struct option){ rows[i].word,
						    rows[i].argument ? required_argument
								     : no_argument,
						    NULL, rows[i].letter };
	}
	*letters = '\0';
	*words = (struct option){ 0 };
}

bool option_has_argument(const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < ROWS; i++) {
		if (!rows[i].argument)
			continue;
		/* the last of joined letters */
		if (word[1] != '-' && word[n - 1] == rows[i].letter)
			return true;
		if (word[1] == '-' && rows[i].word && !strcmp(word + 2, rows[i].word))
			return true;
	}
	return false;
}

void options_list(const char *prefix)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].word && (!prefix[1] || !strncmp(prefix + 1, "-", 1)) &&
		    (strlen(prefix) < 3 || !strncmp(rows[i].word, prefix + 2, strlen(prefix) - 2)))
			printf("--%s\n", rows[i].word);
}

static void echo_words(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		fprintf(stderr, "%s%s", i ? " " : "", argv[i]);
	fputc('\n', stderr);
}

/* An option behind a command would be taken for a part of it: say so, and point at it. */
static bool options_come_first(int argc, char **argv, int from)
{
	size_t column = strlen(argv[0]) + 1;

	for (int i = 1; i < argc; i++) {
		if (i >= from && argv[i][0] == '{')
			return true;
		if (i > from && argv[i][0] == '-' && argv[i][1]) {
			fprintf(stderr,
				"Error: syntax error, options must be specified before commands\n");
			echo_words(argc, argv);
			fprintf(stderr, "%.*s%*s~~\n", (int)strlen(argv[0]),
				"^                                                               ",
				(int)(column - strlen(argv[0])), "");
			return false;
		}
		column += strlen(argv[i]) + 1;
	}
	return true;
}

static bool consistent(const struct options *options, const struct nft_ctx *ctx)
{
	if (options->file && options->interactive)
		fprintf(stderr,
			"Error: -i/--interactive and -f/--file options cannot be combined\n");
	else if (ctx->var_n && !options->file)
		fprintf(stderr, "Error: -D/--define can only be used with -f/--filename\n");
	else
		return true;
	return false;
}

bool options_read(struct options *options, struct nft_ctx *ctx, int argc, char **argv)
{
	struct option words[ROWS + 1];
	char letters[2 * ROWS + 2];
	unsigned output = 0;
	int letter;

	getopt_tables(letters, words);
	while ((letter = getopt_long(argc, argv, letters, words, NULL)) != -1) {
		if (letter == '?' || !apply(options, ctx, letter))
			return false;
		output |= output_bits(letter);
	}
	options->words = optind;
	nft_ctx_output_set_flags(ctx, output);
	if (options->offline)
		ctx_set_offline(ctx, options->state);
	return consistent(options, ctx) && options_come_first(argc, argv, optind);
}
