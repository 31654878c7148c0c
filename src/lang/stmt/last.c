/*
 * last: remembers when a packet last came by.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct last_stmt {
	struct stmt s;
	bool used;             /* false: never */
	uint64_t milliseconds; /* ago */
};

struct stmt *last_new(struct run *run, struct loc loc, bool used, uint64_t milliseconds)
{
	struct last_stmt *last = stmt_new(run->pool, &stmt_last, loc);

	last->used = used;
	last->milliseconds = milliseconds;
	return &last->s;
}

static bool last_lower(struct lower *l, const struct stmt *s)
{
	const struct last_stmt *last = (const struct last_stmt *)s;
	struct insn_last *insn = emit(l, INSN_LAST);

	if (!last->used)
		return true;
	insn->set = 1;
	insn->msecs = last->milliseconds;
	INSN_GIVE(insn, struct insn_last, set);
	INSN_GIVE(insn, struct insn_last, msecs);
	return true;
}

static bool last_raise(struct raise *r, const struct insn *i)
{
	const struct insn_last *insn = (const struct insn_last *)i;

	raise_stmt(r, last_new(r->run, i->loc, insn->set, insn->msecs));
	return true;
}

static void last_print(struct print *p, const struct stmt *s)
{
	const struct last_stmt *last = (const struct last_stmt *)s;

	out_str(p->out, "last");
	if (p->flags & OUTPUT_STATELESS)
		return;
	out_str(p->out, " used ");
	if (last->used)
		time_print(last->milliseconds, p->flags, p->out);
	else
		out_str(p->out, "never");
}

static void last_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct last_stmt *last = (const struct last_stmt *)s;

	json_name(w, "last");
	if (!last->used || p->flags & OUTPUT_STATELESS) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	json_pair_u64(w, "used", last->milliseconds);
	json_close(w, '}');
}

/* null or {used: milliseconds}, -1: never. */
static struct stmt *last_json_in(struct reader *r, struct loc loc, json_t *value)
{
	int64_t milliseconds;

	if (!value || json_is_null(value))
		return last_new(r->run, loc, false, 0);
	if (!json_must_s64(r, value, "used", &milliseconds))
		return NULL;
	return last_new(r->run, loc, milliseconds >= 0, milliseconds < 0 ? 0 : milliseconds);
}

const struct stmt_desc stmt_last = {
	.word = "last",
	.size = sizeof(struct last_stmt),
	.stateful = true,
	.lower = last_lower,
	.raises = (const uint8_t[]){ INSN_LAST, 0 },
	.raise = last_raise,
	.print = last_print,
	.json_out = last_json_out,
	.json_in = last_json_in,
};
