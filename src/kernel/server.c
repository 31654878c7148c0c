/*
 * server: bytes in, bytes out. Requests are dispatched as nfnetlink does: between batch begin and
 * end they form a transaction, outside they are questions. Every error is answered with the offset
 * of the attribute that it is about.
 */
#include <stdlib.h>
#include <unistd.h>

#include "kernel/model.h"

static void answer_error(struct model *model, const struct nlmsghdr *message, int error)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr body;
		struct nlattr attr;
		uint32_t offset;
	} answer = { 0 };
	size_t size = NLMSG_HDRLEN + sizeof(answer.body);

	answer.head.nlmsg_type = NLMSG_ERROR;
	answer.head.nlmsg_flags = NLM_F_CAPPED;
	answer.head.nlmsg_seq = message->nlmsg_seq;
	answer.head.nlmsg_pid = model->t.port;
	answer.body.error = -error;
	answer.body.msg = *message;
	if (error && model->culprit) {
		answer.head.nlmsg_flags |= NLM_F_ACK_TLVS;
		answer.attr.nla_type = NLMSGERR_ATTR_OFFS;
		answer.attr.nla_len = NLA_HDRLEN + sizeof(answer.offset);
		answer.offset = (uint32_t)(model->culprit - (const uint8_t *)message);
		size += NLA_HDRLEN + sizeof(answer.offset);
	}
	answer.head.nlmsg_len = (uint32_t)size;
	memcpy(messages_room(&model->answers, size), &answer, size);
	model->answers.n += size;
}

int server_apply(struct request *q)
{
	switch (q->type) {
	case MSG_NEWTABLE:
	case MSG_DELTABLE:
	case MSG_DESTROYTABLE:
		return txn_table(q);
	case MSG_NEWCHAIN:
	case MSG_DELCHAIN:
	case MSG_DESTROYCHAIN:
		return txn_chain(q);
	case MSG_NEWRULE:
	case MSG_DELRULE:
	case MSG_DESTROYRULE:
		return txn_rule(q);
	case MSG_NEWSET:
	case MSG_DELSET:
	case MSG_DESTROYSET:
		return txn_set(q);
	case MSG_NEWSETELEM:
	case MSG_DELSETELEM:
	case MSG_DESTROYSETELEM:
		return txn_elements(q);
	case MSG_NEWOBJ:
	case MSG_DELOBJ:
	case MSG_DESTROYOBJ:
		return txn_object(q);
	case MSG_NEWFLOWTABLE:
	case MSG_DELFLOWTABLE:
	case MSG_DESTROYFLOWTABLE:
		return txn_flowtable(q);
	}
	return EINVAL;
}

static bool is_question(uint16_t type)
{
	return type == MSG_GETTABLE || type == MSG_GETCHAIN || type == MSG_GETRULE ||
	       type == MSG_GETSET || type == MSG_GETSETELEM || type == MSG_GETGEN ||
	       type == MSG_GETOBJ || type == MSG_GETOBJ_RESET || type == MSG_GETFLOWTABLE ||
	       type == MSG_GETRULE_RESET || type == MSG_GETSETELEM_RESET;
}

static bool request_open(struct model *model, const struct nlmsghdr *message, struct request *q)
{
	const struct nfgenmsg *head = NLMSG_DATA(message);
	struct attr name;

	if (message->nlmsg_len < NLMSG_HDRLEN + sizeof(*head))
		return false;
	*q = (struct request){ .model = model,
			       .message = message,
			       .type = message->nlmsg_type & 0xff,
			       .flags = message->nlmsg_flags,
			       .family = head->nfgen_family,
			       .attrs = message_attrs(message) };
	model->culprit = NULL;
	/* attribute 1 names the table in every message of nf_tables */
	if (q->type != MSG_GETGEN && attr_find(q->attrs, 1, &name))
		q->table = table_find(model->state, q->family, attr_str(&name, 256, model->pool));
	return true;
}

static void take_change(struct model *model, const struct nlmsghdr *message)
{
	struct request q;
	int error = request_open(model, message, &q) ? 0 : EINVAL;

	if (!error)
		error = model->txn.open ? server_apply(&q) : EINVAL;
	if (error)
		model->txn.failed = true;
	if (error || message->nlmsg_flags & NLM_F_ACK)
		answer_error(model, message, error);
}

static void take_question(struct model *model, const struct nlmsghdr *message)
{
	struct request q;
	int error = request_open(model, message, &q) ? answer_get(&q) : EINVAL;

	if (!error &&
	    (q.type == MSG_GETRULE_RESET || q.type == MSG_GETSETELEM_RESET ||
	     q.type == MSG_GETOBJ_RESET) &&
	    !store_save(model))
		error = errno;

	if (error || (message->nlmsg_flags & NLM_F_ACK && !(message->nlmsg_flags & NLM_F_DUMP)))
		answer_error(model, message, error);
}

static void take_begin(struct model *model, const struct nlmsghdr *message)
{
	enum { BATCH_GENERATION = 1 };
	struct attr generation;
	uint32_t expected;

	model->culprit = NULL;
	if (attr_find(message_attrs(message), BATCH_GENERATION, &generation) &&
	    attr_u32(&generation, &expected) && expected != model->state->generation) {
		answer_error(model, message, ERESTART);
		return;
	}
	txn_begin(model, message->nlmsg_seq);
	if (message->nlmsg_flags & NLM_F_ACK)
		answer_error(model, message, 0);
}

/* What a batch adds up to: jumps that only together go too deep show at its end. */
static int validate(struct model *model, uint32_t *sequence)
{
	for (size_t i = 0; i < model->state->tables.n; i++) {
		const struct rule *rule = NULL;
		int error = check_table(model->state->tables.v[i], &rule);

		if (!error)
			continue;
		*sequence = model->txn.sequence;
		for (size_t j = 0; j < model->txn.events.n; j++)
			if (model->txn.events.v[j].kind == KIND_RULE)
				*sequence = model->txn.events.v[j].sequence;
		return error;
	}
	return 0;
}

static void take_end(struct model *model, const struct nlmsghdr *message)
{
	struct nlmsghdr blamed = *message;
	int error;

	if (!model->txn.open)
		return;
	model->culprit = NULL;
	error = model->txn.failed ? 0 : validate(model, &blamed.nlmsg_seq);
	if (error)
		answer_error(model, &blamed, error);
	if (error || model->txn.failed) {
		txn_abort(model);
		return;
	}
	txn_commit(model);
	if (message->nlmsg_flags & NLM_F_ACK)
		answer_error(model, message, 0);
}

static void take(struct model *model, const struct nlmsghdr *message)
{
	if (message->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
		take_begin(model, message);
	else if (message->nlmsg_type == NFNL_MSG_BATCH_END)
		take_end(model, message);
	else if (is_question(message->nlmsg_type & 0xff))
		take_question(model, message);
	else
		take_change(model, message);
}

static void answers_clear(struct model *model)
{
	pool_reset(model->answer_pool);
	messages_init(&model->answers, model->answer_pool);
	model->delivered = false;
}

static int model_send(struct transport *t, const void *messages, size_t size)
{
	struct model *model = (struct model *)t;
	const uint8_t *p = messages;
	struct nlmsghdr head = { 0 };
	uint32_t sequence;

	if (model->delivered)
		answers_clear(model);
	while (size >= NLMSG_HDRLEN) {
		memcpy(&head, p, sizeof(head));
		if (head.nlmsg_len < NLMSG_HDRLEN || head.nlmsg_len > size)
			break;
		take(model, (const struct nlmsghdr *)p);
		if (NLMSG_ALIGN(head.nlmsg_len) >= size)
			break;
		p += NLMSG_ALIGN(head.nlmsg_len);
		size -= NLMSG_ALIGN(head.nlmsg_len);
	}
	/* a batch without its end is a check: validated, never committed */
	if (model->txn.open) {
		struct nlmsghdr blamed = head;
		int error = model->txn.failed ? 0 : validate(model, &sequence);

		model->culprit = NULL;
		if (error) {
			blamed.nlmsg_seq = sequence;
			answer_error(model, &blamed, error);
		}
		txn_abort(model);
	}
	return 0;
}

static ptrdiff_t model_recv(struct transport *t, void **buf, int timeout_ms)
{
	struct model *model = (struct model *)t;

	if (model->delivered || !model->answers.n)
		return 0;
	model->delivered = true;
	*buf = model->answers.b;
	return (ptrdiff_t)model->answers.n;
}

static int model_subscribe(struct transport *t, bool on, bool trace)
{
	((struct model *)t)->subscribed = on;
	return 0;
}

static void model_close(struct transport *t)
{
	struct model *model = (struct model *)t;

	pool_free(model->answer_pool);
	pool_free(model->pool);
	free(model->path);
	free(model);
}

void model_fresh(struct model *model)
{
	model->pool = pool_new();
	model->state = ruleset_new(model->pool, "offline kernel");
	model->state->generation = 1;
	model->txn = (struct txn){ 0 };
}

struct transport *kernel_open(const char *path, const char **why)
{
	struct model *model = calloc(1, sizeof(*model));

	if (!model)
		pool_exhausted();
	model->t = (struct transport){ .send = model_send,
				       .recv = model_recv,
				       .subscribe = model_subscribe,
				       .close = model_close,
				       .port = (uint32_t)getpid(),
				       .offline = true };
	model->path = path ? strdup(path) : NULL;
	model->answer_pool = pool_new();
	messages_init(&model->answers, model->answer_pool);
	model_fresh(model);
	if (store_load(model, why))
		return &model->t;
	model_close(&model->t);
	return NULL;
}
