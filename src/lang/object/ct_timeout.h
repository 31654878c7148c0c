/*
 * ct_timeout: the states of connections and their default timeouts, for the grammar and the object.
 */
#ifndef WEIR_LANG_OBJECT_CT_TIMEOUT_H
#define WEIR_LANG_OBJECT_CT_TIMEOUT_H

#include "base/str.h"

struct ct_state_row {
	const char *name;
	uint32_t seconds; /* the kernel's default; not listed */
};

/* In wire order, ending with a NULL name; NULL for protocols without states. */
const struct ct_state_row *ct_timeout_states(unsigned protocol);
/* Index in object_ct_timeout.seconds, or -1. */
int ct_timeout_state(unsigned protocol, struct span name);

#endif
