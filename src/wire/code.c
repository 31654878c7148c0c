/*
 * code: which message an op is, and which op a message is. The content is the business of the
 * other code_*.c.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"

/* Message types per kind of thing. */
static const struct {
	uint8_t make, drop, destroy;
} types[KIND_N] = {
	[KIND_TABLE] = { MSG_NEWTABLE, MSG_DELTABLE, MSG_DESTROYTABLE },
	[KIND_CHAIN] = { MSG_NEWCHAIN, MSG_DELCHAIN, MSG_DESTROYCHAIN },
	[KIND_RULE] = { MSG_NEWRULE, MSG_DELRULE, MSG_DESTROYRULE },
	[KIND_SET] = { MSG_NEWSET, MSG_DELSET, MSG_DESTROYSET },
	[KIND_ELEMENT] = { MSG_NEWSETELEM, MSG_DELSETELEM, MSG_DESTROYSETELEM },
	[KIND_OBJECT] = { MSG_NEWOBJ, MSG_DELOBJ, MSG_DESTROYOBJ },
	[KIND_FLOWTABLE] = { MSG_NEWFLOWTABLE, MSG_DELFLOWTABLE, MSG_DESTROYFLOWTABLE },
	[KIND_RULESET] = { MSG_DELTABLE, MSG_DELTABLE, MSG_DELTABLE },
};

static uint16_t flags_of(const struct op *op)
{
	static const uint16_t flags[] = {
		[OP_ADD] = NLM_F_CREATE, [OP_CREATE] = NLM_F_CREATE | NLM_F_EXCL,
		[OP_INSERT] = NLM_F_CREATE, [OP_REPLACE] = NLM_F_REPLACE, [OP_DELETE] = 0,
		[OP_DESTROY] = 0, [OP_FLUSH] = 0, [OP_GET] = 0, [OP_RESET] = 0, [OP_RENAME] = 0,
	};
	bool appends = op->verb == OP_ADD && op->kind == KIND_RULE;

	return flags[op->verb] | (appends ? NLM_F_APPEND : 0);
}

static uint8_t type_of(const struct op *op)
{
	switch ((enum op_verb)op->verb) {
	case OP_DELETE:
		return types[op->kind].drop;
	case OP_DESTROY:
		return types[op->kind].destroy;
	case OP_FLUSH:
		return op->kind == KIND_SET || op->kind == KIND_ELEMENT ? MSG_DELSETELEM
		     : op->kind == KIND_RULESET ? MSG_DELTABLE : MSG_DELRULE;
	case OP_ADD:
	case OP_CREATE:
	case OP_INSERT:
	case OP_REPLACE:
	case OP_GET:
	case OP_RESET:
	case OP_RENAME:
		break;
	}
	return types[op->kind].make;
}

static void begin(struct batch *b, struct op *op)
{
	uint32_t sequence = ++b->transport->sequence;
	uint16_t flags = flags_of(op) | (b->echo ? NLM_F_ECHO : 0);

	if (!op->sequence)
		op->sequence = sequence;
	op->sequence_end = sequence;
	message_begin(&b->messages, MSG_TYPE(type_of(op)), flags, op->family, 0, sequence);
}

/* A table or chain is emptied by deleting rules without saying which. */
static void put_flush(struct messages *m, const struct op *op)
{
	const struct table *table = op->kind == KIND_TABLE ? op->table : op->chain->table;

	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_RULE_TABLE, code_table_name(table, op));
	if (op->kind != KIND_CHAIN)
		return;
	code_at(m, op, AT_NAME);
	attr_put_str(m, NFTA_RULE_CHAIN, op->chain->name);
}

static void put_set_name(struct messages *m, const struct op *op)
{
	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_SET_ELEM_LIST_TABLE, code_table_name(op->set->table, op));
	code_at(m, op, AT_NAME);
	attr_put_str(m, NFTA_SET_ELEM_LIST_SET, op->set->name);
	if (op->set->id)
		attr_put_u32(m, NFTA_SET_ELEM_LIST_SET_ID, op->set->id);
}

/*
 * A new interval set tells that what is below its first element belongs to none; sets that were
 * there before have been told. With EXCL a second telling would be refused.
 */
bool code_starts_set(const struct op *op)
{
	return op->verb == OP_ADD && (op->set->flags & SET_ANONYMOUS || !op->set->handle);
}

static void code_elements(struct batch *b, struct op *op)
{
	struct messages *m = &b->messages;
	size_t next = 0;

	while (next < op->elems->n) {
		struct elem_mark *mark;

		if (next) {
			message_end(m);
			begin(b, op);
		}
		mark = vec_push(m->pool, &m->elem_marks);
		*mark = (struct elem_mark){ op->sequence_end, next };
		put_set_name(m, op);
		code_at(m, op, AT_SPEC);
		code_put_elems(m, op->set, op->elems, &next, !next && code_starts_set(op));
	}
}

static void put_op(struct batch *b, struct op *op)
{
	struct messages *m = &b->messages;
	bool flush = op->verb == OP_FLUSH;

	switch ((enum object_kind)op->kind) {
	case KIND_TABLE:
		if (flush)
			put_flush(m, op);
		else
			code_put_table(m, op->table, op);
		break;
	case KIND_CHAIN:
		if (flush)
			put_flush(m, op);
		else
			code_put_chain(m, op->chain, op);
		break;
	case KIND_RULE:
		code_put_rule(m, op->rule, op);
		break;
	case KIND_SET:
	case KIND_ELEMENT:
		if (flush || (op->kind == KIND_ELEMENT && (!op->elems || !op->elems->n)))
			put_set_name(m, op);
		else if (op->kind == KIND_SET)
			code_put_set(m, op->set, op);
		else
			code_elements(b, op);
		break;
	case KIND_OBJECT:
		code_put_object(m, op->object, op);
		break;
	case KIND_FLOWTABLE:
		code_put_flowtable(m, op->flowtable, op);
		break;
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
}

void code_op(struct batch *b, struct op *op)
{
	/* No elements to add or delete is nothing to do; without a list it would be a flush. */
	if (op->kind == KIND_ELEMENT && op->verb != OP_FLUSH && (!op->elems || !op->elems->n))
		return;
	op->sequence = 0;
	begin(b, op);
	put_op(b, op);
	message_end(&b->messages);
}

/* Reading */

/* A table that `into` does not have, for things that need one to point at. */
static struct table *table_for(struct ruleset *into, uint32_t family, const char *name)
{
	struct table *table = name ? table_find(into, family, name) : NULL;

	if (table)
		return table;
	table = pool_new_of(into->pool, struct table);
	table->ruleset = into;
	table->family = family;
	table->name = name;
	return table;
}

struct reader {
	struct ruleset *into;
	struct attrs in;
	struct table *table;
	struct op *op;
	uint16_t flags;
};

static bool read_table(struct reader *r)
{
	struct op *op = r->op;

	op->table = pool_new_of(r->into->pool, struct table);
	op->table->ruleset = r->into;
	op->table->family = op->family;
	if (!code_get_table(r->in, op->table, r->into->pool))
		return false;
	op->table_name = op->table->name;
	op->by_handle = !op->table->name;
	if (op->verb == OP_DELETE && op->by_handle && !op->table->handle) {
		op->kind = KIND_RULESET;
		op->verb = OP_FLUSH;
		op->table = NULL;
	}
	return true;
}

static bool read_chain(struct reader *r)
{
	struct op *op = r->op;
	struct chain *chain = op->chain = pool_new_of(r->into->pool, struct chain);

	chain->table = r->table;
	if (!code_get_chain(r->in, chain, r->into->pool))
		return false;
	op->by_handle = !chain->name;
	/* Only what is asked, not what is told, says both name and handle to mean a change. */
	if (r->flags & NLM_F_REQUEST && op->verb == OP_ADD && chain->name && chain->handle) {
		op->verb = OP_RENAME;
		op->new_name = chain->name;
	}
	op->only_devices = op->verb == OP_DELETE && chain->devices.n;
	return true;
}

static bool read_rule(struct reader *r)
{
	struct op *op = r->op;
	struct rule *rule = op->rule = pool_new_of(r->into->pool, struct rule);
	struct chain *chain;

	rule->table = r->table;
	if (!code_get_rule(r->in, rule, r->into->pool))
		return false;
	if (rule->chain_name)
		rule->chain = chain_find(r->table, rule->chain_name);
	if (op->verb == OP_ADD)
		op->verb = r->flags & NLM_F_REPLACE ? OP_REPLACE
			 : r->flags & NLM_F_APPEND ? OP_ADD : OP_INSERT;
	op->by_handle = rule->handle;
	if (op->verb != OP_DELETE || rule->handle || rule->id)
		return true;
	op->verb = OP_FLUSH;
	if (!rule->chain_name) {
		op->kind = KIND_TABLE;
		op->table = r->table;
		return true;
	}
	chain = pool_new_of(r->into->pool, struct chain);
	chain->table = r->table;
	chain->name = rule->chain_name;
	op->kind = KIND_CHAIN;
	op->chain = chain;
	return true;
}

static bool read_set(struct reader *r)
{
	struct op *op = r->op;
	struct set *set = op->set = pool_new_of(r->into->pool, struct set);

	set->table = r->table;
	if (!code_get_set(r->in, set, r->into->pool))
		return false;
	op->by_handle = !set->name;
	return true;
}

static struct set *known_set(const struct table *table, struct attrs in, const char *name)
{
	struct set *set = set_find(table, name);
	struct attr attr;
	uint32_t id;

	if (set || !attr_find(in, NFTA_SET_ELEM_LIST_SET_ID, &attr) || !attr_u32(&attr, &id) ||
	    !table->set_ids.pool)
		return set;
	return map_get(&table->set_ids, (struct span){ (const char *)&id, sizeof(id) });
}

/* A set we know nothing of: its keys are as long as the first one. */
static struct set *guessed_set(struct reader *r, const struct attr *list, const char *name)
{
	struct set *set = pool_new_of(r->into->pool, struct set);
	struct attrs elems = attr_inside(list);
	struct attr elem, key, value;
	struct attrs inside;

	set->table = r->table;
	set->name = name;
	set->key_size = 4;
	if (!attr_next(&elems, &elem) ||
	    !attr_find(attr_inside(&elem), NFTA_SET_ELEM_KEY, &key))
		return set;
	inside = attr_inside(&key);
	if (attr_next(&inside, &value) && value.size && value.size <= KEY_SIZE_MAX)
		set->key_size = value.size;
	return set;
}

static bool read_elements(struct reader *r)
{
	struct op *op = r->op;
	struct attr attr, list;
	const char *name;

	if (!attr_find(r->in, NFTA_SET_ELEM_LIST_SET, &attr))
		return false;
	name = attr_str(&attr, NFT_NAME_MAXLEN, r->into->pool);
	if (!name)
		return false;
	op->set = known_set(r->table, r->in, name);
	if (!attr_find(r->in, NFTA_SET_ELEM_LIST_ELEMENTS, &list)) {
		if (!op->set)
			op->set = guessed_set(r, &(struct attr){ 0 }, name);
		op->kind = KIND_SET;
		op->verb = OP_FLUSH;
		return true;
	}
	if (!op->set)
		op->set = guessed_set(r, &list, name);
	op->elems = code_new_elems(r->into->pool, op->set);
	return code_get_elems(attr_inside(&list), op->set, op->elems);
}

static bool read_object(struct reader *r)
{
	struct op *op = r->op;

	op->object = pool_new_of(r->into->pool, struct object);
	op->object->table = r->table;
	if (!code_get_object(r->in, op->object, r->into->pool))
		return false;
	op->by_handle = !op->object->name;
	return true;
}

static bool read_flowtable(struct reader *r)
{
	struct op *op = r->op;

	op->flowtable = pool_new_of(r->into->pool, struct flowtable);
	op->flowtable->table = r->table;
	if (!code_get_flowtable(r->in, op->flowtable, r->into->pool))
		return false;
	op->by_handle = !op->flowtable->name;
	op->only_devices = op->verb == OP_DELETE && op->flowtable->devices.n &&
			   r->flags & NLM_F_REQUEST;
	return true;
}

static const struct attr_row generation_rows[] = {
	{ .attr = NFTA_GEN_ID, .kind = ATTR_U32, .offset = offsetof(struct generation, id) },
	{ .attr = NFTA_GEN_PROC_PID, .kind = ATTR_U32, .offset = offsetof(struct generation, pid) },
	{ .attr = NFTA_GEN_PROC_NAME, .kind = ATTR_STR,
	  .offset = offsetof(struct generation, name) },
	{ 0 }
};

static bool read_generation(struct reader *r)
{
	uint32_t given;

	r->op->kind = KIND_GENERATION;
	r->op->generation = pool_new_of(r->into->pool, struct generation);
	return attr_get_rows(r->in, generation_rows, r->op->generation, &given, r->into->pool,
			     false);
}

static bool (*const readers[KIND_N])(struct reader *r) = {
	[KIND_TABLE] = read_table, [KIND_CHAIN] = read_chain, [KIND_RULE] = read_rule,
	[KIND_SET] = read_set, [KIND_ELEMENT] = read_elements, [KIND_OBJECT] = read_object,
	[KIND_FLOWTABLE] = read_flowtable,
};

static bool set_verb(struct op *op, uint8_t type, uint16_t flags)
{
	for (unsigned kind = 0; kind < KIND_RULESET; kind++) {
		if (type != types[kind].make && type != types[kind].drop &&
		    type != types[kind].destroy)
			continue;
		op->kind = kind;
		op->verb = type == types[kind].drop ? OP_DELETE
			 : type == types[kind].destroy ? OP_DESTROY
			 : flags & NLM_F_EXCL && kind != KIND_RULE ? OP_CREATE : OP_ADD;
		return true;
	}
	return false;
}

/* Every message but that of a table names its table in attribute 1. */
static bool set_table(struct reader *r)
{
	struct attr attr;

	if (r->op->kind == KIND_TABLE)
		return true;
	if (!attr_find(r->in, NFTA_CHAIN_TABLE, &attr))
		return false;
	r->op->table_name = attr_str(&attr, NFT_NAME_MAXLEN, r->into->pool);
	if (!r->op->table_name)
		return false;
	r->table = table_for(r->into, r->op->family, r->op->table_name);
	return true;
}

bool code_read(struct ruleset *into, const struct nlmsghdr *message, struct op *op)
{
	uint8_t type = message->nlmsg_type & 0xff;
	struct reader r = { .into = into, .op = op, .flags = message->nlmsg_flags };
	const struct nfgenmsg *gen = NLMSG_DATA(message);

	*op = (struct op){ .sequence = message->nlmsg_seq };
	if (message->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof(*gen)))
		return false;
	op->family = gen->nfgen_family;
	r.in = message_attrs(message);
	if (type == MSG_NEWGEN)
		return read_generation(&r);
	return set_verb(op, type, message->nlmsg_flags) && set_table(&r) && readers[op->kind](&r);
}

bool code_decode(struct ruleset *into, const struct nlmsghdr *message, struct op *op)
{
	if (!code_read(into, message, op))
		return false;
	if (op->kind == KIND_ELEMENT)
		code_fold_elems(op->set, op->elems);
	return true;
}
