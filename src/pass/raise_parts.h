/*
 * raise_parts: what the files of the raising pass share among themselves.
 */
#ifndef WEIR_PASS_RAISE_PARTS_H
#define WEIR_PASS_RAISE_PARTS_H

#include "pass/raise.h"

/* The bits of a bitmask value, lowest first, as a LIST or joined by `|` (EXPR_BINOP). */
struct expr *raise_flags(struct raise *r, const struct expr *value, enum expr_kind kind);
bool raise_is_flags(const struct expr *e);
/* A constant (VALUE, RANGE, PREFIX of such) seen as another type of the same width. */
struct expr *raise_retype(struct raise *r, struct expr *e, const struct type *type);
/* (left & mask) ^ xor as the operators that say it best; masks are numbers of `bits` bits. */
struct expr *raise_mask_xor(struct raise *r, struct expr *left, unsigned bits, enum order order,
			    const uint8_t *mask, const uint8_t *xor);

/* Take a statement out of the rule again. */
void raise_unlink(struct raise *r, struct stmt *gone);

#endif
