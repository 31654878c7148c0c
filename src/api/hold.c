/*
 * hold: listings are written while they are read, but given out only when the kernel's ruleset has
 * not changed meanwhile. What is more than memory should hold lies in a file without a name.
 */
#include "api/ctx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HELD_IN_MEMORY = 256 * 1024, ASIDES_MAX = 64 };

/* A message that belongs before the text at an offset. */
struct aside {
	uint64_t at;
	const char *text;
};

struct hold {
	char *text;
	size_t n;
	int fd;              /* what came before `text`; -1: nothing did */
	uint64_t filed;      /* bytes in it */
	size_t buffered;     /* of the caller's buffer when the hold began */
	bool failed;
	struct aside asides[ASIDES_MAX];
	size_t aside_n;
};

static int open_file(void)
{
	const char *folder = secure_getenv("TMPDIR");
	int fd = open(folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("listing", MFD_CLOEXEC);
}

static bool write_whole(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t written = write(fd, text, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		text += written;
		n -= written;
	}
	return true;
}

static void file_text(struct hold *hold, const char *text, size_t n)
{
	if (hold->fd < 0)
		hold->fd = open_file();
	if (hold->fd < 0 || !write_whole(hold->fd, text, n))
		hold->failed = true;
	hold->filed += n;
}

bool hold_begin(struct stream *stream)
{
	if (stream->hold)
		return true;
	stream->hold = calloc(1, sizeof(*stream->hold));
	if (!stream->hold)
		return false;
	stream->hold->fd = -1;
	stream->hold->buffered = stream->n;
	return true;
}

void hold_text(struct hold *hold, const char *text, size_t n)
{
	if (!hold->text && !(hold->text = malloc(HELD_IN_MEMORY)))
		pool_exhausted();
	if (hold->n + n > HELD_IN_MEMORY) {
		file_text(hold, hold->text, hold->n);
		hold->n = 0;
	}
	if (n > HELD_IN_MEMORY) {
		file_text(hold, text, n);
		return;
	}
	memcpy(hold->text + hold->n, text, n);
	hold->n += n;
}

uint64_t hold_size(const struct hold *hold)
{
	return hold ? hold->filed + hold->n : 0;
}

void hold_aside(struct hold *hold, uint64_t at, const char *text)
{
	if (hold->aside_n < ASIDES_MAX)
		hold->asides[hold->aside_n++] = (struct aside){ at, text };
}

void hold_drop(struct stream *stream)
{
	struct hold *hold = stream->hold;

	if (!hold)
		return;
	stream->hold = NULL;
	if (stream->buffering)
		stream->n = hold->buffered;
	if (hold->fd >= 0)
		close(hold->fd);
	free(hold->text);
	free(hold);
}

/* What has been given out, and what is said aside between its parts. */
struct release {
	struct hold *hold;
	struct stream *to, *aside;
	uint64_t at;
	size_t next;
};

static void write_out(struct release *r, const char *text, size_t n)
{
	if (n)
		fwrite(text, 1, n, r->to->fp);
	r->at += n;
}

static void release_text(struct release *r, const char *text, size_t n)
{
	while (r->next < r->hold->aside_n && r->hold->asides[r->next].at < r->at + n) {
		const struct aside *aside = &r->hold->asides[r->next++];
		size_t before = aside->at - r->at;

		write_out(r, text, before);
		fflush(r->to->fp);
		stream_write(r->aside, aside->text, strlen(aside->text));
		text += before;
		n -= before;
	}
	write_out(r, text, n);
}

static bool release_file(struct release *r)
{
	struct hold *hold = r->hold;
	ssize_t n = 0;

	file_text(hold, hold->text, hold->n);
	while (!hold->failed && r->at < hold->filed) {
		n = pread(hold->fd, hold->text, HELD_IN_MEMORY, (off_t)r->at);
		if (n <= 0 && errno != EINTR)
			return false;
		release_text(r, hold->text, n > 0 ? n : 0);
	}
	return !hold->failed;
}

bool hold_release(struct stream *stream, struct stream *aside)
{
	struct hold *hold = stream->hold;
	struct release r = { .hold = hold, .to = stream, .aside = aside };
	bool good = true;

	if (!hold)
		return true;
	if (!stream->buffering && hold->filed)
		good = release_file(&r);
	else if (!stream->buffering)
		release_text(&r, hold->text, hold->n);
	hold->buffered = stream->n;
	hold_drop(stream);
	return good;
}
