/*
 * lower_match: relational matches. Evaluation has made both sides agree; here the right instruction
 * is chosen: cmp, range or lookup.
 */
#include "pass/lower.h"

static const uint8_t cmp_of[] = {
	[REL_IMPLICIT] = CMP_EQ, [REL_EQ] = CMP_EQ, [REL_NEQ] = CMP_NEQ, [REL_LT] = CMP_LT,
	[REL_GT] = CMP_GT, [REL_LE] = CMP_LTE, [REL_GE] = CMP_GTE, [REL_NOT] = CMP_NEQ,
};

/* What is compared with is the caller's to fill in. NULL: a message is recorded. */
static struct insn_cmp *compare(struct lower *l, const struct match_stmt *m, const struct expr *left)
{
	unsigned reg = lower_load(l, left);
	struct insn_cmp *i;

	if (!reg)
		return NULL;
	i = emit(l, INSN_CMP);
	i->sreg = reg;
	i->op = cmp_of[m->rel];
	reg_release(l, reg, BYTES_OF(left->bits));
	return i;
}

static bool compare_value(struct lower *l, const struct match_stmt *m)
{
	struct insn_cmp *i = compare(l, m, m->left);

	if (i)
		lower_data(l, m->right, &i->data);
	return i;
}

/* The leading bytes only: from a shorter load where the family can, else of the whole. */
static OFF_THE_WAY bool compare_prefix(struct lower *l, const struct match_stmt *m)
{
	const struct prefix_expr *prefix = expr_prefix(m->right);
	const struct sel_expr *sel = expr_selector(m->left);
	const struct expr *left = m->left;
	struct insn_cmp *i;

	if (sel && sel->sel->prefix_load) {
		struct sel_expr *shorter = pool_memdup(l->run->pool, sel, sel->sel->size);
		shorter->e.bits = prefix->len;
		left = &shorter->e;
	}
	i = compare(l, m, left);
	if (i)
		lower_number(l, expr_value(prefix->base)->b, prefix->len, m->left->order, &i->data);
	return i;
}

static OFF_THE_WAY bool compare_range(struct lower *l, const struct match_stmt *m)
{
	const struct range_expr *range = expr_range(m->right);
	unsigned reg = lower_load(l, m->left);
	struct insn_range *i;

	if (!reg)
		return false;
	i = emit(l, INSN_RANGE);
	i->sreg = reg;
	i->op = cmp_of[m->rel];
	lower_data(l, range->lo, &i->from);
	lower_data(l, range->hi, &i->to);
	reg_release(l, reg, BYTES_OF(m->left->bits));
	return true;
}

static OFF_THE_WAY bool look_up(struct lower *l, const struct match_stmt *m)
{
	const struct setref_expr *ref = expr_setref(m->right);
	unsigned reg = lower_key(l, m->left, ref->set);
	struct insn_lookup *i;
	const char *name;
	uint32_t id;

	if (!reg)
		return false;
	lower_setref(l, m->right, &name, &id);
	i = emit(l, INSN_LOOKUP);
	i->sreg = reg;
	i->set = name;
	i->set_id = id;
	if (id)
		INSN_GIVE(i, struct insn_lookup, set_id);
	if (m->rel == REL_NEQ) {
		i->flags = 1;
		INSN_GIVE(i, struct insn_lookup, flags);
	}
	reg_release(l, reg, BYTES_OF(m->left->bits));
	return true;
}

bool lower_match(struct lower *l, const struct match_stmt *m)
{
	if (!m->left)
		return true; /* read by another match's load */
	if (m->right->kind == EXPR_VALUE) /* most of them */
		return compare_value(l, m);
	switch ((enum expr_kind)m->right->kind) {
	case EXPR_SETREF: return look_up(l, m);
	case EXPR_RANGE: return compare_range(l, m);
	case EXPR_PREFIX: return compare_prefix(l, m);
	case EXPR_SYMBOL: case EXPR_VARIABLE: case EXPR_CONCAT: case EXPR_LIST: case EXPR_SETLIT:
	case EXPR_RUN: case EXPR_ELEM: case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP:
	case EXPR_VERDICT: case EXPR_SELECTOR: case EXPR_VALUE:
		break;
	}
	return diag_error(&l->run->diag, m->s.loc, "this match has no form the kernel knows");
}
