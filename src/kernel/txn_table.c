/*
 * txn_table: tables, chains, flowtables and stateful objects: adding, changing, removing.
 */
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

#include "data/proto.h"
#include "kernel/model.h"

/* Removed things stay in memory; filing them again is a matter of lists and maps. */
static void back_table_add(void *a, void *b, uint64_t number)
{
	table_remove(a);
}

static void back_table_remove(void *a, void *b, uint64_t number)
{
	struct table *table = a;
	char key[300];

	file_by_handle(table->ruleset->pool, &table->ruleset->tables, table);
	snprintf(key, sizeof(key), "%u:%s", table->family, table->name);
	map_set(&table->ruleset->table_index, span_of(key), table);
}

static int add_table(struct request *q)
{
	struct model *model = q->model;
	struct table want = { 0 }, *table = q->table;

	if (!code_get_table(q->attrs, &want, model->pool) || !want.name || !*want.name)
		return EINVAL;
	if (table && request_excludes(q))
		return blame(q, NFTA_TABLE_NAME, EEXIST);
	if (!table) {
		table = table_add(model->state, q->family, want.name);
		table->handle = want.handle ? want.handle : ++model->table_handles;
		table->comment = want.comment;
		table->userdata = want.userdata;
		table->extra = pool_new_of(model->pool, struct table_state);
		txn_undo(model, back_table_add, table, NULL, 0);
	}
	if (model->table_handles < table->handle)
		model->table_handles = table->handle;
	txn_set_u32(model, &table->flags, want.flags);
	txn_event(q, MSG_NEWTABLE, KIND_TABLE, table, NULL);
	return 0;
}

static void drop_table(struct request *q, struct table *table)
{
	table_remove(table);
	txn_undo(q->model, back_table_remove, table, NULL, 0);
	txn_event(q, MSG_DELTABLE, KIND_TABLE, table, NULL);
}

static int remove_table(struct request *q)
{
	struct ruleset *state = q->model->state;
	struct attr attr;
	uint64_t handle;

	if (attr_find(q->attrs, NFTA_TABLE_HANDLE, &attr) && attr_u64(&attr, &handle)) {
		q->table = table_by_handle(state, q->family, handle);
		if (!q->table)
			return q->type == MSG_DESTROYTABLE ? 0
							   : blame(q, NFTA_TABLE_HANDLE, ENOENT);
	} else if (!attr_find(q->attrs, NFTA_TABLE_NAME, &attr)) {
		for (size_t i = state->tables.n; i-- > 0;)
			if (!q->family || state->tables.v[i]->family == q->family)
				drop_table(q, state->tables.v[i]);
		return 0;
	}
	if (!q->table)
		return q->type == MSG_DESTROYTABLE ? 0 : blame(q, NFTA_TABLE_NAME, ENOENT);
	drop_table(q, q->table);
	return 0;
}

int txn_table(struct request *q)
{
	return request_removes(q, MSG_DELTABLE, MSG_DESTROYTABLE) ? remove_table(q) : add_table(q);
}

static void back_chain_add(void *a, void *b, uint64_t number)
{
	chain_remove(a);
}

static void back_chain_remove(void *a, void *b, uint64_t number)
{
	struct chain *chain = a;

	file_by_handle(chain->table->ruleset->pool, &chain->table->chains, chain);
	map_set(&chain->table->chain_index, span_of(chain->name), chain);
}

static void back_rename(void *a, void *b, uint64_t number)
{
	chain_rename(a, b);
}

static void back_devices(void *a, void *b, uint64_t number)
{
	struct chain *chain = a;

	chain->devices.v = b;
	chain->devices.n = chain->devices.cap = number;
}

static bool same_base(const struct chain *a, const struct chain *b)
{
	return a->flags & CHAIN_BASE && str_same(a->type, b->type) && a->hook == b->hook &&
	       a->priority == b->priority;
}

static bool has_device(const struct chain *chain, const char *name)
{
	for (size_t i = 0; i < chain->devices.n; i++)
		if (str_same(chain->devices.v[i], name))
			return true;
	return false;
}

static int change_devices(struct request *q, struct chain *chain, const struct chain *want,
			  bool add)
{
	struct chain fresh = { 0 };

	for (size_t i = 0; i < chain->devices.n; i++)
		if (add || !has_device(want, chain->devices.v[i]))
			*vec_push(q->model->pool, &fresh.devices) = chain->devices.v[i];
	for (size_t i = 0; i < want->devices.n; i++) {
		if (has_device(chain, want->devices.v[i]) == add)
			return blame(q, NFTA_CHAIN_HOOK, add ? EEXIST : ENOENT);
		if (add)
			*vec_push(q->model->pool, &fresh.devices) = want->devices.v[i];
	}
	txn_undo(q->model, back_devices, chain, chain->devices.v, chain->devices.n);
	chain->devices.v = fresh.devices.v;
	chain->devices.n = fresh.devices.n;
	chain->devices.cap = fresh.devices.cap;
	return 0;
}

static int change_chain(struct request *q, struct chain *chain, const struct chain *want)
{
	struct model *model = q->model;

	if (request_excludes(q))
		return blame(q, NFTA_CHAIN_NAME, EEXIST);
	if (want->flags & CHAIN_BASE && want->type && !same_base(chain, want))
		return blame(q, NFTA_CHAIN_NAME, EEXIST);
	if (want->has_policy) {
		if (!(chain->flags & CHAIN_BASE))
			return blame(q, NFTA_CHAIN_POLICY, EOPNOTSUPP);
		txn_set_u32(model, &chain->policy, want->policy);
	}
	if (want->devices.n) {
		struct chain fresh = { 0 };

		for (size_t i = 0; i < want->devices.n; i++)
			if (!has_device(chain, want->devices.v[i]))
				*vec_push(model->pool, &fresh.devices) = want->devices.v[i];
		change_devices(q, chain, &fresh, true);
	}
	txn_event(q, MSG_NEWCHAIN, KIND_CHAIN, chain, NULL);
	return 0;
}

static int rename_to(struct request *q, struct chain *chain, const char *name)
{
	const char *before = chain->name;

	if (!chain_rename(chain, name))
		return blame(q, NFTA_CHAIN_NAME, EEXIST);
	txn_undo(q->model, back_rename, chain, (void *)before, 0);
	txn_event(q, MSG_NEWCHAIN, KIND_CHAIN, chain, NULL);
	return 0;
}

static const char *chain_name(struct request *q, struct chain *want)
{
	struct table_state *state = q->table->extra;
	char text[32];

	if (want->name)
		return want->name;
	snprintf(text, sizeof(text), "__chain%u", state->chain_names++);
	want->flags |= CHAIN_BINDING;
	return pool_strdup(q->model->pool, text);
}

static int new_chain(struct request *q, struct chain *want)
{
	const char *name = chain_name(q, want);
	struct chain *chain;
	int error;

	want->table = q->table;
	error = want->flags & CHAIN_BASE ? check_chain_type(want) : 0;
	if (error)
		return blame(q, NFTA_CHAIN_HOOK, error);
	if (want->has_policy && !(want->flags & CHAIN_BASE))
		return blame(q, NFTA_CHAIN_POLICY, EOPNOTSUPP);
	chain = chain_add(q->table, name);
	want->name = chain->name;
	want->handle = want->handle ? want->handle : next_handle(q->table);
	if (want->flags & CHAIN_BASE && !want->has_policy) {
		want->has_policy = true;
		want->policy = VERDICT_ACCEPT;
	}
	*chain = *want;
	txn_undo(q->model, back_chain_add, chain, NULL, 0);
	txn_event(q, MSG_NEWCHAIN, KIND_CHAIN, chain, NULL);
	return 0;
}

static int add_chain(struct request *q, struct chain *want)
{
	struct chain *chain = want->name ? chain_find(q->table, want->name) : NULL;
	struct attr handle;

	/* a rename gives handle and new name; a stored chain has both too, but its handle is new */
	if (!q->stored && attr_find(q->attrs, NFTA_CHAIN_HANDLE, &handle)) {
		struct chain *named = chain_by_handle(q->table, want->handle);

		if (!named)
			return blame(q, NFTA_CHAIN_HANDLE, ENOENT);
		return want->name && !str_same(want->name, named->name)
			       ? rename_to(q, named, want->name)
			       : change_chain(q, named, want);
	}
	return chain ? change_chain(q, chain, want) : new_chain(q, want);
}

static int remove_chain(struct request *q, struct chain *want)
{
	struct chain *chain = want->handle ? chain_by_handle(q->table, want->handle)
					   : chain_find(q->table, want->name);
	uint16_t attr = want->handle ? NFTA_CHAIN_HANDLE : NFTA_CHAIN_NAME;

	if (!chain)
		return q->type == MSG_DESTROYCHAIN ? 0 : blame(q, attr, ENOENT);
	if (want->devices.n) {
		int error = change_devices(q, chain, want, false);

		if (!error)
			txn_event(q, MSG_DELCHAIN, KIND_CHAIN,
				  pool_memdup(q->model->pool, want, sizeof(*want)), NULL);
		return error;
	}
	if (chain_is_used(chain))
		return blame(q, attr, EBUSY);
	txn_empty_chain(q, chain);
	chain_remove(chain);
	txn_undo(q->model, back_chain_remove, chain, NULL, 0);
	txn_event(q, MSG_DELCHAIN, KIND_CHAIN, chain, NULL);
	return 0;
}

int txn_chain(struct request *q)
{
	struct chain want = { 0 };
	bool removes = request_removes(q, MSG_DELCHAIN, MSG_DESTROYCHAIN);

	if (!q->table)
		return q->type == MSG_DESTROYCHAIN ? 0 : blame(q, NFTA_CHAIN_TABLE, ENOENT);
	if (!code_get_chain(q->attrs, &want, q->model->pool))
		return EINVAL;
	want.table = q->table;
	return removes ? remove_chain(q, &want) : add_chain(q, &want);
}

static void back_flowtable_add(void *a, void *b, uint64_t number)
{
	flowtable_remove(a);
}

static void back_flowtable_remove(void *a, void *b, uint64_t number)
{
	struct flowtable *flowtable = a;

	file_by_handle(flowtable->table->ruleset->pool, &flowtable->table->flowtables, flowtable);
	map_set(&flowtable->table->flowtable_index, span_of(flowtable->name), flowtable);
}

static void back_flow_devices(void *a, void *b, uint64_t number)
{
	struct flowtable *flowtable = a;

	flowtable->devices.v = b;
	flowtable->devices.n = flowtable->devices.cap = number;
}

static bool flows_on(const struct flowtable *flowtable, const char *name)
{
	for (size_t i = 0; i < flowtable->devices.n; i++)
		if (str_same(flowtable->devices.v[i], name))
			return true;
	return false;
}

/* A device belongs to one flowtable of a table at most. */
static bool flows_elsewhere(const struct table *table, const struct flowtable *except,
			    const char *name)
{
	for (size_t i = 0; i < table->flowtables.n; i++)
		if (table->flowtables.v[i] != except && flows_on(table->flowtables.v[i], name))
			return true;
	return false;
}

/* Point at one device of the request's list. */
static int blame_device(struct request *q, size_t n, int error)
{
	struct attr hook, devices, item;
	struct attrs in;

	if (!attr_find(q->attrs, NFTA_FLOWTABLE_HOOK, &hook) ||
	    !attr_find(attr_inside(&hook), NFTA_FLOWTABLE_HOOK_DEVS, &devices))
		return error;
	in = attr_inside(&devices);
	for (size_t i = 0; attr_next(&in, &item); i++)
		if (i == n)
			q->model->culprit = item.data - NLA_HDRLEN;
	return error;
}

static int change_flow_devices(struct request *q, struct flowtable *flowtable,
			       const struct flowtable *want, bool add)
{
	struct flowtable fresh = { 0 };
	struct pool *pool = q->model->pool;

	for (size_t i = 0; i < flowtable->devices.n; i++)
		if (add || !flows_on(want, flowtable->devices.v[i]))
			*vec_push(pool, &fresh.devices) = flowtable->devices.v[i];
	for (size_t i = 0; i < want->devices.n; i++) {
		if (!add && !flows_on(flowtable, want->devices.v[i]))
			return blame_device(q, i, ENOENT);
		if (add && flows_elsewhere(q->table, flowtable, want->devices.v[i]))
			return blame_device(q, i, EEXIST);
		if (add && !flows_on(&fresh, want->devices.v[i]))
			*vec_push(pool, &fresh.devices) = want->devices.v[i];
	}
	txn_undo(q->model, back_flow_devices, flowtable, flowtable->devices.v,
		 flowtable->devices.n);
	flowtable->devices.v = fresh.devices.v;
	flowtable->devices.n = fresh.devices.n;
	flowtable->devices.cap = fresh.devices.cap;
	return 0;
}

static int new_flowtable(struct request *q, struct flowtable *want)
{
	struct flowtable *flowtable;

	if (q->family != FAMILY_IP && q->family != FAMILY_IP6 && q->family != FAMILY_INET)
		return blame(q, NFTA_FLOWTABLE_NAME, ENOENT);
	if (!want->has_hook || !want->has_priority)
		return blame(q, NFTA_FLOWTABLE_NAME, EINVAL);
	if (want->hook != 0)
		return blame(q, NFTA_FLOWTABLE_HOOK, EOPNOTSUPP);
	for (size_t i = 0; i < want->devices.n; i++) {
		if (flows_elsewhere(q->table, NULL, want->devices.v[i]))
			return blame_device(q, i, EEXIST);
		for (size_t j = 0; j < i; j++)
			if (str_same(want->devices.v[i], want->devices.v[j]))
				return blame_device(q, i, EEXIST);
	}
	flowtable = flowtable_add(q->table, want->name);
	want->name = flowtable->name;
	want->handle = want->handle ? want->handle : next_handle(q->table);
	*flowtable = *want;
	txn_undo(q->model, back_flowtable_add, flowtable, NULL, 0);
	txn_event(q, MSG_NEWFLOWTABLE, KIND_FLOWTABLE, flowtable, NULL);
	return 0;
}

static int add_flowtable(struct request *q, struct flowtable *want)
{
	struct flowtable *flowtable = flowtable_find(q->table, want->name);
	int error;

	if (!flowtable)
		return new_flowtable(q, want);
	if (request_excludes(q))
		return blame(q, NFTA_FLOWTABLE_NAME, EEXIST);
	error = change_flow_devices(q, flowtable, want, true);
	if (!error)
		txn_event(q, MSG_NEWFLOWTABLE, KIND_FLOWTABLE, flowtable, NULL);
	return error;
}

static int remove_flowtable(struct request *q, struct flowtable *want)
{
	struct flowtable *flowtable = want->handle ? flowtable_by_handle(q->table, want->handle)
						   : flowtable_find(q->table, want->name);
	uint16_t attr = want->handle ? NFTA_FLOWTABLE_HANDLE : NFTA_FLOWTABLE_NAME;

	if (!flowtable)
		return q->type == MSG_DESTROYFLOWTABLE ? 0 : blame(q, attr, ENOENT);
	if (want->devices.n) {
		int error = change_flow_devices(q, flowtable, want, false);

		if (!error)
			txn_event(q, MSG_DELFLOWTABLE, KIND_FLOWTABLE,
				  pool_memdup(q->model->pool, want, sizeof(*want)), NULL);
		return error;
	}
	if (flowtable_is_used(flowtable))
		return blame(q, attr, EBUSY);
	flowtable_remove(flowtable);
	txn_undo(q->model, back_flowtable_remove, flowtable, NULL, 0);
	txn_event(q, MSG_DELFLOWTABLE, KIND_FLOWTABLE, flowtable, NULL);
	return 0;
}

int txn_flowtable(struct request *q)
{
	struct flowtable want = { 0 };

	if (!q->table)
		return q->type == MSG_DESTROYFLOWTABLE ? 0 : blame(q, NFTA_FLOWTABLE_TABLE, ENOENT);
	if (!code_get_flowtable(q->attrs, &want, q->model->pool))
		return EINVAL;
	want.table = q->table;
	return request_removes(q, MSG_DELFLOWTABLE, MSG_DESTROYFLOWTABLE)
		       ? remove_flowtable(q, &want)
		       : add_flowtable(q, &want);
}

static void back_object_add(void *a, void *b, uint64_t number)
{
	object_remove(a);
}

static void back_object_remove(void *a, void *b, uint64_t number)
{
	struct object *object = a;
	char key[300];

	file_by_handle(object->table->ruleset->pool, &object->table->objects, object);
	snprintf(key, sizeof(key), "%u:%s", object->type, object->name);
	map_set(&object->table->object_index, span_of(key), object);
}

/* Of an object that is there, Linux changes what a quota allows and what a synproxy says. */
static int update_object(struct request *q, struct object *object, const struct object *want)
{
	struct object_quota *quota;

	if (request_excludes(q))
		return blame(q, NFTA_OBJ_NAME, EEXIST);
	if (!want->body || !object->body)
		return 0;
	if (want->type == OBJECT_QUOTA) {
		quota = want->body;
		quota->consumed = ((struct object_quota *)object->body)->consumed;
	} else if (want->type != OBJECT_SYNPROXY) {
		return 0;
	}
	txn_set_pointer(q->model, &object->body, want->body);
	txn_event(q, MSG_NEWOBJ, KIND_OBJECT, object, NULL);
	return 0;
}

static int add_object(struct request *q, struct object *want)
{
	struct object *object = object_find(q->table, want->type, want->name);
	int error = check_object(q->table, want);

	if (error)
		return error;
	if (object)
		return update_object(q, object, want);
	object = object_add(q->table, want->type, want->name);
	want->name = object->name;
	want->handle = want->handle ? want->handle : next_handle(q->table);
	*object = *want;
	txn_undo(q->model, back_object_add, object, NULL, 0);
	txn_event(q, MSG_NEWOBJ, KIND_OBJECT, object, NULL);
	return 0;
}

static int remove_object(struct request *q, struct object *want)
{
	struct object *object = want->handle ? object_by_handle(q->table, want->type, want->handle)
					     : object_find(q->table, want->type, want->name);
	uint16_t attr = want->handle ? NFTA_OBJ_HANDLE : NFTA_OBJ_NAME;

	if (!object)
		return q->type == MSG_DESTROYOBJ ? 0 : blame(q, attr, ENOENT);
	if (object_is_used(object))
		return blame(q, attr, EBUSY);
	object_remove(object);
	txn_undo(q->model, back_object_remove, object, NULL, 0);
	txn_event(q, MSG_DELOBJ, KIND_OBJECT, object, NULL);
	return 0;
}

int txn_object(struct request *q)
{
	struct object want = { 0 };

	if (!q->table)
		return q->type == MSG_DESTROYOBJ ? 0 : blame(q, NFTA_OBJ_TABLE, ENOENT);
	if (!code_get_object(q->attrs, &want, q->model->pool))
		return EINVAL;
	want.table = q->table;
	return request_removes(q, MSG_DELOBJ, MSG_DESTROYOBJ) ? remove_object(q, &want)
							      : add_object(q, &want);
}
