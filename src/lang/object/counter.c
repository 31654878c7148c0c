/* counter: packets and bytes that rules count by name. */
#include "lang/object/stateful.h"

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_counter *counter = object->body;

	stateful_comment(p, object);
	if (counter && !(p->flags & OUTPUT_STATELESS))
		stateful_line(p, "packets %llu bytes %llu", (unsigned long long)counter->packets,
			      (unsigned long long)counter->bytes);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_counter *counter = object->body;

	stateful_json_comment(w, object);
	json_pair_u64(w, "packets", counter ? counter->packets : 0);
	json_pair_u64(w, "bytes", counter ? counter->bytes : 0);
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_counter *counter;

	if (stateful_json_names_it_only(cmd))
		return true;
	counter = stateful_json_body(r, cmd, sizeof(*counter), value);
	return counter &&
	       stateful_json_number(r, value, "packets", UINT64_MAX, &counter->packets) &&
	       stateful_json_number(r, value, "bytes", UINT64_MAX, &counter->bytes);
}

const struct object_desc object_counter = {
	.word = "counter",
	.plural = "counters",
	.kind = KIND_OBJECT,
	.type = OBJECT_COUNTER,
	.inside = true,
	.verbs = STATEFUL_VERBS | 1u << VERB_RESET,
	.plural_verbs = 1u << VERB_LIST | 1u << VERB_RESET,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
