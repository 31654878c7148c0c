/* ct helper: a connection tracking helper that rules assign. */
#include "lang/object/stateful.h"

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_helper *helper = object->body;
	const char *protocol;

	stateful_comment(p, object);
	if (!helper)
		return;
	protocol = names_protocol(p->run->names, helper->l4proto);
	print_line_open(p);
	out_str(p->out, "type ");
	print_quoted(p, helper->name ? helper->name : "");
	if (protocol)
		out_printf(p->out, " protocol %s", protocol);
	else
		out_printf(p->out, " protocol %u", helper->l4proto);
	print_line_close(p);
	print_line_open(p);
	out_printf(p->out, "l3proto %s", family_name(helper->l3proto));
	print_line_close(p);
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_ct_helper *helper = object->body;
	const char *protocol;

	stateful_json_comment(w, object);
	if (!helper)
		return;
	protocol = names_protocol(p->run->names, helper->l4proto);
	json_pair_str(w, "type", helper->name ? helper->name : "");
	json_pair_str(w, "protocol", protocol ? protocol : "unknown");
	json_pair_str(w, "l3proto", family_name(helper->l3proto));
}

bool stateful_json_protocol(struct reader *r, struct json_t *value, uint8_t *protocol)
{
	const char *name = NULL;

	if (!json_must_str(r, value, "protocol", &name))
		return false;
	*protocol = str_same(name, "tcp") ? 6 : 17;
	return str_same(name, "tcp") || str_same(name, "udp") ||
	       json_error(r, "\"%s\" is no protocol of this object: tcp or udp", name);
}

bool stateful_json_family(struct reader *r, struct json_t *value, uint16_t *family)
{
	const char *name = NULL;
	unsigned number = 0;

	if (!json_may_str(r, value, "l3proto", &name))
		return false;
	if (name && !family_number(span_of(name), &number))
		return json_error(r, "\"%s\" is no family", name);
	*family = (uint16_t)number;
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	enum { HELPER_NAME_SIZE = 16 };
	struct object_ct_helper *helper;

	if (stateful_json_names_it_only(cmd))
		return true;
	helper = stateful_json_body(r, cmd, sizeof(*helper), value);
	if (!helper || !json_must_str(r, value, "type", &helper->name) ||
	    !stateful_json_protocol(r, value, &helper->l4proto) ||
	    !stateful_json_family(r, value, &helper->l3proto))
		return false;
	return strlen(helper->name) < HELPER_NAME_SIZE ||
	       json_error(r, "helper name too long, %d characters at most", HELPER_NAME_SIZE - 1);
}

/* Without l3proto the table's family is meant. */
static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct object_ct_helper *helper = cmd->body ? cmd->body->body : NULL;

	if (helper && !helper->l3proto)
		helper->l3proto = (uint16_t)ev->family;
	return stateful_eval(ev, cmd);
}

const struct object_desc object_ct_helper = {
	.word = "ct helper",
	.plural = "ct helpers",
	.kind = KIND_OBJECT,
	.type = OBJECT_CT_HELPER,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
