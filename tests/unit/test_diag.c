/* The exact form of messages: places, marks, include chains, places without text. */
#include "base/diag.h"
#include "check.h"

struct fixture {
	struct pool *pool;
	struct sources sources;
	struct diag diag;
	struct out out;
};

static void setup(struct fixture *f)
{
	f->pool = pool_new();
	sources_init(&f->sources, f->pool);
	diag_init(&f->diag, f->pool, &f->sources);
	out_init(&f->out, f->pool);
}

static struct source *add(struct fixture *f, enum source_kind kind, const char *name,
			  const char *text, struct loc parent)
{
	return source_add(&f->sources, kind, name, span_of(text), parent);
}

/* Where `word` first is in the source. */
static struct loc loc_of(const struct source *source, const char *word)
{
	uint32_t at = source->base + (strstr(source->text, word) - source->text);

	return (struct loc){ at, at + strlen(word) };
}

static const char *printed(struct fixture *f)
{
	f->out.n = 0;
	diag_print(&f->diag, &f->out);
	return out_text(&f->out);
}

static void test_buffer(struct fixture *f)
{
	struct source *s = add(f, SOURCE_BUFFER, NULL, "add table t; delete tabel t\n",
			       (struct loc){ 0, 0 });

	CHECK(!diag_error(&f->diag, loc_of(s, "tabel"), "unknown %s", "word"));
	CHECK_TEXT(printed(f), "Error: unknown word\n"
			       "add table t; delete tabel t\n"
			       "                    ^^^^^\n");
	CHECK_TEXT(printed(f), "");
}

static void test_file(struct fixture *f)
{
	struct source *s = add(f, SOURCE_FILE, "rules", "flush ruleset\n\tip\tsaddr  bad x",
			       (struct loc){ 0, 0 });
	uint32_t end = s->base + s->size;

	diag_error(&f->diag, loc_of(s, "bad"), "no");
	diag_also(&f->diag, loc_of(s, "ip"));
	diag_also(&f->diag, loc_of(s, "ruleset"));
	CHECK_TEXT(printed(f), "rules:2:12-14: Error: no\n"
			       "\tip\tsaddr  bad x\n"
			       "\t~~\t       ^^^\n");
	diag_error(&f->diag, loc_of(s, "ruleset\n\tip"), "first line only");
	CHECK_TEXT(printed(f), "rules:1:7-13: Error: first line only\n"
			       "flush ruleset\n"
			       "      ^^^^^^^\n");
	diag_error(&f->diag, (struct loc){ end, end }, "unexpected end of file");
	diag_error(&f->diag, loc_of(s, "\n"), "unexpected newline");
	CHECK_TEXT(printed(f), "rules:2:17-17: Error: unexpected end of file\n"
			       "\tip\tsaddr  bad x\n"
			       "\t  \t            ^\n"
			       "rules:1:14-14: Error: unexpected newline\n"
			       "flush ruleset\n"
			       "             ^\n");
}

static void test_end_on_empty_line(struct fixture *f)
{
	struct source *s = add(f, SOURCE_FILE, "open", "table t {\n", (struct loc){ 0, 0 });
	uint32_t end = s->base + s->size;

	diag_error(&f->diag, (struct loc){ end, end + 1 }, "unexpected end of file");
	CHECK_TEXT(printed(f), "open:2:1-1: Error: unexpected end of file\n"
			       "table t {\n"
			       "^\n");
}

static void test_include(struct fixture *f)
{
	struct source *top = add(f, SOURCE_BUFFER, NULL, "include \"a\"\n", (struct loc){ 0, 0 });
	struct source *a = add(f, SOURCE_FILE, "./a", "\n  include \"b\"\n",
			       loc_of(top, "include \"a\""));
	struct source *b = add(f, SOURCE_FILE, "./b", "oops\n", loc_of(a, "include \"b\""));

	diag_error(&f->diag, loc_of(b, "oops"), "what");
	CHECK_TEXT(printed(f), "In file included from ./a:2:3-13:\n"
			       "                 from <cmdline>:1:1-11:\n"
			       "./b:1:1-4: Error: what\n"
			       "oops\n"
			       "^^^^\n");
}

static void test_nowhere(struct fixture *f)
{
	struct source *json = add(f, SOURCE_JSON, "j", "{}", (struct loc){ 0, 0 });

	diag_error(&f->diag, (struct loc){ 0, 0 }, "Could not open file");
	diag_netlink(&f->diag, "cache initialization failed: %s", "Operation not permitted");
	diag_error(&f->diag, loc_of(json, "{"), "Unknown object");
	diag_pointer(&f->diag, "/nftables/3/add/rule");
	diag_warning(&f->diag, (struct loc){ 0, 0 }, "odd");
	CHECK(f->diag.errors == 3);
	f->diag.root_hint = true;
	CHECK_TEXT(printed(f), "internal:0:0-0: Error: Could not open file\n"
			       "\n"
			       "netlink: Error: cache initialization failed: "
			       "Operation not permitted\n"
			       "internal:0:0-0: Error: Unknown object (at /nftables/3/add/rule)\n"
			       "\n"
			       "Warning: odd\n"
			       "Error: Operation not permitted (perhaps you must be root?)\n");
	CHECK(!f->diag.root_hint && !f->diag.errors);
}

static void test_limit(struct fixture *f)
{
	struct source *s = add(f, SOURCE_BUFFER, NULL, "x y\n", (struct loc){ 0, 0 });

	diag_also(&f->diag, loc_of(s, "x"));
	for (unsigned i = 0; i < DIAG_MAX; i++) {
		CHECK(!diag_full(&f->diag));
		diag_error(&f->diag, loc_of(s, "x"), "%u", i);
	}
	CHECK(diag_full(&f->diag));
	for (unsigned i = 0; i < 2 * DIAG_PLACES; i++)
		diag_also(&f->diag, loc_of(s, "y"));
	printed(f);
}

int main(void)
{
	void (*const tests[])(struct fixture *) = {
		test_buffer, test_file, test_end_on_empty_line,
		test_include, test_nowhere, test_limit,
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		struct fixture f;

		setup(&f);
		tests[i](&f);
		pool_free(f.pool);
	}
	return check_done();
}
