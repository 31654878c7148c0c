/*
 * batch: one transaction. Messages are made of ops, sent in one piece, and what the kernel answers
 * is brought back to the op, and in it to the place, that it is about.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/events.h"

/* NFNL_BATCH_GENID, which guards against changes since the ops were made. */
enum { BATCH_ATTR_GENERATION = 1 };

void messages_print(struct out *out, const void *messages, size_t size)
{
	struct pool_claim *claim = pool_claim(out->pool, free);
	char *text = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&text, &n);

	if (!file)
		pool_exhausted();
	mnl_nlmsg_fprintf(file, messages, size, sizeof(struct nfgenmsg));
	fclose(file);
	claim->thing = text;
	out_bytes(out, text, text ? n : 0);
	pool_settle(claim);
}

static void put_border(struct batch *b, uint16_t type)
{
	struct messages *m = &b->messages;

	message_begin(m, type, 0, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES, ++b->transport->sequence);
	if (type == NFNL_MSG_BATCH_BEGIN && b->generation)
		attr_put_u32(m, BATCH_ATTR_GENERATION, b->generation);
	message_end(m);
}

/* What ops of common size take, so that few of their messages are moved while there come more. */
static size_t room_for(const struct ops *ops)
{
	enum { OP_COMMON = 600, ROOM_MAX = 1 << 20 };

	return ops->n < ROOM_MAX / OP_COMMON ? ops->n * OP_COMMON : ROOM_MAX;
}

void batch_encode(struct batch *b, struct ops *ops)
{
	messages_init(&b->messages, b->pool);
	messages_room(&b->messages, room_for(ops));
	b->ops = ops;
	put_border(b, NFNL_MSG_BATCH_BEGIN);
	for (struct op *op = ops->first; op; op = op->next)
		code_op(b, op);
	if (!b->dry)
		put_border(b, NFNL_MSG_BATCH_END);
}

/* What the kernel says about one message. */
struct answer {
	uint32_t sequence;
	int error;
	uint32_t offset;   /* of the attribute it dislikes in our message, 0: not told */
	const char *text;  /* or NULL */
};

static bool read_answer(struct pool *pool, const struct nlmsghdr *message, struct answer *answer)
{
	const struct nlmsgerr *e = NLMSG_DATA(message);
	size_t top = NLMSG_HDRLEN + sizeof(*e);
	struct attrs in;
	struct attr attr;

	if (message->nlmsg_len < top)
		return false;
	*answer = (struct answer){ .sequence = message->nlmsg_seq, .error = -e->error };
	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return true;
	if (!(message->nlmsg_flags & NLM_F_CAPPED) && e->msg.nlmsg_len > NLMSG_HDRLEN)
		top += NLMSG_ALIGN(e->msg.nlmsg_len - NLMSG_HDRLEN);
	if (top > message->nlmsg_len)
		return true;
	in = (struct attrs){ .p = (const uint8_t *)message + top, .n = message->nlmsg_len - top };
	while (attr_next(&in, &attr)) {
		if (attr.type == NLMSGERR_ATTR_OFFS && attr.size == sizeof(answer->offset))
			memcpy(&answer->offset, attr.data, sizeof(answer->offset));
		if (attr.type == NLMSGERR_ATTR_MSG)
			answer->text = attr_str(&attr, UINT16_MAX, pool);
	}
	return true;
}

static const struct nlmsghdr *message_find(const struct batch *b, uint32_t sequence)
{
	size_t at = 0;

	while (b->messages.n - at >= NLMSG_HDRLEN) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)(b->messages.b + at);

		if (message->nlmsg_seq == sequence)
			return message;
		at += NLMSG_ALIGN(message->nlmsg_len);
	}
	return NULL;
}

/* The messages of an op once more, this time noting what each attribute was made from. */
static void encode_again(const struct batch *b, struct op *op, struct messages *noted)
{
	struct batch again = *b;
	uint32_t sequence = b->transport->sequence;

	messages_init(&again.messages, b->pool);
	again.messages.noting = true;
	b->transport->sequence = op->sequence - 1;
	code_op(&again, op);
	b->transport->sequence = sequence;
	*noted = again.messages;
}

/* The place of the innermost marked attribute around the offset. */
static struct loc find_mark(const struct batch *b, struct op *op, const struct nlmsghdr *message,
			    const struct answer *answer)
{
	struct messages noted;
	const struct span_mark *mark;
	struct loc best = { 0 };

	encode_again(b, op, &noted);
	vec_each(mark, &noted.marks) {
		const struct nlattr *attr = (const void *)((const uint8_t *)message + mark->offset);

		if (mark->sequence == answer->sequence && mark->offset <= answer->offset &&
		    mark->offset + sizeof(*attr) <= message->nlmsg_len &&
		    answer->offset < mark->offset + attr->nla_len)
			best = mark->loc;
	}
	return best;
}

/* The record of op->elems that the kernel dislikes. */
static bool find_elem(const struct batch *b, const struct op *op, const struct nlmsghdr *message,
		      const struct answer *answer, size_t *at)
{
	for (size_t i = 0; i < b->messages.elem_marks.n; i++) {
		const struct elem_mark *mark = &b->messages.elem_marks.v[i];

		if (mark->sequence != answer->sequence)
			continue;
		*at = mark->first + code_elem_at(message, answer->offset);
		return *at < op->elems->n;
	}
	return false;
}

static bool in_elements(const struct nlmsghdr *message, uint32_t offset)
{
	struct attr list;

	if (!attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		return false;
	return (const uint8_t *)message + offset >= list.data;
}

/* Where it is in the source; *elem is the refused element, or SIZE_MAX. */
static struct loc find_place(const struct batch *b, struct op *op, const struct answer *answer,
			     size_t *elem)
{
	const struct nlmsghdr *message = message_find(b, answer->sequence);
	struct loc loc = { 0 };

	*elem = SIZE_MAX;
	if (message && answer->offset) {
		if (op->kind == KIND_ELEMENT && in_elements(message, answer->offset) &&
		    find_elem(b, op, message, answer, elem))
			loc = elems_loc(op->elems, *elem);
		if (!loc.end)
			loc = find_mark(b, op, message, answer);
	}
	return loc.end ? loc : op->at[AT_COMMAND];
}

static struct op *op_find(const struct batch *b, uint32_t sequence)
{
	for (struct op *op = b->ops->first; op; op = op->next)
		if (op->sequence <= sequence && sequence <= op->sequence_end)
			return op;
	return NULL;
}

/* Where a transaction stands while its answers are read. */
struct commit {
	struct batch *batch;
	enum batch_result result;
	void (*event)(void *arg, struct op *op);
	void *arg;
	VEC(struct answer) refused; /* told when all answers are in, as the socket is free then */
	struct ruleset *echoed; /* what has been told so far */
	struct events events;
};

static void take_answer(struct commit *c, const struct nlmsghdr *message)
{
	struct batch *b = c->batch;
	struct answer answer;

	if (!read_answer(b->pool, message, &answer) || !answer.error)
		return;
	if (answer.error == ERESTART) {
		c->result = BATCH_RETRY;
		return;
	}
	if (c->result == BATCH_RETRY)
		return;
	c->result = BATCH_FAILED;
	*vec_push(b->pool, &c->refused) = answer;
}

static void report(struct commit *c, struct answer *answer)
{
	struct batch *b = c->batch;
	struct op *op = op_find(b, answer->sequence);
	const struct ruleset *known = NULL;
	struct loc loc;
	size_t elem;

	if (!op) {
		/* About the transaction itself, as when nobody but root may: say it once. */
		op = b->ops->first;
		if (!op)
			return;
		answer->offset = 0;
	}
	op->error = answer->error;
	if (b->learn && (answer->error == ENOENT || answer->error == EBUSY ||
			 (answer->error == EEXIST && op->kind == KIND_FLOWTABLE)))
		known = b->learn(b->learn_arg, op, answer->error);
	loc = find_place(b, op, answer, &elem);
	if (b->in_the_way && answer->error == EEXIST && elem != SIZE_MAX)
		op->in_the_way = b->in_the_way(b->learn_arg, op, elem);
	extack_report(b->diag, op, answer->error, loc, answer->text, known ? known : b->known);
}

/* Elements can only be read by their set: the one just echoed, the one we knew, or the op's. */
static void file_set(struct commit *c, const struct nlmsghdr *message)
{
	const struct nfgenmsg *gen = NLMSG_DATA(message);
	const struct table *known;
	const struct set *set = NULL;
	struct table *table;
	struct attr attr;
	const char *table_name, *name;

	if (!attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_TABLE, &attr) ||
	    !(table_name = attr_str(&attr, NFT_NAME_MAXLEN, c->batch->pool)) ||
	    !attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_SET, &attr) ||
	    !(name = attr_str(&attr, NFT_NAME_MAXLEN, c->batch->pool)))
		return;
	table = table_find(c->echoed, gen->nfgen_family, table_name);
	if (!table)
		table = table_add(c->echoed, gen->nfgen_family, table_name);
	if (set_find(table, name))
		return;
	known = c->batch->known ? table_find(c->batch->known, gen->nfgen_family, table_name) : NULL;
	set = known ? set_find(known, name) : NULL;
	for (const struct op *op = c->batch->ops->first; op && !set; op = op->next)
		if (op->kind == KIND_ELEMENT && op->family == table->family &&
		    str_same(op->set->name, name))
			set = op->set;
	if (set) {
		struct set *copy = set_add(table, name);

		*copy = *set;
		copy->table = table;
		copy->elems = NULL;
	}
}

static void file_echo(struct commit *c, const struct op *op)
{
	struct table *table;

	if (op->kind == KIND_TABLE && !table_find(c->echoed, op->family, op->table->name))
		table_add(c->echoed, op->family, op->table->name);
	if (op->kind != KIND_SET || (op->verb != OP_ADD && op->verb != OP_CREATE))
		return;
	table = table_find(c->echoed, op->family, op->table_name);
	if (!table)
		table = table_add(c->echoed, op->family, op->table_name);
	if (!set_find(table, op->set->name)) {
		struct set *set = set_add(table, op->set->name);

		*set = *op->set;
		set->table = table;
	}
}

static void take_event(void *arg, struct event *event)
{
	struct commit *c = arg;

	file_echo(c, &event->op);
	c->event(c->arg, &event->op);
}

static void take_echo(struct commit *c, const struct nlmsghdr *message)
{
	uint8_t type = message->nlmsg_type & 0xff;

	if (c->batch->applied)
		*c->batch->applied = true;
	if (!c->event || message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return;
	if (type == MSG_NEWSETELEM || type == MSG_DELSETELEM)
		file_set(c, message);
	events_message(&c->events, message);
}

static void take(struct commit *c, const void *buf, size_t size)
{
	const struct nlmsghdr *message;
	const uint8_t *chunk = buf;

	while ((message = message_next(&chunk, &size))) {
		if (message->nlmsg_type == NLMSG_ERROR)
			take_answer(c, message);
		else if (message->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES)
			take_echo(c, message);
	}
}

static bool send_batch(struct batch *b)
{
	struct loc loc = b->ops->first ? b->ops->first->at[AT_COMMAND] : (struct loc){ 0 };

	if (b->messages.overlong)
		return diag_error(b->diag, loc, "Could not process rule: "
				  "a single rule or object is longer than 64 kilobytes");
	if (b->debug)
		messages_print(b->debug, b->messages.b, b->messages.n);
	if (b->transport->send(b->transport, b->messages.b, b->messages.n) == 0)
		return true;
	if (errno == EMSGSIZE || errno == ENOBUFS)
		return diag_netlink(b->diag, "Could not process rule: the transaction of %zu bytes "
				    "does not fit the socket buffer, please consider raising "
				    "/proc/sys/net/core/wmem_max", b->messages.n);
	if (errno == EPERM)
		b->diag->root_hint = true;
	return diag_netlink(b->diag, "Could not process rule: %s", strerror(errno));
}

enum batch_result batch_commit(struct batch *b, void (*event)(void *arg, struct op *op),
			       void *arg)
{
	struct commit commit = { .batch = b, .result = BATCH_OK, .event = event, .arg = arg };
	struct transport *t = b->transport;
	void *buf;

	/* No memory is needed from here to the end of a transaction that succeeds without echo. */
	commit.echoed = ruleset_new(b->pool, "echoed");
	if (!send_batch(b))
		return BATCH_FAILED;
	commit.events = (struct events){ .into = commit.echoed, .take = take_event, .arg = &commit,
					  .set_known = b->set_known, .set_arg = b->set_arg };
	/* All answers are there when sending is done. */
	for (;;) {
		ptrdiff_t n = t->recv(t, &buf, 0);

		if (n == 0)
			break;
		if (n > 0) {
			take(&commit, buf, n);
		} else if (errno != ENOBUFS) {
			diag_netlink(b->diag, "Could not process rule: %s", strerror(errno));
			return BATCH_FAILED;
		} else if (!b->echo) {
			/* Errors were lost, so there were some. */
			commit.result = BATCH_FAILED;
		}
	}
	if (commit.result == BATCH_OK && b->applied && !b->dry)
		*b->applied = true;
	events_flush(&commit.events);
	for (size_t i = 0; commit.result == BATCH_FAILED && i < commit.refused.n; i++)
		report(&commit, &commit.refused.v[i]);
	if (commit.result == BATCH_FAILED && !b->diag->errors)
		diag_netlink(b->diag, "Could not process rule: %s", strerror(ENOBUFS));
	return commit.result;
}
