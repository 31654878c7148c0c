/*
 * build_object: bodies of stateful objects. The grammar reads fields of all kinds by the same
 * rules; scopes let through only those of the object at hand, which is p->object.
 */
#include <arpa/inet.h>

#include "lang/object/ct_timeout.h"
#include "lang/stmt/stmt.h"
#include "parser/build.h"

enum { SECMARK_MAX = 255, HELPER_MAX = 15, GENEVE_MAX = 127, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

#define ERROR(p, loc, ...) diag_error(&(p)->run->diag, (loc), __VA_ARGS__)

static const size_t body_sizes[OBJECT_N] = {
	[OBJECT_COUNTER] = sizeof(struct object_counter),
	[OBJECT_QUOTA] = sizeof(struct object_quota),
	[OBJECT_CT_HELPER] = sizeof(struct object_ct_helper),
	[OBJECT_LIMIT] = sizeof(struct object_limit),
	[OBJECT_TUNNEL] = sizeof(struct object_tunnel),
	[OBJECT_CT_TIMEOUT] = sizeof(struct object_ct_timeout),
	[OBJECT_SECMARK] = sizeof(struct object_secmark),
	[OBJECT_CT_EXPECT] = sizeof(struct object_ct_expect),
	[OBJECT_SYNPROXY] = sizeof(struct object_synproxy),
};

const struct object_desc *build_object(struct parser *p, struct loc loc, uint64_t type)
{
	struct object_body *object = pool_new_of(p->run->pool, struct object_body);

	object->type = (uint32_t)type;
	object->body = pool_alloc(p->run->pool, body_sizes[type]);
	object->loc = loc;
	p->object = object;
	p->encapsulation = TUNNEL_NONE;
	p->ct_protocol = 0;
	return lang_object_kind(p->run->lang, KIND_OBJECT, object->type);
}

static bool is_type(struct parser *p, struct loc loc, uint32_t type)
{
	return p->object->type == type || ERROR(p, loc, "this object has no such field");
}

void build_counter_field(struct parser *p, bool packets, uint64_t number)
{
	struct object_counter *counter = p->object->body;

	*(packets ? &counter->packets : &counter->bytes) = number;
}

bool build_quota_field(struct parser *p, struct loc loc, bool over, struct amount size,
		       struct amount used)
{
	struct object_quota *quota = p->object->body;

	if (!is_type(p, loc, OBJECT_QUOTA))
		return false;
	*quota = (struct object_quota){ size.number * size.unit, used.number * used.unit,
					over ? STATE_OVER : 0 };
	return true;
}

/* The statement's rules for rate and burst hold here too. */
bool build_limit_field(struct parser *p, struct loc loc, bool over, struct amount rate,
		       struct span unit, const struct amount *burst)
{
	struct object_limit *limit = p->object->body;
	uint64_t size = burst ? burst->number : rate.unit ? 0 : LIMIT_BURST_DEFAULT;

	if (!is_type(p, loc, OBJECT_LIMIT))
		return false;
	if (burst && !burst->unit != !rate.unit)
		return ERROR(p, loc, "burst must be in %s, as the rate is",
			     rate.unit ? "bytes" : "packets");
	if (!rate.unit && !size)
		return ERROR(p, loc, "packet limit burst must be > 0");
	if (burst && burst->unit)
		size *= burst->unit;
	if (size > UINT32_MAX)
		return ERROR(p, loc, "limit burst is too large, at most %u", UINT32_MAX);
	*limit = (struct object_limit){
		.rate = rate.unit ? rate.number * rate.unit : rate.number,
		.unit = build_unit(unit),
		.burst = (uint32_t)size,
		.type = rate.unit ? LIMIT_BYTES : LIMIT_PACKETS,
		.flags = over ? STATE_OVER : 0,
	};
	return true;
}

bool build_secmark_field(struct parser *p, struct loc loc, struct span context)
{
	struct object_secmark *secmark = p->object->body;

	if (!is_type(p, loc, OBJECT_SECMARK))
		return false;
	if (secmark->context)
		return ERROR(p, loc,
			     "You can only specify this once. "
			     "This statement is already set for secmark.");
	if (context.n > SECMARK_MAX)
		return ERROR(p, loc, "secmark too long, %d characters maximum allowed",
			     SECMARK_MAX);
	secmark->context = build_text(p, context);
	return true;
}

bool build_synproxy_field(struct parser *p, struct loc loc, struct span option, uint64_t number)
{
	struct object_synproxy *synproxy = p->object->body;

	if (span_is(option, "mss")) {
		synproxy->mss = (uint16_t)number;
		synproxy->flags |= SYNPROXY_MSS;
		return number <= UINT16_MAX || ERROR(p, loc, "value too large");
	}
	if (span_is(option, "wscale")) {
		synproxy->wscale = (uint8_t)number;
		synproxy->flags |= SYNPROXY_WSCALE;
		return number <= SYNPROXY_WSCALE_MAX ||
		       ERROR(p, loc, "wscale must be between 0 and %d", SYNPROXY_WSCALE_MAX);
	}
	synproxy->flags |= span_is(option, "timestamp") ? SYNPROXY_TIMESTAMP : SYNPROXY_SACK_PERM;
	return true;
}

/* ---- conntrack objects ---- */

bool build_helper_name(struct parser *p, struct loc loc, struct span name)
{
	struct object_ct_helper *helper = p->object->body;

	if (helper->name)
		return ERROR(p, loc,
			     "You can only specify this once. "
			     "This statement is already set for type.");
	if (name.n > HELPER_MAX)
		return ERROR(p, loc, "invalid name '%.*s', max length is %d", (int)name.n, name.p,
			     HELPER_MAX);
	helper->name = build_text(p, name);
	return true;
}

bool build_protocol(struct parser *p, struct loc loc, struct span name)
{
	uint8_t number = span_is(name, "tcp") ? PROTOCOL_TCP : PROTOCOL_UDP;

	if (!span_is(name, "tcp") && !span_is(name, "udp"))
		return ERROR(p, loc, "protocol must be tcp or udp");
	if (p->object->type == OBJECT_CT_HELPER)
		((struct object_ct_helper *)p->object->body)->l4proto = number;
	else if (p->object->type == OBJECT_CT_TIMEOUT)
		((struct object_ct_timeout *)p->object->body)->l4proto = number;
	else
		((struct object_ct_expect *)p->object->body)->l4proto = number;
	return !p->ct_protocol || p->ct_protocol == number ||
	       ERROR(p, loc, "the policy has states of another protocol");
}

bool build_l3proto(struct parser *p, struct loc loc, struct span name)
{
	unsigned family;

	if (!family_number(name, &family))
		return ERROR(p, loc, "unknown family %.*s", (int)name.n, name.p);
	if (p->object->type == OBJECT_CT_HELPER)
		((struct object_ct_helper *)p->object->body)->l3proto = (uint16_t)family;
	else if (p->object->type == OBJECT_CT_TIMEOUT)
		((struct object_ct_timeout *)p->object->body)->l3proto = (uint16_t)family;
	else
		((struct object_ct_expect *)p->object->body)->l3proto = (uint16_t)family;
	return true;
}

/* The protocol may follow the policy; no two protocols have a state of the same name. */
bool build_ct_state(struct parser *p, struct loc loc, struct span state, struct loc at, uint64_t ms)
{
	struct object_ct_timeout *timeout = p->object->body;
	unsigned protocol = timeout->l4proto ? timeout->l4proto : p->ct_protocol;
	int i;

	if (!protocol)
		protocol = ct_timeout_state(PROTOCOL_UDP, state) < 0 ? PROTOCOL_TCP : PROTOCOL_UDP;
	p->ct_protocol = (uint8_t)protocol;
	i = ct_timeout_state(protocol, state);
	if (i < 0)
		return ERROR(p, loc, "'%.*s' is no state of this protocol", (int)state.n, state.p);
	if (ms / 1000 > UINT32_MAX)
		return ERROR(p, at, "value too large");
	timeout->given |= 1u << i;
	timeout->seconds[i] = (uint32_t)(ms / 1000);
	return true;
}

/* ---- numbers ---- */

static bool tunnel_number(struct parser *p, struct loc loc, enum object_number what,
			  uint32_t number)
{
	struct object_tunnel *tunnel = p->object->body;

	switch (what) {
	case OBJECT_DPORT:
		tunnel->dport = (uint16_t)number;
		return true;
	case OBJECT_SPORT:
		tunnel->sport = (uint16_t)number;
		return true;
	case OBJECT_ID:
		*(p->encapsulation == TUNNEL_ERSPAN ? &tunnel->hwid : &tunnel->id) = number;
		return true;
	case OBJECT_TTL:
		tunnel->ttl = (uint8_t)number;
		return true;
	case OBJECT_TOS:
		tunnel->tos = (uint8_t)number;
		return true;
	case OBJECT_GBP:
		tunnel->gbp = number;
		return true;
	case OBJECT_VERSION:
		tunnel->version = number;
		return number == 1 || number == 2 || ERROR(p, loc, "erspan has version 1 or 2");
	case OBJECT_INDEX:
		tunnel->index = number;
		return true;
	case OBJECT_TIMEOUT:
	case OBJECT_SIZE:
		break;
	}
	return ERROR(p, loc, "this object has no such field");
}

static bool expect_number(struct parser *p, struct loc loc, enum object_number what,
			  uint32_t number)
{
	struct object_ct_expect *expect = p->object->body;

	if (what == OBJECT_DPORT)
		expect->dport = (uint16_t)number;
	else if (what == OBJECT_TIMEOUT)
		expect->timeout = number;
	else if (what == OBJECT_SIZE)
		expect->size = (uint8_t)number;
	else
		return ERROR(p, loc, "this object has no such field");
	return true;
}

bool build_object_number(struct parser *p, struct loc loc, enum object_number what, uint64_t number)
{
	static const uint32_t max[] = {
		[OBJECT_DPORT] = UINT16_MAX,   [OBJECT_SPORT] = UINT16_MAX,
		[OBJECT_TIMEOUT] = UINT32_MAX, [OBJECT_SIZE] = UINT8_MAX,
		[OBJECT_ID] = UINT32_MAX,      [OBJECT_TTL] = UINT8_MAX,
		[OBJECT_TOS] = UINT8_MAX,      [OBJECT_GBP] = UINT32_MAX,
		[OBJECT_VERSION] = UINT8_MAX,  [OBJECT_INDEX] = UINT32_MAX,
	};

	if (number > max[what])
		return ERROR(p, loc, "value too large");
	if (p->object->type == OBJECT_TUNNEL)
		return tunnel_number(p, loc, what, (uint32_t)number);
	return is_type(p, loc, OBJECT_CT_EXPECT) && expect_number(p, loc, what, (uint32_t)number);
}

/* ---- tunnels ---- */

bool build_tunnel_address(struct parser *p, struct loc loc, unsigned family,
			  const struct field *field, struct expr *address)
{
	struct object_tunnel *tunnel = p->object->body;
	const struct symbol_expr *symbol = expr_symbol(address);
	bool source = str_same(field->name, "saddr");

	if (!is_type(p, loc, OBJECT_TUNNEL))
		return false;
	if (!source && !str_same(field->name, "daddr"))
		return ERROR(p, loc, "a tunnel has saddr and daddr, not %s", field->name);
	if (family == FAMILY_IP ? tunnel->has_ip6 : tunnel->has_ip)
		return ERROR(p, loc, "addresses of a tunnel are either ip or ip6");
	if (!symbol || inet_pton(family == FAMILY_IP ? AF_INET : AF_INET6, symbol->text,
				 source ? tunnel->src : tunnel->dst) != 1)
		return ERROR(p, loc, "not an %s address", family == FAMILY_IP ? "IPv4" : "IPv6");
	*(family == FAMILY_IP ? &tunnel->has_ip : &tunnel->has_ip6) = true;
	*(source ? &tunnel->has_src : &tunnel->has_dst) = true;
	return true;
}

bool build_encapsulation(struct parser *p, struct loc loc, int kind)
{
	struct object_tunnel *tunnel = p->object->body;

	if (!is_type(p, loc, OBJECT_TUNNEL))
		return false;
	if (tunnel->kind != TUNNEL_NONE)
		return ERROR(p, loc, "a tunnel has at most one encapsulation");
	tunnel->kind = kind;
	p->encapsulation = kind;
	return true;
}

bool build_encapsulation_end(struct parser *p, struct loc loc)
{
	struct object_tunnel *tunnel = p->object->body;

	p->encapsulation = TUNNEL_NONE;
	if (tunnel->kind == TUNNEL_GENEVE && !tunnel->geneve.n)
		return ERROR(p, loc, "geneve needs at least one option");
	if (tunnel->kind == TUNNEL_ERSPAN && !tunnel->version)
		return ERROR(p, loc, "erspan needs a version");
	return true;
}

bool build_erspan_direction(struct parser *p, struct loc loc, struct span word)
{
	struct object_tunnel *tunnel = p->object->body;

	tunnel->direction = span_is(word, "egress");
	return tunnel->direction || span_is(word, "ingress") ||
	       ERROR(p, loc, "direction is ingress or egress");
}

/* 0x and hexadecimal digits; geneve counts in words of 4 bytes, upstream asks for whole 2. */
static bool hex_data(struct parser *p, struct loc loc, struct span text, struct span *data)
{
	size_t n = text.n >= 2 ? (text.n - 2) / 2 : 0;
	uint8_t *b = pool_alloc(p->run->pool, n + 1);

	if (text.n < 2 || text.p[0] != '0' || (text.p[1] != 'x' && text.p[1] != 'X'))
		return ERROR(p, loc, "geneve data must start with 0x");
	if (!n || (text.n - 2) % 4)
		return ERROR(p, loc, "the number of digits of geneve data must be a multiple of 4");
	if (n > GENEVE_MAX)
		return ERROR(p, loc, "geneve data is too long, at most %d bytes", GENEVE_MAX);
	for (size_t i = 0; i < n; i++) {
		unsigned high = char_digit(text.p[2 + 2 * i]), low = char_digit(text.p[3 + 2 * i]);

		if (high > 15 || low > 15)
			return ERROR(p, loc, "geneve data must be hexadecimal digits");
		b[i] = (uint8_t)(high << 4 | low);
	}
	*data = (struct span){ (const char *)b, n };
	return true;
}

bool build_geneve_option(struct parser *p, struct loc loc, struct loc at, uint64_t class,
			 uint64_t type, struct span data)
{
	struct object_tunnel *tunnel = p->object->body;
	struct tunnel_geneve option = { .class = (uint16_t) class, .type = (uint8_t)type };

	if (class > UINT16_MAX || type > UINT8_MAX)
		return ERROR(p, loc, "value too large");
	if (!hex_data(p, at, data, &option.data))
		return false;
	*vec_push(p->run->pool, &tunnel->geneve) = option;
	return true;
}
