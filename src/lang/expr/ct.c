/* ct: what connection tracking knows of a packet's connection. */
#include "lang/expr/keyed.h"

struct ct_expr {
	struct keyed_expr k;
	int8_t direction; /* DIRECTION_* */
};
SELECTOR_CAST(ct_of, ct_expr)

enum { DIRECTION_NONE = -1, ORIGINAL, REPLY };
static const char *const direction_words[] = { "original", "reply" };

enum {
	CT_SECMARK = 4, CT_L3PROTO = 7, CT_SRC = 8, CT_DST = 9, CT_PROTOCOL = 10, CT_SRC_IP = 19,
	CT_DST_IP, CT_SRC_IP6, CT_DST_IP6
};

/* The type of CT_SRC and CT_DST follows from the network protocol of the rule. */
static const struct key keys[] = {
	{ "state", NULL, &type_ct_state, 32, ORDER_HOST, 0, 0 },
	{ "direction", NULL, &type_ct_dir, 8, ORDER_HOST, 1, 0 },
	{ "status", NULL, &type_ct_status, 32, ORDER_HOST, 2, 0 },
	{ "mark", NULL, &type_mark, 32, ORDER_HOST, 3, KEY_SET },
	{ "secmark", NULL, &type_integer, 32, ORDER_HOST, CT_SECMARK, KEY_SET },
	{ "expiration", NULL, &type_time, 32, ORDER_HOST, 5, 0 },
	{ "helper", NULL, &type_string, 128, ORDER_TEXT, 6, 0 },
	{ "l3proto", NULL, &type_nf_proto, 8, ORDER_HOST, CT_L3PROTO, KEY_DIR },
	{ "saddr", NULL, &type_invalid, 0, ORDER_BIG, CT_SRC, KEY_DIR_MUST },
	{ "daddr", NULL, &type_invalid, 0, ORDER_BIG, CT_DST, KEY_DIR_MUST },
	{ "protocol", NULL, &type_inet_proto, 8, ORDER_BIG, CT_PROTOCOL, KEY_DIR },
	{ "proto-src", NULL, &type_inet_service, 16, ORDER_BIG, 11, KEY_DIR_MUST },
	{ "proto-dst", NULL, &type_inet_service, 16, ORDER_BIG, 12, KEY_DIR_MUST },
	{ "label", NULL, &type_ct_label, 128, ORDER_HOST, 13, KEY_SET },
	{ "packets", NULL, &type_integer, 64, ORDER_HOST, 14, KEY_DIR },
	{ "bytes", NULL, &type_integer, 64, ORDER_HOST, 15, KEY_DIR },
	{ "avgpkt", NULL, &type_integer, 64, ORDER_HOST, 16, KEY_DIR },
	{ "zone", NULL, &type_integer, 16, ORDER_HOST, 17, KEY_DIR | KEY_SET },
	{ "event", NULL, &type_ct_event, 32, ORDER_HOST, 18, KEY_SET | KEY_SET_ONLY },
	{ "ip saddr", NULL, &type_ipv4_addr, 32, ORDER_BIG, CT_SRC_IP, KEY_DIR_MUST },
	{ "ip daddr", NULL, &type_ipv4_addr, 32, ORDER_BIG, CT_DST_IP, KEY_DIR_MUST },
	{ "ip6 saddr", NULL, &type_ipv6_addr, 128, ORDER_BIG, CT_SRC_IP6, KEY_DIR_MUST },
	{ "ip6 daddr", NULL, &type_ipv6_addr, 128, ORDER_BIG, CT_DST_IP6, KEY_DIR_MUST },
	{ "id", NULL, &type_integer, 32, ORDER_BIG, 23, 0 },
	{ .name = NULL },
};

const struct key *ct_key(struct span name, unsigned family)
{
	char full[32];

	if (!family || name.n > 16)
		return key_by_name(keys, name);
	snprintf(full, sizeof(full), "%s %.*s", family_name(family), (int)name.n, name.p);
	return key_by_name(keys, span_of(full));
}

struct expr *ct_new(struct run *run, struct loc loc, const struct key *key, int direction)
{
	struct ct_expr *e = keyed_new(run, loc, &selector_ct, key);

	e->direction = direction;
	return &e->k.s.e;
}

/* ---- addresses ---- */

static bool is_plain_address(uint32_t id)
{
	return id == CT_SRC || id == CT_DST;
}

/* The network header whose addresses the key is about; NULL: none, or as the rule says. */
static const struct proto *address_proto(uint32_t id)
{
	return id == CT_SRC_IP || id == CT_DST_IP ? &proto_ip
	     : id == CT_SRC_IP6 || id == CT_DST_IP6 ? &proto_ip6 : NULL;
}

static bool type_address(struct sel_expr *e, const struct proto *network)
{
	if (network != &proto_ip && network != &proto_ip6)
		return false;
	selector_type(e, network == &proto_ip ? &type_ipv4_addr : &type_ipv6_addr,
		      network == &proto_ip ? 32 : 128, ORDER_BIG);
	return true;
}

static bool eval_address(struct eval *ev, struct sel_expr *e)
{
	const struct proto *known = dep_proto(&ev->dep, NULL, LAYER_NETWORK);
	const struct key *key = keyed_of(e)->key;
	const struct proto *wanted = address_proto(key->id);

	if (is_plain_address(key->id) && !type_address(e, known))
		return eval_error(ev, e->e.loc, "cannot determine ip protocol version, "
				  "use \"ip %s\" or \"ip6 %s\" instead", key->name, key->name);
	if (!wanted || !known || known == wanted)
		return true;
	eval_error(ev, e->e.loc, "conflicting protocols specified: %s vs. %s", known->name,
		   wanted->name);
	return diag_also(&ev->run->diag, ev->dep.outer.loc[LAYER_NETWORK]);
}

static bool eval_direction(struct eval *ev, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;
	bool given = ct_of(e)->direction != DIRECTION_NONE;

	if (!given && key->flags & KEY_DIR_MUST)
		return eval_error(ev, e->e.loc, "ct %s needs a direction, original or reply",
				  key->name);
	if (given && !(key->flags & (KEY_DIR | KEY_DIR_MUST)))
		return eval_error(ev, e->e.loc, "ct %s has no direction", key->name);
	return true;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;

	keyed_type(e, key);
	if (!eval_address(ev, e) || !eval_direction(ev, e))
		return false;
	if (key->flags & KEY_SET_ONLY && selector_compared(ev, e))
		return eval_error(ev, e->e.loc, "ct %s can only be set", key->name);
	return key->id != CT_SECMARK || secmark_is_compared_well(ev, e);
}

/* The header that `key == number` says the packets of the connection have; NULL: none. */
static const struct proto *announced(const struct dep *dep, uint32_t key, uint64_t number)
{
	const struct proto *network = dep_proto(dep, NULL, LAYER_NETWORK);

	if (key == CT_L3PROTO && dep->family == FAMILY_INET)
		return proto_next(&proto_inet, number);
	return key == CT_PROTOCOL && network ? proto_next(network, number) : NULL;
}

static void learn(struct dep *dep, const struct sel_expr *e, const struct expr *value)
{
	const struct proto *proto = NULL;

	if (expr_value(value))
		proto = announced(dep, keyed_of(e)->key->id, expr_u64(value));
	if (proto && dep_proto(dep, NULL, proto->layer) != proto)
		dep_learn(dep, NULL, proto, NULL, loc_join(e->e.loc, value->loc));
}

/* ---- instructions ---- */

static struct insn_ct *emit_ct(struct lower *l, const struct sel_expr *e)
{
	struct insn_ct *insn = emit(l, INSN_CT);

	insn->key = keyed_of(e)->key->id;
	if (ct_of(e)->direction != DIRECTION_NONE) {
		insn->direction = ct_of(e)->direction;
		INSN_GIVE(insn, struct insn_ct, direction);
	}
	return insn;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_ct *insn = emit_ct(l, e);

	insn->dreg = dreg;
	INSN_GIVE(insn, struct insn_ct, dreg);
	return true;
}

static bool eval_set(struct eval *ev, struct sel_expr *e, struct expr **value)
{
	const struct key *key = keyed_of(e)->key;

	if (!(key->flags & KEY_SET))
		return eval_error(ev, e->e.loc, "ct %s cannot be set", key->name);
	if (!eval_arg(ev, value, key->type, key->bits, key->order))
		return false;
	if (key->id == CT_SECMARK && expr_is_constant(*value))
		return eval_error(ev, loc_join(e->e.loc, (*value)->loc),
				  "ct secmark must not be set to constant value");
	return true;
}

static bool lower_set(struct lower *l, const struct sel_expr *e, const struct expr *value)
{
	unsigned reg = lower_load(l, value);
	struct insn_ct *insn;

	if (!reg)
		return false;
	insn = emit_ct(l, e);
	insn->sreg = reg;
	INSN_GIVE(insn, struct insn_ct, sreg);
	reg_release(l, reg, BYTES_OF(value->bits));
	return true;
}

static struct expr *raise_ct(struct raise *r, const struct insn_ct *insn)
{
	struct ct_expr *e = keyed_of_id(r->run, &selector_ct, insn->key);
	bool directed = INSN_GAVE(insn, struct insn_ct, direction);

	if (!e || (directed && insn->direction > REPLY))
		return NULL;
	e->direction = directed ? insn->direction : DIRECTION_NONE;
	if (is_plain_address(insn->key) &&
	    !type_address(&e->k.s, dep_proto(&r->dep, NULL, LAYER_NETWORK)))
		return NULL;
	return &e->k.s.e;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	return raise_ct(r, (const struct insn_ct *)insn);
}

static struct expr *raise_set(struct raise *r, const struct insn *insn, unsigned *sreg)
{
	const struct insn_ct *ct = (const struct insn_ct *)insn;

	*sreg = ct->sreg;
	return INSN_GAVE(insn, struct insn_ct, sreg) ? raise_ct(r, ct) : NULL;
}

/* `ct original ip saddr` says by itself what `meta nfproto ipv4` before it said. */
static bool implies(const struct dep *dep, const struct sel_expr *e, const struct match_stmt *m)
{
	const struct proto *said = meta_announced(m);

	return is_plain_address(keyed_of(e)->key->id) && said &&
	       ((e->e.bits == 32 && said == &proto_ip) || (e->e.bits == 128 && said == &proto_ip6));
}

/* ---- forms ---- */

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	return keyed_same(a, b) && ct_of(a)->direction == ct_of(b)->direction &&
	       a->e.type == b->e.type;
}

enum { TYPEOF_KEY, TYPEOF_DIRECTION };

static void typeof_put_ct(struct tlv *tlv, const struct sel_expr *e)
{
	tlv_put_u32(tlv, TYPEOF_KEY, keyed_of(e)->key->id);
	/* none is -1; older programs do not believe a tree without a direction */
	tlv_put_u32(tlv, TYPEOF_DIRECTION, (uint32_t)ct_of(e)->direction);
}

static struct sel_expr *typeof_get_ct(struct run *run, struct span data)
{
	uint32_t key, direction;
	struct ct_expr *e;

	if (!tlv_get_u32(data, TYPEOF_KEY, &key) ||
	    !(e = keyed_of_id(run, &selector_ct, key)))
		return NULL;
	if (!tlv_get_u32(data, TYPEOF_DIRECTION, &direction) || direction > REPLY)
		e->direction = DIRECTION_NONE;
	else
		e->direction = direction;
	return &e->k.s;
}

static void print(struct print *p, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;

	out_str(p->out, "ct ");
	if (ct_of(e)->direction != DIRECTION_NONE)
		out_printf(p->out, "%s ", direction_words[ct_of(e)->direction]);
	if (is_plain_address(key->id))
		out_str(p->out, e->e.bits == 128 ? "ip6 " : "ip ");
	out_str(p->out, key->name);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	json_name(w, "ct");
	json_open(w, '{');
	json_pair_str(w, "key", keyed_of(e)->key->name);
	if (ct_of(e)->direction != DIRECTION_NONE)
		json_pair_str(w, "dir", direction_words[ct_of(e)->direction]);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *name, *family = NULL, *direction = NULL;
	const struct key *key;
	unsigned number = 0;
	int which = DIRECTION_NONE;

	if (!json_must_str(r, value, "key", &name) || !json_may_str(r, value, "family", &family) ||
	    !json_may_str(r, value, "dir", &direction))
		return NULL;
	if (family && !family_number(span_of(family), &number))
		return json_error(r, "Unknown family '%s'.", family), NULL;
	for (int i = ORIGINAL; direction && i <= REPLY; i++)
		if (strcmp(direction, direction_words[i]) == 0)
			which = i;
	if (direction && which == DIRECTION_NONE)
		return json_error(r, "Unknown ct direction '%s'.", direction), NULL;
	key = ct_key(span_of(name), number);
	if (!key)
		return json_error(r, "Unknown ct key '%s'.", name), NULL;
	return ct_new(r->run, loc, key, which);
}

const struct selector selector_ct = {
	.word = "ct",
	.typeof_id = 12,
	.size = sizeof(struct ct_expr),
	.keys = keys,
	.eval = eval,
	.learn = learn,
	.lower = lower,
	.eval_set = eval_set,
	.lower_set = lower_set,
	.raises = (const uint8_t[]){ INSN_CT, 0 },
	.raise = raise,
	.raise_set = raise_set,
	.implies = implies,
	.same = same,
	.typeof_put = typeof_put_ct,
	.typeof_get = typeof_get_ct,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
