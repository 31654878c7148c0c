/* Set literals through evaluation to packed elements, and back to text and JSON. */
#include "json/json.h"
#include "pass/eval.h"
#include "pass/raise.h"
#include <stdlib.h>
#include "check.h"

struct fixture {
	struct pool *pool;
	struct names names;
	struct lang lang;
	struct run run;
	struct eval ev;
	struct set_body body;
	struct set set;
	struct source *source;
	size_t declined;
};

static const struct stmt_desc *const no_stmts[] = { NULL };
static const struct selector *const no_selectors[] = { NULL };
static const struct object_desc *const no_objects[] = { NULL };

static struct fixture *current;

static struct expr *word(struct fixture *f, struct span text, struct loc loc)
{
	bool quoted = text.n && text.p[0] == '"';
	unsigned flags = quoted ? EXPR_F_QUOTED : 0;
	uint64_t number;

	if (span_is(text, "*"))
		return expr_word(f->pool, loc, text, EXPR_F_CATCHALL);
	if (!quoted && span_number(text, &number))
		return expr_number(f->pool, loc, number);
	if (quoted)
		text = (struct span){ text.p + 1, text.n - 2 };
	if (text.n > 1 && text.p[text.n - 1] == '*') {
		text.n--;
		flags |= EXPR_F_WILDCARD;
	}
	return expr_word(f->pool, loc, text, flags);
}

static struct span trimmed(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	while (end > p && end[-1] == ' ')
		end--;
	return (struct span){ p, end - p };
}

static const char *find(struct span in, const char *what)
{
	return memmem(in.p, in.n, what, strlen(what));
}

/* A grammar of sorts: K or K : D, concatenations, ranges, prefixes, verdict words. */
static struct expr *part(struct fixture *f, struct span text)
{
	uint32_t at = f->source->base + (text.p - f->source->text);
	struct loc loc = { at, at + text.n };
	const char *end = text.p + text.n, *split;
	struct expr *concat = NULL;

	if ((split = find(text, " . "))) {
		concat = expr_append(f->pool, EXPR_CONCAT, NULL, part(f, trimmed(text.p, split)));
		for (split += 3; split; split = find(text, " . ") ? find(text, " . ") + 3 : NULL) {
			const char *next;

			text = (struct span){ split, end - split };
			next = find(text, " . ");
			concat = expr_append(f->pool, EXPR_CONCAT, concat,
					     part(f, trimmed(split, next ? next : end)));
		}
		concat->loc = loc;
		return concat;
	}
	if (span_is(text, "drop"))
		return expr_make_verdict(f->pool, loc, VERDICT_DROP, NULL);
	if (text.n > 5 && memcmp(text.p, "jump ", 5) == 0)
		return expr_make_verdict(f->pool, loc, VERDICT_JUMP,
					 word(f, trimmed(text.p + 5, end), loc));
	if (text.p[0] != '"' && (split = find(text, "/")))
		return expr_make_prefix(f->pool, loc, part(f, trimmed(text.p, split)),
					atoi(split + 1));
	if (text.p[0] != '"' && (split = find(text, "-")))
		return expr_make_range(f->pool, loc, part(f, trimmed(text.p, split)),
				       part(f, trimmed(split + 1, end)));
	return word(f, text, loc);
}

static struct expr *parse_element(struct run *run, struct loc loc)
{
	struct fixture *f = current;
	struct span text = source_text(&run->sources, loc);
	const char *split = find(text, " : ");
	struct expr *key = part(f, trimmed(text.p, split ? split : text.p + text.n));
	struct elem_expr *elem = expr_elem(expr_make_elem(f->pool, loc, key));

	if (split)
		elem->data = part(f, trimmed(split + 3, text.p + text.n));
	f->declined++;
	return &elem->e;
}

static void setup(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	current = f;
	f->pool = pool_new();
	names_init(&f->names, f->pool, f->pool);
	f->lang = (struct lang){ .stmts = no_stmts, .selectors = no_selectors,
				 .objects = no_objects };
	f->run.pool = f->pool;
	sources_init(&f->run.sources, f->pool);
	diag_init(&f->run.diag, f->pool, &f->run.sources);
	f->run.names = &f->names;
	f->run.lang = &f->lang;
	f->run.known = ruleset_new(f->pool, "known");
	f->run.parse_element = parse_element;
	f->ev = (struct eval){ .run = &f->run, .family = FAMILY_IP };
	f->ev.table = table_add(f->run.known, FAMILY_IP, "t");
	f->set.table = f->ev.table;
	f->set.name = "s";
	dep_init(&f->ev.dep, &f->run, FAMILY_IP);
}

static struct expr *names_concat(struct fixture *f, const char *text)
{
	struct expr *e = NULL, *item;
	const char *end;

	for (; *text; text = *end ? end + 3 : end) {
		end = strstr(text, " . ");
		end = end ? end : text + strlen(text);
		item = expr_word(f->pool, (struct loc){ 0, 0 }, (struct span){ text, end - text }, 0);
		if (!e && !*end)
			return item;
		e = expr_append(f->pool, EXPR_CONCAT, e, item);
	}
	return e;
}

static bool declare(struct fixture *f, const char *key, const char *data, unsigned flags)
{
	f->body = (struct set_body){ .is_map = data != NULL, .key = names_concat(f, key) };
	if (str_same(data, "verdict"))
		f->body.data_is_verdict = true;
	else if (data)
		f->body.data = names_concat(f, data);
	f->set.flags = flags;
	return eval_set_types(&f->ev, &f->body, &f->set);
}

/* `{ a, b }` as the scanner and grammar would give it. */
static struct expr *literal(struct fixture *f, const char *text)
{
	struct expr *set;
	size_t pos = 1;

	f->source = source_add(&f->run.sources, SOURCE_BUFFER, NULL, span_of(text),
			       (struct loc){ 0, 0 });
	set = expr_make_set(f->pool, (struct loc){ f->source->base,
						   f->source->base + f->source->size });
	while (f->source->text[pos] && f->source->text[pos] != '}') {
		struct litrun *run = litrun_scan(f->pool, f->source->text, f->source->size, &pos,
						 f->source->base);
		size_t n = strcspn(f->source->text + pos, ",}");
		struct span one = trimmed(f->source->text + pos, f->source->text + pos + n);
		uint32_t at = f->source->base + (one.p - f->source->text);

		if (run)
			expr_set_add(f->pool, set, expr_make_run(f->pool, run));
		else if (one.n)
			expr_set_add(f->pool, set,
				     parse_element(&f->run, (struct loc){ at, at + one.n }));
		pos += run ? 0 : n;
		pos += f->source->text[pos] == ',' || f->source->text[pos] == ' ';
	}
	return set;
}

/* The texts of all messages, a line each. */
static const char *messages(struct fixture *f)
{
	const char *text = "";

	for (struct diag_message *m = f->run.diag.first; m; m = m->next)
		text = pool_printf(f->pool, "%s%s\n", text, m->text);
	return text;
}

static const char *listed(struct fixture *f, const struct set *set)
{
	struct print p;
	struct out out;

	out_init(&out, f->pool);
	print_init(&p, &f->run, &out);
	print_elements(&p, set, set->elems);
	return out_text(&out);
}

static const char *as_json(struct fixture *f, const struct set *set)
{
	struct writer w;
	struct print p;
	struct out out;

	out_init(&out, f->pool);
	print_init(&p, &f->run, &out);
	json_init(&w, &out);
	json_out_elements(&w, &p, set, set->elems);
	return out_text(&out);
}

/* data NULL: a set. want: the listing, or the first line of the message. */
static void check_set(const char *key, const char *data, unsigned flags, const char *text,
		      const char *want)
{
	struct fixture f;
	const char *got;

	setup(&f);
	CHECK(declare(&f, key, data, flags));
	if (eval_elements(&f.ev, literal(&f, text), &f.set))
		got = listed(&f, &f.set);
	else
		got = strtok((char *)messages(&f), "\n");
	CHECK_TEXT(got, want);
	pool_free(f.pool);
}

static void check_json(const char *key, const char *data, unsigned flags, const char *text,
		       const char *want)
{
	struct fixture f;

	setup(&f);
	CHECK(declare(&f, key, data, flags));
	CHECK(eval_elements(&f.ev, literal(&f, text), &f.set));
	CHECK_TEXT(as_json(&f, &f.set), want);
	pool_free(f.pool);
}

static void test_plain(void)
{
	check_set("ipv4_addr", NULL, 0, "{ 10.0.0.3, 10.0.0.1, 10.0.0.2, 10.0.0.1 }",
		  "{ 10.0.0.1, 10.0.0.2,\n\t\t\t     10.0.0.3 }");
	check_set("inet_service", NULL, 0, "{ 7, 6, 5, 4, 3, 2, 0x1 }",
		  "{ 1, 2, 3, 4, 5,\n\t\t\t     6, 7 }");
	check_set("inet_service", NULL, 0, "{ 7, *, 6 }", "{ 6, 7, * }");
	check_set("ether_addr", NULL, 0, "{ 1:2:3:4:5:6, 0:0:0:0:0:1 }",
		  "{ 00:00:00:00:00:01,\n\t\t\t     01:02:03:04:05:06 }");
	check_set("ifname", NULL, 0, "{ lo, \"eth0\" }", "{ \"eth0\",\n\t\t\t     \"lo\" }");
	check_set("mark", NULL, 0, "{ 1, 0x200 }", "{ 0x00000001, 0x00000200 }");
	check_set("ct_state", NULL, 0, "{ new, established }", "{ established, new }");
	check_set("ipv4_addr", NULL, 0, "{ 10.0.0.1-10.0.0.2, 10.0.0.7 }",
		  "You must add 'flags interval' to your set declaration if you want to add "
		  "range elements");
	check_set("ipv4_addr", NULL, 0, "{ 10.0.0.0/8 }",
		  "You must add 'flags interval' to your set declaration if you want to add "
		  "prefix elements");
	check_set("inet_service", NULL, 0, "{ 1, 70000 }", "Service out of range");
}

static void test_intervals(void)
{
	check_set("ipv4_addr", NULL, SET_INTERVAL, "{ 10.0.0.0-10.0.0.255, 9.0.0.0/8, 11.1.1.1 }",
		  "{ 9.0.0.0/8, 10.0.0.0/24,\n\t\t\t     11.1.1.1 }");
	check_set("inet_service", NULL, SET_INTERVAL, "{ 1-1024, 2000-2001 }", "{ 1-1024, 2000-2001 }");
	check_set("inet_service", NULL, SET_INTERVAL, "{ 1-10, 5-12 }",
		  "conflicting intervals specified");
	check_set("inet_service", NULL, SET_INTERVAL, "{ 1-10, 1-10, 11-12 }", "{ 1-10, 11-12 }");
	check_set("ifname", NULL, SET_INTERVAL, "{ \"eth*\", \"lo\" }",
		  "{ \"eth*\",\n\t\t\t     \"lo\" }");
	check_set("ether_addr", NULL, SET_INTERVAL, "{ 1:2:3:0:0:0/24 }",
		  "{ 01:02:03:00:00:00-01:02:03:ff:ff:ff }");
	check_set("ipv4_addr . inet_service", NULL, SET_INTERVAL,
		  "{ 10.0.0.0/8 . 1-5, 1.1.1.1 . 8, 1.2.3.4-1.2.3.6 . 0-65535 }",
		  "{ 10.0.0.0/8 . 1-5,\n\t\t\t     1.1.1.1 . 8,\n\t\t\t     "
		  "1.2.3.4-1.2.3.6 . 0-65535 }");
}

static void test_maps(void)
{
	check_set("inet_service", "mark", 0, "{ 2 : 5, 1 : 6 }",
		  "{ 1 : 0x00000006,\n\t\t\t     2 : 0x00000005 }");
	check_set("inet_service", "verdict", 0, "{ 2 : jump there, 1 : drop, * : drop }",
		  "{ 1 : drop,\n\t\t\t     2 : jump there,\n\t\t\t     * : drop }");
	check_set("inet_service", "ipv4_addr . inet_service", 0, "{ 2 : 1.1.1.1 . 80 }",
		  "{ 2 : 1.1.1.1 . 80 }");
	check_set("inet_service", "ipv4_addr", 0, "{ 2 : 1.1.1.1-1.1.1.2 }",
		  "Value must be a singleton");
	check_set("inet_service", "mark", 0, "{ 2 }", "map element without data");
	check_set("inet_service", NULL, 0, "{ 2 : 3 }", "set is not a map");
	check_set("inet_service", "mark", SET_INTERVAL, "{ 2-4 : 3, 4-5 : 3 }",
		  "conflicting intervals specified");
	check_json("inet_service", "verdict", SET_INTERVAL, "{ 2-5 : jump there, * : drop }",
		   "[[{\"range\": [2, 5]}, {\"jump\": {\"target\": \"there\"}}], "
		   "[\"*\", {\"drop\": null}]]");
	check_json("ipv4_addr . inet_service", NULL, SET_INTERVAL, "{ 10.0.0.0/8 . 5 }",
		   "[{\"concat\": [{\"prefix\": {\"addr\": \"10.0.0.0\", \"len\": 8}}, 5]}]");
	check_json("inet_service", NULL, 0, "{ 1 timeout 1h comment \"x\", 2 }",
		   "[{\"elem\": {\"val\": 1, \"timeout\": 3600, \"comment\": \"x\"}}, 2]");
}

/* Runs and the general road must agree, and runs must really be taken. */
static void test_roads(void)
{
	struct fixture f;

	setup(&f);
	CHECK(declare(&f, "ipv4_addr . inet_service", NULL, SET_INTERVAL));
	CHECK(eval_elements(&f.ev, literal(&f, "{ 1.1.1.1 . 80, 1.1.1.0/24 . 1-2, 1.1.1.9 . 010 }"),
			    &f.set));
	CHECK(f.declined == 1 && f.set.elems->n == 3);
	CHECK_TEXT(listed(&f, &f.set), "{ 1.1.1.1 . 80,\n\t\t\t     1.1.1.0/24 . 1-2,\n\t\t\t     "
				       "1.1.1.9 . 8 }");
	pool_free(f.pool);
}

/* ---- the same elements on both roads ---- */

static void put_value(struct out *out, enum type_id id)
{
	static const char *const odd[] = { "0x1f", "010", "65536", "ssh", "\"http\"", "1:2", "0", "new" };

	if (rand() % 12 == 0)
		out_str(out, odd[rand() % 8]);
	else if (id == TYPE_IPV4_ADDR)
		out_printf(out, "%d.0.%d.%d", rand() % 3 + 9, rand() % 2, rand() % 300);
	else if (id == TYPE_IPV6_ADDR)
		out_printf(out, rand() % 2 ? "fe80::%x:%x" : "%x::1.2.3.%d", rand() % 65536,
			   rand() % 256);
	else if (id == TYPE_ETHER_ADDR)
		out_printf(out, "0:1:%x:3:4:%02x", rand() % 256, rand() % 256);
	else
		out_printf(out, rand() % 2 ? "%d" : "0x%x", rand() % 400);
}

static void put_random_field(struct out *out, enum type_id id)
{
	put_value(out, id);
	switch (rand() % 5) {
	case 0:
		out_printf(out, "/%d", rand() % 34);
		break;
	case 1:
		out_str(out, rand() % 2 ? "-" : " - ");
		put_value(out, id);
	}
}

static const char *result(struct fixture *f, bool good)
{
	return good ? listed(f, &f->set) : "refused";
}

/* Each element alone is no run, so a list of such goes the general way. */
static const char *by_general_road(struct fixture *f, const char *text)
{
	struct expr *set;

	f->source = source_add(&f->run.sources, SOURCE_BUFFER, NULL, span_of(text),
			       (struct loc){ 0, 0 });
	set = expr_make_set(f->pool, (struct loc){ 0, 0 });
	for (const char *p = f->source->text; *p; p++) {
		size_t n = strcspn(p, ",");
		struct span one = trimmed(p, p + n);
		uint32_t at = f->source->base + (one.p - f->source->text);

		expr_set_add(f->pool, set, parse_element(&f->run, (struct loc){ at, at + one.n }));
		p += n - (p[n] == '\0');
	}
	return result(f, eval_elements(&f->ev, set, &f->set));
}

static void check_roads(const char *key, unsigned fields, const enum type_id *id)
{
	struct fixture fast, slow;
	struct out out, braced;
	const char *quick;

	setup(&fast);
	setup(&slow);
	out_init(&out, slow.pool);
	for (unsigned i = 0; i < 2; i++) {
		if (i)
			out_str(&out, ", ");
		for (unsigned k = 0; k < fields; k++) {
			if (k)
				out_str(&out, " . ");
			put_random_field(&out, id[k]);
		}
	}
	out_init(&braced, slow.pool);
	out_printf(&braced, "{ %s }", out_text(&out));
	CHECK(declare(&fast, key, NULL, SET_INTERVAL) && declare(&slow, key, NULL, SET_INTERVAL));
	current = &fast;
	quick = result(&fast, eval_elements(&fast.ev, literal(&fast, out_text(&braced)), &fast.set));
	current = &slow;
	CHECK_TEXT(quick, by_general_road(&slow, out_text(&out)));
	pool_free(fast.pool);
	pool_free(slow.pool);
}

static void test_same_roads(void)
{
	static const enum type_id ids[] = { TYPE_IPV4_ADDR, TYPE_IPV6_ADDR, TYPE_ETHER_ADDR,
					    TYPE_INET_SERVICE, TYPE_MARK, TYPE_CT_STATE, TYPE_TIME };
	static const enum type_id pair[] = { TYPE_IPV4_ADDR, TYPE_INET_SERVICE };

	srand(7);
	for (unsigned i = 0; i < 1400; i++)
		check_roads(type_by_id[ids[i % 7]]->name, 1, &ids[i % 7]);
	for (unsigned i = 0; i < 200; i++)
		check_roads("ipv4_addr . inet_service", 2, pair);
}

static void test_nested(void)
{
	struct fixture f;
	struct expr *outer, *inner, *elem;

	setup(&f);
	CHECK(declare(&f, "inet_service", "mark", 0));
	inner = expr_make_set(f.pool, (struct loc){ 0, 0 });
	outer = expr_make_set(f.pool, (struct loc){ 0, 0 });
	expr_set_add(f.pool, inner, expr_number(f.pool, inner->loc, 3));
	expr_set_add(f.pool, inner, expr_number(f.pool, inner->loc, 1));
	elem = expr_make_elem(f.pool, inner->loc, inner);
	expr_elem(elem)->data = expr_number(f.pool, inner->loc, 7);
	expr_set_add(f.pool, outer, elem);
	CHECK(eval_elements(&f.ev, outer, &f.set));
	CHECK_TEXT(listed(&f, &f.set), "{ 1 : 0x00000007,\n\t\t\t     3 : 0x00000007 }");
	pool_free(f.pool);
}

static void check_anonymous(const char *key, const char *text, unsigned flags, const char *want)
{
	struct fixture f;
	struct expr *e;
	struct print p;
	struct out out;

	setup(&f);
	CHECK(declare(&f, key, NULL, 0));
	e = literal(&f, text);
	CHECK(eval_anonymous(&f.ev, &e, &f.set.key, NULL, false, 0));
	out_init(&out, f.pool);
	print_init(&p, &f.run, &out);
	print_expr(&p, e);
	CHECK_TEXT(out_text(&out), want);
	CHECK((expr_setref(e) ? expr_setref(e)->set->flags : 0) == flags);
	pool_free(f.pool);
}

static void test_anonymous(void)
{
	unsigned base = SET_ANONYMOUS | SET_CONSTANT;

	check_anonymous("inet_service", "{ 80, 22, 443 }", base, "{ 22, 80, 443 }");
	check_anonymous("inet_service", "{ 80 }", 0, "80");
	check_anonymous("inet_service", "{ 80, 80 }", base, "{ 80 }");
	check_anonymous("inet_service", "{ 80-90 }", 0, "80-90");
	check_anonymous("inet_service", "{ 1-5, 3-7, 8, 20 }", base | SET_INTERVAL, "{ 1-8, 20 }");
	check_anonymous("inet_service", "{ 9, 1-5, 3 }", base | SET_INTERVAL, "{ 1-5, 9 }");
	check_anonymous("ifname", "{ \"eth*\", \"eti*\", \"eth0\" }", base | SET_INTERVAL,
			"{ \"eth*\", \"eti*\" }");
	check_anonymous("ipv4_addr . inet_service", "{ 1.1.1.1 . 22 }", base, "{ 1.1.1.1 . 22 }");
	check_anonymous("ipv4_addr . inet_service", "{ 10.0.0.0/8 . 22, 1.1.1.1 . 1 }",
			base | SET_INTERVAL | SET_CONCAT, "{ 10.0.0.0/8 . 22, 1.1.1.1 . 1 }");
	check_anonymous("inet_service", "{ * }", base, "{ * }");
	check_anonymous("tcp_flag", "{ 1, 3, 2, 0x12, 16 }", base,
			"{ fin | syn, fin, syn | ack, syn, ack }");
}

static void test_types(void)
{
	struct fixture f;

	setup(&f);
	CHECK(declare(&f, "ipv4_addr . inet_service", "mark", SET_INTERVAL));
	CHECK(f.set.key_type == (TYPE_IPV4_ADDR << TYPE_BITS | TYPE_INET_SERVICE));
	CHECK(f.set.key_size == 8 && f.set.data_size == 4 && f.set.data_type == TYPE_MARK);
	CHECK(f.set.flags == (SET_MAP | SET_INTERVAL | SET_CONCAT));
	CHECK(declare(&f, "mark", "verdict", 0) && f.set.data_type == VERDICT_TYPE);
	CHECK(!declare(&f, "integer", NULL, 0) && !declare(&f, "nothing", NULL, 0));
	CHECK(!declare(&f, "ipv6_addr . ipv6_addr . ipv6_addr . ipv6_addr . mark", NULL, 0));
	CHECK_TEXT(messages(&f),
		   "unqualified type integer specified in set definition. Try \"typeof "
		   "expression\" instead of \"type datatype\".\n"
		   "unknown datatype nothing\n"
		   "Concatenation of size 544 exceeds maximum size of 512\n");
	pool_free(f.pool);
}

static void test_find(void)
{
	struct fixture f;
	struct loc nowhere = { 0, 0 };

	setup(&f);
	set_add(f.ev.table, "blocked");
	CHECK(eval_find_set(&f.ev, expr_make_setref(f.pool, nowhere, SPAN("blocked"))));
	CHECK(!eval_find_set(&f.ev, expr_make_setref(f.pool, nowhere, SPAN("bloked"))));
	CHECK(!eval_find_set(&f.ev, expr_make_setref(f.pool, nowhere, SPAN("else"))));
	CHECK_TEXT(messages(&f), "No such file or directory; did you mean set 'blocked' in "
				 "table ip 't'?\nNo such file or directory\n");
	pool_free(f.pool);
}

/* Commands on a set that merges: elements given, then what goes and what comes. */
static void check_merge(const char *known, bool remove, const char *given, const char *gone,
			const char *came)
{
	struct cmd cmd = { .verb = remove ? VERB_DELETE : VERB_ADD };
	struct fixture f;
	struct ops ops;
	struct set want;

	setup(&f);
	CHECK(declare(&f, "inet_service", NULL, SET_INTERVAL));
	f.set.auto_merge = f.set.has_elems = true;
	want = f.set;
	CHECK(eval_elements(&f.ev, literal(&f, known), &f.set));
	CHECK(eval_elements(&f.ev, literal(&f, given), &want));
	ops_init(&ops, f.pool);
	f.ev.cmd = &cmd;
	f.ev.ops = &ops;
	CHECK(eval_merge(&f.ev, &f.set, &want));
	if (!eval_joined(f.ev.run, &ops)) {
		CHECK_TEXT(messages(&f), gone);
	} else {
		want.elems = ops.first->elems;
		CHECK_TEXT(listed(&f, &want), gone);
		want.elems = ops.first->next->elems;
		CHECK_TEXT(listed(&f, &want), came);
	}
	pool_free(f.pool);
}

static void test_merge(void)
{
	check_merge("{ 1-5, 10 }", false, "{ 6-8, 20 }", "{ 1-5 }", "{ 1-8, 20 }");
	check_merge("{ 1-5, 10 }", false, "{ 2-3, 10 }", "{  }", "{  }");
	check_merge("{ 1-5, 10 }", true, "{ 3, 10 }", "{ 1-5, 10 }", "{ 1-2, 4-5 }");
	check_merge("{ 0-65535 }", true, "{ 0, 65535 }", "{ 0-65535 }", "{ 1-65534 }");
	check_merge("{ 1-5, 10 }", true, "{ 5-6 }", "element does not exist\n", "");
}

int main(void)
{
	test_plain();
	test_intervals();
	test_maps();
	test_roads();
	test_same_roads();
	test_nested();
	test_anonymous();
	test_types();
	test_find();
	test_merge();
	return check_done();
}
