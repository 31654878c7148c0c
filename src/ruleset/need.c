/*
 * need: joining the needs of several commands. A need narrows to one table, chain, set or object
 * only while everything that was asked agrees on it.
 */
#include "data/proto.h"
#include "ruleset/need.h"

static void widen(const char **name, const char *other)
{
	if (!str_same(*name, other))
		*name = NULL;
}

/* A name narrows one kind of thing; who does not ask for that kind has no say in it. */
static void join(const struct need *need, const struct need *more, unsigned bits,
		 const char **name, const char *other)
{
	if (!(more->bits & bits))
		return;
	if (need->bits & bits)
		widen(name, other);
	else
		*name = other;
}

static void first_need(struct need *need, const struct need *more)
{
	struct need before = *need;

	*need = *more;
	need->any = true;
	if (!need->set_known) {
		need->set_known = before.set_known;
		need->arg = before.arg;
	}
}

void need_add(struct need *need, const struct need *more)
{
	if (!more->bits || need->flushed)
		return;
	if (!need->any) {
		first_need(need, more);
		return;
	}
	if (need->family != more->family) {
		need->family = FAMILY_ANY;
		need->table = NULL;
	}
	widen(&need->table, more->table);
	join(need, more, NEED_CHAINS | NEED_RULES | NEED_PLACES, &need->chain, more->chain);
	if (need->rule != more->rule)
		need->rule = 0;
	join(need, more, NEED_SETS | NEED_ELEMENTS, &need->set, more->set);
	join(need, more, NEED_FLOWTABLES, &need->flowtable, more->flowtable);
	join(need, more, NEED_OBJECTS, &need->object, more->object);
	if (more->bits & NEED_OBJECTS) {
		bool agree = !(need->bits & NEED_OBJECTS) || need->object_type == more->object_type;

		need->object_type = agree ? more->object_type : 0;
		need->object = agree ? need->object : NULL;
	}
	if (need->places < more->places)
		need->places = more->places;
	need->bits |= more->bits;
	need->reset |= more->reset;
}
