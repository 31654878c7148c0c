/*
 * objref: use of a named object (counter, quota, ct helper ...), or of the one that a map gives.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

/* How each kind is written, before the name and in JSON. */
struct objref_kind {
	const char *word, *text, *json;
	uint32_t type;
};

struct objref_stmt {
	struct stmt s;
	const struct objref_kind *kind;
	struct expr *object;        /* SYMBOL, VARIABLE or MAP */
	const char *name;           /* NULL: it is a map */
};

static const struct objref_kind kinds[] = {
	{ "counter", "counter name ", "counter", OBJECT_COUNTER },
	{ "quota", "quota name ", "quota", OBJECT_QUOTA },
	{ "limit", "limit name ", "limit", OBJECT_LIMIT },
	{ "synproxy", "synproxy name ", "synproxy", OBJECT_SYNPROXY },
	{ "tunnel", "tunnel name ", "tunnel", OBJECT_TUNNEL },
	{ "ct helper", "ct helper set ", "ct helper", OBJECT_CT_HELPER },
	{ "ct timeout", "ct timeout set ", "ct timeout", OBJECT_CT_TIMEOUT },
	{ "ct expectation", "ct expectation set ", "ct expectation", OBJECT_CT_EXPECT },
	{ "secmark", "meta secmark set ", "secmark", OBJECT_SECMARK },
	{ NULL }
};

static const struct objref_kind *kind_of(struct span word)
{
	const struct objref_kind *kind = kinds;

	while (kind->word && !span_is(word, kind->word))
		kind++;
	return kind;
}

static const struct objref_kind *kind_of_type(uint32_t type)
{
	const struct objref_kind *kind = kinds;

	while (kind->word && kind->type != type)
		kind++;
	return kind;
}

struct stmt *objref_new(struct run *run, struct loc loc, struct span word, struct expr *name)
{
	struct objref_stmt *ref = stmt_new(run->pool, &stmt_objref, loc);

	ref->kind = kind_of(word);
	ref->object = name;
	if (!ref->kind->word) {
		diag_error(&run->diag, loc, "unknown kind of object '%.*s'", (int)word.n, word.p);
		return NULL;
	}
	return &ref->s;
}

static bool objref_eval(struct eval *ev, struct stmt *s)
{
	struct objref_stmt *ref = (struct objref_stmt *)s;
	bool wildcard = false;

	if (ref->object->kind == EXPR_MAP)
		return eval_map(ev, &ref->object, NULL, false, ref->kind->type);
	if (ref->object->kind != EXPR_SYMBOL && ref->object->kind != EXPR_VARIABLE)
		return eval_error(ev, ref->object->loc, "a name or a map of names is expected");
	return eval_text(ev, ref->object, &ref->name, &wildcard) &&
	       (!wildcard || eval_error(ev, ref->object->loc, "a name cannot be a pattern"));
}

static bool lower_object_map(struct lower *l, const struct map_expr *map)
{
	const struct set *of = expr_setref(map->map)->set;
	unsigned reg = lower_key(l, map->key, of);
	struct insn_objref *insn;
	const char *set;
	uint32_t id;

	if (!reg)
		return false;
	lower_setref(l, map->map, &set, &id);
	insn = emit(l, INSN_OBJREF);
	insn->sreg = reg;
	insn->set = set;
	insn->set_id = id;
	INSN_GIVE(insn, struct insn_objref, sreg);
	INSN_GIVE(insn, struct insn_objref, set);
	if (id)
		INSN_GIVE(insn, struct insn_objref, set_id);
	reg_release(l, reg, BYTES_OF(map->key->bits));
	return true;
}

static bool objref_lower(struct lower *l, const struct stmt *s)
{
	const struct objref_stmt *ref = (const struct objref_stmt *)s;
	struct insn_objref *insn;

	if (!ref->name)
		return lower_object_map(l, expr_map(ref->object));
	insn = emit(l, INSN_OBJREF);
	insn->type = ref->kind->type;
	insn->name = ref->name;
	insn->h.loc = ref->object->loc;
	INSN_GIVE(insn, struct insn_objref, type);
	INSN_GIVE(insn, struct insn_objref, name);
	return true;
}

static bool raise_object_map(struct raise *r, const struct insn_objref *insn,
			     struct objref_stmt *ref)
{
	struct expr *key, *setref;
	const struct set *set;

	if (!insn->set || !raise_lookup(r, insn->sreg, insn->set, &key, &setref))
		return false;
	set = setref->kind == EXPR_SETREF ? expr_setref(setref)->set : NULL;
	ref->kind = kind_of_type(set ? set->object_type : 0);
	ref->object = expr_make_map(r->run->pool, insn->h.loc, key, setref);
	return true;
}

static bool objref_raise(struct raise *r, const struct insn *i)
{
	const struct insn_objref *insn = (const struct insn_objref *)i;
	struct objref_stmt *ref = stmt_new(r->run->pool, &stmt_objref, i->loc);

	if (INSN_GAVE(insn, struct insn_objref, sreg)) {
		if (!raise_object_map(r, insn, ref))
			return false;
	} else {
		ref->kind = kind_of_type(insn->type);
		ref->name = insn->name;
	}
	if (!ref->kind->word || (!ref->name && !ref->object))
		return false;
	raise_stmt(r, &ref->s);
	return true;
}

static void objref_print(struct print *p, const struct stmt *s)
{
	const struct objref_stmt *ref = (const struct objref_stmt *)s;

	out_str(p->out, ref->kind->text);
	if (ref->name)
		print_quoted(p, ref->name);
	else
		print_expr(p, ref->object);
}

static void objref_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct objref_stmt *ref = (const struct objref_stmt *)s;

	json_name(w, ref->kind->json);
	if (ref->name)
		json_str(w, ref->name);
	else
		json_out_expr(w, p, ref->object);
}

bool objref_is_json(const json_t *value)
{
	return json_is_string(value) || (json_is_object(value) && json_object_get(value, "map"));
}

struct stmt *objref_json_in(struct reader *r, struct loc loc, json_t *value)
{
	const char *word = r->key;
	struct expr *name = json_in_expr(r, value, JSON_STMT);

	return name ? objref_new(r->run, loc, span_of(word), name) : NULL;
}

const struct stmt_desc stmt_objref = {
	.word = "ct helper",
	.aliases = (const char *const[]){ "ct timeout", "ct expectation", "secmark", "tunnel",
					  NULL },
	.size = sizeof(struct objref_stmt),
	.eval = objref_eval,
	.lower = objref_lower,
	.raises = (const uint8_t[]){ INSN_OBJREF, 0 },
	.raise = objref_raise,
	.print = objref_print,
	.json_out = objref_json_out,
	.json_in = objref_json_in,
};
