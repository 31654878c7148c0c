/*
 * lex: words in context. The scanner knows no words; here a word gets its meaning from where it
 * stands, and nothing is reserved outside its place.
 *
 * A scope is a set of words. Active are, nearest first: `then`, for one word only (the fields after
 * a header, `type` after `reject with icmp`); `clauses` of the statement that was begun last
 * (`log` ... `prefix`); `base`, by the kind of block. Braces push and pop all three. Only tokens
 * move the scopes, never the parser, so its look-ahead cannot race them.
 *
 * Some words are not found in scopes but in tables (fields, keys, options) or are plain whatever
 * they look like (names, comments): `want` says so for the next word.
 */
#ifndef WEIR_PARSER_LEX_H
#define WEIR_PARSER_LEX_H

#include "ast/cmd.h"
#include "data/proto.h"
#include "parser/scanner.h"

/* clang-format off */
#define LEX_SCOPES(S)                                                                          \
	/* heads of commands */ S(HEAD) S(SPEC) S(TAIL) S(START) S(POSITION) S(CTOBJECT)       \
	/* blocks */ S(TABLE) S(CHAIN) S(HOOK) S(SET) S(TYPEOF) S(FLOWTABLE)                   \
	S(CTHELPER) S(CTTIMEOUT) S(CTEXPECT)                                                   \
	/* tunnel objects */ S(TUNNEL) S(VXLAN) S(ERSPAN) S(GENEVE)                            \
	/* rules and elements */ S(RULE) S(ELEM)                                               \
	/* clauses of statements */ S(COUNTER) S(LIMIT) S(UNIT) S(QUOTA) S(LAST) S(LOG)        \
	S(QUEUE) S(REJECT) S(WITH) S(NAT) S(TO) S(SYNPROXY) S(FLOW)                            \
	S(METER) S(OVER) S(NAMED)                                                              \
	/* after selector words */ S(CT) S(IPSEC) S(OSF) S(SOCKET) S(NUMGEN) S(HASH)
/* clang-format on */

enum lex_scope_number {
#define S(name) SN_##name,
	LEX_SCOPES(S)
#undef S
};
enum lex_scope {
#define S(name) S_##name = UINT64_C(1) << SN_##name,
	LEX_SCOPES(S)
#undef S
};

enum lex_want {
	WANT_NONE,
	WANT_STRING, /* a plain word, and so are the next three */
	WANT_NAME,
	WANT_DEVICES,
	WANT_LOGFLAG,
	WANT_WORDS,    /* plain words up to the end of the statement */
	WANT_FIELD,    /* a field of lex->proto */
	WANT_OPTION,   /* an option-like header of kind lex->op */
	WANT_EXTFIELD, /* a field of lex->exthdr */
	WANT_EXTHDR,
	WANT_META,
	WANT_CT,
	WANT_RT,
	WANT_SOCKET,
	WANT_TUNNEL,
	WANT_FIB,
	WANT_FIB_NEXT,
};

struct keyword {
	const char *text;
	uint64_t prefix; /* STR_PREFIX of the text */
	uint8_t size, want;
	uint16_t token;
	uint64_t in, opens, then;
};
extern const struct keyword keywords[];
extern const size_t keyword_n;

enum { LEVELS_MAX = 64, INCLUDES_MAX = 16 };
enum level_kind { LEVEL_TOP, LEVEL_TABLE, LEVEL_CHAIN, LEVEL_BODY, LEVEL_LIST, LEVEL_NAMES };

/* Reading of a command's head: which object, how many of its names are still to come. */
struct head {
	uint16_t object; /* token; 0: no object word yet */
	uint8_t names, stage;
	bool plural;	/* after list and reset: plurals of objects are words */
	uint64_t opens; /* clauses that may follow the names */
};
struct context {
	uint64_t base, clauses, then;
	uint8_t mode, want;
	struct head head;
};
/* What is read: a source, then those that the same include statement named. */
struct input {
	struct scanner scanner;
	const struct source *const *queue;
	size_t queue_n;
};
struct level {
	uint8_t kind;
	bool runs;	      /* elements may be literal runs */
	uint64_t scope;	      /* LEVEL_BODY: words of the object */
	struct context outer; /* to return to */
};

/* What a table was found to have for a word (lex_table.c): the same words come again and again. */
enum { LOOKUP_BITS = 6 };
struct lookup {
	const void *table; /* NULL: a free place */
	uint64_t prefix;   /* of the word; its text is in the source */
	struct span word;
	const void *found; /* NULL: the table does not have it */
};

struct lex {
	struct run *run;
	struct input input;
	unsigned depth; /* used of outer */
	struct context now;
	unsigned levels; /* the innermost of level */
	/* what `want` is about */
	const struct proto *proto;
	const struct exthdr *exthdr;
	uint8_t op;
	unsigned family;
	uint64_t body; /* words of the block that the next `{` opens, when inside a body */
	bool update;   /* the next `{` holds the element of a set update */
	bool at_start; /* of a statement */
	bool at_stmt;  /* the word at hand begins a statement of a rule */
	bool run_next; /* try a literal run */
	/* the last token, and what is to be given out before scanning on */
	int last;
	bool last_closed; /* it was a `}` that closed the level above the innermost */
	uint32_t reopened; /* where recovery last took such a brace back: once is enough */
	int pending;	   /* NO_TOKEN: nothing; END: nothing any more */
	/* where the command at hand begins, or blanks before it: read again to explain an error */
	const struct source *command_source;
	struct loc command;       /* to the end of what is read of that source */
	/* before the last token: token, and scopes; for messages */
	int before;
	uint64_t scopes;
	bool ended;    /* the last token stands for the end of the whole input */
	bool complete; /* at the end give a token that fits nowhere */
	bool exact;    /* no statements in one token: what could stand in them is asked for */
	bool stopped;  /* after the error at hand give nothing any more */
	/* from here on set only where used */
	struct input outer[INCLUDES_MAX]; /* inputs that included this one */
	struct level level[LEVELS_MAX];	  /* [0]: the top */
	struct lookup lookups[1 << LOOKUP_BITS];
};

union token_value;

/* `first`: start token, 0: commands. */
void lex_init(struct lex *lex, struct run *run, const struct source *source, struct loc part,
	      int first);
int lex_next(struct lex *lex, union token_value *value, struct loc *loc);
/* Read these sources next, in order; false: nested too deeply. */
bool lex_include(struct lex *lex, const struct source *const *sources, size_t n);
/*
 * After an error: drop tokens up to the next separator of the statement. `pending`: the parser
 * holds a token that it has not used.
 */
void lex_recover(struct lex *lex, bool pending);
/* Whether a token stands for many words wherever it may stand (headers, meta keys). */
bool lex_is_class(int token);
/* Whether the text of such a token says what it is. */
bool lex_is_word(int token);
/*
 * Give the words that could have stood for `token` in place of the last token to `each`. False: it
 * is no token of words.
 */
bool lex_words(const struct lex *lex, int token, void (*each)(void *arg, const char *word),
	       void *arg);

#endif
