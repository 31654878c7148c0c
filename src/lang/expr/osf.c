/* osf: the operating system that a TCP SYN seems to come from. */
#include "lang/expr/keyed.h"

struct osf_expr {
	struct sel_expr s;
	uint8_t ttl; /* 0: compared exactly */
	bool version;
};
SELECTOR_CAST(osf_of, osf_expr)

enum { OSF_VERSION = 1, OSF_BITS = 128 };
static const char *const ttl_words[] = { NULL, "loose", "skip" };
enum { TTL_N = sizeof(ttl_words) / sizeof(*ttl_words) };

struct expr *osf_new(struct run *run, struct loc loc, unsigned ttl, bool version)
{
	struct osf_expr *e = expr_make_selector(run->pool, loc, &selector_osf);

	selector_type(&e->s, &type_string, OSF_BITS, ORDER_TEXT);
	e->ttl = ttl;
	e->version = version;
	return &e->s.e;
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	if (osf_of(e)->ttl >= TTL_N)
		return eval_error(ev, e->e.loc, "invalid ttl option");
	if (ev->rule)
		ev->run->needs_fingerprints = true;
	return true;
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_osf *insn = emit(l, INSN_OSF);

	insn->dreg = dreg;
	if (osf_of(e)->ttl) {
		insn->ttl = osf_of(e)->ttl;
		INSN_GIVE(insn, struct insn_osf, ttl);
	}
	if (osf_of(e)->version) {
		insn->flags = OSF_VERSION;
		INSN_GIVE(insn, struct insn_osf, flags);
	}
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_osf *osf = (const struct insn_osf *)insn;

	if (osf->ttl >= TTL_N || osf->flags & ~(uint32_t)OSF_VERSION)
		return NULL;
	return osf_new(r->run, (struct loc){ 0 }, osf->ttl, osf->flags & OSF_VERSION);
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	return osf_of(a)->ttl == osf_of(b)->ttl && osf_of(a)->version == osf_of(b)->version;
}

/* Userdata has no room for ttl and version: any osf declaration comes back as `osf name`. */
static void typeof_put_osf(struct tlv *tlv, const struct sel_expr *e)
{
}

static struct sel_expr *typeof_get_osf(struct run *run, struct span data)
{
	return expr_selector(osf_new(run, (struct loc){ 0 }, 0, false));
}

static const char *osf_key(const struct sel_expr *e)
{
	return osf_of(e)->version ? "version" : "name";
}

static void print(struct print *p, const struct sel_expr *e)
{
	out_str(p->out, "osf ");
	if (osf_of(e)->ttl)
		out_printf(p->out, "ttl %s ", ttl_words[osf_of(e)->ttl]);
	out_str(p->out, osf_key(e));
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	json_name(w, "osf");
	json_open(w, '{');
	json_pair_str(w, "key", osf_key(e));
	if (osf_of(e)->ttl)
		json_pair_str(w, "ttl", ttl_words[osf_of(e)->ttl]);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *key, *ttl = NULL;
	unsigned mode = 0;

	if (!json_must_str(r, value, "key", &key) || !json_may_str(r, value, "ttl", &ttl))
		return NULL;
	if (strcmp(key, "name") != 0 && strcmp(key, "version") != 0)
		return json_error(r, "Invalid osf key '%s'.", key), NULL;
	for (unsigned i = 1; ttl && i < TTL_N; i++)
		if (strcmp(ttl, ttl_words[i]) == 0)
			mode = i;
	if (ttl && !mode)
		return json_error(r, "Invalid osf ttl option '%s'.", ttl), NULL;
	return osf_new(r->run, loc, mode, strcmp(key, "version") == 0);
}

const struct selector selector_osf = {
	.word = "osf",
	.typeof_id = 11,
	.size = sizeof(struct osf_expr),
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_OSF, 0 },
	.raise = raise,
	.same = same,
	.typeof_put = typeof_put_osf,
	.typeof_get = typeof_get_osf,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
