/*
 * build_body: the bodies of tables, chains, sets and flowtables.
 */
#include <stdio.h>

#include "parser/build.h"

#define ERROR(p, loc, ...) diag_error(&(p)->run->diag, (loc), __VA_ARGS__)

static bool said_twice(struct parser *p, struct loc loc, const char *what)
{
	return ERROR(p, loc,
		     "You can only specify this once. This statement is already set for %s.", what);
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
	static const struct symbol names[] = { { "dormant", 1 },
					       { "owner", 2 },
					       { "persist", 4 },
					       { 0 } };

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
	return build_is_one_of(name,
			       (const char *const[]){ "prerouting", "input", "forward", "output",
						      "postrouting", "ingress", "egress", NULL });
}

bool build_hook(struct parser *p, struct chain_body *body, struct name_at type, struct name_at hook,
		struct expr *priority)
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

bool build_chain_devices(struct parser *p, struct chain_body *body, struct expr *devices,
			 bool single)
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
struct expr *build_priority(struct parser *p, struct loc loc, struct span word, char sign,
			    const uint64_t *number)
{
	char text[64];
	int n = 0;

	if (number && word.n)
		n = snprintf(text, sizeof(text), " %c %llu", sign, (unsigned long long)*number);
	else if (number)
		n = snprintf(text, sizeof(text), "%s%llu", sign ? "-" : "",
			     (unsigned long long)*number);
	return expr_word(
		p->run->pool, loc,
		span_of(pool_printf(p->run->pool, "%.*s%.*s", (int)word.n, word.p, n, text)),
		EXPR_F_QUOTED);
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
	static const char *const kinds[] = { "verdict", "counter",  "quota", "limit",
					     "secmark", "synproxy", NULL };
	struct expr *word = expr_word(p->run->pool, loc, name, 0);

	if (!type_by_name(name) && !build_is_one_of(expr_symbol(word)->text, kinds)) {
		ERROR(p, loc, "unknown datatype %.*s", (int)name.n, name.p);
		return NULL;
	}
	return list ? build_concat(p, list, word) : word;
}

struct expr *build_data_word(struct parser *p, struct loc loc, struct span word)
{
	if (span_is(word, "verdict"))
		return expr_word(p->run->pool, loc, word, 0);
	ERROR(p, loc,
	      "syntax error, unexpected <string>\nexpected any of: an expression, verdict, "
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
	static const struct symbol names[] = { { "counter", OBJECT_COUNTER },
					       { "quota", OBJECT_QUOTA },
					       { "limit", OBJECT_LIMIT },
					       { "secmark", OBJECT_SECMARK },
					       { "synproxy", OBJECT_SYNPROXY },
					       { "ct timeout", OBJECT_CT_TIMEOUT },
					       { "ct expectation", OBJECT_CT_EXPECT },
					       { "ct helper", OBJECT_CT_HELPER },
					       { 0 } };
	const struct symbol *s = names;

	while (s->name && !str_same(s->name, word))
		s++;
	return (uint32_t)s->value;
}

/* `ct helper` as data means the objects: the selector of that name gives nothing a map could hold. */
static bool is_helper(struct parser *p, const struct expr *data)
{
	const struct key *key = ct_key(SPAN("helper"), 0);

	return expr_selector(data) && expr_same(data, ct_new(p->run, data->loc, key, -1));
}

bool build_map_data(struct parser *p, struct set_body *body, struct expr *data, bool is_typeof,
		    bool interval)
{
	const struct symbol_expr *symbol = expr_symbol(data);

	body->data_loc = data->loc;
	body->data_is_typeof = is_typeof;
	body->data_interval = interval;
	body->data_is_verdict = symbol && str_same(symbol->text, "verdict");
	body->object_type = symbol ? object_type_of(symbol->text) :
			    is_helper(p, data) ? OBJECT_CT_HELPER : 0;
	body->data = data;
	return true;
}

bool build_set_flags(struct parser *p, struct set_body *body, const struct words *words)
{
	static const struct symbol names[] = { { "constant", SET_CONSTANT },
					       { "interval", SET_INTERVAL },
					       { "timeout", SET_TIMEOUT },
					       { "dynamic", SET_EVAL },
					       { 0 } };

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
	       ERROR(p, loc,
		     "syntax error, unexpected <string>\nexpected any of: performance, memory");
}

void build_set_stmts(struct parser *p, struct set_body *body, struct stmt *stmts)
{
	body->stmts = build_stmts(p, body->stmts, stmts);
}

bool build_set_elements(struct parser *p, struct set_body *body, struct loc loc,
			struct expr *elements)
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
					       { "counter", FLOWTABLE_COUNTER },
					       { 0 } };

	if (words->word.n)
		body->flag_name = words->word.v[0];
	return word_bits(p, words, names, "unknown flowtable flag", &body->flags);
}
