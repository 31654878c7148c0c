/*
 * op_list: sets, elements and rules as `--debug=netlink` shows them: numbers, in the shape that the
 * kernel gets them in.
 */
#include <linux/netfilter/nf_tables.h>
#include "data/proto.h"
#include "ruleset/tlv.h"
#include "wire/batch.h"
#include "wire/code.h"

static void list_field(struct out *out, const uint8_t *b, unsigned size)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < size; i++) {
		if (i % 4 == 0)
			out_char(out, ' ');
		out_char(out, digits[b[i] >> 4]);
		out_char(out, digits[b[i] & 15]);
	}
}

/* Fields after one another; without a description, all bytes as one. */
static void list_fields(struct out *out, const struct key_spec *spec, const uint8_t *b,
			unsigned size)
{
	unsigned n = spec->n && spec->size <= size ? spec->n : 0;

	for (unsigned i = 0; i < n; i++) {
		if (i)
			out_str(out, " .");
		list_field(out, b + key_field_offset(spec, i), BYTES_OF(spec->field[i].bits));
	}
	if (!n)
		list_field(out, b, size);
}

static void list_data(struct out *out, const struct set *set, const struct elems *e, size_t i)
{
	const uint8_t *b = elems_data(e, i);
	struct data verdict = { .verdict = true };

	if (!e->data)
		return;
	out_str(out, " :");
	if (e->flags & ELEMS_VERDICT) {
		verdict.code = (int32_t)bytes_u64(b, 4);
		if (verdict.code == VERDICT_JUMP || verdict.code == VERDICT_GOTO)
			verdict.chain = e->chains.v[bytes_u64(b + 4, 4)];
		data_list(out, &verdict);
	} else if (e->flags & ELEMS_OBJECT) {
		out_printf(out, " %s", e->chains.v[bytes_u64(b, 4)]);
	} else {
		unsigned half = e->flags & ELEMS_DATA_RANGE ? e->data / 2 : e->data;

		list_fields(out, &set->data, b, half);
		if (half != e->data) {
			out_str(out, " .");
			list_fields(out, &set->data, b + half, half);
		}
	}
}

/* Length and sum of the userdata bytes that go with an element. */
static void list_userdata(struct out *out, const struct elem_extra *extra, bool open)
{
	uint8_t room[TLV_SIZE_MAX + 16];
	struct tlv tlv = { .b = room, .cap = sizeof(room) };
	unsigned sum = 0;

	if (extra && extra->given & EXTRA_COMMENT)
		tlv_put(&tlv, UDATA_ELEM_COMMENT, extra->comment, strnlen(extra->comment, 240) + 1);
	if (open)
		tlv_put_u32(&tlv, UDATA_ELEM_FLAGS, UDATA_ELEM_FLAG_OPEN);
	for (size_t i = 0; i < tlv.n; i++)
		sum += tlv.b[i];
	if (tlv.n)
		out_printf(out, "  userdata len %zu sum 0x%x", tlv.n, sum);
}

static void list_end(struct out *out, const struct set *set, const uint8_t *key, unsigned size)
{
	out_str(out, "\telement");
	list_fields(out, &set->key, key, size);
	out_printf(out, " flags %u", NFT_SET_ELEM_INTERVAL_END);
}

static void list_element(struct out *out, const struct set *set, const struct elems *e, size_t i)
{
	const struct elem_extra *extra = elems_extra(e, i);
	bool catchall = extra && extra->catchall, ranges = e->flags & ELEMS_RANGE;
	bool tree = code_is_tree(set, e) && !catchall;
	bool open = tree && bytes_are_ones(elems_hi(e, i), e->spec->field[0].bits);
	uint8_t end[KEY_SIZE_MAX];

	out_str(out, "\telement");
	if (catchall)
		out_char(out, ' ');
	else
		list_fields(out, &set->key, elems_lo(e, i), e->key);
	if (ranges && !tree && !catchall) {
		out_str(out, " -");
		list_fields(out, &set->key, elems_hi(e, i), e->key);
	}
	list_data(out, set, e, i);
	if (catchall)
		out_printf(out, " flags %u", NFT_SET_ELEM_CATCHALL);
	list_userdata(out, extra, open);
	if (!tree || open)
		return;
	memcpy(end, elems_hi(e, i), e->key);
	bytes_add1(end, e->key);
	if (!code_next_begins(set, e, i, end))
		list_end(out, set, end, e->key);
}

static void list_elements(struct out *out, const struct op *op)
{
	static const uint8_t zero[KEY_SIZE_MAX];
	const struct elems *e = op->elems;

	out_printf(out, "%s %s 0\n", op->set->name, code_table_name(op->set->table, op));
	if (code_starts_set(op) && e->n && code_is_tree(op->set, e) &&
	    !bytes_are_zero(elems_lo(e, 0), e->key))
		list_end(out, op->set, zero, e->key);
	for (size_t i = 0; i < e->n; i++)
		list_element(out, op->set, e, i);
	out_char(out, '\n');
}

static void list_set(struct out *out, const struct op *op)
{
	const struct set *set = op->set;

	out_printf(out, "%s %s %x", set->name, code_table_name(set->table, op), set->flags);
	if (set->timeout)
		out_printf(out, " timeout %llums", (unsigned long long)set->timeout);
	if (set->size)
		out_printf(out, " size %u", set->size);
	out_char(out, '\n');
}

static void list_rule(struct out *out, const struct op *op)
{
	const struct rule *rule = op->rule;
	const char *chain = rule->chain_name ? rule->chain_name
			  : rule->chain ? rule->chain->name : NULL;

	out_printf(out, "%s %s %s\n", family_name(op->family), code_table_name(rule->table, op),
		   chain ? chain : "");
	prog_list(out, rule->prog);
	out_char(out, '\n');
}

void op_list(struct out *out, const struct op *op)
{
	bool makes = op->verb == OP_ADD || op->verb == OP_CREATE;

	if (op->kind == KIND_SET && makes)
		list_set(out, op);
	else if (op->kind == KIND_ELEMENT && op->verb != OP_FLUSH && op->elems && op->elems->n)
		list_elements(out, op);
	else if (op->kind == KIND_RULE && op->rule->prog)
		list_rule(out, op);
}
