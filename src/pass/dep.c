#include "pass/dep.h"
#include "pass/eval.h"

/*
 * What is known of the headers of a packet while a rule is read from left to right, and the matches
 * that must stand before an expression so that the headers it reads are there.
 */

void dep_init(struct dep *dep, struct run *run, unsigned family)
{
	const struct proto *proto = family_proto(family);

	dep->run = run;
	dep->family = family;
	dep->tunnel = NULL; /* inner is not looked at before one is entered */
	dep->raising = false;
	zero_struct(&dep->outer, sizeof(dep->outer));
	if (family != FAMILY_IP && family != FAMILY_IP6 && family != FAMILY_ARP &&
	    family != FAMILY_BRIDGE)
		return;
	dep->outer.layer[proto->layer] = proto;
	dep->outer.implied[proto->layer] = true;
}

/* Whether a tunnel carries whole frames: those start with an ether header. */
static bool carries_frames(const struct proto *tunnel)
{
	enum { NFT_INNER_LL = 2 };

	return tunnel->inner_flags & NFT_INNER_LL;
}

static OFF_THE_WAY void enter_tunnel(struct dep *dep, const struct proto *tunnel)
{
	if (dep->tunnel == tunnel)
		return;
	dep->tunnel = tunnel;
	memset(&dep->inner, 0, sizeof(dep->inner));
	if (!carries_frames(tunnel))
		return;
	dep->inner.layer[LAYER_LINK] = &proto_ether;
	dep->inner.implied[LAYER_LINK] = true;
}

struct dep_stack *dep_stack(struct dep *dep, const struct proto *tunnel)
{
	if (!tunnel)
		return &dep->outer;
	enter_tunnel(dep, tunnel);
	return &dep->inner;
}

const struct proto *dep_proto(const struct dep *dep, const struct proto *tunnel, enum layer layer)
{
	if (!tunnel)
		return dep->outer.layer[layer];
	return dep->tunnel == tunnel ? dep->inner.layer[layer]
	     : layer == LAYER_LINK && carries_frames(tunnel) ? &proto_ether : NULL;
}

static void learn_vlan(struct dep_stack *stack)
{
	if (stack->vlan_n == sizeof(stack->vlans) / sizeof(*stack->vlans))
		return;
	stack->vlans[stack->vlan_n++] = &proto_vlan;
	stack->link_offset = proto_ether.bits + (stack->vlan_n - 1) * proto_vlan.bits;
}

void dep_learn(struct dep *dep, const struct proto *tunnel, const struct proto *proto,
	       struct match_stmt *m, struct loc loc)
{
	struct dep_stack *stack = dep_stack(dep, tunnel);
	enum layer layer = proto->layer;

	if (proto == &proto_th || proto == &proto_unknown)
		return;
	if (proto == &proto_vlan)
		learn_vlan(stack);
	if (layer == LAYER_TRANSPORT && stack->layer[layer] != proto) {
		stack->any_transport = false;
		stack->icmp_types_n = 0;
	}
	stack->layer[layer] = proto;
	stack->implied[layer] = false;
	stack->by[layer] = m;
	stack->loc[layer] = loc;
}

unsigned dep_link_offset(const struct dep *dep, const struct proto *tunnel,
			 const struct proto *proto)
{
	const struct dep_stack *stack = tunnel ? &dep->inner : &dep->outer;

	if (proto != &proto_vlan)
		return 0;
	if (tunnel && tunnel != dep->tunnel)
		return proto_ether.bits;
	return stack->link_offset ? stack->link_offset : proto_ether.bits;
}

/* ---- requirements ---- */

static OFF_THE_WAY bool conflict(struct eval *ev, const struct dep_stack *stack, const struct proto *known,
		     const struct proto *proto, struct loc loc)
{
	if (proto->layer == LAYER_NETWORK && stack->implied[LAYER_NETWORK])
		return eval_error(ev, loc,
				  "conflicting network layer protocols specified: %s vs. %s",
				  known->name, proto->name);
	return eval_error(ev, loc, "conflicting protocols specified: %s vs. %s", known->name,
			  proto->name);
}

/* `left == right`, which says that `lower` follows. */
static void imply(struct eval *ev, struct expr *left, struct expr *right,
		  const struct proto *tunnel, const struct proto *lower, struct loc loc)
{
	struct match_stmt *m = match_new(ev->run, loc, REL_EQ, left, right);

	eval_imply_known(ev, m);
	dep_learn(&ev->dep, tunnel, lower, m, loc);
}

/*
 * A number that left announces a header by, as evaluation would leave it: fields and keys that do so
 * are whole bytes without masks.
 */
static struct expr *announcement(struct eval *ev, const struct expr *left, uint64_t number)
{
	struct expr *right = expr_bytes(ev->run->pool, left->loc, left->type, left->order,
					left->bits, NULL);

	bytes_set_u64(expr_value(right)->b, BYTES_OF(right->bits), number);
	right->flags |= EXPR_F_EVALUATED;
	return right;
}

/* The field of `upper` that announces `lower`. */
static bool imply_field(struct eval *ev, const struct proto *tunnel, const struct proto *upper,
			const struct proto *lower, struct loc loc)
{
	const struct field *field = &upper->fields[upper->key];
	struct expr *left;
	uint32_t number;

	if (!proto_number(upper, lower, &number))
		return eval_error(ev, loc, "conflicting protocols specified: %s vs. %s",
				  upper->name, lower->name);
	left = ev->run->lang->load_field(ev->run, loc, tunnel, upper, field);
	if (!eval_expr(ev, &left))
		return false;
	imply(ev, left, announcement(ev, left, number), tunnel, lower, loc);
	return true;
}

/*
 * The kernel's own key for what follows at a level, and its number. They are the same for every
 * rule, so they are made once in a run: evaluated nodes may be shared.
 */
struct implied {
	struct implied *next;
	const struct proto *tunnel, *upper, *lower;
	struct expr *left, *right;
};

static const struct implied *implied_find(const struct run *run, const struct proto *tunnel,
					  const struct proto *upper, const struct proto *lower)
{
	const struct implied *i = run->implied;

	while (i && (i->lower != lower || i->upper != upper || i->tunnel != tunnel))
		i = i->next;
	return i;
}

static OFF_THE_WAY const struct implied *implied_new(struct eval *ev, const struct proto *tunnel,
					 const struct proto *upper, const struct proto *lower,
					 uint32_t number)
{
	struct implied *i = pool_new_of(ev->run->pool, struct implied);

	*i = (struct implied){ .next = ev->run->implied, .tunnel = tunnel, .upper = upper,
			       .lower = lower };
	i->left = ev->run->lang->load_next(ev->run, (struct loc){ 0 }, tunnel, upper);
	i->left->flags |= EXPR_F_EVALUATED;
	i->right = announcement(ev, i->left, number);
	return ev->run->implied = i;
}

static bool imply_next(struct eval *ev, const struct proto *tunnel, const struct proto *upper,
		       const struct proto *lower, struct loc loc)
{
	const struct implied *i = implied_find(ev->run, tunnel, upper, lower);
	uint32_t number;

	if (!i && !proto_number(upper, lower, &number))
		return eval_error(ev, loc, "conflicting protocols specified: %s vs. %s",
				  upper == &proto_inet ? "inet" : upper->name, lower->name);
	if (!i)
		i = implied_new(ev, tunnel, upper, lower, number);
	imply(ev, i->left, i->right, tunnel, lower, loc);
	return true;
}

static bool require_ether(struct eval *ev, const struct proto *tunnel, struct loc loc)
{
	enum { DEVICE_ETHER = 1 };
	struct dep_stack *stack = dep_stack(&ev->dep, tunnel);
	struct expr *left;

	if (stack->layer[LAYER_LINK])
		return true;
	if (tunnel)
		return eval_error(ev, loc, "there is no link header inside %s", tunnel->name);
	left = ev->run->lang->load_next(ev->run, loc, NULL, NULL);
	left->flags |= EXPR_F_EVALUATED;
	imply(ev, left, announcement(ev, left, DEVICE_ETHER), NULL, &proto_ether, loc);
	return true;
}

static bool require_link(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
			 struct loc loc)
{
	struct dep_stack *stack = dep_stack(&ev->dep, tunnel);

	if (!require_ether(ev, tunnel, loc))
		return false;
	if (proto != &proto_vlan || stack->vlan_n)
		return true;
	if (stack->layer[LAYER_NETWORK] && !stack->implied[LAYER_NETWORK])
		return conflict(ev, stack, &proto_ether, proto, loc);
	return imply_field(ev, tunnel, &proto_ether, &proto_vlan, loc);
}

/* Who can tell that `proto` follows: a link header that is known, else the kernel. */
static bool imply_network(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
			  bool read, struct loc loc)
{
	const struct dep_stack *stack = dep_stack(&ev->dep, tunnel);
	const struct proto *link = stack->layer[LAYER_LINK];

	if (stack->vlan_n)
		return imply_field(ev, tunnel, &proto_vlan, proto, loc);
	if (link && stack->implied[LAYER_LINK] && read && proto != &proto_arp)
		return imply_next(ev, tunnel, &proto_netdev, proto, loc);
	if (link)
		return imply_field(ev, tunnel, &proto_ether, proto, loc);
	return imply_next(ev, tunnel,
			  ev->family == FAMILY_INET && !tunnel ? &proto_inet : &proto_netdev, proto,
			  loc);
}

static bool require_network(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
			    bool read, struct loc loc)
{
	struct dep_stack *stack = dep_stack(&ev->dep, tunnel);
	const struct proto *known = stack->layer[LAYER_NETWORK];

	if (known == proto)
		return true;
	if (known)
		return conflict(ev, stack, known, proto, loc);
	return imply_network(ev, tunnel, proto, read, loc);
}

bool dep_require_network(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
			 struct loc loc)
{
	return require_network(ev, tunnel, proto, false, loc);
}

/* The network header that a transport protocol belongs to, if it is of one only. */
static const struct proto *network_of(const struct proto *proto)
{
	return proto == &proto_icmp || proto == &proto_igmp ? &proto_ip
	     : proto == &proto_icmpv6 ? &proto_ip6 : NULL;
}

static bool same_transport(const struct proto *known, const struct proto *proto)
{
	bool gre = known == &proto_gre || known == &proto_gretap;

	return known == proto || (gre && (proto == &proto_gre || proto == &proto_gretap));
}

static bool require_transport(struct eval *ev, const struct proto *tunnel,
			      const struct proto *proto, struct loc loc)
{
	struct dep_stack *stack = dep_stack(&ev->dep, tunnel);
	const struct proto *known = stack->layer[LAYER_TRANSPORT], *network = network_of(proto);

	if (proto == &proto_th)
		return true;
	if (known && !stack->any_transport && same_transport(known, proto))
		return true;
	if (known)
		return conflict(ev, stack, known, proto, loc);
	if (stack->layer[LAYER_NETWORK] == &proto_arp)
		return conflict(ev, stack, &proto_arp, proto, loc);
	if (network && !stack->layer[LAYER_NETWORK] &&
	    !dep_require_network(ev, tunnel, network, loc))
		return false;
	return imply_next(ev, tunnel, &proto_transport, proto, loc);
}

/* A header carried by UDP; which port says so is the rule's to know. */
static bool require_udp(struct eval *ev, const struct proto *proto, struct loc loc)
{
	const struct dep_stack *stack = &ev->dep.outer;

	if (stack->layer[LAYER_TRANSPORT] == &proto_udp && !stack->any_transport)
		return true;
	return eval_error(ev, loc, "no transport protocol specified for %s: match udp before it",
			  proto->name);
}

static OFF_THE_WAY bool require_tunnel(struct eval *ev, const struct proto *tunnel, struct loc loc)
{
	if (tunnel->layer == LAYER_INNER)
		return require_udp(ev, tunnel, loc);
	return require_transport(ev, NULL, tunnel, loc);
}

bool dep_require(struct eval *ev, const struct proto *tunnel, const struct proto *proto,
		 struct loc loc)
{
	if (tunnel && !require_tunnel(ev, tunnel, loc))
		return false;
	switch ((enum layer)proto->layer) {
	case LAYER_LINK: return require_link(ev, tunnel, proto, loc);
	case LAYER_NETWORK: return require_network(ev, tunnel, proto, true, loc);
	case LAYER_TRANSPORT: return require_transport(ev, tunnel, proto, loc);
	case LAYER_INNER: return proto->inner_type ? require_udp(ev, proto, loc) : true;
	case LAYER_N: break;
	}
	return true;
}
