/* xfrm (`ipsec`): the IPsec policy and state that a packet came or goes through. */
#include "lang/expr/keyed.h"

struct xfrm_expr {
	struct keyed_expr k;
	bool out;
	uint32_t spnum; /* position of the transformation in a bundle */
};
SELECTOR_CAST(xfrm_of, xfrm_expr)

enum { SPNUM_MAX = 255 };
enum { XFRM_DADDR_IP = 1, XFRM_DADDR_IP6, XFRM_SADDR_IP, XFRM_SADDR_IP6, XFRM_REQID, XFRM_SPI };

static const struct key keys[] = {
	{ "ip daddr", NULL, &type_ipv4_addr, 32, ORDER_BIG, XFRM_DADDR_IP, 0 },
	{ "ip6 daddr", NULL, &type_ipv6_addr, 128, ORDER_BIG, XFRM_DADDR_IP6, 0 },
	{ "ip saddr", NULL, &type_ipv4_addr, 32, ORDER_BIG, XFRM_SADDR_IP, 0 },
	{ "ip6 saddr", NULL, &type_ipv6_addr, 128, ORDER_BIG, XFRM_SADDR_IP6, 0 },
	{ "reqid", NULL, &type_integer, 32, ORDER_HOST, XFRM_REQID, 0 },
	{ "spi", NULL, &type_integer, 32, ORDER_BIG, XFRM_SPI, 0 },
	{ .name = NULL },
};

static const struct key *find_key(struct span name, unsigned family)
{
	char full[32];

	if (!family || name.n > 16)
		return key_by_name(keys, name);
	snprintf(full, sizeof(full), "%s %.*s", family_name(family), (int)name.n, name.p);
	return key_by_name(keys, span_of(full));
}

static struct expr *make(struct run *run, struct loc loc, bool out, uint64_t spnum,
			 const struct key *key)
{
	struct xfrm_expr *e = keyed_new(run, loc, &selector_xfrm, key);

	e->out = out;
	e->spnum = spnum;
	return &e->k.s.e;
}

struct expr *xfrm_new(struct run *run, struct loc loc, bool out, unsigned spnum, struct span name,
		      unsigned family)
{
	const struct key *key = find_key(name, family);

	if (!key) {
		diag_error(&run->diag, loc, "ipsec: unknown key %.*s", (int)name.n, name.p);
		return NULL;
	}
	return make(run, loc, out, spnum, key);
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	if (ev->family != FAMILY_IP && ev->family != FAMILY_IP6 && ev->family != FAMILY_INET)
		return eval_error(ev, e->e.loc,
				  "ipsec expression is only valid in ip/ip6/inet tables");
	return keyed_eval(ev, e) && selector_number_fits(ev, e, xfrm_of(e)->spnum, SPNUM_MAX);
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_xfrm *insn = emit(l, INSN_XFRM);

	insn->dreg = dreg;
	insn->key = keyed_of(e)->key->id;
	insn->dir = xfrm_of(e)->out;
	insn->spnum = xfrm_of(e)->spnum;
	return true;
}

static struct expr *from_kernel(struct run *run, uint32_t id, uint32_t direction, uint32_t spnum)
{
	const struct key *key = key_by_id(keys, id);

	if (!key || direction > 1)
		return NULL;
	return make(run, (struct loc){ 0 }, direction, spnum, key);
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_xfrm *xfrm = (const struct insn_xfrm *)insn;

	return from_kernel(r->run, xfrm->key, xfrm->dir, xfrm->spnum);
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	return keyed_same(a, b) && xfrm_of(a)->out == xfrm_of(b)->out &&
	       xfrm_of(a)->spnum == xfrm_of(b)->spnum;
}

enum { TYPEOF_KEY, TYPEOF_SPNUM, TYPEOF_DIRECTION };

static void typeof_put_xfrm(struct tlv *tlv, const struct sel_expr *e)
{
	tlv_put_u32(tlv, TYPEOF_KEY, keyed_of(e)->key->id);
	tlv_put_u32(tlv, TYPEOF_SPNUM, xfrm_of(e)->spnum);
	tlv_put_u32(tlv, TYPEOF_DIRECTION, xfrm_of(e)->out);
}

static struct sel_expr *typeof_get_xfrm(struct run *run, struct span data)
{
	uint32_t key, spnum, direction;

	if (!tlv_get_u32(data, TYPEOF_KEY, &key) || !tlv_get_u32(data, TYPEOF_SPNUM, &spnum) ||
	    !tlv_get_u32(data, TYPEOF_DIRECTION, &direction))
		return NULL;
	return expr_selector(from_kernel(run, key, direction, spnum));
}

static void print(struct print *p, const struct sel_expr *e)
{
	out_printf(p->out, "ipsec %s ", xfrm_of(e)->out ? "out" : "in");
	if (xfrm_of(e)->spnum)
		out_printf(p->out, "spnum %u ", xfrm_of(e)->spnum);
	out_str(p->out, keyed_of(e)->key->name);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const char *name = keyed_of(e)->key->name, *blank = strchr(name, ' ');

	json_name(w, "ipsec");
	json_open(w, '{');
	json_pair_str(w, "key", blank ? blank + 1 : name);
	if (blank) {
		json_name(w, "family");
		json_span(w, (struct span){ name, blank - name });
	}
	json_pair_str(w, "dir", xfrm_of(e)->out ? "out" : "in");
	json_pair_u64(w, "spnum", xfrm_of(e)->spnum);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *name, *direction, *family = NULL;
	const struct key *key;
	unsigned number = 0;
	uint64_t spnum = 0;
	bool given;

	if (!json_must_str(r, value, "key", &name) || !json_must_str(r, value, "dir", &direction) ||
	    !json_may_str(r, value, "family", &family) ||
	    !json_may_u64(r, value, "spnum", &spnum, &given))
		return NULL;
	if (strcmp(direction, "in") != 0 && strcmp(direction, "out") != 0)
		return json_error(r, "Invalid ipsec direction '%s'.", direction), NULL;
	if (spnum > SPNUM_MAX)
		return json_error(r, "Invalid ipsec spnum %llu.", (unsigned long long)spnum), NULL;
	if (family && !family_number(span_of(family), &number))
		return json_error(r, "Invalid ipsec family '%s'.", family), NULL;
	key = find_key(span_of(name), number);
	if (!key)
		return json_error(r, "Invalid ipsec key '%s'.", name), NULL;
	return make(r->run, loc, strcmp(direction, "out") == 0, spnum, key);
}

const struct selector selector_xfrm = {
	.word = "xfrm",
	.json = "ipsec",
	.typeof_id = 28,
	.size = sizeof(struct xfrm_expr),
	.keys = keys,
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_XFRM, 0 },
	.raise = raise,
	.same = same,
	.typeof_put = typeof_put_xfrm,
	.typeof_get = typeof_get_xfrm,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
