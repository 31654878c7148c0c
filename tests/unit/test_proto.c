/* Header tables: look-ups, links, options; families, hooks, priorities. */
#include "check.h"
#include "data/proto.h"

static void test_headers(void)
{
	uint32_t number;

	for (unsigned i = 0; protos[i]; i++) {
		CHECK(proto_by_name(span_of(protos[i]->name)) == protos[i]);
		CHECK(proto_by_id(protos[i]->id) == protos[i]);
		for (unsigned j = 1; j < protos[i]->field_n; j++)
			CHECK(protos[i]->fields[j].name && protos[i]->fields[j].type);
	}
	CHECK(!proto_by_name(SPAN("icmpx")) && !proto_by_id(99));
	CHECK(proto_next(&proto_ether, 0x88a8) == &proto_vlan);
	CHECK(proto_next(&proto_ip6, 47) == &proto_gre);
	CHECK(!proto_next(&proto_tcp, 6));
	CHECK(proto_number(&proto_transport, &proto_gretap, &number) && number == 47);
	CHECK(proto_number(&proto_inet, &proto_ip6, &number) && number == 10);
	CHECK(!proto_number(&proto_inet, &proto_arp, &number));
}

static void test_fields(void)
{
	const struct field *field = proto_field(&proto_ip, SPAN("ttl"));

	CHECK(field && field - proto_ip.fields == 8 && field->offset == 64);
	CHECK(proto_field_at(&proto_ip, 64, 8) == field);
	CHECK(!proto_field_at(&proto_ip, 64, 16));
	CHECK(proto_field_at(&proto_vlan, 3, 1) == proto_field(&proto_vlan, SPAN("dei")));
	CHECK(proto_field(&proto_vlan, SPAN("cfi"))->flags & FIELD_ALIAS);
	field = proto_field(&proto_icmpv6, SPAN("parameter-problem"));
	CHECK(field && field == proto_field(&proto_icmpv6, SPAN("param-problem")));
	CHECK(field->only_type_n == 1 && field->only_types[0] == 4);
}

static void test_options(void)
{
	const struct exthdr *header = NULL;
	const struct field *field;

	CHECK(exthdr_by_name(EXTHDR_TCP, SPAN("mss")) == exthdr_by_type(EXTHDR_TCP, 2));
	CHECK(!exthdr_by_name(EXTHDR_IPV6, SPAN("mss")));
	CHECK(!exthdr_by_type(EXTHDR_DCCP, 1));
	field = exthdr_field_at(EXTHDR_TCP, 5, 176, 32, &header);
	CHECK_TEXT(field ? field->name : "", "right");
	CHECK_TEXT(header ? header->name : "", "sack2");
	field = exthdr_field_at(EXTHDR_IPV6, 43, 192, 128, &header);
	CHECK_TEXT(field ? field->name : "", "sid");
	CHECK_TEXT(header ? header->name : "", "srh");
	CHECK(!exthdr_field_at(EXTHDR_IPV6, 43, 193, 128, &header));
	CHECK(exthdr_field(exthdr_by_type(EXTHDR_IPV4, 148), SPAN("type")));
	CHECK(!exthdr_field(exthdr_by_name(EXTHDR_IPV6, SPAN("rt2")), SPAN("reserved")));
}

static const char *priority_text(struct pool *pool, unsigned family, unsigned hook, int priority)
{
	struct out out;

	out_init(&out, pool);
	priority_print(family, hook, priority, false, &out);
	return out_text(&out);
}

static void test_families(struct pool *pool)
{
	unsigned number;
	int priority;

	CHECK(family_number(SPAN("bridge"), &number) && number == FAMILY_BRIDGE);
	CHECK_TEXT(family_name(FAMILY_NETDEV), "netdev");
	CHECK_TEXT(family_name(77), "unknown");
	CHECK(hook_number(FAMILY_INET, SPAN("ingress"), &number) && number == 5);
	CHECK(hook_number(FAMILY_NETDEV, SPAN("egress"), &number) && number == 1);
	CHECK(!hook_number(FAMILY_IP, SPAN("ingress"), &number));
	CHECK_TEXT(hook_name(FAMILY_ARP, 2), "forward");
	CHECK(priority_number(FAMILY_BRIDGE, HOOK_OUTPUT, SPAN("out"), &priority) &&
	      priority == 100);
	CHECK(!priority_number(FAMILY_IP, HOOK_INPUT, SPAN("dstnat"), &priority));
	CHECK_TEXT(priority_text(pool, FAMILY_IP, HOOK_INPUT, 0), "filter");
	CHECK_TEXT(priority_text(pool, FAMILY_IP6, HOOK_INPUT, -145), "mangle + 5");
	CHECK_TEXT(priority_text(pool, FAMILY_IP6, HOOK_FORWARD, -310), "raw - 10");
	CHECK_TEXT(priority_text(pool, FAMILY_IP, HOOK_INPUT, -100), "-100");
	CHECK_TEXT(priority_text(pool, FAMILY_NETDEV, 0, 50), "50");
	CHECK_TEXT(priority_text(pool, FAMILY_INET, HOOK_INET_INGRESS, 3), "filter + 3");
	CHECK_TEXT(priority_text(pool, FAMILY_INET, HOOK_INPUT, 11), "11");
}

int main(void)
{
	struct pool *pool = pool_new();

	test_headers();
	test_fields();
	test_options();
	test_families(pool);
	pool_free(pool);
	return check_done();
}
