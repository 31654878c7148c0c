/*
 * trace: packets on their way through rules, one line per step (cli-and-output, 6). The kernel tells
 * the headers of a packet with its first step in each base chain.
 */
#include "api/ctx.h"

#include <linux/if_arp.h>

#include "base/bytes.h"
#include "data/proto.h"
#include "pass/print.h"
#include "wire/events.h"

/* A header as far as it was told. */
struct header {
	const char *base; /* as in raw payload expressions */
	struct span bytes;
	unsigned done;    /* bits shown */
};

/* The number at offset/bits of a header into b; false: it was not told. */
static bool field_bits(struct span bytes, unsigned offset, unsigned bits, uint8_t *b)
{
	unsigned first = offset / 8, end = offset + bits, n = BYTES_OF(end) - first;
	unsigned size = BYTES_OF(bits);
	uint8_t wide[BYTES_MAX + 1];

	if (!bits || size > BYTES_MAX || end > bytes.n * 8)
		return false;
	memcpy(wide, bytes.p + first, n);
	bytes_shr(wide, wide, n, (8 - end % 8) % 8);
	memcpy(b, wide + n - size, size);
	if (bits % 8)
		b[0] &= (1 << bits % 8) - 1;
	return true;
}

static const struct proto *next_header(const struct proto *proto, const struct header *header,
				       unsigned offset)
{
	const struct field *key = &proto->fields[proto->key];
	uint8_t b[BYTES_MAX];

	if (!proto->key || !field_bits(header->bytes, offset + key->offset, key->bits, b))
		return NULL;
	return proto_next(proto, bytes_u64(b, BYTES_OF(key->bits)));
}

static bool field_exists(const struct field *field, const uint8_t *bytes)
{
	for (unsigned i = 0; i < field->only_type_n; i++)
		if (field->only_types[i] == bytes[0])
			return true;
	return !field->only_type_n;
}

static void put_constant(struct print *p, const struct type *type, unsigned bits, const uint8_t *b)
{
	type_print(type, p->run->names, b, bits, p->flags, p->out);
	out_char(p->out, ' ');
}

static void put_field(struct print *p, const struct proto *proto, const struct field *field,
		      const uint8_t *b)
{
	out_printf(p->out, "%s %s %s", proto->name, field->listed ? field->listed : field->name,
		   type_has_flags(field->type) ? "== " : "");
	put_constant(p, field->type, field->bits, b);
}

/*
 * The fields of a header that begins at header->done. What a link layer says about the next header
 * goes without saying when that follows. Returns the next header.
 */
static const struct proto *put_header(struct print *p, const struct proto *proto,
				      struct header *header)
{
	const struct proto *next = next_header(proto, header, header->done);
	uint8_t b[BYTES_MAX];

	for (unsigned i = 0; i < proto->order_n; i++) {
		unsigned index = proto->trace_order[i];
		const struct field *field = &proto->fields[index];

		if (proto->layer == LAYER_LINK && next && index == proto->key)
			continue;
		if (field_exists(field, (const uint8_t *)header->bytes.p + header->done / 8) &&
		    field_bits(header->bytes, header->done + field->offset, field->bits, b))
			put_field(p, proto, field, b);
	}
	header->done += proto->bits;
	return next;
}

static void put_rest(struct print *p, const struct header *header)
{
	unsigned from = header->done / 8;

	if (from >= header->bytes.n)
		return;
	out_printf(p->out, "@%s,%u,%zu ", header->base, header->done,
		   (header->bytes.n - from) * 8);
	bytes_put_hex(p->out, (const uint8_t *)header->bytes.p + from, header->bytes.n - from,
		      false);
	out_char(p->out, ' ');
}

/* What the network header is when no link layer tells. */
static const struct proto *network_proto(const struct trace *trace)
{
	switch (trace->nfproto ? trace->nfproto : trace->family) {
	case FAMILY_IP:
		return &proto_ip;
	case FAMILY_IP6:
		return &proto_ip6;
	case FAMILY_ARP:
		return &proto_arp;
	default:
		return NULL;
	}
}

static void put_headers(struct print *p, const struct trace *trace)
{
	struct header link = { .base = "ll", .bytes = trace->link };
	struct header network = { .base = "nh", .bytes = trace->network };
	struct header transport = { .base = "th", .bytes = trace->transport };
	unsigned device = trace->iif ? trace->iiftype : trace->oiftype;
	const struct proto *proto = device == ARPHRD_ETHER ? &proto_ether : NULL;

	while (proto && proto->layer == LAYER_LINK && link.done + proto->bits <= link.bytes.n * 8)
		proto = put_header(p, proto, &link);
	put_rest(p, &link);
	if (!proto || proto->layer != LAYER_NETWORK)
		proto = network_proto(trace);
	if (proto && network.bytes.n)
		proto = put_header(p, proto, &network);
	put_rest(p, &network);
	if (proto && transport.bytes.n)
		put_header(p, proto, &transport);
	put_rest(p, &transport);
}

static void put_device(struct print *p, const char *key, uint32_t index)
{
	const char *name = index ? names_interface(p->run->names, index) : NULL;

	if (name)
		out_printf(p->out, "%s \"%s\" ", key, name);
	else if (index)
		out_printf(p->out, "%s %u ", key, index);
}

static void put_packet(struct print *p, const struct trace *trace)
{
	out_str(p->out, "packet: ");
	put_device(p, "iif", trace->iif);
	put_device(p, "oif", trace->oif);
	put_headers(p, trace);
}

/* Flags are parted by commas here, unlike in rules. */
static void put_ct_part(struct print *p, const char *key, const struct type *type, uint32_t value)
{
	const char *names[32];
	uint64_t rest;
	uint8_t b[4];
	unsigned n = type_flag_symbols(type, value, names, 32, &rest);

	out_printf(p->out, "ct %s ", key);
	if (!type_has_flags(type) || p->flags & OUTPUT_NUMERIC_SYMBOL || n < 2 || rest) {
		bytes_set_u64(b, BYTES_OF(type->bits), value);
		put_constant(p, type, type->bits, b);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		out_printf(p->out, "%s%c", names[i], i + 1 < n ? ',' : ' ');
}

/* Of a packet that is not tracked only the state is told. */
static void put_conntrack(struct print *p, const struct trace *trace)
{
	out_str(p->out, "conntrack: ");
	if (trace->ct_id)
		put_ct_part(p, "direction", &type_ct_dir, trace->ct_direction);
	put_ct_part(p, "state", &type_ct_state, trace->ct_state);
	if (trace->ct_status)
		put_ct_part(p, "status", &type_ct_status, trace->ct_status);
	if (trace->ct_id)
		out_printf(p->out, "ct id %u ", trace->ct_id);
}

static void put_verdict(struct print *p, const struct trace *trace)
{
	static const struct symbol words[] = {
		{ "continue", (uint32_t)VERDICT_CONTINUE }, { "jump", (uint32_t)VERDICT_JUMP },
		{ "goto", (uint32_t)VERDICT_GOTO },	    { "return", (uint32_t)VERDICT_RETURN },
		{ "break", (uint32_t)VERDICT_BREAK },	    { 0 },
	};
	static const char *const packet_words[] = { "drop", "accept", "stolen", "queue", "repeat" };
	const struct symbol *word = words;

	while (word->name && word->value != (uint32_t)trace->verdict)
		word++;
	if (word->name)
		out_str(p->out, word->name);
	else
		out_str(p->out, trace->verdict >= 0 && (trace->verdict & 0xff) < 5
					? packet_words[trace->verdict & 0xff] : "unknown");
	if (trace->target)
		out_printf(p->out, " %s", trace->target);
}

static const struct rule *traced_rule(const struct print *p, const struct trace *trace)
{
	const struct chain *chain = p->table ? chain_find(p->table, trace->chain) : NULL;

	for (size_t i = 0; chain && i < chain->rules.n; i++)
		if (chain->rules.v[i]->handle == trace->rule)
			return chain->rules.v[i];
	return NULL;
}

static void put_rule(struct print *p, const struct trace *trace)
{
	const struct rule *rule = traced_rule(p, trace);

	if (rule) {
		out_str(p->out, "rule ");
		print_rule(p, rule);
	} else {
		out_printf(p->out, "unknown rule handle %llu", (unsigned long long)trace->rule);
	}
	out_str(p->out, " (verdict ");
	put_verdict(p, trace);
	out_char(p->out, ')');
}

static void put_mark(struct print *p, const struct trace *trace)
{
	if (trace->has_mark)
		out_printf(p->out, "meta mark 0x%08x ", trace->mark);
}

static void put_end(struct print *p, const struct trace *trace)
{
	if (trace->kind == TRACE_POLICY) {
		out_printf(p->out, "policy %s ", trace->policy ? "accept" : "drop");
	} else {
		out_str(p->out, "verdict ");
		put_verdict(p, trace);
		out_char(p->out, ' ');
	}
	put_mark(p, trace);
}

static void put_line(struct print *p, const struct trace *trace,
		     void (*put)(struct print *p, const struct trace *trace))
{
	out_printf(p->out, "trace id %08x %s %s %s ", trace->id, family_name(trace->family),
		   trace->table, trace->chain);
	put(p, trace);
	out_char(p->out, '\n');
}

/* A step without a rule is the end of a chain, which only policies and verdicts make a line of. */
void trace_show(struct print *p, const struct trace *trace)
{
	if (!trace->table || !trace->chain)
		return;
	p->family = trace->family;
	p->table = table_find(p->run->known, trace->family, trace->table);
	if (trace->has_ct)
		put_line(p, trace, put_conntrack);
	if (trace->link.n || trace->network.n || trace->transport.n)
		put_line(p, trace, put_packet);
	if (trace->kind != TRACE_RULE)
		put_line(p, trace, put_end);
	else if (trace->rule)
		put_line(p, trace, put_rule);
}
