/*
 * proto: packet headers as tables: fields, how one header names the next, checksums; and the
 * option-like headers (IPv6 extension headers, TCP, IPv4, DCCP options, SCTP chunks).
 *
 * The same tables serve parsing, JSON, evaluation (which header is implied), lowering, raising
 * (which field a load is) and listing.
 */
#ifndef WEIR_DATA_PROTO_H
#define WEIR_DATA_PROTO_H

#include "data/type.h"

enum layer { LAYER_LINK, LAYER_NETWORK, LAYER_TRANSPORT, LAYER_INNER, LAYER_N };

/* A field of a header. Index in the table is the number stored in set userdata (`#` column). */
struct field {
	const char *name;        /* NULL in unused rows (row 0 always) */
	uint64_t prefix;         /* STR_PREFIX of it */
	const struct type *type;
	uint16_t offset, bits;   /* in bits from the start of the header */
	uint8_t flags;           /* FIELD_* */
	/* icmp, icmpv6: the `type` values under which the field exists (0-terminated list + count) */
	const uint8_t *only_types;
	uint8_t only_type_n;
	const char *listed;      /* name in listings and JSON, if not `name` */
};
enum {
	FIELD_HEX = 1,           /* printed 0x.. though its type is integer */
	FIELD_ALIAS = 2,         /* accepted, listed under the name of the row before */
	FIELD_HIDDEN = 4,        /* known on the wire, no syntax */
	FIELD_INDEXED = 8,       /* addr[N], sid[N]: offset + 128 * (N - 1) */
};

struct proto;
struct proto_link {
	uint32_t number;
	const struct proto *proto;
};

struct proto {
	const char *name;        /* as in rules: "ip", "tcp" */
	uint8_t id;              /* protocol id of set userdata (language.md, 10) */
	uint8_t layer;           /* enum layer */
	uint8_t key;             /* index of the field that names the next header, or 0 */
	uint8_t field_n;
	const struct field *fields; /* field_n rows, row 0 unused */
	const struct proto_link *links; /* next headers by value of the key field; ends with NULL */
	uint16_t bits;           /* length of the fixed header */
	uint8_t checksum;        /* index of the checksum field that covers this header, or 0 */
	bool checksum_inet;      /* an internet checksum (csum_type 1) */
	bool pseudo;             /* addresses are part of the transport checksum */
	uint64_t pseudo_fields;  /* bit per field index: changing it changes the pseudo header */
	/* tunnels: kernel inner type, header bytes, load flags (NFT_INNER_*), base layers inside */
	uint8_t inner_type, inner_size, inner_flags;
	uint8_t order_n;         /* fields in trace order (cli-and-output, 6) */
	const uint8_t *trace_order;
};

extern const struct proto proto_ether, proto_vlan, proto_arp, proto_ip, proto_ip6, proto_icmp,
	proto_icmpv6, proto_igmp, proto_tcp, proto_udp, proto_udplite, proto_dccp, proto_sctp,
	proto_th, proto_ah, proto_esp, proto_comp, proto_gre, proto_gretap, proto_vxlan,
	proto_geneve;
/*
 * Pseudo-headers that only link: what `meta protocol`/`meta nfproto`/`meta l4proto` of the bridge,
 * inet and netdev families say. proto_inet links by nfproto, proto_netdev by ether type,
 * proto_transport ("inet service" level) by l4proto.
 */
extern const struct proto proto_inet, proto_netdev, proto_transport, proto_unknown;

extern const struct proto *const protos[]; /* those with syntax, ends with NULL */
const struct proto *proto_by_name(struct span name);
const struct proto *proto_by_id(unsigned id);
/* The header that `number` in the key field of `proto` announces; NULL: none known. */
const struct proto *proto_next(const struct proto *proto, uint32_t number);
/* The number by which `upper` announces `lower`; false: it does not. */
bool proto_number(const struct proto *upper, const struct proto *lower, uint32_t *number);
const struct field *proto_field(const struct proto *proto, struct span name);
/* The visible field at exactly offset/bits, or NULL. */
const struct field *proto_field_at(const struct proto *proto, unsigned offset, unsigned bits);

/* Option-like headers. op: kernel NFT_EXTHDR_OP_*. */
enum exthdr_op { EXTHDR_IPV6, EXTHDR_TCP, EXTHDR_IPV4, EXTHDR_SCTP, EXTHDR_DCCP, EXTHDR_OP_N };
struct exthdr {
	const char *name, *alias; /* alias: accepted, not printed */
	uint8_t op;
	uint8_t type;             /* protocol, option kind, chunk type */
	uint8_t id;               /* desc id in set userdata (IPv6 only) */
	uint8_t field_n;
	/* Rows by the number stored in set userdata; those without a name are unused. Row 0 is the
	 * type of IPv4 options and SCTP chunks. */
	const struct field *fields;
	/* TCP sack1..3 share the kind of sack; offsets tell which */
};
extern const struct exthdr exthdrs[]; /* all of them, ends with name NULL */
const struct exthdr *exthdr_by_name(enum exthdr_op op, struct span name);
const struct exthdr *exthdr_by_type(enum exthdr_op op, unsigned type);
/* A field that can be written, by name; NULL: the header has none such. */
const struct field *exthdr_field(const struct exthdr *header, struct span name);
/* The field of a load (offset, bits in bits), searching every header of that type (sack1..3). */
const struct field *exthdr_field_at(enum exthdr_op op, unsigned type, unsigned offset,
				    unsigned bits, const struct exthdr **header);

/* Families, hooks and priorities (language.md 5). */
enum { FAMILY_ANY = 0, FAMILY_INET = 1, FAMILY_IP = 2, FAMILY_ARP = 3, FAMILY_NETDEV = 5,
       FAMILY_BRIDGE = 7, FAMILY_IP6 = 10 };
const char *family_name(unsigned family);               /* "unknown" for others */
bool family_number(struct span name, unsigned *family);
/* The header on which payload loads of the family start (proto_ip for FAMILY_IP ...). */
const struct proto *family_proto(unsigned family);

enum hook_id { HOOK_PREROUTING, HOOK_INPUT, HOOK_FORWARD, HOOK_OUTPUT, HOOK_POSTROUTING,
	       HOOK_INET_INGRESS, HOOK_NONE = -1 };
/* Kernel hook number of a name in a family; false: unknown there. */
bool hook_number(unsigned family, struct span name, unsigned *hook);
const char *hook_name(unsigned family, unsigned hook);
/* "filter" -> 0 ...; false: the family or hook has no such priority name. */
bool priority_number(unsigned family, unsigned hook, struct span name, int *priority);
/* Prints `filter`, `filter + 5`, or the number (always the number with numeric set). */
void priority_print(unsigned family, unsigned hook, int priority, bool numeric, struct out *out);

#endif
