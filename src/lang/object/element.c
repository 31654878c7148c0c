/*
 * element: add, create, delete, destroy, get and reset of elements of a set that exists. The kernel
 * judges duplicates and overlaps; here only the set's types are needed, and of sets that merge
 * their intervals what they have.
 */
#include "lang/object/object.h"

static struct op *last_op(const struct ops *ops)
{
	struct op *op = ops->first;

	/* `next` is the first member, and ops->last points to the last one's */
	return op ? (struct op *)ops->last : NULL;
}

_Static_assert(offsetof(struct op, next) == 0, "last_op relies on it");

/* Element commands in a row on one set are one message: many small ones cost what one list does. */
static bool join(struct eval *ev, const struct set *want)
{
	struct op *op = last_op(ev->ops);

	if (!op || op->kind != KIND_ELEMENT || ev->cmd->verb != VERB_ADD || op->verb != OP_ADD ||
	    op->set->table != want->table || !str_same(op->set->name, want->name) ||
	    op->elems->flags != want->elems->flags)
		return false;
	elems_append(op->elems, want->elems);
	op->joined = true;
	return true;
}

/* Of maps and of concatenations it says nothing. */
static bool merges(const struct set *set)
{
	return set->auto_merge && set->key.n == 1 && !(set->flags & (SET_MAP | SET_OBJECT));
}

bool element_ops(struct eval *ev, struct set *known, struct set *want)
{
	struct op *op;

	if (known && merges(known) &&
	    (ev->cmd->verb == VERB_ADD || ev->cmd->verb == VERB_DELETE))
		return eval_merge(ev, known, want);
	if (join(ev, want))
		return true;
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
