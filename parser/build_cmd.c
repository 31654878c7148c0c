/*
 * build_cmd: commands, the handles that name what they act on, and the bodies of tables, chains,
 * sets and flowtables.
 */
#include <stdio.h>

#include "grammar.h"

#define ERROR(p, loc, ...) diag_error(&(p)->run->diag, (loc), __VA_ARGS__)

static bool said_twice(struct parser *p, struct loc loc, const char *what)
{
	return ERROR(p, loc, "You can only specify this once. This statement is already set for %s.", what);
}

/* ---- names ---- */

struct name_at build_name(struct parser *p, struct loc loc, struct span name)
{
	return (struct name_at){ build_text(p, name), loc };
}

struct name_at build_at_name(struct parser *p, struct loc loc, struct span setname)
{
	return build_name(p, loc, setname);
}

struct words build_words(struct parser *p, struct loc loc, struct span word)
{
	struct words words = { 0 };

	build_words_more(p, &words, loc, word);
	return words;
}

void build_words_more(struct parser *p, struct words *words, struct loc loc, struct span word)
{
	*vec_push(p->run->pool, &words->word) = build_name(p, loc, word);
}

/* Or the words' bits together; an unknown one is an error that says `what`. */
static bool word_bits(struct parser *p, const struct words *words, const struct symbol *names,
		      const char *what, uint32_t *bits)
{
	const struct name_at *word;

	vec_each(word, &words->word) {
		const struct symbol *s = names;

		while (s->name && !str_same(s->name, word->name))
			s++;
		if (!s->name)
			return ERROR(p, word->loc, "%s %s", what, word->name);
		*bits |= (uint32_t)s->value;
	}
	return true;
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
	return name.n <= NAME_MAX_SIZE || ERROR(p, loc, "name too long, %d characters maximum allowed",
						NAME_MAX_SIZE);
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

struct handle *build_name_handle(struct parser *p, struct handle *h, struct loc loc, struct span name)
{
	h->name = build_name(p, loc, name);
	return name_fits(p, loc, name) ? h : NULL;
}

struct handle *build_chain_handle(struct parser *p, struct handle *h, struct loc loc, struct span name)
{
	h->chain = build_name(p, loc, name);
	return name_fits(p, loc, name) ? h : NULL;
}

struct handle *build_numbered(struct parser *p, struct handle *h, struct loc loc, int word, uint64_t number)
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

struct cmd *build_table_cmd(struct parser *p, struct loc loc, const struct handle *h, struct table_body *body)
{
	struct cmd *cmd = build_cmd(p, loc, build_kind(p, KIND_TABLE, "table"), h);

	cmd->table = body;
	if (body)
		body->loc = loc;
	return cmd;
}

struct cmd *build_table_number(struct parser *p, struct loc loc, uint64_t family, struct loc at, uint64_t number)
{
	struct cmd *cmd = build_table_cmd(p, loc, NULL, NULL);

	cmd->h.family = family ? (unsigned)family : FAMILY_IP;
	cmd->h.handle = (struct number_at){ number, true, at };
	return cmd;
}

struct cmd *build_chain_cmd(struct parser *p, struct loc loc, const struct handle *h, struct chain_body *body)
{
	struct cmd *cmd;

	if (!h)
		return NULL;
	cmd = build_cmd(p, loc, build_kind(p, KIND_CHAIN, "chain"), h);
	cmd->chain = body;
	if (body)
		body->loc = body->rules.loc = loc;
	return cmd;
}

struct cmd *build_set_cmd(struct parser *p, struct loc loc, const struct handle *h, struct set_body *body, bool map)
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

struct cmd *build_elements_cmd(struct parser *p, struct loc loc, enum verb verb, const struct handle *h, struct expr *set)
{
	struct cmd *cmd = build_cmd(p, loc, build_kind(p, KIND_ELEMENT, "element"), h);

	cmd->verb = (uint8_t)verb;
	cmd->elements = set;
	return cmd;
}

struct cmd *build_flowtable_cmd(struct parser *p, struct loc loc, const struct handle *h, struct flowtable_body *body)
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

struct cmd *build_object_cmd(struct parser *p, struct loc loc, const struct object_desc *object, const struct handle *h)
{
	struct cmd *cmd;

	if (!h || !is_complete(p, loc))
		return NULL;
	cmd = build_cmd(p, loc, object, h);
	cmd->body = p->object;
	p->object->loc = loc;
	return cmd;
}

struct cmd *build_rule_cmd(struct parser *p, struct loc loc, const struct handle *h, struct rule_ast *rule)
{
	struct cmd *cmd = build_cmd(p, loc, build_kind(p, KIND_RULE, "rule"), h);

	cmd->rule = rule;
	return cmd;
}

struct cmd *build_rename(struct parser *p, struct loc loc, struct handle *h, struct loc at, struct span name)
{
	struct cmd *cmd = build_chain_cmd(p, loc, h, NULL);

	cmd->verb = VERB_RENAME;
	cmd->h.new_name = build_name(p, at, name);
	return name_fits(p, at, name) ? cmd : NULL;
}

static bool is_one_of(const char *word, const char *const *words)
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
	if (i < n && is_one_of(words->word.v[i].name, (const char *const[]){ "json", "xml", NULL })) {
		*json = str_same(words->word.v[i].name, "json");
		i++;
	}
	return i == n || ERROR(p, words->word.v[i].loc, "syntax error, unexpected %s",
			       words->word.v[i].name);
}

struct cmd *build_monitor(struct parser *p, struct loc loc, const struct words *words)
{
	static const char *const events[] = { "new", "destroy", NULL };
	static const char *const objects[] = { "tables", "chains", "sets", "rules", "elements",
					       "ruleset", "trace", NULL };
	struct cmd *cmd = cmd_new(p->run->pool, VERB_MONITOR, NULL, loc);
	size_t i = 0;

	cmd->monitor = pool_new_of(p->run->pool, struct monitor_body);
	cmd->monitor->loc = loc;
	if (!words)
		return cmd;
	if (is_one_of(words->word.v[i].name, events))
		cmd->monitor->event = words->word.v[i++].name;
	if (i < words->word.n && is_one_of(words->word.v[i].name, objects))
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

struct cmd *build_plural(struct parser *p, struct loc loc, const struct object_desc *object, const struct handle *h)
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

/* ---- tables ---- */

struct table_body *build_table(struct parser *p, struct loc loc)
{
	struct table_body *body = pool_new_of(p->run->pool, struct table_body);

	body->last = &body->first;
	body->loc = loc;
	return body;
}

bool build_table_flags(struct parser *p, struct table_body *body, const struct words *words)
{
	static const struct symbol names[] = { { "dormant", 1 }, { "owner", 2 }, { "persist", 4 }, { 0 } };

	body->has_flags = true;
	return word_bits(p, words, names, "unknown table option", &body->flags);
}

void build_item(struct table_body *body, struct cmd *item)
{
	item->in_block = true;
	*body->last = item;
	body->last = &item->next;
}

/* ---- chains ---- */

struct chain_body *build_chain(struct parser *p, struct loc loc)
{
	struct chain_body *body = pool_new_of(p->run->pool, struct chain_body);

	body->rules.last = &body->rules.first;
	body->loc = loc;
	return body;
}

/* A hook that no family has; whether this family has it is for evaluation. */
static bool is_hook(const char *name)
{
	return is_one_of(name, (const char *const[]){ "prerouting", "input", "forward", "output",
						      "postrouting", "ingress", "egress", NULL });
}

bool build_hook(struct parser *p, struct chain_body *body, struct name_at type,
		struct name_at hook, struct expr *priority)
{
	if (body->type.name)
		return said_twice(p, type.loc, "type");
	if (!is_hook(hook.name))
		return ERROR(p, hook.loc, "unknown chain hook");
	body->type = type;
	body->hook = hook;
	body->priority = priority;
	body->priority_loc = priority->loc;
	return true;
}

bool build_chain_devices(struct parser *p, struct chain_body *body, struct expr *devices, bool single)
{
	if (body->devices)
		return said_twice(p, devices->loc, "devices");
	body->devices = devices;
	body->device_single = single;
	return true;
}

bool build_policy(struct parser *p, struct loc loc, struct chain_body *body, struct expr *policy)
{
	if (body->policy)
		return said_twice(p, loc, "policy");
	body->policy = policy;
	return true;
}

bool build_chain_flags(struct parser *p, struct chain_body *body, const struct words *words)
{
	static const struct symbol names[] = { { "offload", CHAIN_OFFLOAD }, { 0 } };

	return word_bits(p, words, names, "unknown chain flag", &body->flags);
}

/* As the text that eval_priority reads: `filter`, `filter - 5`, `-20`. */
struct expr *build_priority(struct parser *p, struct loc loc, struct span word, char sign, const uint64_t *number)
{
	char text[64];
	int n = 0;

	if (number && word.n)
		n = snprintf(text, sizeof(text), " %c %llu", sign, (unsigned long long)*number);
	else if (number)
		n = snprintf(text, sizeof(text), "%s%llu", sign ? "-" : "", (unsigned long long)*number);
	return expr_word(p->run->pool, loc, span_of(pool_printf(p->run->pool, "%.*s%.*s", (int)word.n,
								word.p, n, text)), EXPR_F_QUOTED);
}

/* ---- sets and maps ---- */

struct set_body *build_set_body(struct parser *p, struct loc loc)
{
	struct set_body *body = pool_new_of(p->run->pool, struct set_body);

	body->loc = loc;
	return body;
}

struct expr *build_type(struct parser *p, struct loc loc, struct expr *list, struct span name)
{
	static const char *const kinds[] = { "verdict", "counter", "quota", "limit", "secmark",
					     "synproxy", NULL };
	struct expr *word = expr_word(p->run->pool, loc, name, 0);

	if (!type_by_name(name) && !is_one_of(expr_symbol(word)->text, kinds)) {
		ERROR(p, loc, "unknown datatype %.*s", (int)name.n, name.p);
		return NULL;
	}
	return list ? build_concat(p, list, word) : word;
}

struct expr *build_data_word(struct parser *p, struct loc loc, struct span word)
{
	if (span_is(word, "verdict"))
		return expr_word(p->run->pool, loc, word, 0);
	ERROR(p, loc, "syntax error, unexpected <string>\nexpected any of: an expression, verdict, "
	      "queue, counter, quota, limit, secmark, synproxy");
	return NULL;
}

bool build_set_key(struct parser *p, struct set_body *body, struct expr *key, bool is_typeof)
{
	if (body->key)
		return said_twice(p, key->loc, is_typeof ? "typeof" : "type");
	body->key = key;
	body->key_loc = key->loc;
	body->key_is_typeof = is_typeof;
	return true;
}

static uint32_t object_type_of(const char *word)
{
	static const struct symbol names[] = {
		{ "counter", OBJECT_COUNTER }, { "quota", OBJECT_QUOTA }, { "limit", OBJECT_LIMIT },
		{ "secmark", OBJECT_SECMARK }, { "synproxy", OBJECT_SYNPROXY },
		{ "ct timeout", OBJECT_CT_TIMEOUT }, { "ct expectation", OBJECT_CT_EXPECT },
		{ "ct helper", OBJECT_CT_HELPER }, { 0 }
	};
	const struct symbol *s = names;

	while (s->name && !str_same(s->name, word))
		s++;
	return (uint32_t)s->value;
}

bool build_map_data(struct parser *p, struct set_body *body, struct expr *data, bool is_typeof, bool interval)
{
	const struct symbol_expr *symbol = expr_symbol(data);

	(void)p;
	body->data_loc = data->loc;
	body->data_is_typeof = is_typeof;
	body->data_interval = interval;
	body->data_is_verdict = symbol && str_same(symbol->text, "verdict");
	body->object_type = symbol ? object_type_of(symbol->text) : 0;
	body->data = data;
	return true;
}

bool build_set_flags(struct parser *p, struct set_body *body, const struct words *words)
{
	static const struct symbol names[] = { { "constant", SET_CONSTANT }, { "interval", SET_INTERVAL },
					       { "timeout", SET_TIMEOUT }, { "dynamic", SET_EVAL }, { 0 } };

	body->flags = 0;
	return word_bits(p, words, names, "unknown set flag", &body->flags);
}

bool build_set_size(struct parser *p, struct set_body *body, struct loc loc, uint64_t size)
{
	body->size = (struct number_at){ size, true, loc };
	return size <= UINT32_MAX || ERROR(p, loc, "value too large");
}

bool build_set_policy(struct parser *p, struct set_body *body, struct loc loc, struct span word)
{
	body->has_policy = true;
	body->policy = span_is(word, "memory");
	return body->policy || span_is(word, "performance") ||
	       ERROR(p, loc, "syntax error, unexpected <string>\nexpected any of: performance, memory");
}

void build_set_stmts(struct parser *p, struct set_body *body, struct stmt *stmts)
{
	body->stmts = build_stmts(p, body->stmts, stmts);
}

bool build_set_elements(struct parser *p, struct set_body *body, struct loc loc, struct expr *elements)
{
	if (!elements)
		return false;
	if (body->elements)
		return said_twice(p, loc, "elements");
	body->elements = elements;
	return true;
}

/* ---- flowtables ---- */

struct flowtable_body *build_flowtable(struct parser *p, struct loc loc)
{
	struct flowtable_body *body = pool_new_of(p->run->pool, struct flowtable_body);

	body->loc = loc;
	return body;
}

void build_flowtable_hook(struct flowtable_body *body, struct name_at hook, struct expr *priority)
{
	body->hook = hook;
	body->priority = priority;
	body->priority_loc = priority->loc;
}

void build_flowtable_devices(struct flowtable_body *body, struct loc loc, struct expr *devices)
{
	body->devices = devices;
	body->devices_loc = loc;
}

bool build_flowtable_flags(struct parser *p, struct flowtable_body *body, const struct words *words)
{
	static const struct symbol names[] = { { "offload", FLOWTABLE_OFFLOAD },
					       { "counter", FLOWTABLE_COUNTER }, { 0 } };

	if (words->word.n)
		body->flag_name = words->word.v[0];
	return word_bits(p, words, names, "unknown flowtable flag", &body->flags);
}
