/*
 * command: verbs, and the names of what they act on.
 */
%token CREATE INSERT REPLACE DESTROY GET LIST
%token FLUSH RENAME MONITOR DESCRIBE IMPORT
%token EXPORT
%token INET BRIDGE NETDEV HANDLE POSITION
%token RULESET
%token <object> PLURAL "<plural>"

%type <cmd> command add_command delete_command list_command reset_command flush_command
%type <cmd> rule_command
%type <number> family
%type <handle> family_only table_spec spec chain_spec rule_spec rule_place handle_spec
%type <object> set_word plural
%type <expr> element_set
%type <words> monitor_words
%%

command
	: add_command				{ MUST($$ = build_verb(p, @$, VERB_ADD, $1)); }
	| ADD add_command			{ MUST($$ = build_verb(p, @$, VERB_ADD, $2)); }
	| CREATE add_command			{ MUST($$ = build_verb(p, @$, VERB_CREATE, $2)); }
	| INSERT RULE rule_command		{ MUST($$ = build_verb(p, @$, VERB_INSERT, $3)); }
	| REPLACE RULE rule_command		{ MUST($$ = build_verb(p, @$, VERB_REPLACE, $3)); }
	| DELETE delete_command			{ MUST($$ = build_verb(p, @$, VERB_DELETE, $2)); }
	| DESTROY delete_command		{ MUST($$ = build_verb(p, @$, VERB_DESTROY, $2)); }
	| GET ELEMENT spec element_set
		{ $$ = build_elements_cmd(p, @$, VERB_GET, $3, $4); }
	| LIST list_command			{ MUST($$ = build_verb(p, @$, VERB_LIST, $2)); }
	| RESET reset_command			{ MUST($$ = build_verb(p, @$, VERB_RESET, $2)); }
	| FLUSH flush_command			{ MUST($$ = build_verb(p, @$, VERB_FLUSH, $2)); }
	| RENAME CHAIN chain_spec WORD		{ MUST($$ = build_rename(p, @$, $3, @4, $4)); }
	| MONITOR				{ MUST($$ = build_monitor(p, @$, NULL)); }
	| MONITOR monitor_words			{ MUST($$ = build_monitor(p, @$, $2)); }
	| DESCRIBE left				{ $$ = build_describe(p, @$, $2); }
	| DESCRIBE literal			{ $$ = build_describe(p, @$, $2); }
	| IMPORT monitor_words			{ MUST($$ = build_port(p, @$, VERB_IMPORT, $2)); }
	| EXPORT monitor_words			{ MUST($$ = build_port(p, @$, VERB_EXPORT, $2)); }
	;


monitor_words
	: WORD					{ $$ = build_words(p, @1, $1); }
	| monitor_words WORD			{ $$ = $1; build_words_more(p, $$, @2, $2); }
	;

/* ---- names ---- */

family
	: IP					{ $$ = FAMILY_IP; }
	| IP6					{ $$ = FAMILY_IP6; }
	| INET					{ $$ = FAMILY_INET; }
	| ARP					{ $$ = FAMILY_ARP; }
	| BRIDGE				{ $$ = FAMILY_BRIDGE; }
	| NETDEV				{ $$ = FAMILY_NETDEV; }
	;

family_only
	: family				{ $$ = build_family(p, @$, $1); }
	;

table_spec
	: WORD					{ MUST($$ = build_table_handle(p, @$, 0, @1, $1)); }
	| family WORD
		{ MUST($$ = build_table_handle(p, @1, $1, @2, $2)); }
	;

/* Table and name. */
spec
	: table_spec WORD			{ MUST($$ = build_name_handle(p, $1, @2, $2)); }
	;

chain_spec
	: table_spec WORD			{ MUST($$ = build_chain_handle(p, $1, @2, $2)); }
	;

handle_spec
	: table_spec HANDLE NUMBER		{ $$ = build_numbered(p, $1, @3, HANDLE, $3); }
	;

rule_place
	: chain_spec HANDLE NUMBER		{ $$ = build_numbered(p, $1, @3, HANDLE, $3); }
	| chain_spec POSITION NUMBER		{ $$ = build_numbered(p, $1, @3, POSITION, $3); }
	| chain_spec INDEX NUMBER		{ $$ = build_numbered(p, $1, @3, INDEX, $3); }
	;

rule_spec
	: chain_spec
	| rule_place
	;

rule_command
	: rule_spec rule			{ $$ = build_rule_cmd(p, @$, $1, $2); }
	;

set_word
	: SET					{ $$ = build_kind(p, KIND_SET, "set"); }
	| MAP					{ $$ = build_kind(p, KIND_SET, "map"); }
	;

element_set
	: set
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

/* ---- add, create; what may follow the verb may stand without ---- */

add_command
	: TABLE table_spec			{ $$ = build_table_cmd(p, @$, $2, NULL); }
	| TABLE table_spec '{' table_block '}' close
		{ $$ = build_table_cmd(p, @$, $2, $4); }
	| CHAIN chain_spec			{ $$ = build_chain_cmd(p, @$, $2, NULL); }
	| CHAIN chain_spec '{' chain_block '}' close
		{ $$ = build_chain_cmd(p, @$, $2, $4); }
	| RULE rule_command			{ $$ = $2; }
	| rule_command
	| SET spec '{' set_block '}' close	{ MUST($$ = build_set_cmd(p, @$, $2, $4, false)); }
	| MAP spec '{' set_block '}' close	{ MUST($$ = build_set_cmd(p, @$, $2, $4, true)); }
	| ELEMENT spec element_set
		{ $$ = build_elements_cmd(p, @$, VERB_ADD, $2, $3); }
	| FLOWTABLE spec			{ $$ = build_flowtable_cmd(p, @$, $2, NULL); }
	| FLOWTABLE spec '{' flowtable_block '}' close
		{ $$ = build_flowtable_cmd(p, @$, $2, $4); }
	| object_word spec			{ MUST($$ = build_object_cmd(p, @$, $1, $2)); }
	| object_word spec fields		{ MUST($$ = build_object_cmd(p, @$, $1, $2)); }
	| object_word spec '{' object_block '}' close
		{ MUST($$ = build_object_cmd(p, @$, $1, $2)); }
	;

delete_command
	: TABLE table_spec			{ $$ = build_table_cmd(p, @$, $2, NULL); }
	| TABLE HANDLE NUMBER			{ $$ = build_table_number(p, @$, 0, @3, $3); }
	| TABLE family HANDLE NUMBER		{ $$ = build_table_number(p, @$, $2, @4, $4); }
	| CHAIN chain_spec			{ $$ = build_chain_cmd(p, @$, $2, NULL); }
	| CHAIN handle_spec			{ $$ = build_chain_cmd(p, @$, $2, NULL); }
	| CHAIN chain_spec '{' chain_block '}' close
		{ $$ = build_chain_cmd(p, @$, $2, $4); }
	| RULE rule_place			{ $$ = build_rule_cmd(p, @$, $2, NULL); }
	| set_word spec				{ $$ = build_cmd(p, @$, $1, $2); }
	| set_word handle_spec			{ $$ = build_cmd(p, @$, $1, $2); }
	| ELEMENT spec element_set
		{ $$ = build_elements_cmd(p, @$, VERB_DELETE, $2, $3); }
	| FLOWTABLE spec			{ $$ = build_flowtable_cmd(p, @$, $2, NULL); }
	| FLOWTABLE handle_spec			{ $$ = build_flowtable_cmd(p, @$, $2, NULL); }
	| FLOWTABLE spec '{' flowtable_block '}' close
		{ $$ = build_flowtable_cmd(p, @$, $2, $4); }
	| object_word spec			{ $$ = build_cmd(p, @$, $1, $2); }
	| object_word handle_spec		{ $$ = build_cmd(p, @$, $1, $2); }
	;

/* ---- list, reset, flush ---- */

plural
	: PLURAL
	| FLOW PLURAL				{ $$ = build_flow_tables(p, $2); }
	| CT PLURAL				{ $$ = $2; }
	;

list_command
	: RULESET
		{ $$ = build_plural(p, @$, build_kind(p, KIND_RULESET, "ruleset"), NULL); }
	| RULESET family_only
		{ $$ = build_plural(p, @$, build_kind(p, KIND_RULESET, "ruleset"), $2); }
	| TABLE table_spec			{ $$ = build_table_cmd(p, @$, $2, NULL); }
	| CHAIN chain_spec			{ $$ = build_chain_cmd(p, @$, $2, NULL); }
	| set_word spec				{ $$ = build_cmd(p, @$, $1, $2); }
	| METER spec
		{ $$ = build_cmd(p, @$, build_kind(p, KIND_SET, "meter"), $2); }
	| FLOW TABLE spec
		{ $$ = build_cmd(p, @$, build_kind(p, KIND_SET, "meter"), $3); }
	| FLOWTABLE spec			{ $$ = build_flowtable_cmd(p, @$, $2, NULL); }
	| object_word spec			{ $$ = build_cmd(p, @$, $1, $2); }
	| CT CT_OBJECT TABLE table_spec
		{ $$ = build_plural(p, @$, build_object(p, @2, $2), $4); }
	| plural				{ $$ = build_plural(p, @$, $1, NULL); }
	| plural family_only			{ $$ = build_plural(p, @$, $1, $2); }
	| plural table_spec			{ $$ = build_plural(p, @$, $1, $2); }
	| plural TABLE table_spec		{ $$ = build_plural(p, @$, $1, $3); }
	| plural DEVICE string			{ $$ = build_hooks(p, @$, $1, NULL, $3); }
	| plural family_only DEVICE string	{ $$ = build_hooks(p, @$, $1, $2, $4); }
	;

reset_command
	: set_word spec				{ $$ = build_cmd(p, @$, $1, $2); }
	| object_word spec			{ $$ = build_cmd(p, @$, $1, $2); }
	| ELEMENT spec element_set
		{ $$ = build_elements_cmd(p, @$, VERB_RESET, $2, $3); }
	| RULE rule_place			{ $$ = build_rule_cmd(p, @$, $2, NULL); }
	| plural				{ $$ = build_plural(p, @$, $1, NULL); }
	| plural family_only			{ $$ = build_plural(p, @$, $1, $2); }
	| plural table_spec			{ $$ = build_plural(p, @$, $1, $2); }
	| plural TABLE table_spec		{ $$ = build_plural(p, @$, $1, $3); }
	| plural chain_spec			{ $$ = build_plural(p, @$, $1, $2); }
	| plural CHAIN chain_spec		{ $$ = build_plural(p, @$, $1, $3); }
	;

flush_command
	: RULESET
		{ $$ = build_plural(p, @$, build_kind(p, KIND_RULESET, "ruleset"), NULL); }
	| RULESET family_only
		{ $$ = build_plural(p, @$, build_kind(p, KIND_RULESET, "ruleset"), $2); }
	| TABLE table_spec			{ $$ = build_table_cmd(p, @$, $2, NULL); }
	| CHAIN chain_spec			{ $$ = build_chain_cmd(p, @$, $2, NULL); }
	| set_word spec				{ $$ = build_cmd(p, @$, $1, $2); }
	| METER spec
		{ $$ = build_cmd(p, @$, build_kind(p, KIND_SET, "meter"), $2); }
	| FLOW TABLE spec
		{ $$ = build_cmd(p, @$, build_kind(p, KIND_SET, "meter"), $3); }
	;
%%
%%
