/*
 * describe: what an expression or a type name stands for, and its symbols.
 */
#include "api/ctx.h"

#include "json/json.h"
#include "pass/eval.h"

static const char *kind_word(const struct expr *e)
{
	const struct sel_expr *selector = expr_selector(e);

	if (selector)
		return selector->sel->word;
	return e->kind == EXPR_SYMBOL ? "symbol" : "value";
}

static void put_type(struct out *out, const struct type *type, unsigned bits)
{
	bool text = type->order == ORDER_TEXT;
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

bool describe(struct run *run, struct cmd *cmd)
{
	struct expr *e = cmd->describe;
	const struct symbol_expr *word = expr_symbol(e);
	const struct type *type = word ? type_by_name(span_of(word->text)) : NULL;
	struct ops ops;
	struct eval ev;

	if (type) {
		put_type(run->out, type, type->bits);
		type_describe(type, run->names, run->out);
		return true;
	}
	if (word) {
		out_str(run->out, "symbol expression, datatype invalid (invalid)\n");
		return true;
	}
	ops_init(&ops, run->pool);
	eval_begin(&ev, run, cmd, &ops);
	if (!eval_expr(&ev, &e) || !e->type)
		return false;
	out_printf(run->out, "%s expression, ", kind_word(e));
	put_type(run->out, e->type, e->bits);
	type_describe(e->type, run->names, run->out);
	return true;
}
