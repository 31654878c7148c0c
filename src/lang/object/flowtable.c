/*
 * flowtable: where established flows leave the classic forwarding path. Families ip, ip6, inet;
 * hook ingress; a second `add` brings further devices, `delete` with a block takes devices away.
 */
#include <jansson.h>

#include "lang/object/object.h"

enum { FLOWTABLE_OFFLOAD = 1, FLOWTABLE_COUNTER = 2 };
enum { INTERFACE_NAME_SIZE = 16 };

static const struct symbol flag_names[] = { { "offload", FLOWTABLE_OFFLOAD }, { 0 } };

static bool check_family(struct eval *ev, const struct cmd *cmd)
{
	if (ev->family == FAMILY_IP || ev->family == FAMILY_IP6 || ev->family == FAMILY_INET)
		return true;
	return eval_error(ev, cmd->h.family_loc.end ? cmd->h.family_loc : cmd->loc,
			  "family %s has no flowtables, only ip, ip6 and inet have",
			  family_name(ev->family));
}

enum { DEVICE_INGRESS = 0 };

static bool eval_hook(struct eval *ev, struct flowtable *want, const struct flowtable_body *body)
{
	struct eval at_device = *ev; /* priorities have the names of the netdev family */

	if (!body->hook.name)
		return true;
	if (!str_same(body->hook.name, "ingress")) {
		unsigned hook;

		if (!hook_number(FAMILY_NETDEV, span_of(body->hook.name), &hook) &&
		    !hook_number(FAMILY_INET, span_of(body->hook.name), &hook))
			return eval_error(ev, body->hook.loc, "unknown chain hook");
		return eval_error(ev, body->hook.loc, "flowtables have no hook %s, only ingress",
				  body->hook.name);
	}
	want->has_hook = true;
	want->hook = 0;
	if (!body->priority)
		return true;
	want->has_priority = true;
	at_device.family = FAMILY_NETDEV;
	return eval_priority(&at_device, body->priority, DEVICE_INGRESS, body->priority_loc,
			     &want->priority);
}

static bool eval_flow_devices(struct eval *ev, struct flowtable *want,
			      const struct flowtable_body *body)
{
	struct device_list list = { 0 };

	if (!body->devices)
		return true;
	if (!eval_devices(ev, body->devices, &list))
		return false;
	for (size_t i = 0; i < list.name.n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!str_same(list.name.v[i], list.name.v[j]))
				continue;
			eval_error(ev, list.loc.v[i], "device \"%s\" is given twice",
				   list.name.v[i]);
			return diag_also(&ev->run->diag, list.loc.v[j]);
		}
		*vec_push(ev->run->pool, &want->devices) = list.name.v[i];
		*vec_push(ev->run->pool, &want->device_locs) = list.loc.v[i];
	}
	return true;
}

static bool eval_body(struct eval *ev, struct flowtable *want, const struct flowtable_body *body)
{
	want->flags = body->flags;
	return eval_hook(ev, want, body) && eval_flow_devices(ev, want, body);
}

static struct flowtable *flowtable_op(struct eval *ev, struct cmd *cmd, struct op **op)
{
	const struct flowtable_body *body = cmd->flowtable;
	struct flowtable *want = pool_new_of(ev->run->pool, struct flowtable);

	want->table = eval_table(ev);
	want->name = cmd->h.name.name;
	want->handle = cmd->h.handle.number;
	*op = eval_op(ev, KIND_FLOWTABLE);
	(*op)->flowtable = want;
	if (body && body->hook.loc.end)
		(*op)->at[AT_SPEC] = body->hook.loc;
	if (body && body->devices_loc.end)
		(*op)->at[AT_DEVICES] = body->devices_loc;
	return want;
}

static void file_flowtable(struct flowtable *want)
{
	struct table *table = want->table;
	struct flowtable *known = flowtable_find(table, want->name);

	if (!known) {
		known = flowtable_add(table, want->name);
		known->has_hook = want->has_hook;
		known->hook = want->hook;
		known->priority = want->priority;
	}
	known->flags |= want->flags;
	for (size_t i = 0; i < want->devices.n; i++)
		*vec_push(table->ruleset->pool, &known->devices) = want->devices.v[i];
}

static bool add(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct flowtable *want = flowtable_op(ev, cmd, &op);

	if (cmd->flowtable && !eval_body(ev, want, cmd->flowtable))
		return false;
	file_flowtable(want);
	return true;
}

static bool remove_flowtable(struct eval *ev, struct cmd *cmd)
{
	struct op *op;
	struct flowtable *want = flowtable_op(ev, cmd, &op);
	struct flowtable *known = op->by_handle ? flowtable_by_handle(want->table, want->handle)
						: flowtable_find(want->table, want->name);

	if (cmd->flowtable) {
		op->only_devices = true;
		return eval_body(ev, want, cmd->flowtable);
	}
	if (known)
		flowtable_remove(known);
	return true;
}

static bool eval(struct eval *ev, struct cmd *cmd)
{
	if (!check_family(ev, cmd))
		return false;
	return cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY ? remove_flowtable(ev, cmd)
								     : add(ev, cmd);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **devices_sorted(struct pool *pool, const char *const *names, size_t n)
{
	const char **sorted = pool_memdup(pool, names, n * sizeof(*names));

	qsort(sorted, n, sizeof(*sorted), by_name);
	return sorted;
}

static const char **sorted_devices(struct print *p, const struct flowtable *flowtable)
{
	return devices_sorted(p->run->pool, flowtable->devices.v, flowtable->devices.n);
}

static void print(struct print *p, const void *thing)
{
	const struct flowtable *flowtable = thing;
	struct out *out = p->out;

	print_line_open(p);
	out_str(out, "hook ingress priority ");
	priority_print(FAMILY_NETDEV, DEVICE_INGRESS, flowtable->priority,
		       p->flags & OUTPUT_NUMERIC_PRIO, out);
	print_line_close(p);
	if (flowtable->devices.n) {
		print_line_open(p);
		out_str(out, "devices = ");
		print_devices(p, sorted_devices(p, flowtable), flowtable->devices.n);
		print_line_close(p);
	}
	if (flowtable->flags & FLOWTABLE_OFFLOAD) {
		print_line_open(p);
		out_str(out, "flags offload");
		print_line_close(p);
	}
	if (flowtable->flags & FLOWTABLE_COUNTER) {
		print_line_open(p);
		out_str(out, "counter");
		print_line_close(p);
	}
}

void devices_json_out(struct writer *w, const char *const *names, size_t n)
{
	if (!n)
		return;
	json_name(w, "dev");
	if (n == 1) {
		json_str(w, names[0]);
		return;
	}
	json_open(w, '[');
	for (size_t i = 0; i < n; i++)
		json_str(w, names[i]);
	json_close(w, ']');
}

static void json_out(struct writer *w, struct print *p, const void *thing)
{
	const struct flowtable *flowtable = thing;

	json_pair_str(w, "hook", "ingress");
	json_name(w, "prio");
	json_s64(w, flowtable->priority);
	devices_json_out(w, sorted_devices(p, flowtable), flowtable->devices.n);
	if (!(p->flags & OUTPUT_LOSSLESS))
		return;
	if (flowtable->flags & FLOWTABLE_OFFLOAD) {
		json_name(w, "flags");
		json_out_flags(w, flag_names, FLOWTABLE_OFFLOAD);
	}
	if (flowtable->flags & FLOWTABLE_COUNTER) {
		json_name(w, "counter");
		json_bool(w, true);
	}
}

static bool device_json_in(struct reader *r, struct json_t *value, struct expr *set)
{
	const char *name = json_string_value(value);
	size_t n = name ? strlen(name) : 0;
	bool wildcard = n && name[n - 1] == '*';

	if (!name)
		return json_error(r, "a device is a string");
	if (n >= INTERFACE_NAME_SIZE)
		return json_error(r, "interface name too long");
	expr_set_add(r->run->pool, set,
		     expr_word(r->run->pool, r->loc, (struct span){ name, n - wildcard },
			       EXPR_F_QUOTED | (wildcard ? EXPR_F_WILDCARD : 0)));
	return true;
}

bool devices_json_in(struct reader *r, struct json_t *value, struct expr **devices)
{
	struct expr *set = expr_make_set(r->run->pool, r->loc);
	struct json_t *item;
	size_t i;

	*devices = set;
	if (!json_is_array(value))
		return device_json_in(r, value, set);
	json_array_foreach(value, i, item) if (!device_json_in(r, item, set)) return false;
	if (!json_array_size(value))
		*devices = NULL;
	return true;
}

bool priority_json_in(struct reader *r, struct json_t *value, struct expr **priority)
{
	int64_t number;
	const char *text;

	if (!json_must_s64(r, value, "prio", &number))
		return false;
	text = pool_printf(r->run->pool, "%lld", (long long)number);
	*priority = expr_word(r->run->pool, r->loc, span_of(text), EXPR_F_QUOTED);
	return true;
}

static bool json_in(struct reader *r, struct cmd *cmd, struct json_t *value)
{
	struct json_t *dev = json_member(value, "dev"), *flags = json_member(value, "flags");
	struct flowtable_body *body = pool_new_of(r->run->pool, struct flowtable_body);
	uint64_t bits = 0;

	body->loc = body->priority_loc = body->devices_loc = body->hook.loc = r->loc;
	if (dev && !devices_json_in(r, dev, &body->devices))
		return false;
	if (cmd->verb == VERB_DELETE || cmd->verb == VERB_DESTROY) {
		cmd->flowtable = dev ? body : NULL;
		return true;
	}
	cmd->flowtable = body;
	if (flags && !json_flags(r, flags, flag_names, &bits))
		return false;
	body->flags = (uint32_t)bits |
		      (json_is_true(json_member(value, "counter")) ? FLOWTABLE_COUNTER : 0);
	return json_must_str(r, value, "hook", &body->hook.name) &&
	       priority_json_in(r, value, &body->priority);
}

const struct object_desc object_flowtable = {
	.word = "flowtable",
	.plural = "flowtables",
	.kind = KIND_FLOWTABLE,
	.inside = true,
	.verbs = VERBS_CHANGE | 1u << VERB_LIST,
	.plural_verbs = 1u << VERB_LIST,
	.need = NEED_TABLES | NEED_FLOWTABLES,
	.eval = eval,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
