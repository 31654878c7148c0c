/*
 * eval_set_types: what the keys and data of a set are: from the left side of a match, from `type`
 * and `typeof` declarations, or by the set's name.
 */
#include <limits.h>

#include "pass/eval.h"

static void packed_types(const struct key_spec *spec, uint32_t *numbers, uint32_t *size)
{
	*numbers = 0;
	for (unsigned i = 0; i < spec->n; i++)
		*numbers = *numbers << TYPE_BITS | spec->field[i].type->id;
	*size = spec->size;
}

void eval_set_numbers(struct set *set)
{
	packed_types(&set->key, &set->key_type, &set->key_size);
	if (!(set->flags & SET_MAP))
		return;
	if (!set->data.n) {
		set->data_type = VERDICT_TYPE;
		return;
	}
	packed_types(&set->data, &set->data_type, &set->data_size);
	if (set->data_interval)
		set->data_size *= 2;
}

/* ---- specs ---- */

static bool spec_add(struct eval *ev, struct key_spec *spec, struct loc loc,
		     const struct type *type, unsigned bits, unsigned order)
{
	if (spec->n == KEY_FIELDS_MAX)
		return eval_error(ev, loc, "Concatenation of more than %u components",
				  KEY_FIELDS_MAX);
	spec->field[spec->n++] = (struct key_field){ type, bits, order };
	return true;
}

static bool spec_end(struct eval *ev, struct key_spec *spec, struct loc loc)
{
	return key_spec_close(spec) ||
	       eval_error(ev, loc, "Concatenation of size %u exceeds maximum size of %u",
			  spec->size * 8u, KEY_SIZE_MAX * 8u);
}

static bool spec_add_expr(struct eval *ev, struct key_spec *spec, const struct expr *e, bool concat)
{
	if (!e->type || !e->bits)
		return concat ? eval_error(ev, e->loc,
					   "can not use variable sized data types (%s) in concat expressions",
					   e->type ? e->type->name : "invalid")
			      : eval_error(ev, e->loc, "the type of the set's key is not known");
	return spec_add(ev, spec, e->loc, e->type, e->bits, e->order);
}

bool key_spec_of(struct eval *ev, const struct expr *e, struct key_spec *spec)
{
	const struct list_expr *concat = expr_concat(e);

	spec->n = 0;
	if (!concat)
		return spec_add_expr(ev, spec, e, false) && spec_end(ev, spec, e->loc);
	for (size_t i = 0; i < concat->item.n; i++)
		if (!spec_add_expr(ev, spec, concat->item.v[i], true))
			return false;
	return spec_end(ev, spec, e->loc);
}

/* ---- type NAME . NAME ---- */

static bool spec_add_name(struct eval *ev, const struct set_body *body, struct key_spec *spec,
			  const struct expr *e, bool concat)
{
	const struct symbol_expr *symbol = expr_symbol(e);
	const struct type *type = symbol ? type_by_name(span_of(symbol->text)) : NULL;

	if (!type)
		return eval_error(ev, e->loc, "unknown datatype %s", symbol ? symbol->text : "");
	if (type->bits)
		return spec_add(ev, spec, e->loc, type, type->bits, type->order);
	return concat ? eval_error(ev, e->loc,
				   "can not use variable sized data types (%s) in concat expressions",
				   type->name)
		      : eval_error(ev, e->loc,
				   "unqualified type %s specified in %s definition. Try \"typeof "
				   "expression\" instead of \"type datatype\".", type->name,
				   body->is_map ? "map" : "set");
}

static bool spec_of_names(struct eval *ev, const struct set_body *body, const struct expr *e,
			  struct key_spec *spec)
{
	const struct list_expr *concat = expr_concat(e);

	spec->n = 0;
	if (!concat)
		return spec_add_name(ev, body, spec, e, false) && spec_end(ev, spec, e->loc);
	for (size_t i = 0; i < concat->item.n; i++)
		if (!spec_add_name(ev, body, spec, concat->item.v[i], true))
			return false;
	return spec_end(ev, spec, e->loc);
}

/* ---- typeof E . E ---- */

static const struct expr *operand(const struct expr *e)
{
	const struct binop_expr *binop;

	while ((binop = expr_binop(e)))
		e = binop->left;
	return e;
}

/* Only what can be written to userdata, and so read back, may be named. */
static bool check_typeof(struct eval *ev, const struct expr *e)
{
	const struct sel_expr *s = expr_selector(operand(e));

	if (s && s->sel->typeof_put)
		return true;
	return eval_error(ev, e->loc, "primary expression type '%s' lacks typeof serialization",
			  s ? s->sel->word : expr_symbol(e) ? "symbol" : "value");
}

/* Types of the expression, outside of any rule: the headers that it implies are of no interest. */
static bool eval_typeof_part(struct eval *ev, struct expr **e)
{
	struct eval apart = *ev;

	apart.rule = NULL;
	apart.here = NULL;
	apart.stmt = NULL;
	apart.want = (struct want){ 0 };
	dep_init(&apart.dep, ev->run, ev->family);
	return check_typeof(ev, *e) && eval_expr(&apart, e);
}

static bool eval_typeof(struct eval *ev, struct expr **e, struct key_spec *spec)
{
	struct list_expr *concat = expr_concat(*e);

	for (size_t i = 0; concat && i < concat->item.n; i++)
		if (!eval_typeof_part(ev, &concat->item.v[i]))
			return false;
	if (!concat && !eval_typeof_part(ev, e))
		return false;
	return key_spec_of(ev, *e, spec);
}

static bool is_word(const struct expr *e, const char *word)
{
	return expr_symbol(e) && str_same(expr_symbol(e)->text, word);
}

static bool eval_data_types(struct eval *ev, const struct set_body *body, struct set *set)
{
	struct expr *data = body->data;

	if (!data)
		return eval_error(ev, body->loc,
				  "map definition does not specify mapping data type");
	if (is_word(data, "verdict")) {
		set->data.n = 0;
		return true;
	}
	if (!body->data_is_typeof)
		return spec_of_names(ev, body, data, &set->data);
	if (is_word(data, type_queue.name)) {
		set->data.n = 0;
		set->data_typeof = data;
		return spec_add(ev, &set->data, data->loc, &type_queue, type_queue.bits,
				type_queue.order) && spec_end(ev, &set->data, data->loc);
	}
	if (!eval_typeof(ev, &data, &set->data))
		return false;
	set->data_typeof = data;
	return true;
}

bool eval_set_types(struct eval *ev, const struct set_body *body, struct set *set)
{
	struct expr *key = body->key;

	if (!(body->key_is_typeof ? eval_typeof(ev, &key, &set->key)
				  : spec_of_names(ev, body, key, &set->key)))
		return false;
	set->key_typeof = body->key_is_typeof ? key : NULL;
	set->data_interval = body->data_interval;
	if (body->object_type) {
		set->flags = (set->flags & ~(uint32_t)SET_MAP) | SET_OBJECT;
		set->object_type = body->object_type;
	} else if (body->is_map) {
		set->flags |= SET_MAP;
		set->data.n = 0;
		if (!body->data_is_verdict && !eval_data_types(ev, body, set))
			return false;
	}
	if (set->flags & SET_INTERVAL && set->key.n > 1)
		set->flags |= SET_CONCAT;
	eval_set_numbers(set);
	return true;
}

/* ---- names ---- */

struct near {
	const struct set *set;
	unsigned best;
};

static void look_around(struct near *near, const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->sets.n; i++) {
		const struct set *set = table->sets.v[i];

		if (set->flags & SET_ANONYMOUS || !set->name)
			continue;
		if (strcmp(set->name, name) == 0 && near->best) {
			near->set = set;
			near->best = 0;
		} else if (str_suggests(name, set->name, &near->best)) {
			near->set = set;
		}
	}
}

struct set *eval_find_set(struct eval *ev, const struct expr *ref)
{
	const struct setref_expr *setref = expr_setref(ref);
	const struct ruleset *known = ev->run->known;
	struct near near = { .best = UINT_MAX };
	struct set *set = setref->set;

	if (!set && ev->table)
		set = set_find(ev->table, setref->name);
	if (set)
		return set;
	for (size_t i = 0; i < known->tables.n; i++)
		look_around(&near, known->tables.v[i], setref->name);
	if (near.set)
		eval_error(ev, ref->loc,
			   "No such file or directory; did you mean %s '%s' in table %s '%s'?",
			   near.set->flags & (SET_MAP | SET_OBJECT) ? "map" : "set", near.set->name,
			   family_name(near.set->table->family), near.set->table->name);
	else
		eval_error(ev, ref->loc, "No such file or directory");
	return NULL;
}
