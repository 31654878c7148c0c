/* Option-like headers: IPv6 extension headers, TCP and IPv4 options, SCTP chunks. */
#include "data/proto_rows.h"

/* ---- IPv6 extension headers ---- */

#define IPV6_START                                                                                \
	[1] = { FIELD("nexthdr", type_inet_proto, 0, 8) },                                        \
	[2] = { FIELD("hdrlength", type_integer, 8, 8) }

static const struct field options_fields[] = { IPV6_START };
static const struct field rt_fields[] = {
	IPV6_START,
	[3] = { FIELD("type", type_integer, 16, 8) },
	[4] = { FIELD("seg-left", type_integer, 24, 8) },
};
static const struct field rt0_fields[] = {
	[1] = { FIELD("reserved", type_integer, 32, 32), .flags = FIELD_HIDDEN },
	[2] = { FIELD("addr", type_ipv6_addr, 64, 128), .flags = FIELD_INDEXED },
};
static const struct field rt2_fields[] = {
	[1] = { FIELD("reserved", type_integer, 32, 32), .flags = FIELD_HIDDEN },
	[2] = { FIELD("addr", type_ipv6_addr, 64, 128) },
};
static const struct field srh_fields[] = {
	[1] = { FIELD("last-entry", type_integer, 32, 8) },
	[2] = { FIELD("flags", type_integer, 40, 8) },
	[3] = { FIELD("tag", type_integer, 48, 16) },
	[4] = { FIELD("sid", type_ipv6_addr, 64, 128), .flags = FIELD_INDEXED },
};
static const struct field frag_fields[] = {
	[1] = { FIELD("nexthdr", type_inet_proto, 0, 8) },
	[2] = { FIELD("reserved", type_integer, 8, 8) },
	[3] = { FIELD("frag-off", type_integer, 16, 13) },
	[4] = { FIELD("reserved2", type_integer, 29, 2) },
	[5] = { FIELD("more-fragments", type_integer, 31, 1) },
	[6] = { FIELD("id", type_integer, 32, 32) },
};
static const struct field mh_fields[] = {
	IPV6_START,
	[3] = { FIELD("type", type_mh_type, 16, 8) },
	[4] = { FIELD("reserved", type_integer, 24, 8) },
	[5] = { FIELD("checksum", type_integer, 32, 16) },
};

/* ---- TCP options ---- */

#define TCP_LENGTH [1] = { FIELD("length", type_integer, 8, 8) }

static const struct field length_fields[] = { TCP_LENGTH };
static const struct field maxseg_fields[] = {
	TCP_LENGTH,
	[2] = { FIELD("size", type_integer, 16, 16) },
};
static const struct field window_fields[] = {
	TCP_LENGTH,
	[2] = { FIELD("count", type_integer, 16, 8) },
};
static const struct field sack_fields[] = {
	TCP_LENGTH,
	[2] = { FIELD("left", type_integer, 16, 32) },
	[3] = { FIELD("right", type_integer, 48, 32) },
};
static const struct field sack1_fields[] = {
	[4] = { FIELD("left", type_integer, 80, 32) },
	[5] = { FIELD("right", type_integer, 112, 32) },
};
static const struct field sack2_fields[] = {
	[6] = { FIELD("left", type_integer, 144, 32) },
	[7] = { FIELD("right", type_integer, 176, 32) },
};
static const struct field sack3_fields[] = {
	[8] = { FIELD("left", type_integer, 208, 32) },
	[9] = { FIELD("right", type_integer, 240, 32) },
};
static const struct field timestamp_fields[] = {
	TCP_LENGTH,
	[2] = { FIELD("tsval", type_integer, 16, 32) },
	[3] = { FIELD("tsecr", type_integer, 48, 32) },
};
static const struct field mptcp_fields[] = {
	TCP_LENGTH,
	[2] = { FIELD("subtype", type_mptcp_subtype, 16, 4) },
};

/* ---- IPv4 options ---- */

#define IP_START                                                                                  \
	[1] = { FIELD("type", type_integer, 0, 8) },                                              \
	[2] = { FIELD("length", type_integer, 8, 8) }

static const struct field route_fields[] = {
	IP_START,
	[4] = { FIELD("ptr", type_integer, 16, 8) },
	[5] = { FIELD("addr", type_ipv4_addr, 24, 32) },
};
static const struct field ra_fields[] = {
	IP_START,
	[3] = { FIELD("value", type_integer, 16, 16) },
};

/* ---- SCTP chunks ---- */

#define CHUNK_START                                                                               \
	[0] = { FIELD("type", type_integer, 0, 8) },                                              \
	[1] = { FIELD("flags", type_integer, 8, 8) },                                             \
	[2] = { FIELD("length", type_integer, 16, 16) }

static const struct field chunk_fields[] = { CHUNK_START };
static const struct field data_fields[] = {
	CHUNK_START,
	[3] = { FIELD("tsn", type_integer, 32, 32) },
	[4] = { FIELD("stream", type_integer, 64, 16) },
	[5] = { FIELD("ssn", type_integer, 80, 16) },
	[6] = { FIELD("ppid", type_integer, 96, 32) },
};
static const struct field init_fields[] = {
	CHUNK_START,
	[3] = { FIELD("init-tag", type_integer, 32, 32) },
	[4] = { FIELD("a-rwnd", type_integer, 64, 32) },
	[5] = { FIELD("num-outbound-streams", type_integer, 96, 16) },
	[6] = { FIELD("num-inbound-streams", type_integer, 112, 16) },
	[7] = { FIELD("initial-tsn", type_integer, 128, 32) },
};
static const struct field chunk_sack_fields[] = {
	CHUNK_START,
	[3] = { FIELD("cum-tsn-ack", type_integer, 32, 32) },
	[4] = { FIELD("a-rwnd", type_integer, 64, 32) },
	[5] = { FIELD("num-gap-ack-blocks", type_integer, 96, 16) },
	[6] = { FIELD("num-dup-tsns", type_integer, 112, 16) },
};
static const struct field shutdown_fields[] = {
	CHUNK_START,
	[3] = { FIELD("cum-tsn-ack", type_integer, 32, 32) },
};
static const struct field lowest_fields[] = {
	CHUNK_START,
	[3] = { FIELD("lowest-tsn", type_integer, 32, 32) },
};
static const struct field asconf_fields[] = {
	CHUNK_START,
	[3] = { FIELD("seqno", type_integer, 32, 32) },
};
static const struct field forward_fields[] = {
	CHUNK_START,
	[3] = { FIELD("new-cum-tsn", type_integer, 32, 32) },
};

/*
 * Where headers share a type, the first whose field fits a load names it: the loads of rt0 and rt2
 * addresses come back as those of srh.
 */
const struct exthdr exthdrs[] = {
	{ "hbh", NULL, EXTHDR_IPV6, 0, .id = 1, FIELDS(options_fields) },
	{ "rt", NULL, EXTHDR_IPV6, 43, .id = 2, FIELDS(rt_fields) },
	{ "srh", NULL, EXTHDR_IPV6, 43, .id = 5, FIELDS(srh_fields) },
	{ "rt0", NULL, EXTHDR_IPV6, 43, .id = 3, FIELDS(rt0_fields) },
	{ "rt2", NULL, EXTHDR_IPV6, 43, .id = 4, FIELDS(rt2_fields) },
	{ "frag", NULL, EXTHDR_IPV6, 44, .id = 6, FIELDS(frag_fields) },
	{ "dst", NULL, EXTHDR_IPV6, 60, .id = 7, FIELDS(options_fields) },
	{ "mh", NULL, EXTHDR_IPV6, 135, .id = 8, FIELDS(mh_fields) },

	{ "eol", NULL, EXTHDR_TCP, 0, .id = 0 },
	{ "nop", "noop", EXTHDR_TCP, 1, .id = 0 },
	{ "maxseg", "mss", EXTHDR_TCP, 2, FIELDS(maxseg_fields) },
	{ "window", NULL, EXTHDR_TCP, 3, FIELDS(window_fields) },
	{ "sack-perm", "sack-permitted", EXTHDR_TCP, 4, FIELDS(length_fields) },
	{ "sack", "sack0", EXTHDR_TCP, 5, FIELDS(sack_fields) },
	{ "sack1", NULL, EXTHDR_TCP, 5, FIELDS(sack1_fields) },
	{ "sack2", NULL, EXTHDR_TCP, 5, FIELDS(sack2_fields) },
	{ "sack3", NULL, EXTHDR_TCP, 5, FIELDS(sack3_fields) },
	{ "timestamp", "echo", EXTHDR_TCP, 8, FIELDS(timestamp_fields) },
	{ "md5sig", NULL, EXTHDR_TCP, 19, FIELDS(length_fields) },
	{ "mptcp", NULL, EXTHDR_TCP, 30, FIELDS(mptcp_fields) },
	{ "fastopen", NULL, EXTHDR_TCP, 34, FIELDS(length_fields) },

	{ "lsrr", NULL, EXTHDR_IPV4, 131, FIELDS(route_fields) },
	{ "rr", NULL, EXTHDR_IPV4, 7, FIELDS(route_fields) },
	{ "ssrr", NULL, EXTHDR_IPV4, 137, FIELDS(route_fields) },
	{ "ra", NULL, EXTHDR_IPV4, 148, FIELDS(ra_fields) },

	{ "data", NULL, EXTHDR_SCTP, 0, FIELDS(data_fields) },
	{ "init", NULL, EXTHDR_SCTP, 1, FIELDS(init_fields) },
	{ "init-ack", NULL, EXTHDR_SCTP, 2, FIELDS(init_fields) },
	{ "sack", NULL, EXTHDR_SCTP, 3, FIELDS(chunk_sack_fields) },
	{ "heartbeat", NULL, EXTHDR_SCTP, 4, FIELDS(chunk_fields) },
	{ "heartbeat-ack", NULL, EXTHDR_SCTP, 5, FIELDS(chunk_fields) },
	{ "abort", NULL, EXTHDR_SCTP, 6, FIELDS(chunk_fields) },
	{ "shutdown", NULL, EXTHDR_SCTP, 7, FIELDS(shutdown_fields) },
	{ "shutdown-ack", NULL, EXTHDR_SCTP, 8, FIELDS(chunk_fields) },
	{ "error", NULL, EXTHDR_SCTP, 9, FIELDS(chunk_fields) },
	{ "cookie-echo", NULL, EXTHDR_SCTP, 10, FIELDS(chunk_fields) },
	{ "cookie-ack", NULL, EXTHDR_SCTP, 11, FIELDS(chunk_fields) },
	{ "ecne", NULL, EXTHDR_SCTP, 12, FIELDS(lowest_fields) },
	{ "cwr", NULL, EXTHDR_SCTP, 13, FIELDS(lowest_fields) },
	{ "shutdown-complete", NULL, EXTHDR_SCTP, 14, FIELDS(chunk_fields) },
	{ "asconf-ack", NULL, EXTHDR_SCTP, 128, FIELDS(asconf_fields) },
	{ "forward-tsn", NULL, EXTHDR_SCTP, 192, FIELDS(forward_fields) },
	{ "asconf", NULL, EXTHDR_SCTP, 193, FIELDS(asconf_fields) },
	{ .name = NULL },
};

const struct exthdr *exthdr_by_name(enum exthdr_op op, struct span name)
{
	for (const struct exthdr *header = exthdrs; header->name; header++)
		if (header->op == op && (span_is(name, header->name) ||
					 (header->alias && span_is(name, header->alias))))
			return header;
	return NULL;
}

const struct exthdr *exthdr_by_type(enum exthdr_op op, unsigned type)
{
	for (const struct exthdr *header = exthdrs; header->name; header++)
		if (header->op == op && header->type == type)
			return header;
	return NULL;
}

static bool field_is_at(const struct field *field, unsigned offset, unsigned bits)
{
	if (!field->name || field->flags & FIELD_HIDDEN || field->bits != bits)
		return false;
	if (field->flags & FIELD_INDEXED)
		return offset >= field->offset && (offset - field->offset) % field->bits == 0;
	return offset == field->offset;
}

const struct field *exthdr_field_at(enum exthdr_op op, unsigned type, unsigned offset,
				    unsigned bits, const struct exthdr **header)
{
	for (const struct exthdr *h = exthdrs; h->name; h++)
		for (unsigned i = 0; h->op == op && h->type == type && i < h->field_n; i++)
			if (field_is_at(&h->fields[i], offset, bits)) {
				*header = h;
				return &h->fields[i];
			}
	return NULL;
}

const struct field *exthdr_field(const struct exthdr *header, struct span name)
{
	for (unsigned i = 0; i < header->field_n; i++) {
		const struct field *field = &header->fields[i];

		if (field->name && !(field->flags & FIELD_HIDDEN) && span_is(name, field->name))
			return field;
	}
	return NULL;
}
