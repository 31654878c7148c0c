#include "pass/raise_parts.h"

/*
 * Core instructions: comparisons become matches, arithmetic becomes operators, look-ups become
 * matches with sets or maps. What the kernel computes in registers is folded back into what people
 * write: prefixes, ranges, flags, header fields.
 */

static const struct loc nowhere;

static bool raise_immediate(struct raise *r, const struct insn_immediate *i)
{
	struct expr *e;

	if (i->data.verdict || !i->data.size || i->data.size > KEY_SIZE_MAX)
		return false;
	e = expr_bytes(r->run->pool, nowhere, NULL, ORDER_BIG, i->data.size * 8, i->data.b);
	raise_put(r, i->dreg, i->data.size, e);
	return true;
}

static struct expr *resolve_field(struct raise *r, const struct binop_expr *binop);

/* ---- matches ---- */

/* The load that a comparison is about: alone, or under a constant mask. */
static struct sel_expr *load_of(const struct expr *left, const struct expr **mask)
{
	const struct binop_expr *binop = expr_binop(left);

	*mask = NULL;
	if (binop && binop->op == BINOP_AND && expr_value(binop->right)) {
		*mask = binop->right;
		return expr_selector(binop->left);
	}
	return expr_selector(left);
}

static struct expr *value_of(struct raise *r, const struct expr *like, const uint8_t *b)
{
	return expr_bytes(r->run->pool, nowhere, like->type, like->order, like->bits, b);
}

struct expr *raise_flags(struct raise *r, const struct expr *value, enum expr_kind kind)
{
	uint8_t bit[BYTES_MAX], rest[BYTES_MAX];
	struct expr *flags = NULL;
	size_t n = BYTES_OF(value->bits);
	int lowest;

	memcpy(rest, expr_value(value)->b, n);
	while ((lowest = bytes_lowest_bit(rest, n)) >= 0) {
		struct expr *flag;

		memset(bit, 0, n);
		bit[n - 1 - lowest / 8] = 1 << lowest % 8;
		bytes_xor(rest, rest, bit, n);
		flag = value_of(r, value, bit);
		if (!flags) {
			flags = flag;
		} else if (kind == EXPR_LIST) {
			if (flags->kind != EXPR_LIST)
				flags = expr_append(r->run->pool, EXPR_LIST, NULL, flags);
			flags = expr_append(r->run->pool, EXPR_LIST, flags, flag);
		} else {
			flags = expr_make_binop(r->run->pool, nowhere, BINOP_OR, flags, flag);
		}
		flags->type = value->type;
		flags->bits = value->bits;
		flags->order = value->order;
	}
	return flags ? flags : value_of(r, value, expr_value(value)->b);
}

struct expr *raise_retype(struct raise *r, struct expr *e, const struct type *type)
{
	struct pool *pool = r->run->pool;

	if (e->type == type)
		return e;
	if (expr_value(e)) {
		e = expr_bytes(pool, e->loc, type, e->order, e->bits, expr_value(e)->b);
	} else if (expr_range(e)) {
		e = pool_memdup(pool, e, sizeof(struct range_expr));
		expr_range(e)->lo = raise_retype(r, expr_range(e)->lo, type);
		expr_range(e)->hi = raise_retype(r, expr_range(e)->hi, type);
	} else if (expr_prefix(e)) {
		e = pool_memdup(pool, e, sizeof(struct prefix_expr));
		expr_prefix(e)->base = raise_retype(r, expr_prefix(e)->base, type);
	} else {
		return e;
	}
	e->type = type;
	return e;
}

bool raise_is_flags(const struct expr *e)
{
	return type_has_flags(e->type);
}

static bool is_address(const struct expr *e)
{
	return e->type && (e->type->id == TYPE_IPV4_ADDR || e->type->id == TYPE_IPV6_ADDR);
}

/* `left & mask REL value`, value and mask constants of one width. */
static void fold_masked(struct raise *r, struct match_stmt *m, struct binop_expr *and)
{
	struct value_expr *mask = expr_value(and->right), *value = expr_value(m->right);
	size_t n = BYTES_OF(mask->e.bits);
	bool equal = m->rel == REL_EQ || m->rel == REL_NEQ;
	uint8_t outside[BYTES_MAX];
	int len;

	if (!equal || value->e.bits != mask->e.bits)
		return;
	if (raise_is_flags(and->left)) {
		if (bytes_are_zero(value->b, n)) {
			m->rel = m->rel == REL_NEQ ? REL_IMPLICIT : REL_NOT;
			m->left = and->left;
			m->right = raise_flags(r, &mask->e, EXPR_LIST);
		} else {
			struct expr *flags = raise_flags(r, &mask->e, EXPR_BINOP);

			m->left = expr_make_binop(r->run->pool, nowhere, BINOP_AND, and->left,
						  flags);
			m->left->type = and->e.type;
			m->left->bits = and->e.bits;
			m->left->order = and->e.order;
			m->right = raise_flags(r, m->right, EXPR_BINOP);
		}
		return;
	}
	len = is_address(and->left) ? bytes_mask_prefix(mask->b, mask->e.bits) : -1;
	bytes_not(outside, mask->b, mask->e.bits);
	bytes_and(outside, outside, value->b, n);
	if (len < 0 || !bytes_are_zero(outside, n))
		return;
	m->left = and->left;
	m->right = expr_make_prefix(r->run->pool, nowhere, m->right, len);
	m->right->type = m->left->type;
	m->right->bits = m->left->bits;
}

/* A range of hours that wraps midnight is kept as the hours it leaves out. */
static void fold_hours(struct raise *r, struct match_stmt *m)
{
	struct range_expr *range = expr_range(m->right);

	if (m->rel != REL_NEQ || !m->left->type || m->left->type->id != TYPE_TIME_HOUR)
		return;
	m->rel = REL_IMPLICIT;
	m->right = expr_make_range(r->run->pool, nowhere, range->hi, range->lo);
	m->right->type = m->left->type;
	m->right->bits = m->left->bits;
}

static void fold_match(struct raise *r, struct match_stmt *m)
{
	struct binop_expr *binop = expr_binop(m->left);
	bool equal = m->rel == REL_EQ || m->rel == REL_NEQ;

	if (binop && binop->op == BINOP_AND && expr_value(binop->right) && expr_value(m->right))
		fold_masked(r, m, binop);
	else if (expr_range(m->right))
		fold_hours(r, m);
	else if (equal && !binop && raise_is_flags(m->left) && m->left->order == ORDER_HOST &&
		 expr_value(m->right))
		m->right = raise_flags(r, m->right, EXPR_BINOP);
}

/* Names in what is compared; a constant operand stays a number, for fold_match to look at. */
static struct expr *resolve_compared(struct raise *r, struct expr *left)
{
	struct binop_expr *binop = expr_binop(left);

	if (!binop || !expr_value(binop->right) || resolve_field(r, binop))
		return raise_resolve(r, left);
	binop = pool_memdup(r->run->pool, binop, sizeof(*binop));
	binop->left = raise_resolve(r, binop->left);
	binop->e.type = binop->left->type;
	if (binop->op != BINOP_SHL && binop->op != BINOP_SHR)
		binop->right = raise_retype(r, binop->right, binop->e.type);
	return &binop->e;
}

/* A match as compared in registers: named, split, folded and appended. */
static void add_match(struct raise *r, enum relation rel, struct expr *left, struct expr *right)
{
	const struct expr *mask;
	struct sel_expr *load = load_of(left, &mask);
	struct match_stmt *m = match_new(r->run, nowhere, rel, left, right);
	struct stmt *next;

	if (load && load->sel->resolve)
		load->sel->resolve(r, m);
	else
		m->left = resolve_compared(r, left);
	for (struct stmt *s = &m->s; s; s = next) {
		next = s->next;
		m = (struct match_stmt *)s;
		if (m->left->type)
			m->right = raise_retype(r, m->right, m->left->type);
		fold_match(r, m);
		raise_used(r, m->left);
		raise_stmt(r, s);
		r->compared_by = m;
	}
}

/*
 * An interface name shorter than its type is compared only so far: `eth*`. With the NUL at its end
 * (so iptables writes it) it is the whole name.
 */
static struct expr *text_start(struct raise *r, const struct data *data, const struct expr *left)
{
	uint8_t b[BYTES_MAX] = { 0 };
	struct expr *e;

	if (left->order != ORDER_TEXT || !data->size || data->size >= BYTES_OF(left->bits))
		return NULL;
	memcpy(b, data->b, data->size);
	if (!b[data->size - 1])
		return value_of(r, left, b);
	e = expr_make_prefix(r->run->pool, nowhere, value_of(r, left, b), data->size * 8);
	e->type = left->type;
	e->bits = left->bits;
	e->order = left->order;
	return e;
}

static struct expr *make_binop(struct raise *r, enum binop op, struct expr *left,
			       struct expr *right, unsigned bits, enum order order)
{
	struct expr *e = expr_make_binop(r->run->pool, nowhere, op, left, right);

	e->type = left->type;
	e->bits = bits;
	e->order = order;
	return e;
}

/*
 * A number in network order compared only in its leading bytes: a prefix. What is no address is
 * shown under a mask, which goes into *left.
 */
static struct expr *number_start(struct raise *r, const struct insn_cmp *c, struct expr **left)
{
	unsigned n = BYTES_OF((*left)->bits), size = c->data.size;
	uint8_t b[BYTES_MAX] = { 0 }, mask[BYTES_MAX];
	struct expr *e;

	if (!expr_selector(*left) || expr_selector(*left)->sel->prefix_load ||
	    (*left)->order != ORDER_BIG || (*left)->bits % 8 || !size || size >= n ||
	    (c->op != CMP_EQ && c->op != CMP_NEQ))
		return NULL;
	memcpy(b, c->data.b, size);
	e = value_of(r, *left, b);
	if ((*left)->type->prefix) {
		e = expr_make_prefix(r->run->pool, nowhere, e, size * 8);
	} else {
		bytes_mask(mask, (*left)->bits, size * 8);
		*left = make_binop(r, BINOP_AND, *left, value_of(r, *left, mask), (*left)->bits,
				   ORDER_BIG);
	}
	e->type = (*left)->type;
	e->bits = (*left)->bits;
	e->order = ORDER_BIG;
	return e;
}

static struct expr *make_range(struct raise *r, struct expr *lo, struct expr *hi)
{
	struct expr *e = expr_make_range(r->run->pool, nowhere, lo, hi);

	e->type = lo->type;
	e->bits = lo->bits;
	e->order = lo->order;
	return e;
}

/* `x >= lo` and `x <= hi` of one load are a range, as older programs write it. */
static bool close_range(struct raise *r, const struct insn_cmp *c, struct expr *left)
{
	struct match_stmt *m = r->compared_by;
	struct expr *hi;

	if (c->op != CMP_LTE || r->compared != left || !m || &m->s.next != r->last ||
	    m->rel != REL_GE)
		return false;
	hi = raise_value_like(r, &c->data, left);
	if (!hi || hi->kind != EXPR_VALUE)
		return false;
	raise_unlink(r, &m->s);
	add_match(r, REL_EQ, left, make_range(r, r->compared_with, hi));
	return true;
}

static const uint8_t relation_of[] = {
	[CMP_EQ] = REL_EQ, [CMP_NEQ] = REL_NEQ, [CMP_LT] = REL_LT,
	[CMP_LTE] = REL_LE, [CMP_GT] = REL_GT, [CMP_GTE] = REL_GE,
};

/* What a comparison of `size` bytes from a register on compares, as it was loaded. */
static struct expr *compared(struct raise *r, unsigned reg, unsigned size)
{
	struct expr *e = raise_held(r, reg);

	if (e && size > (BYTES_OF(e->bits) + 3) / 4 * 4)
		e = raise_get(r, reg, size);
	return !e || raise_is_bare(e) ? NULL : e;
}

static bool raise_cmp(struct raise *r, const struct insn_cmp *c)
{
	struct expr *left = compared(r, c->sreg, c->data.size), *right;

	if (!left || c->op > CMP_GTE || c->data.verdict)
		return false;
	if (close_range(r, c, left))
		return true;
	right = text_start(r, &c->data, left);
	if (!right)
		right = number_start(r, c, &left);
	if (!right)
		right = raise_value_like(r, &c->data, left);
	if (!right)
		return false;
	add_match(r, relation_of[c->op], left, right);
	r->compared = left;
	r->compared_with = right;
	return true;
}

static bool raise_range(struct raise *r, const struct insn_range *i)
{
	struct expr *left = compared(r, i->sreg, i->from.size), *lo, *hi;

	if (!left || i->op > CMP_NEQ)
		return false;
	lo = raise_value_like(r, &i->from, left);
	hi = raise_value_like(r, &i->to, left);
	if (!lo || !hi || lo->kind != EXPR_VALUE)
		return false;
	add_match(r, relation_of[i->op], left, make_range(r, lo, hi));
	return true;
}

/* ---- arithmetic ---- */

/* A load of one byte that is used wider has become a host-order number. */
static enum order operand_order(const struct expr *left, unsigned size)
{
	return BYTES_OF(left->bits) == 1 && size > 1 ? ORDER_HOST : (enum order)left->order;
}

static unsigned operand_bits(const struct expr *left, unsigned size)
{
	return BYTES_OF(left->bits) == size ? left->bits : size * 8;
}

static struct expr *with_constant(struct raise *r, enum binop op, struct expr *left, unsigned bits,
				  enum order order, const uint8_t *b)
{
	struct expr *right = expr_bytes(r->run->pool, nowhere, left->type, order, bits, b);

	return make_binop(r, op, left, right, bits, order);
}

/*
 * (x & mask) ^ xor computes and, or, xor at once: bits cleared and flipped are set by `|`, bits kept
 * and flipped by `^`, and what `|` sets need not be cleared first.
 */
struct expr *raise_mask_xor(struct raise *r, struct expr *left, unsigned bits, enum order order,
			    const uint8_t *mask, const uint8_t *xor)
{
	uint8_t set[BYTES_MAX], flip[BYTES_MAX], keep[BYTES_MAX];
	unsigned n = BYTES_OF(bits);

	bytes_not(set, mask, bits);
	bytes_and(set, set, xor, n);
	bytes_and(flip, mask, xor, n);
	bytes_or(keep, mask, set, n);
	if (!bytes_are_ones(keep, bits))
		left = with_constant(r, BINOP_AND, left, bits, order, keep);
	if (!bytes_are_zero(flip, n))
		left = with_constant(r, BINOP_XOR, left, bits, order, flip);
	if (!bytes_are_zero(set, n))
		left = with_constant(r, BINOP_OR, left, bits, order, set);
	return left;
}

static struct expr *fold_mask_xor(struct raise *r, struct expr *left, const struct insn_bitwise *i)
{
	unsigned n = i->len, bits = operand_bits(left, n);
	enum order order = operand_order(left, n);
	struct expr *mask, *xor;

	if (i->mask.size != n || i->xor.size != n)
		return NULL;
	mask = raise_bytes(r, i->mask.b, n, left->type, n * 8, order);
	xor = raise_bytes(r, i->xor.b, n, left->type, n * 8, order);
	if (!mask || !xor)
		return NULL;
	if (!bytes_fit(expr_value(mask)->b, n, bits) || !bytes_fit(expr_value(xor)->b, n, bits))
		bits = n * 8;
	return raise_mask_xor(r, left, bits, order, expr_value(mask)->b, expr_value(xor)->b);
}

static struct expr *fold_shift(struct raise *r, struct expr *left, const struct insn_bitwise *i)
{
	struct expr *by = raise_value(r, &i->data, &type_integer, 32, ORDER_HOST);

	if (!by)
		return NULL;
	return make_binop(r, i->op == BITWISE_LSHIFT ? BINOP_SHL : BINOP_SHR, left, by,
			  operand_bits(left, i->len), operand_order(left, i->len));
}

/* Each may double what is printed: more than people write is not taken apart. */
enum { PAIRS_MAX = 16 };

static struct expr *fold_two(struct raise *r, struct expr *left, const struct insn_bitwise *i)
{
	static const uint8_t ops[] = { [BITWISE_AND] = BINOP_AND, [BITWISE_OR] = BINOP_OR,
				       [BITWISE_XOR] = BINOP_XOR };
	struct expr *right = raise_held(r, i->sreg2);

	if (!right || r->pairs == PAIRS_MAX)
		return NULL;
	r->pairs++;
	if (raise_is_bare(right))
		right = raise_arg(r, i->sreg2, left->type, operand_bits(left, i->len),
				  operand_order(left, i->len));
	return right ? make_binop(r, ops[i->op], left, right, operand_bits(left, i->len),
				  operand_order(left, i->len)) : NULL;
}

static bool raise_bitwise(struct raise *r, const struct insn_bitwise *i)
{
	struct expr *left = raise_held(r, i->sreg), *e;

	if (!left || !i->len || i->len > BYTES_MAX || left->kind == EXPR_CONCAT)
		return false;
	if (raise_is_bare(left))
		left = raise_arg(r, i->sreg, &type_integer_hex, left->bits, ORDER_BIG);
	if (i->op == BITWISE_MASK_XOR)
		e = fold_mask_xor(r, left, i);
	else if (i->op == BITWISE_LSHIFT || i->op == BITWISE_RSHIFT)
		e = fold_shift(r, left, i);
	else
		e = i->op <= BITWISE_XOR ? fold_two(r, left, i) : NULL;
	raise_put(r, i->dreg, i->len, e);
	return e;
}

static size_t node_size(const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE:
		return sizeof(struct value_expr) + BYTES_OF(e->bits);
	case EXPR_BINOP:
		return sizeof(struct binop_expr);
	case EXPR_MAP:
		return sizeof(struct map_expr);
	case EXPR_SELECTOR:
		return expr_selector(e)->sel->size;
	case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT:
	case EXPR_LIST: case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_UNARY:
	case EXPR_SETREF: case EXPR_VERDICT:
		return 0;
	}
	return 0;
}

/*
 * The same load, held in the other byte order: constants compared with it are read so. What was moved
 * within several words is the field that begins them.
 */
static bool raise_byteorder(struct raise *r, const struct insn_byteorder *i)
{
	struct expr *e = raise_held(r, i->sreg), *field;

	if (!e)
		return false;
	if (expr_binop(e) && i->op && i->size < i->len && (field = resolve_field(r, expr_binop(e)))) {
		raise_put(r, i->dreg, BYTES_OF(field->bits), field);
		return true;
	}
	if (i->size == BYTES_OF(e->bits) && node_size(e) && !raise_is_bare(e)) {
		e = pool_memdup(r->run->pool, e, node_size(e));
		e->order = e->order == ORDER_BIG ? ORDER_HOST : ORDER_BIG;
	}
	raise_put(r, i->dreg, i->len, e);
	return true;
}

/* ---- names of loads ---- */

static struct expr *resolve_load(struct raise *r, struct expr *e, const struct expr *mask)
{
	struct sel_expr *load = expr_selector(e);
	struct expr *named = NULL;

	if (load->sel->resolve_expr)
		named = load->sel->resolve_expr(r, load, mask);
	if (!named && !mask)
		named = e;
	if (named)
		raise_used(r, named);
	return named;
}

/* Bits that are no field, but masked and shifted down as only a load of just these bits is. */
static struct expr *resolve_part(struct raise *r, const struct sel_expr *load, const struct expr *mask)
{
	unsigned n = BYTES_OF(mask->bits), bits = bytes_popcount(expr_value(mask)->b, n);
	uint8_t run[BYTES_MAX];
	int low = bytes_lowest_bit(expr_value(mask)->b, n);

	if (!load->sel->part || low < 0 || mask->bits != load->e.bits)
		return NULL;
	bytes_shr(run, expr_value(mask)->b, n, low);
	if (!bytes_fit(run, n, bits))
		return NULL;
	return load->sel->part(r, load, low, bits);
}

/*
 * Whether the shift moves the masked bits to the end of a number: down by as many bits as lie below
 * them, and out of a word that three bytes do not fill; or up, to where one byte less begins.
 */
static bool shifts_down(const struct binop_expr *binop, const struct expr *mask)
{
	unsigned n = BYTES_OF(mask->bits), fill = n % 4 ? 8 * (4 - n % 4) : 0;
	const uint8_t *b = expr_value(mask)->b;
	uint64_t by = expr_value(binop->right) ? expr_u64(binop->right) : 0;
	int low = bytes_lowest_bit(b, n);

	if (low < 0)
		return false;
	if (binop->op == BINOP_SHR)
		return by == (uint64_t)low || (n == 3 && by == low + fill);
	return low && by == 8u - low % 8 && BYTES_OF(bytes_popcount(b, n)) < n && n > 2;
}

/* A field of some bits is loaded with the bytes around it, masked, and shifted down. */
static struct expr *resolve_field(struct raise *r, const struct binop_expr *binop)
{
	struct expr *field;
	bool shifted = binop->op == BINOP_SHR || binop->op == BINOP_SHL;
	const struct binop_expr *and = shifted ? expr_binop(binop->left) : binop;
	const struct expr *mask;
	struct sel_expr *load = and ? load_of(&and->e, &mask) : NULL;

	if (!load || !mask || (shifted && !shifts_down(binop, mask)))
		return NULL;
	field = resolve_load(r, &load->e, mask);
	return field || !shifted ? field : resolve_part(r, load, mask);
}

static struct expr *resolve_binop(struct raise *r, struct binop_expr *binop)
{
	struct expr *field = resolve_field(r, binop);
	struct binop_expr *copy;

	if (field)
		return field;
	copy = pool_memdup(r->run->pool, binop, sizeof(*binop));
	copy->left = raise_resolve(r, binop->left);
	copy->right = raise_resolve(r, binop->right);
	copy->e.type = copy->left->type;
	if (expr_value(copy->right) && copy->op != BINOP_SHL && copy->op != BINOP_SHR) {
		copy->right = raise_retype(r, copy->right, copy->e.type);
		if (raise_is_flags(copy->left))
			copy->right = raise_flags(r, copy->right, EXPR_BINOP);
	}
	return &copy->e;
}

struct expr *raise_resolve(struct raise *r, struct expr *e)
{
	struct expr *list = NULL;

	switch ((enum expr_kind)e->kind) {
	case EXPR_SELECTOR:
		return resolve_load(r, e, NULL);
	case EXPR_BINOP:
		return resolve_binop(r, expr_binop(e));
	case EXPR_CONCAT:
		for (size_t i = 0; i < expr_concat(e)->item.n; i++)
			list = expr_append(r->run->pool, EXPR_CONCAT, list,
					   raise_resolve(r, expr_concat(e)->item.v[i]));
		return list;
	case EXPR_VALUE: case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE:
	case EXPR_LIST: case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_UNARY:
	case EXPR_MAP: case EXPR_SETREF: case EXPR_VERDICT:
		return e;
	}
	return e;
}

bool raise_to_verdict(struct raise *r, const struct insn *insn)
{
	const struct stmt_desc *desc = r->run->lang->stmt_raising[insn->id];

	if (!desc)
		desc = r->run->lang->verdict;
	return desc->raise && desc->raise(r, insn);
}

bool raise_core(struct raise *r, const struct insn *insn)
{
	switch (insn->id) {
	case INSN_IMMEDIATE:
		if (((const struct insn_immediate *)insn)->dreg == REG_VERDICT)
			return raise_to_verdict(r, insn);
		return raise_immediate(r, (const struct insn_immediate *)insn);
	case INSN_CMP:
		return raise_cmp(r, (const struct insn_cmp *)insn);
	case INSN_RANGE:
		return raise_range(r, (const struct insn_range *)insn);
	case INSN_BITWISE:
		return raise_bitwise(r, (const struct insn_bitwise *)insn);
	case INSN_BYTEORDER:
		return raise_byteorder(r, (const struct insn_byteorder *)insn);
	case INSN_LOOKUP:
		return raise_membership(r, (const struct insn_lookup *)insn);
	}
	return false;
}
