/*
 * rows: what the language is made of, as the program itself has it: one line for each row of the
 * registry and of the tables behind it. tests/coverage/table makes doc/COVERAGE.md of these lines.
 *
 * Cells are parted by tabs; the first names the kind of row.
 */
#include <stdio.h>

#include "data/proto.h"
#include "lang/registry.h"
#include "parser/lex.h"

static const char *or_none(const char *text)
{
	return text ? text : "";
}

static void put_insns(const uint8_t *raises)
{
	const char *separator = "";

	for (; raises && *raises; raises++, separator = ",")
		printf("%s%s", separator, insn_descs[*raises].name);
}

/* ---- statements ---- */

static void put_clauses(const struct stmt_desc *desc)
{
	const char *json = desc->json ? desc->json : desc->word;

	for (const struct clause *c = desc->clauses; c && c->word; c++) {
		printf("clause\t%s\t%s\t%s\t%s\n", desc->word, json, c->word,
		       c->json ? c->json : c->word);
		for (const struct symbol *s = c->names; s && s->name; s++)
			printf("value\t%s\t%s\t%s\t%s\n", desc->word, json, c->word, s->name);
	}
}

static void put_stmt(const struct stmt_desc *desc)
{
	printf("statement\t%s\t%s\t", desc->word, desc->json ? desc->json : desc->word);
	put_insns(desc->raises);
	printf("\t%s\n", desc->stateful ? "stateful" : "");
	for (const char *const *alias = desc->aliases; alias && *alias; alias++)
		printf("alias\t%s\t%s\n", desc->word, *alias);
	put_clauses(desc);
}

/* ---- selectors ---- */

static void put_key(const struct selector *sel, const struct key *k)
{
	printf("key\t%s\t%s\t%s\t%s\t%u\t%s\n", sel->json ? sel->json : sel->word, k->name,
	       or_none(k->alias), k->type->name, k->bits,
	       k->flags & KEY_SET_ONLY ? "set-only"
	       : k->flags & KEY_SET	? "settable"
					: "");
}

static void put_selector(const struct selector *sel)
{
	printf("selector\t%s\t%s\t", sel->word, sel->json ? sel->json : sel->word);
	put_insns(sel->raises);
	putchar('\n');
	for (const char *const *alias = sel->aliases; alias && *alias; alias++)
		printf("alias\t%s\t%s\n", sel->word, *alias);
	for (const struct key *k = sel->keys; k && k->name; k++)
		put_key(sel, k);
}

static void put_fields(const char *kind, const char *header, const struct field *fields, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		const struct field *f = &fields[i];

		if (f->name && !(f->flags & FIELD_HIDDEN))
			printf("%s\t%s\t%s\t%s\t%s\t%u\n", kind, header, f->name,
			       f->listed ? f->listed
			       : f->flags & FIELD_ALIAS ? fields[i - 1].name
							: f->name,
			       f->type->name, f->bits);
	}
}

static void put_headers(void)
{
	static const char *const kinds[EXTHDR_OP_N] = {
		[EXTHDR_IPV6] = "exthdr",	 [EXTHDR_TCP] = "tcp option",
		[EXTHDR_IPV4] = "ip option",	 [EXTHDR_SCTP] = "sctp chunk",
		[EXTHDR_DCCP] = "dccp option",
	};

	for (const struct proto *const *p = protos; *p; p++) {
		printf("header\t%s\n", (*p)->name);
		put_fields("field", (*p)->name, (*p)->fields, (*p)->field_n);
		if ((*p)->inner_type)
			printf("tunnel\t%s\n", (*p)->name);
	}
	for (const struct exthdr *x = exthdrs; x->name; x++) {
		printf("option\t%s\t%s\t%s\n", kinds[x->op], x->name, or_none(x->alias));
		put_fields(kinds[x->op], x->name, x->fields, x->field_n);
	}
}

/* ---- objects and commands ---- */

static void put_object(const struct object_desc *object)
{
	static const char *const verbs[VERB_N] = {
		[VERB_ADD] = "add",	    [VERB_CREATE] = "create", [VERB_INSERT] = "insert",
		[VERB_REPLACE] = "replace", [VERB_DELETE] = "delete", [VERB_DESTROY] = "destroy",
		[VERB_GET] = "get",	    [VERB_LIST] = "list",     [VERB_RESET] = "reset",
		[VERB_FLUSH] = "flush",	    [VERB_RENAME] = "rename",
	};

	printf("object\t%s\t%s\t%s\n", object->word, or_none(object->plural),
	       object->json ? object->json : object->word);
	for (unsigned i = 0; i < VERB_N; i++) {
		if (verbs[i] && object->verbs & 1u << i)
			printf("command\t%s\t%s\n", verbs[i], object->word);
		if (verbs[i] && object->plural_verbs & 1u << i)
			printf("command\t%s\t%s\n", verbs[i],
			       object->plural ? object->plural : object->word);
	}
}

/* ---- types, words, instructions ---- */

static void put_type(const struct type *type)
{
	printf("type\t%s\t%s\t%u\t", type->name, type->desc, type->bits);
	for (const struct symbol *s = type->symbols; s && s->name; s++)
		printf("%s%s", s == type->symbols ? "" : ",", s->name);
	putchar('\n');
}

static void put_keywords(void)
{
	for (size_t i = 0; i < keyword_n; i++)
		if (!i || !str_same(keywords[i].text, keywords[i - 1].text))
			printf("keyword\t%s\n", keywords[i].text);
}

static void put_operators(void)
{
	static const char *const operators[] = { "==", "!=", "<", ">", "<=", ">=", "!",
						 "&", "|", "^", "<<", ">>" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		printf("operator\t%s\n", operators[i]);
}

int main(void)
{
	for (const struct stmt_desc *const *s = lang_weir.stmts; *s; s++)
		put_stmt(*s);
	for (const struct selector *const *s = lang_weir.selectors; *s; s++)
		put_selector(*s);
	put_headers();
	for (const struct object_desc *const *o = lang_weir.objects; *o; o++)
		put_object(*o);
	for (unsigned i = TYPE_INVALID; i < TYPE_N; i++)
		if (type_by_id[i])
			put_type(type_by_id[i]);
	put_operators();
	put_keywords();
	for (unsigned i = INSN_IMMEDIATE; i < INSN_UNKNOWN; i++)
		printf("instruction\t%s\n", insn_descs[i].name);
	return 0;
}
