#include <endian.h>

#include "base/bytes.h"

struct bytes *bytes_new(struct pool *pool, unsigned bits)
{
	struct bytes *bytes = pool_alloc(pool, sizeof(*bytes) + BYTES_OF(bits));

	bytes->bits = bits;
	return bytes;
}

/* The used bits of the first byte of a number of `bits` bits. */
static inline uint8_t top_bits(unsigned bits)
{
	return 0xff >> (BYTES_OF(bits) * 8 - bits);
}

struct bytes *bytes_of_u64(struct pool *pool, unsigned bits, uint64_t number)
{
	struct bytes *bytes = bytes_new(pool, bits);

	bytes_set_u64(bytes->b, BYTES_OF(bits), number);
	if (bits)
		bytes->b[0] &= top_bits(bits);
	return bytes;
}

struct bytes *bytes_copy(struct pool *pool, const struct bytes *from)
{
	return pool_memdup(pool, from, sizeof(*from) + BYTES_OF(from->bits));
}

bool bytes_resize(struct pool *pool, const struct bytes *from, unsigned bits, struct bytes **to)
{
	size_t from_n = BYTES_OF(from->bits), n = BYTES_OF(bits);
	size_t common = from_n < n ? from_n : n;
	struct bytes *bytes;

	if (!bytes_fit(from->b, from_n, bits))
		return false;
	bytes = bytes_new(pool, bits);
	memcpy(bytes->b + n - common, from->b + from_n - common, common);
	*to = bytes;
	return true;
}

uint64_t bytes_u64(const uint8_t *b, size_t n)
{
	uint64_t number = 0;

	if (n >= sizeof(number)) {
		memcpy(&number, b + n - sizeof(number), sizeof(number));
		return be64toh(number);
	}
	for (size_t i = 0; i < n; i++)
		number = number << 8 | b[i];
	return number;
}

void bytes_set_u64(uint8_t *b, size_t n, uint64_t number)
{
	if (n == sizeof(number)) {
		number = htobe64(number);
		memcpy(b, &number, sizeof(number));
		return;
	}
	while (n--) {
		b[n] = number;
		number >>= 8;
	}
}

bool bytes_are_zero(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i])
			return false;
	return true;
}

bool bytes_are_ones(const uint8_t *b, unsigned bits)
{
	for (size_t i = 1; i < BYTES_OF(bits); i++)
		if (b[i] != 0xff)
			return false;
	return !bits || (b[0] & top_bits(bits)) == top_bits(bits);
}

bool bytes_fit(const uint8_t *b, size_t n, unsigned bits)
{
	size_t kept = BYTES_OF(bits);

	if (n < kept)
		return true;
	if (!bytes_are_zero(b, n - kept))
		return false;
	return !kept || !(b[n - kept] & ~top_bits(bits));
}

void bytes_and(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r[i] = a[i] & b[i];
}

void bytes_or(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r[i] = a[i] | b[i];
}

void bytes_xor(uint8_t *r, const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r[i] = a[i] ^ b[i];
}

void bytes_not(uint8_t *r, const uint8_t *a, unsigned bits)
{
	for (size_t i = 0; i < BYTES_OF(bits); i++)
		r[i] = ~a[i];
	if (bits)
		r[0] &= top_bits(bits);
}

void bytes_shl(uint8_t *r, const uint8_t *a, size_t n, unsigned shift)
{
	size_t skip = shift / 8;

	shift %= 8;
	for (size_t i = 0; i < n; i++) {
		unsigned high = i + skip < n ? a[i + skip] : 0;
		unsigned low = i + skip + 1 < n ? a[i + skip + 1] : 0;

		r[i] = (high << 8 | low) >> (8 - shift);
	}
}

void bytes_shr(uint8_t *r, const uint8_t *a, size_t n, unsigned shift)
{
	size_t skip = shift / 8;

	shift %= 8;
	for (size_t i = n; i-- > 0;) {
		unsigned high = i > skip ? a[i - skip - 1] : 0;
		unsigned low = i >= skip ? a[i - skip] : 0;

		r[i] = (high << 8 | low) >> shift;
	}
}

bool bytes_add1(uint8_t *b, size_t n)
{
	while (n--)
		if (++b[n])
			return true;
	return false;
}

bool bytes_sub1(uint8_t *b, size_t n)
{
	while (n--)
		if (b[n]--)
			return true;
	return false;
}

void bytes_mask(uint8_t *r, unsigned bits, unsigned len)
{
	size_t n = BYTES_OF(bits);
	unsigned low = len < bits ? bits - len : 0;

	if (!n)
		return;
	memset(r, 0xff, n);
	r[0] &= top_bits(bits);
	memset(r + n - low / 8, 0, low / 8);
	if (low % 8)
		r[n - low / 8 - 1] &= 0xff << low % 8;
}

int bytes_prefix(const uint8_t *lo, const uint8_t *hi, unsigned bits)
{
	size_t n = BYTES_OF(bits), i = 0;
	unsigned varied;

	while (i < n && lo[i] == hi[i])
		i++;
	if (i == n)
		return bits;
	varied = lo[i] ^ hi[i];
	if ((varied & (varied + 1)) || (lo[i] & varied))
		return -1;
	for (size_t k = i + 1; k < n; k++)
		if (lo[k] != 0x00 || hi[k] != 0xff)
			return -1;
	return bits - (n - 1 - i) * 8 - __builtin_popcount(varied);
}

int bytes_mask_prefix(const uint8_t *mask, unsigned bits)
{
	int lowest = bytes_lowest_bit(mask, BYTES_OF(bits));

	if (lowest < 0)
		return 0;
	return bytes_popcount(mask, BYTES_OF(bits)) == bits - lowest ? (int)bits - lowest : -1;
}

int bytes_lowest_bit(const uint8_t *b, size_t n)
{
	for (size_t i = n; i-- > 0;)
		if (b[i])
			return (n - 1 - i) * 8 + __builtin_ctz(b[i]);
	return -1;
}

unsigned bytes_popcount(const uint8_t *b, size_t n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n; i++)
		count += __builtin_popcount(b[i]);
	return count;
}

void bytes_swap(uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint8_t low = b[i];

		b[i] = b[n - 1 - i];
		b[n - 1 - i] = low;
	}
}

void bytes_copy_swapped(uint8_t *to, const uint8_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[n - 1 - i];
}

/* b = b * factor + digit; false: it overflowed. */
static bool append_digit(uint8_t *b, size_t n, unsigned factor, unsigned digit)
{
	while (n--) {
		digit += b[n] * factor;
		b[n] = digit;
		digit >>= 8;
	}
	return digit == 0;
}

bool bytes_parse(uint8_t *b, size_t n, struct span text)
{
	bool hex = text.n > 2 && text.p[0] == '0' && (text.p[1] == 'x' || text.p[1] == 'X');
	unsigned radix = hex ? 16 : 10;

	memset(b, 0, n);
	for (size_t i = hex ? 2 : 0; i < text.n; i++) {
		unsigned digit = char_digit(text.p[i]);

		if (digit >= radix || !append_digit(b, n, radix, digit))
			return false;
	}
	return text.n > 0;
}

/* b = b / divisor; the remainder. */
static uint32_t divide(uint8_t *b, size_t n, uint32_t divisor)
{
	uint64_t rest = 0;

	for (size_t i = 0; i < n; i++) {
		rest = rest << 8 | b[i];
		b[i] = rest / divisor;
		rest %= divisor;
	}
	return rest;
}

void bytes_put_decimal(struct out *out, const uint8_t *b, size_t n)
{
	enum { GROUP = 1000000000, DIGITS = 9, GROUPS = BYTES_MAX * 8 / 29 + 1 };
	uint8_t rest[BYTES_MAX];
	uint32_t groups[GROUPS];
	size_t k = 0;

	if (n <= 8 || bytes_fit(b, n, 64)) {
		out_u64(out, bytes_u64(b, n));
		return;
	}
	memcpy(rest, b, n);
	while (!bytes_are_zero(rest, n))
		groups[k++] = divide(rest, n, GROUP);
	out_u64(out, groups[--k]);
	while (k--)
		out_printf(out, "%0*u", DIGITS, groups[k]);
}

void bytes_put_hex(struct out *out, const uint8_t *b, size_t n, bool padded)
{
	bool started = padded;

	out_str(out, "0x");
	for (size_t i = 0; i < 2 * n; i++) {
		unsigned digit = i % 2 ? b[i / 2] & 15 : b[i / 2] >> 4;

		started |= digit || i == 2 * n - 1;
		if (started)
			out_char(out, "0123456789abcdef"[digit]);
	}
}
