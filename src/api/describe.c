/*
 * describe: what an expression or a type name stands for, and its symbols.
 */
#include "api/ctx.h"

#include "data/proto.h"
#include "pass/eval.h"

static const char *kind_word(const struct expr *e)
{
	const struct sel_expr *selector = expr_selector(e);

	if (selector)
		return selector->sel->word;
	return e->kind == EXPR_SYMBOL ? "symbol" : "value";
}

static void put_type(struct out *out, const struct type *type, unsigned bits, bool text)
{
	const char *separator = " (basetype ";

	out_printf(out, "datatype %s (%s)", type->name, type->desc);
	for (const struct type *base = type->base; base; base = base->base) {
		out_printf(out, "%s%s", separator, base->desc);
		separator = ", ";
	}
	if (type->base)
		out_char(out, ')');
	out_printf(out, ", %u %s\n", text ? bits / 8 : bits, text ? "characters" : "bits");
}

static void put_unknown(struct out *out, const struct expr *e)
{
	const struct sel_expr *selector = expr_selector(e);

	out_printf(out, "%s expression, datatype invalid (invalid)\n",
		   selector ? selector->sel->word : "symbol");
}

/*
 * The type of an expression outside any rule: in inet, where most can stand. Where it would depend
 * on the rule, that is no error: *typed is false.
 */
static bool find_type(struct run *run, struct cmd *cmd, struct expr **e, bool *typed)
{
	struct diag before = run->diag;
	struct ops ops;
	struct eval ev;

	ops_init(&ops, run->pool);
	cmd->h.family = FAMILY_INET;
	eval_begin(&ev, run, cmd, &ops);
	*typed = eval_expr(&ev, e) && (*e)->type;
	if (*typed || !expr_selector(*e))
		return *typed;
	run->diag = before;
	*run->diag.last = NULL;
	return true;
}

bool describe(struct run *run, struct cmd *cmd)
{
	struct expr *e = cmd->describe;
	const struct symbol_expr *word = expr_symbol(e);
	const struct type *type = word ? type_by_name(span_of(word->text)) : NULL;
	bool typed;

	if (type) {
		put_type(run->out, type, type->bits, false);
		type_describe(type, run->names, run->out);
		return true;
	}
	if (word || expr_value(e)) {
		put_unknown(run->out, e);
		return true;
	}
	if (!find_type(run, cmd, &e, &typed))
		return false;
	if (!typed) {
		put_unknown(run->out, e);
		return true;
	}
	out_printf(run->out, "%s expression, ", kind_word(e));
	put_type(run->out, e->type, e->bits, e->type->order == ORDER_TEXT);
	type_describe(e->type, run->names, run->out);
	return true;
}
