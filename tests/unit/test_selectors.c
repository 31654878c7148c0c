/* Selector families: node -> instruction -> node, text, JSON and typeof userdata. */
#include "check.h"
#include "json/json.h"
#include "lang/lang.h"
#include "lang/registry.h"
#include "pass/lower.h"
#include "pass/raise.h"
#include "ruleset/tlv.h"

static struct pool *pool;
static struct names names;
static struct lang lang;
static struct run run;
static const struct loc nowhere;

static const char *text_of(const struct expr *e)
{
	struct print p;
	struct out out;

	out_init(&out, pool);
	print_init(&p, &run, &out);
	expr_selector(e)->sel->print(&p, expr_selector(e));
	return out_text(&out);
}

static const char *json_of(const struct expr *e)
{
	struct writer w;
	struct print p;
	struct out out;

	out_init(&out, pool);
	print_init(&p, &run, &out);
	json_init(&w, &out);
	expr_selector(e)->sel->json_out(&w, &p, expr_selector(e));
	return out_text(&out);
}

static struct prog *lowered(const struct expr *e)
{
	struct lower l = { .run = &run, .family = FAMILY_IP, .prog = prog_new(pool) };

	CHECK(expr_selector(e)->sel->lower(&l, expr_selector(e), REG_1));
	return l.prog;
}

static struct expr *raised(const struct prog *prog)
{
	const struct insn *insn = prog_first(prog);
	struct raise r = { .run = &run, .family = FAMILY_IP };

	dep_init(&r.dep, &run, FAMILY_IP);
	return lang.selector_raising[insn->id]->raise(&r, insn);
}

/* The node through an instruction and back; then through userdata, when it has any. */
static void check_one(struct expr *e, const char *text, const char *json, const char *insn)
{
	struct prog *prog = lowered(e);
	struct expr *back = raised(prog);
	struct tlv tlv = { .pool = pool };
	struct sel_expr *read;
	struct out out;

	out_init(&out, pool);
	insn_list(&out, prog_first(prog));
	CHECK_TEXT(out_text(&out), insn);
	CHECK_TEXT(text_of(e), text);
	CHECK_TEXT(json_of(e), json);
	CHECK(back && back->type == e->type && back->bits == e->bits && back->order == e->order);
	if (back)
		CHECK_TEXT(text_of(back), text);
	if (!expr_selector(e)->sel->typeof_put)
		return;
	expr_selector(e)->sel->typeof_put(&tlv, expr_selector(e));
	read = expr_selector(e)->sel->typeof_get(&run,
						 (struct span){ (const char *)tlv.b, tlv.n });
	CHECK(read && read->e.type == e->type);
	if (read && read->sel != &selector_osf)
		CHECK_TEXT(text_of(&read->e), text);
}

static struct expr *meta(const char *key)
{
	return meta_new(&run, nowhere, meta_key(span_of(key)));
}

static struct expr *ct(const char *key, unsigned family, int direction)
{
	return ct_new(&run, nowhere, ct_key(span_of(key), family), direction);
}

static void test_meta(void)
{
	check_one(meta("mark"), "meta mark", "\"meta\": {\"key\": \"mark\"}",
		  "[ meta load mark => reg 1 ]");
	check_one(meta("oifname"), "oifname", "\"meta\": {\"key\": \"oifname\"}",
		  "[ meta load oifname => reg 1 ]");
	check_one(meta("secpath"), "meta ipsec", "\"meta\": {\"key\": \"ipsec\"}",
		  "[ meta load secpath => reg 1 ]");
	CHECK(!meta_key(SPAN("nothing")));
	CHECK_TEXT(text_of(meta_next(&run, nowhere, NULL, &proto_transport)), "meta l4proto");
	CHECK_TEXT(text_of(meta_next(&run, nowhere, NULL, NULL)), "meta iiftype");
}

static void test_ct(void)
{
	check_one(ct("state", 0, -1), "ct state", "\"ct\": {\"key\": \"state\"}",
		  "[ ct load state => reg 1 ]");
	check_one(ct("bytes", 0, 1), "ct reply bytes", "\"ct\": {\"key\": \"bytes\", \"dir\": \"reply\"}",
		  "[ ct load bytes => reg 1 , dir reply ]");
	check_one(ct("saddr", FAMILY_IP6, 0), "ct original ip6 saddr",
		  "\"ct\": {\"key\": \"ip6 saddr\", \"dir\": \"original\"}",
		  "[ ct load src_ip6 => reg 1 , dir original ]");
	CHECK(!ct_key(SPAN("saddr"), FAMILY_ARP));
}

static void test_routes(void)
{
	check_one(rt_new(&run, nowhere, rt_key(SPAN("nexthop"), FAMILY_IP)), "rt ip nexthop",
		  "\"rt\": {\"key\": \"nexthop\", \"family\": \"ip\"}",
		  "[ rt load nexthop4 => reg 1 ]");
	check_one(rt_new(&run, nowhere, rt_key(SPAN("mtu"), 0)), "rt mtu",
		  "\"rt\": {\"key\": \"mtu\"}", "[ rt load tcpmss => reg 1 ]");
	check_one(fib_new(&run, nowhere, 1 | 8, SPAN("oif")), "fib saddr . iif oif",
		  "\"fib\": {\"result\": \"oif\", \"flags\": [\"saddr\", \"iif\"]}",
		  "[ fib saddr . iif oif => reg 1 ]");
	check_one(fib_new(&run, nowhere, 2 | 4, SPAN("check")), "fib daddr . mark check",
		  "\"fib\": {\"result\": \"check\", \"flags\": [\"daddr\", \"mark\"]}",
		  "[ fib daddr . mark oif present => reg 1 ]");
}

static void test_others(void)
{
	check_one(socket_new(&run, nowhere, socket_key(SPAN("mark")), 0), "socket mark",
		  "\"socket\": {\"key\": \"mark\"}", "[ socket load mark => reg 1 ]");
	check_one(socket_new(&run, nowhere, socket_key(SPAN("cgroupv2")), 3),
		  "socket cgroupv2 level 3", "\"socket\": {\"key\": \"cgroupv2\"}",
		  "[ socket load cgroupv2 => reg 1 ]");
	check_one(osf_new(&run, nowhere, 2, true), "osf ttl skip version",
		  "\"osf\": {\"key\": \"version\", \"ttl\": \"skip\"}", "[ osf dreg 1 ]");
	check_one(xfrm_new(&run, nowhere, true, 4, SPAN("daddr"), FAMILY_IP),
		  "ipsec out spnum 4 ip daddr",
		  "\"ipsec\": {\"key\": \"daddr\", \"family\": \"ip\", \"dir\": \"out\", \"spnum\": 4}",
		  "[ xfrm load out 4 daddr4 => reg 1 ]");
	check_one(tunnel_new(&run, nowhere, tunnel_key(SPAN("id"))), "tunnel id",
		  "\"tunnel\": {\"key\": \"id\"}", "[ tunnel load id => reg 1 ]");
	check_one(numgen_new(&run, nowhere, true, 7, 3), "numgen random mod 7 offset 3",
		  "\"numgen\": {\"mode\": \"random\", \"mod\": 7, \"offset\": 3}",
		  "[ numgen reg 1 = random mod 7 offset 3 ]");
	check_one(hash_new(&run, nowhere, NULL, 5, 0, false, 0), "symhash mod 5",
		  "\"symhash\": {\"mod\": 5}", "[ hash reg 1 = symhash() % mod 5 ]");
}

/* fib of a program from before tunnels had a typeof number. */
static void test_old_userdata(void)
{
	struct tlv tlv = { .pool = pool };
	struct sel_expr *e;

	tlv_put_u32(&tlv, 0, 3);
	tlv_put_u32(&tlv, 1, 2);
	e = lang_typeof(&lang, 26)->typeof_get(&run, (struct span){ (const char *)tlv.b, tlv.n });
	CHECK_TEXT(e ? text_of(&e->e) : NULL, "fib daddr type");
	tlv_put_u32(&tlv, 2, 0);
	e = lang_typeof(&lang, 27)->typeof_get(&run, (struct span){ (const char *)tlv.b, tlv.n });
	CHECK_TEXT(e ? text_of(&e->e) : NULL, "ipsec in spnum 2 ip saddr");
}

int main(void)
{
	pool = pool_new();
	names_init(&names, pool, pool);
	lang_init(&lang);
	run = (struct run){ .pool = pool, .names = &names, .lang = &lang };
	test_meta();
	test_ct();
	test_routes();
	test_others();
	test_old_userdata();
	pool_free(pool);
	return check_done();
}
