/*
 * type_rows: what the files of types share: errors, and the general road from text to number.
 * Private to src/data.
 */
#ifndef WEIR_DATA_TYPE_ROWS_H
#define WEIR_DATA_TYPE_ROWS_H

#include "data/type.h"

/* Record why; always false. */
bool type_fail(struct names *names, struct type_error *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A decimal, octal or hexadecimal number of at most `bits` bits; *digits: text was a number. */
bool type_digits(struct span text, uint8_t *b, unsigned bits, bool *digits);
/* Symbols, then numbers; the usual messages. */
bool type_parse_symbol(const struct type *type, struct names *names, struct span text, uint8_t *b,
		       unsigned bits, struct type_error *error);
/* Symbol or number, as the rows of the type say. */
enum text_kind type_print_symbol(const struct type *type, struct names *names, const uint8_t *b,
				 unsigned bits, unsigned flags, struct out *out);
/* "Value V exceeds valid range 0-MAX"; always false. */
bool type_fail_range(struct names *names, struct type_error *error, struct span text,
		     const char *max);

#endif
