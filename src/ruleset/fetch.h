/*
 * fetch: how those who know nothing of the kernel's seam get what was not read beforehand. Listings
 * ask for rules and elements when they come to them; what they get is gone when they ask for more.
 */
#ifndef WEIR_RULESET_FETCH_H
#define WEIR_RULESET_FETCH_H

#include "ruleset/ruleset.h"

struct fetch {
	/* Reads the elements of a named set into set->elems, until the next set's are read. */
	void (*elements)(struct fetch *fetch, struct set *set);
	/*
	 * The next rule of a chain, until the next call; NULL: it has no more. Chains are asked for
	 * in their order in the table, and each to its end.
	 */
	const struct rule *(*rule)(struct fetch *fetch, const struct chain *chain);
};

#endif
