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

/* ---- keys ---- */

static bool keys_meet(const struct elems *a, size_t i, const struct elems *b, size_t j)
{
	const struct key_spec *spec = a->spec;

	for (unsigned f = 0; f < spec->n; f++) {
		unsigned at = key_field_offset(spec, f), size = BYTES_OF(spec->field[f].bits);

		if (memcmp(elems_hi(a, i) + at, elems_lo(b, j) + at, size) < 0 ||
		    memcmp(elems_hi(b, j) + at, elems_lo(a, i) + at, size) < 0)
			return false;
	}
	return true;
}

/* The keys of a run so far: single ones by their bytes, rules with ranges as they are. */
struct held {
	struct map single;
	VEC(const struct elems *) all, ranges;
};

static void held_begin(struct held *held, struct pool *pool)
{
	*held = (struct held){ 0 };
	map_init(&held->single, pool);
}

static void held_add(struct held *held, struct pool *pool, const struct elems *keys)
{
	*vec_push(pool, &held->all) = keys;
	if (keys->flags & ELEMS_RANGE) {
		*vec_push(pool, &held->ranges) = keys;
		return;
	}
	for (size_t i = 0; i < keys->n; i++)
		map_set(&held->single,
			(struct span){ (const char *)elems_lo(keys, i), keys->key }, (void *)keys);
}

static bool held_meets(const struct held *held, const struct elems *keys)
{
	bool ranges = keys->flags & ELEMS_RANGE;
	const struct elems **among = ranges ? held->all.v : held->ranges.v;
	size_t n = ranges ? held->all.n : held->ranges.n;

	for (size_t i = 0; !ranges && i < keys->n; i++)
		if (map_get(&held->single,
			    (struct span){ (const char *)elems_lo(keys, i), keys->key }))
			return true;
	for (size_t r = 0; r < n; r++)
		for (size_t i = 0; i < keys->n; i++)
			for (size_t j = 0; j < among[r]->n; j++)
				if (keys_meet(keys, i, among[r], j))
					return true;
	return false;
}

/* ---- chains ---- */

/* How many of the n shapes, from the first on, can be one rule. */
static size_t run_length(struct optimizer *o, const struct shape *shape, size_t n)
{
	struct held held;
	size_t length;

	if (!shape->mergeable)
		return 1;
	held_begin(&held, o->run->pool);
	held_add(&held, o->run->pool, shape->keys);
	for (length = 1; length < n; length++) {
		const struct shape *next = &shape[length];

		if (!next->mergeable || !shapes_match(shape, next) || held_meets(&held, next->keys))
			break;
		held_add(&held, o->run->pool, next->keys);
	}
	return length;
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
