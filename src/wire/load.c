/*
 * load: from dumps to a ruleset. What changes between two of them begins the whole load anew.
 */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "data/proto.h"
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/rest.h"

/* A ruleset that changes faster than it can be read is given up on. */
enum { TRIES_MAX = 1000 };

struct loader {
	struct ruleset *into;
	struct diag *diag;
	const struct need *need;
	struct talk talk;
	struct table *table;      /* of the last message: dumps come table by table */
	struct chain *chain;
};

static void ask(struct loader *l, uint8_t type, uint16_t flags, unsigned family)
{
	talk_ask(&l->talk, type, flags, family);
}

/* Send the request that is open, and pass every answer to `take`; what it dislikes is left out. */
static enum talk_result tell(struct loader *l,
			     void (*take)(struct loader *l, const struct nlmsghdr *message))
{
	const struct nlmsghdr *message;

	talk_send(&l->talk);
	while ((message = talk_next(&l->talk)))
		take(l, message);
	return talk_end(&l->talk);
}

/* Filing */

bool load_name(struct attrs in, uint16_t type, char *room)
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

	if (!load_name(message_attrs(message), NFTA_CHAIN_TABLE, name))
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

	if (!load_name(in, NFTA_TABLE_NAME, name) ||
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

	if (!table || !load_name(in, NFTA_CHAIN_NAME, name) || chain_find(table, name))
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

	if (!table || !load_name(in, NFTA_RULE_CHAIN, name))
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

static void take_place(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct attr attr;
	uint64_t handle;

	if (!table || !load_name(in, NFTA_RULE_CHAIN, name) ||
	    !attr_find(in, NFTA_RULE_HANDLE, &attr) || !attr_u64(&attr, &handle))
		return;
	if (!l->chain || l->chain->table != table || !str_same(l->chain->name, name))
		l->chain = chain_find(table, name);
	if (!l->chain)
		return;
	rule_add(l->chain, l->chain->rules.n)->handle = handle;
}

static void take_set(struct loader *l, const struct nlmsghdr *message)
{
	struct table *table = message_table(l, message);
	struct attrs in = message_attrs(message);
	char name[NFT_NAME_MAXLEN];
	struct set *set;
	const char *own;

	if (!table || !load_name(in, NFTA_SET_NAME, name) || set_find(table, name))
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

	if (!table || !load_name(in, NFTA_OBJ_NAME, name) ||
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

	if (!table || !load_name(in, NFTA_FLOWTABLE_NAME, name) || flowtable_find(table, name))
		return;
	flowtable = flowtable_add(table, name);
	own = flowtable->name;
	if (!code_get_flowtable(in, flowtable, l->into->pool))
		flowtable_remove(flowtable);
	flowtable->name = own;
}

/* Dumping, kind by kind */

static enum talk_result load_tables(struct loader *l)
{
	const struct need *need = l->need;
	bool one = need->table && need->family != FAMILY_ANY;

	ask(l, MSG_GETTABLE, one ? NLM_F_ACK : NLM_F_DUMP, need->family);
	if (one)
		attr_put_str(&l->talk.messages, NFTA_TABLE_NAME, need->table);
	return talk_absent_is_empty(tell(l, take_table));
}

/* Linux looks at the table's name in dumps of all but chains, where it does no harm. */
static void ask_dump(struct loader *l, uint8_t type)
{
	ask(l, type, NLM_F_DUMP, l->need->family);
	if (l->need->table)
		attr_put_str(&l->talk.messages, NFTA_CHAIN_TABLE, l->need->table);
}

static bool asks_one(const struct need *need, const char *name)
{
	return name && need->table && need->family != FAMILY_ANY;
}

static enum talk_result load_chains(struct loader *l)
{
	ask_dump(l, MSG_GETCHAIN);
	return talk_absent_is_empty(tell(l, take_chain));
}

static enum talk_result load_sets(struct loader *l)
{
	if (asks_one(l->need, l->need->set)) {
		ask(l, MSG_GETSET, NLM_F_ACK, l->need->family);
		attr_put_str(&l->talk.messages, NFTA_SET_TABLE, l->need->table);
		attr_put_str(&l->talk.messages, NFTA_SET_NAME, l->need->set);
	} else {
		ask_dump(l, MSG_GETSET);
	}
	return talk_absent_is_empty(tell(l, take_set));
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
		attr_put_str(&l->talk.messages, NFTA_OBJ_TABLE, need->table);
		attr_put_str(&l->talk.messages, NFTA_OBJ_NAME, need->object);
	} else {
		ask_dump(l, type);
	}
	if (need->object_type)
		attr_put_u32(&l->talk.messages, NFTA_OBJ_TYPE, need->object_type);
	l->talk.checked = !reset;
	result = tell(l, take_object);
	l->talk.checked = true;
	return talk_absent_is_empty(result);
}

static enum talk_result load_flowtables(struct loader *l)
{
	enum talk_result result;

	ask_dump(l, MSG_GETFLOWTABLE);
	result = tell(l, take_flowtable);
	/* A kernel without flowtables refuses the question. */
	return result == TALK_ERROR && (errno == EINVAL || errno == EOPNOTSUPP)
		? TALK_OK : talk_absent_is_empty(result);
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
		attr_put_str(&l->talk.messages, NFTA_RULE_TABLE, need->table);
	if (need->table && need->chain)
		attr_put_str(&l->talk.messages, NFTA_RULE_CHAIN, need->chain);
	if (need->rule && asks_one(need, need->chain))
		attr_put_u64(&l->talk.messages, NFTA_RULE_HANDLE, need->rule);
	l->talk.checked = !reset;
	result = tell(l, take_rule);
	l->talk.checked = true;
	return talk_absent_is_empty(result);
}

/*
 * By a socket of its own, so that the rest of the dump need not be read. (Not by reopening ours:
 * tables may be gone with it.)
 */
static enum talk_result load_places(struct loader *l)
{
	const struct need *need = l->need;
	struct transport *own = l->talk.transport;
	const struct nlmsghdr *message;
	bool enough = false;
	enum talk_result result;

	if (need->bits & NEED_RULES)
		return TALK_OK;
	if (!own->offline && !(l->talk.transport = transport_socket())) {
		l->talk.transport = own;
		return TALK_ERROR;
	}
	ask(l, MSG_GETRULE, NLM_F_DUMP, need->family);
	if (need->table)
		attr_put_str(&l->talk.messages, NFTA_RULE_TABLE, need->table);
	if (need->table && need->chain)
		attr_put_str(&l->talk.messages, NFTA_RULE_CHAIN, need->chain);
	talk_send(&l->talk);
	while (!enough && (message = talk_next(&l->talk))) {
		take_place(l, message);
		enough = !own->offline && need->chain && l->chain &&
			 l->chain->rules.n >= need->places;
	}
	l->talk.open &= !enough;
	result = talk_end(&l->talk);
	if (l->talk.transport != own)
		l->talk.transport->close(l->talk.transport);
	l->talk.transport = own;
	return talk_absent_is_empty(result);
}

static enum talk_result load_set_elements(struct loader *l, struct set *set)
{
	enum talk_result result;

	set->elems = set_read(&l->talk, set, l->into->pool, resets(l->need, NEED_ELEMENTS));
	result = talk_end(&l->talk);
	set->has_elems = result == TALK_OK;
	return talk_absent_is_empty(result);
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
	{ NEED_ALL | NEED_PLACES, load_tables },
	{ NEED_CHAINS | NEED_RULES | NEED_PLACES, load_chains },
	{ NEED_SETS | NEED_ELEMENTS, load_sets },
	{ NEED_OBJECTS, load_objects },
	{ NEED_FLOWTABLES, load_flowtables },
	{ NEED_RULES, load_rules },
	{ NEED_PLACES, load_places },
	{ NEED_ELEMENTS, load_elements },
};

bool load_refused(struct diag *diag)
{
	int error = errno;

	if (error == EPERM)
		diag->root_hint = true;
	return diag_netlink(diag, "cache initialization failed: %s", strerror(error));
}

bool generation_get(struct transport *t, struct diag *diag, uint32_t *generation)
{
	struct talk talk;

	talk_init(&talk, diag->pool, t, NULL);
	if (talk_generation(&talk) != TALK_OK)
		return load_refused(diag);
	*generation = talk.generation;
	return true;
}

static void forget(struct loader *l)
{
	while (l->into->tables.n)
		table_remove(l->into->tables.v[l->into->tables.n - 1]);
	l->table = NULL;
	l->chain = NULL;
}

static enum talk_result load_once(struct loader *l)
{
	enum talk_result result = talk_generation(&l->talk);

	forget(l);
	l->talk.checked = true;
	l->into->generation = l->talk.generation;
	for (unsigned i = 0; i < sizeof(steps) / sizeof(*steps) && result == TALK_OK; i++)
		if (l->need->bits & steps[i].bits)
			result = steps[i].load(l);
	return result;
}

bool ruleset_load(struct ruleset *into, struct transport *t, struct diag *diag,
		  const struct need *need, struct out *debug)
{
	struct loader l = { .into = into, .diag = diag, .need = need };
	enum talk_result result = TALK_AGAIN;

	talk_init(&l.talk, into->pool, t, debug);
	for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
		errno = EINTR;
		result = load_once(&l);
		if (result != TALK_AGAIN)
			break;
	}
	return result == TALK_OK || load_refused(diag);
}
