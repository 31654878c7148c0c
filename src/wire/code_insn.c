/*
 * code_insn: instructions from attributes. The rows do the work; here is only what they share: names,
 * data, lists, and instructions that are not understood.
 */
#include <linux/netfilter/nf_tables.h>
#include "wire/attr.h"
#include "wire/code.h"

enum { DATA_MAX = 64 };

static bool get_verdict(struct attrs in, struct data *data, struct pool *pool)
{
	bool coded = false;
	struct attr attr;

	data->verdict = true;
	while (attr_next(&in, &attr)) {
		uint32_t number;

		switch (attr.type) {
		case NFTA_VERDICT_CODE:
			if (!attr_u32(&attr, &number))
				return false;
			data->code = (int32_t)number;
			coded = true;
			break;
		case NFTA_VERDICT_CHAIN:
			if (!(data->chain = attr_str(&attr, NFT_NAME_MAXLEN, pool)))
				return false;
			break;
		case NFTA_VERDICT_CHAIN_ID:
			if (!attr_u32(&attr, &data->chain_id))
				return false;
			break;
		default:
			return false;
		}
	}
	return coded && !in.n;
}

bool code_get_data(struct attrs in, struct data *data, struct pool *pool)
{
	struct attr attr;

	*data = (struct data){ 0 };
	if (!attr_next(&in, &attr))
		return false;
	if (attr.type == NFTA_DATA_VERDICT)
		return get_verdict(attr_inside(&attr), data, pool);
	if (attr.type != NFTA_DATA_VALUE || !attr.size || attr.size > DATA_MAX)
		return false;
	data->b = pool_memdup(pool, attr.data, attr.size);
	data->size = attr.size;
	return true;
}

static void get_unknown(struct prog *prog, struct span name, const struct attr *data)
{
	struct insn_unknown *unknown = prog_add(prog, INSN_UNKNOWN);

	unknown->name = pool_strndup(prog->pool, name.p, name.n);
	if (data->data)
		unknown->data = (struct span){
			pool_memdup(prog->pool, data->data, data->size), data->size };
}

/*
 * One expression. What has an attribute without a row, or one of a size we do not expect, is kept
 * as unknown: better shown as that than shown as something it is not.
 */
static bool get_insn(struct attrs in, struct prog *prog)
{
	struct attr name, data = { 0 };
	uint32_t size = prog->size, n = prog->n, given;
	struct span text;
	struct insn *insn;
	enum insn_id id;

	if (!attr_find(in, NFTA_EXPR_NAME, &name))
		return false;
	text.p = (const char *)name.data;
	text.n = strnlen(text.p, name.size);
	if (text.n >= NFT_NAME_MAXLEN)
		return false;
	attr_find(in, NFTA_EXPR_DATA, &data);
	id = insn_by_name(text);
	if (id == INSN_UNKNOWN) {
		get_unknown(prog, text, &data);
		return true;
	}
	insn = prog_add(prog, id);
	if (!attr_get_rows(attr_inside(&data), insn_descs[id].rows, insn, &given, prog->pool,
			   true)) {
		prog->size = size;
		prog->n = n;
		get_unknown(prog, text, &data);
		return true;
	}
	insn->given = given;
	return true;
}

struct prog *code_get_prog(struct attrs in, bool list, struct pool *pool)
{
	struct prog_room room;
	struct prog prog;
	struct attr attr;

	prog_begin(&prog, pool, &room);
	if (!list)
		return get_insn(in, &prog) ? prog_finish(&prog) : NULL;
	while (attr_next(&in, &attr))
		if (attr.type != NFTA_LIST_ELEM || !get_insn(attr_inside(&attr), &prog))
			return NULL;
	return in.n ? NULL : prog_finish(&prog);
}
