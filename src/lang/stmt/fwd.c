/*
 * fwd: sends a packet out of another device (netdev), maybe to a neighbour's address.
 */
#include "lang/stmt/stmt.h"

struct fwd_stmt {
	struct stmt s;
	unsigned family;             /* of the address; 0: none */
	struct expr *address, *device;
};

struct stmt *fwd_new(struct run *run, struct loc loc, unsigned family, struct expr *to,
		     struct expr *device)
{
	struct fwd_stmt *fwd = stmt_new(run->pool, &stmt_fwd, loc);

	fwd->family = family;
	fwd->address = family ? to : NULL;
	fwd->device = family ? device : to;
	return &fwd->s;
}

static bool fwd_eval(struct eval *ev, struct stmt *s)
{
	struct fwd_stmt *fwd = (struct fwd_stmt *)s;

	if (ev->family != FAMILY_NETDEV)
		return eval_error(ev, s->loc, "unsupported family");
	if (!fwd->device)
		return eval_error(ev, s->loc, "missing destination interface");
	if (fwd->family && !fwd->address)
		return eval_error(ev, s->loc, "missing destination address");
	return argument_device(ev, &fwd->device) &&
	       (!fwd->address || argument_address(ev, &fwd->address, fwd->family));
}

static bool fwd_lower(struct lower *l, const struct stmt *s)
{
	const struct fwd_stmt *fwd = (const struct fwd_stmt *)s;
	unsigned device = lower_load(l, fwd->device), address = 0;
	struct insn_fwd *insn;

	if (device && fwd->address)
		address = lower_load(l, fwd->address);
	if (!device || (fwd->address && !address))
		return false;
	insn = emit(l, INSN_FWD);
	insn->dev = device;
	if (address) {
		insn->addr = address;
		insn->nfproto = fwd->family;
		INSN_GIVE(insn, struct insn_fwd, addr);
		INSN_GIVE(insn, struct insn_fwd, nfproto);
		reg_release(l, address, BYTES_OF(fwd->address->bits));
	}
	reg_release(l, device, BYTES_OF(fwd->device->bits));
	return true;
}

static bool fwd_raise(struct raise *r, const struct insn *i)
{
	const struct insn_fwd *insn = (const struct insn_fwd *)i;
	struct expr *device = argument_raise_device(r, insn->dev), *address = NULL;
	bool has_address = INSN_GAVE(insn, struct insn_fwd, addr);

	if (has_address)
		address = argument_raise_address(r, insn->addr, insn->nfproto);
	if (!device || (has_address && !address))
		return false;
	raise_stmt(r, address ? fwd_new(r->run, i->loc, insn->nfproto, address, device)
			      : fwd_new(r->run, i->loc, 0, device, NULL));
	return true;
}

static void fwd_print(struct print *p, const struct stmt *s)
{
	const struct fwd_stmt *fwd = (const struct fwd_stmt *)s;

	if (fwd->address) {
		out_printf(p->out, "fwd %s to ", family_name(fwd->family));
		print_expr(p, fwd->address);
		out_str(p->out, " device ");
	} else {
		out_str(p->out, "fwd to ");
	}
	print_expr(p, fwd->device);
}

static void fwd_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct fwd_stmt *fwd = (const struct fwd_stmt *)s;

	json_name(w, "fwd");
	json_open(w, '{');
	json_pair_expr(w, p, "dev", fwd->device);
	if (fwd->address) {
		json_pair_str(w, "family", family_name(fwd->family));
		json_pair_expr(w, p, "addr", fwd->address);
	}
	json_close(w, '}');
}

static struct stmt *fwd_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct expr *device, *address;
	unsigned family;

	if (!json_must_expr(r, value, "dev", &device) ||
	    !json_may_expr(r, value, "addr", &address) || !json_may_family(r, value, &family))
		return NULL;
	if (!family != !address) {
		json_error(r, "\"family\" and \"addr\" need each other");
		return NULL;
	}
	return address ? fwd_new(r->run, loc, family, address, device)
		       : fwd_new(r->run, loc, 0, device, NULL);
}

const struct stmt_desc stmt_fwd = {
	.word = "fwd",
	.size = sizeof(struct fwd_stmt),
	.terminal = true,
	.eval = fwd_eval,
	.lower = fwd_lower,
	.raises = (const uint8_t[]){ INSN_FWD, 0 },
	.raise = fwd_raise,
	.print = fwd_print,
	.json_out = fwd_json_out,
	.json_in = fwd_json_in,
};
