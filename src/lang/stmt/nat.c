/*
 * nat: snat, dnat, masquerade and redirect, which rewrite a connection's addresses and ports. An
 * address may come with its port from one map (`addr . port` data), or with its upper end (interval
 * data); then all of it lies in neighbouring registers.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct nat_stmt {
	struct stmt s;
	unsigned family;            /* of the address; FAMILY_INET: either */
	unsigned form;              /* enum nat_form, as written */
	uint32_t flags;             /* NAT_RANDOM ... */
	struct expr *address, *port;
};

/* The kernel's flags. */
enum {
	NAT_PORT_GIVEN = 2,
	NAT_RANDOM = 4,
	NAT_PERSISTENT = 8,
	NAT_FULLY_RANDOM = 0x10,
	NAT_NETMAP = 0x40,
	NAT_KNOWN = 0x5f,
	NAT_WORDS = NAT_RANDOM | NAT_PERSISTENT | NAT_FULLY_RANDOM,
};
enum { NAT_SNAT, NAT_DNAT, PORT_BITS = 16 };

static const struct symbol flags[] = {
	{ "random", NAT_RANDOM }, { "fully-random", NAT_FULLY_RANDOM },
	{ "persistent", NAT_PERSISTENT }, { NULL, 0 }
};
static const struct symbol json_flags_names[] = {
	{ "random", NAT_RANDOM }, { "fully-random", NAT_FULLY_RANDOM },
	{ "persistent", NAT_PERSISTENT }, { "netmap", NAT_NETMAP }, { NULL, 0 }
};
static const struct symbol forms[] = {
	{ "interval", NAT_INTERVAL }, { "prefix", NAT_PREFIX }, { "concat", NAT_CONCAT },
	{ NULL, 0 }
};
static const struct clause clauses[] = {
	{ .word = "flags", .kind = CLAUSE_FLAGS, .size = 4, .names = flags,
	  .offset = offsetof(struct nat_stmt, flags) },
	{ NULL }
};

struct stmt *nat_new(struct run *run, struct loc loc, struct span type, unsigned family,
		     unsigned form)
{
	const struct stmt_desc *desc = span_is(type, "dnat") ? &stmt_dnat
				     : span_is(type, "snat") ? &stmt_snat
				     : span_is(type, "redirect") ? &stmt_redirect : &stmt_masquerade;
	struct nat_stmt *nat = stmt_new(run->pool, desc, loc);

	nat->family = family;
	nat->form = form;
	return &nat->s;
}

void nat_address(struct stmt *s, struct expr *address)
{
	((struct nat_stmt *)s)->address = address;
}

void nat_port(struct stmt *s, struct expr *port)
{
	((struct nat_stmt *)s)->port = port;
}

bool nat_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag)
{
	return stmt_clause_text(run, s, clauses, loc, flag);
}

static unsigned nat_parts(struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	struct nat_stmt *nat = (struct nat_stmt *)s;

	part[0] = &nat->address;
	part[1] = &nat->port;
	return 2;
}

static bool nat_same(const struct stmt *a, const struct stmt *b)
{
	const struct nat_stmt *x = (const struct nat_stmt *)a, *y = (const struct nat_stmt *)b;

	return x->family == y->family && x->form == y->form;
}

/* ---- what the data of a map consists of ---- */

static const struct expr *definition_of(const struct expr *e)
{
	while (e && e->kind == EXPR_VARIABLE)
		e = expr_variable(e)->bound;
	return e;
}

static const struct expr *first_of_run(struct run *run, const struct litrun *texts)
{
	struct litrec rec = texts->rec.v[0];

	return run->parse_element(run, (struct loc){ rec.at, rec.at + rec.size });
}

/* The data of the first element of a map literal; NULL: there is none. */
static const struct expr *first_data(struct run *run, const struct expr *e)
{
	const struct elem_expr *elem;

	e = definition_of(e);
	while (e && e->kind == EXPR_SETLIT)
		e = expr_setlit(e)->item.n ? definition_of(expr_setlit(e)->item.v[0]) : NULL;
	if (e && e->kind == EXPR_RUN)
		e = first_of_run(run, expr_run(e)->run);
	elem = e ? expr_elem(e) : NULL;
	return elem ? definition_of(elem->data) : NULL;
}

static const struct set *set_of_map(const struct expr *e)
{
	const struct map_expr *map = e ? expr_map(e) : NULL;
	const struct setref_expr *ref = map ? expr_setref(map->map) : NULL;

	return ref ? ref->set : NULL;
}

static bool has_port_in_map(const struct expr *address)
{
	const struct set *set = set_of_map(address);

	return set && set->data.n > 1;
}

static bool has_ends_in_map(const struct expr *address)
{
	const struct set *set = set_of_map(address);

	return set && set->data_interval;
}

static struct key_spec address_and_port(unsigned family)
{
	struct key_spec spec = { .n = 2 };

	spec.field[0] = (struct key_field){ address_type(family), address_bits(family), ORDER_BIG };
	spec.field[1] = (struct key_field){ type_by_id[TYPE_INET_SERVICE], PORT_BITS, ORDER_BIG };
	key_spec_close(&spec);
	return spec;
}

/* ---- evaluation ---- */

static bool check_transport(struct eval *ev, struct loc loc)
{
	return argument_has_transport(ev) ||
	       eval_error(ev, loc, "transport protocol mapping is only valid after transport "
				   "protocol match");
}

/* The map's data: an address, or address and port. Named maps must have just that. */
static bool check_data(struct eval *ev, const struct nat_stmt *nat, const struct key_spec *spec)
{
	const struct set *set = set_of_map(nat->address);
	bool good = set && set->data.n == spec->n;

	for (unsigned i = 0; good && i < spec->n; i++) {
		const struct type *is = set->data.field[i].type;

		good = is && is->id == spec->field[i].type->id;
	}
	return good || eval_error(ev, nat->address->loc, "datatype mismatch, expected %s%s",
				  spec->field[0].type->desc,
				  spec->n > 1 ? " and internet network service" : "");
}

static bool eval_address_map(struct eval *ev, struct nat_stmt *nat)
{
	struct map_expr *map = expr_map(nat->address);
	struct key_spec spec = address_and_port(nat->family);
	const struct key_field *address = &spec.field[0];
	struct want want = { 0 };
	const struct expr *data;

	if (map->map->kind == EXPR_SETREF && !eval_expr(ev, &map->map))
		return false;
	data = first_data(ev->run, map->map);
	if (has_port_in_map(nat->address) || (data && data->kind == EXPR_CONCAT)) {
		want.spec = &spec;
		want.bits = spec.size * 8;
	} else {
		spec.n = 1;
		want = (struct want){ address->type, address->bits, address->order, NULL };
	}
	return (spec.n == 1 || check_transport(ev, nat->address->loc)) &&
	       eval_map(ev, &nat->address, &want, false, 0) && check_data(ev, nat, &spec);
}

/* The key of a map may be what fixes family and transport. */
static bool eval_keys_first(struct eval *ev, struct nat_stmt *nat)
{
	struct map_expr *address = nat->address ? expr_map(nat->address) : NULL;
	struct map_expr *port = nat->port ? expr_map(nat->port) : NULL;

	return (!address || eval_expr(ev, &address->key)) && (!port || eval_expr(ev, &port->key));
}

static bool eval_port(struct eval *ev, struct nat_stmt *nat)
{
	if (!nat->port)
		return true;
	if (has_port_in_map(nat->address)) {
		eval_error(ev, nat->port->loc, "a port is given twice");
		return diag_also(&ev->run->diag, nat->address->loc);
	}
	return check_transport(ev, nat->port->loc.end ? nat->port->loc : nat->s.loc) &&
	       argument_port_range(ev, &nat->port);
}

static bool nat_eval(struct eval *ev, struct stmt *s)
{
	struct nat_stmt *nat = (struct nat_stmt *)s;
	bool translates = s->desc == &stmt_snat || s->desc == &stmt_dnat;

	if (ev->family != FAMILY_IP && ev->family != FAMILY_IP6 && ev->family != FAMILY_INET)
		return eval_error(ev, s->loc, "NAT is only supported for IPv4/IPv6");
	if (translates && !nat->address && !nat->port)
		return eval_error(ev, s->loc, "%s needs an address or a port", s->desc->word);
	if (!eval_keys_first(ev, nat) ||
	    !argument_family(ev, s->desc->word, s->loc, nat->address, &nat->family))
		return false;
	if (!nat->family)
		nat->family = ev->family;
	if (!nat->address)
		return eval_port(ev, nat);
	if (nat->form == NAT_CONCAT && nat->address->kind != EXPR_MAP)
		return eval_error(ev, nat->address->loc, "addr . port needs a map that gives both");
	return (nat->address->kind == EXPR_MAP
			? eval_address_map(ev, nat)
			: argument_address_range(ev, &nat->address, nat->family)) &&
	       eval_port(ev, nat);
}

/* ---- lowering ---- */

struct ends {
	unsigned min, max;          /* registers; 0: none */
};

static unsigned load_bytes(struct lower *l, const struct expr *like, const uint8_t *b)
{
	return lower_load(l, expr_bytes(l->run->pool, like->loc, like->type, like->order,
					like->bits, b));
}

static struct ends load_prefix(struct lower *l, const struct prefix_expr *prefix)
{
	const struct expr *base = prefix->base;
	uint8_t mask[BYTES_MAX], lo[BYTES_MAX], hi[BYTES_MAX];
	unsigned n = BYTES_OF(base->bits);
	struct ends ends;

	bytes_mask(mask, base->bits, prefix->len);
	bytes_and(lo, expr_value(base)->b, mask, n);
	bytes_not(mask, mask, base->bits);
	bytes_or(hi, lo, mask, n);
	ends.min = load_bytes(l, base, lo);
	ends.max = ends.min ? load_bytes(l, base, hi) : 0;
	return ends;
}

/* min 0: failed. */
static struct ends load_ends(struct lower *l, const struct expr *e)
{
	struct ends ends = { 0 };

	if (e->kind == EXPR_PREFIX)
		return load_prefix(l, expr_prefix(e));
	if (e->kind != EXPR_RANGE) {
		ends.min = lower_load(l, e);
		return ends;
	}
	ends.min = lower_load(l, expr_range(e)->lo);
	ends.max = ends.min ? lower_load(l, expr_range(e)->hi) : 0;
	if (!ends.max)
		ends.min = 0;
	return ends;
}

struct nat_regs {
	struct ends address, port;
};

/* Data of a map: address, port, upper address, upper port, as far as there are such. */
static bool load_map(struct lower *l, const struct expr *map, struct nat_regs *regs)
{
	const struct set *set = set_of_map(map);
	unsigned ends = set->data_interval ? 2 : 1, size = set->data.size;
	unsigned reg = set->data.n > 1 ? reg_take_words(l, ends * size / 4)
				       : reg_take(l, ends * size);

	if (!reg || !lower_expr(l, map, reg))
		return false;
	regs->address.min = reg;
	if (set->data_interval)
		regs->address.max = reg_at(reg, size);
	if (set->data.n == 1)
		return true;
	regs->port.min = reg_at(reg, key_field_offset(&set->data, 1));
	if (set->data_interval)
		regs->port.max = reg_at(reg, size + key_field_offset(&set->data, 1));
	return true;
}

static bool load(struct lower *l, const struct nat_stmt *nat, struct nat_regs *regs)
{
	if (nat->address && nat->address->kind == EXPR_MAP) {
		if (!load_map(l, nat->address, regs))
			return false;
	} else if (nat->address) {
		regs->address = load_ends(l, nat->address);
		if (!regs->address.min)
			return false;
	}
	if (nat->port)
		regs->port = load_ends(l, nat->port);
	return !nat->port || regs->port.min;
}

static uint32_t kernel_flags(const struct nat_stmt *nat)
{
	return nat->flags | (nat->port ? NAT_PORT_GIVEN : 0) |
	       (nat->form & NAT_PREFIX ? NAT_NETMAP : 0);
}

#define PUT(insn, type, member, value)                                                            \
	((value) ? ((insn)->member = (value), INSN_GIVE(insn, type, member)) : (void)0)

static bool nat_lower(struct lower *l, const struct stmt *s)
{
	const struct nat_stmt *nat = (const struct nat_stmt *)s;
	struct nat_regs regs = { 0 };
	uint16_t used = l->used;
	struct insn_nat *insn;

	if (!load(l, nat, &regs))
		return false;
	insn = emit(l, INSN_NAT);
	insn->type = s->desc == &stmt_dnat ? NAT_DNAT : NAT_SNAT;
	insn->family = nat->family;
	PUT(insn, struct insn_nat, addr_min, regs.address.min);
	PUT(insn, struct insn_nat, addr_max, regs.address.max);
	PUT(insn, struct insn_nat, proto_min, regs.port.min);
	PUT(insn, struct insn_nat, proto_max, regs.port.max);
	PUT(insn, struct insn_nat, flags, kernel_flags(nat));
	l->used = used;
	return true;
}

static bool masquerade_lower(struct lower *l, const struct stmt *s)
{
	const struct nat_stmt *nat = (const struct nat_stmt *)s;
	struct nat_regs regs = { 0 };
	uint16_t used = l->used;
	struct insn_masq *insn;

	if (!load(l, nat, &regs))
		return false;
	insn = emit(l, INSN_MASQ);
	PUT(insn, struct insn_masq, proto_min, regs.port.min);
	PUT(insn, struct insn_masq, proto_max, regs.port.max);
	PUT(insn, struct insn_masq, flags, kernel_flags(nat));
	l->used = used;
	return true;
}

static bool redirect_lower(struct lower *l, const struct stmt *s)
{
	const struct nat_stmt *nat = (const struct nat_stmt *)s;
	struct nat_regs regs = { 0 };
	uint16_t used = l->used;
	struct insn_redir *insn;

	if (!load(l, nat, &regs))
		return false;
	insn = emit(l, INSN_REDIR);
	PUT(insn, struct insn_redir, proto_min, regs.port.min);
	PUT(insn, struct insn_redir, proto_max, regs.port.max);
	PUT(insn, struct insn_redir, flags, kernel_flags(nat));
	l->used = used;
	return true;
}

/* ---- raising ---- */

/* NULL: with flags that no word stands for. */
static struct nat_stmt *raise_new(struct raise *r, const struct stmt_desc *desc,
				  const struct insn *i, uint32_t insn_flags)
{
	struct nat_stmt *nat;

	if (insn_flags & ~(uint32_t)NAT_KNOWN)
		return NULL;
	nat = stmt_new(r->run->pool, desc, i->loc);
	nat->family = r->family;
	nat->flags = insn_flags & NAT_WORDS;
	nat->form = insn_flags & NAT_NETMAP ? NAT_PREFIX : NAT_PLAIN;
	return nat;
}

/* Append it when what the registers hold is known. */
static bool raise_end(struct raise *r, struct nat_stmt *nat, unsigned port_min, unsigned port_max)
{
	if (!nat)
		return false;
	if (port_min) {
		nat->port = argument_raise_ports(r, port_min, port_max);
		if (!nat->port)
			return false;
	}
	raise_stmt(r, &nat->s);
	return true;
}

static bool nat_raise(struct raise *r, const struct insn *i)
{
	const struct insn_nat *insn = (const struct insn_nat *)i;
	struct nat_stmt *nat = raise_new(r, insn->type == NAT_DNAT ? &stmt_dnat : &stmt_snat, i,
					 insn->flags);
	const struct expr *held = raise_held(r, insn->addr_min);
	unsigned port = insn->proto_min;

	if (!nat || insn->type > NAT_DNAT)
		return false;
	nat->family = insn->family;
	if (insn->addr_min) {
		nat->address = argument_raise_addresses(r, insn->addr_min, insn->addr_max,
							insn->family);
		if (!nat->address)
			return false;
	}
	if (held && held->kind == EXPR_MAP && raise_held(r, port) == held)
		port = 0;
	return raise_end(r, nat, port, insn->proto_max);
}

static bool masquerade_raise(struct raise *r, const struct insn *i)
{
	const struct insn_masq *insn = (const struct insn_masq *)i;

	return raise_end(r, raise_new(r, &stmt_masquerade, i, insn->flags), insn->proto_min,
			 insn->proto_max);
}

static bool redirect_raise(struct raise *r, const struct insn *i)
{
	const struct insn_redir *insn = (const struct insn_redir *)i;

	return raise_end(r, raise_new(r, &stmt_redirect, i, insn->flags), insn->proto_min,
			 insn->proto_max);
}

/* ---- output ---- */

/* The family goes without saying in tables of one, unless the data of a map is of several parts. */
static bool shows_family(const struct print *p, const struct nat_stmt *nat)
{
	if (!nat->address || (nat->family != FAMILY_IP && nat->family != FAMILY_IP6))
		return false;
	return p->family == FAMILY_INET || has_port_in_map(nat->address) ||
	       has_ends_in_map(nat->address);
}

static void nat_print(struct print *p, const struct stmt *s)
{
	const struct nat_stmt *nat = (const struct nat_stmt *)s;

	out_str(p->out, s->desc->word);
	if (shows_family(p, nat))
		out_printf(p->out, " %s", family_name(nat->family));
	if (nat->address || nat->port) {
		out_str(p->out, nat->form & NAT_PREFIX ? " prefix to " : " to ");
		argument_print_endpoint(p, nat->address, nat->port, false);
	}
	if (nat->flags) {
		out_char(p->out, ' ');
		flags_print(p->out, flags, nat->flags);
	}
}

static void nat_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct nat_stmt *nat = (const struct nat_stmt *)s;
	uint32_t bits = nat->flags | (nat->form & NAT_PREFIX ? NAT_NETMAP : 0);

	json_name(w, s->desc->word);
	if (!nat->address && !nat->port && !bits) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	if (shows_family(p, nat))
		json_pair_str(w, "family", family_name(nat->family));
	if (nat->address)
		json_pair_expr(w, p, "addr", nat->address);
	if (nat->port)
		json_pair_expr(w, p, "port", nat->port);
	if (bits) {
		json_name(w, "flags");
		json_out_flags(w, json_flags_names, bits);
	}
	if (nat->form & NAT_PREFIX) {
		json_name(w, "type_flags");
		json_out_flags(w, forms, NAT_PREFIX);
	}
	json_close(w, '}');
}

/* ---- JSON input ---- */

static bool bits_json_in(struct reader *r, json_t *object, const char *name,
			 const struct symbol *names, uint64_t *bits)
{
	json_t *value = json_member(object, name);

	*bits = 0;
	return !value || json_flags(r, value, names, bits);
}

static struct stmt *nat_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct nat_stmt *nat = (struct nat_stmt *)nat_new(r->run, loc, span_of(r->key), 0, 0);
	uint64_t bits, form;

	if (!value || json_is_null(value))
		return &nat->s;
	if (!json_may_family(r, value, &nat->family) ||
	    !json_may_expr(r, value, "addr", &nat->address) ||
	    !json_may_expr(r, value, "port", &nat->port) ||
	    !bits_json_in(r, value, "flags", json_flags_names, &bits) ||
	    !bits_json_in(r, value, "type_flags", forms, &form))
		return NULL;
	nat->flags = bits & NAT_WORDS;
	nat->form = form | (bits & NAT_NETMAP ? NAT_PREFIX : 0);
	return &nat->s;
}

#define NAT_DESC(name, lower_name, insn_id, raise_name)                                           \
	const struct stmt_desc stmt_##name = {                                                    \
		.word = #name,                                                                    \
		.size = sizeof(struct nat_stmt),                                                  \
		.terminal = true,                                                                 \
		.merge = MERGE_TARGET,                                                            \
		.parts = nat_parts,                                                               \
		.same = nat_same,                                                                 \
		.clauses = clauses,                                                               \
		.eval = nat_eval,                                                                 \
		.lower = lower_name,                                                              \
		.raises = (const uint8_t[]){ insn_id, 0 },                                        \
		.raise = raise_name,                                                              \
		.print = nat_print,                                                               \
		.json_out = nat_json_out,                                                         \
		.json_in = nat_json_in,                                                           \
	}

NAT_DESC(snat, nat_lower, INSN_NAT, nat_raise);
NAT_DESC(dnat, nat_lower, INSN_NONE, NULL);
NAT_DESC(masquerade, masquerade_lower, INSN_MASQ, masquerade_raise);
NAT_DESC(redirect, redirect_lower, INSN_REDIR, redirect_raise);
