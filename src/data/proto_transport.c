/* Transport layer headers, ICMP and IGMP aside. */
#include "data/proto_rows.h"

static const struct field tcp_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
	[3] = { FIELD("sequence", type_integer, 32, 32) },
	[4] = { FIELD("ackseq", type_integer, 64, 32) },
	[5] = { FIELD("doff", type_integer, 96, 4) },
	[6] = { FIELD("reserved", type_integer, 100, 4) },
	[7] = { FIELD("flags", type_tcp_flag, 104, 8) },
	[8] = { FIELD("window", type_integer, 112, 16) },
	[9] = { FIELD("checksum", type_integer, 128, 16) },
	[10] = { FIELD("urgptr", type_integer, 144, 16) },
};

const struct proto proto_tcp = {
	.name = "tcp",
	.id = 8,
	.layer = LAYER_TRANSPORT,
	.bits = 160,
	.checksum = 9,
	.checksum_inet = true,
	.pseudo = true,
	FIELDS(tcp_fields),
	TRACE(1, 2, 7, 8),
};

static const struct field udp_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
	[3] = { FIELD("length", type_integer, 32, 16) },
	[4] = { FIELD("checksum", type_integer, 48, 16) },
};

const struct proto proto_udp = {
	.name = "udp",
	.id = 6,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	.checksum = 4,
	.checksum_inet = true,
	.pseudo = true,
	FIELDS(udp_fields),
	TRACE(1, 2, 3),
};

static const struct field udplite_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
	[3] = { FIELD("csumcov", type_integer, 32, 16) },
	[4] = { FIELD("checksum", type_integer, 48, 16) },
};

/* The kernel cannot mend a checksum of partial coverage: none is named. */
const struct proto proto_udplite = {
	.name = "udplite",
	.id = 7,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	.pseudo = true,
	FIELDS(udplite_fields),
	TRACE(1, 2, 3),
};

static const struct field dccp_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
	[3] = { FIELD("type", type_dccp_pkttype, 67, 4) },
};

const struct proto proto_dccp = {
	.name = "dccp",
	.id = 9,
	.layer = LAYER_TRANSPORT,
	.bits = 128,
	.pseudo = true,
	FIELDS(dccp_fields),
	TRACE(1, 2, 3),
};

static const struct field sctp_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
	[3] = { FIELD("vtag", type_integer, 32, 32) },
	[4] = { FIELD("checksum", type_integer, 64, 32) },
};

/* The checksum is a CRC, which the kernel mends as a whole. */
const struct proto proto_sctp = {
	.name = "sctp",
	.id = 10,
	.layer = LAYER_TRANSPORT,
	.bits = 96,
	.checksum = 4,
	FIELDS(sctp_fields),
	TRACE(1, 2, 3),
};

static const struct field th_fields[] = {
	[1] = { FIELD("sport", type_inet_service, 0, 16) },
	[2] = { FIELD("dport", type_inet_service, 16, 16) },
};

const struct proto proto_th = {
	.name = "th",
	.id = 11,
	.layer = LAYER_TRANSPORT,
	.bits = 32,
	FIELDS(th_fields),
	TRACE(1, 2),
};

static const struct field ah_fields[] = {
	[1] = { FIELD("nexthdr", type_inet_proto, 0, 8) },
	[2] = { FIELD("hdrlength", type_integer, 8, 8) },
	[3] = { FIELD("reserved", type_integer, 16, 16) },
	[4] = { FIELD("spi", type_integer, 32, 32) },
	[5] = { FIELD("sequence", type_integer, 64, 32) },
};

const struct proto proto_ah = {
	.name = "ah",
	.id = 1,
	.layer = LAYER_TRANSPORT,
	.bits = 96,
	FIELDS(ah_fields),
	TRACE(4, 2, 1),
};

static const struct field esp_fields[] = {
	[1] = { FIELD("spi", type_integer, 0, 32) },
	[2] = { FIELD("sequence", type_integer, 32, 32) },
};

const struct proto proto_esp = {
	.name = "esp",
	.id = 2,
	.layer = LAYER_TRANSPORT,
	.bits = 64,
	FIELDS(esp_fields),
	TRACE(1, 2),
};

static const struct field comp_fields[] = {
	[1] = { FIELD("nexthdr", type_inet_proto, 0, 8) },
	[2] = { FIELD("flags", type_bitmask, 8, 8) },
	[3] = { FIELD("cpi", type_integer, 16, 16) },
};

const struct proto proto_comp = {
	.name = "comp",
	.id = 3,
	.layer = LAYER_TRANSPORT,
	.bits = 32,
	FIELDS(comp_fields),
	TRACE(1, 2, 3),
};
