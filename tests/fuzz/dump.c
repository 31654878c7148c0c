/*
 * Messages as a kernel tells them: the input is taken for a dump, listed as text and as JSON, for
 * events and traces, and for hooks; then an offline kernel is given it as a transaction. Mutations
 * are made by attributes, whose lengths are kept right most of the time.
 */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "fuzz.h"
#include "kernel/kernel.h"
#include "wire/batch.h"
#include "wire/code.h"

enum { SUBSYSTEM_HOOK = 12 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

/* ---- a kernel that tells what the input has ---- */

struct teller {
	struct transport transport;
	const uint8_t *bytes;
	size_t size;
	struct pool *pool;
	struct messages answers;
	bool asked;   /* answers are waiting */
	bool follows; /* wants events */
	bool traces;  /* and these are traces */
};

/* The messages that answer a question; MSG_N: none do. */
static uint16_t answer_type(uint16_t type)
{
	switch (type) {
	case MSG_TYPE(MSG_GETTABLE):
		return MSG_TYPE(MSG_NEWTABLE);
	case MSG_TYPE(MSG_GETCHAIN):
		return MSG_TYPE(MSG_NEWCHAIN);
	case MSG_TYPE(MSG_GETRULE):
		return MSG_TYPE(MSG_NEWRULE);
	case MSG_TYPE(MSG_GETSET):
		return MSG_TYPE(MSG_NEWSET);
	case MSG_TYPE(MSG_GETSETELEM):
		return MSG_TYPE(MSG_NEWSETELEM);
	case MSG_TYPE(MSG_GETOBJ):
		return MSG_TYPE(MSG_NEWOBJ);
	case MSG_TYPE(MSG_GETFLOWTABLE):
		return MSG_TYPE(MSG_NEWFLOWTABLE);
	case MSG_TYPE(MSG_GETGEN):
		return MSG_TYPE(MSG_NEWGEN);
	}
	return type == SUBSYSTEM_HOOK << 8 ? type : MSG_TYPE(MSG_N);
}

/* Elements are asked for set by set. */
static bool is_asked(const struct nlmsghdr *question, const struct nlmsghdr *message)
{
	struct attr asked, told;

	if (message->nlmsg_type != answer_type(question->nlmsg_type) ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return false;
	return message->nlmsg_type != MSG_TYPE(MSG_NEWSETELEM) ||
	       !attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_SET, &told) ||
	       !attr_find(message_attrs(question), NFTA_SET_ELEM_LIST_SET, &asked) ||
	       (asked.size == told.size && !memcmp(asked.data, told.data, told.size));
}

/* A copy of the message, where it is on a border of four; neither interrupted nor of other times. */
static struct nlmsghdr *tell(struct teller *t, const struct nlmsghdr *message, uint32_t sequence)
{
	size_t size = NLMSG_ALIGN(message->nlmsg_len);
	struct nlmsghdr *copy = (struct nlmsghdr *)messages_room(&t->answers, size);

	memset(copy, 0, size);
	memcpy(copy, message, message->nlmsg_len);
	copy->nlmsg_seq = sequence;
	copy->nlmsg_flags &= ~NLM_F_DUMP_INTR;
	if (size >= NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		((struct nfgenmsg *)NLMSG_DATA(copy))->res_id = 0;
	t->answers.n += size;
	return copy;
}

static void tell_end(struct teller *t, const struct nlmsghdr *question)
{
	struct {
		struct nlmsghdr head;
		int error;
	} done = { .head = { .nlmsg_len = sizeof(done),
			     .nlmsg_type = NLMSG_DONE,
			     .nlmsg_seq = question->nlmsg_seq } };

	memcpy(messages_room(&t->answers, sizeof(done)), &done, sizeof(done));
	t->answers.n += sizeof(done);
}

static int teller_send(struct transport *transport, const void *messages, size_t size)
{
	struct teller *t = (struct teller *)transport;
	const struct nlmsghdr *question = messages, *message;
	const uint8_t *at = t->bytes;
	size_t left = t->size;

	t->answers.n = 0;
	while ((message = message_next(&at, &left)))
		if (is_asked(question, message))
			tell(t, message, question->nlmsg_seq);
	tell_end(t, question);
	t->asked = true;
	return 0;
}

static void tell_events(struct teller *t)
{
	const struct nlmsghdr *message;
	const uint8_t *at = t->bytes;
	size_t left = t->size;

	t->answers.n = 0;
	while ((message = message_next(&at, &left)))
		if (t->traces == (message->nlmsg_type == MSG_TYPE(MSG_TRACE)))
			tell(t, message, 0);
	t->asked = t->answers.n > 0;
	t->follows = false;
}

static ptrdiff_t teller_recv(struct transport *transport, void **buf, int timeout_ms)
{
	struct teller *t = (struct teller *)transport;

	if (t->follows)
		tell_events(t);
	if (!t->asked)
		return 0;
	t->asked = false;
	*buf = t->answers.b;
	return (ptrdiff_t)t->answers.n;
}

static int teller_subscribe(struct transport *transport, bool on, bool trace)
{
	struct teller *t = (struct teller *)transport;

	t->follows = on;
	t->traces = t->traces || trace;
	return 0;
}

static void teller_close(struct transport *transport)
{
	struct teller *t = (struct teller *)transport;

	pool_free(t->pool);
	free(t);
}

static struct nft_ctx *told_context(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = fuzz_context();
	struct teller *t = calloc(1, sizeof(*t));

	t->transport = (struct transport){ .send = teller_send, .recv = teller_recv,
					   .subscribe = teller_subscribe, .close = teller_close };
	t->bytes = data;
	t->size = size;
	t->pool = pool_new();
	messages_init(&t->answers, t->pool);
	ctx->transport = &t->transport;
	return ctx;
}

/* ---- a kernel that is told it ---- */

static void put_border(struct messages *m, uint16_t type)
{
	message_begin(m, type, 0, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES, 0);
	message_end(m);
}

/* What a kernel tells has handles; in a request a chain's handle asks for that very chain. */
static void request(struct teller *t, const struct nlmsghdr *message, uint32_t sequence)
{
	struct nlmsghdr *copy = tell(t, message, sequence);
	struct attr handle;

	copy->nlmsg_flags |= NLM_F_CREATE | NLM_F_ACK;
	if (copy->nlmsg_type == MSG_TYPE(MSG_NEWCHAIN) &&
	    copy->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nfgenmsg)) && sequence % 8 &&
	    attr_find(message_attrs(copy), NFTA_CHAIN_HANDLE, &handle))
		((struct nlattr *)(handle.data - NLA_HDRLEN))->nla_type = 0;
}

static void transact(struct nft_ctx *ctx, const uint8_t *data, size_t size)
{
	struct teller t = { .pool = pool_new() };
	struct transport *kernel = ctx->transport;
	const struct nlmsghdr *message;
	uint32_t sequence = 0;
	void *answers;

	messages_init(&t.answers, t.pool);
	put_border(&t.answers, NFNL_MSG_BATCH_BEGIN);
	while ((message = message_next(&data, &size)))
		if (message->nlmsg_type != MSG_TYPE(MSG_NEWGEN))
			request(&t, message, ++sequence);
	put_border(&t.answers, NFNL_MSG_BATCH_END);
	kernel->send(kernel, t.answers.b, t.answers.n);
	kernel->recv(kernel, &answers, 0);
	pool_free(t.pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx = told_context(data, size);

	nft_ctx_output_set_debug(ctx, NFT_DEBUG_NETLINK);
	free(fuzz_list(ctx, 0));
	nft_ctx_output_set_debug(ctx, 0);
	free(fuzz_list(ctx, NFT_CTX_OUTPUT_JSON));
	ctx_set_lossless(ctx, true);
	free(fuzz_list(ctx, NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_HANDLE));
	fuzz_run(ctx, "monitor");
	nft_ctx_output_set_flags(ctx, 0);
	fuzz_run(ctx, "list hooks");
	fuzz_run(ctx, "monitor");
	fuzz_run(ctx, "monitor trace");
	nft_ctx_free(ctx);

	ctx = fuzz_context();
	fuzz_run(ctx, "list ruleset"); /* opens the kernel */
	transact(ctx, data, size);
	free(fuzz_list(ctx, 0));
	fuzz_run(ctx, "flush ruleset");
	nft_ctx_free(ctx);
	return 0;
}

/* ---- mutations ---- */

struct edit {
	uint8_t *bytes;
	size_t size, max;
	unsigned left; /* attributes until the one that is changed; counts down */
	unsigned seed;
};

static unsigned draw(struct edit *e, unsigned n)
{
	e->seed = e->seed * 1103515245 + 12345;
	return n ? (e->seed >> 8) % n : 0;
}

/* Insert or remove bytes at a place, by aligned amounts. Returns what it came to. */
static long shift(struct edit *e, size_t at, long by)
{
	if (by > 0 && e->size + (size_t)by > e->max)
		return 0;
	if (by < 0 && at + (size_t)-by > e->size)
		return 0;
	if (by > 0)
		memmove(e->bytes + at + by, e->bytes + at, e->size - at);
	else
		memmove(e->bytes + at, e->bytes + at - by, e->size - at + by);
	e->size += by;
	return by;
}

static long change_size(struct edit *e, size_t at, struct nlattr *head)
{
	unsigned size = draw(e, head->nla_len - NLA_HDRLEN + 8);
	long by = NLA_ALIGN(NLA_HDRLEN + size) - NLA_ALIGN(head->nla_len);

	if (by && !shift(e, at + NLA_HDRLEN, by))
		return 0;
	if (by > 0)
		memset(e->bytes + at + NLA_HDRLEN, draw(e, 256), by);
	head->nla_len = NLA_HDRLEN + size;
	memcpy(e->bytes + at, head, sizeof(*head));
	return by;
}

static long change_attr(struct edit *e, size_t at, struct nlattr head)
{
	size_t padded = NLA_ALIGN(head.nla_len);
	long by;

	switch (draw(e, 8)) {
	case 0:
		return shift(e, at, -(long)padded);
	case 1:
		by = shift(e, at + padded, padded);
		if (by)
			memcpy(e->bytes + at + padded, e->bytes + at, padded);
		return by;
	case 2:
		head.nla_type = (head.nla_type & ~NLA_TYPE_MASK) | draw(e, 32);
		memcpy(e->bytes + at, &head, sizeof(head));
		return 0;
	case 3:
		return change_size(e, at, &head);
	default:
		LLVMFuzzerMutate(e->bytes + at + NLA_HDRLEN, head.nla_len - NLA_HDRLEN,
				 head.nla_len - NLA_HDRLEN);
		return 0;
	}
}

/* Change one attribute of those from `at` to `end`; lengths around it follow. */
static long edit_attrs(struct edit *e, size_t at, size_t end)
{
	struct nlattr head;

	while (at + NLA_HDRLEN <= end && e->left) {
		memcpy(&head, e->bytes + at, sizeof(head));
		if (head.nla_len < NLA_HDRLEN || at + NLA_ALIGN(head.nla_len) > end)
			break;
		if (!--e->left)
			return head.nla_len > NLA_HDRLEN ? change_attr(e, at, head) : 0;
		if (head.nla_type & NLA_F_NESTED) {
			long by = edit_attrs(e, at + NLA_HDRLEN, at + head.nla_len);

			if (!e->left) {
				head.nla_len += by;
				memcpy(e->bytes + at, &head, sizeof(head));
				return by;
			}
		}
		at += NLA_ALIGN(head.nla_len);
	}
	return 0;
}

static void change_message(struct edit *e, size_t at, struct nlmsghdr head)
{
	size_t padded = NLMSG_ALIGN(head.nlmsg_len);

	switch (draw(e, 4)) {
	case 0:
		shift(e, at, -(long)padded);
		break;
	case 1:
		if (shift(e, at + padded, padded))
			memcpy(e->bytes + at + padded, e->bytes + at, padded);
		break;
	case 2:
		head.nlmsg_type = (head.nlmsg_type & ~0xff) | draw(e, MSG_N);
		memcpy(e->bytes + at, &head, sizeof(head));
		break;
	default:
		e->bytes[at + NLMSG_HDRLEN] = draw(e, 13); /* family */
		break;
	}
}

/* The left-th message or attribute of all is changed. */
static void edit_messages(struct edit *e)
{
	size_t top = NLMSG_LENGTH(sizeof(struct nfgenmsg)), at = 0;
	struct nlmsghdr head;

	while (at + top <= e->size && e->left) {
		memcpy(&head, e->bytes + at, sizeof(head));
		if (head.nlmsg_len < top || head.nlmsg_len > e->size ||
		    at + NLMSG_ALIGN(head.nlmsg_len) > e->size)
			break;
		if (!--e->left) {
			change_message(e, at, head);
			break;
		}
		head.nlmsg_len += edit_attrs(e, at + top, at + head.nlmsg_len);
		memcpy(e->bytes + at, &head, sizeof(head));
		at += NLMSG_ALIGN(head.nlmsg_len);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct edit e = { .bytes = data, .size = size, .max = max, .seed = seed };
	unsigned all = UINT16_MAX;

	if (draw(&e, 10) == 0)
		return LLVMFuzzerMutate(data, size, max);
	e.left = all;
	edit_messages(&e);
	e.left = 1 + draw(&e, all - e.left);
	edit_messages(&e);
	return e.size;
}
