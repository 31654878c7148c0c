/*
 * flow: `flow add @F`, hands the packet's connection to a flowtable.
 */
#include <limits.h>

#include "lang/stmt/stmt.h"

struct flow_stmt {
	struct stmt s;
	struct name_at flowtable;
};

struct stmt *flow_new(struct run *run, struct loc loc, struct name_at flowtable)
{
	struct flow_stmt *flow = stmt_new(run->pool, &stmt_flow, loc);

	flow->flowtable = flowtable;
	return &flow->s;
}

static const char *flowtable_near(const struct table *table, const char *name)
{
	const char *near = NULL;
	unsigned best = UINT_MAX;

	for (size_t i = 0; i < table->flowtables.n; i++)
		if (str_suggests(name, table->flowtables.v[i]->name, &best))
			near = table->flowtables.v[i]->name;
	return near;
}

static bool flow_eval(struct eval *ev, struct stmt *s)
{
	const struct name_at *flowtable = &((struct flow_stmt *)s)->flowtable;
	const char *near;

	if (!ev->table || flowtable_find(ev->table, flowtable->name))
		return true;
	near = flowtable_near(ev->table, flowtable->name);
	if (near)
		return eval_error(ev, flowtable->loc, "No such file or directory; did you mean "
				  "flowtable '%s' in table %s '%s'?", near,
				  family_name(ev->family), ev->table_name);
	return eval_error(ev, flowtable->loc,
			  "No such file or directory; there is no flowtable '%s' in table %s '%s'",
			  flowtable->name, family_name(ev->family), ev->table_name);
}

static bool flow_lower(struct lower *l, const struct stmt *s)
{
	struct insn_flow *insn = emit(l, INSN_FLOW);

	insn->table = ((const struct flow_stmt *)s)->flowtable.name;
	INSN_GIVE(insn, struct insn_flow, table);
	return true;
}

static bool flow_raise(struct raise *r, const struct insn *i)
{
	const struct insn_flow *insn = (const struct insn_flow *)i;

	if (!insn->table)
		return false;
	raise_stmt(r, flow_new(r->run, i->loc, (struct name_at){ insn->table, i->loc }));
	return true;
}

static void flow_print(struct print *p, const struct stmt *s)
{
	out_printf(p->out, "flow add @%s", ((const struct flow_stmt *)s)->flowtable.name);
}

static void flow_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct flow_stmt *flow = (const struct flow_stmt *)s;

	json_name(w, "flow");
	json_open(w, '{');
	json_pair_str(w, "op", "add");
	json_pair_str(w, "flowtable", pool_printf(p->run->pool, "@%s", flow->flowtable.name));
	json_close(w, '}');
}

static struct stmt *flow_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	const char *op, *name;

	if (!json_must_str(r, value, "op", &op) || !json_must_str(r, value, "flowtable", &name))
		return NULL;
	if (!str_same(op, "add")) {
		json_error(r, "unknown flow operation \"%s\"", op);
		return NULL;
	}
	if (*name != '@' || !name[1]) {
		json_error(r, "a flowtable is named as \"@NAME\"");
		return NULL;
	}
	name = pool_strdup(r->run->pool, name + 1);
	return flow_new(r->run, loc, (struct name_at){ name, loc });
}

const struct stmt_desc stmt_flow = {
	.word = "flow",
	.size = sizeof(struct flow_stmt),
	.eval = flow_eval,
	.lower = flow_lower,
	.raises = (const uint8_t[]){ INSN_FLOW, 0 },
	.raise = flow_raise,
	.print = flow_print,
	.json_out = flow_json_out,
	.json_in = flow_json_in,
};
