/*
 * lower: from the evaluated tree to instructions and ops. Statement by statement through
 * descriptors; one register allocator; no messages except limits (too many registers).
 */
#ifndef WEIR_PASS_LOWER_H
#define WEIR_PASS_LOWER_H

#include "ast/desc.h"

struct lower {
	struct run *run;
	struct ops *ops;             /* anonymous sets and chains become ops before the rule's */
	struct table *table;
	unsigned family;
	struct prog *prog;
	uint16_t used;               /* registers taken, bit per 4-byte word */
	uint16_t statement;          /* ordinal, for insn->statement */
	struct loc loc;              /* of the statement being lowered */
	bool failed;                 /* out of registers: a message is recorded */
};

/* Append an instruction, with place and statement number filled in. */
void *emit(struct lower *l, enum insn_id id);

/* Registers. Whole 16-byte registers, but inside a concatenation reg_at gives the following words. */
unsigned reg_take(struct lower *l, unsigned size);          /* bytes; returns the kernel number */
void reg_release(struct lower *l, unsigned reg, unsigned size);
/* The register `offset` bytes after reg (offset a multiple of 4). */
unsigned reg_at(unsigned reg, unsigned offset);

/* Load an expression's value into dreg: selector, constant, map, binop, concatenation ... */
bool lower_expr(struct lower *l, const struct expr *e, unsigned dreg);
/* Take a register, load, return it (0 on failure). Release with reg_release(l, r, BYTES_OF(e->bits)). */
unsigned lower_load(struct lower *l, const struct expr *e);
/* An instruction operand from a constant, in the order registers hold it. */
void lower_data(struct lower *l, const struct expr *value, struct data *data);
void lower_data_bytes(struct lower *l, const uint8_t *number, unsigned bits, enum order order, struct data *data);
/* The match statement and its relations (pass/lower_match.c), called by lang/stmt/match.c. */
bool lower_match(struct lower *l, const struct match_stmt *m);
/* A set reference as lookup operands; emits the ops of an anonymous set the first time. */
void lower_setref(struct lower *l, const struct expr *setref, const char **name, uint32_t *id);
/* Stateful statements of a set, element or set update. */
struct prog *lower_stateful(struct lower *l, const struct stmt *list);
/* A verdict operand; emits the ops of an anonymous chain. */
bool lower_verdict(struct lower *l, const struct verdict_expr *v, struct data *data);

/* A whole evaluated rule into rule->prog, with ops for what it brings along, before the rule's own. */
bool lower_rule(struct run *run, struct ops *ops, struct table *table, struct rule_ast *ast, struct rule *rule);

#endif
