/* Rules from JSON through evaluation and lowering to instructions, and back to text. */
#include "check.h"
#include "json/json.h"
#include "lang/lang.h"
#include "pass/eval.h"
#include "pass/print.h"

struct rule_case {
	unsigned family;
	const char *expr;   /* the rule's statements, JSON with ' for " */
	const char *insns;  /* their listing, `;` between instructions */
	const char *text;   /* what is listed; an error instead when insns is NULL */
};

#define MATCH(op, left, right) "{'match':{'op':'" op "','left':" left ",'right':" right "}}"
#define FIELD(protocol, field) "{'payload':{'protocol':'" protocol "','field':'" field "'}}"
#define INNER(tunnel, protocol, field)                                                            \
	"{'payload':{'tunnel':'" tunnel "','protocol':'" protocol "','field':'" field "'}}"
#define META(key) "{'meta':{'key':'" key "'}}"
#define SET(target, value) "{'mangle':{'key':" target ",'value':" value "}}"
#define L4(number) "meta load l4proto => reg 1; cmp eq reg 1 " number "; "

static const struct rule_case cases[] = {
	/* headers and what they need, by family */
	{ FAMILY_IP, MATCH("==", FIELD("udp", "dport"), "5353"),
	  L4("0x11") "payload load 2b @ transport header + 2 => reg 1; cmp eq reg 1 0x14e9",
	  "udp dport 5353" },
	{ FAMILY_INET, MATCH("==", FIELD("ip", "ttl"), "{'range':[3,9]}"),
	  "meta load nfproto => reg 1; cmp eq reg 1 0x02; payload load 1b @ network header + 8 => "
	  "reg 1; "
	  "range eq reg 1 0x03 0x09",
	  "ip ttl 3-9" },
	{ FAMILY_BRIDGE, MATCH("==", FIELD("ip6", "hoplimit"), "7"),
	  "meta load protocol => reg 1; cmp eq reg 1 0x86dd; "
	  "payload load 1b @ network header + 7 => reg 1; cmp eq reg 1 0x07",
	  "ip6 hoplimit 7" },
	{ FAMILY_NETDEV, MATCH("==", FIELD("vlan", "pcp"), "5"),
	  "meta load iiftype => reg 1; cmp eq reg 1 0x0001; payload load 2b @ link header + 12 => "
	  "reg 1; "
	  "cmp eq reg 1 0x8100; payload load 1b @ link header + 14 => reg 1; "
	  "bitwise reg 1 = ( reg 1 & 0xe0 ) ^ 0x00; cmp eq reg 1 0xa0",
	  "vlan pcp 5" },
	{ FAMILY_INET, MATCH("==", FIELD("icmpv6", "max-delay"), "100"),
	  "meta load nfproto => reg 1; cmp eq reg 1 0x0a; " L4(
		  "0x3a") "payload load 1b @ transport header + 0 => reg 1; cmp eq reg 1 0x82; "
			  "payload load 2b @ transport header + 4 => reg 1; cmp eq reg 1 0x0064",
	  "icmpv6 max-delay 100" },
	{ FAMILY_IP6, MATCH("==", FIELD("ip", "ttl"), "3"), NULL,
	  "conflicting network layer protocols specified: ip6 vs. ip" },
	{ FAMILY_INET,
	  MATCH("==", FIELD("tcp", "dport"), "3") "," MATCH("==", FIELD("sctp", "dport"), "3"),
	  NULL, "conflicting protocols specified: tcp vs. sctp" },
	{ FAMILY_IP,
	  MATCH("==", FIELD("icmp", "type"), "'redirect'") "," MATCH("==", FIELD("icmp", "mtu"),
								     "3"),
	  NULL, "incompatible icmp match: rule has 5, need 3" },
	{ FAMILY_INET,
	  MATCH("==", FIELD("udp", "dport"),
		"6081") "," MATCH("!=", INNER("geneve", "tcp", "sport"), "80"),
	  L4("0x11") "payload load 2b @ transport header + 2 => reg 1; cmp eq reg 1 0x17c1; "
		     "inner type 2 hdrsize 8 flags f [ meta load l4proto => reg 1 ]; cmp eq reg 1 "
		     "0x06; "
		     "inner type 2 hdrsize 8 flags f [ payload load 2b @ transport header + 0 => "
		     "reg 1 ]; "
		     "cmp neq reg 1 0x0050",
	  "udp dport 6081 geneve tcp sport != 80" },
	{ FAMILY_INET, MATCH("==", INNER("gre", "ip", "daddr"), "'192.0.2.1'"),
	  L4("0x2f") "inner type 3 hdrsize 4 flags c [ meta load protocol => reg 1 ]; cmp eq reg 1 "
		     "0x0800; "
		     "inner type 3 hdrsize 4 flags c [ payload load 4b @ network header + 16 => "
		     "reg 1 ]; "
		     "cmp eq reg 1 0xc0000201",
	  "gre ip daddr 192.0.2.1" },
	/* neighbouring fields in one load */
	{ FAMILY_IP,
	  MATCH("==", FIELD("udp", "length"), "64") "," MATCH("==", FIELD("udp", "checksum"), "0"),
	  L4("0x11") "payload load 4b @ transport header + 4 => reg 1; cmp eq reg 1 0x00400000",
	  "udp length 64 udp checksum 0" },
	{ FAMILY_BRIDGE,
	  MATCH("==", FIELD("ether", "saddr"),
		"'02:00:00:00:00:01'") "," MATCH("==", FIELD("ether", "type"), "'ip6'"),
	  "payload load 8b @ link header + 6 => reg 1; cmp eq reg 1 0x02000000 0x000186dd",
	  "ether saddr 02:00:00:00:00:01 ether type ip6" },
	/* prefixes: of whole bytes, and not */
	{ FAMILY_IP, MATCH("==", FIELD("ip", "daddr"), "{'prefix':{'addr':'198.51.0.0','len':16}}"),
	  "payload load 2b @ network header + 16 => reg 1; cmp eq reg 1 0xc633",
	  "ip daddr 198.51.0.0/16" },
	{ FAMILY_IP,
	  MATCH("!=", FIELD("ip", "daddr"), "{'prefix':{'addr':'198.51.96.0','len':19}}"),
	  "payload load 4b @ network header + 16 => reg 1; bitwise reg 1 = ( reg 1 & 0xffffe000 ) "
	  "^ 0x00000000; "
	  "cmp neq reg 1 0xc6336000",
	  "ip daddr != 198.51.96.0/19" },
	/* flags */
	{ FAMILY_IP, MATCH("in", FIELD("tcp", "flags"), "['rst','fin']"),
	  L4("0x06") "payload load 1b @ transport header + 13 => reg 1; "
		     "bitwise reg 1 = ( reg 1 & 0x05 ) ^ 0x00; cmp neq reg 1 0x00",
	  "tcp flags fin,rst" },
	{ FAMILY_IP, MATCH("!", FIELD("tcp", "flags"), "'urg'"),
	  L4("0x06") "payload load 1b @ transport header + 13 => reg 1; "
		     "bitwise reg 1 = ( reg 1 & 0x20 ) ^ 0x00; cmp eq reg 1 0x00",
	  "tcp flags ! urg" },
	{ FAMILY_IP, MATCH("!", FIELD("ip", "ttl"), "3"), NULL,
	  "negation can only be used with singleton bitmask values" },
	/* operations; the constant takes over what it can */
	{ FAMILY_IP, MATCH("==", "{'^':[" META("mark") ",5]}", "6"),
	  "meta load mark => reg 1; cmp eq reg 1 0x00000003", "meta mark 0x00000003" },
	{ FAMILY_IP, MATCH("==", "{'>>':[" META("mark") ",16]}", "6"),
	  "meta load mark => reg 1; bitwise reg 1 = ( reg 1 & 0xffff0000 ) ^ 0x00000000; "
	  "cmp eq reg 1 0x00060000", "meta mark & 0xffff0000 == 0x00060000" },
	{ FAMILY_IP, MATCH("==", "{'<<':[" META("mark") ",4]}", "3"), NULL,
	  "Comparison is always false" },
	{ FAMILY_IP, MATCH("==", "{'<<':[" META("mark") ",40]}", "3"), NULL,
	  "Left shift of 40 bits is undefined for type of 32 bits width" },
	{ FAMILY_IP, MATCH("==", "{'&':[" FIELD("ip", "id") ",255]}", "9"),
	  "payload load 2b @ network header + 4 => reg 1; bitwise reg 1 = ( reg 1 & 0x00ff ) ^ "
	  "0x0000; "
	  "cmp eq reg 1 0x0009",
	  "ip id & 255 == 9" },
	{ FAMILY_IP, MATCH("<", META("mark"), "9"),
	  "meta load mark => reg 1; byteorder reg 1 = hton(reg 1, 4, 4); cmp lt reg 1 0x00000009",
	  "meta mark < 0x00000009" },
	{ FAMILY_IP, MATCH("<", FIELD("ip", "ttl"), "{'range':[1,2]}"), NULL,
	  "Relational expression (<) is undefined for range expressions" },
	{ FAMILY_IP, MATCH("==", FIELD("ip", "ttl"), "{'range':[2,1]}"), NULL,
	  "Range negative size" },
	/* keys */
	{ FAMILY_IP,
	  MATCH("==", "{'concat':[" FIELD("ip", "dscp") "," META("mark") "]}",
		"{'set':[{'concat':['ef',{'range':[1,2]}]}]}"),
	  "payload load 1b @ network header + 1 => reg 1; bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00; "
	  "bitwise reg 1 = ( reg 1 >> 0x00000002 ); meta load mark => reg 9; "
	  "byteorder reg 9 = hton(reg 9, 4, 4); lookup reg 1 set __set%d",
	  NULL },
	{ FAMILY_IP,
	  MATCH("==", "{'concat':[" FIELD("ip", "ttl") "," META("mark") "]}", "{'concat':[1,2]}"),
	  NULL, "Use concatenations with sets and maps, not singleton values" },
	/* assignments */
	{ FAMILY_IP, SET(META("mark"), FIELD("tcp", "sport")),
	  L4("0x06") "payload load 2b @ transport header + 0 => reg 1; byteorder reg 1 = ntoh(reg "
		     "1, 2, 2); "
		     "meta set mark with reg 1",
	  "meta mark set tcp sport" },
	{ FAMILY_IP, SET(FIELD("ip", "id"), FIELD("ip", "ttl")),
	  "payload load 1b @ network header + 8 => reg 1; byteorder reg 1 = hton(reg 1, 2, 2); "
	  "payload write reg 1 => 2b @ network header + 4 csum_type 1 csum_off 10 csum_flags 0x0",
	  "ip id set ip ttl" },
	{ FAMILY_IP6, SET(FIELD("ip6", "dscp"), "'cs7'"),
	  "payload load 2b @ network header + 0 => reg 1; bitwise reg 1 = ( reg 1 & 0xf03f ) ^ "
	  "0x0e00; "
	  "payload write reg 1 => 2b @ network header + 0 csum_type 0 csum_off 0 csum_flags 0x0",
	  "ip6 dscp set cs7" },
	{ FAMILY_IP, SET(FIELD("ip", "ttl"), "{'|':[" FIELD("ip", "ttl") ",1]}"),
	  "payload load 2b @ network header + 8 => reg 1; bitwise reg 1 = ( reg 1 & 0xfeff ) ^ "
	  "0x0100; "
	  "payload write reg 1 => 2b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0",
	  "ip ttl set ip ttl | 1" },
	{ FAMILY_IP, SET(FIELD("tcp", "dport"), "8080"),
	  L4("0x06") "immediate reg 1 0x1f90; "
		     "payload write reg 1 => 2b @ transport header + 2 csum_type 1 csum_off 16 "
		     "csum_flags 0x0",
	  "tcp dport set 8080" },
	{ FAMILY_IP, SET(FIELD("ip", "daddr"), "{'range':['192.0.2.1','192.0.2.9']}"), NULL,
	  "a header field cannot be set to a range, prefix or concatenation" },
	{ FAMILY_IP, "{'accept':null}," MATCH("==", FIELD("ip", "ttl"), "1"), NULL,
	  "Statement after terminal statement has no effect" },
	/* options */
	{ FAMILY_INET, MATCH("==", "{'exthdr':{'name':'frag','field':'more-fragments'}}", "1"),
	  "meta load nfproto => reg 1; cmp eq reg 1 0x0a; exthdr load ipv6 1b @ 44 + 3 => reg 1; "
	  "bitwise reg 1 = ( reg 1 & 0x01 ) ^ 0x00; cmp eq reg 1 0x01",
	  "frag more-fragments 1" },
	{ FAMILY_IP, MATCH("==", "{'exthdr':{'name':'frag'}}", "true"), NULL,
	  "cannot use exthdr with ip" },
	{ FAMILY_IP6, MATCH("==", "{'exthdr':{'name':'srh','field':'sid[3]'}}", "'2001:db8::3'"),
	  "exthdr load ipv6 16b @ 43 + 40 => reg 1; cmp eq reg 1 0x20010db8 0x00000000 0x00000000 "
	  "0x00000003",
	  "srh sid[3] 2001:db8::3" },
	{ FAMILY_IP, MATCH("==", "{'tcp option':{'name':'mptcp','field':'subtype'}}", "'dss'"),
	  "exthdr load tcpopt 1b @ 30 + 2 => reg 1; bitwise reg 1 = ( reg 1 & 0xf0 ) ^ 0x00; cmp "
	  "eq reg 1 0x20",
	  "tcp option mptcp subtype dss" },
	{ FAMILY_IP, SET("{'tcp option':{'name':'maxseg','field':'size'}}", "1200"),
	  "immediate reg 1 0x04b0; exthdr write tcpopt reg 1 => 2b @ 2 + 2",
	  "tcp option maxseg size set 1200" },
};

static struct pool *pool;
static struct names names;
static struct lang lang;
static struct run run;

static char *quoted(const char *text)
{
	char *copy = pool_strdup(pool, text);

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

static void begin(void)
{
	pool = pool_new();
	memset(&run, 0, sizeof(run));
	run.pool = pool;
	run.lang = &lang;
	run.names = &names;
	run.known = ruleset_new(pool, "known");
	names_init(&names, pool, pool);
	sources_init(&run.sources, pool);
	diag_init(&run.diag, pool, &run.sources);
}

/* `  [ a ]\n  [ b ]\n` -> `a; b` */
static const char *listing(const struct prog *prog)
{
	const struct insn *insn;
	struct out out, one;

	out_init(&out, pool);
	prog_each(insn, prog) {
		const char *text;
		size_t n;

		out_init(&one, pool);
		insn_list(&one, insn);
		text = out_text(&one);
		while (*text == ' ' || *text == '[')
			text++;
		n = strlen(text);
		while (n && (text[n - 1] == ']' || text[n - 1] == ' ' || text[n - 1] == '\n'))
			n--;
		if (out.n)
			out_str(&out, "; ");
		out_bytes(&out, text, n);
		if (insn->id == INSN_INNER)
			out_str(&out, " ]");
	}
	return out_text(&out);
}

static const char *as_text(const struct rule *rule)
{
	struct print p;
	struct out out;

	out_init(&out, pool);
	print_init(&p, &run, &out);
	print_rule(&p, rule);
	return out_text(&out);
}

static const struct rule *last_rule(const struct ops *ops)
{
	const struct rule *rule = NULL;

	for (const struct op *op = ops->first; op; op = op->next)
		if (op->kind == KIND_RULE)
			rule = op->rule;
	return rule;
}

static bool evaluate(const struct rule_case *c, struct ops *ops)
{
	const char *family = family_name(c->family);
	char *text = pool_printf(
		pool,
		"{\"nftables\":[{\"add\":{\"table\":{\"family\":\"%s\",\"name\":\"t\"}}},"
		"{\"add\":{\"chain\":{\"family\":\"%s\",\"table\":\"t\",\"name\":\"c\"}}},"
		"{\"add\":{\"rule\":{\"family\":\"%s\",\"table\":\"t\",\"chain\":\"c\",\"expr\":[%"
		"s]}}}]}",
		family, family, family, quoted(c->expr));
	struct source *source = source_add(&run.sources, SOURCE_JSON, NULL, span_of(text),
					   (struct loc){ 0 });
	struct cmds cmds = { .last = &cmds.first };
	bool tried, done = json_read(&run, source, &cmds, &tried);

	ops_init(ops, pool);
	for (struct cmd *cmd = cmds.first; cmd && done; cmd = cmd->next)
		done = eval_cmd(&run, cmd, ops);
	return done;
}

static void check_case(const struct rule_case *c)
{
	const struct rule *rule;
	struct ops ops;

	begin();
	if (!evaluate(c, &ops)) {
		CHECK_TEXT(run.diag.first ? run.diag.first->text : "",
			   c->insns ? "no error" : c->text);
	} else if (!c->insns) {
		CHECK_TEXT("no error", c->text);
	} else if ((rule = last_rule(&ops))) {
		CHECK_TEXT(listing(rule->prog), c->insns);
		if (c->text)
			CHECK_TEXT(as_text(rule), c->text);
	}
	pool_free(pool);
}

int main(void)
{
	lang_init(&lang);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_case(&cases[i]);
	return check_done();
}
