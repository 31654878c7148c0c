/*
 * payload: what the files of the header family share (payload.c, payload_set.c, payload_raise.c,
 * payload_text.c). Private to src/lang/expr.
 */
#ifndef WEIR_LANG_EXPR_PAYLOAD_H
#define WEIR_LANG_EXPR_PAYLOAD_H

#include "lang/registry.h"

/* Bases of loads as the kernel numbers them; the first four are also the layers. */
enum { BASE_LINK, BASE_NETWORK, BASE_TRANSPORT, BASE_INNER, BASE_TUNNEL };

struct payload_expr {
	struct sel_expr s;
	const struct proto *proto;  /* NULL: raw (@base,offset,length) */
	const struct field *field;
	uint8_t base;               /* BASE_* */
	uint16_t offset;            /* bits from the base; named fields: once evaluated or raised */
	bool announces;             /* raised: compared with the number of a header to follow */
};

static inline struct payload_expr *payload_of(const struct sel_expr *e)
{
	return (struct payload_expr *)e;
}

/* The widest load that registers compare in one go. */
enum { PAYLOAD_BITS_MAX = 128 };

/* Where the bits lie, and which bytes cover them. */
void payload_place(struct payload_expr *p, unsigned base, unsigned offset, unsigned bits);
/* A field of a header: its type and place; `link` bits of vlan tags are before it. */
void payload_shape(struct payload_expr *p, unsigned link);
struct payload_expr *payload_make(struct run *run, struct loc loc, const struct proto *tunnel,
				  const struct proto *proto, const struct field *field);
bool payload_same(const struct sel_expr *a, const struct sel_expr *b);

/* payload_set.c */
bool payload_eval_set(struct eval *ev, struct sel_expr *e, struct expr **value);
bool payload_lower_set(struct lower *l, const struct sel_expr *e, const struct expr *value);
/* payload_raise.c */
extern const uint8_t payload_raises[];
struct expr *payload_raise(struct raise *r, const struct insn *insn);
struct expr *payload_raise_set(struct raise *r, const struct insn *insn, unsigned *sreg);
void payload_resolve(struct raise *r, struct match_stmt *match);
struct expr *payload_resolve_expr(struct raise *r, struct sel_expr *e, const struct expr *mask);
struct expr *payload_part(struct raise *r, const struct sel_expr *e, unsigned first, unsigned bits);
bool payload_implies(const struct dep *dep, const struct sel_expr *e, const struct match_stmt *m);
/* Whether `m` says that the network header `proto` follows, as evaluation would to read it. */
bool network_implied(const struct dep *dep, const struct match_stmt *m, const struct proto *proto);
/* If mask is one run of bits: how many, and how many lie below. */
bool mask_is_run(const struct expr *mask, unsigned *bits, unsigned *low);
/* A constant or range under a shift, in the type and width of `like`. */
struct expr *constant_shifted_down(struct raise *r, const struct expr *e, unsigned low,
				   const struct expr *like);
/* Whether a constant or range has no bits outside of mask. */
bool constant_fits_mask(const struct expr *right, const struct expr *mask);
/* payload_text.c */
void payload_print(struct print *p, const struct sel_expr *e);
void payload_json_out(struct writer *w, struct print *p, const struct sel_expr *e);
struct expr *payload_json_in(struct reader *r, struct loc loc, struct json_t *value);
void payload_typeof_put(struct tlv *tlv, const struct sel_expr *e);
struct sel_expr *payload_typeof_get(struct run *run, struct span data);

#endif
