/* Numbers in text, edit distance and suggestions, the map. */
#include <limits.h>

#include "base/str.h"
#include "check.h"

static void test_number(void)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t number;
	} rows[] = {
		{ "0", true, 0 },
		{ "7", true, 7 },
		{ "010", true, 8 },
		{ "0x1F", true, 31 },
		{ "0Xff", true, 255 },
		{ "00", true, 0 },
		{ "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "0xffffffffffffffff", true, UINT64_MAX },
		{ "0x10000000000000000", false, 0 },
		{ "01777777777777777777777", true, UINT64_MAX },
		{ "02000000000000000000000", false, 0 },
		{ "", false, 0 },
		{ "0x", false, 0 },
		{ "08", false, 0 },
		{ "1a", false, 0 },
		{ "-1", false, 0 },
		{ " 1", false, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t number = 0;

		CHECK(span_number(span_of(rows[i].text), &number) == rows[i].ok);
		CHECK(number == rows[i].number);
	}
	CHECK(!span_number(span_of(NULL), &(uint64_t){ 0 }));
	CHECK(span_is(SPAN("word"), "word") && !span_is(SPAN("word"), "words"));
	CHECK(str_same(NULL, NULL) && !str_same("a", NULL) && str_same("a", "a"));
}

static void test_distance(void)
{
	char longest[1000];

	CHECK(str_distance("", "") == 0);
	CHECK(str_distance("", "abc") == 3);
	CHECK(str_distance("input", "input") == 0);
	CHECK(str_distance("input", "inupt") == 1);
	CHECK(str_distance("input", "inpt") == 1);
	CHECK(str_distance("inptu", "input") == 1);
	CHECK(str_distance("input", "inputs") == 1);
	CHECK(str_distance("forward", "output") == 6);
	CHECK(str_distance("kitten", "sitting") == 3);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	CHECK(str_distance(longest, longest) == 0);
	CHECK(str_distance(longest, "a") == sizeof(longest) - 1);
}

static bool is_offered(const char *word, const char *candidate)
{
	unsigned best = UINT_MAX;

	return str_suggests(word, candidate, &best);
}

static void test_suggests(void)
{
	unsigned best = UINT_MAX;

	CHECK(!is_offered("a", "b"));
	CHECK(is_offered("a", "ab"));
	CHECK(is_offered("ba", "ab"));
	CHECK(is_offered("acb", "abc") && !is_offered("xyc", "abc"));
	CHECK(is_offered("axyd", "abcd") && !is_offered("axyz", "abcd"));
	CHECK(is_offered("abcd", "abcdefgh") && !is_offered("abc", "abcdefghi"));
	CHECK(!is_offered("axxxefg", "abcdefgh") && is_offered("axxxefgh", "abcdefgh"));
	CHECK(str_suggests("filtre", "filler", &best) && best == 2);
	CHECK(str_suggests("filtre", "filter", &best) && best == 1);
	CHECK(!str_suggests("filtre", "filtrs", &best) && best == 1);
	CHECK(str_suggests("filtre", "filtre", &best) && best == 0);
}

static void test_map(void)
{
	struct pool *pool = pool_new();
	struct map map;
	char key[16];
	size_t n = 0, wrong = 0;

	map_init(&map, pool);
	CHECK(!map_get(&map, SPAN("x")) && !map_next(&map, NULL));
	CHECK(!map_set(&map, SPAN("x"), NULL));
	for (uintptr_t i = 1; i <= 20000; i++) {
		snprintf(key, sizeof(key), "key%zu", (size_t)i);
		wrong += strcmp(map_set(&map, span_of(key), (void *)i), key) != 0;
	}
	CHECK(map.n == 20000);
	for (uintptr_t i = 1; i <= 20000; i += 2) {
		snprintf(key, sizeof(key), "key%zu", (size_t)i);
		map_set(&map, span_of(key), NULL);
	}
	CHECK(map.n == 10000);
	for (struct map_slot *s = NULL; (s = map_next(&map, s)); n++)
		wrong += (uintptr_t)s->value & 1;
	CHECK(n == 10000);
	for (uintptr_t i = 1; i <= 20000; i++) {
		snprintf(key, sizeof(key), "key%zu", (size_t)i);
		wrong += map_get(&map, span_of(key)) != (void *)(i & 1 ? 0 : i);
	}
	CHECK(wrong == 0);
	map_set(&map, SPAN("key2"), &map);
	CHECK(map.n == 10000 && map_get(&map, SPAN("key2")) == &map);
	map_set(&map, SPAN("key1"), &map);
	CHECK(map.n == 10001 && map_get(&map, SPAN("key1")) == &map);
	pool_free(pool);
}

/* Many keys come and go: the map stays small. */
static void test_map_churn(void)
{
	struct pool *pool = pool_new();
	struct map map;
	char key[16];

	map_init(&map, pool);
	map_set(&map, SPAN(""), "empty");
	map_set(&map, SPAN("a\0b"), "nul");
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(key, sizeof(key), "%u", i);
		map_set(&map, span_of(key), key);
		map_set(&map, span_of(key), NULL);
	}
	CHECK(map.n == 2 && map.cap <= 32);
	CHECK_TEXT(map_get(&map, SPAN("")), "empty");
	CHECK_TEXT(map_get(&map, SPAN("a\0b")), "nul");
	CHECK(!map_get(&map, SPAN("a")));
	pool_free(pool);
}

static void test_intern(void)
{
	struct pool *pool = pool_new();
	struct map map;
	char text[] = "eth0";
	const char *a;

	map_init(&map, pool);
	a = map_intern(&map, span_of(text));
	CHECK(a != text && a == map_intern(&map, SPAN("eth0")));
	CHECK(a != map_intern(&map, SPAN("eth1")));
	CHECK_TEXT(a, "eth0");
	pool_free(pool);
}

int main(void)
{
	test_number();
	test_distance();
	test_suggests();
	test_map();
	test_map_churn();
	test_intern();
	return check_done();
}
