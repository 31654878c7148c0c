/*
 * expr: expressions. Three ladders over the same operators: `left` begins with a selector and is
 * what a match looks at; `value` is constants only, what it compares with; `any` takes both, where
 * a statement wants an argument. Operator precedence makes one reduction per operand. Rules that
 * only pass a symbol on cost as much as others: what occurs in every rule does without them.
 */
%token <proto> HEADER "<header>" TUNNEL_HEADER "<tunnel header>"
%token <proto> IP IP6 ARP TCP
%token <field> FIELD "<field>" EXT_FIELD "<option field>"
/* Two words in one token, as most are: `ip saddr`; `ct state`. `meta mark` is a KEY. */
%token <header_field> HEADER_FIELD
%token <key> CT_LOAD
%token <number> OPTION "option"
%token <exthdr> EXTHDR "<extension header>"
%token <key> KEY "<meta key>" CT_KEY "<ct key>" RT_KEY "<rt key>" SOCKET_KEY "<socket key>"
%token <key> TUNNEL_KEY "<tunnel key>" CT_HELPER META_SECMARK
%token META CT RT SOCKET FIB OSF IPSEC
%token NUMGEN JHASH SYMHASH TUNNEL EXTHDR_WORD
%token <number> DIRECTION_WORD "original or reply"
%token <span> FIB_WORD "<fib word>" IPSEC_KEY OSF_TTL
%token TTL OSF_NAME OSF_VERSION LEVEL
%token IPSEC_IN IPSEC_OUT SPNUM
%token INC RANDOM MOD SEED OFFSET
%token MAP VMAP
%token <span> SNAT DNAT REDIRECT MASQUERADE
%token LAST RESET

%type <proto> header
%type <expr> left leading value any literal keyword selector target constants list set
%type <expr> map_set argument
%type <expr> any_list elements element map_element element_key element_options
%type <expr> element_data verdict
%type <number> fib_flags direction ipsec_direction spnum offset osf_ttl
%type <time> time
%type <hash> hash_options
%%

/* ---- operators ---- */

left
	: selector
	| target
	| '(' left ')'				{ $$ = $2; }
	| left '&' value
		{ MUST($$ = build_binop(p, @$, BINOP_AND, $1, $3)); }
	| left '|' value			{ MUST($$ = build_binop(p, @$, BINOP_OR, $1, $3)); }
	| left '^' value
		{ MUST($$ = build_binop(p, @$, BINOP_XOR, $1, $3)); }
	| left LSHIFT value
		{ MUST($$ = build_binop(p, @$, BINOP_SHL, $1, $3)); }
	| left RSHIFT value
		{ MUST($$ = build_binop(p, @$, BINOP_SHR, $1, $3)); }
	| left '.' left				{ $$ = build_concat(p, $1, $3); }
	| left '.' literal			{ $$ = build_concat(p, $1, $3); }
	;

/* A concatenation may begin with a constant, but what is not quoted is a misspelt statement. */
leading
	: QUOTED '.' left			{ $$ = build_concat(p, build_quoted(p, @1, $1), $3); }
	;

value
	: NUMBER				{ $$ = expr_number(p->run->pool, @$, $1); }
	| WORD					{ $$ = expr_word(p->run->pool, @$, $1, 0); }
	| ADDRESS				{ $$ = build_address(p, @$, $1); }
	| QUOTED				{ $$ = build_quoted(p, @$, $1); }
	| ASTERISK				{ $$ = build_pattern(p, @$, $1, 0); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	| keyword
	| TUNNEL_HEADER				{ $$ = build_keyword(p, @$); }
	| '(' value ')'				{ $$ = $2; }
	| value '&' value
		{ MUST($$ = build_binop(p, @$, BINOP_AND, $1, $3)); }
	| value '|' value			{ MUST($$ = build_binop(p, @$, BINOP_OR, $1, $3)); }
	| value '^' value
		{ MUST($$ = build_binop(p, @$, BINOP_XOR, $1, $3)); }
	| value LSHIFT value
		{ MUST($$ = build_binop(p, @$, BINOP_SHL, $1, $3)); }
	| value RSHIFT value
		{ MUST($$ = build_binop(p, @$, BINOP_SHR, $1, $3)); }
	| value '.' value			{ $$ = build_concat(p, $1, $3); }
	| value '-' value			{ $$ = expr_make_range(p->run->pool, @$, $1, $3); }
	| value SLASH NUMBER			{ MUST($$ = build_prefix(p, @$, $1, $3)); }
	;

any
	: NUMBER				{ $$ = expr_number(p->run->pool, @$, $1); }
	| WORD					{ $$ = expr_word(p->run->pool, @$, $1, 0); }
	| ADDRESS				{ $$ = build_address(p, @$, $1); }
	| QUOTED				{ $$ = build_quoted(p, @$, $1); }
	| ASTERISK				{ $$ = build_pattern(p, @$, $1, 0); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	| keyword
	| selector
	| target
	| '(' any ')'				{ $$ = $2; }
	| any '&' any
		{ MUST($$ = build_binop(p, @$, BINOP_AND, $1, $3)); }
	| any '|' any				{ MUST($$ = build_binop(p, @$, BINOP_OR, $1, $3)); }
	| any '^' any
		{ MUST($$ = build_binop(p, @$, BINOP_XOR, $1, $3)); }
	| any LSHIFT any
		{ MUST($$ = build_binop(p, @$, BINOP_SHL, $1, $3)); }
	| any RSHIFT any
		{ MUST($$ = build_binop(p, @$, BINOP_SHR, $1, $3)); }
	| any '.' any				{ $$ = build_concat(p, $1, $3); }
	| any '-' any				{ $$ = expr_make_range(p->run->pool, @$, $1, $3); }
	| any SLASH NUMBER			{ MUST($$ = build_prefix(p, @$, $1, $3)); }
	;

/* The argument of a statement. */
argument
	: any
	| any MAP map_set			{ $$ = expr_make_map(p->run->pool, @$, $1, $3); }
	;

any_list
	: any ',' any				{ $$ = build_list(p, $1, $3); }
	| any_list ',' any			{ $$ = build_list_more(p, $1, $3); }
	;

map_set
	: set
	| SETNAME				{ $$ = build_setref(p, @$, $1); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

/* Constants that are more than a value. */
constants
	: list
	| set
	| SETNAME				{ $$ = build_setref(p, @$, $1); }
	;

list
	: value ',' value			{ $$ = build_list(p, $1, $3); }
	| list ',' value			{ $$ = build_list_more(p, $1, $3); }
	;

/* ---- constants ---- */

literal
	: NUMBER				{ $$ = expr_number(p->run->pool, @$, $1); }
	| WORD					{ $$ = expr_word(p->run->pool, @$, $1, 0); }
	| ADDRESS				{ $$ = build_address(p, @$, $1); }
	| QUOTED				{ $$ = build_quoted(p, @$, $1); }
	| ASTERISK				{ $$ = build_pattern(p, @$, $1, 0); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

/* Words that begin other things and are values where a value is wanted. */
keyword
	: HEADER				{ $$ = build_keyword(p, @$); }
	| IP					{ $$ = build_keyword(p, @$); }
	| IP6					{ $$ = build_keyword(p, @$); }
	| ARP					{ $$ = build_keyword(p, @$); }
	| TCP					{ $$ = build_keyword(p, @$); }
	| SNAT					{ $$ = build_keyword(p, @$); }
	| DNAT					{ $$ = build_keyword(p, @$); }
	| REDIRECT				{ $$ = build_keyword(p, @$); }
	| RESET					{ $$ = build_keyword(p, @$); }
	| LAST					{ $$ = build_keyword(p, @$); }
	;

time
	: ADDRESS				{ MUST(build_time(p, @$, $1, &$$)); }
	| WORD					{ MUST(build_time(p, @$, $1, &$$)); }
	| QUOTED
		{ MUST(build_time(p, @$, build_unquoted($1), &$$)); }
	| NUMBER				{ MUST(build_seconds(p, @$, $1, &$$)); }
	;

/* ---- sets ---- */

set
	: '{' elements '}'			{ $$ = build_set(p, @$, $2); }
	| '{' elements ',' '}'			{ $$ = build_set(p, @$, $2); }
	;

elements
	: element				{ $$ = build_elements(p, $1); }
	| map_element				{ $$ = build_elements(p, $1); }
	| LITRUN
		{ $$ = build_elements(p, expr_make_run(p->run->pool, $1)); }
	| elements ',' element			{ $$ = build_elements_more(p, $1, $3); }
	| elements ',' map_element		{ $$ = build_elements_more(p, $1, $3); }
	| elements ',' LITRUN
		{ $$ = build_elements_more(p, $1, expr_make_run(p->run->pool, $3)); }
	;

element
	: element_key
	| element_options
	;

map_element
	: element_key ':' element_data		{ $$ = build_mapping(p, @$, $1, $3); }
	| element_options ':' element_data	{ $$ = build_mapping(p, @$, $1, $3); }
	;

element_key
	: value
	| '*'
		{ $$ = expr_word(p->run->pool, @$, SPAN("*"), EXPR_F_CATCHALL); }
	| set
	;

element_options
	: element_key TIMEOUT time		{ MUST($$ = build_element_timeout(p, @$, $1, $3)); }
	| element_key TIMEOUT NEVER		{ MUST($$ = build_element_timeout(p, @$, $1, 0)); }
	| element_key EXPIRES time		{ MUST($$ = build_element_expires(p, @$, $1, $3)); }
	| element_key COMMENT string
		{ MUST($$ = build_element_comment(p, @$, @3, $1, $3)); }
	| element_key stateful			{ $$ = build_element_stmt(p, @$, $1, $2); }
	| element_options TIMEOUT time		{ MUST($$ = build_element_timeout(p, @$, $1, $3)); }
	| element_options TIMEOUT NEVER		{ MUST($$ = build_element_timeout(p, @$, $1, 0)); }
	| element_options EXPIRES time		{ MUST($$ = build_element_expires(p, @$, $1, $3)); }
	| element_options COMMENT string
		{ MUST($$ = build_element_comment(p, @$, @3, $1, $3)); }
	| element_options stateful		{ $$ = build_element_stmt(p, @$, $1, $2); }
	;

element_data
	: value
	| verdict
	;

verdict
	: ACCEPT				{ $$ = build_verdict(p, @$, VERDICT_ACCEPT, NULL); }
	| DROP					{ $$ = build_verdict(p, @$, VERDICT_DROP, NULL); }
	| CONTINUE
		{ $$ = build_verdict(p, @$, VERDICT_CONTINUE, NULL); }
	| RETURN				{ $$ = build_verdict(p, @$, VERDICT_RETURN, NULL); }
	| JUMP chain_name			{ $$ = build_verdict(p, @$, VERDICT_JUMP, $2); }
	| GOTO chain_name			{ $$ = build_verdict(p, @$, VERDICT_GOTO, $2); }
	;

/* ---- selectors ---- */

header
	: HEADER
	| TUNNEL_HEADER
	| IP
	| IP6
	| ARP
	| TCP
	;

selector
	: CT CT_HELPER				{ $$ = ct_new(p->run, @$, $2, -1); }
	| META META_SECMARK			{ $$ = meta_new(p->run, @$, $2); }
	| header OPTION EXTHDR			{ $$ = exthdr_new(p->run, @$, $3, NULL, 0); }
	| header OPTION NUMBER
		{ MUST($$ = build_option(p, @$, @3, $2, $3, NULL)); }
	| EXTHDR_WORD EXTHDR			{ MUST($$ = build_exthdr(p, @$, @2, $2)); }
	| RT RT_KEY				{ $$ = rt_new(p->run, @$, $2); }
	| RT IP RT_KEY				{ $$ = rt_new(p->run, @$, $3); }
	| RT IP6 RT_KEY				{ $$ = rt_new(p->run, @$, $3); }
	| SOCKET SOCKET_KEY			{ MUST($$ = build_socket(p, @$, @2, $2, NULL)); }
	| SOCKET SOCKET_KEY LEVEL NUMBER	{ MUST($$ = build_socket(p, @$, @4, $2, &$4)); }
	| FIB fib_flags FIB_WORD		{ MUST($$ = build_fib(p, @$, @2, $2, $3)); }
	| OSF osf_ttl OSF_NAME			{ $$ = osf_new(p->run, @$, $2, false); }
	| OSF osf_ttl OSF_VERSION		{ $$ = osf_new(p->run, @$, $2, true); }
	| IPSEC
		{ $$ = meta_new(p->run, @$, meta_key(SPAN("ipsec"))); }
	| IPSEC ipsec_direction spnum IPSEC_KEY
		{ MUST($$ = build_ipsec(p, @$, @3, $2, $3, $4, 0)); }
	| IPSEC ipsec_direction spnum IP IPSEC_KEY
		{ MUST($$ = build_ipsec(p, @$, @3, $2, $3, $5, FAMILY_IP)); }
	| IPSEC ipsec_direction spnum IP6 IPSEC_KEY
		{ MUST($$ = build_ipsec(p, @$, @3, $2, $3, $5, FAMILY_IP6)); }
	| NUMGEN INC MOD NUMBER offset		{ MUST($$ = build_numgen(p, @$, false, $4, $5)); }
	| NUMGEN RANDOM MOD NUMBER offset	{ MUST($$ = build_numgen(p, @$, true, $4, $5)); }
	| JHASH left MOD NUMBER hash_options	{ MUST($$ = build_hash(p, @$, $2, $4, $5)); }
	| SYMHASH MOD NUMBER hash_options	{ MUST($$ = build_hash(p, @$, NULL, $3, $4)); }
	| TUNNEL TUNNEL_KEY			{ $$ = tunnel_new(p->run, @$, $2); }
	;

/* Selectors that a value can be set to. */
target
	: HEADER_FIELD
		{ $$ = payload_new(p->run, @$, NULL, $1.proto, $1.field); }
	| header FIELD				{ $$ = payload_new(p->run, @$, NULL, $1, $2); }
	| TUNNEL_HEADER HEADER_FIELD
		{ $$ = payload_new(p->run, @$, $1, $2.proto, $2.field); }
	| TUNNEL_HEADER header FIELD		{ $$ = payload_new(p->run, @$, $1, $2, $3); }
	| RAW_BASE ',' NUMBER ',' NUMBER	{ MUST($$ = build_raw(p, @$, @1, @5, $1, $3, $5)); }
	| header OPTION EXTHDR EXT_FIELD	{ $$ = exthdr_new(p->run, @$, $3, $4, 0); }
	| header OPTION NUMBER EXT_FIELD	{ MUST($$ = build_option(p, @$, @3, $2, $3, $4)); }
	| header OPTION '@' NUMBER ',' NUMBER ',' NUMBER
		{ MUST($$ = build_raw_option(p, @$, @4, $2, $4, $6, $8)); }
	| EXTHDR EXT_FIELD			{ $$ = exthdr_new(p->run, @$, $1, $2, 0); }
	| EXTHDR EXT_FIELD '[' NUMBER ']'	{ MUST($$ = build_indexed(p, @$, @4, $1, $2, $4)); }
	| RT EXT_FIELD				{ $$ = build_rt(p, @$, $2); }
	| KEY					{ $$ = meta_new(p->run, @$, $1); }
	| META KEY				{ $$ = meta_new(p->run, @$, $2); }
	| CT_LOAD				{ $$ = ct_new(p->run, @$, $1, -1); }
	| CT direction CT_KEY			{ $$ = ct_new(p->run, @$, $3, (int)$2 - 1); }
	| CT direction IP CT_KEY		{ $$ = ct_new(p->run, @$, $4, (int)$2 - 1); }
	| CT direction IP6 CT_KEY		{ $$ = ct_new(p->run, @$, $4, (int)$2 - 1); }
	;

direction
	: %empty				{ $$ = 0; }
	| DIRECTION_WORD
	;

fib_flags
	: FIB_WORD				{ MUST(build_fib_flag(p, @$, 0, $1, &$$)); }
	| fib_flags '.' FIB_WORD		{ MUST(build_fib_flag(p, @3, $1, $3, &$$)); }
	;

osf_ttl
	: %empty				{ $$ = 0; }
	| TTL OSF_TTL				{ $$ = span_is($2, "loose") ? 1 : 2; }
	;

ipsec_direction
	: IPSEC_IN				{ $$ = 0; }
	| IPSEC_OUT				{ $$ = 1; }
	;

spnum
	: %empty				{ $$ = 0; }
	| SPNUM NUMBER				{ $$ = $2; }
	;

offset
	: %empty				{ $$ = 0; }
	| OFFSET NUMBER				{ $$ = $2; }
	;

hash_options
	: offset				{ $$ = build_hash_options(p, 0, $1, false); }
	| SEED NUMBER offset			{ $$ = build_hash_options(p, $2, $3, true); }
	;
%%
%%
