#include "base/bytes.h"
#include "set/elems.h"
#include "vm/insn.h"

bool key_spec_close(struct key_spec *spec)
{
	unsigned size = 0;

	for (unsigned i = 0; i < spec->n; i++)
		size += spec->n == 1 ? BYTES_OF(spec->field[i].bits)
				     : (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	spec->size = size;
	return size <= KEY_SIZE_MAX;
}

unsigned key_field_offset(const struct key_spec *spec, unsigned i)
{
	unsigned offset = 0;

	while (i-- > 0)
		offset += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	return offset;
}

/* The same change in both directions. */
static void key_reorder(const struct key_spec *spec, const uint8_t *from, uint8_t *to, bool big)
{
	unsigned at = 0;

	if (!spec->n || from != to)
		memmove(to, from, spec->size);
	for (unsigned i = 0; i < spec->n && !big; i++) {
		unsigned size = BYTES_OF(spec->field[i].bits);

		if (spec->field[i].order == ORDER_HOST && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			bytes_swap(to + at, size);
		at += (size + 3) / 4 * 4;
	}
}

void key_to_wire(const struct key_spec *spec, const uint8_t *key, uint8_t *wire, bool big)
{
	key_reorder(spec, key, wire, big);
}

void key_from_wire(const struct key_spec *spec, const uint8_t *wire, uint8_t *key, bool big)
{
	key_reorder(spec, wire, key, big);
}

struct elems *elems_new(struct pool *pool, const struct key_spec *key, unsigned data_size,
			unsigned flags)
{
	struct elems *e = pool_new_of(pool, struct elems);

	e->pool = pool;
	e->spec = pool_memdup(pool, key, offsetof(struct key_spec, field) +
						 key->n * sizeof(key->field[0]));
	e->key = key->size;
	e->data = data_size;
	e->flags = flags;
	e->stride = e->key * (flags & ELEMS_RANGE ? 2 : 1) + e->data;
	return e;
}

void elems_reserve(struct elems *e, size_t more)
{
	size_t cap = e->cap < 4 ? 4 : e->cap * 2;

	if (e->n + more <= e->cap)
		return;
	if (cap < e->n + more)
		cap = e->n + more;
	if (cap > UINT32_MAX)
		pool_exhausted();
	e->rec = pool_grow(e->pool, e->rec, e->cap * e->stride, cap * e->stride);
	if (e->at) {
		size_t had = e->cap * sizeof(uint32_t), size = cap * sizeof(uint32_t);

		e->at = pool_grow(e->pool, e->at, had, size);
		e->end = pool_grow(e->pool, e->end, had, size);
	}
	e->cap = cap;
}

static void offsets_start(struct elems *e)
{
	e->at = pool_alloc(e->pool, e->cap * sizeof(*e->at));
	e->end = pool_alloc(e->pool, e->cap * sizeof(*e->end));
}

uint8_t *elems_add(struct elems *e, struct loc loc)
{
	uint8_t *rec;

	if (e->n == e->cap)
		elems_reserve(e, 1);
	if (loc.end && !e->at)
		offsets_start(e);
	if (e->at) {
		e->at[e->n] = loc.at;
		e->end[e->n] = loc.end;
	}
	e->flags &= ~ELEMS_SORTED;
	rec = elems_lo(e, e->n++);
	bytes_zero_short(rec, e->stride);
	return rec;
}

struct loc elems_loc(const struct elems *e, size_t i)
{
	return e->at ? (struct loc){ e->at[i], e->end[i] } : (struct loc){ 0, 0 };
}

/* Position of the first extra of record i or a later one. */
static size_t extra_from(const struct elems *e, size_t i)
{
	size_t lo = 0, hi = e->extra.n;

	if (hi && e->extra.v[hi - 1].index < i)
		return hi;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (e->extra.v[mid].index < i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct elem_extra *elems_extra(const struct elems *e, size_t i)
{
	size_t at = extra_from(e, i);

	return at < e->extra.n && e->extra.v[at].index == i ? &e->extra.v[at] : NULL;
}

struct elem_extra *elems_extra_add(struct elems *e, size_t i)
{
	size_t at = extra_from(e, i);
	struct elem_extra *extra;

	if (at < e->extra.n && e->extra.v[at].index == i)
		return &e->extra.v[at];
	vec_reserve(e->pool, &e->extra, 1);
	extra = &e->extra.v[at];
	if (at < e->extra.n)
		memmove(extra + 1, extra, (e->extra.n - at) * sizeof(*extra));
	e->extra.n++;
	*extra = (struct elem_extra){ .index = i };
	return extra;
}

bool elems_is_catchall(const struct elems *e, size_t i)
{
	const struct elem_extra *extra = elems_extra(e, i);

	return extra && extra->catchall;
}

size_t elems_keyed(const struct elems *e)
{
	size_t n = e->n;

	for (size_t x = e->extra.n; x-- > 0;) {
		if (!e->extra.v[x].catchall || e->extra.v[x].index != n - 1)
			break;
		n--;
	}
	return n;
}

uint32_t elems_name(struct elems *e, const char *name)
{
	uintptr_t number; /* index + 1: a map has no NULL values */

	if (!e->chain_index) {
		e->chain_index = pool_new_of(e->pool, struct map);
		map_init(e->chain_index, e->pool);
	}
	number = (uintptr_t)map_get(e->chain_index, span_of(name));
	if (!number) {
		number = e->chains.n + 1;
		*vec_push(e->pool, &e->chains) =
			map_set(e->chain_index, span_of(name), (void *)number);
	}
	return number - 1;
}

/* Double the `size` bytes at `at` of every record. */
static void widen(struct elems *e, unsigned at, unsigned size)
{
	unsigned old = e->stride, rest = old - at;

	e->rec = pool_grow(e->pool, e->rec, e->cap * old, e->cap * (old + size));
	for (size_t i = e->n; i-- > 0;) {
		uint8_t *from = e->rec + i * old, *to = e->rec + i * (old + size);

		memmove(to + at + size, from + at, rest);
		memmove(to, from, at);
		memcpy(to + at, to + at + size, size);
	}
	e->stride = old + size;
}

void elems_widen(struct elems *e)
{
	if (!(e->flags & ELEMS_RANGE))
		widen(e, 0, e->key);
	e->flags |= ELEMS_RANGE;
}

void elems_widen_data(struct elems *e)
{
	unsigned size = e->data;

	if (e->flags & ELEMS_DATA_RANGE)
		return;
	widen(e, e->stride - size, size);
	e->data = 2 * size;
	e->flags |= ELEMS_DATA_RANGE;
}

void elems_drop(struct elems *e)
{
	pool_drop(e->pool, e->rec, e->cap * e->stride);
	if (e->at) {
		pool_drop(e->pool, e->at, e->cap * sizeof(*e->at));
		pool_drop(e->pool, e->end, e->cap * sizeof(*e->end));
	}
	pool_drop(e->pool, e->extra.v, e->extra.cap * sizeof(*e->extra.v));
	e->rec = NULL;
	e->at = e->end = NULL;
	e->n = e->cap = 0;
	memset(&e->extra, 0, sizeof(e->extra));
}

/* The chain or object that data refers to; NULL: none. */
static const char *data_name(const struct elems *e, const uint8_t *data)
{
	uint64_t index;

	if (e->flags & ELEMS_VERDICT) {
		int32_t code = bytes_u64(data, 4);

		if (code != VERDICT_JUMP && code != VERDICT_GOTO)
			return NULL;
		data += 4;
	}
	index = bytes_u64(data, 4);
	return index < e->chains.n ? e->chains.v[index] : NULL;
}

/* The data of a record, with names numbered as in `to`. */
static void take_data(struct elems *to, const struct elems *from, size_t i)
{
	uint8_t *data = elems_data(to, to->n - 1);
	const char *name;

	if (!to->data || to->data != from->data)
		return;
	memcpy(data, elems_data(from, i), to->data);
	if (!(from->flags & (ELEMS_VERDICT | ELEMS_OBJECT)))
		return;
	name = data_name(from, data);
	if (from->flags & ELEMS_VERDICT)
		data += 4;
	if (name)
		bytes_set_u64(data, 4, elems_name(to, name));
}

void elems_take(struct elems *to, const struct elems *from, size_t i)
{
	const struct elem_extra *extra = from->extra.n ? elems_extra(from, i) : NULL;

	elems_add(to, elems_loc(from, i));
	memcpy(elems_hi(to, to->n - 1), elems_hi(from, i), to->key);
	memcpy(elems_lo(to, to->n - 1), elems_lo(from, i), to->key);
	take_data(to, from, i);
	if (extra) {
		struct elem_extra *copy = elems_extra_add(to, to->n - 1);

		*copy = *extra;
		copy->index = to->n - 1;
	}
}

struct elems *elems_copy(struct pool *pool, const struct elems *from)
{
	struct elems *copy = elems_new(pool, from->spec, from->data, from->flags);

	elems_append(copy, from);
	copy->flags = from->flags;
	return copy;
}

bool elems_same_data(const struct elems *a, size_t i, const struct elems *b, size_t j)
{
	const uint8_t *x = elems_data(a, i), *y = elems_data(b, j);

	if (a->data != b->data)
		return false;
	if (a == b || !(a->flags & (ELEMS_VERDICT | ELEMS_OBJECT)))
		return memcmp(x, y, a->data) == 0;
	if (a->flags & ELEMS_VERDICT && memcmp(x, y, 4) != 0)
		return false;
	return str_same(data_name(a, x), data_name(b, y));
}

void elems_append(struct elems *to, const struct elems *from)
{
	elems_reserve(to, from->n);
	for (size_t i = 0; i < from->n; i++)
		elems_take(to, from, i);
}
