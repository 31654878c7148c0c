/*
 * events: trace messages by rows; the others are ops (code.c).
 */
#include <linux/netfilter/nf_tables.h>
#include "wire/batch.h"
#include "wire/code.h"
#include "wire/events.h"

/* Told by newer kernels only. */
enum { TRACE_ATTR_CT_ID = 18, TRACE_ATTR_CT_DIRECTION, TRACE_ATTR_CT_STATUS, TRACE_ATTR_CT_STATE };

/* As the attributes have it; verdict and types are put in place after reading. */
struct raw_trace {
	struct trace trace;
	uint32_t kind;
	struct raw_verdict {
		uint32_t code;
		const char *chain;
	} verdict;
};

#define ROW(number, member, what) \
	{ .attr = (number), .kind = (what), .offset = offsetof(struct raw_trace, member) }

/* Unlike data, a trace holds the verdict without a layer between. */
static const struct attr_row verdict_rows[] = {
	{ .attr = NFTA_VERDICT_CODE, .kind = ATTR_U32,
	  .offset = offsetof(struct raw_verdict, code) },
	{ .attr = NFTA_VERDICT_CHAIN, .kind = ATTR_STR,
	  .offset = offsetof(struct raw_verdict, chain) },
	{ 0 }
};

static const struct attr_row trace_rows[] = {
	ROW(NFTA_TRACE_TABLE, trace.table, ATTR_STR),
	ROW(NFTA_TRACE_CHAIN, trace.chain, ATTR_STR),
	ROW(NFTA_TRACE_RULE_HANDLE, trace.rule, ATTR_U64),
	ROW(NFTA_TRACE_TYPE, kind, ATTR_U32),
	{ .attr = NFTA_TRACE_VERDICT, .kind = ATTR_NEST, .nest = verdict_rows,
	  .offset = offsetof(struct raw_trace, verdict) },
	ROW(NFTA_TRACE_ID, trace.id, ATTR_U32),
	ROW(NFTA_TRACE_LL_HEADER, trace.link, ATTR_BLOB),
	ROW(NFTA_TRACE_NETWORK_HEADER, trace.network, ATTR_BLOB),
	ROW(NFTA_TRACE_TRANSPORT_HEADER, trace.transport, ATTR_BLOB),
	ROW(NFTA_TRACE_IIF, trace.iif, ATTR_U32),
	ROW(NFTA_TRACE_IIFTYPE, trace.iiftype, ATTR_U16),
	ROW(NFTA_TRACE_OIF, trace.oif, ATTR_U32),
	ROW(NFTA_TRACE_OIFTYPE, trace.oiftype, ATTR_U16),
	ROW(NFTA_TRACE_MARK, trace.mark, ATTR_U32),
	ROW(NFTA_TRACE_NFPROTO, trace.nfproto, ATTR_U32),
	ROW(NFTA_TRACE_POLICY, trace.policy, ATTR_U32),
	ROW(TRACE_ATTR_CT_ID, trace.ct_id, ATTR_U32),
	ROW(TRACE_ATTR_CT_DIRECTION, trace.ct_direction, ATTR_U8),
	ROW(TRACE_ATTR_CT_STATUS, trace.ct_status, ATTR_U32),
	ROW(TRACE_ATTR_CT_STATE, trace.ct_state, ATTR_U32),
	{ 0 }
};

static bool decode_trace(struct pool *pool, struct attrs in, struct trace *trace)
{
	struct raw_trace raw = { 0 };
	uint32_t given;

	if (!attr_get_rows(in, trace_rows, &raw, &given, pool, false))
		return false;
	*trace = raw.trace;
	trace->kind = raw.kind;
	trace->has_verdict = rows_gave(trace_rows, given, NFTA_TRACE_VERDICT);
	trace->verdict = (int32_t)raw.verdict.code;
	trace->target = raw.verdict.chain;
	trace->has_policy = rows_gave(trace_rows, given, NFTA_TRACE_POLICY);
	trace->has_mark = rows_gave(trace_rows, given, NFTA_TRACE_MARK);
	trace->has_ct = rows_gave(trace_rows, given, TRACE_ATTR_CT_ID) ||
			rows_gave(trace_rows, given, TRACE_ATTR_CT_STATE);
	return raw.kind >= TRACE_POLICY && raw.kind <= TRACE_RULE;
}

static void tell(struct events *events, struct event *event)
{
	struct op *op = &event->op;

	if (!event->traced && op->kind == KIND_ELEMENT) {
		code_fold_elems(op->set, op->elems);
		if (!op->elems->n)
			return;
	}
	events->take(events->arg, event);
}

void events_flush(struct events *events)
{
	struct event *event = events->held;

	events->held = NULL;
	if (event)
		tell(events, event);
}

static bool ends_held(struct events *events, const struct op *op)
{
	struct op *held = &events->held->op;

	return op->kind == KIND_ELEMENT && op->verb == held->verb && op->family == held->family &&
	       str_same(op->table_name, held->table_name) &&
	       str_same(op->set->name, held->set->name) &&
	       code_elems_pair(held->set, held->elems, op->elems);
}

static void take_op(struct events *events, const struct nlmsghdr *message, struct event *event)
{
	struct op *op = &event->op;

	if (!code_read(events->into, message, op))
		return;
	if (op->kind == KIND_SET && events->set_known && op->verb != OP_FLUSH)
		events->set_known(events->set_arg, op->set);
	if (events->held) {
		bool ended = ends_held(events, op);

		events_flush(events);
		if (ended)
			return;
	}
	if (op->kind == KIND_ELEMENT && code_elems_half(op->set, op->elems))
		events->held = event;
	else
		tell(events, event);
}

void events_message(struct events *events, const struct nlmsghdr *message)
{
	struct pool *pool = events->into->pool;
	struct event *event;

	if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct nfgenmsg)))
		return;
	event = pool_new_of(pool, struct event);
	event->traced = message->nlmsg_type == MSG_TYPE(MSG_TRACE);
	if (!event->traced) {
		take_op(events, message, event);
		return;
	}
	if (!decode_trace(pool, message_attrs(message), &event->trace))
		return;
	event->trace.family = ((const struct nfgenmsg *)NLMSG_DATA(message))->nfgen_family;
	events_flush(events);
	events->take(events->arg, event);
}
