/* synproxy: options of a SYN proxy that rules use by name. */
#include "lang/object/stateful.h"
#include "lang/stmt/stmt.h"

static const struct symbol flag_names[] = { { "timestamp", SYNPROXY_TIMESTAMP },
					    { "sack-perm", SYNPROXY_SACK_PERM },
					    { 0 } };

static void print(struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_synproxy *synproxy = object->body;
	uint32_t flags = synproxy ? synproxy->flags : 0;

	stateful_comment(p, object);
	if (flags & SYNPROXY_MSS)
		stateful_line(p, "mss %u", synproxy->mss);
	if (flags & SYNPROXY_WSCALE)
		stateful_line(p, "wscale %u", synproxy->wscale);
	if (flags & (SYNPROXY_TIMESTAMP | SYNPROXY_SACK_PERM))
		stateful_line(p, "%s%s%s", flags & SYNPROXY_TIMESTAMP ? "timestamp" : "",
			      (flags & SYNPROXY_TIMESTAMP) && (flags & SYNPROXY_SACK_PERM) ? " "
											   : "",
			      flags & SYNPROXY_SACK_PERM ? "sack-perm" : "");
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct object *object = thing;
	const struct object_synproxy *synproxy = object->body;

	stateful_json_comment(w, object);
	if (!synproxy)
		return;
	json_pair_u64(w, "mss", synproxy->mss);
	json_pair_u64(w, "wscale", synproxy->wscale);
	if (synproxy->flags & (SYNPROXY_TIMESTAMP | SYNPROXY_SACK_PERM)) {
		json_name(w, "flags");
		json_out_flags(w, flag_names, synproxy->flags);
	}
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct object_synproxy *synproxy;
	struct json_t *flags = json_member(value, "flags");
	uint64_t mss, wscale, bits = 0;

	if (stateful_json_names_it_only(cmd))
		return true;
	synproxy = stateful_json_body(r, cmd, sizeof(*synproxy), value);
	if (!synproxy || !stateful_json_number(r, value, "mss", UINT16_MAX, &mss) ||
	    !stateful_json_number(r, value, "wscale", SYNPROXY_WSCALE_MAX, &wscale) ||
	    (flags && !json_flags(r, flags, flag_names, &bits)))
		return false;
	synproxy->mss = (uint16_t)mss;
	synproxy->wscale = (uint8_t)wscale;
	synproxy->flags = (uint32_t)bits | SYNPROXY_MSS | SYNPROXY_WSCALE;
	return true;
}

const struct object_desc object_synproxy = {
	.word = "synproxy",
	.plural = "synproxys",
	.kind = KIND_OBJECT,
	.type = OBJECT_SYNPROXY,
	.inside = true,
	.verbs = STATEFUL_VERBS,
	.plural_verbs = 1u << VERB_LIST,
	.need = STATEFUL_NEED,
	.eval = stateful_eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
