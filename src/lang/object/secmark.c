/* secmark: a security context that rules mark packets with. */
#include "lang/object/stateful.h"

enum { SECMARK_SIZE = 256 };

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_secmark *secmark = object->body;

	stateful_comment(p, object);
	if (secmark && secmark->context)
		stateful_line(p, "\"%s\"", secmark->context);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_secmark *secmark = object->body;

	stateful_json_comment(w, object);
	json_pair_str(w, "context", secmark && secmark->context ? secmark->context : "");
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_secmark *secmark;

	if (stateful_json_names_it_only(cmd))
		return true;
	secmark = stateful_json_body(r, cmd, sizeof(*secmark), value);
	if (!secmark || !json_must_str(r, value, "context", &secmark->context))
		return false;
	return strlen(secmark->context) < SECMARK_SIZE || json_error(r, "context too long");
}

const struct object_desc object_secmark = {
	.word = "secmark",
	.plural = "secmarks",
	.kind = KIND_OBJECT,
	.type = OBJECT_SECMARK,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
