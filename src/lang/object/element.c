/*
 * element: add, create, delete, destroy, get and reset of elements of a set that exists. The kernel
 * judges duplicates and overlaps; here only the set's types are needed.
 */
#include "lang/object/object.h"

static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct expr *name = expr_make_setref(ev->run->pool, cmd->h.name.loc.end ? cmd->h.name.loc : cmd->loc,
					     span_of(cmd->h.name.name));
	struct set *known, *want;
	struct op *op;

	eval_table(ev);
	known = eval_find_set(ev, name);
	if (!known)
		return false;
	want = pool_memdup(ev->run->pool, known, sizeof(*want));
	want->elems = NULL;
	if (!eval_elements(ev, cmd->elements, want))
		return false;
	op = eval_op(ev, KIND_ELEMENT);
	op->set = want;
	op->elems = want->elems;
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct json_t *elem = json_member(value, "elem");

	if (!elem)
		return json_error(r, "an element command needs \"elem\"");
	cmd->elements = json_in_elements(r, elem);
	return cmd->elements != NULL;
}

const struct object_desc object_element = {
	.word = "element", .kind = KIND_ELEMENT,
	.verbs = VERBS_CHANGE | 1u << VERB_GET | 1u << VERB_RESET,
	.eval = eval, .json_in = json_in,
};
