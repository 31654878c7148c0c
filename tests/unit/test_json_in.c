/* JSON documents as commands: what they make, and what is refused where. */
#include <stdlib.h>

#include "check.h"
#include "json/json.h"
#include "lang/lang.h"
#include "pass/eval.h"

static struct names names;
static struct lang lang;

struct outcome {
	bool tried, good;
	struct cmds cmds;
	struct run run;
};

static struct outcome *read_text(struct pool *pool, const char *text)
{
	struct outcome *o = pool_new_of(pool, struct outcome);
	struct source *source;

	o->run = (struct run){ .pool = pool, .names = &names, .lang = &lang };
	sources_init(&o->run.sources, pool);
	diag_init(&o->run.diag, pool, &o->run.sources);
	o->run.known = ruleset_new(pool, "test");
	source = source_add(&o->run.sources, SOURCE_JSON, NULL, span_of(text), (struct loc){ 0 });
	o->good = json_read(&o->run, source, &o->cmds, &o->tried);
	return o;
}

static const char *messages(struct outcome *o)
{
	struct out out;

	out_init(&out, o->run.pool);
	diag_print(&o->run.diag, &out);
	return out_text(&out);
}

static void check_refused(const char *text, const char *message)
{
	struct pool *pool = pool_new();
	struct outcome *o = read_text(pool, text);

	CHECK(o->tried && !o->good);
	CHECK_TEXT(messages(o), message);
	pool_free(pool);
}

#define RULE(statements) \
	"{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"ip\", \"table\": \"t\", \"chain\": \"c\", " \
	"\"expr\": " statements "}}}]}"
#define AT(pointer) " (at /nftables/0/add/rule/expr" pointer ")\n\n"

static void test_commands(void)
{
	struct pool *pool = pool_new();
	struct outcome *o = read_text(pool, "{\"nftables\": ["
		"{\"metainfo\": {\"json_schema_version\": 1, \"version\": \"9\"}},"
		"{\"table\": {\"family\": \"inet\", \"name\": \"t\", \"handle\": 7}},"
		"{\"create\": {\"chain\": {\"family\": \"inet\", \"table\": \"t\", \"name\": \"c\"}}},"
		"{\"delete\": {\"set\": {\"family\": \"ip\", \"table\": \"t\", \"handle\": 5}}},"
		"{\"list\": {\"ruleset\": null}}, {\"list\": {\"tables\": {\"family\": \"ip6\"}}}]}");
	struct cmd *cmd = o->cmds.first;

	CHECK(o->tried && o->good);
	CHECK(cmd && cmd->verb == VERB_ADD && cmd->bare && cmd->h.family == FAMILY_INET &&
	      str_same(cmd->h.table.name, "t") && !cmd->h.handle.given);
	cmd = cmd->next;
	CHECK(cmd && cmd->verb == VERB_CREATE && !cmd->bare && str_same(cmd->h.chain.name, "c"));
	cmd = cmd->next;
	CHECK(cmd && cmd->verb == VERB_DELETE && cmd->h.handle.number == 5 && !cmd->h.name.name);
	cmd = cmd->next;
	CHECK(cmd && cmd->verb == VERB_LIST && cmd->h.family == FAMILY_ANY);
	cmd = cmd->next;
	CHECK(cmd && cmd->plural && cmd->h.family == FAMILY_IP6 && !cmd->next);
	pool_free(pool);
}

static void test_what_is_no_document(void)
{
	struct pool *pool = pool_new();
	struct outcome *o = read_text(pool, "add table ip t");

	CHECK(!o->tried && o->good && !o->cmds.first);
	CHECK_TEXT(messages(o), "");
	pool_free(pool);
	check_refused("{\"nftables\": 1}", "internal:0:0-0: Error: the document must be an object with "
					   "an array \"nftables\" (at /)\n\n");
	check_refused("{\"nftables\": [{\"metainfo\": {\"json_schema_version\": 2}}]}",
		      "internal:0:0-0: Error: schema version 2 is newer than 1 (at /nftables/0)\n\n");
	check_refused("{\"nftables\": [[]]}", "internal:0:0-0: Error: a command is an object with one "
					      "member (at /nftables/0)\n\n");
	check_refused("{\"nftables\": [{\"add\": {\"gadget\": {}}}]}",
		      "internal:0:0-0: Error: unknown object \"gadget\" for command \"add\" "
		      "(at /nftables/0/add)\n\n");
	check_refused("{\"nftables\": [{\"add\": {\"table\": {\"family\": \"ip\"}}}]}",
		      "internal:0:0-0: Error: \"name\" is missing (at /nftables/0/add/table)\n\n");
	check_refused("{\"nftables\": [{\"add\": {\"table\": {\"family\": 4, \"name\": \"t\"}}}]}",
		      "internal:0:0-0: Error: \"family\" must be a string "
		      "(at /nftables/0/add/table/family)\n\n");
}

static void test_where_things_may_stand(void)
{
	check_refused(RULE("[]"),
		      "internal:0:0-0: Error: an array of statements is missing" AT(""));
	check_refused(RULE("[{\"accept\": null, \"drop\": null}]"),
		      "internal:0:0-0: Error: a statement is an object with one member" AT("/0"));
	check_refused(RULE("[{\"fly\": null}]"),
		      "internal:0:0-0: Error: unknown statement \"fly\"" AT("/0/fly"));
	check_refused(RULE("[{\"mangle\": {\"key\": {\"range\": [1, 2]}, \"value\": 1}}]"),
		      "internal:0:0-0: Error: \"range\" is not allowed here" AT("/0/mangle/key/range"));
	check_refused(RULE("[{\"mangle\": {\"key\": {\"meta\": {\"key\": \"mark\"}}, "
			   "\"value\": {\"|\": [1]}}}]"),
		      "internal:0:0-0: Error: an array of two or more is missing" AT("/0/mangle/value/|"));
	check_refused(RULE("[{\"mangle\": {\"key\": {\"meta\": {\"key\": \"mark\"}}, "
			   "\"value\": {\"&\": [1, [2]]}}}]"),
		      "internal:0:0-0: Error: an array is not allowed here" AT("/0/mangle/value/&/1"));
	check_refused(RULE("[{\"mangle\": {\"key\": {\"meta\": {\"key\": \"mark\"}}, \"value\": -1}}]"),
		      "internal:0:0-0: Error: a number must not be negative" AT("/0/mangle/value"));
	check_refused(RULE("[{\"mangle\": {\"key\": {\"meta\": {\"key\": \"mark\"}}, "
			   "\"value\": {\"map\": {\"key\": {\"meta\": {\"key\": \"mark\"}}, "
			   "\"data\": \"s\"}}}}]"),
		      "internal:0:0-0: Error: a map is a set or the name of one after @"
		      AT("/0/mangle/value/map/data"));
}

/* An error found after reading still tells which statement it is about. */
static void test_places(void)
{
	struct pool *pool = pool_new();
	struct outcome *o = read_text(pool, RULE("[{\"accept\": null}, {\"drop\": null}]"));
	struct stmt *second = o->cmds.first->rule->stmts->next;

	CHECK(o->good && second);
	diag_error(&o->run.diag, second->loc, "found later");
	CHECK_TEXT(messages(o), "internal:0:0-0: Error: found later" AT("/1/drop"));
	pool_free(pool);
}

static void test_deep_nesting(void)
{
	static char text[1 << 16];
	char *at = text + sprintf(text, "%s", "{\"nftables\": [{\"add\": {\"rule\": {\"family\": \"ip\", "
				  "\"table\": \"t\", \"chain\": \"c\", \"expr\": [{\"mangle\": {\"key\": "
				  "{\"meta\": {\"key\": \"mark\"}}, \"value\": ");
	struct pool *pool = pool_new();
	struct outcome *o;

	for (unsigned i = 0; i < 500; i++)
		at += sprintf(at, "{\"|\": [");
	at += sprintf(at, "1");
	for (unsigned i = 0; i < 500; i++)
		at += sprintf(at, ", 1]}");
	sprintf(at, "}}]}}}]}");
	o = read_text(pool, text);
	CHECK(o->tried && !o->good);
	CHECK(strstr(messages(o), "nested too deeply") != NULL);
	pool_free(pool);
}

int main(void)
{
	struct pool *pool = pool_new();

	names_init(&names, pool, pool);
	lang_init(&lang);
	test_commands();
	test_what_is_no_document();
	test_where_things_may_stand();
	test_places();
	test_deep_nesting();
	pool_free(pool);
	return check_done();
}
