#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024 };

struct chunk {
	struct chunk *older;
	size_t size; /* usable bytes */
	_Alignas(POOL_ALIGN) char bytes[];
};

/* Stands before its block. */
struct big {
	_Alignas(16) struct big *prev;
	struct big *next;
	size_t size;
};

/* The whole of a pool. */
struct arena {
	struct pool pool;
	struct chunk *chunk; /* the newest, where small blocks come from */
	struct big bigs;     /* head of a ring */
	struct pool_claim *claims;
	size_t size;	     /* obtained from the system */
};

static struct arena *arena_of(struct pool *pool)
{
	return (struct arena *)pool;
}

static _Thread_local struct pool_catch *innermost;

jmp_buf *pool_catch_push(struct pool_catch *c)
{
	c->outer = innermost;
	innermost = c;
	return &c->env;
}

void pool_catch_pop(struct pool_catch *c)
{
	innermost = c->outer;
}

_Noreturn void pool_exhausted(void)
{
	if (innermost)
		longjmp(innermost->env, 1);
	__builtin_trap();
}

static void chunk_add(struct arena *arena, size_t size)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + size);

	if (!chunk)
		pool_exhausted();
	chunk->older = arena->chunk;
	chunk->size = size;
	arena->chunk = chunk;
	arena->pool.at = chunk->bytes;
	arena->pool.end = chunk->bytes + size;
	arena->size += sizeof(*chunk) + size;
}

struct pool *pool_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		pool_exhausted();
	arena->bigs.prev = arena->bigs.next = &arena->bigs;
	return &arena->pool;
}

static void bigs_free(struct arena *arena)
{
	struct big *next;

	for (struct big *big = arena->bigs.next; big != &arena->bigs; big = next) {
		next = big->next;
		arena->size -= sizeof(*big) + big->size;
		free(big);
	}
	arena->bigs.prev = arena->bigs.next = &arena->bigs;
}

struct pool_claim *pool_claim(struct pool *pool, void (*drop)(void *thing))
{
	struct arena *arena = arena_of(pool);
	struct pool_claim *claim = pool_new_of(pool, struct pool_claim);

	claim->drop = drop;
	claim->next = arena->claims;
	arena->claims = claim;
	return claim;
}

static void drop_pool(void *pool)
{
	pool_free(pool);
}

struct pool_claim *pool_claim_pool(struct pool *pool)
{
	struct pool_claim *claim = pool_claim(pool, drop_pool);

	claim->thing = pool_new();
	return claim;
}

void pool_settle(struct pool_claim *claim)
{
	void *thing = claim->thing;

	claim->thing = NULL;
	if (thing)
		claim->drop(thing);
}

void pool_reset(struct pool *pool)
{
	struct arena *arena = arena_of(pool);
	struct chunk *chunk = arena->chunk;

	for (struct pool_claim *claim = arena->claims; claim; claim = claim->next)
		pool_settle(claim);
	arena->claims = NULL;
	bigs_free(arena);
	while (chunk && chunk->older) {
		struct chunk *older = chunk->older;

		arena->size -= sizeof(*chunk) + chunk->size;
		free(chunk);
		chunk = older;
	}
	arena->chunk = chunk;
	pool->at = chunk ? chunk->bytes : NULL;
	pool->end = chunk ? chunk->bytes + chunk->size : NULL;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_reset(pool);
	free(arena_of(pool)->chunk);
	free(pool);
}

size_t pool_size(const struct pool *pool)
{
	return ((const struct arena *)pool)->size;
}

static struct big *big_of(void *block)
{
	return (struct big *)block - 1;
}

static void *big_link(struct arena *arena, struct big *big, size_t size)
{
	big->prev = &arena->bigs;
	big->next = arena->bigs.next;
	big->prev->next = big->next->prev = big;
	big->size = size;
	arena->size += sizeof(*big) + size;
	return big + 1;
}

static void big_unlink(struct arena *arena, struct big *big)
{
	big->prev->next = big->next;
	big->next->prev = big->prev;
	arena->size -= sizeof(*big) + big->size;
}

static void *big_new(struct arena *arena, size_t size, bool zeroed)
{
	struct big *big = NULL;

	if (size <= PTRDIFF_MAX - sizeof(*big))
		big = zeroed ? calloc(1, sizeof(*big) + size) : malloc(sizeof(*big) + size);
	if (!big)
		pool_exhausted();
	return big_link(arena, big, size);
}

static void *big_resize(struct arena *arena, void *block, size_t size)
{
	struct big *old = big_of(block), *big = NULL;

	if (size <= PTRDIFF_MAX - sizeof(*old)) {
		big_unlink(arena, old);
		big = realloc(old, sizeof(*old) + size);
		if (!big)
			big_link(arena, old, old->size);
	}
	if (!big)
		pool_exhausted();
	return big_link(arena, big, size);
}

void *pool_zeroed(struct pool *pool, size_t size)
{
	return big_new(arena_of(pool), size, true);
}

OFF_THE_WAY void *pool_more(struct pool *pool, size_t size)
{
	struct arena *arena = arena_of(pool);
	size_t next = arena->chunk ? arena->chunk->size * 2 : FIRST_CHUNK;

	if (POOL_IS_BIG(size))
		return big_new(arena, size, false);
	while (next < size)
		next *= 2;
	chunk_add(arena, next < LARGEST_CHUNK ? next : LARGEST_CHUNK);
	return pool_raw(pool, size);
}

void pool_reserve(struct pool *pool, size_t size)
{
	if ((size_t)(pool->end - pool->at) < size)
		chunk_add(arena_of(pool), size);
}

/* Resize the newest small block where it is. */
static bool small_resize(struct pool *pool, char *block, size_t old_size, size_t size)
{
	if (block + pool_footprint(old_size) != pool->at)
		return false;
	if ((size_t)(pool->end - block) < pool_footprint(size))
		return false;
	pool->at = block + pool_footprint(size);
	return true;
}

void *pool_grow(struct pool *pool, void *old, size_t old_size, size_t new_size)
{
	bool was_big = POOL_IS_BIG(old_size), is_big = POOL_IS_BIG(new_size);
	void *block;

	if (!old)
		return pool_raw(pool, new_size);
	if (was_big && is_big)
		return big_resize(arena_of(pool), old, new_size);
	if (!was_big && !is_big && small_resize(pool, old, old_size, new_size))
		return old;
	block = pool_raw(pool, new_size);
	memcpy(block, old, old_size < new_size ? old_size : new_size);
	pool_drop(pool, old, old_size);
	return block;
}

void pool_drop(struct pool *pool, void *block, size_t size)
{
	if (!block)
		return;
	if (POOL_IS_BIG(size)) {
		big_unlink(arena_of(pool), big_of(block));
		free(big_of(block));
	} else if ((char *)block + pool_footprint(size) == pool->at) {
		pool->at = block;
	}
}

void *pool_memdup(struct pool *pool, const void *data, size_t size)
{
	void *copy = pool_raw(pool, size);

	if (size)
		memcpy(copy, data, size);
	return copy;
}

char *pool_strndup(struct pool *pool, const char *text, size_t n)
{
	char *copy = pool_raw(pool, n + 1);

	if (n)
		memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

char *pool_strdup(struct pool *pool, const char *text)
{
	return pool_strndup(pool, text, strlen(text));
}

char *pool_vprintf(struct pool *pool, const char *format, va_list ap)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		n = 0;
	text = pool_raw(pool, (size_t)n + 1);
	text[0] = '\0';
	vsnprintf(text, (size_t)n + 1, format, ap);
	return text;
}

char *pool_printf(struct pool *pool, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = pool_vprintf(pool, format, ap);
	va_end(ap);
	return text;
}
