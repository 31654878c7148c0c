#include <arpa/inet.h>

#include "set/litrun.h"
#include "vm/insn.h"

/* What a byte may mean between the braces of a set; from PLAIN on it is in the midst of an element. */
enum { OTHER, QUOTE, HASH, COMMA, CLOSE, NEWLINE, PLAIN, COLON, BLANK };

static const uint8_t class_of[256] = {
	['0'] = PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
	['a'] = PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
	PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
	PLAIN,
	['A'] = PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
	PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
	PLAIN,
	['_'] = PLAIN, ['.'] = PLAIN, [':'] = COLON, ['/'] = PLAIN, ['-'] = PLAIN,
	[' '] = BLANK, ['\t'] = BLANK, ['\n'] = NEWLINE,
	['"'] = QUOTE, ['#'] = HASH, [','] = COMMA, ['}'] = CLOSE,
};

static inline unsigned class_at(const char *p)
{
	return class_of[(uint8_t)*p];
}

/* To the first byte of an element: blanks, newlines and comments may stand before it. */
static const char *skip_to_element(const char *p, const char *end)
{
	for (;; p++) {
		if (class_at(p) == HASH) {
			p = memchr(p, '\n', end - p);
			if (!p)
				return end;
		} else if (class_at(p) != BLANK && class_at(p) != NEWLINE) {
			return p;
		}
	}
}

static const char *skip_blank_lines(const char *p)
{
	while (class_at(p) == BLANK || class_at(p) == NEWLINE)
		p++;
	return p;
}

/*
 * To the `,` or `}` behind an element; any other byte there ends the run. Nor does an element of a
 * run go on in another line: where a brace is missing, what follows is no element.
 */
static const char *skip_element(const char *p, const char *end)
{
	for (;; p++) {
		while (class_at(p) >= PLAIN)
			p++;
		if (class_at(p) == NEWLINE)
			return skip_blank_lines(p);
		if (class_at(p) != QUOTE)
			return p;
		p = memchr(p + 1, '"', end - p - 1);
		if (!p)
			return end;
	}
}

struct litrun *litrun_scan(struct pool *pool, const char *text, size_t size, size_t *pos,
			   uint32_t base)
{
	const char *p = text + *pos, *end = text + size, *stop = p;
	struct litrun *run = NULL;
	struct litrun found = { 0 };

	for (;;) {
		const char *first = skip_to_element(p, end), *behind;

		p = skip_element(first, end);
		if (class_at(p) != COMMA && class_at(p) != CLOSE)
			break;
		for (behind = p; behind > first; behind--)
			if (class_at(behind - 1) != BLANK && class_at(behind - 1) != NEWLINE)
				break;
		if (behind == first || behind - first > UINT16_MAX)
			break;
		*vec_push(pool, &found.rec) =
			(struct litrec){ base + (first - text), behind - first };
		stop = behind;
		if (class_at(p++) == CLOSE)
			break;
	}
	if (found.rec.n < 2) {
		pool_drop(pool, found.rec.v, found.rec.cap * sizeof(*found.rec.v));
		return NULL;
	}
	run = pool_new_of(pool, struct litrun);
	*run = found;
	run->loc = (struct loc){ found.rec.v[0].at, base + (stop - text) };
	*pos = stop - text;
	return run;
}

/* The rest of an element's text. */
struct cursor {
	const char *p, *end;
};

static inline bool at_end(const struct cursor *c)
{
	return c->p == c->end;
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline void skip_blanks(struct cursor *c)
{
	while (!at_end(c) && is_blank(*c->p))
		c->p++;
}

static inline bool next_is(const struct cursor *c, char wanted)
{
	return !at_end(c) && *c->p == wanted;
}

static inline unsigned digit_at(const struct cursor *c)
{
	return at_end(c) ? 255 : char_digit(*c->p);
}

/* Whether the scanner, too, ends a number or address here. */
static bool at_token_end(const struct cursor *c)
{
	if (at_end(c) || is_blank(*c->p) || *c->p == '-' || *c->p == '/')
		return true;
	return *c->p == ':' && (c->p + 1 == c->end || is_blank(c->p[1]));
}

/* Decimal digits without a leading zero (which would mean octal), at most `max`. */
static bool take_decimal(struct cursor *c, uint64_t max, uint64_t *number)
{
	enum { DIGITS_MAX = 19 }; /* as many never overflow */
	const char *p = c->p, *end = c->end;
	uint64_t n = 0;

	for (unsigned digit; p < end && (digit = (uint8_t)*p - '0') < 10; p++)
		n = n * 10 + digit;
	if (p == c->p || p - c->p > DIGITS_MAX || n > max || (*c->p == '0' && p > c->p + 1))
		return false;
	c->p = p;
	*number = n;
	return true;
}

static bool take_hex(struct cursor *c, uint64_t max, uint64_t *number)
{
	const char *start = c->p += 2;
	uint64_t n = 0;

	for (unsigned digit; (digit = digit_at(c)) < 16; c->p++) {
		if (n >> 60)
			return false;
		n = n << 4 | digit;
	}
	*number = n;
	return c->p > start && n <= max;
}

static bool take_number(struct cursor *c, unsigned bits, uint8_t *b)
{
	uint64_t max = bits < 64 ? (UINT64_C(1) << bits) - 1 : UINT64_MAX, number;
	bool hex = c->end - c->p > 2 && c->p[0] == '0' && (c->p[1] | 0x20) == 'x';

	if (!(hex ? take_hex(c, max, &number) : take_decimal(c, max, &number)))
		return false;
	bytes_set_u64(b, BYTES_OF(bits), number);
	return at_token_end(c);
}

/* One to three digits without a leading zero. The byte behind an element is no digit. */
static inline const char *take_octet(const char *p, uint8_t *octet)
{
	unsigned number = (uint8_t)(p[0] - '0'), digit;

	if (number > 9)
		return NULL;
	digit = (uint8_t)(p[1] - '0');
	if (digit > 9 || !number) {
		*octet = number;
		return p + 1;
	}
	number = number * 10 + digit;
	digit = (uint8_t)(p[2] - '0');
	if (digit > 9) {
		*octet = number;
		return p + 2;
	}
	number = number * 10 + digit;
	*octet = number;
	return number <= 255 ? p + 3 : NULL;
}

static bool take_ipv4(struct cursor *c, uint8_t *b)
{
	const char *p = take_octet(c->p, b);

	for (unsigned i = 1; i < 4; i++)
		p = p && *p == '.' ? take_octet(p + 1, b + i) : NULL;
	if (!p)
		return false;
	c->p = p;
	return at_token_end(c);
}

static bool take_ipv6(struct cursor *c, uint8_t *b)
{
	char text[INET6_ADDRSTRLEN];
	unsigned n = 0;

	for (; digit_at(c) < 16 || next_is(c, ':') || next_is(c, '.'); c->p++) {
		if (n == sizeof(text) - 1)
			return false;
		text[n++] = *c->p;
	}
	text[n] = '\0';
	return at_token_end(c) && inet_pton(AF_INET6, text, b) == 1;
}

static bool take_ether(struct cursor *c, uint8_t *b)
{
	for (unsigned i = 0; i < 6; i++) {
		if (i && !next_is(c, ':'))
			return false;
		c->p += i > 0;
		if (digit_at(c) > 15)
			return false;
		b[i] = digit_at(c);
		c->p++;
		if (digit_at(c) < 16)
			b[i] = b[i] << 4 | char_digit(*c->p++);
	}
	return at_token_end(c);
}

/* Bytes that just stand for themselves between quotes: ASCII but `"`, `*` and `\`. */
static const bool quotable[256] = {
	[1 ... '!'] = true, ['#' ... ')'] = true, ['+' ... '['] = true, [']' ... 127] = true,
};

/* What stands between quotes, if it is just that. */
static bool take_quoted(struct cursor *c, struct span *text)
{
	const char *start = c->p + 1, *p = start;

	while (p < c->end && quotable[(uint8_t)*p])
		p++;
	if (p == c->end || *p != '"')
		return false;
	*text = (struct span){ start, p - start };
	c->p = p + 1;
	return true;
}

static inline const char *plain_end(const char *p, const char *end)
{
	while (p < end && class_at(p) == PLAIN)
		p++;
	return p;
}

/* An identifier as the scanner reads it: it keeps its dashes, dots and slashes. */
static bool take_word(struct cursor *c, struct span *word)
{
	const char *start = c->p;

	if (digit_at(c) < 10 || next_is(c, '-') || next_is(c, '/'))
		return false;
	c->p = plain_end(start, c->end);
	*word = (struct span){ start, c->p - start };
	return word->n && !next_is(c, '"');
}

/* A bare word is only taken for a symbol: as a text it might be a keyword. */
static bool take_symbol(struct litparse *lp, const struct key_field *f, struct cursor *c,
			uint8_t *b)
{
	struct type_error error = { 0 };
	struct span text;

	if (next_is(c, '"') ? !take_quoted(c, &text)
			    : f->order == ORDER_TEXT || !take_word(c, &text))
		return false;
	return type_parse(f->type, lp->names, text, b, f->bits, &error);
}

/* Whether digits are the value itself: time spans, labels and the like read them otherwise. */
static bool takes_numbers(const struct key_field *f)
{
	static const uint64_t numbers = 1ull << TYPE_INET_SERVICE | 1ull << TYPE_INET_PROTO |
					1ull << TYPE_MARK | 1ull << TYPE_IFACE_INDEX |
					1ull << TYPE_REALM | 1ull << TYPE_UID | 1ull << TYPE_GID |
					1ull << TYPE_DEVGROUP;

	return f->order != ORDER_TEXT && f->bits <= 64 &&
	       (!f->type->parse || numbers >> f->type->id & 1);
}

static bool take_value(struct litparse *lp, const struct key_field *f, struct cursor *c, uint8_t *b)
{
	bool digit = digit_at(c) < 10;

	if (f->type->id == TYPE_IPV4_ADDR)
		return digit && take_ipv4(c, b);
	if (f->type->id == TYPE_IPV6_ADDR)
		return take_ipv6(c, b);
	if (f->type->id == TYPE_ETHER_ADDR)
		return take_ether(c, b);
	if (digit)
		return takes_numbers(f) && take_number(c, f->bits, b);
	return take_symbol(lp, f, c, b);
}

static bool take_prefix_length(const struct key_field *f, struct cursor *c, uint8_t *lo,
			       uint8_t *hi)
{
	uint8_t mask[KEY_SIZE_MAX], host[KEY_SIZE_MAX];
	unsigned size = BYTES_OF(f->bits);
	uint64_t len;

	if (!f->type->prefix || !take_decimal(c, f->bits, &len) || !at_token_end(c))
		return false;
	bytes_mask(mask, f->bits, len);
	bytes_not(host, mask, f->bits);
	bytes_and(lo, lo, mask, size);
	bytes_or(hi, lo, host, size);
	return true;
}

/* One field: a value, a range or a prefix. */
static bool take_field(struct litparse *lp, const struct key_field *f, struct cursor *c,
		       uint8_t *lo, uint8_t *hi, bool *range)
{
	unsigned size = BYTES_OF(f->bits);

	if (!take_value(lp, f, c, lo))
		return false;
	skip_blanks(c);
	if (!next_is(c, '-') && !next_is(c, '/')) {
		bytes_copy_short(hi, lo, size);
		return true;
	}
	*range = true;
	if (*c->p++ == '/') {
		skip_blanks(c);
		return take_prefix_length(f, c, lo, hi);
	}
	skip_blanks(c);
	return f->type->ordered && take_value(lp, f, c, hi) && memcmp(lo, hi, size) <= 0;
}

/* The fields of a key or of data, parted by a dot between blanks, into zeroed bytes. */
static bool take_fields(struct litparse *lp, const struct key_spec *spec, struct cursor *c,
			uint8_t *lo, uint8_t *hi, bool *range)
{
	for (unsigned i = 0, at = 0; i < spec->n; i++) {
		if (i) {
			if (!next_is(c, '.') || !is_blank(c->p[-1]) || c->end - c->p < 2 ||
			    !is_blank(c->p[1]))
				return false;
			c->p++;
			skip_blanks(c);
		}
		if (!take_field(lp, &spec->field[i], c, lo + at, hi + at, range))
			return false;
		skip_blanks(c);
		at += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	}
	return spec->n > 0;
}

struct options {
	uint8_t given;
	uint64_t timeout, expires;
	struct span comment;
};

enum { COMMENT_MAX = 128, NAME_MAX_LEN = 255 };

/* Most elements of a set have the time of the one before. */
static bool take_time(struct litparse *lp, struct cursor *c, uint64_t *milliseconds)
{
	struct span text = { c->p, plain_end(c->p, c->end) - c->p };

	c->p += text.n;
	if (text.n != lp->time.n || memcmp(text.p, lp->time.p, text.n)) {
		if (!text.n || char_digit(text.p[0]) > 9 || char_digit(text.p[text.n - 1]) < 10 ||
		    !time_parse(text, &lp->milliseconds) || !lp->milliseconds)
			return false;
		lp->time = text;
	}
	*milliseconds = lp->milliseconds;
	return text.n;
}

/* Just this word, and what is blank behind it. */
static inline bool take_option(struct cursor *c, const char *word, size_t n)
{
	if ((size_t)(c->end - c->p) <= n || memcmp(c->p, word, n) || !is_blank(c->p[n]))
		return false;
	c->p += n + 1;
	skip_blanks(c);
	return true;
}
#define TAKE_OPTION(c, word) take_option((c), (word), sizeof(word) - 1)

/* `timeout T`, `expires T`, `comment "..."`, each once, up to the `:` or the end. */
static bool take_options(struct litparse *lp, struct cursor *c, struct options *o)
{
	for (skip_blanks(c); !at_end(c) && *c->p != ':'; skip_blanks(c)) {
		uint8_t bit = 0;
		bool good = false;

		if (TAKE_OPTION(c, "timeout")) {
			bit = EXTRA_TIMEOUT;
			good = take_time(lp, c, &o->timeout);
		} else if (TAKE_OPTION(c, "comment")) {
			bit = EXTRA_COMMENT;
			good = next_is(c, '"') && take_quoted(c, &o->comment) &&
			       o->comment.n <= COMMENT_MAX;
		} else if (TAKE_OPTION(c, "expires")) {
			bit = EXTRA_EXPIRES;
			good = take_time(lp, c, &o->expires);
		}
		if (!good || o->given & bit)
			return false;
		o->given |= bit;
	}
	return true;
}

static bool put_name(struct elems *e, struct span name, uint8_t *data)
{
	char text[NAME_MAX_LEN + 1];

	if (!name.n || name.n > NAME_MAX_LEN)
		return false;
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	bytes_set_u64(data, 4, elems_name(e, text));
	return true;
}

static bool take_verdict(struct elems *e, struct cursor *c, uint8_t *data)
{
	static const struct {
		const char *word;
		int32_t code;
	} verdicts[] = {
		{ "accept", VERDICT_ACCEPT }, { "drop", VERDICT_DROP }, { "jump", VERDICT_JUMP },
		{ "goto", VERDICT_GOTO }, { "return", VERDICT_RETURN },
		{ "continue", VERDICT_CONTINUE },
	};
	struct span word;

	if (!take_word(c, &word))
		return false;
	for (unsigned i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		if (!span_is(word, verdicts[i].word))
			continue;
		bytes_set_u64(data, 4, (uint32_t)verdicts[i].code);
		if (verdicts[i].code != VERDICT_JUMP && verdicts[i].code != VERDICT_GOTO)
			return true;
		skip_blanks(c);
		return take_word(c, &word) && put_name(e, word, data + 4);
	}
	return false;
}

static bool take_values(struct litparse *lp, struct cursor *c, uint8_t *data)
{
	uint8_t spare[KEY_SIZE_MAX] = { 0 };
	bool ranges = lp->elems->flags & ELEMS_DATA_RANGE, range = false;

	if (!lp->data)
		return false;
	return take_fields(lp, lp->data, c, data, ranges ? data + lp->data->size : spare, &range) &&
	       (ranges || !range);
}

static bool take_data(struct litparse *lp, struct cursor *c, uint8_t *data)
{
	struct elems *e = lp->elems;
	struct span name;
	bool good;

	if (!(e->flags & (ELEMS_DATA | ELEMS_VERDICT | ELEMS_OBJECT)))
		return at_end(c);
	if (!next_is(c, ':'))
		return false;
	c->p++;
	skip_blanks(c);
	if (e->flags & ELEMS_VERDICT)
		good = take_verdict(e, c, data);
	else if (e->flags & ELEMS_OBJECT)
		good = next_is(c, '"') && take_quoted(c, &name) && put_name(e, name, data);
	else
		good = take_values(lp, c, data);
	return good && at_end(c);
}

static void put_options(struct elems *e, const struct options *o)
{
	struct elem_extra *extra = elems_extra_add(e, e->n - 1);

	extra->given = o->given;
	extra->timeout = o->timeout;
	extra->expires = o->expires;
	if (o->given & EXTRA_COMMENT)
		extra->comment = pool_strndup(e->pool, o->comment.p, o->comment.n);
}

/* Messages about an element point at its key. */
static void place_key(struct elems *e, const struct cursor *c, const char *text)
{
	const char *end = c->p;

	while (end > text && is_blank(end[-1]))
		end--;
	if (e->at)
		e->end[e->n - 1] = e->at[e->n - 1] + (end - text);
}

/* Parse into the record just added. */
static bool take_element(struct litparse *lp, struct cursor *c, uint8_t *rec)
{
	const char *text = c->p;
	struct elems *e = lp->elems;
	struct options options = { 0 };
	uint8_t spare[KEY_SIZE_MAX], *hi = rec + e->key;
	bool range = false, wide = e->flags & ELEMS_RANGE;

	if (!wide)
		bytes_zero_short(hi = spare, e->key);
	if (!take_fields(lp, lp->key, c, rec, hi, &range) || (range && !lp->ranges))
		return false;
	if (range && !wide) {
		elems_widen(e);
		memcpy(elems_hi(e, e->n - 1), spare, e->key);
	}
	if (at_end(c) && !e->data)
		return true;
	place_key(e, c, text);
	if (!take_options(lp, c, &options) || !take_data(lp, c, elems_data(e, e->n - 1)))
		return false;
	if (options.given)
		put_options(e, &options);
	return true;
}

bool litrun_parse(struct litparse *lp, const char *text, struct loc loc)
{
	struct cursor c = { text, text + (loc.end - loc.at) };
	uint8_t *rec = elems_add(lp->elems, loc);

	if (take_element(lp, &c, rec))
		return true;
	lp->elems->n--;
	return false;
}
