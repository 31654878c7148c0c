/*
 * listing: the text of instructions for `--debug=netlink`. Every piece begins with a blank, so that
 * `[ name` + pieces + ` ]` is a line.
 */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "vm/listing.h"

#define AS(type, to) const struct insn_##type *to = (const struct insn_##type *)insn
#define GAVE(type, member) insn_gave(insn, offsetof(struct insn_##type, member))

#define PICK(names, number) pick(names, sizeof(names) / sizeof(*(names)), number)
static const char *pick(const char *const *names, size_t n, uint32_t number)
{
	return number < n && names[number] ? names[number] : "unknown";
}

/* Names of the bits that are set, each after a blank. */
static void list_flags(struct out *out, const char *const *names, unsigned n, uint32_t flags)
{
	for (unsigned i = 0; i < n; i++)
		if (flags & (1u << i))
			out_printf(out, " %s", names[i]);
}

static void list_verdict(struct out *out, const struct data *data)
{
	static const char *const names[] = { "return", "goto", "jump", "break", "continue", "drop",
					     "accept", NULL, "queue" };
	uint32_t i = (uint32_t)(data->code - VERDICT_RETURN);

	out_printf(out, " %s", PICK(names, i));
	if (data->chain)
		out_printf(out, " -> %s", data->chain);
}

void data_list(struct out *out, const struct data *data)
{
	static const char digits[] = "0123456789abcdef";
	unsigned unit = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? data->host : 1;

	if (data->verdict) {
		list_verdict(out, data);
		return;
	}
	if (!unit || data->size % unit)
		unit = 1;
	for (unsigned i = 0; i < data->size; i++) {
		uint8_t byte = data->b[i - i % unit + unit - 1 - i % unit];

		if (i % 4 == 0)
			out_str(out, " 0x");
		out_char(out, digits[byte >> 4]);
		out_char(out, digits[byte & 15]);
	}
}

void list_immediate(struct out *out, const struct insn *insn)
{
	AS(immediate, i);

	out_printf(out, " reg %u", i->dreg);
	data_list(out, &i->data);
}

void list_cmp(struct out *out, const struct insn *insn)
{
	static const char *const ops[] = { "eq", "neq", "lt", "lte", "gt", "gte" };
	AS(cmp, i);

	out_printf(out, " %s reg %u", PICK(ops, i->op), i->sreg);
	data_list(out, &i->data);
}

void list_range(struct out *out, const struct insn *insn)
{
	static const char *const ops[] = { "eq", "neq" };
	AS(range, i);

	out_printf(out, " %s reg %u", PICK(ops, i->op), i->sreg);
	data_list(out, &i->from);
	data_list(out, &i->to);
}

void list_bitwise(struct out *out, const struct insn *insn)
{
	static const char *const ops[] = { "&", "<<", ">>", "&", "|", "^" };
	AS(bitwise, i);

	out_printf(out, " reg %u = ( reg %u %s", i->dreg, i->sreg, PICK(ops, i->op));
	if (i->op == BITWISE_MASK_XOR) {
		data_list(out, &i->mask);
		out_str(out, " ) ^");
		data_list(out, &i->xor);
	} else if (i->op == BITWISE_LSHIFT || i->op == BITWISE_RSHIFT) {
		struct data shift = i->data;

		shift.host = shift.size;
		data_list(out, &shift);
		out_str(out, " )");
	} else {
		out_printf(out, " reg %u )", i->sreg2);
	}
}

void list_byteorder(struct out *out, const struct insn *insn)
{
	static const char *const ops[] = { "ntoh", "hton" };
	AS(byteorder, i);

	out_printf(out, " reg %u = %s(reg %u, %u, %u)", i->dreg, PICK(ops, i->op), i->sreg, i->size,
		   i->len);
}

void list_lookup(struct out *out, const struct insn *insn)
{
	AS(lookup, i);

	out_printf(out, " reg %u set %s", i->sreg, i->set ? i->set : "");
	if (GAVE(lookup, dreg))
		out_printf(out, " dreg %u", i->dreg);
	if (i->flags)
		out_printf(out, " 0x%x", i->flags);
}

static void list_inside(struct out *out, const char *word, const struct prog *prog)
{
	const struct insn *i;

	prog_each(i, prog) {
		out_printf(out, " %s", word);
		insn_list(out, i);
	}
}

void list_dynset(struct out *out, const struct insn *insn)
{
	static const char *const ops[] = { "add", "update", "delete" };
	AS(dynset, i);

	out_printf(out, " %s reg_key %u set %s", PICK(ops, i->op), i->sreg_key,
		   i->set ? i->set : "");
	if (GAVE(dynset, sreg_data))
		out_printf(out, " sreg_data %u", i->sreg_data);
	if (GAVE(dynset, timeout))
		out_printf(out, " timeout %llums", (unsigned long long)i->timeout);
	list_inside(out, "expr ", i->expr);
	list_inside(out, "expr ", i->exprs);
}

void list_payload(struct out *out, const struct insn *insn)
{
	static const char *const bases[] = { "link", "network", "transport", "inner", "tunnel" };
	AS(payload, i);

	if (!GAVE(payload, sreg)) {
		out_printf(out, " load %ub @ %s header + %u => reg %u", i->len,
			   PICK(bases, i->base), i->offset, i->dreg);
		return;
	}
	out_printf(out, " write reg %u => %ub @ %s header + %u csum_type %u csum_off %u"
		   " csum_flags 0x%x", i->sreg, i->len, PICK(bases, i->base), i->offset,
		   i->csum_type, i->csum_offset, i->csum_flags);
}

void list_exthdr(struct out *out, const struct insn *insn)
{
	/* SCTP chunks and DCCP options have no word of their own here. */
	static const char *const kinds[] = { "ipv6 ", "tcpopt ", "ipv4 " };
	AS(exthdr, i);
	const char *kind = i->op < 3 ? kinds[i->op] : "";

	if (GAVE(exthdr, dreg))
		out_printf(out, " load %s%ub @ %u + %u%s => reg %u", kind, i->len, i->type,
			   i->offset, i->flags & NFT_EXTHDR_F_PRESENT ? " present" : "", i->dreg);
	else if (GAVE(exthdr, sreg))
		out_printf(out, " write %sreg %u => %ub @ %u + %u", kind, i->sreg, i->len, i->type,
			   i->offset);
	else
		out_printf(out, " reset %s%u", kind, i->type);
}

static void list_load(struct out *out, const char *key, bool set, unsigned sreg, unsigned dreg)
{
	if (set)
		out_printf(out, " set %s with reg %u", key, sreg);
	else
		out_printf(out, " load %s => reg %u", key, dreg);
}

void list_meta(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = {
		"len", "protocol", "priority", "mark", "iif", "oif", "iifname", "oifname",
		"iiftype", "oiftype", "skuid", "skgid", "nftrace", "rtclassid", "secmark",
		"nfproto", "l4proto", "bri_iifname", "bri_oifname", "pkttype", "cpu", "iifgroup",
		"oifgroup", "cgroup", "prandom", "secpath", "iifkind", "oifkind", "bri_iifpvid",
		"bri_iifvproto", "time", "day", "hour", "sdif", "sdifname", "broute", NULL,
		"bri_iifhwaddr",
	};
	AS(meta, i);

	list_load(out, PICK(keys, i->key), GAVE(meta, sreg), i->sreg, i->dreg);
}

void list_ct(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = {
		"state", "direction", "status", "mark", "secmark", "expiration", "helper",
		"l3protocol", "src", "dst", "protocol", "proto_src", "proto_dst", "label",
		"packets", "bytes", "avgpkt", "zone", "event", "src_ip", "dst_ip", "src_ip6",
		"dst_ip6", "id",
	};
	static const char *const directions[] = { "original", "reply" };
	AS(ct, i);

	list_load(out, PICK(keys, i->key), GAVE(ct, sreg), i->sreg, i->dreg);
	if (GAVE(ct, direction))
		out_printf(out, " , dir %s", PICK(directions, i->direction));
}

void list_rt(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = { "classid", "nexthop4", "nexthop6", "tcpmss", "ipsec" };
	AS(rt, i);

	list_load(out, PICK(keys, i->key), false, 0, i->dreg);
}

void list_socket(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = { "transparent", "mark", "wildcard", "cgroupv2" };
	AS(socket, i);

	list_load(out, PICK(keys, i->key), false, 0, i->dreg);
}

void list_fib(struct out *out, const struct insn *insn)
{
	static const char *const inputs[] = { "saddr", "daddr", "mark", "iif", "oif" };
	static const char *const results[] = { NULL, "oif", "oifname", "type" };
	const char *dot = " ";
	AS(fib, i);

	for (unsigned bit = 0; bit < 5; bit++) {
		if (!(i->flags & (1u << bit)))
			continue;
		out_printf(out, "%s%s", dot, inputs[bit]);
		dot = " . ";
	}
	out_printf(out, " %s%s => reg %u", PICK(results, i->result),
		   i->flags & NFTA_FIB_F_PRESENT ? " present" : "", i->dreg);
}

void list_osf(struct out *out, const struct insn *insn)
{
	AS(osf, i);

	out_printf(out, " dreg %u", i->dreg);
}

void list_xfrm(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = { NULL, "daddr4", "daddr6", "saddr4", "saddr6", "reqid",
					    "spi" };
	AS(xfrm, i);

	out_printf(out, " load %s %u %s => reg %u", i->dir ? "out" : "in", i->spnum,
		   PICK(keys, i->key), i->dreg);
}

void list_tunnel(struct out *out, const struct insn *insn)
{
	static const char *const keys[] = { "path", "id" };
	AS(tunnel, i);

	list_load(out, PICK(keys, i->key), false, 0, i->dreg);
}

void list_numgen(struct out *out, const struct insn *insn)
{
	static const char *const types[] = { "inc", "random" };
	AS(numgen, i);

	out_printf(out, " reg %u = %s mod %u", i->dreg, PICK(types, i->type), i->modulus);
	if (i->offset)
		out_printf(out, " offset %u", i->offset);
}

void list_hash(struct out *out, const struct insn *insn)
{
	AS(hash, i);

	if (i->type == NFT_HASH_SYM)
		out_printf(out, " reg %u = symhash()", i->dreg);
	else
		out_printf(out, " reg %u = jhash(reg %u, %u, 0x%x)", i->dreg, i->sreg, i->len,
			   i->seed);
	out_printf(out, " %% mod %u", i->modulus);
	if (i->offset)
		out_printf(out, " offset %u", i->offset);
}

void list_inner(struct out *out, const struct insn *insn)
{
	AS(inner, i);

	out_printf(out, " type %u hdrsize %u flags %x", i->type, i->hdrsize, i->flags);
	list_inside(out, "", i->expr);
}

void list_counter(struct out *out, const struct insn *insn)
{
	AS(counter, i);

	out_printf(out, " pkts %llu bytes %llu", (unsigned long long)i->packets,
		   (unsigned long long)i->bytes);
}

void list_limit(struct out *out, const struct insn *insn)
{
	static const char *const types[] = { "packets", "bytes" };
	static const struct { uint32_t seconds; const char *name; } units[] = {
		{ 1, "second" }, { 60, "minute" }, { 3600, "hour" }, { 86400, "day" },
		{ 604800, "week" },
	};
	const char *unit = "unknown";
	AS(limit, i);

	for (unsigned u = 0; u < sizeof(units) / sizeof(*units); u++)
		if (units[u].seconds == i->unit)
			unit = units[u].name;
	out_printf(out, " rate %llu/%s burst %u type %s flags 0x%x", (unsigned long long)i->rate,
		   unit, i->burst, PICK(types, i->type), i->flags);
}

void list_quota(struct out *out, const struct insn *insn)
{
	AS(quota, i);

	out_printf(out, " bytes %llu consumed %llu flags %u", (unsigned long long)i->bytes,
		   (unsigned long long)i->consumed, i->flags);
}

void list_connlimit(struct out *out, const struct insn *insn)
{
	AS(connlimit, i);

	out_printf(out, " count %u flags %x", i->count, i->flags);
}

void list_last(struct out *out, const struct insn *insn)
{
	AS(last, i);

	if (i->set)
		out_printf(out, " %llu", (unsigned long long)i->msecs);
	else
		out_str(out, " never");
}

void list_log(struct out *out, const struct insn *insn)
{
	static const char *const flags[] = { "tcpseq", "tcpopt", "ipopt", "uid", "nflog",
					     "macdecode" };
	AS(log, i);

	if (i->prefix)
		out_printf(out, " prefix %s", i->prefix);
	if (GAVE(log, group)) {
		out_printf(out, " group %u snaplen %u qthreshold %u", i->group, i->snaplen,
			   i->qthreshold);
		return;
	}
	if (GAVE(log, level))
		out_printf(out, " level %u", i->level);
	list_flags(out, flags, sizeof(flags) / sizeof(*flags), i->flags);
}

void list_reject(struct out *out, const struct insn *insn)
{
	AS(reject, i);

	out_printf(out, " type %u code %u", i->type, i->code);
}

static const char *list_family(uint32_t family)
{
	return family == NFPROTO_IPV4 ? " ip" : family == NFPROTO_IPV6 ? " ip6"
	     : family == NFPROTO_INET ? " inet" : "";
}

static void list_reg(struct out *out, const char *name, uint32_t reg)
{
	if (reg)
		out_printf(out, " %s reg %u", name, reg);
}

void list_nat(struct out *out, const struct insn *insn)
{
	static const char *const types[] = { "snat", "dnat" };
	AS(nat, i);

	out_printf(out, " %s%s", PICK(types, i->type), list_family(i->family));
	list_reg(out, "addr_min", i->addr_min);
	list_reg(out, "addr_max", i->addr_max);
	list_reg(out, "proto_min", i->proto_min);
	list_reg(out, "proto_max", i->proto_max);
	if (i->flags)
		out_printf(out, " flags 0x%x", i->flags);
}

static void list_ports(struct out *out, uint32_t min, uint32_t max, uint32_t flags)
{
	list_reg(out, "proto_min", min);
	list_reg(out, "proto_max", max);
	if (flags)
		out_printf(out, " flags 0x%x", flags);
}

void list_masq(struct out *out, const struct insn *insn)
{
	AS(masq, i);

	list_ports(out, i->proto_min, i->proto_max, i->flags);
}

void list_redir(struct out *out, const struct insn *insn)
{
	AS(redir, i);

	list_ports(out, i->proto_min, i->proto_max, i->flags);
}

void list_tproxy(struct out *out, const struct insn *insn)
{
	AS(tproxy, i);

	out_str(out, i->family == NFPROTO_INET ? "" : list_family(i->family));
	list_reg(out, "addr", i->addr);
	list_reg(out, "port", i->port);
}

void list_synproxy(struct out *out, const struct insn *insn)
{
	AS(synproxy, i);

	out_printf(out, " mss %u wscale %u", i->mss, i->wscale);
}

void list_queue(struct out *out, const struct insn *insn)
{
	static const char *const flags[] = { "bypass", "fanout" };
	AS(queue, i);

	if (GAVE(queue, sreg_qnum))
		out_printf(out, " sreg_qnum %u", i->sreg_qnum);
	else
		out_printf(out, " num %u", i->num);
	if (i->total > 1)
		out_printf(out, "-%u", i->num + i->total - 1u);
	list_flags(out, flags, 2, i->flags);
}

void list_dup(struct out *out, const struct insn *insn)
{
	AS(dup, i);

	if (i->addr)
		out_printf(out, " sreg_addr %u", i->addr);
	if (i->dev)
		out_printf(out, " sreg_dev %u", i->dev);
}

void list_fwd(struct out *out, const struct insn *insn)
{
	AS(fwd, i);

	out_printf(out, " sreg_dev %u", i->dev);
	if (i->addr)
		out_printf(out, " sreg_addr %u", i->addr);
	if (i->nfproto)
		out_printf(out, " nfproto %u", i->nfproto);
}

void list_notrack(struct out *out, const struct insn *insn)
{
}

void list_flow(struct out *out, const struct insn *insn)
{
	AS(flow, i);

	out_printf(out, " flowtable %s", i->table ? i->table : "");
}

void list_objref(struct out *out, const struct insn *insn)
{
	AS(objref, i);

	if (i->set)
		out_printf(out, " sreg %u set %s", i->sreg, i->set);
	else
		out_printf(out, " type %u name %s", i->type, i->name ? i->name : "");
}

void list_xt(struct out *out, const struct insn *insn)
{
	AS(xt, i);

	out_printf(out, " name %s rev %u", i->name ? i->name : "", i->rev);
}

void list_unknown(struct out *out, const struct insn *insn)
{
	AS(unknown, i);

	out_printf(out, " name %s len %zu", i->name ? i->name : "", i->data.n);
}

void insn_list(struct out *out, const struct insn *insn)
{
	const struct insn_desc *desc = &insn_descs[insn->id];

	out_printf(out, "[ %s", desc->name);
	desc->list(out, insn);
	out_str(out, " ]");
}

void prog_list(struct out *out, const struct prog *prog)
{
	const struct insn *i;

	prog_each(i, prog) {
		out_str(out, "  ");
		insn_list(out, i);
		out_char(out, '\n');
	}
}
