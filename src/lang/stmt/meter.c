/*
 * meter: the old way to write a set update: it declares the set that it updates.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct meter_stmt {
	struct stmt s;
	struct name_at name;
	struct number_at size;
	struct elem_expr *elem;
	struct stmt *update;    /* what it stands for, once evaluated */
	struct set *declared;   /* the set, when it is new */
};

enum { METER_SIZE = 65535, OP_UPDATE_NUMBER = 1, OP_ADD_NUMBER = 0 };

struct stmt *meter_new(struct run *run, struct loc loc, struct name_at name, struct number_at size,
		       struct expr *elem)
{
	struct meter_stmt *meter = stmt_new(run->pool, &stmt_meter, loc);

	if (size.given && size.number > UINT32_MAX) {
		diag_error(&run->diag, size.loc, "value too large");
		return NULL;
	}
	meter->name = name;
	meter->size = size;
	meter->elem = expr_elem(elem);
	return &meter->s;
}

static bool has_timeout(const struct meter_stmt *meter)
{
	return meter->elem->given & EXTRA_TIMEOUT && meter->elem->timeout;
}

static bool eval_existing(struct eval *ev, const struct meter_stmt *meter, const struct set *set)
{
	bool timeout = set->flags & SET_TIMEOUT;

	if (timeout != has_timeout(meter))
		return eval_error(ev, meter->name.loc,
				  "existing set '%s' %s timeout flag", meter->name.name,
				  timeout ? "has" : "lacks");
	if (meter->size.given && set->size && set->size != meter->size.number)
		return eval_error(ev, meter->size.loc,
				  "existing set '%s' has size %u, meter has %u", meter->name.name,
				  set->size, (unsigned)meter->size.number);
	return true;
}

static bool declare(struct eval *ev, struct meter_stmt *meter)
{
	struct set *set = pool_new_of(ev->run->pool, struct set);

	if (!key_spec_of(ev, meter->elem->key, &set->key))
		return false;
	set->table = ev->table;
	set->name = meter->name.name;
	set->id = ++ev->run->next_id;
	set->flags = SET_EVAL | (has_timeout(meter) ? SET_TIMEOUT : 0);
	set->size = meter->size.given ? meter->size.number : METER_SIZE;
	eval_set_numbers(set);
	if (typeof_is_needed(&set->key)) {
		set->key_typeof = meter->elem->key;
		typeof_put(ev->run, set);
	}
	*set_add(ev->table, set->name) = *set;
	meter->declared = set;
	return true;
}

static bool meter_eval(struct eval *ev, struct stmt *s)
{
	struct meter_stmt *meter = (struct meter_stmt *)s;
	struct expr *ref;
	struct set *set;

	if (!meter->elem->stmts)
		return eval_error(ev, meter->elem->e.loc, "a meter needs a statement that keeps state");
	if (!eval_expr(ev, &meter->elem->key))
		return false;
	for (const struct stmt *state = meter->elem->stmts; state; state = state->next)
		if (!state->desc->stateful)
			return eval_error(ev, state->loc, "meter statement must be stateful");
	set = set_find(ev->table, meter->name.name);
	if (set ? !eval_existing(ev, meter, set) : !declare(ev, meter))
		return false;
	ref = expr_make_setref(ev->run->pool, meter->name.loc, span_of(meter->name.name));
	meter->update = setop_new(ev->run, s->loc,
				  has_timeout(meter) ? OP_UPDATE_NUMBER : OP_ADD_NUMBER, ref,
				  &meter->elem->e, NULL);
	return stmt_setop.eval(ev, meter->update);
}

static void lower_declaration(struct lower *l, const struct meter_stmt *meter)
{
	struct op *op = op_add(l->ops, OP_ADD, KIND_SET);

	op->family = l->family;
	op->table_name = l->table->name;
	op->set = meter->declared;
	for (unsigned i = 0; i < AT_PLACES; i++)
		op->at[i] = meter->name.loc.end ? meter->name.loc : meter->s.loc;
	op->at[AT_COMMAND] = meter->s.loc;
}

static bool meter_lower(struct lower *l, const struct stmt *s)
{
	const struct meter_stmt *meter = (const struct meter_stmt *)s;

	if (meter->declared && l->ops)
		lower_declaration(l, meter);
	return stmt_setop.lower(l, meter->update);
}

static void meter_print(struct print *p, const struct stmt *s)
{
	stmt_setop.print(p, ((const struct meter_stmt *)s)->update);
}

static void meter_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	stmt_setop.json_out(w, p, ((const struct meter_stmt *)s)->update);
}

static struct stmt *meter_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct number_at size = { .loc = loc };
	struct name_at name = { .loc = loc };
	struct elem_expr *elem;

	if (!json_must_str(r, value, "name", &name.name) ||
	    !json_may_u64(r, value, "size", &size.number, &size.given) ||
	    !elem_json_in(r, value, "key", &elem))
		return NULL;
	name.name = pool_strdup(r->run->pool, name.name);
	return meter_new(r->run, loc, name, size, &elem->e);
}

const struct stmt_desc stmt_meter = {
	.word = "meter",
	.size = sizeof(struct meter_stmt),
	.eval = meter_eval,
	.lower = meter_lower,
	.print = meter_print,
	.json_out = meter_json_out,
	.json_in = meter_json_in,
};
