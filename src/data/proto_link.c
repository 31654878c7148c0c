/* Link layer headers, and what the link layer of each family announces. */
#include "data/proto_rows.h"

#define ETHER_LINKS                                                                               \
	LINKS({ 0x0800, &proto_ip }, { 0x0806, &proto_arp }, { 0x86dd, &proto_ip6 },              \
	      { 0x8100, &proto_vlan }, { 0x88a8, &proto_vlan })

enum { ETHER_DADDR = 1, ETHER_SADDR, ETHER_TYPE };

static const struct field ether_fields[] = {
	[ETHER_DADDR] = { FIELD("daddr", type_ether_addr, 0, 48) },
	[ETHER_SADDR] = { FIELD("saddr", type_ether_addr, 48, 48) },
	[ETHER_TYPE] = { FIELD("type", type_ether_type, 96, 16) },
};

const struct proto proto_ether = {
	.name = "ether",
	.id = 17,
	.layer = LAYER_LINK,
	.bits = 112,
	.key = ETHER_TYPE,
	FIELDS(ether_fields),
	ETHER_LINKS,
	TRACE(ETHER_SADDR, ETHER_DADDR, ETHER_TYPE),
};

enum { VLAN_PCP = 1, VLAN_DEI, VLAN_CFI, VLAN_ID, VLAN_TYPE };

static const struct field vlan_fields[] = {
	[VLAN_PCP] = { FIELD("pcp", type_integer, 0, 3) },
	[VLAN_DEI] = { FIELD("dei", type_integer, 3, 1) },
	[VLAN_CFI] = { FIELD("cfi", type_integer, 3, 1), .flags = FIELD_ALIAS },
	[VLAN_ID] = { FIELD("id", type_integer, 4, 12) },
	[VLAN_TYPE] = { FIELD("type", type_ether_type, 16, 16) },
};

const struct proto proto_vlan = {
	.name = "vlan",
	.id = 16,
	.layer = LAYER_LINK,
	.bits = 32,
	.key = VLAN_TYPE,
	FIELDS(vlan_fields),
	ETHER_LINKS,
	TRACE(VLAN_PCP, VLAN_DEI, VLAN_ID, VLAN_TYPE),
};

static const struct field no_fields[] = { { 0 } };

const struct proto proto_inet = {
	.name = "inet",
	.layer = LAYER_LINK,
	FIELDS(no_fields),
	LINKS({ 2, &proto_ip }, { 10, &proto_ip6 }),
};

const struct proto proto_netdev = {
	.name = "netdev",
	.layer = LAYER_LINK,
	FIELDS(no_fields),
	ETHER_LINKS,
};
