/*
 * object: the bodies of tables, sets, maps, flowtables and stateful objects.
 */
%token TABLE CHAIN RULE ELEMENT FLOWTABLE
%token SECMARK
%token <number> CT_OBJECT "helper, timeout or expectation"
%token TYPEOF AUTO_MERGE GC_INTERVAL ELEMENTS
%token PROTOCOL L3PROTO DPORT SPORT TOS ID
%token VXLAN GBP ERSPAN VERSION INDEX
%token DIRECTION GENEVE CLASS OPT_TYPE DATA

%type <table> table_block
%type <set> set_block
%type <flowtable> flowtable_block
%type <cmd> item
%type <stmt> statefuls
%type <expr> type_list set_data
%type <words> words
%type <object> object_word
%%

/* What opens a block is the empty beginning of its content. */
close	: %empty				{ parser_close(p); }
	;

table_block
	: %empty				{ parser_open(p, @$); $$ = build_table(p, @$); }
	| table_block SEP
	| table_block common
	| table_block FLAGS words SEP		{ $$ = $1; build_table_flags(p, $$, $3); }
	| table_block COMMENT string SEP
		{ $$ = $1; build_comment(p, @3, &$$->comment, $3); }
	| table_block item SEP			{ $$ = $1; build_item($$, $2); }
	| table_block error SEP			{ yyerrok; }
	;

words
	: WORD					{ $$ = build_words(p, @1, $1); }
	| words ',' WORD			{ $$ = $1; build_words_more(p, $$, @3, $3); }
	;

item
	: CHAIN WORD '{' chain_block '}' close
		{ MUST($$ = build_chain_cmd(p, @$, build_item_chain(p, @2, $2), $4)); }
	| SET WORD '{' set_block '}' close
		{ MUST($$ = build_set_cmd(p, @$, build_item_name(p, @2, $2), $4, false)); }
	| MAP WORD '{' set_block '}' close
		{ MUST($$ = build_set_cmd(p, @$, build_item_name(p, @2, $2), $4, true)); }
	| FLOWTABLE WORD '{' flowtable_block '}' close
		{ MUST($$ = build_flowtable_cmd(p, @$, build_item_name(p, @2, $2), $4)); }
	| object_word WORD '{' object_block '}' close
		{ MUST($$ = build_object_cmd(p, @$, $1, build_item_name(p, @2, $2))); }
	;

/* Also begins the object's body, to which the fields below add. */
object_word
	: COUNTER				{ $$ = build_object(p, @$, OBJECT_COUNTER); }
	| QUOTA					{ $$ = build_object(p, @$, OBJECT_QUOTA); }
	| LIMIT					{ $$ = build_object(p, @$, OBJECT_LIMIT); }
	| SECMARK				{ $$ = build_object(p, @$, OBJECT_SECMARK); }
	| SYNPROXY				{ $$ = build_object(p, @$, OBJECT_SYNPROXY); }
	| TUNNEL				{ $$ = build_object(p, @$, OBJECT_TUNNEL); }
	| CT CT_OBJECT				{ $$ = build_object(p, @$, $2); }
	;

/* ---- sets and maps ---- */

set_block
	: %empty				{ parser_open(p, @$); $$ = build_set_body(p, @$); }
	| set_block SEP
	| set_block common
	| set_block TYPE type_list SEP		{ $$ = $1; build_set_key(p, $$, $3, false); }
	| set_block TYPE type_list ':' type_list SEP
		{ $$ = $1; build_set_key(p, $$, $3, false);
		  build_map_data(p, $$, $5, false, false); }
	| set_block TYPE type_list ':' INTERVAL type_list SEP
		{ $$ = $1; build_set_key(p, $$, $3, false);
		  build_map_data(p, $$, $6, false, true); }
	| set_block TYPEOF left SEP		{ $$ = $1; build_set_key(p, $$, $3, true); }
	| set_block TYPEOF left ':' set_data SEP
		{ $$ = $1; build_set_key(p, $$, $3, true);
		  build_map_data(p, $$, $5, true, false); }
	| set_block TYPEOF left ':' INTERVAL set_data SEP
		{ $$ = $1; build_set_key(p, $$, $3, true);
		  build_map_data(p, $$, $6, true, true); }
	| set_block FLAGS words SEP		{ $$ = $1; build_set_flags(p, $$, $3); }
	| set_block TIMEOUT time SEP
		{ $$ = $1; $$->timeout = (struct number_at){ $3, true, @3 }; }
	| set_block GC_INTERVAL time SEP
		{ $$ = $1; $$->gc_interval = (struct number_at){ $3, true, @3 }; }
	| set_block SIZE NUMBER SEP		{ $$ = $1; build_set_size(p, $$, @3, $3); }
	| set_block POLICY WORD SEP		{ $$ = $1; build_set_policy(p, $$, @3, $3); }
	| set_block AUTO_MERGE SEP		{ $$ = $1; $$->auto_merge = true; }
	| set_block COMMENT string SEP
		{ $$ = $1; build_comment(p, @3, &$$->comment, $3); }
	| set_block statefuls SEP		{ $$ = $1; build_set_stmts(p, $$, $2); }
	| set_block ELEMENTS '=' set
		{ $$ = $1; build_set_elements(p, $$, @4, $4); }
	| set_block ELEMENTS '=' VARIABLE SEP
		{ $$ = $1; build_set_elements(p, $$, @4, build_variable(p, @4, $4)); }
	| set_block error SEP			{ yyerrok; }
	;

type_list
	: WORD					{ MUST($$ = build_type(p, @$, NULL, $1)); }
	| type_list '.' WORD			{ MUST($$ = build_type(p, @3, $1, $3)); }
	;

set_data
	: left
	| WORD					{ MUST($$ = build_data_word(p, @$, $1)); }
	| QUEUE					{ $$ = build_keyword(p, @$); }
	| object_kind				{ $$ = build_keyword(p, @$); }
	;

object_kind
	: COUNTER
	| QUOTA
	| LIMIT
	| SECMARK
	| SYNPROXY
	| CT CT_TIMEOUT
	| CT CT_EXPECTATION
	;

statefuls
	: stateful
	| statefuls stateful			{ $$ = build_stmts(p, $1, $2); }
	;

/* ---- flowtables ---- */

flowtable_block
	: %empty				{ parser_open(p, @$); $$ = build_flowtable(p, @$); }
	| flowtable_block SEP
	| flowtable_block common
	| flowtable_block HOOK string priority SEP
		{ $$ = $1; build_flowtable_hook($$, build_name(p, @3, $3), $4); }
	| flowtable_block DEVICES '=' devices SEP
		{ $$ = $1; build_flowtable_devices($$, @4, $4); }
	| flowtable_block COUNTER SEP		{ $$ = $1; $$->flags |= FLOWTABLE_COUNTER; }
	| flowtable_block FLAGS words SEP
		{ $$ = $1; build_flowtable_flags(p, $$, $3); }
	| flowtable_block error SEP		{ yyerrok; }
	;

/*
 * ---- stateful objects ----
 * One block for all kinds: the scopes let through only the words of the object at hand.
 */

object_block
	: %empty				{ parser_open(p, @$); }
	| object_block SEP
	| object_block common
	| object_block fields SEP
	| object_block COMMENT string SEP
		{ build_comment(p, @3, &p->object->comment, $3); }
	| object_block error SEP		{ yyerrok; }
	;

fields
	: field
	| fields field
	;

field
	: PACKETS NUMBER			{ build_counter_field(p, true, $2); }
	| BYTES NUMBER				{ build_counter_field(p, false, $2); }
	| quota_size quota_used			{ MUST(build_quota_field(p, @$, false, $1, $2)); }
	| OVER quota_size quota_used		{ MUST(build_quota_field(p, @$, true, $2, $3)); }
	| UNTIL quota_size quota_used		{ MUST(build_quota_field(p, @$, false, $2, $3)); }
	| RATE over limit_amount '/' UNIT
		{ MUST(build_limit_field(p, @$, $2, $3, $5, NULL)); }
	| RATE over limit_amount '/' UNIT BURST burst
						{ MUST(build_limit_field(p, @$, $2, $3, $5, &$7)); }
	| QUOTED
		{ MUST(build_secmark_field(p, @$, build_unquoted($1))); }
	| MSS NUMBER
		{ MUST(build_synproxy_field(p, @2, SPAN("mss"), $2)); }
	| WSCALE NUMBER
		{ MUST(build_synproxy_field(p, @2, SPAN("wscale"), $2)); }
	| SYNPROXY_FLAG				{ MUST(build_synproxy_field(p, @1, $1, 0)); }
	| TYPE QUOTED PROTOCOL string
		{ MUST(build_helper_name(p, @2, build_unquoted($2)) && build_protocol(p, @4, $4)); }
	| PROTOCOL string			{ MUST(build_protocol(p, @2, $2)); }
	| L3PROTO string			{ MUST(build_l3proto(p, @2, $2)); }
	| POLICY '=' '{' states '}'
	| POLICY '=' '{' states ',' '}'
	| DPORT NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_DPORT, $2)); }
	| SPORT NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_SPORT, $2)); }
	| TIMEOUT time
		{ MUST(build_object_number(p, @2, OBJECT_TIMEOUT, $2)); }
	| SIZE NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_SIZE, $2)); }
	| ID NUMBER				{ MUST(build_object_number(p, @2, OBJECT_ID, $2)); }
	| TTL NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_TTL, $2)); }
	| TOS NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_TOS, $2)); }
	| GBP NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_GBP, $2)); }
	| VERSION NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_VERSION, $2)); }
	| INDEX NUMBER
		{ MUST(build_object_number(p, @2, OBJECT_INDEX, $2)); }
	| DIRECTION WORD			{ MUST(build_erspan_direction(p, @2, $2)); }
	| CLASS NUMBER OPT_TYPE NUMBER DATA string
		{ MUST(build_geneve_option(p, @$, @6, $2, $4, $6)); }
	| IP FIELD value
		{ MUST(build_tunnel_address(p, @3, FAMILY_IP, $2, $3)); }
	| IP6 FIELD value
		{ MUST(build_tunnel_address(p, @3, FAMILY_IP6, $2, $3)); }
	| encapsulation '{' object_block '}' close	{ MUST(build_encapsulation_end(p, @1)); }
	;

encapsulation
	: VXLAN					{ MUST(build_encapsulation(p, @$, TUNNEL_VXLAN)); }
	| ERSPAN				{ MUST(build_encapsulation(p, @$, TUNNEL_ERSPAN)); }
	| GENEVE				{ MUST(build_encapsulation(p, @$, TUNNEL_GENEVE)); }
	;

states
	: WORD ':' time				{ MUST(build_ct_state(p, @1, $1, @3, $3)); }
	| states ',' WORD ':' time		{ MUST(build_ct_state(p, @3, $3, @5, $5)); }
	;
%%
%%
