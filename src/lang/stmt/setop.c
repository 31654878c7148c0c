/*
 * setop: `add @S { KEY ... }`, changes to a set or map from the packet path.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct setop_stmt {
	struct stmt s;
	unsigned op;            /* index into ops; the kernel's number */
	struct expr *set;       /* SETREF */
	struct elem_expr *elem; /* key, timeout, stateful statements */
	struct expr *data;      /* NULL: none */
};

static const char *const ops[] = { "add", "update", "delete" };
enum { OPS_N = sizeof(ops) / sizeof(ops[0]) };
enum { DYNSET_MANY_STATEMENTS = 2 }; /* NFT_DYNSET_F_EXPR */

struct stmt *setop_new(struct run *run, struct loc loc, unsigned op, struct expr *set,
		       struct expr *elem, struct expr *data)
{
	struct setop_stmt *setop = stmt_new(run->pool, &stmt_setop, loc);

	setop->op = op;
	setop->set = set;
	setop->elem = expr_elem(elem);
	setop->data = data;
	return &setop->s;
}

/* One field, or a concatenation of as many as the set has. */
static bool eval_fields(struct eval *ev, struct expr **e, const struct key_spec *spec)
{
	const struct key_field *field = &spec->field[0];
	struct want want = { .bits = spec->size * 8, .spec = spec };

	if (spec->n == 1)
		return eval_arg(ev, e, field->type, field->bits, field->order);
	if (spec->n == 0)
		return eval_expr(ev, e);
	if (!eval_as(ev, e, &want))
		return false;
	return (*e)->kind == EXPR_CONCAT || (*e)->kind == EXPR_MAP ||
	       eval_error(ev, (*e)->loc, "a concatenation of %u components is expected here",
			  spec->n);
}

static bool eval_data(struct eval *ev, struct setop_stmt *setop, const struct set *set)
{
	if (!setop->data)
		return true;
	if (!(set->flags & SET_MAP))
		return eval_error(ev, setop->data->loc, "%s is not a map", set->name);
	return eval_fields(ev, &setop->data, &set->data);
}

static bool setop_eval(struct eval *ev, struct stmt *s)
{
	struct setop_stmt *setop = (struct setop_stmt *)s;
	const struct set *set;

	if (!eval_expr(ev, &setop->set))
		return false;
	if (setop->set->kind != EXPR_SETREF)
		return eval_error(ev, setop->set->loc, "Expression does not refer to a set");
	set = expr_setref(setop->set)->set;
	if (setop->elem->comment)
		return eval_error(ev, setop->elem->e.loc, "Key comments are not supported");
	return eval_fields(ev, &setop->elem->key, &set->key) &&
	       eval_stateful(ev, setop->elem->stmts) && eval_data(ev, setop, set);
}

static bool lower_statements(struct lower *l, struct insn_dynset *insn, const struct prog *stmts)
{
	if (!stmts)
		return false;
	if (stmts->n == 1) {
		insn->expr = stmts;
		INSN_GIVE(insn, struct insn_dynset, expr);
		return true;
	}
	insn->exprs = stmts;
	insn->flags = DYNSET_MANY_STATEMENTS;
	INSN_GIVE(insn, struct insn_dynset, exprs);
	INSN_GIVE(insn, struct insn_dynset, flags);
	return true;
}

static bool setop_lower(struct lower *l, const struct stmt *s)
{
	const struct setop_stmt *setop = (const struct setop_stmt *)s;
	const struct elem_expr *elem = setop->elem;
	unsigned key = lower_key(l, elem->key, expr_setref(setop->set)->set), data = 0;
	struct insn_dynset *insn;

	if (!key || (setop->data && !(data = lower_load(l, setop->data))))
		return false;
	insn = emit(l, INSN_DYNSET);
	lower_setref(l, setop->set, &insn->set, &insn->set_id);
	INSN_GIVE(insn, struct insn_dynset, set);
	if (insn->set_id)
		INSN_GIVE(insn, struct insn_dynset, set_id);
	insn->op = setop->op;
	insn->sreg_key = key;
	if (data) {
		insn->sreg_data = data;
		INSN_GIVE(insn, struct insn_dynset, sreg_data);
		reg_release(l, data, BYTES_OF(setop->data->bits));
	}
	reg_release(l, key, BYTES_OF(elem->key->bits));
	if (elem->given & EXTRA_TIMEOUT && elem->timeout) {
		insn->timeout = elem->timeout;
		INSN_GIVE(insn, struct insn_dynset, timeout);
	}
	return !elem->stmts || lower_statements(l, insn, lower_stateful(l, elem->stmts));
}

static struct expr *raise_elem(struct raise *r, const struct insn_dynset *insn, struct expr *key)
{
	struct expr *e = expr_make_elem(r->run->pool, insn->h.loc, key);
	struct elem_expr *elem = expr_elem(e);
	const struct prog *stmts = insn->exprs ? insn->exprs : insn->expr;

	if (insn->timeout) {
		elem->timeout = insn->timeout;
		elem->given |= EXTRA_TIMEOUT;
	}
	if (stmts)
		elem->stmts = raise_stateful(r->run, r->table, stmts);
	return e;
}

static bool setop_raise(struct raise *r, const struct insn *i)
{
	const struct insn_dynset *insn = (const struct insn_dynset *)i;
	struct expr *ref = insn->set ? raise_setref(r, insn->set) : NULL;
	struct expr *key = NULL, *data = NULL;
	const struct set *set = ref ? expr_setref(ref)->set : NULL;
	bool has_data = INSN_GAVE(insn, struct insn_dynset, sreg_data);

	if (!insn->set || insn->op >= OPS_N)
		return false;
	if (set) {
		key = raise_fields(r, insn->sreg_key, &set->key);
		if (has_data)
			data = raise_fields(r, insn->sreg_data, &set->data);
	} else {
		ref = expr_make_setref(r->run->pool, i->loc, span_of(insn->set));
		key = raise_get(r, insn->sreg_key, 0);
		if (has_data)
			data = raise_get(r, insn->sreg_data, 0);
	}
	if (!key || has_data != !!data)
		return false;
	raise_stmt(r, setop_new(r->run, i->loc, insn->op, ref, raise_elem(r, insn, key), data));
	return true;
}

/* State belongs to the set's elements; here only the kind of statement is of interest. */
static void setop_print(struct print *p, const struct stmt *s)
{
	const struct setop_stmt *setop = (const struct setop_stmt *)s;
	const struct elem_expr *elem = setop->elem;
	unsigned flags = p->flags;

	out_printf(p->out, "%s @%s { ", ops[setop->op], expr_setref(setop->set)->name);
	print_expr(p, elem->key);
	if (elem->given & EXTRA_TIMEOUT) {
		out_str(p->out, " timeout ");
		time_print(elem->timeout, p->flags, p->out);
	}
	p->flags |= OUTPUT_STATELESS;
	for (const struct stmt *stmt = elem->stmts; stmt; stmt = stmt->next) {
		out_char(p->out, ' ');
		print_stmt(p, stmt);
	}
	p->flags = flags;
	if (setop->data) {
		out_str(p->out, " : ");
		print_expr(p, setop->data);
	}
	out_str(p->out, " }");
}

static void elem_json_out(struct writer *w, struct print *p, const struct elem_expr *elem)
{
	json_name(w, "elem");
	if (!(elem->given & EXTRA_TIMEOUT)) {
		json_out_expr(w, p, elem->key);
		return;
	}
	json_open(w, '{');
	json_name(w, "elem");
	json_open(w, '{');
	json_pair_expr(w, p, "val", elem->key);
	json_pair_u64(w, "timeout", elem->timeout / 1000);
	json_close(w, '}');
	json_close(w, '}');
}

static void setop_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct setop_stmt *setop = (const struct setop_stmt *)s;
	const char *kind = setop->data ? "map" : "set";
	unsigned flags = p->flags;

	json_name(w, kind);
	json_open(w, '{');
	json_pair_str(w, "op", ops[setop->op]);
	elem_json_out(w, p, setop->elem);
	if (setop->data)
		json_pair_expr(w, p, "data", setop->data);
	json_pair_str(w, kind, pool_printf(p->run->pool, "@%s", expr_setref(setop->set)->name));
	if (setop->elem->stmts) {
		p->flags |= OUTPUT_STATELESS;
		json_name(w, "stmt");
		json_open(w, '[');
		json_out_stmts(w, p, setop->elem->stmts);
		json_close(w, ']');
		p->flags = flags;
	}
	json_close(w, '}');
}

bool elem_json_in(struct reader *r, json_t *object, const char *name, struct elem_expr **elem)
{
	json_t *key = json_member(object, name), *stmts = json_member(object, "stmt");
	struct expr *e = key ? json_in_member(r, name, key, JSON_SES) : NULL;

	if (!key)
		return json_error(r, "\"%s\" is missing", name);
	if (!e)
		return false;
	*elem = expr_elem(e->kind == EXPR_ELEM ? e : expr_make_elem(r->run->pool, r->loc, e));
	if (!stmts || json_is_null(stmts) || (json_is_array(stmts) && !json_array_size(stmts)))
		return true;
	(*elem)->stmts = json_is_array(stmts) ? json_in_stmts(r, "stmt", stmts) : json_in_stmt(r, stmts);
	return (*elem)->stmts;
}

static bool op_json_in(struct reader *r, json_t *value, unsigned *op)
{
	const char *word;

	if (!json_must_str(r, value, "op", &word))
		return false;
	for (*op = 0; *op < OPS_N; ++*op)
		if (str_same(word, ops[*op]))
			return true;
	return json_error(r, "unknown set operation \"%s\"", word);
}

static struct stmt *setop_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct expr *set, *data = NULL;
	struct elem_expr *elem;
	const char *kind = r->key, *name;
	unsigned op;

	if (!op_json_in(r, value, &op) || !elem_json_in(r, value, "elem", &elem) ||
	    !json_must_str(r, value, kind, &name))
		return NULL;
	if (*name != '@' || !name[1]) {
		json_error(r, "a set is named as \"@NAME\"");
		return NULL;
	}
	if (str_same(kind, "map") && !json_must_expr(r, value, "data", &data))
		return NULL;
	set = expr_make_setref(r->run->pool, loc, span_of(name + 1));
	return setop_new(r->run, loc, op, set, &elem->e, data);
}

const struct stmt_desc stmt_setop = {
	.word = "set",
	.aliases = (const char *const[]){ "map", NULL },
	.size = sizeof(struct setop_stmt),
	.eval = setop_eval,
	.lower = setop_lower,
	.raises = (const uint8_t[]){ INSN_DYNSET, 0 },
	.raise = setop_raise,
	.print = setop_print,
	.json_out = setop_json_out,
	.json_in = setop_json_in,
};
