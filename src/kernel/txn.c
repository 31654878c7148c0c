/*
 * txn: transactions. Changes are made at once and journalled; commit tells listeners and moves the
 * generation, abort plays the journal backwards.
 */
#include "kernel/model.h"

void txn_begin(struct model *model, uint32_t sequence)
{
	model->txn.open = true;
	model->txn.failed = false;
	model->txn.sequence = sequence;
	model->txn.journal.n = model->txn.events.n = 0;
}

void txn_abort(struct model *model)
{
	while (model->txn.journal.n) {
		struct undo *undo = &model->txn.journal.v[--model->txn.journal.n];

		undo->back(undo->a, undo->b, undo->number);
	}
	model->txn.open = false;
}

/* Transaction-local ids mean nothing afterwards. */
static void forget_ids(struct model *model)
{
	for (size_t i = 0; i < model->txn.events.n; i++) {
		struct event *event = &model->txn.events.v[i];

		if (event->kind == KIND_RULE)
			((struct rule *)event->thing)->id = 0;
		else if (event->kind == KIND_SET)
			((struct set *)event->thing)->id = 0;
		else if (event->kind == KIND_CHAIN)
			((struct chain *)event->thing)->id = 0;
	}
}

void txn_commit(struct model *model)
{
	model->txn.open = false;
	if (!model->txn.events.n)
		return;
	model->state->generation++;
	notify(model);
	forget_ids(model);
	if (!store_save(model))
		model->txn.failed = true;
	store_compact(model);
}

void txn_undo(struct model *model, void (*back)(void *, void *, uint64_t), void *a, void *b,
	      uint64_t number)
{
	*vec_push(model->pool, &model->txn.journal) = (struct undo){ back, a, b, number };
}

void txn_event(struct request *q, uint16_t type, enum object_kind kind, void *thing,
	       struct elems *elems)
{
	*vec_push(q->model->pool, &q->model->txn.events) = (struct event){
		.type = type,
		.flags = q->flags,
		.sequence = q->message->nlmsg_seq,
		.family = q->family,
		.kind = kind,
		.thing = thing,
		.elems = elems,
	};
}

static void back_u32(void *a, void *b, uint64_t number)
{
	*(uint32_t *)a = (uint32_t)number;
}

void txn_set_u32(struct model *model, uint32_t *field, uint32_t value)
{
	txn_undo(model, back_u32, field, NULL, *field);
	*field = value;
}

static void back_pointer(void *a, void *b, uint64_t number)
{
	*(void **)a = b;
}

void txn_set_pointer(struct model *model, void **field, void *value)
{
	txn_undo(model, back_pointer, field, *field, 0);
	*field = value;
}

int blame(struct request *q, uint16_t number, int error)
{
	struct attr attr;

	if (attr_find(q->attrs, number, &attr))
		q->model->culprit = attr.data - NLA_HDRLEN;
	return error;
}

uint64_t next_handle(struct table *table)
{
	return ++((struct table_state *)table->extra)->handles;
}
