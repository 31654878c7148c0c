/*
 * exthdr: what hides behind option-like headers: IPv6 extension headers, TCP and IPv4 options, SCTP
 * chunks, DCCP options; their fields, their presence, and raw parts of TCP options.
 */
#include "json/json.h"
#include "lang/expr/payload.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"
#include "pass/raise.h"
#include "ruleset/tlv.h"

struct exthdr_expr {
	struct sel_expr s;
	const struct exthdr *header; /* NULL: known by number alone */
	const struct field *field;   /* NULL: presence, or a raw part */
	uint8_t op, type;            /* enum exthdr_op; protocol, kind or chunk type */
	uint8_t index;               /* sid[N], addr[N]; 0: none */
	bool present;
	uint16_t offset;             /* bits from the start of the header */
};

enum { FLAG_PRESENT = 1, INDEX_MAX = 255 };

static const struct loc nowhere;

static struct exthdr_expr *exthdr_of(const struct sel_expr *e)
{
	return (struct exthdr_expr *)e;
}

/* ---- making ---- */

static void place(struct exthdr_expr *x, unsigned offset, unsigned bits)
{
	unsigned start = offset / 8 * 8, end = (offset + bits + 7) / 8 * 8;

	x->offset = offset;
	x->s.e.bits = bits;
	x->s.e.order = ORDER_BIG;
	x->s.load_bits = end - start == bits ? 0 : end - start;
	x->s.shift = end - (offset + bits);
}

static struct exthdr_expr *make(struct run *run, struct loc loc, enum exthdr_op op, unsigned type,
				const struct exthdr *header)
{
	struct exthdr_expr *x = expr_make_selector(run->pool, loc, &selector_exthdr);

	x->op = op;
	x->type = type;
	x->header = header;
	return x;
}

static struct expr *presence(struct exthdr_expr *x)
{
	x->present = true;
	x->s.e.type = &type_boolean;
	place(x, 0, 8);
	return &x->s.e;
}

static struct expr *field_of(struct exthdr_expr *x, const struct field *field, unsigned index)
{
	x->field = field;
	x->index = field->flags & FIELD_INDEXED ? (index ? index : 1) : 0;
	x->s.e.type = field->type;
	place(x, field->offset + (x->index ? (x->index - 1) * field->bits : 0), field->bits);
	return &x->s.e;
}

struct expr *exthdr_new(struct run *run, struct loc loc, const struct exthdr *header,
			const struct field *field, unsigned index)
{
	struct exthdr_expr *x = make(run, loc, header->op, header->type, header);

	if (index > INDEX_MAX) {
		diag_error(&run->diag, loc, "value too large");
		return NULL;
	}
	return field ? field_of(x, field, index) : presence(x);
}

struct expr *exthdr_raw(struct run *run, struct loc loc, enum exthdr_op op, unsigned type,
			unsigned offset, unsigned bits)
{
	struct exthdr_expr *x;

	if (type > UINT8_MAX || offset > UINT16_MAX - PAYLOAD_BITS_MAX || bits > PAYLOAD_BITS_MAX) {
		diag_error(&run->diag, loc, "value too large");
		return NULL;
	}
	x = make(run, loc, op, type, exthdr_by_type(op, type));
	if (!bits)
		return presence(x);
	x->s.e.type = &type_integer;
	place(x, offset, bits);
	return &x->s.e;
}

/* ---- evaluation ---- */

static const struct proto *network_of(enum exthdr_op op)
{
	return op == EXTHDR_IPV6 ? &proto_ip6 : op == EXTHDR_IPV4 ? &proto_ip : NULL;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	const struct exthdr_expr *x = exthdr_of(e);
	const struct proto *network = network_of(x->op);

	if (!network || !ev->rule)
		return true;
	if (x->op == EXTHDR_IPV6 && dep_proto(&ev->dep, NULL, LAYER_NETWORK) == &proto_ip)
		return eval_error(ev, e->e.loc, "cannot use exthdr with ip");
	return dep_require_network(ev, NULL, network, e->e.loc);
}

static bool eval_set(struct eval *ev, struct sel_expr *e, struct expr **value)
{
	const struct exthdr_expr *x = exthdr_of(e);

	if (x->op != EXTHDR_TCP || x->present || e->load_bits)
		return eval_error(ev, e->e.loc, "only whole fields of TCP options can be set");
	if (!eval_arg(ev, value, e->e.type, e->e.bits, ORDER_BIG))
		return false;
	if (expr_range(*value) || expr_prefix(*value) || expr_concat(*value))
		return eval_error(ev, (*value)->loc,
				  "an option cannot be set to a range, prefix or concatenation");
	return true;
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	const struct exthdr_expr *x = exthdr_of(a), *y = exthdr_of(b);

	return x->op == y->op && x->type == y->type && x->present == y->present &&
	       x->offset == y->offset && a->e.bits == b->e.bits;
}

/* ---- instructions ---- */

static struct insn_exthdr *emit_access(struct lower *l, const struct exthdr_expr *x)
{
	struct insn_exthdr *i = emit(l, INSN_EXTHDR);

	i->op = x->op;
	i->type = x->type;
	i->offset = x->offset / 8;
	i->len = BYTES_OF(x->s.load_bits ? x->s.load_bits : x->s.e.bits);
	INSN_GIVE(i, struct insn_exthdr, offset);
	INSN_GIVE(i, struct insn_exthdr, len);
	return i;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	const struct exthdr_expr *x = exthdr_of(e);
	struct insn_exthdr *i = emit_access(l, x);

	i->dreg = dreg;
	INSN_GIVE(i, struct insn_exthdr, dreg);
	if (x->present) {
		i->flags = FLAG_PRESENT;
		INSN_GIVE(i, struct insn_exthdr, flags);
	}
	return true;
}

static bool lower_set(struct lower *l, const struct sel_expr *e, const struct expr *value)
{
	unsigned reg = lower_load(l, value);
	struct insn_exthdr *i;

	if (!reg)
		return false;
	i = emit_access(l, exthdr_of(e));
	i->sreg = reg;
	INSN_GIVE(i, struct insn_exthdr, sreg);
	reg_release(l, reg, BYTES_OF(value->bits));
	return true;
}

/* ---- raising ---- */

/* The field at exactly that place, or the bare place. */
static struct exthdr_expr *at_place(struct raise *r, unsigned op, unsigned type, unsigned offset,
				    unsigned bits)
{
	const struct exthdr *header = NULL;
	const struct field *field = exthdr_field_at(op, type, offset, bits, &header);
	struct exthdr_expr *x = make(r->run, nowhere, op, type,
				     field ? header : exthdr_by_type(op, type));

	if (field) {
		field_of(x, field,
			 field->flags & FIELD_INDEXED ? (offset - field->offset) / field->bits + 1
						      : 0);
		return x;
	}
	x->s.e.type = &type_integer;
	place(x, offset, bits);
	return x;
}

static bool is_sane(const struct insn_exthdr *i)
{
	return i->op < EXTHDR_OP_N && i->len && i->len <= PAYLOAD_BITS_MAX / 8 &&
	       i->offset < (UINT16_MAX - PAYLOAD_BITS_MAX) / 8;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_exthdr *i = (const struct insn_exthdr *)insn;

	if (!is_sane(i) || !INSN_GAVE(i, struct insn_exthdr, dreg))
		return NULL;
	if (i->flags & FLAG_PRESENT)
		return presence(
			make(r->run, nowhere, i->op, i->type, exthdr_by_type(i->op, i->type)));
	return &at_place(r, i->op, i->type, i->offset * 8, i->len * 8)->s.e;
}

static struct expr *raise_set(struct raise *r, const struct insn *insn, unsigned *sreg)
{
	const struct insn_exthdr *i = (const struct insn_exthdr *)insn;

	if (!is_sane(i) || !INSN_GAVE(i, struct insn_exthdr, sreg))
		return NULL;
	*sreg = i->sreg;
	return &at_place(r, i->op, i->type, i->offset * 8, i->len * 8)->s.e;
}

static struct expr *resolve_expr(struct raise *r, struct sel_expr *e, const struct expr *mask)
{
	const struct exthdr_expr *x = exthdr_of(e);
	struct exthdr_expr *part;
	unsigned bits, low;

	if (!mask)
		return &e->e;
	if (BYTES_OF(mask->bits) != BYTES_OF(e->e.bits) || x->present ||
	    !mask_is_run(mask, &bits, &low))
		return NULL;
	part = at_place(r, x->op, x->type, x->offset + e->e.bits - low - bits, bits);
	return part->field ? &part->s.e : NULL;
}

static void resolve(struct raise *r, struct match_stmt *m)
{
	const struct binop_expr *and = expr_binop(m->left);
	struct expr *part;

	if (!and || !expr_selector(and->left) || !constant_fits_mask(m->right, and->right))
		return;
	part = resolve_expr(r, expr_selector(and->left), and->right);
	if (!part)
		return;
	m->right = constant_shifted_down(
		r, m->right,
		bytes_lowest_bit(expr_value(and->right)->b, BYTES_OF(and->right->bits)), part);
	m->left = part;
}

static bool implies(const struct dep *dep, const struct sel_expr *e, const struct match_stmt *m)
{
	const struct proto *network = network_of(exthdr_of(e)->op);

	return network && !expr_selector(m->left)->tunnel && m->right->bits <= 64 &&
	       network_implied(dep, m, network);
}

/* ---- text ---- */

static const char *const op_word[EXTHDR_OP_N] = {
	[EXTHDR_IPV6] = "exthdr", [EXTHDR_TCP] = "tcp option", [EXTHDR_IPV4] = "ip option",
	[EXTHDR_SCTP] = "sctp chunk", [EXTHDR_DCCP] = "dccp option",
};

/* Presence is asked of the field that a header begins with, or of the number of an option. */
static void describe_exthdr(const struct sel_expr *e, const struct type **type, unsigned *bits)
{
	const struct exthdr_expr *x = exthdr_of(e);

	if (x->present && x->op != EXTHDR_DCCP)
		*type = x->op == EXTHDR_IPV6 ? &type_inet_proto : &type_integer;
}

static void print(struct print *p, const struct sel_expr *e)
{
	const struct exthdr_expr *x = exthdr_of(e);

	if (x->op != EXTHDR_IPV6 || !x->header || x->present)
		out_printf(p->out, "%s ", op_word[x->op]);
	if (!x->present && !x->field) {
		out_printf(p->out, "@%u,%u,%u", x->type, x->offset, e->e.bits);
		return;
	}
	if (x->header)
		out_str(p->out, x->header->name);
	else
		out_u64(p->out, x->type);
	if (x->field)
		out_printf(p->out, x->index ? " %s[%u]" : " %s", x->field->name, x->index);
}

/* ---- JSON ---- */

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct exthdr_expr *x = exthdr_of(e);

	json_name(w, op_word[x->op]);
	json_open(w, '{');
	if (x->op == EXTHDR_DCCP) {
		json_pair_u64(w, "type", x->type);
	} else if (x->header && (x->present || x->field)) {
		json_pair_str(w, "name", x->header->name);
		if (x->field)
			json_pair_str(w, "field", x->index ? pool_printf(p->run->pool, "%s[%u]",
						x->field->name, x->index) : x->field->name);
	} else {
		json_pair_u64(w, "base", x->type);
		json_pair_u64(w, "offset", x->offset);
		json_pair_u64(w, "len", e->e.bits);
	}
	json_close(w, '}');
}

static bool op_of_key(const char *key, unsigned *op)
{
	for (*op = 0; *op < EXTHDR_OP_N; (*op)++)
		if (str_same(op_word[*op], key))
			return true;
	return false;
}

static struct expr *raw_in(struct reader *r, struct loc loc, unsigned op, struct json_t *value)
{
	uint64_t type, offset = 0, bits = 0;
	bool given;

	if (!json_must_u64(r, value, op == EXTHDR_DCCP ? "type" : "base", &type))
		return NULL;
	if (op != EXTHDR_DCCP && (!json_may_u64(r, value, "offset", &offset, &given) ||
				  !json_may_u64(r, value, "len", &bits, &given)))
		return NULL;
	if (type > UINT8_MAX || offset > UINT16_MAX || bits > UINT16_MAX) {
		json_error(r, "%s number is too large", op_word[op]);
		return NULL;
	}
	/* Presence is written as the first byte. */
	if (op == EXTHDR_TCP && offset == 0 && bits == 8)
		bits = 0;
	return exthdr_raw(r->run, loc, op, type, offset, bits);
}

/* `sid[2]` -> "sid" and 2. */
static struct span field_word(const char *name, uint64_t *index)
{
	struct span word = span_of(name);
	const char *open = strchr(name, '[');

	*index = 0;
	if (!open || !word.n || name[word.n - 1] != ']')
		return word;
	if (!span_number((struct span){ open + 1, word.n - (open - name) - 2 }, index) ||
	    *index > INDEX_MAX)
		return word;
	return (struct span){ name, open - name };
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *name = NULL, *field_name = NULL;
	const struct exthdr *header;
	const struct field *field = NULL;
	uint64_t index = 0, offset = 0;
	bool given;
	unsigned op;

	if (!op_of_key(r->key, &op) || op == EXTHDR_DCCP || json_member(value, "base"))
		return raw_in(r, loc, op < EXTHDR_OP_N ? op : EXTHDR_TCP, value);
	if (!json_must_str(r, value, "name", &name) ||
	    !json_may_str(r, value, "field", &field_name))
		return NULL;
	if (!json_may_u64(r, value, "offset", &offset, &given))
		return NULL;
	header = exthdr_by_name(op, span_of(name));
	if (header && field_name)
		field = exthdr_field(header, field_word(field_name, &index));
	if (!header || (field_name && !field)) {
		json_error(r, "Unknown %s '%s'%s%s.", op_word[op], name,
			   field_name ? " field " : "", field_name ? field_name : "");
		return NULL;
	}
	return exthdr_new(r->run, loc, header, field, given && !index ? offset + 1 : index);
}

/* ---- typeof ---- */

/* Others know the place of no raw part, and no presence (a part of no bits). */
enum { TYPEOF_DESC, TYPEOF_FIELD, TYPEOF_OP, TYPEOF_OFFSET, TYPEOF_BITS };

static bool typeof_is_own(const struct sel_expr *e)
{
	return !exthdr_of(e)->field;
}

static void typeof_put_exthdr(struct tlv *tlv, const struct sel_expr *e)
{
	const struct exthdr_expr *x = exthdr_of(e);
	unsigned index = x->field ? (unsigned)(x->field - x->header->fields) : 0;

	tlv_put_u32(tlv, TYPEOF_DESC, x->op == EXTHDR_IPV6 && x->header ? x->header->id : x->type);
	tlv_put_u32(tlv, TYPEOF_FIELD, index + (x->index ? x->index - 1 : 0));
	if (x->op != EXTHDR_IPV6)
		tlv_put_u32(tlv, TYPEOF_OP, x->op);
	if (!x->field && tlv->own) {
		tlv_put_u32(tlv, TYPEOF_OFFSET, x->offset);
		tlv_put_u32(tlv, TYPEOF_BITS, x->present ? 0 : e->e.bits);
	}
}

static const struct exthdr *header_by_id(unsigned op, unsigned id, unsigned index)
{
	for (const struct exthdr *h = exthdrs; h->name; h++)
		if (h->op == op && (op == EXTHDR_IPV6 ? h->id == id : h->type == id) &&
		    (op != EXTHDR_TCP || (index < h->field_n && h->fields[index].name)))
			return h;
	return NULL;
}

static struct sel_expr *typeof_get_raw(struct run *run, unsigned op, uint32_t id, uint32_t offset,
				       uint32_t bits)
{
	const struct exthdr *header = op == EXTHDR_IPV6 ? header_by_id(op, id, 0) : NULL;

	if (op == EXTHDR_IPV6)
		return header ? expr_selector(exthdr_new(run, nowhere, header, NULL, 0)) : NULL;
	return id > UINT8_MAX || offset > UINT16_MAX - PAYLOAD_BITS_MAX || bits > PAYLOAD_BITS_MAX
		? NULL : expr_selector(exthdr_raw(run, nowhere, op, id, offset, bits));
}

static struct sel_expr *typeof_get_exthdr(struct run *run, struct span data)
{
	uint32_t id, index, op = EXTHDR_IPV6, repeat = 0, offset, bits;
	const struct exthdr *header;
	const struct field *last;

	if (!tlv_get_u32(data, TYPEOF_DESC, &id) || !tlv_get_u32(data, TYPEOF_FIELD, &index))
		return NULL;
	if (tlv_get_u32(data, TYPEOF_OP, &op) && op >= EXTHDR_OP_N)
		return NULL;
	if (tlv_get_u32(data, TYPEOF_OFFSET, &offset) && tlv_get_u32(data, TYPEOF_BITS, &bits))
		return typeof_get_raw(run, op, id, offset, bits);
	header = header_by_id(op, id, index);
	if (!header || !header->field_n)
		return NULL;
	last = &header->fields[header->field_n - 1];
	if (index >= header->field_n && last->flags & FIELD_INDEXED) {
		repeat = index - header->field_n + 1;
		index = header->field_n - 1;
	}
	if (index >= header->field_n || !header->fields[index].name || repeat >= INDEX_MAX)
		return NULL;
	return expr_selector(exthdr_new(run, nowhere, header, &header->fields[index], repeat + 1));
}

const struct selector selector_exthdr = {
	.word = "exthdr",
	.aliases = (const char *const[]){ "tcp option", "ip option", "sctp chunk", "dccp option",
					  NULL },
	.typeof_id = 8,
	.size = sizeof(struct exthdr_expr),
	.eval = eval,
	.lower = lower,
	.eval_set = eval_set,
	.lower_set = lower_set,
	.raises = (const uint8_t[]){ INSN_EXTHDR, 0 },
	.raise = raise,
	.raise_set = raise_set,
	.resolve = resolve,
	.resolve_expr = resolve_expr,
	.implies = implies,
	.same = same,
	.typeof_put = typeof_put_exthdr,
	.typeof_get = typeof_get_exthdr,
	.describe = describe_exthdr,
	.typeof_is_own = typeof_is_own,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
