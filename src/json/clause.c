/*
 * clause: statements whose JSON comes from their clause rows, both ways.
 */
#include <jansson.h>

#include "ast/clause.h"
#include "json/json.h"

void json_out_flags(struct writer *w, const struct symbol *names, uint64_t bits)
{
	json_open(w, '[');
	for (const struct symbol *n = names; n->name; n++)
		if (clause_flag_is_shown(names, n, bits))
			json_str(w, n->name);
	json_close(w, ']');
}

static void clause_json_out(struct writer *w, struct print *p, const struct stmt *s,
			    const struct clause *c)
{
	uint64_t number = clause_number(s, c);

	json_name(w, c->json ? c->json : c->word);
	switch ((enum clause_kind)c->kind) {
	case CLAUSE_WORD:
		json_bool(w, true);
		break;
	case CLAUSE_NUMBER:
	case CLAUSE_TIME:
		json_u64(w, number);
		break;
	case CLAUSE_STRING:
		json_str(w, *(const char **)clause_member(s, c));
		break;
	case CLAUSE_ENUM:
		if (clause_enum_name(c, number))
			json_str(w, clause_enum_name(c, number));
		else
			json_u64(w, number);
		break;
	case CLAUSE_FLAGS:
		json_out_flags(w, c->names, number);
		break;
	case CLAUSE_EXPR:
		json_out_expr(w, p, *(struct expr **)clause_member(s, c));
		break;
	}
}

void json_out_clauses(struct writer *w, struct print *p, const struct stmt *s)
{
	json_name(w, s->desc->json ? s->desc->json : s->desc->word);
	if (!s->given) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	for (const struct clause *c = s->desc->clauses; c && c->word; c++)
		if (clause_is_given(s, c))
			clause_json_out(w, p, s, c);
	json_close(w, '}');
}

static bool clause_json_in(struct reader *r, struct stmt *s, const struct clause *c, json_t *value)
{
	const char *name = c->json ? c->json : c->word;
	uint64_t bits = 0;
	struct expr *e;

	switch ((enum clause_kind)c->kind) {
	case CLAUSE_WORD:
		return !json_is_true(value) || stmt_clause_word(r->run, s, c, r->loc);
	case CLAUSE_NUMBER:
	case CLAUSE_TIME:
		return json_u64_value(r, value, name, &bits) &&
		       stmt_clause_number(r->run, s, c, r->loc, bits);
	case CLAUSE_STRING:
	case CLAUSE_ENUM:
		if (!json_is_string(value))
			return json_error(r, "\"%s\" has a value of the wrong kind", name);
		return stmt_clause_text(r->run, s, c, r->loc, span_of(json_string_value(value)));
	case CLAUSE_FLAGS:
		if (!json_flags(r, value, c->names, &bits))
			return false;
		clause_put_number(s, c, bits);
		if (bits)
			stmt_give(s, c->offset);
		return true;
	case CLAUSE_EXPR:
		e = json_in_expr(r, value, JSON_STMT);
		return e && stmt_clause_expr(r->run, s, c, e);
	}
	return true;
}

bool json_in_clauses(struct reader *r, struct stmt *s, json_t *object)
{
	json_t *value;

	if (!object || json_is_null(object))
		return true;
	if (!json_is_object(object))
		return json_error(r, "\"%s\" must be null or an object", s->desc->word);
	for (const struct clause *c = s->desc->clauses; c && c->word; c++) {
		value = json_object_get(object, c->json ? c->json : c->word);
		if (value && !json_is_null(value) && !clause_json_in(r, s, c, value))
			return false;
	}
	return true;
}
