/*
 * parse: the language's words in their places, errors and where they are, recovery, inclusion.
 */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "lang/registry.h"
#include "parser/lex.h"
#include "parser/parse.h"

struct
try {
	struct pool *pool;
	struct run run;
	struct lang lang;
	struct names names;
	struct scope scope;
	struct cmds cmds;
};

static void try_begin(struct try *t)
{
	t->pool = pool_new();
	t->run = (struct run){ .pool = t->pool,
			       .names = &t->names,
			       .lang = &t->lang,
			       .scope = &t->scope };
	t->cmds = (struct cmds){ 0 };
	t->cmds.last = &t->cmds.first;
	lang_init(&t->lang);
	names_init(&t->names, t->pool, t->pool);
	scope_init(&t->scope, t->pool, NULL);
	sources_init(&t->run.sources, t->pool);
	diag_init(&t->run.diag, t->pool, &t->run.sources);
}

static bool try_parse(struct try *t, struct span text)
{
	const struct source *source = source_add(&t->run.sources, SOURCE_BUFFER, NULL, text,
						 (struct loc){ 0 });

	return parse_source(&t->run, source, &t->cmds);
}

static unsigned command_n(const struct try *t)
{
	unsigned n = 0;

	for (const struct cmd *cmd = t->cmds.first; cmd; cmd = cmd->next)
		n++;
	return n;
}

/* Every line is a run of its own; all are well-formed, and none is empty. */
static const char *const good[] = {
	"add table inet t { flags dormant, owner; comment \"x\"; }",
	"t c tcp dport 22 accept",
	"ip6 t c ip6 saddr ::1 drop comment unquoted",
	"insert rule inet t c index 3 iifname \"eth*\" accept",
	"replace rule t c handle 4 meta l4proto { tcp, udp } th dport 53 accept",
	"add rule ip version ttl accept", /* fields are names where names are wanted */
	"add table filter; add chain filter input; add rule filter input return",
	"add chain netdev t c { type filter hook ingress devices = { a, \"b*\" } priority -5; }",
	"delete chain t handle 4",
	"rename chain t tcp udp",
	"list chains inet t; list flow tables; list ct helpers table t; list hooks ip device lo",
	"reset rules chain t c; reset counters; monitor new rules json",
	"add set t s { type ipv4_addr . mark; flags interval, timeout; timeout 5m; auto-merge; }",
	"add map t m { typeof ip saddr . ct mark : interval ip daddr . tcp dport; size 5; }",
	"add map t m { typeof tcp dport : verdict; elements = { 1 : jump x, 2-3 : drop, * : accept "
	"}; }",
	"add element t s { 10.0.0.0/8 timeout 5s comment \"a\", 10.1.1.1 counter, 1.1.1.1 }",
	"add flowtable inet t f { hook ingress priority filter - 7; devices = lo; counter; }",
	"add flowtable t f { hook ingress priority 0; devices = { }; }",
	"add quota t q over 5 mbytes used 1 kbytes; add limit t l rate 5 kbytes/hour burst 2 "
	"mbytes",
	"add ct timeout t x { protocol tcp; policy = { established : 5m, close : 7 }; }",
	"add tunnel t x { id 5; ip saddr 1.1.1.1; ip daddr 1.1.1.2; erspan { version 1; index 2; "
	"}; }",
	/* one word, three meanings */
	"add rule t c log flags tcp sequence,options tcp flags syn queue flags bypass to 1",
	"add rule t c limit rate 5/hour hour \"10:00\"-\"12:00\" meta day 3",
	"add rule t c ct status dnat dnat to 10.0.0.1:80 random",
	"add rule t c icmp type redirect tcp dport 80 redirect to :8080",
	"add rule t c meta l4proto gre ip saddr 1.1.1.1 gre ip saddr 2.2.2.2",
	"add rule t c ct helper set \"a\" ct helper \"ftp\" ct timeout set $x ct mark set mark",
	"add rule t c tcp flags & (fin | syn) == fin tcp flags syn,ack / syn,ack,rst",
	"add rule t c fib saddr . iif oif \"lo\" fib daddr type local rt nexthop 1.1.1.1 rt "
	"nexthdr 6",
	"add rule t c add @s { ip saddr . tcp dport timeout 5s counter : meta mark }",
	"add rule t c set update ip saddr timeout 5s @s meter m size 5 { ip saddr counter } drop",
	"add rule t c @nh,0,8 set 5 tcp option @5,6,7 8 reset tcp option 7 tcp option maxseg size "
	"set rt mtu",
	"add rule t c arp saddr ip 1.1.1.1 srh sid[2] ::1 exthdr hbh exists reject with icmpx type "
	"no-route",
	"add rule t c tcp dport 1 jump {\naccept; return\n}",
	"table t { chain c {\nip saddr 10.0.0.1 tcp dport 22 counter accept\nmeta l4proto udp udp "
	"dport 0x35 counter packets 1 bytes 2 drop\niifname \"lo\" ct state new jump d\nip saddr "
	"10.0.0.1 and 255 return;meta mark 5-7 continue } }",
	"add rule t c ip saddr . \"lo\" vmap { 1.1.1.1 . 1:2 : accept }",
	"add rule t c dup to ip saddr map { 1.1.1.1 : 2.2.2.2 } device lo",
	"# only a comment\nadd table t # and one behind\n\\\n# between\n\n;;\n",
	"define a = 5; define b = { $a, 6-7 }; redefine a = -5; undefine a; add rule t c tcp dport "
	"$b",
};

static void test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct try t;
		struct out out;

		try_begin(&t);
		scope_redefine(&t.scope, (struct loc){ 0 }, SPAN("x"),
			       expr_word(t.pool, (struct loc){ 0 }, SPAN("y"), EXPR_F_QUOTED));
		CHECK(try_parse(&t, span_of(good[i])) && command_n(&t));
		out_init(&out, t.pool);
		diag_print(&t.run.diag, &out);
		CHECK_TEXT(out_text(&out), "");
		pool_free(t.pool);
	}
}

/* Text, and what is said about it (the quoted line left out). */
static const struct {
	const char *text, *message;
	unsigned at, end; /* columns, the last included */
} bad[] = {
	{ "add table",
	  "syntax error, unexpected newline\n"
	  "expected any of: inet, bridge, netdev, ip, ip6, arp, <string>",
	  10, 10 },
	{ "add flowtable t f { hook ingress; }",
	  "syntax error, unexpected semicolon\nexpected any of: priority", 33, 33 },
	{ "add flowtable t f { hook ingress priority 0; devices = { , }; }",
	  "syntax error, unexpected comma\nexpected any of: <string>, <quoted string>, "
	  "<string with a trailing asterisk>, $<name>, '}'",
	  58, 58 },
	{ "add rule t c sctp chunk date tsn 5", "syntax error, unexpected <string>", 25, 28 },
	/* what is read as one token is several where it is wrong */
	{ "add rule t c tcp dport ip saddr 10.0.0.1", "syntax error, unexpected ip\n", 24, 25 },
	{ "add rule t c ct state meta mark 5", "syntax error, unexpected meta\n", 23, 26 },
	{ "add set t s { typeof ip saddr; ct bytes; }",
	  "syntax error, unexpected bytes\nexpected any of: count", 35, 39 },
	{ "table t { chain c { ip saddr 10.0.0.1 5; }; }",
	  "syntax error, unexpected <number>\nexpected any of: <header>, <tunnel header>, ip, ip6, "
	  "arp, tcp, <extension header>, <meta key>, meta, ct, rt, socket, fib, osf, ipsec, numgen, "
	  "jhash, symhash, tunnel, exthdr, snat, dnat, redirect, masquerade, last, reset, '(', "
	  "newline, semicolon, <quoted string>, @<base>, <<, >>, /, comma, '.', '-', '|', '^', '&'",
	  39, 39 },
	{ "table t { chain c { counter bytes; }; }",
	  "syntax error, unexpected semicolon\nexpected any of: <number>", 34, 34 },
	{ "table t { chain c { ip dscp af11 counter accept accept drop jump; }; }",
	  "syntax error, unexpected semicolon\n"
	  "expected any of: <string>, $<name>, '{'", 65, 65 },
	{ "table t { chain c { meta l4proto tcp and 5 6; }; }", "syntax error, unexpected <number>",
	  44, 44 },
	{ "add rule t c tcp dport $por",
	  "unknown identifier 'por'; did you mean identifier 'port'?", 25, 27 },
	{ "define port = 6", "redefinition of symbol 'port'", 8, 11 },
	{ "add chain t c { type filter hook inptu priority 0; }", "unknown chain hook", 34, 38 },
	{ "add table t { flags dorm; }", "unknown table option dorm", 21, 24 },
	{ "add set t s { type ipv5_addr; }", "unknown datatype ipv5_addr", 20, 28 },
	{ "add set t s { type mark; type mark; }",
	  "You can only specify this once. This statement is already set for type.", 31, 34 },
	{ "include \"/nonexistent/file\"", "File not found: /nonexistent/file", 1, 27 },
	{ "add rule t c @th,0,0 0", "raw payload length must be between 1 and 512 bits", 20, 20 },
	{ "add rule t c @xx,0,8 0", "unknown raw payload base", 14, 16 },
	{ "add rule t c fib saddr . daddr type local",
	  "fib: saddr and daddr are mutually exclusive", 18, 30 },
	{ "add rule t c jump { jump { jump { accept; }; }; }; add table x", NULL, 0, 0 },
	{ "table t { chain c { jump { jump { accept; }; }; }; }", "too many levels of nesting", 34,
	  34 },
	{ "add rule t c log prefix \"never closed",
	  "syntax error, unexpected unterminated string\n"
	  "expected any of: <string>, <quoted string>, <string with a trailing asterisk>",
	  25, 37 },
	{ "add table t\r\nadd table u",
	  "syntax error, unexpected CRLF line terminators\n"
	  "expected any of: newline, semicolon, '{'",
	  12, 12 },
};

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const struct diag_message *m;
		struct source_place place;
		struct try t;

		try_begin(&t);
		scope_redefine(&t.scope, (struct loc){ 0 }, SPAN("port"),
			       expr_number(t.pool, (struct loc){ 0 }, 5));
		CHECK(try_parse(&t, span_of(bad[i].text)) == !bad[i].message);
		m = t.run.diag.first;
		CHECK(!m == !bad[i].message);
		if (m && !starts(m->text, bad[i].message))
			CHECK_TEXT(m->text, bad[i].message);
		if (m && source_place(&t.run.sources, m->loc[0], &place)) {
			CHECK(place.column == bad[i].at);
			CHECK(place.column_end == bad[i].end);
		}
		pool_free(t.pool);
	}
}

/* After an error the next statement of the same block is read. */
static void test_recovery(void)
{
	struct try t;

	try_begin(&t);
	CHECK(!try_parse(
		&t, SPAN("add tabel t\nadd table u\ntable v {\n\tchain c {\n\t\tfoo { bar\n\t\t}\n"
			 "\t\taccept\n\t\ttcp dport { 1, 2 3\n4 } drop\n\t\tdrop\n\t}\n\tset s {"
			 " type nope; }\n\tchain d { }\n}\nadd table w\n")));
	CHECK(t.run.diag.errors == 4);
	CHECK(command_n(&t) == 3);
	CHECK(t.cmds.first->next->table->first->chain->rules.first->next);
	CHECK(!t.cmds.first->next->table->first->chain->rules.first->next->next);
	pool_free(t.pool);
}

/* No more than ten errors, however many there are. */
static void test_many_errors(void)
{
	struct try t;
	char text[4000] = "";

	for (int i = 0; i < 100; i++)
		strcat(text, "add nothing to see here\n");
	try_begin(&t);
	CHECK(!try_parse(&t, span_of(text)));
	CHECK(t.run.diag.errors == DIAG_MAX);
	pool_free(t.pool);
}

/* Depth and size that no one writes end in a message. */
static void test_extremes(void)
{
	static const struct {
		const char *before, *again;
		unsigned n;
	} cases[] = {
		{ "add rule t c tcp dport ", "(", 100000 },
		{ "add rule t c tcp dport ", "{", 100000 },
		{ "add rule t c ", "jump { ", 10000 },
		{ "add rule t c meta mark ", "& 1 ", 100000 },
		{ "", "{", 100000 },
		{ "", "}", 100000 },
		{ "add table ", "a", 1000000 },
		{ "add rule t c iifname \"", "a", 1000000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct try t;
		struct out out;

		try_begin(&t);
		out_init(&out, t.pool);
		out_str(&out, cases[i].before);
		for (unsigned n = 0; n < cases[i].n; n++)
			out_str(&out, cases[i].again);
		CHECK(!try_parse(&t, (struct span){ out.buf, out.n }));
		CHECK(t.run.diag.errors);
		pool_free(t.pool);
	}
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file != NULL);
	if (!file)
		return;
	fputs(text, file);
	fclose(file);
}

static void test_include(void)
{
	char folder[] = "/tmp/weir-parse-XXXXXX", command[100];
	const char *paths[] = { folder, NULL };
	struct try t;

	CHECK(mkdtemp(folder) != NULL);
	write_file(folder, "b.nft", "chain b { include \"rules\" }");
	write_file(folder, "a.nft", "chain a { }\n");
	write_file(folder, ".c.nft", "nonsense\n");
	write_file(folder, "rules", "accept\n");
	write_file(folder, "self", "include \"self\"\n");
	try_begin(&t);
	t.run.include_paths = paths;
	CHECK(try_parse(
		&t, SPAN("table t {\n include \"*.nft\"\n chain c { }\n}\ninclude \"none*\"\n")));
	CHECK(command_n(&t) == 1);
	if (t.cmds.first) {
		struct cmd *a = t.cmds.first->table->first;

		CHECK_TEXT(a->h.chain.name, "a");
		CHECK_TEXT(a->next->h.chain.name, "b");
		CHECK(a->next->chain->rules.first != NULL);
		CHECK_TEXT(a->next->next->h.chain.name, "c");
	}
	CHECK(!try_parse(&t, SPAN("include \"self\"")));
	CHECK_TEXT(t.run.diag.first->text, "Include nested too deeply, max 16 levels");
	pool_free(t.pool);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	CHECK(system(command) == 0);
}

/* Plain elements come as one run, what is between as elements. */
static void test_runs(void)
{
	const struct setlit_expr *set;
	struct expr *e;
	struct try t;

	try_begin(&t);
	CHECK(try_parse(
		&t, SPAN("define v = 7\nadd element t s { 1, 2-3, 4 timeout 5s, $v, 5, 6 }\n")));
	set = t.cmds.first ? expr_setlit(t.cmds.first->elements) : NULL;
	CHECK(set && set->item.n == 3);
	if (set && set->item.n == 3) {
		CHECK(expr_run(set->item.v[0]) && expr_run(set->item.v[0])->run->rec.n == 3);
		CHECK(expr_variable(set->item.v[1]));
		CHECK(expr_run(set->item.v[2]));
		e = parse_element(&t.run, (struct loc){ set->item.v[0]->loc.at + 3,
							set->item.v[0]->loc.at + 6 });
		CHECK(expr_range(e));
	}
	pool_free(t.pool);
}

static bool offers(struct try *t, const char *text, const char *word)
{
	bool name;

	for (const char **w = parse_complete(&t->run, span_of(text), &name); *w; w++)
		if (strcmp(*w, word) == 0)
			return true;
	return false;
}

static void test_completion(void)
{
	struct try t;

	try_begin(&t);
	CHECK(offers(&t, "", "add"));
	CHECK(offers(&t, "add ", "flowtable"));
	CHECK(!offers(&t, "add ", "dport"));
	CHECK(offers(&t, "add rule ip t c tcp ", "dport"));
	CHECK(!offers(&t, "add rule ip t c tcp ", "saddr"));
	CHECK(offers(&t, "add rule ip t c log ", "prefix"));
	CHECK(offers(&t, "add rule ip t c ct ", "state"));
	CHECK(offers(&t, "table t { chain c { type filter hook input ", "priority"));
	CHECK(!t.run.diag.errors);
	pool_free(t.pool);
}

static void test_keywords(void)
{
	for (size_t i = 1; i < keyword_n; i++)
		CHECK(strcmp(keywords[i - 1].text, keywords[i].text) <= 0);
}

int main(void)
{
	test_keywords();
	test_good();
	test_bad();
	test_recovery();
	test_many_errors();
	test_extremes();
	test_include();
	test_runs();
	test_completion();
	return check_done();
}
