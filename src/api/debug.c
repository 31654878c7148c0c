/*
 * debug: --debug=netlink: sets with their elements in the kernel's shape, and rules as
 * instructions.
 */
#include "api/ctx.h"

#include "data/proto.h"

static void put_bytes(struct out *out, const uint8_t *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out_printf(out, "%02x", b[i]);
}

static void put_key(struct out *out, const struct key_spec *spec, const uint8_t *key)
{
	for (unsigned i = 0; i < spec->n; i++) {
		if (i)
			out_str(out, " . ");
		put_bytes(out, key + key_field_offset(spec, i), BYTES_OF(spec->field[i].bits));
	}
}

static void put_verdict(struct out *out, const struct elems *e, const uint8_t *data)
{
	struct data verdict = { .verdict = true, .code = (int32_t)bytes_u64(data, 4) };
	uint32_t chain = (uint32_t)bytes_u64(data + 4, 4);

	if (verdict.code == VERDICT_JUMP || verdict.code == VERDICT_GOTO)
		verdict.chain = e->chains.v[chain];
	data_list(out, &verdict);
}

static void put_data(struct out *out, const struct set *set, const struct elems *e, size_t i)
{
	const uint8_t *data = elems_data(e, i);

	if (!(e->flags & (ELEMS_DATA | ELEMS_VERDICT | ELEMS_OBJECT)))
		return;
	out_str(out, " : ");
	if (e->flags & ELEMS_VERDICT) {
		put_verdict(out, e, data);
	} else if (e->flags & ELEMS_OBJECT) {
		out_str(out, e->chains.v[bytes_u64(data, 4)]);
	} else {
		put_key(out, &set->data, data);
		if (e->flags & ELEMS_DATA_RANGE) {
			out_str(out, " - ");
			put_key(out, &set->data, data + e->data / 2);
		}
	}
}

static bool is_tree(const struct set *set, const struct elems *e)
{
	return set->flags & SET_INTERVAL && e->flags & ELEMS_RANGE && set->key.n == 1 &&
	       !(set->flags & SET_CONCAT);
}

static void put_end(struct out *out, const struct set *set, const uint8_t *key)
{
	out_str(out, "\telement ");
	put_key(out, &set->key, key);
	out_str(out, " flags 1");
}

static void put_element(struct out *out, const struct set *set, const struct elems *e, size_t i)
{
	uint8_t end[KEY_SIZE_MAX];
	bool tree = is_tree(set, e), catchall = elems_is_catchall(e, i);

	out_str(out, "\telement ");
	if (!catchall)
		put_key(out, &set->key, elems_lo(e, i));
	if (!catchall && !tree && e->flags & ELEMS_RANGE) {
		out_str(out, " - ");
		put_key(out, &set->key, elems_hi(e, i));
	}
	put_data(out, set, e, i);
	if (catchall)
		out_str(out, " flags 2");
	if (!tree || catchall || bytes_are_ones(elems_hi(e, i), set->key.field[0].bits))
		return;
	memcpy(end, elems_hi(e, i), e->key);
	bytes_add1(end, e->key);
	put_end(out, set, end);
}

static void put_elements(struct out *out, const struct set *set, const struct elems *e)
{
	static const uint8_t zero[KEY_SIZE_MAX];

	if (is_tree(set, e) && e->n && !bytes_are_zero(elems_lo(e, 0), e->key))
		put_end(out, set, zero);
	for (size_t i = 0; i < e->n; i++)
		put_element(out, set, e, i);
	out_char(out, '\n');
}

static void put_set(struct run *run, const struct set *set, uint32_t flags)
{
	out_printf(run->out, "%s %s %x\n", set->name, set->table->name, flags);
}

void debug_rule(struct run *run, const struct rule *rule)
{
	out_printf(run->out, "%s %s %s\n", family_name(rule->table->family), rule->table->name,
		   rule->chain_name ? rule->chain_name : "");
	prog_list(run->out, rule->prog);
	out_char(run->out, '\n');
}

void debug_ops(struct run *run, const struct ops *ops)
{
	for (const struct op *op = ops->first; op; op = op->next) {
		bool adds = op->verb == OP_ADD || op->verb == OP_CREATE || op->verb == OP_INSERT ||
			    op->verb == OP_REPLACE;

		if (!adds)
			continue;
		if (op->kind == KIND_SET) {
			put_set(run, op->set, op->set->flags);
		} else if (op->kind == KIND_ELEMENT) {
			put_set(run, op->set, 0);
			put_elements(run->out, op->set, op->elems);
		} else if (op->kind == KIND_RULE) {
			debug_rule(run, op->rule);
		}
	}
}
