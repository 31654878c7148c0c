/* Pools: content survives growing on either side of POOL_BIG, memory comes back, exhaustion. */
#include "base/pool.h"
#include "base/vec.h"
#include "check.h"

static bool is_filled(const unsigned char *p, size_t n, unsigned char c)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != c)
			return false;
	return true;
}

static void test_alloc(void)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 9, 1000, 40000, POOL_BIG - 1,
					POOL_BIG, 3000000 };
	struct pool *pool = pool_new();
	void *last = NULL;

	for (unsigned round = 0; round < 20; round++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			unsigned char *p = pool_alloc(pool, sizes[i]);

			CHECK(p && p != last && (uintptr_t)p % 8 == 0);
			CHECK(is_filled(p, sizes[i], 0));
			memset(p, 0xee, sizes[i]);
			last = p;
		}
	CHECK(pool_size(pool) > 20 * 3000000);
	pool_reset(pool);
	CHECK(pool_size(pool) <= 20 * 1024);
	CHECK(is_filled(pool_alloc(pool, 5000), 5000, 0));
	pool_free(pool);
	pool_free(NULL);
}

static void test_grow(void)
{
	struct pool *pool = pool_new();
	size_t size = 10, before;
	unsigned char *p = pool_grow(pool, NULL, 0, size);

	memset(p, 0x5a, size);
	for (unsigned step = 0; step < 20; step++) {
		if (step % 3 == 0)
			pool_raw(pool, 24); /* so that it cannot stay where it is */
		p = pool_grow(pool, p, size, size * 2);
		CHECK(is_filled(p, size, 0x5a));
		memset(p + size, 0x5a, size);
		size *= 2;
	}
	before = pool_size(pool);
	p = pool_grow(pool, p, size, POOL_BIG);
	CHECK(pool_size(pool) == before - size + POOL_BIG);
	p = pool_grow(pool, p, POOL_BIG, 100);
	CHECK(is_filled(p, 100, 0x5a));
	CHECK(pool_size(pool) < before - size + POOL_BIG);
	pool_drop(pool, p, 100);
	pool_drop(pool, NULL, 0);
	p = pool_raw(pool, 5 * POOL_BIG);
	before = pool_size(pool);
	pool_drop(pool, p, 5 * POOL_BIG);
	CHECK(pool_size(pool) < before - 5 * POOL_BIG);
	pool_free(pool);
}

static void test_text(void)
{
	struct pool *pool = pool_new();
	char *copy = pool_strndup(pool, "a\0b", 3);

	CHECK(memcmp(copy, "a\0b", 4) == 0);
	CHECK_TEXT(pool_strndup(pool, NULL, 0), "");
	CHECK_TEXT(pool_strdup(pool, "word"), "word");
	CHECK_TEXT(pool_printf(pool, "%s-%d", "x", 7), "x-7");
	CHECK(strlen(pool_printf(pool, "%0100000d", 1)) == 100000);
	CHECK(memcmp(pool_memdup(pool, "12345678", 8), "12345678", 8) == 0);
	CHECK(pool_memdup(pool, NULL, 0) != NULL);
	pool_free(pool);
}

static void test_exhaustion(void)
{
	struct pool *pool = pool_new();
	struct pool_catch outer, inner;
	void *big = pool_raw(pool, POOL_BIG);
	volatile unsigned caught = 0;

	if (setjmp(*pool_catch_push(&outer))) {
		caught++;
		pool_catch_pop(&outer);
		CHECK(caught == 2);
		pool_free(pool);
		return;
	}
	if (setjmp(*pool_catch_push(&inner))) {
		caught++;
		pool_catch_pop(&inner);
		pool_grow(pool, big, POOL_BIG, SIZE_MAX - 8);
	}
	pool_alloc(pool, SIZE_MAX - 8);
	CHECK(!"reached");
}

static void test_vec(void)
{
	struct pool *pool = pool_new();
	VEC(uint32_t) numbers = { 0 };
	uint32_t *number, sum = 0;

	vec_each(number, &numbers)
		sum++;
	CHECK(sum == 0);
	for (uint32_t i = 0; i < 100000; i++) {
		number = vec_push(pool, &numbers);
		sum += *number;
		*number = i;
	}
	CHECK(sum == 0 && numbers.n == 100000 && numbers.cap >= numbers.n);
	for (uint32_t i = 0; i < 100000; i++)
		sum += numbers.v[i] != i;
	CHECK(sum == 0);
	vec_reserve(pool, &numbers, 500000);
	CHECK(numbers.cap >= 600000 && numbers.n == 100000 && numbers.v[99999] == 99999);
	pool_free(pool);
}

int main(void)
{
	test_alloc();
	test_grow();
	test_text();
	test_exhaustion();
	test_vec();
	return check_done();
}
