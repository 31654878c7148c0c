/*
 * out: buffered text output with indentation. Listings, JSON and messages are all written here;
 * nothing below src/api knows whether it ends in a FILE, a file descriptor or a buffer.
 */
#ifndef WEIR_BASE_OUT_H
#define WEIR_BASE_OUT_H

#include "base/str.h"

struct out {
	char *buf;
	size_t n, cap;
	/* Called when the buffer is full and by out_flush; NULL: the buffer grows (pool needed). */
	void (*sink)(void *arg, const char *text, size_t n);
	void *arg;
	struct pool *pool; /* owns buf */
	unsigned indent;   /* tabs that out_indent puts first */
};

/* A buffer that grows in `pool`; out_text gives the whole, NUL-terminated. */
void out_init(struct out *out, struct pool *pool);
/* A buffer of fixed size in `pool` in front of `sink`. */
void out_init_sink(struct out *out, struct pool *pool,
		   void (*sink)(void *arg, const char *text, size_t n), void *arg);
void out_flush(struct out *out);
const char *out_text(struct out *out);

void out_make_room(struct out *out, size_t n);
/* Room for n more bytes, to be filled by hand: write at the result, then add to out->n. */
static inline char *out_room(struct out *out, size_t n)
{
	if (out->cap - out->n < n)
		out_make_room(out, n);
	return out->buf + out->n;
}
static inline void out_bytes(struct out *out, const char *text, size_t n)
{
	if (n)
		memcpy(out_room(out, n), text, n);
	out->n += n;
}
static inline void out_span(struct out *out, struct span s)
{
	out_bytes(out, s.p, s.n);
}
static inline void out_char(struct out *out, char c)
{
	*out_room(out, 1) = c;
	out->n++;
}
static inline void out_str(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}
void out_u64(struct out *out, uint64_t number);
/* 0x and at least `digits` hexadecimal digits. */
void out_hex(struct out *out, uint64_t number, unsigned digits);
void out_printf(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The indentation of a new line (tabs), without a newline before. */
void out_indent(struct out *out);

#endif
