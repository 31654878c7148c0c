#include "base/str.h"

enum { LONGEST = 256 }; /* longer words are names of nothing, and like nothing */

static inline unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned str_distance(const char *a, const char *b)
{
	size_t a_n = strlen(a), b_n = strlen(b);
	uint16_t rows[3][LONGEST + 1];

	if (a_n > LONGEST || b_n > LONGEST)
		return strcmp(a, b) == 0 ? 0 : a_n > b_n ? a_n : b_n;
	for (size_t j = 0; j <= b_n; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_n; i++) {
		const uint16_t *two_up = rows[(i + 1) % 3], *up = rows[(i - 1) % 3];
		uint16_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_n; j++) {
			row[j] = least(least(up[j], row[j - 1]) + 1,
				       up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], two_up[j - 2] + 1);
		}
	}
	return rows[a_n % 3][b_n];
}

bool str_suggests(const char *word, const char *candidate, unsigned *best)
{
	size_t a = strlen(word), b = strlen(candidate);
	size_t longer = a > b ? a : b, gap = longer - (a < b ? a : b);
	size_t threshold = (longer + (gap > 1 ? 2 : 0) + 2) / 3;
	unsigned distance;

	if (longer <= 1 || gap > threshold)
		return false;
	distance = str_distance(word, candidate);
	if (distance > threshold || distance >= *best)
		return false;
	*best = distance;
	return true;
}
