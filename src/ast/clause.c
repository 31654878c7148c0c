/*
 * clause: the members of a statement that clause rows describe. Given clauses are remembered by bit;
 * one that is given again replaces the earlier value.
 */
#include "ast/clause.h"

#include <inttypes.h>
#include <limits.h>

void *clause_member(const struct stmt *s, const struct clause *c)
{
	return (uint8_t *)s + c->offset;
}

uint64_t clause_number(const struct stmt *s, const struct clause *c)
{
	switch (c->size) {
	case 1:
		return *(uint8_t *)clause_member(s, c);
	case 2:
		return *(uint16_t *)clause_member(s, c);
	case 4:
		return *(uint32_t *)clause_member(s, c);
	case 8:
		return *(uint64_t *)clause_member(s, c);
	default:
		return 0;
	}
}

void clause_put_number(struct stmt *s, const struct clause *c, uint64_t number)
{
	switch (c->size) {
	case 1:
		*(uint8_t *)clause_member(s, c) = number;
		break;
	case 2:
		*(uint16_t *)clause_member(s, c) = number;
		break;
	case 4:
		*(uint32_t *)clause_member(s, c) = number;
		break;
	case 8:
		*(uint64_t *)clause_member(s, c) = number;
		break;
	default:
		break;
	}
}

static uint32_t clause_bit(const struct stmt *s, const struct clause *c)
{
	return 1u << (c - s->desc->clauses);
}

bool clause_is_given(const struct stmt *s, const struct clause *c)
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
	return clause_is_given(s, clause_at(s->desc, offset));
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
	clause_put_number(s, c, number);
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
		*(const char **)clause_member(s, c) = pool_strndup(run->pool, text.p, text.n);
	} else {
		name = name_find(c->names, text);
		if (!name)
			return name_error(run, c, loc, text);
		clause_put_number(s, c, c->kind == CLAUSE_FLAGS ? clause_number(s, c) | name->value
							 : name->value);
	}
	s->given |= clause_bit(s, c);
	return true;
}

bool stmt_clause_word(struct run *run, struct stmt *s, const struct clause *c, struct loc loc)
{
	clause_put_number(s, c, clause_number(s, c) | c->bit);
	s->given |= clause_bit(s, c);
	return true;
}

bool stmt_clause_expr(struct run *run, struct stmt *s, const struct clause *c, struct expr *e)
{
	*(struct expr **)clause_member(s, c) = e;
	s->given |= clause_bit(s, c);
	return true;
}

/* A name that stands for exactly these bits goes before the names of single bits. */
bool clause_flag_is_shown(const struct symbol *names, const struct symbol *n, uint64_t bits)
{
	const struct symbol *whole = names;

	while (whole->name && whole->value != bits)
		whole++;
	return whole->name ? n == whole : (n->value & bits) == n->value;
}

/* NULL: the number has no name. */
const char *clause_enum_name(const struct clause *c, uint64_t number)
{
	for (const struct symbol *n = c->names; n->name; n++)
		if (n->value == number)
			return n->name;
	return NULL;
}
