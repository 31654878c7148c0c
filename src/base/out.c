#include <stdio.h>

#include "base/out.h"

enum { GROWING_SIZE = 256, SINK_SIZE = 64 * 1024 };

void out_init(struct out *out, struct pool *pool)
{
	*out = (struct out){ .pool = pool, .cap = GROWING_SIZE };
	out->buf = pool_raw(pool, out->cap);
}

void out_init_sink(struct out *out, struct pool *pool,
		   void (*sink)(void *arg, const char *text, size_t n), void *arg)
{
	*out = (struct out){ .pool = pool, .cap = SINK_SIZE, .sink = sink, .arg = arg };
	out->buf = pool_raw(pool, out->cap);
}

void out_flush(struct out *out)
{
	if (!out->sink || !out->n)
		return;
	out->sink(out->arg, out->buf, out->n);
	out->n = 0;
}

void out_make_room(struct out *out, size_t n)
{
	size_t cap = out->cap;

	out_flush(out);
	if (out->cap - out->n >= n)
		return;
	if (n > PTRDIFF_MAX / 2 - out->n)
		pool_exhausted();
	while (cap - out->n < n)
		cap *= 2;
	out->buf = pool_grow(out->pool, out->buf, out->cap, cap);
	out->cap = cap;
}

const char *out_text(struct out *out)
{
	*out_room(out, 1) = '\0';
	return out->buf;
}

void out_u64(struct out *out, uint64_t number)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = '0' + number % 10;
	while (number /= 10);
	out_bytes(out, p, digits + sizeof(digits) - p);
}

void out_hex(struct out *out, uint64_t number, unsigned digits)
{
	char text[16], *p = text + sizeof(text);

	do
		*--p = "0123456789abcdef"[number % 16];
	while (number /= 16);
	out_str(out, "0x");
	for (size_t n = text + sizeof(text) - p; n < digits; n++)
		out_char(out, '0');
	out_bytes(out, p, text + sizeof(text) - p);
}

void out_printf(struct out *out, const char *format, ...)
{
	size_t room = out->cap - out->n;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(out->buf + out->n, room, format, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= room) {
		out_room(out, (size_t)n + 1);
		va_start(ap, format);
		vsnprintf(out->buf + out->n, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	if (n > 0)
		out->n += n;
}

void out_indent(struct out *out)
{
	memset(out_room(out, out->indent), '\t', out->indent);
	out->n += out->indent;
}
