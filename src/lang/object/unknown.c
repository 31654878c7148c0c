/*
 * unknown: an object of a kind that nothing here understands. It is shown by its kernel type; that is
 * no input. It is in none of the registry's arrays, so no command can name it.
 */
#include "lang/object/stateful.h"

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;

	stateful_comment(p, object);
	stateful_line(p, "type %u", object->type);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;

	stateful_json_comment(w, object);
	json_pair_u64(w, "type", object->type);
}

const struct object_desc object_unknown = {
	.word = "unknown",
	.kind = KIND_OBJECT,
	.print = print,
	.json_out = json_out,
};
