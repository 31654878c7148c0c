/* Numbers of fixed width: arithmetic against the compiler's own 128 bits, then wider cases. */
#include "base/bytes.h"
#include "check.h"

typedef unsigned __int128 wide;

enum { N = 16 };

static wide load(const uint8_t *b)
{
	wide number = 0;

	for (size_t i = 0; i < N; i++)
		number = number << 8 | b[i];
	return number;
}

static void store(uint8_t *b, wide number)
{
	for (size_t i = N; i-- > 0; number >>= 8)
		b[i] = number;
}

/* Repeatable noise, with runs of zeros and ones more often than chance has them. */
static wide noise(void)
{
	static uint64_t state = 1;
	wide number = 0;

	for (unsigned i = 0; i < 4; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		number = number << 32 | state >> 32;
	}
	if (state >> 60 & 1)
		number = (wide)-1 << (state >> 52 & 127);
	if (state >> 61 & 1)
		number = ~number;
	return number;
}

static unsigned trailing_zeros(wide number)
{
	unsigned n = 0;

	while (n < 128 && !(number >> n & 1))
		n++;
	return n;
}

static void check_logic(wide x, wide y)
{
	uint8_t a[N], b[N], r[N];
	unsigned wrong = 0;

	store(a, x);
	store(b, y);
	bytes_and(r, a, b, N);
	CHECK(load(r) == (x & y));
	bytes_or(r, a, b, N);
	CHECK(load(r) == (x | y));
	bytes_xor(r, a, b, N);
	CHECK(load(r) == (x ^ y));
	bytes_not(r, a, 128);
	CHECK(load(r) == ~x);
	CHECK((bytes_cmp(a, b, N) < 0) == (x < y));
	CHECK(bytes_u64(a, N) == (uint64_t)x);
	CHECK(bytes_are_zero(a, N) == !x);
	CHECK(bytes_are_ones(a, 128) == !~x);
	CHECK(bytes_lowest_bit(a, N) == (x ? (int)trailing_zeros(x) : -1));
	for (unsigned bits = 0; bits < 128; bits++)
		wrong += bytes_fit(a, N, bits) != !(x >> bits);
	CHECK(wrong == 0);
}

static void check_step(wide x)
{
	uint8_t a[N];

	store(a, x);
	CHECK(bytes_add1(a, N) == (x + 1 != 0) && load(a) == x + 1);
	store(a, x);
	CHECK(bytes_sub1(a, N) == (x != 0) && load(a) == x - 1);
}

static void check_shifts(wide x)
{
	uint8_t a[N], r[N];
	unsigned wrong = 0;

	store(a, x);
	for (unsigned shift = 0; shift <= 140; shift++) {
		wide left = shift < 128 ? x << shift : 0, right = shift < 128 ? x >> shift : 0;

		bytes_shl(r, a, N, shift);
		wrong += load(r) != left;
		bytes_shr(r, a, N, shift);
		wrong += load(r) != right;
		store(r, x);
		bytes_shl(r, r, N, shift);
		wrong += load(r) != left;
		store(r, x);
		bytes_shr(r, r, N, shift);
		wrong += load(r) != right;
	}
	CHECK(wrong == 0);
}

static void check_prefixes(wide x)
{
	uint8_t lo[N], hi[N], mask[N];
	unsigned wrong = 0;

	for (unsigned len = 0; len <= 128; len++) {
		wide m = len ? (wide)-1 << (128 - len) : 0;

		bytes_mask(mask, 128, len);
		wrong += load(mask) != m || bytes_mask_prefix(mask, 128) != (int)len;
		store(lo, x & m);
		store(hi, x | ~m);
		wrong += bytes_prefix(lo, hi, 128) != (int)len;
		bytes_sub1(hi, N);
		wrong += len < 127 && bytes_prefix(lo, hi, 128) != -1;
	}
	CHECK(wrong == 0);
}

static void check_numerals(wide x)
{
	uint8_t a[N], b[N];
	struct pool *pool = pool_new();
	struct out out;

	store(a, x);
	out_init(&out, pool);
	bytes_put_decimal(&out, a, N);
	CHECK(bytes_parse(b, N, span_of(out_text(&out))) && load(b) == x);
	out.n = 0;
	bytes_put_hex(&out, a, N, true);
	CHECK(out.n == 34 && bytes_parse(b, N, span_of(out_text(&out))) && load(b) == x);
	out.n = 0;
	bytes_put_hex(&out, a, N, false);
	CHECK(bytes_parse(b, N, span_of(out_text(&out))) && load(b) == x);
	pool_free(pool);
}

static void test_odd_widths(void)
{
	uint8_t r[3], ones[3] = { 0x0f, 0xff, 0xff };
	uint8_t lo[3] = { 0x0a, 0xb0, 0x00 }, hi[3] = { 0x0a, 0xbf, 0xff };

	bytes_mask(r, 20, 20);
	CHECK(memcmp(r, ones, 3) == 0 && bytes_are_ones(r, 20) && !bytes_are_ones(r, 21));
	CHECK(bytes_mask_prefix(r, 20) == 20 && bytes_popcount(r, 3) == 20);
	bytes_mask(r, 20, 3);
	CHECK(bytes_u64(r, 3) == 0xe0000 && bytes_mask_prefix(r, 20) == 3);
	CHECK(bytes_mask_prefix((uint8_t[]){ 0x05, 0, 0 }, 20) == -1);
	CHECK(bytes_mask_prefix((uint8_t[]){ 0, 0, 0 }, 20) == 0);
	bytes_not(r, lo, 20);
	CHECK(bytes_u64(r, 3) == 0x54fff);
	CHECK(bytes_prefix(lo, hi, 20) == 8);
	CHECK(bytes_prefix(lo, lo, 20) == 20);
	bytes_copy_swapped(r, lo, 3);
	CHECK(memcmp(r, "\x00\xb0\x0a", 3) == 0);
	bytes_swap(r, 3);
	CHECK(memcmp(r, lo, 3) == 0);
}

static void test_objects(void)
{
	struct pool *pool = pool_new();
	struct bytes *a = bytes_of_u64(pool, 20, 0xfedcba), *b, *none = NULL;

	CHECK(a->bits == 20 && bytes_u64(a->b, 3) == 0xedcba);
	CHECK(bytes_resize(pool, a, 512, &b) && b->bits == 512);
	CHECK(bytes_fit(b->b, 64, 20) && bytes_u64(b->b, 64) == 0xedcba);
	CHECK(bytes_resize(pool, b, 20, &b) && memcmp(b->b, a->b, 3) == 0);
	CHECK(!bytes_resize(pool, a, 19, &none) && !none);
	b = bytes_copy(pool, a);
	CHECK(b != a && b->bits == 20 && memcmp(b->b, a->b, 3) == 0);
	CHECK(bytes_new(pool, 0)->bits == 0 && bytes_of_u64(pool, 0, 9)->bits == 0);
	CHECK(bytes_u64(bytes_of_u64(pool, 8, 0x1ff)->b, 1) == 0xff);
	pool_free(pool);
}

static void test_widest(void)
{
	static const char largest[] =
		"13407807929942597099574024998205846127479365820592393377723561443721764030073546"
		"976801874298166903427690031858186486050853753882811946569946433649006084095";
	struct pool *pool = pool_new();
	uint8_t b[BYTES_MAX];
	struct out out;

	out_init(&out, pool);
	CHECK(bytes_parse(b, BYTES_MAX, span_of(largest)) && bytes_are_ones(b, 512));
	bytes_put_decimal(&out, b, BYTES_MAX);
	CHECK_TEXT(out_text(&out), largest);
	CHECK(!bytes_add1(b, BYTES_MAX) && bytes_are_zero(b, BYTES_MAX));
	CHECK(!bytes_parse(b, BYTES_MAX, span_of(pool_printf(pool, "%s0", largest))));
	CHECK(bytes_parse(b, 2, SPAN("65535")) && !bytes_parse(b, 2, SPAN("65536")));
	CHECK(bytes_parse(b, 2, SPAN("0xFfff")) && !bytes_parse(b, 2, SPAN("0x10000")));
	CHECK(!bytes_parse(b, 2, SPAN("")) && !bytes_parse(b, 2, SPAN("0x")));
	CHECK(!bytes_parse(b, 2, SPAN("1f")) && bytes_parse(b, 2, SPAN("00000000012")));
	out.n = 0;
	bytes_put_hex(&out, (uint8_t[]){ 0, 0 }, 2, false);
	CHECK_TEXT(out_text(&out), "0x0");
	pool_free(pool);
}

int main(void)
{
	for (unsigned i = 0; i < 200; i++) {
		wide x = noise(), y = i % 4 ? noise() : x;

		check_logic(x, y);
		check_step(x);
		check_shifts(x);
		check_prefixes(x);
		check_numerals(x);
	}
	check_step(0);
	check_step((wide)-1);
	check_numerals(0);
	test_odd_widths();
	test_objects();
	test_widest();
	return check_done();
}
