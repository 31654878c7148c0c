/*
 * clause: what clause rows give for nothing: reading from text and JSON, printing in both. Given
 * clauses are remembered by bit; one that is given again replaces the earlier value.
 */
#include <inttypes.h>
#include <limits.h>
#include <jansson.h>

#include "json/json.h"
#include "lang/stmt/stmt.h"

static void *member(const struct stmt *s, const struct clause *c)
{
	return (uint8_t *)s + c->offset;
}

static uint64_t number_get(const struct stmt *s, const struct clause *c)
{
	switch (c->size) {
	case 1:
		return *(uint8_t *)member(s, c);
	case 2:
		return *(uint16_t *)member(s, c);
	case 4:
		return *(uint32_t *)member(s, c);
	case 8:
		return *(uint64_t *)member(s, c);
	default:
		return 0;
	}
}

static void number_put(struct stmt *s, const struct clause *c, uint64_t number)
{
	switch (c->size) {
	case 1:
		*(uint8_t *)member(s, c) = number;
		break;
	case 2:
		*(uint16_t *)member(s, c) = number;
		break;
	case 4:
		*(uint32_t *)member(s, c) = number;
		break;
	case 8:
		*(uint64_t *)member(s, c) = number;
		break;
	default:
		break;
	}
}

static uint32_t clause_bit(const struct stmt *s, const struct clause *c)
{
	return 1u << (c - s->desc->clauses);
}

static bool is_given(const struct stmt *s, const struct clause *c)
{
	return s->given & clause_bit(s, c);
}

static const struct clause *clause_at(const struct stmt_desc *desc, size_t offset)
{
	const struct clause *c = desc->clauses;

	while (c->word && c->offset != offset)
		c++;
	return c;
}

void stmt_give(struct stmt *s, size_t offset)
{
	s->given |= clause_bit(s, clause_at(s->desc, offset));
}

bool stmt_gave(const struct stmt *s, size_t offset)
{
	return is_given(s, clause_at(s->desc, offset));
}

const struct clause *clause_find(const struct stmt_desc *desc, struct span word)
{
	for (const struct clause *c = desc->clauses; c && c->word; c++)
		if (span_is(word, c->word))
			return c;
	return NULL;
}

struct stmt *stmt_make(struct run *run, struct loc loc, const struct stmt_desc *desc)
{
	return stmt_new(run->pool, desc, loc);
}

bool stmt_clause_number(struct run *run, struct stmt *s, const struct clause *c, struct loc loc,
			uint64_t number)
{
	uint64_t max = c->max ? c->max : UINT64_MAX >> (64 - 8 * c->size);

	if (number < c->min || number > max)
		return diag_error(&run->diag, loc,
				  "Value %" PRIu64 " exceeds valid range %" PRIu64 "-%" PRIu64,
				  number, c->min, max);
	number_put(s, c, number);
	s->given |= clause_bit(s, c);
	return true;
}

static bool name_error(struct run *run, const struct clause *c, struct loc loc, struct span text)
{
	const char *word = pool_strndup(run->pool, text.p, text.n), *near = NULL;
	unsigned best = UINT_MAX;

	for (const struct symbol *n = c->names; n->name; n++)
		if (str_suggests(word, n->name, &best))
			near = n->name;
	return near ? diag_error(&run->diag, loc, "unknown %s '%s'; did you mean '%s'?", c->word,
				 word, near)
		    : diag_error(&run->diag, loc, "unknown %s '%s'", c->word, word);
}

static const struct symbol *name_find(const struct symbol *names, struct span text)
{
	while (names->name && !span_is(text, names->name))
		names++;
	return names->name ? names : NULL;
}

bool stmt_clause_text(struct run *run, struct stmt *s, const struct clause *c, struct loc loc,
		      struct span text)
{
	const struct symbol *name;

	if (c->kind == CLAUSE_STRING) {
		if (text.n < c->min || text.n > c->max)
			return diag_error(&run->diag, loc,
					  "%s must have %" PRIu64 " to %" PRIu64 " characters",
					  c->word, c->min, c->max);
		*(const char **)member(s, c) = pool_strndup(run->pool, text.p, text.n);
	} else {
		name = name_find(c->names, text);
		if (!name)
			return name_error(run, c, loc, text);
		number_put(s, c, c->kind == CLAUSE_FLAGS ? number_get(s, c) | name->value
							 : name->value);
	}
	s->given |= clause_bit(s, c);
	return true;
}

bool stmt_clause_word(struct run *run, struct stmt *s, const struct clause *c, struct loc loc)
{
	number_put(s, c, number_get(s, c) | c->bit);
	s->given |= clause_bit(s, c);
	return true;
}

bool stmt_clause_expr(struct run *run, struct stmt *s, const struct clause *c, struct expr *e)
{
	*(struct expr **)member(s, c) = e;
	s->given |= clause_bit(s, c);
	return true;
}

/* A name that stands for exactly these bits goes before the names of single bits. */
static bool flag_is_shown(const struct symbol *names, const struct symbol *n, uint64_t bits)
{
	const struct symbol *whole = names;

	while (whole->name && whole->value != bits)
		whole++;
	return whole->name ? n == whole : (n->value & bits) == n->value;
}

void flags_print(struct out *out, const struct symbol *names, uint64_t bits)
{
	const char *comma = "";

	for (const struct symbol *n = names; n->name; n++)
		if (flag_is_shown(names, n, bits)) {
			out_str(out, comma);
			out_str(out, n->name);
			comma = ",";
		}
}

void flags_json_out(struct writer *w, const struct symbol *names, uint64_t bits)
{
	json_open(w, '[');
	for (const struct symbol *n = names; n->name; n++)
		if (flag_is_shown(names, n, bits))
			json_str(w, n->name);
	json_close(w, ']');
}

/* NULL: the number has no name. */
static const char *enum_name(const struct clause *c, uint64_t number)
{
	for (const struct symbol *n = c->names; n->name; n++)
		if (n->value == number)
			return n->name;
	return NULL;
}

static void clause_print(struct print *p, const struct stmt *s, const struct clause *c)
{
	uint64_t number = number_get(s, c);

	out_printf(p->out, " %s", c->word);
	if (c->kind != CLAUSE_WORD)
		out_char(p->out, ' ');
	switch ((enum clause_kind)c->kind) {
	case CLAUSE_WORD:
		break;
	case CLAUSE_NUMBER:
		out_u64(p->out, number);
		break;
	case CLAUSE_STRING:
		print_quoted(p, *(const char **)member(s, c));
		break;
	case CLAUSE_ENUM:
		if (enum_name(c, number))
			out_str(p->out, enum_name(c, number));
		else
			out_u64(p->out, number);
		break;
	case CLAUSE_FLAGS:
		flags_print(p->out, c->names, number);
		break;
	case CLAUSE_TIME:
		time_print(number, p->flags, p->out);
		break;
	case CLAUSE_EXPR:
		print_expr(p, *(struct expr **)member(s, c));
		break;
	}
}

void print_clauses(struct print *p, const struct stmt *s)
{
	out_str(p->out, s->desc->word);
	for (const struct clause *c = s->desc->clauses; c && c->word; c++)
		if (is_given(s, c))
			clause_print(p, s, c);
}

static void clause_json_out(struct writer *w, struct print *p, const struct stmt *s,
			    const struct clause *c)
{
	uint64_t number = number_get(s, c);

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
		json_str(w, *(const char **)member(s, c));
		break;
	case CLAUSE_ENUM:
		if (enum_name(c, number))
			json_str(w, enum_name(c, number));
		else
			json_u64(w, number);
		break;
	case CLAUSE_FLAGS:
		flags_json_out(w, c->names, number);
		break;
	case CLAUSE_EXPR:
		json_out_expr(w, p, *(struct expr **)member(s, c));
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
		if (is_given(s, c))
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
		if (!json_is_integer(value) || json_integer_value(value) < 0)
			return json_error(r, "\"%s\" has a value of the wrong kind", name);
		return stmt_clause_number(r->run, s, c, r->loc, json_integer_value(value));
	case CLAUSE_STRING:
	case CLAUSE_ENUM:
		if (!json_is_string(value))
			return json_error(r, "\"%s\" has a value of the wrong kind", name);
		return stmt_clause_text(r->run, s, c, r->loc, span_of(json_string_value(value)));
	case CLAUSE_FLAGS:
		if (!json_flags(r, value, c->names, &bits))
			return false;
		number_put(s, c, bits);
		if (bits)
			s->given |= clause_bit(s, c);
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
