/*
 * out_ruleset: things of a ruleset as items of the JSON document (json.md, 2 and 5). What stands
 * between name and handle and after it comes from the object descriptors.
 */
#include "base/version.h"
#include "data/proto.h"
#include "json/json.h"

enum { JSON_SCHEMA_VERSION = 1 };

static void put_identity(struct writer *w, const struct table *table, const char *name)
{
	json_pair_str(w, "family", family_name(table->family));
	json_pair_str(w, "name", name);
	json_pair_str(w, "table", table->name);
}

/* Members up to the handle, in the established order. Returns the handle. */
static uint64_t put_name(struct writer *w, const struct object_desc *desc, const void *thing)
{
	const struct table *table = thing;
	const struct chain *chain = thing;
	const struct rule *rule = thing;
	const struct set *set = thing;
	const struct object *object = thing;
	const struct flowtable *flowtable = thing;

	switch ((enum object_kind)desc->kind) {
	case KIND_TABLE:
		json_pair_str(w, "family", family_name(table->family));
		json_pair_str(w, "name", table->name);
		return table->handle;
	case KIND_CHAIN:
		json_pair_str(w, "family", family_name(chain->table->family));
		json_pair_str(w, "table", chain->table->name);
		json_pair_str(w, "name", chain->name);
		return chain->handle;
	case KIND_RULE:
		json_pair_str(w, "family", family_name(rule->table->family));
		json_pair_str(w, "table", rule->table->name);
		json_pair_str(w, "chain", rule->chain_name);
		return rule->handle;
	case KIND_SET:
		put_identity(w, set->table, set->name);
		return set->handle;
	case KIND_OBJECT:
		put_identity(w, object->table, object->name);
		return object->handle;
	case KIND_FLOWTABLE:
		put_identity(w, flowtable->table, flowtable->name);
		return flowtable->handle;
	case KIND_ELEMENT:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return 0;
}

static void put_thing(struct writer *w, struct print *p, const struct object_desc *desc,
		      const void *thing, bool brief)
{
	uint64_t handle;

	json_open(w, '{');
	json_name(w, desc->json ? desc->json : desc->word);
	json_open(w, '{');
	handle = put_name(w, desc, thing);
	if (desc->json_head && !brief)
		desc->json_head(w, p, thing);
	json_pair_u64(w, "handle", handle);
	if (desc->json_out && !brief)
		desc->json_out(w, p, thing);
	json_close(w, '}');
	json_close(w, '}');
}

void json_out_thing(struct writer *w, struct print *p, const struct object_desc *desc,
		    const void *thing)
{
	put_thing(w, p, desc, thing, false);
}

void json_out_rules(struct writer *w, struct print *p, const struct chain *chain)
{
	const struct object_desc *desc = lang_object_kind(p->run->lang, KIND_RULE, 0);
	const struct rule *rule;
	size_t next = 0;

	while ((rule = run_next_rule(p->run, chain, &next)))
		if (rule->handle) /* else of this run, not yet in the kernel */
			json_out_thing(w, p, desc, rule);
}

static void put_rules(struct writer *w, struct print *p, struct table *table)
{
	for (size_t i = 0; i < table->chains.n; i++)
		if (!(table->chains.v[i]->flags & CHAIN_BINDING))
			json_out_rules(w, p, table->chains.v[i]);
}

void json_out_table(struct writer *w, struct print *p, struct table *table)
{
	const struct lang *lang = p->run->lang;
	const struct object_desc *desc;

	p->family = table->family;
	p->table = table;
	json_out_thing(w, p, lang_object_kind(lang, KIND_TABLE, 0), table);
	desc = lang_object_kind(lang, KIND_CHAIN, 0);
	for (size_t i = 0; i < table->chains.n; i++)
		if (!(table->chains.v[i]->flags & CHAIN_BINDING))
			json_out_thing(w, p, desc, table->chains.v[i]);
	for (size_t i = 0; i < table->objects.n; i++) {
		desc = lang_object_kind(lang, KIND_OBJECT, table->objects.v[i]->type);
		json_out_thing(w, p, desc, table->objects.v[i]);
	}
	for (size_t i = 0; i < table->sets.n; i++)
		if (!(table->sets.v[i]->flags & SET_ANONYMOUS))
			json_out_thing(w, p, print_set_desc(p->run, table->sets.v[i]),
				       table->sets.v[i]);
	desc = lang_object_kind(lang, KIND_FLOWTABLE, 0);
	for (size_t i = 0; i < table->flowtables.n; i++)
		json_out_thing(w, p, desc, table->flowtables.v[i]);
	put_rules(w, p, table);
}

void json_out_ruleset(struct writer *w, struct print *p, struct ruleset *ruleset, unsigned family)
{
	for (size_t i = 0; i < ruleset->tables.n; i++)
		if (!family || ruleset->tables.v[i]->family == family)
			json_out_table(w, p, ruleset->tables.v[i]);
}

void json_out_metainfo(struct writer *w)
{
	json_open(w, '{');
	json_name(w, "metainfo");
	json_open(w, '{');
	json_pair_str(w, "version", WEIR_COMPATIBLE);
	json_pair_str(w, "release_name", WEIR_RELEASE);
	json_pair_u64(w, "json_schema_version", JSON_SCHEMA_VERSION);
	json_close(w, '}');
	json_close(w, '}');
}

static void put_elements(struct writer *w, struct print *p, const struct op *op)
{
	json_open(w, '{');
	json_name(w, "element");
	json_open(w, '{');
	json_pair_str(w, "family", family_name(op->family));
	json_pair_str(w, "table", op->table_name);
	json_pair_str(w, "name", op->set->name);
	json_name(w, "elem");
	json_open(w, '{');
	json_name(w, "set");
	json_out_elements(w, p, op->set, op->elems);
	json_close(w, '}');
	json_close(w, '}');
	json_close(w, '}');
}

void json_out_event(struct writer *w, struct print *p, const struct op *op)
{
	const struct object_desc *desc = op_desc(p->run, op);
	bool headers = p->headers;

	p->family = op->family;
	p->headers = true;
	json_open(w, '{');
	json_name(w, print_verb(op));
	if (op->kind == KIND_ELEMENT)
		put_elements(w, p, op);
	else
		put_thing(w, p, desc, op->table,
			  op->verb == OP_DELETE &&
				  (op->kind == KIND_OBJECT || op->kind == KIND_FLOWTABLE));
	json_close(w, '}');
	p->headers = headers;
}
