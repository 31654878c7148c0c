/*
 * echo: what was done with a JSON document, told by the document itself: it is given back with the
 * handles that the kernel chose.
 */
#include <jansson.h>
#include <stdlib.h>

#include "data/proto.h"
#include "json/json.h"

struct json_echo {
	struct run *run;
	const struct source *source;
	VEC(struct op) made; /* in the kernel's order; kind KIND_N once its place is found */
};

struct json_echo *json_echo_new(struct run *run, const struct source *source)
{
	struct json_echo *echo = pool_new_of(run->pool, struct json_echo);

	echo->run = run;
	echo->source = source;
	return echo;
}

void json_echo_made(struct json_echo *echo, const struct op *op)
{
	*vec_push(echo->run->pool, &echo->made) = *op;
}

/* Name and handle of what an op made, by the member of the document that names it. */
struct identity {
	const char *member, *name;
	uint64_t handle;
};

static struct identity identity(const struct op *op)
{
	switch ((enum object_kind)op->kind) {
	case KIND_TABLE:
		return (struct identity){ "name", op->table->name, op->table->handle };
	case KIND_CHAIN:
		return (struct identity){ "name", op->chain->name, op->chain->handle };
	case KIND_RULE:
		return (struct identity){ "chain", op->rule->chain_name, op->rule->handle };
	case KIND_SET:
		return (struct identity){ "name", op->set->name, op->set->handle };
	case KIND_OBJECT:
		return (struct identity){ "name", op->object->name, op->object->handle };
	case KIND_FLOWTABLE:
		return (struct identity){ "name", op->flowtable->name, op->flowtable->handle };
	case KIND_ELEMENT: case KIND_RULESET: case KIND_GENERATION: case KIND_N:
		break;
	}
	return (struct identity){ NULL, NULL, 0 };
}

static bool member_is(json_t *thing, const char *name, const char *text)
{
	return str_same(json_string_value(json_object_get(thing, name)), text);
}

static bool is_made_by(const struct op *op, const struct object_desc *object, json_t *thing)
{
	struct identity id = identity(op);

	return id.member && op->kind == object->kind && member_is(thing, id.member, id.name) &&
	       member_is(thing, "family", family_name(op->family)) &&
	       (op->kind == KIND_TABLE || member_is(thing, "table", op->table_name)) &&
	       (op->kind != KIND_OBJECT || op->object->type == object->type);
}

/* {OBJECT: {...}} gets the handle of the first thing made that it describes. */
static void put_handle(struct json_echo *echo, json_t *item)
{
	const char *key = json_object_iter_key(json_object_iter(item));
	json_t *thing = json_object_get(item, key ? key : "");
	const struct object_desc *object;
	struct op *op;
	bool plural;

	object = key ? lang_object(echo->run->lang, span_of(key), &plural) : NULL;
	if (!object)
		return;
	vec_each(op, &echo->made) {
		if (!is_made_by(op, object, thing))
			continue;
		if (json_object_set_new(thing, "handle",
					json_integer((json_int_t)identity(op).handle)))
			pool_exhausted();
		op->kind = KIND_N;
		return;
	}
}

static void put_handles(struct json_echo *echo, json_t *root)
{
	static const char *const makes[] = { "add", "insert", "create", "replace" };
	json_t *item, *inside;
	size_t i;

	json_array_foreach(json_object_get(root, "nftables"), i, item) {
		for (size_t m = 0; m < sizeof(makes) / sizeof(*makes); m++) {
			inside = json_object_get(item, makes[m]);
			if (inside)
				item = inside;
		}
		put_handle(echo, item);
	}
}

void json_echo_close(struct json_echo *echo, struct out *out)
{
	struct pool *pool = echo->run->pool;
	struct pool_claim *tree, *text = pool_claim(pool, free);
	json_t *root = json_load_source(pool, echo->source, &tree);

	if (!root)
		return; /* it was read before */
	put_handles(echo, root);
	text->thing = json_dumps(root, 0);
	if (!text->thing)
		pool_exhausted();
	out_str(out, text->thing);
	out_char(out, '\n');
	pool_settle(text);
	pool_settle(tree);
}
