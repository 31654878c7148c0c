/*
 * code_set: sets and maps, without their elements; and what their type numbers mean.
 */
#include <linux/netfilter/nf_tables.h>
#include "ruleset/tlv.h"
#include "wire/code.h"

#define ROW(type, member, number, what) \
	{ .attr = (number), .kind = (what), .offset = offsetof(struct type, member) }

static const struct attr_row set_rows[] = {
	ROW(set, name, NFTA_SET_NAME, ATTR_STR),
	ROW(set, flags, NFTA_SET_FLAGS, ATTR_U32),
	ROW(set, key_type, NFTA_SET_KEY_TYPE, ATTR_U32),
	ROW(set, key_size, NFTA_SET_KEY_LEN, ATTR_U32),
	ROW(set, data_type, NFTA_SET_DATA_TYPE, ATTR_U32),
	ROW(set, data_size, NFTA_SET_DATA_LEN, ATTR_U32),
	ROW(set, policy, NFTA_SET_POLICY, ATTR_U32),
	ROW(set, id, NFTA_SET_ID, ATTR_U32),
	ROW(set, timeout, NFTA_SET_TIMEOUT, ATTR_U64),
	ROW(set, gc_interval, NFTA_SET_GC_INTERVAL, ATTR_U32),
	ROW(set, userdata, NFTA_SET_USERDATA, ATTR_BLOB),
	ROW(set, object_type, NFTA_SET_OBJ_TYPE, ATTR_U32),
	ROW(set, handle, NFTA_SET_HANDLE, ATTR_U64),
	ROW(set, stmts, NFTA_SET_EXPR, ATTR_ONE),
	ROW(set, stmts, NFTA_SET_EXPRESSIONS, ATTR_PROG),
	ROW(set, count, SET_ATTR_COUNT, ATTR_U32),
	{ 0 }
};

/* How userdata tells the byte order of keys and data. */
enum { UDATA_ORDER_NONE, UDATA_ORDER_HOST, UDATA_ORDER_BIG };

static uint32_t udata_order(const struct key_spec *spec)
{
	if (spec->n != 1 || (spec->field[0].type && spec->field[0].type->id == TYPE_VERDICT))
		return UDATA_ORDER_NONE;
	return spec->field[0].order == ORDER_BIG ? UDATA_ORDER_BIG : UDATA_ORDER_HOST;
}

static void make_userdata(struct tlv *tlv, const struct set *set)
{
	bool map = set->flags & SET_MAP;

	tlv_put_u32(tlv, UDATA_SET_KEY_ORDER, udata_order(&set->key));
	if (map)
		tlv_put_u32(tlv, UDATA_SET_DATA_ORDER, udata_order(&set->data));
	if (set->auto_merge)
		tlv_put_u32(tlv, UDATA_SET_MERGE, 1);
	if (set->key_typeof_tlv.n)
		tlv_put(tlv, set->typeof_is_own ? UDATA_SET_KEY_OWN : UDATA_SET_KEY_TYPEOF,
			set->key_typeof_tlv.p, set->key_typeof_tlv.n);
	if (set->data_typeof_tlv.n)
		tlv_put(tlv, set->typeof_is_own ? UDATA_SET_DATA_OWN : UDATA_SET_DATA_TYPEOF,
			set->data_typeof_tlv.p, set->data_typeof_tlv.n);
	if (map)
		tlv_put_u32(tlv, UDATA_SET_DATA_INTERVAL, set->data_interval);
	if (set->comment)
		tlv_put_str(tlv, UDATA_SET_COMMENT, set->comment);
}

static void put_userdata(struct messages *m, const struct set *set)
{
	struct span userdata = set->userdata;
	struct tlv tlv = { .pool = m->pool };

	if (!userdata.n) {
		make_userdata(&tlv, set);
		userdata = (struct span){ (const char *)tlv.b, tlv.n };
	}
	attr_put(m, NFTA_SET_USERDATA, userdata.p, userdata.n);
}

static void put_fields(struct messages *m, const struct key_spec *key)
{
	size_t concat = attr_open(m, NFTA_SET_DESC_CONCAT);

	for (unsigned i = 0; i < key->n; i++) {
		size_t elem = attr_open(m, NFTA_LIST_ELEM);

		attr_put_u32(m, NFTA_SET_FIELD_LEN, BYTES_OF(key->field[i].bits));
		attr_close(m, elem);
	}
	attr_close(m, concat);
}

/* A named set that never changes: what it is to hold at most, and how, says nothing. */
static bool is_fixed(const struct set *set)
{
	return set->flags & SET_CONSTANT && !(set->flags & SET_ANONYMOUS);
}

static void put_desc(struct messages *m, const struct set *set)
{
	bool ranges = set->flags & SET_INTERVAL && set->key.n > 1;
	size_t desc;

	if ((!set->size || is_fixed(set)) && !ranges)
		return;
	desc = attr_open(m, NFTA_SET_DESC);
	if (set->size && !is_fixed(set))
		attr_put_u32(m, NFTA_SET_DESC_SIZE, set->size);
	if (ranges)
		put_fields(m, &set->key);
	attr_close(m, desc);
}

static void put_spec(struct messages *m, const struct set *set, const struct op *op)
{
	code_at(m, op, AT_SPEC);
	attr_put_u32(m, NFTA_SET_FLAGS, set->flags);
	attr_put_u32(m, NFTA_SET_KEY_TYPE, set->key_type);
	attr_put_u32(m, NFTA_SET_KEY_LEN, set->key_size);
	if (set->flags & SET_MAP) {
		attr_put_u32(m, NFTA_SET_DATA_TYPE, set->data_type);
		attr_put_u32(m, NFTA_SET_DATA_LEN, set->data_size);
	}
	if (set->flags & SET_OBJECT)
		attr_put_u32(m, NFTA_SET_OBJ_TYPE, set->object_type);
	if (set->has_policy && !is_fixed(set)) {
		code_at(m, op, AT_POLICY);
		attr_put_u32(m, NFTA_SET_POLICY, set->policy);
	}
	put_desc(m, set);
	if (set->timeout)
		attr_put_u64(m, NFTA_SET_TIMEOUT, set->timeout);
	if (set->gc_interval)
		attr_put_u32(m, NFTA_SET_GC_INTERVAL, set->gc_interval);
	put_userdata(m, set);
	if (set->stmts && set->stmts->n) {
		bool several = set->stmts->n > 1;
		size_t mark = attr_open(m, several ? NFTA_SET_EXPRESSIONS : NFTA_SET_EXPR);

		code_put_prog(m, set->stmts, several);
		attr_close(m, mark);
	}
}

void code_put_set(struct messages *m, const struct set *set, const struct op *op)
{
	code_at(m, op, AT_TABLE);
	attr_put_str(m, NFTA_SET_TABLE, code_table_name(set->table, op));
	if (op && op->by_handle) {
		code_at(m, op, AT_HANDLE);
		attr_put_u64(m, NFTA_SET_HANDLE, set->handle);
		return;
	}
	code_at(m, op, AT_NAME);
	attr_put_str(m, NFTA_SET_NAME, set->name);
	if (op && op->verb != OP_ADD && op->verb != OP_CREATE)
		return;
	if (op)
		attr_put_u32(m, NFTA_SET_ID, set->id);
	else
		attr_put_u64(m, NFTA_SET_HANDLE, set->handle);
	put_spec(m, set, op);
	if (!op)
		attr_put_u32(m, SET_ATTR_COUNT, set->count);
}

/* The sizes of the fields of a range concatenation, where the kernel knows them. */
struct field_sizes {
	unsigned n;
	uint32_t size[KEY_FIELDS_MAX];
};

static bool get_fields(struct attrs in, struct field_sizes *fields)
{
	struct attr elem, attr;

	while (attr_next(&in, &elem)) {
		if (fields->n == KEY_FIELDS_MAX)
			return false;
		if (!attr_find(attr_inside(&elem), NFTA_SET_FIELD_LEN, &attr) ||
		    !attr_u32(&attr, &fields->size[fields->n++]))
			return false;
	}
	return !in.n;
}

static bool get_desc(struct attrs in, struct set *set, struct field_sizes *fields)
{
	struct attr attr;

	while (attr_next(&in, &attr)) {
		if (attr.type == NFTA_SET_DESC_SIZE && !attr_u32(&attr, &set->size))
			return false;
		if (attr.type == NFTA_SET_DESC_CONCAT && !get_fields(attr_inside(&attr), fields))
			return false;
	}
	return !in.n;
}

static void set_field(struct key_spec *spec, unsigned i, const struct type *type, unsigned size)
{
	struct key_field *field = &spec->field[i];

	*field = (struct key_field){ .type = type, .bits = 8 * size, .order = type->order };
	if (type->bits && BYTES_OF(type->bits) == size)
		field->bits = type->bits;
}

/* Types we do not know, or whose widths do not add up: one opaque field. */
static void opaque_spec(struct key_spec *spec, unsigned size)
{
	*spec = (struct key_spec){ .n = 1 };
	set_field(spec, 0, &type_integer_hex, size);
	spec->size = size;
}

static unsigned padded(unsigned size)
{
	return (size + 3) / 4 * 4;
}

/*
 * A concatenation packs its types, the first one highest. Sizes come from the kernel if it told
 * them, else from the types; those without a width of their own share what is left.
 */
static bool concat_spec(struct key_spec *spec, uint32_t packed, unsigned size,
			const struct field_sizes *fields)
{
	const struct type *types[KEY_FIELDS_MAX];
	unsigned n = 0, known = 0, open = 0, i;

	for (uint32_t rest = packed; rest; rest >>= TYPE_BITS)
		n++;
	for (i = 0; i < n; i++) {
		unsigned id = packed >> (n - 1 - i) * TYPE_BITS & TYPE_MASK;

		types[i] = id < TYPE_N ? type_by_id[id] : NULL;
		if (!types[i])
			return false;
		known += padded(BYTES_OF(types[i]->bits));
		open += !types[i]->bits;
	}
	if (fields->n && fields->n != n)
		return false;
	if (!fields->n && (known > size || (open ? (size - known) % open : known != size)))
		return false;
	spec->n = n;
	for (i = 0; i < n; i++)
		set_field(spec, i, types[i], fields->n ? fields->size[i]
			  : types[i]->bits ? BYTES_OF(types[i]->bits) : (size - known) / open);
	return key_spec_close(spec) && spec->size == size;
}

static void make_spec(struct key_spec *spec, uint32_t type, unsigned size,
		      const struct field_sizes *fields, uint32_t order)
{
	*spec = (struct key_spec){ 0 };
	if (type > TYPE_MASK || fields->n > 1) {
		if (!concat_spec(spec, type, size, fields))
			opaque_spec(spec, size);
		return;
	}
	if (type >= TYPE_N || !type_by_id[type] || type == TYPE_INVALID || type == TYPE_VERDICT) {
		opaque_spec(spec, size);
		return;
	}
	spec->n = 1;
	set_field(spec, 0, type_by_id[type], size);
	spec->size = size;
	if (spec->field[0].order != ORDER_TEXT && order != UDATA_ORDER_NONE)
		spec->field[0].order = order == UDATA_ORDER_HOST ? ORDER_HOST : ORDER_BIG;
}

static void make_data_spec(struct set *set)
{
	struct field_sizes none = { 0 };
	uint32_t order = UDATA_ORDER_NONE;

	set->data = (struct key_spec){ 0 };
	if (!(set->flags & SET_MAP))
		return;
	if (set->data_type == NFT_DATA_VERDICT) {
		set->data = (struct key_spec){ .n = 1, .field = { { .type = &type_verdict } } };
		return;
	}
	tlv_get_u32(set->userdata, UDATA_SET_DATA_ORDER, &order);
	make_spec(&set->data, set->data_type,
		  set->data_interval ? set->data_size / 2 : set->data_size, &none, order);
}

static void read_userdata(struct set *set, struct pool *pool)
{
	uint32_t number;

	set->auto_merge = tlv_get_u32(set->userdata, UDATA_SET_MERGE, &number) && number;
	set->data_interval = tlv_get_u32(set->userdata, UDATA_SET_DATA_INTERVAL, &number) && number;
	set->typeof_is_own = tlv_get(set->userdata, UDATA_SET_KEY_OWN, &set->key_typeof_tlv);
	tlv_get(set->userdata, UDATA_SET_DATA_OWN, &set->data_typeof_tlv);
	if (!set->typeof_is_own) {
		tlv_get(set->userdata, UDATA_SET_KEY_TYPEOF, &set->key_typeof_tlv);
		tlv_get(set->userdata, UDATA_SET_DATA_TYPEOF, &set->data_typeof_tlv);
	}
	set->comment = code_comment(set->userdata, UDATA_SET_COMMENT, pool);
}

bool code_get_set(struct attrs in, struct set *set, struct pool *pool)
{
	struct field_sizes fields = { 0 };
	uint32_t given, order = UDATA_ORDER_NONE;
	struct attr desc;

	if (!attr_get_rows(in, set_rows, set, &given, pool, false))
		return false;
	set->has_policy = rows_gave(set_rows, given, NFTA_SET_POLICY);
	if (attr_find(in, NFTA_SET_DESC, &desc) && !get_desc(attr_inside(&desc), set, &fields))
		return false;
	read_userdata(set, pool);
	if (!rows_gave(set_rows, given, NFTA_SET_KEY_LEN))
		return true; /* a delete says only which */
	if (!set->key_size || set->key_size > KEY_SIZE_MAX || set->data_size > 2 * KEY_SIZE_MAX)
		return false;
	tlv_get_u32(set->userdata, UDATA_SET_KEY_ORDER, &order);
	make_spec(&set->key, set->key_type, set->key_size, &fields, order);
	make_data_spec(set);
	return true;
}
