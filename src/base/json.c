#include "base/json.h"

void json_init(struct writer *w, struct out *out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
}

/* What parts this item from the one before. */
static void next_item(struct writer *w)
{
	if (w->key)
		w->key = false;
	else if (w->comma[w->depth])
		out_bytes(w->out, ", ", 2);
	w->comma[w->depth] = true;
}

void json_open(struct writer *w, char bracket)
{
	next_item(w);
	out_char(w->out, bracket);
	if (w->depth + 1u < sizeof(w->comma))
		w->depth++;
	w->comma[w->depth] = false;
}

void json_close(struct writer *w, char bracket)
{
	out_char(w->out, bracket);
	if (w->depth)
		w->depth--;
}

static void put_escape(struct out *out, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *p = c ? strchr(plain, c) : NULL;

	if (p)
		out_printf(out, "\\%c", letter[p - plain]);
	else
		out_printf(out, "\\u%04X", c);
}

/* Bytes that are no UTF-8 become U+FFFD: what we write is always JSON. */
static void put_string(struct out *out, const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;

	out_char(out, '"');
	for (size_t i = 0, size; i < n; i += size) {
		size = str_utf8_size(text + i, n - i);
		if (!size) {
			out_str(out, "\xef\xbf\xbd");
			size = 1;
		} else if (p[i] < 0x20 || p[i] == '"' || p[i] == '\\') {
			put_escape(out, p[i]);
		} else {
			out_bytes(out, text + i, size);
		}
	}
	out_char(out, '"');
}

void json_name(struct writer *w, const char *name)
{
	next_item(w);
	put_string(w->out, name, strlen(name));
	out_bytes(w->out, ": ", 2);
	w->key = true;
}

void json_span(struct writer *w, struct span text)
{
	next_item(w);
	put_string(w->out, text.p, text.n);
}

void json_str(struct writer *w, const char *text)
{
	json_span(w, span_of(text));
}

void json_u64(struct writer *w, uint64_t number)
{
	next_item(w);
	if (number <= INT64_MAX) {
		out_u64(w->out, number);
		return;
	}
	out_char(w->out, '"');
	out_hex(w->out, number, 0);
	out_char(w->out, '"');
}

void json_s64(struct writer *w, int64_t number)
{
	next_item(w);
	if (number < 0)
		out_char(w->out, '-');
	out_u64(w->out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void json_bool(struct writer *w, bool value)
{
	next_item(w);
	out_str(w->out, value ? "true" : "false");
}

void json_none(struct writer *w)
{
	next_item(w);
	out_str(w->out, "null");
}

void json_raw(struct writer *w, const char *text)
{
	next_item(w);
	out_str(w->out, text);
}

void json_pair_str(struct writer *w, const char *name, const char *text)
{
	json_name(w, name);
	json_str(w, text);
}

void json_pair_u64(struct writer *w, const char *name, uint64_t number)
{
	json_name(w, name);
	json_u64(w, number);
}
