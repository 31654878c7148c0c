/*
 * match: relational matches, `tcp dport 22`, `ct state new,established`, `tcp flags syn / syn,ack`.
 * What a match means is evaluated and lowered in src/pass; here it is made, told to the protocol
 * context and written.
 */
#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"

static const char *const relation_word[] = {
	[REL_IMPLICIT] = "in", [REL_EQ] = "==", [REL_NEQ] = "!=", [REL_LT] = "<", [REL_GT] = ">",
	[REL_LE] = "<=", [REL_GE] = ">=", [REL_NOT] = "!",
};

/* ---- making ---- */

struct stmt *match_stmt_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			    struct expr *right)
{
	return &match_new(run, loc, rel, left, right)->s;
}

struct stmt *match_masked_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			      struct expr *value, struct expr *mask)
{
	struct match_stmt *m = match_new(run, loc, rel, left, value);

	m->masked = true;
	m->mask = mask;
	return &m->s;
}

static unsigned parts(struct stmt *s, struct expr **part[STMT_PARTS_MAX])
{
	struct match_stmt *m = (struct match_stmt *)s;

	part[0] = &m->left;
	part[1] = &m->right;
	return 2;
}

/* ---- evaluation ---- */

static bool eval(struct eval *ev, struct stmt *s)
{
	return eval_match(ev, (struct match_stmt *)s);
}

/* Remember which match fixed the headers that became known. */
static void note_match(struct dep_stack *stack, const struct proto *const *before,
		       struct match_stmt *m)
{
	for (unsigned i = 0; i < LAYER_N; i++)
		if (stack->layer[i] != before[i])
			stack->by[i] = m;
}

static const struct elems *anonymous_elements(const struct expr *right)
{
	const struct setref_expr *ref = expr_setref(right);

	return ref && ref->set && ref->set->flags & SET_ANONYMOUS &&
			       !(ref->set->flags & SET_INTERVAL) && ref->set->key.n == 1
		       ? ref->set->elems
		       : NULL;
}

/* One of several values holds: of the transport protocol only that it is one of those. */
static OFF_THE_WAY void learn_each(struct dep *dep, const struct match_stmt *m, const struct sel_expr *left)
{
	const struct elems *elems = anonymous_elements(m->right);
	struct dep_stack *stack = dep_stack(dep, left->tunnel);
	const struct dep_stack before = *stack;

	if (elems && elems->key != BYTES_OF(left->e.bits))
		return; /* from a kernel that was told something odd */
	for (size_t i = 0; elems && i < elems->n; i++)
		if (!elems_is_catchall(elems, i))
			left->sel->learn(dep, left,
					 expr_bytes(dep->run->pool, m->s.loc, left->e.type,
						    left->e.order, left->e.bits,
						    elems_lo(elems, i)));
	if (!elems || elems->n < 2)
		return;
	stack->layer[LAYER_LINK] = before.layer[LAYER_LINK];
	stack->vlan_n = before.vlan_n;
	stack->link_offset = before.link_offset;
	if (stack->layer[LAYER_TRANSPORT] != before.layer[LAYER_TRANSPORT])
		stack->any_transport = true;
}

/* The kernel's own key has a number of no header we know: there is one, but not any of those. */
static void learn_unknown(struct dep *dep, const struct sel_expr *left)
{
	struct dep_stack *stack = dep_stack(dep, left->tunnel);
	unsigned id = left->e.type ? left->e.type->id : TYPE_INVALID;

	if (id == TYPE_INET_PROTO && !stack->layer[LAYER_TRANSPORT])
		stack->layer[LAYER_TRANSPORT] = &proto_unknown;
	if (!stack->layer[LAYER_NETWORK] &&
	    (id == TYPE_NF_PROTO || (id == TYPE_ETHER_TYPE && dep->family != FAMILY_INET)))
		stack->layer[LAYER_NETWORK] = &proto_unknown;
}

static inline void learn_right(struct dep *dep, const struct match_stmt *m,
			       const struct sel_expr *left)
{
	if (m->right->kind == EXPR_VALUE) {
		left->sel->learn(dep, left, m->right);
		if (left->sel == &selector_meta)
			learn_unknown(dep, left);
	} else if (m->right->kind == EXPR_SETREF) {
		learn_each(dep, m, left);
	}
}

static OFF_THE_WAY void learn_noting(struct dep *dep, struct match_stmt *m,
				     const struct sel_expr *left)
{
	struct dep_stack *stack = dep_stack(dep, left->tunnel);
	const struct proto *before[LAYER_N];

	memcpy(before, stack->layer, sizeof(before));
	learn_right(dep, m, left);
	note_match(stack, before, m);
}

static void learn(struct dep *dep, const struct stmt *s)
{
	struct match_stmt *m = (struct match_stmt *)s;
	struct sel_expr *left = expr_selector(m->left);

	if (!left || !left->sel->learn || (m->rel != REL_EQ && m->rel != REL_IMPLICIT))
		return;
	if (dep->raising)
		learn_noting(dep, m, left);
	else
		learn_right(dep, m, left);
}

/* ---- lowering ---- */

/*
 * `meta protocol ip` in a table that sees nothing else says nothing when the next match has its own
 * header to look at.
 */
static OFF_THE_WAY bool says_nothing(const struct lower *l, const struct match_stmt *m)
{
	const struct sel_expr *left = expr_selector(m->left);
	const struct match_stmt *next;
	uint32_t number;

	if (!left || left->sel == &selector_payload || left->tunnel || m->rel == REL_NEQ ||
	    m->s.implied || !expr_value(m->right) || !left->e.type ||
	    left->e.type->id != TYPE_ETHER_TYPE)
		return false;
	next = stmt_as_match(l->run, m->s.next);
	if (!next || !next->left || (!next->s.implied && !expr_selector(next->left)))
		return false;
	if (!next->s.implied && expr_selector(next->left)->sel != &selector_payload)
		return false;
	return proto_number(&proto_netdev, family_proto(l->family), &number) &&
	       expr_u64(m->right) == number;
}

static bool lower(struct lower *l, const struct stmt *s)
{
	const struct match_stmt *m = (const struct match_stmt *)s;

	if ((l->family == FAMILY_IP || l->family == FAMILY_IP6) && says_nothing(l, m))
		return true;
	return lower_match(l, m);
}

/* ---- text ---- */

static bool must_say_equal(const struct match_stmt *m)
{
	const struct type *type = m->right->type;

	return m->left->kind == EXPR_BINOP ||
	       (m->right->kind == EXPR_VALUE && type_has_flags(type));
}

static void print(struct print *p, const struct stmt *s)
{
	const struct match_stmt *m = (const struct match_stmt *)s;

	print_expr(p, m->left);
	out_char(p->out, ' ');
	if (m->rel == REL_EQ ? must_say_equal(m) : m->rel != REL_IMPLICIT)
		out_printf(p->out, "%s ", relation_word[m->rel]);
	print_expr(p, m->right);
	if (!m->masked)
		return;
	out_str(p->out, " / ");
	print_expr(p, m->mask);
}

/* ---- JSON ---- */

static void json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct match_stmt *m = (const struct match_stmt *)s;

	json_name(w, "match");
	json_open(w, '{');
	json_pair_str(w, "op", relation_word[m->rel]);
	json_name(w, "left");
	json_out_expr(w, p, m->left);
	json_name(w, "right");
	json_out_expr(w, p, m->right);
	json_close(w, '}');
}

static bool relation_in(struct reader *r, struct json_t *value, enum relation *rel)
{
	const char *word = NULL;

	*rel = REL_IMPLICIT;
	if (!json_may_str(r, value, "op", &word))
		return false;
	if (!word)
		return true;
	for (unsigned i = 0; i < sizeof(relation_word) / sizeof(*relation_word); i++)
		if (str_same(relation_word[i], word)) {
			*rel = i;
			return true;
		}
	return json_error(r, "Unknown relational op '%s'.", word);
}

static struct stmt *json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct json_t *left = json_member(value, "left"), *right = json_member(value, "right");
	struct expr *l, *e;
	enum relation rel;

	if (!left || !right) {
		json_error(r, "a match needs \"left\" and \"right\"");
		return NULL;
	}
	if (!relation_in(r, value, &rel))
		return NULL;
	l = json_in_member(r, "left", left, JSON_ANY);
	e = l ? json_in_member(r, "right", right, JSON_RHS) : NULL;
	return e ? match_stmt_new(r->run, loc, rel, l, e) : NULL;
}

const struct stmt_desc stmt_match = {
	.word = "match",
	.size = sizeof(struct match_stmt),
	.parts = parts,
	.eval = eval,
	.lower = lower,
	.learn = learn,
	.print = print,
	.json_out = json_out,
	.json_in = json_in,
};
