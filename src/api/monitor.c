/*
 * monitor: changes as they happen, one line (or JSON object) each, until interrupted. A ruleset of
 * its own follows the events, so that element and rule lines can be shown with their types.
 */
#include "api/ctx.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>

#include "json/json.h"
#include "pass/eval.h"
#include "wire/batch.h"
#include "wire/events.h"

/* How long the second border of an interval is waited for. */
enum { HELD_MS = 50 };

struct monitor {
	struct nft_ctx *ctx;
	struct run *run;
	struct monitor_body *what;
	struct print print;
	bool json;
	bool traces;
	bool stale;              /* rules have changed since they were loaded for traces */
	struct transport *loads; /* another one to load by, so that no trace is missed meanwhile */
};

/* The words that choose what is shown: which object word shows which kinds. */
static const struct {
	const char *word;
	unsigned kinds;
} filters[] = {
	{ "tables", 1u << KIND_TABLE },	    { "chains", 1u << KIND_CHAIN },
	{ "rules", 1u << KIND_RULE },	    { "sets", 1u << KIND_SET },
	{ "elements", 1u << KIND_ELEMENT }, { "ruleset", (1u << KIND_N) - 1 },
};

static unsigned shown_kinds(const struct monitor_body *what)
{
	unsigned all = (1u << KIND_N) - 1;

	for (size_t i = 0; what->object && i < sizeof(filters) / sizeof(*filters); i++)
		if (str_same(filters[i].word, what->object))
			return filters[i].kinds & ~(1u << KIND_GENERATION);
	return what->event
		       ? all & ~(1u << KIND_OBJECT | 1u << KIND_FLOWTABLE | 1u << KIND_GENERATION)
		       : all;
}

static bool shown(const struct monitor *m, const struct op *op)
{
	bool removal = op->verb == OP_DELETE || op->verb == OP_DESTROY;
	bool anonymous = (op->kind == KIND_SET || op->kind == KIND_ELEMENT) && !removal &&
			 op->set->flags & SET_ANONYMOUS;

	if (!(shown_kinds(m->what) & 1u << op->kind) || anonymous)
		return false;
	if (str_same(m->what->event, "new"))
		return !removal;
	return !str_same(m->what->event, "destroy") || removal;
}

static void show(struct monitor *m, const struct op *op)
{
	struct writer writer;

	if (m->json && !op_desc(m->run, op))
		return;
	if (m->json) {
		json_init(&writer, m->run->out);
		json_out_event(&writer, &m->print, op);
		out_char(m->run->out, '\n');
	} else {
		print_event(&m->print, op);
	}
}

static bool load(struct monitor *m, struct transport *transport)
{
	struct need need = { .bits = NEED_TABLES | NEED_CHAINS | NEED_SETS | NEED_RULES,
			     .any = true,
			     .set_known = typeof_known,
			     .arg = m->run };

	if (m->traces)
		need.bits |= NEED_ELEMENTS;
	return ruleset_load(m->run->known, transport, &m->run->diag, &need, NULL);
}

/* Traces name rules by handle, and handles begin anew with a new table. */
static void take_trace(struct monitor *m, const struct trace *trace)
{
	if (m->stale)
		m->stale = !load(m, m->loads);
	trace_show(&m->print, trace);
}

static void take(void *arg, struct event *event)
{
	struct monitor *m = arg;

	if (event->traced) {
		take_trace(m, &event->trace);
	} else if (m->traces) {
		m->stale = true;
	} else {
		event_file(m->run, &event->op);
		if (shown(m, &event->op))
			show(m, &event->op);
	}
	out_flush(m->run->out);
	if (!m->ctx->output.buffering)
		fflush(m->ctx->output.fp);
}

static bool follow(struct monitor *m)
{
	struct transport *t = m->ctx->transport;
	struct events events = { .into = m->run->known,
				 .take = take,
				 .arg = m,
				 .set_known = typeof_known,
				 .set_arg = m->run };
	const struct nlmsghdr *message;
	const uint8_t *chunk;
	void *buf;

	for (;;) {
		ptrdiff_t size = t->recv(t, &buf, events.held ? HELD_MS : -1);
		size_t left = (size_t)size;

		if (size < 0 && errno == ENOBUFS)
			continue;
		if (size < 0)
			return diag_netlink(&m->run->diag, "monitor: %s", strerror(errno));
		if (!size && !events.held)
			return true;
		if (!size)
			events_flush(&events);
		chunk = buf;
		while (size && (message = message_next(&chunk, &left)))
			events_message(&events, message);
	}
}

static bool subscribe(struct monitor *m)
{
	struct transport *t = m->ctx->transport;

	if (m->traces && !m->loads)
		m->loads = transport_socket();
	if ((m->traces && (!m->loads || t->subscribe(t, true, true))) ||
	    t->subscribe(t, true, false))
		return diag_netlink(&m->run->diag, "cannot subscribe to events: %s",
				    strerror(errno));
	return true;
}

bool monitor(struct nft_ctx *ctx, struct run *run, struct cmd *cmd)
{
	static struct monitor_body everything;
	struct monitor *m = pool_new_of(run->pool, struct monitor);
	bool good;

	*m = (struct monitor){ .ctx = ctx,
			       .run = run,
			       .what = cmd->monitor ? cmd->monitor : &everything };
	m->json = run->output & OUTPUT_JSON || m->what->json;
	m->traces = str_same(m->what->object, "trace");
	print_init(&m->print, run, run->out);
	good = ctx_open(ctx, &run->diag) && load(m, ctx->transport) && subscribe(m);
	ctx_tell(ctx, PHASE_NONE);
	good = good && follow(m);
	if (m->loads)
		m->loads->close(m->loads);
	return good;
}
