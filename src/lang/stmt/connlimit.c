/*
 * connlimit: `ct count`, matches up to (or over) so many connections.
 */
#include <inttypes.h>
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct connlimit_stmt {
	struct stmt s;
	uint32_t count, flags;
};

struct stmt *connlimit_new(struct run *run, struct loc loc, bool over, uint64_t count)
{
	struct connlimit_stmt *limit = stmt_new(run->pool, &stmt_connlimit, loc);

	if (count > UINT32_MAX) {
		diag_error(&run->diag, loc, "value too large");
		return NULL;
	}
	limit->count = count;
	limit->flags = over ? STATE_OVER : 0;
	return &limit->s;
}

static bool connlimit_lower(struct lower *l, const struct stmt *s)
{
	const struct connlimit_stmt *limit = (const struct connlimit_stmt *)s;
	struct insn_connlimit *insn = emit(l, INSN_CONNLIMIT);

	insn->count = limit->count;
	insn->flags = limit->flags;
	return true;
}

static bool connlimit_raise(struct raise *r, const struct insn *i)
{
	const struct insn_connlimit *insn = (const struct insn_connlimit *)i;

	if (insn->flags & ~(uint32_t)STATE_OVER)
		return false;
	raise_stmt(r, connlimit_new(r->run, i->loc, insn->flags & STATE_OVER, insn->count));
	return true;
}

static void connlimit_print(struct print *p, const struct stmt *s)
{
	const struct connlimit_stmt *limit = (const struct connlimit_stmt *)s;

	out_printf(p->out, "ct count %s%" PRIu32, limit->flags & STATE_OVER ? "over " : "",
		   limit->count);
}

static void connlimit_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct connlimit_stmt *limit = (const struct connlimit_stmt *)s;

	json_name(w, "ct count");
	json_open(w, '{');
	json_pair_u64(w, "val", limit->count);
	if (limit->flags & STATE_OVER) {
		json_name(w, "inv");
		json_bool(w, true);
	}
	json_close(w, '}');
}

static struct stmt *connlimit_json_in(struct reader *r, struct loc loc, json_t *value)
{
	uint64_t count;

	if (!json_must_u64(r, value, "val", &count))
		return NULL;
	return connlimit_new(r->run, loc, json_is_true(json_member(value, "inv")), count);
}

const struct stmt_desc stmt_connlimit = {
	.word = "ct count",
	.size = sizeof(struct connlimit_stmt),
	.stateful = true,
	.object_type = OBJECT_CONNLIMIT,
	.lower = connlimit_lower,
	.raises = (const uint8_t[]){ INSN_CONNLIMIT, 0 },
	.raise = connlimit_raise,
	.print = connlimit_print,
	.json_out = connlimit_json_out,
	.json_in = connlimit_json_in,
};
