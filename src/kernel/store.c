/*
 * store: the offline ruleset in a file, so that it lasts from one command to the next: a line that
 * says what it is, then the messages that would make it, with their handles.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/source.h"
#include "kernel/model.h"

#define STORE_HEADER "weir ruleset state 1\n"

/* Every thing of the ruleset as the message that adds it; the generation comes first. */
static void put_state(const struct model *model, struct messages *m)
{
	const struct ruleset *state = model->state;

	put_generation(m, 0, state->generation);
	for (size_t i = 0; i < state->tables.n; i++) {
		const struct table *t = state->tables.v[i];

		put_thing(m, KIND_TABLE, MSG_NEWTABLE, 0, 0, 0, t->family, t);
		for (size_t j = 0; j < t->chains.n; j++)
			put_thing(m, KIND_CHAIN, MSG_NEWCHAIN, 0, 0, 0, t->family, t->chains.v[j]);
		for (size_t j = 0; j < t->objects.n; j++)
			put_thing(m, KIND_OBJECT, MSG_NEWOBJ, 0, 0, 0, t->family, t->objects.v[j]);
		for (size_t j = 0; j < t->sets.n; j++) {
			put_thing(m, KIND_SET, MSG_NEWSET, 0, 0, 0, t->family, t->sets.v[j]);
			put_elements(m, MSG_NEWSETELEM, 0, 0, 0, t->sets.v[j], t->sets.v[j]->elems);
		}
		for (size_t j = 0; j < t->flowtables.n; j++)
			put_thing(m, KIND_FLOWTABLE, MSG_NEWFLOWTABLE, 0, 0, 0, t->family,
				  t->flowtables.v[j]);
		for (size_t j = 0; j < t->chains.n; j++)
			for (size_t k = 0; k < t->chains.v[j]->rules.n; k++)
				put_thing(m, KIND_RULE, MSG_NEWRULE, NLM_F_APPEND, 0, 0, t->family,
					  t->chains.v[j]->rules.v[k]);
	}
}

static bool take_generation(struct model *model, const struct nlmsghdr *message)
{
	struct attr attr;

	return attr_find(message_attrs(message), 1, &attr) &&
	       attr_u32(&attr, &model->state->generation);
}

/* Handles go on where they were. */
static void keep_handles(struct request *q)
{
	struct table_state *state = q->table ? q->table->extra : NULL;

	if (!state)
		return;
	for (size_t i = 0; i < q->model->txn.events.n; i++) {
		const struct event *e = &q->model->txn.events.v[i];
		uint64_t handle = e->kind == KIND_CHAIN	   ? ((struct chain *)e->thing)->handle
				  : e->kind == KIND_RULE   ? ((struct rule *)e->thing)->handle
				  : e->kind == KIND_SET	   ? ((struct set *)e->thing)->handle
				  : e->kind == KIND_OBJECT ? ((struct object *)e->thing)->handle
				  : e->kind == KIND_FLOWTABLE
					  ? ((struct flowtable *)e->thing)->handle
					  : 0;

		if (state->handles < handle)
			state->handles = handle;
	}
}

static bool take_message(struct model *model, const struct nlmsghdr *message)
{
	struct request q = { .model = model,
			     .message = message,
			     .flags = message->nlmsg_flags,
			     .stored = true,
			     .type = message->nlmsg_type & 0xff };
	struct attr name;

	if (message->nlmsg_len < NLMSG_HDRLEN + sizeof(struct nfgenmsg))
		return false;
	if (q.type == MSG_NEWGEN)
		return take_generation(model, message);
	q.family = ((const struct nfgenmsg *)NLMSG_DATA(message))->nfgen_family;
	q.attrs = message_attrs(message);
	if (attr_find(q.attrs, 1, &name))
		q.table = table_find(model->state, q.family, attr_str(&name, 256, model->pool));
	txn_begin(model, 0);
	if (server_apply(&q))
		return false;
	keep_handles(&q);
	model->txn.open = false;
	return true;
}

static bool take_state(struct model *model, const uint8_t *p, size_t size)
{
	const struct nlmsghdr *message;

	while ((message = message_next(&p, &size)))
		if (!take_message(model, message))
			return false;
	return size == 0;
}

bool store_load(struct model *model, const char **why)
{
	struct sources sources;
	const struct source *file;
	size_t header = strlen(STORE_HEADER);
	uint8_t *aligned;

	if (!model->path)
		return true;
	sources_init(&sources, model->answer_pool);
	file = source_read(&sources, model->path, false, (struct loc){ 0 });
	if (!file && errno == ENOENT)
		return true;
	*why = file ? "this is no state of the offline kernel" : strerror(errno);
	if (!file ||
	    (file->size && (file->size < header || memcmp(file->text, STORE_HEADER, header))))
		return false;
	if (!file->size)
		return true;
	aligned = pool_memdup(model->answer_pool, file->text + header, file->size - header);
	return take_state(model, aligned, file->size - header);
}

static bool write_state(struct model *model, const char *path)
{
	FILE *file = fopen(path, "we");
	struct pool *pool = pool_new();
	struct messages m;
	bool good;

	messages_init(&m, pool);
	put_state(model, &m);
	good = file && fputs(STORE_HEADER, file) >= 0 && fwrite(m.b, 1, m.n, file) == m.n;
	if (file)
		good = !fclose(file) && good;
	pool_free(pool);
	return good;
}

bool store_save(struct model *model)
{
	char *fresh = NULL;
	bool good;

	if (!model->path)
		return true;
	/* a new file put in place at once: readers see the old or the new state */
	if (asprintf(&fresh, "%s.new", model->path) < 0)
		return false;
	good = write_state(model, fresh) && !rename(fresh, model->path);
	free(fresh);
	return good;
}

void store_compact(struct model *model)
{
	enum { SLACK = 16 << 20 };
	struct pool *old = model->pool, *pool;
	struct messages m;

	if (pool_size(old) < SLACK + 2 * model->kept_size)
		return;
	pool = pool_new();
	messages_init(&m, pool);
	put_state(model, &m);
	model_fresh(model);
	take_state(model, m.b, m.n);
	model->kept_size = pool_size(model->pool);
	pool_free(pool);
	pool_free(old);
}
