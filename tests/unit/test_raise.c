/* Raising: instructions, put together by hand, as the rules they list as. */
#include <stdlib.h>

#include "check.h"
#include "json/json.h"
#include "lang/lang.h"
#include "pass/raise.h"

static struct pool *pool;
static struct names names;
static struct lang lang;
static struct run run;
static struct table *table;
static struct rule rule;

enum { META_L4PROTO = 16, META_MARK = 3, META_LEN = 0, META_IIFNAME = 6, META_NFPROTO = 15,
       META_SKUID = 10, META_HOUR = 32, CT_STATE = 0, CT_MARK = 3 };
enum { LINK, NETWORK, TRANSPORT };

static void begin(unsigned family)
{
	struct ruleset *ruleset = ruleset_new(pool, "test");

	table = table_add(ruleset, family, "t");
	rule = (struct rule){ .table = table, .prog = prog_new(pool) };
}

static struct data wire(const char *bytes, unsigned size)
{
	return (struct data){ .b = pool_memdup(pool, bytes, size), .size = size };
}

static void meta(unsigned key, unsigned dreg)
{
	struct insn_meta *i = prog_add(rule.prog, INSN_META);

	i->key = key;
	i->dreg = dreg;
	INSN_GIVE(i, struct insn_meta, key);
	INSN_GIVE(i, struct insn_meta, dreg);
}

static void meta_set(unsigned key, unsigned sreg)
{
	struct insn_meta *i = prog_add(rule.prog, INSN_META);

	i->key = key;
	i->sreg = sreg;
	INSN_GIVE(i, struct insn_meta, key);
	INSN_GIVE(i, struct insn_meta, sreg);
}

static void ct(unsigned key, unsigned dreg)
{
	struct insn_ct *i = prog_add(rule.prog, INSN_CT);

	i->key = key;
	i->dreg = dreg;
	INSN_GIVE(i, struct insn_ct, key);
	INSN_GIVE(i, struct insn_ct, dreg);
}

static void payload(unsigned base, unsigned offset, unsigned len, unsigned dreg)
{
	struct insn_payload *i = prog_add(rule.prog, INSN_PAYLOAD);

	i->base = base;
	i->offset = offset;
	i->len = len;
	i->dreg = dreg;
	INSN_GIVE(i, struct insn_payload, dreg);
}

static void payload_set(unsigned base, unsigned offset, unsigned len, unsigned sreg)
{
	struct insn_payload *i = prog_add(rule.prog, INSN_PAYLOAD);

	i->base = base;
	i->offset = offset;
	i->len = len;
	i->sreg = sreg;
	INSN_GIVE(i, struct insn_payload, sreg);
}

static void cmp(unsigned sreg, unsigned op, const char *bytes, unsigned size)
{
	struct insn_cmp *i = prog_add(rule.prog, INSN_CMP);

	i->sreg = sreg;
	i->op = op;
	i->data = wire(bytes, size);
}

static void range(unsigned sreg, unsigned op, const char *from, const char *to, unsigned size)
{
	struct insn_range *i = prog_add(rule.prog, INSN_RANGE);

	i->sreg = sreg;
	i->op = op;
	i->from = wire(from, size);
	i->to = wire(to, size);
}

static void bitwise(unsigned reg, unsigned len, const char *mask, const char *xor)
{
	struct insn_bitwise *i = prog_add(rule.prog, INSN_BITWISE);

	i->sreg = i->dreg = reg;
	i->len = len;
	i->mask = wire(mask, len);
	i->xor = wire(xor, len);
}

static void bitwise_two(unsigned reg, unsigned other, unsigned op)
{
	struct insn_bitwise *i = prog_add(rule.prog, INSN_BITWISE);

	i->sreg = i->dreg = reg;
	i->sreg2 = other;
	i->len = 4;
	i->op = op;
	INSN_GIVE(i, struct insn_bitwise, sreg2);
}

static void to_network_order(unsigned reg, unsigned size)
{
	struct insn_byteorder *i = prog_add(rule.prog, INSN_BYTEORDER);

	i->sreg = i->dreg = reg;
	i->op = 1;
	i->len = i->size = size;
}

static void immediate(unsigned dreg, const char *bytes, unsigned size)
{
	struct insn_immediate *i = prog_add(rule.prog, INSN_IMMEDIATE);

	i->dreg = dreg;
	i->data = wire(bytes, size);
}

static void verdict(int32_t code, const char *chain)
{
	struct insn_immediate *i = prog_add(rule.prog, INSN_IMMEDIATE);

	i->data = (struct data){ .verdict = true, .code = code, .chain = chain };
}

static void lookup(unsigned sreg, const char *set, bool inverted)
{
	struct insn_lookup *i = prog_add(rule.prog, INSN_LOOKUP);

	i->sreg = sreg;
	i->set = set;
	i->flags = inverted;
}

static const char *listed(void)
{
	struct print p;
	struct out out;

	out_init(&out, pool);
	print_init(&p, &run, &out);
	print_rule(&p, &rule);
	return out_text(&out);
}

static const char *listed_json(void)
{
	struct writer w;
	struct print p;
	struct out out;

	out_init(&out, pool);
	print_init(&p, &run, &out);
	json_init(&w, &out);
	json_open(&w, '[');
	json_out_stmts(&w, &p, raise_rule(&run, table, &rule));
	json_close(&w, ']');
	return out_text(&out);
}

static void transport(const char *number)
{
	meta(META_L4PROTO, REG_1);
	cmp(REG_1, CMP_EQ, number, 1);
}

static void test_comparisons(void)
{
	begin(FAMILY_IP);
	meta(META_LEN, REG_1);
	cmp(REG_1, CMP_NEQ, "\x64\0\0\0", 4);
	verdict(VERDICT_JUMP, "other");
	CHECK_TEXT(listed(), "meta length != 100 jump other");
	CHECK_TEXT(listed_json(), "[{\"match\": {\"op\": \"!=\", \"left\": {\"meta\": {\"key\": \"length\"}}, "
				  "\"right\": 100}}, {\"jump\": {\"target\": \"other\"}}]");

	begin(FAMILY_IP);
	meta(META_IIFNAME, REG_1);
	cmp(REG_1, CMP_EQ, "eth", 3);
	meta(META_IIFNAME, REG_1);
	cmp(REG_1, CMP_EQ, "eth*\0\0\0\0\0\0\0\0\0\0\0", 16);
	CHECK_TEXT(listed(), "iifname \"eth*\" iifname \"eth\\*\"");

	begin(FAMILY_IP);
	meta(META_SKUID, REG_1);
	to_network_order(REG_1, 4);
	cmp(REG_1, CMP_LT, "\0\0\x0b\xb8", 4);
	CHECK_TEXT(listed(), "meta skuid < 3000");
}

static void test_ranges(void)
{
	begin(FAMILY_IP);
	meta(META_SKUID, REG_1);
	to_network_order(REG_1, 4);
	range(REG_1, CMP_NEQ, "\0\0\0\1", "\0\0\0\5", 4);
	CHECK_TEXT(listed(), "meta skuid != 1-5");

	begin(FAMILY_IP);
	transport("\6");
	payload(TRANSPORT, 2, 2, REG_1);
	cmp(REG_1, CMP_GTE, "\0\x50", 2);
	cmp(REG_1, CMP_LTE, "\0\x5a", 2);
	CHECK_TEXT(listed(), "tcp dport 80-90");

	begin(FAMILY_IP);
	payload(NETWORK, 1, 1, REG_1);
	bitwise(REG_1, 1, "\xfc", "\0");
	cmp(REG_1, CMP_GTE, "\x20", 1);
	cmp(REG_1, CMP_LTE, "\x60", 1);
	CHECK_TEXT(listed(), "ip dscp 0x08-0x18");

	begin(FAMILY_IP);
	meta(META_LEN, REG_1);
	cmp(REG_1, CMP_GTE, "\5\0\0\0", 4);
	meta(META_LEN, REG_1);
	cmp(REG_1, CMP_LTE, "\7\0\0\0", 4);
	CHECK_TEXT(listed(), "meta length >= 5 meta length <= 7");

	begin(FAMILY_IP);
	meta(META_HOUR, REG_1);
	to_network_order(REG_1, 4);
	range(REG_1, CMP_NEQ, "\0\0\x54\x60", "\0\1\x35\x60", 4);
	CHECK_TEXT(listed(), "meta hour \"22:00\"-\"06:00\"");
}

static void test_masks(void)
{
	begin(FAMILY_IP);
	meta(META_MARK, REG_1);
	bitwise(REG_1, 4, "\xff\0\0\0", "\0\0\0\0");
	cmp(REG_1, CMP_EQ, "\5\0\0\0", 4);
	CHECK_TEXT(listed(), "meta mark & 0x000000ff == 0x00000005");

	begin(FAMILY_IP);
	payload(NETWORK, 12, 4, REG_1);
	bitwise(REG_1, 4, "\xff\x80\0\0", "\0\0\0\0");
	cmp(REG_1, CMP_EQ, "\x0a\0\0\0", 4);
	CHECK_TEXT(listed(), "ip saddr 10.0.0.0/9");

	begin(FAMILY_IP);
	payload(NETWORK, 1, 1, REG_1);
	bitwise(REG_1, 1, "\xfc", "\0");
	cmp(REG_1, CMP_EQ, "\x20", 1);
	CHECK_TEXT(listed(), "ip dscp cs1");
}

static void test_flags(void)
{
	begin(FAMILY_IP);
	ct(CT_STATE, REG_1);
	bitwise(REG_1, 4, "\x0a\0\0\0", "\0\0\0\0");
	cmp(REG_1, CMP_NEQ, "\0\0\0\0", 4);
	CHECK_TEXT(listed(), "ct state established,new");
	CHECK_TEXT(listed_json(), "[{\"match\": {\"op\": \"in\", \"left\": {\"ct\": {\"key\": \"state\"}}, "
				  "\"right\": [\"established\", \"new\"]}}]");

	begin(FAMILY_IP);
	ct(CT_STATE, REG_1);
	cmp(REG_1, CMP_EQ, "\x0a\0\0\0", 4);
	CHECK_TEXT(listed(), "ct state established | new");

	begin(FAMILY_IP);
	transport("\6");
	payload(TRANSPORT, 13, 1, REG_1);
	bitwise(REG_1, 1, "\x12", "\0");
	cmp(REG_1, CMP_EQ, "\0", 1);
	payload(TRANSPORT, 13, 1, REG_1);
	bitwise(REG_1, 1, "\x13", "\0");
	cmp(REG_1, CMP_NEQ, "\2", 1);
	payload(TRANSPORT, 13, 1, REG_1);
	cmp(REG_1, CMP_EQ, "\x12", 1);
	CHECK_TEXT(listed(), "tcp flags ! syn,ack tcp flags & (fin | syn | ack) != syn tcp flags == 0x12");
}

static void test_arithmetic(void)
{
	begin(FAMILY_IP);
	ct(CT_MARK, REG_1);
	bitwise(REG_1, 4, "\xdd\xff\xff\xff", "\x22\0\0\0");
	meta_set(META_MARK, REG_1);
	CHECK_TEXT(listed(), "meta mark set ct mark | 0x00000022");

	begin(FAMILY_IP);
	ct(CT_MARK, REG_1);
	bitwise(REG_1, 4, "\0\xff\0\0", "\x22\x0f\0\0");
	meta_set(META_MARK, REG_1);
	CHECK_TEXT(listed(), "meta mark set ct mark & 0x0000ff22 ^ 0x00000f00 | 0x00000022");

	begin(FAMILY_IP);
	ct(CT_MARK, REG_1);
	meta(META_MARK, REG_1 + 1);
	bitwise_two(REG_1, REG_1 + 1, BITWISE_OR);
	meta_set(META_MARK, REG_1);
	CHECK_TEXT(listed(), "meta mark set ct mark | meta mark");

	begin(FAMILY_IP);
	immediate(REG_1, "\x10\0\0\0", 4);
	meta_set(META_MARK, REG_1);
	CHECK_TEXT(listed(), "meta mark set 0x00000010");
}

static void test_header_writes(void)
{
	begin(FAMILY_IP);
	payload(NETWORK, 0, 2, REG_1);
	bitwise(REG_1, 2, "\xff\x03", "\0\x20");
	payload_set(NETWORK, 0, 2, REG_1);
	CHECK_TEXT(listed(), "ip dscp set cs1");

	begin(FAMILY_IP);
	payload(NETWORK, 0, 2, REG_1);
	bitwise(REG_1, 2, "\xff\xfe", "\0\0");
	payload_set(NETWORK, 0, 2, REG_1);
	CHECK_TEXT(listed(), "ip ecn set ip ecn & ect0");

	begin(FAMILY_IP);
	immediate(REG_1, "\x7f\0\0\1", 4);
	payload_set(NETWORK, 16, 4, REG_1);
	CHECK_TEXT(listed(), "ip daddr set 127.0.0.1");
}

/* What evaluation would add again is left out, unless something acts in between. */
static void test_implied(void)
{
	struct insn_counter *counter;

	begin(FAMILY_INET);
	meta(META_NFPROTO, REG_1);
	cmp(REG_1, CMP_EQ, "\2", 1);
	payload(NETWORK, 12, 4, REG_1);
	cmp(REG_1, CMP_EQ, "\1\1\1\1", 4);
	transport("\6");
	payload(TRANSPORT, 0, 4, REG_1);
	cmp(REG_1, CMP_EQ, "\0\1\0\2", 4);
	CHECK_TEXT(listed(), "ip saddr 1.1.1.1 tcp sport 1 tcp dport 2");

	begin(FAMILY_INET);
	transport("\6");
	counter = prog_add(rule.prog, INSN_COUNTER);
	counter->packets = 7;
	payload(TRANSPORT, 2, 2, REG_1);
	cmp(REG_1, CMP_EQ, "\0\x16", 2);
	CHECK_TEXT(listed(), "meta l4proto tcp counter packets 7 bytes 0 tcp dport 22");

	begin(FAMILY_INET);
	meta(META_NFPROTO, REG_1);
	cmp(REG_1, CMP_EQ, "\2", 1);
	transport("\6");
	payload(TRANSPORT, 2, 2, REG_1);
	cmp(REG_1, CMP_EQ, "\0\x16", 2);
	CHECK_TEXT(listed(), "meta nfproto ipv4 tcp dport 22");
}

static void add_port_set(const char *name, bool anonymous)
{
	struct set *set = set_add(table, name);

	set->flags = anonymous ? SET_ANONYMOUS | SET_CONSTANT : 0;
	set->key.n = 1;
	set->key.field[0] = (struct key_field){ &type_integer, 8, ORDER_BIG };
	key_spec_close(&set->key);
	set->elems = elems_new(pool, &set->key, 0, 0);
	*elems_add(set->elems, (struct loc){ 0 }) = 0x20;
	*elems_add(set->elems, (struct loc){ 0 }) = 0x28;
}

/* Elements of a set that stands in the rule are numbers of the field, not bits of the packet. */
static void test_lookups(void)
{
	begin(FAMILY_IP);
	add_port_set("__set0", true);
	payload(NETWORK, 1, 1, REG_1);
	bitwise(REG_1, 1, "\xfc", "\0");
	lookup(REG_1, "__set0", true);
	CHECK_TEXT(listed(), "ip dscp != { cs1, af11 }");

	begin(FAMILY_IP);
	payload(NETWORK, 9, 1, REG_1);
	lookup(REG_1, "gone", false);
	CHECK_TEXT(listed(), "ip protocol @gone");
}

/* Nothing that a kernel may send stops a listing. */
static void test_odd_programs(void)
{
	begin(FAMILY_IP);
	cmp(REG_1, CMP_EQ, "\1", 1);
	bitwise(REG_1, 4, "\1\1\1\1", "\0\0\0\0");
	lookup(77, "x", false);
	verdict(VERDICT_ACCEPT, NULL);
	CHECK(strstr(listed(), "accept") != NULL);

	begin(FAMILY_IP);
	meta(9999, REG_1);
	cmp(REG_1, 99, "\1\0\0\0", 4);
	meta(META_MARK, REG_1 + 3);
	cmp(REG_1 + 3, CMP_EQ, "0123456789012345678901234567890123456789012345678901234567890123", 64);
	CHECK(listed() != NULL && listed_json() != NULL);

	begin(FAMILY_IP);
	meta(META_MARK, REG_1);
	for (unsigned i = 0; i < 60; i++)
		bitwise_two(REG_1, REG_1, BITWISE_OR);
	meta_set(META_MARK, REG_1);
	CHECK(strlen(listed()) < 4 << 20);
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	pool = pool_new();
	names_init(&names, pool, pool);
	lang_init(&lang);
	run = (struct run){ .pool = pool, .names = &names, .lang = &lang };
	sources_init(&run.sources, pool);
	diag_init(&run.diag, pool, &run.sources);
	test_comparisons();
	test_ranges();
	test_masks();
	test_flags();
	test_arithmetic();
	test_header_writes();
	test_implied();
	test_lookups();
	test_odd_programs();
	pool_free(pool);
	return check_done();
}
