/*
 * txn_rule: rules: where they go, what they use, and what goes with them (anonymous sets, chains).
 */
#include <linux/netfilter/nf_tables.h>

#include "kernel/model.h"

static void back_rule_add(void *a, void *b, uint64_t number)
{
	rule_remove(a);
}

/* b: the rule itself stays as it was; number: its index in the chain. */
static void back_rule_remove(void *a, void *b, uint64_t number)
{
	struct rule *rule = a, *slot = rule_add(rule->chain, number);
	struct chain *chain = rule->chain;

	for (size_t i = 0; i < chain->rules.n; i++)
		if (chain->rules.v[i] == slot)
			chain->rules.v[i] = rule;
}

static void back_set_remove(void *a, void *b, uint64_t number)
{
	struct set *set = a;

	file_by_handle(set->table->ruleset->pool, &set->table->sets, set);
	map_set(&set->table->set_index, span_of(set->name), set);
}

static void back_chain_remove(void *a, void *b, uint64_t number)
{
	struct chain *chain = a;

	file_by_handle(chain->table->ruleset->pool, &chain->table->chains, chain);
	map_set(&chain->table->chain_index, span_of(chain->name), chain);
}

static void remove_rule(struct request *q, struct rule *rule);

void txn_empty_chain(struct request *q, struct chain *chain)
{
	while (chain->rules.n)
		remove_rule(q, chain->rules.v[chain->rules.n - 1]);
}

static void remove_bound_chain(struct request *q, struct chain *chain)
{
	txn_empty_chain(q, chain);
	chain_remove(chain);
	txn_undo(q->model, back_chain_remove, chain, NULL, 0);
}

/* Anonymous sets and chains live and die with their rule. */
static void remove_bound(struct request *q, const struct rule *rule)
{
	const struct insn *i;

	prog_each(i, rule->prog) {
		struct set *set =
			i->id == INSN_LOOKUP
				? set_find(rule->table, ((const struct insn_lookup *)i)->set)
			: i->id == INSN_OBJREF
				? set_find(rule->table, ((const struct insn_objref *)i)->set)
				: NULL;
		const struct data *data = i->id == INSN_IMMEDIATE
						  ? &((const struct insn_immediate *)i)->data
						  : NULL;
		struct chain *chain = data && data->verdict ? chain_find(rule->table, data->chain)
							    : NULL;

		if (set && set->flags & SET_ANONYMOUS) {
			set_remove(set);
			txn_undo(q->model, back_set_remove, set, NULL, 0);
			txn_event(q, MSG_DELSET, KIND_SET, set, NULL);
		}
		if (chain && chain->flags & CHAIN_BINDING)
			remove_bound_chain(q, chain);
	}
}

static void remove_rule(struct request *q, struct rule *rule)
{
	uint64_t index = (uint64_t)rule_index(rule);

	rule_remove(rule);
	txn_undo(q->model, back_rule_remove, rule, NULL, index);
	txn_event(q, MSG_DELRULE, KIND_RULE, rule, NULL);
	remove_bound(q, rule);
}

static struct chain *chain_of(struct request *q, const struct rule *want)
{
	if (!want->chain_id)
		return chain_find(q->table, want->chain_name);
	for (size_t i = 0; i < q->table->chains.n; i++)
		if (q->table->chains.v[i]->id == want->chain_id)
			return q->table->chains.v[i];
	return NULL;
}

static struct rule *rule_by_id(const struct chain *chain, uint32_t id)
{
	for (size_t i = chain->rules.n; i-- > 0;)
		if (chain->rules.v[i]->id == id)
			return chain->rules.v[i];
	return NULL;
}

/* After or before the given rule, else at the end or the start. */
static int find_place(struct request *q, struct chain *chain, const struct rule *want,
		      size_t *index)
{
	bool append = q->flags & NLM_F_APPEND;
	const struct rule *there = want->position      ? rule_by_handle(chain, want->position)
				   : want->position_id ? rule_by_id(chain, want->position_id)
						       : NULL;

	*index = append ? chain->rules.n : 0;
	if (!want->position && !want->position_id)
		return 0;
	if (!there)
		return blame(q, want->position ? NFTA_RULE_POSITION : NFTA_RULE_POSITION_ID,
			     ENOENT);
	*index = (size_t)rule_index(there) + append;
	return 0;
}

static struct rule *file_rule(struct request *q, struct chain *chain, struct rule *want,
			      size_t index)
{
	struct rule *rule = rule_add(chain, index);

	want->table = q->table;
	want->chain = chain;
	want->chain_name = chain->name;
	want->handle = want->handle ? want->handle : next_handle(q->table);
	*rule = *want;
	txn_undo(q->model, back_rule_add, rule, NULL, 0);
	return rule;
}

static int replace_rule(struct request *q, struct chain *chain, struct rule *want)
{
	struct rule *old = rule_by_handle(chain, want->handle);
	size_t index;
	int error;

	if (!old)
		return blame(q, NFTA_RULE_HANDLE, ENOENT);
	error = check_rule(q, chain, want);
	if (error)
		return error;
	index = (size_t)rule_index(old);
	want->handle = 0;
	remove_rule(q, old);
	txn_event(q, MSG_NEWRULE, KIND_RULE, file_rule(q, chain, want, index), NULL);
	return 0;
}

static int add_rule(struct request *q, struct chain *chain, struct rule *want)
{
	struct rule *rule;
	size_t index;
	int error = find_place(q, chain, want, &index);

	if (!error)
		error = check_rule(q, chain, want);
	if (error)
		return error;
	rule = file_rule(q, chain, want, index);
	/* listeners learn after which rule a new one stands, unless it is the last */
	rule->position = index && index + 1 < chain->rules.n ? chain->rules.v[index - 1]->handle
							     : 0;
	rule->position_id = 0;
	txn_event(q, MSG_NEWRULE, KIND_RULE, rule, NULL);
	return 0;
}

/* Without a handle all rules of the chain; without a chain all of the table. */
static int remove_rules(struct request *q, struct chain *chain, const struct rule *want)
{
	if (want->handle) {
		struct rule *rule = chain ? rule_by_handle(chain, want->handle) : NULL;

		if (!rule)
			return q->type == MSG_DESTROYRULE ? 0 : blame(q, NFTA_RULE_HANDLE, ENOENT);
		remove_rule(q, rule);
		return 0;
	}
	for (size_t i = q->table->chains.n; i-- > 0;) {
		struct chain *each = q->table->chains.v[i];

		if (!chain || each == chain)
			txn_empty_chain(q, each);
		if (i > q->table->chains.n)
			i = q->table->chains.n;
	}
	return 0;
}

int txn_rule(struct request *q)
{
	struct rule want = { 0 };
	struct chain *chain;
	bool removes = request_removes(q, MSG_DELRULE, MSG_DESTROYRULE);

	if (!q->table)
		return q->type == MSG_DESTROYRULE ? 0 : blame(q, NFTA_RULE_TABLE, ENOENT);
	if (!code_get_rule(q->attrs, &want, q->model->pool))
		return EINVAL;
	chain = chain_of(q, &want);
	if (!chain && (want.chain_name || want.chain_id || !removes))
		return q->type == MSG_DESTROYRULE
			       ? 0
			       : blame(q, want.chain_id ? NFTA_RULE_CHAIN_ID : NFTA_RULE_CHAIN,
				       ENOENT);
	if (removes)
		return remove_rules(q, chain, &want);
	want.table = q->table;
	return q->flags & NLM_F_REPLACE ? replace_rule(q, chain, &want) : add_rule(q, chain, &want);
}
