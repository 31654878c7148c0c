/*
 * rest: rules and elements of a ruleset that was loaded without them, read when they are wanted. A
 * listing so holds one rule, or one set's elements, at a time. What is read belongs to the ruleset
 * as it was loaded: when the kernel has changed it since, the answer is TALK_AGAIN.
 */
#ifndef WEIR_WIRE_REST_H
#define WEIR_WIRE_REST_H

#include "base/diag.h"
#include "ruleset/ruleset.h"
#include "wire/talk.h"

struct rest {
	struct talk talk;
	struct table *table;            /* whose rules are being told, or NULL */
	const struct nlmsghdr *message; /* a rule that was told and not taken yet */
	const struct chain *chain;      /* the rule's; NULL: one that is not known */
};

void rest_init(struct rest *rest, const struct ruleset *known, struct pool *pool,
	       struct transport *t, struct out *debug);
/* Begin with the rules of a table, or of one of its chains. */
void rest_rules(struct rest *rest, struct table *table, const char *chain);
/*
 * The next rule of a chain, in `pool`; NULL: it has no more. Chains must be asked for in their
 * order in the table; those passed over are skipped.
 */
struct rule *rest_rule(struct rest *rest, const struct chain *chain, struct pool *pool);
/* Ends what is being told. errno is set for TALK_ERROR. */
enum talk_result rest_end(struct rest *rest);

/* All elements of a set, in order, in `pool`; talk_end gives the result. */
struct elems *set_read(struct talk *talk, const struct set *set, struct pool *pool, bool reset);

/* load.c. A name of a message into room for NFT_NAME_MAXLEN bytes. */
bool load_name(struct attrs in, uint16_t type, char *room);
/* Records that the kernel cannot be read, with the reason in errno. Always false. */
bool load_refused(struct diag *diag);

#endif
