/*
 * table: `table ip t { ... }`. A block is expanded in the order the kernel needs: the table, all
 * chains, objects, sets with their elements, flowtables, then the rules of all chains; so things
 * inside one block may be used before they are declared.
 */
#include "lang/object/object.h"

enum { TABLE_DORMANT = 1, TABLE_OWNER = 2, TABLE_PERSIST = 4 };

static const struct symbol flag_names[] = {
	{ "dormant", TABLE_DORMANT }, { "owner", TABLE_OWNER }, { "persist", TABLE_PERSIST }, { 0 }
};

/* Items of a block in the order in which they are declared to the kernel. */
static const enum object_kind block_order[] = { KIND_CHAIN, KIND_OBJECT, KIND_SET, KIND_FLOWTABLE };

static bool eval_item(struct eval *ev, struct cmd *item, const struct cmd *table)
{
	item->h.family = table->h.family;
	item->h.family_loc = table->h.family_loc;
	item->h.table = table->h.table;
	item->in_block = true;
	item->verb = VERB_ADD;
	return eval_inside(ev, item);
}

static bool eval_block(struct eval *ev, const struct cmd *cmd)
{
	const struct table_body *body = cmd->table;
	bool good = true;

	for (size_t k = 0; k < sizeof(block_order) / sizeof(*block_order); k++)
		for (struct cmd *item = body->first; item; item = item->next)
			if (item->object->kind == block_order[k] && !diag_full(&ev->run->diag))
				good = eval_item(ev, item, cmd) && good;
	for (struct cmd *item = body->first; item; item = item->next)
		if (item->object->kind == KIND_CHAIN && !diag_full(&ev->run->diag))
			good = chain_rules(ev, item) && good;
	return good;
}

static bool add(struct eval *ev, struct cmd *cmd)
{
	struct table *known = eval_table(ev);
	struct table *want = pool_memdup(ev->run->pool, known, sizeof(*want));

	eval_op(ev, KIND_TABLE)->table = want;
	want->flags = cmd->table ? cmd->table->flags : 0;
	want->comment = cmd->table ? cmd->table->comment : NULL;
	known->flags = want->flags;
	if (want->comment)
		known->comment = want->comment;
	return !cmd->table || eval_block(ev, cmd);
}

static bool remove_table(struct eval *ev, struct cmd *cmd)
{
	struct ruleset *ruleset = ev->run->known;
	struct table *want = pool_new_of(ev->run->pool, struct table);
	struct table *known = cmd->h.handle.given
				      ? table_by_handle(ruleset, cmd->h.family,
							cmd->h.handle.number)
				      : table_find(ruleset, cmd->h.family, cmd->h.table.name);

	eval_op(ev, KIND_TABLE)->table = want;
	want->name = cmd->h.table.name;
	want->family = cmd->h.family;
	want->handle = cmd->h.handle.number;
	if (known)
		table_remove(known);
	return true;
}

/* `flush table`: the rules of all its chains. */
static bool flush(struct eval *ev, struct cmd *cmd)
{
	struct table *known = eval_table(ev);

	eval_op(ev, KIND_TABLE)->table = known;
	for (size_t i = 0; i < known->chains.n; i++)
		known->chains.v[i]->rules.n = 0;
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY)
		return remove_table(ev, cmd);
	return cmd->verb == VERB_FLUSH ? flush(ev, cmd) : add(ev, cmd);
}

static void print_flags(struct out *out, uint32_t flags)
{
	const char *separator = "flags ";

	for (const struct symbol *f = flag_names; f->name; f++) {
		if (!(flags & f->value))
			continue;
		out_str(out, separator);
		out_str(out, f->name);
		separator = ",";
	}
}

static void print(struct print *p, const void *thing)
{
	const struct table *table = thing;

	if (table->flags) {
		print_line_open(p);
		print_flags(p->out, table->flags);
		print_line_close(p);
	}
	if (!p->flat)
		print_comment_line(p, table->comment);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct table *table = thing;

	if (table->flags) {
		json_name(w, "flags");
		json_out_flags(w, flag_names, table->flags);
	}
	if (table->comment)
		json_pair_str(w, "comment", table->comment);
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct table_body *body = pool_new_of(r->run->pool, struct table_body);
	struct json_t *flags = json_member(value, "flags");
	uint64_t bits = 0;

	if (flags && !json_flags(r, flags, flag_names, &bits))
		return false;
	body->flags = (uint32_t)bits;
	body->has_flags = flags != NULL;
	body->last = &body->first;
	cmd->table = body;
	return json_may_str(r, value, "comment", &body->comment);
}

const struct object_desc object_table = {
	.word = "table",
	.plural = "tables",
	.kind = KIND_TABLE,
	.verbs = VERBS_CHANGE | 1u << VERB_FLUSH | 1u << VERB_LIST,
	.plural_verbs = 1u << VERB_LIST,
	.need = NEED_ALL,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
