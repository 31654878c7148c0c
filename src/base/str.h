/*
 * str: text that is not owned (spans), small text helpers, and the string-keyed hash map.
 */
#ifndef WEIR_BASE_STR_H
#define WEIR_BASE_STR_H

#include <endian.h>
#include <string.h>
#include "base/pool.h"

/* `n` bytes at `p`, not NUL-terminated, owned by whoever owns the text (usually the source). */
struct span {
	const char *p;
	size_t n;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })
static inline struct span span_of(const char *s)
{
	return (struct span){ s, s ? strlen(s) : 0 };
}
/* Most comparisons end at the first byte. */
static inline bool span_is(struct span s, const char *word)
{
	return (!s.n || *s.p == *word) && s.n == strlen(word) && memcmp(s.p, word, s.n) == 0;
}
static inline bool str_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/*
 * The first eight bytes as a number that is ordered as the texts are: of a literal as a constant, of
 * a span.
 */
#define STR_BYTE(text, i)                                                                          \
	((uint64_t)(uint8_t)(text)[(i) < sizeof(text) ? (i) : sizeof(text) - 1] << (56 - 8 * (i)))
#define STR_PREFIX(text)                                                                           \
	(STR_BYTE(text, 0) | STR_BYTE(text, 1) | STR_BYTE(text, 2) | STR_BYTE(text, 3) |           \
	 STR_BYTE(text, 4) | STR_BYTE(text, 5) | STR_BYTE(text, 6) | STR_BYTE(text, 7))
/* The n bytes at p (2, 4 or 8) as the highest of a 64-bit number. */
static inline uint64_t str_load(const char *p, size_t n)
{
	uint64_t number = 0;

	memcpy(&number, p, n);
	return be64toh(number);
}
static inline uint64_t span_prefix(struct span s)
{
	if (s.n >= 8)
		return str_load(s.p, 8);
	if (s.n >= 4)
		return str_load(s.p, 4) | str_load(s.p + s.n - 4, 4) >> (8 * s.n - 32);
	if (s.n >= 2)
		return str_load(s.p, 2) | str_load(s.p + s.n - 2, 2) >> (8 * s.n - 16);
	return s.n ? (uint64_t)(uint8_t)*s.p << 56 : 0;
}

/* The value of a decimal or hexadecimal digit; 255 for any other character. */
static inline unsigned char_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : 255;
}
/* The whole span as a decimal, 0x-hexadecimal or 0-octal number; false: none, or over 64 bits. */
bool span_number(struct span s, uint64_t *number);
/* Length of the well-formed UTF-8 sequence at the start of n > 0 bytes, 0 if there is none. */
size_t str_utf8_size(const char *text, size_t n);
bool span_is_utf8(struct span s);

/* Edit distance (insert, delete, replace, swap of neighbours count one each). */
unsigned str_distance(const char *a, const char *b);
/*
 * "Did you mean": whether `candidate` is near enough to `word` and nearer than *best (start with
 * UINT_MAX); then *best is lowered. Thresholds as in cli-and-output: two words of one letter never.
 */
bool str_suggests(const char *word, const char *candidate, unsigned *best);

/* map: open-addressing hash map from byte strings to pointers; keys are copied into the pool. */
struct map {
	struct pool *pool;
	struct map_slot *slots;
	size_t n;    /* keys with a value */
	size_t used; /* slots taken, those of removed keys too */
	size_t cap;
};

struct map_slot {
	const char *key; /* NUL-terminated copy; NULL marks a free slot */
	uint32_t size, hash;
	void *value;     /* NULL: removed */
};

void map_init(struct map *map, struct pool *pool);
void *map_get(const struct map *map, struct span key);
/* Set or replace; value NULL removes. The map's own copy of the key, NULL if it has none. */
const char *map_set(struct map *map, struct span key, void *value);
/* The slot of the key, made if need be; where it is new the caller must set a value. */
struct map_slot *map_place(struct map *map, struct span key, bool *is_new);
/* Iterate: for (struct map_slot *s = NULL; (s = map_next(map, s));). Order is by insertion hash. */
struct map_slot *map_next(const struct map *map, struct map_slot *after);
/* One pointer per distinct text: two interned texts are equal when the pointers are. */
const char *map_intern(struct map *map, struct span text);

#endif
