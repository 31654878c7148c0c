/* The lowered form: building, comparing, copying and listing of instructions. */
#include "check.h"
#include "vm/insn.h"

static struct pool *pool;

static const char *text(const struct prog *prog)
{
	struct out out;

	out_init(&out, pool);
	prog_list(&out, prog);
	return out_text(&out);
}

static struct prog *sample(uint64_t packets)
{
	static const uint8_t mark[] = { 0x2a, 0, 0, 0 };
	struct prog *prog = prog_new(pool);
	struct insn_meta *meta = prog_add(prog, INSN_META);
	struct insn_cmp *cmp;
	struct insn_counter *counter;
	struct insn_immediate *jump;

	meta->dreg = REG_1;
	meta->key = 3;
	INSN_GIVE(meta, struct insn_meta, dreg);
	cmp = prog_add(prog, INSN_CMP);
	*cmp = (struct insn_cmp){ .h = cmp->h, .sreg = REG_1, .op = CMP_GTE,
				  .data = { .b = mark, .size = 4, .host = 4 } };
	counter = prog_add(prog, INSN_COUNTER);
	counter->packets = packets;
	jump = prog_add(prog, INSN_IMMEDIATE);
	jump->data = (struct data){ .verdict = true, .code = VERDICT_JUMP, .chain = "inner" };
	return prog;
}

static void test_listing(void)
{
	struct prog *prog = sample(3), *meter;
	struct insn_dynset *dynset;

	CHECK_TEXT(text(prog), "  [ meta load mark => reg 1 ]\n"
			       "  [ cmp gte reg 1 0x0000002a ]\n"
			       "  [ counter pkts 3 bytes 0 ]\n"
			       "  [ immediate reg 0 jump -> inner ]\n");
	meter = prog_new(pool);
	dynset = prog_add(meter, INSN_DYNSET);
	dynset->set = "seen";
	dynset->op = 1;
	dynset->sreg_key = REG_1;
	dynset->exprs = prog;
	CHECK_TEXT(text(meter), "  [ dynset update reg_key 1 set seen"
				" expr [ meta load mark => reg 1 ]"
				" expr [ cmp gte reg 1 0x0000002a ]"
				" expr [ counter pkts 3 bytes 0 ]"
				" expr [ immediate reg 0 jump -> inner ] ]\n");
}

static void test_data(void)
{
	static const uint8_t b[] = { 1, 2, 3, 4, 5, 6 };
	struct data data = { .b = b, .size = 6 };
	struct out out;

	out_init(&out, pool);
	data_list(&out, &data);
	data.host = 2;
	data_list(&out, &data);
	data.host = 4;
	data_list(&out, &data);
	CHECK_TEXT(out_text(&out), " 0x01020304 0x0506 0x02010403 0x0605 0x01020304 0x0506");
}

static void test_same(void)
{
	struct prog *a = sample(1), *b = sample(2), *c = prog_copy(pool, a);
	struct insn_lookup *first, *second;

	CHECK(prog_same(a, b));
	CHECK(prog_same(a, c) && a->n == c->n);
	((struct insn_meta *)prog_first(c))->key = 4;
	CHECK(!prog_same(a, c));
	first = prog_add(a, INSN_LOOKUP);
	CHECK(!prog_same(a, b));
	first->set = "__set%d";
	first->set_id = 7;
	INSN_GIVE(first, struct insn_lookup, set_id);
	second = prog_add(b, INSN_LOOKUP);
	second->set = "__set12";
	CHECK(prog_same(a, b));
	second->set = "__map12";
	CHECK(!prog_same(a, b));
}

static void test_names(void)
{
	CHECK(insn_by_name(SPAN("flow_offload")) == INSN_FLOW);
	CHECK(insn_by_name(SPAN("unknown")) == INSN_UNKNOWN);
	for (unsigned id = INSN_IMMEDIATE; id < INSN_UNKNOWN; id++)
		CHECK(insn_by_name(span_of(insn_descs[id].name)) == id);
}

/* Every instruction has a size, and its rows describe members within it. */
static void test_sizes(void)
{
	for (unsigned id = INSN_IMMEDIATE; id < INSN_N; id++) {
		const struct attr_row *row = insn_descs[id].rows;

		CHECK(insn_words[id] * 8u >= sizeof(struct insn));
		CHECK(insn_descs[id].name_size == strlen(insn_descs[id].name) + 1);
		for (; row->kind; row++)
			CHECK(row->offset < insn_words[id] * 8u);
		CHECK(row == insn_descs[id].rows + insn_descs[id].row_n);
	}
}

int main(void)
{
	pool = pool_new();
	test_listing();
	test_data();
	test_same();
	test_names();
	test_sizes();
	pool_free(pool);
	return check_done();
}
