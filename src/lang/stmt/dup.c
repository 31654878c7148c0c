/*
 * dup: sends a copy of a packet elsewhere: to an address (ip, ip6), maybe through a device, or to a
 * device (netdev).
 */
#include "lang/stmt/stmt.h"

struct dup_stmt {
	struct stmt s;
	struct expr *to, *device;
};

struct stmt *dup_new(struct run *run, struct loc loc, struct expr *to, struct expr *device)
{
	struct dup_stmt *dup = stmt_new(run->pool, &stmt_dup, loc);

	dup->to = to;
	dup->device = device;
	return &dup->s;
}

static bool dup_eval(struct eval *ev, struct stmt *s)
{
	struct dup_stmt *dup = (struct dup_stmt *)s;

	switch (ev->family) {
	case FAMILY_IP:
	case FAMILY_IP6:
		if (!dup->to)
			return eval_error(ev, s->loc, "missing destination address");
		return argument_address(ev, &dup->to, ev->family) &&
		       (!dup->device || argument_device(ev, &dup->device));
	case FAMILY_NETDEV:
		if (!dup->to)
			return eval_error(ev, s->loc, "missing destination interface");
		if (dup->device)
			return eval_error(ev, dup->device->loc, "cannot specify device");
		return argument_device(ev, &dup->to);
	default:
		return eval_error(ev, s->loc, "unsupported family");
	}
}

static bool dup_lower(struct lower *l, const struct stmt *s)
{
	const struct dup_stmt *dup = (const struct dup_stmt *)s;
	unsigned to = lower_load(l, dup->to), device = 0;
	struct insn_dup *insn;

	if (to && dup->device)
		device = lower_load(l, dup->device);
	if (!to || (dup->device && !device))
		return false;
	insn = emit(l, INSN_DUP);
	if (l->family == FAMILY_NETDEV) {
		insn->dev = to;
		INSN_GIVE(insn, struct insn_dup, dev);
	} else {
		insn->addr = to;
		insn->dev = device;
		INSN_GIVE(insn, struct insn_dup, addr);
		if (device)
			INSN_GIVE(insn, struct insn_dup, dev);
	}
	if (device)
		reg_release(l, device, BYTES_OF(dup->device->bits));
	reg_release(l, to, BYTES_OF(dup->to->bits));
	return true;
}

static bool dup_raise(struct raise *r, const struct insn *i)
{
	const struct insn_dup *insn = (const struct insn_dup *)i;
	struct expr *to = NULL, *device = NULL;

	if (INSN_GAVE(insn, struct insn_dup, addr))
		to = argument_raise_address(r, insn->addr, r->family);
	if (INSN_GAVE(insn, struct insn_dup, dev))
		device = argument_raise_device(r, insn->dev);
	if (r->family == FAMILY_NETDEV) {
		to = device;
		device = NULL;
	}
	if (!to)
		return false;
	raise_stmt(r, dup_new(r->run, i->loc, to, device));
	return true;
}

static void dup_print(struct print *p, const struct stmt *s)
{
	const struct dup_stmt *dup = (const struct dup_stmt *)s;

	out_str(p->out, "dup to ");
	print_expr(p, dup->to);
	if (dup->device) {
		out_str(p->out, " device ");
		print_expr(p, dup->device);
	}
}

static void dup_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct dup_stmt *dup = (const struct dup_stmt *)s;

	json_name(w, "dup");
	json_open(w, '{');
	json_pair_expr(w, p, "addr", dup->to);
	if (dup->device) {
		json_pair_expr(w, p, "dev", dup->device);
	}
	json_close(w, '}');
}

static struct stmt *dup_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct expr *to, *device;

	if (!json_must_expr(r, value, "addr", &to) || !json_may_expr(r, value, "dev", &device))
		return NULL;
	return dup_new(r->run, loc, to, device);
}

const struct stmt_desc stmt_dup = {
	.word = "dup",
	.size = sizeof(struct dup_stmt),
	.eval = dup_eval,
	.lower = dup_lower,
	.raises = (const uint8_t[]){ INSN_DUP, 0 },
	.raise = dup_raise,
	.print = dup_print,
	.json_out = dup_json_out,
	.json_in = dup_json_in,
};
