/*
 * batch: ops to netlink messages, sent as one transaction; answers and errors back to the source.
 */
#ifndef WEIR_WIRE_BATCH_H
#define WEIR_WIRE_BATCH_H

#include "base/diag.h"
#include "ruleset/need.h"
#include "wire/attr.h"
#include "wire/transport.h"

struct batch {
	struct pool *pool;
	struct transport *transport;
	struct diag *diag;
	struct messages messages;
	struct ops *ops;
	struct out *debug;        /* --debug=mnl: every message, decoded; or NULL */
	/* The kernel's ruleset as far as we know it: for near names and echoed elements; or NULL. */
	const struct ruleset *known;
	/* As in struct need: refines a set that was echoed. May be NULL. */
	void (*set_known)(void *arg, struct set *set);
	void *set_arg;
	/*
	 * Asked when something was refused with `error`: what of the kernel's ruleset helps to say
	 * why (near names, who uses it). May be NULL, and may answer NULL.
	 */
	const struct ruleset *(*learn)(void *arg, const struct op *op, int error);
	void *learn_arg;
	/*
	 * Asked when element i of an op was refused because something is in its way: that, as text; or
	 * NULL. May be NULL.
	 */
	const char *(*in_the_way)(void *arg, const struct op *op, size_t i);
	bool echo;                /* ask for NLM_F_ECHO */
	bool dry;                 /* leave out the end message: validate only */
	bool *applied;            /* set as soon as the kernel is known to have taken it; or NULL */
	uint32_t generation;      /* of the cache the ops were made from; 0: not checked */
};

enum batch_result {
	BATCH_OK,
	BATCH_FAILED, /* messages recorded */
	BATCH_RETRY,  /* the generation has moved */
};

/* Encode all ops, in order. Long element lists are split over several messages of one set. */
void batch_encode(struct batch *batch, struct ops *ops);
/*
 * Send and wait for the answers. Kernel errors set op->error and record a message at the culprit
 * (wire/extack.c finds the words). Echoed messages are passed to `event` as decoded ops that live
 * in batch->pool; the generation comes last as an op of KIND_GENERATION.
 */
enum batch_result batch_commit(struct batch *batch, void (*event)(void *arg, struct op *op),
			       void *arg);

/*
 * The texts for a refused op: records a message at `loc`. `known` (may be NULL) is what we know of
 * the kernel's ruleset, for names that are near. Always false. Implemented in wire/extack.c.
 */
bool extack_report(struct diag *diag, const struct op *op, int error, struct loc loc,
		   const char *kernel_text, const struct ruleset *known);

/* The message or messages of one op; op->sequence and sequence_end are set. */
void code_op(struct batch *batch, struct op *op);
/*
 * Decode one message into an op whose thing is a detached struct in the pool of `into`: filed in no
 * index, but its table is that of `into` if there is one (else a detached one too), and its
 * elements are read by the set that `into` has. KIND_RULESET with OP_FLUSH: all tables; a rule message
 * without handle that deletes is OP_FLUSH of KIND_CHAIN or KIND_TABLE. False: not understood or
 * malformed (never crashes).
 */
bool code_decode(struct ruleset *into, const struct nlmsghdr *message, struct op *op);
/* What --debug=netlink shows of an op: sets, elements and rules in their lowered form. */
void op_list(struct out *out, const struct op *op);
/* What --debug=mnl shows of whole messages. */
void messages_print(struct out *out, const void *messages, size_t size);

/*
 * load: dump what `need` says from the transport into a ruleset, which is emptied first. A dump
 * that the kernel changed meanwhile is begun anew. Elements of trees come sorted, others as the
 * kernel has them. False with a message.
 */
bool ruleset_load(struct ruleset *into, struct transport *t, struct diag *diag,
		  const struct need *need, struct out *debug);
/* An empty elems of the shape that elements of this set have. */
struct elems *code_new_elems(struct pool *pool, const struct set *set);
/* Current generation id; false with a message when the kernel cannot be asked. */
bool generation_get(struct transport *t, struct diag *diag, uint32_t *generation);
/*
 * Ask for single elements (get element): `op` has set and elems. The answers are a new elems in
 * `pool`: of an interval set the whole intervals, each once. reset: also resets their state. NULL
 * with a message at the element that is not there (no message without diag).
 */
struct elems *elements_get(struct pool *pool, struct transport *t, struct diag *diag,
			   const struct op *op, bool reset);
/*
 * For each record of `at` the first key of the interval that holds its first one, behind a byte that
 * says whether there is one.
 */
const uint8_t *elements_starts(struct pool *pool, struct transport *t, struct out *debug,
			       const struct set *set, const struct elems *at);
/* What has the first or the last key of the only element of op, which may change; or NULL. */
struct elems *elements_overlapping(struct pool *pool, struct transport *t, struct op *op);
/*
 * Of an interval set of one field: the intervals that hold the first keys of `given`, and with
 * `margin` those that hold its last keys or touch it from outside. What lies wholly inside one that
 * is given is not found.
 */
struct elems *elements_near(struct pool *pool, struct transport *t, struct out *debug,
			    struct set *set, const struct elems *given, bool margin);

#endif
