/* tunnel: the outer header that rules give to packets sent through a tunnel device. */
#include <arpa/inet.h>
#include <jansson.h>
#include <stdio.h>

#include "lang/object/stateful.h"

enum { ERSPAN_V1 = 1, ERSPAN_V2 = 2 };

static const char *const kind_words[] = {
	[TUNNEL_NONE] = NULL,
	[TUNNEL_VXLAN] = "vxlan",
	[TUNNEL_ERSPAN] = "erspan",
	[TUNNEL_GENEVE] = "geneve",
};

static void print_address(struct print *p, const char *side, bool ip6, const uint8_t *address)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(ip6 ? AF_INET6 : AF_INET, address, text, sizeof(text));
	print_line_open(p);
	out_printf(p->out, "%s %s %s", ip6 ? "ip6" : "ip", side, text);
	print_line_close(p);
}

static void print_number(struct print *p, const char *word, unsigned number)
{
	if (!number)
		return;
	print_line_open(p);
	out_printf(p->out, "%s %u", word, number);
	print_line_close(p);
}

static void print_erspan(struct print *p, const struct object_tunnel *tunnel)
{
	print_number(p, "version", tunnel->version);
	print_line_open(p);
	if (tunnel->version == ERSPAN_V1) {
		out_printf(p->out, "index %u", tunnel->index);
		print_line_close(p);
		return;
	}
	out_printf(p->out, "direction %s", tunnel->direction ? "egress" : "ingress");
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "id %u", tunnel->hwid);
	print_line_close(p);
}

static void print_geneve(struct print *p, const struct object_tunnel *tunnel)
{
	for (size_t i = 0; i < tunnel->geneve.n; i++) {
		const struct tunnel_geneve *option = &tunnel->geneve.v[i];

		print_line_open(p);
		out_printf(p->out, "class 0x%x opt-type 0x%x data \"0x", option->class,
			   option->type);
		for (size_t j = 0; j < option->data.n; j++)
			out_printf(p->out, "%02x", (unsigned char)option->data.p[j]);
		out_char(p->out, '"');
		print_line_close(p);
	}
}

static void print_options(struct print *p, const struct object_tunnel *tunnel)
{
	if (tunnel->kind == TUNNEL_NONE)
		return;
	print_line_open(p);
	out_printf(p->out, p->flat ? "%s { " : "%s {\n", kind_words[tunnel->kind]);
	p->out->indent++;
	if (tunnel->kind == TUNNEL_VXLAN)
		print_number(p, "gbp", tunnel->gbp);
	else if (tunnel->kind == TUNNEL_ERSPAN)
		print_erspan(p, tunnel);
	else
		print_geneve(p, tunnel);
	p->out->indent--;
	if (!p->flat)
		out_indent(p->out);
	out_str(p->out, p->flat ? "}; " : "}\n");
}

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_tunnel *tunnel = object->body;

	stateful_comment(p, object);
	if (!tunnel)
		return;
	print_line_open(p);
	out_printf(p->out, "id %u", tunnel->id);
	print_line_close(p);
	if (tunnel->has_src)
		print_address(p, "saddr", tunnel->has_ip6, tunnel->src);
	if (tunnel->has_dst)
		print_address(p, "daddr", tunnel->has_ip6, tunnel->dst);
	print_number(p, "sport", tunnel->sport);
	print_number(p, "dport", tunnel->dport);
	print_number(p, "tos", tunnel->tos);
	print_number(p, "ttl", tunnel->ttl);
	print_options(p, tunnel);
}

static void json_address(struct writer *w, const char *side, bool ip6, const uint8_t *address)
{
	char text[INET6_ADDRSTRLEN], name[16];

	snprintf(name, sizeof(name), "%s-ipv%d", side, ip6 ? 6 : 4);
	inet_ntop(ip6 ? AF_INET6 : AF_INET, address, text, sizeof(text));
	json_pair_str(w, name, text);
}

static void json_erspan(struct writer *w, const struct object_tunnel *tunnel)
{
	json_open(w, '{');
	json_pair_u64(w, "version", tunnel->version);
	if (tunnel->version == ERSPAN_V1) {
		json_pair_u64(w, "index", tunnel->index);
	} else {
		json_pair_str(w, "dir", tunnel->direction ? "egress" : "ingress");
		json_pair_u64(w, "hwid", tunnel->hwid);
	}
	json_close(w, '}');
}

static void json_geneve(struct writer *w, struct print *p, const struct object_tunnel *tunnel)
{
	json_open(w, '[');
	for (size_t i = 0; i < tunnel->geneve.n; i++) {
		const struct tunnel_geneve *option = &tunnel->geneve.v[i];
		char *hex = pool_alloc(p->run->pool, 2 * option->data.n + 3);

		sprintf(hex, "0x");
		for (size_t j = 0; j < option->data.n; j++)
			sprintf(hex + 2 + 2 * j, "%02x", (unsigned char)option->data.p[j]);
		json_open(w, '{');
		json_pair_u64(w, "class", option->class);
		json_pair_u64(w, "opt-type", option->type);
		json_pair_str(w, "data", hex);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void json_options(struct writer *w, struct print *p, const struct object_tunnel *tunnel)
{
	if (tunnel->kind == TUNNEL_NONE)
		return;
	json_pair_str(w, "type", kind_words[tunnel->kind]);
	json_name(w, "tunnel");
	if (tunnel->kind == TUNNEL_ERSPAN) {
		json_erspan(w, tunnel);
	} else if (tunnel->kind == TUNNEL_GENEVE) {
		json_geneve(w, p, tunnel);
	} else {
		json_open(w, '{');
		json_pair_u64(w, "gbp", tunnel->gbp);
		json_close(w, '}');
	}
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_tunnel *tunnel = object->body;

	stateful_json_comment(w, object);
	if (!tunnel)
		return;
	json_pair_u64(w, "id", tunnel->id);
	if (tunnel->has_src)
		json_address(w, "src", tunnel->has_ip6, tunnel->src);
	if (tunnel->has_dst)
		json_address(w, "dst", tunnel->has_ip6, tunnel->dst);
	json_pair_u64(w, "sport", tunnel->sport);
	json_pair_u64(w, "dport", tunnel->dport);
	json_pair_u64(w, "tos", tunnel->tos);
	json_pair_u64(w, "ttl", tunnel->ttl);
	json_options(w, p, tunnel);
}

static bool address_json_in(struct reader *r, json_t *value, const char *name, int family,
			    uint8_t *address, bool *given)
{
	const char *text = NULL;

	if (!json_may_str(r, value, name, &text) || !text)
		return !r->run->diag.errors;
	*given = true;
	return inet_pton(family, text, address) == 1 || json_error(r, "\"%s\" is no address", text);
}

static bool addresses_json_in(struct reader *r, struct object_tunnel *tunnel, json_t *value)
{
	tunnel->has_ip6 = json_object_get(value, "src-ipv6") || json_object_get(value, "dst-ipv6");
	tunnel->has_ip = !tunnel->has_ip6;
	if (tunnel->has_ip6)
		return address_json_in(r, value, "src-ipv6", AF_INET6, tunnel->src,
				       &tunnel->has_src) &&
		       address_json_in(r, value, "dst-ipv6", AF_INET6, tunnel->dst,
				       &tunnel->has_dst);
	return address_json_in(r, value, "src-ipv4", AF_INET, tunnel->src, &tunnel->has_src) &&
	       address_json_in(r, value, "dst-ipv4", AF_INET, tunnel->dst, &tunnel->has_dst);
}

static bool erspan_json_in(struct reader *r, struct object_tunnel *tunnel, json_t *value)
{
	const char *direction = "ingress";
	uint64_t version, index, hwid;

	if (!json_must_u64(r, value, "version", &version) ||
	    !stateful_json_number(r, value, "index", UINT32_MAX, &index) ||
	    !stateful_json_number(r, value, "hwid", UINT8_MAX, &hwid) ||
	    !json_may_str(r, value, "dir", &direction))
		return false;
	tunnel->version = (uint32_t)version;
	tunnel->index = (uint32_t)index;
	tunnel->hwid = (uint32_t)hwid;
	tunnel->direction = str_same(direction, "egress");
	return version == ERSPAN_V1 || version == ERSPAN_V2 ||
	       json_error(r, "erspan has version 1 or 2");
}

static bool hex_bytes(struct pool *pool, const char *text, struct span *data)
{
	size_t n = strlen(text);
	char *bytes = pool_alloc(pool, n);
	int high, low;

	if (n < 4 || n % 2 || text[0] != '0' || text[1] != 'x')
		return false;
	for (size_t i = 2; i < n; i += 2) {
		high = char_digit(text[i]);
		low = char_digit(text[i + 1]);
		if (high < 0 || high > 15 || low < 0 || low > 15)
			return false;
		bytes[i / 2 - 1] = (char)(high << 4 | low);
	}
	*data = (struct span){ bytes, n / 2 - 1 };
	return true;
}

static bool geneve_json_in(struct reader *r, struct object_tunnel *tunnel, json_t *options)
{
	json_t *value;
	size_t i;

	json_array_foreach(options, i, value)
	{
		struct tunnel_geneve *option = vec_push(r->run->pool, &tunnel->geneve);
		const char *data;
		uint64_t class, type;

		if (!stateful_json_number(r, value, "class", UINT16_MAX, &class) ||
		    !stateful_json_number(r, value, "opt-type", UINT8_MAX, &type) ||
		    !json_must_str(r, value, "data", &data))
			return false;
		option->class = (uint16_t) class;
		option->type = (uint8_t)type;
		if (!hex_bytes(r->run->pool, data, &option->data))
			return json_error(r, "\"%s\" is no data in hexadecimal", data);
	}
	return true;
}

static bool options_json_in(struct reader *r, struct object_tunnel *tunnel, json_t *value)
{
	json_t *options = json_object_get(value, "tunnel");
	const char *kind = NULL;
	uint64_t gbp;

	if (!json_may_str(r, value, "type", &kind) || !kind)
		return !r->run->diag.errors;
	if (str_same(kind, "erspan")) {
		tunnel->kind = TUNNEL_ERSPAN;
		return erspan_json_in(r, tunnel, options);
	}
	if (str_same(kind, "geneve")) {
		tunnel->kind = TUNNEL_GENEVE;
		return geneve_json_in(r, tunnel, options);
	}
	tunnel->kind = TUNNEL_VXLAN;
	if (!str_same(kind, "vxlan") || !stateful_json_number(r, options, "gbp", UINT32_MAX, &gbp))
		return json_error(r, "\"%s\" is no kind of tunnel", kind);
	tunnel->gbp = (uint32_t)gbp;
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, json_t *value)
{
	struct object_tunnel *tunnel;
	uint64_t id, sport, dport, tos, ttl;

	if (stateful_json_names_it_only(cmd))
		return true;
	tunnel = stateful_json_body(r, cmd, sizeof(*tunnel), value);
	if (!tunnel || !stateful_json_number(r, value, "id", UINT32_MAX, &id) ||
	    !stateful_json_number(r, value, "sport", UINT16_MAX, &sport) ||
	    !stateful_json_number(r, value, "dport", UINT16_MAX, &dport) ||
	    !stateful_json_number(r, value, "tos", UINT8_MAX, &tos) ||
	    !stateful_json_number(r, value, "ttl", UINT8_MAX, &ttl))
		return false;
	tunnel->id = (uint32_t)id;
	tunnel->sport = (uint16_t)sport;
	tunnel->dport = (uint16_t)dport;
	tunnel->tos = (uint8_t)tos;
	tunnel->ttl = (uint8_t)ttl;
	return addresses_json_in(r, tunnel, value) && options_json_in(r, tunnel, value);
}

const struct object_desc object_tunnel = {
	.word = "tunnel",
	.plural = "tunnels",
	.kind = KIND_OBJECT,
	.type = OBJECT_TUNNEL,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
