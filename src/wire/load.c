/*
 * load: from dumps to a ruleset. Every message of a dump carries the generation it was made in (its
 * low 16 bits); one that differs from the generation asked for first begins the whole load anew.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "data/proto.h"
#include "wire/batch.h"
#include "wire/code.h"

/* A ruleset that changes faster than it can be read is given up on. */
enum { TRIES_MAX = 1000 };

enum talk_result { TALK_OK, TALK_AGAIN /* the kernel's state moved */, TALK_ERROR /* errno */ };

struct loader {
	struct ruleset *into;
	struct transport *transport;
	struct diag *diag;
	const struct need *need;
	struct out *debug;
	uint32_t generation;
	bool checked;             /* generations are compared */
	struct table *table;      /* of the last message: dumps come table by table */
	struct chain *chain;
	struct set *set;          /* whose elements are being read */
	struct messages messages; /* the request */
};

/* Asking */

static void ask(struct loader *l, uint8_t type, uint16_t flags, unsigned family)
{
	l->messages.n = 0;
	message_begin(&l->messages, MSG_TYPE(type), flags, family, 0, ++l->transport->sequence);
}

/* A dump ends with DONE, a single question with an acknowledgement. */
static enum talk_result take_end(const struct nlmsghdr *message, bool checked, bool *ended)
{
	const struct nlmsgerr *e = NLMSG_DATA(message);

	*ended = true;
	if (message->nlmsg_flags & NLM_F_DUMP_INTR && checked)
		return TALK_AGAIN;
	if (message->nlmsg_type == NLMSG_ERROR && message->nlmsg_len >= NLMSG_LENGTH(sizeof(*e)) &&
	    e->error) {
		errno = -e->error;
		return errno == EINTR ? TALK_AGAIN : TALK_ERROR;
	}
	if (message->nlmsg_type == NLMSG_DONE && message->nlmsg_len >= NLMSG_LENGTH(sizeof(int)) &&
	    *(const int *)NLMSG_DATA(message) < 0) {
		errno = -*(const int *)NLMSG_DATA(message);
		return errno == EINTR ? TALK_AGAIN : TALK_ERROR;
	}
	return TALK_OK;
}

static bool is_other_generation(const struct loader *l, const struct nlmsghdr *message)
{
	const struct nfgenmsg *gen = NLMSG_DATA(message);

	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		return true;
	return gen->res_id && ntohs(gen->res_id) != (l->generation & 0xffff);
}

typedef void taker(struct loader *l, const struct nlmsghdr *message);

static void take_content(struct loader *l, const struct nlmsghdr *message, taker *each,
			 enum talk_result *result)
{
	if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return;
	if (l->checked && is_other_generation(l, message))
		*result = TALK_AGAIN;
	else if (*result == TALK_OK)
		each(l, message);
}

/* Send the request that is open, and pass every answer to `each`; what it dislikes is left out. */
static enum talk_result talk(struct loader *l, taker *each)
{
	struct transport *t = l->transport;
	enum talk_result result = TALK_OK, end;
	uint32_t sequence = message_open(&l->messages)->nlmsg_seq;
	bool ended = false;

	message_end(&l->messages);
	if (l->debug)
		messages_print(l->debug, l->messages.b, l->messages.n);
	if (t->send(t, l->messages.b, l->messages.n) < 0)
		return TALK_ERROR;
	while (!ended) {
		const struct nlmsghdr *message;
		const uint8_t *chunk;
		void *buf;
		ptrdiff_t n = t->recv(t, &buf, -1);
		size_t left = (size_t)n;

		if (n <= 0)
			return n < 0 && errno == ENOBUFS ? TALK_AGAIN : TALK_ERROR;
		for (chunk = buf; (message = message_next(&chunk, &left));) {
			if (message->nlmsg_seq != sequence)
				continue;
			if (message->nlmsg_type != NLMSG_ERROR &&
			    message->nlmsg_type != NLMSG_DONE) {
				take_content(l, message, each, &result);
				continue;
			}
			end = take_end(message, l->checked, &ended);
			result = result == TALK_OK ? end : result;
		}
	}
	return result;
}

/* Filing */

static bool get_name(struct loader *l, struct attrs in, uint16_t type, char *room)
{
	struct attr attr;
	size_t n;

	if (!attr_find(in, type, &attr))
		return false;
	n = strnlen((const char *)attr.data, attr.size);
	if (!n || n >= NFT_NAME_MAXLEN)
		return false;
	memcpy(room, attr.data, n);
	room[n] = 0;
	return true;
}

/* The table that a message names in attribute 1, if it is loaded. */
static struct table *message_table(struct loader *l, const struct nlmsghdr *message)
{
	const struct nfgenmsg *gen = NLMSG_DATA(message);
	char name[NFT_NAME_MAXLEN];

	if (!get_name(l, message_attrs(message), NFTA_CHAIN_TABLE, name))
		return NULL;
	if (!l->table || l->table->family != gen->nfgen_family || !str_same(l->table->name, name)) {
		l->table = table_find(l->into, gen->nfgen_family, name);
		l->chain = NULL;
	}
	if (l->need->table && !str_same(l->need->table, name))
		return NULL;
	return l->table;
}

static void take_table(struct loader *l, const struct nlmsghdr *message)
{
	const struct nfgenmsg *gen = NLMSG_DATA(message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct table *table;
	const char *own;

	if (!get_name(l, in, NFTA_TABLE_NAME, name) ||
	    (l->need->table && !str_same(l->need->table, name)) ||
	    table_find(l->into, gen->nfgen_family, name))
		return;
	table = table_add(l->into, gen->nfgen_family, name);
	own = table->name;
	if (!code_get_table(in, table, l->into->pool))
		table_remove(table);
	table->name = own;
}

static void take_chain(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct chain *chain;
	const char *own;

	if (!table || !get_name(l, in, NFTA_CHAIN_NAME, name) || chain_find(table, name))
		return;
	chain = chain_add(table, name);
	own = chain->name;
	if (!code_get_chain(in, chain, l->into->pool))
		chain_remove(chain);
	chain->name = own;
}

static void take_rule(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct rule *rule;

	if (!table || !get_name(l, in, NFTA_RULE_CHAIN, name))
		return;
	if (l->need->chain && !str_same(l->need->chain, name))
		return;
	if (!l->chain || l->chain->table != table || !str_same(l->chain->name, name))
		l->chain = chain_find(table, name);
	if (!l->chain)
		return;
	rule = rule_add(l->chain, l->chain->rules.n);
	if (!code_get_rule(in, rule, l->into->pool))
		rule_remove(rule);
	rule->chain_name = l->chain->name;
}

static void take_set(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct set *set;
	const char *own;

	if (!table || !get_name(l, in, NFTA_SET_NAME, name) || set_find(table, name))
		return;
	set = set_add(table, name);
	own = set->name;
	if (!code_get_set(in, set, l->into->pool)) {
		set_remove(set);
		return;
	}
	set->name = own;
	if (l->need->set_known)
		l->need->set_known(l->need->arg, set);
}

static void take_object(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct object *object;
	struct attr attr;
	uint32_t type;
	const char *own;

	if (!table || !get_name(l, in, NFTA_OBJ_NAME, name) ||
	    !attr_find(in, NFTA_OBJ_TYPE, &attr) || !attr_u32(&attr, &type) ||
	    (l->need->object_type && type != l->need->object_type) ||
	    (l->need->object && !str_same(l->need->object, name)) ||
	    object_find(table, type, name))
		return;
	object = object_add(table, type, name);
	own = object->name;
	if (!code_get_object(in, object, l->into->pool))
		object_remove(object);
	object->name = own;
}

static void take_flowtable(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct flowtable *flowtable;
	const char *own;

	if (!table || !get_name(l, in, NFTA_FLOWTABLE_NAME, name) || flowtable_find(table, name))
		return;
	flowtable = flowtable_add(table, name);
	own = flowtable->name;
	if (!code_get_flowtable(in, flowtable, l->into->pool))
		flowtable_remove(flowtable);
	flowtable->name = own;
}

static void take_elements(struct loader *l, const struct nlmsghdr *message)
{
	struct attr list;

	if (attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		code_get_elems(attr_inside(&list), l->set, l->set->elems);
}

/* Dumping, kind by kind */

/* Someone may have removed meanwhile what we ask for by name; then there is just nothing. */
static enum talk_result absent_is_empty(enum talk_result result)
{
	return result == TALK_ERROR && errno == ENOENT ? TALK_OK : result;
}

static enum talk_result load_tables(struct loader *l)
{
	const struct need *need = l->need;
	bool one = need->table && need->family != FAMILY_ANY;

	ask(l, MSG_GETTABLE, one ? NLM_F_ACK : NLM_F_DUMP, need->family);
	if (one)
		attr_put_str(&l->messages, NFTA_TABLE_NAME, need->table);
	return absent_is_empty(talk(l, take_table));
}

/* Linux looks at the table's name in dumps of all but chains, where it does no harm. */
static void ask_dump(struct loader *l, uint8_t type)
{
	ask(l, type, NLM_F_DUMP, l->need->family);
	if (l->need->table)
		attr_put_str(&l->messages, NFTA_CHAIN_TABLE, l->need->table);
}

static bool asks_one(const struct need *need, const char *name)
{
	return name && need->table && need->family != FAMILY_ANY;
}

static enum talk_result load_chains(struct loader *l)
{
	ask_dump(l, MSG_GETCHAIN);
	return absent_is_empty(talk(l, take_chain));
}

static enum talk_result load_sets(struct loader *l)
{
	if (asks_one(l->need, l->need->set)) {
		ask(l, MSG_GETSET, NLM_F_ACK, l->need->family);
		attr_put_str(&l->messages, NFTA_SET_TABLE, l->need->table);
		attr_put_str(&l->messages, NFTA_SET_NAME, l->need->set);
	} else {
		ask_dump(l, MSG_GETSET);
	}
	return absent_is_empty(talk(l, take_set));
}

/* What `reset` of a need is about: the last thing it asks for. */
static bool resets(const struct need *need, unsigned bit)
{
	unsigned what = need->bits & NEED_RULES ? NEED_RULES
		      : need->bits & NEED_ELEMENTS ? NEED_ELEMENTS : NEED_OBJECTS;

	return need->reset && what == bit;
}

static enum talk_result load_objects(struct loader *l)
{
	const struct need *need = l->need;
	bool reset = resets(need, NEED_OBJECTS);
	bool one = asks_one(need, need->object) && need->object_type;
	uint8_t type = reset ? MSG_GETOBJ_RESET : MSG_GETOBJ;
	enum talk_result result;

	if (one) {
		ask(l, type, NLM_F_ACK, need->family);
		attr_put_str(&l->messages, NFTA_OBJ_TABLE, need->table);
		attr_put_str(&l->messages, NFTA_OBJ_NAME, need->object);
	} else {
		ask_dump(l, type);
	}
	if (need->object_type)
		attr_put_u32(&l->messages, NFTA_OBJ_TYPE, need->object_type);
	l->checked = !reset;
	result = talk(l, take_object);
	l->checked = true;
	return absent_is_empty(result);
}

static enum talk_result load_flowtables(struct loader *l)
{
	enum talk_result result;

	ask_dump(l, MSG_GETFLOWTABLE);
	result = talk(l, take_flowtable);
	/* A kernel without flowtables refuses the question. */
	return result == TALK_ERROR && (errno == EINVAL || errno == EOPNOTSUPP)
		? TALK_OK : absent_is_empty(result);
}

static enum talk_result load_rules(struct loader *l)
{
	const struct need *need = l->need;
	bool reset = resets(need, NEED_RULES);
	uint8_t type = reset ? MSG_GETRULE_RESET : MSG_GETRULE;
	enum talk_result result;

	if (need->rule && asks_one(need, need->chain))
		ask(l, type, NLM_F_ACK, need->family);
	else
		ask(l, type, NLM_F_DUMP, need->family);
	if (need->table)
		attr_put_str(&l->messages, NFTA_RULE_TABLE, need->table);
	if (need->table && need->chain)
		attr_put_str(&l->messages, NFTA_RULE_CHAIN, need->chain);
	if (need->rule && asks_one(need, need->chain))
		attr_put_u64(&l->messages, NFTA_RULE_HANDLE, need->rule);
	l->checked = !reset;
	result = talk(l, take_rule);
	l->checked = true;
	return absent_is_empty(result);
}

static enum talk_result load_set_elements(struct loader *l, struct set *set)
{
	bool reset = resets(l->need, NEED_ELEMENTS);
	enum talk_result result;

	set->elems = code_new_elems(l->into->pool, set);
	l->set = set;
	ask(l, reset ? MSG_GETSETELEM_RESET : MSG_GETSETELEM, NLM_F_DUMP, set->table->family);
	attr_put_str(&l->messages, NFTA_SET_ELEM_LIST_TABLE, set->table->name);
	attr_put_str(&l->messages, NFTA_SET_ELEM_LIST_SET, set->name);
	l->checked = !reset;
	result = talk(l, take_elements);
	l->checked = true;
	code_fold_elems(set, set->elems);
	elems_arrange(set->elems);
	set->has_elems = result == TALK_OK;
	return absent_is_empty(result);
}

static enum talk_result load_elements(struct loader *l)
{
	for (size_t i = 0; i < l->into->tables.n; i++) {
		struct table *table = l->into->tables.v[i];

		for (size_t j = 0; j < table->sets.n; j++) {
			struct set *set = table->sets.v[j];
			enum talk_result result;

			if (l->need->set && !str_same(set->name, l->need->set))
				continue;
			if (!(l->need->bits & NEED_ELEMENTS) && !set->auto_merge)
				continue;
			result = load_set_elements(l, set);
			if (result != TALK_OK)
				return result;
		}
	}
	return TALK_OK;
}

/* In this order: what is named later lies in what was named before. */
static const struct {
	unsigned bits;
	enum talk_result (*load)(struct loader *l);
} steps[] = {
	{ NEED_ALL | NEED_MERGED, load_tables },
	{ NEED_CHAINS | NEED_RULES, load_chains },
	{ NEED_SETS | NEED_ELEMENTS | NEED_MERGED, load_sets },
	{ NEED_OBJECTS, load_objects },
	{ NEED_FLOWTABLES, load_flowtables },
	{ NEED_RULES, load_rules },
	{ NEED_ELEMENTS | NEED_MERGED, load_elements },
};

static void take_generation(struct loader *l, const struct nlmsghdr *message)
{
	struct attr attr;

	if (attr_find(message_attrs(message), NFTA_GEN_ID, &attr))
		attr_u32(&attr, &l->generation);
}

static bool refused(struct diag *diag)
{
	int error = errno;

	if (error == EPERM)
		diag->root_hint = true;
	return diag_netlink(diag, "cache initialization failed: %s", strerror(error));
}

static enum talk_result ask_generation(struct loader *l)
{
	l->checked = false;
	ask(l, MSG_GETGEN, NLM_F_ACK, NFPROTO_UNSPEC);
	return talk(l, take_generation);
}

bool generation_get(struct transport *t, struct diag *diag, uint32_t *generation)
{
	struct loader l = { .transport = t, .diag = diag };

	messages_init(&l.messages, diag->pool);
	if (ask_generation(&l) != TALK_OK)
		return refused(diag);
	*generation = l.generation;
	return true;
}

static void forget(struct loader *l)
{
	while (l->into->tables.n)
		table_remove(l->into->tables.v[l->into->tables.n - 1]);
	l->table = NULL;
	l->chain = NULL;
	l->set = NULL;
}

static enum talk_result load_once(struct loader *l)
{
	enum talk_result result = ask_generation(l);

	forget(l);
	l->checked = true;
	l->into->generation = l->generation;
	for (unsigned i = 0; i < sizeof(steps) / sizeof(*steps) && result == TALK_OK; i++)
		if (l->need->bits & steps[i].bits)
			result = steps[i].load(l);
	return result;
}

bool ruleset_load(struct ruleset *into, struct transport *t, struct diag *diag,
		  const struct need *need, struct out *debug)
{
	struct loader l = { .into = into, .transport = t, .diag = diag, .need = need,
			    .debug = debug };
	enum talk_result result = TALK_AGAIN;

	messages_init(&l.messages, into->pool);
	for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
		errno = EINTR;
		result = load_once(&l);
		if (result != TALK_AGAIN)
			break;
	}
	return result == TALK_OK || refused(diag);
}

/* One question about one element; what it answers is added as it comes. */
static enum talk_result ask_element(struct loader *l, const struct op *op, size_t i, bool end,
				    bool reset)
{
	struct messages *m = &l->messages;

	ask(l, reset ? MSG_GETSETELEM_RESET : MSG_GETSETELEM, NLM_F_ACK, op->family);
	attr_put_str(m, NFTA_SET_ELEM_LIST_TABLE, code_table_name(op->set->table, op));
	attr_put_str(m, NFTA_SET_ELEM_LIST_SET, op->set->name);
	if (!code_put_query(m, op->set, op->elems, i, end))
		return TALK_OK;
	return talk(l, take_elements);
}

struct elems *elements_get(struct pool *pool, struct transport *t, struct diag *diag,
			   const struct op *op, bool reset)
{
	struct set set = *op->set;
	struct loader l = { .transport = t, .diag = diag, .set = &set };

	set.elems = code_new_elems(pool, &set);
	messages_init(&l.messages, pool);
	for (size_t i = 0; i < op->elems->n; i++) {
		struct loc loc = elems_loc(op->elems, i);

		if (ask_element(&l, op, i, false, reset) != TALK_OK) {
			loc = loc.end ? loc : op->at[AT_COMMAND];
			extack_report(diag, op, errno, loc, NULL, NULL);
			return NULL;
		}
		/* An interval up to the largest key has no end: then this finds none. */
		if (code_elems_wait(&set, set.elems))
			ask_element(&l, op, i, true, false);
	}
	code_fold_elems(&set, set.elems);
	return set.elems;
}
