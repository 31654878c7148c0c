/*
 * hooks: `list hooks`: what is registered in the network stack, ours or not (cli-and-output, 7).
 */
#include "api/ctx.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>

#include "data/proto.h"
#include "pass/print.h"
#include "wire/hooks.h"

struct hooks {
	struct nft_ctx *ctx;
	struct run *run;
	struct cmd *cmd;
	bool family_open; /* `family ip {` has been printed */
	bool answered;    /* the kernel knew what was asked at least once */
	int error;        /* that ends it */
};

/* How many hooks a family has, numbered from 0. */
static unsigned hook_count(unsigned family)
{
	switch (family) {
	case FAMILY_ARP:
		return 3;
	case FAMILY_NETDEV:
		return 2;
	default:
		return HOOK_POSTROUTING + 1;
	}
}

static void put_entry(struct out *out, const struct hook_entry *entry)
{
	long priority = entry->priority;
	char sign = priority < 0 ? '-' : priority ? '+' : ' ';

	out_printf(out, "\t\t%c%010ld ", sign, labs(priority));
	switch (entry->owner) {
	case HOOK_BY_CHAIN:
	case HOOK_BY_FLOWTABLE:
		out_printf(out, "%s %s %s %s",
			   entry->owner == HOOK_BY_CHAIN ? "chain" : "flowtable",
			   family_name(entry->family), entry->table, entry->name);
		break;
	case HOOK_BY_BPF:
		out_printf(out, "%s id %u", entry->function ? entry->function : "bpf",
			   entry->bpf_id);
		break;
	case HOOK_BY_FUNCTION:
		out_str(out, entry->function ? entry->function : "<unknown>");
		break;
	}
	if (entry->module)
		out_printf(out, " [%s]", entry->module);
	out_char(out, '\n');
}

static void put_hook(struct hooks *h, unsigned family, const char *name, const char *device,
		     const struct hook_entries *entries)
{
	struct out *out = h->run->out;

	if (!h->family_open)
		out_printf(out, "family %s {\n", family_name(family));
	h->family_open = true;
	out_printf(out, "\thook %s ", name);
	if (device)
		out_printf(out, "device %s ", device);
	out_str(out, "{\n");
	for (size_t i = 0; i < entries->list.n; i++)
		put_entry(out, &entries->list.v[i]);
	out_str(out, "\t}\n");
}

/* One hook of a family; kernels that lack it have nothing there. */
static void show_hook(struct hooks *h, unsigned family, unsigned hook, const char *device)
{
	bool ingress = family == FAMILY_INET && hook == HOOK_INET_INGRESS;
	struct hook_entries entries = { 0 };
	int error = hooks_get(h->run->pool, h->ctx->transport, ingress ? FAMILY_NETDEV : family,
			      ingress ? 0 : hook, device, &entries);

	if (error == EPERM || (error == ENODEV && h->cmd->device))
		h->error = error;
	if (error != EINVAL)
		h->answered = true;
	if (!error && entries.list.n)
		put_hook(h, family, hook_name(family, hook), device, &entries);
}

static void close_family(struct hooks *h)
{
	if (h->family_open)
		out_str(h->run->out, "}\n");
	h->family_open = false;
}

static void show_family(struct hooks *h, unsigned family)
{
	if (h->cmd->device)
		out_printf(h->run->out, "# device keyword (%s) unexpected for this family\n",
			   h->cmd->device);
	for (unsigned hook = 0; hook < hook_count(family); hook++)
		show_hook(h, family, hook, NULL);
	close_family(h);
}

static void show_device(struct hooks *h, const char *device)
{
	for (unsigned hook = 0; hook < hook_count(FAMILY_NETDEV); hook++)
		show_hook(h, FAMILY_NETDEV, hook, device);
}

static void drop_devices(void *devices)
{
	if_freenameindex(devices);
}

static void show_netdev(struct hooks *h)
{
	struct pool_claim *devices = pool_claim(h->run->pool, drop_devices);

	if (h->cmd->device)
		show_device(h, h->cmd->device);
	else
		devices->thing = if_nameindex();
	if (!h->cmd->device && !devices->thing && (errno == ENOMEM || errno == ENOBUFS))
		pool_exhausted();
	for (struct if_nameindex *i = devices->thing; i && i->if_index; i++)
		show_device(h, i->if_name);
	pool_settle(devices);
	close_family(h);
}

/* Chains of inet are registered for both protocols, and in devices. */
static void show_inet(struct hooks *h)
{
	if (h->cmd->device) {
		show_hook(h, FAMILY_INET, HOOK_INET_INGRESS, h->cmd->device);
		close_family(h);
		return;
	}
	show_family(h, FAMILY_IP);
	show_family(h, FAMILY_IP6);
}

static void show_all(struct hooks *h)
{
	static const unsigned families[] = { FAMILY_IP, FAMILY_IP6, FAMILY_ARP, FAMILY_BRIDGE };

	for (size_t i = 0; !h->cmd->device && i < sizeof(families) / sizeof(*families); i++)
		show_family(h, families[i]);
	show_netdev(h);
}

static void show(struct hooks *h)
{
	switch (h->cmd->h.family) {
	case FAMILY_ANY:
		show_all(h);
		break;
	case FAMILY_INET:
		show_inet(h);
		break;
	case FAMILY_NETDEV:
		show_netdev(h);
		break;
	default:
		show_family(h, h->cmd->h.family);
		break;
	}
}

bool list_hooks(struct nft_ctx *ctx, struct run *run, struct cmd *cmd)
{
	struct hooks h = { .ctx = ctx, .run = run, .cmd = cmd };

	if (run->output & OUTPUT_JSON)
		return true;
	if (!ctx_open(ctx, &run->diag))
		return false;
	if (ctx->transport->offline) {
		diag_warning(&run->diag, cmd->loc, "the offline kernel has no network stack");
		return true;
	}
	show(&h);
	if (h.error == EPERM)
		run->diag.root_hint = true;
	if (h.error)
		return diag_error(&run->diag, cmd->loc, "Could not list hooks: %s",
				  strerror(h.error));
	if (!h.answered)
		diag_warning(&run->diag, cmd->loc, "this kernel does not tell what its hooks hold");
	return true;
}
