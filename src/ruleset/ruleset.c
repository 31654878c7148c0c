/*
 * ruleset: filing and finding tables and what is in them. Lists keep creation order; maps by name
 * make finding cheap. Nothing is ever freed but with the pool.
 */
#include "ruleset/ruleset.h"

/* Keys of index maps of things that a number and a name tell apart. */
struct index_key {
	char text[4 + 256];
	struct span span;
};

static struct span numbered_key(struct index_key *key, uint32_t number, const char *name)
{
	size_t n = name ? strnlen(name, sizeof(key->text) - sizeof(number)) : 0;

	memcpy(key->text, &number, sizeof(number));
	if (n)
		memcpy(key->text + sizeof(number), name, n);
	return key->span = (struct span){ key->text, sizeof(number) + n };
}

/* Take the item at `pointer` out of a vector of pointers, keeping the order. */
#define vec_take(vec, pointer)                                                                     \
	do {                                                                                       \
		size_t vec_i;                                                                      \
		for (vec_i = 0; vec_i < (vec)->n && (vec)->v[vec_i] != (pointer); vec_i++)         \
			;                                                                          \
		if (vec_i == (vec)->n)                                                             \
			break;                                                                     \
		memmove((vec)->v + vec_i, (vec)->v + vec_i + 1,                                    \
			((vec)->n - vec_i - 1) * sizeof(*(vec)->v));                               \
		(vec)->n--;                                                                        \
	} while (0)

/* The item of a vector of pointers whose handle is `wanted`, or NULL. */
#define vec_by_handle(vec, wanted)                                                                 \
	({                                                                                         \
		__typeof__(*(vec)->v) vec_found = NULL;                                            \
		for (size_t vec_i = 0; vec_i < (vec)->n && !vec_found; vec_i++)                    \
			if ((vec)->v[vec_i]->handle == (wanted))                                   \
				vec_found = (vec)->v[vec_i];                                       \
		vec_found;                                                                         \
	})

struct ruleset *ruleset_new(struct pool *pool, const char *label)
{
	struct ruleset *ruleset = pool_new_of(pool, struct ruleset);

	ruleset->pool = pool;
	ruleset->label = label;
	map_init(&ruleset->words, pool);
	map_init(&ruleset->table_index, pool);
	return ruleset;
}

const char *ruleset_word(struct ruleset *ruleset, struct span name)
{
	return map_intern(&ruleset->words, name);
}

static const char *word(struct table *table, const char *name)
{
	return ruleset_word(table->ruleset, span_of(name));
}

struct table *table_find(const struct ruleset *ruleset, uint32_t family, const char *name)
{
	struct index_key key;

	return name ? map_get(&ruleset->table_index, numbered_key(&key, family, name)) : NULL;
}

struct table *table_by_handle(const struct ruleset *ruleset, uint32_t family, uint64_t handle)
{
	for (size_t i = 0; i < ruleset->tables.n; i++) {
		struct table *table = ruleset->tables.v[i];

		if (table->handle == handle && (!family || table->family == family))
			return table;
	}
	return NULL;
}

struct table *table_add(struct ruleset *ruleset, uint32_t family, const char *name)
{
	struct table *table = pool_new_of(ruleset->pool, struct table);
	struct index_key key;

	table->ruleset = ruleset;
	table->family = family;
	table->name = ruleset_word(ruleset, span_of(name));
	map_init(&table->chain_index, ruleset->pool);
	map_init(&table->set_index, ruleset->pool);
	map_init(&table->flowtable_index, ruleset->pool);
	map_init(&table->object_index, ruleset->pool);
	map_init(&table->set_ids, ruleset->pool);
	*vec_push(ruleset->pool, &ruleset->tables) = table;
	map_set(&ruleset->table_index, numbered_key(&key, family, name), table);
	return table;
}

void table_remove(struct table *table)
{
	struct ruleset *ruleset = table->ruleset;
	struct index_key key;

	vec_take(&ruleset->tables, table);
	map_set(&ruleset->table_index, numbered_key(&key, table->family, table->name), NULL);
}

struct chain *chain_find(const struct table *table, const char *name)
{
	return name ? map_get(&table->chain_index, span_of(name)) : NULL;
}

struct chain *chain_by_handle(const struct table *table, uint64_t handle)
{
	return vec_by_handle(&table->chains, handle);
}

static struct chain *chain_in(struct table *table, struct map_slot *slot)
{
	struct pool *pool = table->ruleset->pool;
	struct chain *chain = pool_new_of(pool, struct chain);

	chain->table = table;
	chain->name = slot->key;
	slot->value = chain;
	*vec_push(pool, &table->chains) = chain;
	return chain;
}

struct chain *chain_add(struct table *table, const char *name)
{
	bool is_new;

	return chain_in(table, map_place(&table->chain_index, span_of(name), &is_new));
}

struct chain *chain_at(struct table *table, const char *name, bool *is_new)
{
	struct map_slot *slot = map_place(&table->chain_index, span_of(name), is_new);

	return *is_new ? chain_in(table, slot) : slot->value;
}

void chain_remove(struct chain *chain)
{
	vec_take(&chain->table->chains, chain);
	map_set(&chain->table->chain_index, span_of(chain->name), NULL);
}

static void rename_jumps(const struct prog *prog, const char *before, const char *name)
{
	const struct insn *insn;

	prog_each(insn, prog) {
		struct insn_immediate *i = (struct insn_immediate *)insn;

		if (insn->id == INSN_IMMEDIATE && i->data.verdict && str_same(i->data.chain, before))
			i->data.chain = name;
	}
}

static void rename_verdicts(struct elems *elems, const char *before, const char *name)
{
	if (!elems || !(elems->flags & ELEMS_VERDICT))
		return;
	for (uintptr_t i = 0; i < elems->chains.n; i++) {
		if (!str_same(elems->chains.v[i], before))
			continue;
		elems->chains.v[i] = name;
		if (!elems->chain_index)
			return;
		map_set(elems->chain_index, span_of(before), NULL);
		map_set(elems->chain_index, span_of(name), (void *)(i + 1)); /* as elems_name */
	}
}

static void rename_in_chain(const struct chain *chain, const char *before, const char *name)
{
	for (size_t i = 0; i < chain->rules.n; i++)
		if (chain->rules.v[i]->handle)
			rename_jumps(chain->rules.v[i]->prog, before, name);
}

/*
 * Jumps mean the chain, not its name: they follow it to the new one. What has no handle is
 * still to be sent, before the renaming.
 */
static void rename_targets(struct table *table, const char *before, const char *name)
{
	for (size_t i = 0; i < table->chains.n; i++)
		rename_in_chain(table->chains.v[i], before, name);
	for (size_t i = 0; i < table->sets.n; i++)
		if (table->sets.v[i]->handle)
			rename_verdicts(table->sets.v[i]->elems, before, name);
}

bool chain_rename(struct chain *chain, const char *name)
{
	struct table *table = chain->table;
	const char *before = chain->name;

	if (chain_find(table, name))
		return false;
	map_set(&table->chain_index, span_of(chain->name), NULL);
	chain->name = map_set(&table->chain_index, span_of(name), chain);
	rename_targets(table, before, chain->name);
	return true;
}

struct rule *rule_by_handle(const struct chain *chain, uint64_t handle)
{
	return vec_by_handle(&chain->rules, handle);
}

ptrdiff_t rule_index(const struct rule *rule)
{
	for (size_t i = 0; rule->chain && i < rule->chain->rules.n; i++)
		if (rule->chain->rules.v[i] == rule)
			return (ptrdiff_t)i;
	return -1;
}

void rule_file(struct chain *chain, struct rule *rule, size_t index)
{
	size_t last = chain->rules.n;

	vec_push(chain->table->ruleset->pool, &chain->rules);
	if (index < last)
		memmove(chain->rules.v + index + 1, chain->rules.v + index,
			(last - index) * sizeof(*chain->rules.v));
	chain->rules.v[index < last ? index : last] = rule;
}

struct rule *rule_add(struct chain *chain, size_t index)
{
	struct rule *rule = pool_new_of(chain->table->ruleset->pool, struct rule);

	rule->table = chain->table;
	rule->chain = chain;
	rule->chain_name = chain->name;
	rule_file(chain, rule, index);
	return rule;
}

void rule_remove(struct rule *rule)
{
	vec_take(&rule->chain->rules, rule);
}

struct set *set_find(const struct table *table, const char *name)
{
	return name ? map_get(&table->set_index, span_of(name)) : NULL;
}

struct set *set_by_handle(const struct table *table, uint64_t handle)
{
	return vec_by_handle(&table->sets, handle);
}

struct set *set_add(struct table *table, const char *name)
{
	struct pool *pool = table->ruleset->pool;
	struct set *set = pool_new_of(pool, struct set);

	set->table = table;
	set->name = map_set(&table->set_index, span_of(name), set);
	*vec_push(pool, &table->sets) = set;
	return set;
}

void set_remove(struct set *set)
{
	vec_take(&set->table->sets, set);
	map_set(&set->table->set_index, span_of(set->name), NULL);
}

struct object *object_find(const struct table *table, uint32_t type, const char *name)
{
	struct index_key key;

	return name ? map_get(&table->object_index, numbered_key(&key, type, name)) : NULL;
}

struct object *object_by_handle(const struct table *table, uint32_t type, uint64_t handle)
{
	for (size_t i = 0; i < table->objects.n; i++) {
		struct object *object = table->objects.v[i];

		if (object->handle == handle && object->type == type)
			return object;
	}
	return NULL;
}

struct object *object_add(struct table *table, uint32_t type, const char *name)
{
	struct pool *pool = table->ruleset->pool;
	struct object *object = pool_new_of(pool, struct object);
	struct index_key key;

	object->table = table;
	object->type = type;
	object->name = word(table, name);
	*vec_push(pool, &table->objects) = object;
	map_set(&table->object_index, numbered_key(&key, type, name), object);
	return object;
}

void object_remove(struct object *object)
{
	struct table *table = object->table;
	struct index_key key;

	vec_take(&table->objects, object);
	map_set(&table->object_index, numbered_key(&key, object->type, object->name), NULL);
}

struct flowtable *flowtable_find(const struct table *table, const char *name)
{
	return name ? map_get(&table->flowtable_index, span_of(name)) : NULL;
}

struct flowtable *flowtable_by_handle(const struct table *table, uint64_t handle)
{
	return vec_by_handle(&table->flowtables, handle);
}

struct flowtable *flowtable_add(struct table *table, const char *name)
{
	struct pool *pool = table->ruleset->pool;
	struct flowtable *flowtable = pool_new_of(pool, struct flowtable);

	flowtable->table = table;
	flowtable->name = map_set(&table->flowtable_index, span_of(name), flowtable);
	*vec_push(pool, &table->flowtables) = flowtable;
	return flowtable;
}

void flowtable_remove(struct flowtable *flowtable)
{
	struct table *table = flowtable->table;

	vec_take(&table->flowtables, flowtable);
	map_set(&table->flowtable_index, span_of(flowtable->name), NULL);
}

void ops_init(struct ops *ops, struct pool *pool)
{
	*ops = (struct ops){ .pool = pool, .last = &ops->first };
}

struct op *op_add(struct ops *ops, enum op_verb verb, enum object_kind kind)
{
	struct op *op = pool_new_of(ops->pool, struct op);

	op->verb = (uint8_t)verb;
	op->kind = (uint8_t)kind;
	return op_append(ops, op);
}

struct op *op_append(struct ops *ops, struct op *op)
{
	*ops->last = op;
	ops->last = &op->next;
	ops->n++;
	return op;
}
