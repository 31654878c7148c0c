/*
 * verdict: accept, drop, continue, return, jump and goto (to a chain, or to rules in braces), and
 * verdict maps.
 */
#include <jansson.h>

#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"
#include "pass/raise.h"

struct verdict_stmt {
	struct stmt s;
	struct expr *verdict;
};
struct vmap_stmt {
	struct stmt s;
	struct expr *map;
};

static const struct stmt_desc stmt_continue;

struct stmt *verdict_stmt_new(struct run *run, struct loc loc, struct expr *verdict)
{
	const struct verdict_expr *e = expr_verdict(verdict);
	struct verdict_stmt *v = stmt_new(run->pool, &stmt_verdict, loc);

	if (e && e->code == VERDICT_CONTINUE)
		v->s.desc = &stmt_continue;
	v->verdict = verdict;
	return &v->s;
}

static unsigned parts(struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	part[0] = &((struct verdict_stmt *)s)->verdict;
	return 1;
}

static bool eval(struct eval *ev, struct stmt *s)
{
	struct verdict_stmt *v = (struct verdict_stmt *)s;

	if (!eval_expr(ev, &v->verdict))
		return false;
	return expr_verdict(v->verdict) ||
	       eval_error(ev, v->verdict->loc, "a verdict is expected here");
}

static bool lower(struct lower *l, const struct stmt *s)
{
	const struct verdict_expr *verdict = expr_verdict(
		((const struct verdict_stmt *)s)->verdict);
	struct insn_immediate *i = emit(l, INSN_IMMEDIATE);

	i->dreg = REG_VERDICT;
	return lower_verdict(l, verdict, &i->data);
}

static bool raise_vmap(struct raise *r, const struct insn_lookup *i)
{
	struct expr *key, *setref;

	if (!raise_lookup(r, i->sreg, i->set, &key, &setref))
		return false;
	raise_stmt(r, vmap_stmt_new(r->run, (struct loc){ 0 }, key, setref));
	return true;
}

/* The core hands us what ends in the verdict register: immediates and look-ups. */
static bool raise(struct raise *r, const struct insn *insn)
{
	const struct insn_immediate *i = (const struct insn_immediate *)insn;

	if (insn->id == INSN_LOOKUP)
		return raise_vmap(r, (const struct insn_lookup *)insn);
	if (insn->id != INSN_IMMEDIATE || !i->data.verdict)
		return false;
	raise_stmt(r, verdict_stmt_new(r->run, (struct loc){ 0 }, raise_verdict(r, &i->data)));
	return true;
}

static void print(struct print *p, const struct stmt *s)
{
	print_expr(p, ((const struct verdict_stmt *)s)->verdict);
}

static bool json_is_text(const struct print *p, const struct stmt *s)
{
	return !(p->flags & OUTPUT_LOSSLESS) &&
	       print_block_of(p, expr_verdict(((const struct verdict_stmt *)s)->verdict));
}

/* Rules in braces: an array of what rules consist of. */
static void block_json_out(struct writer *w, struct print *p, const struct chain *block)
{
	json_name(w, "rules");
	json_open(w, '[');
	p->blocks++;
	for (size_t i = 0; i < block->rules.n; i++) {
		const struct rule *rule = block->rules.v[i];

		json_open(w, '{');
		if (rule->comment)
			json_pair_str(w, "comment", rule->comment);
		json_name(w, "expr");
		json_open(w, '[');
		json_out_stmts(w, p, raise_rule(p->run, p->table, rule));
		json_close(w, ']');
		json_close(w, '}');
	}
	p->blocks--;
	json_close(w, ']');
}

static void json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct verdict_expr *v = expr_verdict(((const struct verdict_stmt *)s)->verdict);
	const char *word = verdict_word(v->code);
	const struct chain *block = print_block_of(p, v);

	json_name(w, word ? word : "unknown");
	if (v->code != VERDICT_JUMP && v->code != VERDICT_GOTO) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	if (block && p->flags & OUTPUT_LOSSLESS)
		block_json_out(w, p, block);
	else
		json_pair_str(w, "target", v->chain ? v->chain : "");
	json_close(w, '}');
}

static struct rule_block *block_json_in(struct reader *r, struct loc loc, json_t *rules)
{
	struct rule_block *block = pool_new_of(r->run->pool, struct rule_block);
	json_t *item;
	size_t i;

	if (!json_is_array(rules)) {
		json_error(r, "\"rules\" must be an array");
		return NULL;
	}
	block->loc = loc;
	block->last = &block->first;
	json_array_foreach(rules, i, item) {
		struct rule_ast *rule = pool_new_of(r->run->pool, struct rule_ast);

		rule->loc = rule->comment_loc = loc;
		if (!json_may_str(r, item, "comment", &rule->comment))
			return NULL;
		rule->stmts = json_in_stmts(r, "expr", json_member(item, "expr"));
		if (!rule->stmts)
			return NULL;
		*block->last = rule;
		block->last = &rule->next;
	}
	return block;
}

static struct stmt *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	json_t *rules = json_member(value, "rules");
	struct rule_block *block = NULL;
	struct expr *target = NULL;
	const char *chain;
	int32_t code;

	if (!verdict_code(span_of(r->key), &code)) {
		json_error(r, "Unknown verdict '%s'.", r->key);
		return NULL;
	}
	if (code == VERDICT_JUMP || code == VERDICT_GOTO) {
		block = rules ? block_json_in(r, loc, rules) : NULL;
		if (rules ? !block : !json_must_str(r, value, "target", &chain))
			return NULL;
		target = rules ? NULL : expr_word(r->run->pool, loc, span_of(chain), 0);
	}
	target = expr_make_verdict(r->run->pool, loc, code, target);
	expr_verdict(target)->block = block;
	return verdict_stmt_new(r->run, loc, target);
}

#define VERDICT_DESC                                                                              \
	.word = "accept",                                                                         \
	.size = sizeof(struct verdict_stmt),                                                      \
	.eval = eval,                                                                             \
	.lower = lower,                                                                           \
	.raise = raise,                                                                           \
	.print = print,                                                                           \
	.json_out = json_out,                                                                     \
	.json_is_text = json_is_text,                                                             \
	.json_in = json_in

const struct stmt_desc stmt_verdict = {
	.aliases = (const char *const[]){ "drop", "continue", "return", "jump", "goto", NULL },
	.terminal = true,
	.merge = MERGE_VERDICT,
	.parts = parts,
	VERDICT_DESC,
};

/* The only verdict after which statements make sense. */
static const struct stmt_desc stmt_continue = { VERDICT_DESC };

/* ---- vmap ---- */

struct stmt *vmap_stmt_new(struct run *run, struct loc loc, struct expr *key, struct expr *map)
{
	struct vmap_stmt *v = stmt_new(run->pool, &stmt_vmap, loc);

	v->map = expr_make_map(run->pool, loc, key, map);
	return &v->s;
}

static unsigned vmap_parts(struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	part[0] = &((struct vmap_stmt *)s)->map;
	return 1;
}

static bool vmap_eval(struct eval *ev, struct stmt *s)
{
	return eval_map(ev, &((struct vmap_stmt *)s)->map, NULL, true, 0);
}

static bool vmap_lower(struct lower *l, const struct stmt *s)
{
	return lower_map(l, expr_map(((const struct vmap_stmt *)s)->map), REG_VERDICT);
}

static void vmap_print(struct print *p, const struct stmt *s)
{
	const struct map_expr *map = expr_map(((const struct vmap_stmt *)s)->map);

	print_expr(p, map->key);
	out_str(p->out, " vmap ");
	print_expr(p, map->map);
}

static void vmap_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct map_expr *map = expr_map(((const struct vmap_stmt *)s)->map);

	json_name(w, "vmap");
	json_open(w, '{');
	json_name(w, "key");
	json_out_expr(w, p, map->key);
	json_name(w, "data");
	json_out_expr(w, p, map->map);
	json_close(w, '}');
}

static struct stmt *vmap_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct json_t *key = json_member(value, "key"), *data = json_member(value, "data");
	struct expr *k, *map;

	if (!key || !data) {
		json_error(r, "a vmap needs \"key\" and \"data\"");
		return NULL;
	}
	k = json_in_member(r, "key", key, JSON_MAP_KEY);
	map = k ? json_in_member(r, "data", data, JSON_RHS) : NULL;
	return map ? vmap_stmt_new(r->run, loc, k, map) : NULL;
}

const struct stmt_desc stmt_vmap = {
	.word = "vmap",
	.size = sizeof(struct vmap_stmt),
	.merge = MERGE_VMAP,
	.parts = vmap_parts,
	.eval = vmap_eval,
	.lower = vmap_lower,
	.print = vmap_print,
	.json_out = vmap_json_out,
	.json_in = vmap_json_in,
};
