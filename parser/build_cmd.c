/*
 * build_cmd: commands, and the handles that name what they act on.
 */
#include "grammar.h"

#define ERROR(p, loc, ...) diag_error(&(p)->run->diag, (loc), __VA_ARGS__)

/* ---- names ---- */

struct name_at build_name(struct parser *p, struct loc loc, struct span name)
{
	return (struct name_at){ build_text(p, name), loc };
}

struct name_at build_at_name(struct parser *p, struct loc loc, struct span setname)
{
	return build_name(p, loc, setname);
}

struct words *build_words(struct parser *p, struct loc loc, struct span word)
{
	struct words *words = pool_new_of(p->run->pool, struct words);

	build_words_more(p, words, loc, word);
	return words;
}

void build_words_more(struct parser *p, struct words *words, struct loc loc, struct span word)
{
	*vec_push(p->run->pool, &words->word) = build_name(p, loc, word);
}

const struct object_desc *build_kind(struct parser *p, enum object_kind kind, const char *word)
{
	bool plural;

	(void)kind;
	return lang_object(p->run->lang, span_of(word), &plural);
}

/* `list flow tables`: an old name of what `list meters` lists. */
const struct object_desc *build_flow_tables(struct parser *p, const struct object_desc *plural)
{
	return plural->kind == KIND_TABLE ? build_kind(p, KIND_SET, "meter") : plural;
}

/* ---- handles ---- */

static bool name_fits(struct parser *p, struct loc loc, struct span name)
{
	return name.n <= NAME_MAX_SIZE ||
	       ERROR(p, loc, "name too long, %d characters maximum allowed", NAME_MAX_SIZE);
}

struct handle *build_family(struct parser *p, struct loc loc, uint64_t family)
{
	struct handle *h = pool_new_of(p->run->pool, struct handle);

	h->family = (unsigned)family;
	h->family_loc = loc;
	return h;
}

struct handle *build_table_handle(struct parser *p, struct loc family_loc, uint64_t family,
				  struct loc loc, struct span name)
{
	struct handle *h = build_family(p, family_loc, family ? family : FAMILY_IP);

	if (!family)
		h->family_loc = (struct loc){ 0 };
	h->table = build_name(p, loc, name);
	return name_fits(p, loc, name) ? h : NULL;
}

struct handle *build_name_handle(struct parser *p, struct handle *h, struct loc loc,
				 struct span name)
{
	h->name = build_name(p, loc, name);
	return name_fits(p, loc, name) ? h : NULL;
}

struct handle *build_chain_handle(struct parser *p, struct handle *h, struct loc loc,
				  struct span name)
{
	h->chain = build_name(p, loc, name);
	return name_fits(p, loc, name) ? h : NULL;
}

struct handle *build_numbered(struct parser *p, struct handle *h, struct loc loc, int word,
			      uint64_t number)
{
	struct number_at value = { number, true, loc };

	(void)p;
	if (word == HANDLE)
		h->handle = value;
	else if (word == POSITION)
		h->position = value;
	else
		h->index = value;
	return h;
}

struct handle *build_item_name(struct parser *p, struct loc loc, struct span name)
{
	return build_name_handle(p, pool_new_of(p->run->pool, struct handle), loc, name);
}

struct handle *build_item_chain(struct parser *p, struct loc loc, struct span name)
{
	return build_chain_handle(p, pool_new_of(p->run->pool, struct handle), loc, name);
}

/* ---- commands ---- */

struct cmd *build_cmd(struct parser *p, struct loc loc, const struct object_desc *object,
		      const struct handle *h)
{
	struct cmd *cmd = cmd_new(p->run->pool, VERB_ADD, object, loc);

	if (h)
		cmd->h = *h;
	return cmd;
}

/* Give the command its verb, if its object knows that. */
struct cmd *build_verb(struct parser *p, struct loc loc, enum verb verb, struct cmd *cmd)
{
	const struct object_desc *object = cmd->object;
	uint32_t verbs = cmd->plural ? object->plural_verbs : object->verbs;

	cmd->verb = (uint8_t)verb;
	cmd->loc = loc;
	if (verbs & 1u << verb)
		return cmd;
	ERROR(p, loc, "this cannot be done to a %s", object->word);
	return NULL;
}

struct cmd *build_table_cmd(struct parser *p, struct loc loc, const struct handle *h,
			    struct table_body *body)
{
	struct cmd *cmd = build_cmd(p, loc, lang_object_kind(p->run->lang, KIND_TABLE, 0), h);

	cmd->table = body;
	if (body)
		body->loc = loc;
	return cmd;
}

struct cmd *build_table_number(struct parser *p, struct loc loc, uint64_t family, struct loc at,
			       uint64_t number)
{
	struct cmd *cmd = build_table_cmd(p, loc, NULL, NULL);

	cmd->h.family = family ? (unsigned)family : FAMILY_IP;
	cmd->h.handle = (struct number_at){ number, true, at };
	return cmd;
}

struct cmd *build_chain_cmd(struct parser *p, struct loc loc, const struct handle *h,
			    struct chain_body *body)
{
	struct cmd *cmd;

	if (!h)
		return NULL;
	cmd = build_cmd(p, loc, lang_object_kind(p->run->lang, KIND_CHAIN, 0), h);
	cmd->chain = body;
	if (body)
		body->loc = body->rules.loc = loc;
	return cmd;
}

struct cmd *build_set_cmd(struct parser *p, struct loc loc, const struct handle *h,
			  struct set_body *body, bool map)
{
	struct cmd *cmd;

	if (!h)
		return NULL;
	cmd = build_cmd(p, loc, build_kind(p, KIND_SET, map ? "map" : "set"), h);
	cmd->set = body;
	body->is_map = map;
	body->loc = loc;
	if (map || !(body->data || body->object_type || body->data_is_verdict))
		return cmd;
	ERROR(p, body->data_loc, "a set has no data; declare a map");
	return NULL;
}

struct cmd *build_elements_cmd(struct parser *p, struct loc loc, enum verb verb,
			       const struct handle *h, struct expr *set)
{
	struct cmd *cmd = build_cmd(p, loc, build_kind(p, KIND_ELEMENT, "element"), h);

	cmd->verb = (uint8_t)verb;
	cmd->elements = set;
	return cmd;
}

struct cmd *build_flowtable_cmd(struct parser *p, struct loc loc, const struct handle *h,
				struct flowtable_body *body)
{
	struct cmd *cmd;

	if (!h)
		return NULL;
	cmd = build_cmd(p, loc, build_kind(p, KIND_FLOWTABLE, "flowtable"), h);
	cmd->flowtable = body;
	if (body)
		body->loc = loc;
	return cmd;
}

/* Fields without which the object makes no sense. */
static bool is_complete(struct parser *p, struct loc loc)
{
	const struct object_body *object = p->object;
	const struct object_ct_helper *helper = object->body;
	const struct object_ct_timeout *timeout = object->body;
	const struct object_ct_expect *expect = object->body;

	switch (object->type) {
	case OBJECT_CT_HELPER:
		return (helper->name && helper->l4proto) || ERROR(p, loc, "missing options");
	case OBJECT_CT_TIMEOUT:
		return timeout->l4proto || ERROR(p, loc, "missing options");
	case OBJECT_CT_EXPECT:
		return (expect->l4proto && expect->dport && expect->timeout && expect->size) ||
		       ERROR(p, loc, "missing options");
	default:
		return true;
	}
}

struct cmd *build_object_cmd(struct parser *p, struct loc loc, const struct object_desc *object,
			     const struct handle *h)
{
	struct cmd *cmd;

	if (!h || !is_complete(p, loc))
		return NULL;
	cmd = build_cmd(p, loc, object, h);
	cmd->body = p->object;
	p->object->loc = loc;
	return cmd;
}

struct cmd *build_rule_cmd(struct parser *p, struct loc loc, const struct handle *h,
			   struct rule_ast *rule)
{
	struct cmd *cmd = build_cmd(p, loc, build_kind(p, KIND_RULE, "rule"), h);

	cmd->rule = rule;
	return cmd;
}

struct cmd *build_rename(struct parser *p, struct loc loc, struct handle *h, struct loc at,
			 struct span name)
{
	struct cmd *cmd = build_chain_cmd(p, loc, h, NULL);

	cmd->verb = VERB_RENAME;
	cmd->h.new_name = build_name(p, at, name);
	return name_fits(p, at, name) ? cmd : NULL;
}

bool build_is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (str_same(word, *words))
			return true;
	return false;
}

/* `xml`, `json`, `vm json`: the last words of monitor, import and export. */
static bool format_words(struct parser *p, const struct words *words, size_t i, bool *json)
{
	size_t n = words->word.n;

	*json = false;
	if (i < n && i + 1 < n && str_same(words->word.v[i].name, "vm"))
		i++;
	if (i < n &&
	    build_is_one_of(words->word.v[i].name, (const char *const[]){ "json", "xml", NULL })) {
		*json = str_same(words->word.v[i].name, "json");
		i++;
	}
	return i == n ||
	       ERROR(p, words->word.v[i].loc, "syntax error, unexpected %s", words->word.v[i].name);
}

struct cmd *build_monitor(struct parser *p, struct loc loc, const struct words *words)
{
	static const char *const events[] = { "new", "destroy", NULL };
	static const char *const objects[] = { "tables",   "chains",  "sets",  "rules",
					       "elements", "ruleset", "trace", NULL };
	struct cmd *cmd = cmd_new(p->run->pool, VERB_MONITOR, NULL, loc);
	size_t i = 0;

	cmd->monitor = pool_new_of(p->run->pool, struct monitor_body);
	cmd->monitor->loc = loc;
	if (!words)
		return cmd;
	if (build_is_one_of(words->word.v[i].name, events))
		cmd->monitor->event = words->word.v[i++].name;
	if (i < words->word.n && build_is_one_of(words->word.v[i].name, objects))
		cmd->monitor->object = words->word.v[i++].name;
	return format_words(p, words, i, &cmd->monitor->json) ? cmd : NULL;
}

struct cmd *build_port(struct parser *p, struct loc loc, enum verb verb, const struct words *words)
{
	struct cmd *cmd = cmd_new(p->run->pool, verb, NULL, loc);
	size_t i = str_same(words->word.v[0].name, "ruleset");

	cmd->monitor = pool_new_of(p->run->pool, struct monitor_body);
	cmd->monitor->loc = loc;
	return format_words(p, words, i, &cmd->monitor->json) ? cmd : NULL;
}

struct cmd *build_describe(struct parser *p, struct loc loc, struct expr *e)
{
	struct cmd *cmd = cmd_new(p->run->pool, VERB_DESCRIBE, NULL, loc);

	cmd->describe = e;
	return cmd;
}

struct cmd *build_plural(struct parser *p, struct loc loc, const struct object_desc *object,
			 const struct handle *h)
{
	struct cmd *cmd = build_cmd(p, loc, object, h);

	cmd->plural = object->kind != KIND_RULESET;
	return cmd;
}

struct cmd *build_hooks(struct parser *p, struct loc loc, const struct object_desc *object,
			const struct handle *h, struct span device)
{
	struct cmd *cmd = build_plural(p, loc, object, h);

	cmd->device = build_text(p, device);
	return cmd;
}
