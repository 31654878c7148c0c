/*
 * assign: `TARGET set VALUE` for every selector that can be set: meta, ct, header fields, options.
 */
#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"
#include "pass/raise.h"

struct assign_stmt {
	struct stmt s;
	struct expr *target, *value;
};

struct stmt *assign_new(struct run *run, struct loc loc, struct expr *target, struct expr *value)
{
	struct assign_stmt *a = stmt_new(run->pool, &stmt_assign, loc);

	a->target = target;
	a->value = value;
	return &a->s;
}

static bool eval(struct eval *ev, struct stmt *s)
{
	struct assign_stmt *a = (struct assign_stmt *)s;
	struct sel_expr *target = expr_selector(a->target);

	if (!target || !target->sel->eval_set || !target->sel->lower_set)
		return eval_error(ev, a->target->loc, "this expression cannot be set");
	return eval_expr(ev, &a->target) &&
	       target->sel->eval_set(ev, expr_selector(a->target), &a->value);
}

static bool lower(struct lower *l, const struct stmt *s)
{
	const struct assign_stmt *a = (const struct assign_stmt *)s;
	const struct sel_expr *target = expr_selector(a->target);

	return target->sel->lower_set(l, target, a->value);
}

/* Instructions that write, and the families say where. (Options come by way of optstrip.) */
static const uint8_t raises[] = { INSN_META, INSN_CT, INSN_PAYLOAD, 0 };

static unsigned written_size(const struct insn *insn, const struct expr *target)
{
	if (insn->id == INSN_PAYLOAD)
		return ((const struct insn_payload *)insn)->len;
	return BYTES_OF(target->bits);
}

static bool raise(struct raise *r, const struct insn *insn)
{
	const struct selector *sel = r->run->lang->selector_raising[insn->id];
	struct expr *target, *value;
	unsigned sreg;

	target = sel && sel->raise_set ? sel->raise_set(r, insn, &sreg) : NULL;
	if (!target)
		return false;
	if (!raise_mangle(r, sreg, written_size(insn, target), &target, &value)) {
		target = raise_resolve(r, target);
		value = raise_arg(r, sreg, target->type, target->bits, target->order);
	}
	if (!value)
		return false;
	raise_stmt(r, assign_new(r->run, (struct loc){ 0 }, target, value));
	return true;
}

static void print(struct print *p, const struct stmt *s)
{
	const struct assign_stmt *a = (const struct assign_stmt *)s;

	print_expr(p, a->target);
	out_str(p->out, " set ");
	print_expr(p, a->value);
}

static void json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct assign_stmt *a = (const struct assign_stmt *)s;

	json_name(w, "mangle");
	json_open(w, '{');
	json_name(w, "key");
	json_out_expr(w, p, a->target);
	json_name(w, "value");
	json_out_expr(w, p, a->value);
	json_close(w, '}');
}

static struct stmt *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct json_t *key = json_member(value, "key"), *data = json_member(value, "value");
	struct expr *target, *e;

	if (!key || !data) {
		json_error(r, "a mangle needs \"key\" and \"value\"");
		return NULL;
	}
	target = json_in_member(r, "key", key, JSON_MANGLE);
	e = target ? json_in_member(r, "value", data, JSON_STMT) : NULL;
	return e ? assign_new(r->run, loc, target, e) : NULL;
}

const struct stmt_desc stmt_assign = {
	.word = "mangle",
	.size = sizeof(struct assign_stmt),
	.eval = eval,
	.lower = lower,
	.raises = raises,
	.raise = raise,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
