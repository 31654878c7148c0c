/*
 * rule: one rule, the body of a chain, and how base chains and flowtables say where they hook.
 */
%token HOOK PRIORITY POLICY DEVICES

%type <rule> rule commented
%type <chain> chain_block
%type <expr> priority policy devices device_list device
%%

rule
	: stmts					{ $$ = build_rule(p, @$, $1.first); }
	| commented
	;

commented
	: stmts COMMENT string
		{ MUST($$ = build_rule_comment(p, @$, @3, $1.first, $3)); }
	;

chain_block
	: %empty				{ parser_open(p, @$); $$ = build_chain(p, @$); }
	| chain_block SEP
	| chain_block common
	| chain_block stmts SEP
		{ $$ = $1; build_rules_add(&$$->rules, build_rule(p, @2, $2.first)); }
	| chain_block commented SEP		{ $$ = $1; build_rules_add(&$$->rules, $2); }
	| chain_block TYPE string HOOK string priority SEP
		{ $$ = $1; build_hook(p, $$, build_name(p, @3, $3), build_name(p, @5, $5), $6); }
	| chain_block TYPE string HOOK string DEVICE device priority SEP
		{ $$ = $1; build_hook(p, $$, build_name(p, @3, $3), build_name(p, @5, $5), $8);
		  build_chain_devices(p, $$, $7, true); }
	| chain_block TYPE string HOOK string DEVICES '=' devices priority SEP
		{ $$ = $1; build_hook(p, $$, build_name(p, @3, $3), build_name(p, @5, $5), $9);
		  build_chain_devices(p, $$, $8, false); }
	| chain_block DEVICES '=' devices SEP
		{ $$ = $1; build_chain_devices(p, $$, $4, false); }
	| chain_block POLICY policy SEP		{ $$ = $1; build_policy(p, @3, $$, $3); }
	| chain_block FLAGS words SEP		{ $$ = $1; build_chain_flags(p, $$, $3); }
	| chain_block COMMENT string SEP
		{ $$ = $1; build_comment(p, @3, &$$->comment, $3); }
	| chain_block error SEP			{ yyerrok; }
	;

/* As text: `filter`, `filter + 5`, `-20`; or a variable. */
priority
	: PRIORITY WORD				{ $$ = build_priority(p, @2, $2, 0, NULL); }
	| PRIORITY QUOTED			{ $$ = build_quoted(p, @2, $2); }
	| PRIORITY NUMBER			{ $$ = build_priority(p, @2, SPAN(""), 0, &$2); }
	| PRIORITY '-' NUMBER
		{ $$ = build_priority(p, loc_join(@2, @3), SPAN(""), '-', &$3); }
	| PRIORITY WORD '+' NUMBER
		{ $$ = build_priority(p, loc_join(@2, @4), $2, '+', &$4); }
	| PRIORITY WORD '-' NUMBER
		{ $$ = build_priority(p, loc_join(@2, @4), $2, '-', &$4); }
	| PRIORITY VARIABLE			{ MUST($$ = build_variable(p, @2, $2)); }
	;

policy
	: ACCEPT				{ $$ = build_keyword(p, @$); }
	| DROP					{ $$ = build_keyword(p, @$); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

devices
	: device				{ $$ = $1; }
	| '{' '}'				{ $$ = expr_make_set(p->run->pool, @$); }
	| '{' device_list '}'			{ $$ = build_set(p, @$, $2); }
	| '{' device_list ',' '}'		{ $$ = build_set(p, @$, $2); }
	;

device_list
	: device				{ $$ = build_elements(p, $1); }
	| device_list ',' device		{ $$ = build_elements_more(p, $1, $3); }
	;

device
	: WORD					{ $$ = expr_word(p->run->pool, @$, $1, 0); }
	| QUOTED				{ $$ = build_quoted(p, @$, $1); }
	| ASTERISK				{ $$ = build_pattern(p, @$, $1, 0); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;
%%
%%
