/* limit: packets or bytes per period, shared by the rules that name it. */
#include "lang/object/stateful.h"
#include "lang/stmt/stmt.h"

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;

	stateful_comment(p, object);
	if (!object->body)
		return;
	if (!p->flat)
		out_indent(p->out);
	limit_print_spec(p->out, object->body, false);
	out_char(p->out, p->flat ? ' ' : '\n');
}

static void json_bytes(struct writer *w, const char *name, const char *unit_name, uint64_t bytes)
{
	uint64_t count;
	const char *unit = size_split(bytes, &count);

	json_pair_u64(w, name, count);
	if (unit_name)
		json_pair_str(w, unit_name, unit);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_limit *limit = object->body;
	uint64_t count, burst;
	const char *unit, *burst_unit;
	bool bytes;

	stateful_json_comment(w, object);
	if (!limit)
		return;
	bytes = limit->type == LIMIT_BYTES;
	unit = size_split(limit->rate, &count);
	burst_unit = size_split(limit->burst, &burst);
	json_pair_u64(w, "rate", bytes ? count : limit->rate);
	json_pair_str(w, "per", period_name(limit->unit));
	if (!bytes && limit->burst)
		json_pair_u64(w, "burst", limit->burst);
	if (bytes && limit->burst)
		json_bytes(w, "burst", NULL, limit->burst);
	if (limit->flags & STATE_OVER) {
		json_name(w, "inv");
		json_bool(w, true);
	}
	if (!bytes)
		return;
	json_pair_str(w, "rate_unit", unit);
	if (burst)
		json_pair_str(w, "burst_unit", burst_unit);
}

static bool size_json_in(struct reader *r, struct json_t *value, const char *member,
			 uint64_t *factor)
{
	const char *unit = NULL;

	if (!json_may_str(r, value, member, &unit))
		return false;
	if (!unit || str_same(unit, "packets")) {
		*factor = 0;
		return true;
	}
	return size_unit(span_of(unit), factor) || json_error(r, "\"%s\" is no unit", unit);
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_limit *limit;
	uint64_t rate_unit, burst_unit, burst;
	const char *per = "second";
	bool over = false, has_burst;

	if (stateful_json_names_it_only(cmd))
		return true;
	limit = stateful_json_body(r, cmd, sizeof(*limit), value);
	if (!limit || !json_must_u64(r, value, "rate", &limit->rate) ||
	    !json_may_str(r, value, "per", &per) || !json_may_bool(r, value, "inv", &over) ||
	    !json_may_u64(r, value, "burst", &burst, &has_burst) ||
	    !size_json_in(r, value, "rate_unit", &rate_unit) ||
	    !size_json_in(r, value, "burst_unit", &burst_unit))
		return false;
	if (!period_seconds(span_of(per), &limit->unit))
		return json_error(r, "\"%s\" is no period", per);
	limit->type = rate_unit ? LIMIT_BYTES : LIMIT_PACKETS;
	limit->rate *= rate_unit ? rate_unit : 1;
	limit->burst = (uint32_t)(has_burst   ? burst * (rate_unit && burst_unit ? burst_unit : 1)
				  : rate_unit ? 0
					      : LIMIT_BURST_DEFAULT);
	limit->flags = over ? STATE_OVER : 0;
	return true;
}

const struct object_desc object_limit = {
	.word = "limit",
	.plural = "limits",
	.kind = KIND_OBJECT,
	.type = OBJECT_LIMIT,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
