/*
 * hooks: what is registered at a netfilter hook, in the order in which packets meet it: chains,
 * flowtables, BPF programs and functions of the kernel.
 */
#ifndef WEIR_WIRE_HOOKS_H
#define WEIR_WIRE_HOOKS_H

#include "wire/attr.h"
#include "wire/transport.h"

/* The kernel's numbers; 0 is ours: it tells the function alone. */
enum hook_owner { HOOK_BY_FUNCTION, HOOK_BY_CHAIN, HOOK_BY_BPF, HOOK_BY_FLOWTABLE };

struct hook_entry {
	int32_t priority;
	enum hook_owner owner;
	const char *function, *module;    /* NULL: not told */
	unsigned family;                  /* of a chain or flowtable, like its names */
	const char *table, *name;
	uint32_t bpf_id;
};

struct hook_entries {
	VEC(struct hook_entry) list;
};

/*
 * Fill `entries` (in pool) with what is at a hook. `device` names one where the family has its
 * hooks in devices, else NULL. Returns 0 or an errno; malformed entries are passed over. EINVAL is
 * also what a kernel says that cannot tell at all.
 */
int hooks_get(struct pool *pool, struct transport *t, unsigned family, unsigned hook,
	      const char *device, struct hook_entries *entries);

#endif
