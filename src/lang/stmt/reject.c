/*
 * reject: drops a packet and tells its sender so, by an ICMP message or a TCP reset.
 */
#include "lang/stmt/stmt.h"

/* What the kernel sends. ICMP is of the packet's own version, ICMPX translates its codes. */
enum reject_type { REJECT_ICMP, REJECT_TCP_RESET, REJECT_ICMPX };
/* As written. */
enum reject_kind { WITH_NOTHING, WITH_ICMP, WITH_ICMPV6, WITH_ICMPX, WITH_TCP_RESET };
enum { CODE_BITS = 8 };

struct reject_stmt {
	struct stmt s;
	uint8_t kind;           /* enum reject_kind; never WITH_NOTHING once evaluated */
	struct expr *code;      /* NULL: port-unreachable */
};

static const struct symbol icmp_codes[] = {
	{ "net-unreachable", 0 }, { "host-unreachable", 1 }, { "prot-unreachable", 2 },
	{ "port-unreachable", 3 }, { "net-prohibited", 9 }, { "host-prohibited", 10 },
	{ "admin-prohibited", 13 }, { "frag-needed", 4 }, { NULL, 0 }
};
static const struct symbol icmpv6_codes[] = {
	{ "no-route", 0 }, { "admin-prohibited", 1 }, { "addr-unreachable", 3 },
	{ "port-unreachable", 4 }, { "policy-fail", 5 }, { "reject-route", 6 }, { NULL, 0 }
};
static const struct symbol icmpx_codes[] = {
	{ "port-unreachable", 1 }, { "admin-prohibited", 3 }, { "no-route", 0 },
	{ "host-unreachable", 2 }, { NULL, 0 }
};

/* These print names, unlike the types that matches of a code field have. */
static const struct type icmp_code = {
	.name = "icmp_code", .desc = "icmp code", .id = TYPE_ICMP_CODE, .bits = CODE_BITS,
	.base = &type_integer, .symbols = icmp_codes,
};
static const struct type icmpv6_code = {
	.name = "icmpv6_code", .desc = "icmpv6 code", .id = TYPE_ICMPV6_CODE, .bits = CODE_BITS,
	.base = &type_integer, .symbols = icmpv6_codes,
};
static const struct type icmpx_code = {
	.name = "icmpx_code", .desc = "icmpx code", .id = TYPE_ICMPX_CODE, .bits = CODE_BITS,
	.base = &type_integer, .symbols = icmpx_codes,
};

static const struct {
	const char *word;
	enum reject_type type;
	const struct type *codes;
	uint8_t port_unreachable;
	unsigned family;            /* of the packet; 0: any */
	const struct proto *proto;
} kinds[] = {
	[WITH_NOTHING] = { "", REJECT_ICMPX, NULL, 0, 0, NULL },
	[WITH_ICMP] = { "icmp", REJECT_ICMP, &icmp_code, 3, FAMILY_IP, &proto_ip },
	[WITH_ICMPV6] = { "icmpv6", REJECT_ICMP, &icmpv6_code, 4, FAMILY_IP6, &proto_ip6 },
	[WITH_ICMPX] = { "icmpx", REJECT_ICMPX, &icmpx_code, 1, 0, NULL },
	[WITH_TCP_RESET] = { "tcp reset", REJECT_TCP_RESET, NULL, 0, 0, NULL },
};
enum { WITH_N = sizeof(kinds) / sizeof(kinds[0]) };

struct stmt *reject_new(struct run *run, struct loc loc, struct span kind, struct expr *code)
{
	struct reject_stmt *reject = stmt_new(run->pool, &stmt_reject, loc);

	while (reject->kind < WITH_N && !span_is(kind, kinds[reject->kind].word))
		reject->kind++;
	if (reject->kind == WITH_N) {
		diag_error(&run->diag, loc, "unknown reject type '%.*s'", (int)kind.n, kind.p);
		return NULL;
	}
	reject->code = code;
	return &reject->s;
}

static unsigned reject_parts(struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	part[0] = &((struct reject_stmt *)s)->code;
	return 1;
}

static bool reject_same(const struct stmt *a, const struct stmt *b)
{
	return ((const struct reject_stmt *)a)->kind == ((const struct reject_stmt *)b)->kind;
}

static struct expr *code_value(struct pool *pool, struct loc loc, enum reject_kind kind,
			       uint8_t code)
{
	return expr_bytes(pool, loc, kinds[kind].codes, ORDER_BIG, CODE_BITS, &code);
}

static bool is_ip_family(unsigned family)
{
	return family == FAMILY_IP || family == FAMILY_IP6;
}

static enum reject_kind kind_of(const struct proto *network)
{
	return network == &proto_ip ? WITH_ICMP : network == &proto_ip6 ? WITH_ICMPV6 : WITH_ICMPX;
}

/* Matches that a reject needs go to the front of the rule. */
static bool require_first(struct eval *ev, const struct proto *proto, struct loc loc)
{
	struct stmt *here = *ev->here;
	bool ok;

	ev->here = &ev->rule->stmts;
	ok = proto->layer == LAYER_NETWORK ? dep_require_network(ev, NULL, proto, loc)
					   : dep_require(ev, NULL, proto, loc);
	for (ev->here = &ev->rule->stmts; *ev->here != here;)
		ev->here = &(*ev->here)->next;
	return ok;
}

static bool eval_tcp_reset(struct eval *ev, const struct reject_stmt *reject)
{
	const struct proto *transport = dep_proto(&ev->dep, NULL, LAYER_TRANSPORT);

	if (transport && transport != &proto_tcp)
		return eval_error(ev, reject->s.loc, "you cannot use tcp reset with this protocol");
	return transport || require_first(ev, &proto_tcp, reject->s.loc);
}

static bool eval_icmp(struct eval *ev, struct reject_stmt *reject)
{
	const struct proto *network = argument_network(&ev->dep);
	const struct proto *proto = kinds[reject->kind].proto;
	struct want want = { .type = kinds[reject->kind].codes, .bits = CODE_BITS,
			     .order = ORDER_BIG };

	if (reject->kind == WITH_ICMPX && is_ip_family(ev->family))
		return eval_error(ev, reject->s.loc, "abstracted ICMP unreachable not supported");
	if (network && network != &proto_ip && network != &proto_ip6)
		return eval_error(ev, reject->s.loc, "cannot reject this network family");
	if (proto && network && network != proto)
		return eval_error(ev, reject->s.loc, "conflicting protocols specified: %s vs %s",
				  network->name, proto->name);
	if (proto && !network && !require_first(ev, proto, reject->s.loc))
		return false;
	if (!reject->code)
		reject->code = code_value(ev->run->pool, reject->s.loc, reject->kind,
					  kinds[reject->kind].port_unreachable);
	else if (!eval_as(ev, &reject->code, &want))
		return false;
	return reject->code->kind == EXPR_VALUE ||
	       eval_error(ev, reject->code->loc, "the code of a reject must be one value");
}

static bool reject_eval(struct eval *ev, struct stmt *s)
{
	struct reject_stmt *reject = (struct reject_stmt *)s;

	if (ev->family == FAMILY_ARP)
		return eval_error(ev, s->loc, "cannot use reject with arp");
	if (reject->kind == WITH_NOTHING)
		reject->kind = kind_of(argument_network(&ev->dep));
	return reject->kind == WITH_TCP_RESET ? eval_tcp_reset(ev, reject) : eval_icmp(ev, reject);
}

static bool reject_lower(struct lower *l, const struct stmt *s)
{
	const struct reject_stmt *reject = (const struct reject_stmt *)s;
	struct insn_reject *insn = emit(l, INSN_REJECT);

	insn->type = kinds[reject->kind].type;
	if (reject->code)
		insn->code = expr_u64(reject->code);
	return true;
}

static bool reject_raise(struct raise *r, const struct insn *i)
{
	const struct insn_reject *insn = (const struct insn_reject *)i;
	const struct proto *network = argument_network(&r->dep);
	struct reject_stmt *reject;

	if (insn->type > REJECT_ICMPX)
		return false;
	reject = stmt_new(r->run->pool, &stmt_reject, i->loc);
	reject->kind = insn->type == REJECT_TCP_RESET ? WITH_TCP_RESET
		       : insn->type == REJECT_ICMPX   ? WITH_ICMPX
						      : kind_of(network);
	if (insn->type == REJECT_ICMP && reject->kind == WITH_ICMPX)
		return false;
	if (reject->kind != WITH_TCP_RESET)
		reject->code = code_value(r->run->pool, i->loc, reject->kind, insn->code);
	raise_stmt(r, &reject->s);
	return true;
}

/*
 * The match of the packet's version that an ICMP reject needs; the match of tcp that a reset needs
 * stays to be seen in tables that know more than IP.
 */
static bool reject_implies(const struct dep *dep, const struct stmt *s, const struct match_stmt *m)
{
	const struct reject_stmt *reject = (const struct reject_stmt *)s;

	switch ((enum reject_kind)reject->kind) {
	case WITH_ICMP:
	case WITH_ICMPV6:
		return m == dep->outer.by[LAYER_NETWORK] && !is_ip_family(dep->family);
	case WITH_TCP_RESET:
		return m == dep->outer.by[LAYER_TRANSPORT] && is_ip_family(dep->family);
	case WITH_NOTHING:
	case WITH_ICMPX:
		break;
	}
	return false;
}

/* Whether a bare `reject` would mean the same. */
static bool is_default(unsigned family, const struct reject_stmt *reject)
{
	unsigned own = kinds[reject->kind].family;

	return reject->code && expr_u64(reject->code) == kinds[reject->kind].port_unreachable &&
	       own == (is_ip_family(family) ? family : 0);
}

static void reject_print(struct print *p, const struct stmt *s)
{
	const struct reject_stmt *reject = (const struct reject_stmt *)s;

	out_str(p->out, "reject");
	if (reject->kind == WITH_NOTHING || is_default(p->family, reject))
		return;
	out_printf(p->out, " with %s", kinds[reject->kind].word);
	if (reject->code) {
		out_char(p->out, ' ');
		print_expr(p, reject->code);
	}
}

static void reject_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct reject_stmt *reject = (const struct reject_stmt *)s;

	json_name(w, "reject");
	json_open(w, '{');
	json_pair_str(w, "type", kinds[reject->kind].word);
	if (reject->code)
		json_pair_expr(w, p, "expr", reject->code);
	json_close(w, '}');
}

static struct stmt *reject_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *type = NULL;
	struct expr *code;

	if (!json_may_str(r, value, "type", &type) || !json_may_expr(r, value, "expr", &code))
		return NULL;
	if (!type && code) {
		json_error(r, "\"type\" is missing");
		return NULL;
	}
	if (type && !code && !str_same(type, "tcp reset")) {
		json_error(r, "\"expr\" is missing");
		return NULL;
	}
	return reject_new(r->run, loc, span_of(type ? type : ""), code);
}

const struct stmt_desc stmt_reject = {
	.word = "reject",
	.size = sizeof(struct reject_stmt),
	.terminal = true,
	.merge = MERGE_SAME,
	.parts = reject_parts,
	.same = reject_same,
	.eval = reject_eval,
	.lower = reject_lower,
	.raises = (const uint8_t[]){ INSN_REJECT, 0 },
	.raise = reject_raise,
	.implies = reject_implies,
	.print = reject_print,
	.json_out = reject_json_out,
	.json_in = reject_json_in,
};
