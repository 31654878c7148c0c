/*
 * raise: from instructions back to the tree, by symbolic execution: every register holds an
 * expression. Loads are raised by their selector, other instructions by the statement that lists
 * them. Whatever is not understood becomes an opaque statement that prints and survives.
 */
#ifndef WEIR_PASS_RAISE_H
#define WEIR_PASS_RAISE_H

#include "ast/desc.h"
#include "pass/dep.h"

struct raise {
	struct run *run;
	struct table *table;
	unsigned family;
	const struct rule *rule;
	struct expr *word[REG_WORDS]; /* expression that starts at this 4-byte word, or NULL */
	uint8_t word_size[REG_WORDS]; /* its size in bytes */
	struct stmt *first, **last;
	struct dep dep;
	uint8_t pairs;                /* operations with two registers so far */
	bool inner;                   /* inside an inner (tunnel) instruction */
	const struct proto *tunnel;   /* its header; what is loaded then gets it as sel_expr's tunnel */
	const struct expr *compared;  /* by the last cmp: load and value as in registers, */
	struct expr *compared_with;   /* and the match they became */
	struct match_stmt *compared_by;
	VEC(struct match_stmt *) maybe; /* matches that a later expression may imply (raise_dep.c) */
};

/*
 * The value held by a register: one expression, or the CONCAT of what fills `size` bytes (0: one).
 * A register inside the data of a map look-up gives the MAP.
 */
struct expr *raise_get(struct raise *r, unsigned reg, unsigned size);
void raise_put(struct raise *r, unsigned reg, unsigned size, struct expr *e);
/* The same as it was loaded, without a name yet; NULL: nothing starts at the register. */
struct expr *raise_held(struct raise *r, unsigned reg);
/* Whether it is a constant from an immediate, whose type is not known yet (raise_arg gives it one). */
bool raise_is_bare(const struct expr *e);
/*
 * What the registers from `reg` on hold, as the fields of a set's key or data: constants get their
 * types. NULL when it is something else.
 */
struct expr *raise_fields(struct raise *r, unsigned reg, const struct key_spec *spec);
/* Append a statement. */
void raise_stmt(struct raise *r, struct stmt *s);
/* An operand as a VALUE of that type, width and order; size mismatch gives NULL. */
struct expr *raise_value(struct raise *r, const struct data *data, const struct type *type,
			 unsigned bits, enum order order);
/* The same from `size` bytes as in registers. */
struct expr *raise_bytes(struct raise *r, const uint8_t *wire, unsigned size, const struct type *type,
			 unsigned bits, enum order order);
/* The same for an operand compared with or set from `like` (type, bits, order of that node). */
struct expr *raise_value_like(struct raise *r, const struct data *data, const struct expr *like);
/* A constant or expression in a register, seen as type/bits/order (nat addresses, ports ...). */
struct expr *raise_arg(struct raise *r, unsigned reg, const struct type *type, unsigned bits,
		       enum order order);
/* The set a lookup names; NULL if the ruleset lacks it. Gives a SETREF (anonymous ones flagged). */
struct expr *raise_setref(struct raise *r, const char *set);
/* Key and set of a lookup; elements of an anonymous set are shown as the key's type shows them. */
bool raise_lookup(struct raise *r, unsigned sreg, const char *set, struct expr **key, struct expr **setref);
/*
 * A load in its final form in the context known so far, with masks and shifts folded into fields.
 * Implied matches that it needs are dropped. raise_get, raise_arg and raise_lookup do it already;
 * needed for targets of assignments.
 */
struct expr *raise_resolve(struct raise *r, struct expr *e);
/*
 * Target and value of a write, where bits around a field are loaded, masked and written back: the
 * field and what it is set to. *target and *value are as raised (target not yet resolved, value
 * from the register reg, `size` bytes); false when the value is not known.
 */
bool raise_mangle(struct raise *r, unsigned reg, unsigned size, struct expr **target, struct expr **value);
struct expr *raise_verdict(struct raise *r, const struct data *data);
/*
 * Core instructions (immediate, cmp, range, bitwise, byteorder, lookup): raise_fold.c. Those with
 * the verdict register as dreg go to the statement that raises the instruction, or the verdict.
 */
bool raise_core(struct raise *r, const struct insn *insn);
bool raise_to_verdict(struct raise *r, const struct insn *insn);
bool raise_membership(struct raise *r, const struct insn_lookup *insn); /* raise_set.c */

/* Implied matches (raise_dep.c): `e` is used now; statement `s` stands now. */
void raise_used(struct raise *r, const struct expr *e);
void raise_stands(struct raise *r, struct stmt *s);
/* Stateful instructions of sets and elements. */
struct stmt *raise_stateful(struct run *run, struct table *table, const struct prog *prog);

/* A rule's statements, ready to print. Never fails. */
struct stmt *raise_rule(struct run *run, struct table *table, const struct rule *rule);
/* An element's key or data as an expression of the spec's types (for JSON and single prints). */
struct expr *raise_key(struct run *run, const struct key_spec *spec, const uint8_t *lo, const uint8_t *hi);

#endif
