/*
 * dep: the protocol context of a rule: which headers earlier matches have fixed, which match must be
 * added before an expression, and, when listing, which matches need not be shown. One knowledge,
 * two directions: evaluation adds what raising removes (expressions.md, 12).
 */
#ifndef WEIR_PASS_DEP_H
#define WEIR_PASS_DEP_H

#include "ast/desc.h"
#include "data/proto.h"

/* What is known about one header stack: outer, or inside a tunnel. */
struct dep_stack {
	const struct proto *layer[LAYER_N]; /* known header per layer; NULL: not known */
	uint16_t link_offset;     /* bits: vlan tags stacked on the link header */
	struct loc loc[LAYER_N];  /* where it was fixed; nowhere: by family or implied */
	struct match_stmt *by[LAYER_N]; /* the match that fixed it */
	bool implied[LAYER_N];    /* fixed by the family alone */
	const struct proto *vlans[4]; /* vlan headers seen, in order */
	uint8_t vlan_n;
	/* transport: several l4 protocols possible (set of l4proto); good enough for NAT ports */
	bool any_transport;
	uint32_t icmp_types_n;
	uint8_t icmp_types[16];   /* type values matched so far */
};

struct dep {
	struct run *run;
	unsigned family;
	struct dep_stack outer, inner;
	const struct proto *tunnel; /* NULL: the outer stack is meant */
	bool raising;
};

void dep_init(struct dep *dep, struct run *run, unsigned family);
struct dep_stack *dep_stack(struct dep *dep, const struct proto *tunnel);
/* Header known at a layer, or NULL. */
const struct proto *dep_proto(const struct dep *dep, const struct proto *tunnel, enum layer layer);
/* `proto` now holds at its layer (a match said so); m may be NULL. */
void dep_learn(struct dep *dep, const struct proto *tunnel, const struct proto *proto,
	       struct match_stmt *m, struct loc loc);
/*
 * Evaluation: make sure that `proto` is the header at its layer: nothing to do, add implied matches
 * to the rule, or false with a message (conflicting protocols specified: A vs. B).
 */
bool dep_require(struct eval *ev, const struct proto *tunnel, const struct proto *proto, struct loc loc);
/*
 * The same for a network header that is not read itself, but that something above it or in it needs
 * (icmp, extension headers, options, reject): a bridge then looks at the ether type.
 */
bool dep_require_network(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
			 struct loc loc);
/* Where the fields of a link header lie, in bits: vlan tags are stacked on the ether header. */
unsigned dep_link_offset(const struct dep *dep, const struct proto *tunnel, const struct proto *proto);

#endif
