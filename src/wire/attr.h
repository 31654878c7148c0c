/*
 * attr: netlink messages and attributes, written and read. Integers are big-endian on the wire.
 *
 * Reading trusts nothing: lengths are checked at every step, types and sizes against the row that
 * names the attribute. Rows (vm/insn.h) serve instructions, messages and object bodies alike.
 */
#ifndef WEIR_WIRE_ATTR_H
#define WEIR_WIRE_ATTR_H

#include <endian.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include "base/source.h"
#include "base/vec.h"
#include "vm/insn.h"

/* The attribute at `offset` of message `sequence` was made from `loc`: for kernel errors. */
struct span_mark {
	uint32_t sequence, offset;
	struct loc loc;
};

/* Message `sequence` carries elements, the first of which is record `first` of its op. */
struct elem_mark {
	uint32_t sequence;
	size_t first;
};

/* Whole messages, one after the other; the last may still be open. */
struct messages {
	struct pool *pool;
	uint8_t *b;
	size_t n, cap;
	size_t start;              /* of the message that is open */
	bool noting;               /* whether attr_at notes anything */
	VEC(struct span_mark) marks; /* in the order of the attributes */
	VEC(struct elem_mark) elem_marks;
	bool overlong;             /* an attribute did not fit its 16-bit length */
};

void messages_init(struct messages *m, struct pool *pool);
void messages_grow(struct messages *m, size_t size);
/* Room for `size` more bytes, to be filled by hand: write at the result, then add to m->n. */
static inline uint8_t *messages_room(struct messages *m, size_t size)
{
	if (m->cap - m->n < size)
		messages_grow(m, size);
	return m->b + m->n;
}
/* Open a message of the nfnetlink kind. `type` with subsystem; flags NLM_F_*. */
static inline void message_begin(struct messages *m, uint16_t type, uint16_t flags,
				 uint32_t family, uint16_t resource, uint32_t sequence)
{
	struct {
		struct nlmsghdr head;
		struct nfgenmsg gen;
	} top = {
		.head = { .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | flags,
			  .nlmsg_seq = sequence },
		.gen = { .nfgen_family = family, .version = NFNETLINK_V0,
			 .res_id = htobe16(resource) },
	};

	memcpy(messages_room(m, sizeof(top)), &top, sizeof(top));
	m->start = m->n;
	m->n += sizeof(top);
}
static inline struct nlmsghdr *message_open(const struct messages *m)
{
	return (struct nlmsghdr *)(m->b + m->start);
}
static inline void message_end(struct messages *m)
{
	message_open(m)->nlmsg_len = m->n - m->start;
}
/* The next whole message of a received chunk, which is moved on; NULL at its end. */
static inline const struct nlmsghdr *message_next(const uint8_t **chunk, size_t *size)
{
	const struct nlmsghdr *message = (const struct nlmsghdr *)*chunk;
	size_t whole;

	if (*size < NLMSG_HDRLEN || message->nlmsg_len < NLMSG_HDRLEN ||
	    message->nlmsg_len > *size)
		return NULL;
	whole = NLMSG_ALIGN(message->nlmsg_len);
	if (whole > *size)
		whole = *size;
	*chunk += whole;
	*size -= whole;
	return message;
}

/* Just the head, for an attribute of `whole` bytes with it. */
static inline void attr_write_head(uint8_t *p, uint16_t type, size_t whole)
{
	struct nlattr head = { .nla_len = whole, .nla_type = type };

	memcpy(p, &head, sizeof(head));
}
/* An attribute whose `size` bytes the caller writes at the result; its padding is zeroed. */
static inline uint8_t *attr_head(struct messages *m, uint16_t type, size_t size)
{
	size_t whole = NLA_HDRLEN + size, padded = NLA_ALIGN(whole);
	uint8_t *p = messages_room(m, padded);

	if (whole > UINT16_MAX)
		m->overlong = true;
	memset(p + padded - NLA_ALIGNTO, 0, NLA_ALIGNTO); /* the padding is in these */
	attr_write_head(p, type, whole);
	m->n += padded;
	return p + NLA_HDRLEN;
}
static inline void attr_put(struct messages *m, uint16_t type, const void *data, size_t size)
{
	uint8_t *p = attr_head(m, type, size);

	if (size)
		memcpy(p, data, size);
}
static inline void attr_put_u32(struct messages *m, uint16_t type, uint32_t number)
{
	number = htobe32(number);
	memcpy(attr_head(m, type, sizeof(number)), &number, sizeof(number));
}
void attr_put_u8(struct messages *m, uint16_t type, uint8_t number);
void attr_put_u16(struct messages *m, uint16_t type, uint16_t number);
void attr_put_u64(struct messages *m, uint16_t type, uint64_t number);
/* With the NUL. */
static inline void attr_put_str(struct messages *m, uint16_t type, const char *text)
{
	attr_put(m, type, text, strlen(text) + 1);
}
/* Nested; give the result to attr_close. */
static inline size_t attr_open(struct messages *m, uint16_t type)
{
	size_t mark = m->n;

	attr_head(m, type | NLA_F_NESTED, 0);
	return mark;
}
static inline void attr_close(struct messages *m, size_t mark)
{
	size_t size = m->n - mark;

	if (size > UINT16_MAX)
		m->overlong = true;
	((struct nlattr *)(m->b + mark))->nla_len = size;
}
void attr_note(struct messages *m, struct loc loc);
/* What is put next was made from loc, which is noted if that is asked for; not for {0,0}. */
static inline void attr_at(struct messages *m, struct loc loc)
{
	if (m->noting && loc.end)
		attr_note(m, loc);
}
void attr_put_rows(struct messages *m, const struct attr_row *rows, const void *base,
		   uint32_t given);

/* Attributes not read yet. */
struct attrs {
	const uint8_t *p;
	size_t n;
	unsigned depth;
};
struct attr {
	uint16_t type; /* without the flag bits */
	uint16_t size;
	const uint8_t *data;
	unsigned depth;
};
enum { ATTR_DEPTH_MAX = 16 };
/*
 * The next attribute; false at the end, and at one whose length lies or that is nested too deep
 * (then in->n stays above 0).
 */
static inline bool attr_next(struct attrs *in, struct attr *attr)
{
	struct nlattr head;
	size_t whole;

	if (in->n < NLA_HDRLEN || in->depth > ATTR_DEPTH_MAX)
		return false;
	memcpy(&head, in->p, sizeof(head));
	if (head.nla_len < NLA_HDRLEN || head.nla_len > in->n)
		return false;
	*attr = (struct attr){ .type = head.nla_type & NLA_TYPE_MASK,
			       .size = head.nla_len - NLA_HDRLEN, .data = in->p + NLA_HDRLEN,
			       .depth = in->depth };
	whole = NLA_ALIGN(head.nla_len);
	if (whole > in->n)
		whole = in->n;
	in->p += whole;
	in->n -= whole;
	return true;
}
static inline struct attrs attr_inside(const struct attr *attr)
{
	return (struct attrs){ attr->data, attr->size, attr->depth + 1 };
}
/* The attributes behind nfgenmsg of a message whose length has been checked. */
struct attrs message_attrs(const struct nlmsghdr *message);
/* The first attribute of a type. */
bool attr_find(struct attrs in, uint16_t type, struct attr *attr);
bool attr_u8(const struct attr *attr, uint8_t *number);
bool attr_u16(const struct attr *attr, uint16_t *number);
bool attr_u32(const struct attr *attr, uint32_t *number);
bool attr_u64(const struct attr *attr, uint64_t *number);
/* A NUL-terminated text of at most `max` bytes (with the NUL), copied. NULL: malformed. */
const char *attr_str(const struct attr *attr, size_t max, struct pool *pool);
/*
 * All attributes into the struct at base by rows; bit i of *given for row i. False: an attribute
 * of wrong size or form, or (with `strict`) one that has no row.
 */
bool attr_get_rows(struct attrs in, const struct attr_row *rows, void *base, uint32_t *given,
		   struct pool *pool, bool strict);
/* Whether the row of attribute `number` is in `given`. */
bool rows_gave(const struct attr_row *rows, uint32_t given, uint16_t number);

#endif
