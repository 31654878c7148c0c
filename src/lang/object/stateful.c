/*
 * stateful: what all stateful objects (counters, quotas, limits, helpers ...) have in common as
 * commands. Each kind has a file of its own for its listing and JSON.
 */
#include <stdio.h>

#include "lang/object/stateful.h"

static struct object *object_op(struct eval *ev, struct cmd *cmd, struct op **op)
{
	struct object *want = pool_new_of(ev->run->pool, struct object);

	want->table = eval_table(ev);
	want->name = cmd->h.name.name;
	want->handle = cmd->h.handle.number;
	want->type = cmd->object->type;
	*op = eval_op(ev, KIND_OBJECT);
	(*op)->object = want;
	return want;
}

static bool add(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct object *want = object_op(ev, cmd, &op), *known;

	if (cmd->body) {
		want->body = cmd->body->body;
		want->comment = cmd->body->comment;
	}
	known = object_find(want->table, want->type, want->name);
	if (!known) {
		known = object_add(want->table, want->type, want->name);
		known->body = want->body;
		known->comment = want->comment;
	}
	return true;
}

static bool remove_object(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct object *want = object_op(ev, cmd, &op);
	struct object *known = op->by_handle
				       ? object_by_handle(want->table, want->type, want->handle)
				       : object_find(want->table, want->type, want->name);

	if (known)
		object_remove(known);
	return true;
}

bool stateful_eval(struct eval *ev, struct cmd *cmd)
{
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_object(ev, cmd);
	return add(ev, cmd);
}

void stateful_comment(struct print *p, const struct object *object)
{
	if (!object->comment)
		return;
	if (!p->flat)
		out_indent(p->out);
	out_str(p->out, "comment ");
	print_quoted(p, object->comment);
	out_char(p->out, p->flat ? ' ' : '\n');
}

void stateful_line(struct print *p, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (!p->flat)
		out_indent(p->out);
	out_str(p->out, text);
	out_char(p->out, p->flat ? ' ' : '\n');
}

void stateful_json_comment(struct writer *w, const struct object *object)
{
	if (object->comment)
		json_pair_str(w, "comment", object->comment);
}

void *stateful_json_body(struct reader *r, struct cmd *cmd, size_t size, struct json_t *value)
{
	struct object_body *body = pool_new_of(r->run->pool, struct object_body);

	body->type = cmd->object->type;
	body->body = pool_alloc(r->run->pool, size);
	body->loc = r->loc;
	cmd->body = body;
	return json_may_str(r, value, "comment", &body->comment) ? body->body : NULL;
}

bool stateful_json_names_it_only(const struct cmd *cmd)
{
	return cmd->verb != VERB_ADD && cmd->verb != VERB_CREATE;
}

bool stateful_json_number(struct reader *r, struct json_t *value, const char *name, uint64_t max,
			  uint64_t *number)
{
	bool given;

	*number = 0;
	if (!json_may_u64(r, value, name, number, &given))
		return false;
	return *number <= max ||
	       json_error(r, "\"%s\" is larger than %llu", name, (unsigned long long)max);
}
