/* socket: the local socket that a packet belongs to. */
#include "lang/expr/keyed.h"

struct socket_expr {
	struct keyed_expr k;
	uint32_t level; /* of the control group, from the root */
};
SELECTOR_CAST(socket_of, socket_expr)

enum { SOCKET_TRANSPARENT, SOCKET_MARK, SOCKET_WILDCARD, SOCKET_CGROUPV2 };
enum { LEVEL_MAX = 255 };

/* The kernel gives a byte for `transparent` and `wildcard`; only 0 and 1 occur. */
static const struct key keys[] = {
	{ "transparent", NULL, &type_integer, 8, ORDER_HOST, SOCKET_TRANSPARENT, 0 },
	{ "mark", NULL, &type_mark, 32, ORDER_HOST, SOCKET_MARK, 0 },
	{ "wildcard", NULL, &type_integer, 8, ORDER_HOST, SOCKET_WILDCARD, 0 },
	{ "cgroupv2", NULL, &type_cgroupv2, 64, ORDER_HOST, SOCKET_CGROUPV2, 0 },
	{ .name = NULL },
};

const struct key *socket_key(struct span name)
{
	return key_by_name(keys, name);
}

struct expr *socket_new(struct run *run, struct loc loc, const struct key *key, unsigned level)
{
	struct socket_expr *e = keyed_new(run, loc, &selector_socket, key);

	e->level = level;
	return &e->k.s.e;
}

static bool compared_with_truth(struct eval *ev, const struct sel_expr *e)
{
	const struct expr *right = selector_compared(ev, e);
	uint32_t key = keyed_of(e)->key->id;

	if ((key != SOCKET_TRANSPARENT && key != SOCKET_WILDCARD) || !right || !expr_value(right) ||
	    expr_u64(right) <= 1)
		return true;
	return eval_error(ev, right->loc, "Value %llu exceeds valid range 0-1",
			  (unsigned long long)expr_u64(right));
}

static bool eval(struct eval *ev, struct sel_expr *e)
{
	return keyed_eval(ev, e) && compared_with_truth(ev, e) &&
	       selector_number_fits(ev, e, socket_of(e)->level, LEVEL_MAX);
}

static bool lower(struct lower *l, const struct sel_expr *e, unsigned dreg)
{
	struct insn_socket *insn = emit(l, INSN_SOCKET);

	insn->key = keyed_of(e)->key->id;
	insn->dreg = dreg;
	if (insn->key == SOCKET_CGROUPV2) {
		insn->level = socket_of(e)->level;
		INSN_GIVE(insn, struct insn_socket, level);
	}
	return true;
}

static struct expr *raise(struct raise *r, const struct insn *insn)
{
	const struct insn_socket *socket = (const struct insn_socket *)insn;
	struct socket_expr *e = keyed_of_id(r->run, &selector_socket, socket->key);

	if (!e)
		return NULL;
	e->level = socket->level;
	return &e->k.s.e;
}

static bool same(const struct sel_expr *a, const struct sel_expr *b)
{
	return keyed_same(a, b) && socket_of(a)->level == socket_of(b)->level;
}

/* The level is ours: readers that do not know it pass over it and show 0. */
enum { TYPEOF_KEY, TYPEOF_LEVEL };

static void typeof_put_socket(struct tlv *tlv, const struct sel_expr *e)
{
	keyed_typeof_put(tlv, e);
	if (socket_of(e)->level)
		tlv_put_u32(tlv, TYPEOF_LEVEL, socket_of(e)->level);
}

static struct sel_expr *typeof_get_socket(struct run *run, struct span data)
{
	struct socket_expr *e;
	uint32_t key;

	if (!tlv_get_u32(data, TYPEOF_KEY, &key) ||
	    !(e = keyed_of_id(run, &selector_socket, key)))
		return NULL;
	tlv_get_u32(data, TYPEOF_LEVEL, &e->level);
	return &e->k.s;
}

static void print(struct print *p, const struct sel_expr *e)
{
	keyed_print(p, e);
	if (keyed_of(e)->key->id == SOCKET_CGROUPV2)
		out_printf(p->out, " level %u", socket_of(e)->level);
}

static void json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct key *key = keyed_of(e)->key;

	json_name(w, "socket");
	json_open(w, '{');
	json_pair_str(w, "key", key->name);
	if (key->id == SOCKET_CGROUPV2 && p->flags & OUTPUT_LOSSLESS)
		json_pair_u64(w, "level", socket_of(e)->level);
	json_close(w, '}');
}

static struct expr *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const struct key *key = keyed_json_key(r, keys, value);
	uint64_t level = 0;
	bool given;

	if (!key || !json_may_u64(r, value, "level", &level, &given))
		return NULL;
	if (key->id == SOCKET_CGROUPV2 && !given)
		return json_error(r, "socket cgroupv2 needs a level."), NULL;
	if (level > LEVEL_MAX)
		return json_error(r, "Invalid socket cgroupv2 level."), NULL;
	return socket_new(r->run, loc, key, level);
}

const struct selector selector_socket = {
	.word = "socket",
	.typeof_id = 10,
	.size = sizeof(struct socket_expr),
	.keys = keys,
	.eval = eval,
	.lower = lower,
	.raises = (const uint8_t[]){ INSN_SOCKET, 0 },
	.raise = raise,
	.same = same,
	.typeof_put = typeof_put_socket,
	.typeof_get = typeof_get_socket,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
