/* Network layer headers, and what they announce above. */
#include "data/proto_rows.h"

/* gretap shares the number of gre: found by header, never by number. */
#define TRANSPORT_LINKS                                                                           \
	LINKS({ 1, &proto_icmp }, { 2, &proto_igmp }, { 6, &proto_tcp }, { 17, &proto_udp },      \
	      { 33, &proto_dccp }, { 47, &proto_gre }, { 50, &proto_esp }, { 51, &proto_ah },     \
	      { 58, &proto_icmpv6 }, { 108, &proto_comp }, { 132, &proto_sctp },                  \
	      { 136, &proto_udplite }, { 47, &proto_gretap })

enum {
	ARP_HTYPE = 1, ARP_PTYPE, ARP_HLEN, ARP_PLEN, ARP_OPERATION,
	ARP_SADDR_ETHER, ARP_SADDR_IP, ARP_DADDR_ETHER, ARP_DADDR_IP,
};

static const struct field arp_fields[] = {
	[ARP_HTYPE] = { FIELD("htype", type_integer, 0, 16) },
	[ARP_PTYPE] = { FIELD("ptype", type_ether_type, 16, 16) },
	[ARP_HLEN] = { FIELD("hlen", type_integer, 32, 8) },
	[ARP_PLEN] = { FIELD("plen", type_integer, 40, 8) },
	[ARP_OPERATION] = { FIELD("operation", type_arp_op, 48, 16) },
	[ARP_SADDR_ETHER] = { FIELD("saddr ether", type_ether_addr, 64, 48) },
	[ARP_SADDR_IP] = { FIELD("saddr ip", type_ipv4_addr, 112, 32) },
	[ARP_DADDR_ETHER] = { FIELD("daddr ether", type_ether_addr, 144, 48) },
	[ARP_DADDR_IP] = { FIELD("daddr ip", type_ipv4_addr, 192, 32) },
};

const struct proto proto_arp = {
	.name = "arp",
	.id = 15,
	.layer = LAYER_NETWORK,
	.bits = 224,
	FIELDS(arp_fields),
	TRACE(ARP_OPERATION),
};

enum {
	IP_VERSION = 1, IP_HDRLENGTH, IP_DSCP, IP_ECN, IP_LENGTH, IP_ID, IP_FRAG_OFF, IP_TTL,
	IP_PROTOCOL, IP_CHECKSUM, IP_SADDR, IP_DADDR,
};

static const struct field ip_fields[] = {
	[IP_VERSION] = { FIELD("version", type_integer, 0, 4) },
	[IP_HDRLENGTH] = { FIELD("hdrlength", type_integer, 4, 4) },
	[IP_DSCP] = { FIELD("dscp", type_dscp, 8, 6) },
	[IP_ECN] = { FIELD("ecn", type_ecn, 14, 2) },
	[IP_LENGTH] = { FIELD("length", type_integer, 16, 16) },
	[IP_ID] = { FIELD("id", type_integer, 32, 16) },
	[IP_FRAG_OFF] = { FIELD("frag-off", type_integer_hex, 48, 16), .flags = FIELD_HEX },
	[IP_TTL] = { FIELD("ttl", type_integer, 64, 8) },
	[IP_PROTOCOL] = { FIELD("protocol", type_inet_proto, 72, 8) },
	[IP_CHECKSUM] = { FIELD("checksum", type_integer, 80, 16) },
	[IP_SADDR] = { FIELD("saddr", type_ipv4_addr, 96, 32) },
	[IP_DADDR] = { FIELD("daddr", type_ipv4_addr, 128, 32) },
};

const struct proto proto_ip = {
	.name = "ip",
	.id = 12,
	.layer = LAYER_NETWORK,
	.bits = 160,
	.key = IP_PROTOCOL,
	.checksum = IP_CHECKSUM,
	.checksum_inet = true,
	.pseudo_fields = 1 << IP_LENGTH | 1 << IP_PROTOCOL | 1 << IP_SADDR | 1 << IP_DADDR,
	FIELDS(ip_fields),
	TRANSPORT_LINKS,
	TRACE(IP_SADDR, IP_DADDR, IP_DSCP, IP_ECN, IP_TTL, IP_ID, IP_PROTOCOL, IP_LENGTH),
};

enum {
	IP6_VERSION = 1, IP6_DSCP, IP6_ECN, IP6_FLOWLABEL, IP6_LENGTH, IP6_NEXTHDR, IP6_HOPLIMIT,
	IP6_SADDR, IP6_DADDR,
};

static const struct field ip6_fields[] = {
	[IP6_VERSION] = { FIELD("version", type_integer, 0, 4) },
	[IP6_DSCP] = { FIELD("dscp", type_dscp, 4, 6) },
	[IP6_ECN] = { FIELD("ecn", type_ecn, 10, 2) },
	[IP6_FLOWLABEL] = { FIELD("flowlabel", type_integer, 12, 20) },
	[IP6_LENGTH] = { FIELD("length", type_integer, 32, 16) },
	[IP6_NEXTHDR] = { FIELD("nexthdr", type_inet_proto, 48, 8) },
	[IP6_HOPLIMIT] = { FIELD("hoplimit", type_integer, 56, 8) },
	[IP6_SADDR] = { FIELD("saddr", type_ipv6_addr, 64, 128) },
	[IP6_DADDR] = { FIELD("daddr", type_ipv6_addr, 192, 128) },
};

const struct proto proto_ip6 = {
	.name = "ip6",
	.id = 13,
	.layer = LAYER_NETWORK,
	.bits = 320,
	.key = IP6_NEXTHDR,
	.pseudo_fields = 1 << IP6_LENGTH | 1 << IP6_NEXTHDR | 1 << IP6_SADDR | 1 << IP6_DADDR,
	FIELDS(ip6_fields),
	TRANSPORT_LINKS,
	TRACE(IP6_SADDR, IP6_DADDR, IP6_DSCP, IP6_ECN, IP6_HOPLIMIT, IP6_FLOWLABEL, IP6_NEXTHDR,
	      IP6_LENGTH),
};

static const struct field no_fields[] = { { 0 } };

const struct proto proto_transport = {
	.name = "inet service",
	.layer = LAYER_NETWORK,
	FIELDS(no_fields),
	TRANSPORT_LINKS,
};
