/*
 * event: changes that the kernel tells about, filed in run->known: later events are decoded and
 * shown with the types of the sets that earlier ones declared.
 */
#include "api/ctx.h"

static bool removes(const struct op *op)
{
	return op->verb == OP_DELETE || op->verb == OP_DESTROY;
}

static struct table *event_table(struct run *run, const struct op *op)
{
	const char *name = op->kind == KIND_TABLE ? op->table->name : op->table_name;
	struct table *table = table_find(run->known, op->family, name);

	return table || !name ? table : table_add(run->known, op->family, name);
}

static void file_set(struct run *run, struct table *table, const struct op *op)
{
	struct set *known = set_find(table, op->set->name);

	if (removes(op)) {
		if (known)
			set_remove(known);
		return;
	}
	if (!known)
		known = set_add(table, op->set->name);
	op->set->table = table;
	op->set->name = known->name;
	*known = *op->set;
}

/* Only anonymous sets are shown by their elements; these come in several messages. */
static void file_elements(const struct op *op)
{
	struct set *known = op->set->table ? set_find(op->set->table, op->set->name) : NULL;

	if (!known || !(known->flags & SET_ANONYMOUS) || removes(op))
		return;
	if (!known->elems)
		known->elems = elems_copy(op->elems->pool, op->elems);
	else
		elems_append(known->elems, op->elems);
}

void event_file(struct run *run, struct op *op)
{
	struct table *table = op->kind == KIND_GENERATION ? NULL : event_table(run, op);

	if (!table)
		return;
	if (op->kind == KIND_SET)
		file_set(run, table, op);
	else if (op->kind == KIND_ELEMENT)
		file_elements(op);
	else if (op->kind == KIND_TABLE && removes(op))
		table_remove(table);
}
