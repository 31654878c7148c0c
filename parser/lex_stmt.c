/*
 * lex_stmt: simple statements as one token. Most rules consist of matches of a selector with a
 * constant, counters and verdicts; some set a mark or translate addresses. Where a statement begins
 * and it is certain where it ends, it is made here; all others, and what could be either, go
 * through the grammar token by token. So does everything when an error is explained.
 */
#include "parser/lex_parts.h"

static struct loc loc_of(const struct lex *lx, struct span text)
{
	return scanner_loc(&lx->input.scanner, text);
}

/* ---- matches ---- */

static bool is_operator(const char *p)
{
	switch (*p) {
	case 'a':
		return plain_is(p, "and");
	case 'o':
		return plain_is(p, "or");
	case 'x':
		return plain_is(p, "xor");
	case 'l':
		return plain_is(p, "lshift");
	case 'r':
		return plain_is(p, "rshift");
	default:
		return false;
	}
}

static inline bool ends_statement(const char *p)
{
	p = plain_skip_blanks(p);
	return *p == '\n' || *p == ';' || *p == '}';
}

/* Whether an expression ends before p: what is there is no operator. */
static inline bool ends_expression(const char *p)
{
	p = plain_skip_blanks(p);
	return char_is(p, CHAR_LETTER) ? !is_operator(p) : ends_statement(p);
}

/* The text at p, if it is between quotes and of characters that mean nothing there. */
static struct span plain_quoted(const char *p)
{
	const char *start = ++p;

	while (*p >= ' ' && *p <= '~' && *p != '"' && *p != '*' && *p != '\\')
		p++;
	return (struct span){ start, *p == '"' ? (size_t)(p - start) : 0 };
}

static inline struct expr *numeral(struct lex *lx, struct span text, int token)
{
	struct pool *pool = lx->run->pool;
	uint64_t number;

	if (token == ADDRESS)
		return expr_word(pool, loc_of(lx, text), text, 0);
	return plain_number(text, &number) ? expr_number(pool, loc_of(lx, text), number) : NULL;
}

/* The number or dotted address at p, `*text` its text; NULL: there is none. */
static struct expr *numeral_at(struct lex *lx, const char *p, struct span *text)
{
	int token;
	const char *end = char_is(p, CHAR_DIGIT) ? plain_number_end(p, &token) : NULL;

	*text = (struct span){ p, end ? (size_t)(end - p) : 0 };
	return end ? numeral(lx, *text, token) : NULL;
}

/* The constant at p, `*whole` its text; NULL: none that is known to be one and nothing more. */
static struct expr *constant_at(struct lex *lx, const char *p, struct span *whole)
{
	const char *end = NULL;
	bool is_header = false;
	struct span text = { p, 0 };
	unsigned flags = 0;
	int token = WORD;

	if (char_is(p, CHAR_DIGIT)) {
		end = plain_number_end(p, &token);
	} else if (char_is(p, CHAR_LETTER) && !plain_is(p, "set")) {
		text = plain_word(p);
		if (text.n && lex_is_constant(lx, lex_keyword(lx, text), text, &is_header))
			end = p + text.n;
		flags = is_header ? EXPR_F_NAMED : 0;
	} else if (*p == '"') {
		text = plain_quoted(p);
		end = text.n ? text.p + text.n + 1 : NULL;
		flags = EXPR_F_QUOTED;
	}
	if (!end || !ends_expression(end))
		return NULL;
	*whole = (struct span){ p, (size_t)(end - p) };
	if (token != WORD)
		return numeral(lx, *whole, token);
	return expr_word(lx->run->pool, loc_of(lx, *whole), flags & EXPR_F_QUOTED ? text : *whole,
			 flags);
}

static struct expr *selector_of(struct lex *lx, int token, struct loc loc,
				const union token_value *value)
{
	if (token == KEY)
		return meta_new(lx->run, loc, value->key);
	if (token == CT_LOAD)
		return ct_new(lx->run, loc, value->key, -1);
	return payload_new(lx->run, loc, NULL, value->header_field.proto,
			   value->header_field.field);
}

/* What is given at p, behind `set`, if the statement ends there. */
static int assignment(struct lex *lx, const char *p, int token, struct span *text,
		      union token_value *value)
{
	struct loc loc = loc_of(lx, *text);
	struct span given;
	struct expr *right = numeral_at(lx, plain_skip_blanks(p), &given);

	if (!right || !ends_statement(given.p + given.n))
		return token;
	lex_take(lx, text, given);
	value->stmt = assign_new(lx->run, loc_of(lx, *text), selector_of(lx, token, loc, value),
				 right);
	return STMT;
}

int lex_match(struct lex *lx, int token, struct span *text, union token_value *value)
{
	const char *end = text->p + text->n, *p = plain_skip_blanks(end);
	struct loc loc = loc_of(lx, *text);
	struct span constant;
	struct expr *right = p > end ? constant_at(lx, p, &constant) : NULL;

	if (!right && plain_is(p, "set"))
		return assignment(lx, p + strlen("set"), token, text, value);
	if (!right)
		return token;
	lex_take(lx, text, constant);
	value->stmt = match_stmt_new(lx->run, loc_of(lx, *text), REL_IMPLICIT,
				     selector_of(lx, token, loc, value), right);
	return STMT;
}

/* ---- translation of addresses ---- */

/* `dnat to ADDRESS` and `dnat to ADDRESS:PORT`. */
int lex_nat(struct lex *lx, int token, struct span *text, union token_value *value)
{
	const struct span word = *text, to = lex_word_behind(word);
	struct expr *address, *port = NULL;
	struct span last;

	if (!span_is(to, "to"))
		return token;
	address = numeral_at(lx, plain_skip_blanks(to.p + to.n), &last);
	if (address && last.p[last.n] == ':' && !(port = numeral_at(lx, last.p + last.n + 1, &last)))
		return token;
	if (!address || !ends_statement(last.p + last.n))
		return token;
	lex_take(lx, text, last);
	value->stmt = nat_new(lx->run, loc_of(lx, *text), word, 0, NAT_PLAIN);
	nat_address(value->stmt, address);
	if (port)
		nat_port(value->stmt, port);
	return STMT;
}

/* ---- counters and verdicts ---- */

int lex_counter(struct lex *lx, struct span text, union token_value *value)
{
	const char *next = plain_skip_blanks(text.p + text.n);

	if (!ends_expression(next) || plain_is(next, "packets") || plain_is(next, "bytes") ||
	    plain_is(next, "name"))
		return COUNTER;
	value->stmt = counter_new(lx->run, loc_of(lx, text));
	return STMT;
}

static int verdict(struct lex *lx, int32_t code, struct expr *target, struct span text,
		   union token_value *value)
{
	struct loc loc = loc_of(lx, text);

	value->stmt = verdict_stmt_new(lx->run, loc,
				       expr_make_verdict(lx->run->pool, loc, code, target));
	return STMT;
}

int lex_verdict(struct lex *lx, int token, struct span text, union token_value *value)
{
	int32_t code = token == ACCEPT	   ? VERDICT_ACCEPT
		       : token == DROP	   ? VERDICT_DROP
		       : token == CONTINUE ? VERDICT_CONTINUE
					   : VERDICT_RETURN;

	return verdict(lx, code, NULL, text, value);
}

int lex_jump(struct lex *lx, int token, struct span *text, union token_value *value)
{
	struct span name = lex_word_behind(*text);
	struct expr *target;

	if (!name.n || name.n > NAME_MAX_SIZE)
		return token;
	target = expr_word(lx->run->pool, loc_of(lx, name), name, 0);
	lex_take(lx, text, name);
	lx->now.want = WANT_NONE;
	return verdict(lx, token == JUMP ? VERDICT_JUMP : VERDICT_GOTO, target, *text, value);
}
