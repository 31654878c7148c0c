/* The types that others are made of: integers, masks, text, truth, verdicts. */
#include "data/type_rows.h"

const struct type type_invalid = { .name = "invalid", .desc = "invalid", .id = TYPE_INVALID };

const struct type type_verdict = {
	.name = "verdict",
	.desc = "netfilter verdict",
	.id = TYPE_VERDICT,
	.per_line = 1,
};

const struct type type_integer = {
	.name = "integer",
	.desc = "integer",
	.id = TYPE_INTEGER,
	.ordered = true,
	.per_line = 5,
};

const struct type type_integer_host = {
	.name = "integer",
	.desc = "integer",
	.id = TYPE_INTEGER,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
};

const struct type type_integer_hex = {
	.name = "integer",
	.desc = "integer",
	.id = TYPE_INTEGER,
	.hex = true,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
};

const struct type type_queue = {
	.name = "queue",
	.desc = "queue number",
	.id = TYPE_INTEGER,
	.bits = 16,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 5,
	.base = &type_integer,
};

const struct type type_bitmask = {
	.name = "bitmask",
	.desc = "bitmask",
	.id = TYPE_BITMASK,
	.bitmask = true,
	.hex = true,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
};

/* A `*` at the end is escaped: without the backslash it would mean "anything that follows". */
static enum text_kind string_print(const struct type *type, struct names *names, const uint8_t *b,
				   unsigned bits, unsigned flags, struct out *out)
{
	size_t n = strnlen((const char *)b, BYTES_OF(bits));
	bool star = n && b[n - 1] == '*';

	out_bytes(out, (const char *)b, n - star);
	if (star)
		out_bytes(out, "\\*", 2);
	return TEXT_QUOTED;
}

static bool string_parse(const struct type *type, struct names *names, struct span text,
			 uint8_t *b, unsigned bits, struct type_error *error)
{
	size_t room = BYTES_OF(bits);
	bool escaped = text.n >= 2 && memcmp(text.p + text.n - 2, "\\*", 2) == 0;

	if (!text.n)
		return type_fail(names, error, "Empty string is not allowed");
	if (text.n - escaped >= room)
		return type_fail(names, error, "String exceeds maximum length of %zu", room);
	memcpy(b, text.p, text.n - escaped);
	if (escaped)
		b[text.n - 2] = '*';
	return true;
}

const struct type type_string = {
	.name = "string",
	.desc = "string",
	.id = TYPE_STRING,
	.order = ORDER_TEXT,
	.per_line = 1,
	.parse = string_parse,
	.print = string_print,
};

const struct type type_ifname = {
	.name = "ifname",
	.desc = "network interface name",
	.id = TYPE_IFNAME,
	.bits = 128,
	.order = ORDER_TEXT,
	.per_line = 1,
	.base = &type_string,
	.parse = string_parse,
	.print = string_print,
};

static const struct symbol boolean_symbols[] = { { "exists", 1 }, { "missing", 0 }, { 0 } };

static enum text_kind boolean_print(const struct type *type, struct names *names, const uint8_t *b,
				    unsigned bits, unsigned flags, struct out *out)
{
	uint64_t value = bytes_u64(b, BYTES_OF(bits));

	if (value > 1)
		out_u64(out, value);
	else if (flags & PRINT_JSON)
		out_str(out, value ? "true" : "false");
	else if (flags & PRINT_NUMERIC_SYMBOL)
		out_u64(out, value);
	else
		out_str(out, value ? "exists" : "missing");
	return value > 1 ? TEXT_NUMBER : TEXT_BOOL;
}

const struct type type_boolean = {
	.name = "boolean",
	.desc = "boolean type",
	.id = TYPE_BOOLEAN,
	.bits = 1,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = boolean_symbols,
	.print = boolean_print,
};
