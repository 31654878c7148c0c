/* hash: jhash of an expression, symhash of the packet's flow (the same both ways). */
#include "lang/expr/keyed.h"

struct hash_expr {
	struct sel_expr s;
	struct expr *expr; /* jhash: what is hashed */
	bool symmetric, has_seed;
	uint64_t modulus, seed, offset;
};
SELECTOR_CAST(hash_of, hash_expr)

enum { HASH_JENKINS, HASH_SYMMETRIC };

static struct hash_expr *make(struct run *run, struct loc loc, bool symmetric)
{
	struct hash_expr *e = expr_make_selector(run->pool, loc, &selector_hash);

	selector_type(&e->s, &type_integer, 32, ORDER_HOST);
	e->symmetric = symmetric;
	return e;
}

struct expr *hash_new(struct run *run, struct loc loc, struct expr *expr, uint64_t modulus,
		      uint64_t seed, bool has_seed, uint64_t offset)
{
	struct hash_expr *e = make(run, loc, !expr);

	e->expr = expr;
	e->modulus = modulus;
	e->seed = seed;
	e->has_seed = has_seed;
	e->offset = offset;
	return &e->s.e;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	struct hash_expr *hash = hash_of(e);

	if (!selector_number_fits(ev, e, hash->modulus, UINT32_MAX) ||
	    !selector_number_fits(ev, e, hash->offset, UINT32_MAX) ||
	    !selector_number_fits(ev, e, hash->seed, UINT32_MAX))
		return false;
	if (hash->symmetric)
		return true;
	if (!hash->expr || !eval_expr(ev, &hash->expr))
		return false;
	if (expr_is_constant(hash->expr) || !hash->expr->bits)
		return eval_error(ev, hash->expr->loc, "a constant cannot be hashed");
	return true;
}

/* ---- instructions ---- */

/* Bytes that a value takes in registers: the fields of a concatenation are padded. */
static unsigned hashed_size(const struct expr *e)
{
	const struct list_expr *concat = expr_concat(e);
	unsigned size = 0;

	if (!concat)
		return BYTES_OF(e->bits);
	for (size_t i = 0; i < concat->item.n; i++)
		size += (BYTES_OF(concat->item.v[i]->bits) + 3) / 4 * 4;
	return size;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	const struct hash_expr *hash = hash_of(e);
	unsigned size = hash->expr ? hashed_size(hash->expr) : 0;
	unsigned reg = hash->expr ? reg_take(l, size) : 0;
	struct insn_hash *insn;

	if (hash->expr && (!reg || !lower_expr(l, hash->expr, reg)))
		return false;
	insn = emit(l, INSN_HASH);
	insn->dreg = dreg;
	insn->type = hash->symmetric ? HASH_SYMMETRIC : HASH_JENKINS;
	insn->modulus = hash->modulus;
	insn->offset = hash->offset;
	if (insn->offset)
		INSN_GIVE(insn, struct insn_hash, offset);
	if (!hash->expr)
		return true;
	insn->sreg = reg;
	insn->len = size;
	INSN_GIVE(insn, struct insn_hash, sreg);
	INSN_GIVE(insn, struct insn_hash, len);
	if (hash->has_seed) {
		insn->seed = hash->seed;
		INSN_GIVE(insn, struct insn_hash, seed);
	}
	reg_release(l, reg, size);
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_hash *i = (const struct insn_hash *)insn;
	struct hash_expr *hash;

	if (i->type > HASH_SYMMETRIC)
		return NULL;
	hash = make(r->run, (struct loc){ 0 }, i->type == HASH_SYMMETRIC);
	hash->modulus = i->modulus;
	hash->offset = i->offset;
	if (hash->symmetric)
		return &hash->s.e;
	hash->expr = raise_get(r, i->sreg, i->len);
	if (!hash->expr || raise_is_bare(hash->expr))
		return NULL;
	hash->has_seed = INSN_GAVE(insn, struct insn_hash, seed);
	hash->seed = i->seed;
	return &hash->s.e;
}

/* ---- forms ---- */

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	const struct hash_expr *x = hash_of(a), *y = hash_of(b);

	return x->symmetric == y->symmetric && x->modulus == y->modulus &&
	       x->offset == y->offset && x->has_seed == y->has_seed && x->seed == y->seed &&
	       (x->expr == y->expr || (x->expr && y->expr && expr_same(x->expr, y->expr)));
}

static void clone(struct pool *pool, struct sel_expr *e)
{
	if (hash_of(e)->expr)
		hash_of(e)->expr = expr_clone(pool, hash_of(e)->expr);
}

/* Others know neither the last nor what to make of a jhash without it. */
enum { TYPEOF_TYPE, TYPEOF_OFFSET, TYPEOF_MODULUS, TYPEOF_SEED, TYPEOF_HAS_SEED, TYPEOF_HASHED };

static bool typeof_is_own(const struct sel_expr *e)
{
	return !hash_of(e)->symmetric;
}

static void typeof_put_hash(struct tlv *tlv, const struct sel_expr *e)
{
	const struct hash_expr *hash = hash_of(e);

	tlv_put_u32(tlv, TYPEOF_TYPE, hash->symmetric ? HASH_SYMMETRIC : HASH_JENKINS);
	tlv_put_u32(tlv, TYPEOF_OFFSET, hash->offset);
	tlv_put_u32(tlv, TYPEOF_MODULUS, hash->modulus);
	tlv_put_u32(tlv, TYPEOF_SEED, hash->seed);
	tlv_put_u32(tlv, TYPEOF_HAS_SEED, hash->has_seed);
	if (hash->expr && tlv->own) {
		size_t mark = tlv_open(tlv, TYPEOF_HASHED);

		typeof_put_expr(tlv, hash->expr);
		tlv_close(tlv, mark);
	}
}

static struct sel_expr *typeof_get_hash(struct run *run, struct span data)
{
	uint32_t type, offset, modulus, seed, has_seed;
	struct span hashed = { 0 };
	struct hash_expr *hash;

	if (!tlv_get_u32(data, TYPEOF_TYPE, &type) || type > HASH_SYMMETRIC ||
	    !tlv_get_u32(data, TYPEOF_OFFSET, &offset) ||
	    !tlv_get_u32(data, TYPEOF_MODULUS, &modulus) ||
	    !tlv_get_u32(data, TYPEOF_SEED, &seed) ||
	    !tlv_get_u32(data, TYPEOF_HAS_SEED, &has_seed))
		return NULL;
	hash = make(run, (struct loc){ 0 }, type == HASH_SYMMETRIC);
	if (!hash->symmetric && (!tlv_get(data, TYPEOF_HASHED, &hashed) ||
				 !(hash->expr = typeof_get_expr(run, hashed))))
		return NULL;
	hash->offset = offset;
	hash->modulus = modulus;
	hash->seed = seed;
	hash->has_seed = has_seed;
	return &hash->s;
}

static void print(struct print *p, const struct sel_expr *e)
{
	const struct hash_expr *hash = hash_of(e);

	out_str(p->out, hash->symmetric ? "symhash" : "jhash");
	if (hash->expr) {
		out_char(p->out, ' ');
		print_expr(p, hash->expr);
	}
	out_printf(p->out, " mod %u", (unsigned)hash->modulus);
	if (hash->has_seed)
		out_printf(p->out, " seed 0x%x", (unsigned)hash->seed);
	if (hash->offset)
		out_printf(p->out, " offset %u", (unsigned)hash->offset);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct hash_expr *hash = hash_of(e);

	json_name(w, hash->symmetric ? "symhash" : "jhash");
	json_open(w, '{');
	json_pair_u64(w, "mod", hash->modulus);
	if (hash->has_seed)
		json_pair_u64(w, "seed", hash->seed);
	if (hash->offset)
		json_pair_u64(w, "offset", hash->offset);
	if (hash->expr) {
		json_name(w, "expr");
		json_out_expr(w, p, hash->expr);
	}
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	bool symmetric = strcmp(r->key, "symhash") == 0, given;
	struct hash_expr *hash = make(r->run, loc, symmetric);

	if (!json_must_u64(r, value, "mod", &hash->modulus) ||
	    !json_may_u64(r, value, "offset", &hash->offset, &given))
		return NULL;
	if (symmetric)
		return &hash->s.e;
	if (!json_may_u64(r, value, "seed", &hash->seed, &hash->has_seed))
		return NULL;
	if (!json_member(value, "expr"))
		return json_error(r, "Invalid jhash: no expression."), NULL;
	hash->expr = json_in_member(r, "expr", json_member(value, "expr"), JSON_ANY);
	return hash->expr ? &hash->s.e : NULL;
}

const struct selector selector_hash = {
	.word = "hash",
	.json = "jhash",
	.aliases = (const char *const[]){ "symhash", NULL },
	.typeof_id = 24,
	.size = sizeof(struct hash_expr),
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_HASH, 0 },
	.raise = raise,
	.same = same,
	.clone = clone,
	.typeof_put = typeof_put_hash,
	.typeof_get = typeof_get_hash,
	.typeof_is_own = typeof_is_own,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
