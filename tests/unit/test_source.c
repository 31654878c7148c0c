/* Inputs: reading every kind of file, the offset space, lines and columns. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/source.h"
#include "check.h"

static const struct loc nowhere;

static void test_offsets(void)
{
	struct pool *pool = pool_new();
	struct sources sources;
	struct source *a, *b, *c;

	sources_init(&sources, pool);
	CHECK(!source_find(&sources, 0) && !source_find(&sources, 1));
	a = source_add(&sources, SOURCE_BUFFER, NULL, SPAN("abc"), nowhere);
	b = source_add(&sources, SOURCE_BUFFER, NULL, SPAN(""), nowhere);
	c = source_add(&sources, SOURCE_FILE, "c", SPAN("x\0y"), nowhere);
	CHECK(a->base == 1 && memcmp(a->text, "abc\0", 5) == 0);
	CHECK(source_find(&sources, 0) == NULL && source_find(&sources, 1) == a);
	CHECK(source_find(&sources, a->base + a->size) == a);
	CHECK(source_find(&sources, b->base) == b && source_find(&sources, b->base + 1) == b);
	CHECK(source_find(&sources, c->base) == c && !source_find(&sources, c->base + 100));
	CHECK(span_is(source_text(&sources, (struct loc){ 2, 4 }), "bc"));
	CHECK(span_is(source_text(&sources, (struct loc){ 2, 400 }), "bc"));
	CHECK(source_text(&sources, nowhere).n == 0);
	CHECK(source_text(&sources, (struct loc){ 4, 5 }).n == 0);
	CHECK(!source_add(&sources, SOURCE_BUFFER, NULL, (struct span){ "", UINT32_MAX - 9 },
			  nowhere));
	pool_free(pool);
}

static void test_places(void)
{
	struct pool *pool = pool_new();
	struct sources sources;
	struct source *s;
	struct source_place p;

	sources_init(&sources, pool);
	source_add(&sources, SOURCE_BUFFER, NULL, SPAN("pad"), nowhere);
	s = source_add(&sources, SOURCE_FILE, "f", SPAN("one\n\n  three\nfour"), nowhere);
	CHECK(!source_place(&sources, nowhere, &p));
	CHECK(source_place(&sources, (struct loc){ s->base, s->base + 3 }, &p));
	CHECK(p.source == s && p.line == 1 && p.column == 1 && p.column_end == 3);
	CHECK(source_place(&sources, (struct loc){ s->base + 7, s->base + 17 }, &p));
	CHECK(p.line == 3 && p.column == 3 && p.column_end == 7 && span_is(p.text, "  three"));
	CHECK(source_place(&sources, (struct loc){ s->base + 4, s->base + 5 }, &p));
	CHECK(p.line == 2 && p.column == 1 && p.column_end == 1 && p.text.n == 0);
	CHECK(source_place(&sources, (struct loc){ s->base + 17, s->base + 17 }, &p));
	CHECK(p.line == 4 && p.column == 5 && p.column_end == 5 && span_is(p.text, "four"));
	pool_free(pool);
}

static void write_all(int fd, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = "rule\n"[i % 5];

		if (write(fd, &c, 1) != 1)
			_exit(1);
	}
}

static bool is_written(const struct source *s, size_t n)
{
	bool same = s && s->size == n && s->kind == SOURCE_FILE && !s->text[n] && !s->text[n + 1];

	for (size_t i = 0; same && i < n; i++)
		same = s->text[i] == "rule\n"[i % 5];
	return same;
}

static void test_files(struct sources *sources)
{
	char path[] = "/tmp/weir-test-XXXXXX";
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 200000 };
	int fd = mkstemp(path);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		CHECK(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
		write_all(fd, sizes[i]);
		CHECK(is_written(source_read(sources, path, false, nowhere), sizes[i]));
	}
	CHECK_TEXT(sources->last->name, path);
	CHECK(ftruncate(fd, (off_t)5 << 30) == 0);
	errno = 0;
	CHECK(!source_read(sources, path, false, nowhere) && errno == EFBIG);
	close(fd);
	unlink(path);
	CHECK(!source_read(sources, path, false, nowhere) && errno == ENOENT);
	CHECK(!source_read(sources, "", false, nowhere) && errno == ENOENT);
	CHECK(!source_read(sources, "/tmp", true, nowhere) && errno == EISDIR);
	CHECK(!source_read(sources, "/dev/zero", true, nowhere) && errno == EISDIR);
	CHECK(source_read(sources, "/proc/self/status", false, nowhere)->size > 10);
}

static void test_fifo(struct sources *sources)
{
	char directory[] = "/tmp/weir-test-XXXXXX", path[64];
	pid_t writer;

	CHECK(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/fifo", directory);
	CHECK(mkfifo(path, 0600) == 0);
	CHECK(!source_read(sources, path, false, nowhere) && errno == EISDIR);
	writer = fork();
	if (!writer) {
		write_all(open(path, O_WRONLY), 150000);
		_exit(0);
	}
	CHECK(is_written(source_read(sources, path, true, nowhere), 150000));
	waitpid(writer, NULL, 0);
	unlink(path);
	rmdir(directory);
}

static void test_stdin(struct sources *sources)
{
	static const char *const names[] = { "-", "/dev/stdin" };
	int ends[2];

	for (size_t i = 0; i < 2; i++) {
		CHECK(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
		close(ends[0]);
		write_all(ends[1], 1000);
		close(ends[1]);
		CHECK(is_written(source_read(sources, names[i], false, nowhere), 1000));
		CHECK_TEXT(sources->last->name, "/dev/stdin");
	}
	CHECK(fcntl(STDIN_FILENO, F_GETFD) >= 0);
}

int main(void)
{
	struct pool *pool = pool_new();
	struct sources sources;

	sources_init(&sources, pool);
	test_offsets();
	test_places();
	test_files(&sources);
	test_fifo(&sources);
	test_stdin(&sources);
	pool_free(pool);
	return check_done();
}
