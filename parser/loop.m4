# loop: the parser's loop around the tables and actions that bison makes, in place of bison's own
# (skeletons/yacc.c), which does twice the work at each step: one stack of parts instead of three,
# results made where their first part lies, which is kept when a rule has no action.
#
# The same names as there are offered to the actions: yychar, yyerrok, YYERROR, yypcontext_t. The b4_
# macros are those of bison 3.8; where another version differs, leaving out -S in the Makefile gives
# the same parser, but slower.

m4_include(b4_skeletonsdir/[c.m4])

# $$ and $N, @$ and @N: `part` is the first part of the rule, and the place of the result.
m4_define([b4_lhs_value], [b4_symbol_value([part->value], [$1], [$2])])
m4_define([b4_rhs_value],
[b4_symbol_value([part@{b4_subtract([$2], [1])@}.value], [$3], [$4])])
m4_define([b4_lhs_location], [((struct loc){ part->loc.at, top->loc.end })])
m4_define([b4_rhs_location], [(part@{b4_subtract([$2], [1])@}.loc)])

# The tables as one object: all of them are then reached from one register.
m4_define([loop_table], [	b4_int_type_for([$2]) $1@{m4_count(m4_unquote($2))@};
])
m4_define([loop_rows], [	.$1 = { $2 },
])

b4_percent_define_use([api.pure])
b4_percent_define_use([api.value.type])
b4_percent_define_use([api.location.type])
b4_percent_define_use([parse.error])

b4_output_begin([b4_spec_header_file])
b4_cpp_guard_open([b4_spec_mapped_header_file])
b4_percent_code_get([[requires]])
b4_token_enums
int b4_prefix[]parse(struct parser *p);
b4_cpp_guard_close([b4_spec_mapped_header_file])
b4_output_end
b4_output_begin([b4_parser_file_name])[
#include "@basename(]b4_spec_header_file[@)"
]b4_declare_symbol_enum[
]b4_user_post_prologue[
]b4_percent_code_get[
]b4_c99_int_type_define[
]b4_sizes_types_define[
]b4_null_define[
enum {
	RULE_ACCEPT = 1, /* bison's own: the whole input */
	TABLE_LAST = ]b4_last[, /* index in the tables */
	YYNTOKENS = ]b4_tokens_number[,
	NO_ENTRY = ]b4_pact_ninf[, /* in pact: only the default */
	NO_ACTION = ]b4_table_ninf[,
	ERROR_PENDING = 3, /* tokens to be taken before the next error is told */
};

static const ]b4_int_type_for([b4_translate])[ yytranslate[TOKENS_MAX] = {
	]b4_translate[
};
_Static_assert(TOKENS_MAX > ]b4_code_max[, "every token has a row");
#define YYTRANSLATE(token) yytranslate[token]

static const char *yysymbol_name(yysymbol_kind_t symbol)
{
	static const char *const names[] = {
		]b4_symbol_names[
	};

	return names[symbol];
}

static const struct {
]b4_integral_parser_tables_map([loop_table])[} tables = {
]b4_integral_parser_tables_map([loop_rows])[};

/* ---- reading the tables ---- */

static inline bool has_entry(long i, long symbol)
{
	return (unsigned long)i <= TABLE_LAST && tables.check[i] == symbol;
}

/* What to do: a state to go to when the token is taken, a rule as a negative number; 0: error. */
static inline long action_of(long state, long symbol)
{
	long i = tables.pact[state] + symbol;

	if (!has_entry(i, symbol))
		return -(long)tables.defact[state];
	return tables.table[i] == NO_ACTION ? 0 : (long)tables.table[i];
}

/* Where a rule leads from the state before its parts. */
static inline long state_behind(long rule, long state)
{
	long result = (long)tables.r1[rule] - YYNTOKENS;
	long i = tables.pgoto[result] + state;

	return has_entry(i, state) ? tables.table[i] : tables.defgoto[result];
}

/* ---- errors ---- */

typedef struct {
	int state;
	yysymbol_kind_t token;
	struct loc *loc;
} yypcontext_t;

static yysymbol_kind_t yypcontext_token(const yypcontext_t *context)
{
	return context->token;
}

static struct loc *yypcontext_location(const yypcontext_t *context)
{
	return context->loc;
}

static int yypcontext_expected_tokens(const yypcontext_t *context, yysymbol_kind_t *expected,
				      int max)
{
	int n = 0;

	for (int symbol = 0; symbol < YYNTOKENS && n < max; symbol++) {
		int i = tables.pact[context->state] + symbol;

		if (symbol != ]b4_symbol(error, kind)[ && has_entry(i, symbol) &&
		    tables.table[i] != NO_ACTION)
			expected[n++] = (yysymbol_kind_t)symbol;
	}
	return n;
}

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *p);

/* ---- the loop ---- */

/* A symbol that is recognized, and the state of the parser behind it. */
struct part {
	union token_value value;
	struct loc loc;
	long state;
};

#define yyerrok (pending = 0)
#define YYERROR goto failed

int ]b4_prefix[parse(struct parser *p)
{
	struct part stack[YYMAXDEPTH], *top = stack, *part;
	struct part next = { .state = 0 };
	long yychar = NO_LOOK_AHEAD, state = 0, rule;
	int pending = 0;

	*top = (struct part){ .state = 0 };
	for (;;) {
		if (tables.pact[state] == NO_ENTRY) {
			rule = tables.defact[state];
		} else {
			long action;

			if (yychar == NO_LOOK_AHEAD)
				yychar = YYTRANSLATE(yylex(&next.value, &next.loc, p));
			action = action_of(state, yychar);
			if (action > 0) {
				next.state = state = action;
				*++top = next;
				yychar = NO_LOOK_AHEAD;
				if (pending)
					pending--;
				if (top == stack + YYMAXDEPTH - 1)
					goto overflow;
				continue;
			}
			rule = -action;
			if (!rule)
				goto unexpected;
		}

		part = top + 1 - tables.r2[rule];
		if (part > top) {
			if (part == stack + YYMAXDEPTH - 1)
				goto overflow;
			part->loc.at = top->loc.end;
		}
		switch (rule) {
		case RULE_ACCEPT:
			return 0;
]b4_user_actions[
		default:
			break;
		}
		part->loc.end = top->loc.end;
		part->state = state = state_behind(rule, part[-1].state);
		top = part;
		continue;

	unexpected:
		if (!pending) {
			yypcontext_t context = { state, (yysymbol_kind_t)yychar, &next.loc };

			yyreport_syntax_error(&context, p);
		} else if (pending == ERROR_PENDING) {
			if (yychar == ]b4_symbol(eof, kind)[)
				return 1;
			yychar = NO_LOOK_AHEAD;
		}
		part = top + 1;
	failed:
		top = part - 1;
		while (!has_entry(tables.pact[top->state] + ]b4_symbol(error, kind)[,
				  ]b4_symbol(error, kind)[))
			if (top-- == stack)
				return 1;
		pending = ERROR_PENDING;
		state = action_of(top->state, ]b4_symbol(error, kind)[);
		*++top = (struct part){ .loc = next.loc, .state = state };
	}

overflow:
	yyerror(&next.loc, p, "");
	return 2;
}
]b4_percent_code_get([[epilogue]])[]dnl
b4_epilogue[]dnl
b4_output_end
