/*
 * txn_set: sets and their elements. A set's elements are one sorted vector that is never changed:
 * each message makes the next one, so undoing is putting the former pointer back.
 */
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

#include "kernel/model.h"

static void back_set_add(void *a, void *b, uint64_t number)
{
	set_remove(a);
}

static void back_set_remove(void *a, void *b, uint64_t number)
{
	struct set *set = a;

	file_by_handle(set->table->ruleset->pool, &set->table->sets, set);
	map_set(&set->table->set_index, span_of(set->name), set);
}

/* "__set%d": the kernel fills in the first free number. */
static const char *set_name(struct request *q, const struct set *want)
{
	struct table_state *state = q->table->extra;
	const char *percent = strstr(want->name, "%d");
	char text[300];

	if (!(want->flags & SET_ANONYMOUS) || !percent)
		return want->name;
	do
		snprintf(text, sizeof(text), "%.*s%u%s", (int)(percent - want->name), want->name,
			 state->set_names++, percent + 2);
	while (set_find(q->table, text));
	return pool_strdup(q->model->pool, text);
}

static bool same_declaration(const struct set *a, const struct set *b)
{
	return a->flags == b->flags && a->key_size == b->key_size && a->key_type == b->key_type &&
	       a->data_type == b->data_type && a->data_size == b->data_size &&
	       a->object_type == b->object_type;
}

static int add_set(struct request *q, struct set *want)
{
	struct set *set = want->flags & SET_ANONYMOUS ? NULL : set_find(q->table, want->name);

	if (!want->key_size || want->key_size > KEY_SIZE_MAX)
		return blame(q, NFTA_SET_KEY_LEN, EINVAL);
	if (want->stmts && want->stmts->n > 1 && !(want->flags & SET_EXPR))
		return EINVAL; /* several statements are announced */
	if (check_state(want->stmts))
		return check_state(want->stmts);
	if (want->flags & SET_INTERVAL && want->flags & SET_EVAL)
		return EOPNOTSUPP; /* no kind of set has intervals and takes elements from packets */
	if (set && (request_excludes(q) || !same_declaration(set, want)))
		return blame(q, NFTA_SET_NAME, EEXIST);
	if (set)
		return 0;
	set = set_add(q->table, set_name(q, want));
	want->name = set->name;
	want->handle = want->handle ? want->handle : next_handle(q->table);
	*set = *want;
	set->elems = code_new_elems(q->model->pool, set);
	set->has_elems = true;
	txn_undo(q->model, back_set_add, set, NULL, 0);
	txn_event(q, MSG_NEWSET, KIND_SET, set, NULL);
	return 0;
}

static int remove_set(struct request *q, const struct set *want)
{
	struct set *set = want->handle ? set_by_handle(q->table, want->handle)
				       : set_find(q->table, want->name);
	uint16_t attr = want->handle ? NFTA_SET_HANDLE : NFTA_SET_NAME;

	if (!set)
		return q->type == MSG_DESTROYSET ? 0 : blame(q, attr, ENOENT);
	if (set_is_used(set, NULL))
		return blame(q, attr, EBUSY);
	set_remove(set);
	txn_undo(q->model, back_set_remove, set, NULL, 0);
	txn_event(q, MSG_DELSET, KIND_SET, set, NULL);
	return 0;
}

int txn_set(struct request *q)
{
	struct set want = { 0 };
	bool removes = request_removes(q, MSG_DELSET, MSG_DESTROYSET);

	if (!q->table)
		return q->type == MSG_DESTROYSET ? 0 : blame(q, NFTA_SET_TABLE, ENOENT);
	want.table = q->table;
	if (!code_get_set(q->attrs, &want, q->model->pool) || !(want.name || (removes && want.handle)))
		return EINVAL;
	return removes ? remove_set(q, &want) : add_set(q, &want);
}

static struct set *set_asked(struct request *q)
{
	struct attr attr;
	uint32_t id;

	if (attr_find(q->attrs, NFTA_SET_ELEM_LIST_SET_ID, &attr) && attr_u32(&attr, &id))
		for (size_t i = q->table->sets.n; i-- > 0;)
			if (q->table->sets.v[i]->id == id)
				return q->table->sets.v[i];
	if (!attr_find(q->attrs, NFTA_SET_ELEM_LIST_SET, &attr))
		return NULL;
	return set_find(q->table, attr_str(&attr, 256, q->model->pool));
}

static struct elems *joined(struct model *model, const struct set *set, const struct elems *more)
{
	struct elems *all = elems_copy(model->pool, set->elems);

	elems_append(all, more);
	return all;
}

/* The element of the request whose key starts at `key` is at fault. */
static int blame_element(struct request *q, const struct set *set, const uint8_t *key, int error)
{
	struct attr list, item;
	struct attrs in;

	blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, error);
	if (!attr_find(q->attrs, NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		return error;
	in = attr_inside(&list);
	while (attr_next(&in, &item)) {
		struct attrs one = { item.data - NLA_HDRLEN, item.size + NLA_HDRLEN, in.depth };
		struct elems *elems = code_new_elems(q->model->answer_pool, set);

		if (!code_get_elems(one, set, elems) || !elems->n ||
		    memcmp(elems_lo(elems, 0), key, elems->key))
			continue;
		q->model->culprit = item.data - NLA_HDRLEN;
		break;
	}
	return error;
}

/* Which of the new elements is there already. */
static int blame_known(struct request *q, const struct set *set, const struct elems *more)
{
	for (size_t i = 0; i < more->n; i++)
		if (set->elems->flags & ELEMS_SORTED &&
		    elems_find(set->elems, elems_lo(more, i)) >= 0)
			return blame_element(q, set, elems_lo(more, i), EEXIST);
	return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, EEXIST);
}

/* Sets of concatenated ranges keep the order in which elements came; all others are sorted. */
static bool keeps_order(const struct set *set)
{
	return set->flags & SET_INTERVAL && (set->key.n > 1 || set->flags & SET_CONCAT);
}

/* An element without statements of its own gets those that the set declares, each its own state. */
static void declared_statements(const struct set *set, struct elems *more)
{
	struct elem_extra *extra;

	for (size_t i = 0; set->stmts && i < more->n; i++) {
		extra = elems_extra_add(more, i);
		if (extra->given & EXTRA_STMTS)
			continue;
		extra->given |= EXTRA_STMTS;
		extra->stmts = prog_copy(more->pool, set->stmts);
	}
}

static bool same_key(const struct elems *a, size_t i, const struct elems *b, size_t j)
{
	if (elems_is_catchall(a, i) || elems_is_catchall(b, j))
		return elems_is_catchall(a, i) && elems_is_catchall(b, j);
	return !memcmp(elems_lo(a, i), elems_lo(b, j), a->key) &&
	       !memcmp(elems_hi(a, i), elems_hi(b, j), a->key);
}

static bool holds(const struct elems *e, size_t i, const uint8_t *key)
{
	for (unsigned f = 0, at = 0; f < e->spec->n; f++) {
		unsigned size = BYTES_OF(e->spec->field[f].bits);

		if (memcmp(elems_lo(e, i) + at, key + at, size) > 0 ||
		    memcmp(key + at, elems_hi(e, i) + at, size) > 0)
			return false;
		at += (size + 3) / 4 * 4;
	}
	return true;
}

/* Enough for tests; what is larger is not looked at. */
enum { AREAS_MAX = 4096 };

/*
 * Ranges of several fields: Linux refuses one whose first or last key another one has, unless they
 * are the same. The first new record (of `all`, from `from` on) that is refused, or the number of all.
 */
static bool is_refused(const struct elems *all, size_t i)
{
	bool crosses = false;

	for (size_t j = 0; j < i; j++) {
		if (same_key(all, i, all, j))
			return false;
		crosses |= !elems_is_catchall(all, i) && !elems_is_catchall(all, j) &&
			   (holds(all, j, elems_lo(all, i)) || holds(all, j, elems_hi(all, i)));
	}
	return crosses;
}

static size_t refused_area(const struct elems *all, size_t from)
{
	size_t i = all->n <= AREAS_MAX ? from : all->n;

	while (i < all->n && !is_refused(all, i))
		i++;
	return i;
}

static bool is_gone(const struct elems *elems, size_t i, const struct elems *gone)
{
	for (size_t j = 0; j < gone->n; j++)
		if (same_key(elems, i, gone, j))
			return true;
	return false;
}

static struct elems *without_repeats(struct model *model, const struct set *set,
				     const struct elems *more)
{
	struct elems *all = elems_copy(model->pool, set->elems);

	for (size_t i = 0; i < more->n; i++)
		if (!is_gone(more, i, all))
			elems_take(all, more, i);
	return all;
}

/* Times are for sets that keep them. */
static int check_times(struct request *q, const struct set *set, const struct elems *more)
{
	const struct elem_extra *extra;

	if (set->flags & SET_TIMEOUT)
		return 0;
	vec_each(extra, &more->extra)
		if (extra->given & (EXTRA_TIMEOUT | EXTRA_EXPIRES))
			return blame_element(q, set, elems_lo(more, extra->index), EINVAL);
	return 0;
}

static int add_elements(struct request *q, struct set *set, struct elems *more)
{
	struct elems *all, *sorted;
	size_t a, b, refused, expected = set->elems->n + more->n;
	int error = check_elements(q, set, more);

	if (!error)
		error = check_times(q, set, more);
	if (error)
		return error;
	declared_statements(set, more);
	all = joined(q->model, set, more);
	sorted = keeps_order(set) ? elems_copy(q->model->pool, all) : all;
	elems_sort(sorted);
	if (!elems_unique(sorted, &a, &b) || (request_excludes(q) && sorted->n != expected))
		return blame_known(q, set, more);
	if (all->flags & ELEMS_RANGE && set->key.n == 1 && !elems_overlap(sorted, &a, &b))
		return blame_known(q, set, more);
	refused = keeps_order(set) && all->flags & ELEMS_RANGE ? refused_area(all, set->elems->n)
							       : all->n;
	if (refused < all->n)
		return blame_element(q, set, elems_lo(all, refused), EEXIST);
	if (set->size && sorted->n > set->size)
		return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, ENFILE);
	/* what came twice is there once, at its first place */
	if (keeps_order(set))
		sorted = sorted->n == expected ? all : without_repeats(q->model, set, more);
	txn_set_pointer(q->model, (void **)&set->elems, sorted);
	txn_event(q, MSG_NEWSETELEM, KIND_ELEMENT, set, more);
	return 0;
}

/* A linear walk where both are sorted. */
static int remove_elements(struct request *q, struct set *set, struct elems *gone)
{
	struct elems *rest = code_new_elems(q->model->pool, set);
	size_t j = 0;

	elems_sort(gone);
	for (size_t i = 0; i < set->elems->n; i++) {
		if (keeps_order(set) ? is_gone(set->elems, i, gone)
				     : j < gone->n && same_key(set->elems, i, gone, j))
			j++;
		else
			elems_take(rest, set->elems, i);
	}
	if (j < gone->n && q->type != MSG_DESTROYSETELEM)
		return blame_element(q, set, elems_lo(gone, j), ENOENT);
	rest->flags |= set->elems->flags & ELEMS_SORTED;
	txn_set_pointer(q->model, (void **)&set->elems, rest);
	txn_event(q, MSG_DELSETELEM, KIND_ELEMENT, set, gone);
	return 0;
}

static int flush_set(struct request *q, struct set *set)
{
	txn_event(q, MSG_DELSETELEM, KIND_ELEMENT, set, set->elems);
	txn_set_pointer(q->model, (void **)&set->elems, code_new_elems(q->model->pool, set));
	return 0;
}

/* Whether each element of a map, but for ends of intervals, has what it maps to. */
static bool has_data(const struct set *set, struct attrs list)
{
	uint16_t what = set->flags & SET_OBJECT ? NFTA_SET_ELEM_OBJREF : NFTA_SET_ELEM_DATA;
	struct attr item, attr;
	uint32_t flags;

	if (!(set->flags & (SET_OBJECT | SET_MAP)))
		return true;
	while (attr_next(&list, &item)) {
		struct attrs in = attr_inside(&item);
		bool ends = attr_find(in, NFTA_SET_ELEM_FLAGS, &attr) && attr_u32(&attr, &flags) &&
			    flags & NFT_SET_ELEM_INTERVAL_END;

		if (!ends && !attr_find(in, what, &attr))
			return false;
	}
	return true;
}

int txn_elements(struct request *q)
{
	bool removes = request_removes(q, MSG_DELSETELEM, MSG_DESTROYSETELEM);
	struct set *set;
	struct elems *elems;
	struct attr list;

	if (!q->table)
		return blame(q, NFTA_SET_ELEM_LIST_TABLE, ENOENT);
	set = set_asked(q);
	if (!set)
		return blame(q, NFTA_SET_ELEM_LIST_SET, ENOENT);
	if (!attr_find(q->attrs, NFTA_SET_ELEM_LIST_ELEMENTS, &list))
		return removes ? flush_set(q, set) : EINVAL;
	elems = code_new_elems(q->model->pool, set);
	if (!code_get_elems(attr_inside(&list), set, elems) ||
	    (!removes && !has_data(set, attr_inside(&list))))
		return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, EINVAL);
	code_fold_elems(set, elems);
	return removes ? remove_elements(q, set, elems) : add_elements(q, set, elems);
}
