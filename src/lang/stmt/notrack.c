/*
 * notrack: keeps a packet out of connection tracking.
 */
#include "lang/stmt/stmt.h"

struct stmt *notrack_new(struct run *run, struct loc loc)
{
	return stmt_new(run->pool, &stmt_notrack, loc);
}

static bool notrack_lower(struct lower *l, const struct stmt *s)
{
	emit(l, INSN_NOTRACK);
	return true;
}

static bool notrack_raise(struct raise *r, const struct insn *i)
{
	raise_stmt(r, notrack_new(r->run, i->loc));
	return true;
}

static struct stmt *notrack_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	return notrack_new(r->run, loc);
}

const struct stmt_desc stmt_notrack = {
	.word = "notrack",
	.size = sizeof(struct stmt),
	.merge = MERGE_SAME,
	.lower = notrack_lower,
	.raises = (const uint8_t[]){ INSN_NOTRACK, 0 },
	.raise = notrack_raise,
	.json_in = notrack_json_in,
};
