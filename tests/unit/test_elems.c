/* Packed elements against brute force on small numbers, and their corners by hand. */
#include <stdlib.h>

#include "set/elems.h"
#include "vm/insn.h"
#include "check.h"

static struct key_spec spec_of(unsigned n, unsigned bits)
{
	struct key_spec spec = { .n = n };

	for (unsigned i = 0; i < n; i++)
		spec.field[i].bits = bits;
	key_spec_close(&spec);
	return spec;
}

static uint8_t *add_range(struct elems *e, uint64_t lo, uint64_t hi, uint32_t at)
{
	uint8_t *rec = elems_add(e, (struct loc){ at, at + 1 });

	bytes_set_u64(rec, e->key, lo);
	if (e->flags & ELEMS_RANGE)
		bytes_set_u64(rec + e->key, e->key, hi);
	return rec;
}

static uint64_t lo_of(const struct elems *e, size_t i)
{
	return bytes_u64(elems_lo(e, i), e->key);
}

static uint64_t hi_of(const struct elems *e, size_t i)
{
	return bytes_u64(elems_hi(e, i), e->key);
}

static bool sorted(const struct elems *e)
{
	for (size_t i = 1; i < elems_keyed(e); i++) {
		int diff = memcmp(elems_lo(e, i - 1), elems_lo(e, i), e->key);

		if (diff > 0 || (!diff && memcmp(elems_hi(e, i - 1), elems_hi(e, i), e->key) > 0))
			return false;
		if (!diff && !memcmp(elems_hi(e, i - 1), elems_hi(e, i), e->key) && e->at &&
		    e->at[i - 1] > e->at[i])
			return false;
	}
	return true;
}

static void test_spec(void)
{
	struct key_spec spec = spec_of(1, 48), pair = spec_of(2, 48), big = spec_of(5, 128);
	uint8_t key[16] = { 1, 2, 3, 4, 5, 6, 0, 0, 9, 8, 7, 6, 5, 4, 0, 0 }, wire[16];

	CHECK(spec.size == 6 && pair.size == 16 && key_field_offset(&pair, 1) == 8);
	CHECK(!key_spec_close(&big));
	pair.field[1].order = ORDER_HOST;
	key_to_wire(&pair, key, wire, false);
	CHECK(memcmp(wire, "\1\2\3\4\5\6\0\0\4\5\6\7\x8\x9\0\0", 16) == 0);
	key_from_wire(&pair, wire, wire, false);
	CHECK(memcmp(wire, key, 16) == 0);
	key_to_wire(&pair, key, wire, true);
	CHECK(memcmp(wire, key, 16) == 0);
}

/* Sorting of every width and number, with extras that follow their record. */
static void test_sort(struct pool *pool, unsigned bits, size_t n, bool range)
{
	struct key_spec spec = spec_of(1, bits);
	struct elems *e = elems_new(pool, &spec, 0, range ? ELEMS_RANGE : 0);
	size_t strays = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t *rec = elems_add(e, (struct loc){ i + 1, i + 2 });

		for (unsigned b = 0; b < e->stride; b++)
			rec[b] = rand() % (bits > 64 ? 3 : 200);
		if (rand() % 5 == 0)
			elems_extra_add(e, i)->timeout = bytes_u64(rec, e->key);
	}
	elems_sort(e);
	CHECK(sorted(e));
	for (size_t i = 0; i < e->extra.n; i++)
		strays += e->extra.v[i].timeout != lo_of(e, e->extra.v[i].index);
	CHECK(strays == 0);
	if (n > 10)
		CHECK(elems_extra(e, e->extra.v[0].index) == &e->extra.v[0]);
}

static void test_catchall(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 16);
	struct elems *e = elems_new(pool, &spec, 0, 0);
	size_t a, b;

	for (unsigned i = 0; i < 100; i++) {
		add_range(e, i == 7 || i == 50 ? 0 : 1000 - i, 0, i + 1);
		if (i == 7 || i == 50)
			elems_extra_add(e, i)->catchall = true;
	}
	CHECK(elems_is_catchall(e, 7) && !elems_is_catchall(e, 8));
	elems_sort(e);
	CHECK(sorted(e) && elems_keyed(e) == 98 && e->at[98] == 8 && e->at[99] == 51);
	CHECK(elems_unique(e, &a, &b));
	CHECK(e->n == 99 && e->extra.n == 1 && elems_is_catchall(e, 98));
}

enum { SPACE = 64 };

/* What merging must give, number by number. */
static bool merged_well(const struct elems *e, const bool *in)
{
	bool now[SPACE + 1] = { false };

	for (size_t i = 0; i < e->n; i++) {
		if (i && lo_of(e, i) <= hi_of(e, i - 1) + 1)
			return false;
		for (uint64_t x = lo_of(e, i); x <= hi_of(e, i); x++)
			now[x] = true;
	}
	return memcmp(now, in, sizeof(now)) == 0;
}

static void test_intervals(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 6);
	struct elems *e = elems_new(pool, &spec, 0, ELEMS_RANGE);
	bool in[SPACE + 1] = { false }, twice = false;
	size_t a, b, n = 1 + rand() % 8;

	for (size_t i = 0; i < n; i++) {
		unsigned lo = rand() % SPACE, hi = lo + rand() % (SPACE - lo) % 9;
		bool again = false;

		for (size_t j = 0; j < e->n; j++)
			again |= lo_of(e, j) == lo && hi_of(e, j) == hi;
		for (unsigned x = lo; x <= hi; x++) {
			twice |= in[x] && !again;
			in[x] = true;
		}
		add_range(e, lo, hi, i + 1);
	}
	elems_sort(e);
	CHECK(elems_unique(e, &a, &b));
	CHECK(elems_overlap(e, &a, &b) == !twice);
	if (twice)
		CHECK(lo_of(e, b) <= hi_of(e, a));
	elems_merge(e);
	CHECK(merged_well(e, in));
	for (unsigned x = 0; x < SPACE; x++) {
		uint8_t key = x;
		ptrdiff_t at = elems_find(e, &key);

		CHECK(in[x] ? at >= 0 && lo_of(e, at) <= x && x <= hi_of(e, at) : at == -1);
	}
}

/* Cutting a few holes out of merged intervals, number by number. */
static void test_cut(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 8);
	struct elems *e = elems_new(pool, &spec, 0, ELEMS_RANGE), *copy;
	struct elems *holes = elems_new(pool, &spec, 0, ELEMS_RANGE);
	struct elems *left = elems_new(pool, &spec, 0, 0);
	bool in[256] = { false }, covered = true;
	size_t missing;

	for (unsigned i = 0; i < 6; i++) {
		unsigned lo = rand() % 256, hi = lo + rand() % (256 - lo);

		add_range(e, lo, hi, 1);
		memset(in + lo, true, hi - lo + 1);
	}
	elems_sort(e);
	elems_merge(e);
	for (unsigned i = 0; i < 3; i++) {
		unsigned lo = rand() % 256, hi = lo + rand() % (256 - lo) % 5;

		add_range(holes, lo, hi, 1);
		for (unsigned x = lo; x <= hi; x++)
			covered &= in[x];
	}
	elems_sort(holes);
	elems_merge(holes);
	copy = elems_copy(pool, e);
	CHECK(elems_same(e, copy));
	CHECK(elems_cut(left, copy, holes, &missing) == covered);
	for (unsigned x = 0; x < 256 && covered; x++) {
		uint8_t key = x;

		CHECK((elems_find(left, &key) >= 0) == (in[x] && elems_find(holes, &key) < 0));
	}
}

static void test_whole_space(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 32);
	struct elems *e = elems_new(pool, &spec, 0, 0);

	add_range(e, 0, 0, 1);
	add_range(e, UINT32_MAX, 0, 2);
	add_range(e, UINT32_MAX - 1, 0, 3);
	elems_sort(e);
	elems_merge(e);
	CHECK(e->n == 2 && hi_of(e, 0) == 0 && lo_of(e, 1) == UINT32_MAX - 1);
	CHECK(hi_of(e, 1) == UINT32_MAX);
}

static void test_unique(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 32);
	struct elems *e = elems_new(pool, &spec, 4, ELEMS_DATA);
	size_t a, b;

	for (unsigned i = 0; i < 6; i++)
		bytes_set_u64(add_range(e, i / 2, 0, i + 1) + e->key, 4, i / 2);
	elems_extra_add(e, 1)->comment = "kept";
	elems_extra_add(e, 4)->comment = "first";
	elems_extra_add(e, 5)->comment = "second";
	elems_sort(e);
	CHECK(elems_unique(e, &a, &b));
	CHECK(e->n == 3 && e->extra.n == 2);
	CHECK_TEXT(elems_extra(e, 0)->comment, "kept");
	CHECK_TEXT(elems_extra(e, 2)->comment, "first");
	CHECK(!elems_extra(e, 1) && e->at[2] == 5);
	bytes_set_u64(add_range(e, 1, 0, 9) + e->key, 4, 77);
	elems_sort(e);
	CHECK(!elems_unique(e, &a, &b) && e->n == 4 && e->at[a] == 3 && e->at[b] == 9);
	elems_widen(e);
	elems_widen_data(e);
	CHECK(e->stride == 16 && hi_of(e, 3) == 2 && elems_data(e, b)[3] == 77);
	CHECK(elems_data(e, b)[7] == 77 && lo_of(e, b) == 1);
}

struct changes {
	unsigned gone[SPACE], came[SPACE];
	const struct elems *from, *to;
};

static void on_gone(void *arg, size_t i)
{
	struct changes *c = arg;

	c->gone[lo_of(c->from, i)]++;
}

static void on_came(void *arg, size_t i)
{
	struct changes *c = arg;

	c->came[lo_of(c->to, i)]++;
}

static void test_diff(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 8);
	struct changes c = { .from = elems_new(pool, &spec, 1, ELEMS_DATA),
			     .to = elems_new(pool, &spec, 1, ELEMS_DATA) };
	int from[SPACE], to[SPACE];
	bool same = true;

	for (unsigned x = 0; x < SPACE; x++) {
		from[x] = rand() % 3 - 1;
		to[x] = rand() % 20 ? from[x] : rand() % 3 - 1;
		same &= from[x] == to[x];
		if (from[x] >= 0)
			add_range((struct elems *)c.from, x, x, 0)[1] = from[x];
		if (to[x] >= 0)
			add_range((struct elems *)c.to, x, x, 0)[1] = to[x];
	}
	elems_sort((struct elems *)c.from);
	elems_sort((struct elems *)c.to);
	CHECK(elems_same(c.from, c.to) == same);
	elems_diff(c.from, c.to, on_gone, on_came, &c);
	for (unsigned x = 0; x < SPACE; x++) {
		CHECK(c.gone[x] == (from[x] >= 0 && from[x] != to[x]));
		CHECK(c.came[x] == (to[x] >= 0 && from[x] != to[x]));
	}
}

/* Verdicts are compared by the chain's name, not by its number. */
static void test_names(struct pool *pool)
{
	struct key_spec spec = spec_of(1, 8);
	struct elems *a = elems_new(pool, &spec, VERDICT_DATA_SIZE, ELEMS_VERDICT);
	struct elems *b = elems_new(pool, &spec, VERDICT_DATA_SIZE, ELEMS_VERDICT);

	CHECK(elems_name(a, "x") == 0 && elems_name(a, "y") == 1 && elems_name(a, "x") == 0);
	CHECK(elems_name(b, "y") == 0);
	bytes_set_u64(add_range(a, 1, 1, 0) + 1, 4, (uint32_t)VERDICT_JUMP);
	bytes_set_u64(elems_data(a, 0) + 4, 4, 1);
	bytes_set_u64(add_range(b, 1, 1, 0) + 1, 4, (uint32_t)VERDICT_JUMP);
	CHECK(elems_same(a, b));
	bytes_set_u64(elems_data(a, 0) + 4, 4, 0);
	CHECK(!elems_same(a, b));
}

static void test_fields(struct pool *pool)
{
	struct key_spec spec = spec_of(2, 8);
	struct elems *e = elems_new(pool, &spec, 0, ELEMS_RANGE);
	uint8_t key[8] = { 0 };

	memcpy(elems_add(e, (struct loc){ 0, 0 }), "\1\0\0\0\5\0\0\0\3\0\0\0\7\0\0\0", 16);
	memcpy(elems_add(e, (struct loc){ 0, 0 }), "\2\0\0\0\x9\0\0\0\2\0\0\0\x9\0\0\0", 16);
	elems_sort(e);
	for (unsigned x = 0; x < 5; x++)
		for (unsigned y = 0; y < 12; y++) {
			key[0] = x;
			key[4] = y;
			CHECK(elems_find(e, key) == (x == 2 && y == 9		     ? 1
						     : x >= 1 && x <= 3 && y >= 5 && y <= 7 ? 0
										     : -1));
		}
}

int main(void)
{
	struct pool *pool = pool_new();

	srand(1);
	test_spec();
	for (unsigned bits = 1; bits <= 256; bits += bits < 40 ? 7 : 24)
		for (size_t n = 0; n < 2000; n = n * 5 + 1)
			test_sort(pool, bits, n, n & 1 || bits & 8);
	test_catchall(pool);
	for (unsigned i = 0; i < 300; i++)
		test_intervals(pool);
	for (unsigned i = 0; i < 100; i++)
		test_cut(pool);
	test_whole_space(pool);
	test_unique(pool);
	for (unsigned i = 0; i < 20; i++)
		test_diff(pool);
	test_names(pool);
	test_fields(pool);
	pool_free(pool);
	return check_done();
}
