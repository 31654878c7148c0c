/*
 * hooks: the nfnetlink hook subsystem: one dump per hook; see hooks.h.
 */
#include <errno.h>

#include "ruleset/ruleset.h"
#include "wire/hooks.h"

/* <linux/netfilter/nfnetlink_hook.h>, as of newer kernels. */
enum { SUBSYSTEM_HOOK = 12, MSG_HOOK_GET = 0 };
enum { HOOK_ATTR_NUMBER = 1, HOOK_ATTR_PRIORITY, HOOK_ATTR_DEVICE, HOOK_ATTR_FUNCTION,
       HOOK_ATTR_MODULE, HOOK_ATTR_OWNER };
enum { OWNER_ATTR_WHAT = 1, OWNER_ATTR_KIND };
enum { NAMED_ATTR_TABLE = 1, NAMED_ATTR_FAMILY, NAMED_ATTR_NAME };
enum { BPF_ATTR_ID = 1 };

/* What the owner is depends on its kind, so it is read last. */
struct raw_owner {
	uint32_t kind;
	struct span what;
};
struct raw_hook {
	struct hook_entry entry;
	struct raw_owner owner;
};
struct raw_named {
	const char *table, *name;
	uint8_t family;
};

static const struct attr_row owner_rows[] = {
	{ .attr = OWNER_ATTR_WHAT, .kind = ATTR_BLOB, .offset = offsetof(struct raw_owner, what) },
	{ .attr = OWNER_ATTR_KIND, .kind = ATTR_U32, .offset = offsetof(struct raw_owner, kind) },
	{ 0 }
};

static const struct attr_row hook_rows[] = {
	{ .attr = HOOK_ATTR_PRIORITY, .kind = ATTR_S32,
	  .offset = offsetof(struct raw_hook, entry.priority) },
	{ .attr = HOOK_ATTR_FUNCTION, .kind = ATTR_STR,
	  .offset = offsetof(struct raw_hook, entry.function) },
	{ .attr = HOOK_ATTR_MODULE, .kind = ATTR_STR,
	  .offset = offsetof(struct raw_hook, entry.module) },
	{ .attr = HOOK_ATTR_OWNER, .kind = ATTR_NEST, .nest = owner_rows,
	  .offset = offsetof(struct raw_hook, owner) },
	{ 0 }
};

static const struct attr_row named_rows[] = {
	{ .attr = NAMED_ATTR_TABLE, .kind = ATTR_STR, .offset = offsetof(struct raw_named, table) },
	{ .attr = NAMED_ATTR_FAMILY, .kind = ATTR_U8, .offset = offsetof(struct raw_named, family) },
	{ .attr = NAMED_ATTR_NAME, .kind = ATTR_STR, .offset = offsetof(struct raw_named, name) },
	{ 0 }
};

static const struct attr_row bpf_rows[] = {
	{ .attr = BPF_ATTR_ID, .kind = ATTR_U32, .offset = offsetof(struct hook_entry, bpf_id) },
	{ 0 }
};

/* An owner of unknown kind, or told in a way we cannot read, leaves the function. */
static void read_owner(struct hook_entry *entry, const struct raw_owner *owner, struct pool *pool)
{
	struct attrs in = { .p = (const uint8_t *)owner->what.p, .n = owner->what.n };
	struct raw_named named = { 0 };
	uint32_t given;

	switch (owner->kind) {
	case HOOK_BY_CHAIN:
	case HOOK_BY_FLOWTABLE:
		if (!attr_get_rows(in, named_rows, &named, &given, pool, false) || !named.table ||
		    !named.name)
			return;
		entry->table = named.table;
		entry->name = named.name;
		entry->family = named.family;
		break;
	case HOOK_BY_BPF:
		if (!attr_get_rows(in, bpf_rows, entry, &given, pool, false) || !given)
			return;
		break;
	default:
		return;
	}
	entry->owner = owner->kind;
}

/* By priority; those of equal priority as they were told. */
static void file_entry(struct hook_entries *entries, const struct hook_entry *entry,
		       struct pool *pool)
{
	size_t i;

	vec_push(pool, &entries->list);
	for (i = entries->list.n - 1; i > 0; i--) {
		if (entries->list.v[i - 1].priority <= entry->priority)
			break;
		entries->list.v[i] = entries->list.v[i - 1];
	}
	entries->list.v[i] = *entry;
}

static void take_entry(const struct nlmsghdr *message, struct pool *pool,
		       struct hook_entries *entries)
{
	struct raw_hook raw = { 0 };
	uint32_t given;

	if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)) ||
	    !attr_get_rows(message_attrs(message), hook_rows, &raw, &given, pool, false))
		return;
	read_owner(&raw.entry, &raw.owner, pool);
	file_entry(entries, &raw.entry, pool);
}

/* Both ends of a dump begin with a negative errno, or 0. */
static int end_error(const struct nlmsghdr *message)
{
	const int *error = NLMSG_DATA(message);

	return message->nlmsg_len >= NLMSG_LENGTH(sizeof(*error)) ? -*error : 0;
}

/* Returns errno of the answer, 0 when it has ended well, or -1: more is to come. */
static int take_chunk(const uint8_t *chunk, size_t left, uint32_t sequence, struct pool *pool,
		      struct hook_entries *entries)
{
	const struct nlmsghdr *message;

	while ((message = message_next(&chunk, &left))) {
		if (message->nlmsg_seq != sequence)
			continue;
		if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE)
			return end_error(message);
		take_entry(message, pool, entries);
	}
	return -1;
}

static int hooks_dump(struct transport *t, const struct messages *request, struct pool *pool,
		      struct hook_entries *entries)
{
	int error = -1;

	if (t->send(t, request->b, request->n) < 0)
		return errno;
	while (error < 0) {
		void *buf;
		ptrdiff_t n = t->recv(t, &buf, -1);

		if (n <= 0)
			return n < 0 ? errno : EIO;
		error = take_chunk(buf, (size_t)n, t->sequence, pool, entries);
	}
	return error;
}

int hooks_get(struct pool *pool, struct transport *t, unsigned family, unsigned hook,
	      const char *device, struct hook_entries *entries)
{
	struct messages request;
	int error;

	messages_init(&request, pool);
	do {
		entries->list.n = 0;
		request.n = 0;
		message_begin(&request, SUBSYSTEM_HOOK << 8 | MSG_HOOK_GET, NLM_F_DUMP, family, 0,
			      ++t->sequence);
		attr_put_u32(&request, HOOK_ATTR_NUMBER, hook);
		if (device)
			attr_put_str(&request, HOOK_ATTR_DEVICE, device);
		message_end(&request);
		error = hooks_dump(t, &request, pool, entries);
	} while (error == EINTR);
	return error;
}
