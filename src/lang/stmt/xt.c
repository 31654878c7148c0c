/*
 * xt: extensions of iptables in rules that iptables-nft made. They are shown, never taken as input.
 */
#include "lang/stmt/stmt.h"

struct xt_stmt {
	struct stmt s;
	const char *kind, *name;     /* "match" or "target" */
};

struct stmt *xt_new(struct run *run, struct loc loc, struct span kind, struct span name)
{
	struct xt_stmt *xt = stmt_new(run->pool, &stmt_xt, loc);

	xt->kind = pool_strndup(run->pool, kind.p, kind.n);
	xt->name = pool_strndup(run->pool, name.p, name.n);
	return &xt->s;
}

static bool xt_eval(struct eval *ev, struct stmt *s)
{
	return eval_error(ev, s->loc,
			  "unsupported xtables compat expression, use iptables-nft with this "
			  "ruleset");
}

static bool xt_raise(struct raise *r, const struct insn *i)
{
	const struct insn_xt *insn = (const struct insn_xt *)i;

	if (!insn->name)
		return false;
	raise_stmt(r, xt_new(r->run, i->loc, i->id == INSN_MATCH ? SPAN("match") : SPAN("target"),
			     span_of(insn->name)));
	return true;
}

static void xt_print(struct print *p, const struct stmt *s)
{
	const struct xt_stmt *xt = (const struct xt_stmt *)s;

	out_printf(p->out, "xt %s \"%s\"", xt->kind, xt->name);
}

static void xt_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct xt_stmt *xt = (const struct xt_stmt *)s;

	json_name(w, "xt");
	json_open(w, '{');
	json_pair_str(w, "type", xt->kind);
	json_pair_str(w, "name", xt->name);
	json_close(w, '}');
}

static struct stmt *xt_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	json_error(r, "unsupported xtables compat expression, use iptables-nft with this ruleset");
	return NULL;
}

const struct stmt_desc stmt_xt = {
	.word = "xt",
	.size = sizeof(struct xt_stmt),
	.eval = xt_eval,
	.raises = (const uint8_t[]){ INSN_MATCH, INSN_TARGET, 0 },
	.raise = xt_raise,
	.print = xt_print,
	.json_out = xt_json_out,
	.json_in = xt_json_in,
};
