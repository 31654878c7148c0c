/* Output: numbers, growing, and a sink that receives everything in order. */
#include <stdlib.h>

#include "base/out.h"
#include "check.h"

static void test_growing(void)
{
	struct pool *pool = pool_new();
	struct out out;

	out_init(&out, pool);
	CHECK_TEXT(out_text(&out), "");
	out_u64(&out, 0);
	out_char(&out, ' ');
	out_u64(&out, UINT64_MAX);
	out_str(&out, " ");
	out_hex(&out, 0, 0);
	out_span(&out, SPAN(" "));
	out_hex(&out, 0xab, 8);
	out_hex(&out, UINT64_MAX, 20);
	out_bytes(&out, NULL, 0);
	CHECK_TEXT(out_text(&out), "0 18446744073709551615 0x0 0x000000ab0x0000ffffffffffffffff");
	out_flush(&out);
	CHECK(out.n == 59);
	out.n = 0;
	out.indent = 2;
	out_indent(&out);
	out_printf(&out, "%s%d", "x", -1);
	CHECK_TEXT(out_text(&out), "\t\tx-1");
	out_printf(&out, "%0300000d", 1);
	CHECK(strlen(out_text(&out)) == 300005 && out.n == 300005);
	pool_free(pool);
}

struct received {
	char *text;
	size_t n, calls;
};

static void receive(void *arg, const char *text, size_t n)
{
	struct received *r = arg;

	memcpy(r->text + r->n, text, n);
	r->n += n;
	r->calls++;
}

static void test_sink(void)
{
	struct received r = { .text = malloc(3000000) };
	struct pool *pool = pool_new();
	struct out out, all;

	out_init(&all, pool);
	out_init_sink(&out, pool, receive, &r);
	for (unsigned i = 0; i < 100000; i++) {
		out_u64(&out, i);
		out_printf(&out, " %u ", i);
		out_printf(&all, "%u %u ", i, i);
	}
	CHECK(r.calls >= 10 && r.calls < 40);
	out_printf(&out, "%0200000d", 5);
	out_printf(&all, "%0200000d", 5);
	out_bytes(&out, r.text, 500000);
	out_bytes(&all, r.text, 500000);
	out_flush(&out);
	CHECK(r.n == all.n && memcmp(r.text, all.buf, all.n) == 0);
	r.calls = 0;
	out_flush(&out);
	CHECK(r.calls == 0);
	pool_free(pool);
	free(r.text);
}

int main(void)
{
	test_growing();
	test_sink();
	return check_done();
}
