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
	json_t *root;        /* the document, read before anything is sent */
	VEC(struct op) made; /* in the kernel's order; kind KIND_N once its place is found */
	size_t next;         /* of `made`, to be looked at first */
	struct op maker;
	struct writer writer;
};

struct json_echo *json_echo_new(struct run *run, const struct source *source)
{
	struct json_echo *echo = pool_new_of(run->pool, struct json_echo);
	struct pool_claim *claim;

	echo->run = run;
	echo->root = json_load_source(run->pool, source, &claim);
	if (!echo->root)
		pool_exhausted(); /* it was read before */
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

/* The op that made the thing, each but once; most stand in the document's order. */
static const struct op *find_maker(struct json_echo *echo, const struct object_desc *object,
				   json_t *thing)
{
	size_t n = echo->made.n;

	for (size_t i = 0; i < n; i++) {
		size_t at = (echo->next + i) % n;
		struct op *op = &echo->made.v[at];

		if (op->kind == KIND_N || !is_made_by(op, object, thing))
			continue;
		echo->maker = *op;
		op->kind = KIND_N;
		echo->next = at + 1;
		return &echo->maker;
	}
	return NULL;
}

static const struct op *maker(struct json_echo *echo, const char *word, json_t *thing)
{
	bool plural;
	const struct object_desc *object = lang_object(echo->run->lang, span_of(word), &plural);

	return object && json_is_object(thing) ? find_maker(echo, object, thing) : NULL;
}

/* What is rare, and what is deeper than any command: by jansson. */
static void put_other(struct json_echo *echo, json_t *value)
{
	struct pool_claim *text = pool_claim(echo->run->pool, free);

	text->thing = json_dumps(value, JSON_ENCODE_ANY);
	if (!text->thing)
		pool_exhausted();
	json_raw(&echo->writer, text->thing);
	pool_settle(text);
}

static void put_value(struct json_echo *echo, json_t *value);

static void put_members(struct json_echo *echo, json_t *object, const struct op *made)
{
	struct writer *w = &echo->writer;
	const char *key;
	json_t *value;

	json_open(w, '{');
	json_object_foreach(object, key, value) {
		bool handle = made && str_same(key, "handle");

		json_name(w, key);
		if (handle)
			json_u64(w, identity(made).handle);
		else
			put_value(echo, value);
	}
	if (made && !json_object_get(object, "handle"))
		json_pair_u64(w, "handle", identity(made).handle);
	json_close(w, '}');
}

static void put_array(struct json_echo *echo, json_t *array)
{
	json_t *item;
	size_t i;

	json_open(&echo->writer, '[');
	json_array_foreach(array, i, item)
		put_value(echo, item);
	json_close(&echo->writer, ']');
}

/* No memory is asked for: that there is none must not be found when all is done. */
static void put_value(struct json_echo *echo, json_t *value)
{
	struct writer *w = &echo->writer;

	if (w->depth + 1u >= sizeof(w->comma) || json_is_real(value))
		put_other(echo, value);
	else if (json_is_object(value))
		put_members(echo, value, NULL);
	else if (json_is_array(value))
		put_array(echo, value);
	else if (json_is_string(value))
		json_span(w, (struct span){ json_string_value(value), json_string_length(value) });
	else if (json_is_integer(value))
		json_s64(w, json_integer_value(value));
	else if (json_is_boolean(value))
		json_bool(w, json_is_true(value));
	else
		json_none(w);
}

/* {OBJECT: {...}}, which may stand in {VERB: ...}: gets the handle of what was made of it. */
static void put_item(struct json_echo *echo, json_t *item)
{
	static const char *const makes[] = { "add", "insert", "create", "replace" };
	const char *key = json_object_iter_key(json_object_iter(item));
	json_t *inside = key ? json_object_get(item, key) : NULL;
	struct writer *w = &echo->writer;
	bool wraps = false;

	if (json_object_size(item) != 1 || !json_is_object(inside)) {
		put_value(echo, item);
		return;
	}
	for (size_t i = 0; i < sizeof(makes) / sizeof(*makes); i++)
		wraps = wraps || str_same(key, makes[i]);
	json_open(w, '{');
	json_name(w, key);
	if (wraps)
		put_item(echo, inside);
	else
		put_members(echo, inside, maker(echo, key, inside));
	json_close(w, '}');
}

void json_echo_close(struct json_echo *echo, struct out *out)
{
	struct writer *w = &echo->writer;
	const char *key;
	json_t *value, *item;
	size_t i;

	json_init(w, out);
	json_open(w, '{');
	json_object_foreach(echo->root, key, value) {
		json_name(w, key);
		if (!str_same(key, "nftables")) {
			put_value(echo, value);
			continue;
		}
		json_open(w, '[');
		json_array_foreach(value, i, item)
			put_item(echo, item);
		json_close(w, ']');
	}
	json_close(w, '}');
	out_char(out, '\n');
}
