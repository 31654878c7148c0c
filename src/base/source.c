#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/source.h"

enum { NULS = 2, FIRST_READ = 64 * 1024, REST_SIZE = 1024 * 1024 };

void sources_init(struct sources *sources, struct pool *pool)
{
	*sources = (struct sources){ .pool = pool, .next_base = 1 };
}

/* Whether `size` bytes and the gap behind them still get offsets. */
static bool fits(const struct sources *sources, size_t size)
{
	return size <= UINT32_MAX - NULS - sources->next_base;
}

/*
 * Takes over `text`, which has room for the NULs. They get offsets as well, so neither the end of
 * an input nor the place behind it, where its end is reported, is part of the next input.
 */
static struct source *source_link(struct sources *sources, struct source source)
{
	struct source *new = pool_memdup(sources->pool, &source, sizeof(source));

	memset(new->text + new->size, 0, NULS);
	new->base = sources->next_base;
	sources->next_base += new->size + NULS;
	if (sources->last)
		sources->last->next = new;
	else
		sources->first = new;
	sources->last = new;
	return new;
}

struct source *source_add(struct sources *sources, enum source_kind kind, const char *name,
			  struct span text, struct loc parent)
{
	struct pool *pool = sources->pool;
	char *copy;

	if (!fits(sources, text.n))
		return NULL;
	copy = pool_raw(pool, text.n + NULS);
	if (text.n)
		memcpy(copy, text.p, text.n);
	return source_link(sources, (struct source){
		.kind = kind,
		.name = name ? pool_strdup(pool, name) : NULL,
		.text = copy,
		.size = text.n,
		.parent = parent,
	});
}

/* As the thing of a claim a descriptor is one more than it is, since 0 is one too. */
static void drop_descriptor(void *thing)
{
	close((int)(intptr_t)thing - 1);
}

/* Reads to the end of fd. The text has room for the NULs; NULL with errno set on failure. */
static char *read_all(struct sources *sources, int fd, size_t expected, size_t *size)
{
	size_t cap = (expected < FIRST_READ ? FIRST_READ : expected + 1) + NULS, n = 0;
	char *text = pool_raw(sources->pool, cap);

	for (;;) {
		ssize_t got = read(fd, text + n, cap - NULS - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got >= 0)
			n += got;
		if (got > 0 && !fits(sources, n)) {
			errno = EFBIG;
			got = -1;
		}
		if (got < 0) {
			pool_drop(sources->pool, text, cap);
			return NULL;
		}
		if (got == 0)
			break;
		if (n + NULS == cap) {
			text = pool_grow(sources->pool, text, cap, cap * 2);
			cap *= 2;
		}
	}
	*size = n;
	return pool_grow(sources->pool, text, cap, n + NULS);
}

static bool kind_is_readable(const struct stat *st, bool fifo_ok)
{
	if (S_ISREG(st->st_mode) || (fifo_ok && S_ISFIFO(st->st_mode)))
		return true;
	errno = EISDIR;
	return false;
}

/* Checks before opening too: that of a FIFO blocks, that of a device may do things. */
static int open_input(const char *path, bool fifo_ok, struct stat *st)
{
	int fd;

	if (stat(path, st) < 0 || !kind_is_readable(st, fifo_ok))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, st) < 0 || !kind_is_readable(st, fifo_ok)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

struct source *source_read(struct sources *sources, const char *path, bool fifo_ok,
			   struct loc parent)
{
	bool stdin_meant = str_same(path, "-") || str_same(path, "/dev/stdin");
	struct pool_claim *claim = pool_claim(sources->pool, drop_descriptor);
	struct stat st = { 0 };
	size_t expected, size = 0;
	char *text;
	int fd, error;

	fd = stdin_meant ? STDIN_FILENO : open_input(path, fifo_ok, &st);
	if (fd < 0)
		return NULL;
	expected = st.st_size;
	if (!stdin_meant)
		claim->thing = (void *)(intptr_t)(fd + 1);
	if (!fits(sources, expected)) {
		errno = EFBIG;
		text = NULL;
	} else {
		text = read_all(sources, fd, expected, &size);
	}
	error = errno;
	pool_settle(claim);
	errno = error;
	if (!text)
		return NULL;
	return source_link(sources, (struct source){
		.kind = SOURCE_FILE,
		.name = pool_strdup(sources->pool, stdin_meant ? "/dev/stdin" : path),
		.text = text,
		.size = size,
		.parent = parent,
		.regular = S_ISREG(st.st_mode) && size == expected,
		.inode = st.st_ino,
		.changed = st.st_mtim,
	});
}

static bool is_unchanged(const struct source *source, const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_ino == source->inode &&
	       (size_t)st->st_size == source->size &&
	       st->st_mtim.tv_sec == source->changed.tv_sec &&
	       st->st_mtim.tv_nsec == source->changed.tv_nsec;
}

static void wake(struct sources *sources, struct source *source)
{
	struct pool_claim *claim;
	char *text = NULL;
	struct stat st;
	size_t size;
	int fd;

	if (source->text)
		return;
	claim = pool_claim(sources->pool, drop_descriptor);
	fd = open_input(source->name, false, &st);
	if (fd >= 0)
		claim->thing = (void *)(intptr_t)(fd + 1);
	if (fd >= 0 && is_unchanged(source, &st))
		text = read_all(sources, fd, source->size, &size);
	pool_settle(claim);
	if (!text || size != source->size)
		text = memset(pool_raw(sources->pool, source->size + NULS), ' ', source->size);
	memset(text + source->size, 0, NULS);
	source->text = text;
}

struct source *source_find(const struct sources *sources, uint32_t at)
{
	for (struct source *source = sources->first; source; source = source->next)
		if (at >= source->base && at - source->base < source->size + NULS)
			return source;
	return NULL;
}

struct span source_text(const struct sources *sources, struct loc loc)
{
	struct source *source = loc.end ? source_find(sources, loc.at) : NULL;
	uint32_t at, end;

	if (!source)
		return (struct span){ "", 0 };
	wake((struct sources *)sources, source);
	at = loc.at - source->base;
	end = loc.end - source->base;
	if (end > source->size)
		end = source->size;
	return (struct span){ source->text + at, end > at ? end - at : 0 };
}

static void lines_find(struct source *source, struct pool *pool)
{
	const char *end = source->text + source->size, *p = source->text;
	uint32_t n = 1;

	while ((p = memchr(p, '\n', end - p))) {
		p++;
		n++;
	}
	source->lines = pool_raw(pool, n * sizeof(*source->lines));
	source->lines[source->line_n++] = 0;
	for (p = source->text; (p = memchr(p, '\n', end - p));)
		source->lines[source->line_n++] = ++p - source->text;
}

void sources_rest(struct sources *sources)
{
	for (struct source *source = sources->first; source; source = source->next) {
		if (!source->regular || source->kind != SOURCE_FILE || !source->text || source->size < REST_SIZE)
			continue;
		if (!source->lines)
			lines_find(source, sources->pool);
		pool_drop(sources->pool, source->text, source->size + NULS);
		source->text = NULL;
	}
}

/* Index of the line that offset `at` is on. */
static uint32_t line_of(const struct source *source, uint32_t at)
{
	uint32_t low = 0, high = source->line_n;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static struct span line_text(const struct source *source, uint32_t line)
{
	uint32_t start = source->lines[line];
	uint32_t end = line + 1 < source->line_n ? source->lines[line + 1] - 1 : source->size;

	return (struct span){ source->text + start, end - start };
}

bool source_place(struct sources *sources, struct loc loc, struct source_place *place)
{
	struct source *source = loc.end ? source_find(sources, loc.at) : NULL;
	uint32_t at, length, line;

	if (!source)
		return false;
	wake(sources, source);
	if (!source->lines)
		lines_find(source, sources->pool);
	at = loc.at - source->base;
	length = loc.end > loc.at ? loc.end - loc.at : 1;
	line = line_of(source, at);
	*place = (struct source_place){ .source = source, .line = line + 1 };
	place->text = line_text(source, line);
	place->column = at - source->lines[line] + 1;
	place->column_end = place->column + length - 1;
	if (place->column_end > place->text.n)
		place->column_end = place->text.n;
	if (place->column_end < place->column)
		place->column_end = place->column;
	/* The end of the input, on a line of its own: the last real line says more. */
	if (at >= source->size && !place->text.n && line)
		place->text = line_text(source, line - 1);
	return true;
}
