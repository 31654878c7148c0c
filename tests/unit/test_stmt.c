/*
 * Statements from their constructors to instructions, and back to text and JSON.
 */
#include <jansson.h>

#include "check.h"
#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"
#include "pass/raise.h"

static struct run run;
static struct lang lang;
static struct names names;
static struct ruleset *ruleset;
static struct table *table;
static const struct proto *transport; /* what the rule has fixed before the statement */

static void begin(unsigned family, const struct proto *fixed)
{
	pool_reset(run.pool);
	sources_init(&run.sources, run.pool);
	diag_init(&run.diag, run.pool, &run.sources);
	ruleset = ruleset_new(run.pool, "test");
	run.known = ruleset;
	run.implied = NULL;
	table = table_add(ruleset, family, "t");
	transport = fixed;
}

static struct prog *compile(struct stmt *s)
{
	struct rule_ast ast = { .stmts = s };
	struct eval ev = { .run = &run, .family = table->family, .table = table,
			   .table_name = "t", .rule = &ast, .here = &ast.stmts };
	struct rule rule = { .table = table };
	struct ops ops;

	ops_init(&ops, run.pool);
	ev.ops = &ops;
	dep_init(&ev.dep, &run, table->family);
	if (transport)
		dep_learn(&ev.dep, NULL, transport, NULL, (struct loc){ 0 });
	if (!eval_rule(&ev, &ast) || !lower_rule(&run, &ops, table, &ast, &rule))
		return NULL;
	return rule.prog;
}

/* The last message, or "". */
static const char *message(void)
{
	const struct diag_message *m = run.diag.first;

	while (m && m->next)
		m = m->next;
	return m ? m->text : "";
}

static void expect(struct stmt *s, const char *insns, const char *text, const char *json)
{
	struct rule rule = { .table = table };
	struct print p;
	struct writer w;
	struct out out;

	rule.prog = s ? compile(s) : NULL;
	if (!rule.prog) {
		CHECK_TEXT(message(), "no message");
		return;
	}
	out_init(&out, run.pool);
	prog_list(&out, rule.prog);
	CHECK_TEXT(out_text(&out), insns);
	out_init(&out, run.pool);
	print_init(&p, &run, &out);
	print_rule(&p, &rule);
	CHECK_TEXT(out_text(&out), text);
	out_init(&out, run.pool);
	json_init(&w, &out);
	p.family = table->family;
	p.table = table;
	json_out_stmts(&w, &p, raise_rule(&run, table, &rule));
	CHECK_TEXT(out_text(&out), json);
}

static void expect_error(struct stmt *s, const char *text)
{
	CHECK(!s || !compile(s));
	CHECK_TEXT(message(), text);
}

static const struct loc nowhere;

static struct expr *word(const char *text)
{
	return expr_word(run.pool, nowhere, span_of(text), 0);
}

static struct expr *number(uint64_t n)
{
	return expr_number(run.pool, nowhere, n);
}

static struct expr *range(struct expr *lo, struct expr *hi)
{
	return expr_make_range(run.pool, nowhere, lo, hi);
}

static void test_state(void)
{
	struct stmt *s;

	begin(FAMILY_IP, NULL);
	s = counter_new(&run, nowhere);
	counter_packets(s, 2);
	counter_bytes(s, 300);
	expect(s, "  [ counter pkts 2 bytes 300 ]\n", "counter packets 2 bytes 300",
	       "{\"counter\": {\"packets\": 2, \"bytes\": 300}}");
	expect(limit_new(&run, nowhere, false, 5, 0, 60),
	       "  [ limit rate 5/minute burst 5 type packets flags 0x0 ]\n",
	       "limit rate 5/minute burst 5 packets",
	       "{\"limit\": {\"rate\": 5, \"burst\": 5, \"per\": \"minute\"}}");
	s = limit_new(&run, nowhere, true, 3, 1024, 1);
	CHECK(limit_burst(&run, s, nowhere, 2, 1024 * 1024));
	expect(s, "  [ limit rate 3072/second burst 2097152 type bytes flags 0x1 ]\n",
	       "limit rate over 3 kbytes/second burst 2 mbytes",
	       "{\"limit\": {\"rate\": 3, \"burst\": 2, \"per\": \"second\", \"inv\": true, "
	       "\"rate_unit\": \"kbytes\", \"burst_unit\": \"mbytes\"}}");
	CHECK(!limit_burst(&run, s, nowhere, 2, 0));
	s = quota_new(&run, nowhere, true, 4096);
	quota_used(s, 7);
	expect(s, "  [ quota bytes 4096 consumed 7 flags 1 ]\n",
	       "quota over 4 kbytes used 7 bytes",
	       "{\"quota\": {\"val\": 4, \"val_unit\": \"kbytes\", \"inv\": true, \"used\": 7, "
	       "\"used_unit\": \"bytes\"}}");
	expect(connlimit_new(&run, nowhere, true, 9), "  [ connlimit count 9 flags 1 ]\n",
	       "ct count over 9", "{\"ct count\": {\"val\": 9, \"inv\": true}}");
	expect(last_new(&run, nowhere, false, 0), "  [ last never ]\n", "last used never",
	       "{\"last\": null}");
	run.output = OUTPUT_STATELESS;
	expect(counter_new(&run, nowhere), "  [ counter pkts 0 bytes 0 ]\n", "counter",
	       "{\"counter\": null}");
	run.output = 0;
}

static void test_log(void)
{
	struct stmt *s;

	begin(FAMILY_IP, NULL);
	expect(log_new(&run, nowhere), "  [ log ]\n", "log", "{\"log\": null}");
	s = log_new(&run, nowhere);
	CHECK(log_prefix(&run, s, nowhere, SPAN("in: $ 5$6")));
	CHECK(log_number(&run, s, nowhere, SPAN("group"), 7));
	CHECK(log_number(&run, s, nowhere, SPAN("snaplen"), 40));
	expect(s, "  [ log prefix in: $ 5$6 group 7 snaplen 40 qthreshold 0 ]\n",
	       "log prefix \"in: $ 5$6\" group 7 snaplen 40",
	       "{\"log\": {\"prefix\": \"in: $ 5$6\", \"group\": 7, \"snaplen\": 40}}");
	s = log_new(&run, nowhere);
	CHECK(log_flag(&run, s, nowhere, SPAN("tcp options")));
	CHECK(log_flag(&run, s, nowhere, SPAN("skuid")));
	CHECK(log_level(&run, s, nowhere, SPAN("debug")));
	expect(s, "  [ log level 7 tcpopt uid ]\n", "log level debug flags tcp options flags skuid",
	       "{\"log\": {\"level\": \"debug\", \"flags\": [\"tcp options\", \"skuid\"]}}");
	CHECK(log_number(&run, s, nowhere, SPAN("group"), 7));
	expect_error(s, "level and group are mutually exclusive");
	s = log_new(&run, nowhere);
	CHECK(!log_number(&run, s, nowhere, SPAN("group"), 70000));
	CHECK(!log_level(&run, s, nowhere, SPAN("loud")));
}

static void test_nat(void)
{
	struct stmt *s;

	begin(FAMILY_IP, &proto_udp);
	s = nat_new(&run, nowhere, SPAN("snat"), 0, 0);
	nat_address(s, range(word("192.0.2.1"), word("192.0.2.9")));
	nat_port(s, range(number(500), number(600)));
	CHECK(nat_flag(&run, s, nowhere, SPAN("persistent")));
	CHECK(nat_flag(&run, s, nowhere, SPAN("random")));
	expect(s, "  [ immediate reg 1 0xc0000201 ]\n  [ immediate reg 2 0xc0000209 ]\n"
		  "  [ immediate reg 3 0x01f4 ]\n  [ immediate reg 4 0x0258 ]\n"
		  "  [ nat snat ip addr_min reg 1 addr_max reg 2 proto_min reg 3 "
		  "proto_max reg 4 flags 0xe ]\n",
	       "snat to 192.0.2.1-192.0.2.9:500-600 random,persistent",
	       "{\"snat\": {\"addr\": {\"range\": [\"192.0.2.1\", \"192.0.2.9\"]}, "
	       "\"port\": {\"range\": [500, 600]}, \"flags\": [\"random\", \"persistent\"]}}");
	s = nat_new(&run, nowhere, SPAN("redirect"), 0, 0);
	nat_port(s, number(99));
	expect(s, "  [ immediate reg 1 0x0063 ]\n  [ redir proto_min reg 1 flags 0x2 ]\n",
	       "redirect to :99", "{\"redirect\": {\"port\": 99}}");
	expect(nat_new(&run, nowhere, SPAN("masquerade"), 0, 0), "  [ masq ]\n", "masquerade",
	       "{\"masquerade\": null}");

	begin(FAMILY_INET, &proto_tcp);
	s = nat_new(&run, nowhere, SPAN("dnat"), FAMILY_IP6, 0);
	nat_address(s, word("2001:db8::5"));
	nat_port(s, number(22));
	expect(s, "  [ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000005 ]\n"
		  "  [ immediate reg 2 0x0016 ]\n"
		  "  [ nat dnat ip6 addr_min reg 1 proto_min reg 2 flags 0x2 ]\n",
	       "dnat ip6 to [2001:db8::5]:22",
	       "{\"dnat\": {\"family\": \"ip6\", \"addr\": \"2001:db8::5\", \"port\": 22}}");
	s = nat_new(&run, nowhere, SPAN("dnat"), 0, 0);
	nat_address(s, word("192.0.2.5"));
	expect_error(s, "ip or ip6 must be specified with address for inet tables.");

	begin(FAMILY_IP, NULL);
	s = nat_new(&run, nowhere, SPAN("snat"), 0, NAT_PREFIX);
	nat_address(s, expr_make_prefix(run.pool, nowhere, word("192.0.2.0"), 24));
	expect(s, "  [ immediate reg 1 0xc0000200 ]\n  [ immediate reg 2 0xc00002ff ]\n"
		  "  [ nat snat ip addr_min reg 1 addr_max reg 2 flags 0x40 ]\n",
	       "snat prefix to 192.0.2.0/24",
	       "{\"snat\": {\"addr\": {\"prefix\": {\"addr\": \"192.0.2.0\", \"len\": 24}}, "
	       "\"flags\": [\"netmap\"], \"type_flags\": [\"prefix\"]}}");
	s = nat_new(&run, nowhere, SPAN("redirect"), 0, 0);
	nat_port(s, number(99));
	expect_error(s, "transport protocol mapping is only valid after transport protocol match");
}

static void test_verdicts(void)
{
	struct stmt *s;

	begin(FAMILY_IP, NULL);
	expect(reject_new(&run, nowhere, SPAN(""), NULL), "  [ reject type 0 code 3 ]\n", "reject",
	       "{\"reject\": {\"type\": \"icmp\", \"expr\": \"port-unreachable\"}}");
	expect(reject_new(&run, nowhere, SPAN("icmp"), word("host-prohibited")),
	       "  [ reject type 0 code 10 ]\n", "reject with icmp host-prohibited",
	       "{\"reject\": {\"type\": \"icmp\", \"expr\": \"host-prohibited\"}}");
	expect_error(reject_new(&run, nowhere, SPAN("icmpx"), word("no-route")),
		     "abstracted ICMP unreachable not supported");
	s = queue_new(&run, nowhere, range(number(4), number(9)));
	CHECK(queue_flag(&run, s, nowhere, SPAN("fanout")));
	CHECK(queue_flag(&run, s, nowhere, SPAN("bypass")));
	expect(s, "  [ queue num 4-9 bypass fanout ]\n", "queue flags bypass,fanout to 4-9",
	       "{\"queue\": {\"num\": {\"range\": [4, 9]}, \"flags\": [\"bypass\", \"fanout\"]}}");
	s = queue_new(&run, nowhere, NULL);
	expect(s, "  [ queue num 0 ]\n", "queue to 0", "{\"queue\": {\"num\": 0}}");
	s = queue_new(&run, nowhere, number(3));
	CHECK(queue_flag(&run, s, nowhere, SPAN("fanout")));
	expect_error(s, "fanout requires a range to be specified");

	begin(FAMILY_INET, NULL);
	expect(reject_new(&run, nowhere, SPAN(""), NULL), "  [ reject type 2 code 1 ]\n", "reject",
	       "{\"reject\": {\"type\": \"icmpx\", \"expr\": \"port-unreachable\"}}");
	begin(FAMILY_ARP, NULL);
	expect_error(reject_new(&run, nowhere, SPAN(""), NULL), "cannot use reject with arp");
}

static void test_forwarding(void)
{
	struct stmt *s;

	begin(FAMILY_IP, &proto_tcp);
	expect(dup_new(&run, nowhere, word("192.0.2.7"), word("lo")),
	       "  [ immediate reg 1 0xc0000207 ]\n  [ immediate reg 2 0x00000001 ]\n"
	       "  [ dup sreg_addr 1 sreg_dev 2 ]\n",
	       "dup to 192.0.2.7 device \"lo\"",
	       "{\"dup\": {\"addr\": \"192.0.2.7\", \"dev\": \"lo\"}}");
	expect(tproxy_new(&run, nowhere, 0, word("192.0.2.7"), number(80)),
	       "  [ immediate reg 1 0xc0000207 ]\n  [ immediate reg 2 0x0050 ]\n"
	       "  [ tproxy ip addr reg 1 port reg 2 ]\n",
	       "tproxy to 192.0.2.7:80", "{\"tproxy\": {\"addr\": \"192.0.2.7\", \"port\": 80}}");
	expect_error(dup_new(&run, nowhere, range(number(1), number(2)), NULL),
		     "this must be a single value or a map");
	s = synproxy_new(&run, nowhere);
	CHECK(synproxy_option(&run, s, nowhere, SPAN("mss"), 1400));
	CHECK(synproxy_option(&run, s, nowhere, SPAN("sack-permitted"), 0));
	CHECK(!synproxy_option(&run, s, nowhere, SPAN("wscale"), 15));
	expect(s, "  [ synproxy mss 1400 wscale 0 ]\n", "synproxy mss 1400 wscale 0 sack-perm",
	       "{\"synproxy\": {\"mss\": 1400, \"flags\": [\"sack-perm\"]}}");
	expect(notrack_new(&run, nowhere), "  [ notrack ]\n", "notrack", "{\"notrack\": null}");
	expect(optstrip_new(&run, nowhere, exthdr_by_name(EXTHDR_TCP, SPAN("md5sig")), 0),
	       "  [ exthdr reset tcpopt 19 ]\n", "reset tcp option md5sig",
	       "{\"reset\": {\"tcp option\": {\"name\": \"md5sig\"}}}");

	flowtable_add(table, "fast");
	expect(flow_new(&run, nowhere, (struct name_at){ "fast", nowhere }),
	       "  [ flow_offload flowtable fast ]\n", "flow add @fast",
	       "{\"flow\": {\"op\": \"add\", \"flowtable\": \"@fast\"}}");
	expect_error(flow_new(&run, nowhere, (struct name_at){ "fats", nowhere }),
		     "No such file or directory; did you mean flowtable 'fast' in table ip 't'?");

	begin(FAMILY_NETDEV, NULL);
	expect(fwd_new(&run, nowhere, FAMILY_IP, word("192.0.2.7"), word("lo")),
	       "  [ immediate reg 1 0x00000001 ]\n  [ immediate reg 2 0xc0000207 ]\n"
	       "  [ fwd sreg_dev 1 sreg_addr 2 nfproto 2 ]\n",
	       "fwd ip to 192.0.2.7 device \"lo\"",
	       "{\"fwd\": {\"dev\": \"lo\", \"family\": \"ip\", \"addr\": \"192.0.2.7\"}}");
}

static void test_named(void)
{
	begin(FAMILY_IP, NULL);
	expect(objref_new(&run, nowhere, SPAN("counter"), word("web")),
	       "  [ objref type 1 name web ]\n", "counter name \"web\"", "{\"counter\": \"web\"}");
	expect(objref_new(&run, nowhere, SPAN("ct helper"), word("h")),
	       "  [ objref type 3 name h ]\n", "ct helper set \"h\"", "{\"ct helper\": \"h\"}");
	expect_error(xt_new(&run, nowhere, SPAN("match"), SPAN("recent")),
		     "unsupported xtables compat expression, use iptables-nft with this ruleset");
}

/* What nothing understands is shown as the instruction that it is. */
static void test_unknown(void)
{
	struct rule rule = { 0 };
	struct insn_unknown *unknown;
	struct insn_xt *xt;
	struct print p;
	struct out out;

	begin(FAMILY_IP, NULL);
	rule.table = table;
	rule.prog = prog_new(run.pool);
	unknown = prog_add(rule.prog, INSN_UNKNOWN);
	unknown->name = "flux";
	unknown->data = (struct span){ "\x01\xfe", 2 };
	xt = prog_add(rule.prog, INSN_TARGET);
	xt->name = "LED";
	out_init(&out, run.pool);
	print_init(&p, &run, &out);
	print_rule(&p, &rule);
	CHECK_TEXT(out_text(&out), "unknown [ flux 0x01fe ] xt target \"LED\"");
}

/* The kernel would name anonymous sets; here each test has one of a kind at most. */
static void file_sets(struct ops *ops)
{
	for (struct op *op = ops->first; op; op = op->next)
		if (op->kind == KIND_SET && op->set->flags & SET_ANONYMOUS)
			*set_add(table, op->set->name) = *op->set;
}

/* A rule from JSON lists as the same JSON, and as that text. */
static void expect_same(const char *json, const char *text)
{
	json_t *array = json_loads(json, 0, NULL);
	struct reader r = { .run = &run };
	struct rule_ast ast = { .stmts = json_in_stmts(&r, "expr", array) };
	struct eval ev = { .run = &run, .family = table->family, .table = table,
			   .table_name = "t", .rule = &ast };
	struct rule rule = { .table = table };
	struct print p;
	struct writer w;
	struct out out;
	struct ops ops;

	ops_init(&ops, run.pool);
	ev.ops = &ops;
	dep_init(&ev.dep, &run, table->family);
	json_decref(array);
	if (!ast.stmts || !eval_rule(&ev, &ast) || !lower_rule(&run, &ops, table, &ast, &rule)) {
		CHECK_TEXT(message(), json);
		return;
	}
	file_sets(&ops);
	out_init(&out, run.pool);
	print_init(&p, &run, &out);
	print_rule(&p, &rule);
	CHECK_TEXT(out_text(&out), text);
	out_init(&out, run.pool);
	json_init(&w, &out);
	p.family = table->family;
	p.table = table;
	json_open(&w, '[');
	json_out_stmts(&w, &p, raise_rule(&run, table, &rule));
	json_close(&w, ']');
	CHECK_TEXT(out_text(&out), json);
}

#define FIELD(protocol, field)                                                                    \
	"{\"payload\": {\"protocol\": \"" protocol "\", \"field\": \"" field "\"}}"
#define MATCH(left, right) "{\"match\": {\"op\": \"==\", \"left\": " left ", \"right\": " right "}}"
#define MAP(key, data) "{\"map\": {\"key\": " key ", \"data\": {\"set\": [" data "]}}}"

static void declare_set(const char *name, uint32_t flags, enum type_id key, enum type_id data)
{
	struct set *set = set_add(table, name);

	set->flags = flags | (data ? SET_MAP : 0);
	set->key.n = 1;
	set->key.field[0] = (struct key_field){ type_by_id[key], type_by_id[key]->bits,
						type_by_id[key]->order };
	key_spec_close(&set->key);
	if (data) {
		set->data.n = 1;
		set->data.field[0] = (struct key_field){ type_by_id[data], type_by_id[data]->bits,
							 type_by_id[data]->order };
		key_spec_close(&set->data);
	}
	eval_set_numbers(set);
}

static void test_maps(void)
{
	begin(FAMILY_INET, NULL);
	expect_same("[{\"dnat\": {\"family\": \"ip\", \"addr\": "
		    MAP("{\"concat\": [" FIELD("ip", "saddr") ", " FIELD("udp", "dport") "]}",
			"[{\"concat\": [\"192.0.2.1\", 53]}, {\"concat\": [\"192.0.2.9\", 5353]}]")
		    "}}]",
		    "dnat ip to ip saddr . udp dport map { 192.0.2.1 . 53 : 192.0.2.9 . 5353 }");
	begin(FAMILY_IP6, NULL);
	expect_same("[{\"snat\": {\"family\": \"ip6\", \"addr\": "
		    MAP(FIELD("ip6", "saddr"),
			"[\"2001:db8::1\", {\"range\": [\"2001:db8::5\", \"2001:db8::9\"]}]")
		    "}}]",
		    "snat ip6 to ip6 saddr map { 2001:db8::1 : 2001:db8::5-2001:db8::9 }");
	begin(FAMILY_IP, NULL);
	expect_same("[{\"redirect\": {\"port\": "
		    MAP(FIELD("tcp", "sport"), "[5, 6], [7, 8]") "}}]",
		    "redirect to :tcp sport map { 5 : 6, 7 : 8 }");
	begin(FAMILY_IP, NULL);
	expect_same("[{\"quota\": " MAP(FIELD("ip", "daddr"), "[\"192.0.2.1\", \"q\"]") "}]",
		    "quota name ip daddr map { 192.0.2.1 : \"q\" }");
	begin(FAMILY_IP, NULL);
	expect_same("[{\"queue\": {\"num\": " MAP(FIELD("ip", "daddr"), "[\"192.0.2.1\", 4]")
		    ", \"flags\": [\"bypass\"]}}]",
		    "queue flags bypass to ip daddr map { 192.0.2.1 : 4 }");
}

static void test_set_updates(void)
{
	begin(FAMILY_IP, NULL);
	declare_set("seen", SET_EVAL | SET_TIMEOUT, TYPE_IPV4_ADDR, 0);
	declare_set("marks", SET_EVAL, TYPE_INET_SERVICE, TYPE_MARK);
	expect_same("[{\"set\": {\"op\": \"update\", \"elem\": {\"elem\": {\"val\": "
		    FIELD("ip", "saddr") ", \"timeout\": 60}}, \"set\": \"@seen\", \"stmt\": "
		    "[{\"counter\": null}, {\"last\": null}]}}]",
		    "update @seen { ip saddr timeout 1m counter last }");
	expect_same("[{\"map\": {\"op\": \"add\", \"elem\": " FIELD("tcp", "dport")
		    ", \"data\": 9, \"map\": \"@marks\"}}]",
		    "add @marks { tcp dport : 0x00000009 }");
	expect_error(setop_new(&run, nowhere, 0, expr_make_setref(run.pool, nowhere, SPAN("seen")),
			       expr_make_elem(run.pool, nowhere, word("192.0.2.1")), number(3)),
		     "seen is not a map");
}

/* A meter is a set update of a set that it declares. */
static void test_meter(void)
{
	struct name_at name = { "rates", nowhere };
	struct number_at size = { 0 };
	struct expr *elem;

	begin(FAMILY_IP, NULL);
	elem = expr_make_elem(run.pool, nowhere,
			      payload_new(&run, nowhere, NULL, &proto_ip,
					  proto_field(&proto_ip, SPAN("saddr"))));
	expr_elem(elem)->stmts = limit_new(&run, nowhere, true, 9, 0, 1);
	expect(meter_new(&run, nowhere, name, size, elem),
	       "  [ payload load 4b @ network header + 12 => reg 1 ]\n"
	       "  [ dynset add reg_key 1 set rates expr [ limit rate 9/second burst 5 type packets "
	       "flags 0x1 ] ]\n",
	       "add @rates { ip saddr limit rate over 9/second burst 5 packets }",
	       "{\"set\": {\"op\": \"add\", \"elem\": " FIELD("ip", "saddr") ", \"set\": "
	       "\"@rates\", \"stmt\": [{\"limit\": {\"rate\": 9, \"burst\": 5, \"per\": "
	       "\"second\", \"inv\": true}}]}}");
	CHECK(set_find(table, "rates") && set_find(table, "rates")->size == 65535);
	elem = expr_make_elem(run.pool, nowhere,
			      payload_new(&run, nowhere, NULL, &proto_ip,
					  proto_field(&proto_ip, SPAN("saddr"))));
	expect_error(meter_new(&run, nowhere, name, size, elem),
		     "a meter needs a statement that keeps state");
	expr_elem(elem)->stmts = limit_new(&run, nowhere, true, 9, 0, 1);
	expr_elem(elem)->timeout = 1000;
	expr_elem(elem)->given = EXTRA_TIMEOUT;
	expect_error(meter_new(&run, nowhere, name, size, elem),
		     "existing set 'rates' lacks timeout flag");
}

/* Matches that a reject needs are added, and not shown again. */
static void test_implied(void)
{
	begin(FAMILY_INET, NULL);
	expect_same("[{\"reject\": {\"type\": \"icmpv6\", \"expr\": \"no-route\"}}]",
		    "reject with icmpv6 no-route");
	expect_same("[" MATCH(FIELD("tcp", "dport"), "5")
		    ", {\"reject\": {\"type\": \"tcp reset\"}}]",
		    "tcp dport 5 reject with tcp reset");
	begin(FAMILY_IP, NULL);
	expect_same("[" MATCH("{\"meta\": {\"key\": \"mark\"}}", "5")
		    ", {\"reject\": {\"type\": \"tcp reset\"}}]",
		    "meta mark 0x00000005 reject with tcp reset");
	begin(FAMILY_IP, &proto_udp);
	expect_error(reject_new(&run, nowhere, SPAN("tcp reset"), NULL),
		     "you cannot use tcp reset with this protocol");
}

int main(void)
{
	struct pool *context = pool_new();

	run.pool = pool_new();
	names_init(&names, context, run.pool);
	lang_init(&lang);
	run.names = &names;
	run.lang = &lang;
	test_state();
	test_log();
	test_nat();
	test_verdicts();
	test_forwarding();
	test_named();
	test_unknown();
	test_maps();
	test_set_updates();
	test_meter();
	test_implied();
	return check_done();
}
