/*
 * keyed: what the selector families made of key rows share (meta, ct, rt, socket, tunnel ...): a
 * node that is a row, found by name or by kernel number.
 */
#ifndef WEIR_LANG_EXPR_KEYED_H
#define WEIR_LANG_EXPR_KEYED_H

#include <jansson.h>
#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/raise.h"
#include "ruleset/tlv.h"

/* Families extend this. */
struct keyed_expr {
	struct sel_expr s;
	const struct key *key;
};

/* The row of a name or alias, of a kernel number; NULL: none. */
const struct key *key_by_name(const struct key *keys, struct span name);
const struct key *key_by_id(const struct key *keys, uint32_t id);
/* A node of sel->size bytes, with the row's type, width and order. */
void *keyed_new(struct run *run, struct loc loc, const struct selector *sel, const struct key *key);
/* The same for a number from the kernel or from userdata; NULL: not known. */
void *keyed_of_id(struct run *run, const struct selector *sel, uint32_t id);
/* Type, width and order of a node. */
void selector_type(struct sel_expr *e, const struct type *type, unsigned bits, enum order order);
void keyed_type(struct sel_expr *e, const struct key *key);
bool keyed_eval(struct eval *ev, struct sel_expr *e);
bool keyed_same(const struct sel_expr *a, const struct sel_expr *b);
/* typeof data of one TLV, the key. */
void keyed_typeof_put(struct tlv *tlv, const struct sel_expr *e);
/* "word name" */
void keyed_print(struct print *p, const struct sel_expr *e);
/* The row that the member "key" names; NULL with a message. */
const struct key *keyed_json_key(struct reader *r, const struct key *keys, struct json_t *value);

/* The right side of the match whose left side is `e` itself and is being evaluated; NULL: none. */
const struct expr *selector_compared(const struct eval *ev, const struct sel_expr *e);
/* Security marks have no numbers that mean anything: false with a message for a constant. */
bool secmark_is_compared_well(struct eval *ev, const struct sel_expr *e);
/* A number given in the source that must fit; false with a message. */
bool selector_number_fits(struct eval *ev, const struct sel_expr *e, uint64_t number, uint64_t max);

#define SELECTOR_CAST(name, struct_name)                                                          \
	static inline struct struct_name *name(const struct sel_expr *e)                           \
	{                                                                                          \
		return (struct struct_name *)e;                                                    \
	}
SELECTOR_CAST(keyed_of, keyed_expr)

#endif
