#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024, ALIGN = 8 };

/*
 * From this size on a block is a system allocation of its own. Under AddressSanitizer every block
 * is, so that it sees each one's bounds and each use after a drop.
 */
#ifdef __SANITIZE_ADDRESS__
#define POOL_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_HAS_ASAN 1
#endif
#endif
#ifdef POOL_HAS_ASAN
static const size_t big_from = 0;
#else
static const size_t big_from = POOL_BIG;
#endif

struct chunk {
	struct chunk *older;
	size_t size; /* usable bytes */
	_Alignas(ALIGN) char bytes[];
};

/* Stands before its block. */
struct big {
	_Alignas(16) struct big *prev;
	struct big *next;
	size_t size;
};

struct pool {
	struct chunk *chunk; /* the newest, where small blocks come from */
	char *at, *end;      /* its free part */
	struct big bigs;     /* head of a ring */
	size_t size;         /* obtained from the system */
};

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
	abort();
}

static void chunk_add(struct pool *pool, size_t size)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + size);

	if (!chunk)
		pool_exhausted();
	chunk->older = pool->chunk;
	chunk->size = size;
	pool->chunk = chunk;
	pool->at = chunk->bytes;
	pool->end = chunk->bytes + size;
	pool->size += sizeof(*chunk) + size;
}

struct pool *pool_new(void)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		pool_exhausted();
	pool->bigs.prev = pool->bigs.next = &pool->bigs;
	return pool;
}

static void bigs_free(struct pool *pool)
{
	struct big *next;

	for (struct big *big = pool->bigs.next; big != &pool->bigs; big = next) {
		next = big->next;
		pool->size -= sizeof(*big) + big->size;
		free(big);
	}
	pool->bigs.prev = pool->bigs.next = &pool->bigs;
}

void pool_reset(struct pool *pool)
{
	struct chunk *chunk = pool->chunk;

	bigs_free(pool);
	while (chunk && chunk->older) {
		struct chunk *older = chunk->older;

		pool->size -= sizeof(*chunk) + chunk->size;
		free(chunk);
		chunk = older;
	}
	pool->chunk = chunk;
	pool->at = chunk ? chunk->bytes : NULL;
	pool->end = chunk ? chunk->bytes + chunk->size : NULL;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_reset(pool);
	free(pool->chunk);
	free(pool);
}

size_t pool_size(const struct pool *pool)
{
	return pool->size;
}

static struct big *big_of(void *block)
{
	return (struct big *)block - 1;
}

static void *big_link(struct pool *pool, struct big *big, size_t size)
{
	big->prev = &pool->bigs;
	big->next = pool->bigs.next;
	big->prev->next = big->next->prev = big;
	big->size = size;
	pool->size += sizeof(*big) + size;
	return big + 1;
}

static void big_unlink(struct pool *pool, struct big *big)
{
	big->prev->next = big->next;
	big->next->prev = big->prev;
	pool->size -= sizeof(*big) + big->size;
}

static void *big_new(struct pool *pool, size_t size, bool zeroed)
{
	struct big *big = NULL;

	if (size <= PTRDIFF_MAX - sizeof(*big))
		big = zeroed ? calloc(1, sizeof(*big) + size) : malloc(sizeof(*big) + size);
	if (!big)
		pool_exhausted();
	return big_link(pool, big, size);
}

static void *big_resize(struct pool *pool, void *block, size_t size)
{
	struct big *old = big_of(block), *big = NULL;

	if (size <= PTRDIFF_MAX - sizeof(*old)) {
		big_unlink(pool, old);
		big = realloc(old, sizeof(*old) + size);
		if (!big)
			big_link(pool, old, old->size);
	}
	if (!big)
		pool_exhausted();
	return big_link(pool, big, size);
}

/* What a small block of `size` bytes takes in its chunk. */
static inline size_t footprint(size_t size)
{
	return size ? (size + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
}

static void *small_new(struct pool *pool, size_t size)
{
	char *block;

	size = footprint(size);
	if ((size_t)(pool->end - pool->at) < size) {
		size_t next = pool->chunk ? pool->chunk->size * 2 : FIRST_CHUNK;

		while (next < size)
			next *= 2;
		chunk_add(pool, next < LARGEST_CHUNK ? next : LARGEST_CHUNK);
	}
	block = pool->at;
	pool->at += size;
	return block;
}

void *pool_raw(struct pool *pool, size_t size)
{
	return size >= big_from ? big_new(pool, size, false) : small_new(pool, size);
}

void *pool_alloc(struct pool *pool, size_t size)
{
	return size >= big_from ? big_new(pool, size, true)
				: memset(small_new(pool, size), 0, size);
}

/* Resize the newest small block where it is. */
static bool small_resize(struct pool *pool, char *block, size_t old_size, size_t size)
{
	if (block + footprint(old_size) != pool->at)
		return false;
	if ((size_t)(pool->end - block) < footprint(size))
		return false;
	pool->at = block + footprint(size);
	return true;
}

void *pool_grow(struct pool *pool, void *old, size_t old_size, size_t new_size)
{
	bool was_big = old_size >= big_from, is_big = new_size >= big_from;
	void *block;

	if (!old)
		return pool_raw(pool, new_size);
	if (was_big && is_big)
		return big_resize(pool, old, new_size);
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
	if (size >= big_from) {
		big_unlink(pool, big_of(block));
		free(big_of(block));
	} else if ((char *)block + footprint(size) == pool->at) {
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
