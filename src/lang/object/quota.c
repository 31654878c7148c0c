/* quota: a number of bytes that may pass (or, `over`, after which it matches). */
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
	quota_print_spec(p->out, object->body, !(p->flags & OUTPUT_STATELESS));
	out_char(p->out, p->flat ? ' ' : '\n');
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	static const struct object_quota none;
	const struct object *object = thing;
	const struct object_quota *quota = object->body ? object->body : &none;

	stateful_json_comment(w, object);
	json_pair_u64(w, "bytes", quota->bytes);
	json_pair_u64(w, "used", quota->consumed);
	json_name(w, "inv");
	json_bool(w, quota->flags & STATE_OVER);
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_quota *quota;
	bool over = false;

	if (stateful_json_names_it_only(cmd))
		return true;
	quota = stateful_json_body(r, cmd, sizeof(*quota), value);
	if (!quota || !stateful_json_number(r, value, "bytes", UINT64_MAX, &quota->bytes) ||
	    !stateful_json_number(r, value, "used", UINT64_MAX, &quota->consumed) ||
	    !json_may_bool(r, value, "inv", &over))
		return false;
	quota->flags = over ? STATE_OVER : 0;
	return true;
}

const struct object_desc object_quota = {
	.word = "quota",
	.plural = "quotas",
	.kind = KIND_OBJECT,
	.type = OBJECT_QUOTA,
	.inside = true,
	.verbs = STATEFUL_VERBS | 1u << VERB_RESET,
	.plural_verbs = 1u << VERB_LIST | 1u << VERB_RESET,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
