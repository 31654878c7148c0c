/* meta: what the kernel knows of a packet besides its bytes. */
#include "lang/expr/keyed.h"

enum {
	META_PROTOCOL = 1, META_IIFTYPE = 8, META_SECMARK = 14, META_NFPROTO = 15,
	META_L4PROTO = 16, META_RANDOM = 24,
};
enum { DEVICE_ETHER = 1 };

/* META_L4PROTO and those before it stand at the place of their number. */
static const struct key keys[] = {
	{ "length", NULL, &type_integer, 32, ORDER_HOST, 0, KEY_PREFIXED },
	{ "protocol", NULL, &type_ether_type, 16, ORDER_BIG, META_PROTOCOL, KEY_PREFIXED },
	{ "priority", NULL, &type_classid, 32, ORDER_HOST, 2, KEY_PREFIXED | KEY_SET },
	{ "mark", NULL, &type_mark, 32, ORDER_HOST, 3, KEY_SET },
	{ "iif", NULL, &type_iface_index, 32, ORDER_HOST, 4, KEY_BARE },
	{ "oif", NULL, &type_iface_index, 32, ORDER_HOST, 5, KEY_BARE },
	{ "iifname", NULL, &type_ifname, 128, ORDER_TEXT, 6, KEY_BARE },
	{ "oifname", NULL, &type_ifname, 128, ORDER_TEXT, 7, KEY_BARE },
	{ "iiftype", NULL, &type_iface_type, 16, ORDER_HOST, META_IIFTYPE, 0 },
	{ "oiftype", NULL, &type_iface_type, 16, ORDER_HOST, 9, 0 },
	{ "skuid", NULL, &type_uid, 32, ORDER_HOST, 10, 0 },
	{ "skgid", NULL, &type_gid, 32, ORDER_HOST, 11, 0 },
	{ "nftrace", NULL, &type_integer, 1, ORDER_HOST, 12, KEY_SET },
	{ "rtclassid", NULL, &type_realm, 32, ORDER_HOST, 13, 0 },
	{ "secmark", NULL, &type_integer, 32, ORDER_HOST, META_SECMARK, KEY_PREFIXED | KEY_SET },
	{ "nfproto", NULL, &type_nf_proto, 8, ORDER_HOST, META_NFPROTO, KEY_PREFIXED },
	{ "l4proto", NULL, &type_inet_proto, 8, ORDER_HOST, META_L4PROTO, KEY_PREFIXED },
	{ "ibrname", "ibriport", &type_ifname, 128, ORDER_TEXT, 17, 0 },
	{ "obrname", "obriport", &type_ifname, 128, ORDER_TEXT, 18, 0 },
	{ "pkttype", NULL, &type_pkt_type, 8, ORDER_HOST, 19, KEY_SET },
	{ "cpu", NULL, &type_integer, 32, ORDER_HOST, 20, 0 },
	{ "iifgroup", NULL, &type_devgroup, 32, ORDER_HOST, 21, KEY_BARE },
	{ "oifgroup", NULL, &type_devgroup, 32, ORDER_HOST, 22, KEY_BARE },
	{ "cgroup", NULL, &type_integer, 32, ORDER_HOST, 23, 0 },
	{ "random", NULL, &type_integer, 32, ORDER_BIG, META_RANDOM, KEY_PREFIXED },
	{ "ipsec", "secpath", &type_boolean, 8, ORDER_HOST, 25, 0 },
	{ "iifkind", NULL, &type_ifname, 128, ORDER_TEXT, 26, KEY_PREFIXED },
	{ "oifkind", NULL, &type_ifname, 128, ORDER_TEXT, 27, KEY_PREFIXED },
	{ "ibrpvid", NULL, &type_integer, 16, ORDER_HOST, 28, KEY_PREFIXED },
	{ "ibrvproto", NULL, &type_ether_type, 16, ORDER_BIG, 29, KEY_PREFIXED },
	{ "time", NULL, &type_date, 64, ORDER_HOST, 30, 0 },
	{ "day", NULL, &type_day, 8, ORDER_HOST, 31, 0 },
	{ "hour", NULL, &type_hour, 32, ORDER_HOST, 32, 0 },
	{ "sdif", NULL, &type_iface_index, 32, ORDER_HOST, 33, KEY_PREFIXED },
	{ "sdifname", NULL, &type_ifname, 128, ORDER_TEXT, 34, KEY_PREFIXED },
	{ "broute", NULL, &type_integer, 1, ORDER_HOST, 35, KEY_PREFIXED | KEY_SET },
	{ "ibrhwaddr", NULL, &type_ether_addr, 48, ORDER_BIG, 37, KEY_PREFIXED },
	{ .name = NULL },
};

const struct key *meta_key(struct span name)
{
	return key_by_name(keys, name);
}

struct expr *meta_new(struct run *run, struct loc loc, const struct key *key)
{
	return keyed_new(run, loc, &selector_meta, key);
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;

	keyed_type(e, key);
	if (key->id == META_NFPROTO && ev->family != FAMILY_INET && !e->tunnel)
		return eval_error(ev, e->e.loc, "meta nfproto is only useful in the inet family");
	return key->id != META_SECMARK || secmark_is_compared_well(ev, e);
}

/* ---- protocol context ---- */

struct expr *meta_next(struct run *run, struct loc loc, const struct proto *tunnel,
		       const struct proto *upper)
{
	uint32_t id = !upper ? META_IIFTYPE
		    : upper == &proto_inet ? META_NFPROTO
		    : upper == &proto_transport ? META_L4PROTO : META_PROTOCOL;
	struct sel_expr *e = keyed_new(run, loc, &selector_meta, &keys[id]);

	e->tunnel = tunnel;
	return &e->e;
}

/* The header that `key == number` means to follow; NULL: none that is known. */
static const struct proto *announced(uint32_t key, uint64_t number)
{
	switch (key) {
	case META_IIFTYPE:
		return number == DEVICE_ETHER ? &proto_ether : NULL;
	case META_NFPROTO:
		return proto_next(&proto_inet, number);
	case META_PROTOCOL:
		return proto_next(&proto_netdev, number);
	case META_L4PROTO:
		return proto_next(&proto_transport, number);
	default:
		return NULL;
	}
}

const struct proto *meta_announced(const struct match_stmt *m)
{
	const struct sel_expr *e = expr_selector(m->left);

	if (!e || e->sel != &selector_meta || !expr_value(m->right))
		return NULL;
	return announced(keyed_of(e)->key->id, expr_u64(m->right));
}

/*
 * In the inet family `meta protocol` says less than nfproto: the packet may have come in by a
 * device whose frames carry something else, so it fixes no header there.
 */
static void learn(struct dep *dep, const struct sel_expr *e, const struct expr *value)
{
	const struct key *key = keyed_of(e)->key;
	const struct proto *proto;

	if (!expr_value(value))
		return;
	proto = announced(key->id, expr_u64(value));
	if (!proto)
		return;
	if (key->id == META_PROTOCOL &&
	    (proto->layer != LAYER_NETWORK || (dep->family == FAMILY_INET && !e->tunnel)))
		return;
	if (dep_proto(dep, e->tunnel, proto->layer) != proto)
		dep_learn(dep, e->tunnel, proto, NULL, loc_join(e->e.loc, value->loc));
}

/* ---- instructions ---- */

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_meta *insn = emit(l, INSN_META);

	insn->key = keyed_of(e)->key->id;
	insn->dreg = dreg;
	INSN_GIVE(insn, struct insn_meta, dreg);
	return true;
}

static bool eval_set(struct eval *ev, struct sel_expr *e, struct expr **value)
{
	const struct key *key = keyed_of(e)->key;

	if (!(key->flags & KEY_SET))
		return eval_error(ev, e->e.loc, "meta %s cannot be set", key->name);
	return eval_arg(ev, value, key->type, key->bits, key->order);
}

static bool lower_set(struct lower *l, const struct sel_expr *e, const struct expr *value)
{
	unsigned reg = lower_load(l, value);
	struct insn_meta *insn;

	if (!reg)
		return false;
	insn = emit(l, INSN_META);
	insn->key = keyed_of(e)->key->id;
	insn->sreg = reg;
	INSN_GIVE(insn, struct insn_meta, sreg);
	reg_release(l, reg, BYTES_OF(value->bits));
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	struct sel_expr *e = keyed_of_id(r->run, &selector_meta, ((struct insn_meta *)insn)->key);

	if (!e)
		return NULL;
	e->tunnel = r->tunnel;
	return &e->e;
}

static struct expr *raise_set(struct raise *r, const struct insn *insn, unsigned *sreg)
{
	const struct insn_meta *meta = (const struct insn_meta *)insn;

	*sreg = meta->sreg;
	return INSN_GAVE(insn, struct insn_meta, sreg)
		       ? keyed_of_id(r->run, &selector_meta, meta->key)
		       : NULL;
}

/* ---- forms ---- */

enum { TYPEOF_KEY, TYPEOF_OUTER };

static void typeof_put_meta(struct tlv *tlv, const struct sel_expr *e)
{
	tlv_put_u32(tlv, TYPEOF_KEY, keyed_of(e)->key->id);
	if (e->tunnel)
		tlv_put_u32(tlv, TYPEOF_OUTER, e->tunnel->id);
}

static struct sel_expr *typeof_get_meta(struct run *run, struct span data)
{
	struct sel_expr *e;
	uint32_t key, outer;

	if (!tlv_get_u32(data, TYPEOF_KEY, &key))
		return NULL;
	e = keyed_of_id(run, &selector_meta, key);
	if (e && tlv_get_u32(data, TYPEOF_OUTER, &outer))
		e->tunnel = proto_by_id(outer);
	return e;
}

static void print(struct print *p, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;

	if (!(key->flags & KEY_BARE))
		out_str(p->out, "meta ");
	out_str(p->out, key->name);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	json_name(w, "meta");
	json_open(w, '{');
	json_pair_str(w, "key", keyed_of(e)->key->name);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const struct key *key = keyed_json_key(r, keys, value);

	return key ? meta_new(r->run, loc, key) : NULL;
}

static bool fickle(const struct sel_expr *e)
{
	return keyed_of(e)->key->id == META_RANDOM;
}

const struct selector selector_meta = {
	.word = "meta",
	.typeof_id = 9,
	.size = sizeof(struct keyed_expr),
	.keys = keys,
	.eval = eval,
	.learn = learn,
	.lower = lower,
	.eval_set = eval_set,
	.lower_set = lower_set,
	.raises = (const uint8_t[]){ INSN_META, 0 },
	.raise = raise,
	.raise_set = raise_set,
	.same = keyed_same,
	.fickle = fickle,
	.typeof_put = typeof_put_meta,
	.typeof_get = typeof_get_meta,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
