/*
 * print_ruleset: tables and what is in them, as listings (cli-and-output, 4) and as the one-line
 * events of monitor and echo (6). The bodies come from the object descriptors.
 */
#include "data/proto.h"
#include "pass/print.h"

void print_line_open(struct print *p)
{
	if (!p->flat)
		out_indent(p->out);
}

void print_line_close(struct print *p)
{
	out_str(p->out, p->flat ? "; " : "\n");
}

void print_comment_line(struct print *p, const char *comment)
{
	if (!comment)
		return;
	print_line_open(p);
	out_str(p->out, "comment ");
	print_quoted(p, comment);
	print_line_close(p);
}

void print_devices(struct print *p, const char *const *names, size_t n)
{
	out_str(p->out, "{ ");
	for (size_t i = 0; i < n; i++) {
		if (i)
			out_str(p->out, ", ");
		print_quoted(p, names[i]);
	}
	out_str(p->out, " }");
}

struct thing_id {
	const char *name;
	uint64_t handle;
};

static struct thing_id thing_id(const struct object_desc *desc, const void *thing)
{
	const struct table *table = thing;
	const struct chain *chain = thing;
	const struct rule *rule = thing;
	const struct set *set = thing;
	const struct object *object = thing;
	const struct flowtable *flowtable = thing;

	switch ((enum object_kind)desc->kind) {
	case KIND_TABLE:
		return (struct thing_id){ table->name, table->handle };
	case KIND_CHAIN:
		return (struct thing_id){ chain->name, chain->handle };
	case KIND_RULE:
		return (struct thing_id){ NULL, rule->handle };
	case KIND_SET:
		return (struct thing_id){ set->name, set->handle };
	case KIND_OBJECT:
		return (struct thing_id){ object->name, object->handle };
	case KIND_FLOWTABLE:
		return (struct thing_id){ flowtable->name, flowtable->handle };
	case KIND_ELEMENT:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return (struct thing_id){ NULL, 0 };
}

static void print_handle(struct print *p, uint64_t handle)
{
	if (p->flags & OUTPUT_HANDLE)
		out_printf(p->out, " # handle %llu", (unsigned long long)handle);
}

void print_thing(struct print *p, const struct object_desc *desc, const void *thing)
{
	struct thing_id id = thing_id(desc, thing);

	out_indent(p->out);
	out_printf(p->out, "%s %s {", desc->word, id.name);
	print_handle(p, id.handle);
	out_char(p->out, '\n');
	p->out->indent++;
	desc->print(p, thing);
	p->out->indent--;
	out_indent(p->out);
	out_str(p->out, "}\n");
}

static void print_table_head(struct print *p, const struct table *table)
{
	p->family = table->family;
	p->table = (struct table *)table;
	out_indent(p->out);
	out_printf(p->out, "table %s %s {", family_name(table->family), table->name);
	p->out->indent++;
}

void print_table_open(struct print *p, const struct table *table)
{
	print_table_head(p, table);
	out_char(p->out, '\n');
}

void print_table_close(struct print *p)
{
	p->out->indent--;
	out_indent(p->out);
	out_str(p->out, "}\n");
}

const struct object_desc *print_set_desc(const struct run *run, const struct set *set)
{
	bool plural;

	return lang_object(run->lang,
			   set->flags & (SET_MAP | SET_OBJECT) ? SPAN("map") : SPAN("set"),
			   &plural);
}

/* Items of a table are parted by an empty line. */
static void print_item(struct print *p, const struct object_desc *desc, const void *thing,
		       bool *more)
{
	if (!desc)
		return;
	if (*more)
		out_char(p->out, '\n');
	*more = true;
	print_thing(p, desc, thing);
}

/* Behind the brace: who the table is, in listings of all that is in it. */
static void print_table_remark(struct print *p, const struct table *table)
{
	bool handle = p->flags & OUTPUT_HANDLE;

	if (handle || table->owner_name)
		out_str(p->out, " #");
	if (handle)
		out_printf(p->out, " handle %llu", (unsigned long long)table->handle);
	if (table->owner_name)
		out_printf(p->out, " progname %s", table->owner_name);
	out_char(p->out, '\n');
}

void print_table(struct print *p, struct table *table)
{
	const struct lang *lang = p->run->lang;
	const struct object_desc *chain = lang_object_kind(lang, KIND_CHAIN, 0);
	const struct object_desc *flowtable = lang_object_kind(lang, KIND_FLOWTABLE, 0);
	bool more = table->flags || table->comment;

	print_table_head(p, table);
	print_table_remark(p, table);
	lang_object_kind(lang, KIND_TABLE, 0)->print(p, table);
	for (size_t i = 0; i < table->objects.n; i++)
		print_item(p, lang_object_kind(lang, KIND_OBJECT, table->objects.v[i]->type),
			   table->objects.v[i], &more);
	for (size_t i = 0; i < table->sets.n; i++)
		if (!(table->sets.v[i]->flags & SET_ANONYMOUS))
			print_item(p, print_set_desc(p->run, table->sets.v[i]), table->sets.v[i],
				   &more);
	for (size_t i = 0; i < table->flowtables.n; i++)
		print_item(p, flowtable, table->flowtables.v[i], &more);
	for (size_t i = 0; i < table->chains.n; i++)
		if (!(table->chains.v[i]->flags & CHAIN_BINDING))
			print_item(p, chain, table->chains.v[i], &more);
	print_table_close(p);
}

const struct object_desc *op_desc(const struct run *run, const struct op *op)
{
	switch ((enum object_kind)op->kind) {
	case KIND_SET:
		return print_set_desc(run, op->set);
	case KIND_OBJECT:
		return lang_object_kind(run->lang, KIND_OBJECT, op->object->type);
	case KIND_TABLE:
	case KIND_CHAIN:
	case KIND_RULE:
	case KIND_FLOWTABLE:
	case KIND_ELEMENT:
		return lang_object_kind(run->lang, op->kind, 0);
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return NULL;
}

static const char *const event_verbs[] = {
	[OP_ADD] = "add",	  [OP_CREATE] = "create", [OP_INSERT] = "insert",
	[OP_REPLACE] = "replace", [OP_DELETE] = "delete", [OP_DESTROY] = "delete",
	[OP_FLUSH] = "flush",	  [OP_GET] = "get",	  [OP_RESET] = "reset",
	[OP_RENAME] = "add",
};

const char *print_verb(const struct op *op)
{
	return event_verbs[op->verb];
}

static bool removes(const struct op *op)
{
	return op->verb == OP_DELETE || op->verb == OP_DESTROY;
}

/* `{ type filter hook ...; }`: what stands behind the name of an added thing. */
static void print_event_body(struct print *p, const struct object_desc *desc, const struct op *op)
{
	struct print inside = *p;
	struct out body;

	out_init(&body, p->run->pool);
	inside.out = &body;
	desc->print(&inside, op->table);
	if (!body.n)
		return;
	out_str(p->out, " { ");
	out_bytes(p->out, body.buf, body.n);
	out_str(p->out, op->kind == KIND_TABLE || op->kind == KIND_CHAIN ? "}" : "} ");
}

static void print_rule_event(struct print *p, const struct op *op)
{
	const struct rule *rule = op->rule;
	struct out *out = p->out;

	out_printf(out, "%s %s ", rule->table ? rule->table->name : op->table_name,
		   rule->chain_name ? rule->chain_name : "?");
	if (removes(op)) {
		out_printf(out, "handle %llu", (unsigned long long)rule->handle);
		return;
	}
	if (rule->position)
		out_printf(out, "handle %llu ", (unsigned long long)rule->position);
	print_rule(p, rule);
	print_handle(p, rule->handle);
}

static void print_element_events(struct print *p, const struct op *op)
{
	const char *verb = print_verb(op);

	for (size_t i = 0; op->elems && i < op->elems->n; i++) {
		out_printf(p->out, "%s element %s %s %s { ", verb, family_name(op->family),
			   op->table_name, op->set->name);
		print_element(p, op->set, op->elems, i);
		out_str(p->out, " }\n");
	}
}

static void print_thing_event(struct print *p, const struct op *op)
{
	const struct object_desc *desc = op_desc(p->run, op);
	struct thing_id id;

	if (!desc)
		return;
	id = thing_id(desc, op->table);
	out_printf(p->out, "%s %s %s ", print_verb(op),
		   removes(op) && op->kind == KIND_SET ? "set" : desc->word,
		   family_name(op->family));
	if (op->kind == KIND_RULE) {
		print_rule_event(p, op);
	} else {
		if (op->kind != KIND_TABLE)
			out_printf(p->out, "%s ", op->table_name);
		out_str(p->out, id.name ? id.name : "?");
		if (!removes(op) || (op->kind == KIND_CHAIN && op->chain->devices.n))
			print_event_body(p, desc, op);
		if (op->kind == KIND_CHAIN)
			print_handle(p, id.handle);
	}
	out_char(p->out, '\n');
}

static void print_generation(struct print *p, const struct generation *generation)
{
	out_printf(p->out, "# new generation %u by process %u (%s)\n", generation->id,
		   generation->pid, generation->name ? generation->name : "");
}

void print_event(struct print *p, const struct op *op)
{
	bool flat = p->flat, headers = p->headers;

	p->family = op->family;
	p->flat = p->headers = true;
	if (op->kind == KIND_GENERATION)
		print_generation(p, op->generation);
	else if (op->kind == KIND_ELEMENT)
		print_element_events(p, op);
	else
		print_thing_event(p, op);
	p->flat = flat;
	p->headers = headers;
}
