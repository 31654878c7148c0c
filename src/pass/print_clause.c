/*
 * print_clause: statements whose text comes from their clause rows.
 */
#include "ast/clause.h"
#include "pass/print.h"

void flags_print(struct out *out, const struct symbol *names, uint64_t bits)
{
	const char *comma = "";

	for (const struct symbol *n = names; n->name; n++)
		if (clause_flag_is_shown(names, n, bits)) {
			out_str(out, comma);
			out_str(out, n->name);
			comma = ",";
		}
}

static void clause_print(struct print *p, const struct stmt *s, const struct clause *c)
{
	uint64_t number = clause_number(s, c);

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
		print_quoted(p, *(const char **)clause_member(s, c));
		break;
	case CLAUSE_ENUM:
		if (clause_enum_name(c, number))
			out_str(p->out, clause_enum_name(c, number));
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
		print_expr(p, *(struct expr **)clause_member(s, c));
		break;
	}
}

void print_clauses(struct print *p, const struct stmt *s)
{
	out_str(p->out, s->desc->word);
	for (const struct clause *c = s->desc->clauses; c && c->word; c++)
		if (clause_is_given(s, c))
			clause_print(p, s, c);
}
