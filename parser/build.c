/*
 * build: constructors of expressions and texts for the grammar's actions.
 */
#include "parser/build.h"

enum { BINOP_DEPTH_MAX = 256 };

/* ---- definitions ---- */

bool build_define(struct parser *p, struct loc loc, struct span name, struct expr *value,
		  struct loc value_loc)
{
	if (!scope_define(p->run->scope, &p->run->diag, loc, name, value))
		return false;
	scope_note(p->run->scope, loc, name, value_loc);
	return true;
}

void build_redefine(struct parser *p, struct loc loc, struct span name, struct expr *value,
		    struct loc value_loc)
{
	scope_redefine(p->run->scope, loc, name, value);
	scope_note(p->run->scope, loc, name, value_loc);
}

void build_undefine(struct parser *p, struct loc loc, struct span name)
{
	scope_undefine(p->run->scope, name);
	scope_note(p->run->scope, loc, name, (struct loc){ 0 });
}

/* ---- text ---- */

struct span build_unquoted(struct span quoted)
{
	return (struct span){ quoted.p + 1, quoted.n - 2 };
}

struct span build_span(struct parser *p, struct loc loc)
{
	return source_text(&p->run->sources, loc);
}

const char *build_text(struct parser *p, struct span text)
{
	return pool_strndup(p->run->pool, text.p, text.n);
}

bool build_comment(struct parser *p, struct loc loc, const char **comment, struct span text)
{
	if (*comment)
		return diag_error(&p->run->diag, loc,
				  "You can only specify this once. "
				  "This statement is already set for comment.");
	if (text.n > COMMENT_MAX)
		return diag_error(&p->run->diag, loc,
				  "comment too long, %d characters maximum allowed", COMMENT_MAX);
	*comment = build_text(p, text);
	return true;
}

/* ---- constants ---- */

struct expr *build_negative(struct parser *p, struct loc loc, uint64_t number)
{
	return expr_number(p->run->pool, loc, -number);
}

struct expr *build_address(struct parser *p, struct loc loc, struct span text)
{
	return expr_word(p->run->pool, loc, text.p[0] == '[' ? build_unquoted(text) : text, 0);
}

/* `\*` is an asterisk, a bare one at the end says that anything may follow. */
struct expr *build_pattern(struct parser *p, struct loc loc, struct span text, unsigned flags)
{
	char *copy = pool_strndup(p->run->pool, text.p, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (copy[i] == '\\' && i + 1 < text.n && copy[i + 1] == '*')
			copy[n++] = copy[++i];
		else if (copy[i] == '*' && i + 1 == text.n)
			flags |= EXPR_F_WILDCARD;
		else
			copy[n++] = copy[i];
	}
	return expr_word(p->run->pool, loc, (struct span){ copy, n }, flags);
}

struct expr *build_quoted(struct parser *p, struct loc loc, struct span text)
{
	text = build_unquoted(text);
	if (memchr(text.p, '*', text.n))
		return build_pattern(p, loc, text, EXPR_F_QUOTED);
	return expr_word(p->run->pool, loc, text, EXPR_F_QUOTED);
}

struct expr *build_keyword(struct parser *p, struct loc loc)
{
	return expr_word(p->run->pool, loc, build_span(p, loc), EXPR_F_NAMED);
}

struct expr *build_variable(struct parser *p, struct loc loc, struct span text)
{
	struct loc name = { loc.end - (uint32_t)text.n, loc.end };
	struct expr *e = scope_use(p->run->scope, &p->run->diag, p->run->pool, name, text);

	if (e)
		e->loc = loc;
	return e;
}

struct expr *build_setref(struct parser *p, struct loc loc, struct span text)
{
	return expr_make_setref(p->run->pool, loc, text);
}

bool build_time(struct parser *p, struct loc loc, struct span text, uint64_t *milliseconds)
{
	if (time_parse(text, milliseconds))
		return true;
	return diag_error(&p->run->diag, loc, "unable to parse time \"%.*s\"", (int)text.n, text.p);
}

bool build_seconds(struct parser *p, struct loc loc, uint64_t seconds, uint64_t *milliseconds)
{
	*milliseconds = seconds * 1000;
	return seconds <= UINT64_MAX / 1000 || diag_error(&p->run->diag, loc, "value too large");
}

/* ---- operators ---- */

/* Chains lean left: what is deep there would be so for every recursive pass. */
static bool too_deep(const struct expr *e)
{
	unsigned depth = 0;

	while (expr_binop(e) && depth <= BINOP_DEPTH_MAX) {
		e = expr_binop(e)->left;
		depth++;
	}
	return depth > BINOP_DEPTH_MAX;
}

struct expr *build_binop(struct parser *p, struct loc loc, enum binop op, struct expr *left,
			 struct expr *right)
{
	if (!too_deep(left))
		return expr_make_binop(p->run->pool, loc, op, left, right);
	diag_error(&p->run->diag, loc, "Binary operation limit %d reached", BINOP_DEPTH_MAX);
	return NULL;
}

struct expr *build_concat(struct parser *p, struct expr *left, struct expr *right)
{
	struct pool *pool = p->run->pool;

	if (!expr_concat(left))
		left = expr_append(pool, EXPR_CONCAT, NULL, left);
	return expr_append(pool, EXPR_CONCAT, left, right);
}

struct expr *build_prefix(struct parser *p, struct loc loc, struct expr *base, uint64_t size)
{
	if (size <= UINT32_MAX)
		return expr_make_prefix(p->run->pool, loc, base, (unsigned)size);
	diag_error(&p->run->diag, loc, "value too large");
	return NULL;
}

struct expr *build_list(struct parser *p, struct expr *first, struct expr *second)
{
	return build_list_more(p, expr_append(p->run->pool, EXPR_LIST, NULL, first), second);
}

struct expr *build_list_more(struct parser *p, struct expr *list, struct expr *item)
{
	return expr_append(p->run->pool, EXPR_LIST, list, item);
}

/* ---- sets ---- */

struct expr *build_set(struct parser *p, struct loc loc, struct expr *elements)
{
	elements->loc = loc;
	return elements;
}

struct expr *build_elements(struct parser *p, struct expr *first)
{
	return build_elements_more(p, expr_make_set(p->run->pool, first->loc), first);
}

struct expr *build_elements_more(struct parser *p, struct expr *elements, struct expr *item)
{
	expr_set_add(p->run->pool, elements, item);
	return elements;
}

struct expr *build_element(struct parser *p, struct expr *key)
{
	return expr_elem(key) ? key : expr_make_elem(p->run->pool, key->loc, key);
}

static struct elem_expr *element_at(struct parser *p, struct loc loc, struct expr *e)
{
	struct elem_expr *elem = expr_elem(build_element(p, e));

	elem->e.loc = loc;
	return elem;
}

struct expr *build_mapping(struct parser *p, struct loc loc, struct expr *key, struct expr *data)
{
	struct elem_expr *elem = element_at(p, loc, key);

	elem->data = data;
	return &elem->e;
}

struct expr *build_element_timeout(struct parser *p, struct loc loc, struct expr *e, uint64_t ms)
{
	struct elem_expr *elem = element_at(p, loc, e);

	elem->timeout = ms;
	elem->given |= EXTRA_TIMEOUT;
	return &elem->e;
}

struct expr *build_element_expires(struct parser *p, struct loc loc, struct expr *e, uint64_t ms)
{
	struct elem_expr *elem = element_at(p, loc, e);

	elem->expires = ms;
	elem->given |= EXTRA_EXPIRES;
	return &elem->e;
}

struct expr *build_element_comment(struct parser *p, struct loc loc, struct loc at, struct expr *e,
				   struct span text)
{
	struct elem_expr *elem = element_at(p, loc, e);

	elem->given |= EXTRA_COMMENT;
	return build_comment(p, at, &elem->comment, text) ? &elem->e : NULL;
}

struct expr *build_element_stmt(struct parser *p, struct loc loc, struct expr *e, struct stmt *s)
{
	struct elem_expr *elem = element_at(p, loc, e);

	elem->stmts = build_stmts(p, elem->stmts, s);
	elem->given |= EXTRA_STMTS;
	return &elem->e;
}

/* ---- verdicts ---- */

struct expr *build_verdict(struct parser *p, struct loc loc, int32_t code, struct expr *target)
{
	return expr_make_verdict(p->run->pool, loc, code, target);
}

struct expr *build_chain_name(struct parser *p, struct loc loc, struct span name)
{
	if (name.n <= NAME_MAX_SIZE)
		return expr_word(p->run->pool, loc, name, 0);
	diag_error(&p->run->diag, loc, "name too long, %d characters maximum allowed",
		   NAME_MAX_SIZE);
	return NULL;
}

struct expr *build_jump_block(struct parser *p, struct loc loc, int32_t code,
			      struct rule_block *rules)
{
	struct expr *e = expr_make_verdict(p->run->pool, loc, code, NULL);

	rules->loc = loc;
	expr_verdict(e)->block = rules;
	return e;
}
