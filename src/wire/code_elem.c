/*
 * code_elem: set elements in the kernel's shapes, straight from and into packed records.
 *
 * A plain set has one element per record. A range of several fields is an element with KEY and
 * KEY_END. An interval set of one field is a tree of borders: an element for the first key and one
 * with the flag INTERVAL_END for the first key behind it; a range that reaches the largest key has
 * no end, which its userdata notes. Keys of interval sets are big-endian whatever their type.
 */
#include <linux/netfilter/nf_tables.h>
#include "ruleset/tlv.h"
#include "wire/code.h"

/* Leaves room for what an open message may still need below the 16 bits of a length. */
enum { LIST_SIZE_MAX = UINT16_MAX - 8 };

/* What is the same for all elements of a set. */
struct shape {
	const struct set *set;
	const struct key_spec *key, *data;
	bool tree, ranges;         /* interval sets: of one field, of several */
	bool big, plain, data_plain; /* plain: records hold wire bytes already */
	uint16_t key_size, data_size;
};

static bool spec_is_plain(const struct key_spec *spec, bool big)
{
	for (unsigned i = 0; i < spec->n && !big; i++)
		if (spec->field[i].order == ORDER_HOST && spec->field[i].bits > 8)
			return false;
	return true;
}

bool code_is_tree(const struct set *set, const struct elems *elems)
{
	return set->flags & SET_INTERVAL && elems->flags & ELEMS_RANGE && elems->spec->n == 1 &&
	       !(set->flags & SET_CONCAT);
}

static struct shape shape_of(const struct set *set, const struct elems *elems)
{
	bool interval = set->flags & SET_INTERVAL;

	return (struct shape){
		.set = set, .key = elems->spec, .data = &set->data,
		.tree = code_is_tree(set, elems),
		.ranges = interval && elems->flags & ELEMS_RANGE && !code_is_tree(set, elems),
		.big = interval, .plain = spec_is_plain(elems->spec, interval),
		.data_plain = spec_is_plain(&set->data, set->data_interval),
		.key_size = elems->key, .data_size = elems->data,
	};
}

struct elems *code_new_elems(struct pool *pool, const struct set *set)
{
	unsigned flags = set->flags & SET_INTERVAL ? ELEMS_RANGE : 0, data = 0;
	struct key_spec opaque = { .n = 1, .size = set->key_size };

	if (set->flags & SET_OBJECT) {
		flags |= ELEMS_OBJECT;
		data = sizeof(uint32_t);
	} else if (set->flags & SET_MAP && set->data_type == NFT_DATA_VERDICT) {
		flags |= ELEMS_DATA | ELEMS_VERDICT;
		data = VERDICT_DATA_SIZE;
	} else if (set->flags & SET_MAP) {
		flags |= ELEMS_DATA | (set->data_interval ? ELEMS_DATA_RANGE : 0);
		data = set->data_size;
	}
	opaque.field[0].type = &type_integer_hex;
	opaque.field[0].bits = 8 * set->key_size;
	return elems_new(pool, set->key.n ? &set->key : &opaque, data, flags);
}

/* Writing */

static void put_head(uint8_t *p, uint16_t type, size_t size)
{
	struct nlattr head = { .nla_len = NLA_HDRLEN + size, .nla_type = type };

	memcpy(p, &head, sizeof(head));
}

/* A nested attribute that holds NFTA_DATA_VALUE of `size` bytes; gives where they go. */
static uint8_t *put_value(struct messages *m, uint16_t type, size_t size)
{
	size_t padded = NLA_ALIGN(size);
	uint8_t *p = messages_room(m, 2 * NLA_HDRLEN + padded);

	put_head(p, type | NLA_F_NESTED, NLA_HDRLEN + padded);
	put_head(p + NLA_HDRLEN, NFTA_DATA_VALUE, size);
	p += 2 * NLA_HDRLEN;
	if (padded != size)
		memset(p + size, 0, padded - size);
	m->n += 2 * NLA_HDRLEN + padded;
	return p;
}

static void put_key(struct messages *m, const struct shape *s, uint16_t type, const uint8_t *key)
{
	uint8_t *p = put_value(m, type, s->key_size);

	if (s->plain)
		memcpy(p, key, s->key_size);
	else
		key_to_wire(s->key, key, p, s->big);
}

static void put_data_value(struct messages *m, const struct shape *s, const uint8_t *data)
{
	uint8_t *p = put_value(m, NFTA_SET_ELEM_DATA, s->data_size);
	size_t half = s->data_size / 2;

	if (s->data_plain || s->data->size > s->data_size) {
		memcpy(p, data, s->data_size);
		return;
	}
	key_to_wire(s->data, data, p, s->set->data_interval);
	if (s->set->data_interval)
		key_to_wire(s->data, data + half, p + half, true);
}

/* The name that a record's data refers to; NULL: an element was told without. */
static const char *data_name(const struct elems *e, const uint8_t *index)
{
	uint64_t i = bytes_u64(index, 4);

	return i < e->chains.n ? e->chains.v[i] : NULL;
}

static void put_data(struct messages *m, const struct shape *s, const struct elems *e, size_t i)
{
	const uint8_t *data = elems_data(e, i);
	uint32_t code;
	size_t mark;

	if (e->flags & ELEMS_VERDICT) {
		code = bytes_u64(data, 4);
		mark = attr_open(m, NFTA_SET_ELEM_DATA);
		code_put_verdict(m, (int32_t)code,
				 (int32_t)code == VERDICT_JUMP || (int32_t)code == VERDICT_GOTO
					 ? data_name(e, data + 4) : NULL, 0);
		attr_close(m, mark);
	} else if (e->flags & ELEMS_DATA) {
		put_data_value(m, s, data);
	}
}

static void put_object(struct messages *m, const struct elems *e, size_t i)
{
	const char *name = e->flags & ELEMS_OBJECT ? data_name(e, elems_data(e, i)) : NULL;

	if (name)
		attr_put_str(m, NFTA_SET_ELEM_OBJREF, name);
}

enum { COMMENT_SIZE_MAX = 240 };

static void put_comment(struct messages *m, const char *comment)
{
	size_t size = strnlen(comment, COMMENT_SIZE_MAX) + 1;
	uint8_t *p = attr_head(m, NFTA_SET_ELEM_USERDATA, 2 + size);

	p[0] = UDATA_ELEM_COMMENT;
	p[1] = size;
	memcpy(p + 2, comment, size);
}

/* The comment, and that the interval has no end. */
static void put_userdata(struct messages *m, const struct elem_extra *extra, bool open)
{
	uint8_t room[TLV_SIZE_MAX + 16];
	struct tlv tlv = { .b = room, .cap = sizeof(room) };
	uint32_t flags;

	if (!open && !(extra->given & EXTRA_USERDATA)) {
		if (extra->given & EXTRA_COMMENT)
			put_comment(m, extra->comment);
		return;
	}

	if (extra && extra->given & EXTRA_USERDATA) {
		tlv.n = extra->userdata.n < TLV_SIZE_MAX ? extra->userdata.n : TLV_SIZE_MAX;
		memcpy(room, extra->userdata.p, tlv.n);
		open &= !tlv_get_u32(extra->userdata, UDATA_ELEM_FLAGS, &flags);
	} else if (extra && extra->given & EXTRA_COMMENT) {
		tlv_put(&tlv, UDATA_ELEM_COMMENT, extra->comment,
			strnlen(extra->comment, COMMENT_SIZE_MAX) + 1);
	}
	if (open)
		tlv_put_u32(&tlv, UDATA_ELEM_FLAGS, UDATA_ELEM_FLAG_OPEN);
	if (tlv.n)
		attr_put(m, NFTA_SET_ELEM_USERDATA, tlv.b, tlv.n);
}

static void put_stmts(struct messages *m, const struct elem_extra *extra)
{
	bool several;
	size_t mark;

	if (!extra || !(extra->given & EXTRA_STMTS) || !extra->stmts || !extra->stmts->n)
		return;
	several = extra->stmts->n > 1;
	mark = attr_open(m, several ? NFTA_SET_ELEM_EXPRESSIONS : NFTA_SET_ELEM_EXPR);
	code_put_prog(m, extra->stmts, several);
	attr_close(m, mark);
}

static void put_times(struct messages *m, const struct elem_extra *extra)
{
	if (extra && extra->given & EXTRA_TIMEOUT)
		attr_put_u64(m, NFTA_SET_ELEM_TIMEOUT, extra->timeout);
	if (extra && extra->given & EXTRA_EXPIRES)
		attr_put_u64(m, NFTA_SET_ELEM_EXPIRATION, extra->expires);
}

static void put_start(struct messages *m, const struct shape *s, const struct elems *e, size_t i,
		      const struct elem_extra *extra, bool open)
{
	size_t mark = attr_open(m, NFTA_LIST_ELEM);

	if (extra && extra->catchall)
		attr_put_u32(m, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_CATCHALL);
	put_times(m, extra);
	if (!extra || !extra->catchall) {
		put_key(m, s, NFTA_SET_ELEM_KEY, elems_lo(e, i));
		if (s->ranges)
			put_key(m, s, NFTA_SET_ELEM_KEY_END, elems_hi(e, i));
	}
	if (s->data_size)
		put_data(m, s, e, i);
	if (extra || open)
		put_userdata(m, extra, open);
	if (s->data_size)
		put_object(m, e, i);
	put_stmts(m, extra);
	attr_close(m, mark);
}

static void put_end(struct messages *m, const struct shape *s, const uint8_t *key)
{
	size_t mark = attr_open(m, NFTA_LIST_ELEM);

	attr_put_u32(m, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
	put_key(m, s, NFTA_SET_ELEM_KEY, key);
	attr_close(m, mark);
}

bool code_next_begins(const struct set *set, const struct elems *e, size_t i, const uint8_t *end)
{
	return set->flags & SET_ANONYMOUS && i + 1 < e->n && !elems_is_catchall(e, i + 1) &&
	       bytes_cmp(elems_lo(e, i + 1), end, e->key) == 0;
}

static void put_elem(struct messages *m, const struct shape *s, const struct elems *e, size_t i,
		     const struct elem_extra *extra)
{
	uint8_t end[KEY_SIZE_MAX];
	bool open;

	if (!s->tree || (extra && extra->catchall)) {
		put_start(m, s, e, i, extra, false);
		return;
	}
	open = bytes_are_ones(elems_hi(e, i), s->key->field[0].bits);
	put_start(m, s, e, i, extra, open);
	if (open)
		return;
	memcpy(end, elems_hi(e, i), s->key_size);
	bytes_add1(end, s->key_size);
	if (!code_next_begins(s->set, e, i, end))
		put_end(m, s, end);
}

void code_put_elems(struct messages *m, const struct set *set, const struct elems *e, size_t *next,
		    bool null)
{
	static const uint8_t zero[KEY_SIZE_MAX];
	struct shape s = shape_of(set, e);
	size_t list = attr_open(m, NFTA_SET_ELEM_LIST_ELEMENTS), x = 0, first = *next;

	if (null && s.tree && e->n && !bytes_are_zero(elems_lo(e, 0), s.key_size))
		put_end(m, &s, zero);
	while (x < e->extra.n && e->extra.v[x].index < first)
		x++;
	for (; *next < e->n; ++*next) {
		bool has = x < e->extra.n && e->extra.v[x].index == *next;
		size_t before = m->n, marks = m->marks.n;

		put_elem(m, &s, e, *next, has ? &e->extra.v[x] : NULL);
		if (m->n - list > LIST_SIZE_MAX && *next > first) {
			m->n = before;
			m->marks.n = marks;
			break;
		}
		x += has;
	}
	attr_close(m, list);
}

bool code_put_query(struct messages *m, const struct set *set, const struct elems *e, size_t i,
		    bool end)
{
	struct shape s = shape_of(set, e);
	const struct elem_extra *extra = elems_extra(e, i);
	bool catchall = extra && extra->catchall;
	size_t list, elem;

	if (end && (!s.tree || catchall))
		return false;
	list = attr_open(m, NFTA_SET_ELEM_LIST_ELEMENTS);
	if (end) {
		put_end(m, &s, elems_lo(e, i));
	} else {
		elem = attr_open(m, NFTA_LIST_ELEM);
		if (catchall)
			attr_put_u32(m, NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_CATCHALL);
		else
			put_key(m, &s, NFTA_SET_ELEM_KEY, elems_lo(e, i));
		if (s.ranges && !catchall)
			put_key(m, &s, NFTA_SET_ELEM_KEY_END, elems_hi(e, i));
		attr_close(m, elem);
	}
	attr_close(m, list);
	return true;
}

/* Reading */

/* The attributes of one element; NULL or 0 where absent. */
struct elem {
	const uint8_t *key, *key_end;
	struct attr data, object, userdata, expr, exprs;
	uint32_t flags;
	uint64_t timeout, expires;
	bool has_timeout, has_expires;
};

static bool get_key(const struct attr *attr, unsigned size, const uint8_t **key)
{
	struct attrs in = attr_inside(attr);
	struct attr value;

	if (!attr_next(&in, &value) || value.type != NFTA_DATA_VALUE || value.size != size)
		return false;
	*key = value.data;
	return true;
}

static bool get_attrs(struct attrs in, const struct shape *s, struct elem *elem)
{
	struct attr attr;
	bool good = true;

	while (good && attr_next(&in, &attr)) {
		switch (attr.type) {
		case NFTA_SET_ELEM_KEY:
			good = get_key(&attr, s->key_size, &elem->key);
			break;
		case NFTA_SET_ELEM_KEY_END:
			good = get_key(&attr, s->key_size, &elem->key_end);
			break;
		case NFTA_SET_ELEM_FLAGS:
			good = attr_u32(&attr, &elem->flags);
			break;
		case NFTA_SET_ELEM_TIMEOUT:
			good = elem->has_timeout = attr_u64(&attr, &elem->timeout);
			break;
		case NFTA_SET_ELEM_EXPIRATION:
			good = elem->has_expires = attr_u64(&attr, &elem->expires);
			break;
		case NFTA_SET_ELEM_DATA:
			elem->data = attr;
			break;
		case NFTA_SET_ELEM_OBJREF:
			elem->object = attr;
			break;
		case NFTA_SET_ELEM_USERDATA:
			elem->userdata = attr;
			break;
		case NFTA_SET_ELEM_EXPR:
			elem->expr = attr;
			break;
		case NFTA_SET_ELEM_EXPRESSIONS:
			elem->exprs = attr;
			break;
		}
	}
	return good && !in.n && (elem->key || elem->flags & NFT_SET_ELEM_CATCHALL);
}

static bool get_verdict(struct elems *e, const struct elem *elem, uint8_t *to)
{
	struct data data;

	if (!code_get_data(attr_inside(&elem->data), &data, e->pool) || !data.verdict ||
	    ((data.code == VERDICT_JUMP || data.code == VERDICT_GOTO) && !data.chain))
		return false;
	bytes_set_u64(to, 4, (uint32_t)data.code);
	bytes_set_u64(to + 4, 4, data.chain ? elems_name(e, data.chain) : 0);
	return true;
}

static bool get_object(struct elems *e, const struct elem *elem, uint8_t *to)
{
	const char *name;

	if (!elem->object.data)
		return false;
	name = attr_str(&elem->object, NFT_NAME_MAXLEN, e->pool);
	if (!name)
		return false;
	bytes_set_u64(to, 4, elems_name(e, name));
	return true;
}

static bool get_data_value(const struct shape *s, const struct elem *elem, uint8_t *to)
{
	const uint8_t *from;
	size_t half = s->data_size / 2;

	if (!get_key(&elem->data, s->data_size, &from))
		return false;
	if (s->data_plain || s->data->size > s->data_size) {
		memcpy(to, from, s->data_size);
		return true;
	}
	key_from_wire(s->data, from, to, s->set->data_interval);
	if (s->set->data_interval)
		key_from_wire(s->data, from + half, to + half, true);
	return true;
}

/* Deletes and ends carry no data; then it stays zero. */
static bool get_data(struct elems *e, const struct shape *s, const struct elem *elem, uint8_t *to)
{
	if (e->flags & ELEMS_OBJECT)
		return !elem->object.data || get_object(e, elem, to);
	if (!elem->data.data)
		return true;
	return e->flags & ELEMS_VERDICT ? get_verdict(e, elem, to) : get_data_value(s, elem, to);
}

/* Whether userdata has more than a comment and the flag of an open interval. */
static bool has_unknown(struct span userdata)
{
	const uint8_t *p = (const uint8_t *)userdata.p, *end = p + userdata.n;

	while (end - p >= 2 && end - p - 2 >= p[1]) {
		if (p[0] != UDATA_ELEM_COMMENT && p[0] != UDATA_ELEM_FLAGS)
			return true;
		p += 2 + p[1];
	}
	return p != end;
}

static struct span userdata_of(const struct elem *elem)
{
	return (struct span){ (const char *)elem->userdata.data, elem->userdata.size };
}

static void get_userdata(struct elems *e, size_t i, struct span userdata)
{
	const char *comment = code_comment(userdata, UDATA_ELEM_COMMENT, e->pool);
	struct elem_extra *extra;

	if (comment) {
		extra = elems_extra_add(e, i);
		extra->given |= EXTRA_COMMENT;
		extra->comment = comment;
	}
	if (has_unknown(userdata)) {
		extra = elems_extra_add(e, i);
		extra->given |= EXTRA_USERDATA;
		extra->userdata.p = pool_memdup(e->pool, userdata.p, userdata.n);
		extra->userdata.n = userdata.n;
	}
}

static bool get_stmts(struct elems *e, size_t i, const struct elem *elem)
{
	bool several = elem->exprs.data;
	struct attrs in = attr_inside(several ? &elem->exprs : &elem->expr);
	struct prog *stmts = code_get_prog(in, several, e->pool);
	struct elem_extra *extra;

	if (!stmts)
		return false;
	extra = elems_extra_add(e, i);
	extra->given |= EXTRA_STMTS;
	extra->stmts = stmts;
	return true;
}

static bool get_extras(struct elems *e, size_t i, const struct elem *elem)
{
	struct elem_extra *extra;

	if (elem->flags & NFT_SET_ELEM_CATCHALL)
		elems_extra_add(e, i)->catchall = true;
	if (elem->has_timeout || elem->has_expires) {
		extra = elems_extra_add(e, i);
		extra->given |= (elem->has_timeout ? EXTRA_TIMEOUT : 0) |
				(elem->has_expires ? EXTRA_EXPIRES : 0);
		extra->timeout = elem->timeout;
		extra->expires = elem->expires;
	}
	if (elem->userdata.data)
		get_userdata(e, i, userdata_of(elem));
	return (!elem->expr.data && !elem->exprs.data) || get_stmts(e, i, elem);
}

static void get_record(struct elems *e, const struct shape *s, const struct elem *elem,
		       uint8_t *rec)
{
	if (!elem->key)
		return;
	if (s->plain)
		memcpy(rec, elem->key, s->key_size);
	else
		key_from_wire(s->key, elem->key, rec, s->big);
	if (!(e->flags & ELEMS_RANGE) || s->tree)
		return;
	key_from_wire(s->key, elem->key_end ? elem->key_end : elem->key, rec + s->key_size, s->big);
}

static enum border border_of(const struct elem *elem)
{
	uint32_t flags;

	if (elem->flags & NFT_SET_ELEM_INTERVAL_END)
		return BORDER_END;
	return elem->userdata.data && tlv_get_u32(userdata_of(elem), UDATA_ELEM_FLAGS, &flags) &&
	       flags & UDATA_ELEM_FLAG_OPEN ? BORDER_OPEN : BORDER_START;
}

bool code_get_elems(struct attrs in, const struct set *set, struct elems *e)
{
	struct shape s = shape_of(set, e);
	struct attr attr;

	while (attr_next(&in, &attr)) {
		struct elem elem = { 0 };
		uint8_t *rec;

		if (!get_attrs(attr_inside(&attr), &s, &elem))
			return false;
		rec = elems_add(e, (struct loc){ 0 });
		get_record(e, &s, &elem, rec);
		if (s.tree)
			rec[s.key_size] = border_of(&elem);
		if (elem.flags & NFT_SET_ELEM_INTERVAL_END && s.tree)
			continue;
		if (s.data_size && !get_data(e, &s, &elem, rec + e->stride - s.data_size))
			return false;
		if (!get_extras(e, e->n - 1, &elem))
			return false;
	}
	return !in.n;
}

/* Finding */

size_t code_elem_at(const struct nlmsghdr *message, uint32_t offset)
{
	struct attr list, elem, flags;
	struct attrs in;
	uint32_t number;
	size_t n = 0;

	if (!attr_find(message_attrs(message), NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		return 0;
	for (in = attr_inside(&list); attr_next(&in, &elem);) {
		bool end = attr_find(attr_inside(&elem), NFTA_SET_ELEM_FLAGS, &flags) &&
			   attr_u32(&flags, &number) && number & NFT_SET_ELEM_INTERVAL_END;

		n += !end;
		if ((size_t)(elem.data - (const uint8_t *)message) + elem.size > offset)
			break;
	}
	return n ? n - 1 : 0;
}
