#include "base/str.h"

enum { FIRST_CAP = 16 };

static uint32_t hash_of(struct span key)
{
	const uint64_t factor = 0x9e3779b97f4a7c15u;
	uint64_t h = key.n * factor, word;
	const char *p = key.p;
	size_t n = key.n;

	for (; n >= sizeof(word); n -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = (h ^ word) * factor;
		h ^= h >> 29;
	}
	if (n) {
		word = span_prefix((struct span){ p, n });
		h = (h ^ word) * factor;
	}
	return (uint32_t)(h ^ h >> 32);
}

void map_init(struct map *map, struct pool *pool)
{
	*map = (struct map){ .pool = pool };
}

/* The slot of the key, or the free one where it would go; the map has free slots. */
static struct map_slot *slot_of(const struct map *map, struct span key, uint32_t hash)
{
	for (size_t i = hash;; i++) {
		struct map_slot *slot = &map->slots[i & (map->cap - 1)];

		if (!slot->key)
			return slot;
		if (slot->hash == hash && slot->size == key.n &&
		    (!key.n || memcmp(slot->key, key.p, key.n) == 0))
			return slot;
	}
}

/* Make room for one more key, leaving removed ones behind. */
static void map_rehash(struct map *map)
{
	struct map old = *map;

	map->cap = FIRST_CAP;
	while (map->cap < (map->n + 1) * 2)
		map->cap *= 2;
	if (map->cap > SIZE_MAX / 2 / sizeof(*map->slots))
		pool_exhausted();
	map->slots = pool_alloc(map->pool, map->cap * sizeof(*map->slots));
	map->used = map->n;
	for (size_t i = 0; i < old.cap; i++) {
		const struct map_slot *slot = &old.slots[i];

		if (slot->value)
			*slot_of(map, (struct span){ slot->key, slot->size }, slot->hash) = *slot;
	}
	pool_drop(map->pool, old.slots, old.cap * sizeof(*old.slots));
}

void *map_get(const struct map *map, struct span key)
{
	return map->cap ? slot_of(map, key, hash_of(key))->value : NULL;
}

static const char *map_remove(struct map *map, struct span key)
{
	struct map_slot *slot = map->cap ? slot_of(map, key, hash_of(key)) : NULL;

	if (!slot || !slot->key)
		return NULL;
	map->n -= slot->value != NULL;
	slot->value = NULL;
	return slot->key;
}

struct map_slot *map_place(struct map *map, struct span key, bool *is_new)
{
	uint32_t hash = hash_of(key);
	struct map_slot *slot;

	if ((map->used + 1) * 4 > map->cap * 3)
		map_rehash(map);
	slot = slot_of(map, key, hash);
	if (!slot->key) {
		slot->key = pool_strndup(map->pool, key.p, key.n);
		slot->size = key.n;
		slot->hash = hash;
		map->used++;
	}
	*is_new = !slot->value;
	map->n += *is_new;
	return slot;
}

const char *map_set(struct map *map, struct span key, void *value)
{
	struct map_slot *slot;
	bool is_new;

	if (!value)
		return map_remove(map, key);
	slot = map_place(map, key, &is_new);
	slot->value = value;
	return slot->key;
}

struct map_slot *map_next(const struct map *map, struct map_slot *after)
{
	for (size_t i = after ? after - map->slots + 1 : 0; i < map->cap; i++)
		if (map->slots[i].value)
			return &map->slots[i];
	return NULL;
}

const char *map_intern(struct map *map, struct span text)
{
	bool is_new;
	struct map_slot *slot = map_place(map, text, &is_new);

	slot->value = (void *)slot->key;
	return slot->key;
}
