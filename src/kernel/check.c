/*
 * check: what Linux refuses, with its errno: unknown references, instructions in the wrong kind of
 * chain or hook, jumps too deep or in circles, removal of what is in use.
 */
#include <linux/netfilter/nf_tables.h>

#include "data/proto.h"
#include "kernel/model.h"

enum { JUMP_DEPTH_MAX = 16, NAT_PRIORITY_MIN = -200 };

/* Hooks, by family and chain type: which hook numbers the kernel knows. */
#define HOOKS(...)                                                                                 \
	hook_bits((const unsigned[]){ __VA_ARGS__ },                                               \
		  sizeof((const unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

static unsigned hook_bits(const unsigned *hooks, size_t n)
{
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= 1u << hooks[i];
	return bits;
}

static unsigned known_hooks(unsigned family, const char *type)
{
	bool ip = family == FAMILY_IP || family == FAMILY_IP6 || family == FAMILY_INET;
	unsigned five = HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_FORWARD, HOOK_OUTPUT,
			      HOOK_POSTROUTING);

	if (str_same(type, "nat"))
		return ip ? HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_OUTPUT, HOOK_POSTROUTING) : 0;
	if (str_same(type, "route"))
		return ip ? HOOKS(HOOK_OUTPUT) : 0;
	if (!str_same(type, "filter"))
		return 0;
	if (family == FAMILY_INET)
		return five | HOOKS(HOOK_INET_INGRESS);
	if (family == FAMILY_ARP || family == FAMILY_NETDEV)
		return HOOKS(0, 1);
	return five;
}

int check_chain_type(const struct chain *chain)
{
	unsigned hooks = known_hooks(chain->table->family, chain->type ? chain->type : "filter");
	bool on_device = chain->table->family == FAMILY_NETDEV ||
			 (chain->table->family == FAMILY_INET && chain->hook == HOOK_INET_INGRESS);

	if (!hooks)
		return ENOENT;
	if (chain->hook > 31 || !(hooks & 1u << chain->hook))
		return EOPNOTSUPP;
	if (str_same(chain->type, "nat") && chain->priority <= NAT_PRIORITY_MIN)
		return EOPNOTSUPP;
	return chain->devices.n && !on_device ? EOPNOTSUPP : 0;
}

/* The instruction at ordinal n of the request's rule is at fault. */
static int blame_insn(struct request *q, unsigned n, int error)
{
	struct attr list, item;
	struct attrs in;

	if (!attr_find(q->attrs, NFTA_RULE_EXPRESSIONS, &list))
		return error;
	in = attr_inside(&list);
	for (unsigned i = 0; attr_next(&in, &item); i++)
		if (i == n)
			q->model->culprit = item.data - NLA_HDRLEN;
	return error;
}

static struct set *find_set(const struct table *table, const char *name, uint32_t id)
{
	for (size_t i = table->sets.n; id && i-- > 0;)
		if (table->sets.v[i]->id == id)
			return table->sets.v[i];
	return set_find(table, name);
}

/* Instructions name sets of the same transaction by id; from here on the name is the real one. */
static int resolve_set(const struct table *table, const char **name, uint32_t id)
{
	struct set *set = find_set(table, *name, id);

	if (!set)
		return ENOENT;
	*name = set->name;
	return 0;
}

static int check_verdict(const struct table *table, struct data *data)
{
	struct chain *chain = NULL;

	if (data->code != VERDICT_JUMP && data->code != VERDICT_GOTO)
		return 0;
	for (size_t i = table->chains.n; data->chain_id && !chain && i-- > 0;)
		if (table->chains.v[i]->id == data->chain_id)
			chain = table->chains.v[i];
	if (!chain)
		chain = chain_find(table, data->chain);
	if (!chain)
		return ENOENT;
	if (chain->flags & CHAIN_BASE)
		return EOPNOTSUPP;
	/* from here on the chain has a name; ids end with the transaction */
	data->chain = chain->name;
	data->chain_id = 0;
	return 0;
}

static int check_objref(const struct table *table, struct insn_objref *i)
{
	if (i->name)
		return object_find(table, i->type, i->name) ? 0 : ENOENT;
	return resolve_set(table, &i->set, i->set_id);
}

/* The kernel keeps a bucket of nanoseconds, in which rate and burst together must fit. */
static int check_limit(const struct insn_limit *limit)
{
	uint64_t nanoseconds, sum;

	if (!limit->rate)
		return EINVAL;
	if (__builtin_mul_overflow(limit->unit, UINT64_C(1000000000), &nanoseconds) ||
	    __builtin_add_overflow(limit->rate, (uint64_t)limit->burst, &sum))
		return EOVERFLOW;
	if (limit->type == NFT_LIMIT_PKT_BYTES)
		return __builtin_mul_overflow(nanoseconds, sum, &sum) ? EOVERFLOW : 0;
	return __builtin_mul_overflow(nanoseconds / limit->rate, (uint64_t)limit->burst, &sum)
		       ? EOVERFLOW
		       : 0;
}

static int check_quota(uint64_t bytes, uint64_t consumed)
{
	return bytes > INT64_MAX ? EOVERFLOW : consumed > bytes ? EINVAL : 0;
}

int check_state(const struct prog *prog)
{
	const struct insn *i;
	int error = 0;

	if (!prog)
		return 0;
	prog_each(i, prog) {
		if (i->id == INSN_LIMIT)
			error = check_limit((const struct insn_limit *)i);
		if (error)
			return error;
	}
	return 0;
}

/* State that the set itself declares is not kept a second time in the rule. */
static void drop_state(const struct set *set, struct insn_dynset *i)
{
	if (set->stmts && set->stmts->n)
		i->expr = i->exprs = NULL;
}

static int check_dynset(const struct table *table, struct insn_dynset *i)
{
	int error = resolve_set(table, &i->set, i->set_id);
	const struct set *set = error ? NULL : find_set(table, i->set, 0);

	if (error)
		return error;
	if (set->flags & SET_CONSTANT)
		return EBUSY;
	drop_state(set, i);
	error = check_state(i->expr);
	return error ? error : check_state(i->exprs);
}

/* References of one instruction. */
static int check_references(const struct table *table, struct insn *insn)
{
	switch (insn->id) {
	case INSN_LOOKUP: {
		struct insn_lookup *i = (struct insn_lookup *)insn;
		return resolve_set(table, &i->set, i->set_id);
	}
	case INSN_DYNSET:
		return check_dynset(table, (struct insn_dynset *)insn);
	case INSN_OBJREF:
		return check_objref(table, (struct insn_objref *)insn);
	case INSN_FLOW:
		return flowtable_find(table, ((struct insn_flow *)insn)->table) ? 0 : ENOENT;
	case INSN_IMMEDIATE: {
		struct data *data = &((struct insn_immediate *)insn)->data;
		return data->verdict ? check_verdict(table, data) : 0;
	}
	}
	return 0;
}

/* Routes of packets that come in, of those that go out, or kinds of addresses anywhere. */
static unsigned fib_hooks(const struct insn_fib *fib)
{
	unsigned coming = HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_FORWARD);

	if (fib->flags & NFTA_FIB_F_IIF || fib->result != NFT_FIB_RESULT_ADDRTYPE)
		return coming;
	return fib->flags & NFTA_FIB_F_OIF
		       ? HOOKS(HOOK_FORWARD, HOOK_OUTPUT, HOOK_POSTROUTING)
		       : coming | HOOKS(HOOK_OUTPUT, HOOK_POSTROUTING);
}

/* Where the kernel knows what is read of the packet's way: a subset of the five hooks of ip. */
static unsigned readable_hooks(const struct insn *insn)
{
	unsigned incoming = HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_FORWARD);
	unsigned outgoing = HOOKS(HOOK_FORWARD, HOOK_OUTPUT, HOOK_POSTROUTING);
	uint32_t key;

	switch (insn->id) {
	case INSN_META:
		key = ((const struct insn_meta *)insn)->key;
		if (key == NFT_META_SDIF || key == NFT_META_SDIFNAME)
			return HOOKS(HOOK_INPUT, HOOK_FORWARD);
		return key == NFT_META_SECPATH ? incoming : ~0u;
	case INSN_RT:
		key = ((const struct insn_rt *)insn)->key;
		return key == NFT_RT_TCPMSS ? outgoing : outgoing | incoming;
	case INSN_FIB:
		return fib_hooks((const struct insn_fib *)insn);
	case INSN_SOCKET:
		return HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_OUTPUT);
	case INSN_OSF:
		return incoming;
	case INSN_XFRM:
		return ((const struct insn_xfrm *)insn)->dir ? outgoing : incoming;
	}
	return ~0u;
}

/* Which hooks an instruction may be reached from; all when it does not care. */
static unsigned allowed_hooks(const struct insn *insn)
{
	const struct insn_nat *nat = (const struct insn_nat *)insn;
	unsigned in_or_pre = HOOKS(HOOK_PREROUTING, HOOK_OUTPUT);

	switch (insn->id) {
	case INSN_FLOW:
		return HOOKS(HOOK_FORWARD);
	case INSN_MASQ:
		return HOOKS(HOOK_POSTROUTING);
	case INSN_REDIR:
		return in_or_pre;
	case INSN_NAT:
		return nat->type == NFT_NAT_SNAT ? HOOKS(HOOK_INPUT, HOOK_POSTROUTING) : in_or_pre;
	case INSN_TPROXY:
		return HOOKS(HOOK_PREROUTING);
	case INSN_SYNPROXY:
		return HOOKS(HOOK_INPUT, HOOK_FORWARD);
	case INSN_META:
		if (((const struct insn_meta *)insn)->sreg &&
		    ((const struct insn_meta *)insn)->key == NFT_META_PKTTYPE)
			return HOOKS(HOOK_PREROUTING);
		break;
	case INSN_REJECT:
		return HOOKS(HOOK_PREROUTING, HOOK_INPUT, HOOK_FORWARD, HOOK_OUTPUT,
			     HOOK_INET_INGRESS);
	}
	return readable_hooks(insn);
}

static bool needs_nat(const struct insn *insn)
{
	return insn->id == INSN_NAT || insn->id == INSN_MASQ || insn->id == INSN_REDIR;
}

static bool is_ipsec(const struct insn *insn)
{
	return insn->id == INSN_META &&
	       ((const struct insn_meta *)insn)->key == NFT_META_SECPATH;
}

enum { NETDEV_INGRESS = 0 };

/*
 * Netdev and arp number their hooks in their own way, bridge has its own rules: there only what is
 * known in ip alone is refused.
 */
static int check_hook(const struct chain *base, const struct insn *insn)
{
	unsigned family = base->table->family;

	if (needs_nat(insn) && !str_same(base->type, "nat"))
		return EOPNOTSUPP;
	if (family == FAMILY_NETDEV && insn->id == INSN_FIB)
		return base->hook == NETDEV_INGRESS &&
		       fib_hooks((const struct insn_fib *)insn) & HOOKS(HOOK_PREROUTING)
			       ? 0 : EOPNOTSUPP;
	if (family == FAMILY_NETDEV && is_ipsec(insn))
		return 0;
	if (family == FAMILY_NETDEV || family == FAMILY_ARP || family == FAMILY_BRIDGE)
		return readable_hooks(insn) == ~0u ? 0 : EOPNOTSUPP;
	return allowed_hooks(insn) & 1u << base->hook ? 0 : EOPNOTSUPP;
}

/* By number: uapi headers of old systems lack these names. */
enum { META_BRI_BROUTE = 35, META_BRI_IIFHWADDR = 37 };

static bool is_of_bridges(uint32_t key)
{
	return key == NFT_META_BRI_IIFNAME || key == NFT_META_BRI_OIFNAME ||
	       key == NFT_META_BRI_IIFPVID || key == NFT_META_BRI_IIFVPROTO ||
	       key == META_BRI_BROUTE || key == META_BRI_IIFHWADDR;
}

static int check_meta(const struct insn_meta *meta, unsigned family)
{
	if (meta->dreg && (meta->key == NFT_META_NFTRACE || meta->key == META_BRI_BROUTE))
		return EOPNOTSUPP; /* can be set only */
	return is_of_bridges(meta->key) && family != FAMILY_BRIDGE ? EOPNOTSUPP : 0;
}

static int check_modulus(uint32_t modulus, uint32_t offset)
{
	uint32_t last;

	if (!modulus)
		return ERANGE;
	return __builtin_add_overflow(offset, modulus - 1, &last) ? EOVERFLOW : 0;
}

/* Of TCP options, words behind kind and length can be written. */
static int check_exthdr(const struct insn_exthdr *option)
{
	if (!INSN_GAVE(&option->h, struct insn_exthdr, sreg))
		return 0;
	return option->offset >= 2 && (option->len == 2 || option->len == 4) ? 0 : EOPNOTSUPP;
}

enum { PAYLOAD_BYTES_MAX = 16 };

/* A route's interface is not asked for by that interface. */
static int check_fib(const struct insn_fib *fib)
{
	return fib->flags & NFTA_FIB_F_OIF && fib->result != NFT_FIB_RESULT_ADDRTYPE ? EINVAL : 0;
}

/* What the kernel refuses in any chain of the family. */
static int check_alone(const struct insn *insn, unsigned family)
{
	const struct insn_quota *quota = (const struct insn_quota *)insn;
	const struct insn_numgen *numgen = (const struct insn_numgen *)insn;
	const struct insn_hash *hash = (const struct insn_hash *)insn;

	switch (insn->id) {
	case INSN_LIMIT:
		return check_limit((const struct insn_limit *)insn);
	case INSN_META:
		return check_meta((const struct insn_meta *)insn, family);
	case INSN_FIB:
		return check_fib((const struct insn_fib *)insn);
	case INSN_HASH:
		return check_modulus(hash->modulus, hash->offset);
	case INSN_NUMGEN:
		return check_modulus(numgen->modulus, numgen->offset);
	case INSN_PAYLOAD:
		return ((const struct insn_payload *)insn)->len > PAYLOAD_BYTES_MAX ? EOVERFLOW : 0;
	case INSN_EXTHDR:
		return check_exthdr((const struct insn_exthdr *)insn);
	case INSN_QUOTA:
		return check_quota(quota->bytes, quota->consumed);
	}
	return 0;
}

int check_rule(struct request *q, struct chain *chain, struct rule *rule)
{
	const struct insn *i;
	unsigned n = 0;
	int error;

	prog_each(i, rule->prog) {
		error = check_references(q->table, (struct insn *)i);
		if (!error)
			error = check_alone(i, chain->table->family);
		if (!error && chain->flags & CHAIN_BASE)
			error = check_hook(chain, i);
		if (error)
			return blame_insn(q, n, error);
		n++;
	}
	return 0;
}

/* Whose connections a helper or expectation is for: the table's; in inet either of both. */
static int check_l3proto(unsigned family, unsigned wanted, bool both)
{
	unsigned l3proto = wanted ? wanted : family;

	if (l3proto == FAMILY_IP || l3proto == FAMILY_IP6)
		return l3proto == family || (family != FAMILY_IP && family != FAMILY_IP6 &&
					     (both || family == FAMILY_INET)) ? 0 : EINVAL;
	return both && (l3proto == FAMILY_INET || l3proto == FAMILY_BRIDGE ||
			l3proto == FAMILY_NETDEV) ? 0 : EAFNOSUPPORT;
}

int check_object(const struct table *table, const struct object *object)
{
	struct insn_limit limit;

	if (!object->body)
		return 0;
	if (object->type == OBJECT_LIMIT) {
		const struct object_limit *body = object->body;

		limit = (struct insn_limit){ .rate = body->rate, .unit = body->unit,
					     .burst = body->burst, .type = body->type };
		return check_limit(&limit);
	}
	if (object->type == OBJECT_QUOTA)
		return check_quota(((struct object_quota *)object->body)->bytes,
				   ((struct object_quota *)object->body)->consumed);
	if (object->type == OBJECT_CT_HELPER)
		return check_l3proto(table->family,
				     ((struct object_ct_helper *)object->body)->l3proto, true);
	if (object->type == OBJECT_CT_EXPECT)
		return check_l3proto(table->family,
				     ((struct object_ct_expect *)object->body)->l3proto, false);
	return 0;
}

int check_elements(struct request *q, const struct set *set, const struct elems *elems)
{
	for (size_t i = 0; i < elems->chains.n; i++) {
		const char *name = elems->chains.v[i];
		struct chain *chain = chain_find(q->table, name);

		if (elems->flags & ELEMS_OBJECT && !object_find(q->table, set->object_type, name))
			return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, ENOENT);
		if (elems->flags & ELEMS_VERDICT && !chain)
			return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, ENOENT);
		if (elems->flags & ELEMS_VERDICT && chain->flags & CHAIN_BASE)
			return blame(q, NFTA_SET_ELEM_LIST_ELEMENTS, EOPNOTSUPP);
	}
	return 0;
}

/* A walk from one base chain; depth[] is the deepest level at which a chain was entered. */
struct walk {
	const struct chain *base;
	struct map depth;
	const struct rule *rule;
};

static int walk_chain(struct walk *walk, const struct chain *chain, uintptr_t level);

static int walk_to(struct walk *walk, const struct chain *from, const char *name, uintptr_t level)
{
	struct chain *to = chain_find(from->table, name);

	return to ? walk_chain(walk, to, level + 1) : 0;
}

static int walk_map(struct walk *walk, const struct chain *chain, const char *name, uintptr_t level)
{
	struct set *set = set_find(chain->table, name);
	int error = 0;

	if (!set || !set->elems || !(set->elems->flags & ELEMS_VERDICT))
		return 0;
	for (size_t i = 0; !error && i < set->elems->chains.n; i++)
		error = walk_to(walk, chain, set->elems->chains.v[i], level);
	return error;
}

static int walk_insn(struct walk *walk, const struct chain *chain, const struct insn *insn,
		     uintptr_t level)
{
	const struct data *data = &((const struct insn_immediate *)insn)->data;
	int error = check_hook(walk->base, insn);

	if (!error && insn->id == INSN_IMMEDIATE && data->verdict && data->chain)
		error = walk_to(walk, chain, data->chain, level);
	if (!error && insn->id == INSN_LOOKUP)
		error = walk_map(walk, chain, ((const struct insn_lookup *)insn)->set, level);
	return error;
}

static int walk_chain(struct walk *walk, const struct chain *chain, uintptr_t level)
{
	const struct insn *insn;
	int error = 0;

	if (level > JUMP_DEPTH_MAX)
		return EMLINK;
	if ((uintptr_t)map_get(&walk->depth, span_of(chain->name)) >= level)
		return 0;
	map_set(&walk->depth, span_of(chain->name), (void *)level);
	for (size_t i = 0; !error && i < chain->rules.n; i++) {
		prog_each(insn, chain->rules.v[i]->prog) {
			error = walk_insn(walk, chain, insn, level);
			if (error)
				break;
		}
		if (error && !walk->rule)
			walk->rule = chain->rules.v[i];
	}
	return error;
}

int check_table(struct table *table, const struct rule **rule)
{
	struct pool *pool = pool_new();
	int error = 0;

	for (size_t i = 0; !error && i < table->chains.n; i++) {
		struct walk walk = { .base = table->chains.v[i] };

		if (!(walk.base->flags & CHAIN_BASE))
			continue;
		map_init(&walk.depth, pool);
		error = walk_chain(&walk, walk.base, 1);
		*rule = walk.rule;
	}
	pool_free(pool);
	return error;
}

/* Whether an instruction of any rule of the table answers the question. */
static bool any_insn(const struct table *table, const struct rule *except,
		     bool (*asks)(const struct insn *insn, const void *arg), const void *arg)
{
	const struct insn *insn;

	for (size_t i = 0; i < table->chains.n; i++) {
		for (size_t j = 0; j < table->chains.v[i]->rules.n; j++) {
			const struct rule *rule = table->chains.v[i]->rules.v[j];

			if (rule == except)
				continue;
			prog_each(insn, rule->prog)
				if (asks(insn, arg))
					return true;
		}
	}
	return false;
}

static bool uses_set(const struct insn *insn, const void *name)
{
	return (insn->id == INSN_LOOKUP &&
		str_same(((const struct insn_lookup *)insn)->set, name)) ||
	       (insn->id == INSN_DYNSET &&
		str_same(((const struct insn_dynset *)insn)->set, name)) ||
	       (insn->id == INSN_OBJREF && str_same(((const struct insn_objref *)insn)->set, name));
}

bool set_is_used(const struct set *set, const struct rule *except)
{
	return any_insn(set->table, except, uses_set, set->name);
}

/* Whether the data of any map of that kind names it. */
static bool any_map(const struct table *table, unsigned flag, uint32_t object_type,
		    const char *name)
{
	for (size_t i = 0; i < table->sets.n; i++) {
		const struct set *set = table->sets.v[i];

		if (!set->elems || !(set->elems->flags & flag) ||
		    (flag == ELEMS_OBJECT && set->object_type != object_type))
			continue;
		for (size_t j = 0; j < set->elems->chains.n; j++)
			if (str_same(set->elems->chains.v[j], name))
				return true;
	}
	return false;
}

static bool jumps_to(const struct insn *insn, const void *name)
{
	const struct data *data = &((const struct insn_immediate *)insn)->data;

	return insn->id == INSN_IMMEDIATE && data->verdict && str_same(data->chain, name);
}

bool chain_is_used(const struct chain *chain)
{
	return any_insn(chain->table, NULL, jumps_to, chain->name) ||
	       any_map(chain->table, ELEMS_VERDICT, 0, chain->name);
}

static bool uses_object(const struct insn *insn, const void *arg)
{
	const struct object *object = arg;
	const struct insn_objref *i = (const struct insn_objref *)insn;

	return insn->id == INSN_OBJREF && i->type == object->type &&
	       str_same(i->name, object->name);
}

bool object_is_used(const struct object *object)
{
	return any_insn(object->table, NULL, uses_object, object) ||
	       any_map(object->table, ELEMS_OBJECT, object->type, object->name);
}

static bool uses_flowtable(const struct insn *insn, const void *name)
{
	return insn->id == INSN_FLOW && str_same(((const struct insn_flow *)insn)->table, name);
}

bool flowtable_is_used(const struct flowtable *flowtable)
{
	return any_insn(flowtable->table, NULL, uses_flowtable, flowtable->name);
}
