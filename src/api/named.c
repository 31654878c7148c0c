/*
 * named: which sets and flowtables an input names. A rule that names none is sent without asking the
 * kernel anything; one that names one set asks for that, however many there are.
 *
 * Names are found in the texts, as they are there whatever became of them: in both languages one
 * begins with an @, but for that of a meter. What only looks like a name costs a question.
 */
#include "api/ctx.h"

#include <linux/netfilter/nf_tables.h>

struct names_found {
	struct span one;
	bool any, several;
};

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '/' || c == '-' || c == '.';
}

/* `@th,16,16` is a part of a packet. */
static bool is_packet_base(struct span name)
{
	return span_is(name, "ll") || span_is(name, "nh") || span_is(name, "th") ||
	       span_is(name, "ih");
}

static bool is_same(struct span a, struct span b)
{
	return a.n == b.n && !memcmp(a.p, b.p, a.n);
}

static void note_name(struct names_found *found, struct span name)
{
	if (!name.n || is_packet_base(name))
		return;
	/* one too long for the kernel is not asked for */
	found->several = found->several || name.n >= NFT_NAME_MAXLEN ||
			 (found->any && !is_same(found->one, name));
	found->any = true;
	found->one = name;
}

static void find_names(struct names_found *found, const struct source *source)
{
	const char *p = source->text, *end = p + source->size;

	if (memmem(p, source->size, "meter", 5) || memmem(p, source->size, "\\u", 2))
		found->any = found->several = true;
	while (!found->several && (p = memchr(p, '@', (size_t)(end - p)))) {
		const char *from = ++p;

		while (p < end && is_name_char(*p))
			p++;
		note_name(found, (struct span){ from, (size_t)(p - from) });
	}
}

void need_names(struct run *run, struct need *need)
{
	bool sets = need->bits & (NEED_SETS | NEED_ELEMENTS);
	struct names_found found = { 0 };
	const char *name = NULL;

	if (!(need->bits & NEED_NAMED))
		return;
	need->bits &= ~NEED_NAMED;
	for (const struct source *s = run->sources.first; s; s = s->next)
		find_names(&found, s);
	if (!found.any)
		return;
	if (!found.several)
		name = pool_strndup(run->pool, found.one.p, found.one.n);
	need->set = !sets || str_same(need->set, name) ? name : NULL;
	need->bits |= NEED_TABLES | NEED_SETS | NEED_FLOWTABLES;
}

/* Whether the one set that was asked for is there; if not, others may have a name that is near. */
bool need_is_met(const struct run *run, struct need *need)
{
	const struct table *table = table_find(run->known, need->family, need->table);

	if (!need->set || !table || set_find(table, need->set))
		return true;
	need->set = NULL;
	return false;
}
