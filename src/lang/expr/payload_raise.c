/*
 * payload_raise: loads back into header fields. A load says only where bytes lie; the protocol
 * context says which header that is, masks and widths say which fields of it.
 */
#include "lang/expr/payload.h"
#include "pass/raise.h"

const uint8_t payload_raises[] = { INSN_PAYLOAD, INSN_INNER, 0 };

static const struct loc nowhere;

static struct payload_expr *raw_load(struct raise *r, unsigned base, unsigned offset, unsigned bits)
{
	struct payload_expr *p = expr_make_selector(r->run->pool, nowhere, &selector_payload);

	p->s.e.type = &type_integer_hex;
	p->s.tunnel = r->tunnel;
	payload_place(p, base, offset, bits);
	return p;
}

static const struct proto *tunnel_by_type(unsigned type)
{
	for (const struct proto *const *p = protos; *p; p++)
		if ((*p)->inner_type && (*p)->inner_type == type)
			return *p;
	return NULL;
}

/* The load that an inner instruction wraps, of whatever family. */
static struct expr *raise_inner(struct raise *r, const struct insn_inner *inner)
{
	const struct insn *load = prog_first(inner->expr);
	const struct proto *tunnel = tunnel_by_type(inner->type), *outer = r->tunnel;
	const struct selector *sel = load ? r->run->lang->selector_raising[load->id] : NULL;
	struct expr *e;

	if (!tunnel || outer || !sel || !sel->raise || load->id == INSN_INNER)
		return NULL;
	r->tunnel = tunnel;
	r->inner = true;
	e = sel->raise(r, load);
	r->tunnel = outer;
	r->inner = false;
	if (expr_selector(e))
		expr_selector(e)->tunnel = tunnel;
	return e;
}

/* Whether the place fits the tree: 16 bits for offsets in bits. */
static bool is_sane(const struct insn_payload *i)
{
	return i->base <= BASE_TUNNEL && i->len && i->len <= BYTES_MAX &&
	       i->offset < UINT16_MAX / 8 - BYTES_MAX;
}

struct expr *payload_raise(struct raise *r, const struct insn *insn)
{
	const struct insn_payload *i = (const struct insn_payload *)insn;

	if (insn->id == INSN_INNER)
		return raise_inner(r, (const struct insn_inner *)insn);
	if (!is_sane(i) || !INSN_GAVE(i, struct insn_payload, dreg))
		return NULL;
	return &raw_load(r, i->base, i->offset * 8, i->len * 8)->s.e;
}

struct expr *payload_raise_set(struct raise *r, const struct insn *insn, unsigned *sreg)
{
	const struct insn_payload *i = (const struct insn_payload *)insn;

	if (insn->id != INSN_PAYLOAD || !is_sane(i) || !INSN_GAVE(i, struct insn_payload, sreg))
		return NULL;
	*sreg = i->sreg;
	return &raw_load(r, i->base, i->offset * 8, i->len * 8)->s.e;
}

/* ---- which header, which field ---- */

/* The header at a load's place, and how many bits lie before it. */
struct header {
	const struct proto *proto;
	unsigned start;
};

static struct header link_header(const struct dep_stack *stack, const struct proto *known,
				 unsigned offset)
{
	unsigned tag;

	if (offset < proto_ether.bits)
		return (struct header){ known ? &proto_ether : NULL, 0 };
	tag = (offset - proto_ether.bits) / proto_vlan.bits;
	if (tag >= stack->vlan_n)
		return (struct header){ NULL, 0 };
	return (struct header){ &proto_vlan, proto_ether.bits + tag * proto_vlan.bits };
}

static struct header header_at(struct raise *r, const struct payload_expr *p)
{
	const struct proto *tunnel = p->s.tunnel;
	struct dep_stack *stack;

	if (p->base == BASE_TUNNEL)
		return (struct header){ tunnel, 0 };
	if (p->base == BASE_INNER)
		return (struct header){ NULL, 0 };
	stack = dep_stack(&r->dep, tunnel);
	if (p->base == BASE_LINK)
		return link_header(stack, stack->layer[LAYER_LINK], p->offset);
	if (p->base == BASE_TRANSPORT && (!stack->layer[LAYER_TRANSPORT] || stack->any_transport))
		return (struct header){ &proto_th, 0 };
	return (struct header){ stack->layer[p->base] == &proto_unknown ? NULL
									: stack->layer[p->base],
				0 };
}

/* Whether the icmp types seen so far say that the field is there. */
static bool exists_here(struct raise *r, const struct payload_expr *p, const struct field *field)
{
	const struct dep_stack *stack = dep_stack(&r->dep, p->s.tunnel);

	if (!field->only_type_n)
		return true;
	for (unsigned i = 0; i < stack->icmp_types_n; i++)
		if (!memchr(field->only_types, stack->icmp_types[i], field->only_type_n))
			return false;
	return stack->icmp_types_n > 0;
}

enum width { EXACTLY, AT_MOST, MORE_THAN };

static const struct header any_transport = { &proto_th, 0 };

/* The field that starts `offset` bits into the header and is as wide as asked for. */
static const struct field *field_at(struct raise *r, const struct payload_expr *p,
				    const struct header *h, unsigned offset, enum width width,
				    unsigned bits)
{
	for (unsigned i = 1; h->proto && i < h->proto->field_n; i++) {
		const struct field *field = &h->proto->fields[i];

		if (!field->name || field->flags & (FIELD_ALIAS | FIELD_HIDDEN) ||
		    field->offset + h->start != offset)
			continue;
		if (width == EXACTLY   ? field->bits != bits
		    : width == AT_MOST ? field->bits > bits
				       : field->bits <= bits)
			continue;
		if (exists_here(r, p, field))
			return field;
	}
	return NULL;
}

/* The field at exactly that place; ports of a transport header that has none are still ports. */
static const struct field *exact_field(struct raise *r, const struct payload_expr *p,
				       struct header *h, unsigned offset, unsigned bits)
{
	const struct field *field = field_at(r, p, h, offset, EXACTLY, bits);

	if (field || p->base != BASE_TRANSPORT || !h->proto)
		return field;
	field = field_at(r, p, &any_transport, offset, EXACTLY, bits);
	if (field)
		*h = any_transport;
	return field;
}

static struct expr *named(struct raise *r, const struct payload_expr *p, const struct header *h,
			  const struct field *field)
{
	struct payload_expr *named = payload_make(r->run, p->s.e.loc, p->s.tunnel, h->proto, field);

	payload_shape(named, h->start);
	return &named->s.e;
}

bool mask_is_run(const struct expr *mask, unsigned *bits, unsigned *low)
{
	const uint8_t *b = expr_value(mask)->b;
	unsigned n = BYTES_OF(mask->bits);
	int lowest = bytes_lowest_bit(b, n);
	uint8_t run[BYTES_MAX];

	if (lowest < 0)
		return false;
	*low = lowest;
	*bits = bytes_popcount(b, n);
	bytes_shr(run, b, n, lowest);
	return bytes_are_ones(run + n - BYTES_OF(*bits), *bits) && bytes_fit(run, n, *bits);
}

/* A load under a mask as the field that the mask leaves, or as a narrower load. */
static struct expr *masked_field(struct raise *r, const struct payload_expr *p,
				 const struct expr *mask)
{
	struct header h = header_at(r, p);
	const struct field *field;
	unsigned start, bits, low;

	if (BYTES_OF(mask->bits) != BYTES_OF(p->s.e.bits) || !mask_is_run(mask, &bits, &low))
		return NULL;
	start = p->offset + p->s.e.bits - low - bits;
	field = exact_field(r, p, &h, start, bits);
	if (field)
		return named(r, p, &h, field);
	if (exact_field(r, p, &h, p->offset, p->s.e.bits) || (start % 8 == 0 && bits % 8))
		return NULL;
	struct payload_expr *narrow = pool_memdup(r->run->pool, p, sizeof(*p));
	payload_place(narrow, p->base, start, bits);
	return &narrow->s.e;
}

struct expr *payload_resolve_expr(struct raise *r, struct sel_expr *e, const struct expr *mask)
{
	const struct payload_expr *p = payload_of(e);
	const struct field *field;
	struct header h;

	if (p->proto)
		return mask ? NULL : &e->e;
	if (mask)
		return masked_field(r, p, mask);
	h = header_at(r, p);
	field = exact_field(r, p, &h, p->offset, e->e.bits);
	return field ? named(r, p, &h, field) : NULL;
}

struct expr *payload_part(struct raise *r, const struct sel_expr *e, unsigned first, unsigned bits)
{
	struct payload_expr *part = pool_memdup(r->run->pool, e, sizeof(*part));

	payload_place(part, part->base, part->offset + e->e.bits - first - bits, bits);
	return &part->s.e;
}

/* ---- matches ---- */

/* `bits` bits of a value of `of` bits, `skip` bits after its first. */
static struct expr *slice(struct raise *r, const struct expr *value, unsigned skip, unsigned bits,
			  const struct expr *like)
{
	uint8_t b[BYTES_MAX];
	unsigned n = BYTES_OF(value->bits), low = value->bits - skip - bits, size = BYTES_OF(bits);

	bytes_shr(b, expr_value(value)->b, n, low);
	if (bits % 8)
		b[n - size] &= (1u << bits % 8) - 1;
	return expr_bytes(r->run->pool, nowhere, like->type, ORDER_BIG, bits, b + n - size);
}

struct expr *constant_shifted_down(struct raise *r, const struct expr *e, unsigned low,
				   const struct expr *like)
{
	const struct range_expr *range = expr_range(e);
	struct expr *made;

	if (!range)
		return slice(r, e, e->bits - low - like->bits, like->bits, like);
	made = expr_make_range(r->run->pool, nowhere,
			       constant_shifted_down(r, range->lo, low, like),
			       constant_shifted_down(r, range->hi, low, like));
	made->type = like->type;
	made->bits = like->bits;
	return made;
}

static bool lies_within(const struct expr *value, const struct expr *mask)
{
	uint8_t outside[BYTES_MAX];
	unsigned n = BYTES_OF(mask->bits);

	if (!expr_value(value) || BYTES_OF(value->bits) != n)
		return false;
	bytes_not(outside, expr_value(mask)->b, mask->bits);
	bytes_and(outside, outside, expr_value(value)->b, n);
	return bytes_are_zero(outside, n);
}

bool constant_fits_mask(const struct expr *right, const struct expr *mask)
{
	const struct range_expr *range = expr_range(right);

	return range ? lies_within(range->lo, mask) && lies_within(range->hi, mask)
		     : lies_within(right, mask);
}

static struct expr *masked_by(struct raise *r, struct expr *left, const struct expr *mask)
{
	struct expr *value = expr_bytes(r->run->pool, nowhere, left->type, left->order, mask->bits,
					expr_value(mask)->b);
	struct expr *e = expr_make_binop(r->run->pool, nowhere, BINOP_AND, left, value);

	e->type = left->type;
	e->bits = left->bits;
	e->order = left->order;
	return e;
}

static void resolve_masked(struct raise *r, struct match_stmt *m, struct sel_expr *load,
			   const struct expr *mask)
{
	struct expr *field = constant_fits_mask(m->right, mask)
				     ? masked_field(r, payload_of(load), mask)
				     : NULL;
	struct expr *whole;

	if (field) {
		int low = bytes_lowest_bit(expr_value(mask)->b, BYTES_OF(mask->bits));
		m->left = field;
		m->right = constant_shifted_down(r, m->right, low, field);
		return;
	}
	whole = payload_resolve_expr(r, load, NULL);
	if (whole)
		m->left = masked_by(r, whole, mask);
}

/* The leading bytes of a field: a prefix where such are written, else a comparison under a mask. */
static void resolve_prefix(struct raise *r, struct match_stmt *m, struct expr *field, unsigned bits)
{
	uint8_t b[BYTES_MAX] = { 0 }, mask[BYTES_MAX];
	struct expr *base;

	memcpy(b, expr_value(m->right)->b, BYTES_OF(bits));
	base = expr_bytes(r->run->pool, nowhere, field->type, ORDER_BIG, field->bits, b);
	m->left = field;
	m->right = base;
	if (field->type->prefix) {
		m->right = expr_make_prefix(r->run->pool, nowhere, base, bits);
		m->right->type = field->type;
		m->right->bits = field->bits;
		return;
	}
	bytes_mask(mask, field->bits, bits);
	m->left = masked_by(
		r, field,
		expr_bytes(r->run->pool, nowhere, field->type, ORDER_BIG, field->bits, mask));
}

static bool is_equality(const struct match_stmt *m)
{
	return m->rel == REL_EQ || m->rel == REL_IMPLICIT;
}

/* How many fields, one after the other, make up the load; 0: they do not. */
static unsigned count_fields(struct raise *r, const struct payload_expr *p, const struct header *h)
{
	unsigned at = p->offset, end = p->offset + p->s.e.bits, n = 0;

	while (at < end) {
		const struct field *field = field_at(r, p, h, at, AT_MOST, end - at);
		if (!field && !field_at(r, p, h, at, MORE_THAN, end - at))
			return 0;
		n++;
		at = field ? at + field->bits : end;
	}
	return n;
}

/* One load of several fields: a match for each, in the order they lie. */
static void split(struct raise *r, struct match_stmt *m, const struct payload_expr *p,
		  const struct header *h)
{
	unsigned at = p->offset, end = p->offset + p->s.e.bits;
	const struct expr *value = m->right;
	struct match_stmt *piece = m;

	while (at < end) {
		const struct field *field = field_at(r, p, h, at, AT_MOST, end - at);
		unsigned bits = field ? field->bits : end - at;

		if (at > p->offset) {
			struct match_stmt *next = match_new(r->run, m->s.loc, m->rel, NULL, NULL);
			piece->s.next = &next->s;
			piece = next;
		}
		if (!field)
			field = field_at(r, p, h, at, MORE_THAN, end - at);
		piece->left = named(r, p, h, field);
		piece->right = slice(r, value, at - p->offset, bits, piece->left);
		if (bits < field->bits)
			resolve_prefix(r, piece, piece->left, bits);
		at += bits;
	}
}

static bool names_next(const struct payload_expr *p)
{
	return p->proto && p->proto->key && p->field == &p->proto->fields[p->proto->key];
}

static void note_announcement(const struct match_stmt *m)
{
	struct payload_expr *p = payload_of(expr_selector(m->left));

	p->announces = is_equality(m) && expr_value(m->right) && names_next(p) &&
		       proto_next(p->proto, expr_u64(m->right));
}

/* A load of part of a field, or of several; false: it is neither. */
static bool resolve_parts(struct raise *r, struct match_stmt *m, const struct payload_expr *p,
			  const struct header *h)
{
	unsigned bits = p->s.e.bits;
	const struct field *wider;

	if (!h->proto || !expr_value(m->right) || m->right->bits != bits)
		return false;
	wider = field_at(r, p, h, p->offset, MORE_THAN, bits);
	if (wider && (is_equality(m) || m->rel == REL_NEQ) && wider->bits % 8 == 0)
		resolve_prefix(r, m, named(r, p, h, wider), bits);
	else if (is_equality(m) && count_fields(r, p, h) > 1)
		split(r, m, p, h);
	else
		return false;
	return true;
}

static void resolve_plain(struct raise *r, struct match_stmt *m, struct sel_expr *load)
{
	const struct payload_expr *p = payload_of(load);
	struct header h = header_at(r, p);
	struct expr *whole;

	if (!field_at(r, p, &h, p->offset, EXACTLY, load->e.bits) && resolve_parts(r, m, p, &h))
		return;
	whole = payload_resolve_expr(r, load, NULL);
	if (!whole)
		return;
	m->left = whole;
	note_announcement(m);
}

void payload_resolve(struct raise *r, struct match_stmt *m)
{
	const struct binop_expr *and = expr_binop(m->left);
	struct sel_expr *load = expr_selector(and ? and->left : m->left);

	if (!load || payload_of(load)->proto)
		return;
	if (and)
		resolve_masked(r, m, load, and->right);
	else
		resolve_plain(r, m, load);
}

/* ---- implied matches ---- */

/* What an earlier match says: that `next` follows, told by a header or by the kernel's key. */
struct telling {
	const struct proto *by;   /* whose field was compared; proto_inet, _netdev, ...: a key */
	const struct proto *next;
};

static struct telling told_by(const struct match_stmt *m)
{
	const struct sel_expr *left = expr_selector(m->left);
	const struct payload_expr *p = left->sel == &selector_payload ? payload_of(left) : NULL;
	uint64_t number = expr_u64(m->right);
	struct telling telling = { 0 };

	if (p) {
		if (p->proto && p->proto->key && p->field == &p->proto->fields[p->proto->key])
			telling = (struct telling){ p->proto, proto_next(p->proto, number) };
		return telling;
	}
	if (left->sel != &selector_meta)
		return telling; /* of a connection or another header, not of this packet */
	switch (left->e.type ? left->e.type->id : TYPE_INVALID) {
	case TYPE_NF_PROTO: telling.by = &proto_inet; break;
	case TYPE_ETHER_TYPE: telling.by = &proto_netdev; break;
	case TYPE_INET_PROTO: telling.by = &proto_transport; break;
	case TYPE_IFACE_TYPE:
		return (struct telling){ &proto_unknown, number == 1 ? &proto_ether : NULL };
	default: return telling;
	}
	telling.next = proto_next(telling.by, number);
	return telling;
}

/* (`vlan type ip` may itself be implied by what follows, so it does not hide the tag.) */
static bool link_implies(const struct dep *dep, const struct payload_expr *p,
			 const struct telling *t, uint64_t number)
{
	enum { ETHER_TYPE_VLAN = 0x8100 };
	bool by_family = dep->family == FAMILY_IP || dep->family == FAMILY_IP6;

	if (t->next == &proto_ether)
		return true;
	return p->proto == &proto_vlan && !p->announces && t->by == &proto_ether &&
	       t->next == &proto_vlan && (number == ETHER_TYPE_VLAN || by_family);
}

static bool network_implies(const struct dep *dep, const struct proto *proto,
			    const struct telling *t)
{
	return t->next == proto &&
	       (t->by != &proto_netdev || dep->family != FAMILY_INET || dep->tunnel);
}

bool network_implied(const struct dep *dep, const struct match_stmt *m, const struct proto *proto)
{
	struct telling t = told_by(m);

	return t.by && network_implies(dep, proto, &t);
}

static bool is_gre(const struct proto *proto)
{
	return proto == &proto_gre || proto == &proto_gretap;
}

static bool transport_implies(const struct dep *dep, const struct payload_expr *p,
			      const struct telling *t)
{
	const struct proto *network = p->proto == &proto_icmp	  ? &proto_ip
				      : p->proto == &proto_icmpv6 ? &proto_ip6
								  : NULL,
			   *family = family_proto(dep->family);
	bool same = t->next == p->proto || (is_gre(t->next) && is_gre(p->proto));

	if (t->next && t->next->layer == LAYER_TRANSPORT)
		return same && (t->by == &proto_transport || (t->by == family && !p->s.tunnel));
	if (t->next == network && network)
		return network_implies(dep, network, t);
	return t->next && t->next == family && !p->s.tunnel && p->proto != &proto_th &&
	       (dep->family == FAMILY_IP || dep->family == FAMILY_IP6);
}

/* `icmp type T` before a field that only messages of type T have. */
static bool icmp_type_implies(const struct payload_expr *p, const struct match_stmt *m)
{
	const struct sel_expr *left = expr_selector(m->left);
	const struct payload_expr *q = payload_of(left);

	return left->sel == &selector_payload && q->proto == p->proto &&
	       p->field->only_type_n == 1 && str_same(q->field->name, "type") &&
	       expr_u64(m->right) == p->field->only_types[0];
}

bool payload_implies(const struct dep *dep, const struct sel_expr *e, const struct match_stmt *m)
{
	const struct payload_expr *p = payload_of(e);
	const struct sel_expr *left = expr_selector(m->left);
	struct telling t;

	if (!p->proto || m->right->bits > 64)
		return false;
	t = told_by(m);
	if (e->tunnel && !left->tunnel && p->proto != e->tunnel)
		return is_gre(e->tunnel) && is_gre(t.next) && t.by == &proto_transport;
	if (p->base != BASE_TUNNEL && left->tunnel != e->tunnel)
		return false;
	switch ((enum layer)p->proto->layer) {
	case LAYER_LINK: return link_implies(dep, p, &t, expr_u64(m->right));
	case LAYER_NETWORK: return network_implies(dep, p->proto, &t);
	case LAYER_TRANSPORT: return icmp_type_implies(p, m) || transport_implies(dep, p, &t);
	case LAYER_INNER: case LAYER_N: break;
	}
	return false;
}
