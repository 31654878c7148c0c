/*
 * registry: the names of all descriptors. Each is defined in the file of its feature and listed in
 * one of the arrays of registry.c; a missing entry does not link or fails a test.
 */
#ifndef WEIR_LANG_REGISTRY_H
#define WEIR_LANG_REGISTRY_H

#include "lang/lang.h"

/* lang/expr */
extern const struct selector selector_payload, selector_exthdr, selector_meta, selector_ct,
	selector_rt, selector_socket, selector_fib, selector_osf, selector_xfrm, selector_tunnel,
	selector_numgen, selector_hash;

/* lang/stmt */
extern const struct stmt_desc stmt_match, stmt_verdict, stmt_vmap, stmt_assign, stmt_counter,
	stmt_quota, stmt_limit, stmt_last, stmt_connlimit, stmt_log, stmt_reject, stmt_snat,
	stmt_dnat, stmt_masquerade, stmt_redirect, stmt_tproxy, stmt_queue, stmt_dup, stmt_fwd,
	stmt_notrack, stmt_flow, stmt_synproxy, stmt_objref, stmt_optstrip, stmt_setop,
	stmt_meter, stmt_xt, stmt_unknown;

/* lang/object */
extern const struct object_desc object_table, object_chain, object_rule, object_set, object_map,
	object_meter, object_element, object_flowtable, object_ruleset, object_hooks,
	object_counter, object_unknown, object_quota, object_limit, object_ct_helper, object_ct_timeout,
	object_ct_expectation, object_secmark, object_synproxy, object_tunnel;

#endif
