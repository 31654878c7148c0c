#include "pass/raise_parts.h"

/*
 * Registers, operands and the driver. Between loading and use a register holds the load as the
 * instruction says it (raise_held); its name in the protocol context is found when it is used,
 * because a comparison may be of several fields, or of a part of one.
 *
 * Constants in registers have no type until they are used: VALUE nodes without one, whose bytes
 * are those of the register.
 */

static unsigned words_of(unsigned size)
{
	return (size + 3) / 4;
}

static unsigned held_words(const struct raise *r, unsigned word)
{
	unsigned n = words_of(r->word_size[word]);

	return n ? n : 1;
}

/* The word at which the expression starts that covers `word`; -1: none does. */
static int covering(const struct raise *r, unsigned word)
{
	for (int start = word; start >= 0; start--)
		if (r->word[start])
			return start + held_words(r, start) > word ? start : -1;
	return -1;
}

static void forget(struct raise *r, unsigned word, unsigned n)
{
	int before = covering(r, word);

	if (before >= 0)
		r->word[before] = NULL;
	for (unsigned i = word; i < word + n && i < REG_WORDS; i++)
		r->word[i] = NULL;
}

void raise_put(struct raise *r, unsigned reg, unsigned size, struct expr *e)
{
	int word = reg_word(reg);

	if (word < 0)
		return;
	forget(r, word, words_of(size));
	r->word[word] = e;
	r->word_size[word] = size < KEY_SIZE_MAX ? size : KEY_SIZE_MAX;
}

bool raise_is_bare(const struct expr *e)
{
	return e && e->kind == EXPR_VALUE && !e->type;
}

struct expr *raise_held(struct raise *r, unsigned reg)
{
	int word = reg_word(reg), start;

	if (word < 0 || (start = covering(r, word)) < 0)
		return NULL;
	if (start == word || r->word[start]->kind == EXPR_MAP)
		return r->word[start];
	return NULL;
}

/* The bytes of a constant that registers hold from `word` on. */
static const uint8_t *bare_bytes(struct raise *r, unsigned word, unsigned size)
{
	int start = covering(r, word);
	unsigned offset;

	if (start < 0 || !raise_is_bare(r->word[start]))
		return NULL;
	offset = (word - start) * 4;
	if (offset + size > BYTES_OF(r->word[start]->bits))
		return NULL;
	return expr_value(r->word[start])->b + offset;
}

struct expr *raise_get(struct raise *r, unsigned reg, unsigned size)
{
	struct expr *e = raise_held(r, reg), *list = NULL;
	int word = reg_word(reg);
	unsigned n = words_of(size);

	if (!e)
		return NULL;
	if (!size || n <= held_words(r, word) || e->kind == EXPR_MAP)
		return raise_resolve(r, e);
	for (unsigned i = 0; i < n; i += held_words(r, word + i)) {
		if (word + i >= REG_WORDS || !r->word[word + i])
			return NULL;
		list = expr_append(r->run->pool, EXPR_CONCAT, list,
				   raise_resolve(r, r->word[word + i]));
	}
	return list;
}

static bool is_host(enum order order)
{
	return order == ORDER_HOST && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

struct expr *raise_bytes(struct raise *r, const uint8_t *wire, unsigned size,
			 const struct type *type, unsigned bits, enum order order)
{
	uint8_t b[BYTES_MAX];
	unsigned n = BYTES_OF(bits);

	if (!size || size > BYTES_MAX || !wire)
		return NULL;
	if (is_host(order))
		bytes_copy_swapped(b, wire, size);
	else
		memcpy(b, wire, size);
	if (order == ORDER_TEXT)
		return size == n ? expr_bytes(r->run->pool, (struct loc){ 0 }, type, order, bits, b)
				 : NULL;
	if (size < n)
		return NULL;
	if (size > n && order == ORDER_BIG && bytes_are_zero(b + n, size - n))
		size = n;
	if (!bytes_fit(b, size, bits))
		return expr_bytes(r->run->pool, (struct loc){ 0 }, type, order, size * 8, b);
	return expr_bytes(r->run->pool, (struct loc){ 0 }, type, order, bits, b + size - n);
}

struct expr *raise_value(struct raise *r, const struct data *data, const struct type *type,
			 unsigned bits, enum order order)
{
	return data->verdict ? NULL : raise_bytes(r, data->b, data->size, type, bits, order);
}

/* A constant compared with a concatenation, field by field. */
static struct expr *value_like_concat(struct raise *r, const struct data *data,
				      const struct list_expr *like)
{
	struct expr *list = NULL, *part;
	unsigned at = 0;

	for (size_t i = 0; i < like->item.n; i++) {
		const struct expr *field = like->item.v[i];
		unsigned size = BYTES_OF(field->bits);

		if (at + size > data->size)
			return NULL;
		part = raise_bytes(r, data->b + at, size, field->type, field->bits, field->order);
		if (!part)
			return NULL;
		list = expr_append(r->run->pool, EXPR_CONCAT, list, part);
		at += words_of(size) * 4;
	}
	return list;
}

struct expr *raise_value_like(struct raise *r, const struct data *data, const struct expr *like)
{
	if (!data->verdict && like->kind == EXPR_CONCAT)
		return value_like_concat(r, data, expr_concat(like));
	return raise_value(r, data, like->type, like->bits, like->order);
}

struct expr *raise_arg(struct raise *r, unsigned reg, const struct type *type, unsigned bits,
		       enum order order)
{
	int word = reg_word(reg);
	unsigned size = BYTES_OF(bits);
	const uint8_t *b = word < 0 ? NULL : bare_bytes(r, word, size);
	struct expr *e;

	if (b) {
		e = raise_bytes(r, b, size, type, bits, order);
		return e && order == ORDER_HOST && raise_is_flags(e) ? raise_flags(r, e, EXPR_LIST)
								     : e;
	}
	if (raise_is_bare(raise_held(r, reg)))
		return NULL;
	return raise_get(r, reg, 0);
}

struct expr *raise_fields(struct raise *r, unsigned reg, const struct key_spec *spec)
{
	struct expr *list = NULL;
	int word = reg_word(reg);

	if (word < 0)
		return NULL;
	if (raise_held(r, reg) && raise_held(r, reg)->kind == EXPR_MAP)
		return raise_held(r, reg);
	if (spec->n == 0)
		return raise_get(r, reg, spec->size);
	for (unsigned i = 0; i < spec->n; i++) {
		const struct key_field *field = &spec->field[i];
		struct expr *e = raise_arg(r, reg_number(word), field->type, field->bits,
					   field->order);

		if (!e || spec->n == 1)
			return e;
		list = expr_append(r->run->pool, EXPR_CONCAT, list, e);
		word += words_of(BYTES_OF(field->bits));
		if (word >= REG_WORDS)
			return i + 1 == spec->n ? list : NULL;
	}
	return list;
}

struct expr *raise_setref(struct raise *r, const char *name)
{
	struct set *set = r->table ? set_find(r->table, name) : NULL;
	struct expr *e;

	if (!set)
		return NULL;
	e = expr_make_setref(r->run->pool, (struct loc){ 0 }, span_of(name));
	expr_setref(e)->set = set;
	e->flags |= set->flags & SET_ANONYMOUS ? EXPR_F_ANONYMOUS : 0;
	if (set->key.n == 1) {
		e->type = set->key.field[0].type;
		e->order = set->key.field[0].order;
		e->bits = set->key.field[0].bits;
	}
	return e;
}

struct expr *raise_verdict(struct raise *r, const struct data *data)
{
	struct expr *e = expr_make_verdict(r->run->pool, (struct loc){ 0 }, data->code, NULL);
	struct verdict_expr *verdict = expr_verdict(e);

	verdict->chain = data->chain;
	verdict->chain_id = data->chain_id;
	e->type = &type_verdict;
	return e;
}

void raise_stmt(struct raise *r, struct stmt *s)
{
	s->next = NULL;
	*r->last = s;
	r->last = &s->next;
	raise_stands(r, s);
	if (s->desc->learn)
		s->desc->learn(&r->dep, s);
}

/* Where instructions that load say their destination. */
static const uint16_t dreg_offset[INSN_N] = {
	[INSN_PAYLOAD] = offsetof(struct insn_payload, dreg),
	[INSN_EXTHDR] = offsetof(struct insn_exthdr, dreg),
	[INSN_META] = offsetof(struct insn_meta, dreg),
	[INSN_CT] = offsetof(struct insn_ct, dreg),
	[INSN_RT] = offsetof(struct insn_rt, dreg),
	[INSN_SOCKET] = offsetof(struct insn_socket, dreg),
	[INSN_FIB] = offsetof(struct insn_fib, dreg),
	[INSN_OSF] = offsetof(struct insn_osf, dreg),
	[INSN_XFRM] = offsetof(struct insn_xfrm, dreg),
	[INSN_TUNNEL] = offsetof(struct insn_tunnel, dreg),
	[INSN_NUMGEN] = offsetof(struct insn_numgen, dreg),
	[INSN_HASH] = offsetof(struct insn_hash, dreg),
};

/* Whether the instruction loads something, and where to. */
static bool is_load(const struct insn *insn, uint32_t *dreg)
{
	unsigned offset = dreg_offset[insn->id];

	if (!offset)
		return false;
	memcpy(dreg, (const uint8_t *)insn + offset, sizeof(*dreg));
	return *dreg != REG_VERDICT;
}

static bool raise_load(struct raise *r, const struct insn *insn, unsigned dreg)
{
	const struct selector *sel = r->run->lang->selector_raising[insn->id];
	struct expr *e = sel && sel->raise ? sel->raise(r, insn) : NULL;

	if (!e) {
		raise_put(r, dreg, 4, NULL);
		return false;
	}
	if (r->tunnel && expr_selector(e))
		expr_selector(e)->tunnel = r->tunnel;
	raise_put(r, dreg, BYTES_OF(e->bits), e);
	return true;
}

static const struct proto *tunnel_of(unsigned type)
{
	for (const struct proto *const *p = protos; *p; p++)
		if (type && (*p)->inner_type == type)
			return *p;
	return NULL;
}

/* A load from the packet inside a tunnel. */
static bool raise_inner(struct raise *r, const struct insn_inner *inner)
{
	const struct insn *load = prog_first(inner->expr);
	uint32_t dreg;
	bool known;

	r->tunnel = tunnel_of(inner->type);
	if (!r->tunnel || !load || !is_load(load, &dreg))
		return false;
	r->inner = true;
	known = raise_load(r, load, dreg);
	r->inner = false;
	r->tunnel = NULL;
	return known;
}

static bool raise_known(struct raise *r, const struct insn *insn)
{
	const struct stmt_desc *desc;
	uint32_t dreg;

	if (insn->id >= INSN_IMMEDIATE && insn->id <= INSN_LOOKUP)
		return raise_core(r, insn);
	if (insn->id == INSN_INNER)
		return raise_inner(r, (const struct insn_inner *)insn);
	if (is_load(insn, &dreg))
		return raise_load(r, insn, dreg);
	desc = r->run->lang->stmt_raising[insn->id];
	return desc && desc->raise && desc->raise(r, insn);
}

static void raise_prog(struct raise *r, const struct prog *prog)
{
	const struct stmt_desc *unknown = r->run->lang->unknown;
	const struct insn *insn;

	prog_each(insn, prog)
		if (!raise_known(r, insn) && unknown && unknown->raise)
			unknown->raise(r, insn);
}

static void raise_begin(struct raise *r, struct run *run, struct table *table)
{
	memset(r, 0, sizeof(*r));
	r->run = run;
	r->table = table;
	r->family = table ? table->family : FAMILY_ANY;
	r->last = &r->first;
	dep_init(&r->dep, run, r->family);
	r->dep.raising = true;
}

struct stmt *raise_stateful(struct run *run, struct table *table, const struct prog *prog)
{
	struct raise r;

	raise_begin(&r, run, table);
	raise_prog(&r, prog);
	return r.first;
}

struct stmt *raise_rule(struct run *run, struct table *table, const struct rule *rule)
{
	struct raise r;

	raise_begin(&r, run, table);
	r.rule = rule;
	raise_prog(&r, rule->prog);
	return r.first;
}
