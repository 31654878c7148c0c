/*
 * need: what of the kernel's ruleset a command must know before it can be carried out. Decided in
 * one table of command x object, so that a small command never reads a large ruleset.
 */
#ifndef WEIR_RULESET_NEED_H
#define WEIR_RULESET_NEED_H

#include "ruleset/ruleset.h"

enum need_bits {
	NEED_TABLES = 1, NEED_CHAINS = 2, NEED_SETS = 4, NEED_OBJECTS = 8, NEED_FLOWTABLES = 0x10,
	NEED_RULES = 0x20, NEED_ELEMENTS = 0x40,
	NEED_PLACES = 0x80, /* the handles of rules, to find one by its index */
	NEED_ALL = 0x7f,
	NEED_NAMED = 0x100, /* the sets and flowtables that the input names, whichever they are */
};

/* The union of what a run's commands need; narrow when all name the same table (and thing). */
struct need {
	unsigned bits;
	unsigned family;             /* FAMILY_ANY: all */
	const char *table;           /* NULL: all */
	const char *chain, *set;     /* NULL: all; only one chain's rules, one set's elements */
	const char *object, *flowtable;
	unsigned object_type;        /* 0: all */
	size_t places;               /* rules of a chain whose handles are enough */
	uint64_t rule;               /* handle of the only rule; 0: all (needs table and chain) */
	bool reset;                  /* read rules with reset, or else elements, or else objects */
	bool any;                    /* something was asked (so that narrowing can widen) */
	bool flushed;                /* all was flushed: what is asked from now on is known to be absent */
	/*
	 * Called for every set that was read, before its elements are: the place to refine the key
	 * and data specs (order and width of integers) from the typeof userdata. May be NULL.
	 */
	void (*set_known)(void *arg, struct set *set);
	void *arg;
};
/* Widen *need so that it covers `more` too. */
void need_add(struct need *need, const struct need *more);

#endif
