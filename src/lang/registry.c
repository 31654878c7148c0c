/*
 * registry: the three arrays of the language, and finding a descriptor in them.
 */
#include "lang/registry.h"

static const struct stmt_desc *const stmts[] = {
	&stmt_match, &stmt_verdict, &stmt_vmap, &stmt_assign,
	&stmt_counter, &stmt_quota, &stmt_limit, &stmt_last, &stmt_connlimit,
	&stmt_log, &stmt_reject, &stmt_snat, &stmt_dnat, &stmt_masquerade, &stmt_redirect,
	&stmt_tproxy, &stmt_queue, &stmt_dup, &stmt_fwd, &stmt_notrack, &stmt_flow, &stmt_synproxy,
	&stmt_objref, &stmt_optstrip, &stmt_setop, &stmt_meter,
	&stmt_xt, &stmt_unknown,
	NULL
};

static const struct selector *const selectors[] = {
	&selector_payload, &selector_exthdr, &selector_meta, &selector_ct, &selector_rt,
	&selector_socket, &selector_fib, &selector_osf, &selector_xfrm, &selector_tunnel,
	&selector_numgen, &selector_hash,
	NULL
};

static const struct object_desc *const objects[] = {
	&object_table, &object_chain, &object_rule, &object_set, &object_map, &object_element,
	&object_meter, &object_flowtable, &object_ruleset, &object_hooks,
	&object_counter, &object_quota, &object_limit, &object_ct_helper, &object_ct_timeout,
	&object_ct_expectation, &object_secmark, &object_synproxy, &object_tunnel,
	NULL
};

const struct lang lang_weir = {
	.stmts = stmts,
	.selectors = selectors,
	.objects = objects,
	.match = &stmt_match,
	.verdict = &stmt_verdict,
	.assign = &stmt_assign,
	.unknown = &stmt_unknown,
	.unknown_object = &object_unknown,
	.make_vmap = vmap_stmt_new,
	.load_field = payload_new,
	.load_next = meta_next,
};

void lang_init(struct lang *lang)
{
	*lang = lang_weir;
	for (const struct stmt_desc *const *s = stmts; *s; s++)
		for (const uint8_t *id = (*s)->raises; id && *id; id++)
			lang->stmt_raising[*id] = *s;
	for (const struct selector *const *s = selectors; *s; s++)
		for (const uint8_t *id = (*s)->raises; id && *id; id++)
			lang->selector_raising[*id] = *s;
}
