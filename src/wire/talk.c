#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/talk.h"

void talk_init(struct talk *t, struct pool *pool, struct transport *transport, struct out *debug)
{
	*t = (struct talk){ .transport = transport, .debug = debug };
	messages_init(&t->messages, pool);
}

void talk_ask(struct talk *t, uint8_t type, uint16_t flags, unsigned family)
{
	t->messages.n = 0;
	message_begin(&t->messages, MSG_TYPE(type), flags, family, 0, ++t->transport->sequence);
}

static void fail(struct talk *t, enum talk_result result, int error)
{
	if (t->result != TALK_OK)
		return;
	t->result = error == EINTR ? TALK_AGAIN : result;
	t->error = error;
}

bool talk_send(struct talk *t)
{
	struct messages *m = &t->messages;

	t->sequence = message_open(m)->nlmsg_seq;
	message_end(m);
	if (t->debug)
		messages_print(t->debug, m->b, m->n);
	t->result = TALK_OK;
	t->left = 0;
	t->open = t->transport->send(t->transport, m->b, m->n) == 0;
	if (!t->open)
		fail(t, TALK_ERROR, errno);
	return t->open;
}

static bool is_other_generation(const struct talk *t, const struct nlmsghdr *message)
{
	const struct nfgenmsg *gen = NLMSG_DATA(message);

	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		return true;
	return gen->res_id && ntohs(gen->res_id) != (t->generation & 0xffff);
}

/* A dump ends with DONE, a single question with an acknowledgement. */
static bool is_end(const struct nlmsghdr *message)
{
	return message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE;
}

static void take_end(struct talk *t, const struct nlmsghdr *message)
{
	const struct nlmsgerr *e = NLMSG_DATA(message);

	t->open = false;
	if (message->nlmsg_flags & NLM_F_DUMP_INTR && t->checked)
		fail(t, TALK_AGAIN, 0);
	else if (message->nlmsg_type == NLMSG_ERROR &&
		 message->nlmsg_len >= NLMSG_LENGTH(sizeof(*e)) && e->error)
		fail(t, TALK_ERROR, -e->error);
	else if (message->nlmsg_type == NLMSG_DONE &&
		 message->nlmsg_len >= NLMSG_LENGTH(sizeof(int)) &&
		 *(const int *)NLMSG_DATA(message) < 0)
		fail(t, TALK_ERROR, -*(const int *)NLMSG_DATA(message));
}

/* Of a dump that does not belong together the rest is not worth having. */
static bool is_wanted(struct talk *t, const struct nlmsghdr *message)
{
	if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return false;
	if (t->checked && is_other_generation(t, message))
		fail(t, TALK_AGAIN, 0);
	return t->result == TALK_OK;
}

static bool receive(struct talk *t)
{
	void *buf;
	ptrdiff_t n = t->transport->recv(t->transport, &buf, -1);

	if (n <= 0) {
		fail(t, n < 0 && errno == ENOBUFS ? TALK_AGAIN : TALK_ERROR, errno);
		t->open = false;
		return false;
	}
	t->chunk = buf;
	t->left = n;
	return true;
}

const struct nlmsghdr *talk_next(struct talk *t)
{
	const struct nlmsghdr *message;

	while (t->open) {
		message = message_next(&t->chunk, &t->left);
		if (!message && !receive(t))
			break;
		if (!message || message->nlmsg_seq != t->sequence)
			continue;
		if (is_end(message))
			take_end(t, message);
		else if (is_wanted(t, message))
			return message;
	}
	return NULL;
}

enum talk_result talk_end(struct talk *t)
{
	while (talk_next(t))
		;
	errno = t->error;
	return t->result;
}

static void take_generation(struct talk *t, const struct nlmsghdr *message)
{
	struct attr attr;

	if (attr_find(message_attrs(message), NFTA_GEN_ID, &attr))
		attr_u32(&attr, &t->generation);
}

enum talk_result talk_generation(struct talk *t)
{
	const struct nlmsghdr *message;

	t->checked = false;
	talk_ask(t, MSG_GETGEN, NLM_F_ACK, NFPROTO_UNSPEC);
	talk_send(t);
	while ((message = talk_next(t)))
		take_generation(t, message);
	return talk_end(t);
}

enum talk_result talk_absent_is_empty(enum talk_result result)
{
	return result == TALK_ERROR && errno == ENOENT ? TALK_OK : result;
}
