/*
 * build_rule: constructors of selectors, statements and rules for the grammar's actions: numbers
 * are checked against the width they will have, words turned into what they stand for.
 */
#include "parser/build.h"

enum { RAW_BITS_MAX = 512, OPTION_MAX = 255, INDEX_MAX = 16, LEVEL_MAX = 255, SPNUM_MAX = 255 };
enum { FIB_SADDR = 1, FIB_DADDR = 2, FIB_MARK = 4, FIB_IIF = 8, FIB_OIF = 16 };

static bool in_range(struct parser *p, struct loc loc, uint64_t number, uint64_t max)
{
	return number <= max || diag_error(&p->run->diag, loc, "value too large");
}

/* ---- selectors ---- */

struct expr *build_option(struct parser *p, struct loc loc, struct loc at, uint64_t op,
			  uint64_t kind, const struct field *field)
{
	if (!in_range(p, at, kind, OPTION_MAX))
		return NULL;
	if (op != EXTHDR_TCP && op != EXTHDR_DCCP) {
		diag_error(&p->run->diag, at, "only tcp and dccp options can be given by number");
		return NULL;
	}
	return exthdr_raw(p->run, loc, (enum exthdr_op)op, (unsigned)kind,
			  field ? field->offset : 0, field ? field->bits : 0);
}

/* A header is asked for by its number: of those that share one, only the first has the name. */
struct expr *build_exthdr(struct parser *p, struct loc loc, struct loc at,
			  const struct exthdr *header)
{
	const struct exthdr *first = exthdr_by_type(EXTHDR_IPV6, header->type);

	if (header == first)
		return exthdr_new(p->run, loc, header, NULL, 0);
	diag_error(&p->run->diag, at, "presence of %s is that of %s", header->name, first->name);
	return NULL;
}

struct expr *build_raw_option(struct parser *p, struct loc loc, struct loc at, uint64_t op,
			      uint64_t kind, uint64_t offset, uint64_t bits)
{
	if (op != EXTHDR_TCP) {
		diag_error(&p->run->diag, at, "only tcp options have a raw form");
		return NULL;
	}
	if (!bits || bits > RAW_BITS_MAX || offset > UINT16_MAX) {
		diag_error(&p->run->diag, loc, "raw option offset or length is out of range");
		return NULL;
	}
	if (!in_range(p, at, kind, OPTION_MAX))
		return NULL;
	return exthdr_raw(p->run, loc, EXTHDR_TCP, (unsigned)kind, (unsigned)offset,
			  (unsigned)bits);
}

struct expr *build_indexed(struct parser *p, struct loc loc, struct loc at,
			   const struct exthdr *header, const struct field *field, uint64_t index)
{
	if (field->flags & FIELD_INDEXED && index && index <= INDEX_MAX)
		return exthdr_new(p->run, loc, header, field, (unsigned)index);
	diag_error(&p->run->diag, at, "index of %s must be between 1 and %d", field->name,
		   INDEX_MAX);
	return NULL;
}

struct expr *build_rt(struct parser *p, struct loc loc, const struct field *field)
{
	return exthdr_new(p->run, loc, exthdr_by_name(EXTHDR_IPV6, SPAN("rt")), field, 0);
}

struct expr *build_raw(struct parser *p, struct loc loc, struct loc base_at, struct loc bits_at,
		       struct span base, uint64_t offset, uint64_t bits)
{
	static const char *const layers[] = { [LAYER_LINK] = "ll",
					      [LAYER_NETWORK] = "nh",
					      [LAYER_TRANSPORT] = "th",
					      [LAYER_INNER] = "ih" };
	unsigned layer = 0;

	while (layer < LAYER_N && !span_is(base, layers[layer]))
		layer++;
	if (layer == LAYER_N)
		diag_error(&p->run->diag, base_at, "unknown raw payload base");
	else if (!bits || bits > RAW_BITS_MAX)
		diag_error(&p->run->diag, bits_at,
			   "raw payload length must be between 1 and %d bits", RAW_BITS_MAX);
	else if (in_range(p, loc, offset, UINT16_MAX))
		return payload_raw(p->run, loc, (enum layer)layer, (unsigned)offset,
				   (unsigned)bits);
	return NULL;
}

struct expr *build_socket(struct parser *p, struct loc loc, struct loc at, const struct key *key,
			  const uint64_t *level)
{
	bool has_level = key->type == &type_cgroupv2;

	if (has_level != !!level) {
		diag_error(&p->run->diag, at, "socket %s %s level", key->name,
			   has_level ? "needs a" : "has no");
		return NULL;
	}
	if (level && !in_range(p, at, *level, LEVEL_MAX))
		return NULL;
	return socket_new(p->run, loc, key, level ? (unsigned)*level : 0);
}

bool build_fib_flag(struct parser *p, struct loc loc, uint64_t flags, struct span word,
		    uint64_t *result)
{
	static const struct symbol names[] = { { "saddr", FIB_SADDR }, { "daddr", FIB_DADDR },
					       { "mark", FIB_MARK },   { "iif", FIB_IIF },
					       { "oif", FIB_OIF },     { 0 } };

	for (const struct symbol *s = names; s->name; s++)
		if (span_is(word, s->name)) {
			*result = flags | s->value;
			return true;
		}
	return diag_error(&p->run->diag, loc,
			  "fib looks up saddr, daddr, mark, iif or oif, not %.*s", (int)word.n,
			  word.p);
}

struct expr *build_fib(struct parser *p, struct loc loc, struct loc at, uint64_t flags,
		       struct span result)
{
	const char *wrong = NULL;

	if (span_is(result, "saddr") || span_is(result, "daddr") || span_is(result, "mark") ||
	    span_is(result, "iif"))
		wrong = "fib gives oif, oifname, type or check";
	else if ((flags & (FIB_SADDR | FIB_DADDR)) == (FIB_SADDR | FIB_DADDR))
		wrong = "fib: saddr and daddr are mutually exclusive";
	else if (!(flags & (FIB_SADDR | FIB_DADDR)))
		wrong = "fib: need either saddr or daddr";
	else if ((flags & (FIB_IIF | FIB_OIF)) == (FIB_IIF | FIB_OIF))
		wrong = "fib: iif and oif are mutually exclusive";
	if (!wrong)
		return fib_new(p->run, loc, (unsigned)flags, result);
	diag_error(&p->run->diag, at, "%s", wrong);
	return NULL;
}

struct expr *build_ipsec(struct parser *p, struct loc loc, struct loc at, bool out, uint64_t spnum,
			 struct span key, unsigned family)
{
	bool address = span_is(key, "saddr") || span_is(key, "daddr");

	if (!in_range(p, at, spnum, SPNUM_MAX))
		return NULL;
	if (address == (family != 0))
		return xfrm_new(p->run, loc, out, (unsigned)spnum, key, family);
	diag_error(&p->run->diag, loc,
		   address ? "ipsec addresses need a family: ip or ip6"
			   : "reqid and spi have no family");
	return NULL;
}

struct expr *build_numgen(struct parser *p, struct loc loc, bool random, uint64_t modulus,
			  uint64_t offset)
{
	if (!in_range(p, loc, modulus, UINT32_MAX) || !in_range(p, loc, offset, UINT32_MAX))
		return NULL;
	return numgen_new(p->run, loc, random, modulus, offset);
}

struct expr *build_hash(struct parser *p, struct loc loc, struct expr *e, uint64_t modulus,
			const struct hash_options *options)
{
	if (!in_range(p, loc, modulus, UINT32_MAX) ||
	    !in_range(p, loc, options->offset, UINT32_MAX) ||
	    !in_range(p, loc, options->seed, UINT32_MAX))
		return NULL;
	return hash_new(p->run, loc, e, modulus, options->seed, options->has_seed, options->offset);
}

struct hash_options *build_hash_options(struct parser *p, uint64_t seed, uint64_t offset,
					bool has_seed)
{
	struct hash_options *options = pool_new_of(p->run->pool, struct hash_options);

	*options = (struct hash_options){ seed, offset, has_seed };
	return options;
}

/* ---- statements ---- */

struct stmt *build_stmts(struct parser *p, struct stmt *list, struct stmt *more)
{
	struct stmt *tail = p->list == list ? p->tail : stmt_tail(list);

	if (tail)
		tail->next = more;
	p->list = list ? list : more;
	p->tail = stmt_tail(more);
	return p->list;
}

/* A name or a map of names refers to secmark objects; other values are marks themselves. */
struct stmt *build_set_secmark(struct parser *p, struct loc loc, struct loc meta, struct loc word,
			       const struct key *key, struct expr *value)
{
	struct expr *target;

	if (expr_symbol(value) || expr_variable(value) || expr_map(value))
		return objref_new(p->run, loc, SPAN("secmark"), value);
	target = meta_new(p->run, loc_join(meta, word), key);
	return assign_new(p->run, loc, target, value);
}

uint64_t build_unit(struct span unit)
{
	static const struct symbol units[] = { { "second", 1 },
					       { "minute", 60 },
					       { "hour", 60 * 60 },
					       { "day", 24 * 60 * 60 },
					       { "week", 7 * 24 * 60 * 60 },
					       { 0 } };
	const struct symbol *s = units;

	while (s->name && !span_is(unit, s->name))
		s++;
	return s->value;
}

struct stmt *build_limit(struct parser *p, struct loc loc, bool over, struct amount amount,
			 struct span unit, const struct amount *burst, struct loc at)
{
	struct stmt *s;

	if (burst && !burst->unit != !amount.unit) {
		diag_error(&p->run->diag, at,
			   "burst and rate must both be in bytes or both in packets");
		return NULL;
	}
	s = limit_new(p->run, loc, over, amount.number, amount.unit, build_unit(unit));
	if (s && burst && !limit_burst(p->run, s, at, burst->number, burst->unit))
		return NULL;
	return s;
}

bool build_size(struct parser *p, struct loc loc, uint64_t number, struct span unit,
		struct amount *amount)
{
	uint64_t factor = unit.p[0] == 'k' ? 1024 : unit.p[0] == 'm' ? 1024 * 1024 : 1;

	*amount = (struct amount){ number, factor };
	return in_range(p, loc, number, UINT64_MAX / factor);
}

struct stmt *build_quota(struct parser *p, struct loc loc, bool over, struct amount size,
			 struct amount used)
{
	struct stmt *s = quota_new(p->run, loc, over, size.number * size.unit);

	if (s && used.unit)
		quota_used(s, used.number * used.unit);
	return s;
}

struct stmt *build_connlimit(struct parser *p, struct loc loc, struct loc at, bool over,
			     uint64_t count)
{
	return in_range(p, at, count, UINT32_MAX) ? connlimit_new(p->run, loc, over, count) : NULL;
}

static struct span next_part(struct span *rest, char at)
{
	const char *end = memchr(rest->p, at, rest->n);
	struct span part = { rest->p, end ? (size_t)(end - rest->p) : rest->n };
	size_t used = part.n + (end != NULL);

	rest->p += used;
	rest->n -= used;
	for (; part.n && (*part.p == ' ' || *part.p == '\t'); part.n--)
		part.p++;
	while (part.n && (part.p[part.n - 1] == ' ' || part.p[part.n - 1] == '\t'))
		part.n--;
	return part;
}

/* `skuid`, `ip options`, `tcp sequence,options`: the last has two flags of one header. */
bool build_log_flags(struct parser *p, struct stmt *s, struct loc loc, struct span text)
{
	const char *blank = text.p;
	struct span header = { text.p, 0 };

	while (blank < text.p + text.n && *blank != ' ' && *blank != '\t' && *blank != ',')
		blank++;
	if (blank < text.p + text.n && *blank != ',') {
		header.n = (size_t)(blank - text.p);
		text = (struct span){ blank, text.n - header.n };
	}
	while (text.n) {
		struct span part = next_part(&text, ',');
		const char *flag = pool_printf(p->run->pool, "%.*s%s%.*s", (int)header.n, header.p,
					       header.n ? " " : "", (int)part.n, part.p);

		if (!log_flag(p->run, s, loc, span_of(flag)))
			return false;
	}
	return true;
}

struct stmt *build_reject(struct parser *p, struct loc loc, struct loc at, struct span kind,
			  struct expr *code)
{
	if (!span_is(kind, "tcp"))
		return reject_new(p->run, loc, kind, code);
	diag_error(&p->run->diag, at, "reject with tcp knows only reset");
	return NULL;
}

struct stmt *build_tcp_reset(struct parser *p, struct loc loc, struct loc at, struct span kind)
{
	if (span_is(kind, "tcp"))
		return reject_new(p->run, loc, SPAN("tcp reset"), NULL);
	diag_error(&p->run->diag, at, "only tcp connections can be reset");
	return NULL;
}

struct stmt *build_nat(struct parser *p, struct loc loc, struct span word, uint64_t head,
		       const struct nat_target *target)
{
	struct stmt *s = nat_new(p->run, loc, word, head & ((1u << NAT_FORM_SHIFT) - 1),
				 (unsigned)(head >> NAT_FORM_SHIFT));

	if (s && target->address)
		nat_address(s, target->address);
	if (s && target->port)
		nat_port(s, target->port);
	return s;
}

struct stmt *build_optstrip(struct parser *p, struct loc loc, struct loc at, uint64_t kind)
{
	if (!in_range(p, at, kind, OPTION_MAX))
		return NULL;
	return optstrip_new(p->run, loc, exthdr_by_type(EXTHDR_TCP, (unsigned)kind),
			    (unsigned)kind);
}

struct stmt *build_meter(struct parser *p, struct loc loc, struct name_at name,
			 const uint64_t *size, struct loc size_at, struct expr *element)
{
	struct number_at given = { 0 };

	if (size)
		given = (struct number_at){ *size, true, size_at };
	return meter_new(p->run, loc, name, given, element);
}

/* ---- rules ---- */

struct rule_block *build_rules(struct parser *p)
{
	struct rule_block *rules = pool_new_of(p->run->pool, struct rule_block);

	rules->last = &rules->first;
	return rules;
}

void build_rules_add(struct rule_block *rules, struct rule_ast *rule)
{
	*rules->last = rule;
	rules->last = &rule->next;
}

struct rule_ast *build_rule(struct parser *p, struct loc loc, struct stmt *stmts)
{
	struct rule_ast *rule = pool_new_of(p->run->pool, struct rule_ast);

	rule->stmts = stmts;
	rule->loc = loc;
	return rule;
}

struct rule_ast *build_rule_comment(struct parser *p, struct loc loc, struct loc at,
				    struct stmt *stmts, struct span comment)
{
	struct rule_ast *rule = build_rule(p, loc, stmts);

	rule->comment_loc = at;
	return build_comment(p, at, &rule->comment, comment) ? rule : NULL;
}
