/*
 * kernel: the offline kernel, a model of nf_tables behind the transport seam. It takes the same
 * bytes as Linux: prepares a batch on a journal, checks it (references, loops, hooks, types,
 * limits) with the kernel's errno, then commits or drops it; generation, handles, use counts,
 * dumps, acks with extack offsets, and events follow.
 */
#ifndef WEIR_KERNEL_KERNEL_H
#define WEIR_KERNEL_KERNEL_H

#include "wire/transport.h"

/*
 * A model. `state`: a file that carries the ruleset from one command to the next, or NULL; it is
 * read at once (missing: empty ruleset) and written after every commit. NULL with *why on failure.
 */
struct transport *kernel_open(const char *state, const char **why);

#endif
