/*
 * main: the frame of the grammar: tokens, what a run consists of, definitions and includes.
 *
 * The files of this folder are joined into one grammar and made into two parsers: the one that
 * parses, with a loop of our own (parser/loop.m4), and bison's with exact look-ahead (prefix exact_)
 * that only tells what could have stood where a syntax error was found. Actions call one constructor
 * (parser/build.h). $$ may lie where $1 does: nothing reads $1 behind a $$ that was set to something
 * else. Nodes live in the run's pool, so nothing is destroyed. A constructor that fails has recorded
 * why: MUST then drops the statement, except where it is complete and only its line of a block is
 * lost.
 */
%require "3.8"
%define api.pure full
%define api.value.type {union token_value}
%define api.location.type {struct loc}
%define parse.error custom
%param {struct parser *p}
%locations
%expect 0

%code requires {
#include "parser/build.h"
}
%code {
#define YYLLOC_DEFAULT(current, rhs, n)                                                           \
	((current).at = (n) ? YYRHSLOC(rhs, 1).at : YYRHSLOC(rhs, 0).end,                          \
	 (current).end = YYRHSLOC(rhs, n).end)
enum { NO_LOOK_AHEAD = -2 };
#define MUST(result)                                                                              \
	do {                                                                                      \
		if (!(result)) {                                                                  \
			lex_recover(&p->lex, yychar != NO_LOOK_AHEAD);                                  \
			YYERROR;                                                                  \
		}                                                                                 \
	} while (0)

/* No more depth than a few hundred open braces need, and no memory besides the C stack. */
#define YYINITDEPTH 1000
#define YYMAXDEPTH 1000

static int yylex(union token_value *value, struct loc *loc, struct parser *p);
static void yyerror(struct loc *loc, struct parser *p, const char *text);
}

%token START_ELEMENT

%token SEP "newline"
/*
 * From the scanner only: lex.c makes separators of a semicolon where it ends a statement, and of a
 * class an address, or parts it.
 */
%token SEMICOLON "semicolon" CLASSID
%token CRLF "CRLF line terminators" JUNK "junk" UNTERMINATED "unterminated string"
%token END 0 "end of file"
%token <span> WORD "<string>" QUOTED "<quoted string>"
%token <span> ASTERISK "<string with a trailing asterisk>" ADDRESS "<address>"
%token <span> SETNAME "@<name>" VARIABLE "$<name>" RAW_BASE "@<base>"
%token <number> NUMBER "<number>"
%token <run> LITRUN "<elements>"
%token EQ "==" NEQ "!=" LT "<" GT ">" LE "<=" GE ">=" NOT "!"
%token LSHIFT "<<" RSHIFT ">>" SLASH "/"
%token ',' "comma" ':' "colon"

%token INCLUDE DEFINE REDEFINE UNDEFINE

%type <span> string
%type <expr> init

%left '.'
%nonassoc '-' SLASH
%left '|'
%left '^'
%left '&'
%left LSHIFT RSHIFT

%start input
%%

input
	: lines
	| START_ELEMENT element			{ p->element = $2; }
	| START_ELEMENT map_element		{ p->element = $2; }
	;

lines
	: %empty
	| lines line
	;

line
	: SEP
	| common
	| command SEP				{ cmd_append(p->cmds, $1); }
	| error SEP				{ yyerrok; }
	;

/*
 * What may stand at the top and in every block. No look-ahead is read behind the separator of an
 * include, so what comes next comes from the file.
 */
common
	: INCLUDE string SEP			{ MUST(build_include(p, loc_join(@1, @2), $2)); }
	| definition SEP
	;

definition
	: DEFINE WORD '=' init			{ MUST(build_define(p, @2, $2, $4, @4)); }
	| REDEFINE WORD '=' init		{ build_redefine(p, @2, $2, $4, @4); }
	| UNDEFINE WORD				{ build_undefine(p, @2, $2); }
	;

init
	: value
	| constants
	| '-' NUMBER				{ $$ = build_negative(p, @$, $2); }
	| '{' '}'				{ $$ = expr_make_set(p->run->pool, @$); }
	;

string
	: WORD
	| QUOTED				{ $$ = build_unquoted($1); }
	| ASTERISK
	;
%%

static int yylex(union token_value *value, struct loc *loc, struct parser *p)
{
	return lex_next(&p->lex, value, loc);
}

/* Called for what is no syntax error: the parser's stack is full. */
static void yyerror(struct loc *loc, struct parser *p, const char *text)
{
	(void)text;
	parser_overflow(p, *loc);
}

/* Hand over what could have stood here; in the parser proper that is only a part of it. */
static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p)
{
	yysymbol_kind_t expected[YYNTOKENS];
	int n = yypcontext_expected_tokens(context, expected, YYNTOKENS);
	struct unexpected error = {
		.loc = *yypcontext_location(context),
		.token = -1,
		.name = yysymbol_name(yypcontext_token(context)),
	};

	for (int i = 0; i < n; i++)
		for (int token = 0; token < TOKENS_MAX; token++)
			if (YYTRANSLATE(token) == expected[i]) {
				*vec_push(p->run->pool, &error.expected) =
					(struct expected){ token, yysymbol_name(expected[i]) };
				break;
			}
	parser_syntax_error(p, &error);
	return 0;
}
