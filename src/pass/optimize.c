/*
 * optimize: chains, runs of rules that can be merged, and the report.
 */
#include "pass/optimize_parts.h"
#include "pass/print.h"

/* ---- evaluation on trial ---- */

void trial_begin(struct trial *trial, struct optimizer *o)
{
	struct run *run = o->run;
	struct ops *ops = pool_new_of(run->pool, struct ops);

	*trial = (struct trial){
		.run = run, .diag = run->diag, .known = run->known, .next_id = run->next_id
	};
	diag_init(&run->diag, run->pool, &run->sources);
	run->known = ruleset_new(run->pool, "trial");
	ops_init(ops, run->pool);
	trial->ev = (struct eval){ .run = run, .ops = ops, .family = o->family };
	dep_init(&trial->ev.dep, run, o->family);
}

void trial_end(struct trial *trial)
{
	trial->run->diag = trial->diag;
	trial->run->known = trial->known;
	trial->run->next_id = trial->next_id;
	if (!trial->diag.first)
		trial->run->diag.last = &trial->run->diag.first;
}

/* ---- the report ---- */

static void report_rule(struct optimizer *o, const struct rule_ast *rule)
{
	struct source_place place;

	if (!source_place(&o->run->sources, rule->loc, &place))
		return;
	out_printf(o->report, "%s:%u:%u-%u: ", place.source->name, place.line, place.column,
		   place.column_end);
	out_span(o->report, place.text);
	out_char(o->report, '\n');
}

static void report(struct optimizer *o, const struct shape *shape, size_t n, struct stmt *merged)
{
	struct print p;

	out_str(o->report, "Merging:\n");
	for (size_t i = 0; i < n; i++)
		report_rule(o, shape[i].rule);
	out_str(o->report, "into:\n\t");
	out_flush(o->report);
	print_init(&p, o->run, o->run->out);
	p.family = o->family;
	p.parsed = true;
	print_stmts(&p, merged);
	out_flush(o->run->out);
	o->written(o->arg);
	out_char(o->report, '\n');
	out_flush(o->report);
}

/* ---- chains ---- */

/* How many of the n shapes, from the first on, can be one rule. */
static size_t run_length(struct optimizer *o, const struct shape *shape, size_t n)
{
	size_t length = 1;

	if (!shape->mergeable)
		return 1;
	while (length < n && shape[length].mergeable && shapes_match(shape, &shape[length]))
		length++;
	return shapes_apart(o, shape, length);
}

static void replace_run(struct optimizer *o, struct rule_block *rules, const struct shape *shape,
			size_t n)
{
	struct rule_ast *first = shape->rule, *last = shape[n - 1].rule;
	struct stmt *merged = shapes_merge(o, shape, n);

	if (!merged)
		return;
	report(o, shape, n, merged);
	first->stmts = merged;
	first->comment = NULL;
	first->next = last->next;
	if (rules->last == &last->next)
		rules->last = &first->next;
}

static void optimize_rules(struct optimizer *o, struct rule_block *rules)
{
	struct shapes shapes = { 0 };
	size_t n;

	o->column.n = 0;
	for (struct rule_ast *rule = rules->first; rule; rule = rule->next)
		shape_read(o, rule, vec_push(o->run->pool, &shapes.v));
	for (size_t i = 0; i < shapes.v.n; i += n) {
		n = run_length(o, &shapes.v.v[i], shapes.v.n - i);
		if (n >= RUN_RULES_MIN)
			replace_run(o, rules, &shapes.v.v[i], n);
	}
}

static bool has_rules(const struct cmd *cmd)
{
	return cmd->verb == VERB_ADD && cmd->object && cmd->object->kind == KIND_CHAIN &&
	       cmd->chain && !(cmd->chain->flags & CHAIN_OFFLOAD);
}

void optimize(struct run *run, struct cmds *cmds, struct out *report_out,
	      void (*written)(void *arg), void *arg)
{
	struct optimizer o = { .run = run, .report = report_out, .written = written, .arg = arg };

	for (struct cmd *table = cmds->first; table; table = table->next) {
		if (table->verb != VERB_ADD || !table->object ||
		    table->object->kind != KIND_TABLE || !table->table)
			continue;
		o.family = table->h.family;
		for (struct cmd *cmd = table->table->first; cmd; cmd = cmd->next)
			if (has_rules(cmd))
				optimize_rules(&o, &cmd->chain->rules);
	}
}
