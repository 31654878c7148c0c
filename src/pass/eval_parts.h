/*
 * eval_parts: what the files of evaluation share among themselves; see pass/eval.h for the whole.
 */
#ifndef WEIR_PASS_EVAL_PARTS_H
#define WEIR_PASS_EVAL_PARTS_H

#include "pass/eval.h"

enum { EVAL_DEPTH_MAX = 16 };

/* Type, width and order of an evaluated expression, as what another one should become. */
static inline struct want want_of(const struct expr *e)
{
	return (struct want){ .type = e->type, .bits = e->bits, .order = e->order };
}
/* SYMBOL and untyped VALUE into ev->want; strings with a wildcard become a PREFIX. */
bool eval_literal(struct eval *ev, struct expr **e);
bool eval_prefix(struct eval *ev, struct expr **e);
bool eval_range(struct eval *ev, struct expr **e);
/* Flags joined by commas: their union. */
bool eval_list(struct eval *ev, struct expr **e);
bool eval_binop(struct eval *ev, struct expr **e);
/* Take operations with constants off *left by changing the constant on the other side. */
bool eval_transfer_ops(struct eval *ev, struct expr **left, struct expr **right);
static inline bool eval_transfer(struct eval *ev, struct expr **left, struct expr **right)
{
	return (*left)->kind == EXPR_SELECTOR || eval_transfer_ops(ev, left, right);
}
/* Give *e that byte order: constants by their mark, anything else by a UNARY around it. */
void eval_reorder(struct eval *ev, struct expr **e, enum order order);
static inline void eval_order(struct eval *ev, struct expr **e, enum order order)
{
	if ((*e)->order != order)
		eval_reorder(ev, e, order);
}
/* The load of a bit field's covering bytes under a mask, without the shift. */
struct expr *eval_covering_load(struct eval *ev, const struct expr *field);
/* The same constant as the covering load holds it. */
struct expr *eval_covering_value(struct eval *ev, const struct sel_expr *field, struct expr *value);
/* The same for the elements of an anonymous set. */
void eval_covering_set(struct eval *ev, const struct sel_expr *field, struct set *set);
/* Whether e is a bit field whose value must be cut out of what is loaded. */
static inline struct sel_expr *expr_bit_field(const struct expr *e)
{
	struct sel_expr *s = expr_selector(e);

	return s && s->load_bits ? s : NULL;
}
/* "range", "set" ...: what messages call this kind of expression. */
const char *expr_noun(const struct expr *e);
/* The type of an evaluated expression in words. */
const char *expr_type_text(struct eval *ev, const struct expr *e);
const char *key_spec_text(struct eval *ev, const struct key_spec *spec);
/* Whether a value of `e` may stand where `want` is wanted. */
bool type_fits(const struct expr *e, const struct want *want);
bool key_spec_match(const struct key_spec *a, const struct key_spec *b);

#endif
