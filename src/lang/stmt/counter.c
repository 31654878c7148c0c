/*
 * counter: counts packets and bytes that come by.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct counter_stmt {
	struct stmt s;
	uint64_t packets, bytes;
};

static const struct clause clauses[] = {
	{ .word = "packets", .kind = CLAUSE_NUMBER, .size = 8,
	  .offset = offsetof(struct counter_stmt, packets) },
	{ .word = "bytes", .kind = CLAUSE_NUMBER, .size = 8,
	  .offset = offsetof(struct counter_stmt, bytes) },
	{ NULL }
};

struct stmt *counter_new(struct run *run, struct loc loc)
{
	return stmt_new(run->pool, &stmt_counter, loc);
}

void counter_packets(struct stmt *s, uint64_t packets)
{
	((struct counter_stmt *)s)->packets = packets;
}

void counter_bytes(struct stmt *s, uint64_t bytes)
{
	((struct counter_stmt *)s)->bytes = bytes;
}

static void counter_absorb(struct stmt *into, const struct stmt *from)
{
	struct counter_stmt *counter = (struct counter_stmt *)into;

	counter->packets += ((const struct counter_stmt *)from)->packets;
	counter->bytes += ((const struct counter_stmt *)from)->bytes;
}

static bool counter_lower(struct lower *l, const struct stmt *s)
{
	const struct counter_stmt *counter = (const struct counter_stmt *)s;
	struct insn_counter *insn = emit(l, INSN_COUNTER);

	insn->packets = counter->packets;
	insn->bytes = counter->bytes;
	return true;
}

static bool counter_raise(struct raise *r, const struct insn *i)
{
	const struct insn_counter *insn = (const struct insn_counter *)i;
	struct counter_stmt *counter = stmt_new(r->run->pool, &stmt_counter, i->loc);

	counter->packets = insn->packets;
	counter->bytes = insn->bytes;
	raise_stmt(r, &counter->s);
	return true;
}

static void counter_print(struct print *p, const struct stmt *s)
{
	const struct counter_stmt *counter = (const struct counter_stmt *)s;

	out_str(p->out, "counter");
	if (p->flags & OUTPUT_STATELESS)
		return;
	out_str(p->out, " packets ");
	out_u64(p->out, counter->packets);
	out_str(p->out, " bytes ");
	out_u64(p->out, counter->bytes);
}

static void counter_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct counter_stmt *counter = (const struct counter_stmt *)s;

	json_name(w, "counter");
	if (p->flags & OUTPUT_STATELESS) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	json_pair_u64(w, "packets", counter->packets);
	json_pair_u64(w, "bytes", counter->bytes);
	json_close(w, '}');
}

/* null, {packets, bytes}, or the name of an object or a map of names. */
static struct stmt *counter_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct stmt *s = counter_new(r->run, loc);

	if (objref_is_json(value))
		return objref_json_in(r, loc, value);
	return json_in_clauses(r, s, value) ? s : NULL;
}

const struct stmt_desc stmt_counter = {
	.word = "counter",
	.size = sizeof(struct counter_stmt),
	.stateful = true,
	.object_type = OBJECT_COUNTER,
	.merge = MERGE_STATE,
	.absorb = counter_absorb,
	.clauses = clauses,
	.lower = counter_lower,
	.raises = (const uint8_t[]){ INSN_COUNTER, 0 },
	.raise = counter_raise,
	.print = counter_print,
	.json_out = counter_json_out,
	.json_in = counter_json_in,
};
