/*
 * tproxy: hands a packet to a local socket without changing it.
 */
#include "lang/stmt/stmt.h"

struct tproxy_stmt {
	struct stmt s;
	unsigned family;             /* 0: of either, when there is no address */
	struct expr *address, *port;
};

struct stmt *tproxy_new(struct run *run, struct loc loc, unsigned family, struct expr *address,
			struct expr *port)
{
	struct tproxy_stmt *tproxy = stmt_new(run->pool, &stmt_tproxy, loc);

	tproxy->family = family;
	tproxy->address = address;
	tproxy->port = port;
	return &tproxy->s;
}

static bool is_range(const struct expr *e)
{
	return e && (e->kind == EXPR_RANGE || e->kind == EXPR_PREFIX);
}

static bool tproxy_eval(struct eval *ev, struct stmt *s)
{
	struct tproxy_stmt *tproxy = (struct tproxy_stmt *)s;

	if (ev->family != FAMILY_IP && ev->family != FAMILY_IP6 && ev->family != FAMILY_INET)
		return eval_error(ev, s->loc, "tproxy is only supported for IPv4/IPv6/INET");
	if (!argument_family(ev, "tproxy", s->loc, tproxy->address, &tproxy->family))
		return false;
	if (!argument_has_transport(ev))
		return eval_error(ev, s->loc,
				  "Transparent proxy support requires transport protocol match");
	if (!tproxy->address && !tproxy->port)
		return eval_error(ev, s->loc, "Either address or port must be specified!");
	if (is_range(tproxy->address))
		return eval_error(ev, tproxy->address->loc,
				  "Address ranges are not supported for tproxy.");
	if (is_range(tproxy->port))
		return eval_error(ev, tproxy->port->loc,
				  "Port ranges are not supported for tproxy.");
	return (!tproxy->address || argument_address(ev, &tproxy->address, tproxy->family)) &&
	       (!tproxy->port || argument_port(ev, &tproxy->port));
}

static bool tproxy_lower(struct lower *l, const struct stmt *s)
{
	const struct tproxy_stmt *tproxy = (const struct tproxy_stmt *)s;
	unsigned address = 0, port = 0;
	struct insn_tproxy *insn;

	if (tproxy->address && !(address = lower_load(l, tproxy->address)))
		return false;
	if (tproxy->port && !(port = lower_load(l, tproxy->port)))
		return false;
	insn = emit(l, INSN_TPROXY);
	insn->family = tproxy->family;
	if (address) {
		insn->addr = address;
		INSN_GIVE(insn, struct insn_tproxy, addr);
		reg_release(l, address, BYTES_OF(tproxy->address->bits));
	}
	if (port) {
		insn->port = port;
		INSN_GIVE(insn, struct insn_tproxy, port);
		reg_release(l, port, BYTES_OF(tproxy->port->bits));
	}
	return true;
}

static bool tproxy_raise(struct raise *r, const struct insn *i)
{
	const struct insn_tproxy *insn = (const struct insn_tproxy *)i;
	struct expr *address = NULL, *port = NULL;
	bool has_address = INSN_GAVE(insn, struct insn_tproxy, addr);
	bool has_port = INSN_GAVE(insn, struct insn_tproxy, port);

	if (has_address)
		address = argument_raise_address(r, insn->addr, insn->family);
	if (has_port)
		port = argument_raise_ports(r, insn->port, 0);
	if (has_address != !!address || has_port != !!port || (!address && !port))
		return false;
	raise_stmt(r, tproxy_new(r->run, i->loc, insn->family, address, port));
	return true;
}

static bool shows_family(const struct print *p, const struct tproxy_stmt *tproxy)
{
	return p->family == FAMILY_INET && tproxy->family && tproxy->family != FAMILY_INET;
}

static void tproxy_print(struct print *p, const struct stmt *s)
{
	const struct tproxy_stmt *tproxy = (const struct tproxy_stmt *)s;

	out_str(p->out, "tproxy ");
	if (shows_family(p, tproxy))
		out_printf(p->out, "%s ", family_name(tproxy->family));
	out_str(p->out, "to ");
	argument_print_endpoint(p, tproxy->address, tproxy->port, true);
}

static void tproxy_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct tproxy_stmt *tproxy = (const struct tproxy_stmt *)s;

	json_name(w, "tproxy");
	json_open(w, '{');
	if (shows_family(p, tproxy))
		json_pair_str(w, "family", family_name(tproxy->family));
	if (tproxy->address)
		json_pair_expr(w, p, "addr", tproxy->address);
	if (tproxy->port)
		json_pair_expr(w, p, "port", tproxy->port);
	json_close(w, '}');
}

static struct stmt *tproxy_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct expr *address, *port;
	unsigned family;

	if (!json_may_family(r, value, &family) || !json_may_expr(r, value, "addr", &address) ||
	    !json_may_expr(r, value, "port", &port))
		return NULL;
	return tproxy_new(r->run, loc, family, address, port);
}

const struct stmt_desc stmt_tproxy = {
	.word = "tproxy",
	.size = sizeof(struct tproxy_stmt),
	.eval = tproxy_eval,
	.lower = tproxy_lower,
	.raises = (const uint8_t[]){ INSN_TPROXY, 0 },
	.raise = tproxy_raise,
	.print = tproxy_print,
	.json_out = tproxy_json_out,
	.json_in = tproxy_json_in,
};
