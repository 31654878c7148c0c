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
