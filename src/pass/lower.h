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
	uint8_t taken[REG_WORDS];    /* words of the piece that starts here */
	uint16_t statement;          /* ordinal, for insn->statement */
	struct loc loc;              /* of the statement being lowered */
	bool failed;                 /* out of registers: a message is recorded */
};

/* Append an instruction, with place and statement number filled in. */
static inline void *emit(struct lower *l, enum insn_id id)
{
	struct insn *insn = prog_add(l->prog, id);

	insn->statement = l->statement;
	insn->loc = l->loc;
	return insn;
}

/*
 * Registers. Values take whole 16-byte registers; a concatenation takes just its words, and what is
 * taken next follows it. reg_at gives the words inside.
 */
unsigned reg_take_words(struct lower *l, unsigned words);   /* exactly so many; 0: none left */
/* `size` bytes; returns the kernel number. Nearly always nothing else is taken. */
static inline unsigned reg_take(struct lower *l, unsigned size)
{
	if (l->used || size > 16)
		return reg_take_words(l, size ? (size + 15) / 16 * 4 : 4);
	l->used = 0xf;
	l->taken[0] = 4;
	return REG_1;
}
void reg_release_words(struct lower *l, unsigned reg);
/* The whole piece; size is for the reader. */
static inline void reg_release(struct lower *l, unsigned reg, unsigned size)
{
	(void)size;
	if (reg == REG_1 && l->used == 0xf)
		l->used = l->taken[0] = 0;
	else
		reg_release_words(l, reg);
}
/* The register `offset` bytes after reg (offset a multiple of 4). */
unsigned reg_at(unsigned reg, unsigned offset);

/* Load an expression's value into dreg: selector, constant, map, binop, concatenation ... */
bool lower_expr(struct lower *l, const struct expr *e, unsigned dreg);
/* Take a register, load, return it (0 on failure). Release with reg_release(l, r, BYTES_OF(e->bits)). */
unsigned lower_load(struct lower *l, const struct expr *e);
/* The same for a key looked up in `set`: host-order fields are turned round for intervals. */
unsigned lower_key(struct lower *l, const struct expr *key, const struct set *set);
bool lower_key_at(struct lower *l, const struct expr *key, const struct set *set, unsigned dreg);
/* reg = (reg & mask) ^ xor; mask and xor are numbers of `bits` bits. */
void emit_mask_xor(struct lower *l, unsigned reg, unsigned bits, enum order order,
		   const uint8_t *mask, const uint8_t *xor);
void emit_shift(struct lower *l, unsigned reg, unsigned bits, bool left, unsigned by);
void emit_byteorder(struct lower *l, unsigned reg, unsigned bits, enum order to);
/* AND, OR, XOR, shifts (lower_bitwise.c). */
bool lower_binop(struct lower *l, const struct binop_expr *binop, unsigned dreg);
/* A load, masked and shifted if it is of a bit field; host: leave it in host order. */
bool lower_selector(struct lower *l, const struct sel_expr *e, unsigned dreg, bool host);
/* The load of a bit field that ends where its load ends, with the bits around it: `mask` gets those of
 * the field. False: it is no such field. */
bool lower_uncut(struct lower *l, const struct sel_expr *e, unsigned dreg, uint8_t *mask);
/* A value looked up in a map (lower_set.c). */
bool lower_map(struct lower *l, const struct map_expr *map, unsigned dreg);
const uint8_t *lower_swapped(struct lower *l, const uint8_t *number, unsigned n);
/*
 * An instruction operand from a number that lives as long as the program, in the order registers
 * hold it.
 */
static inline void lower_number(struct lower *l, const uint8_t *number, unsigned bits,
				enum order order, struct data *data)
{
	bool host = order == ORDER_HOST;
	unsigned n = BYTES_OF(bits);

	data->size = n;
	data->host = host ? n : 0;
	data->b = n > 1 && host && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			  ? lower_swapped(l, number, n) : number;
}
/* The same from a constant, and from any bytes. */
static inline void lower_data(struct lower *l, const struct expr *value, struct data *data)
{
	lower_number(l, ((const struct value_expr *)value)->b, value->bits, value->order, data);
}
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
