/* rt: the route of a packet. */
#include "lang/expr/keyed.h"

/* `rt nexthop` without a family is one of the two below, once the rule's network layer is known. */
enum { RT_NEXTHOP_IP = 1, RT_NEXTHOP_IP6 = 2, RT_NEXTHOP_ANY = UINT16_MAX };

static const struct key keys[] = {
	{ "classid", NULL, &type_realm, 32, ORDER_HOST, 0, 0 },
	{ "nexthop", NULL, &type_invalid, 0, ORDER_BIG, RT_NEXTHOP_ANY, 0 },
	{ "ip nexthop", NULL, &type_ipv4_addr, 32, ORDER_BIG, RT_NEXTHOP_IP, 0 },
	{ "ip6 nexthop", NULL, &type_ipv6_addr, 128, ORDER_BIG, RT_NEXTHOP_IP6, 0 },
	{ "mtu", NULL, &type_integer, 16, ORDER_HOST, 3, 0 },
	{ "ipsec", NULL, &type_boolean, 8, ORDER_HOST, 4, 0 },
	{ .name = NULL },
};

const struct key *rt_key(struct span name, unsigned family)
{
	char full[32];

	if (!family || name.n > 16)
		return key_by_name(keys, name);
	snprintf(full, sizeof(full), "%s %.*s", family_name(family), (int)name.n, name.p);
	return key_by_name(keys, span_of(full));
}

struct expr *rt_new(struct run *run, struct loc loc, const struct key *key)
{
	return keyed_new(run, loc, &selector_rt, key);
}

static const struct proto *nexthop_proto(uint32_t id)
{
	return id == RT_NEXTHOP_IP ? &proto_ip : id == RT_NEXTHOP_IP6 ? &proto_ip6 : NULL;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	const struct proto *known = dep_proto(&ev->dep, NULL, LAYER_NETWORK), *wanted;
	const struct key **key = &keyed_of(e)->key;

	if ((*key)->id == RT_NEXTHOP_ANY) {
		if (known != &proto_ip && known != &proto_ip6)
			return eval_error(ev, e->e.loc, "cannot determine ip protocol version, "
					  "use \"ip nexthop\" or \"ip6 nexthop\" instead");
		*key = key_by_id(keys, known == &proto_ip ? RT_NEXTHOP_IP : RT_NEXTHOP_IP6);
	}
	wanted = nexthop_proto((*key)->id);
	if (wanted && known && wanted != known)
		return eval_error(ev, e->e.loc, "%s will not match", (*key)->name);
	keyed_type(e, *key);
	return true;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_rt *insn = emit(l, INSN_RT);

	insn->key = keyed_of(e)->key->id;
	insn->dreg = dreg;
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_rt *rt = (const struct insn_rt *)insn;

	return rt->key == RT_NEXTHOP_ANY ? NULL : keyed_of_id(r->run, &selector_rt, rt->key);
}

static struct sel_expr *typeof_get_rt(struct run *run, struct span data)
{
	uint32_t key;

	if (!tlv_get_u32(data, 0, &key) || key == RT_NEXTHOP_ANY)
		return NULL;
	return keyed_of_id(run, &selector_rt, key);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;
	const struct proto *network = nexthop_proto(key->id);

	json_name(w, "rt");
	json_open(w, '{');
	json_pair_str(w, "key", network ? "nexthop" : key->name);
	if (network)
		json_pair_str(w, "family", network->name);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *name, *family = NULL;
	const struct key *key;
	unsigned number = 0;

	if (!json_must_str(r, value, "key", &name) || !json_may_str(r, value, "family", &family))
		return NULL;
	if (family && (!family_number(span_of(family), &number) ||
		       (number != FAMILY_IP && number != FAMILY_IP6)))
		return json_error(r, "Unknown rt family '%s'.", family), NULL;
	key = rt_key(span_of(name), strcmp(name, "nexthop") == 0 ? number : 0);
	if (!key)
		return json_error(r, "Unknown rt key '%s'.", name), NULL;
	return rt_new(r->run, loc, key);
}

const struct selector selector_rt = {
	.word = "rt",
	.typeof_id = 25,
	.size = sizeof(struct keyed_expr),
	.keys = keys,
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_RT, 0 },
	.raise = raise,
	.same = keyed_same,
	.typeof_put = keyed_typeof_put,
	.typeof_get = typeof_get_rt,
	.print = keyed_print,
	.json_out = json_out,
	.json_in = json_in,
};
