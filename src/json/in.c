/*
 * in: the JSON document as commands (json.md, 1 and 2). The bodies of objects are read by their
 * descriptors, statements likewise; expressions in in_expr.c. The tree that jansson makes is gone
 * when json_read returns: what is kept is copied into the run's pool.
 */
#include <inttypes.h>
#include <jansson.h>

#include "data/proto.h"
#include "json/json.h"
#include "lang/lang.h"

enum { JSON_SCHEMA_VERSION = 1 };

/* ---- messages and where we are ---- */

bool json_error(struct reader *r, const char *format, ...)
{
	struct diag *diag = &r->run->diag;
	const char *text;
	va_list ap;

	va_start(ap, format);
	text = pool_vprintf(r->run->pool, format, ap);
	va_end(ap);
	diag_error(diag, r->loc, "%s", text);
	return diag_pointer(diag, r->pointer[0] ? r->pointer : "/");
}

size_t json_enter(struct reader *r, const char *name)
{
	size_t n = strlen(r->pointer), room = sizeof(r->pointer) - n;

	snprintf(r->pointer + n, room, "/%s", name);
	return n;
}

size_t json_enter_item(struct reader *r, size_t index)
{
	char number[24];

	snprintf(number, sizeof(number), "%zu", index);
	return json_enter(r, number);
}

void json_leave(struct reader *r, size_t mark)
{
	r->pointer[mark] = '\0';
}

/*
 * A place of its own for what stands here: an offset of the document, with the pointer it means.
 * There are more offsets than things, but should they run out the last place serves.
 */
static struct loc new_place(struct reader *r)
{
	struct source *source = source_find(&r->run->sources, r->loc.at);
	uint32_t at;

	if (!source || source->pointers.n >= source->size)
		return r->loc;
	at = source->base + source->pointers.n;
	*vec_push(r->run->pool, &source->pointers) = pool_strdup(r->run->pool, r->pointer);
	return (struct loc){ at, at + 1 };
}

/* Members that messages of the kernel are about; NULL-terminated. */
static const char *const placed_members[] = { "family", "table", "chain", "name", "handle", NULL };

static struct loc member_place(const struct reader *r, const char *name)
{
	struct loc loc = { r->loc.at, r->loc.at + 2 };

	for (const char *const *member = placed_members; *member; member++, loc.end++)
		if (str_same(*member, name))
			return loc;
	return r->loc;
}

/* ---- members ---- */

json_t *json_member(json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	return json_is_null(value) ? NULL : value;
}

static bool member_error(struct reader *r, const char *name, const char *format)
{
	size_t mark = json_enter(r, name);

	json_error(r, format, name);
	json_leave(r, mark);
	return false;
}

static bool str_value(struct reader *r, json_t *value, const char *name, const char **text)
{
	if (!json_is_string(value))
		return member_error(r, name, "\"%s\" must be a string");
	*text = pool_strndup(r->run->pool, json_string_value(value), json_string_length(value));
	return true;
}

static bool number_value(struct reader *r, json_t *value, const char *name, int64_t *number)
{
	if (!json_is_integer(value))
		return member_error(r, name, "\"%s\" must be an integer");
	*number = json_integer_value(value);
	return true;
}

/* What json_u64 writes for numbers above 63 bits. */
static bool is_hex(json_t *value, uint64_t *number)
{
	const char *text = json_string_value(value);

	return text && strncmp(text, "0x", 2) == 0 && span_number(span_of(text), number);
}

bool json_u64_value(struct reader *r, json_t *value, const char *name, uint64_t *number)
{
	int64_t sign = 0;

	if (is_hex(value, number))
		return true;
	if (!number_value(r, value, name, &sign))
		return false;
	if (sign < 0)
		return member_error(r, name, "\"%s\" must not be negative");
	*number = (uint64_t)sign;
	return true;
}

bool json_must_str(struct reader *r, json_t *object, const char *name, const char **text)
{
	json_t *value = json_member(object, name);

	return value ? str_value(r, value, name, text)
		     : json_error(r, "\"%s\" is missing", name);
}

bool json_must_u64(struct reader *r, json_t *object, const char *name, uint64_t *number)
{
	json_t *value = json_member(object, name);

	return value ? json_u64_value(r, value, name, number)
		     : json_error(r, "\"%s\" is missing", name);
}

bool json_must_s64(struct reader *r, json_t *object, const char *name, int64_t *number)
{
	json_t *value = json_member(object, name);

	return value ? number_value(r, value, name, number)
		     : json_error(r, "\"%s\" is missing", name);
}

bool json_may_str(struct reader *r, json_t *object, const char *name, const char **text)
{
	json_t *value = json_member(object, name);

	return !value || str_value(r, value, name, text);
}

bool json_may_u64(struct reader *r, json_t *object, const char *name, uint64_t *number, bool *given)
{
	json_t *value = json_member(object, name);

	if (given)
		*given = value != NULL;
	return !value || json_u64_value(r, value, name, number);
}

bool json_may_bool(struct reader *r, json_t *object, const char *name, bool *value)
{
	json_t *member = json_member(object, name);

	if (!member)
		return true;
	if (!json_is_boolean(member))
		return member_error(r, name, "\"%s\" must be true or false");
	*value = json_is_true(member);
	return true;
}

static bool flag_value(struct reader *r, json_t *value, const struct symbol *names, uint64_t *bits)
{
	const char *word = json_string_value(value);

	if (!word)
		return json_error(r, "a flag must be a string");
	for (; names->name; names++) {
		if (str_same(names->name, word)) {
			*bits |= names->value;
			return true;
		}
	}
	return json_error(r, "unknown flag \"%s\"", word);
}

bool json_flags(struct reader *r, json_t *value, const struct symbol *names, uint64_t *bits)
{
	json_t *item;
	size_t i;

	if (json_is_string(value))
		return flag_value(r, value, names, bits);
	if (!json_is_array(value))
		return json_error(r, "flags must be a string or an array of strings");
	json_array_foreach(value, i, item)
		if (!flag_value(r, item, names, bits))
			return false;
	return true;
}

/* ---- statements ---- */

static struct stmt *stmt_value(struct reader *r, const struct stmt_desc *desc, json_t *value)
{
	struct stmt *s;

	if (desc->json_in)
		return desc->json_in(r, r->loc, value);
	s = stmt_make(r->run, r->loc, desc);
	return !s || (json_is_object(value) && !json_in_clauses(r, s, value)) ? NULL : s;
}

struct stmt *json_in_stmt(struct reader *r, json_t *value)
{
	const struct stmt_desc *desc;
	const char *key = json_object_iter_key(json_object_iter(value)), *outer = r->key;
	struct loc place = r->loc;
	struct stmt *s;
	size_t mark;

	if (json_object_size(value) != 1) {
		json_error(r, "a statement is an object with one member");
		return NULL;
	}
	if (r->depth >= JSON_DEPTH_MAX) {
		json_error(r, "nested too deeply");
		return NULL;
	}
	mark = json_enter(r, key);
	desc = lang_stmt(r->run->lang, span_of(key));
	if (!desc) {
		json_error(r, "unknown statement \"%s\"", key);
		json_leave(r, mark);
		return NULL;
	}
	r->depth++;
	r->key = key;
	r->loc = new_place(r);
	s = stmt_value(r, desc, json_object_get(value, key));
	r->loc = place;
	r->key = outer;
	r->depth--;
	json_leave(r, mark);
	return s;
}

struct stmt *json_in_stmts(struct reader *r, const char *name, json_t *array)
{
	struct stmt *first = NULL, **last = &first;
	size_t i, member = json_enter(r, name);
	json_t *item;

	if (!json_array_size(array)) {
		json_error(r, "an array of statements is missing");
		return NULL;
	}
	json_array_foreach(array, i, item) {
		size_t mark = json_enter_item(r, i);
		struct stmt *s = json_in_stmt(r, item);

		if (!s)
			return NULL;
		json_leave(r, mark);
		*last = s;
		while (*last)
			last = &(*last)->next;
	}
	json_leave(r, member);
	return first;
}

/* ---- commands ---- */

static const struct { const char *word; uint8_t verb; } verb_rows[] = {
	{ "add", VERB_ADD }, { "create", VERB_CREATE }, { "insert", VERB_INSERT },
	{ "replace", VERB_REPLACE }, { "delete", VERB_DELETE }, { "destroy", VERB_DESTROY },
	{ "list", VERB_LIST }, { "reset", VERB_RESET }, { "flush", VERB_FLUSH },
	{ "rename", VERB_RENAME },
};

static bool find_verb(const char *word, enum verb *verb)
{
	for (size_t i = 0; i < sizeof(verb_rows) / sizeof(*verb_rows); i++) {
		if (str_same(verb_rows[i].word, word)) {
			*verb = verb_rows[i].verb;
			return true;
		}
	}
	return false;
}

static const char *verb_word(enum verb verb)
{
	for (size_t i = 0; i < sizeof(verb_rows) / sizeof(*verb_rows); i++)
		if (verb_rows[i].verb == verb)
			return verb_rows[i].word;
	return "";
}

static bool read_family(struct reader *r, struct cmd *cmd, json_t *value)
{
	bool asks = cmd->verb == VERB_LIST || cmd->verb == VERB_RESET || cmd->verb == VERB_FLUSH;
	const char *family = NULL;

	if (!json_may_str(r, value, "family", &family))
		return false;
	if (!family)
		return cmd->plural || asks || cmd->object->kind == KIND_RULESET ||
		       json_error(r, "\"family\" is missing");
	cmd->h.family_loc = member_place(r, "family");
	return family_number(span_of(family), &cmd->h.family) ||
	       member_error(r, "family", "unknown \"%s\"");
}

static bool read_name(struct reader *r, json_t *value, const char *name, bool must,
		      struct name_at *at)
{
	at->loc = member_place(r, name);
	if (!(must ? json_must_str : json_may_str)(r, value, name, &at->name))
		return false;
	if (at->name && !at->name[0])
		return member_error(r, name, "\"%s\" must not be empty");
	return true;
}

/* The member of the handle that `name` fills. */
static struct name_at *name_of(struct cmd *cmd)
{
	switch ((enum object_kind)cmd->object->kind) {
	case KIND_TABLE:
		return &cmd->h.table;
	case KIND_CHAIN:
		return &cmd->h.chain;
	case KIND_SET: case KIND_ELEMENT: case KIND_OBJECT: case KIND_FLOWTABLE:
		return &cmd->h.name;
	case KIND_RULE: case KIND_RULESET: case KIND_GENERATION: case KIND_N:
		break;
	}
	return NULL;
}

/* In rules to be added, a handle is a place. In dumps it is only what was. */
static void place_handle(struct cmd *cmd)
{
	bool makes = cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE || cmd->verb == VERB_INSERT;

	if (!makes || !cmd->h.handle.given)
		return;
	if (cmd->object->kind == KIND_RULE && !cmd->bare)
		cmd->h.position = cmd->h.handle;
	cmd->h.handle = (struct number_at){ 0 };
}

static bool read_handle(struct reader *r, struct cmd *cmd, json_t *value)
{
	bool removes = cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY;
	bool must = !cmd->plural;
	struct name_at *name = name_of(cmd);

	cmd->h.handle.loc = member_place(r, "handle");
	if (!json_may_u64(r, value, "handle", &cmd->h.handle.number, &cmd->h.handle.given))
		return false;
	place_handle(cmd);
	if (cmd->object->kind == KIND_RULE && must && !removes && cmd->verb == VERB_REPLACE &&
	    !cmd->h.handle.given)
		return json_error(r, "\"handle\" is missing");
	if (cmd->object->kind != KIND_TABLE && cmd->object->kind != KIND_RULESET &&
	    !read_name(r, value, "table", must, &cmd->h.table))
		return false;
	if (cmd->object->kind == KIND_RULE && !read_name(r, value, "chain", must, &cmd->h.chain))
		return false;
	must &= !(removes && cmd->h.handle.given);
	return !name || read_name(r, value, "name", must, name);
}

static bool read_body(struct reader *r, struct cmd *cmd, json_t *value)
{
	bool body = cmd->verb <= VERB_DESTROY || cmd->verb == VERB_RENAME ||
		    cmd->object->kind == KIND_ELEMENT;

	return !body || cmd->plural || !cmd->object->json_in || cmd->object->json_in(r, cmd, value);
}

/* {OBJECT: {...}}: what a command is about. */
static struct cmd *read_object(struct reader *r, enum verb verb, json_t *item, bool bare)
{
	const char *key = json_object_iter_key(json_object_iter(item));
	json_t *value = json_object_get(item, key ? key : "");
	const struct object_desc *object;
	struct cmd *cmd;
	bool plural;
	size_t mark;

	object = key ? lang_object(r->run->lang, span_of(key), &plural) : NULL;
	if (!object || !((plural ? object->plural_verbs : object->verbs) & 1u << verb)) {
		json_error(r, "unknown object \"%s\" for command \"%s\"", key ? key : "",
			   verb_word(verb));
		return NULL;
	}
	mark = json_enter(r, key);
	r->loc = new_place(r);
	cmd = cmd_new(r->run->pool, verb, object, r->loc);
	cmd->from_json = true;
	cmd->bare = bare;
	cmd->plural = plural;
	if (!json_is_object(value) &&
	    !(json_is_null(value) && (plural || object->kind == KIND_RULESET))) {
		json_error(r, "an object is missing");
		return NULL;
	}
	if (!read_family(r, cmd, value) || !read_handle(r, cmd, value) || !read_body(r, cmd, value))
		return NULL;
	json_leave(r, mark);
	return cmd;
}

static bool read_metainfo(struct reader *r, json_t *info)
{
	uint64_t version = 0;

	if (!json_may_u64(r, info, "json_schema_version", &version, NULL))
		return false;
	return version <= JSON_SCHEMA_VERSION ||
	       json_error(r, "schema version %" PRIu64 " is newer than %d", version,
			  JSON_SCHEMA_VERSION);
}

static bool read_item(struct reader *r, json_t *item, struct cmds *cmds)
{
	const char *key = json_object_iter_key(json_object_iter(item));
	enum verb verb = VERB_ADD;
	struct cmd *cmd;
	bool bare;

	if (!key)
		return json_error(r, "a command is an object with one member");
	if (str_same(key, "metainfo"))
		return read_metainfo(r, json_object_get(item, key));
	bare = !find_verb(key, &verb);
	if (!bare) {
		item = json_object_get(item, key);
		json_enter(r, key);
		if (!json_is_object(item))
			return json_error(r, "a command is an object with one member");
	}
	cmd = read_object(r, verb, item, bare);
	if (cmd)
		cmd_append(cmds, cmd);
	return cmd != NULL;
}

static bool read_root(struct reader *r, json_t *root, struct cmds *cmds)
{
	json_t *items = json_object_get(root, "nftables"), *item;
	bool good = true;
	size_t i;

	if (!json_is_array(items))
		return json_error(r, "the document must be an object with an array \"nftables\"");
	json_array_foreach(items, i, item) {
		snprintf(r->pointer, sizeof(r->pointer), "/nftables/%zu", i);
		r->depth = 0;
		good &= read_item(r, item, cmds);
		if (diag_full(&r->run->diag))
			break;
	}
	return good;
}

static void drop_tree(void *root)
{
	json_decref(root);
}

struct pool_claim *json_claim(struct pool *pool)
{
	return pool_claim(pool, drop_tree);
}

json_t *json_load_source(struct pool *pool, const struct source *source, struct pool_claim **claim)
{
	json_error_t error;
	json_t *root;

	*claim = json_claim(pool);
	root = json_loadb(source->text, source->size, 0, &error);
	if (!root && !error.text[0]) /* no fault in the text */
		pool_exhausted();
	(*claim)->thing = root;
	return root;
}

bool json_read(struct run *run, const struct source *source, struct cmds *cmds, bool *tried)
{
	struct reader r = { .run = run, .loc = { source->base, source->base + 1 } };
	struct pool_claim *claim;
	json_t *root = json_load_source(run->pool, source, &claim);
	bool good;

	*tried = root != NULL;
	if (!root)
		return true;
	/* However it was read: offsets in it are no places in a text from now on. */
	source_find(&run->sources, source->base)->kind = SOURCE_JSON;
	source_find(&run->sources, source->base)->members = placed_members;
	good = read_root(&r, root, cmds);
	pool_settle(claim);
	return good;
}
