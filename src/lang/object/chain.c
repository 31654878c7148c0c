/*
 * chain: base chains (`type filter hook input priority 0; policy accept;`) and regular ones.
 */
#include "lang/object/object.h"

static const char *const chain_types[] = { "filter", "nat", "route", NULL };

static bool check_type(struct eval *ev, const struct chain_body *body)
{
	for (const char *const *type = chain_types; *type; type++)
		if (str_same(*type, body->type.name))
			return true;
	return eval_error(ev, body->type.loc, "unknown chain type");
}

static bool eval_policy(struct eval *ev, struct chain *chain, const struct chain_body *body)
{
	const char *word;
	bool wildcard;

	if (!body->policy)
		return true;
	if (!eval_text(ev, body->policy, &word, &wildcard))
		return false;
	chain->has_policy = true;
	chain->policy = str_same(word, "drop") ? VERDICT_DROP : VERDICT_ACCEPT;
	if (str_same(word, "accept") || str_same(word, "drop"))
		return true;
	return eval_error(ev, body->policy->loc, "invalid policy expression value.");
}

static bool eval_chain_devices(struct eval *ev, struct chain *chain, const struct chain_body *body)
{
	struct device_list list = { 0 };

	if (!body->devices)
		return true;
	if (!eval_devices(ev, body->devices, &list))
		return false;
	for (size_t i = 0; i < list.name.n; i++)
		*vec_push(ev->run->pool, &chain->devices) = list.name.v[i];
	return true;
}

static bool hook_has_devices(unsigned family, unsigned hook)
{
	return family == FAMILY_NETDEV || (family == FAMILY_INET && hook == HOOK_INET_INGRESS);
}

static bool eval_base(struct eval *ev, struct chain *chain, const struct chain_body *body)
{
	unsigned hook;

	if (!check_type(ev, body))
		return false;
	if (!hook_number(ev->family, span_of(body->hook.name), &hook))
		return eval_error(ev, body->hook.loc, "unknown chain hook");
	if (body->devices && !hook_has_devices(ev->family, hook))
		return eval_error(
			ev, body->devices->loc,
			"a chain at hook %s has no device, only those at ingress and egress do",
			body->hook.name);
	chain->type = body->type.name;
	chain->hook = hook;
	chain->flags = CHAIN_BASE | body->flags;
	return eval_priority(ev, body->priority, hook, body->priority_loc, &chain->priority);
}

static bool eval_body(struct eval *ev, struct chain *chain, const struct chain_body *body)
{
	chain->comment = body->comment;
	return (!body->type.name || eval_base(ev, chain, body)) &&
	       eval_chain_devices(ev, chain, body) && eval_policy(ev, chain, body);
}

static void op_places(struct op *op, const struct chain_body *body)
{
	if (body->hook.loc.end)
		op->at[AT_SPEC] = loc_join(body->type.loc, body->hook.loc);
	if (body->type.loc.end)
		op->at[AT_TYPE] = body->type.loc;
	if (body->policy)
		op->at[AT_POLICY] = body->policy->loc;
	if (body->devices)
		op->at[AT_DEVICES] = body->devices->loc;
}

static struct chain *chain_op(struct eval *ev, struct cmd *cmd, struct op **op)
{
	struct chain *want = pool_new_of(ev->run->pool, struct chain);

	want->table = eval_table(ev);
	want->name = cmd->h.chain.name;
	want->handle = cmd->h.handle.number;
	*op = eval_op(ev, KIND_CHAIN);
	(*op)->chain = want;
	return want;
}

bool chain_rules(struct eval *ev, struct cmd *cmd)
{
	struct rule_ast *ast = cmd->chain ? cmd->chain->rules.first : NULL;
	struct eval rule_ev;
	struct cmd add;
	bool good = true;

	if (!ast)
		return true;
	add = *cmd;
	add.verb = VERB_ADD;
	add.h.position.given = add.h.handle.given = add.h.index.given = false;
	eval_begin(&rule_ev, ev->run, &add, ev->ops);
	rule_ev.table = eval_table(ev);
	rule_ev.chain = cmd->chain->known;
	for (;;) {
		if (diag_full(&ev->run->diag))
			return false;
		good = rule_eval(&rule_ev, &add, ast) && good;
		if (!(ast = ast->next))
			return good;
		eval_afresh(&rule_ev);
	}
}

/* What listings of the same run show: the first declaration, and the last policy. */
static struct chain *file_chain(struct chain *want)
{
	struct table *table = want->table;
	bool is_new;
	struct chain *known = chain_at(table, want->name, &is_new);

	if (is_new) {
		known->flags = want->flags;
		known->type = want->type;
		known->hook = want->hook;
		known->priority = want->priority;
		known->comment = want->comment;
		known->policy = VERDICT_ACCEPT;
	}
	for (size_t i = 0; i < want->devices.n; i++)
		*vec_push(table->ruleset->pool, &known->devices) = want->devices.v[i];
	if (want->has_policy)
		known->policy = want->policy;
	return known;
}

static bool add(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct chain *want = chain_op(ev, cmd, &op);

	if (cmd->chain) {
		if (!eval_body(ev, want, cmd->chain))
			return false;
		op_places(op, cmd->chain);
		cmd->chain->known = file_chain(want);
	} else {
		file_chain(want);
	}
	/* inside a table block the rules wait until the whole block is declared */
	return cmd->in_block || chain_rules(ev, cmd);
}

/* `delete chain T C { devices = ... }` takes devices away; without a block the chain goes. */
static bool remove_chain(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct chain *want = chain_op(ev, cmd, &op);
	struct chain *known = op->by_handle ? chain_by_handle(want->table, want->handle)
					    : chain_find(want->table, want->name);

	if (cmd->chain) {
		op->only_devices = true;
		op_places(op, cmd->chain);
		return eval_body(ev, want, cmd->chain);
	}
	if (known)
		chain_remove(known);
	return true;
}

static bool rename_chain(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct chain *want = chain_op(ev, cmd, &op);
	struct chain *known = chain_find(want->table, want->name);

	op->new_name = cmd->h.new_name.name;
	op->at[AT_HANDLE] = op->at[AT_NAME];
	if (cmd->h.new_name.loc.end)
		op->at[AT_NAME] = cmd->h.new_name.loc;
	if (known) {
		want->handle = known->handle;
		chain_rename(known, op->new_name);
	}
	return true;
}

static bool flush(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct chain *want = chain_op(ev, cmd, &op);
	struct chain *known = chain_find(want->table, want->name);

	if (known)
		known->rules.n = 0;
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_chain(ev, cmd);
	if (cmd->verb == VERB_RENAME)
		return rename_chain(ev, cmd);
	return cmd->verb == VERB_FLUSH ? flush(ev, cmd) : add(ev, cmd);
}

static const char **sorted_devices(struct print *p, const struct chain *chain)
{
	return devices_sorted(p->run->pool, chain->devices.v, chain->devices.n);
}

static void print_base(struct print *p, const struct chain *chain)
{
	struct out *out = p->out;
	bool numeric = p->flags & OUTPUT_NUMERIC_PRIO;

	out_indent(out);
	out_printf(out, "type %s hook %s", chain->type ? chain->type : "unknown",
		   hook_name(chain->table->family, chain->hook));
	if (chain->devices.n == 1 && !p->flat) {
		out_str(out, " device ");
		print_quoted(p, chain->devices.v[0]);
	} else if (chain->devices.n) {
		out_str(out, " devices = ");
		print_devices(p, sorted_devices(p, chain), chain->devices.n);
	}
	out_str(out, " priority ");
	priority_print(chain->table->family, chain->hook, chain->priority, numeric, out);
	out_printf(out, "; policy %s;", chain->policy == VERDICT_DROP ? "drop" : "accept");
	if (chain->flags & CHAIN_OFFLOAD)
		out_str(out, " flags offload;");
	out_char(out, p->flat ? ' ' : '\n');
}

static void print(struct print *p, const void *thing)
{
	const struct chain *chain = thing;
	bool handles = p->flags & OUTPUT_HANDLE && !(chain->flags & CHAIN_BINDING);
	const struct rule *rule;
	size_t next = 0;

	if (!p->flat)
		print_comment_line(p, chain->comment);
	if (chain->flags & CHAIN_BASE)
		print_base(p, chain);
	while (!p->headers && (rule = run_next_rule(p->run, chain, &next))) {
		if (!rule->handle)
			continue; /* of this run, not yet in the kernel */
		out_indent(p->out);
		print_rule(p, rule);
		if (handles)
			out_printf(p->out, " # handle %llu", (unsigned long long)rule->handle);
		out_char(p->out, '\n');
	}
}

static const struct symbol flag_names[] = { { "offload", CHAIN_OFFLOAD }, { 0 } };

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct chain *chain = thing;

	if (chain->comment)
		json_pair_str(w, "comment", chain->comment);
	if (!(chain->flags & CHAIN_BASE))
		return;
	devices_json_out(w, sorted_devices(p, chain), chain->devices.n);
	json_pair_str(w, "type", chain->type ? chain->type : "unknown");
	json_pair_str(w, "hook", hook_name(chain->table->family, chain->hook));
	json_name(w, "prio");
	json_s64(w, chain->priority);
	json_pair_str(w, "policy", chain->policy == VERDICT_DROP ? "drop" : "accept");
	if (p->flags & OUTPUT_LOSSLESS && chain->flags & CHAIN_OFFLOAD) {
		json_name(w, "flags");
		json_out_flags(w, flag_names, CHAIN_OFFLOAD);
	}
}

static bool json_in_base(struct reader *r, struct chain_body *body, struct json_t *value)
{
	struct json_t *dev = json_member(value, "dev"), *flags = json_member(value, "flags");
	const char *policy = NULL;
	uint64_t bits = 0;

	if (!json_must_str(r, value, "hook", &body->hook.name) ||
	    !priority_json_in(r, value, &body->priority) ||
	    !json_may_str(r, value, "policy", &policy) ||
	    (dev && !devices_json_in(r, dev, &body->devices)) ||
	    (flags && !json_flags(r, flags, flag_names, &bits)))
		return false;
	body->flags = (uint32_t)bits;
	body->type.loc = body->hook.loc = body->priority_loc = r->loc;
	if (policy)
		body->policy = expr_word(r->run->pool, r->loc, span_of(policy), EXPR_F_QUOTED);
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct chain_body *body = pool_new_of(r->run->pool, struct chain_body);

	body->loc = r->loc;
	body->rules.last = &body->rules.first;
	cmd->chain = body;
	if (cmd->verb == VERB_RENAME)
		return json_must_str(r, value, "newname", &cmd->h.new_name.name);
	if (!json_may_str(r, value, "comment", &body->comment) ||
	    !json_may_str(r, value, "type", &body->type.name))
		return false;
	return !body->type.name || json_in_base(r, body, value);
}

const struct object_desc object_chain = {
	.word = "chain",
	.plural = "chains",
	.kind = KIND_CHAIN,
	.inside = true,
	.verbs = VERBS_CHANGE | 1u << VERB_FLUSH | 1u << VERB_RENAME | 1u << VERB_LIST,
	.plural_verbs = 1u << VERB_LIST,
	.need = NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_OBJECTS | NEED_RULES | NEED_ELEMENTS,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
