/*
 * list: questions: list, reset, get, describe. They are answered while the run is assembled, from
 * run->known, which holds what the kernel had and what earlier commands of the run add.
 */
#include "api/ctx.h"

#include "data/proto.h"
#include "json/json.h"
#include "lang/lang.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/print.h"
#include "wire/batch.h"

struct answer {
	struct nft_ctx *ctx;
	struct run *run;
	struct cmd *cmd;
	struct print print;
	struct writer writer;
	bool json;
	uint64_t shown; /* what was held when the table that is shown began */
};

bool is_question(const struct cmd *cmd)
{
	return cmd->verb == VERB_LIST || cmd->verb == VERB_RESET || cmd->verb == VERB_GET ||
	       cmd->verb == VERB_DESCRIBE || cmd->verb == VERB_MONITOR;
}

static bool missing(struct answer *a, struct loc loc)
{
	return diag_error(&a->run->diag, loc.end ? loc : a->cmd->loc, "No such file or directory");
}

static void put_thing(struct answer *a, const struct object_desc *desc, const void *thing)
{
	if (a->json)
		json_out_thing(&a->writer, &a->print, desc, thing);
	else
		print_thing(&a->print, desc, thing);
}

static bool table_asked(const struct answer *a, const struct table *table)
{
	const struct handle *h = &a->cmd->h;

	return (!h->family || table->family == h->family) &&
	       (!h->table.name || str_same(table->name, h->table.name));
}

static bool chain_has_xt(const struct chain *chain)
{
	const struct insn *insn;

	for (size_t i = 0; i < chain->rules.n; i++)
		prog_each(insn, chain->rules.v[i]->prog)
			if (insn->id == INSN_MATCH || insn->id == INSN_TARGET)
				return true;
	return false;
}

/* What iptables-nft keeps in a table is hardly shown, and would be broken by changes. */
static void warn_of_foreign(void *arg, const struct table *table)
{
	struct answer *a = arg;
	const char *text = pool_printf(a->run->known->pool, "# Warning: table %s %s is managed by "
				       "iptables-nft, do not touch!\n",
				       family_name(table->family), table->name);

	if (a->ctx->output.hold && !a->ctx->output.buffering) {
		hold_aside(a->ctx->output.hold, a->shown, text);
		return;
	}
	out_flush(a->run->out);
	if (!a->ctx->output.buffering)
		fflush(a->ctx->output.fp);
	stream_write(&a->ctx->error, text, strlen(text));
}

static void warn_of_xt(struct answer *a, const struct table *table)
{
	size_t i = 0;

	if (a->run->fetch) { /* it will come across them */
		out_flush(a->run->out);
		a->shown = hold_size(a->ctx->output.hold);
		return;
	}
	while (i < table->chains.n && !chain_has_xt(table->chains.v[i]))
		i++;
	if (i < table->chains.n)
		warn_of_foreign(a, table);
}

static void put_table(struct answer *a, struct table *table)
{
	if (a->json) {
		json_out_table(&a->writer, &a->print, table);
		return;
	}
	warn_of_xt(a, table);
	print_table(&a->print, table);
}

static bool list_tables(struct answer *a)
{
	const struct object_desc *desc = lang_object_kind(a->run->lang, KIND_TABLE, 0);
	struct ruleset *known = a->run->known;

	for (size_t i = 0; i < known->tables.n; i++) {
		struct table *table = known->tables.v[i];

		if (!table_asked(a, table))
			continue;
		if (a->json)
			json_out_thing(&a->writer, &a->print, desc, table);
		else
			out_printf(a->run->out, "table %s %s\n", family_name(table->family),
				   table->name);
	}
	return true;
}

static bool list_table(struct answer *a, struct table *table)
{
	put_table(a, table);
	return true;
}

static bool list_everything(struct answer *a)
{
	if (a->json)
		json_out_ruleset(&a->writer, &a->print, a->run->known, a->cmd->h.family);
	else
		for (size_t i = 0; i < a->run->known->tables.n; i++)
			if (table_asked(a, a->run->known->tables.v[i]))
				put_table(a, a->run->known->tables.v[i]);
	return true;
}

/* One thing inside its table, or in JSON alone. */
static bool list_one(struct answer *a, struct table *table, const struct object_desc *desc,
		     const void *thing)
{
	if (!thing)
		return missing(a,
			       desc->kind == KIND_CHAIN ? a->cmd->h.chain.loc : a->cmd->h.name.loc);
	a->print.table = table;
	a->print.family = table->family;
	if (!a->json)
		print_table_open(&a->print, table);
	put_thing(a, desc, thing);
	if (!a->json)
		print_table_close(&a->print);
	return true;
}

static bool list_chain(struct answer *a, struct table *table)
{
	struct chain *chain = chain_find(table, a->cmd->h.chain.name);

	if (!a->json)
		warn_of_xt(a, table);
	if (!list_one(a, table, lang_object_kind(a->run->lang, KIND_CHAIN, 0), chain))
		return false;
	if (a->json)
		json_out_rules(&a->writer, &a->print, chain);
	return true;
}

/* Whether a set, map or meter is what the command calls so. */
static bool set_asked(const struct answer *a, const struct set *set)
{
	const struct object_desc *desc = a->cmd->object;

	if (set->flags & SET_ANONYMOUS)
		return false;
	if (span_is(SPAN("meter"), desc->word))
		return set->flags & SET_EVAL;
	return print_set_desc(a->run, set) == desc;
}

static bool list_set(struct answer *a, struct table *table)
{
	struct set *set = set_find(table, a->cmd->h.name.name);

	if (set && !set_asked(a, set))
		set = NULL;
	return list_one(a, table, set ? print_set_desc(a->run, set) : a->cmd->object, set);
}

static bool list_named(struct answer *a)
{
	const struct handle *h = &a->cmd->h;
	const struct object_desc *desc = a->cmd->object;
	struct table *table = table_find(a->run->known, h->family, h->table.name);

	if (!table)
		return missing(a, h->table.loc);
	switch ((enum object_kind)desc->kind) {
	case KIND_TABLE:
		return list_table(a, table);
	case KIND_CHAIN:
		return list_chain(a, table);
	case KIND_SET:
		return list_set(a, table);
	case KIND_OBJECT:
		return list_one(a, table, desc, object_find(table, desc->type, h->name.name));
	case KIND_FLOWTABLE:
		return list_one(a, table, desc, flowtable_find(table, h->name.name));
	case KIND_RULE:
	case KIND_ELEMENT:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return missing(a, a->cmd->loc);
}

static void put_all(struct answer *a, struct table *table)
{
	const struct object_desc *desc = a->cmd->object;

	if (desc->kind == KIND_SET)
		for (size_t i = 0; i < table->sets.n; i++)
			if (set_asked(a, table->sets.v[i]))
				put_thing(a, print_set_desc(a->run, table->sets.v[i]),
					  table->sets.v[i]);
	if (desc->kind == KIND_CHAIN)
		for (size_t i = 0; i < table->chains.n; i++)
			if (!(table->chains.v[i]->flags & CHAIN_BINDING))
				put_thing(a, desc, table->chains.v[i]);
	if (desc->kind == KIND_FLOWTABLE)
		for (size_t i = 0; i < table->flowtables.n; i++)
			put_thing(a, desc, table->flowtables.v[i]);
	if (desc->kind == KIND_OBJECT)
		for (size_t i = 0; i < table->objects.n; i++)
			if (table->objects.v[i]->type == desc->type)
				put_thing(a, desc, table->objects.v[i]);
}

/* Objects are shown only for tables that have some. */
static bool table_has_any(const struct answer *a, const struct table *table)
{
	if (a->cmd->object->kind != KIND_OBJECT)
		return true;
	for (size_t i = 0; i < table->objects.n; i++)
		if (table->objects.v[i]->type == a->cmd->object->type)
			return true;
	return false;
}

static bool list_all(struct answer *a)
{
	struct ruleset *known = a->run->known;
	const struct handle *h = &a->cmd->h;

	if (h->table.name && !table_find(known, h->family, h->table.name))
		return missing(a, h->table.loc);
	a->print.headers = a->cmd->object->kind == KIND_CHAIN;
	for (size_t i = 0; i < known->tables.n; i++) {
		struct table *table = known->tables.v[i];

		if (!table_asked(a, table) || !table_has_any(a, table))
			continue;
		a->print.table = table;
		a->print.family = table->family;
		if (!a->json)
			print_table_open(&a->print, table);
		put_all(a, table);
		if (!a->json)
			print_table_close(&a->print);
	}
	return true;
}

/* `reset rules ...`: what was reset, as it was before; a rule form shows its chain only. */
static bool reset_rules(struct answer *a)
{
	const struct handle *h = &a->cmd->h;
	struct table *table = table_find(a->run->known, h->family, h->table.name);

	if (!h->table.name)
		return list_everything(a);
	if (!table)
		return missing(a, h->table.loc);
	if (h->chain.name) {
		const struct object_desc *chain = lang_object_kind(a->run->lang, KIND_CHAIN, 0);

		return list_one(a, table, chain, chain_find(table, h->chain.name));
	}
	put_table(a, table);
	return true;
}

/* Elements are asked for by messages of their own; the answer is shown as a set with just those. */
static bool get_elements(struct answer *a)
{
	struct ops ops;
	struct set *set;
	struct elems *found;

	ops_init(&ops, a->run->pool);
	if (!eval_cmd(a->run, a->cmd, &ops) || !ops.last || !ops.first)
		return false;
	for (struct op *op = ops.first; op; op = op->next) {
		if (op->kind != KIND_ELEMENT)
			continue;
		set = op->set;
		found = ctx_open(a->ctx, &a->run->diag)
				? elements_get(a->run->pool, a->ctx->transport, &a->run->diag, op,
					       a->cmd->verb == VERB_RESET)
				: NULL;
		if (!found)
			return false;
		set->elems = found;
		a->print.found = true;
		if (!list_one(a, set->table, print_set_desc(a->run, set), set))
			return false;
	}
	return true;
}

static bool list_rulesets(struct answer *a)
{
	const struct cmd *cmd = a->cmd;

	if (cmd->object->kind == KIND_RULESET)
		return list_everything(a);
	if (cmd->object->kind == KIND_RULE)
		return reset_rules(a);
	if (!cmd->plural)
		return list_named(a);
	return cmd->object->kind == KIND_TABLE ? list_tables(a) : list_all(a);
}

static bool ask(struct answer *a)
{
	if (!((a->cmd->object->verbs | a->cmd->object->plural_verbs) & 1u << a->cmd->verb))
		return diag_error(&a->run->diag, a->cmd->loc, "this cannot be asked of `%s'",
				  a->cmd->object->word);
	if (a->cmd->object->kind == KIND_ELEMENT)
		return get_elements(a);
	return list_rulesets(a);
}

static void document_open(struct answer *a)
{
	json_init(&a->writer, a->run->out);
	json_open(&a->writer, '{');
	json_name(&a->writer, "nftables");
	json_open(&a->writer, '[');
	json_out_metainfo(&a->writer);
}

static void document_close(struct answer *a)
{
	json_close(&a->writer, ']');
	json_close(&a->writer, '}');
	out_char(a->run->out, '\n');
}

bool answer(struct nft_ctx *ctx, struct run *run, struct cmd *cmd)
{
	struct answer a = { .ctx = ctx, .run = run, .cmd = cmd };
	bool good;

	if (cmd->verb == VERB_MONITOR)
		return monitor(ctx, run, cmd);
	if (cmd->verb == VERB_DESCRIBE)
		return describe(run, cmd);
	if (!cmd->object)
		return diag_error(&run->diag, cmd->loc, "not supported");
	if (cmd->object == &object_hooks)
		return list_hooks(ctx, run, cmd);
	print_init(&a.print, run, run->out);
	a.json = run->output & OUTPUT_JSON;
	if (run->fetch)
		fetch_begin(run->fetch, a.json ? NULL : warn_of_foreign, &a);
	if (a.json)
		document_open(&a);
	good = ask(&a);
	if (a.json)
		document_close(&a);
	return good;
}
