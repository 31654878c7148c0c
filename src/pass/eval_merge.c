/*
 * eval_merge: element commands on sets that merge their intervals. The kernel only knows whole
 * intervals, so what comes or goes is worked out against those that it has there: adding may
 * replace several by one, deleting may split one.
 *
 * All element commands of a run come down to one deletion and one addition for such a set, since
 * Linux loses track of an interval that is added and deleted again in one transaction. Additions in
 * a row are worked in together.
 */
#include "pass/eval.h"

struct merging {
	struct set *known;
	struct set was;       /* known as it was before the run changed it */
	struct elems *base;   /* what the kernel has, as far as it matters and was read */
	struct elems *now;    /* what becomes of that */
	struct elems *given;  /* not worked in yet, or NULL */
	bool removing;        /* it goes */
	struct op *gone, *came;
};

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
static struct elems *without(struct run *run, const struct elems *known, const struct elems *given)
{
	struct elems *wanted = elems_new(known->pool, known->spec, known->data, known->flags);
	struct elems *holes = elems_copy(run->pool, given);
	size_t other, missing;
	bool good;

	elems_sort(holes);
	elems_unique(holes, &other, &missing);
	good = elems_overlap(holes, &other, &missing);
	if (good) {
		elems_merge(holes);
		good = elems_cut(wanted, known, holes, &missing);
	}
	if (good)
		return wanted;
	diag_error(&run->diag, elems_loc(holes, missing), "element does not exist");
	return NULL;
}

static bool has_element(const struct elems *e, const struct elems *other, size_t i)
{
	if (elems_is_catchall(other, i))
		return elems_keyed(e) < e->n;
	return elems_find(e, elems_lo(other, i)) >= 0;
}

/* What the kernel has where the given elements are: new to us, so nothing has become of it yet. */
static void read_near(struct run *run, struct merging *m)
{
	struct elems *found, *fresh;

	if (m->was.has_elems || !run->near)
		return;
	found = run->near(run, &m->was, m->given, m->removing);
	fresh = elems_new(run->pool, m->base->spec, m->base->data, m->base->flags);
	for (size_t i = 0; i < found->n; i++)
		if (!has_element(m->base, found, i))
			elems_take(fresh, found, i);
	if (!fresh->n)
		return;
	elems_append(m->base, fresh);
	elems_append(m->now, fresh);
	elems_sort(m->base);
	elems_sort(m->now);
}

static bool work_in(struct run *run, struct merging *m)
{
	struct elems *had = m->now, *wanted;
	struct changes c = { .base = m->base };

	read_near(run, m);
	wanted = m->removing ? without(run, had, m->given) : joined(had, m->given);
	m->given = NULL;
	if (!wanted)
		return false;
	c.wanted = m->now = wanted;
	c.gone = m->gone->elems = elems_new(run->pool, had->spec, had->data, had->flags);
	c.came = m->came->elems = elems_new(run->pool, had->spec, had->data, wanted->flags);
	elems_diff(m->base, wanted, on_gone, on_came, &c);
	if (m->known->extra == m)
		m->known->elems = wanted;
	elems_drop(had);
	return true;
}

bool eval_merged(struct run *run, struct op *op)
{
	struct merging *m = op->merging;

	return !m || !m->given || work_in(run, m);
}

static struct op *merging_op(struct eval *ev, enum op_verb verb, struct set *want)
{
	struct op *op = eval_op(ev, KIND_ELEMENT);

	op->verb = verb;
	op->set = want;
	return op;
}

static struct merging *merging_new(struct eval *ev, struct set *known, struct set *want)
{
	struct merging *m = pool_new_of(ev->run->pool, struct merging);
	struct pool *pool = ev->run->pool;

	m->known = known;
	m->was = *known;
	m->base = known->elems ? elems_copy(pool, known->elems)
			       : elems_new(pool, &known->key, 0, ELEMS_RANGE);
	m->now = elems_copy(pool, m->base);
	m->gone = merging_op(ev, OP_DELETE, want);
	m->came = merging_op(ev, OP_ADD, want);
	m->came->merging = m;
	known->extra = m;
	return m;
}

bool eval_merge(struct eval *ev, struct set *known, struct set *want)
{
	struct merging *m = known->extra;
	bool remove = ev->cmd->verb == VERB_DELETE;

	if (!m)
		m = merging_new(ev, known, want);
	/* What is deleted twice is not there the second time. */
	if (m->given && (m->removing || remove) && !work_in(ev->run, m))
		return false;
	m->removing = remove;
	if (!m->given)
		m->given = elems_copy(ev->run->pool, want->elems);
	else
		elems_append(m->given, want->elems);
	return true;
}
