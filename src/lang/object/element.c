/*
 * element: add, create, delete, destroy, get and reset of elements of a set that exists. The kernel
 * judges duplicates and overlaps; here only the set's types are needed, and of sets that merge
 * their intervals what they have.
 */
#include "lang/object/object.h"

static void add_op(struct eval *ev, enum op_verb verb, struct set *want, struct elems *elems)
{
	struct op *op;

	if (!elems->n)
		return;
	op = eval_op(ev, KIND_ELEMENT);
	op->verb = verb;
	op->set = want;
	op->elems = elems;
}

bool element_ops(struct eval *ev, struct set *known, struct set *want)
{
	bool remove = ev->cmd->verb == VERB_DELETE;
	struct elems *gone, *came;
	struct op *op;

	if (known && known->auto_merge && known->has_elems &&
	    (remove || ev->cmd->verb == VERB_ADD)) {
		if (!eval_auto_merge(ev, known, want->elems, remove, &gone, &came))
			return false;
		add_op(ev, OP_DELETE, want, gone);
		add_op(ev, OP_ADD, want, came);
		return true;
	}
	op = eval_op(ev, KIND_ELEMENT);
	op->set = want;
	op->elems = want->elems;
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct expr *name = expr_make_setref(ev->run->pool,
					     cmd->h.name.loc.end ? cmd->h.name.loc : cmd->loc,
					     span_of(cmd->h.name.name));
	struct set *known, *want;

	eval_table(ev);
	known = eval_find_set(ev, name);
	if (!known)
		return false;
	want = pool_memdup(ev->run->pool, known, sizeof(*want));
	want->elems = NULL;
	return eval_elements(ev, cmd->elements, want) && element_ops(ev, known, want);
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
	.word = "element",
	.kind = KIND_ELEMENT,
	.verbs = VERBS_CHANGE | 1u << VERB_GET | 1u << VERB_RESET,
	.eval = eval,
	.json_in = json_in,
};
