/*
 * lower_set: what refers to other things: keys and maps to sets, verdicts to chains. Anonymous sets
 * and chains become ops of their own, before the rule's.
 */
#include "pass/lower.h"

/* ---- anonymous sets ---- */

static void place(const struct lower *l, struct op *op, struct loc loc)
{
	op->family = l->family;
	op->table_name = l->table ? l->table->name : NULL;
	for (unsigned i = 0; i < AT_PLACES; i++)
		op->at[i] = loc;
}

static void add_anonymous(struct lower *l, struct set *set, struct loc loc)
{
	struct op *op;

	set->use = 1; /* marks that its ops are there */
	op = op_add(l->ops, OP_ADD, KIND_SET);
	op->set = set;
	place(l, op, loc);
	if (!set->elems)
		return;
	op = op_add(l->ops, OP_ADD, KIND_ELEMENT);
	op->set = set;
	op->elems = set->elems;
	place(l, op, loc);
}

void lower_setref(struct lower *l, const struct expr *setref, const char **name, uint32_t *id)
{
	struct set *set = expr_setref(setref)->set;

	if (set->flags & SET_ANONYMOUS && !set->use && l->ops)
		add_anonymous(l, set, setref->loc.end ? setref->loc : l->loc);
	*name = set->name;
	*id = set->id;
}

/* ---- keys and maps ---- */

static bool turns_round(const struct expr *field, const struct set *set)
{
	return set && set->flags & SET_INTERVAL && field->order == ORDER_HOST && field->bits > 8;
}

/* A constant field of a key, in network order at once. */
static bool lower_constant(struct lower *l, const struct expr *key, unsigned dreg)
{
	struct insn_immediate *i = emit(l, INSN_IMMEDIATE);

	i->dreg = dreg;
	lower_number(l, expr_value(key)->b, key->bits, ORDER_BIG, &i->data);
	return true;
}

bool lower_key_at(struct lower *l, const struct expr *key, const struct set *set, unsigned dreg)
{
	const struct list_expr *concat = expr_concat(key);
	unsigned offset = 0;

	if (!concat) {
		if (expr_value(key) && turns_round(key, set))
			return lower_constant(l, key, dreg);
		if (!lower_expr(l, key, dreg))
			return false;
		if (turns_round(key, set))
			emit_byteorder(l, dreg, key->bits, ORDER_BIG);
		return true;
	}
	for (size_t i = 0; i < concat->item.n; i++) {
		if (!lower_key_at(l, concat->item.v[i], set, reg_at(dreg, offset)))
			return false;
		offset += (BYTES_OF(concat->item.v[i]->bits) + 3) / 4 * 4;
	}
	return true;
}

unsigned lower_key(struct lower *l, const struct expr *key, const struct set *set)
{
	unsigned reg = expr_concat(key) ? reg_take_words(l, key->bits / 32)
					: reg_take(l, BYTES_OF(key->bits));

	return reg && lower_key_at(l, key, set, reg) ? reg : 0;
}

/* Whether `size` bytes from reg on overwrite nothing but what reg was taken for. */
static bool fits(const struct lower *l, unsigned reg, unsigned size)
{
	unsigned word = (unsigned)reg_word(reg), own = l->taken[word], words = (size + 3) / 4;

	if (word + words > REG_WORDS)
		return false;
	for (unsigned i = own ? own : 1; i < words; i++)
		if (l->used & 1u << (word + i))
			return false;
	return true;
}

bool lower_map(struct lower *l, const struct map_expr *map, unsigned dreg)
{
	const struct set *set = expr_setref(map->map)->set;
	bool apart = dreg == REG_VERDICT || !fits(l, dreg, BYTES_OF(map->key->bits));
	unsigned sreg = dreg;
	struct insn_lookup *i;
	const char *name;
	uint32_t id;

	if (apart ? !(sreg = lower_key(l, map->key, set)) : !lower_key_at(l, map->key, set, dreg))
		return false;
	lower_setref(l, map->map, &name, &id);
	i = emit(l, INSN_LOOKUP);
	i->sreg = sreg;
	i->dreg = dreg;
	i->set = name;
	i->set_id = id;
	INSN_GIVE(i, struct insn_lookup, dreg);
	if (id)
		INSN_GIVE(i, struct insn_lookup, set_id);
	if (apart)
		reg_release(l, sreg, BYTES_OF(map->key->bits));
	return true;
}

/* ---- anonymous chains ---- */

static bool block_rule(struct lower *l, struct chain *chain, struct rule_ast *ast)
{
	struct rule *rule = pool_new_of(l->run->pool, struct rule);
	struct op *op;

	rule->table = l->table;
	rule->chain = chain;
	rule->chain_name = chain->name;
	rule->chain_id = chain->id;
	rule->id = ++l->run->next_id;
	if (!lower_rule(l->run, l->ops, l->table, ast, rule))
		return false;
	op = op_add(l->ops, OP_ADD, KIND_RULE);
	op->rule = rule;
	place(l, op, ast->loc);
	*vec_push(l->run->pool, &chain->rules) = rule;
	return true;
}

static bool lower_block(struct lower *l, const struct verdict_expr *v)
{
	struct chain *chain = pool_new_of(l->run->pool, struct chain);
	struct op *op = op_add(l->ops, OP_ADD, KIND_CHAIN);

	chain->table = l->table;
	chain->name = v->chain;
	chain->id = v->chain_id;
	chain->flags = CHAIN_BINDING;
	op->chain = chain;
	place(l, op, v->e.loc.end ? v->e.loc : l->loc);
	for (struct rule_ast *ast = v->block->first; ast; ast = ast->next)
		if (!block_rule(l, chain, ast))
			return false;
	return true;
}

bool lower_verdict(struct lower *l, const struct verdict_expr *v, struct data *data)
{
	*data = (struct data){ .verdict = true, .code = v->code };
	if (v->block && !lower_block(l, v))
		return false;
	if (v->code == VERDICT_JUMP || v->code == VERDICT_GOTO) {
		data->chain = v->chain;
		data->chain_id = v->chain_id;
	}
	return true;
}
