/*
 * eval_cmd: commands. The object's descriptor does the work; here are the parts that all objects
 * share: the table a command speaks of, the op it becomes, and what must be known beforehand.
 */
#include "pass/eval.h"

static const uint8_t op_verbs[VERB_N] = {
	[VERB_ADD] = OP_ADD,	     [VERB_CREATE] = OP_CREATE, [VERB_INSERT] = OP_INSERT,
	[VERB_REPLACE] = OP_REPLACE, [VERB_DELETE] = OP_DELETE, [VERB_DESTROY] = OP_DESTROY,
	[VERB_GET] = OP_GET,	     [VERB_RESET] = OP_RESET,	[VERB_FLUSH] = OP_FLUSH,
	[VERB_RENAME] = OP_RENAME,
};

static const char *const verb_words[VERB_N] = {
	[VERB_ADD] = "add",	      [VERB_CREATE] = "create", [VERB_INSERT] = "insert",
	[VERB_REPLACE] = "replace",   [VERB_DELETE] = "delete", [VERB_DESTROY] = "destroy",
	[VERB_GET] = "get",	      [VERB_LIST] = "list",	[VERB_RESET] = "reset",
	[VERB_FLUSH] = "flush",	      [VERB_RENAME] = "rename", [VERB_MONITOR] = "monitor",
	[VERB_DESCRIBE] = "describe", [VERB_IMPORT] = "import", [VERB_EXPORT] = "export",
};

void eval_begin(struct eval *ev, struct run *run, struct cmd *cmd, struct ops *ops)
{
	ev->run = run;
	ev->cmd = cmd;
	ev->ops = ops;
	ev->family = cmd->h.family;
	ev->table = NULL;
	ev->chain = NULL;
	ev->table_name = cmd->h.table.name;
	ev->chain_name = cmd->h.chain.name;
	eval_afresh(ev);
}

void eval_afresh(struct eval *ev)
{
	ev->want = (struct want){ 0 };
	ev->here = NULL;
	ev->rule = NULL;
	ev->stmt = NULL;
	ev->depth = 0;
	ev->in_set = ev->in_concat = false;
	dep_init(&ev->dep, ev->run, ev->family);
}

/* What moved rulesets in and out before JSON had its option. */
static bool refuse_port(struct run *run, const struct cmd *cmd)
{
	return diag_error(&run->diag, cmd->loc,
			  cmd->verb == VERB_IMPORT ? "Could not process rule: Operation not supported"
			  : cmd->monitor->json
				  ? "JSON export is no longer supported, use 'nft -j list ruleset' instead"
				  : "this output type is not supported, use nft -j list ruleset for JSON support instead");
}

static bool by_object(struct eval *ev, struct cmd *cmd)
{
	const struct object_desc *object = cmd->object;

	if (!object || !object->eval || !((object->verbs | object->plural_verbs) & 1u << cmd->verb))
		return eval_verb_error(ev);
	return object->eval(ev, cmd);
}

bool eval_cmd(struct run *run, struct cmd *cmd, struct ops *ops)
{
	struct eval ev;

	if (cmd->verb == VERB_IMPORT || cmd->verb == VERB_EXPORT)
		return refuse_port(run, cmd);
	eval_begin(&ev, run, cmd, ops);
	return by_object(&ev, cmd);
}

bool eval_inside(struct eval *outer, struct cmd *cmd)
{
	struct eval ev;

	eval_begin(&ev, outer->run, cmd, outer->ops);
	ev.table = outer->table;
	return by_object(&ev, cmd);
}

bool eval_verb_error(struct eval *ev)
{
	const struct cmd *cmd = ev->cmd;

	return eval_error(ev, cmd->loc, "`%s %s' is not a command", verb_words[cmd->verb],
			  cmd->object ? cmd->object->word : "?");
}

struct table *eval_table(struct eval *ev)
{
	const struct handle *h = &ev->cmd->h;
	struct ruleset *known = ev->run->known;

	if (!h->table.name)
		return NULL;
	if (!ev->table)
		ev->table = table_find(known, h->family, h->table.name);
	if (!ev->table)
		ev->table = table_add(known, h->family, h->table.name);
	return ev->table;
}

struct chain *eval_chain(struct eval *ev, struct table *table, const char *name)
{
	struct chain *chain = chain_find(table, name);

	return chain ? chain : chain_add(table, name);
}

static struct loc first_loc(struct loc a, struct loc b)
{
	return a.end ? a : b;
}

struct op *eval_op(struct eval *ev, enum object_kind kind)
{
	const struct cmd *cmd = ev->cmd;
	const struct handle *h = &cmd->h;
	struct loc all = cmd->loc, table = first_loc(h->table.loc, all);
	struct loc own = kind == KIND_CHAIN || kind == KIND_RULE ? h->chain.loc : h->name.loc;
	struct loc name = kind == KIND_TABLE ? table : first_loc(own, all);
	struct op *op = pool_new_of(ev->run->pool, struct op);

	op->verb = op_verbs[cmd->verb];
	op->kind = (uint8_t)kind;
	op->family = h->family;
	op->table_name = h->table.name;
	op->by_handle = h->handle.given && cmd->verb != VERB_ADD && cmd->verb != VERB_INSERT &&
			cmd->verb != VERB_CREATE;
	op->at[AT_COMMAND] = all;
	op->at[AT_FAMILY] = first_loc(h->family_loc, all);
	op->at[AT_TABLE] = table;
	op->at[AT_NAME] = name;
	op->at[AT_HANDLE] = first_loc(h->handle.loc, all);
	op->at[AT_POSITION] = first_loc(h->position.given ? h->position.loc
					: h->index.given  ? h->index.loc
							  : h->handle.loc,
					all);
	op->at[AT_SPEC] = op->at[AT_TYPE] = op->at[AT_POLICY] = op->at[AT_DEVICES] = name;
	return op_append(ev->ops, op);
}

/*
 * What a command must know of the kernel's ruleset. Changing commands send and let the kernel
 * judge: they need no more than the types of the sets that they fill or look things up in, and for
 * `index` the rules of one chain. A rule alone needs nothing that it does not name.
 */
struct need_row {
	uint8_t verb;
	uint8_t kind;
	unsigned bits;
};

static const struct need_row need_rows[] = {
	{ VERB_ADD, KIND_RULE, NEED_NAMED },
	{ VERB_INSERT, KIND_RULE, NEED_NAMED },
	{ VERB_REPLACE, KIND_RULE, NEED_NAMED },
	{ VERB_ADD, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	{ VERB_CREATE, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	{ VERB_DELETE, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	{ VERB_DESTROY, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	{ VERB_GET, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	{ VERB_RESET, KIND_ELEMENT, NEED_TABLES | NEED_SETS },
	/* a block may hold rules and elements; its own sets are known, others of the table are not
	 */
	{ VERB_ADD, KIND_TABLE,
	  NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_FLOWTABLES | NEED_OBJECTS },
	{ VERB_ADD, KIND_SET, NEED_TABLES | NEED_SETS },
	{ VERB_ADD, KIND_CHAIN,
	  NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_FLOWTABLES | NEED_OBJECTS },
	/* the kernel renames by handle */
	{ VERB_RENAME, KIND_CHAIN, NEED_TABLES | NEED_CHAINS },
	{ VERB_DESTROY, KIND_RULE, 0 },
};

static bool has_block(const struct cmd *cmd)
{
	if (cmd->verb == VERB_RENAME)
		return true;
	if (cmd->object->kind == KIND_TABLE)
		return cmd->table && cmd->table->first;
	if (cmd->object->kind == KIND_CHAIN)
		return cmd->chain && cmd->chain->rules.first;
	if (cmd->object->kind == KIND_SET)
		return cmd->set && cmd->set->flags & SET_INTERVAL && cmd->set->elements;
	return true;
}

static void question_need(const struct cmd *cmd, struct need *need)
{
	need->bits = cmd->object->need;
	if (cmd->plural && cmd->object->kind == KIND_TABLE)
		need->bits = NEED_TABLES;
	if (cmd->plural && cmd->object->kind == KIND_CHAIN)
		need->bits = NEED_TABLES | NEED_CHAINS;
	if (cmd->object->kind == KIND_OBJECT) {
		need->object_type = cmd->object->type;
		need->object = cmd->plural ? NULL : cmd->h.name.name;
	}
	if (cmd->object->kind == KIND_CHAIN)
		need->chain = cmd->h.chain.name;
	need->reset = cmd->verb == VERB_RESET;
	if (need->reset && cmd->object->kind == KIND_RULE) {
		need->chain = cmd->h.chain.name;
		need->rule = cmd->h.handle.given ? cmd->h.handle.number : 0;
	}
}

void cmd_need(const struct cmd *cmd, struct need *need)
{
	struct need mine = { .family = cmd->h.family, .table = cmd->h.table.name, .any = true };

	if (!cmd->object)
		return;
	if (cmd->verb == VERB_LIST ||
	    (cmd->verb == VERB_RESET && cmd->object->kind != KIND_ELEMENT))
		question_need(cmd, &mine);
	for (size_t i = 0; i < sizeof(need_rows) / sizeof(*need_rows); i++) {
		const struct need_row *row = &need_rows[i];

		if (row->verb != cmd->verb || row->kind != cmd->object->kind || !has_block(cmd))
			continue;
		mine.bits |= row->bits;
	}
	if (cmd->object->kind == KIND_RULE && cmd->h.index.given) {
		mine.bits |= NEED_PLACES;
		mine.chain = cmd->h.chain.name;
		mine.places = cmd->h.index.number + 1;
	}
	if (cmd->object->kind == KIND_ELEMENT || cmd->object->kind == KIND_SET)
		mine.set = cmd->h.name.name;
	if (mine.bits)
		need_add(need, &mine);
	if (cmd->verb == VERB_FLUSH && cmd->object->kind == KIND_RULESET && !cmd->h.family)
		need->flushed = true;
}
