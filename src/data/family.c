/* Families, their hooks and the names of priorities. */
#include <inttypes.h>
#include "data/proto.h"

static const struct symbol families[] = {
	{ "ip", FAMILY_IP }, { "ip6", FAMILY_IP6 }, { "inet", FAMILY_INET }, { "arp", FAMILY_ARP },
	{ "bridge", FAMILY_BRIDGE }, { "netdev", FAMILY_NETDEV }, { 0 },
};

const char *family_name(unsigned family)
{
	for (unsigned i = 0; families[i].name; i++)
		if (families[i].value == family)
			return families[i].name;
	return "unknown";
}

bool family_number(struct span name, unsigned *family)
{
	for (unsigned i = 0; families[i].name; i++)
		if (span_is(name, families[i].name)) {
			*family = families[i].value;
			return true;
		}
	return false;
}

const struct proto *family_proto(unsigned family)
{
	switch (family) {
	case FAMILY_IP:
		return &proto_ip;
	case FAMILY_IP6:
		return &proto_ip6;
	case FAMILY_INET:
		return &proto_inet;
	case FAMILY_ARP:
		return &proto_arp;
	case FAMILY_BRIDGE:
		return &proto_ether;
	case FAMILY_NETDEV:
		return &proto_netdev;
	default:
		return &proto_unknown;
	}
}

/* ---- hooks ---- */

static const struct symbol inet_hooks[] = {
	{ "prerouting", HOOK_PREROUTING }, { "input", HOOK_INPUT }, { "forward", HOOK_FORWARD },
	{ "output", HOOK_OUTPUT }, { "postrouting", HOOK_POSTROUTING },
	{ "ingress", HOOK_INET_INGRESS }, { 0 },
};
static const struct symbol ip_hooks[] = {
	{ "prerouting", HOOK_PREROUTING }, { "input", HOOK_INPUT }, { "forward", HOOK_FORWARD },
	{ "output", HOOK_OUTPUT }, { "postrouting", HOOK_POSTROUTING }, { 0 },
};
static const struct symbol arp_hooks[] = {
	{ "input", 0 }, { "output", 1 }, { "forward", 2 }, { 0 },
};
static const struct symbol netdev_hooks[] = { { "ingress", 0 }, { "egress", 1 }, { 0 } };

static const struct symbol *family_hooks(unsigned family)
{
	static const struct symbol none[] = { { 0 } };

	switch (family) {
	case FAMILY_INET:
		return inet_hooks;
	case FAMILY_IP:
	case FAMILY_IP6:
	case FAMILY_BRIDGE:
		return ip_hooks;
	case FAMILY_ARP:
		return arp_hooks;
	case FAMILY_NETDEV:
		return netdev_hooks;
	default:
		return none;
	}
}

bool hook_number(unsigned family, struct span name, unsigned *hook)
{
	for (const struct symbol *h = family_hooks(family); h->name; h++)
		if (span_is(name, h->name)) {
			*hook = h->value;
			return true;
		}
	return false;
}

const char *hook_name(unsigned family, unsigned hook)
{
	for (const struct symbol *h = family_hooks(family); h->name; h++)
		if (h->value == hook)
			return h->name;
	return "unknown";
}

/* ---- priorities ---- */

#define HOOK(hook) (1u << (hook))
enum {
	EVERY_HOOK = (1 << (HOOK_POSTROUTING + 1)) - 1,
	ANY_HOOK = EVERY_HOOK | HOOK(HOOK_INET_INGRESS), /* that of devices too */
};

struct priority {
	const char *name;
	int value;
	unsigned hooks; /* bit per hook number */
};

static const struct priority ip_priorities[] = {
	{ "raw", -300, ANY_HOOK },
	{ "mangle", -150, ANY_HOOK },
	{ "dstnat", -100, HOOK(HOOK_PREROUTING) | HOOK(HOOK_OUTPUT) },
	{ "filter", 0, ANY_HOOK },
	{ "security", 50, ANY_HOOK },
	{ "srcnat", 100, HOOK(HOOK_INPUT) | HOOK(HOOK_POSTROUTING) },
	{ 0 },
};
static const struct priority bridge_priorities[] = {
	{ "dstnat", -300, HOOK(HOOK_PREROUTING) },
	{ "filter", -200, EVERY_HOOK },
	{ "out", 100, HOOK(HOOK_OUTPUT) },
	{ "srcnat", 300, HOOK(HOOK_POSTROUTING) },
	{ 0 },
};
static const struct priority plain_priorities[] = { { "filter", 0, EVERY_HOOK }, { 0 } };

/* Names that stand for a value or one at most this far from it. */
enum { PRIORITY_NEAR = 10 };

static const struct priority *family_priorities(unsigned family)
{
	switch (family) {
	case FAMILY_BRIDGE:
		return bridge_priorities;
	case FAMILY_ARP:
	case FAMILY_NETDEV:
		return plain_priorities;
	default:
		return ip_priorities;
	}
}

static bool fits_hook(const struct priority *priority, unsigned hook)
{
	return hook < 32 && priority->hooks & HOOK(hook);
}

bool priority_number(unsigned family, unsigned hook, struct span name, int *priority)
{
	for (const struct priority *p = family_priorities(family); p->name; p++)
		if (span_is(name, p->name) && fits_hook(p, hook)) {
			*priority = p->value;
			return true;
		}
	return false;
}

void priority_print(unsigned family, unsigned hook, int priority, bool numeric, struct out *out)
{
	const struct priority *p = family_priorities(family);
	int64_t gap = 0;

	for (; p->name; p++) {
		gap = (int64_t)priority - p->value;
		if (gap >= -PRIORITY_NEAR && gap <= PRIORITY_NEAR)
			break;
	}
	if (numeric || !p->name || !fits_hook(p, hook))
		out_printf(out, "%d", priority);
	else if (gap)
		out_printf(out, "%s %c %" PRId64, p->name, gap < 0 ? '-' : '+',
			   gap < 0 ? -gap : gap);
	else
		out_str(out, p->name);
}
