/* Headers that carry other packets: how the kernel's inner expression takes them apart. */
#include "data/proto_rows.h"

enum { INNER_HEADER = 1, INNER_LINK = 2, INNER_NETWORK = 4, INNER_TRANSPORT = 8 };

static const struct field gre_fields[] = {
	[1] = { FIELD("version", type_integer, 13, 3) },
	[2] = { FIELD("flags", type_integer, 0, 5) },
	[3] = { FIELD("protocol", type_ether_type, 16, 16) },
};

const struct proto proto_gre = {
	.name = "gre",
	.id = 20,
	.layer = LAYER_TRANSPORT,
	.bits = 32,
	.inner_type = 3,
	.inner_size = 4,
	.inner_flags = INNER_NETWORK | INNER_TRANSPORT,
	FIELDS(gre_fields),
	TRACE(2, 1, 3),
};

static const struct field gretap_fields[] = { { 0 } };

const struct proto proto_gretap = {
	.name = "gretap",
	.id = 21,
	.layer = LAYER_TRANSPORT,
	.bits = 32,
	.inner_type = 4,
	.inner_size = 4,
	.inner_flags = INNER_LINK | INNER_NETWORK | INNER_TRANSPORT,
	FIELDS(gretap_fields),
};

static const struct field vxlan_fields[] = {
	[1] = { FIELD("vni", type_integer, 32, 24) },
	[2] = { FIELD("flags", type_bitmask, 0, 8) },
};

const struct proto proto_vxlan = {
	.name = "vxlan",
	.id = 18,
	.layer = LAYER_INNER,
	.bits = 64,
	.inner_type = 1,
	.inner_size = 8,
	.inner_flags = INNER_HEADER | INNER_LINK | INNER_NETWORK | INNER_TRANSPORT,
	FIELDS(vxlan_fields),
	TRACE(1, 2),
};

static const struct field geneve_fields[] = {
	[1] = { FIELD("vni", type_integer, 32, 24) },
	[2] = { FIELD("type", type_ether_type, 16, 16) },
};

const struct proto proto_geneve = {
	.name = "geneve",
	.id = 19,
	.layer = LAYER_INNER,
	.bits = 64,
	.inner_type = 2,
	.inner_size = 8,
	.inner_flags = INNER_HEADER | INNER_LINK | INNER_NETWORK | INNER_TRANSPORT,
	FIELDS(geneve_fields),
	TRACE(1, 2),
};
