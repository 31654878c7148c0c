/*
 * eval_merge: element commands on sets that merge their intervals. The kernel only knows whole
 * intervals, so what comes or goes is worked out against those it has: adding may replace several
 * by one, deleting may split one.
 */
#include "pass/eval.h"

struct changes {
	const struct elems *base, *wanted;
	struct elems *gone, *came;
};

static void on_gone(void *arg, size_t i)
{
	struct changes *c = arg;

	elems_take(c->gone, c->base, i);
}

static void on_came(void *arg, size_t i)
{
	struct changes *c = arg;

	elems_take(c->came, c->wanted, i);
}

static struct elems *joined(const struct elems *known, const struct elems *given)
{
	struct elems *wanted = elems_copy(known->pool, known);
	size_t a, b;

	elems_widen(wanted);
	for (size_t i = 0; i < given->n; i++)
		elems_take(wanted, given, i);
	elems_sort(wanted);
	elems_unique(wanted, &a, &b);
	elems_merge(wanted);
	return wanted;
}

/* NULL with a message: something of what is deleted is not there. */
static struct elems *without(struct eval *ev, const struct elems *known, const struct elems *given)
{
	struct elems *wanted = elems_new(known->pool, known->spec, known->data, known->flags);
	struct elems *holes = elems_copy(ev->run->pool, given);
	size_t missing;

	elems_sort(holes);
	elems_merge(holes);
	if (elems_cut(wanted, known, holes, &missing))
		return wanted;
	eval_error(ev, elems_loc(holes, missing), "element does not exist");
	return NULL;
}

bool eval_auto_merge(struct eval *ev, struct set *known, const struct elems *base,
		     const struct elems *given, bool remove, struct elems **gone,
		     struct elems **came)
{
	struct elems *had = known->elems;
	struct elems *wanted = remove ? without(ev, had, given) : joined(had, given);
	struct changes c = { .base = base, .wanted = wanted };

	if (!wanted)
		return false;
	c.gone = *gone = elems_new(ev->run->pool, base->spec, base->data, base->flags);
	c.came = *came = elems_new(ev->run->pool, base->spec, base->data, wanted->flags);
	elems_diff(base, wanted, on_gone, on_came, &c);
	known->elems = wanted;
	if (had != base)
		elems_drop(had);
	return true;
}
