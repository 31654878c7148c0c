/*
 * fetch: listings read rules and elements when they come to them, so that no more is held than is
 * being written. Before the rules of a table the things without a name that they show in place are
 * read: a socket answers one question at a time.
 */
#include "api/ctx.h"

#include <errno.h>

#include "base/bytes.h"
#include "pass/print.h"
#include "wire/batch.h"
#include "wire/rest.h"

struct api_fetch {
	struct fetch fetch;
	struct run *run;
	struct rest rest;
	const struct need *need;
	struct pool *pool;          /* the elements of `shown` */
	struct set *shown;
	struct table *table;        /* whose rules are being told */
	const struct chain *chain;  /* whose rules are being shown, or NULL */
	struct pool *kept;          /* run->pool meanwhile */
	enum talk_result result;
	int error;
	void (*foreign)(void *arg, const struct table *table);
	void *arg;
	const struct table *told_foreign;
};

static void note(struct api_fetch *f, enum talk_result result)
{
	if (f->result != TALK_OK || talk_absent_is_empty(result) == TALK_OK)
		return;
	f->result = result;
	f->error = errno;
}

static void forget_shown(struct api_fetch *f)
{
	if (f->shown)
		f->shown->elems = NULL;
	f->shown = NULL;
	pool_reset(f->pool);
}

static void fetch_elements(struct fetch *fetch, struct set *set)
{
	struct api_fetch *f = (struct api_fetch *)fetch;

	forget_shown(f);
	if (f->result != TALK_OK || !set->handle)
		return;
	note(f, rest_end(&f->rest));
	f->table = NULL;
	f->shown = set;
	set->elems = set_read(&f->rest.talk, set, f->pool, false);
	note(f, talk_end(&f->rest.talk));
}

/* Sets and chains without a name are shown inside rules. */
static void read_unnamed(struct api_fetch *f, struct table *table)
{
	struct pool *pool = f->run->known->pool;

	for (size_t i = 0; i < table->sets.n && f->result == TALK_OK; i++) {
		struct set *set = table->sets.v[i];

		if (!(set->flags & SET_ANONYMOUS) || set->elems)
			continue;
		set->elems = set_read(&f->rest.talk, set, pool, false);
		note(f, talk_end(&f->rest.talk));
	}
	for (size_t i = 0; i < table->chains.n && f->result == TALK_OK; i++) {
		struct chain *chain = table->chains.v[i];
		struct rule *rule;

		if (!(chain->flags & CHAIN_BINDING) || chain->rules.n)
			continue;
		rest_rules(&f->rest, table, chain->name);
		while ((rule = rest_rule(&f->rest, chain, pool)))
			*vec_push(pool, &chain->rules) = rule;
		note(f, rest_end(&f->rest));
	}
}

/* The set that an instruction looks things up in, or NULL. */
static const char *set_of(const struct insn *insn)
{
	switch (insn->id) {
	case INSN_LOOKUP:
		return ((const struct insn_lookup *)insn)->set;
	case INSN_DYNSET:
		return ((const struct insn_dynset *)insn)->set;
	case INSN_OBJREF:
		return ((const struct insn_objref *)insn)->set;
	default:
		return NULL;
	}
}

struct used {
	VEC(struct set *) sets;
};

static void note_used(struct used *used, const struct rule *rule, struct pool *pool)
{
	const struct insn *insn;

	prog_each(insn, rule->prog) {
		struct set *set = set_find(rule->table, set_of(insn));

		if (set && set->flags & SET_ANONYMOUS && !set->elems)
			*vec_push(pool, &used->sets) = set;
	}
}

/* Of one chain: its rules are read twice, as only they tell which sets they show. */
static void read_used(struct api_fetch *f, struct table *table)
{
	struct chain *chain = chain_find(table, f->need->chain);
	struct pool *passing = f->run->passing;
	struct used used = { 0 };
	struct rule *rule;

	if (!chain)
		return;
	rest_rules(&f->rest, table, chain->name);
	while ((rule = rest_rule(&f->rest, chain, passing))) {
		note_used(&used, rule, f->run->known->pool);
		pool_reset(passing);
	}
	note(f, rest_end(&f->rest));
	for (size_t i = 0; i < used.sets.n && f->result == TALK_OK; i++) {
		struct set *set = used.sets.v[i];

		set->elems = set_read(&f->rest.talk, set, f->run->known->pool, false);
		note(f, talk_end(&f->rest.talk));
	}
}

static bool has_unnamed_chains(const struct table *table)
{
	for (size_t i = 0; i < table->chains.n; i++)
		if (table->chains.v[i]->flags & CHAIN_BINDING)
			return true;
	return false;
}

static void begin_table(struct api_fetch *f, struct table *table)
{
	note(f, rest_end(&f->rest));
	if (f->need->chain && !has_unnamed_chains(table))
		read_used(f, table);
	else
		read_unnamed(f, table);
	f->table = table;
	if (f->result == TALK_OK)
		rest_rules(&f->rest, table, f->need->chain);
}

static bool is_foreign(const struct rule *rule)
{
	const struct insn *insn;

	prog_each(insn, rule->prog)
		if (insn->id == INSN_MATCH || insn->id == INSN_TARGET)
			return true;
	return false;
}

static const struct rule *fetch_rule(struct fetch *fetch, const struct chain *chain)
{
	struct api_fetch *f = (struct api_fetch *)fetch;
	struct run *run = f->run;
	struct rule *rule = NULL;

	if (!f->chain) {
		f->chain = chain;
		f->kept = run->pool;
		if (f->table != chain->table && chain->handle)
			begin_table(f, chain->table);
		run->pool = run->passing;
	}
	pool_reset(run->passing);
	if (f->result == TALK_OK && chain->handle)
		rule = rest_rule(&f->rest, chain, run->passing);
	note(f, f->rest.talk.open ? TALK_OK : talk_end(&f->rest.talk));
	if (rule) {
		if (f->foreign && f->told_foreign != chain->table && is_foreign(rule)) {
			f->told_foreign = chain->table;
			f->foreign(f->arg, chain->table);
		}
		return rule;
	}
	run->pool = f->kept;
	f->chain = NULL;
	return NULL;
}

struct fetch *fetch_new(struct nft_ctx *ctx, struct run *run, const struct need *need)
{
	struct api_fetch *f = pool_new_of(run->pool, struct api_fetch);

	f->fetch = (struct fetch){ .elements = fetch_elements, .rule = fetch_rule };
	f->run = run;
	f->need = need;
	f->pool = ctx->fetched;
	rest_init(&f->rest, run->known, run->pool, ctx->transport,
		  run->debug & DEBUG_MNL ? run->out : NULL);
	return &f->fetch;
}

void fetch_begin(struct fetch *fetch, void (*foreign)(void *arg, const struct table *table),
		 void *arg)
{
	struct api_fetch *f = (struct api_fetch *)fetch;

	f->foreign = foreign;
	f->arg = arg;
	f->table = NULL;
	f->told_foreign = NULL;
}

enum talk_result fetch_end(struct fetch *fetch)
{
	struct api_fetch *f = (struct api_fetch *)fetch;

	note(f, rest_end(&f->rest));
	forget_shown(f);
	errno = f->error;
	return f->result;
}

/*
 * Whether reading a whole set takes less than looking around each element: a question takes some 10
 * microseconds, up to four are asked for an element; of a dump an element takes about one, and more
 * in large sets, as Linux begins each part of it with the first.
 */
static bool whole_is_cheaper(const struct set *set, size_t given)
{
	enum { POINT = 40, DUMP_GROWTH = 13000, FEW = 512 };
	uint64_t count = set->count;

	if (!count)
		return given > FEW; /* older kernels do not tell */
	return count + count * count / DUMP_GROWTH < (uint64_t)given * POINT;
}

/* Linux takes an interval up to the largest key around others without a word. */
static bool may_hide_others(const struct elems *given)
{
	for (size_t i = 0; i < given->n && given->spec->n == 1; i++)
		if (!elems_is_catchall(given, i) &&
		    bytes_are_ones(elems_hi(given, i), given->spec->field[0].bits))
			return true;
	return false;
}

struct elems *fetch_near(struct run *run, struct set *set, const struct elems *given, bool remove)
{
	struct out *debug = run->debug & DEBUG_MNL ? run->out : NULL;
	struct elems *elems;
	struct talk talk;

	if (!run->transport || !set->handle)
		return code_new_elems(run->pool, set);
	if (given && !run->near_missed && !whole_is_cheaper(set, given->n) &&
	    !may_hide_others(given))
		return elements_near(run->pool, run->transport, debug, set, given, !remove);
	talk_init(&talk, run->pool, run->transport, debug);
	elems = set_read(&talk, set, run->pool, false);
	set->has_elems = talk_end(&talk) == TALK_OK;
	return elems;
}

const uint8_t *fetch_starts(struct run *run, const struct set *set, const struct elems *at)
{
	return elements_starts(run->pool, run->transport,
			       run->debug & DEBUG_MNL ? run->out : NULL, set, at);
}

const char *fetch_in_the_way(struct run *run, const struct op *op, size_t i)
{
	struct op asked = *op;
	const struct elems *found;
	struct print print;
	struct out text;

	if (!op->set->table || !run->transport)
		return NULL;
	asked.elems = elems_new(run->pool, op->elems->spec, op->elems->data, op->elems->flags);
	elems_take(asked.elems, op->elems, i);
	found = elements_overlapping(run->pool, run->transport, &asked);
	if (!found || !found->n)
		return NULL;
	out_init(&text, run->pool);
	print_init(&print, run, &text);
	print.flags |= OUTPUT_STATELESS;
	print_element(&print, op->set, found, 0);
	return out_text(&text);
}
