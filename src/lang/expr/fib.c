/* fib: what the routing table says of the packet's source or destination. */
#include "lang/expr/keyed.h"

struct fib_expr {
	struct keyed_expr k; /* key: the result */
	uint32_t flags;      /* FIB_*, as the kernel numbers them */
	bool compared;       /* a match with exists or missing: JSON calls its result "oif" */
};
SELECTOR_CAST(fib_of, fib_expr)

enum { FIB_SADDR = 1, FIB_DADDR = 2, FIB_MARK = 4, FIB_IIF = 8, FIB_OIF = 16, FIB_PRESENT = 32 };
enum { FIB_INPUTS = FIB_SADDR | FIB_DADDR | FIB_MARK | FIB_IIF | FIB_OIF };

static const struct symbol inputs[] = {
	{ "saddr", FIB_SADDR }, { "daddr", FIB_DADDR }, { "mark", FIB_MARK }, { "iif", FIB_IIF },
	{ "oif", FIB_OIF }, { 0 },
};

/* `check` is the kernel's oif with the presence flag. */
enum { RESULT_OIF = 1, RESULT_OIFNAME, RESULT_TYPE, RESULT_CHECK };

static const struct key keys[] = {
	{ "oif", NULL, &type_iface_index, 32, ORDER_HOST, RESULT_OIF, 0 },
	{ "oifname", NULL, &type_ifname, 128, ORDER_TEXT, RESULT_OIFNAME, 0 },
	{ "type", NULL, &type_fib_addrtype, 32, ORDER_HOST, RESULT_TYPE, 0 },
	{ "check", NULL, &type_boolean, 8, ORDER_HOST, RESULT_CHECK, 0 },
	{ .name = NULL },
};

static struct fib_expr *make(struct run *run, struct loc loc, unsigned flags, const struct key *key)
{
	struct fib_expr *e = keyed_new(run, loc, &selector_fib, key);

	e->flags = flags & FIB_INPUTS;
	return e;
}

struct expr *fib_new(struct run *run, struct loc loc, unsigned flags, struct span result)
{
	const struct key *key = key_by_name(keys, result);

	if (!key) {
		diag_error(&run->diag, loc, "fib: unknown result %.*s", (int)result.n, result.p);
		return NULL;
	}
	return &make(run, loc, flags, key)->k.s.e;
}

/* `fib ... oif exists` asks whether there is a route, not for an interface of that name. */
static bool asks_presence(const struct expr *right)
{
	const struct symbol_expr *symbol = right ? expr_symbol(right) : NULL;

	if (!symbol)
		return right && right->type == &type_boolean;
	return !(right->flags & EXPR_F_QUOTED) &&
	       (str_same(symbol->text, "exists") || str_same(symbol->text, "missing"));
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	struct fib_expr *fib = fib_of(e);

	if (fib->flags & FIB_SADDR && fib->flags & FIB_DADDR)
		return eval_error(ev, e->e.loc, "fib: saddr and daddr are mutually exclusive");
	if (!(fib->flags & (FIB_SADDR | FIB_DADDR)))
		return eval_error(ev, e->e.loc, "fib: need either saddr or daddr");
	if (fib->flags & FIB_IIF && fib->flags & FIB_OIF)
		return eval_error(ev, e->e.loc, "fib: iif and oif are mutually exclusive");
	if (fib->k.key->id == RESULT_OIF && asks_presence(selector_compared(ev, e)))
		fib->k.key = key_by_id(keys, RESULT_CHECK);
	return keyed_eval(ev, e);
}

/* Result and flags as the kernel has them. */
static uint32_t kernel_result(const struct sel_expr *e, uint32_t *flags)
{
	uint32_t result = keyed_of(e)->key->id;

	*flags = fib_of(e)->flags | (result == RESULT_CHECK ? FIB_PRESENT : 0);
	return result == RESULT_CHECK ? RESULT_OIF : result;
}

static struct fib_expr *from_kernel(struct run *run, uint32_t result, uint32_t flags)
{
	const struct key *key;

	if (flags & ~(uint32_t)(FIB_INPUTS | FIB_PRESENT))
		return NULL;
	if (flags & FIB_PRESENT)
		result = result == RESULT_OIF || result == RESULT_OIFNAME ? RESULT_CHECK : 0;
	else if (result == RESULT_CHECK)
		return NULL;
	key = key_by_id(keys, result);
	return key ? make(run, (struct loc){ 0 }, flags, key) : NULL;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_fib *insn = emit(l, INSN_FIB);

	insn->dreg = dreg;
	insn->result = kernel_result(e, &insn->flags);
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_fib *i = (const struct insn_fib *)insn;
	struct fib_expr *fib = from_kernel(r->run, i->result, i->flags);

	return fib ? &fib->k.s.e : NULL;
}

static void resolve(struct raise *r, struct match_stmt *match)
{
	struct sel_expr *e = expr_selector(match->left);

	if (e && e->sel == &selector_fib)
		fib_of(e)->compared = expr_value(match->right) != NULL;
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	return keyed_same(a, b) && fib_of(a)->flags == fib_of(b)->flags;
}

enum { TYPEOF_RESULT, TYPEOF_FLAGS, TYPEOF_BEYOND };

static void typeof_put_fib(struct tlv *tlv, const struct sel_expr *e)
{
	uint32_t flags, result = kernel_result(e, &flags);

	tlv_put_u32(tlv, TYPEOF_RESULT, result);
	tlv_put_u32(tlv, TYPEOF_FLAGS, flags);
}

/* Before the tunnel expression took a number, ipsec had the one of fib; it has a third member. */
static struct sel_expr *typeof_get_fib(struct run *run, struct span data)
{
	uint32_t result, flags, beyond;
	struct fib_expr *fib;

	if (tlv_get_u32(data, TYPEOF_BEYOND, &beyond))
		return selector_xfrm.typeof_get(run, data);
	if (!tlv_get_u32(data, TYPEOF_RESULT, &result) || !tlv_get_u32(data, TYPEOF_FLAGS, &flags))
		return NULL;
	fib = from_kernel(run, result, flags);
	return fib ? &fib->k.s : NULL;
}

static void print(struct print *p, const struct sel_expr *e)
{
	const char *dot = "";

	out_str(p->out, "fib ");
	for (const struct symbol *input = inputs; input->name; input++) {
		if (!(fib_of(e)->flags & input->value))
			continue;
		out_printf(p->out, "%s%s", dot, input->name);
		dot = " . ";
	}
	out_printf(p->out, " %s", keyed_of(e)->key->name);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;
	bool oif = fib_of(e)->compared && key->id == RESULT_CHECK;

	json_name(w, "fib");
	json_open(w, '{');
	json_pair_str(w, "result", oif ? "oif" : key->name);
	json_name(w, "flags");
	json_out_flags(w, inputs, fib_of(e)->flags);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const struct key *key;
	const char *result;
	uint64_t flags = 0;

	if (!json_must_str(r, value, "result", &result))
		return NULL;
	key = key_by_name(keys, span_of(result));
	if (!key)
		return json_error(r, "Invalid fib result '%s'.", result), NULL;
	if (!json_flags(r, json_member(value, "flags"), inputs, &flags))
		return NULL;
	return &make(r->run, loc, flags, key)->k.s.e;
}

const struct selector selector_fib = {
	.word = "fib",
	.typeof_id = 27,
	.size = sizeof(struct fib_expr),
	.keys = keys,
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_FIB, 0 },
	.raise = raise,
	.resolve = resolve,
	.same = same,
	.typeof_put = typeof_put_fib,
	.typeof_get = typeof_get_fib,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
