/*
 * run: what one command buffer (or one event) needs from parsing to printing. Made by the API for
 * each nft_run_cmd_*; everything in run->pool is gone afterwards.
 */
#ifndef WEIR_AST_RUN_H
#define WEIR_AST_RUN_H

#include "ast/scope.h"
#include "ruleset/ruleset.h"
#include "ruleset/fetch.h"
#include "ruleset/need.h"

struct implied;
struct lang;
struct transport;

/* The public flag bits (nftables/libnftables.h), repeated so that lower layers need no API header. */
enum {
	OUTPUT_REVERSEDNS = 1 << 0, OUTPUT_SERVICE = 1 << 1, OUTPUT_STATELESS = 1 << 2,
	OUTPUT_HANDLE = 1 << 3, OUTPUT_JSON = 1 << 4, OUTPUT_ECHO = 1 << 5, OUTPUT_GUID = 1 << 6,
	OUTPUT_NUMERIC_PROTO = 1 << 7, OUTPUT_NUMERIC_PRIO = 1 << 8, OUTPUT_NUMERIC_SYMBOL = 1 << 9,
	OUTPUT_NUMERIC_TIME = 1 << 10, OUTPUT_TERSE = 1 << 11,
	OUTPUT_LOSSLESS = 1 << 16, /* ours: JSON adds what the established form loses */
	INPUT_NO_DNS = 1 << 0, INPUT_JSON = 1 << 1,
	DEBUG_SCANNER = 1, DEBUG_PARSER = 2, DEBUG_EVAL = 4, DEBUG_NETLINK = 8, DEBUG_MNL = 0x10,
	DEBUG_PROTO_CTX = 0x20, DEBUG_SEGTREE = 0x40,
};

struct run {
	struct pool *pool;
	struct sources sources;
	struct diag diag;
	struct names *names;          /* the context's */
	const struct lang *lang;      /* descriptors (lang/registry.c) */
	struct scope *scope;          /* innermost while parsing */
	struct loc definitions;       /* where the texts of kept definitions stand in the sources */
	struct ruleset *known;        /* the kernel's ruleset, plus what earlier commands of the run add */
	struct fetch *fetch;          /* reads what was not read before; NULL: everything was */
	struct pool *texts;           /* literal runs, until all is evaluated; or NULL */
	struct pool *passing;         /* emptied after each rule and element that is shown */
	/*
	 * What a set of intervals has where elements are to come or go: all of it (then has_elems is
	 * set), or at least what touches them. given NULL: all of it. May be NULL.
	 */
	struct elems *(*near)(struct run *run, struct set *set, const struct elems *given,
			      bool remove);
	/*
	 * For each record of `at` the first key of the interval that holds its first one, behind a
	 * byte that says whether there is one. May be NULL.
	 */
	const uint8_t *(*starts)(struct run *run, const struct set *set, const struct elems *at);
	/* What the kernel has that is in the way of element i of op, as text, or NULL. May be NULL. */
	const char *(*in_the_way)(struct run *run, const struct op *op, size_t i);
	bool needs_fingerprints;      /* rules ask what system a packet comes from */
	bool near_missed;             /* that was not enough: read such sets whole */
	struct transport *transport;
	struct out *out;              /* listings, echo */
	unsigned output, input, debug; /* flag bits above */
	const char *const *include_paths; /* NULL-terminated */
	const char *file_directory;   /* of the file being run, or NULL */
	uint32_t next_id;             /* transaction-local ids of sets, chains, rules */
	struct implied *implied;      /* sides of matches that rules imply (pass/dep.c) */
	/* General road for one element text of a literal run; set by the parser. NULL with a message. */
	struct expr *(*parse_element)(struct run *run, struct loc loc);
};

/* Where literal runs live. */
static inline struct pool *run_texts(const struct run *run)
{
	return run->texts ? run->texts : run->pool;
}

/* Until run_passed, with what this gives, run->pool is emptied soon. */
static inline struct pool *run_pass(struct run *run)
{
	struct pool *kept = run->pool;

	if (run->passing)
		run->pool = run->passing;
	return kept;
}
static inline void run_passed(struct run *run, struct pool *kept)
{
	if (run->passing && kept != run->passing)
		pool_reset(run->passing);
	run->pool = kept;
}

/* The elements of a set that is listed, read now if they have not been; NULL: none. */
static inline const struct elems *run_elements(struct run *run, struct set *set)
{
	if (run->fetch && !set->elems)
		run->fetch->elements(run->fetch, set);
	return set->elems;
}

/*
 * The rules of a chain that is listed, one by one: *i begins at 0; NULL ends. Until then what
 * run->pool gives lasts as long as the rule.
 */
static inline const struct rule *run_next_rule(struct run *run, const struct chain *chain, size_t *i)
{
	if (run->fetch && !chain->rules.n)
		return run->fetch->rule(run->fetch, chain);
	return *i < chain->rules.n ? chain->rules.v[(*i)++] : NULL;
}

#endif
