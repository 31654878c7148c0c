/* numgen: numbers made per packet, counting up or at random. */
#include "lang/expr/keyed.h"

struct numgen_expr {
	struct sel_expr s;
	bool random;
	uint64_t modulus, offset;
};
SELECTOR_CAST(numgen_of, numgen_expr)

static const char *const mode_words[] = { "inc", "random" };

static void set_type(struct numgen_expr *e)
{
	selector_type(&e->s, &type_integer, 32, e->random ? ORDER_BIG : ORDER_HOST);
}

struct expr *numgen_new(struct run *run, struct loc loc, bool random, uint64_t modulus,
			uint64_t offset)
{
	struct numgen_expr *e = expr_make_selector(run->pool, loc, &selector_numgen);

	e->random = random;
	e->modulus = modulus;
	e->offset = offset;
	set_type(e);
	return &e->s.e;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	return selector_number_fits(ev, e, numgen_of(e)->modulus, UINT32_MAX) &&
	       selector_number_fits(ev, e, numgen_of(e)->offset, UINT32_MAX);
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_numgen *insn = emit(l, INSN_NUMGEN);

	insn->dreg = dreg;
	insn->type = numgen_of(e)->random;
	insn->modulus = numgen_of(e)->modulus;
	insn->offset = numgen_of(e)->offset;
	if (insn->offset)
		INSN_GIVE(insn, struct insn_numgen, offset);
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_numgen *i = (const struct insn_numgen *)insn;

	return i->type > 1 ? NULL
			   : numgen_new(r->run, (struct loc){ 0 }, i->type, i->modulus, i->offset);
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	const struct numgen_expr *x = numgen_of(a), *y = numgen_of(b);

	return x->random == y->random && x->modulus == y->modulus && x->offset == y->offset;
}

enum { TYPEOF_TYPE, TYPEOF_MODULUS, TYPEOF_OFFSET };

static void typeof_put_numgen(struct tlv *tlv, const struct sel_expr *e)
{
	tlv_put_u32(tlv, TYPEOF_TYPE, numgen_of(e)->random);
	tlv_put_u32(tlv, TYPEOF_MODULUS, numgen_of(e)->modulus);
	tlv_put_u32(tlv, TYPEOF_OFFSET, numgen_of(e)->offset);
}

static struct sel_expr *typeof_get_numgen(struct run *run, struct span data)
{
	uint32_t type, modulus, offset;

	if (!tlv_get_u32(data, TYPEOF_TYPE, &type) || type > 1 ||
	    !tlv_get_u32(data, TYPEOF_MODULUS, &modulus) ||
	    !tlv_get_u32(data, TYPEOF_OFFSET, &offset))
		return NULL;
	return expr_selector(numgen_new(run, (struct loc){ 0 }, type, modulus, offset));
}

static void print(struct print *p, const struct sel_expr *e)
{
	out_printf(p->out, "numgen %s mod %u", mode_words[numgen_of(e)->random],
		   (unsigned)numgen_of(e)->modulus);
	if (numgen_of(e)->offset)
		out_printf(p->out, " offset %u", (unsigned)numgen_of(e)->offset);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	json_name(w, "numgen");
	json_open(w, '{');
	json_pair_str(w, "mode", mode_words[numgen_of(e)->random]);
	json_pair_u64(w, "mod", numgen_of(e)->modulus);
	json_pair_u64(w, "offset", numgen_of(e)->offset);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	uint64_t modulus, offset = 0;
	const char *mode;
	bool given;

	if (!json_must_str(r, value, "mode", &mode) || !json_must_u64(r, value, "mod", &modulus) ||
	    !json_may_u64(r, value, "offset", &offset, &given))
		return NULL;
	if (strcmp(mode, mode_words[0]) != 0 && strcmp(mode, mode_words[1]) != 0)
		return json_error(r, "Unknown numgen mode '%s'.", mode), NULL;
	return numgen_new(r->run, loc, strcmp(mode, mode_words[1]) == 0, modulus, offset);
}

static bool fickle(const struct sel_expr *e)
{
	return true;
}

const struct selector selector_numgen = {
	.word = "numgen",
	.typeof_id = 23,
	.size = sizeof(struct numgen_expr),
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_NUMGEN, 0 },
	.raise = raise,
	.same = same,
	.fickle = fickle,
	.typeof_put = typeof_put_numgen,
	.typeof_get = typeof_get_numgen,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
