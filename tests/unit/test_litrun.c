/* Literal runs: where they end, and that what is parsed is parsed as the language says. */
#include <stdlib.h>

#include "set/litrun.h"
#include "vm/insn.h"
#include "check.h"

struct fixture {
	struct pool *pool;
	struct names names;
	struct key_spec key, data;
	struct elems *elems;
	struct litparse lp;
};

enum { BASE = 100 };

/* The elements found after the brace, `|` between them, then what is left of the text. */
static void check_scan(struct pool *pool, const char *text, const char *want)
{
	size_t pos = 1;
	struct litrun *run = litrun_scan(pool, text, strlen(text), &pos, BASE);
	struct out out;

	out_init(&out, pool);
	for (size_t i = 0; run && i < run->rec.n; i++) {
		out_bytes(&out, text + run->rec.v[i].at - BASE, run->rec.v[i].size);
		out_char(&out, '|');
	}
	out_str(&out, text + pos);
	CHECK_TEXT(out_text(&out), want);
	if (run)
		CHECK(run->loc.at == run->rec.v[0].at && run->loc.end == BASE + pos);
}

static void test_scan(struct pool *pool)
{
	static const char *const cases[][2] = {
		{ "{ 1, 2 }", "1|2| }" },
		{ "{1,2,3}x", "1|2|3|}x" },
		{ "{ 1 }", " 1 }" },
		{ "{}", "}" },
		{ "{ 1, 2, $x, 3 }", "1|2|, $x, 3 }" },
		{ "{ $x, 3 }", " $x, 3 }" },
		{ "{ 1, 2, }", "1|2|, }" },
		{ "{ 1, , 2 }", " 1, , 2 }" },
		{ "{\n\t1.1.1.1 : jump x ,\n # no, none }\n 2 \n }", "1.1.1.1 : jump x|2| \n }" },
		{ "{ 1 # one\n, 2, 3 }", " 1 # one\n, 2, 3 }" },
		{ "{ 1, 2, 3 # three\n }", "1|2|, 3 # three\n }" },
		{ "{ a comment \"x, } y\", \"eth0\" }", "a comment \"x, } y\"|\"eth0\"| }" },
		{ "{ 1, 2, \"open }", "1|2|, \"open }" },
		{ "{ 1, 2, {3} }", "1|2|, {3} }" },
		{ "{ 1, 2, 3;", "1|2|, 3;" },
		{ "{ 1, 2", " 1, 2" },
		{ "{ 1, 2 # end", " 1, 2 # end" },
		{ "{ # end", " # end" },
		{ "{ \xc3\xa4, 2 }", " \xc3\xa4, 2 }" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_scan(pool, cases[i][0], cases[i][1]);
}

static void test_long(struct pool *pool)
{
	struct out out;
	size_t pos = 1, size;
	char *text;

	out_init(&out, pool);
	out_str(&out, "{1,2,");
	for (unsigned i = 0; i < UINT16_MAX; i++)
		out_char(&out, '3');
	out_str(&out, ",4}");
	text = (char *)out_text(&out);
	size = strlen(text);
	CHECK(litrun_scan(pool, text, size, &pos, 0)->rec.n == 4);
	memmove(text + 6, text + 5, size - 5 + 1);
	pos = 1;
	CHECK(litrun_scan(pool, text, size, &pos, 0)->rec.n == 2 && pos == 4);
}

static void put_field(struct out *out, const uint8_t *b, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		out_printf(out, "%02x", b[i]);
}

/* The last record: lo, hi if it differs, data. */
static void put_record(struct fixture *f, struct out *out)
{
	struct elems *e = f->elems;
	struct elem_extra *extra = elems_extra(e, e->n - 1);

	put_field(out, elems_lo(e, e->n - 1), e->key);
	if (memcmp(elems_lo(e, e->n - 1), elems_hi(e, e->n - 1), e->key)) {
		out_char(out, '-');
		put_field(out, elems_hi(e, e->n - 1), e->key);
	}
	if (e->data) {
		out_char(out, ':');
		put_field(out, elems_data(e, e->n - 1), e->data);
	}
	if (extra && extra->given & EXTRA_TIMEOUT)
		out_printf(out, " timeout %u", (unsigned)extra->timeout);
	if (extra && extra->given & EXTRA_EXPIRES)
		out_printf(out, " expires %u", (unsigned)extra->expires);
	if (extra && extra->given & EXTRA_COMMENT)
		out_printf(out, " comment %s", extra->comment);
}

/* want NULL: declined. */
static void check_parse(struct fixture *f, const char *text, const char *want)
{
	struct loc loc = { BASE, BASE + strlen(text) };
	size_t n = f->elems->n;
	struct out out;

	if (!litrun_parse(&f->lp, text, loc)) {
		CHECK(f->elems->n == n && f->elems->extra.n <= n);
		if (want)
			CHECK_TEXT(text, "(declined)");
		return;
	}
	out_init(&out, f->pool);
	put_record(f, &out);
	CHECK(f->elems->n == n + 1 && elems_loc(f->elems, n).end <= loc.end);
	CHECK_TEXT(out_text(&out), want ? want : "(to be declined)");
}

static void add_field(struct key_spec *spec, enum type_id id)
{
	const struct type *type = type_by_id[id];

	spec->field[spec->n++] = (struct key_field){ type, type->bits, type->order };
	key_spec_close(spec);
}

static void begin(struct fixture *f, unsigned data_size, unsigned flags, bool ranges)
{
	f->elems = elems_new(f->pool, &f->key, data_size, flags);
	f->lp = (struct litparse){ .key = &f->key, .names = &f->names, .elems = f->elems,
				   .data = flags & ELEMS_DATA ? &f->data : NULL, .ranges = ranges };
}

static void begin_set(struct fixture *f, enum type_id id, bool ranges)
{
	f->key.n = 0;
	add_field(&f->key, id);
	begin(f, 0, 0, ranges);
}

static void test_ipv4(struct fixture *f)
{
	begin_set(f, TYPE_IPV4_ADDR, true);
	check_parse(f, "1.2.3.255", "010203ff");
	check_parse(f, "1.2.3.256", NULL);
	check_parse(f, "1.2.3", NULL);
	check_parse(f, "01.2.3.4", NULL);
	check_parse(f, "1.2.3.4.5", NULL);
	check_parse(f, "1.2.3.4x", NULL);
	check_parse(f, "1.2.3.4 : drop", NULL);
	check_parse(f, "localhost", NULL);
	CHECK(!(f->elems->flags & ELEMS_RANGE));
	check_parse(f, "1.1.1.1-1.1.1.3", "01010101-01010103");
	check_parse(f, "1.1.1.1 - 1.1.1.3", "01010101-01010103");
	CHECK(f->elems->flags & ELEMS_RANGE && elems_hi(f->elems, 0)[3] == 255);
	check_parse(f, "1.1.1.3-1.1.1.1", NULL);
	check_parse(f, "10.1.2.3/8", "0a000000-0affffff");
	check_parse(f, "10.1.2.3/32", "0a010203");
	check_parse(f, "0.0.0.0/0", "00000000-ffffffff");
	check_parse(f, "10.1.2.3/33", NULL);
	check_parse(f, "10.1.2.3/", NULL);
	check_parse(f, "1.1.1.1\n", NULL);
	begin_set(f, TYPE_IPV4_ADDR, false);
	check_parse(f, "1.1.1.1", "01010101");
	check_parse(f, "1.1.1.1-1.1.1.3", NULL);
	check_parse(f, "10.0.0.0/8", NULL);
}

static void test_addresses(struct fixture *f)
{
	begin_set(f, TYPE_IPV6_ADDR, true);
	check_parse(f, "::1", "00000000000000000000000000000001");
	check_parse(f, "fe80::/10", "fe800000000000000000000000000000-"
				    "febfffffffffffffffffffffffffffff");
	check_parse(f, "::1.2.3.4-::1.2.3.5", "00000000000000000000000001020304-"
					      "00000000000000000000000001020305");
	check_parse(f, "::1::", NULL);
	check_parse(f, "::1:", NULL);
	check_parse(f, "cafe", NULL);
	begin_set(f, TYPE_ETHER_ADDR, true);
	check_parse(f, "0:1:2:ab:CD:ef", "000102abcdef");
	check_parse(f, "00:01:02:03:04", NULL);
	check_parse(f, "00:01:02:03:04:05:06", NULL);
	check_parse(f, "00:01:02:03:04:05-00:01:02:03:04:06", "000102030405-000102030406");
}

static void test_numbers(struct fixture *f)
{
	begin_set(f, TYPE_INET_SERVICE, true);
	check_parse(f, "80", "0050");
	check_parse(f, "0x50-0xfF", "0050-00ff");
	check_parse(f, "010", NULL);
	check_parse(f, "0", "0000");
	check_parse(f, "65536", NULL);
	check_parse(f, "80:90", NULL);
	check_parse(f, "80:", NULL);
	check_parse(f, "0x", NULL);
	check_parse(f, "0x10000000000000050", NULL);
	check_parse(f, "18446744073709551696", NULL);
	check_parse(f, "80/4", NULL);
	check_parse(f, "no-such-service-at-all", NULL);
	begin_set(f, TYPE_ICMP_TYPE, true);
	check_parse(f, "echo-reply", "00");
	check_parse(f, "\"echo-request\"", "08");
	check_parse(f, "echo-nothing", NULL);
	begin_set(f, TYPE_TIME, false);
	check_parse(f, "5", NULL);
	begin_set(f, TYPE_IFNAME, false);
	check_parse(f, "\"eth0\"", "65746830000000000000000000000000");
	check_parse(f, "eth0", NULL);
	check_parse(f, "\"eth*\"", NULL);
	check_parse(f, "\"\"", NULL);
	check_parse(f, "\"eth0", NULL);
	check_parse(f, "\"an-interface-name-too-long\"", NULL);
}

static void test_concat(struct fixture *f)
{
	f->key.n = 0;
	add_field(&f->key, TYPE_IPV4_ADDR);
	add_field(&f->key, TYPE_INET_SERVICE);
	add_field(&f->key, TYPE_INET_PROTO);
	begin(f, 0, 0, true);
	check_parse(f, "1.1.1.1 . 80 . 6", "010101010050000006000000");
	check_parse(f, "1.1.1.0/24 . 80-90 . 6", "010101000050000006000000-"
						 "010101ff005a000006000000");
	check_parse(f, "1.1.1.1 . 80", NULL);
	check_parse(f, "1.1.1.1 . 80 . 6 . 7", NULL);
	check_parse(f, "1.1.1.1.80 . 6", NULL);
	check_parse(f, "1.1.1.1 .80 . 6", NULL);
	check_parse(f, "1.1.1.1 .", NULL);
}

static void test_options(struct fixture *f)
{
	begin_set(f, TYPE_INET_SERVICE, false);
	check_parse(f, "1 timeout 1h2s", "0001 timeout 3602000");
	check_parse(f, "2 timeout 1s expires 5ms comment \"a \tb\"",
		    "0002 timeout 1000 expires 5 comment a \tb");
	check_parse(f, "3 comment \"x\" timeout 1s", "0003 timeout 1000 comment x");
	check_parse(f, "4 timeout 1s timeout 1s", NULL);
	check_parse(f, "4 timeout 5", NULL);
	check_parse(f, "4 timeout never", NULL);
	check_parse(f, "4 timeout", NULL);
	check_parse(f, "4 comment x", NULL);
	check_parse(f, "4 counter", NULL);
	check_parse(f, "4 counter packets 0 bytes 0 timeout 1s", NULL);
	check_parse(f, "5", "0005");
	CHECK(f->elems->n == 4 && f->elems->extra.n == 3);
}

static void test_maps(struct fixture *f)
{
	f->key.n = f->data.n = 0;
	add_field(&f->key, TYPE_INET_SERVICE);
	add_field(&f->data, TYPE_IPV4_ADDR);
	begin(f, 4, ELEMS_DATA, false);
	check_parse(f, "1 : 1.1.1.1", "0001:01010101");
	CHECK(elems_loc(f->elems, 0).at == BASE && elems_loc(f->elems, 0).end == BASE + 1);
	check_parse(f, "2: 1.1.1.1", "0002:01010101");
	check_parse(f, "3 timeout 1s : 1.1.1.1", "0003:01010101 timeout 1000");
	check_parse(f, "4 : 1.1.1.1 timeout 1s", NULL);
	check_parse(f, "4 : 1.1.1.1-1.1.1.2", NULL);
	check_parse(f, "4", NULL);
	check_parse(f, "4 : ", NULL);
	begin(f, 8, ELEMS_DATA | ELEMS_DATA_RANGE, true);
	check_parse(f, "1 : 1.1.1.1", "0001:0101010101010101");
	check_parse(f, "1-9 : 1.1.1.0/24", "0001-0009:01010100010101ff");
	begin(f, VERDICT_DATA_SIZE, ELEMS_VERDICT, true);
	check_parse(f, "1 : drop", "0001:0000000000000000");
	check_parse(f, "1 : jump a-chain", "0001:fffffffd00000000");
	check_parse(f, "1 : goto b", "0001:fffffffc00000001");
	check_parse(f, "1 : jump a-chain", "0001:fffffffd00000000");
	check_parse(f, "1 : jump", NULL);
	check_parse(f, "1 : jump \"x\"", NULL);
	check_parse(f, "1 : accept drop", NULL);
	check_parse(f, "1 : maybe", NULL);
	begin(f, 4, ELEMS_OBJECT, true);
	check_parse(f, "1 : \"x\"", "0001:00000000");
	check_parse(f, "1 : x", NULL);
}

int main(void)
{
	struct fixture f = { .pool = pool_new() };

	names_init(&f.names, f.pool, f.pool);
	test_scan(f.pool);
	test_long(f.pool);
	test_ipv4(&f);
	test_addresses(&f);
	test_numbers(&f);
	test_concat(&f);
	test_options(&f);
	test_maps(&f);
	pool_free(f.pool);
	return check_done();
}
