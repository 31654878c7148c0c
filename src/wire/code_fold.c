/*
 * code_fold: from the borders of a tree, as the kernel has them, to ranges. A dump comes in one
 * piece or in many, with the largest first or the smallest, and may tell a border twice.
 */
#include <stdlib.h>
#include "base/bytes.h"
#include "wire/code.h"

static int border_cmp(const struct elems *e, size_t i, size_t j)
{
	const uint8_t *a = elems_lo(e, i), *b = elems_lo(e, j);
	int cmp = bytes_cmp(a, b, e->key);

	/* An end before a start. */
	return cmp ? cmp : (b[e->key] == BORDER_END) - (a[e->key] == BORDER_END);
}

/* The order of the borders: 1 ascending, -1 descending (as Linux dumps trees), 0 neither. */
static int borders_order(const struct elems *e)
{
	bool up = true, down = true;

	for (size_t i = 1; i < e->n && (up || down); i++) {
		int cmp;

		if (e->extra.n && (elems_is_catchall(e, i) || elems_is_catchall(e, i - 1)))
			continue;
		cmp = border_cmp(e, i - 1, i);
		up &= cmp <= 0;
		down &= cmp >= 0;
	}
	return up ? 1 : down ? -1 : 0;
}

static void reverse(struct elems *e)
{
	uint8_t swap[2 * KEY_SIZE_MAX + 2 * KEY_SIZE_MAX];

	for (size_t i = 0, j = e->n - 1; i < j; i++, j--) {
		memcpy(swap, elems_lo(e, i), e->stride);
		memcpy(elems_lo(e, i), elems_lo(e, j), e->stride);
		memcpy(elems_lo(e, j), swap, e->stride);
	}
	for (size_t i = 0; i < e->extra.n; i++)
		e->extra.v[i].index = e->n - 1 - e->extra.v[i].index;
	for (size_t i = 0, j = e->extra.n; j > i + 1; i++) {
		struct elem_extra extra = e->extra.v[i];

		e->extra.v[i] = e->extra.v[--j];
		e->extra.v[j] = extra;
	}
}

/* Starts become ranges; `last` is the range whose end is not known yet. */
struct fold {
	struct elems *e;
	size_t n, last;
	bool open;
};

static void close_range(struct fold *f, const uint8_t *border)
{
	uint8_t *hi = elems_hi(f->e, f->last);

	memcpy(hi, border, f->e->key);
	bytes_sub1(hi, f->e->key);
	f->open = false;
}

static void open_range(struct fold *f)
{
	uint8_t *hi = elems_hi(f->e, f->n);

	bytes_mask(hi, f->e->spec->field[0].bits, f->e->spec->field[0].bits);
	f->last = f->n;
	f->open = true;
}

static bool is_last_start(const struct fold *f, const uint8_t *rec)
{
	return f->open && bytes_cmp(rec, elems_lo(f->e, f->last), f->e->key) == 0;
}

static void fold_up(struct fold *f)
{
	struct elems *e = f->e;
	size_t x = 0, kept = 0;

	for (size_t i = 0; i < e->n; i++) {
		bool has = x < e->extra.n && e->extra.v[x].index == i;
		uint8_t *rec = elems_lo(e, i);
		bool catchall = has && e->extra.v[x].catchall;

		if (f->open && !catchall && bytes_cmp(rec, elems_lo(e, f->last), e->key) > 0)
			close_range(f, rec);
		/* Ends are done with; so is a start that is told twice. */
		if (!catchall && (rec[e->key] == BORDER_END || is_last_start(f, rec))) {
			x += has;
			continue;
		}
		if (f->n != i)
			memcpy(elems_lo(e, f->n), rec, e->stride);
		if (!catchall)
			open_range(f);
		if (has) {
			e->extra.v[kept] = e->extra.v[x++];
			e->extra.v[kept++].index = f->n;
		}
		f->n++;
	}
	e->extra.n = kept;
}

static int by_border(const void *a, const void *b, void *arg)
{
	const struct elems *e = arg;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;

	return border_cmp(e, i, j);
}

/* A dump in no order: sort an index, then move records and extras. */
static void sort_borders(struct elems *e)
{
	uint32_t *order = pool_raw(e->pool, e->n * sizeof(*order));
	uint32_t *place = pool_raw(e->pool, e->n * sizeof(*place));
	uint8_t *rec = pool_raw(e->pool, e->n * e->stride);

	for (size_t i = 0; i < e->n; i++)
		order[i] = i;
	qsort_r(order, e->n, sizeof(*order), by_border, e);
	for (size_t i = 0; i < e->n; i++) {
		memcpy(rec + i * e->stride, elems_lo(e, order[i]), e->stride);
		place[order[i]] = i;
	}
	memcpy(e->rec, rec, e->n * e->stride);
	for (size_t i = 0; i < e->extra.n; i++)
		e->extra.v[i].index = place[e->extra.v[i].index];
	for (size_t i = 1; i < e->extra.n; i++) {
		struct elem_extra extra = e->extra.v[i];
		size_t j = i;

		for (; j && e->extra.v[j - 1].index > extra.index; j--)
			e->extra.v[j] = e->extra.v[j - 1];
		e->extra.v[j] = extra;
	}
}

void code_fold_elems(const struct set *set, struct elems *e)
{
	struct fold fold = { .e = e };
	bool catchall = false;

	if (!code_is_tree(set, e) || !e->n)
		return;
	switch (borders_order(e)) {
	case -1:
		reverse(e);
		break;
	case 0:
		sort_borders(e);
		break;
	}
	fold_up(&fold);
	for (size_t i = 0; i < e->extra.n; i++)
		catchall |= e->extra.v[i].catchall;
	e->n = fold.n;
	if (!catchall)
		e->flags |= ELEMS_SORTED;
	if (e->cap * e->stride >= POOL_BIG && e->n) {
		e->rec = pool_grow(e->pool, e->rec, e->cap * e->stride, e->n * e->stride);
		e->cap = e->n;
	}
}

bool code_elems_wait(const struct set *set, const struct elems *e)
{
	return e->n && code_is_tree(set, e) && !elems_is_catchall(e, e->n - 1) &&
	       elems_lo(e, e->n - 1)[e->key] == BORDER_START;
}

static bool is_border(const struct set *set, const struct elems *e, uint8_t kind)
{
	return e->n && code_is_tree(set, e) && !elems_is_catchall(e, e->n - 1) &&
	       elems_lo(e, e->n - 1)[e->key] == kind;
}

bool code_elems_half(const struct set *set, const struct elems *e)
{
	return is_border(set, e, BORDER_START) ||
	       (e->n == 1 && is_border(set, e, BORDER_END) && !bytes_are_zero(elems_lo(e, 0), e->key));
}

bool code_elems_pair(const struct set *set, struct elems *e, const struct elems *other)
{
	bool starts = is_border(set, e, BORDER_START);
	const uint8_t *mine = e->n ? elems_lo(e, e->n - 1) : NULL, *its;

	if (!code_elems_half(set, e) || other->n != 1 ||
	    !is_border(set, other, starts ? BORDER_END : BORDER_START))
		return false;
	its = elems_lo(other, 0);
	if (bytes_cmp(starts ? mine : its, starts ? its : mine, e->key) >= 0)
		return false;
	elems_take(e, other, 0);
	return true;
}
