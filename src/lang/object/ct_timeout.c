/* ct timeout: how long connection tracking keeps a connection in each state. */
#include <jansson.h>

#include "lang/object/ct_timeout.h"
#include "lang/object/stateful.h"

/* States in wire order (language.md, 8.1). */
static const struct ct_state_row ct_tcp_states[] = {
	{ "syn_sent", 120 },  { "syn_recv", 60 }, { "established", 432000 }, { "fin_wait", 120 },
	{ "close_wait", 60 }, { "last_ack", 30 }, { "time_wait", 120 },	     { "close", 10 },
	{ "syn_sent2", 120 }, { "retrans", 300 }, { "unack", 300 },	     { 0 }
};
static const struct ct_state_row ct_udp_states[] = { { "unreplied", 30 },
						     { "replied", 120 },
						     { 0 } };

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

const struct ct_state_row *ct_timeout_states(unsigned protocol)
{
	return protocol == PROTOCOL_TCP	  ? ct_tcp_states
	       : protocol == PROTOCOL_UDP ? ct_udp_states
					  : NULL;
}

int ct_timeout_state(unsigned protocol, struct span name)
{
	const struct ct_state_row *rows = ct_timeout_states(protocol);

	for (int i = 0; rows && rows[i].name; i++)
		if (span_is(name, rows[i].name))
			return i;
	return -1;
}

static bool shown(const struct object_ct_timeout *timeout, const struct ct_state_row *rows, int i)
{
	return timeout->given & 1u << i && timeout->seconds[i] != rows[i].seconds;
}

static void print_policy(struct print *p, const struct object_ct_timeout *timeout)
{
	const struct ct_state_row *rows = ct_timeout_states(timeout->l4proto);
	const char *separator = "policy = { ";

	print_line_open(p);
	for (int i = 0; rows && rows[i].name; i++) {
		if (!shown(timeout, rows, i))
			continue;
		out_printf(p->out, "%s%s : ", separator, rows[i].name);
		time_print(timeout->seconds[i] * 1000ull, p->flags, p->out);
		separator = ", ";
	}
	if (separator[0] == 'p')
		out_str(p->out, "policy = {");
	out_str(p->out, " }");
	print_line_close(p);
}

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_timeout *timeout = object->body;
	const char *protocol;

	stateful_comment(p, object);
	if (!timeout)
		return;
	protocol = names_protocol(p->run->names, timeout->l4proto);
	print_line_open(p);
	out_printf(p->out, "protocol %s", protocol ? protocol : "unknown");
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "l3proto %s", family_name(timeout->l3proto));
	print_line_close(p);
	print_policy(p, timeout);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_timeout *timeout = object->body;
	const struct ct_state_row *rows;
	const char *protocol;

	stateful_json_comment(w, object);
	if (!timeout)
		return;
	protocol = names_protocol(p->run->names, timeout->l4proto);
	rows = ct_timeout_states(timeout->l4proto);
	json_pair_str(w, "protocol", protocol ? protocol : "unknown");
	json_pair_str(w, "l3proto", family_name(timeout->l3proto));
	json_name(w, "policy");
	json_open(w, '{');
	for (int i = 0; rows && rows[i].name; i++)
		if (shown(timeout, rows, i))
			json_pair_u64(w, rows[i].name, timeout->seconds[i]);
	json_close(w, '}');
}

static bool policy_json_in(struct reader *r, struct object_ct_timeout *timeout, json_t *policy)
{
	const char *name;
	json_t *seconds;

	json_object_foreach(policy, name, seconds)
	{
		int i = ct_timeout_state(timeout->l4proto, span_of(name));

		if (i < 0 || !json_is_integer(seconds))
			return json_error(r, "\"%s\" is no state of this protocol", name);
		timeout->given |= 1u << i;
		timeout->seconds[i] = (uint32_t)json_integer_value(seconds);
	}
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, json_t *value)
{
	struct object_ct_timeout *timeout;

	if (stateful_json_names_it_only(cmd))
		return true;
	timeout = stateful_json_body(r, cmd, sizeof(*timeout), value);
	return timeout && stateful_json_protocol(r, value, &timeout->l4proto) &&
	       stateful_json_family(r, value, &timeout->l3proto) &&
	       policy_json_in(r, timeout, json_object_get(value, "policy"));
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct object_ct_timeout *timeout = cmd->body ? cmd->body->body : NULL;

	if (timeout && !timeout->l3proto)
		timeout->l3proto = (uint16_t)ev->family;
	return stateful_eval(ev, cmd);
}

const struct object_desc object_ct_timeout = {
	.word = "ct timeout",
	.plural = "ct timeouts",
	.kind = KIND_OBJECT,
	.type = OBJECT_CT_TIMEOUT,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
