#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/code.h"
#include "wire/rest.h"

void rest_init(struct rest *r, const struct ruleset *known, struct pool *pool,
	       struct transport *t, struct out *debug)
{
	*r = (struct rest){ 0 };
	talk_init(&r->talk, pool, t, debug);
	r->talk.generation = known->generation;
	r->talk.checked = true;
}

/* Move on to the next rule that is told. */
static void next_rule(struct rest *r)
{
	char name[NFT_NAME_MAXLEN];

	r->message = talk_next(&r->talk);
	if (!r->message || !load_name(message_attrs(r->message), NFTA_RULE_CHAIN, name))
		r->chain = NULL;
	else if (!r->chain || !str_same(r->chain->name, name))
		r->chain = chain_find(r->table, name);
}

void rest_rules(struct rest *r, struct table *table, const char *chain)
{
	rest_end(r);
	r->table = table;
	talk_ask(&r->talk, MSG_GETRULE, NLM_F_DUMP, table->family);
	attr_put_str(&r->talk.messages, NFTA_RULE_TABLE, table->name);
	if (chain)
		attr_put_str(&r->talk.messages, NFTA_RULE_CHAIN, chain);
	talk_send(&r->talk);
	next_rule(r);
}

/* Chains are told in the order in which they were made, that of their handles. */
static bool is_passed_over(const struct rest *r, const struct chain *chain)
{
	return r->message && (!r->chain || r->chain->handle < chain->handle);
}

struct rule *rest_rule(struct rest *r, const struct chain *chain, struct pool *pool)
{
	while (is_passed_over(r, chain) || (r->message && r->chain == chain)) {
		bool wanted = r->chain == chain;
		struct rule *rule = wanted ? pool_new_of(pool, struct rule) : NULL;

		wanted = wanted && code_get_rule(message_attrs(r->message), rule, pool);
		next_rule(r);
		if (!wanted)
			continue;
		rule->table = chain->table;
		rule->chain = (struct chain *)chain;
		rule->chain_name = chain->name;
		return rule;
	}
	return NULL;
}

enum talk_result rest_end(struct rest *r)
{
	r->table = NULL;
	r->message = NULL;
	r->chain = NULL;
	return talk_end(&r->talk);
}

struct elems *set_read(struct talk *t, const struct set *set, struct pool *pool, bool reset)
{
	struct elems *elems = code_new_elems(pool, set);
	const struct nlmsghdr *message;
	bool checked = t->checked;
	struct attr list;

	talk_ask(t, reset ? MSG_GETSETELEM_RESET : MSG_GETSETELEM, NLM_F_DUMP, set->table->family);
	attr_put_str(&t->messages, NFTA_SET_ELEM_LIST_TABLE, set->table->name);
	attr_put_str(&t->messages, NFTA_SET_ELEM_LIST_SET, set->name);
	t->checked = checked && !reset;
	talk_send(t);
	while ((message = talk_next(t)))
		if (attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list))
			code_get_elems(attr_inside(&list), set, elems);
	t->checked = checked;
	code_fold_elems(set, elems);
	elems_arrange(elems);
	return elems;
}
