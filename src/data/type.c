#include <inttypes.h>
#include <stdio.h>
#include "data/type_rows.h"

const struct type *const type_by_id[TYPE_N] = {
	[TYPE_INVALID] = &type_invalid,
	[TYPE_VERDICT] = &type_verdict,
	[TYPE_NF_PROTO] = &type_nf_proto,
	[TYPE_BITMASK] = &type_bitmask,
	[TYPE_INTEGER] = &type_integer,
	[TYPE_STRING] = &type_string,
	[TYPE_LL_ADDR] = &type_ll_addr,
	[TYPE_IPV4_ADDR] = &type_ipv4_addr,
	[TYPE_IPV6_ADDR] = &type_ipv6_addr,
	[TYPE_ETHER_ADDR] = &type_ether_addr,
	[TYPE_ETHER_TYPE] = &type_ether_type,
	[TYPE_ARP_OP] = &type_arp_op,
	[TYPE_INET_PROTO] = &type_inet_proto,
	[TYPE_INET_SERVICE] = &type_inet_service,
	[TYPE_ICMP_TYPE] = &type_icmp_type,
	[TYPE_TCP_FLAG] = &type_tcp_flag,
	[TYPE_DCCP_PKTTYPE] = &type_dccp_pkttype,
	[TYPE_MH_TYPE] = &type_mh_type,
	[TYPE_TIME] = &type_time,
	[TYPE_MARK] = &type_mark,
	[TYPE_IFACE_INDEX] = &type_iface_index,
	[TYPE_IFACE_TYPE] = &type_iface_type,
	[TYPE_REALM] = &type_realm,
	[TYPE_CLASSID] = &type_classid,
	[TYPE_UID] = &type_uid,
	[TYPE_GID] = &type_gid,
	[TYPE_CT_STATE] = &type_ct_state,
	[TYPE_CT_DIR] = &type_ct_dir,
	[TYPE_CT_STATUS] = &type_ct_status,
	[TYPE_ICMPV6_TYPE] = &type_icmpv6_type,
	[TYPE_CT_LABEL] = &type_ct_label,
	[TYPE_PKT_TYPE] = &type_pkt_type,
	[TYPE_ICMP_CODE] = &type_icmp_code,
	[TYPE_ICMPV6_CODE] = &type_icmpv6_code,
	[TYPE_ICMPX_CODE] = &type_icmpx_code,
	[TYPE_DEVGROUP] = &type_devgroup,
	[TYPE_DSCP] = &type_dscp,
	[TYPE_ECN] = &type_ecn,
	[TYPE_FIB_ADDRTYPE] = &type_fib_addrtype,
	[TYPE_BOOLEAN] = &type_boolean,
	[TYPE_CT_EVENT] = &type_ct_event,
	[TYPE_IFNAME] = &type_ifname,
	[TYPE_IGMP_TYPE] = &type_igmp_type,
	[TYPE_TIME_DATE] = &type_date,
	[TYPE_TIME_HOUR] = &type_hour,
	[TYPE_TIME_DAY] = &type_day,
	[TYPE_CGROUPV2] = &type_cgroupv2,
};

const struct type *type_by_name(struct span name)
{
	for (unsigned id = TYPE_VERDICT; id < TYPE_N; id++)
		if (span_is(name, type_by_id[id]->name))
			return type_by_id[id];
	return NULL;
}

bool type_is_a(const struct type *type, enum type_id base)
{
	for (; type; type = type->base)
		if (type->id == base)
			return true;
	return false;
}

/* ---- symbols ---- */

/* The two tables of a type, one after the other: its rows, then its file. */
struct symbol_tables {
	const struct symbol *v[2];
	size_t n[2];
};

static struct symbol_tables symbol_tables(const struct type *type, struct names *names)
{
	struct symbol_tables t = { .v = { type->symbols } };

	while (type->symbols && type->symbols[t.n[0]].name)
		t.n[0]++;
	if (type->file && names)
		t.v[1] = names_file(names, type->file, &t.n[1]);
	return t;
}

bool type_symbol(const struct type *type, struct names *names, struct span name, uint64_t *value)
{
	struct symbol_tables t = symbol_tables(type, names);

	for (unsigned table = 0; table < 2; table++)
		for (size_t i = 0; i < t.n[table]; i++)
			if (span_is(name, t.v[table][i].name)) {
				*value = t.v[table][i].value;
				return true;
			}
	return false;
}

const char *type_symbol_name(const struct type *type, struct names *names, uint64_t value)
{
	struct symbol_tables t = symbol_tables(type, names);

	for (unsigned table = 0; table < 2; table++)
		for (size_t i = 0; i < t.n[table]; i++)
			if (t.v[table][i].value == value)
				return t.v[table][i].name;
	return NULL;
}

static const char *symbol_suggested(const struct type *type, struct names *names, struct span text)
{
	struct symbol_tables t = symbol_tables(type, names);
	const char *word = pool_strndup(names->scratch, text.p, text.n), *near = NULL;
	unsigned best = UINT32_MAX;

	for (unsigned table = 0; table < 2; table++)
		for (size_t i = 0; i < t.n[table]; i++)
			if (str_suggests(word, t.v[table][i].name, &best))
				near = t.v[table][i].name;
	return near;
}

unsigned type_flag_symbols(const struct type *type, uint64_t value, const char **names,
			   unsigned max, uint64_t *rest)
{
	unsigned n = 0;

	*rest = 0;
	for (; value; value &= value - 1) {
		uint64_t bit = value & -value;
		const char *name = type_symbol_name(type, NULL, bit);

		if (name && n < max)
			names[n++] = name;
		else
			*rest |= bit;
	}
	return n;
}

/* ---- text to value ---- */

bool type_fail(struct names *names, struct type_error *error, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	error->text = pool_vprintf(names->scratch, format, ap);
	va_end(ap);
	return false;
}

bool type_fail_range(struct names *names, struct type_error *error, struct span text,
		     const char *max)
{
	uint8_t number[BYTES_MAX];
	struct out out;

	out_init(&out, names->scratch);
	if (bytes_parse(number, sizeof(number), text))
		bytes_put_decimal(&out, number, sizeof(number));
	else
		out_span(&out, text);
	return type_fail(names, error, "Value %s exceeds valid range 0-%s", out_text(&out), max);
}

static const char *greatest(struct names *names, unsigned bits)
{
	uint8_t ones[BYTES_MAX];
	struct out out;

	bytes_mask(ones, bits, bits);
	out_init(&out, names->scratch);
	bytes_put_decimal(&out, ones, BYTES_OF(bits));
	return out_text(&out);
}

bool type_digits(struct span text, uint8_t *b, unsigned bits, bool *digits)
{
	uint8_t wide[BYTES_MAX];
	uint64_t number;

	*digits = true;
	if (span_number(text, &number)) {
		bytes_set_u64(b, BYTES_OF(bits), number);
		return bits >= 64 || number >> bits == 0;
	}
	if (!bytes_parse(wide, sizeof(wide), text)) {
		*digits = false;
		return false;
	}
	memcpy(b, wide + sizeof(wide) - BYTES_OF(bits), BYTES_OF(bits));
	return bytes_fit(wide, sizeof(wide), bits);
}

bool type_parse_symbol(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	uint64_t value;
	bool digits;

	if (type_symbol(type, names, text, &value)) {
		bytes_set_u64(b, BYTES_OF(bits), value);
		return true;
	}
	if (type_digits(text, b, bits, &digits))
		return true;
	if (digits)
		return type_fail_range(names, error, text, greatest(names, bits));
	error->suggest = symbol_suggested(type, names, text);
	return type_fail(names, error, "Could not parse %s", type->desc);
}

bool type_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		unsigned bits, struct type_error *error)
{
	*error = (struct type_error){ 0 };
	if (bits > 8 * BYTES_MAX)
		return type_fail(names, error, "Could not parse %s", type->desc);
	bytes_zero_short(b, BYTES_OF(bits));
	return (type->parse ? type->parse : type_parse_symbol)(type, names, text, b, bits, error);
}

static bool type_holds(const struct type *type, uint64_t number)
{
	return !type->bits || type->bits >= 64 || number >> type->bits == 0;
}

bool type_number(const struct type *type, struct names *names, uint64_t number, uint8_t *b,
		 unsigned bits, struct type_error *error)
{
	char text[24];

	if ((!type->parse || type->numbers) && type_holds(type, number) &&
	    (bits >= 64 || number >> bits == 0)) {
		bytes_set_u64(b, BYTES_OF(bits), number);
		return true;
	}
	snprintf(text, sizeof(text), "%" PRIu64, number);
	return type_parse(type, names, span_of(text), b, bits, error);
}

/* ---- value to text ---- */

static enum text_kind print_number(const struct type *type, const uint8_t *b, unsigned bits,
				   unsigned flags, struct out *out)
{
	size_t n = BYTES_OF(bits);

	if (flags & PRINT_JSON) {
		/* readers keep integers in 64 bits with a sign: a larger one loses the document */
		if (!bytes_fit(b, n, 63)) {
			bytes_put_hex(out, b, n, false);
			return TEXT_WORD;
		}
		out_u64(out, bytes_u64(b, n));
	} else if (type->hex && type->hex_padded) {
		out_hex(out, bytes_u64(b, n), (bits + 3) / 4);
	} else if (type->hex) {
		bytes_put_hex(out, b, n, false);
	} else {
		bytes_put_decimal(out, b, n);
	}
	return TEXT_NUMBER;
}

enum text_kind type_print_symbol(const struct type *type, struct names *names, const uint8_t *b,
				 unsigned bits, unsigned flags, struct out *out)
{
	const char *name = NULL;

	if (!type->numeric && !(flags & PRINT_NUMERIC_SYMBOL) && bytes_fit(b, BYTES_OF(bits), 64))
		name = type_symbol_name(type, names, bytes_u64(b, BYTES_OF(bits)));
	if (!name)
		return print_number(type, b, bits, flags, out);
	out_str(out, name);
	return type->quoted ? TEXT_QUOTED : TEXT_WORD;
}

enum text_kind type_print(const struct type *type, struct names *names, const uint8_t *b,
			  unsigned bits, unsigned flags, struct out *out)
{
	return (type->print ? type->print : type_print_symbol)(type, names, b, bits, flags, out);
}

/* ---- describe ---- */

/* Network-order types are shown with their bytes swapped, as the established nft does. */
static uint64_t described_value(const struct type *type, uint64_t value)
{
	uint8_t b[8];
	size_t n = BYTES_OF(type->bits);

	if (type->order != ORDER_BIG || n < 2 || n > sizeof(b))
		return value;
	bytes_set_u64(b, n, value);
	bytes_swap(b, n);
	return bytes_u64(b, n);
}

void type_describe(const struct type *type, struct names *names, struct out *out)
{
	struct symbol_tables t = symbol_tables(type, names);
	const char *path = type->file ? names_file_path(names, type->file) : NULL;
	const char *base = type->hex_symbols ? "hexadecimal" : "decimal";

	if (type->id == TYPE_INET_PROTO) {
		for (unsigned i = 0; i < 256; i++) {
			const char *name = names_protocol(names, i);

			if (name)
				out_printf(out, "\t%-30s\t%u\n", name, i);
		}
		return;
	}
	if (!t.n[0] && !t.n[1])
		return;
	out_printf(out, "\npre-defined symbolic constants %s%s%s(in %s):\n", path ? "from " : "",
		   path ? path : "", path ? " " : "", base);
	for (unsigned table = 0; table < 2; table++) {
		for (size_t i = 0; i < t.n[table]; i++) {
			uint64_t value = described_value(type, t.v[table][i].value);

			out_printf(out, "\t%-30s\t", t.v[table][i].name);
			if (type->hex_symbols)
				out_printf(out, "0x%.*" PRIx64 "\n", (int)BYTES_OF(type->bits) * 2,
					   value);
			else
				out_printf(out, "%20" PRIu64 "\n", value);
		}
	}
}
