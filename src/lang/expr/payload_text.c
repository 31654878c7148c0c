/*
 * payload_text: header fields as text, as JSON, and in the userdata of `typeof` sets.
 */
#include "json/json.h"
#include "lang/expr/payload.h"
#include "pass/print.h"
#include "ruleset/tlv.h"

static const char *const base_name[] = {
	[BASE_LINK] = "ll", [BASE_NETWORK] = "nh", [BASE_TRANSPORT] = "th", [BASE_INNER] = "ih",
	[BASE_TUNNEL] = "tunnel",
};

/* The name that is listed: an alias gives way to the field it stands for. */
static const char *field_name(const struct payload_expr *p)
{
	const struct field *field = p->field;

	if (field->flags & FIELD_ALIAS)
		field--;
	return field->listed ? field->listed : field->name;
}

/* The tunnel whose inside is read; a tunnel's own fields are read outside. */
static const struct proto *shown_tunnel(const struct payload_expr *p)
{
	return p->s.tunnel == p->proto ? NULL : p->s.tunnel;
}

void payload_print(struct print *p, const struct sel_expr *e)
{
	const struct payload_expr *payload = payload_of(e);
	const struct proto *tunnel = shown_tunnel(payload);

	if (tunnel) {
		out_str(p->out, tunnel->name);
		out_char(p->out, ' ');
	}
	if (!payload->proto) {
		out_printf(p->out, "@%s,%u,%u", base_name[payload->base], payload->offset,
			   e->e.bits);
		return;
	}
	out_str(p->out, payload->proto->name);
	out_char(p->out, ' ');
	out_str(p->out, field_name(payload));
}

void payload_json_out(struct writer *w, struct print *p, const struct sel_expr *e)
{
	const struct payload_expr *payload = payload_of(e);

	json_name(w, "payload");
	json_open(w, '{');
	if (e->tunnel)
		json_pair_str(w, "tunnel", e->tunnel->name);
	if (payload->proto) {
		json_pair_str(w, "protocol", payload->proto->name);
		json_pair_str(w, "field", field_name(payload));
	} else {
		json_pair_str(w, "base", base_name[payload->base]);
		json_pair_u64(w, "offset", payload->offset);
		json_pair_u64(w, "len", e->e.bits);
	}
	json_close(w, '}');
}

static struct expr *raw_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *base;
	uint64_t offset, bits;

	if (!json_must_str(r, value, "base", &base) ||
	    !json_must_u64(r, value, "offset", &offset) || !json_must_u64(r, value, "len", &bits))
		return NULL;
	for (unsigned i = BASE_LINK; i <= BASE_INNER; i++)
		if (str_same(base_name[i], base)) {
			if (offset > UINT16_MAX - 512 || bits > 512) {
				json_error(r, "Payload offset or length is too large.");
				return NULL;
			}
			return payload_raw(r->run, loc, i, offset, bits);
		}
	json_error(r, "Invalid payload base '%s'.", base);
	return NULL;
}

struct expr *payload_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *protocol, *name, *outer = NULL;
	const struct proto *proto, *tunnel = NULL;
	const struct field *field;

	if (json_member(value, "base"))
		return raw_in(r, loc, value);
	if (!json_must_str(r, value, "protocol", &protocol) ||
	    !json_must_str(r, value, "field", &name) || !json_may_str(r, value, "tunnel", &outer))
		return NULL;
	proto = proto_by_name(span_of(protocol));
	field = proto ? proto_field(proto, span_of(name)) : NULL;
	if (outer)
		tunnel = proto_by_name(span_of(outer));
	if (!proto)
		json_error(r, "Unknown payload protocol '%s'.", protocol);
	else if (!field)
		json_error(r, "Unknown %s field '%s'.", protocol, name);
	else if (outer && (!tunnel || !tunnel->inner_type))
		json_error(r, "Unknown tunnel '%s'.", outer);
	else
		return payload_new(r->run, loc, tunnel, proto, field);
	return NULL;
}

/* ---- typeof ---- */

enum { TYPEOF_PROTO, TYPEOF_FIELD, TYPEOF_BASE, TYPEOF_OFFSET, TYPEOF_BITS, TYPEOF_TUNNEL };
/* Userdata numbers bases from 1; 0 is none. */
enum { TYPEOF_BASE_FIRST = 1 };

void payload_typeof_put(struct tlv *tlv, const struct sel_expr *e)
{
	const struct payload_expr *p = payload_of(e);

	tlv_put_u32(tlv, TYPEOF_PROTO, p->proto ? p->proto->id : 0);
	tlv_put_u32(tlv, TYPEOF_FIELD, p->proto ? (uint32_t)(p->field - p->proto->fields) : 0);
	if (!p->proto) {
		tlv_put_u32(tlv, TYPEOF_BASE, p->base + TYPEOF_BASE_FIRST);
		tlv_put_u32(tlv, TYPEOF_OFFSET, p->offset);
	}
	if (e->e.type && e->e.type->id == TYPE_INTEGER)
		tlv_put_u32(tlv, TYPEOF_BITS, e->e.bits);
	if (e->tunnel)
		tlv_put_u32(tlv, TYPEOF_TUNNEL, e->tunnel->id);
}

static struct sel_expr *raw_get(struct run *run, struct span data)
{
	uint32_t base, offset, bits;
	struct expr *e;

	if (!tlv_get_u32(data, TYPEOF_BASE, &base) || !tlv_get_u32(data, TYPEOF_OFFSET, &offset) ||
	    !tlv_get_u32(data, TYPEOF_BITS, &bits))
		return NULL;
	if (base < TYPEOF_BASE_FIRST || base - TYPEOF_BASE_FIRST > BASE_INNER ||
	    offset > UINT16_MAX - PAYLOAD_BITS_MAX || !bits || bits > PAYLOAD_BITS_MAX)
		return NULL;
	e = payload_raw(run, (struct loc){ 0 }, base - TYPEOF_BASE_FIRST, offset, bits);
	return expr_selector(e);
}

struct sel_expr *payload_typeof_get(struct run *run, struct span data)
{
	const struct proto *proto, *tunnel = NULL;
	struct payload_expr *p;
	uint32_t id, index, outer;

	if (!tlv_get_u32(data, TYPEOF_PROTO, &id) || !tlv_get_u32(data, TYPEOF_FIELD, &index))
		return NULL;
	if (!id)
		return raw_get(run, data);
	proto = proto_by_id(id);
	if (!proto || index >= proto->field_n || !proto->fields[index].name)
		return NULL;
	if (tlv_get_u32(data, TYPEOF_TUNNEL, &outer)) {
		tunnel = proto_by_id(outer);
		if (!tunnel || !tunnel->inner_type)
			return NULL;
	}
	p = payload_make(run, (struct loc){ 0 }, tunnel, proto, &proto->fields[index]);
	payload_shape(p, proto == &proto_vlan ? proto_ether.bits : 0);
	return &p->s;
}
