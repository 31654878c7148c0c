/*
 * limit: matches while (or once, `over`) packets or bytes come at no more than a rate.
 */
#include <inttypes.h>
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct limit_stmt {
	struct stmt s;
	struct object_limit limit;
};

struct stmt *limit_new(struct run *run, struct loc loc, bool over, uint64_t rate,
		       uint64_t size_unit_bytes, uint64_t unit)
{
	struct limit_stmt *limit = stmt_new(run->pool, &stmt_limit, loc);
	bool bytes = size_unit_bytes != 0;

	if (bytes && __builtin_mul_overflow(rate, size_unit_bytes, &rate)) {
		diag_error(&run->diag, loc, "limit rate is too large");
		return NULL;
	}
	limit->limit = (struct object_limit){
		.rate = rate,
		.unit = unit,
		.burst = bytes ? 0 : LIMIT_BURST_DEFAULT,
		.type = bytes ? LIMIT_BYTES : LIMIT_PACKETS,
		.flags = over ? STATE_OVER : 0,
	};
	return &limit->s;
}

bool limit_burst(struct run *run, struct stmt *s, struct loc loc, uint64_t burst,
		 uint64_t size_unit_bytes)
{
	struct object_limit *limit = &((struct limit_stmt *)s)->limit;

	if ((limit->type == LIMIT_BYTES) != (size_unit_bytes != 0))
		return diag_error(&run->diag, loc, "burst must be in %s, as the rate is",
				  limit->type == LIMIT_BYTES ? "bytes" : "packets");
	if (limit->type == LIMIT_PACKETS && burst == 0)
		return diag_error(&run->diag, loc, "packet limit burst must be > 0");
	if (size_unit_bytes && __builtin_mul_overflow(burst, size_unit_bytes, &burst))
		burst = UINT64_MAX;
	if (burst > UINT32_MAX)
		return diag_error(&run->diag, loc, "limit burst is too large, at most %" PRIu32,
				  UINT32_MAX);
	limit->burst = burst;
	return true;
}

static bool limit_lower(struct lower *l, const struct stmt *s)
{
	const struct object_limit *limit = &((const struct limit_stmt *)s)->limit;
	struct insn_limit *insn = emit(l, INSN_LIMIT);

	insn->rate = limit->rate;
	insn->unit = limit->unit;
	insn->burst = limit->burst;
	insn->type = limit->type;
	insn->flags = limit->flags;
	return true;
}

static bool limit_raise(struct raise *r, const struct insn *i)
{
	const struct insn_limit *insn = (const struct insn_limit *)i;
	struct limit_stmt *limit;

	if (!period_name(insn->unit) || insn->type > LIMIT_BYTES ||
	    insn->flags & ~(uint32_t)STATE_OVER)
		return false;
	limit = stmt_new(r->run->pool, &stmt_limit, i->loc);
	limit->limit = (struct object_limit){ insn->rate, insn->unit, insn->burst, insn->type,
					      insn->flags };
	raise_stmt(r, &limit->s);
	return true;
}

static const char *limit_period(const struct object_limit *limit)
{
	const char *name = period_name(limit->unit);

	return name ? name : "unknown";
}

static void limit_print_bytes(struct out *out, const struct object_limit *limit)
{
	uint64_t count;
	const char *unit = size_split(limit->rate, &count);

	out_printf(out, "%" PRIu64 " %s/%s", count, unit, limit_period(limit));
	if (limit->burst == 0)
		return;
	unit = size_split(limit->burst, &count);
	out_printf(out, " burst %" PRIu64 " %s", count, unit);
}

void limit_print_spec(struct out *out, const struct object_limit *limit, bool default_burst)
{
	out_str(out, limit->flags & STATE_OVER ? "rate over " : "rate ");
	if (limit->type == LIMIT_BYTES) {
		limit_print_bytes(out, limit);
		return;
	}
	out_printf(out, "%" PRIu64 "/%s", limit->rate, limit_period(limit));
	if (limit->burst && (default_burst || limit->burst != LIMIT_BURST_DEFAULT))
		out_printf(out, " burst %" PRIu32 " packets", limit->burst);
}

static void limit_print(struct print *p, const struct stmt *s)
{
	out_str(p->out, "limit ");
	limit_print_spec(p->out, &((const struct limit_stmt *)s)->limit, true);
}

static void limit_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct object_limit *limit = &((const struct limit_stmt *)s)->limit;
	uint64_t rate = limit->rate, burst = limit->burst;
	const char *rate_unit = NULL, *burst_unit = NULL;

	if (limit->type == LIMIT_BYTES) {
		rate_unit = size_split(rate, &rate);
		burst_unit = size_split(burst, &burst);
	}
	json_name(w, "limit");
	json_open(w, '{');
	json_pair_u64(w, "rate", rate);
	if (burst)
		json_pair_u64(w, "burst", burst);
	json_pair_str(w, "per", limit_period(limit));
	if (limit->flags & STATE_OVER) {
		json_name(w, "inv");
		json_bool(w, true);
	}
	if (rate_unit)
		json_pair_str(w, "rate_unit", rate_unit);
	if (burst && burst_unit)
		json_pair_str(w, "burst_unit", burst_unit);
	json_close(w, '}');
}

/* Bytes per unit; 0: packets. */
static bool rate_unit_json_in(struct reader *r, const char *unit, uint64_t *factor)
{
	*factor = 0;
	return str_same(unit, "packets") || size_unit(span_of(unit), factor) ||
	       json_error(r, "unknown unit \"%s\"", unit);
}

static struct stmt *limit_json_in(struct reader *r, struct loc loc, json_t *value)
{
	const char *per, *rate_unit = "packets", *burst_unit = "bytes";
	uint64_t rate, period, factor, burst_factor, burst = 0;
	bool burst_given = false;
	struct stmt *s;

	if (objref_is_json(value))
		return objref_json_in(r, loc, value);
	if (!json_must_u64(r, value, "rate", &rate) || !json_must_str(r, value, "per", &per) ||
	    !json_may_str(r, value, "rate_unit", &rate_unit) ||
	    !json_may_str(r, value, "burst_unit", &burst_unit) ||
	    !json_may_u64(r, value, "burst", &burst, &burst_given) ||
	    !rate_unit_json_in(r, rate_unit, &factor) ||
	    !rate_unit_json_in(r, burst_unit, &burst_factor))
		return NULL;
	if (!period_seconds(span_of(per), &period)) {
		json_error(r, "unknown period \"%s\"", per);
		return NULL;
	}
	s = limit_new(r->run, loc, json_is_true(json_member(value, "inv")), rate, factor, period);
	if (s && burst && !limit_burst(r->run, s, loc, burst, factor ? burst_factor : 0))
		return NULL;
	return s;
}

const struct stmt_desc stmt_limit = {
	.word = "limit",
	.size = sizeof(struct limit_stmt),
	.stateful = true,
	.object_type = OBJECT_LIMIT,
	.lower = limit_lower,
	.raises = (const uint8_t[]){ INSN_LIMIT, 0 },
	.raise = limit_raise,
	.print = limit_print,
	.json_out = limit_json_out,
	.json_in = limit_json_in,
};
