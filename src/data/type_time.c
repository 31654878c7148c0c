/*
 * Times: spans (stored in milliseconds), points (nanoseconds since the epoch), hours of the day
 * (seconds, UTC) and days of the week. Points and hours are written in the local time zone.
 */
#include <inttypes.h>
#include <time.h>
#include "data/type_rows.h"

static const struct {
	const char *suffix;
	uint64_t milliseconds;
} units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};
enum { UNIT_N = sizeof(units) / sizeof(*units) };

bool time_parse(struct span text, uint64_t *milliseconds)
{
	const char *p = text.p, *end = text.p + text.n;
	unsigned unit = 0;

	*milliseconds = 0;
	if (p == end)
		return false;
	while (p < end) {
		const char *digits = p, *letters;
		uint64_t n = 0, term;

		for (; p < end && *p >= '0' && *p <= '9'; p++)
			if (__builtin_mul_overflow(n, 10, &n) ||
			    __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
				return false;
		letters = p;
		while (p < end && *p >= 'a' && *p <= 'z')
			p++;
		if (letters == digits)
			return false;
		if (letters == p && digits == text.p && p == end)
			unit = 3; /* a bare number counts seconds */
		else
			while (unit < UNIT_N &&
			       !span_is((struct span){ letters, p - letters }, units[unit].suffix))
				unit++;
		if (unit == UNIT_N || __builtin_mul_overflow(n, units[unit].milliseconds, &term) ||
		    __builtin_add_overflow(*milliseconds, term, milliseconds))
			return false;
		unit++;
	}
	return true;
}

void time_print(uint64_t milliseconds, unsigned flags, struct out *out)
{
	if (flags & PRINT_NUMERIC_TIME) {
		out_u64(out, milliseconds / 1000);
		out_char(out, 's');
		return;
	}
	if (!milliseconds)
		out_str(out, "0s");
	for (unsigned i = 0; i < UNIT_N; i++) {
		uint64_t n = milliseconds / units[i].milliseconds;

		milliseconds %= units[i].milliseconds;
		if (n) {
			out_u64(out, n);
			out_str(out, units[i].suffix);
		}
	}
}

static bool span_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	uint64_t ms, number;

	if (!time_parse(text, &ms)) {
		if (!span_number(text, &number))
			return type_fail(names, error, "wrong time format");
		if (__builtin_mul_overflow(number, 1000, &ms))
			return type_fail(names, error, "value too large");
	}
	if (bits < 64 && ms >> bits)
		return type_fail(names, error, "value too large");
	bytes_set_u64(b, BYTES_OF(bits), ms);
	return true;
}

static enum text_kind span_print(const struct type *type, struct names *names, const uint8_t *b,
				 unsigned bits, unsigned flags, struct out *out)
{
	uint64_t ms = bytes_u64(b, BYTES_OF(bits));

	if (flags & PRINT_JSON && !(flags & PRINT_LOSSLESS && ms % 1000)) {
		out_u64(out, ms / 1000);
		return TEXT_NUMBER;
	}
	time_print(ms, flags, out);
	return TEXT_WORD;
}

const struct type type_time = {
	.name = "time",
	.desc = "relative time",
	.id = TYPE_TIME,
	.bits = 64,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = span_parse,
	.print = span_print,
};

/* ---- points in time ---- */

static const uint64_t NANO = 1000000000;

static bool date_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d" };
	const char *word = pool_strndup(names->scratch, text.p, text.n);
	uint64_t seconds, ns;

	if (!span_number(text, &seconds)) {
		bool read = false;

		for (unsigned i = 0; i < 3 && !read; i++) {
			struct tm tm = { .tm_isdst = -1 };

			read = strptime(word, forms[i], &tm);
			if (!read)
				continue;
			tm.tm_isdst = -1;
			seconds = mktime(&tm);
		}
		if (!read)
			return type_fail(names, error, "Cannot parse date");
	}
	if (__builtin_mul_overflow(seconds, NANO, &ns))
		return type_fail(names, error, "Cannot parse date");
	bytes_set_u64(b, BYTES_OF(bits), ns);
	return true;
}

static enum text_kind date_print(const struct type *type, struct names *names, const uint8_t *b,
				 unsigned bits, unsigned flags, struct out *out)
{
	time_t seconds = bytes_u64(b, BYTES_OF(bits)) / NANO;
	struct tm tm;
	char text[64];

	if (!localtime_r(&seconds, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm)) {
		out_str(out, "Error converting timestamp to printed time");
		return TEXT_QUOTED;
	}
	out_str(out, text);
	return TEXT_QUOTED;
}

const struct type type_date = {
	.name = "time",
	.desc = "Relative time of packet reception",
	.id = TYPE_TIME_DATE,
	.bits = 64,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = date_parse,
	.print = date_print,
};

/* ---- hours ---- */

enum { DAY_SECONDS = 86400 };

/* Seconds that local time is ahead of UTC today. */
static long zone_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? tm.tm_gmtoff : 0;
}

static bool hour_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error)
{
	const char *word = pool_strndup(names->scratch, text.p, text.n), *rest;
	uint64_t ms, seconds;
	struct tm tm = { 0 };

	rest = strptime(word, "%H:%M:%S", &tm);
	if (!rest) {
		memset(&tm, 0, sizeof(tm));
		rest = strptime(word, "%H:%M", &tm);
	}
	if (rest && *rest)
		return type_fail(names, error, "Can't parse trailing input: \"%s\"\n", rest);
	if (rest) {
		long local = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;

		seconds = (local - zone_offset() + 2 * DAY_SECONDS) % DAY_SECONDS;
	} else if (time_parse(text, &ms)) {
		seconds = ms / 1000;
	} else if (!span_number(text, &seconds)) {
		return type_fail(names, error, "wrong time format");
	}
	if (seconds > UINT32_MAX)
		return type_fail(names, error, "wrong time format");
	bytes_set_u64(b, BYTES_OF(bits), seconds);
	return true;
}

static enum text_kind hour_print(const struct type *type, struct names *names, const uint8_t *b,
				 unsigned bits, unsigned flags, struct out *out)
{
	unsigned local = (bytes_u64(b, BYTES_OF(bits)) % DAY_SECONDS + zone_offset() +
			  2 * DAY_SECONDS) % DAY_SECONDS;

	out_printf(out, "%02u:%02u", local / 3600, local / 60 % 60);
	if (local % 60)
		out_printf(out, ":%02u", local % 60);
	return TEXT_QUOTED;
}

const struct type type_hour = {
	.name = "hour",
	.desc = "Hour of day of packet reception",
	.id = TYPE_TIME_HOUR,
	.bits = 32,
	.order = ORDER_HOST,
	.ordered = true,
	.per_line = 1,
	.base = &type_integer,
	.parse = hour_parse,
	.print = hour_print,
};

/* ---- days ---- */

static const struct symbol day_symbols[] = {
	{ "Sunday", 0 }, { "Monday", 1 }, { "Tuesday", 2 }, { "Wednesday", 3 },
	{ "Thursday", 4 }, { "Friday", 5 }, { "Saturday", 6 }, { 0 },
};

static bool day_parse(const struct type *type, struct names *names, struct span text, uint8_t *b,
		      unsigned bits, struct type_error *error)
{
	uint64_t number;

	if (span_number(text, &number) && number > 6)
		return type_fail_range(names, error, text, "6");
	return type_parse_symbol(type, names, text, b, bits, error);
}

const struct type type_day = {
	.name = "day",
	.desc = "Day of week of packet reception",
	.id = TYPE_TIME_DAY,
	.bits = 8,
	.order = ORDER_HOST,
	.ordered = true,
	.quoted = true,
	.per_line = 1,
	.base = &type_integer,
	.symbols = day_symbols,
	.parse = day_parse,
};
