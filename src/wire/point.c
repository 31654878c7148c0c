/*
 * point: questions about single elements.
 */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/talk.h"
#include "base/bytes.h"

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

/* An answer to a question about one key: a border, or BORDER_NONE. */
struct border_at {
	int kind;
	uint8_t key[KEY_SIZE_MAX];
};
enum { BORDER_NONE = -1 };

static struct border_at ask_border(struct talk *t, const struct op *op, const uint8_t *key, bool end)
{
	struct elems *asked = code_new_elems(t->messages.pool, op->set);
	struct elems *answer = code_new_elems(t->messages.pool, op->set);
	struct border_at border = { .kind = BORDER_NONE };
	struct op question = *op;

	elems_add(asked, (struct loc){ 0 });
	memcpy(elems_lo(asked, 0), key, asked->key);
	question.elems = asked;
	if (ask_element(t, &question, 0, end, false, answer) != TALK_OK || answer->n == 0)
		return border;
	border.kind = elems_lo(answer, 0)[answer->key];
	memcpy(border.key, elems_lo(answer, 0), answer->key);
	return border;
}

static bool starts_at(const struct border_at *border, const uint8_t *key, unsigned size)
{
	return border->kind != BORDER_NONE && border->kind != BORDER_END &&
	       memcmp(border->key, key, size) == 0;
}

/*
 * The end of the interval that begins at `key`. Where the next one begins right behind that key,
 * kernels answer with that one's end or start, or with nothing.
 */
static struct border_at ask_end_of_start(struct talk *t, const struct op *op, const uint8_t *key)
{
	unsigned size = op->elems->key, bits = op->elems->spec->field[0].bits;
	struct border_at behind = { .kind = BORDER_END }, end, start;
	uint8_t last[KEY_SIZE_MAX];

	memcpy(behind.key, key, size);
	if (bytes_are_ones(key, bits) || !bytes_add1(behind.key, size))
		return (struct border_at){ .kind = BORDER_NONE };
	end = ask_border(t, op, behind.key, true);
	if (end.kind != BORDER_NONE && memcmp(end.key, behind.key, size) == 0)
		return behind;
	bytes_mask(last, bits, bits);
	if (end.kind == BORDER_END) {
		memcpy(last, end.key, size);
		bytes_sub1(last, size);
	}
	start = ask_border(t, op, last, false);
	return starts_at(&start, key, size) ? end : behind;
}

/*
 * Linux tells of the two borders of an interval in two answers. The start of the one that holds
 * `key` has just been added to `found`: add its end, unless it reaches the largest key.
 */
static void add_end(struct talk *t, const struct op *op, const uint8_t *key, struct elems *found)
{
	const uint8_t *start = elems_lo(found, found->n - 1);
	struct border_at end = memcmp(start, key, found->key) == 0
		? ask_end_of_start(t, op, key) : ask_border(t, op, key, true);
	uint8_t *rec;

	if (end.kind != BORDER_END)
		return;
	rec = elems_add(found, (struct loc){ 0 });
	memcpy(rec, end.key, found->key);
	rec[found->key] = BORDER_END;
}

/* Whether the interval found last holds all of record i, whose first key it holds. */
static bool holds_last(const struct op *op, size_t i, const struct elems *found)
{
	const uint8_t *last = elems_lo(found, found->n - 1);

	return !code_is_tree(op->set, found) || elems_is_catchall(op->elems, i) ||
	       last[found->key] != BORDER_END || memcmp(elems_hi(op->elems, i), last, found->key) < 0;
}

static bool get_one(struct talk *t, const struct op *op, size_t i, bool reset, struct elems *found)
{
	if (ask_element(t, op, i, false, reset, found) != TALK_OK)
		return false;
	if (code_elems_wait(op->set, found))
		add_end(t, op, elems_lo(op->elems, i), found);
	errno = ENOENT;
	return found->n && holds_last(op, i, found);
}

struct elems *elements_get(struct pool *pool, struct transport *t, struct diag *diag,
			   const struct op *op, bool reset)
{
	struct elems *found = code_new_elems(pool, op->set);
	struct talk talk;

	talk_init(&talk, pool, t, NULL);
	for (size_t i = 0; i < op->elems->n; i++) {
		struct loc loc = elems_loc(op->elems, i);

		if (get_one(&talk, op, i, reset, found))
			continue;
		if (diag)
			extack_report(diag, op, errno, loc.end ? loc : op->at[AT_COMMAND], NULL,
				      NULL);
		return NULL;
	}
	code_fold_elems(op->set, found);
	return found;
}

struct elems *elements_overlapping(struct pool *pool, struct transport *t, struct op *op)
{
	struct elems *e = op->elems, *found;
	uint8_t last[KEY_SIZE_MAX];

	if (!code_is_tree(op->set, e) || elems_is_catchall(e, 0))
		return elements_get(pool, t, NULL, op, false);
	memcpy(last, elems_hi(e, 0), e->key);
	memcpy(elems_hi(e, 0), elems_lo(e, 0), e->key);
	found = elements_get(pool, t, NULL, op, false);
	if (found)
		return found;
	memcpy(elems_lo(e, 0), last, e->key);
	memcpy(elems_hi(e, 0), last, e->key);
	return elements_get(pool, t, NULL, op, false);
}

/* Looks for intervals key by key. */
struct search {
	struct talk talk;
	struct op op;          /* asks for the only record of op.elems */
	struct elems *found;   /* borders */
	uint8_t behind[KEY_SIZE_MAX]; /* first key behind the last interval found */
	bool has_behind;
};

static void look_at(struct search *s, const uint8_t *key, bool catchall)
{
	struct elems *asked = s->op.elems, *found = s->found;
	size_t before = found->n;

	if (s->has_behind && !catchall && memcmp(key, s->behind, asked->key) < 0)
		return;
	asked->n = asked->extra.n = 0;
	elems_add(asked, (struct loc){ 0 });
	memcpy(elems_lo(asked, 0), key, asked->key);
	memcpy(elems_hi(asked, 0), key, asked->key);
	if (catchall)
		elems_extra_add(asked, 0)->catchall = true;
	if (ask_element(&s->talk, &s->op, 0, false, false, found) != TALK_OK || catchall)
		return;
	if (code_elems_wait(s->op.set, found))
		add_end(&s->talk, &s->op, key, found);
	if (found->n < before + 2)
		return;
	s->has_behind = true;
	memcpy(s->behind, elems_lo(found, found->n - 1), found->key);
}

static void look_around(struct search *s, const struct elems *given, size_t i, bool margin)
{
	uint8_t key[KEY_SIZE_MAX];

	s->has_behind = false;
	memcpy(key, elems_lo(given, i), given->key);
	if (margin && bytes_sub1(key, given->key))
		look_at(s, key, false);
	look_at(s, elems_lo(given, i), false);
	if (!margin)
		return;
	look_at(s, elems_hi(given, i), false);
	memcpy(key, elems_hi(given, i), given->key);
	if (!bytes_are_ones(key, given->spec->field[0].bits) && bytes_add1(key, given->key))
		look_at(s, key, false);
}

struct elems *elements_near(struct pool *pool, struct transport *t, struct out *debug,
			    struct set *set, const struct elems *given, bool margin)
{
	struct search s = {
		.op = { .kind = KIND_ELEMENT, .verb = OP_GET, .family = set->table->family,
			.set = set, .elems = code_new_elems(pool, set) },
		.found = code_new_elems(pool, set),
	};

	talk_init(&s.talk, pool, t, debug);
	for (size_t i = 0; i < given->n; i++) {
		if (elems_is_catchall(given, i))
			look_at(&s, elems_lo(given, i), true);
		else
			look_around(&s, given, i, margin);
	}
	code_fold_elems(set, s.found);
	elems_sort(s.found);
	return s.found;
}

/* Questions that are sent together: their answers must fit a socket's queue. */
enum { TOGETHER = 128 };

static void ask_together(struct messages *m, struct transport *t, const struct set *set,
			 const struct elems *at, size_t from, size_t n)
{
	m->n = 0;
	for (size_t i = from; i < from + n; i++) {
		message_begin(m, MSG_TYPE(MSG_GETSETELEM), 0, set->table->family, 0,
			      ++t->sequence);
		attr_put_str(m, NFTA_SET_ELEM_LIST_TABLE, set->table->name);
		attr_put_str(m, NFTA_SET_ELEM_LIST_SET, set->name);
		code_put_query(m, set, at, i, false);
		message_end(m);
	}
}

/* An error is an answer too: there is none. */
static void take_start(const struct nlmsghdr *message, const struct set *set, struct elems *answer,
		       uint8_t *start)
{
	struct attr list;

	answer->n = answer->extra.n = 0;
	if (message->nlmsg_type == NLMSG_ERROR ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)) ||
	    !attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list) ||
	    !code_get_elems(attr_inside(&list), set, answer) || !answer->n)
		return;
	start[0] = 1;
	memcpy(start + 1, elems_lo(answer, 0), answer->key);
}

const uint8_t *elements_starts(struct pool *pool, struct transport *t, struct out *debug,
			       const struct set *set, const struct elems *at)
{
	size_t stride = at->key + 1, n;
	uint8_t *starts = pool_alloc(pool, at->n * stride);
	struct elems *answer = code_new_elems(pool, set);
	struct messages m;

	messages_init(&m, pool);
	for (size_t from = 0; from < at->n; from += n) {
		uint32_t first = t->sequence + 1;
		size_t answered = 0;

		n = at->n - from < TOGETHER ? at->n - from : TOGETHER;
		ask_together(&m, t, set, at, from, n);
		if (debug)
			messages_print(debug, m.b, m.n);
		if (t->send(t, m.b, m.n) < 0)
			break;
		while (answered < n) {
			const struct nlmsghdr *message;
			const uint8_t *chunk;
			void *buf;
			ptrdiff_t size = t->recv(t, &buf, -1);
			size_t left = size;

			if (size <= 0)
				return starts;
			for (chunk = buf; (message = message_next(&chunk, &left));) {
				if (message->nlmsg_seq - first >= n)
					continue;
				take_start(message, set, answer,
					   starts + (from + message->nlmsg_seq - first) * stride);
				answered++;
			}
		}
	}
	return starts;
}
