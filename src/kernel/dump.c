/*
 * dump: questions (GET messages, single or dump) and the events of committed transactions.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/model.h"

enum { GEN_ID = 1, GEN_PID = 2, GEN_NAME = 3 };

static void begin(struct messages *m, uint16_t type, uint16_t flags, uint32_t sequence,
		  uint32_t generation, uint32_t family)
{
	message_begin(m, MSG_TYPE(type), flags, family, (uint16_t)generation, sequence);
	message_open(m)->nlmsg_flags = flags; /* what is told is no request */
}

static void put_set(struct messages *m, const struct set *set)
{
	struct set counted = *set;

	counted.count = set->elems ? (uint32_t)set->elems->n : 0;
	code_put_set(m, &counted, NULL);
}

void put_thing(struct messages *m, enum object_kind kind, uint16_t type, uint16_t flags,
	       uint32_t sequence, uint32_t generation, uint32_t family, const void *thing)
{
	begin(m, type, flags, sequence, generation, family);
	switch (kind) {
	case KIND_TABLE:
		code_put_table(m, thing, NULL);
		break;
	case KIND_CHAIN:
		code_put_chain(m, thing, NULL);
		break;
	case KIND_RULE:
		code_put_rule(m, thing, NULL);
		break;
	case KIND_SET:
		put_set(m, thing);
		break;
	case KIND_OBJECT:
		code_put_object(m, thing, NULL);
		break;
	case KIND_FLOWTABLE:
		code_put_flowtable(m, thing, NULL);
		break;
	case KIND_ELEMENT:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	message_end(m);
}

void put_elements(struct messages *m, uint16_t type, uint16_t flags, uint32_t sequence,
		  uint32_t generation, const struct set *set, const struct elems *elems)
{
	size_t next = 0;

	while (next < elems->n) {
		begin(m, type, flags, sequence, generation, set->table->family);
		attr_put_str(m, NFTA_SET_ELEM_LIST_TABLE, set->table->name);
		attr_put_str(m, NFTA_SET_ELEM_LIST_SET, set->name);
		code_put_elems(m, set, elems, &next, 0);
		message_end(m);
	}
}

void put_generation(struct messages *m, uint32_t sequence, uint32_t generation)
{
	begin(m, MSG_NEWGEN, 0, sequence, generation, 0);
	attr_put_u32(m, GEN_ID, generation);
	attr_put_u32(m, GEN_PID, 0);
	attr_put_str(m, GEN_NAME, "nft");
	message_end(m);
}

/* One answer of a dump or to a single question. */
static void put(struct request *q, enum object_kind kind, uint16_t type, const void *thing,
		const struct table *table)
{
	uint16_t flags = q->flags & NLM_F_DUMP ? NLM_F_MULTI : 0;

	put_thing(&q->model->answers, kind, type, flags, q->message->nlmsg_seq,
		  q->model->state->generation, table->family, thing);
}

static void put_done(struct request *q)
{
	struct {
		struct nlmsghdr head;
		int32_t error;
	} done = { 0 };
	struct messages *m = &q->model->answers;

	done.head.nlmsg_len = sizeof(done);
	done.head.nlmsg_type = NLMSG_DONE;
	done.head.nlmsg_flags = NLM_F_MULTI;
	done.head.nlmsg_seq = q->message->nlmsg_seq;
	done.head.nlmsg_pid = q->model->t.port;
	memcpy(messages_room(m, sizeof(done)), &done, sizeof(done));
	m->n += sizeof(done);
}

static const char *text_attr(struct request *q, uint16_t number)
{
	struct attr attr;

	return attr_find(q->attrs, number, &attr) ? attr_str(&attr, 256, q->model->answer_pool)
						  : NULL;
}

/* What a dump may be narrowed to; NULL: everything. */
struct filter {
	const char *name; /* chain of rules, set of elements */
	uint32_t object_type;
};

static void dump_rules(struct request *q, struct table *table, const struct filter *filter)
{
	for (size_t i = 0; i < table->chains.n; i++) {
		struct chain *chain = table->chains.v[i];

		if (filter->name && !str_same(filter->name, chain->name))
			continue;
		for (size_t j = 0; j < chain->rules.n; j++)
			put(q, KIND_RULE, MSG_NEWRULE, chain->rules.v[j], table);
		for (size_t j = 0; q->type == MSG_GETRULE_RESET && j < chain->rules.n; j++)
			reset_rule(chain->rules.v[j]);
	}
}

static void dump_elements(struct request *q, struct table *table, const struct filter *filter)
{
	struct set *set = set_find(table, filter->name);

	if (!set)
		return;
	put_elements(&q->model->answers, MSG_NEWSETELEM, NLM_F_MULTI, q->message->nlmsg_seq,
		     q->model->state->generation, set, set->elems);
	if (q->type == MSG_GETSETELEM_RESET)
		reset_elements(set->elems);
}

static void dump_objects(struct request *q, struct table *table, const struct filter *filter)
{
	for (size_t i = 0; i < table->objects.n; i++) {
		struct object *object = table->objects.v[i];

		if (filter->object_type && object->type != filter->object_type)
			continue;
		put(q, KIND_OBJECT, MSG_NEWOBJ, object, table);
		if (q->type == MSG_GETOBJ_RESET)
			reset_object(object);
	}
}

static void dump_table(struct request *q, struct table *table, const struct filter *filter)
{
	switch (q->type) {
	case MSG_GETTABLE:
		put(q, KIND_TABLE, MSG_NEWTABLE, table, table);
		break;
	case MSG_GETCHAIN:
		for (size_t i = 0; i < table->chains.n; i++)
			put(q, KIND_CHAIN, MSG_NEWCHAIN, table->chains.v[i], table);
		break;
	case MSG_GETRULE:
	case MSG_GETRULE_RESET:
		dump_rules(q, table, filter);
		break;
	case MSG_GETSET:
		for (size_t i = 0; i < table->sets.n; i++)
			put(q, KIND_SET, MSG_NEWSET, table->sets.v[i], table);
		break;
	case MSG_GETSETELEM:
	case MSG_GETSETELEM_RESET:
		dump_elements(q, table, filter);
		break;
	case MSG_GETOBJ:
	case MSG_GETOBJ_RESET:
		dump_objects(q, table, filter);
		break;
	case MSG_GETFLOWTABLE:
		for (size_t i = 0; i < table->flowtables.n; i++)
			put(q, KIND_FLOWTABLE, MSG_NEWFLOWTABLE, table->flowtables.v[i], table);
		break;
	}
}

static bool is_elements(const struct request *q)
{
	return q->type == MSG_GETSETELEM || q->type == MSG_GETSETELEM_RESET;
}

static int dump(struct request *q)
{
	struct ruleset *state = q->model->state;
	const char *table = q->type == MSG_GETTABLE ? NULL : text_attr(q, 1);
	struct filter filter = { .name = text_attr(q, 2) };
	struct attr attr;

	if (q->type == MSG_GETOBJ || q->type == MSG_GETOBJ_RESET) {
		filter.name = NULL;
		if (attr_find(q->attrs, NFTA_OBJ_TYPE, &attr))
			attr_u32(&attr, &filter.object_type);
	}
	if (is_elements(q) && (!q->table || !set_find(q->table, filter.name)))
		return blame(q, q->table ? NFTA_SET_ELEM_LIST_SET : NFTA_SET_ELEM_LIST_TABLE,
			     ENOENT);
	for (size_t i = 0; i < state->tables.n; i++) {
		struct table *t = state->tables.v[i];

		if ((!q->family || q->family == t->family) && (!table || str_same(table, t->name)))
			dump_table(q, t, &filter);
	}
	put_done(q);
	return 0;
}

static int get_named(struct request *q, enum object_kind kind, uint16_t answer, const void *thing,
		     uint16_t attr)
{
	if (!thing)
		return blame(q, attr, ENOENT);
	put(q, kind, answer, thing, q->table);
	return 0;
}

static int get_rule(struct request *q)
{
	struct chain *chain = chain_find(q->table, text_attr(q, NFTA_RULE_CHAIN));
	struct rule *rule;
	struct attr attr;
	uint64_t handle;
	int error;

	if (!chain)
		return blame(q, NFTA_RULE_CHAIN, ENOENT);
	if (!attr_find(q->attrs, NFTA_RULE_HANDLE, &attr) || !attr_u64(&attr, &handle))
		return EINVAL;
	rule = rule_by_handle(chain, handle);
	error = get_named(q, KIND_RULE, MSG_NEWRULE, rule, NFTA_RULE_HANDLE);
	if (!error && q->type == MSG_GETRULE_RESET)
		reset_rule(rule);
	return error;
}

static int get_object(struct request *q)
{
	struct object *object;
	struct attr attr;
	uint32_t type;
	int error;

	if (!attr_find(q->attrs, NFTA_OBJ_TYPE, &attr) || !attr_u32(&attr, &type))
		return EINVAL;
	object = object_find(q->table, type, text_attr(q, NFTA_OBJ_NAME));
	error = get_named(q, KIND_OBJECT, MSG_NEWOBJ, object, NFTA_OBJ_NAME);
	if (!error && q->type == MSG_GETOBJ_RESET)
		reset_object(object);
	return error;
}

/* The elements that hold the keys asked for. */
static int get_elements(struct request *q)
{
	struct set *set = set_find(q->table, text_attr(q, NFTA_SET_ELEM_LIST_SET));
	struct elems *asked, *found;
	struct attr list;
	ptrdiff_t at;

	if (!set)
		return blame(q, NFTA_SET_ELEM_LIST_SET, ENOENT);
	if (!attr_find(q->attrs, NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		return EINVAL;
	asked = code_new_elems(q->model->answer_pool, set);
	found = code_new_elems(q->model->answer_pool, set);
	if (!code_get_elems(attr_inside(&list), set, asked))
		return EINVAL;
	for (size_t i = 0; i < asked->n; i++) {
		at = elems_find(set->elems, elems_lo(asked, i));
		if (at < 0)
			return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, ENOENT);
		elems_take(found, set->elems, (size_t)at);
	}
	put_elements(&q->model->answers, MSG_NEWSETELEM, 0, q->message->nlmsg_seq,
		     q->model->state->generation, set, found);
	if (q->type == MSG_GETSETELEM_RESET)
		reset_elements(found);
	return 0;
}

int answer_get(struct request *q)
{
	if (q->type == MSG_GETGEN) {
		put_generation(&q->model->answers, q->message->nlmsg_seq,
			       q->model->state->generation);
		return 0;
	}
	if ((q->flags & NLM_F_DUMP) == NLM_F_DUMP)
		return dump(q);
	if (!q->table)
		return blame(q, 1, ENOENT);
	switch (q->type) {
	case MSG_GETTABLE:
		return get_named(q, KIND_TABLE, MSG_NEWTABLE, q->table, NFTA_TABLE_NAME);
	case MSG_GETCHAIN:
		return get_named(q, KIND_CHAIN, MSG_NEWCHAIN,
				 chain_find(q->table, text_attr(q, NFTA_CHAIN_NAME)),
				 NFTA_CHAIN_NAME);
	case MSG_GETRULE:
	case MSG_GETRULE_RESET:
		return get_rule(q);
	case MSG_GETSET:
		return get_named(q, KIND_SET, MSG_NEWSET,
				 set_find(q->table, text_attr(q, NFTA_SET_NAME)), NFTA_SET_NAME);
	case MSG_GETSETELEM:
	case MSG_GETSETELEM_RESET:
		return get_elements(q);
	case MSG_GETOBJ:
	case MSG_GETOBJ_RESET:
		return get_object(q);
	case MSG_GETFLOWTABLE:
		return get_named(q, KIND_FLOWTABLE, MSG_NEWFLOWTABLE,
				 flowtable_find(q->table, text_attr(q, NFTA_FLOWTABLE_NAME)),
				 NFTA_FLOWTABLE_NAME);
	}
	return EINVAL;
}

void notify(struct model *model)
{
	struct messages *m = &model->answers;
	uint32_t generation = model->state->generation, sequence = 0;
	bool echoed = false;

	for (size_t i = 0; i < model->txn.events.n; i++) {
		struct event *e = &model->txn.events.v[i];
		uint16_t flags = e->flags &
				 (NLM_F_APPEND | NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE);

		if (!(e->flags & NLM_F_ECHO) && !model->subscribed)
			continue;
		echoed = true;
		sequence = e->sequence;
		if (e->kind == KIND_ELEMENT)
			put_elements(m, e->type, flags, e->sequence, generation, e->thing,
				     e->elems);
		else
			put_thing(m, e->kind, e->type, flags, e->sequence, generation, e->family,
				  e->thing);
	}
	if (echoed)
		put_generation(m, sequence, generation);
}
