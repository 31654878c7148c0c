/*
 * bytes: numbers of fixed width up to 512 bits, as big-endian bytes.
 *
 * A value is always the number, never its wire image: byte order is a property of the type or
 * field and is applied only where immediates and set elements are encoded or decoded. A number of
 * `bits` bits takes BYTES_OF(bits) bytes, right-aligned, unused top bits zero. So memcmp compares.
 * Strings (interface names) are left-aligned bytes padded with zeros; that is their number.
 */
#ifndef WEIR_BASE_BYTES_H
#define WEIR_BASE_BYTES_H

#include "base/out.h"

#define BYTES_OF(bits) (((unsigned)(bits) + 7) / 8)
enum { BYTES_MAX = 64 };

struct bytes {
	uint16_t bits;
	uint8_t b[]; /* BYTES_OF(bits) bytes, big-endian */
};

struct bytes *bytes_new(struct pool *pool, unsigned bits);                   /* zero */
struct bytes *bytes_of_u64(struct pool *pool, unsigned bits, uint64_t number); /* truncates */
struct bytes *bytes_copy(struct pool *pool, const struct bytes *from);
/* The same number in another width; false when it does not fit. Result in *to (pool). */
bool bytes_resize(struct pool *pool, const struct bytes *from, unsigned bits, struct bytes **to);

/* The functions below work on n big-endian bytes; operands have equal n. */
static inline int bytes_cmp(const uint8_t *a, const uint8_t *b, size_t n)
{
	return memcmp(a, b, n);
}
/* memcpy, memset to 0 and memcmp for what is nearly always a port, an address or a mark. */
static inline void bytes_copy_short(uint8_t *to, const uint8_t *from, size_t n)
{
	if (n == 4)
		memcpy(to, from, 4);
	else if (n == 2)
		memcpy(to, from, 2);
	else if (n == 1)
		*to = *from;
	else
		memcpy(to, from, n);
}
static inline void bytes_zero_short(uint8_t *b, size_t n)
{
	if (n == 4)
		memset(b, 0, 4);
	else
		memset(b, 0, n);
}
static inline bool bytes_same_short(const uint8_t *a, const uint8_t *b, size_t n)
{
	return n == 4 ? !memcmp(a, b, 4) : !memcmp(a, b, n);
}
uint64_t bytes_u64(const uint8_t *b, size_t n); /* n <= 8, or the low 64 bits of longer ones */
void bytes_set_u64(uint8_t *b, size_t n, uint64_t number);
bool bytes_are_zero(const uint8_t *b, size_t n);
bool bytes_are_ones(const uint8_t *b, unsigned bits); /* all `bits` low bits set */
bool bytes_fit(const uint8_t *b, size_t n, unsigned bits); /* number < 2^bits */
void bytes_and(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n);
void bytes_or(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n);
void bytes_xor(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n);
void bytes_not(uint8_t *r, const uint8_t *a, unsigned bits);
/* r may be a. */
void bytes_shl(uint8_t *r, const uint8_t *a, size_t n, unsigned shift); /* bits fall off */
void bytes_shr(uint8_t *r, const uint8_t *a, size_t n, unsigned shift);
bool bytes_add1(uint8_t *b, size_t n); /* false: wrapped to zero */
bool bytes_sub1(uint8_t *b, size_t n); /* false: wrapped to all ones */
/* Set the top `len` of `bits` bits, clear the rest: a prefix mask. */
void bytes_mask(uint8_t *r, unsigned bits, unsigned len);
/* If lo..hi (inclusive, `bits` wide) is exactly one prefix, its length; else -1. */
int bytes_prefix(const uint8_t *lo, const uint8_t *hi, unsigned bits);
/* If `mask` is a run of leading ones (of `bits`), their number; else -1. */
int bytes_mask_prefix(const uint8_t *mask, unsigned bits);
/* Number of the lowest set bit, or -1. */
int bytes_lowest_bit(const uint8_t *b, size_t n);
unsigned bytes_popcount(const uint8_t *b, size_t n);
void bytes_swap(uint8_t *b, size_t n); /* reverse in place */
void bytes_copy_swapped(uint8_t *to, const uint8_t *from, size_t n);

/* Text: decimal or 0x-hexadecimal digits into n bytes; false: not a number, or too large. */
bool bytes_parse(uint8_t *b, size_t n, struct span text);
void bytes_put_decimal(struct out *out, const uint8_t *b, size_t n);
void bytes_put_hex(struct out *out, const uint8_t *b, size_t n, bool padded); /* with 0x */

#endif
