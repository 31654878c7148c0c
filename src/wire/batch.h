/*
 * batch: ops to netlink messages, sent as one transaction; answers and errors back to the source.
 */
#ifndef WEIR_WIRE_BATCH_H
#define WEIR_WIRE_BATCH_H

#include "base/diag.h"
#include "ruleset/need.h"
#include "wire/transport.h"

struct out;

/* How far encoding an op got the message bytes of a source place: kernel error offsets -> loc. */
struct span_mark {
	uint32_t sequence, offset;
	struct loc loc;
};

struct batch {
	struct pool *pool;
	struct transport *transport;
	struct diag *diag;
	uint8_t *buf;
	size_t size, cap;
	VEC(struct span_mark) marks;
	struct ops *ops;
	struct out *debug;        /* --debug=mnl: every message, decoded; or NULL */
	bool echo;                /* ask for NLM_F_ECHO */
	bool dry;                 /* leave out the end message: validate only */
	uint32_t generation;      /* of the cache the ops were made from; 0: not checked */
};

enum batch_result { BATCH_OK, BATCH_FAILED /* messages recorded */, BATCH_RETRY /* generation moved */ };

/* Encode all ops, in order. Long element lists are split over several messages of one set. */
void batch_encode(struct batch *batch, struct ops *ops);
/*
 * Send and wait for the answers. Kernel errors set op->error and record a message at the culprit
 * (wire/extack.c finds the words). Echoed messages are passed to `event` as decoded ops.
 */
enum batch_result batch_commit(struct batch *batch, void (*event)(void *arg, struct op *op), void *arg);

/*
 * The texts for a refused op: records a message at `loc`. `known` (may be NULL) is what we know of
 * the kernel's ruleset, for names that are near. Implemented in wire/extack.c.
 */
bool extack_report(struct diag *diag, const struct op *op, int error, struct loc loc,
		   const char *kernel_text, const struct ruleset *known);

/* A single message, for sets of elements etc. (wire/code_*.c), exposed for tests. */
void code_op(struct batch *batch, struct op *op);
/*
 * Decode one message into an op whose thing is filed in `into` as a detached struct (not in the
 * indexes). False: not understood or malformed (never crashes).
 */
struct nlmsghdr;
bool code_decode(struct ruleset *into, const struct nlmsghdr *message, struct op *op);

/* load: dump what `need` says from the transport into a ruleset. EINTR restarts the dump. */
bool ruleset_load(struct ruleset *into, struct transport *t, struct diag *diag,
		  const struct need *need, struct out *debug);
/* Current generation id; false with a message when the kernel cannot be asked. */
bool generation_get(struct transport *t, struct diag *diag, uint32_t *generation);
/*
 * Ask for single elements (get element): `op` has set and elems; answers are added to `found`.
 * reset: also resets their state. False with a message.
 */
bool elements_get(struct transport *t, struct diag *diag, const struct op *op, struct elems *found,
		  bool reset);

#endif
