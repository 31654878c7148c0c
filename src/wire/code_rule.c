/*
 * code_rule: rules, with their instructions by code_insn.c.
 */
#include <linux/netfilter/nf_tables.h>
#include "ruleset/tlv.h"
#include "wire/code.h"

#define ROW(type, member, number, what) \
	{ .attr = (number), .kind = (what), .offset = offsetof(struct type, member) }

static const struct attr_row compat_rows[] = {
	ROW(rule, compat_proto, NFTA_RULE_COMPAT_PROTO, ATTR_U32),
	ROW(rule, compat_flags, NFTA_RULE_COMPAT_FLAGS, ATTR_U32),
	{ 0 }
};
/* The compat row nests into members of the same struct: its offset is that of the struct. */
static const struct attr_row rule_rows[] = {
	ROW(rule, chain_name, NFTA_RULE_CHAIN, ATTR_STR),
	ROW(rule, handle, NFTA_RULE_HANDLE, ATTR_U64),
	ROW(rule, prog, NFTA_RULE_EXPRESSIONS, ATTR_PROG),
	{ .attr = NFTA_RULE_COMPAT, .kind = ATTR_NEST, .offset = 0, .nest = compat_rows },
	ROW(rule, position, NFTA_RULE_POSITION, ATTR_U64),
	ROW(rule, userdata, NFTA_RULE_USERDATA, ATTR_BLOB),
	ROW(rule, id, NFTA_RULE_ID, ATTR_U32),
	ROW(rule, position_id, NFTA_RULE_POSITION_ID, ATTR_U32),
	ROW(rule, chain_id, NFTA_RULE_CHAIN_ID, ATTR_U32),
	{ 0 }
};

static void put_place(struct messages *m, const struct rule *rule, const struct op *op)
{
	const char *name = rule->chain_name ? rule->chain_name
			 : rule->chain ? rule->chain->name : NULL;
	uint32_t chain_id = rule->chain_id ? rule->chain_id : rule->chain ? rule->chain->id : 0;

	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_RULE_TABLE, code_table_name(rule->table, op));
	code_at(m, op, AT_NAME);
	if (op && chain_id && (!name || (rule->chain && rule->chain->flags & CHAIN_BINDING)))
		attr_put_u32(m, NFTA_RULE_CHAIN_ID, chain_id);
	else if (name)
		attr_put_str(m, NFTA_RULE_CHAIN, name);
	if (!op || op->verb == OP_REPLACE || op->verb == OP_DELETE || op->verb == OP_DESTROY) {
		code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_RULE_HANDLE, rule->handle);
	}
	if (rule->position) {
		code_at(m, op, AT_POSITION);
		attr_put_u64(m, NFTA_RULE_POSITION, rule->position);
	} else if (rule->position_id) {
		code_at(m, op, AT_POSITION);
		attr_put_u32(m, NFTA_RULE_POSITION_ID, rule->position_id);
	}
}

static void put_userdata(struct messages *m, const struct rule *rule)
{
	struct span userdata = rule->userdata;
	struct tlv tlv = { .pool = m->pool };

	if (!userdata.n && rule->comment) {
		tlv_put_str(&tlv, UDATA_RULE_COMMENT, rule->comment);
		userdata = (struct span){ (const char *)tlv.b, tlv.n };
	}
	if (userdata.n)
		attr_put(m, NFTA_RULE_USERDATA, userdata.p, userdata.n);
}

void code_put_rule(struct messages *m, const struct rule *rule, const struct op *op)
{
	size_t mark;

	put_place(m, rule, op);
	if (op && (op->verb == OP_DELETE || op->verb == OP_DESTROY))
		return;
	if (op && rule->id)
		attr_put_u32(m, NFTA_RULE_ID, rule->id);
	code_at(m, op, AT_SPEC);
	mark = attr_open(m, NFTA_RULE_EXPRESSIONS);
	code_put_prog(m, rule->prog, true);
	attr_close(m, mark);
	put_userdata(m, rule);
	if (rule->has_compat) {
		mark = attr_open(m, NFTA_RULE_COMPAT);
		attr_put_u32(m, NFTA_RULE_COMPAT_PROTO, rule->compat_proto);
		attr_put_u32(m, NFTA_RULE_COMPAT_FLAGS, rule->compat_flags);
		attr_close(m, mark);
	}
}

bool code_get_rule(struct attrs in, struct rule *rule, struct pool *pool)
{
	uint32_t given;

	if (!attr_get_rows(in, rule_rows, rule, &given, pool, false))
		return false;
	rule->has_compat = rows_gave(rule_rows, given, NFTA_RULE_COMPAT);
	rule->comment = code_comment(rule->userdata, UDATA_RULE_COMMENT, pool);
	if (!rule->prog)
		rule->prog = prog_new(pool);
	return true;
}
