/*
 * prog: building, copying and comparing instruction streams. All by rows; no instruction is named
 * here.
 */
#include "vm/insn.h"

struct prog *prog_new(struct pool *pool)
{
	struct prog *prog = pool_new_of(pool, struct prog);

	prog->pool = pool;
	return prog;
}

void prog_begin(struct prog *prog, struct pool *pool, struct prog_room *room)
{
	*prog = (struct prog){ .pool = pool, .code = (uint8_t *)room->words,
			       .cap = sizeof(room->words), .borrowed = true };
}

struct prog *prog_finish(const struct prog *prog)
{
	struct prog *copy = pool_raw(prog->pool, sizeof(*copy) + (prog->borrowed ? prog->size : 0));

	*copy = *prog;
	if (prog->borrowed) {
		copy->code = memcpy(copy + 1, prog->code, prog->size);
		copy->cap = prog->size;
		copy->borrowed = false;
	}
	return copy;
}

void prog_grow(struct prog *prog, uint32_t size)
{
	uint32_t cap = prog->cap ? prog->cap * 2 : 128;
	uint8_t *code = prog->code;

	while (cap - prog->size < size)
		cap *= 2;
	prog->code = pool_grow(prog->pool, prog->borrowed ? NULL : code, prog->cap, cap);
	if (prog->borrowed)
		memcpy(prog->code, code, prog->size);
	prog->cap = cap;
	prog->borrowed = false;
}

static uint64_t number(const struct attr_row *row, const void *member)
{
	switch ((enum attr_kind)row->kind) {
	case ATTR_U8:
		return *(const uint8_t *)member;
	case ATTR_U16:
		return *(const uint16_t *)member;
	case ATTR_U64:
		return *(const uint64_t *)member;
	case ATTR_FLAG:
		return *(const bool *)member;
	case ATTR_U32:
	case ATTR_S32:
	case ATTR_REG:
		return *(const uint32_t *)member;
	case ATTR_END:
	case ATTR_STR:
	case ATTR_DATA:
	case ATTR_BLOB:
	case ATTR_PROG:
	case ATTR_ONE:
	case ATTR_NEST:
		break;
	}
	return 0;
}

/* Names of anonymous sets and chains are made up by the kernel: `__set%d` has become `__set7`. */
static bool same_name(const char *a, const char *b)
{
	if (str_same(a, b))
		return true;
	if (!a || !b || strncmp(a, "__", 2) || strncmp(b, "__", 2))
		return false;
	while (*a && *a == *b && *a != '%' && (*a < '0' || *a > '9'))
		a++, b++;
	return (*a == '%' || (*a >= '0' && *a <= '9')) && (*b == '%' || (*b >= '0' && *b <= '9'));
}

static bool same_data(const struct data *a, const struct data *b)
{
	if (a->verdict || b->verdict)
		return a->verdict == b->verdict && a->code == b->code &&
		       (a->chain_id || b->chain_id || same_name(a->chain, b->chain));
	return a->size == b->size && (!a->size || memcmp(a->b, b->b, a->size) == 0);
}

static bool same_blob(const struct span *a, const struct span *b)
{
	return a->n == b->n && (!a->n || memcmp(a->p, b->p, a->n) == 0);
}

static bool same_member(const struct attr_row *row, const void *a, const void *b)
{
	switch ((enum attr_kind)row->kind) {
	case ATTR_STR:
		return same_name(*(const char *const *)a, *(const char *const *)b);
	case ATTR_DATA:
		return same_data(a, b);
	case ATTR_BLOB:
		return same_blob(a, b);
	case ATTR_PROG:
	case ATTR_ONE:
		return prog_same(*(const struct prog *const *)a, *(const struct prog *const *)b);
	case ATTR_END:
	case ATTR_NEST:
	case ATTR_U8:
	case ATTR_U16:
	case ATTR_U32:
	case ATTR_U64:
	case ATTR_S32:
	case ATTR_REG:
	case ATTR_FLAG:
		break;
	}
	return number(row, a) == number(row, b);
}

static bool insn_same(const struct insn *a, const struct insn *b)
{
	const struct attr_row *rows = insn_descs[a->id].rows;

	if (a->id != b->id)
		return false;
	for (unsigned i = 0; rows[i].kind; i++) {
		const struct attr_row *row = &rows[i];

		if (row->state)
			continue;
		if (row->telling && insn_has(a, i) != insn_has(b, i))
			return false;
		if (!same_member(row, (const char *)a + row->offset, (const char *)b + row->offset))
			return false;
	}
	return true;
}

bool prog_same(const struct prog *a, const struct prog *b)
{
	const struct insn *i = prog_first(a), *j = prog_first(b);

	if ((a ? a->n : 0) != (b ? b->n : 0))
		return false;
	for (; i && j; i = prog_next(a, i), j = prog_next(b, j))
		if (!insn_same(i, j))
			return false;
	return true;
}

static void copy_member(struct pool *pool, const struct attr_row *row, void *member)
{
	struct span *blob;
	struct data *data;

	switch ((enum attr_kind)row->kind) {
	case ATTR_STR:
		if (*(const char **)member)
			*(const char **)member = pool_strdup(pool, *(const char **)member);
		break;
	case ATTR_DATA:
		data = member;
		if (data->chain)
			data->chain = pool_strdup(pool, data->chain);
		if (data->b)
			data->b = pool_memdup(pool, data->b, data->size);
		break;
	case ATTR_BLOB:
		blob = member;
		if (blob->p)
			blob->p = pool_memdup(pool, blob->p, blob->n);
		break;
	case ATTR_PROG:
	case ATTR_ONE:
		if (*(const struct prog **)member)
			*(const struct prog **)member =
				prog_copy(pool, *(const struct prog **)member);
		break;
	case ATTR_END:
	case ATTR_NEST:
	case ATTR_U8:
	case ATTR_U16:
	case ATTR_U32:
	case ATTR_U64:
	case ATTR_S32:
	case ATTR_REG:
	case ATTR_FLAG:
		break;
	}
}

struct prog *prog_copy(struct pool *pool, const struct prog *from)
{
	struct prog *prog = prog_new(pool);
	const struct insn *i;

	prog_each(i, from) {
		struct insn *copy = prog_add(prog, i->id);

		memcpy(copy, i, i->words * 8u);
		for (const struct attr_row *row = insn_descs[i->id].rows; row->kind; row++)
			copy_member(pool, row, (char *)copy + row->offset);
	}
	return prog;
}
