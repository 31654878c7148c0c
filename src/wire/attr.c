/*
 * attr: netlink messages and attributes by hand; see attr.h.
 */
#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include "wire/attr.h"
#include "wire/code.h"

void messages_init(struct messages *m, struct pool *pool)
{
	*m = (struct messages){ .pool = pool };
}

OFF_THE_WAY void messages_grow(struct messages *m, size_t size)
{
	size_t cap = m->cap ? m->cap * 2 : 4096;

	while (cap - m->n < size)
		cap *= 2;
	m->b = pool_grow(m->pool, m->b, m->cap, cap);
	m->cap = cap;
}

void attr_put_u8(struct messages *m, uint16_t type, uint8_t number)
{
	*attr_head(m, type, sizeof(number)) = number;
}

void attr_put_u16(struct messages *m, uint16_t type, uint16_t number)
{
	number = htobe16(number);
	memcpy(attr_head(m, type, sizeof(number)), &number, sizeof(number));
}

void attr_put_u64(struct messages *m, uint16_t type, uint64_t number)
{
	number = htobe64(number);
	memcpy(attr_head(m, type, sizeof(number)), &number, sizeof(number));
}

void attr_note(struct messages *m, struct loc loc)
{
	struct span_mark *mark = vec_push(m->pool, &m->marks);

	mark->sequence = message_open(m)->nlmsg_seq;
	mark->offset = m->n - m->start;
	mark->loc = loc;
}

struct attrs message_attrs(const struct nlmsghdr *message)
{
	size_t top = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg));

	if (message->nlmsg_len < top)
		return (struct attrs){ 0 };
	return (struct attrs){ .p = (const uint8_t *)message + top, .n = message->nlmsg_len - top };
}

bool attr_find(struct attrs in, uint16_t type, struct attr *attr)
{
	struct attr next;

	while (attr_next(&in, &next)) {
		if (next.type == type) {
			*attr = next;
			return true;
		}
	}
	return false;
}

bool attr_u8(const struct attr *attr, uint8_t *number)
{
	if (attr->size != sizeof(*number))
		return false;
	*number = *attr->data;
	return true;
}

bool attr_u16(const struct attr *attr, uint16_t *number)
{
	if (attr->size != sizeof(*number))
		return false;
	memcpy(number, attr->data, sizeof(*number));
	*number = be16toh(*number);
	return true;
}

bool attr_u32(const struct attr *attr, uint32_t *number)
{
	if (attr->size != sizeof(*number))
		return false;
	memcpy(number, attr->data, sizeof(*number));
	*number = be32toh(*number);
	return true;
}

bool attr_u64(const struct attr *attr, uint64_t *number)
{
	if (attr->size != sizeof(*number))
		return false;
	memcpy(number, attr->data, sizeof(*number));
	*number = be64toh(*number);
	return true;
}

const char *attr_str(const struct attr *attr, size_t max, struct pool *pool)
{
	size_t n = strnlen((const char *)attr->data, attr->size);

	/* The kernel takes and gives some names without the NUL; the limit counts one. */
	if (n >= max)
		return NULL;
	return pool_strndup(pool, (const char *)attr->data, n);
}

static bool get_row(const struct attr *attr, const struct attr_row *row, void *member,
		    struct pool *pool, bool strict)
{
	uint32_t given;

	switch ((enum attr_kind)row->kind) {
	case ATTR_U8:
		return attr_u8(attr, member);
	case ATTR_U16:
		return attr_u16(attr, member);
	case ATTR_U32:
	case ATTR_S32:
	case ATTR_REG:
		return attr_u32(attr, member);
	case ATTR_U64:
		return attr_u64(attr, member);
	case ATTR_STR:
		*(const char **)member =
			attr_str(attr, row->max ? row->max : NFT_NAME_MAXLEN, pool);
		return *(const char **)member;
	case ATTR_DATA:
		return code_get_data(attr_inside(attr), member, pool);
	case ATTR_BLOB:
		*(struct span *)member = (struct span){ pool_memdup(pool, attr->data, attr->size),
							attr->size };
		return true;
	case ATTR_PROG:
	case ATTR_ONE:
		*(const struct prog **)member =
			code_get_prog(attr_inside(attr), row->kind == ATTR_PROG, pool);
		return *(const struct prog **)member;
	case ATTR_NEST:
		return attr_get_rows(attr_inside(attr), row->nest, member, &given, pool, strict);
	case ATTR_FLAG:
		return *(bool *)member = true;
	case ATTR_END:
		break;
	}
	return false;
}

bool attr_get_rows(struct attrs in, const struct attr_row *rows, void *base, uint32_t *given,
		   struct pool *pool, bool strict)
{
	struct attr attr;
	unsigned i = 0;

	*given = 0;
	while (attr_next(&in, &attr)) {
		/* mostly they come in the order of the rows */
		if (rows[i].kind && rows[i].attr != attr.type)
			i++;
		if (!rows[i].kind || rows[i].attr != attr.type)
			i = 0;
		while (rows[i].kind && rows[i].attr != attr.type)
			i++;
		if (!rows[i].kind) {
			if (strict && attr.size)
				return false;
			continue; /* an empty one is padding before a 64-bit number */
		}
		if (!get_row(&attr, &rows[i], (char *)base + rows[i].offset, pool, strict))
			return false;
		*given |= 1u << i;
	}
	return !in.n;
}

bool rows_gave(const struct attr_row *rows, uint32_t given, uint16_t number)
{
	for (unsigned i = 0; rows[i].kind; i++)
		if (rows[i].attr == number)
			return given >> i & 1;
	return false;
}
