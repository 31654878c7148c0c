/*
 * point: questions about single elements.
 */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/talk.h"

/* One question about one element; what it answers is added to `found` as it comes. */
static enum talk_result ask_element(struct talk *t, const struct op *op, size_t i, bool end,
				    bool reset, struct elems *found)
{
	const struct nlmsghdr *message;
	struct attr list;

	talk_ask(t, reset ? MSG_GETSETELEM_RESET : MSG_GETSETELEM, NLM_F_ACK, op->family);
	attr_put_str(&t->messages, NFTA_SET_ELEM_LIST_TABLE, code_table_name(op->set->table, op));
	attr_put_str(&t->messages, NFTA_SET_ELEM_LIST_SET, op->set->name);
	if (!code_put_query(&t->messages, op->set, op->elems, i, end))
		return TALK_OK;
	talk_send(t);
	while ((message = talk_next(t)))
		if (attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list))
			code_get_elems(attr_inside(&list), op->set, found);
	return talk_end(t);
}

struct elems *elements_get(struct pool *pool, struct transport *t, struct diag *diag,
			   const struct op *op, bool reset)
{
	struct elems *found = code_new_elems(pool, op->set);
	struct talk talk;

	talk_init(&talk, pool, t, NULL);
	for (size_t i = 0; i < op->elems->n; i++) {
		struct loc loc = elems_loc(op->elems, i);

		if (ask_element(&talk, op, i, false, reset, found) != TALK_OK) {
			loc = loc.end ? loc : op->at[AT_COMMAND];
			extack_report(diag, op, errno, loc, NULL, NULL);
			return NULL;
		}
		/* An interval up to the largest key has no end: then this finds none. */
		if (code_elems_wait(op->set, found))
			ask_element(&talk, op, i, true, false, found);
	}
	code_fold_elems(op->set, found);
	return found;
}
