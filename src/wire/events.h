/*
 * events: what the kernel tells those who listen: changes and new generations (as ops), and
 * traces of packets through rules.
 */
#ifndef WEIR_WIRE_EVENTS_H
#define WEIR_WIRE_EVENTS_H

#include "ruleset/ruleset.h"

struct nlmsghdr;

enum trace_kind { TRACE_POLICY = 1, TRACE_RETURN, TRACE_RULE };

struct trace {
	uint32_t id;
	uint32_t family;
	enum trace_kind kind;
	const char *table, *chain;
	uint64_t rule;                 /* handle, TRACE_RULE only */
	bool has_verdict;
	int32_t verdict;               /* VERDICT_* */
	const char *target;            /* of jump and goto */
	bool has_policy, has_mark;
	uint32_t policy, mark;
	struct span link, network, transport; /* headers; p NULL: not told */
	uint32_t iif, oif;             /* interface indexes, 0: none */
	uint16_t iiftype, oiftype;
	uint32_t nfproto;
	bool has_ct;                   /* what follows was told (newer kernels) */
	uint32_t ct_id, ct_status, ct_state;
	uint8_t ct_direction;
};

struct event {
	bool traced;                   /* trace, not op, was told */
	struct op op;
	struct trace trace;
};

/*
 * A stream of messages. Linux tells of the two borders of an interval in two messages: the first is
 * held until the second has come, so that `take` sees whole elements.
 */
struct events {
	struct ruleset *into;          /* what events point at lives in its pool; by its sets
					* elements are read */
	void (*take)(void *arg, struct event *event);
	void *arg;
	/* As in struct need: refines a set that was told. May be NULL. */
	void (*set_known)(void *arg, struct set *set);
	void *set_arg;
	struct event *held;
};

/* One message; what is none of ours, or malformed, is passed over. */
void events_message(struct events *events, const struct nlmsghdr *message);
/* Nothing more is coming for now: whatever is held is told as it is. */
void events_flush(struct events *events);

#endif
