/*
 * extack: the words for what a kernel refuses. Most errors are the kernel's own text; where its
 * errno means something more exact for the thing at hand, a row of `rewrites` says it.
 */
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <linux/netfilter/nf_tables.h>
#include "data/proto.h"
#include "wire/batch.h"

struct refusal {
	struct diag *diag;
	const struct op *op;
	int error;
	struct loc loc;
	const struct ruleset *known;
};

static bool is_at(const struct refusal *r, enum op_place place)
{
	struct loc at = r->op->at[place];

	return at.end && at.at == r->loc.at && at.end == r->loc.end;
}

static const char *table_name(const struct op *op)
{
	if (op->table_name)
		return op->table_name;
	if (op->kind == KIND_TABLE || op->kind == KIND_RULESET)
		return op->table ? op->table->name : NULL;
	/* Chain, rule, set, object and flowtable all begin with their table. */
	return op->chain && op->chain->table ? op->chain->table->name : NULL;
}

static const struct table *known_table(const struct refusal *r)
{
	const char *name = table_name(r->op);

	return r->known && name ? table_find(r->known, r->op->family, name) : NULL;
}

/* Did you mean */

struct guess {
	const char *wanted, *name, *kind;
	const struct table *table;
	unsigned best;
};

static void try_name(struct guess *g, const char *name, const char *kind, const struct table *table)
{
	if (!name || !g->wanted)
		return;
	/* the very name, in another table or family, is nearest of all */
	if (str_same(g->wanted, name) && g->best)
		g->best = 0;
	else if (!str_suggests(g->wanted, name, &g->best))
		return;
	g->name = name;
	g->kind = kind;
	g->table = table;
}

static void try_chains(struct guess *g, const struct table *t)
{
	for (size_t i = 0; i < t->chains.n; i++)
		try_name(g, t->chains.v[i]->name, "chain", t);
}

static void try_sets(struct guess *g, const struct table *t)
{
	for (size_t i = 0; i < t->sets.n; i++)
		if (!(t->sets.v[i]->flags & SET_ANONYMOUS))
			try_name(g, t->sets.v[i]->name,
				 t->sets.v[i]->flags & SET_MAP ? "map" : "set", t);
}

static void try_objects(struct guess *g, const struct table *t)
{
	for (size_t i = 0; i < t->objects.n; i++)
		try_name(g, t->objects.v[i]->name, "obj", t);
}

static void try_flowtables(struct guess *g, const struct table *t)
{
	for (size_t i = 0; i < t->flowtables.n; i++)
		try_name(g, t->flowtables.v[i]->name, "flowtable", t);
}

/* The command's own table first, then the others. */
static bool suggest(const struct refusal *r, const char *wanted,
		    void (*try)(struct guess *g, const struct table *t))
{
	struct guess g = { .wanted = wanted, .best = UINT_MAX };
	const struct table *own = known_table(r);

	if (!r->known)
		return false;
	if (own)
		try(&g, own);
	for (size_t i = 0; i < r->known->tables.n; i++)
		if (r->known->tables.v[i] != own && r->known->tables.v[i]->family == r->op->family)
			try(&g, r->known->tables.v[i]);
	if (!g.name)
		return false;
	diag_error(r->diag, r->loc, "%s; did you mean %s '%s' in table %s '%s'?", strerror(ENOENT),
		   g.kind, g.name, family_name(g.table->family), g.table->name);
	return true;
}

static bool suggest_table(const struct refusal *r)
{
	struct guess g = { .wanted = table_name(r->op), .best = UINT_MAX };

	if (!r->known)
		return false;
	for (size_t i = 0; i < r->known->tables.n; i++)
		try_name(&g, r->known->tables.v[i]->name, "table", r->known->tables.v[i]);
	if (!g.name || (g.table->family == r->op->family && str_same(g.name, g.wanted)))
		return false;
	diag_error(r->diag, r->loc, "%s; did you mean table '%s' in family %s?", strerror(ENOENT),
		   g.name, family_name(g.table->family));
	return true;
}

/* What an instruction refers to by name. */
static bool suggest_reference(const struct refusal *r, const struct insn *insn)
{
	const struct table *own = known_table(r);
	const char *name;

	switch (insn->id) {
	case INSN_LOOKUP:
		name = ((const struct insn_lookup *)insn)->set;
		return !(own && set_find(own, name)) && suggest(r, name, try_sets);
	case INSN_DYNSET:
		name = ((const struct insn_dynset *)insn)->set;
		return !(own && set_find(own, name)) && suggest(r, name, try_sets);
	case INSN_IMMEDIATE:
		name = ((const struct insn_immediate *)insn)->data.chain;
		return name && !(own && chain_find(own, name)) && suggest(r, name, try_chains);
	case INSN_OBJREF:
		name = ((const struct insn_objref *)insn)->name;
		return name && suggest(r, name, try_objects);
	case INSN_FLOW:
		name = ((const struct insn_flow *)insn)->table;
		return !(own && flowtable_find(own, name)) && suggest(r, name, try_flowtables);
	}
	return false;
}

static const struct insn *refused_insn(const struct refusal *r)
{
	const struct insn *insn;

	if (r->op->kind != KIND_RULE)
		return NULL;
	prog_each(insn, r->op->rule->prog)
		if (insn->loc.end && insn->loc.at == r->loc.at && insn->loc.end == r->loc.end)
			return insn;
	return NULL;
}

static bool missing_in_rule(const struct refusal *r)
{
	const struct insn *insn;

	if (is_at(r, AT_NAME) && r->op->rule->chain_name)
		return suggest(r, r->op->rule->chain_name, try_chains);
	/* A statement may be several instructions: the one that names something is meant. */
	prog_each(insn, r->op->rule->prog)
		if (insn->loc.at == r->loc.at && insn->loc.end == r->loc.end &&
		    suggest_reference(r, insn))
			return true;
	return false;
}

static bool missing(const struct refusal *r)
{
	const struct op *op = r->op;
	bool making = op->verb == OP_ADD || op->verb == OP_CREATE;

	if (is_at(r, AT_TABLE) || (r->known && table_name(op) && !known_table(r)))
		return suggest_table(r);
	switch ((enum object_kind)op->kind) {
	case KIND_RULE:
		return missing_in_rule(r);
	case KIND_CHAIN:
		return !making && suggest(r, op->chain->name, try_chains);
	case KIND_SET:
		return !making && suggest(r, op->set->name, try_sets);
	case KIND_ELEMENT:
		return is_at(r, AT_NAME) && suggest(r, op->set->name, try_sets);
	case KIND_OBJECT:
		return !making && suggest(r, op->object->name, try_objects);
	case KIND_FLOWTABLE:
		return !making && suggest(r, op->flowtable->name, try_flowtables);
	case KIND_TABLE:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return false;
}

/* Who uses it */

static bool refers_to(const struct insn *insn, const struct op *op)
{
	const struct insn_immediate *jump = (const struct insn_immediate *)insn;
	const struct insn_objref *objref = (const struct insn_objref *)insn;

	switch ((enum object_kind)op->kind) {
	case KIND_FLOWTABLE:
		return insn->id == INSN_FLOW &&
		       str_same(((const struct insn_flow *)insn)->table, op->flowtable->name);
	case KIND_CHAIN:
		return insn->id == INSN_IMMEDIATE && jump->data.chain &&
		       str_same(jump->data.chain, op->chain->name);
	case KIND_SET:
		return (insn->id == INSN_LOOKUP &&
			str_same(((const struct insn_lookup *)insn)->set, op->set->name)) ||
		       (insn->id == INSN_DYNSET &&
			str_same(((const struct insn_dynset *)insn)->set, op->set->name)) ||
		       (insn->id == INSN_OBJREF && objref->set &&
			str_same(objref->set, op->set->name));
	case KIND_OBJECT:
		return insn->id == INSN_OBJREF && objref->name &&
		       objref->type == op->object->type && str_same(objref->name, op->object->name);
	case KIND_TABLE:
	case KIND_RULE:
	case KIND_ELEMENT:
	case KIND_RULESET:
	case KIND_GENERATION:
	case KIND_N:
		break;
	}
	return false;
}

static const struct rule *find_user(const struct refusal *r)
{
	const struct table *table = known_table(r);

	for (size_t c = 0; table && c < table->chains.n; c++) {
		const struct chain *chain = table->chains.v[c];

		for (size_t i = 0; i < chain->rules.n; i++) {
			const struct insn *insn;

			prog_each(insn, chain->rules.v[i]->prog)
				if (refers_to(insn, r->op))
					return chain->rules.v[i];
		}
	}
	return NULL;
}

static bool busy(const struct refusal *r)
{
	const struct rule *rule = find_user(r);

	if (!rule || !rule->chain)
		return false;
	diag_error(r->diag, r->loc, "Could not process rule: %s; the rule with handle %llu "
		   "in chain '%s' uses it", strerror(EBUSY), (unsigned long long)rule->handle,
		   rule->chain->name);
	return true;
}

/* The kinds of things */

static bool chain_exists(const struct refusal *r)
{
	const struct chain *chain = r->op->chain;

	if (r->op->verb != OP_ADD || !(chain->flags & CHAIN_BASE) || !chain->name)
		return false;
	diag_error(r->diag, r->loc, "Chain \"%s\" already exists in table %s '%s' with different "
		   "declaration", chain->name, family_name(r->op->family), table_name(r->op));
	return true;
}

static bool chain_unsupported(const struct refusal *r)
{
	const struct chain *chain = r->op->chain;

	if (!chain->type || !(chain->flags & CHAIN_BASE) ||
	    (r->error == ENOENT && !is_at(r, AT_TYPE)))
		return false;
	if (str_same(chain->type, "nat") && chain->priority <= -200)
		diag_error(r->diag, r->loc,
			   "Chains of type \"nat\" must have a priority value above -200");
	else
		diag_error(r->diag, r->loc, "Chain of type \"%s\" is not supported, "
			   "perhaps kernel support is missing?", chain->type);
	return true;
}

/* The devices of a flowtable or chain; locs[i] belongs to name[i] where there are locs. */
struct devices {
	const char *const *name;
	size_t n;
	const struct loc *locs;
	const struct table *known; /* flowtables: the table as the kernel has it, or NULL */
	const char *owner;         /* the flowtable that they are for */
};

static struct devices devices_of(const struct op *op)
{
	const struct flowtable *f = op->flowtable;

	if (op->kind == KIND_CHAIN)
		return (struct devices){ .name = op->chain->devices.v, .n = op->chain->devices.n };
	return (struct devices){ .name = f->devices.v, .n = f->devices.n,
				 .locs = f->device_locs.n == f->devices.n ? f->device_locs.v : NULL };
}

static bool is_absent(const struct devices *d, size_t i)
{
	return !strchr(d->name[i], '*') && !if_nametoindex(d->name[i]);
}

static bool is_repeated(const struct devices *d, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (str_same(d->name[i], d->name[j]))
			return true;
	return false;
}

/* A device belongs to one flowtable of a table at most. */
static bool is_elsewhere(const struct devices *d, size_t i)
{
	for (size_t t = 0; d->known && t < d->known->flowtables.n; t++) {
		const struct flowtable *f = d->known->flowtables.v[t];

		for (size_t j = 0; !str_same(f->name, d->owner) && j < f->devices.n; j++)
			if (str_same(f->devices.v[j], d->name[i]))
				return true;
	}
	return false;
}

static bool is_taken(const struct devices *d, size_t i)
{
	return is_repeated(d, i) || is_elsewhere(d, i);
}

static bool is_pattern(const struct devices *d, size_t i)
{
	return strchr(d->name[i], '*');
}

static bool is_any(const struct devices *d, size_t i)
{
	return d->name[i];
}

/*
 * The device that is refused: where the kernel points at it, or (older ones point at the whole) the
 * first for which `fits` explains the error. NULL: none; else *loc is its place.
 */
static const char *refused_device(const struct refusal *r, struct loc *loc,
				  bool (*fits)(const struct devices *d, size_t i))
{
	struct devices d = devices_of(r->op);

	if (r->op->kind == KIND_FLOWTABLE) {
		d.known = known_table(r);
		d.owner = r->op->flowtable->name;
	}
	*loc = r->loc;
	for (size_t i = 0; i < d.n && d.locs; i++)
		if (d.locs[i].end && d.locs[i].at == r->loc.at && d.locs[i].end == r->loc.end &&
		    fits(&d, i))
			return d.name[i];
	if (is_at(r, AT_TABLE) || is_at(r, AT_TYPE))
		return NULL;
	for (size_t i = 0; i < d.n; i++) {
		if (!fits(&d, i))
			continue;
		if (d.locs && d.locs[i].end)
			*loc = d.locs[i];
		else if (r->op->at[AT_DEVICES].end)
			*loc = r->op->at[AT_DEVICES];
		return d.name[i];
	}
	return NULL;
}

static bool device_missing(const struct refusal *r)
{
	struct loc loc;
	const char *device = refused_device(r, &loc, is_absent);

	if (!device || r->op->verb == OP_DELETE)
		return false;
	diag_error(r->diag, loc, "Could not process rule: %s; there is no interface \"%s\" "
		   "in this network namespace", strerror(ENOENT), device);
	return true;
}

static bool device_twice(const struct refusal *r)
{
	struct loc loc;
	const char *device = refused_device(r, &loc, is_taken);

	if (!device)
		return false;
	diag_error(r->diag, loc, "Could not process rule: %s; device \"%s\" is there already",
		   strerror(EEXIST), device);
	return true;
}

static bool device_pattern(const struct refusal *r)
{
	struct loc loc;
	const char *device = refused_device(r, &loc, is_pattern);

	if (!device || !strchr(device, '*'))
		return false;
	diag_error(r->diag, loc, "Could not process rule: %s; interface name patterns such as "
		   "\"%s\" need a kernel of Linux 6.16 or newer", strerror(EINVAL), device);
	return true;
}

static bool flowtable_missing(const struct refusal *r)
{
	bool making = r->op->verb == OP_ADD || r->op->verb == OP_CREATE;

	if (making && device_missing(r))
		return true;
	if (!making || !(r->known ? known_table(r) != NULL : is_at(r, AT_NAME)))
		return false;
	diag_error(r->diag, r->loc, "Could not process rule: %s; perhaps this kernel lacks modules "
		   "for flowtables (nf_flow_table, nf_flow_table_inet)?", strerror(ENOENT));
	return true;
}

static bool flowtable_unsupported(const struct refusal *r)
{
	const struct flowtable *f = r->op->flowtable;
	struct loc loc;
	const char *device = refused_device(r, &loc, is_any);

	if (!(f->flags & NFT_FLOWTABLE_HW_OFFLOAD) || !device)
		return false;
	diag_error(r->diag, loc, "Could not process rule: %s; the driver of device \"%s\" cannot "
		   "offload (hw-tc-offload)", strerror(EOPNOTSUPP), device);
	return true;
}

/* Only the first declaration needs them, and only the kernel knows which one is. */
static bool flowtable_incomplete(const struct refusal *r)
{
	const struct flowtable *f = r->op->flowtable;

	if (f->has_hook && f->has_priority)
		return false;
	diag_error(r->diag, r->loc, "missing hook and priority in flowtable declaration");
	return true;
}

static bool flow_unsupported(const struct refusal *r)
{
	const struct insn *insn = refused_insn(r);

	/* Older kernels blame the whole rule. */
	if (!insn)
		prog_each(insn, r->op->rule->prog)
			if (insn->id == INSN_FLOW)
				break;
	if (!insn || insn->id != INSN_FLOW)
		return false;
	diag_error(r->diag, insn->loc, "Could not process rule: %s; flows can be offloaded only in "
		   "chains that are reached from the forward hook", strerror(EOPNOTSUPP));
	return true;
}

/*
 * Adding what is there is no error unless part of it is (only trees and ranges refuse so) or its data
 * differs.
 */
static bool element_exists(const struct refusal *r)
{
	const struct set *set = r->op->set;
	const char *there = r->op->in_the_way;

	if (r->op->verb == OP_ADD && set->flags & SET_INTERVAL &&
	    !(there && set->flags & (SET_MAP | SET_OBJECT)))
		diag_error(r->diag, r->loc, "interval overlaps with an existing one%s%s",
			   there ? ": " : "", there ? there : "");
	else if (there)
		diag_error(r->diag, r->loc, "Could not process rule: %s; %s is there already",
			   strerror(EEXIST), there);
	return there || (r->op->verb == OP_ADD && set->flags & SET_INTERVAL);
}

static bool element_missing(const struct refusal *r)
{
	if (r->op->verb != OP_DELETE || !(r->op->set->flags & SET_INTERVAL) || is_at(r, AT_NAME) ||
	    is_at(r, AT_TABLE))
		return false;
	diag_error(r->diag, r->loc, "element does not exist");
	return true;
}

static bool destroy_unsupported(const struct refusal *r)
{
	if (r->op->verb != OP_DESTROY)
		return false;
	diag_error(r->diag, r->loc, "\"destroy\" command is not supported, "
		   "perhaps kernel support is missing?");
	return true;
}

static bool not_permitted(const struct refusal *r)
{
	r->diag->root_hint = true;
	return false;
}

/* Tried in order; the first that finds words ends the search. */
static const struct rewrite {
	int error;
	uint8_t kind; /* enum object_kind, KIND_N: any */
	bool (*say)(const struct refusal *r);
} rewrites[] = {
	{ EPERM, KIND_N, not_permitted },
	{ ENOENT, KIND_FLOWTABLE, flowtable_missing },
	{ ENOENT, KIND_CHAIN, device_missing },
	{ ENOENT, KIND_ELEMENT, element_missing },
	{ ENOENT, KIND_N, missing },
	{ EEXIST, KIND_CHAIN, chain_exists },
	{ EEXIST, KIND_FLOWTABLE, device_twice },
	{ EEXIST, KIND_ELEMENT, element_exists },
	{ EINVAL, KIND_FLOWTABLE, device_pattern },
	{ EINVAL, KIND_FLOWTABLE, flowtable_incomplete },
	{ EINVAL, KIND_CHAIN, device_pattern },
	{ EINVAL, KIND_N, destroy_unsupported },
	{ EOPNOTSUPP, KIND_N, destroy_unsupported },
	{ EOPNOTSUPP, KIND_CHAIN, chain_unsupported },
	{ ENOENT, KIND_CHAIN, chain_unsupported },
	{ EOPNOTSUPP, KIND_FLOWTABLE, flowtable_unsupported },
	{ EOPNOTSUPP, KIND_RULE, flow_unsupported },
	{ EBUSY, KIND_N, busy },
};

bool extack_report(struct diag *diag, const struct op *op, int error, struct loc loc,
		   const char *kernel_text, const struct ruleset *known)
{
	struct refusal refusal = { .diag = diag, .op = op, .error = error, .loc = loc,
				   .known = known };

	for (unsigned i = 0; i < sizeof(rewrites) / sizeof(*rewrites); i++)
		if (rewrites[i].error == error &&
		    (rewrites[i].kind == KIND_N || rewrites[i].kind == op->kind) &&
		    rewrites[i].say(&refusal))
			return false;
	if (kernel_text)
		return diag_error(diag, loc, "Could not process rule: %s (%s)", strerror(error),
				  kernel_text);
	return diag_error(diag, loc, "Could not process rule: %s", strerror(error));
}
