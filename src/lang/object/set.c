/*
 * set: sets and maps, their declarations and listing. (Elements as commands: element.c.)
 */
#include <jansson.h>

#include "lang/object/object.h"
#include "pass/lower.h"
#include "pass/raise.h"

static const struct symbol flag_names[] = { { "constant", SET_CONSTANT },
					    { "dynamic", SET_EVAL },
					    { "interval", SET_INTERVAL },
					    { "timeout", SET_TIMEOUT },
					    { 0 } };
/* JSON has them in the order of their bits. */
static const struct symbol json_flag_names[] = { { "constant", SET_CONSTANT },
						 { "interval", SET_INTERVAL },
						 { "timeout", SET_TIMEOUT },
						 { "dynamic", SET_EVAL },
						 { 0 } };
enum { POLICY_PERFORMANCE, POLICY_MEMORY };

static bool eval_declaration(struct eval *ev, struct set *want, const struct set_body *body)
{
	want->flags |= body->flags | (body->is_map ? SET_MAP : 0);
	want->timeout = body->timeout.number;
	want->gc_interval = (uint32_t)body->gc_interval.number;
	want->size = (uint32_t)body->size.number;
	want->has_policy = body->has_policy;
	want->policy = body->policy;
	want->auto_merge = body->auto_merge;
	want->data_interval = body->data_interval;
	want->comment = body->comment;
	if (want->timeout)
		want->flags |= SET_TIMEOUT;
	if (!body->key)
		return eval_error(ev, body->loc.end ? body->loc : ev->cmd->loc,
				  "%s definition does not specify key",
				  body->is_map ? "map" : "set");
	if (!eval_set_types(ev, body, want))
		return false;
	typeof_put(ev->run, want);
	if (body->auto_merge && !(want->flags & SET_INTERVAL))
		return eval_error(ev, body->loc.end ? body->loc : ev->cmd->loc,
				  "auto-merge only works with interval sets");
	return true;
}

static bool eval_statements(struct eval *ev, struct set *want, struct stmt *stmts)
{
	struct lower lower = { .run = ev->run,
			       .ops = ev->ops,
			       .table = want->table,
			       .family = ev->family };

	if (!stmts)
		return true;
	if (!eval_stateful(ev, stmts))
		return false;
	want->stmts = lower_stateful(&lower, stmts);
	if (!want->stmts)
		return false;
	if (want->stmts->n > 1)
		want->flags |= SET_EXPR;
	return true;
}

static void forget_elements(struct set *known)
{
	struct pool *pool = known->table->ruleset->pool;

	known->elems = known->auto_merge ? elems_new(pool, &known->key, 0, ELEMS_RANGE) : NULL;
	known->has_elems = known->auto_merge;
	known->extra = NULL;
}

static void file_set(struct set *want)
{
	struct table *table = want->table;
	struct set *known = set_find(table, want->name);

	if (known)
		return;
	known = set_add(table, want->name);
	want->name = known->name;
	*known = *want;
	if (!known->auto_merge)
		return;
	forget_elements(known);
	if (want->elems)
		known->elems = elems_copy(table->ruleset->pool, want->elems);
}

static bool add_elements(struct eval *ev, struct set *want, struct expr *literal)
{
	if (!literal)
		return true;
	if (!eval_elements(ev, literal, want))
		return false;
	return !want->elems || !want->elems->n ||
	       element_ops(ev, set_find(want->table, want->name), want);
}

static bool add(struct eval *ev, struct cmd *cmd)
{
	struct set *want = pool_new_of(ev->run->pool, struct set);
	struct set_body *body = cmd->set;

	want->table = eval_table(ev);
	want->name = cmd->h.name.name;
	want->id = ++ev->run->next_id;
	if (!body)
		return eval_error(ev, cmd->loc, "set definition does not specify key");
	if (!eval_declaration(ev, want, body) || !eval_statements(ev, want, body->stmts))
		return false;
	eval_op(ev, KIND_SET)->set = want;
	if (!add_elements(ev, want, body->elements))
		return false;
	file_set(want);
	return true;
}

static struct set *set_op(struct eval *ev, struct cmd *cmd, struct set **known)
{
	struct set *want = pool_new_of(ev->run->pool, struct set);
	struct op *op;

	want->table = eval_table(ev);
	want->name = cmd->h.name.name;
	want->handle = cmd->h.handle.number;
	op = eval_op(ev, KIND_SET);
	op->set = want;
	*known = op->by_handle ? set_by_handle(want->table, want->handle)
			       : set_find(want->table, want->name);
	return want;
}

static bool remove_set(struct eval *ev, struct cmd *cmd)
{
	struct set *known;

	set_op(ev, cmd, &known);
	if (known)
		set_remove(known);
	return true;
}

static bool flush(struct eval *ev, struct cmd *cmd)
{
	struct set *known;

	set_op(ev, cmd, &known);
	if (known)
		forget_elements(known);
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_set(ev, cmd);
	return cmd->verb == VERB_FLUSH ? flush(ev, cmd) : add(ev, cmd);
}

static void print_line(struct print *p, const char *word, const char *text)
{
	print_line_open(p);
	out_str(p->out, word);
	out_str(p->out, text);
	print_line_close(p);
}

static void print_time_line(struct print *p, const char *word, uint64_t milliseconds)
{
	if (!milliseconds)
		return;
	print_line_open(p);
	out_str(p->out, word);
	time_print(milliseconds, p->flags, p->out);
	print_line_close(p);
}

static void print_types(struct print *p, const struct key_spec *spec)
{
	for (unsigned i = 0; i < spec->n; i++) {
		if (i)
			out_str(p->out, " . ");
		out_str(p->out, spec->field[i].type ? spec->field[i].type->name : "invalid");
	}
	if (!spec->n)
		out_str(p->out, "invalid");
}

static void print_data_type(struct print *p, const struct set *set)
{
	const struct object_desc *object;

	out_str(p->out, " : ");
	if (set->flags & SET_OBJECT) {
		object = lang_object_kind(p->run->lang, KIND_OBJECT, set->object_type);
		out_str(p->out, object ? object->word : "unknown");
		return;
	}
	if (set->data_type == VERDICT_TYPE) {
		out_str(p->out, "verdict");
		return;
	}
	if (set->data_interval)
		out_str(p->out, "interval ");
	/* one declaration names either types or trees */
	if (set->key_typeof && set->data_typeof)
		print_expr(p, set->data_typeof);
	else
		print_types(p, &set->data);
}

static void print_key_type(struct print *p, const struct set *set)
{
	print_line_open(p);
	out_str(p->out, set->key_typeof ? "typeof " : "type ");
	if (set->key_typeof)
		print_expr(p, set->key_typeof);
	else
		print_types(p, &set->key);
	if (set->flags & (SET_MAP | SET_OBJECT))
		print_data_type(p, set);
	print_line_close(p);
}

static void print_sizes(struct print *p, const struct set *set)
{
	if (set->flags & SET_CONSTANT)
		return;
	if (set->has_policy && set->policy == POLICY_MEMORY)
		print_line(p, "policy memory", "");
	if (!set->size)
		return;
	print_line_open(p);
	out_printf(p->out, "size %u", set->size);
	if (set->count && !p->flat)
		out_printf(p->out, "\t# count %u", set->count);
	print_line_close(p);
}

/* A `timeout` line implies the flag of that name, which then is no reason for a line of its own. */
static uint32_t shown_flags(const struct set *set)
{
	return set->flags & (set->timeout ? ~(uint32_t)SET_TIMEOUT : ~0u) &
	       (SET_CONSTANT | SET_EVAL | SET_INTERVAL | SET_TIMEOUT);
}

static void print_flags(struct print *p, const struct set *set)
{
	const char *separator = "flags ";

	if (!shown_flags(set))
		return;
	print_line_open(p);
	for (const struct symbol *f = flag_names; f->name; f++) {
		if (!(set->flags & f->value))
			continue;
		out_str(p->out, separator);
		out_str(p->out, f->name);
		separator = ",";
	}
	print_line_close(p);
}

/* What every element will carry: shown without state. */
static void print_statements(struct print *p, const struct set *set)
{
	unsigned flags = p->flags;

	if (!set->stmts || !set->stmts->n)
		return;
	print_line_open(p);
	p->flags |= OUTPUT_STATELESS;
	print_stmts(p, raise_stateful(p->run, set->table, set->stmts));
	p->flags = flags;
	print_line_close(p);
}

static void print(struct print *p, const void *thing)
{
	const struct set *set = thing;
	const struct elems *elems;

	print_key_type(p, set);
	print_sizes(p, set);
	print_flags(p, set);
	if (!p->found)
		print_statements(p, set);
	if (set->auto_merge)
		print_line(p, "auto-merge", "");
	print_time_line(p, "timeout ", set->timeout);
	print_time_line(p, "gc-interval ", set->gc_interval);
	if (!p->found)
		print_comment_line(p, set->comment);
	if (p->headers || p->flags & OUTPUT_TERSE)
		return;
	elems = run_elements(p->run, (struct set *)set);
	if (!elems || !elems->n)
		return;
	out_indent(p->out);
	out_str(p->out, "elements = ");
	print_elements(p, set, elems);
	out_char(p->out, '\n');
}

static void json_type_names(struct writer *w, const struct key_spec *spec)
{
	if (spec->n == 1) {
		json_str(w, spec->field[0].type ? spec->field[0].type->name : "invalid");
		return;
	}
	json_open(w, '[');
	for (unsigned i = 0; i < spec->n; i++)
		json_str(w, spec->field[i].type ? spec->field[i].type->name : "invalid");
	json_close(w, ']');
}

static void json_type_of(struct writer *w, struct print *p, const struct expr *e)
{
	json_open(w, '{');
	json_name(w, "typeof");
	json_out_expr(w, p, e);
	json_close(w, '}');
}

static void json_head(struct writer *w, struct print *p, const void *thing)
{
	const struct set *set = thing;

	json_name(w, "type");
	if (set->key_typeof)
		json_type_of(w, p, set->key_typeof);
	else
		json_type_names(w, &set->key);
}

static void json_map(struct writer *w, struct print *p, const struct set *set)
{
	const struct object_desc *object;

	json_name(w, "map");
	if (set->flags & SET_OBJECT) {
		object = lang_object_kind(p->run->lang, KIND_OBJECT, set->object_type);
		json_str(w, object ? object->word : "unknown");
	} else if (set->data_type == VERDICT_TYPE) {
		json_str(w, "verdict");
	} else if (set->key_typeof && set->data_typeof && p->flags & OUTPUT_LOSSLESS) {
		json_type_of(w, p, set->data_typeof);
	} else {
		json_type_names(w, &set->data);
	}
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct set *set = thing;
	bool constant = set->flags & SET_CONSTANT;
	unsigned flags = p->flags;

	if (set->comment)
		json_pair_str(w, "comment", set->comment);
	if (set->flags & (SET_MAP | SET_OBJECT))
		json_map(w, p, set);
	if (!constant && set->has_policy && set->policy == POLICY_MEMORY)
		json_pair_str(w, "policy", "memory");
	if (!constant && set->size)
		json_pair_u64(w, "size", set->size);
	if (shown_flags(set) || set->flags & SET_TIMEOUT) {
		json_name(w, "flags");
		json_out_flags(w, json_flag_names, set->flags);
	}
	if (set->timeout)
		json_pair_u64(w, "timeout", set->timeout / 1000);
	if (set->gc_interval)
		json_pair_u64(w, "gc-interval", set->gc_interval / 1000);
	if (set->auto_merge) {
		json_name(w, "auto-merge");
		json_bool(w, true);
	}
	if (p->flags & OUTPUT_LOSSLESS && set->data_interval) {
		json_name(w, "data-interval");
		json_bool(w, true);
	}
	if (!p->headers && !(p->flags & OUTPUT_TERSE)) {
		const struct elems *elems = run_elements(p->run, (struct set *)set);

		if (elems && elems->n) {
			json_name(w, "elem");
			json_out_elements(w, p, set, elems);
		}
	}
	if (set->stmts && set->stmts->n) {
		p->flags |= OUTPUT_STATELESS;
		json_name(w, "stmt");
		json_open(w, '[');
		json_out_stmts(w, p, raise_stateful(p->run, set->table, set->stmts));
		json_close(w, ']');
		p->flags = flags;
	}
}

/* A type: a name, an array of names, or {"typeof": EXPR}. */
static bool type_json_in(struct reader *r, struct json_t *value, struct expr **type,
			 bool *is_typeof)
{
	struct pool *pool = r->run->pool;
	struct json_t *item, *of = json_member(value, "typeof");
	size_t i;

	*is_typeof = of != NULL;
	if (of) {
		*type = json_in_expr(r, of, JSON_ANY);
		return *type != NULL;
	}
	if (json_is_string(value)) {
		*type = expr_word(pool, r->loc, span_of(json_string_value(value)), 0);
		return true;
	}
	*type = NULL;
	json_array_foreach(value, i, item)
	{
		if (!json_is_string(item))
			return json_error(r, "a type is a string");
		*type = expr_append(pool, EXPR_CONCAT, *type,
				    expr_word(pool, r->loc, span_of(json_string_value(item)), 0));
	}
	return *type || json_error(r, "a set needs a \"type\"");
}

static bool map_json_in(struct reader *r, struct set_body *body, struct json_t *value)
{
	const char *word = json_string_value(value);
	const struct object_desc *object;
	bool plural;

	body->is_map = true;
	body->data_loc = r->loc;
	object = word ? lang_object(r->run->lang, span_of(word), &plural) : NULL;
	if (object && object->type) {
		body->object_type = object->type;
		return true;
	}
	body->data_is_verdict = word && str_same(word, "verdict");
	return body->data_is_verdict || type_json_in(r, value, &body->data, &body->data_is_typeof);
}

/* A number in any other form, such as text, counts for nothing: programs have always got away with it. */
static bool number_json_in(struct reader *r, struct json_t *value, const char *name,
			   struct number_at *number)
{
	if (!json_is_integer(json_member(value, name)))
		return true;
	number->loc = r->loc;
	return json_may_u64(r, value, name, &number->number, &number->given);
}

static bool seconds_json_in(struct reader *r, struct json_t *value, const char *name,
			    struct number_at *number)
{
	if (!number_json_in(r, value, name, number))
		return false;
	number->number *= 1000;
	return true;
}

static bool policy_json_in(struct reader *r, struct set_body *body, struct json_t *value)
{
	const char *word = NULL;

	if (!json_may_str(r, value, "policy", &word))
		return false;
	body->has_policy = word != NULL;
	body->policy = str_same(word, "memory") ? POLICY_MEMORY : POLICY_PERFORMANCE;
	return !word || body->policy == POLICY_MEMORY || str_same(word, "performance") ||
	       json_error(r, "unknown set policy \"%s\"", word);
}

static bool options_json_in(struct reader *r, struct set_body *body, struct json_t *value)
{
	struct json_t *flags = json_member(value, "flags");
	uint64_t bits = 0;

	if ((flags && !json_flags(r, flags, flag_names, &bits)) ||
	    !seconds_json_in(r, value, "timeout", &body->timeout) ||
	    !seconds_json_in(r, value, "gc-interval", &body->gc_interval) ||
	    !number_json_in(r, value, "size", &body->size) || !policy_json_in(r, body, value) ||
	    !json_may_str(r, value, "comment", &body->comment))
		return false;
	body->flags = (uint32_t)bits;
	body->auto_merge = json_is_true(json_member(value, "auto-merge"));
	body->data_interval = json_is_true(json_member(value, "data-interval"));
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct set_body *body = pool_new_of(r->run->pool, struct set_body);
	struct json_t *type = json_member(value, "type"), *map = json_member(value, "map");
	struct json_t *elem = json_member(value, "elem"), *stmts = json_member(value, "stmt");

	if (cmd->verb != VERB_ADD && cmd->verb != VERB_CREATE)
		return true;
	body->loc = body->key_loc = r->loc;
	cmd->set = body;
	if (!type)
		return json_error(r, "a set needs a \"type\"");
	if (!type_json_in(r, type, &body->key, &body->key_is_typeof) ||
	    (map && !map_json_in(r, body, map)) || !options_json_in(r, body, value))
		return false;
	if (elem && !(body->elements = json_in_elements(r, elem)))
		return false;
	if (stmts && json_array_size(stmts) && !(body->stmts = json_in_stmts(r, "stmt", stmts)))
		return false;
	return true;
}

#define SET_VERBS (VERBS_CHANGE | 1u << VERB_FLUSH | 1u << VERB_LIST | 1u << VERB_RESET)
#define SET_NEED (NEED_TABLES | NEED_SETS | NEED_ELEMENTS)

const struct object_desc object_set = {
	.word = "set",
	.plural = "sets",
	.kind = KIND_SET,
	.inside = true,
	.verbs = SET_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = SET_NEED,
	.eval = eval,
	.print = print,
	.json_head = json_head,
	.json_out = json_out,
	.json_in = json_in,
};

const struct object_desc object_map = {
	.word = "map",
	.plural = "maps",
	.kind = KIND_SET,
	.inside = true,
	.verbs = SET_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = SET_NEED,
	.eval = eval,
	.print = print,
	.json_head = json_head,
	.json_out = json_out,
	.json_in = json_in,
};

/* Sets that rules fill; declared by `meter` statements. */
const struct object_desc object_meter = {
	.word = "meter",
	.plural = "meters",
	.kind = KIND_SET,
	.verbs = 1u << VERB_FLUSH | 1u << VERB_LIST,
	.plural_verbs = 1u << VERB_LIST,
	.need = SET_NEED,
	.eval = eval,
	.print = print,
	.json_head = json_head,
	.json_out = json_out,
	.json_in = json_in,
};
