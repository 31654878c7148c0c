/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows: what the registry knows, one JSON object in a line: header fields, options, keys, types with
 * their symbols, statements with their clauses. Rules are drawn from these.
 */
#include <stdio.h>

#include "base/json.h"
#include "data/type.h"
#include "lang/registry.h"

static struct writer json;
static struct out out;

static void open_row(const char *kind)
{
	json_open(&json, '{');
	json_pair_str(&json, "row", kind);
}

static void close_row(void)
{
	json_close(&json, '}');
	out_char(&out, '\n');
	json_init(&json, &out);
}

static void put_bool(const char *name, bool value)
{
	json_name(&json, name);
	json_bool(&json, value);
}

static void put_symbols(const struct symbol *symbols)
{
	json_name(&json, "symbols");
	json_open(&json, '[');
	for (; symbols && symbols->name; symbols++)
		json_str(&json, symbols->name);
	json_close(&json, ']');
}

static void put_type(const struct type *type, unsigned bits)
{
	json_pair_str(&json, "type", type == &type_mptcp_subtype ? "mptcp_subtype" :
		      type == &type_date ? "date" : type->name);
	json_pair_u64(&json, "bits", bits);
}

static void put_fields(const char *kind, const char *header, unsigned group,
		       const struct field *fields, unsigned n)
{
	for (const struct field *f = fields; f < fields + n; f++) {
		if (!f->name || f->flags & FIELD_HIDDEN)
			continue;
		open_row(kind);
		json_pair_str(&json, "header", header);
		json_pair_u64(&json, "group", group);
		json_pair_str(&json, "name", f->name);
		put_type(f->type, f->bits);
		put_bool("indexed", f->flags & FIELD_INDEXED);
		close_row();
	}
}

static void put_headers(void)
{
	for (const struct proto *const *p = protos; *p; p++) {
		open_row("header");
		json_pair_str(&json, "header", (*p)->name);
		json_pair_u64(&json, "layer", (*p)->layer);
		json_pair_u64(&json, "inner", (*p)->inner_flags);
		close_row();
		put_fields("field", (*p)->name, (*p)->layer, (*p)->fields, (*p)->field_n);
	}
	for (const struct exthdr *h = exthdrs; h->name; h++) {
		open_row("option");
		json_pair_str(&json, "header", h->name);
		json_pair_u64(&json, "group", h->op);
		close_row();
		put_fields("option", h->name, h->op, h->fields, h->field_n);
	}
}

static void put_keys(const struct selector *s)
{
	for (const struct key *k = s->keys; k && k->name; k++) {
		open_row("key");
		json_pair_str(&json, "header", s->word);
		json_pair_str(&json, "name", k->name);
		put_type(k->type, k->bits);
		put_bool("set", k->flags & KEY_SET);
		put_bool("set-only", k->flags & KEY_SET_ONLY);
		put_bool("prefixed", k->flags & KEY_PREFIXED);
		put_bool("may-direct", k->flags & KEY_DIR);
		put_bool("must-direct", k->flags & KEY_DIR_MUST);
		close_row();
	}
}

static void put_types(void)
{
	for (unsigned i = 0; i < TYPE_N; i++) {
		const struct type *type = type_by_id[i];

		if (!type)
			continue;
		open_row("type");
		put_type(type, type->bits);
		put_bool("flags", type_has_flags(type));
		put_bool("ordered", type->ordered);
		put_symbols(type->symbols);
		close_row();
	}
	open_row("type");
	put_type(&type_mptcp_subtype, 4);
	put_bool("flags", false);
	put_bool("ordered", true);
	put_symbols(type_mptcp_subtype.symbols);
	close_row();
}

static void put_statement(const struct stmt_desc *s)
{
	static const char *const kinds[] = { "word", "number", "string", "enum", "flags", "time",
					     "expr" };

	open_row("statement");
	json_pair_str(&json, "name", s->word);
	put_bool("stateful", s->stateful);
	close_row();
	for (const struct clause *c = s->clauses; c && c->word; c++) {
		open_row("clause");
		json_pair_str(&json, "statement", s->word);
		json_pair_str(&json, "name", c->word);
		json_pair_str(&json, "kind", kinds[c->kind]);
		json_pair_u64(&json, "min", c->min);
		json_pair_u64(&json, "max", c->max ? c->max :
			       c->size >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * c->size) - 1);
		put_symbols(c->names);
		close_row();
	}
}

int main(void)
{
	struct pool *pool = pool_new();

	out_init(&out, pool);
	json_init(&json, &out);
	put_headers();
	for (const struct selector *const *s = lang_weir.selectors; *s; s++) {
		open_row("selector");
		json_pair_str(&json, "name", (*s)->word);
		close_row();
		put_keys(*s);
	}
	put_types();
	for (const struct stmt_desc *const *s = lang_weir.stmts; *s; s++)
		put_statement(*s);
	fputs(out_text(&out), stdout);
	pool_free(pool);
	return 0;
}
