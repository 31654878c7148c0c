/*
 * rule: add, insert, replace, delete, destroy. Where a rule goes is given by handle, or by index: a
 * position in the chain as earlier commands of the run leave it, found here and sent as a handle
 * or, for a rule of the same transaction, as its transaction id.
 */
#include "lang/object/object.h"
#include "pass/lower.h"
#include "pass/raise.h"

static bool place_by_index(struct eval *ev, struct cmd *cmd, struct rule *want, size_t *index)
{
	struct chain *chain = want->chain;
	const struct rule *there;

	*index = cmd->h.index.number;
	if (*index >= chain->rules.n)
		return eval_error(ev, cmd->h.index.loc,
				  "Could not process rule: No such file or directory");
	there = chain->rules.v[*index];
	want->position = there->handle;
	want->position_id = there->handle ? 0 : there->id;
	if (cmd->verb == VERB_ADD)
		(*index)++;
	return true;
}

/* `add rule ... handle N` goes after rule N, `insert` before it. */
static void place_by_handle(struct cmd *cmd, struct rule *want, size_t *index)
{
	struct rule *there;

	want->position = cmd->h.position.given ? cmd->h.position.number : cmd->h.handle.number;
	there = rule_by_handle(want->chain, want->position);
	if (there)
		*index = (size_t)rule_index(there) + (cmd->verb == VERB_ADD);
}

static bool place(struct eval *ev, struct cmd *cmd, struct rule *want, size_t *index)
{
	*index = cmd->verb == VERB_INSERT ? 0 : want->chain->rules.n;
	if (cmd->h.index.given)
		return place_by_index(ev, cmd, want, index);
	if (cmd->h.position.given || cmd->h.handle.given)
		place_by_handle(cmd, want, index);
	return true;
}

static struct rule *rule_new(struct eval *ev, struct cmd *cmd)
{
	struct rule *rule = pool_new_of(ev->run->pool, struct rule);

	rule->table = eval_table(ev);
	rule->chain = ev->chain ? ev->chain : eval_chain(ev, rule->table, cmd->h.chain.name);
	rule->chain_name = cmd->h.chain.name;
	return rule;
}

/* Keep it in run->known too, so that a later `index` counts it: there it has its position. */
static void file_rule(struct run *run, struct rule *want, size_t index)
{
	if (want->position || want->position_id) {
		want = pool_memdup(run->pool, want, sizeof(*want));
		want->position = want->position_id = 0;
	}
	rule_file(want->chain, want, index);
}

static bool replace(struct eval *ev, struct cmd *cmd, struct rule *want)
{
	struct rule *known = rule_by_handle(want->chain, cmd->h.handle.number);

	want->handle = cmd->h.handle.number;
	eval_op(ev, KIND_RULE)->rule = want;
	if (known)
		known->prog = prog_copy(ev->run->pool, want->prog);
	return true;
}

bool rule_eval(struct eval *ev, struct cmd *cmd, struct rule_ast *ast)
{
	struct rule *want = rule_new(ev, cmd);
	struct op *op;
	size_t index;

	ev->chain = want->chain;
	want->comment = ast->comment;
	if (!eval_rule(ev, ast) || !lower_rule(ev->run, ev->ops, want->table, ast, want))
		return false;
	if (cmd->verb == VERB_REPLACE)
		return replace(ev, cmd, want);
	if (!place(ev, cmd, want, &index))
		return false;
	want->id = ++ev->run->next_id;
	op = eval_op(ev, KIND_RULE);
	op->rule = want;
	op->at[AT_SPEC] = ast->loc;
	file_rule(ev->run, want, index);
	return true;
}

static bool remove_rule(struct eval *ev, struct cmd *cmd)
{
	struct rule *want = rule_new(ev, cmd);
	struct op *op = eval_op(ev, KIND_RULE);
	struct rule *known = rule_by_handle(want->chain, cmd->h.handle.number);

	want->handle = cmd->h.handle.number;
	op->rule = want;
	if (known)
		rule_remove(known);
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_rule(ev, cmd);
	return rule_eval(ev, cmd, cmd->rule);
}

static void print(struct print *p, const void *thing)
{
	print_rule(p, thing);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct rule *rule = thing;

	if (rule->comment)
		json_pair_str(w, "comment", rule->comment);
	json_name(w, "expr");
	json_open(w, '[');
	json_out_stmts(w, p, raise_rule(p->run, rule->table, rule));
	json_close(w, ']');
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct rule_ast *ast = pool_new_of(r->run->pool, struct rule_ast);
	struct json_t *stmts = json_member(value, "expr");

	ast->loc = ast->comment_loc = r->loc;
	cmd->rule = ast;
	if (!json_may_str(r, value, "comment", &ast->comment) ||
	    !json_may_u64(r, value, "index", &cmd->h.index.number, &cmd->h.index.given))
		return false;
	cmd->h.index.loc = r->loc;
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return true;
	if (!stmts)
		return json_error(r, "a rule needs \"expr\", an array of statements");
	ast->stmts = json_in_stmts(r, "expr", stmts);
	return ast->stmts != NULL;
}

const struct object_desc object_rule = {
	.word = "rule",
	.plural = "rules",
	.kind = KIND_RULE,
	.verbs = 1u << VERB_ADD | 1u << VERB_INSERT | 1u << VERB_REPLACE | VERBS_REMOVE |
		 1u << VERB_RESET,
	.plural_verbs = 1u << VERB_RESET,
	.need = NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_OBJECTS | NEED_RULES | NEED_ELEMENTS,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
