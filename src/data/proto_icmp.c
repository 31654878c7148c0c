/* ICMP, ICMPv6, IGMP: what some fields mean depends on the type. */
#include "data/proto_rows.h"

enum { ECHO_REPLY = 0, UNREACHABLE = 3, REDIRECT = 5, ECHO_REQUEST = 8 };

static const struct field icmp_fields[] = {
	[1] = { FIELD("type", type_icmp_type, 0, 8) },
	[2] = { FIELD("code", type_icmp_code, 8, 8) },
	[3] = { FIELD("checksum", type_integer, 16, 16) },
	[4] = { FIELD("id", type_integer, 32, 16), ONLY(ECHO_REPLY, ECHO_REQUEST) },
	[5] = { FIELD("sequence", type_integer, 48, 16), ONLY(ECHO_REPLY, ECHO_REQUEST) },
	[6] = { FIELD("gateway", type_integer, 32, 32), ONLY(REDIRECT) },
	[7] = { FIELD("mtu", type_integer, 48, 16), ONLY(UNREACHABLE) },
};

const struct proto proto_icmp = {
	.name = "icmp",
	.id = 4,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	.checksum = 3,
	.checksum_inet = true,
	FIELDS(icmp_fields),
	TRACE(1, 2, 4, 5, 6, 7),
};

enum {
	TOO_BIG = 2, PARAMETER_PROBLEM = 4, ECHO6_REQUEST = 128, ECHO6_REPLY, MLD_QUERY,
	MLD_REPORT, MLD_DONE, NEIGHBOR_SOLICIT = 135, NEIGHBOR_ADVERT, ND_REDIRECT,
};

static const struct field icmpv6_fields[] = {
	[1] = { FIELD("type", type_icmpv6_type, 0, 8) },
	[2] = { FIELD("code", type_icmpv6_code, 8, 8) },
	[3] = { FIELD("checksum", type_integer, 16, 16) },
	[4] = { FIELD("param-problem", type_integer, 32, 32), .listed = "parameter-problem",
		ONLY(PARAMETER_PROBLEM) },
	[5] = { FIELD("mtu", type_integer, 32, 32), ONLY(TOO_BIG) },
	[6] = { FIELD("id", type_integer, 32, 16), ONLY(ECHO6_REQUEST, ECHO6_REPLY) },
	[7] = { FIELD("sequence", type_integer, 48, 16), ONLY(ECHO6_REQUEST, ECHO6_REPLY) },
	[8] = { FIELD("max-delay", type_integer, 32, 16), ONLY(MLD_QUERY) },
	[9] = { FIELD("taddr", type_ipv6_addr, 64, 128),
		ONLY(MLD_QUERY, MLD_REPORT, MLD_DONE, NEIGHBOR_SOLICIT, NEIGHBOR_ADVERT,
		     ND_REDIRECT) },
	[10] = { FIELD("daddr", type_ipv6_addr, 192, 128), ONLY(ND_REDIRECT) },
};

const struct proto proto_icmpv6 = {
	.name = "icmpv6",
	.id = 14,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	.checksum = 3,
	.checksum_inet = true,
	.pseudo = true,
	FIELDS(icmpv6_fields),
	TRACE(1, 2, 4, 5, 6, 7, 8, 9, 10),
};

static const struct field igmp_fields[] = {
	[1] = { FIELD("type", type_igmp_type, 0, 8) },
	[2] = { FIELD("checksum", type_integer, 16, 16) },
	[3] = { FIELD("mrt", type_integer, 8, 8) },
	[4] = { FIELD("group", type_ipv4_addr, 32, 32) },
};

const struct proto proto_igmp = {
	.name = "igmp",
	.id = 5,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	.checksum = 2,
	.checksum_inet = true,
	FIELDS(igmp_fields),
	TRACE(1, 3, 4),
};
