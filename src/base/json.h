/*
 * json: a streaming JSON writer with jansson's spacing (", " and ": "). No tree is built.
 */
#ifndef WEIR_BASE_JSON_H
#define WEIR_BASE_JSON_H

#include "base/out.h"

struct writer {
	struct out *out;
	uint8_t depth;
	bool comma[64];          /* an item was written at this depth */
	bool key;                /* a name was just written */
};

void json_init(struct writer *w, struct out *out);
void json_open(struct writer *w, char bracket);   /* '{' or '[' */
void json_close(struct writer *w, char bracket);  /* '}' or ']' */
void json_name(struct writer *w, const char *name);
void json_str(struct writer *w, const char *text);
void json_span(struct writer *w, struct span text);
/* Above 63 bits, where readers give up, a hexadecimal string. */
void json_u64(struct writer *w, uint64_t number);
void json_s64(struct writer *w, int64_t number);
void json_bool(struct writer *w, bool value);
void json_none(struct writer *w);
void json_raw(struct writer *w, const char *text); /* a value that is written already */
/* "name": value */
void json_pair_str(struct writer *w, const char *name, const char *text);
void json_pair_u64(struct writer *w, const char *name, uint64_t number);

#endif
