/*
 * payload: header fields (`tcp dport`, `vxlan ip saddr`) and raw loads (`@nh,8,8`): evaluation with
 * the headers they need, loads, and the joining of neighbouring loads.
 */
#include "lang/expr/payload.h"
#include "pass/eval.h"
#include "pass/lower.h"

/* ---- making ---- */

void payload_place(struct payload_expr *p, unsigned base, unsigned offset, unsigned bits)
{
	unsigned covered = (offset % 8 + bits + 7) / 8 * 8;

	p->base = base;
	p->offset = offset;
	p->s.e.bits = bits;
	p->s.e.order = ORDER_BIG;
	p->s.load_bits = covered == bits ? 0 : covered;
	p->s.shift = covered - (offset % 8 + bits);
}

void payload_shape(struct payload_expr *p, unsigned link)
{
	const struct field *field = p->field;
	bool hex = field->flags & FIELD_HEX && field->type == &type_integer;

	p->s.e.type = hex ? &type_integer_hex : field->type;
	if (p->proto->layer == LAYER_INNER) {
		p->s.tunnel = p->proto;
		payload_place(p, BASE_TUNNEL, field->offset, field->bits);
	} else {
		payload_place(p, p->proto->layer, field->offset + link, field->bits);
	}
}

struct payload_expr *payload_make(struct run *run, struct loc loc, const struct proto *tunnel,
				  const struct proto *proto, const struct field *field)
{
	struct payload_expr *p = pool_raw(run->pool, sizeof(*p));

	*p = (struct payload_expr){
		.s = { .e = { .kind = EXPR_SELECTOR, .loc = loc }, .sel = &selector_payload,
		       .tunnel = tunnel },
		.proto = proto, .field = field,
	};
	return p;
}

struct expr *payload_new(struct run *run, struct loc loc, const struct proto *tunnel,
			 const struct proto *proto, const struct field *field)
{
	return &payload_make(run, loc, tunnel, proto, field)->s.e;
}

struct expr *payload_raw(struct run *run, struct loc loc, enum layer base, unsigned offset,
			 unsigned bits)
{
	struct payload_expr *p = expr_make_selector(run->pool, loc, &selector_payload);

	if (!bits || bits > 512) {
		diag_error(&run->diag, loc, "raw payload length must be between 1 and 512 bits");
		return NULL;
	}
	p->s.e.type = &type_integer_hex;
	payload_place(p, base, offset, bits);
	return &p->s.e;
}

/* ---- evaluation ---- */

/* How a rule's icmp types so far stand to the ones under which a field exists. */
enum icmp_fit { ICMP_UNKNOWN, ICMP_FITS, ICMP_CONFLICT };

static enum icmp_fit icmp_fit(const struct dep_stack *stack, const struct field *field)
{
	if (!stack->icmp_types_n)
		return ICMP_UNKNOWN;
	for (unsigned i = 0; i < stack->icmp_types_n; i++)
		if (!memchr(field->only_types, stack->icmp_types[i], field->only_type_n))
			return ICMP_CONFLICT;
	return ICMP_FITS;
}

/* `icmp type T` or `icmp type { T, U }` before a field that only such messages have. */
static OFF_THE_WAY bool imply_icmp_type(struct eval *ev, const struct payload_expr *p)
{
	struct loc loc = p->s.e.loc;
	struct pool *pool = ev->run->pool;
	const struct field *type = proto_field(p->proto, SPAN("type"));
	struct expr *left = payload_new(ev->run, loc, p->s.tunnel, p->proto, type);
	struct expr *right = expr_number(pool, loc, p->field->only_types[0]);

	if (p->field->only_type_n > 1) {
		right = expr_make_set(pool, loc);
		for (unsigned i = 0; i < p->field->only_type_n; i++)
			expr_set_add(pool, right, expr_number(pool, loc, p->field->only_types[i]));
	}
	return eval_imply(ev, match_new(ev->run, loc, REL_EQ, left, right));
}

static bool require_icmp_type(struct eval *ev, const struct payload_expr *p)
{
	struct dep_stack *stack = dep_stack(&ev->dep, p->s.tunnel);

	if (!p->field->only_type_n)
		return true;
	switch (icmp_fit(stack, p->field)) {
	case ICMP_FITS: return true;
	case ICMP_UNKNOWN: return imply_icmp_type(ev, p);
	case ICMP_CONFLICT: break;
	}
	return eval_error(ev, p->s.e.loc, "incompatible icmp match: rule has %u, need %u",
			  stack->icmp_types[0], p->field->only_types[0]);
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	struct payload_expr *p = payload_of(e);

	if (!p->proto) {
		if (p->s.e.bits > PAYLOAD_BITS_MAX)
			return eval_error(ev, p->s.e.loc,
					  "raw payload length of %u bits exceeds the limit of %u",
					  p->s.e.bits, PAYLOAD_BITS_MAX);
		return true;
	}
	/* Declarations name fields without reading a packet. */
	if (ev->rule &&
	    (!dep_require(ev, e->tunnel, p->proto, e->e.loc) || !require_icmp_type(ev, p)))
		return false;
	payload_shape(p, dep_link_offset(&ev->dep, e->tunnel, p->proto));
	return true;
}

static void learn_icmp_type(struct dep_stack *stack, uint8_t type)
{
	if (stack->icmp_types_n < sizeof(stack->icmp_types))
		stack->icmp_types[stack->icmp_types_n++] = type;
}

/* The header that a number in the key field announces, and the message types of icmp. */
static void learn(struct dep *dep, const struct sel_expr *e, const struct expr *value)
{
	const struct payload_expr *p = payload_of(e);
	const struct proto *next;

	if (!p->proto || !expr_value(value))
		return;
	if ((p->proto == &proto_icmp || p->proto == &proto_icmpv6) &&
	    str_same(p->field->name, "type"))
		learn_icmp_type(dep_stack(dep, e->tunnel), expr_u64(value));
	if (!p->proto->key || p->field != &p->proto->fields[p->proto->key])
		return;
	next = proto_next(p->proto, expr_u64(value));
	if (next && p->proto->layer != LAYER_TRANSPORT)
		dep_learn(dep, e->tunnel, next, NULL, e->e.loc);
}

bool payload_same(const struct sel_expr *a, const struct sel_expr *b)
{
	const struct payload_expr *p = payload_of(a), *q = payload_of(b);

	return p->proto == q->proto && p->field == q->field && p->base == q->base &&
	       p->offset == q->offset && a->e.bits == b->e.bits && a->tunnel == b->tunnel;
}

/* ---- loads ---- */

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	const struct payload_expr *p = payload_of(e);
	struct insn_payload *i = emit(l, INSN_PAYLOAD);

	i->dreg = dreg;
	i->base = p->base;
	i->offset = p->offset / 8;
	i->len = BYTES_OF(e->load_bits ? e->load_bits : e->e.bits);
	INSN_GIVE(i, struct insn_payload, dreg);
	return true;
}

/* ---- neighbouring fields in one load ---- */

static const struct payload_expr *left_of(const struct match_stmt *m)
{
	return payload_of(expr_selector(m->left));
}

static int by_place(const struct payload_expr *a, const struct payload_expr *b)
{
	if (a->base != b->base)
		return a->base - b->base;
	return (int)a->offset - (int)b->offset;
}

/*
 * Whether one load of both is worth it. The kernel reads up to four bytes of network and transport
 * headers without a call, so only loads that are not that fast anyway may grow beyond.
 */
static bool can_join(const struct payload_expr *a, const struct payload_expr *b)
{
	unsigned bits = a->s.e.bits + b->s.e.bits;

	if (a->base != b->base || a->offset + a->s.e.bits != b->offset || a->s.tunnel ||
	    b->s.tunnel)
		return false;
	if (a->offset % 8 || a->s.e.bits % 8 || b->s.e.bits % 8 || bits > PAYLOAD_BITS_MAX)
		return false;
	return bits <= 32 || a->base == BASE_LINK || a->s.e.bits > 32 || b->s.e.bits > 32;
}

static bool names_next(const struct payload_expr *p)
{
	return p->proto && p->proto->key && p->field == &p->proto->fields[p->proto->key];
}

/* Both constants, one after the other. */
static struct expr *join_values(struct run *run, const struct expr *a, const struct expr *b)
{
	uint8_t bytes[BYTES_MAX];
	unsigned n = BYTES_OF(a->bits);

	memcpy(bytes, expr_value(a)->b, n);
	memcpy(bytes + n, expr_value(b)->b, BYTES_OF(b->bits));
	return expr_bytes(run->pool, loc_join(a->loc, b->loc), &type_integer_hex, ORDER_BIG,
			  a->bits + b->bits, bytes);
}

/*
 * One match reads both fields. It stands where the lower field's match stood, but a match that
 * names the next header keeps its place: what follows relies on it.
 */
static struct match_stmt *join(struct run *run, struct match_stmt *a, struct match_stmt *b)
{
	const struct payload_expr *p = left_of(a), *q = left_of(b);
	struct match_stmt *kept = names_next(q) && !names_next(p) ? b : a;
	struct payload_expr *both = pool_memdup(run->pool, p, sizeof(*p));

	both->s.e.type = &type_integer_hex;
	both->s.e.bits = p->s.e.bits + q->s.e.bits;
	if (names_next(q)) {
		both->proto = q->proto;
		both->field = q->field;
	}
	kept->right = join_values(run, a->right, b->right);
	kept->left = &both->s.e;
	(kept == a ? b : a)->left = NULL;
	return kept;
}

static void merge(struct run *run, struct match_stmt **match, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && by_place(left_of(match[j - 1]), left_of(match[j])) > 0;
		     j--) {
			struct match_stmt *m = match[j];
			match[j] = match[j - 1];
			match[j - 1] = m;
		}
	struct match_stmt *last = match[0];
	for (size_t i = 1; i < n; i++)
		last = can_join(left_of(last), left_of(match[i])) ? join(run, last, match[i])
								  : match[i];
}

const struct selector selector_payload = {
	.word = "payload",
	.typeof_id = 7,
	.size = sizeof(struct payload_expr),
	.eval = eval,
	.learn = learn,
	.lower = lower,
	.prefix_load = true,
	.merge = merge,
	.eval_set = payload_eval_set,
	.lower_set = payload_lower_set,
	.raises = payload_raises,
	.raise = payload_raise,
	.raise_set = payload_raise_set,
	.resolve = payload_resolve,
	.resolve_expr = payload_resolve_expr,
	.part = payload_part,
	.implies = payload_implies,
	.same = payload_same,
	.typeof_put = payload_typeof_put,
	.typeof_get = payload_typeof_get,
	.print = payload_print,
	.json_out = payload_json_out,
	.json_in = payload_json_in,
};
