/*
 * describe: what an expression or a type name stands for, and its symbols.
 */
#include "api/ctx.h"

#include "data/proto.h"
#include "pass/eval.h"

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

static void put_typed(struct out *out, struct names *names, const struct expr *e)
{
	const struct sel_expr *selector = expr_selector(e);
	const struct type *type = e->type;
	unsigned bits = e->bits;

	if (selector->sel->describe)
		selector->sel->describe(selector, &type, &bits);
	out_printf(out, "%s expression, ", selector->sel->word);
	put_type(out, type, bits, type->order == ORDER_TEXT);
	type_describe(type, names, out);
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

static const struct type *type_described(const char *name)
{
	return str_same(name, type_invalid.name) ? &type_invalid : type_by_name(span_of(name));
}

bool describe(struct run *run, struct cmd *cmd)
{
	struct expr *e = cmd->describe;
	const struct symbol_expr *word = expr_symbol(e);
	const struct type *type = word ? type_described(word->text) : NULL;
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
	if (!expr_selector(e))
		return diag_error(&run->diag, e->loc,
				  "only a selector or the name of a type can be described");
	if (!find_type(run, cmd, &e, &typed))
		return false;
	if (typed)
		put_typed(run->out, run->names, e);
	else
		put_unknown(run->out, e);
	return true;
}
