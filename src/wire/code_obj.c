/*
 * code_obj: stateful objects. Most bodies are rows; timeouts and tunnels nest.
 */
#include <linux/netfilter/nf_tables.h>
#include "base/bytes.h"
#include "ruleset/tlv.h"
#include "wire/code.h"

#define ROW(type, member, number, what) \
	{ .attr = (number), .kind = (what), .offset = offsetof(struct type, member), \
	  .always = true }
/* The family of a conntrack object: 0 is not sent, the kernel then takes the table's. */
#define L3PROTO(type, number) \
	{ .attr = (number), .kind = ATTR_U16, .offset = offsetof(struct type, l3proto) }

static const struct attr_row counter_rows[] = {
	ROW(object_counter, bytes, NFTA_COUNTER_BYTES, ATTR_U64),
	ROW(object_counter, packets, NFTA_COUNTER_PACKETS, ATTR_U64),
	{ 0 }
};
static const struct attr_row quota_rows[] = {
	ROW(object_quota, bytes, NFTA_QUOTA_BYTES, ATTR_U64),
	ROW(object_quota, flags, NFTA_QUOTA_FLAGS, ATTR_U32),
	ROW(object_quota, consumed, NFTA_QUOTA_CONSUMED, ATTR_U64),
	{ 0 }
};
static const struct attr_row helper_rows[] = {
	ROW(object_ct_helper, name, NFTA_CT_HELPER_NAME, ATTR_STR),
	L3PROTO(object_ct_helper, NFTA_CT_HELPER_L3PROTO),
	ROW(object_ct_helper, l4proto, NFTA_CT_HELPER_L4PROTO, ATTR_U8),
	{ 0 }
};
static const struct attr_row limit_rows[] = {
	ROW(object_limit, rate, NFTA_LIMIT_RATE, ATTR_U64),
	ROW(object_limit, unit, NFTA_LIMIT_UNIT, ATTR_U64),
	ROW(object_limit, burst, NFTA_LIMIT_BURST, ATTR_U32),
	ROW(object_limit, type, NFTA_LIMIT_TYPE, ATTR_U32),
	ROW(object_limit, flags, NFTA_LIMIT_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row connlimit_rows[] = {
	ROW(object_connlimit, count, NFTA_CONNLIMIT_COUNT, ATTR_U32),
	ROW(object_connlimit, flags, NFTA_CONNLIMIT_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row secmark_rows[] = {
	ROW(object_secmark, context, NFTA_SECMARK_CTX, ATTR_STR),
	{ 0 }
};
static const struct attr_row synproxy_rows[] = {
	ROW(object_synproxy, mss, NFTA_SYNPROXY_MSS, ATTR_U16),
	ROW(object_synproxy, wscale, NFTA_SYNPROXY_WSCALE, ATTR_U8),
	ROW(object_synproxy, flags, NFTA_SYNPROXY_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row timeout_rows[] = {
	L3PROTO(object_ct_timeout, NFTA_CT_TIMEOUT_L3PROTO),
	ROW(object_ct_timeout, l4proto, NFTA_CT_TIMEOUT_L4PROTO, ATTR_U8),
	{ 0 }
};
static const struct attr_row expect_rows[] = {
	L3PROTO(object_ct_expect, NFTA_CT_EXPECT_L3PROTO),
	ROW(object_ct_expect, l4proto, NFTA_CT_EXPECT_L4PROTO, ATTR_U8),
	ROW(object_ct_expect, dport, NFTA_CT_EXPECT_DPORT, ATTR_U16),
	ROW(object_ct_expect, size, NFTA_CT_EXPECT_SIZE, ATTR_U8),
	{ 0 }
};
static const struct attr_row tunnel_rows[] = {
	ROW(object_tunnel, id, NFTA_TUNNEL_KEY_ID, ATTR_U32),
	ROW(object_tunnel, flags, NFTA_TUNNEL_KEY_FLAGS, ATTR_U32),
	ROW(object_tunnel, tos, NFTA_TUNNEL_KEY_TOS, ATTR_U8),
	ROW(object_tunnel, ttl, NFTA_TUNNEL_KEY_TTL, ATTR_U8),
	ROW(object_tunnel, sport, NFTA_TUNNEL_KEY_SPORT, ATTR_U16),
	ROW(object_tunnel, dport, NFTA_TUNNEL_KEY_DPORT, ATTR_U16),
	{ 0 }
};

/* Seconds per state: attribute type is the state's index + 1. */
static void put_timeout(struct messages *m, const void *body)
{
	const struct object_ct_timeout *timeout = body;
	size_t data = attr_open(m, NFTA_CT_TIMEOUT_DATA);

	for (unsigned i = 0; i < CT_TIMEOUT_STATES; i++)
		if (timeout->given & (1u << i))
			attr_put_u32(m, i + 1, timeout->seconds[i]);
	attr_close(m, data);
}

static bool get_timeout(struct attrs in, void *body, struct pool *pool)
{
	struct object_ct_timeout *timeout = body;
	struct attr attr;
	struct attrs states;

	if (!attr_find(in, NFTA_CT_TIMEOUT_DATA, &attr))
		return true;
	for (states = attr_inside(&attr); attr_next(&states, &attr);) {
		if (!attr.type || attr.type > CT_TIMEOUT_STATES)
			continue;
		if (!attr_u32(&attr, &timeout->seconds[attr.type - 1]))
			return false;
		timeout->given |= 1u << (attr.type - 1);
	}
	return !states.n;
}

/* Unlike every other number, the kernel takes and gives this one in its own byte order. */
static void put_expect(struct messages *m, const void *body)
{
	const struct object_ct_expect *expect = body;

	attr_put(m, NFTA_CT_EXPECT_TIMEOUT, &expect->timeout, sizeof(expect->timeout));
}

static bool get_expect(struct attrs in, void *body, struct pool *pool)
{
	struct object_ct_expect *expect = body;
	struct attr attr;

	if (!attr_find(in, NFTA_CT_EXPECT_TIMEOUT, &attr))
		return true;
	if (attr.size != sizeof(expect->timeout))
		return false;
	memcpy(&expect->timeout, attr.data, sizeof(expect->timeout));
	return true;
}

static void put_tunnel_addresses(struct messages *m, const struct object_tunnel *t)
{
	size_t mark, size = t->has_ip6 ? 16 : 4;

	if (!t->has_ip && !t->has_ip6)
		return;
	mark = attr_open(m, t->has_ip6 ? NFTA_TUNNEL_KEY_IP6 : NFTA_TUNNEL_KEY_IP);
	if (t->has_src)
		attr_put(m, t->has_ip6 ? NFTA_TUNNEL_KEY_IP6_SRC : NFTA_TUNNEL_KEY_IP_SRC, t->src,
			 size);
	if (t->has_dst)
		attr_put(m, t->has_ip6 ? NFTA_TUNNEL_KEY_IP6_DST : NFTA_TUNNEL_KEY_IP_DST, t->dst,
			 size);
	attr_close(m, mark);
}

static void put_erspan(struct messages *m, const struct object_tunnel *t)
{
	size_t mark = attr_open(m, NFTA_TUNNEL_KEY_OPTS_ERSPAN);

	attr_put_u32(m, NFTA_TUNNEL_KEY_ERSPAN_VERSION, t->version);
	if (t->version == 1) {
		attr_put_u32(m, NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX, t->index);
	} else {
		attr_put_u8(m, NFTA_TUNNEL_KEY_ERSPAN_V2_HWID, t->hwid);
		attr_put_u8(m, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR, t->direction);
	}
	attr_close(m, mark);
}

static void put_geneve(struct messages *m, const struct tunnel_geneve *option)
{
	size_t mark = attr_open(m, NFTA_TUNNEL_KEY_OPTS_GENEVE);

	attr_put_u16(m, NFTA_TUNNEL_KEY_GENEVE_CLASS, option->class);
	attr_put_u8(m, NFTA_TUNNEL_KEY_GENEVE_TYPE, option->type);
	attr_put(m, NFTA_TUNNEL_KEY_GENEVE_DATA, option->data.p, option->data.n);
	attr_close(m, mark);
}

static void put_tunnel(struct messages *m, const void *body)
{
	const struct object_tunnel *t = body;
	size_t opts, mark;

	put_tunnel_addresses(m, t);
	if (t->kind == TUNNEL_NONE)
		return;
	opts = attr_open(m, NFTA_TUNNEL_KEY_OPTS);
	if (t->kind == TUNNEL_VXLAN) {
		mark = attr_open(m, NFTA_TUNNEL_KEY_OPTS_VXLAN);
		attr_put_u32(m, NFTA_TUNNEL_KEY_VXLAN_GBP, t->gbp);
		attr_close(m, mark);
	} else if (t->kind == TUNNEL_ERSPAN) {
		put_erspan(m, t);
	} else {
		for (size_t i = 0; i < t->geneve.n; i++)
			put_geneve(m, &t->geneve.v[i]);
	}
	attr_close(m, opts);
}

static bool get_tunnel_addresses(struct attrs in, struct object_tunnel *t, size_t size)
{
	struct attr attr;

	while (attr_next(&in, &attr)) {
		bool src = attr.type == NFTA_TUNNEL_KEY_IP_SRC;

		if (!src && attr.type != NFTA_TUNNEL_KEY_IP_DST)
			continue; /* the flow label of IPv6 */
		if (attr.size != size)
			return false;
		/* The kernel shows an address that was not given as zero. */
		memcpy(src ? t->src : t->dst, attr.data, size);
		*(src ? &t->has_src : &t->has_dst) = !bytes_are_zero(attr.data, size);
	}
	return !in.n;
}

static bool get_erspan(struct attrs in, struct object_tunnel *t)
{
	uint8_t hwid = 0, direction = 0;
	struct attr attr;

	t->kind = TUNNEL_ERSPAN;
	while (attr_next(&in, &attr)) {
		bool good = true;

		if (attr.type == NFTA_TUNNEL_KEY_ERSPAN_VERSION)
			good = attr_u32(&attr, &t->version);
		else if (attr.type == NFTA_TUNNEL_KEY_ERSPAN_V1_INDEX)
			good = attr_u32(&attr, &t->index);
		else if (attr.type == NFTA_TUNNEL_KEY_ERSPAN_V2_HWID)
			good = attr_u8(&attr, &hwid);
		else if (attr.type == NFTA_TUNNEL_KEY_ERSPAN_V2_DIR)
			good = attr_u8(&attr, &direction);
		if (!good)
			return false;
	}
	t->hwid = hwid;
	t->direction = direction;
	return !in.n;
}

static bool get_geneve(struct attrs in, struct object_tunnel *t, struct pool *pool)
{
	struct tunnel_geneve *option = vec_push(pool, &t->geneve);
	struct attr attr;

	t->kind = TUNNEL_GENEVE;
	while (attr_next(&in, &attr)) {
		bool good = true;

		if (attr.type == NFTA_TUNNEL_KEY_GENEVE_CLASS)
			good = attr_u16(&attr, &option->class);
		else if (attr.type == NFTA_TUNNEL_KEY_GENEVE_TYPE)
			good = attr_u8(&attr, &option->type);
		else if (attr.type == NFTA_TUNNEL_KEY_GENEVE_DATA)
			option->data = (struct span){ pool_memdup(pool, attr.data, attr.size),
						      attr.size };
		if (!good)
			return false;
	}
	return !in.n;
}

static bool get_tunnel_options(struct attrs in, struct object_tunnel *t, struct pool *pool)
{
	struct attr attr, gbp;

	while (attr_next(&in, &attr)) {
		struct attrs inside = attr_inside(&attr);
		bool good = true;

		if (attr.type == NFTA_TUNNEL_KEY_OPTS_VXLAN) {
			t->kind = TUNNEL_VXLAN;
			good = attr_find(inside, NFTA_TUNNEL_KEY_VXLAN_GBP, &gbp) &&
			       attr_u32(&gbp, &t->gbp);
		} else if (attr.type == NFTA_TUNNEL_KEY_OPTS_ERSPAN) {
			good = get_erspan(inside, t);
		} else if (attr.type == NFTA_TUNNEL_KEY_OPTS_GENEVE) {
			good = get_geneve(inside, t, pool);
		}
		if (!good)
			return false;
	}
	return !in.n;
}

static bool get_tunnel(struct attrs in, void *body, struct pool *pool)
{
	struct object_tunnel *t = body;
	struct attr attr;

	if (attr_find(in, NFTA_TUNNEL_KEY_IP, &attr)) {
		t->has_ip = true;
		if (!get_tunnel_addresses(attr_inside(&attr), t, 4))
			return false;
	} else if (attr_find(in, NFTA_TUNNEL_KEY_IP6, &attr)) {
		t->has_ip6 = true;
		if (!get_tunnel_addresses(attr_inside(&attr), t, 16))
			return false;
	}
	return !attr_find(in, NFTA_TUNNEL_KEY_OPTS, &attr) ||
	       get_tunnel_options(attr_inside(&attr), t, pool);
}

/* What a body consists of: rows, and for two kinds what nests. */
static const struct body {
	uint16_t size;
	const struct attr_row *rows;
	void (*put)(struct messages *m, const void *body);
	bool (*get)(struct attrs in, void *body, struct pool *pool);
} bodies[OBJECT_N] = {
	[OBJECT_COUNTER] = { sizeof(struct object_counter), counter_rows, NULL, NULL },
	[OBJECT_QUOTA] = { sizeof(struct object_quota), quota_rows, NULL, NULL },
	[OBJECT_CT_HELPER] = { sizeof(struct object_ct_helper), helper_rows, NULL, NULL },
	[OBJECT_LIMIT] = { sizeof(struct object_limit), limit_rows, NULL, NULL },
	[OBJECT_CONNLIMIT] = { sizeof(struct object_connlimit), connlimit_rows, NULL, NULL },
	[OBJECT_TUNNEL] = { sizeof(struct object_tunnel), tunnel_rows, put_tunnel, get_tunnel },
	[OBJECT_CT_TIMEOUT] = { sizeof(struct object_ct_timeout), timeout_rows, put_timeout,
				get_timeout },
	[OBJECT_SECMARK] = { sizeof(struct object_secmark), secmark_rows, NULL, NULL },
	[OBJECT_CT_EXPECT] = { sizeof(struct object_ct_expect), expect_rows, put_expect,
			       get_expect },
	[OBJECT_SYNPROXY] = { sizeof(struct object_synproxy), synproxy_rows, NULL, NULL },
};

static const struct attr_row object_rows[] = {
	{ .attr = NFTA_OBJ_NAME, .kind = ATTR_STR, .offset = offsetof(struct object, name) },
	{ .attr = NFTA_OBJ_TYPE, .kind = ATTR_U32, .offset = offsetof(struct object, type) },
	{ .attr = NFTA_OBJ_USE, .kind = ATTR_U32, .offset = offsetof(struct object, use) },
	{ .attr = NFTA_OBJ_HANDLE, .kind = ATTR_U64, .offset = offsetof(struct object, handle) },
	{ .attr = NFTA_OBJ_USERDATA, .kind = ATTR_BLOB,
	  .offset = offsetof(struct object, userdata) },
	{ 0 }
};

static uint32_t family_given(const struct attr_row *rows, const void *body)
{
	for (unsigned i = 0; rows[i].kind; i++)
		if (!rows[i].always && *(const uint16_t *)((const char *)body + rows[i].offset))
			return 1u << i;
	return 0;
}

static void put_body(struct messages *m, const struct object *object)
{
	const struct body *body = object->type < OBJECT_N ? &bodies[object->type] : NULL;
	size_t mark;

	if (!object->body) {
		attr_put(m, NFTA_OBJ_DATA | NLA_F_NESTED, object->data.p, object->data.n);
		return;
	}
	mark = attr_open(m, NFTA_OBJ_DATA);
	if (body && body->rows)
		attr_put_rows(m, body->rows, object->body,
			      family_given(body->rows, object->body));
	if (body && body->put)
		body->put(m, object->body);
	attr_close(m, mark);
}

static void put_userdata(struct messages *m, const struct object *object)
{
	struct span userdata = object->userdata;
	struct tlv tlv = { .pool = m->pool };

	if (!userdata.n && object->comment) {
		tlv_put_str(&tlv, UDATA_TABLE_COMMENT, object->comment);
		userdata = (struct span){ (const char *)tlv.b, tlv.n };
	}
	if (userdata.n)
		attr_put(m, NFTA_OBJ_USERDATA, userdata.p, userdata.n);
}

void code_put_object(struct messages *m, const struct object *object, const struct op *op)
{
	if (op)
		code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_OBJ_TABLE, code_table_name(object->table, op));
	if (!op || op->by_handle) {
		if (op)
			code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_OBJ_HANDLE, object->handle);
	}
	if (!op || !op->by_handle) {
		if (op)
			code_at(m, op, AT_NAME);
		attr_put_str(m, NFTA_OBJ_NAME, object->name);
	}
	if (op)
		code_at(m, op, AT_TYPE);
	attr_put_u32(m, NFTA_OBJ_TYPE, object->type);
	if (op && op->verb != OP_ADD && op->verb != OP_CREATE)
		return;
	if (op)
		code_at(m, op, AT_SPEC);
	else
		attr_put_u32(m, NFTA_OBJ_USE, object->use);
	put_body(m, object);
	put_userdata(m, object);
}

/* A body that is not of the form we know stays opaque. */
static void get_body(struct attrs in, struct object *object, struct pool *pool)
{
	const struct body *body = object->type < OBJECT_N ? &bodies[object->type] : NULL;
	uint32_t given;

	object->data = (struct span){ pool_memdup(pool, in.p, in.n), in.n };
	if (!body || !body->rows)
		return;
	object->body = pool_alloc(pool, body->size);
	if (!attr_get_rows(in, body->rows, object->body, &given, pool, false) ||
	    (body->get && !body->get(in, object->body, pool)))
		object->body = NULL;
}

bool code_get_object(struct attrs in, struct object *object, struct pool *pool)
{
	struct attr attr;
	uint32_t given;

	if (!attr_get_rows(in, object_rows, object, &given, pool, false))
		return false;
	object->comment = code_comment(object->userdata, UDATA_TABLE_COMMENT, pool);
	object->body = NULL;
	if (attr_find(in, NFTA_OBJ_DATA, &attr))
		get_body(attr_inside(&attr), object, pool);
	return true;
}
