#include "base/str.h"

bool span_number(struct span s, uint64_t *number)
{
	unsigned radix = 10;
	uint64_t sum = 0;
	size_t i = 0;

	if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) {
		radix = 16;
		i = 2;
	} else if (s.n > 1 && s.p[0] == '0') {
		radix = 8;
		i = 1;
	}
	if (!s.n)
		return false;
	for (; i < s.n; i++) {
		unsigned digit = char_digit(s.p[i]);

		if (digit >= radix || __builtin_mul_overflow(sum, radix, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	*number = sum;
	return true;
}

size_t str_utf8_size(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t size = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
		    : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;

	if (size > n)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0; /* overlong, surrogate, too large */
	return size;
}

bool span_is_utf8(struct span s)
{
	for (size_t i = 0, size; i < s.n; i += size) {
		size = str_utf8_size(s.p + i, s.n - i);
		if (!size)
			return false;
	}
	return true;
}
