/*
 * progress: what a run that takes over a second is doing, on one line of a terminal that is erased
 * before anything else is written. A thread of its own draws it, because the kernel may be busy with
 * one call for seconds.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

enum { FIRST_MS = 1000, NEXT_MS = 200, STACK_SIZE = 64 * 1024 };

struct drawing {
	struct progress progress;
	struct nft_ctx *ctx;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	enum phase phase;
	struct timespec began; /* when the first phase of this run did */
	bool drawn, over;
};

static struct timespec now_and(long milliseconds)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += milliseconds % 1000 * 1000000;
	t.tv_sec += milliseconds / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static bool is_after(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec >= b->tv_nsec;
}

static void put(const char *text, size_t n)
{
	if (write(STDERR_FILENO, text, n) < 0)
		return; /* the terminal is gone: nobody looks */
}

static void erase(struct drawing *d)
{
	static const char line[] = "\r\033[K";

	if (d->drawn)
		put(line, sizeof(line) - 1);
	d->drawn = false;
}

static void draw(struct drawing *d)
{
	static const char *const words[] = {
		[PHASE_INPUT] = "reading the input", [PHASE_RULESET] = "reading from the kernel",
		[PHASE_WORK] = "working it out", [PHASE_KERNEL] = "waiting for the kernel",
	};
	size_t size = ctx_bytes(d->ctx, d->phase);
	char text[100];
	int n = snprintf(text, sizeof(text), "\r\033[Knft: %s", words[d->phase]);

	if (size)
		n += snprintf(text + n, sizeof(text) - n, ", %zu.%zu MB", size / 1000000,
			      size / 100000 % 10);
	put(text, n);
	d->drawn = true;
}

static void *follow(void *arg)
{
	struct drawing *d = arg;
	struct timespec next, now;

	pthread_mutex_lock(&d->lock);
	while (!d->over) {
		if (d->phase == PHASE_NONE) {
			pthread_cond_wait(&d->changed, &d->lock);
			continue;
		}
		next = d->drawn ? now_and(NEXT_MS) : d->began;
		pthread_cond_timedwait(&d->changed, &d->lock, &next);
		now = now_and(0);
		if (!d->over && d->phase != PHASE_NONE && is_after(&now, &d->began))
			draw(d);
	}
	pthread_mutex_unlock(&d->lock);
	return NULL;
}

static void tell(struct progress *progress, enum phase phase)
{
	struct drawing *d = (struct drawing *)progress;

	pthread_mutex_lock(&d->lock);
	if (d->phase == PHASE_NONE)
		d->began = now_and(FIRST_MS);
	if (phase == PHASE_NONE)
		erase(d);
	d->phase = phase;
	pthread_cond_signal(&d->changed);
	pthread_mutex_unlock(&d->lock);
}

static bool start_thread(struct drawing *d)
{
	pthread_attr_t attributes;
	pthread_condattr_t clock;
	bool good;

	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&d->changed, &clock);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	good = pthread_create(&d->thread, &attributes, follow, d) == 0;
	pthread_attr_destroy(&attributes);
	pthread_condattr_destroy(&clock);
	return good;
}

void progress_begin(struct nft_ctx *ctx)
{
	struct drawing *d = isatty(STDERR_FILENO) ? calloc(1, sizeof(*d)) : NULL;

	if (!d)
		return;
	d->ctx = ctx;
	d->progress.tell = tell;
	if (start_thread(d))
		ctx->progress = &d->progress;
	else
		free(d);
}

void progress_end(struct nft_ctx *ctx)
{
	struct drawing *d = (struct drawing *)ctx->progress;

	if (!d)
		return;
	ctx->progress = NULL;
	pthread_mutex_lock(&d->lock);
	d->over = true;
	erase(d);
	pthread_cond_signal(&d->changed);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_cond_destroy(&d->changed);
	pthread_mutex_destroy(&d->lock);
	free(d);
}
