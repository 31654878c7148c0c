/*
 * talk: one question at a time to the kernel, and its answer message by message.
 *
 * Every message of a dump carries the generation it was made in (its low 16 bits). Where that is
 * checked, one that differs from the generation asked for first makes the answer TALK_AGAIN: what
 * was read does not belong together.
 */
#ifndef WEIR_WIRE_TALK_H
#define WEIR_WIRE_TALK_H

#include "wire/attr.h"
#include "wire/transport.h"

enum talk_result { TALK_OK, TALK_AGAIN /* the kernel's state moved */, TALK_ERROR /* errno */ };

struct talk {
	struct transport *transport;
	struct out *debug;        /* --debug=mnl: requests as text; or NULL */
	struct messages messages; /* the request */
	uint32_t generation;
	bool checked;             /* generations are compared */
	enum talk_result result;  /* of the answer so far */
	int error;                /* errno of TALK_ERROR */
	bool open;                /* the answer has not ended */
	uint32_t sequence;
	const uint8_t *chunk;     /* received and not looked at yet */
	size_t left;
};

void talk_init(struct talk *t, struct pool *pool, struct transport *transport, struct out *debug);
/* Open a request; attributes follow, then talk_send. */
void talk_ask(struct talk *t, uint8_t type, uint16_t flags, unsigned family);
/* False: it could not be sent (result, error). */
bool talk_send(struct talk *t);
/*
 * The next message of the answer that has content, valid until the next call; NULL: it is over, as
 * talk_end tells.
 */
const struct nlmsghdr *talk_next(struct talk *t);
/* Reads what is left of the answer. errno is set for TALK_ERROR. */
enum talk_result talk_end(struct talk *t);
/* Ask for the generation, into t->generation. */
enum talk_result talk_generation(struct talk *t);
/* Someone may have removed meanwhile what is asked for by name; then there is just nothing. */
enum talk_result talk_absent_is_empty(enum talk_result result);

#endif
