/* Things to messages and back: what is decoded is what was encoded. */
#include "check.h"
#include "data/proto.h"
#include "wire/fingerprints.h"
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/events.h"

static struct pool *pool;
static struct ruleset *into;
static struct transport transport;
static uint64_t seed = 1;

static uint32_t dice(uint32_t sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % sides;
}

static const char *word(void)
{
	return pool_printf(pool, "n%u", dice(1000000));
}

static struct span bytes(size_t max)
{
	size_t n = 1 + dice(max);
	char *p = pool_alloc(pool, n);

	for (size_t i = 0; i < n; i++)
		p[i] = dice(256);
	return (struct span){ p, n };
}

static struct prog *random_prog(unsigned n, bool nest);

static void random_data(struct data *data)
{
	struct span b;

	if (dice(4) == 0) {
		data->verdict = true;
		data->code = VERDICT_JUMP;
		data->chain = word();
		return;
	}
	b = bytes(64);
	data->b = (const uint8_t *)b.p;
	data->size = b.n;
}

static void random_member(const struct attr_row *row, void *member, bool nest)
{
	switch ((enum attr_kind)row->kind) {
	case ATTR_U8:
		*(uint8_t *)member = dice(256);
		break;
	case ATTR_U16:
		*(uint16_t *)member = dice(65536);
		break;
	case ATTR_U32:
	case ATTR_S32:
	case ATTR_REG:
		*(uint32_t *)member = dice(UINT32_MAX);
		break;
	case ATTR_U64:
		*(uint64_t *)member = (uint64_t)dice(UINT32_MAX) << 32 | dice(UINT32_MAX);
		break;
	case ATTR_STR:
		*(const char **)member = word();
		break;
	case ATTR_DATA:
		random_data(member);
		break;
	case ATTR_BLOB:
		*(struct span *)member = bytes(300);
		break;
	case ATTR_PROG:
	case ATTR_ONE:
		if (nest)
			*(const struct prog **)member =
				random_prog(row->kind == ATTR_ONE ? 1 : 1 + dice(3), false);
		break;
	case ATTR_END:
	case ATTR_NEST:
	case ATTR_FLAG:
		break;
	}
}

/* Instructions whose members are all given or not given at random. */
static struct prog *random_prog(unsigned n, bool nest)
{
	struct prog *prog = prog_new(pool);

	while (n--) {
		enum insn_id id = INSN_IMMEDIATE + dice(INSN_UNKNOWN - INSN_IMMEDIATE);
		struct insn *insn = prog_add(prog, id);
		const struct attr_row *rows = insn_descs[id].rows;

		for (unsigned i = 0; rows[i].kind; i++) {
			if (!rows[i].always && dice(3) == 0)
				continue;
			random_member(&rows[i], (char *)insn + rows[i].offset, nest);
			insn->given |= 1u << i;
		}
		/* The kernel takes neither of these back as it gives them (code_insn.c). */
		if (id == INSN_EXTHDR)
			INSN_GIVE(insn, struct insn_exthdr, dreg);
		if (id == INSN_DYNSET && ((struct insn_dynset *)insn)->exprs)
			((struct insn_dynset *)insn)->flags |= 2;
		if (id == INSN_DYNSET)
			INSN_GIVE(insn, struct insn_dynset, flags);
	}
	return prog;
}

static const char *text(const struct prog *prog)
{
	struct out out;

	out_init(&out, pool);
	prog_list(&out, prog);
	return out_text(&out);
}

static void test_progs(void)
{
	struct messages first, second;

	for (unsigned i = 0; i < 300; i++) {
		struct prog *prog = random_prog(1 + dice(8), true), *back;

		messages_init(&first, pool);
		messages_init(&second, pool);
		code_put_prog(&first, prog, true);
		back = code_get_prog((struct attrs){ .p = first.b, .n = first.n }, true, pool);
		CHECK(back && prog_same(prog, back));
		if (!back)
			continue;
		CHECK_TEXT(text(back), text(prog));
		code_put_prog(&second, back, true);
		CHECK(first.n == second.n && memcmp(first.b, second.b, first.n) == 0);
	}
}

/* Truncated and flipped bytes end in an error or in unknown instructions, never in a crash. */
static void test_broken_progs(void)
{
	struct messages m;

	for (unsigned i = 0; i < 300; i++) {
		uint8_t *copy;
		size_t n;

		messages_init(&m, pool);
		code_put_prog(&m, random_prog(4, true), true);
		n = dice(2) ? dice(m.n + 1) : m.n;
		copy = pool_memdup(pool, m.b, n);
		for (unsigned flips = dice(6); n && flips; flips--)
			copy[dice(n)] ^= 1 << dice(8);
		code_get_prog((struct attrs){ .p = copy, .n = n }, true, pool);
	}
	CHECK(true);
}

static void test_unknown(void)
{
	struct messages m, again;
	struct insn_unknown *unknown;
	struct prog *prog = prog_new(pool), *back;

	unknown = prog_add(prog, INSN_UNKNOWN);
	unknown->name = "teleport";
	unknown->data = SPAN("\x08\0\1\0\1\2\3\4");
	messages_init(&m, pool);
	code_put_prog(&m, prog, true);
	back = code_get_prog((struct attrs){ .p = m.b, .n = m.n }, true, pool);
	CHECK(back && prog_first(back)->id == INSN_UNKNOWN && prog_same(prog, back));
	messages_init(&again, pool);
	code_put_prog(&again, back, true);
	CHECK(m.n == again.n && memcmp(m.b, again.b, m.n) == 0);
}

static struct batch batch_of(struct op *op)
{
	struct batch batch = { .pool = pool, .transport = &transport };

	messages_init(&batch.messages, pool);
	code_op(&batch, op);
	return batch;
}

static bool decode_first(struct batch *batch, struct op *op)
{
	return code_decode(into, (const struct nlmsghdr *)batch->messages.b, op);
}

static void test_chain(void)
{
	struct table *table = table_add(into, FAMILY_NETDEV, "t");
	struct chain chain = { .table = table, .name = "c", .flags = CHAIN_BASE, .type = "filter",
			       .priority = -7, .has_policy = true, .comment = "words" };
	struct op op = { .verb = OP_CREATE, .kind = KIND_CHAIN, .family = FAMILY_NETDEV,
			 .chain = &chain }, back;
	struct batch batch;

	*vec_push(pool, &chain.devices) = "eth0";
	*vec_push(pool, &chain.devices) = "veth*";
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back));
	CHECK(back.kind == KIND_CHAIN && back.verb == OP_CREATE && back.chain->table == table);
	CHECK_TEXT(back.chain->name, "c");
	CHECK_TEXT(back.chain->type, "filter");
	CHECK_TEXT(back.chain->comment, "words");
	CHECK(back.chain->priority == -7 && back.chain->has_policy && back.chain->policy == 0);
	CHECK(back.chain->devices.n == 2);
	CHECK_TEXT(back.chain->devices.v[1], "veth*");
	op.verb = OP_RENAME;
	op.new_name = "d";
	chain.handle = 4;
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back) && back.verb == OP_RENAME && back.chain->handle == 4);
	CHECK_TEXT(back.new_name, "d");
	op.verb = OP_FLUSH;
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back) && back.verb == OP_FLUSH && back.kind == KIND_CHAIN);
}

static void test_tunnel(void)
{
	struct table *table = table_find(into, FAMILY_NETDEV, "t");
	struct object_tunnel tunnel = { .id = 10, .has_ip = true, .has_dst = true,
					.dst = { 10, 0, 0, 1 }, .dport = 6081, .ttl = 64,
					.kind = TUNNEL_GENEVE };
	struct object object = { .table = table, .name = "x", .type = OBJECT_TUNNEL,
				 .body = &tunnel };
	struct op op = { .verb = OP_ADD, .kind = KIND_OBJECT, .family = FAMILY_NETDEV,
			 .object = &object }, back;
	struct object_tunnel *got;
	struct batch batch;

	*vec_push(pool, &tunnel.geneve) = (struct tunnel_geneve){ 1, 2, SPAN("\1\2\3\4") };
	*vec_push(pool, &tunnel.geneve) = (struct tunnel_geneve){ 3, 4, SPAN("\5\6\7\10") };
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back) && back.object->body);
	got = back.object->body;
	CHECK(got->id == 10 && got->dport == 6081 && got->ttl == 64 && got->has_dst);
	CHECK(!got->has_src && got->dst[3] == 1 && got->kind == TUNNEL_GENEVE);
	CHECK(got->geneve.n == 2 && got->geneve.v[1].class == 3 && got->geneve.v[1].type == 4);
	CHECK(got->geneve.v[1].data.n == 4 && got->geneve.v[1].data.p[0] == 5);
}

static struct set *new_set(const char *name, unsigned fields, const struct type *type, unsigned bits,
			   unsigned flags)
{
	struct table *table = table_find(into, FAMILY_NETDEV, "t");
	struct set *set = set_add(table, name);

	set->flags = flags | (fields > 1 && flags & SET_INTERVAL ? SET_CONCAT : 0);
	set->key.n = fields;
	for (unsigned i = 0; i < fields; i++) {
		set->key.field[i] = (struct key_field){ type, bits, type->order };
		set->key_type = set->key_type << TYPE_BITS | type->id;
	}
	key_spec_close(&set->key);
	set->key_size = set->key.size;
	return set;
}

/* All messages of one op, decoded and joined. */
static struct elems *send_elems(struct set *set, struct elems *elems)
{
	struct op op = { .verb = OP_ADD, .kind = KIND_ELEMENT, .family = FAMILY_NETDEV, .set = set,
			 .elems = elems };
	struct batch batch = batch_of(&op);
	struct elems *all = code_new_elems(pool, set);

	for (size_t at = 0; at < batch.messages.n;) {
		const struct nlmsghdr *message = (const void *)(batch.messages.b + at);
		struct op back;

		CHECK(!batch.messages.overlong && code_decode(into, message, &back));
		CHECK(back.kind == KIND_ELEMENT && back.set == set);
		for (size_t i = 0; back.elems && i < back.elems->n; i++) {
			struct elem_extra *extra = elems_extra(back.elems, i), *copy;

			memcpy(elems_add(all, (struct loc){ 0 }), elems_lo(back.elems, i), all->stride);
			if (!extra)
				continue;
			copy = elems_extra_add(all, all->n - 1);
			*copy = *extra;
			copy->index = all->n - 1;
		}
		at += NLMSG_ALIGN(message->nlmsg_len);
	}
	CHECK(op.sequence_end - op.sequence + 1 >= (elems->n > 4000 ? 2 : 1));
	return all;
}

static void check_records(const struct elems *a, const struct elems *b)
{
	CHECK(a->n == b->n && a->stride == b->stride);
	CHECK(a->n != b->n || memcmp(a->rec, b->rec, a->n * a->stride) == 0);
}

static void test_intervals(void)
{
	struct set *set = new_set("ports", 1, &type_inet_service, 16, SET_INTERVAL);
	struct elems *elems = code_new_elems(pool, set), *back;
	struct elem_extra *extra;

	for (unsigned i = 0; i < 9000; i++) {
		uint8_t *rec = elems_add(elems, (struct loc){ 0 });

		bytes_set_u64(rec, 2, i * 7 + 3);
		bytes_set_u64(rec + 2, 2, i * 7 + 3 + (i % 7));
	}
	bytes_set_u64(elems_hi(elems, 8999), 2, 65535);
	extra = elems_extra_add(elems, 5000);
	extra->given = EXTRA_COMMENT | EXTRA_TIMEOUT;
	extra->comment = "middle";
	extra->timeout = 5000;
	back = send_elems(set, elems);
	check_records(elems, back);
	extra = elems_extra(back, 5000);
	CHECK(extra && extra->timeout == 5000 && str_same(extra->comment, "middle"));
	CHECK(back->extra.n == 1);
}

static void test_marks(void)
{
	struct set *set = new_set("marks", 1, &type_mark, 32, 0);
	struct elems *elems = code_new_elems(pool, set);
	struct op op = { .verb = OP_ADD, .kind = KIND_ELEMENT, .family = FAMILY_NETDEV, .set = set,
			 .elems = elems };
	const uint32_t mark = 0x12345678;
	struct batch batch;

	bytes_set_u64(elems_add(elems, (struct loc){ 0 }), 4, mark);
	check_records(elems, send_elems(set, elems));
	batch = batch_of(&op);
	CHECK(memmem(batch.messages.b, batch.messages.n, &mark, sizeof(mark)));
}

static void test_verdicts(void)
{
	struct set *set = new_set("jumps", 2, &type_ipv4_addr, 32, SET_INTERVAL | SET_MAP);
	struct elems *elems, *back;
	uint8_t *rec;

	set->data_type = 0xffffff00;
	elems = code_new_elems(pool, set);
	for (unsigned i = 0; i < 3; i++) {
		rec = elems_add(elems, (struct loc){ 0 });
		bytes_set_u64(rec, 8, i * 1000);
		bytes_set_u64(rec + 8, 8, i * 1000 + 10);
		bytes_set_u64(rec + 16, 4, i ? (uint32_t)VERDICT_GOTO : VERDICT_ACCEPT);
		bytes_set_u64(rec + 20, 4, elems_name(elems, i == 2 ? "two" : "one"));
	}
	elems_extra_add(elems, 2)->catchall = true;
	back = send_elems(set, elems);
	CHECK(back->n == 3 && elems_is_catchall(back, 2));
	CHECK(memcmp(elems_lo(back, 1), elems_lo(elems, 1), 20) == 0);
}

/* As Linux dumps a tree: borders from the largest down, one twice, the last interval open. */
static void test_fold(void)
{
	static const struct { uint16_t key; bool end; } borders[] = {
		{ 300, false }, { 201, true }, { 101, false }, { 101, true }, { 50, false },
		{ 50, false }, { 0, true },
	};
	static const uint16_t want[] = { 50, 100, 101, 200, 300, 65535 };
	struct set *set = set_find(table_find(into, FAMILY_NETDEV, "t"), "ports");
	struct elems *elems = code_new_elems(pool, set);

	for (unsigned i = 0; i < sizeof(borders) / sizeof(*borders); i++) {
		uint8_t *rec = elems_add(elems, (struct loc){ 0 });

		bytes_set_u64(rec, 2, borders[i].key);
		rec[2] = borders[i].end;
	}
	code_fold_elems(set, elems);
	CHECK(elems->n == 3 && elems->flags & ELEMS_SORTED);
	for (unsigned i = 0; i < 6; i++)
		CHECK(bytes_u64(elems->rec + 2 * i, 2) == want[i]);
}

static void test_set(void)
{
	struct set *set = new_set("pairs", 3, &type_inet_service, 16, SET_INTERVAL | SET_TIMEOUT);
	struct op op = { .verb = OP_ADD, .kind = KIND_SET, .family = FAMILY_NETDEV, .set = set };
	struct op back;
	struct batch batch;

	set->timeout = 90000;
	set->size = 77;
	set->comment = "three ports";
	set->id = 3;
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back) && back.set->key.n == 3 && back.set->key.size == 12);
	CHECK(back.set->timeout == 90000 && back.set->size == 77 && back.set->id == 3);
	CHECK(back.set->key.field[2].type == &type_inet_service);
	CHECK_TEXT(back.set->comment, "three ports");
	set->key_type = 63 << 6 | 62;
	batch = batch_of(&op);
	CHECK(decode_first(&batch, &back) && back.set->key.n == 1 && back.set->key.size == 12);
}

static const char *listed(const struct op *op)
{
	struct out out;

	out_init(&out, pool);
	op_list(&out, op);
	return out_text(&out);
}

static void test_listing(void)
{
	struct set *set = new_set("__set%d", 1, &type_inet_service, 16, SET_INTERVAL | SET_ANONYMOUS);
	struct op op = { .verb = OP_ADD, .kind = KIND_SET, .family = FAMILY_NETDEV, .set = set };
	struct elems *elems = code_new_elems(pool, set);

	set->size = 3;
	CHECK_TEXT(listed(&op), "__set%d t 5 size 3\n");
	bytes_set_u64(elems_add(elems, (struct loc){ 0 }), 4, 0x00160019);
	bytes_set_u64(elems_add(elems, (struct loc){ 0 }), 4, 0x0400ffff);
	op.kind = KIND_ELEMENT;
	op.elems = elems;
	CHECK_TEXT(listed(&op), "__set%d t 0\n\telement 0000 flags 1\telement 0016\t"
				"element 001a flags 1\telement 0400  userdata len 6 sum 0x6\n");
}

static unsigned told;
static uint64_t told_range[8];

static void take_event(void *arg, struct event *event)
{
	CHECK(event->op.kind == KIND_ELEMENT && event->op.elems->n == 1);
	if (told < 8)
		told_range[told++] = bytes_u64(elems_lo(event->op.elems, 0), 4);
}

static void put_border(struct messages *m, uint16_t key, bool end)
{
	size_t list, elem, nest;

	message_begin(m, MSG_TYPE(MSG_NEWSETELEM), 0, FAMILY_NETDEV, 0, 1);
	attr_put_str(m, 1, "t");
	attr_put_str(m, 2, "ports");
	list = attr_open(m, 3);
	elem = attr_open(m, 1);
	nest = attr_open(m, 1);
	attr_put_u16(m, 1, key);
	attr_close(m, nest);
	if (end)
		attr_put_u32(m, 3, 1);
	attr_close(m, elem);
	attr_close(m, list);
	message_end(m);
}

/* Linux tells of every border by itself; listeners see intervals. */
static void test_events(void)
{
	struct events events = { .into = into, .take = take_event };
	struct messages m;

	messages_init(&m, pool);
	put_border(&m, 0, true);
	put_border(&m, 5, false);
	put_border(&m, 10, true);
	put_border(&m, 10, false);
	put_border(&m, 12, true);
	put_border(&m, 60000, false);
	for (size_t at = 0; at < m.n;) {
		const struct nlmsghdr *message = (const void *)(m.b + at);

		events_message(&events, message);
		at += message->nlmsg_len;
	}
	CHECK(told == 2);
	events_flush(&events);
	CHECK(told == 3);
	CHECK(told_range[0] == 0x00050009 && told_range[1] == 0x000a000b);
	CHECK(told_range[2] == 0xea60ffff);
}

/* Messages of all kinds, cut and flipped: no answer is asked for, only survival. */
static void test_broken_messages(void)
{
	struct set *set = set_find(table_find(into, FAMILY_NETDEV, "t"), "jumps");
	struct elems *elems = code_new_elems(pool, set);
	struct op ops[] = {
		{ .verb = OP_ADD, .kind = KIND_SET, .family = FAMILY_NETDEV, .set = set },
		{ .verb = OP_ADD, .kind = KIND_ELEMENT, .family = FAMILY_NETDEV, .set = set,
		  .elems = elems },
		{ .verb = OP_ADD, .kind = KIND_TABLE, .family = FAMILY_NETDEV, .table = set->table },
	};
	struct op back;

	elems_extra_add(elems, (elems_add(elems, (struct loc){ 0 }), 0))->catchall = true;
	elems_add(elems, (struct loc){ 0 });
	elems_name(elems, "somewhere");
	for (unsigned i = 0; i < 600; i++) {
		struct batch batch = batch_of(&ops[dice(3)]);
		size_t n = batch.messages.n;
		uint8_t *copy = pool_memdup(pool, batch.messages.b, n);

		for (unsigned flips = 1 + dice(6); flips; flips--)
			copy[20 + dice(n - 20)] ^= 1 << dice(8);
		code_decode(into, (const struct nlmsghdr *)copy, &back);
	}
	CHECK(true);
}

/* Lines of pf.os: window, ttl, df, size, options, and what system that is. */
static void test_fingerprints(void)
{
	struct nf_osf_user_finger finger;

	CHECK(fingerprint_parse(SPAN("S4:64:1:60:M*,S,T0,N,W%8,?12: Linux:2.6:x:Linux 2.6"), &finger));
	CHECK(finger.wss.wc == OSF_WSS_MSS && finger.wss.val == 4 && finger.ttl == 64);
	CHECK(finger.df == 1 && finger.ss == 60 && finger.opt_num == 5);
	CHECK(finger.opt[0].kind == OSFOPT_MSS && finger.opt[0].length == 4 && !finger.opt[0].wc.val);
	CHECK(finger.opt[2].kind == OSFOPT_TS && finger.opt[2].length == 10);
	CHECK(finger.opt[4].wc.wc == OSF_WSS_MODULO && finger.opt[4].wc.val == 8);
	CHECK_TEXT(finger.genre, "Linux");
	CHECK_TEXT(finger.version, "2.6");
	CHECK_TEXT(finger.subtype, "x");
	CHECK(fingerprint_parse(SPAN("*:128:0:44:.:@Windows::"), &finger));
	CHECK(finger.wss.wc == OSF_WSS_PLAIN && !finger.wss.val && !finger.opt_num);
	CHECK_TEXT(finger.genre, "Windows");
	CHECK(!fingerprint_parse(SPAN(""), &finger));
	CHECK(!fingerprint_parse(SPAN("# a remark: with:colons"), &finger));
	CHECK(!fingerprint_parse(SPAN("5:256:0:44:.:Far::"), &finger));
	CHECK(!fingerprint_parse(SPAN("5:64:0:44:N"), &finger));
	CHECK(fingerprint_parse(span_of(pool_printf(pool, "5:64:0:44:%0*d:%0200d::", 400, 0, 0)),
				&finger));
}

int main(void)
{
	pool = pool_new();
	into = ruleset_new(pool, "test");
	test_progs();
	test_broken_progs();
	test_unknown();
	test_chain();
	test_tunnel();
	test_intervals();
	test_marks();
	test_verdicts();
	test_fold();
	test_set();
	test_listing();
	test_events();
	test_broken_messages();
	test_fingerprints();
	pool_free(pool);
	return check_done();
}
