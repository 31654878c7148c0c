/*
 * put_rows: structs and instructions to attributes, as their rows say. This is most of what a
 * ruleset costs to send, so attributes are written through a pointer into room that is asked for
 * once for several of them; what is of any size goes by way of attr.h.
 */
#include <linux/netfilter/nf_tables.h>
#include "base/bytes.h"
#include "wire/attr.h"
#include "wire/code.h"

enum {
	NUMBER_MAX = NLA_HDRLEN + sizeof(uint64_t),
	ROWS_MAX = 32,
	VALUE_MAX = NLA_HDRLEN + NLA_HDRLEN + UINT8_MAX + NLA_ALIGNTO,
	/* Numbers of all rows, the heads around them, and one row's value */
	ROOM = ROWS_MAX * NUMBER_MAX + 4 * NLA_HDRLEN + sizeof(insn_descs->name) + VALUE_MAX,
};

/* What is written up to p counts from now on, and there is room again. */
static OFF_THE_WAY uint8_t *settle(struct messages *m, const uint8_t *p)
{
	m->n = p - m->b;
	return messages_room(m, ROOM);
}

static uint8_t *put_u32(uint8_t *p, uint16_t type, uint32_t number)
{
	attr_write_head(p, type, NLA_HDRLEN + sizeof(number));
	number = htobe32(number);
	memcpy(p + NLA_HDRLEN, &number, sizeof(number));
	return p + NLA_HDRLEN + sizeof(number);
}

static uint8_t *put_u64(uint8_t *p, uint16_t type, uint64_t number)
{
	attr_write_head(p, type, NUMBER_MAX);
	number = htobe64(number);
	memcpy(p + NLA_HDRLEN, &number, sizeof(number));
	return p + NUMBER_MAX;
}

/* The narrow ones are the first bytes of a number of 32 bits, the rest of which is padding. */
static uint8_t *put_number(uint8_t *p, const struct attr_row *row, const void *member)
{
	if (row->kind == ATTR_U64)
		return put_u64(p, row->attr, *(const uint64_t *)member);
	if (row->kind == ATTR_U16) {
		put_u32(p, row->attr, (uint32_t)*(const uint16_t *)member << 16);
		attr_write_head(p, row->attr, NLA_HDRLEN + sizeof(uint16_t));
	} else if (row->kind == ATTR_U8) {
		put_u32(p, row->attr, (uint32_t)*(const uint8_t *)member << 24);
		attr_write_head(p, row->attr, NLA_HDRLEN + sizeof(uint8_t));
	} else {
		put_u32(p, row->attr, *(const uint32_t *)member);
	}
	return p + NLA_HDRLEN + sizeof(uint32_t);
}

static uint8_t *put_value(uint8_t *p, uint16_t type, const struct data *data)
{
	size_t size = NLA_HDRLEN + data->size, padded = NLA_ALIGN(size);

	attr_write_head(p, type | NLA_F_NESTED, NLA_HDRLEN + padded);
	p += NLA_HDRLEN;
	memset(p + padded - NLA_ALIGNTO, 0, NLA_ALIGNTO);
	attr_write_head(p, NFTA_DATA_VALUE, size);
	bytes_copy_short(p + NLA_HDRLEN, data->b, data->size);
	return p + padded;
}

void code_put_verdict(struct messages *m, int32_t code, const char *chain, uint32_t chain_id)
{
	size_t verdict = attr_open(m, NFTA_DATA_VERDICT);

	attr_put_u32(m, NFTA_VERDICT_CODE, code);
	if (chain_id)
		attr_put_u32(m, NFTA_VERDICT_CHAIN_ID, chain_id);
	else if (chain)
		attr_put_str(m, NFTA_VERDICT_CHAIN, chain);
	attr_close(m, verdict);
}

static void put_verdict(struct messages *m, const struct attr_row *row, const struct data *data)
{
	size_t mark = attr_open(m, row->attr);

	code_put_verdict(m, data->code, data->chain, data->chain_id);
	attr_close(m, mark);
}

static void put_prog(struct messages *m, const struct attr_row *row, const struct prog *prog)
{
	size_t mark = attr_open(m, row->attr);

	code_put_prog(m, prog, row->kind == ATTR_PROG);
	attr_close(m, mark);
}

static void put_nest(struct messages *m, const struct attr_row *row, const void *member)
{
	size_t mark = attr_open(m, row->attr);

	attr_put_rows(m, row->nest, member, UINT32_MAX);
	attr_close(m, mark);
}

/* What is neither a number nor a value. */
static OFF_THE_WAY uint8_t *put_other(struct messages *m, uint8_t *p, const struct attr_row *row,
			  const void *member)
{
	const struct span *blob = member;

	settle(m, p);
	switch ((enum attr_kind)row->kind) {
	case ATTR_STR:
		attr_put_str(m, row->attr, *(const char *const *)member);
		break;
	case ATTR_DATA:
		put_verdict(m, row, member);
		break;
	case ATTR_BLOB:
		attr_put(m, row->attr, blob->p, blob->n);
		break;
	case ATTR_PROG:
	case ATTR_ONE:
		put_prog(m, row, *(const struct prog *const *)member);
		break;
	case ATTR_NEST:
		put_nest(m, row, member);
		break;
	case ATTR_FLAG:
		attr_put(m, row->attr, NULL, 0);
		break;
	case ATTR_END: case ATTR_U8: case ATTR_U16: case ATTR_U64: case ATTR_U32: case ATTR_S32:
	case ATTR_REG:
		break;
	}
	return messages_room(m, ROOM);
}

/* At p there is room, and so there is at the result. */
static inline __attribute__((always_inline)) uint8_t *
put_rows(struct messages *m, uint8_t *p, const struct attr_row *row, const void *base,
	 uint32_t given)
{
	for (;; row++, given >>= 1) {
		const void *member = (const char *)base + row->offset;
		const struct data *data = member;

		if (row->size) {
			uint32_t number = htobe32(*(const uint32_t *)member);

			if (!row->always && !(given & 1))
				continue;
			memcpy(p, row, NLA_HDRLEN);
			memcpy(p + NLA_HDRLEN, &number, sizeof(number));
			p += NLA_HDRLEN + sizeof(number);
		} else if (row->kind == ATTR_END) {
			return p;
		} else if (row->kind == ATTR_DATA && data->size) {
			p = put_value(p, row->attr, data);
			if (m->b + m->cap - p < ROOM)
				p = settle(m, p);
		} else if (row_has(row, base, given & 1)) {
			p = row->kind <= ATTR_REG ? put_number(p, row, member)
						  : put_other(m, p, row, member);
		}
	}
}

void attr_put_rows(struct messages *m, const struct attr_row *rows, const void *base,
		   uint32_t given)
{
	m->n = put_rows(m, messages_room(m, ROOM), rows, base, given) - m->b;
}

/*
 * Two instructions are not taken back as they are shown: a list of statements in a dynset needs a
 * flag, and the removal of a TCP option must not say where in it.
 */
static uint8_t *put_dynset(struct messages *m, uint8_t *p, const struct insn *insn)
{
	struct insn_dynset dynset = *(const struct insn_dynset *)insn;

	if (dynset.exprs) {
		dynset.flags |= NFT_DYNSET_F_EXPR;
		INSN_GIVE(&dynset, struct insn_dynset, flags);
	}
	settle(m, p);
	attr_put_rows(m, insn_descs[insn->id].rows, &dynset, dynset.h.given);
	return messages_room(m, ROOM);
}

static uint8_t *put_exthdr(struct messages *m, uint8_t *p, const struct insn *insn)
{
	bool removes = !INSN_GAVE(insn, struct insn_exthdr, dreg) &&
		       !INSN_GAVE(insn, struct insn_exthdr, sreg);

	settle(m, p);
	attr_put_rows(m, insn_descs[insn->id].rows, insn, removes ? 0 : insn->given);
	return messages_room(m, ROOM);
}

/* The few whose operands are not just their rows. */
static OFF_THE_WAY uint8_t *put_special(struct messages *m, uint8_t *p, const struct insn *insn)
{
	return insn->id == INSN_DYNSET ? put_dynset(m, p, insn) : put_exthdr(m, p, insn);
}

static void close_nest(uint8_t *at, const uint8_t *end)
{
	((struct nlattr *)at)->nla_len = end - at;
}

/*
 * The name is written in the width of its member; what is too much of it is overwritten. What is too
 * long is so around the list too, where attr_close sees it.
 */
static inline __attribute__((always_inline)) void
put_insn(struct messages *m, const struct insn *insn, size_t list_head)
{
	const struct insn_desc *desc = &insn_descs[insn->id];
	size_t name = NLA_HDRLEN + desc->name_size, data = list_head + NLA_ALIGN(name);
	size_t start = m->n;
	uint8_t *p = messages_room(m, ROOM);

	attr_write_head(p, NFTA_LIST_ELEM | NLA_F_NESTED, 0);
	attr_write_head(p + list_head, NFTA_EXPR_NAME, name);
	memcpy(p + list_head + NLA_HDRLEN, desc->name, sizeof(desc->name));
	attr_write_head(p + data, NFTA_EXPR_DATA | NLA_F_NESTED, 0);
	p += data + NLA_HDRLEN;
	p = desc->special ? put_special(m, p, insn)
			  : put_rows(m, p, desc->rows, insn, insn->given);
	close_nest(m->b + start + data, p);
	if (list_head)
		close_nest(m->b + start, p);
	m->n = p - m->b;
}

static OFF_THE_WAY void put_unknown(struct messages *m, const struct insn *insn, bool list)
{
	const struct insn_unknown *unknown = (const struct insn_unknown *)insn;
	size_t mark = list ? attr_open(m, NFTA_LIST_ELEM) : 0;

	if (unknown->name)
		attr_put_str(m, NFTA_EXPR_NAME, unknown->name);
	attr_put(m, NFTA_EXPR_DATA | NLA_F_NESTED, unknown->data.p, unknown->data.n);
	if (list)
		attr_close(m, mark);
}

static void put_one(struct messages *m, const struct insn *insn)
{
	if (insn && insn->id == INSN_UNKNOWN)
		put_unknown(m, insn, false);
	else if (insn)
		put_insn(m, insn, 0);
}

void code_put_prog(struct messages *m, const struct prog *prog, bool list)
{
	const struct insn *insn;

	if (!list) {
		put_one(m, prog_first(prog));
		return;
	}
	prog_each(insn, prog) {
		attr_at(m, insn->loc);
		if (insn->id == INSN_UNKNOWN)
			put_unknown(m, insn, true);
		else
			put_insn(m, insn, NLA_HDRLEN);
	}
}
