#include "data/proto.h"

const struct proto proto_unknown = {
	.name = "unknown",
	.fields = (const struct field[]){ { 0 } },
	.field_n = 1,
	.links = (const struct proto_link[]){ { 0 } },
};

const struct proto *const protos[] = {
	&proto_ether, &proto_vlan, &proto_arp, &proto_ip, &proto_ip6, &proto_icmp, &proto_icmpv6,
	&proto_igmp, &proto_tcp, &proto_udp, &proto_udplite, &proto_dccp, &proto_sctp, &proto_th,
	&proto_ah, &proto_esp, &proto_comp, &proto_gre, &proto_gretap, &proto_vxlan, &proto_geneve,
	NULL,
};

const struct proto *proto_by_name(struct span name)
{
	for (unsigned i = 0; protos[i]; i++)
		if (span_is(name, protos[i]->name))
			return protos[i];
	return NULL;
}

const struct proto *proto_by_id(unsigned id)
{
	for (unsigned i = 0; protos[i]; i++)
		if (protos[i]->id == id)
			return protos[i];
	return NULL;
}

const struct proto *proto_next(const struct proto *proto, uint32_t number)
{
	for (const struct proto_link *link = proto->links; link && link->proto; link++)
		if (link->number == number)
			return link->proto;
	return NULL;
}

bool proto_number(const struct proto *upper, const struct proto *lower, uint32_t *number)
{
	for (const struct proto_link *link = upper->links; link && link->proto; link++)
		if (link->proto == lower) {
			*number = link->number;
			return true;
		}
	return false;
}

const struct field *proto_field(const struct proto *proto, struct span name)
{
	const uint64_t prefix = span_prefix(name);

	for (unsigned i = 1; i < proto->field_n; i++) {
		const struct field *field = &proto->fields[i];

		if (field->prefix == prefix && field->name && !(field->flags & FIELD_HIDDEN) &&
		    span_is(name, field->name))
			return field;
	}
	/* Listed names that are not typed: icmpv6 param-problem is listed parameter-problem. */
	for (unsigned i = 1; i < proto->field_n; i++)
		if (proto->fields[i].listed && span_is(name, proto->fields[i].listed))
			return &proto->fields[i];
	return NULL;
}

const struct field *proto_field_at(const struct proto *proto, unsigned offset, unsigned bits)
{
	for (unsigned i = 1; i < proto->field_n; i++) {
		const struct field *field = &proto->fields[i];

		if (field->name && !(field->flags & (FIELD_HIDDEN | FIELD_ALIAS)) &&
		    field->offset == offset && field->bits == bits)
			return field;
	}
	return NULL;
}
