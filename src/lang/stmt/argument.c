/*
 * argument: addresses, ports and devices as statements take them.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

enum { PORT_BITS = 16, DEVICE_BITS = 32 };

const struct type *address_type(unsigned family)
{
	return type_by_id[family == FAMILY_IP6 ? TYPE_IPV6_ADDR : TYPE_IPV4_ADDR];
}

unsigned address_bits(unsigned family)
{
	return family == FAMILY_IP6 ? 128 : 32;
}

static const struct expr *definition_of(const struct expr *e)
{
	while (e->kind == EXPR_VARIABLE)
		e = expr_variable(e)->bound;
	return e;
}

static bool is_range(const struct expr *e)
{
	return e->kind == EXPR_RANGE || e->kind == EXPR_PREFIX;
}

static bool is_single(const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EXPR_VALUE: case EXPR_SYMBOL: case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP:
	case EXPR_SELECTOR:
		return true;
	case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT: case EXPR_LIST:
	case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_SETREF: case EXPR_VERDICT:
		break;
	}
	return false;
}

static bool eval_single(struct eval *ev, struct expr **e, const struct type *type, unsigned bits,
			enum order order)
{
	if (!is_single(definition_of(*e)))
		return eval_error(ev, (*e)->loc, "this must be a single value or a map");
	return eval_arg(ev, e, type, bits, order);
}

static bool eval_range(struct eval *ev, struct expr **e, const struct type *type, unsigned bits)
{
	struct want want = { .type = type, .bits = bits, .order = ORDER_BIG };

	return is_range(definition_of(*e)) ? eval_as(ev, e, &want)
					   : eval_single(ev, e, type, bits, ORDER_BIG);
}

bool argument_address(struct eval *ev, struct expr **e, unsigned family)
{
	return eval_single(ev, e, address_type(family), address_bits(family), ORDER_BIG);
}

bool argument_address_range(struct eval *ev, struct expr **e, unsigned family)
{
	return eval_range(ev, e, address_type(family), address_bits(family));
}

bool argument_port(struct eval *ev, struct expr **e)
{
	return eval_single(ev, e, type_by_id[TYPE_INET_SERVICE], PORT_BITS, ORDER_BIG);
}

bool argument_port_range(struct eval *ev, struct expr **e)
{
	return eval_range(ev, e, type_by_id[TYPE_INET_SERVICE], PORT_BITS);
}

bool argument_device(struct eval *ev, struct expr **e)
{
	return eval_single(ev, e, type_by_id[TYPE_IFACE_INDEX], DEVICE_BITS, ORDER_HOST);
}

const struct proto *argument_network(const struct dep *dep)
{
	return dep->family == FAMILY_IP || dep->family == FAMILY_IP6
		       ? family_proto(dep->family)
		       : dep_proto(dep, NULL, LAYER_NETWORK);
}

static unsigned known_family(const struct eval *ev)
{
	const struct proto *network = argument_network(&ev->dep);

	return network == &proto_ip ? FAMILY_IP : network == &proto_ip6 ? FAMILY_IP6 : 0;
}

bool argument_family(struct eval *ev, const char *statement, struct loc loc, bool needed,
		     unsigned *family)
{
	unsigned known = known_family(ev);

	if (*family && known && *family != known)
		return eval_error(ev, loc, "conflicting protocols specified: %s vs. %s. You must "
				  "specify ip or ip6 family in %s statement", family_name(known),
				  family_name(*family), statement);
	if (!*family && needed)
		*family = known;
	if (!*family && needed)
		return eval_error(ev, loc,
				  "ip or ip6 must be specified with address for %s tables.",
				  family_name(ev->family));
	if (!*family && ev->family != FAMILY_INET)
		*family = ev->family;
	return true;
}

bool argument_has_transport(const struct eval *ev)
{
	const struct proto *transport = dep_proto(&ev->dep, NULL, LAYER_TRANSPORT);

	return ev->dep.outer.any_transport || (transport && transport != &proto_th);
}

struct expr *argument_raise_address(struct raise *r, unsigned reg, unsigned family)
{
	return raise_arg(r, reg, address_type(family), address_bits(family), ORDER_BIG);
}

/* A range of constants that is a prefix is shown as one. */
static struct expr *join(struct raise *r, struct expr *lo, struct expr *hi)
{
	struct expr *range;
	int len = -1;

	if (!lo || !hi)
		return NULL;
	if (lo->kind == EXPR_MAP)
		return lo;
	if (lo->type->prefix && lo->kind == EXPR_VALUE && hi->kind == EXPR_VALUE)
		len = bytes_prefix(expr_value(lo)->b, expr_value(hi)->b, lo->bits);
	range = len >= 0 ? expr_make_prefix(r->run->pool, lo->loc, lo, len)
			 : expr_make_range(r->run->pool, lo->loc, lo, hi);
	range->type = lo->type;
	range->bits = lo->bits;
	range->order = lo->order;
	range->flags |= EXPR_F_EVALUATED;
	return range;
}

struct expr *argument_raise_addresses(struct raise *r, unsigned min, unsigned max, unsigned family)
{
	struct expr *lo = argument_raise_address(r, min, family);

	return !max || max == min ? lo : join(r, lo, argument_raise_address(r, max, family));
}

static struct expr *raise_port(struct raise *r, unsigned reg)
{
	return raise_arg(r, reg, type_by_id[TYPE_INET_SERVICE], PORT_BITS, ORDER_BIG);
}

struct expr *argument_raise_ports(struct raise *r, unsigned min, unsigned max)
{
	struct expr *lo = raise_port(r, min);

	return !max || max == min ? lo : join(r, lo, raise_port(r, max));
}

struct expr *argument_raise_device(struct raise *r, unsigned reg)
{
	return raise_arg(r, reg, type_by_id[TYPE_IFACE_INDEX], DEVICE_BITS, ORDER_HOST);
}

static void print_bracketed(struct print *p, const struct expr *e)
{
	out_char(p->out, '[');
	print_expr(p, e);
	out_char(p->out, ']');
}

static void print_address(struct print *p, const struct expr *e, bool brackets)
{
	brackets = brackets && e->type == type_by_id[TYPE_IPV6_ADDR];

	if (brackets && e->kind == EXPR_VALUE) {
		print_bracketed(p, e);
	} else if (brackets && e->kind == EXPR_RANGE) {
		print_bracketed(p, expr_range(e)->lo);
		out_char(p->out, '-');
		print_bracketed(p, expr_range(e)->hi);
	} else if (brackets && e->kind == EXPR_PREFIX) {
		print_bracketed(p, expr_prefix(e)->base);
		out_printf(p->out, "/%u", expr_prefix(e)->len);
	} else {
		print_expr(p, e);
	}
}

void argument_print_endpoint(struct print *p, const struct expr *address, const struct expr *port,
			     bool brackets)
{
	if (address)
		print_address(p, address, port || brackets);
	if (port) {
		out_char(p->out, ':');
		print_expr(p, port);
	}
}

bool json_may_expr(struct reader *r, json_t *object, const char *name, struct expr **e)
{
	json_t *value = json_member(object, name);

	*e = NULL;
	if (!value || json_is_null(value))
		return true;
	*e = json_in_member(r, name, value, JSON_STMT);
	return *e;
}

bool json_must_expr(struct reader *r, json_t *object, const char *name, struct expr **e)
{
	if (!json_may_expr(r, object, name, e))
		return false;
	return *e || json_error(r, "\"%s\" is missing", name);
}

bool json_may_family(struct reader *r, json_t *object, unsigned *family)
{
	const char *name = NULL;

	*family = 0;
	if (!json_may_str(r, object, "family", &name))
		return false;
	if (!name)
		return true;
	if (!family_number(span_of(name), family) ||
	    (*family != FAMILY_IP && *family != FAMILY_IP6))
		return json_error(r, "unknown family \"%s\": ip or ip6 is expected", name);
	return true;
}

void json_pair_expr(struct writer *w, struct print *p, const char *name, const struct expr *e)
{
	json_name(w, name);
	json_out_expr(w, p, e);
}
