/*
 * print: drivers of the text form: statements, rules, quoted strings. Expressions are in
 * print_expr.c, sets in print_set.c, blocks of a listing in print_ruleset.c.
 */
#include "pass/print.h"
#include "pass/raise.h"

void print_init(struct print *p, struct run *run, struct out *out)
{
	memset(p, 0, sizeof(*p));
	p->run = run;
	p->out = out;
	p->flags = run->output;
}

void print_quoted(struct print *p, const char *text)
{
	out_char(p->out, '"');
	out_str(p->out, text);
	out_char(p->out, '"');
}

void print_stmt(struct print *p, const struct stmt *s)
{
	if (s->desc->print)
		s->desc->print(p, s);
	else
		print_clauses(p, s);
}

void print_stmts(struct print *p, const struct stmt *list)
{
	bool first = true;

	for (const struct stmt *s = list; s; s = s->next) {
		if (s->implied)
			continue;
		if (!first)
			out_char(p->out, ' ');
		first = false;
		print_stmt(p, s);
	}
}

void print_rule(struct print *p, const struct rule *rule)
{
	struct table *table = p->table;
	unsigned family = p->family;

	if (rule->table) {
		p->table = rule->table;
		p->family = rule->table->family;
	}
	print_stmts(p, raise_rule(p->run, p->table, rule));
	if (rule->comment) {
		out_str(p->out, rule->prog && rule->prog->n ? " comment " : "comment ");
		print_quoted(p, rule->comment);
	}
	p->table = table;
	p->family = family;
}
