/* Data types: text to value and back, in text and JSON, with the numeric flags. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <time.h>
#include "check.h"
#include "data/type.h"

static struct pool *pool;
static struct names names;

/* text -> value -> text; errors as "! message". */
static const char *through(const struct type *type, unsigned bits, const char *text, unsigned flags)
{
	uint8_t b[BYTES_MAX];
	struct type_error error;
	enum text_kind kind;
	struct out out;

	out_init(&out, pool);
	if (!type_parse(type, &names, span_of(text), b, bits ? bits : type->bits, &error)) {
		out_printf(&out, "! %s%s%s", error.text, error.suggest ? " -> " : "",
			   error.suggest ? error.suggest : "");
		return out_text(&out);
	}
	kind = type_print(type, &names, b, bits ? bits : type->bits, flags, &out);
	return kind == TEXT_QUOTED ? pool_printf(pool, "\"%s\"", out_text(&out)) : out_text(&out);
}

static uint64_t number_of(const struct type *type, const char *text)
{
	uint8_t b[BYTES_MAX];
	struct type_error error;

	return type_parse(type, &names, span_of(text), b, type->bits, &error)
		       ? bytes_u64(b, BYTES_OF(type->bits))
		       : UINT64_MAX;
}

struct row {
	const struct type *type;
	unsigned bits;
	const char *text;
	const char *want; /* NULL: as text */
	unsigned flags;
};

static const struct row rows[] = {
	{ &type_ipv4_addr, 0, "192.0.2.77", NULL, 0 },
	{ &type_ipv4_addr, 0, "010.0.0.1", "8.0.0.1", 0 },
	{ &type_ipv4_addr, 0, "3221226061", "192.0.2.77", 0 },
	{ &type_ipv4_addr, 0, "192.0.2.256", "! Could not resolve hostname: "
	  "Name or service not known", 0 },
	{ &type_ipv6_addr, 0, "2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", 0 },
	{ &type_ipv6_addr, 0, "::ffff:192.0.2.1", NULL, 0 },
	{ &type_ipv6_addr, 0, "192.0.2.1",
	  "! Could not resolve hostname: Address family for hostname not supported", 0 },
	{ &type_ether_addr, 0, "2:0:5e:10:0:1", "02:00:5e:10:00:01", 0 },
	{ &type_ether_addr, 0, "7", "00:00:00:00:00:07", 0 },
	{ &type_ether_addr, 0, "02:00:zz:10:00:01", "! Invalid LL address", 0 },
	{ &type_ether_addr, 0, "2:0:5e:10:0:1:9", "! Invalid LL address", 0 },
	{ &type_ether_type, 0, "vlan", "8021q", 0 },
	{ &type_ether_type, 0, "0x9", "0x0009", 0 },
	{ &type_ether_type, 0, "arp", "0x0806", PRINT_NUMERIC_SYMBOL },
	{ &type_ether_type, 0, "0x9", "9", PRINT_JSON },
	{ &type_inet_proto, 0, "icmpv6", "ipv6-icmp", 0 },
	{ &type_inet_proto, 0, "udp", "17", PRINT_NUMERIC_PROTO },
	{ &type_inet_proto, 0, "256", "! Protocol out of range", 0 },
	{ &type_inet_proto, 0, "qqq", "! Could not resolve protocol name", 0 },
	{ &type_inet_service, 0, "domain", "53", 0 },
	{ &type_inet_service, 0, "53", "\"domain\"", PRINT_SERVICE },
	{ &type_inet_service, 0, "65536", "! Service out of range", 0 },
	{ &type_icmp_type, 0, "time-exceeded", NULL, 0 },
	{ &type_icmp_type, 0, "time-excede", "! Could not parse ICMP type -> time-exceeded", 0 },
	{ &type_icmp_type, 0, "999", "! Value 999 exceeds valid range 0-255", 0 },
	{ &type_icmp_code, 0, "host-unreachable", "1", 0 },
	{ &type_icmpv6_type, 0, "mld-listener-reduction", "mld-listener-done", 0 },
	{ &type_tcp_flag, 0, "ack", NULL, 0 },
	{ &type_tcp_flag, 0, "24", "0x18", 0 },
	{ &type_tcp_flag, 0, "24", "24", PRINT_JSON },
	{ &type_dscp, 0, "be", "cs0", 0 },
	{ &type_dscp, 0, "7", "0x07", 0 },
	{ &type_dscp, 0, "64", "! Value 64 exceeds valid range 0-63", 0 },
	{ &type_ecn, 0, "ce", "0x3", PRINT_NUMERIC_SYMBOL },
	{ &type_mark, 0, "17", "0x00000011", 0 },
	{ &type_mark, 0, "0x11", "17", PRINT_JSON },
	{ &type_mark, 0, "4294967296", "! Value 4294967296 exceeds valid range 0-4294967295", 0 },
	{ &type_classid, 0, "1:ff", NULL, 0 },
	{ &type_classid, 0, "65536", "1:0", 0 },
	{ &type_classid, 0, "root", NULL, 0 },
	{ &type_classid, 0, "1:fffff", "! Could not parse TC classid", 0 },
	{ &type_uid, 0, "root", "0", 0 },
	{ &type_uid, 0, "0", "\"root\"", PRINT_GUID },
	{ &type_gid, 0, "no such group", "! Group does not exist", 0 },
	{ &type_ct_state, 0, "related", NULL, 0 },
	{ &type_ct_state, 0, "relted", "! Could not parse conntrack state -> related", 0 },
	{ &type_ct_status, 0, "hw-offload", "0xf", PRINT_NUMERIC_SYMBOL },
	{ &type_ct_label, 0, "77", NULL, 0 },
	{ &type_ct_label, 0, "128", "! 128: bit 128 out of range (128 max)", 0 },
	{ &type_pkt_type, 0, "unicast", "host", 0 },
	{ &type_iface_type, 0, "5", NULL, 0 },
	{ &type_iface_index, 0, "lo", "\"lo\"", 0 },
	{ &type_iface_index, 0, "no-such-if", "! Interface does not exist", 0 },
	{ &type_ifname, 0, "br-lan", "\"br-lan\"", 0 },
	{ &type_ifname, 0, "x\\*", "\"x\\*\"", 0 },
	{ &type_ifname, 0, "", "! Empty string is not allowed", 0 },
	{ &type_ifname, 0, "sixteen-letters!", "! String exceeds maximum length of 16", 0 },
	{ &type_boolean, 8, "exists", NULL, 0 },
	{ &type_boolean, 8, "0", "missing", 0 },
	{ &type_boolean, 8, "exists", "true", PRINT_JSON },
	{ &type_boolean, 8, "missing", "0", PRINT_NUMERIC_SYMBOL },
	{ &type_integer, 12, "4095", NULL, 0 },
	{ &type_integer, 12, "4096", "! Value 4096 exceeds valid range 0-4095", 0 },
	{ &type_integer, 128, "0xffffffffffffffffffffffffffffffff",
	  "340282366920938463463374607431768211455", 0 },
	{ &type_integer, 128, "0x10000000000000000", "0x10000000000000000", PRINT_JSON },
	{ &type_integer, 16, "word", "! Could not parse integer", 0 },
	{ &type_integer_hex, 16, "010", "0x8", 0 },
	{ &type_time, 0, "1d2h3m4s5ms", NULL, 0 },
	{ &type_time, 0, "3661", "1h1m1s", 0 },
	{ &type_time, 0, "3661", "3661s", PRINT_NUMERIC_TIME },
	{ &type_time, 0, "3661", "3661", PRINT_JSON },
	{ &type_time, 0, "0", "0s", 0 },
	{ &type_time, 0, "4s3m", "! wrong time format", 0 },
	{ &type_time, 32, "100d", "! value too large", 0 },
	{ &type_date, 0, "2021-03-04", "\"2021-03-04 00:00:00\"", 0 },
	{ &type_date, 0, "2021-07-04 05:06", "\"2021-07-04 05:06:00\"", 0 },
	{ &type_date, 0, "0", "\"1970-01-01 01:00:00\"", 0 },
	{ &type_date, 0, "soon", "! Cannot parse date", 0 },
	{ &type_hour, 0, "00:30", "\"00:30\"", 0 },
	{ &type_hour, 0, "23:59:58", "\"23:59:58\"", 0 },
	{ &type_hour, 0, "7:5", "\"07:05\"", 0 },
	{ &type_hour, 0, "24:00", "! wrong time format", 0 },
	{ &type_day, 0, "Friday", "\"Friday\"", 0 },
	{ &type_day, 0, "Friday", "5", PRINT_NUMERIC_SYMBOL },
	{ &type_day, 0, "7", "! Value 7 exceeds valid range 0-6", 0 },
};

static void test_flags(void)
{
	const char *word[8];
	uint64_t rest;

	CHECK(type_flag_symbols(&type_ct_state, 0x10000e, word, 8, &rest) == 3);
	CHECK_TEXT(word[0], "established");
	CHECK_TEXT(word[1], "related");
	CHECK_TEXT(word[2], "new");
	CHECK(rest == 0x100000);
}

static void test_tables(void)
{
	for (unsigned id = 0; id < TYPE_N; id++)
		CHECK(type_by_id[id] && type_by_id[id]->id == id);
	CHECK(type_by_name(SPAN("ether_addr")) == &type_ether_addr);
	CHECK(type_by_name(SPAN("time")) == &type_time);
	CHECK(!type_by_name(SPAN("nothing")));
	CHECK(type_is_a(&type_tcp_flag, TYPE_INTEGER) && type_is_a(&type_ifname, TYPE_STRING));
	CHECK(!type_is_a(&type_ifname, TYPE_INTEGER));
}

static void test_describe(void)
{
	struct out out;

	out_init(&out, pool);
	type_describe(&type_ecn, &names, &out);
	CHECK_TEXT(out_text(&out),
		   "\npre-defined symbolic constants (in hexadecimal):\n"
		   "\tnot-ect                       \t0x00\n"
		   "\tect1                          \t0x01\n"
		   "\tect0                          \t0x02\n"
		   "\tce                            \t0x03\n");
}

/* Every pattern of zero groups, and addresses that embed one of IPv4, are written as libc does. */
static void test_ipv6(void)
{
	char want[INET6_ADDRSTRLEN];
	uint8_t b[16];

	for (unsigned pattern = 0; pattern < 3 * 256; pattern++) {
		struct out out;

		out_init(&out, pool);
		for (unsigned i = 0; i < 8; i++) {
			bool zero = pattern >> i & 1;

			b[2 * i] = zero || pattern < 256 ? 0 : pattern + i;
			b[2 * i + 1] = zero ? 0 : pattern < 512 ? 0xff - i : 0x01;
			if (i == 5 && !zero && pattern < 512)
				b[10] = b[11] = 0xff;
		}
		inet_ntop(AF_INET6, b, want, sizeof(want));
		type_print(&type_ipv6_addr, &names, b, 128, 0, &out);
		CHECK_TEXT(out_text(&out), want);
	}
}

int main(void)
{
	struct type_error error;
	uint8_t b[8];

	setenv("TZ", "XYZ-1", 1); /* one hour ahead of UTC, all year */
	tzset();
	pool = pool_new();
	names_init(&names, pool, pool);
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_TEXT(through(rows[i].type, rows[i].bits, rows[i].text, rows[i].flags),
			   rows[i].want ? rows[i].want : rows[i].text);
	CHECK(number_of(&type_hour, "00:30") == 84600);
	CHECK(number_of(&type_hour, "1800") == 1800);
	CHECK(number_of(&type_date, "1970-01-01 01:00:01") == 1000000000);
	CHECK(type_number(&type_time, &names, 5, b, 64, &error) && bytes_u64(b, 8) == 5000);
	CHECK(type_number(&type_mark, &names, 5, b, 32, &error) && bytes_u64(b, 4) == 5);
	CHECK(!type_number(&type_mark, &names, 1ull << 32, b, 32, &error));
	test_flags();
	test_tables();
	test_describe();
	test_ipv6();
	pool_free(pool);
	return check_done();
}
