/*
 * eval_overlap: what the kernel does not see of intervals that overlap. It keeps each as two
 * borders, of which an interval up to the largest key has the first only, and takes a border that is
 * there already for a repetition. So these go unnoticed: a new interval around one that ends where
 * it ends itself, or around any if it reaches the largest key; one that begins where one does that
 * reaches the largest key, or the other way round; and the deletion of one that begins where one
 * interval does and ends where another does.
 * Everything else is left to the kernel.
 */
#include "pass/eval.h"

/* The borders of a set's intervals, as far as the run has changed them. */
struct borders {
	const struct table *table;
	bool in_kernel;      /* what was there before the run counts */
	unsigned ops;        /* that add or delete elements */
	struct map first;    /* first key -> struct border, itself or deleted */
	struct map last;     /* last key -> struct border, the first one or deleted */
};

struct border {
	const uint8_t *first; /* NULL: deleted */
};

struct overlaps {
	struct run *run;
	struct map sets;     /* by address of the table and name -> struct borders */
};

static bool is_tree(const struct op *op)
{
	const struct set *set = op->set;

	return op->kind == KIND_ELEMENT && op->elems && set->table && set->key.n == 1 &&
	       op->elems->flags & ELEMS_RANGE && set->flags & SET_INTERVAL &&
	       !(set->flags & (SET_ANONYMOUS | SET_CONCAT));
}

static struct borders *borders_of(struct overlaps *o, const struct set *set)
{
	const struct set *known = set_find(set->table, set->name);
	const char *name = pool_printf(o->run->pool, "%p %s", (void *)set->table, set->name);
	struct borders *borders = map_get(&o->sets, span_of(name));

	if (borders)
		return borders;
	borders = pool_new_of(o->run->pool, struct borders);
	borders->table = set->table;
	borders->in_kernel = known && known->handle;
	map_init(&borders->last, o->run->pool);
	map_init(&borders->first, o->run->pool);
	map_set(&o->sets, span_of(name), borders);
	return borders;
}

/* Of a table, or of all, or (by name) of one set nothing is left. */
static void forget(struct overlaps *o, const struct table *table, const char *name)
{
	struct map_slot *slot = NULL;

	while ((slot = map_next(&o->sets, slot))) {
		struct borders *borders = slot->value;

		if ((table && borders->table != table) ||
		    (name && !str_same(strchr(slot->key, ' ') + 1, name)))
			continue;
		borders->in_kernel = false;
		map_init(&borders->last, o->run->pool);
		map_init(&borders->first, o->run->pool);
	}
}

static void follow(struct overlaps *o, const struct op *op)
{
	bool removes = op->verb == OP_DELETE || op->verb == OP_DESTROY;

	if (op->kind == KIND_RULESET)
		forget(o, NULL, NULL);
	else if (op->kind == KIND_TABLE && removes) /* it may be known by a handle only */
		forget(o, op->table->name ? table_find(o->run->known, op->family, op->table->name)
					  : NULL, NULL);
	else if (op->kind == KIND_SET && (removes || op->verb == OP_FLUSH))
		forget(o, op->set->table, op->set->name);
}

static struct span key_at(const struct elems *e, const uint8_t *key)
{
	return (struct span){ (const char *)key, e->key };
}

/* An op that is looked at. */
struct view {
	struct overlaps *o;
	const struct borders *borders;
	const struct op *op;
	const struct elems *e;
	bool removes;
	uint8_t max[KEY_SIZE_MAX];  /* the largest key */
	struct map told;            /* key -> first key of the interval that the kernel has there */
};

static bool same(const struct view *v, const uint8_t *a, const uint8_t *b)
{
	return a && b && memcmp(a, b, v->e->key) == 0;
}

static bool conflict(struct view *v, size_t i)
{
	struct run *run = v->o->run;
	const char *there = !v->removes && run->in_the_way ? run->in_the_way(run, v->op, i) : NULL;
	struct loc loc = elems_loc(v->e, i);

	loc = loc.end ? loc : v->op->at[AT_COMMAND];
	if (v->removes)
		return diag_error(&run->diag, loc, "element does not exist");
	return diag_error(&run->diag, loc, "interval overlaps with an existing one%s%s",
			  there ? ": " : "", there ? there : "");
}

/* The first key of the interval that holds `key`, as the kernel has it and the run left it. */
static const uint8_t *kernel_holder(const struct view *v, const uint8_t *key)
{
	const uint8_t *first = map_get(&v->told, key_at(v->e, key));
	const struct border *changed = first ? map_get(&v->borders->first, key_at(v->e, first))
					     : NULL;

	return changed && !changed->first ? NULL : first;
}

static const uint8_t *holder_of_last(const struct view *v, const uint8_t *key)
{
	const struct border *changed = map_get(&v->borders->last, key_at(v->e, key));

	return changed ? changed->first : kernel_holder(v, key);
}

static bool begins_at(const struct view *v, const uint8_t *key)
{
	const struct border *changed = map_get(&v->borders->first, key_at(v->e, key));

	return changed ? changed->first != NULL : same(v, kernel_holder(v, key), key);
}

static bool is_hidden_conflict(const struct view *v, size_t i)
{
	const uint8_t *lo = elems_lo(v->e, i), *hi = elems_hi(v->e, i);
	const uint8_t *there = holder_of_last(v, hi), *open = holder_of_last(v, v->max);

	if (v->removes)
		return !same(v, lo, hi) && (there || same(v, hi, v->max)) && !same(v, there, lo);
	if (!same(v, lo, hi) && there && !same(v, there, lo))
		return true;
	if (same(v, hi, v->max))
		return begins_at(v, lo) && !same(v, open, lo);
	return same(v, open, lo);
}

static void ask(struct elems *asked, const uint8_t *key)
{
	elems_add(asked, (struct loc){ 0 });
	memcpy(elems_lo(asked, asked->n - 1), key, asked->key);
}

/* What the kernel has at all the keys that matter. */
static void ask_kernel(struct view *v)
{
	struct run *run = v->o->run;
	struct elems *asked = elems_new(run->pool, v->e->spec, 0, ELEMS_RANGE);
	const uint8_t *answers;

	for (size_t i = 0; i < v->e->n; i++) {
		const uint8_t *lo = elems_lo(v->e, i), *hi = elems_hi(v->e, i);

		if (elems_is_catchall(v->e, i))
			continue;
		if (!same(v, lo, hi))
			ask(asked, hi);
		if (same(v, hi, v->max))
			ask(asked, lo);
	}
	if (!v->removes)
		ask(asked, v->max);
	answers = asked->n ? run->starts(run, v->op->set, asked) : NULL;
	for (size_t i = 0; i < asked->n; i++) {
		const uint8_t *answer = answers + i * (asked->key + 1);

		if (answer[0])
			map_set(&v->told, key_at(v->e, elems_lo(asked, i)), (void *)(answer + 1));
	}
}

static bool is_gone(const struct view *v, const uint8_t *first)
{
	const struct border *changed = map_get(&v->borders->first, key_at(v->e, first));

	return changed && !changed->first;
}

/* Whether an interval begins inside record i, which reaches the largest key: few sets have one. */
static bool is_around(const struct view *v, size_t i)
{
	const struct set *known = set_find(v->op->set->table, v->op->set->name);
	const uint8_t *lo = elems_lo(v->e, i);
	struct run *run = v->o->run;
	const struct elems *all = NULL;
	struct map_slot *slot = NULL;
	struct set set;

	while ((slot = map_next(&v->borders->first, slot)))
		if (((struct border *)slot->value)->first &&
		    memcmp(((struct border *)slot->value)->first, lo, v->e->key) > 0)
			return true;
	if (v->borders->in_kernel && run->near && known) {
		set = *known;
		all = run->near(run, &set, NULL, false);
	}
	for (size_t j = 0; all && j < all->n; j++)
		if (!elems_is_catchall(all, j) && memcmp(elems_lo(all, j), lo, v->e->key) > 0 &&
		    !is_gone(v, elems_lo(all, j)))
			return true;
	return false;
}

static void note(struct view *v, struct borders *borders)
{
	for (size_t i = 0; i < v->e->n; i++) {
		struct border *border;

		if (elems_is_catchall(v->e, i))
			continue;
		border = pool_new_of(v->o->run->pool, struct border);
		border->first = v->removes ? NULL : elems_lo(v->e, i);
		map_set(&borders->first, key_at(v->e, elems_lo(v->e, i)), border);
		map_set(&borders->last, key_at(v->e, elems_hi(v->e, i)), border);
	}
}

static bool look(struct overlaps *o, const struct op *op)
{
	struct borders *borders = borders_of(o, op->set);
	bool alone = borders->ops == 1, asks = borders->in_kernel && o->run->starts;
	struct view v = { .o = o, .borders = borders, .op = op, .e = op->elems,
			  .removes = op->verb == OP_DELETE || op->verb == OP_DESTROY };

	if (alone && !asks)
		return true;
	bytes_mask(v.max, v.e->spec->field[0].bits, v.e->spec->field[0].bits);
	map_init(&v.told, o->run->pool);
	if (asks)
		ask_kernel(&v);
	for (size_t i = 0; i < v.e->n; i++) {
		bool open = same(&v, elems_hi(v.e, i), v.max) && !v.removes;

		if (!elems_is_catchall(v.e, i) &&
		    (is_hidden_conflict(&v, i) || (open && is_around(&v, i))))
			return conflict(&v, i);
	}
	if (!alone)
		note(&v, borders);
	return true;
}

bool eval_overlaps(struct run *run, struct ops *ops)
{
	struct overlaps o = { .run = run };
	bool good = true;

	map_init(&o.sets, run->pool);
	for (struct op *op = ops->first; op; op = op->next)
		if (is_tree(op))
			borders_of(&o, op->set)->ops++;
	for (struct op *op = ops->first; op; op = op->next) {
		if (is_tree(op))
			good = look(&o, op) && good;
		else
			follow(&o, op);
	}
	return good;
}
