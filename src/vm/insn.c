/*
 * insn: the rows of every instruction. The attribute numbers are the kernel's; those that older
 * headers lack are defined here.
 */
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include "vm/insn.h"
#include "vm/listing.h"

#ifndef NFTA_INNER_MAX
enum { NFTA_INNER_NUM = 1, NFTA_INNER_TYPE, NFTA_INNER_FLAGS, NFTA_INNER_HDRSIZE, NFTA_INNER_EXPR };
#endif
enum { ATTR_BITWISE_SREG2 = 8 }; /* NFTA_BITWISE_SREG2 */

#define ROW(type, member, number, what, ...)                                                      \
	{ .size = (what) >= ATTR_U32 && (what) <= ATTR_REG ? 8 : 0, .attr = (number),             \
	  .kind = (what), .offset = offsetof(struct insn_##type, member), .name = #member,        \
	  __VA_ARGS__ }
/* Sent whether marked as given or not. */
#define MUST(type, member, number, what, ...)                                                     \
	ROW(type, member, number, what, .always = true, __VA_ARGS__)

static const struct attr_row immediate_rows[] = {
	MUST(immediate, dreg, NFTA_IMMEDIATE_DREG, ATTR_REG),
	MUST(immediate, data, NFTA_IMMEDIATE_DATA, ATTR_DATA),
	{ 0 }
};
static const struct attr_row cmp_rows[] = {
	MUST(cmp, sreg, NFTA_CMP_SREG, ATTR_REG),
	MUST(cmp, op, NFTA_CMP_OP, ATTR_U32),
	MUST(cmp, data, NFTA_CMP_DATA, ATTR_DATA),
	{ 0 }
};
static const struct attr_row range_rows[] = {
	MUST(range, sreg, NFTA_RANGE_SREG, ATTR_REG),
	MUST(range, op, NFTA_RANGE_OP, ATTR_U32),
	MUST(range, from, NFTA_RANGE_FROM_DATA, ATTR_DATA),
	MUST(range, to, NFTA_RANGE_TO_DATA, ATTR_DATA),
	{ 0 }
};
static const struct attr_row bitwise_rows[] = {
	MUST(bitwise, sreg, NFTA_BITWISE_SREG, ATTR_REG),
	MUST(bitwise, dreg, NFTA_BITWISE_DREG, ATTR_REG),
	MUST(bitwise, op, NFTA_BITWISE_OP, ATTR_U32),
	MUST(bitwise, len, NFTA_BITWISE_LEN, ATTR_U32),
	ROW(bitwise, mask, NFTA_BITWISE_MASK, ATTR_DATA),
	ROW(bitwise, xor, NFTA_BITWISE_XOR, ATTR_DATA),
	ROW(bitwise, data, NFTA_BITWISE_DATA, ATTR_DATA),
	ROW(bitwise, sreg2, ATTR_BITWISE_SREG2, ATTR_REG),
	{ 0 }
};
static const struct attr_row byteorder_rows[] = {
	MUST(byteorder, sreg, NFTA_BYTEORDER_SREG, ATTR_REG),
	MUST(byteorder, dreg, NFTA_BYTEORDER_DREG, ATTR_REG),
	MUST(byteorder, op, NFTA_BYTEORDER_OP, ATTR_U32),
	MUST(byteorder, len, NFTA_BYTEORDER_LEN, ATTR_U32),
	MUST(byteorder, size, NFTA_BYTEORDER_SIZE, ATTR_U32),
	{ 0 }
};
static const struct attr_row lookup_rows[] = {
	ROW(lookup, set, NFTA_LOOKUP_SET, ATTR_STR),
	MUST(lookup, sreg, NFTA_LOOKUP_SREG, ATTR_REG),
	ROW(lookup, dreg, NFTA_LOOKUP_DREG, ATTR_REG, .telling = true),
	ROW(lookup, set_id, NFTA_LOOKUP_SET_ID, ATTR_U32, .state = true),
	ROW(lookup, flags, NFTA_LOOKUP_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row dynset_rows[] = {
	ROW(dynset, set, NFTA_DYNSET_SET_NAME, ATTR_STR),
	ROW(dynset, set_id, NFTA_DYNSET_SET_ID, ATTR_U32, .state = true),
	MUST(dynset, op, NFTA_DYNSET_OP, ATTR_U32),
	MUST(dynset, sreg_key, NFTA_DYNSET_SREG_KEY, ATTR_REG),
	ROW(dynset, sreg_data, NFTA_DYNSET_SREG_DATA, ATTR_REG),
	ROW(dynset, timeout, NFTA_DYNSET_TIMEOUT, ATTR_U64),
	ROW(dynset, expr, NFTA_DYNSET_EXPR, ATTR_ONE),
	ROW(dynset, flags, NFTA_DYNSET_FLAGS, ATTR_U32),
	ROW(dynset, exprs, NFTA_DYNSET_EXPRESSIONS, ATTR_PROG),
	{ 0 }
};
static const struct attr_row payload_rows[] = {
	ROW(payload, dreg, NFTA_PAYLOAD_DREG, ATTR_REG, .telling = true),
	MUST(payload, base, NFTA_PAYLOAD_BASE, ATTR_U32),
	MUST(payload, offset, NFTA_PAYLOAD_OFFSET, ATTR_U32),
	MUST(payload, len, NFTA_PAYLOAD_LEN, ATTR_U32),
	ROW(payload, sreg, NFTA_PAYLOAD_SREG, ATTR_REG, .telling = true),
	ROW(payload, csum_type, NFTA_PAYLOAD_CSUM_TYPE, ATTR_U32),
	ROW(payload, csum_offset, NFTA_PAYLOAD_CSUM_OFFSET, ATTR_U32),
	ROW(payload, csum_flags, NFTA_PAYLOAD_CSUM_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row exthdr_rows[] = {
	ROW(exthdr, dreg, NFTA_EXTHDR_DREG, ATTR_REG, .telling = true),
	MUST(exthdr, type, NFTA_EXTHDR_TYPE, ATTR_U8),
	ROW(exthdr, offset, NFTA_EXTHDR_OFFSET, ATTR_U32),
	ROW(exthdr, len, NFTA_EXTHDR_LEN, ATTR_U32),
	ROW(exthdr, flags, NFTA_EXTHDR_FLAGS, ATTR_U32),
	MUST(exthdr, op, NFTA_EXTHDR_OP, ATTR_U32),
	ROW(exthdr, sreg, NFTA_EXTHDR_SREG, ATTR_REG, .telling = true),
	{ 0 }
};
static const struct attr_row meta_rows[] = {
	ROW(meta, dreg, NFTA_META_DREG, ATTR_REG, .telling = true),
	MUST(meta, key, NFTA_META_KEY, ATTR_U32),
	ROW(meta, sreg, NFTA_META_SREG, ATTR_REG, .telling = true),
	{ 0 }
};
static const struct attr_row ct_rows[] = {
	ROW(ct, dreg, NFTA_CT_DREG, ATTR_REG, .telling = true),
	MUST(ct, key, NFTA_CT_KEY, ATTR_U32),
	ROW(ct, direction, NFTA_CT_DIRECTION, ATTR_U8, .telling = true),
	ROW(ct, sreg, NFTA_CT_SREG, ATTR_REG, .telling = true),
	{ 0 }
};
static const struct attr_row rt_rows[] = {
	MUST(rt, dreg, NFTA_RT_DREG, ATTR_REG),
	MUST(rt, key, NFTA_RT_KEY, ATTR_U32),
	{ 0 }
};
static const struct attr_row socket_rows[] = {
	MUST(socket, key, NFTA_SOCKET_KEY, ATTR_U32),
	MUST(socket, dreg, NFTA_SOCKET_DREG, ATTR_REG),
	ROW(socket, level, NFTA_SOCKET_LEVEL, ATTR_U32),
	{ 0 }
};
static const struct attr_row fib_rows[] = {
	MUST(fib, dreg, NFTA_FIB_DREG, ATTR_REG),
	MUST(fib, result, NFTA_FIB_RESULT, ATTR_U32),
	MUST(fib, flags, NFTA_FIB_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row osf_rows[] = {
	MUST(osf, dreg, NFTA_OSF_DREG, ATTR_REG),
	ROW(osf, ttl, NFTA_OSF_TTL, ATTR_U8),
	ROW(osf, flags, NFTA_OSF_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row xfrm_rows[] = {
	MUST(xfrm, dreg, NFTA_XFRM_DREG, ATTR_REG),
	MUST(xfrm, key, NFTA_XFRM_KEY, ATTR_U32),
	MUST(xfrm, dir, NFTA_XFRM_DIR, ATTR_U8),
	MUST(xfrm, spnum, NFTA_XFRM_SPNUM, ATTR_U32),
	{ 0 }
};
static const struct attr_row tunnel_rows[] = {
	MUST(tunnel, key, NFTA_TUNNEL_KEY, ATTR_U32),
	MUST(tunnel, dreg, NFTA_TUNNEL_DREG, ATTR_REG),
	ROW(tunnel, mode, NFTA_TUNNEL_MODE, ATTR_U32),
	{ 0 }
};
static const struct attr_row numgen_rows[] = {
	MUST(numgen, dreg, NFTA_NG_DREG, ATTR_REG),
	MUST(numgen, modulus, NFTA_NG_MODULUS, ATTR_U32),
	MUST(numgen, type, NFTA_NG_TYPE, ATTR_U32),
	ROW(numgen, offset, NFTA_NG_OFFSET, ATTR_U32),
	{ 0 }
};
static const struct attr_row hash_rows[] = {
	ROW(hash, sreg, NFTA_HASH_SREG, ATTR_REG),
	MUST(hash, dreg, NFTA_HASH_DREG, ATTR_REG),
	ROW(hash, len, NFTA_HASH_LEN, ATTR_U32),
	MUST(hash, modulus, NFTA_HASH_MODULUS, ATTR_U32),
	ROW(hash, seed, NFTA_HASH_SEED, ATTR_U32, .telling = true),
	ROW(hash, offset, NFTA_HASH_OFFSET, ATTR_U32),
	MUST(hash, type, NFTA_HASH_TYPE, ATTR_U32),
	{ 0 }
};
static const struct attr_row inner_rows[] = {
	MUST(inner, num, NFTA_INNER_NUM, ATTR_U32),
	MUST(inner, type, NFTA_INNER_TYPE, ATTR_U32),
	MUST(inner, flags, NFTA_INNER_FLAGS, ATTR_U32),
	MUST(inner, hdrsize, NFTA_INNER_HDRSIZE, ATTR_U32),
	ROW(inner, expr, NFTA_INNER_EXPR, ATTR_ONE),
	{ 0 }
};
static const struct attr_row counter_rows[] = {
	MUST(counter, bytes, NFTA_COUNTER_BYTES, ATTR_U64, .state = true),
	MUST(counter, packets, NFTA_COUNTER_PACKETS, ATTR_U64, .state = true),
	{ 0 }
};
static const struct attr_row limit_rows[] = {
	MUST(limit, rate, NFTA_LIMIT_RATE, ATTR_U64),
	MUST(limit, unit, NFTA_LIMIT_UNIT, ATTR_U64),
	MUST(limit, burst, NFTA_LIMIT_BURST, ATTR_U32),
	MUST(limit, type, NFTA_LIMIT_TYPE, ATTR_U32),
	MUST(limit, flags, NFTA_LIMIT_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row quota_rows[] = {
	MUST(quota, bytes, NFTA_QUOTA_BYTES, ATTR_U64),
	MUST(quota, consumed, NFTA_QUOTA_CONSUMED, ATTR_U64, .state = true),
	MUST(quota, flags, NFTA_QUOTA_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row connlimit_rows[] = {
	MUST(connlimit, count, NFTA_CONNLIMIT_COUNT, ATTR_U32),
	MUST(connlimit, flags, NFTA_CONNLIMIT_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row last_rows[] = {
	ROW(last, set, NFTA_LAST_SET, ATTR_U32, .state = true),
	ROW(last, msecs, NFTA_LAST_MSECS, ATTR_U64, .state = true),
	{ 0 }
};
static const struct attr_row log_rows[] = {
	ROW(log, group, NFTA_LOG_GROUP, ATTR_U16, .telling = true),
	ROW(log, prefix, NFTA_LOG_PREFIX, ATTR_STR, .max = 128),
	ROW(log, snaplen, NFTA_LOG_SNAPLEN, ATTR_U32),
	ROW(log, qthreshold, NFTA_LOG_QTHRESHOLD, ATTR_U16),
	ROW(log, level, NFTA_LOG_LEVEL, ATTR_U32),
	ROW(log, flags, NFTA_LOG_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row reject_rows[] = {
	MUST(reject, type, NFTA_REJECT_TYPE, ATTR_U32),
	MUST(reject, code, NFTA_REJECT_ICMP_CODE, ATTR_U8),
	{ 0 }
};
static const struct attr_row nat_rows[] = {
	MUST(nat, type, NFTA_NAT_TYPE, ATTR_U32),
	MUST(nat, family, NFTA_NAT_FAMILY, ATTR_U32),
	ROW(nat, addr_min, NFTA_NAT_REG_ADDR_MIN, ATTR_REG),
	ROW(nat, addr_max, NFTA_NAT_REG_ADDR_MAX, ATTR_REG),
	ROW(nat, proto_min, NFTA_NAT_REG_PROTO_MIN, ATTR_REG),
	ROW(nat, proto_max, NFTA_NAT_REG_PROTO_MAX, ATTR_REG),
	ROW(nat, flags, NFTA_NAT_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row masq_rows[] = {
	ROW(masq, flags, NFTA_MASQ_FLAGS, ATTR_U32),
	ROW(masq, proto_min, NFTA_MASQ_REG_PROTO_MIN, ATTR_REG),
	ROW(masq, proto_max, NFTA_MASQ_REG_PROTO_MAX, ATTR_REG),
	{ 0 }
};
static const struct attr_row redir_rows[] = {
	ROW(redir, proto_min, NFTA_REDIR_REG_PROTO_MIN, ATTR_REG),
	ROW(redir, proto_max, NFTA_REDIR_REG_PROTO_MAX, ATTR_REG),
	ROW(redir, flags, NFTA_REDIR_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row tproxy_rows[] = {
	MUST(tproxy, family, NFTA_TPROXY_FAMILY, ATTR_U32),
	ROW(tproxy, addr, NFTA_TPROXY_REG_ADDR, ATTR_REG),
	ROW(tproxy, port, NFTA_TPROXY_REG_PORT, ATTR_REG),
	{ 0 }
};
static const struct attr_row synproxy_rows[] = {
	MUST(synproxy, mss, NFTA_SYNPROXY_MSS, ATTR_U16),
	MUST(synproxy, wscale, NFTA_SYNPROXY_WSCALE, ATTR_U8),
	MUST(synproxy, flags, NFTA_SYNPROXY_FLAGS, ATTR_U32),
	{ 0 }
};
static const struct attr_row queue_rows[] = {
	ROW(queue, num, NFTA_QUEUE_NUM, ATTR_U16, .telling = true),
	ROW(queue, total, NFTA_QUEUE_TOTAL, ATTR_U16),
	ROW(queue, flags, NFTA_QUEUE_FLAGS, ATTR_U16),
	ROW(queue, sreg_qnum, NFTA_QUEUE_SREG_QNUM, ATTR_REG, .telling = true),
	{ 0 }
};
static const struct attr_row dup_rows[] = {
	ROW(dup, addr, NFTA_DUP_SREG_ADDR, ATTR_REG),
	ROW(dup, dev, NFTA_DUP_SREG_DEV, ATTR_REG),
	{ 0 }
};
static const struct attr_row fwd_rows[] = {
	MUST(fwd, dev, NFTA_FWD_SREG_DEV, ATTR_REG),
	ROW(fwd, addr, NFTA_FWD_SREG_ADDR, ATTR_REG),
	ROW(fwd, nfproto, NFTA_FWD_NFPROTO, ATTR_U32),
	{ 0 }
};
static const struct attr_row notrack_rows[] = { { 0 } };
static const struct attr_row flow_rows[] = {
	ROW(flow, table, NFTA_FLOW_TABLE_NAME, ATTR_STR),
	{ 0 }
};
static const struct attr_row objref_rows[] = {
	ROW(objref, type, NFTA_OBJREF_IMM_TYPE, ATTR_U32),
	ROW(objref, name, NFTA_OBJREF_IMM_NAME, ATTR_STR),
	ROW(objref, sreg, NFTA_OBJREF_SET_SREG, ATTR_REG),
	ROW(objref, set, NFTA_OBJREF_SET_NAME, ATTR_STR),
	ROW(objref, set_id, NFTA_OBJREF_SET_ID, ATTR_U32, .state = true),
	{ 0 }
};
static const struct attr_row match_rows[] = {
	ROW(xt, name, NFTA_MATCH_NAME, ATTR_STR),
	MUST(xt, rev, NFTA_MATCH_REV, ATTR_U32),
	MUST(xt, info, NFTA_MATCH_INFO, ATTR_BLOB),
	{ 0 }
};
static const struct attr_row target_rows[] = {
	ROW(xt, name, NFTA_TARGET_NAME, ATTR_STR),
	MUST(xt, rev, NFTA_TARGET_REV, ATTR_U32),
	MUST(xt, info, NFTA_TARGET_INFO, ATTR_BLOB),
	{ 0 }
};
/* The raw content of NFTA_EXPR_DATA; wire/code_insn.c treats both members itself. */
static const struct attr_row unknown_rows[] = {
	ROW(unknown, name, NFTA_EXPR_NAME, ATTR_STR),
	ROW(unknown, data, NFTA_EXPR_DATA, ATTR_BLOB),
	{ 0 }
};

#define ROWS(table) .rows = (table), .row_n = sizeof(table) / sizeof(*(table)) - 1
#define DESC(ID, type, text, ...)                                                                 \
	[INSN_##ID] = { .name = (text), .name_size = sizeof(text), ROWS(type##_rows),             \
			.list = list_##type, __VA_ARGS__ }

const struct insn_desc insn_descs[INSN_N] = {
	[INSN_NONE] = { .name = "none", .name_size = sizeof("none"),
			ROWS(notrack_rows), .list = list_notrack },
	DESC(IMMEDIATE, immediate, "immediate"), DESC(CMP, cmp, "cmp"),
	DESC(RANGE, range, "range"), DESC(BITWISE, bitwise, "bitwise"),
	DESC(BYTEORDER, byteorder, "byteorder"), DESC(LOOKUP, lookup, "lookup"),
	DESC(DYNSET, dynset, "dynset", .special = true), DESC(PAYLOAD, payload, "payload"),
	DESC(EXTHDR, exthdr, "exthdr", .special = true), DESC(META, meta, "meta"), DESC(CT, ct, "ct"),
	DESC(RT, rt, "rt"), DESC(SOCKET, socket, "socket"), DESC(FIB, fib, "fib"),
	DESC(OSF, osf, "osf"), DESC(XFRM, xfrm, "xfrm"), DESC(TUNNEL, tunnel, "tunnel"),
	DESC(NUMGEN, numgen, "numgen"), DESC(HASH, hash, "hash"), DESC(INNER, inner, "inner"),
	DESC(COUNTER, counter, "counter"), DESC(LIMIT, limit, "limit"),
	DESC(QUOTA, quota, "quota"), DESC(CONNLIMIT, connlimit, "connlimit"),
	DESC(LAST, last, "last"), DESC(LOG, log, "log"), DESC(REJECT, reject, "reject"),
	DESC(NAT, nat, "nat"), DESC(MASQ, masq, "masq"), DESC(REDIR, redir, "redir"),
	DESC(TPROXY, tproxy, "tproxy"), DESC(SYNPROXY, synproxy, "synproxy"),
	DESC(QUEUE, queue, "queue"), DESC(DUP, dup, "dup"), DESC(FWD, fwd, "fwd"),
	DESC(NOTRACK, notrack, "notrack"), DESC(FLOW, flow, "flow_offload"),
	DESC(OBJREF, objref, "objref"),
	[INSN_MATCH] = { .name = "match", .name_size = sizeof("match"),
			 ROWS(match_rows), .list = list_xt },
	[INSN_TARGET] = { .name = "target", .name_size = sizeof("target"),
			  ROWS(target_rows), .list = list_xt },
	DESC(UNKNOWN, unknown, "unknown"),
};

enum insn_id insn_by_name(struct span name)
{
	for (unsigned id = INSN_IMMEDIATE; id < INSN_UNKNOWN; id++) {
		const struct insn_desc *desc = &insn_descs[id];

		if (desc->name_size == name.n + 1 && memcmp(desc->name, name.p, name.n) == 0)
			return id;
	}
	return INSN_UNKNOWN;
}

static unsigned row_bit(const struct insn *insn, size_t offset)
{
	const struct attr_row *rows = insn_descs[insn->id].rows;

	for (unsigned i = 0; rows[i].kind; i++)
		if (rows[i].offset == offset)
			return 1u << i;
	return 0;
}

void insn_give_row(struct insn *insn, size_t offset)
{
	insn->given |= row_bit(insn, offset);
}

bool insn_gave(const struct insn *insn, size_t offset)
{
	return insn->given & row_bit(insn, offset);
}
