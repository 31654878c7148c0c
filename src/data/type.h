/*
 * type: the data types of the language (ipv4_addr, inet_service, mark ...): name, number, width,
 * byte order, symbols, how text becomes a value and a value text.
 *
 * A value is BYTES_OF(bits) big-endian bytes: the number (base/bytes.h). Byte order says only how
 * the kernel keeps such a value in registers and set elements.
 */
#ifndef WEIR_DATA_TYPE_H
#define WEIR_DATA_TYPE_H

#include "base/bytes.h"

/* Stored by other programs in set key and data types: never renumber (expressions.md, 10). */
enum type_id {
	TYPE_INVALID, TYPE_VERDICT, TYPE_NF_PROTO, TYPE_BITMASK, TYPE_INTEGER, TYPE_STRING,
	TYPE_LL_ADDR, TYPE_IPV4_ADDR, TYPE_IPV6_ADDR, TYPE_ETHER_ADDR, TYPE_ETHER_TYPE, TYPE_ARP_OP,
	TYPE_INET_PROTO, TYPE_INET_SERVICE, TYPE_ICMP_TYPE, TYPE_TCP_FLAG, TYPE_DCCP_PKTTYPE,
	TYPE_MH_TYPE, TYPE_TIME, TYPE_MARK, TYPE_IFACE_INDEX, TYPE_IFACE_TYPE, TYPE_REALM,
	TYPE_CLASSID, TYPE_UID, TYPE_GID, TYPE_CT_STATE, TYPE_CT_DIR, TYPE_CT_STATUS,
	TYPE_ICMPV6_TYPE, TYPE_CT_LABEL, TYPE_PKT_TYPE, TYPE_ICMP_CODE, TYPE_ICMPV6_CODE,
	TYPE_ICMPX_CODE, TYPE_DEVGROUP, TYPE_DSCP, TYPE_ECN, TYPE_FIB_ADDRTYPE, TYPE_BOOLEAN,
	TYPE_CT_EVENT, TYPE_IFNAME, TYPE_IGMP_TYPE, TYPE_TIME_DATE, TYPE_TIME_HOUR, TYPE_TIME_DAY,
	TYPE_CGROUPV2, TYPE_N
};

/* How the kernel keeps a value: network order, host order, or as text (left-aligned, zero-padded). */
enum order { ORDER_BIG, ORDER_HOST, ORDER_TEXT };

/* What printing gave; decides quotes in text and the kind of JSON value. */
enum text_kind {
	TEXT_NUMBER, /* decimal or hexadecimal digits */
	TEXT_WORD,   /* bare in listings, a string in JSON: addresses, symbols, times */
	TEXT_QUOTED, /* quoted in listings (quotes not included), a string in JSON */
	TEXT_BOOL,   /* exists / missing; true / false in JSON */
};

struct symbol {
	const char *name;
	uint64_t value;
};

struct names;
struct type;

/* Why a text is no value of a type: a message without location, or NULL for the usual one. */
struct type_error {
	const char *text;      /* in names->scratch */
	const char *suggest;   /* a near symbol, or NULL */
};

struct type {
	const char *name, *desc;
	uint16_t id;
	uint16_t bits;               /* 0: the width comes from the expression */
	uint8_t order;               /* enum order */
	bool bitmask;                /* lists of symbols are flags; `|` combines */
	bool exclusive;              /* of the flags just one is set in any packet */
	bool hex;                    /* numbers are printed 0x.. */
	bool hex_padded;             /* ... with all digits of the width */
	bool prefix;                 /* prefix notation is printed (addresses, MACs) */
	bool ordered;                /* ranges and < > make sense */
	bool numbers;                /* there is a parse, but a number that fits means itself */
	uint8_t per_line;            /* set elements on one line of a listing (cli-and-output, 4.3) */
	const struct type *base;     /* basetype: integer, string, bitmask, ll_addr; NULL at the root */
	const struct symbol *symbols; /* sorted as `describe` prints them; ends with name NULL */
	const char *file;            /* iproute2-like file whose lines add symbols ("iproute2/group") */
	bool numeric;                /* symbols are for input only */
	bool quoted;                 /* symbols are quoted in listings */
	bool hex_symbols;            /* `describe` shows the symbols' values in hexadecimal */
	/*
	 * Text to value. `text` has no quotes; `b` has BYTES_OF(bits) bytes, where bits is the wanted
	 * width (type->bits unless 0). NULL: symbols, then decimal or hex numbers.
	 */
	bool (*parse)(const struct type *type, struct names *names, struct span text, uint8_t *b,
		      unsigned bits, struct type_error *error);
	/* Value to text, without quotes. NULL: symbol if known, else the number. */
	enum text_kind (*print)(const struct type *type, struct names *names, const uint8_t *b,
				unsigned bits, unsigned flags, struct out *out);
};

extern const struct type *const type_by_id[TYPE_N]; /* [TYPE_INVALID] is type_invalid */
/* The type that `type NAME` names; NULL if there is none. */
const struct type *type_by_name(struct span name);
/* For sets, the key or data type number of a concatenation packs 6 bits per component. */
enum { TYPE_BITS = 6, TYPE_MASK = 0x3f };

extern const struct type type_invalid, type_verdict, type_nf_proto, type_bitmask, type_integer,
	type_string, type_ll_addr, type_ipv4_addr, type_ipv6_addr, type_ether_addr, type_ether_type,
	type_arp_op, type_inet_proto, type_inet_service, type_icmp_type, type_tcp_flag,
	type_dccp_pkttype, type_mh_type, type_time, type_mark, type_iface_index, type_iface_type,
	type_realm, type_classid, type_uid, type_gid, type_ct_state, type_ct_dir, type_ct_status,
	type_icmpv6_type, type_ct_label, type_pkt_type, type_icmp_code, type_icmpv6_code,
	type_icmpx_code, type_devgroup, type_dscp, type_ecn, type_fib_addrtype, type_boolean,
	type_ct_event, type_ifname, type_igmp_type, type_date, type_hour, type_day, type_cgroupv2;
/* Not in the table: integers in host order or printed in hex, MPTCP subtypes, queue numbers. */
extern const struct type type_integer_host, type_integer_hex, type_mptcp_subtype, type_queue;

/* Whether values are unions of named flags; a bare bitmask is only a number. */
static inline bool type_has_flags(const struct type *type)
{
	return type && type->bitmask && type->id != TYPE_BITMASK;
}

/* Whether values of `from` may be used where `to` is wanted without a word (same basetype chain). */
bool type_is_a(const struct type *type, enum type_id base);

/*
 * Parse and print through the descriptor. type_parse checks the width and fills *error.
 * `flags`: NFT_CTX_OUTPUT_* bits (the same numbers as OUTPUT_* of ast/run.h).
 */
enum {
	PRINT_REVERSEDNS = 1 << 0, PRINT_SERVICE = 1 << 1, PRINT_GUID = 1 << 6,
	PRINT_NUMERIC_PROTO = 1 << 7, PRINT_NUMERIC_SYMBOL = 1 << 9, PRINT_NUMERIC_TIME = 1 << 10,
};
#define PRINT_LOSSLESS (1u << 16) /* beside PRINT_JSON: what a number would lose is text */
#define PRINT_JSON (1u << 31) /* as in JSON: marks decimal, no hex where JSON has numbers */
bool type_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		unsigned bits, struct type_error *error);
enum text_kind type_print(const struct type *type, struct names *names, const uint8_t *b,
			  unsigned bits, unsigned flags, struct out *out);
/*
 * A number written in the source as a value of the type: seconds become milliseconds, a label's
 * number its bit. The same as type_parse of its digits, but quick where that changes nothing.
 */
bool type_number(const struct type *type, struct names *names, uint64_t number, uint8_t *b,
		 unsigned bits, struct type_error *error);
/* The numeric value of a symbol of the type (its file included); false: there is none. */
bool type_symbol(const struct type *type, struct names *names, struct span name, uint64_t *value);
/* The symbol of a value, the first of the table; NULL: none. Takes no notice of numeric flags. */
const char *type_symbol_name(const struct type *type, struct names *names, uint64_t value);
/*
 * Flags: the value as symbols, in ascending bit order. Fills at most `max` names, gives their
 * number; *rest gets the bits that have no symbol.
 */
unsigned type_flag_symbols(const struct type *type, uint64_t value, const char **names,
			   unsigned max, uint64_t *rest);
/* `describe`: symbol table lines, if the type has symbols. */
void type_describe(const struct type *type, struct names *names, struct out *out);

/* Time spans: "1d2h3m4s5ms" <-> milliseconds. */
bool time_parse(struct span text, uint64_t *milliseconds);
void time_print(uint64_t milliseconds, unsigned flags, struct out *out);

/*
 * names: what the system calls numbers: iproute2 files, protocols, services, users, interfaces.
 * Owned by the context; files are read on first use; answers are cached in the pool.
 */
struct names {
	struct pool *pool;
	struct pool *scratch;     /* short-lived texts; reset per run */
	bool resolve_hosts;       /* host names allowed in addresses (no NFT_CTX_INPUT_NO_DNS) */
	unsigned generation;      /* bumped to forget cached interface names */
	struct map files;         /* file name -> parsed symbols */
	struct map caches;        /* protocols, services, users, groups, interfaces */
};

void names_init(struct names *names, struct pool *pool, struct pool *scratch);
/* Forget interfaces, users and groups (they may have changed between runs). */
void names_refresh(struct names *names);
/* Symbols of a file under /etc or, failing that, /usr/share; a missing file has none. */
const struct symbol *names_file(struct names *names, const char *file, size_t *n);
const char *names_protocol(struct names *names, unsigned number);       /* NULL: none */
bool names_protocol_number(struct names *names, struct span name, unsigned *number);
const char *names_service(struct names *names, unsigned port);          /* port: host order */
bool names_service_number(struct names *names, struct span name, unsigned *port);
const char *names_interface(struct names *names, unsigned index);
unsigned names_interface_index(struct names *names, struct span name);  /* 0: none */
const char *names_user(struct names *names, unsigned uid);              /* NULL: none */
bool names_user_number(struct names *names, struct span name, unsigned *uid);
const char *names_group(struct names *names, unsigned gid);
bool names_group_number(struct names *names, struct span name, unsigned *gid);
/* The command name of a process; NULL: there is none. Never cached. */
const char *names_process(struct names *names, unsigned pid);
/* The path of a file that names_file has found; NULL: there is none. */
const char *names_file_path(struct names *names, const char *file);
/* Resolves one address (size 4 or 16 bytes) if resolve_hosts allows; false with error->text. */
bool names_host(struct names *names, struct span name, uint8_t *address, unsigned size,
		struct type_error *error);
/* Host name of an address, NULL: none. */
const char *names_host_name(struct names *names, const uint8_t *address, unsigned size);

#endif
