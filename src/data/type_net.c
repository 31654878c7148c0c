/* Types of packet headers: addresses, protocol numbers, services, codes and flags. */
#include <arpa/inet.h>
#include "data/proto.h"
#include "data/type_rows.h"

/* ---- addresses ---- */

static inline unsigned digit_at(const char *p, const char *end)
{
	return p < end ? (uint8_t)(*p - '0') : UINT8_MAX;
}

/* Digits after a leading 0: octal, unless the first of them cannot be. */
static const char *octet_from_zero(const char *p, const char *end, uint8_t *octet)
{
	unsigned base = digit_at(p, end) < 8 ? 8 : 10, value = 0, digit;
	const char *last = p + 3;

	for (; p < last && (digit = digit_at(p, end)) < base; p++)
		value = value * base + digit;
	*octet = (uint8_t)value;
	return value > 255 ? NULL : p;
}

/* One octet of a dotted quad. Where it ends; NULL: none. */
static inline const char *octet_parse(const char *p, const char *end, uint8_t *octet)
{
	unsigned value = digit_at(p, end), digit;

	if (value > 9)
		return NULL;
	if (!value)
		return octet_from_zero(p + 1, end, octet);
	if ((digit = digit_at(++p, end)) <= 9) {
		value = value * 10 + digit;
		if ((digit = digit_at(++p, end)) <= 9) {
			value = value * 10 + digit;
			p++;
		}
	}
	*octet = (uint8_t)value;
	return value > 255 ? NULL : p;
}

static bool ipv4_quad(struct span text, uint8_t *b)
{
	const char *p = text.p, *end = text.p + text.n;

	for (unsigned i = 0; i < 4; i++) {
		p = octet_parse(p, end, b + i);
		if (!p || (i < 3 && (p == end || *p++ != '.')))
			return false;
	}
	return p == end;
}

static bool ipv4_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	uint64_t number;

	if (ipv4_quad(text, b))
		return true;
	if (!span_number(text, &number) || number > UINT32_MAX)
		return names_host(names, text, b, 4, error);
	bytes_set_u64(b, 4, number);
	return true;
}

static bool ipv6_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	char word[INET6_ADDRSTRLEN];
	uint8_t quad[4];

	if (text.n < sizeof(word)) {
		memcpy(word, text.p, text.n);
		word[text.n] = '\0';
		if (inet_pton(AF_INET6, word, b) == 1)
			return true;
	}
	if (ipv4_quad(text, quad))
		return type_fail(names, error, "Could not resolve hostname: "
					       "Address family for hostname not supported");
	return names_host(names, text, b, 16, error);
}

static void put_ipv4(struct out *out, const uint8_t *b)
{
	char *start = out_room(out, INET_ADDRSTRLEN), *p = start;

	for (unsigned i = 0; i < 4; i++) {
		unsigned octet = b[i];

		if (i)
			*p++ = '.';
		if (octet >= 100)
			*p++ = '0' + octet / 100;
		if (octet >= 10)
			*p++ = '0' + octet / 10 % 10;
		*p++ = '0' + octet % 10;
	}
	out->n += p - start;
}

/* The longest run of zero groups, of two at least; false: there is none. */
static bool longest_zeros(const uint16_t *group, unsigned *from, unsigned *n)
{
	*n = 1;
	for (unsigned i = 0, run = 0; i < 8; i++) {
		run = group[i] ? 0 : run + 1;
		if (run > *n) {
			*n = run;
			*from = i + 1 - run;
		}
	}
	return *n > 1;
}

static void put_group(struct out *out, unsigned group)
{
	for (int shift = 12; shift >= 0; shift -= 4)
		if (group >> shift || !shift)
			out_char(out, "0123456789abcdef"[group >> shift & 15]);
}

/* As inet_ntop does: addresses that embed one of IPv4 show it. */
static void put_ipv6(struct out *out, const uint8_t *b)
{
	unsigned from = 8, n = 0, groups = 8;
	uint16_t group[8];

	for (unsigned i = 0; i < 8; i++)
		group[i] = b[2 * i] << 8 | b[2 * i + 1];
	if (!longest_zeros(group, &from, &n))
		from = 8;
	if (from == 0 && (n == 6 || (n == 5 && group[5] == 0xffff)))
		groups = 6;
	for (unsigned i = 0; i < groups; i++) {
		if (i == from) {
			out_str(out, "::");
			i += n - 1;
			continue;
		}
		if (i && i != from + n)
			out_char(out, ':');
		put_group(out, group[i]);
	}
	if (groups == 8)
		return;
	if (n == 5)
		out_char(out, ':');
	put_ipv4(out, b + 12);
}

static enum text_kind address_print(const struct type *type, struct names *names, const uint8_t *b,
				    unsigned bits, unsigned flags, struct out *out)
{
	unsigned size = BYTES_OF(type->bits);
	const char *host = NULL;

	if (BYTES_OF(bits) != size) {
		bytes_put_hex(out, b, BYTES_OF(bits), false);
		return TEXT_WORD;
	}
	if ((flags & PRINT_REVERSEDNS) && !(flags & PRINT_JSON))
		host = names_host_name(names, b, size);
	if (host)
		out_str(out, host);
	else if (size == 4)
		put_ipv4(out, b);
	else
		put_ipv6(out, b);
	return TEXT_WORD;
}

const struct type type_ipv4_addr = {
	.name = "ipv4_addr",
	.desc = "IPv4 address",
	.id = TYPE_IPV4_ADDR,
	.bits = 32,
	.prefix = true,
	.ordered = true,
	.per_line = 2,
	.base = &type_integer,
	.parse = ipv4_parse,
	.print = address_print,
};

const struct type type_ipv6_addr = {
	.name = "ipv6_addr",
	.desc = "IPv6 address",
	.id = TYPE_IPV6_ADDR,
	.bits = 128,
	.prefix = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = ipv6_parse,
	.print = address_print,
};

/* Groups of one or two hexadecimal digits; fewer groups than bytes are the low ones. */
static bool ll_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		     unsigned bits, struct type_error *error)
{
	const char *p = text.p, *end = text.p + text.n;
	unsigned size = BYTES_OF(bits), n = 0;
	uint8_t group[BYTES_MAX];

	for (;; p++) {
		unsigned value = 0, digits = 0;

		for (; p < end && char_digit(*p) < 16 && digits < 2; p++, digits++)
			value = value * 16 + char_digit(*p);
		if (!digits || n == size || (p < end && *p != ':'))
			return type_fail(names, error, "Invalid LL address");
		group[n++] = value;
		if (p == end)
			break;
	}
	memcpy(b + size - n, group, n);
	return true;
}

static enum text_kind ll_print(const struct type *type, struct names *names, const uint8_t *b,
			       unsigned bits, unsigned flags, struct out *out)
{
	for (unsigned i = 0; i < BYTES_OF(bits); i++)
		out_printf(out, "%s%02x", i ? ":" : "", b[i]);
	return TEXT_WORD;
}

const struct type type_ll_addr = {
	.name = "ll_addr",
	.desc = "link layer address",
	.id = TYPE_LL_ADDR,
	.prefix = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = ll_parse,
	.print = ll_print,
};

const struct type type_ether_addr = {
	.name = "ether_addr",
	.desc = "Ethernet address",
	.id = TYPE_ETHER_ADDR,
	.bits = 48,
	.prefix = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_ll_addr,
	.parse = ll_parse,
	.print = ll_print,
};

/* ---- protocols and services ---- */

/* The language's own words for headers, which no protocols database need have. */
static bool header_number(struct span word, unsigned *number)
{
	const struct proto *proto = proto_by_name(word);
	uint32_t announced;

	if (!proto || !proto_number(&proto_transport, proto, &announced))
		return false;
	*number = announced;
	return true;
}

static bool inet_proto_parse(const struct type *type, struct names *names, struct span text,
			     uint8_t *b, unsigned bits, struct type_error *error)
{
	uint64_t number;
	unsigned protocol;

	if (span_number(text, &number)) {
		if (number > UINT8_MAX)
			return type_fail(names, error, "Protocol out of range");
		protocol = number;
	} else if (!header_number(text, &protocol) && !names_protocol_number(names, text, &protocol)) {
		return type_fail(names, error, "Could not resolve protocol name");
	}
	bytes_set_u64(b, BYTES_OF(bits), protocol);
	return true;
}

static enum text_kind inet_proto_print(const struct type *type, struct names *names,
				       const uint8_t *b, unsigned bits, unsigned flags,
				       struct out *out)
{
	uint64_t number = bytes_u64(b, BYTES_OF(bits));
	const char *name = NULL;

	if (!(flags & PRINT_NUMERIC_PROTO))
		name = names_protocol(names, number);
	if (name)
		out_str(out, name);
	else
		out_u64(out, number);
	return name ? TEXT_WORD : TEXT_NUMBER;
}

const struct type type_inet_proto = {
	.name = "inet_proto",
	.desc = "Internet protocol",
	.id = TYPE_INET_PROTO,
	.bits = 8,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.numbers = true,
	.parse = inet_proto_parse,
	.print = inet_proto_print,
};

static bool service_parse(const struct type *type, struct names *names, struct span text,
			  uint8_t *b, unsigned bits, struct type_error *error)
{
	uint64_t number;
	unsigned port;

	if (span_number(text, &number)) {
		if (number > UINT16_MAX)
			return type_fail(names, error, "Service out of range");
		port = number;
	} else if (!names_service_number(names, text, &port)) {
		return type_fail(names, error, "Could not resolve service: "
					       "Servname not supported for ai_socktype");
	}
	bytes_set_u64(b, BYTES_OF(bits), port);
	return true;
}

static enum text_kind service_print(const struct type *type, struct names *names, const uint8_t *b,
				    unsigned bits, unsigned flags, struct out *out)
{
	uint64_t port = bytes_u64(b, BYTES_OF(bits));
	const char *name = flags & PRINT_SERVICE ? names_service(names, port) : NULL;

	if (name)
		out_str(out, name);
	else
		out_u64(out, port);
	return name ? TEXT_QUOTED : TEXT_NUMBER;
}

const struct type type_inet_service = {
	.name = "inet_service",
	.desc = "internet network service",
	.id = TYPE_INET_SERVICE,
	.bits = 16,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.numbers = true,
	.parse = service_parse,
	.print = service_print,
};

/* ---- symbols ---- */

const struct type type_nf_proto = {
	.name = "nf_proto",
	.desc = "netfilter protocol",
	.id = TYPE_NF_PROTO,
	.bits = 8,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.symbols = (const struct symbol[]){ { "ipv4", 2 }, { "ipv6", 10 }, { 0 } },
};

const struct type type_ether_type = {
	.name = "ether_type",
	.desc = "Ethernet protocol",
	.id = TYPE_ETHER_TYPE,
	.bits = 16,
	.hex = true,
	.hex_padded = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "ip", 0x0800 }, { "arp", 0x0806 }, { "ip6", 0x86dd }, { "8021q", 0x8100 },
		{ "8021ad", 0x88a8 }, { "vlan", 0x8100 }, { 0 } },
};

const struct type type_arp_op = {
	.name = "arp_op",
	.desc = "ARP operation",
	.id = TYPE_ARP_OP,
	.bits = 16,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "request", 1 }, { "reply", 2 }, { "rrequest", 3 }, { "rreply", 4 },
		{ "inrequest", 8 }, { "inreply", 9 }, { "nak", 10 }, { 0 } },
};

const struct type type_icmp_type = {
	.name = "icmp_type",
	.desc = "ICMP type",
	.id = TYPE_ICMP_TYPE,
	.bits = 8,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "echo-reply", 0 }, { "destination-unreachable", 3 }, { "source-quench", 4 },
		{ "redirect", 5 }, { "echo-request", 8 }, { "router-advertisement", 9 },
		{ "router-solicitation", 10 }, { "time-exceeded", 11 },
		{ "parameter-problem", 12 }, { "timestamp-request", 13 },
		{ "timestamp-reply", 14 }, { "info-request", 15 }, { "info-reply", 16 },
		{ "address-mask-request", 17 }, { "address-mask-reply", 18 }, { 0 } },
};

const struct type type_icmpv6_type = {
	.name = "icmpv6_type",
	.desc = "ICMPv6 type",
	.id = TYPE_ICMPV6_TYPE,
	.bits = 8,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "destination-unreachable", 1 }, { "packet-too-big", 2 }, { "time-exceeded", 3 },
		{ "parameter-problem", 4 }, { "echo-request", 128 }, { "echo-reply", 129 },
		{ "mld-listener-query", 130 }, { "mld-listener-report", 131 },
		{ "mld-listener-done", 132 }, { "mld-listener-reduction", 132 },
		{ "nd-router-solicit", 133 }, { "nd-router-advert", 134 },
		{ "nd-neighbor-solicit", 135 }, { "nd-neighbor-advert", 136 },
		{ "nd-redirect", 137 }, { "router-renumbering", 138 },
		{ "ind-neighbor-solicit", 141 }, { "ind-neighbor-advert", 142 },
		{ "mld2-listener-report", 143 }, { 0 } },
};

const struct type type_igmp_type = {
	.name = "igmp_type",
	.desc = "IGMP type",
	.id = TYPE_IGMP_TYPE,
	.bits = 8,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "membership-query", 17 }, { "membership-report-v1", 18 },
		{ "membership-report-v2", 22 }, { "membership-report-v3", 34 },
		{ "leave-group", 23 }, { 0 } },
};

const struct type type_icmp_code = {
	.name = "icmp_code",
	.desc = "icmp code",
	.id = TYPE_ICMP_CODE,
	.bits = 8,
	.numeric = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "net-unreachable", 0 }, { "host-unreachable", 1 }, { "prot-unreachable", 2 },
		{ "port-unreachable", 3 }, { "net-prohibited", 9 }, { "host-prohibited", 10 },
		{ "admin-prohibited", 13 }, { "frag-needed", 4 }, { 0 } },
};

const struct type type_icmpv6_code = {
	.name = "icmpv6_code",
	.desc = "icmpv6 code",
	.id = TYPE_ICMPV6_CODE,
	.bits = 8,
	.numeric = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "no-route", 0 }, { "admin-prohibited", 1 }, { "addr-unreachable", 3 },
		{ "port-unreachable", 4 }, { "policy-fail", 5 }, { "reject-route", 6 }, { 0 } },
};

const struct type type_icmpx_code = {
	.name = "icmpx_code",
	.desc = "icmpx code",
	.id = TYPE_ICMPX_CODE,
	.bits = 8,
	.numeric = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "port-unreachable", 1 }, { "admin-prohibited", 3 }, { "no-route", 0 },
		{ "host-unreachable", 2 }, { 0 } },
};

const struct type type_tcp_flag = {
	.name = "tcp_flag",
	.desc = "TCP flag",
	.id = TYPE_TCP_FLAG,
	.bits = 8,
	.bitmask = true,
	.hex = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 5,
	.base = &type_bitmask,
	.symbols = (const struct symbol[]){
		{ "fin", 0x01 }, { "syn", 0x02 }, { "rst", 0x04 }, { "psh", 0x08 },
		{ "ack", 0x10 }, { "urg", 0x20 }, { "ecn", 0x40 }, { "cwr", 0x80 }, { 0 } },
};

const struct type type_dccp_pkttype = {
	.name = "dccp_pkttype",
	.desc = "DCCP packet type",
	.id = TYPE_DCCP_PKTTYPE,
	.bits = 4,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "request", 0 }, { "response", 1 }, { "data", 2 }, { "ack", 3 }, { "dataack", 4 },
		{ "closereq", 5 }, { "close", 6 }, { "reset", 7 }, { "sync", 8 },
		{ "syncack", 9 }, { 0 } },
};

const struct type type_mh_type = {
	.name = "mh_type",
	.desc = "Mobility Header Type",
	.id = TYPE_MH_TYPE,
	.bits = 8,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "binding-refresh-request", 0 }, { "home-test-init", 1 },
		{ "careof-test-init", 2 }, { "home-test", 3 }, { "careof-test", 4 },
		{ "binding-update", 5 }, { "binding-acknowledgement", 6 }, { "binding-error", 7 },
		{ "fast-binding-update", 8 }, { "fast-binding-acknowledgement", 9 },
		{ "fast-binding-advertisement", 10 }, { "experimental-mobility-header", 11 },
		{ "home-agent-switch-message", 12 }, { 0 } },
};

const struct type type_dscp = {
	.name = "dscp",
	.desc = "Differentiated Services Code Point",
	.id = TYPE_DSCP,
	.bits = 6,
	.hex = true,
	.hex_padded = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "cs0", 0x00 }, { "cs1", 0x08 }, { "cs2", 0x10 }, { "cs3", 0x18 },
		{ "cs4", 0x20 }, { "cs5", 0x28 }, { "cs6", 0x30 }, { "cs7", 0x38 },
		{ "df", 0x00 }, { "be", 0x00 }, { "lephb", 0x01 }, { "af11", 0x0a },
		{ "af12", 0x0c }, { "af13", 0x0e }, { "af21", 0x12 }, { "af22", 0x14 },
		{ "af23", 0x16 }, { "af31", 0x1a }, { "af32", 0x1c }, { "af33", 0x1e },
		{ "af41", 0x22 }, { "af42", 0x24 }, { "af43", 0x26 }, { "va", 0x2c },
		{ "ef", 0x2e }, { 0 } },
};

const struct type type_ecn = {
	.name = "ecn",
	.desc = "Explicit Congestion Notification",
	.id = TYPE_ECN,
	.bits = 2,
	.hex = true,
	.hex_symbols = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "not-ect", 0 }, { "ect1", 1 }, { "ect0", 2 }, { "ce", 3 }, { 0 } },
};

const struct type type_mptcp_subtype = {
	.name = "integer",
	.desc = "mptcp option subtype",
	.id = TYPE_INTEGER,
	.bits = 4,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
	.symbols = (const struct symbol[]){
		{ "mp-capable", 0 }, { "mp-join", 1 }, { "dss", 2 }, { "add-addr", 3 },
		{ "remove-addr", 4 }, { "mp-prio", 5 }, { "mp-fail", 6 }, { "mp-fastclose", 7 },
		{ "mp-tcprst", 8 }, { 0 } },
};
