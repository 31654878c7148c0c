/* tunnel: the tunnel metadata that a packet carries. */
#include "lang/expr/keyed.h"

static const struct key keys[] = {
	{ "path", NULL, &type_boolean, 8, ORDER_HOST, 0, 0 },
	{ "id", NULL, &type_integer, 32, ORDER_HOST, 1, 0 },
	{ .name = NULL },
};

const struct key *tunnel_key(struct span name)
{
	return key_by_name(keys, name);
}

struct expr *tunnel_new(struct run *run, struct loc loc, const struct key *key)
{
	return keyed_new(run, loc, &selector_tunnel, key);
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_tunnel *insn = emit(l, INSN_TUNNEL);

	insn->dreg = dreg;
	insn->key = keyed_of(e)->key->id;
	return true;
}

/* A load limited to one direction has no syntax. */
static struct expr *raise(struct raise *r, const struct insn *insn)
{
	if (INSN_GAVE(insn, struct insn_tunnel, mode) && ((const struct insn_tunnel *)insn)->mode)
		return NULL;
	return keyed_of_id(r->run, &selector_tunnel, ((const struct insn_tunnel *)insn)->key);
}

/* No typeof is written for tunnels; before they had a number it was that of fib. */
static struct sel_expr *typeof_get_tunnel(struct run *run, struct span data)
{
	return selector_fib.typeof_get(run, data);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	json_name(w, "tunnel");
	json_open(w, '{');
	json_pair_str(w, "key", keyed_of(e)->key->name);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const struct key *key = keyed_json_key(r, keys, value);

	return key ? tunnel_new(r->run, loc, key) : NULL;
}

const struct selector selector_tunnel = {
	.word = "tunnel",
	.typeof_id = 26,
	.size = sizeof(struct keyed_expr),
	.keys = keys,
	.eval = keyed_eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_TUNNEL, 0 },
	.raise = raise,
	.same = keyed_same,
	.typeof_get = typeof_get_tunnel,
	.print = keyed_print,
	.json_out = json_out,
	.json_in = json_in,
};
