/* ct expectation: an expected connection that rules announce. */
#include "lang/object/stateful.h"

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_expect *expect = object->body;
	const char *protocol;

	stateful_comment(p, object);
	if (!expect)
		return;
	protocol = names_protocol(p->run->names, expect->l4proto);
	print_line_open(p);
	out_printf(p->out, "protocol %s", protocol ? protocol : "unknown");
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "dport %u", expect->dport);
	print_line_close(p);
	print_line_open(p);
	out_str(p->out, "timeout ");
	time_print(expect->timeout, p->flags, p->out);
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "size %u", expect->size);
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "l3proto %s", family_name(expect->l3proto));
	print_line_close(p);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_expect *expect = object->body;
	const char *protocol;

	stateful_json_comment(w, object);
	if (!expect)
		return;
	protocol = names_protocol(p->run->names, expect->l4proto);
	json_pair_str(w, "protocol", protocol ? protocol : "unknown");
	json_pair_u64(w, "dport", expect->dport);
	json_pair_u64(w, "timeout", expect->timeout);
	json_pair_u64(w, "size", expect->size);
	json_pair_str(w, "l3proto", family_name(expect->l3proto));
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_ct_expect *expect;
	uint64_t dport, timeout, size;

	if (stateful_json_names_it_only(cmd))
		return true;
	expect = stateful_json_body(r, cmd, sizeof(*expect), value);
	if (!expect || !stateful_json_protocol(r, value, &expect->l4proto) ||
	    !stateful_json_family(r, value, &expect->l3proto) ||
	    !stateful_json_number(r, value, "dport", UINT16_MAX, &dport) ||
	    !stateful_json_number(r, value, "timeout", UINT32_MAX, &timeout) ||
	    !stateful_json_number(r, value, "size", UINT8_MAX, &size))
		return false;
	expect->dport = (uint16_t)dport;
	expect->timeout = (uint32_t)timeout;
	expect->size = (uint8_t)size;
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct object_ct_expect *expect = cmd->body ? cmd->body->body : NULL;

	if (expect && (cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE) &&
	    (!expect->l4proto || !expect->dport || !expect->timeout || !expect->size))
		return eval_error(ev, cmd->body->loc,
				  "a ct expectation needs protocol, dport, timeout and size");
	if (expect && !expect->l3proto)
		expect->l3proto = (uint16_t)ev->family;
	return stateful_eval(ev, cmd);
}

const struct object_desc object_ct_expectation = {
	.word = "ct expectation",
	.plural = "ct expectations",
	.kind = KIND_OBJECT,
	.type = OBJECT_CT_EXPECT,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
