/*
 * code_chain: tables, chains and flowtables; what they share is hooks and devices.
 */
#include <linux/netfilter/nf_tables.h>
#include "ruleset/tlv.h"
#include "wire/code.h"

const char *code_comment(struct span userdata, uint8_t type, struct pool *pool)
{
	struct span text;

	if (!tlv_get(userdata, type, &text))
		return NULL;
	return pool_strndup(pool, text.p, strnlen(text.p, text.n));
}

/* As it was read, or made from the comment. */
static void put_comment(struct messages *m, uint16_t attr, struct span userdata,
			const char *comment)
{
	struct tlv tlv = { .pool = m->pool };

	if (!userdata.n && comment) {
		tlv_put_str(&tlv, UDATA_TABLE_COMMENT, comment);
		userdata = (struct span){ (const char *)tlv.b, tlv.n };
	}
	if (userdata.n)
		attr_put(m, attr, userdata.p, userdata.n);
}

#define ROW(type, member, number, what) \
	{ .attr = (number), .kind = (what), .offset = offsetof(struct type, member) }

static const struct attr_row table_rows[] = {
	ROW(table, name, NFTA_TABLE_NAME, ATTR_STR),
	ROW(table, flags, NFTA_TABLE_FLAGS, ATTR_U32),
	ROW(table, use, NFTA_TABLE_USE, ATTR_U32),
	ROW(table, handle, NFTA_TABLE_HANDLE, ATTR_U64),
	ROW(table, userdata, NFTA_TABLE_USERDATA, ATTR_BLOB),
	ROW(table, owner, NFTA_TABLE_OWNER, ATTR_U32),
	{ 0 }
};

void code_put_table(struct messages *m, const struct table *table, const struct op *op)
{
	bool add = !op || op->verb == OP_ADD || op->verb == OP_CREATE;

	if (op && op->by_handle) {
		code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_TABLE_HANDLE, table->handle);
		return;
	}
	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_TABLE_NAME, code_table_name(table, op));
	if (!add)
		return;
	code_at(m, op, AT_SPEC);
	attr_put_u32(m, NFTA_TABLE_FLAGS, table->flags);
	if (!op) {
		attr_put_u32(m, NFTA_TABLE_USE, table->use);
		attr_put_u64(m, NFTA_TABLE_HANDLE, table->handle);
		if (table->owner)
			attr_put_u32(m, NFTA_TABLE_OWNER, table->owner);
	}
	put_comment(m, NFTA_TABLE_USERDATA, table->userdata, table->comment);
}

bool code_get_table(struct attrs in, struct table *table, struct pool *pool)
{
	uint32_t given;

	if (!attr_get_rows(in, table_rows, table, &given, pool, false))
		return false;
	table->comment = code_comment(table->userdata, UDATA_TABLE_COMMENT, pool);
	return true;
}

/* A trailing `*` asks for every interface whose name begins so. */
static void put_device(struct messages *m, const char *device)
{
	size_t n = strlen(device);
	char prefix[256];

	if (n && n < sizeof(prefix) && device[n - 1] == '*') {
		memcpy(prefix, device, n - 1);
		prefix[n - 1] = 0;
		attr_put(m, DEVICE_ATTR_PREFIX, prefix, n);
		return;
	}
	attr_put_str(m, NFTA_DEVICE_NAME, device);
}

static void put_devices(struct messages *m, uint16_t attr, const char *const *device, size_t n,
			const struct loc *locs)
{
	size_t list = attr_open(m, attr);

	for (size_t i = 0; i < n; i++) {
		if (locs)
			attr_at(m, locs[i]);
		put_device(m, device[i]);
	}
	attr_close(m, list);
}

/* The names of NFTA_HOOK_DEVS and NFTA_FLOWTABLE_HOOK_DEVS. */
struct devices {
	const char **v;
	size_t n, cap;
};
#define TAKE_DEVICES(thing, devices)                                                              \
	((thing)->devices.v = (devices).v, (thing)->devices.n = (devices).n,                      \
	 (thing)->devices.cap = (devices).cap)

static bool get_devices(struct attrs in, struct devices *devices, struct pool *pool)
{
	struct attr attr;

	while (attr_next(&in, &attr)) {
		const char *name;

		if (attr.type != NFTA_DEVICE_NAME && attr.type != DEVICE_ATTR_PREFIX)
			continue;
		name = attr_str(&attr, NFT_NAME_MAXLEN, pool);
		if (!name)
			return false;
		if (attr.type == DEVICE_ATTR_PREFIX)
			name = pool_printf(pool, "%s*", name);
		*vec_push(pool, devices) = name;
	}
	return !in.n;
}

static const struct attr_row chain_rows[] = {
	ROW(chain, name, NFTA_CHAIN_NAME, ATTR_STR),
	ROW(chain, handle, NFTA_CHAIN_HANDLE, ATTR_U64),
	ROW(chain, id, NFTA_CHAIN_ID, ATTR_U32),
	ROW(chain, flags, NFTA_CHAIN_FLAGS, ATTR_U32),
	ROW(chain, type, NFTA_CHAIN_TYPE, ATTR_STR),
	ROW(chain, policy, NFTA_CHAIN_POLICY, ATTR_U32),
	ROW(chain, use, NFTA_CHAIN_USE, ATTR_U32),
	ROW(chain, userdata, NFTA_CHAIN_USERDATA, ATTR_BLOB),
	{ 0 }
};

static void put_chain_hook(struct messages *m, const struct chain *chain, const struct op *op)
{
	size_t hook;

	code_at(m, op, AT_SPEC);
	hook = attr_open(m, NFTA_CHAIN_HOOK);
	if (!op || chain->type) {
		attr_put_u32(m, NFTA_HOOK_HOOKNUM, chain->hook);
		attr_put_u32(m, NFTA_HOOK_PRIORITY, chain->priority);
	}
	code_at(m, op, AT_DEVICES);
	if (chain->devices.n == 1 && !strchr(chain->devices.v[0], '*'))
		attr_put_str(m, NFTA_HOOK_DEV, chain->devices.v[0]);
	else if (chain->devices.n)
		put_devices(m, NFTA_HOOK_DEVS, chain->devices.v, chain->devices.n, NULL);
	attr_close(m, hook);
}

static void put_chain_spec(struct messages *m, const struct chain *chain, const struct op *op)
{
	if (chain->type) {
		code_at(m, op, AT_TYPE);
		attr_put_str(m, NFTA_CHAIN_TYPE, chain->type);
	}
	if (chain->has_policy) {
		code_at(m, op, AT_POLICY);
		attr_put_u32(m, NFTA_CHAIN_POLICY, chain->policy);
	}
	/* A chain that only gains or loses devices names them, and nothing else of the hook. */
	if (chain->flags & CHAIN_BASE || chain->devices.n)
		put_chain_hook(m, chain, op);
	if (!op || chain->flags & ~CHAIN_BASE)
		attr_put_u32(m, NFTA_CHAIN_FLAGS,
			     op ? chain->flags & ~(uint32_t)CHAIN_BASE : chain->flags);
	put_comment(m, NFTA_CHAIN_USERDATA, chain->userdata, chain->comment);
}

/* Named by handle when that is asked, else by name; anonymous ones have only an id. */
static void put_chain_name(struct messages *m, const struct chain *chain, const struct op *op)
{
	if (op && (op->by_handle || op->verb == OP_RENAME)) {
		code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_CHAIN_HANDLE, chain->handle);
		if (op->verb != OP_RENAME)
			return;
	}
	code_at(m, op, AT_NAME);
	if (op && op->verb == OP_RENAME)
		attr_put_str(m, NFTA_CHAIN_NAME, op->new_name);
	else if (chain->name && !(op && chain->flags & CHAIN_BINDING))
		attr_put_str(m, NFTA_CHAIN_NAME, chain->name);
	if (op && chain->id)
		attr_put_u32(m, NFTA_CHAIN_ID, chain->id);
}

void code_put_chain(struct messages *m, const struct chain *chain, const struct op *op)
{
	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_CHAIN_TABLE, code_table_name(chain->table, op));
	put_chain_name(m, chain, op);
	if (!op) {
		attr_put_u64(m, NFTA_CHAIN_HANDLE, chain->handle);
		attr_put_u32(m, NFTA_CHAIN_USE, chain->use);
	}
	if (!op || op->verb == OP_ADD || op->verb == OP_CREATE || op->only_devices)
		put_chain_spec(m, chain, op);
}

static bool get_chain_hook(struct attrs in, struct chain *chain, struct pool *pool)
{
	struct devices devices = { 0 };
	const char *device = NULL;
	struct attr attr;

	while (attr_next(&in, &attr)) {
		bool good = true;

		if (attr.type == NFTA_HOOK_HOOKNUM)
			good = attr_u32(&attr, &chain->hook);
		else if (attr.type == NFTA_HOOK_PRIORITY)
			good = attr_u32(&attr, (uint32_t *)&chain->priority);
		else if (attr.type == NFTA_HOOK_DEV)
			good = (device = attr_str(&attr, NFT_NAME_MAXLEN, pool));
		else if (attr.type == NFTA_HOOK_DEVS)
			good = get_devices(attr_inside(&attr), &devices, pool);
		if (!good)
			return false;
	}
	if (device && !devices.n)
		*vec_push(pool, &devices) = device;
	TAKE_DEVICES(chain, devices);
	return !in.n;
}

bool code_get_chain(struct attrs in, struct chain *chain, struct pool *pool)
{
	struct attr hook;
	uint32_t given;

	chain->devices.n = 0;
	if (!attr_get_rows(in, chain_rows, chain, &given, pool, false))
		return false;
	chain->has_policy = rows_gave(chain_rows, given, NFTA_CHAIN_POLICY);
	chain->comment = code_comment(chain->userdata, UDATA_TABLE_COMMENT, pool);
	if (!attr_find(in, NFTA_CHAIN_HOOK, &hook))
		return true;
	chain->flags |= CHAIN_BASE;
	return get_chain_hook(attr_inside(&hook), chain, pool);
}

static const struct attr_row flowtable_rows[] = {
	ROW(flowtable, name, NFTA_FLOWTABLE_NAME, ATTR_STR),
	ROW(flowtable, use, NFTA_FLOWTABLE_USE, ATTR_U32),
	ROW(flowtable, handle, NFTA_FLOWTABLE_HANDLE, ATTR_U64),
	ROW(flowtable, flags, NFTA_FLOWTABLE_FLAGS, ATTR_U32),
	{ 0 }
};

static void put_flowtable_spec(struct messages *m, const struct flowtable *f, const struct op *op)
{
	size_t hook;

	code_at(m, op, AT_SPEC);
	hook = attr_open(m, NFTA_FLOWTABLE_HOOK);
	if (f->has_hook)
		attr_put_u32(m, NFTA_FLOWTABLE_HOOK_NUM, f->hook);
	if (f->has_priority)
		attr_put_u32(m, NFTA_FLOWTABLE_HOOK_PRIORITY, f->priority);
	if (f->devices.n) {
		code_at(m, op, AT_DEVICES);
		put_devices(m, NFTA_FLOWTABLE_HOOK_DEVS, f->devices.v, f->devices.n,
			    op && f->device_locs.n == f->devices.n ? f->device_locs.v : NULL);
	}
	attr_close(m, hook);
	if (!op || f->has_hook || f->flags)
		attr_put_u32(m, NFTA_FLOWTABLE_FLAGS, f->flags);
}

void code_put_flowtable(struct messages *m, const struct flowtable *f, const struct op *op)
{
	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_FLOWTABLE_TABLE, code_table_name(f->table, op));
	if (op && op->by_handle) {
		code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_FLOWTABLE_HANDLE, f->handle);
	} else {
		code_at(m, op, AT_NAME);
		attr_put_str(m, NFTA_FLOWTABLE_NAME, f->name);
	}
	if (!op) {
		attr_put_u64(m, NFTA_FLOWTABLE_HANDLE, f->handle);
		attr_put_u32(m, NFTA_FLOWTABLE_USE, f->use);
	}
	if (!op || op->verb == OP_ADD || op->verb == OP_CREATE || op->only_devices)
		put_flowtable_spec(m, f, op);
}

bool code_get_flowtable(struct attrs in, struct flowtable *f, struct pool *pool)
{
	struct devices devices = { 0 };
	struct attr attr;
	struct attrs hook;
	uint32_t given;

	TAKE_DEVICES(f, devices);
	if (!attr_get_rows(in, flowtable_rows, f, &given, pool, false))
		return false;
	if (!attr_find(in, NFTA_FLOWTABLE_HOOK, &attr))
		return true;
	for (hook = attr_inside(&attr); attr_next(&hook, &attr);) {
		bool good = true;

		if (attr.type == NFTA_FLOWTABLE_HOOK_NUM)
			good = f->has_hook = attr_u32(&attr, &f->hook);
		else if (attr.type == NFTA_FLOWTABLE_HOOK_PRIORITY)
			good = f->has_priority = attr_u32(&attr, (uint32_t *)&f->priority);
		else if (attr.type == NFTA_FLOWTABLE_HOOK_DEVS)
			good = get_devices(attr_inside(&attr), &devices, pool);
		if (!good)
			return false;
	}
	TAKE_DEVICES(f, devices);
	return !hook.n;
}
