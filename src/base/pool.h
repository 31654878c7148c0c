/*
 * pool: memory that is dropped in one call.
 *
 * Everything Weir builds lives in one of three pools: the run's (source, AST, messages), the
 * ruleset's (what the kernel told us) and the context's. Pointers may lead from a shorter-lived
 * pool to a longer-lived one, never back. There is no free in error paths: the pool goes.
 *
 * Out of memory: the functions below never return NULL. They longjmp to the innermost pool_catch
 * of the calling thread, which every API entry sets; without one the process ends.
 */
#ifndef WEIR_BASE_POOL_H
#define WEIR_BASE_POOL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * For a function off the common way: inlined into one on it, it would have that save the registers
 * that only it needs.
 */
#define OFF_THE_WAY __attribute__((noinline))

/*
 * Zero a struct, whose size is a constant. Compilers make more than 64 bytes at once a string
 * instruction, which takes longer to start than all of it takes in pieces.
 */
static inline __attribute__((always_inline)) void *zero_struct(void *thing, size_t size)
{
	char *at = thing;

	if (size > 256)
		return memset(thing, 0, size);
	for (unsigned pieces = 0; pieces < 3; pieces++) {
		if (size <= 64)
			break;
		memset(at, 0, 64);
		at += 64;
		size -= 64;
	}
	memset(at, 0, size);
	return thing;
}

/* What the quick ways below need to see; the rest is pool.c's. */
struct pool {
	char *at, *end; /* free part of the newest chunk */
};

struct pool *pool_new(void);
void pool_free(struct pool *pool);
/* Forget every object but keep the first chunk for the next run. */
void pool_reset(struct pool *pool);
/* Bytes obtained from the system, for tests and statistics. */
size_t pool_size(const struct pool *pool);

/*
 * From POOL_BIG bytes on a block is a system allocation of its own. Under AddressSanitizer every
 * block is, so that it sees each one's bounds and each use after a drop; so too with POOL_EACH, for
 * tests that make each fail.
 */
enum { POOL_BIG = 64 * 1024, POOL_ALIGN = 8 };
#ifdef __SANITIZE_ADDRESS__
#define POOL_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_HAS_ASAN 1
#endif
#endif
#if defined(POOL_HAS_ASAN) || defined(POOL_EACH)
#define POOL_IS_BIG(size) true
#else
#define POOL_IS_BIG(size) ((size) >= POOL_BIG)
#endif

/* What a small block of `size` bytes takes in its chunk. */
static inline size_t pool_footprint(size_t size)
{
	return size ? (size + POOL_ALIGN - 1) & ~(size_t)(POOL_ALIGN - 1) : POOL_ALIGN;
}

/* For the next two: a block for which the chunk has no room. */
void *pool_more(struct pool *pool, size_t size);

/* `size` bytes, not zeroed, aligned to 8. A size of 0 gives a valid unique pointer. */
static inline void *pool_raw(struct pool *pool, size_t size)
{
	size_t taken = pool_footprint(size);
	char *block = pool->at;

	if (POOL_IS_BIG(size) || (size_t)(pool->end - block) < taken)
		return pool_more(pool, size);
	pool->at = block + taken;
	return block;
}
void *pool_zeroed(struct pool *pool, size_t size); /* a big one */
/* The same, zeroed. */
static inline void *pool_alloc(struct pool *pool, size_t size)
{
	if (POOL_IS_BIG(size))
		return pool_zeroed(pool, size);
	return __builtin_constant_p(size) ? zero_struct(pool_raw(pool, size), size)
					  : memset(pool_raw(pool, size), 0, size);
}
/*
 * Resize a block of this pool from old_size to new_size, keeping its content; new bytes are not
 * zeroed. `old` may be NULL with old_size 0. Blocks of POOL_BIG bytes and more are a system
 * allocation each, so growing them in place is cheap (mremap) and shrinking returns memory.
 */
void *pool_grow(struct pool *pool, void *old, size_t old_size, size_t new_size);
/* Give a block back early; only blocks of POOL_BIG bytes and more really return memory. */
void pool_drop(struct pool *pool, void *block, size_t size);

/*
 * Something besides memory that must not outlive the pool, as a longjmp passes by whoever has it: a
 * file, the tree of another library. The claim comes first, then `thing` is set; what is set is
 * dropped by pool_settle, or else when the pool is reset or freed.
 */
struct pool_claim {
	void *thing;
	void (*drop)(void *thing);
	struct pool_claim *next;
};
struct pool_claim *pool_claim(struct pool *pool, void (*drop)(void *thing));
void pool_settle(struct pool_claim *claim);
/* A claim whose thing is a new pool. */
struct pool_claim *pool_claim_pool(struct pool *pool);
/* The next `size` bytes in small blocks will not need the system, which may run out. */
void pool_reserve(struct pool *pool, size_t size);

/* A NUL-terminated copy of n bytes (which may be any bytes). */
char *pool_strndup(struct pool *pool, const char *text, size_t n);
char *pool_strdup(struct pool *pool, const char *text);
void *pool_memdup(struct pool *pool, const void *data, size_t size);
char *pool_printf(struct pool *pool, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *pool_vprintf(struct pool *pool, const char *format, va_list ap)
	__attribute__((format(printf, 2, 0)));

#define pool_new_of(pool, type) ((type *)pool_alloc((pool), sizeof(type)))

/*
 * The out-of-memory hook of this thread. Usage at an API entry:
 *	struct pool_catch catch;
 *	if (setjmp(*pool_catch_push(&catch))) { pool_catch_pop(&catch); return error; }
 *	... work ...
 *	pool_catch_pop(&catch);
 */
struct pool_catch {
	jmp_buf env;
	struct pool_catch *outer;
};
jmp_buf *pool_catch_push(struct pool_catch *c);
void pool_catch_pop(struct pool_catch *c);
/* What the allocators do when the system has no memory left; for code that must call malloc. */
_Noreturn void pool_exhausted(void);

#endif
