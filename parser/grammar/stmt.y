/*
 * stmt: statements of rules. Words of clauses are tokens only inside their statement, so nothing
 * here needs to guard against what a following statement begins with.
 */
%token ACCEPT DROP CONTINUE RETURN JUMP GOTO
%token COUNTER PACKETS BYTES LIMIT RATE OVER
%token UNTIL BURST QUOTA USED NEVER COUNT
%token <span> UNIT SIZE_UNIT
%token LOG LOG_PREFIX FLAGS QUEUE NUM TO
%token <span> LOG_NUMBER QUEUE_FLAG
%token REJECT WITH TCP_RESET TYPE NOTRACK FLOW OFFLOAD
%token <span> REJECT_KIND
%token PREFIX INTERVAL ADDR PORT
%token <span> NAT_FLAG
%token TPROXY SYNPROXY MSS WSCALE DUP FWD
%token <span> SYNPROXY_FLAG
%token DEVICE NAME XT
%token CT_TIMEOUT CT_EXPECTATION
%token TIMEOUT EXPIRES COMMENT
%token ADD UPDATE DELETE SET LEGACY_SET "set"
%token METER SIZE

/* A simple statement as a whole, see lex_stmt.c. */
%token <stmt> STMT

%type <stmts> stmts
%type <stmt> stmt stateful counter limit quota connlimit last log log_options queue
%type <stmt> queue_options reject nat nat_flags tproxy synproxy dup_fwd objref assign
%type <stmt> update
%type <expr> flags chain_name set_name update_key jump
%type <number> relation over update_word nat_head nat_form
%type <amount> limit_amount burst quota_size quota_used
%type <nat> nat_target nat_port
%type <span> log_flags nat_word named_word
%type <rules> rule_block
%%

stmts
	: STMT					{ $$ = (struct stmt_list){ $1, $1 }; }
	| stmt					{ $$ = (struct stmt_list){ $1, $1 }; }
	| stmts STMT				{ $$ = $1; build_stmts_more(&$$, $2); }
	| stmts stmt				{ $$ = $1; build_stmts_more(&$$, $2); }
	;

stmt
	: assign
	| verdict				{ $$ = verdict_stmt_new(p->run, @$, $1); }
	| jump					{ $$ = verdict_stmt_new(p->run, @$, $1); }
	| left value
		{ $$ = match_stmt_new(p->run, @$, REL_IMPLICIT, $1, $2); }
	| left constants
		{ $$ = match_stmt_new(p->run, @$, REL_IMPLICIT, $1, $2); }
	| left relation value			{ $$ = match_stmt_new(p->run, @$, $2, $1, $3); }
	| left relation constants		{ $$ = match_stmt_new(p->run, @$, $2, $1, $3); }
	| left flags '/' flags
		{ $$ = match_masked_new(p->run, @$, REL_IMPLICIT, $1, $2, $4); }
	| left relation flags '/' flags
		{ $$ = match_masked_new(p->run, @$, $2, $1, $3, $5); }
	| left VMAP map_set			{ $$ = vmap_stmt_new(p->run, @$, $1, $3); }
	| leading value
		{ $$ = match_stmt_new(p->run, @$, REL_IMPLICIT, $1, $2); }
	| leading constants
		{ $$ = match_stmt_new(p->run, @$, REL_IMPLICIT, $1, $2); }
	| leading relation value		{ $$ = match_stmt_new(p->run, @$, $2, $1, $3); }
	| leading relation constants		{ $$ = match_stmt_new(p->run, @$, $2, $1, $3); }
	| leading flags '/' flags
		{ $$ = match_masked_new(p->run, @$, REL_IMPLICIT, $1, $2, $4); }
	| leading relation flags '/' flags
		{ $$ = match_masked_new(p->run, @$, $2, $1, $3, $5); }
	| leading VMAP map_set			{ $$ = vmap_stmt_new(p->run, @$, $1, $3); }
	| counter
	| limit
	| quota
	| connlimit
	| last
	| objref
	| log
	| queue
	| reject
	| nat
	| tproxy
	| synproxy
	| dup_fwd
	| update
	| NOTRACK				{ $$ = notrack_new(p->run, @$); }
	| FLOW ADD SETNAME
		{ $$ = flow_new(p->run, @$, build_at_name(p, @3, $3)); }
	| FLOW OFFLOAD SETNAME
		{ $$ = flow_new(p->run, @$, build_at_name(p, @3, $3)); }
	| RESET TCP OPTION EXTHDR		{ $$ = optstrip_new(p->run, @$, $4, $4->type); }
	| RESET TCP OPTION NUMBER		{ MUST($$ = build_optstrip(p, @$, @4, $4)); }
	| XT WORD string			{ $$ = xt_new(p->run, @$, $2, $3); }
	;

/* ---- matches and verdicts ---- */

relation
	: EQ					{ $$ = REL_EQ; }
	| NEQ					{ $$ = REL_NEQ; }
	| LT					{ $$ = REL_LT; }
	| GT					{ $$ = REL_GT; }
	| LE					{ $$ = REL_LE; }
	| GE					{ $$ = REL_GE; }
	| NOT					{ $$ = REL_NOT; }
	;

flags
	: value
	| list
	;

chain_name
	: WORD					{ MUST($$ = build_chain_name(p, @$, $1)); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

jump
	: JUMP '{' rule_block '}' close	{ $$ = build_jump_block(p, @$, VERDICT_JUMP, $3); }
	| GOTO '{' rule_block '}' close	{ $$ = build_jump_block(p, @$, VERDICT_GOTO, $3); }
	;

rule_block
	: %empty				{ parser_open(p, @$); $$ = build_rules(p); }
	| rule_block SEP
	| rule_block rule SEP			{ build_rules_add($1, $2); }
	| rule_block common
	| rule_block error SEP			{ yyerrok; }
	;

/* ---- setters ---- */

assign
	: target SET argument			{ $$ = assign_new(p->run, @$, $1, $3); }
	| target SET any_list			{ $$ = assign_new(p->run, @$, $1, $3); }
	| target SET set			{ $$ = assign_new(p->run, @$, $1, $3); }
	| CT CT_HELPER SET argument
		{ $$ = objref_new(p->run, @$, SPAN("ct helper"), $4); }
	| CT CT_TIMEOUT SET argument
		{ $$ = objref_new(p->run, @$, SPAN("ct timeout"), $4); }
	| CT CT_EXPECTATION SET argument
		{ $$ = objref_new(p->run, @$, SPAN("ct expectation"), $4); }
	| META META_SECMARK SET argument	{ $$ = build_set_secmark(p, @$, @1, @2, $2, $4); }
	;

/* ---- what keeps a state, also in sets and elements ---- */

stateful
	: counter
	| limit
	| quota
	| connlimit
	| last
	;

counter
	: COUNTER				{ $$ = counter_new(p->run, @$); }
	| counter PACKETS NUMBER		{ $$ = $1; counter_packets($$, $3); }
	| counter BYTES NUMBER			{ $$ = $1; counter_bytes($$, $3); }
	;

over
	: %empty				{ $$ = false; }
	| UNTIL					{ $$ = false; }
	| OVER					{ $$ = true; }
	;

limit
	: LIMIT RATE over limit_amount '/' UNIT
		{ MUST($$ = build_limit(p, @$, $3, $4, $6, NULL, @4)); }
	| LIMIT RATE over limit_amount '/' UNIT BURST burst
		{ MUST($$ = build_limit(p, @$, $3, $4, $6, &$8, @8)); }
	;

limit_amount
	: NUMBER				{ $$ = (struct amount){ $1, 0 }; }
	| quota_size
	;

burst
	: NUMBER PACKETS			{ $$ = (struct amount){ $1, 0 }; }
	| quota_size
	;

quota
	: QUOTA over quota_size quota_used	{ MUST($$ = build_quota(p, @$, $2, $3, $4)); }
	;

quota_size
	: NUMBER SIZE_UNIT			{ MUST(build_size(p, @$, $1, $2, &$$)); }
	;

quota_used
	: %empty				{ $$ = (struct amount){ 0 }; }
	| USED quota_size			{ $$ = $2; }
	;

connlimit
	: CT COUNT over NUMBER			{ MUST($$ = build_connlimit(p, @$, @4, $3, $4)); }
	;

last
	: LAST					{ $$ = last_new(p->run, @$, false, 0); }
	| LAST USED NEVER			{ $$ = last_new(p->run, @$, false, 0); }
	| LAST USED time			{ $$ = last_new(p->run, @$, true, $3); }
	;

objref
	: named_word NAME argument		{ $$ = objref_new(p->run, @$, $1, $3); }
	;

named_word
	: COUNTER				{ $$ = SPAN("counter"); }
	| LIMIT					{ $$ = SPAN("limit"); }
	| QUOTA					{ $$ = SPAN("quota"); }
	| SYNPROXY				{ $$ = SPAN("synproxy"); }
	| TUNNEL				{ $$ = SPAN("tunnel"); }
	;

/* ---- log, queue, reject ---- */

log
	: LOG					{ $$ = log_new(p->run, @$); }
	| log_options
	;

log_options
	: log LOG_PREFIX string			{ $$ = $1; MUST(log_prefix(p->run, $$, @3, $3)); }
	| log LOG_NUMBER NUMBER
		{ $$ = $1; MUST(log_number(p->run, $$, @3, $2, $3)); }
	| log LEVEL string			{ $$ = $1; MUST(log_level(p->run, $$, @3, $3)); }
	| log FLAGS log_flags			{ $$ = $1; MUST(build_log_flags(p, $$, @3, $3)); }
	;

log_flags
	: WORD
	| WORD WORD				{ $$ = build_span(p, @$); }
	| log_flags ',' WORD			{ $$ = build_span(p, @$); }
	;

queue
	: QUEUE					{ $$ = queue_new(p->run, @$, NULL); }
	| queue_options
	;

queue_options
	: queue NUM value			{ $$ = $1; queue_number($$, $3); }
	| queue TO argument			{ $$ = $1; queue_number($$, $3); }
	| queue FLAGS QUEUE_FLAG		{ $$ = $1; MUST(queue_flag(p->run, $$, @3, $3)); }
	| queue QUEUE_FLAG			{ $$ = $1; MUST(queue_flag(p->run, $$, @2, $2)); }
	| queue ',' QUEUE_FLAG			{ $$ = $1; MUST(queue_flag(p->run, $$, @3, $3)); }
	;

reject
	: REJECT				{ $$ = reject_new(p->run, @$, SPAN(""), NULL); }
	| REJECT WITH REJECT_KIND value		{ MUST($$ = build_reject(p, @$, @3, $3, $4)); }
	| REJECT WITH REJECT_KIND TYPE value	{ MUST($$ = build_reject(p, @$, @3, $3, $5)); }
	| REJECT WITH REJECT_KIND TCP_RESET	{ MUST($$ = build_tcp_reset(p, @$, @3, $3)); }
	;

/* ---- address translation ---- */

nat
	: nat_word nat_target			{ $$ = build_nat(p, @$, $1, 0, &$2); }
	| nat_word nat_head nat_target		{ $$ = build_nat(p, @$, $1, $2, &$3); }
	| MASQUERADE				{ $$ = nat_new(p->run, @$, $1, 0, NAT_PLAIN); }
	| MASQUERADE TO nat_port		{ $$ = build_nat(p, @$, $1, 0, &$3); }
	| REDIRECT				{ $$ = nat_new(p->run, @$, $1, 0, NAT_PLAIN); }
	| REDIRECT TO nat_port			{ $$ = build_nat(p, @$, $1, 0, &$3); }
	| nat_flags
	;

nat_flags
	: nat NAT_FLAG				{ $$ = $1; MUST(nat_flag(p->run, $$, @2, $2)); }
	| nat_flags ',' NAT_FLAG		{ $$ = $1; MUST(nat_flag(p->run, $$, @3, $3)); }
	;

nat_word
	: SNAT
	| DNAT
	;

/* Family and form, see nat_head_of. */
nat_head
	: TO					{ $$ = 0; }
	| IP TO					{ $$ = FAMILY_IP; }
	| IP6 TO				{ $$ = FAMILY_IP6; }
	| nat_form TO				{ $$ = $1; }
	| IP nat_form TO			{ $$ = FAMILY_IP | $2; }
	| IP6 nat_form TO			{ $$ = FAMILY_IP6 | $2; }
	;

nat_form
	: PREFIX				{ $$ = NAT_PREFIX << NAT_FORM_SHIFT; }
	| INTERVAL				{ $$ = NAT_INTERVAL << NAT_FORM_SHIFT; }
	| ADDR '.' PORT				{ $$ = NAT_CONCAT << NAT_FORM_SHIFT; }
	;

nat_target
	: argument				{ $$ = (struct nat_target){ $1, NULL }; }
	| argument ':' argument			{ $$ = (struct nat_target){ $1, $3 }; }
	| ':' argument				{ $$ = (struct nat_target){ NULL, $2 }; }
	;

nat_port
	: argument				{ $$ = (struct nat_target){ NULL, $1 }; }
	| ':' argument				{ $$ = (struct nat_target){ NULL, $2 }; }
	;

tproxy
	: TPROXY TO nat_target
		{ $$ = tproxy_new(p->run, @$, 0, $3.address, $3.port); }
	| TPROXY IP TO nat_target
		{ $$ = tproxy_new(p->run, @$, FAMILY_IP, $4.address, $4.port); }
	| TPROXY IP6 TO nat_target
		{ $$ = tproxy_new(p->run, @$, FAMILY_IP6, $4.address, $4.port); }
	;

synproxy
	: SYNPROXY				{ $$ = synproxy_new(p->run, @$); }
	| synproxy MSS NUMBER
		{ $$ = $1; MUST(synproxy_option(p->run, $$, @3, SPAN("mss"), $3)); }
	| synproxy WSCALE NUMBER
		{ $$ = $1; MUST(synproxy_option(p->run, $$, @3, SPAN("wscale"), $3)); }
	| synproxy SYNPROXY_FLAG
		{ $$ = $1; MUST(synproxy_option(p->run, $$, @2, $2, 0)); }
	;

dup_fwd
	: DUP TO argument			{ $$ = dup_new(p->run, @$, $3, NULL); }
	| DUP TO argument DEVICE argument	{ $$ = dup_new(p->run, @$, $3, $5); }
	| FWD TO argument			{ $$ = fwd_new(p->run, @$, 0, $3, NULL); }
	| FWD IP TO argument DEVICE argument	{ $$ = fwd_new(p->run, @$, FAMILY_IP, $4, $6); }
	| FWD IP6 TO argument DEVICE argument	{ $$ = fwd_new(p->run, @$, FAMILY_IP6, $4, $6); }
	;

/* ---- updates of sets and maps ---- */

update
	: update_word set_name '{' update_key '}'
		{ $$ = setop_new(p->run, @$, $1, $2, build_element(p, $4), NULL); }
	| update_word set_name '{' update_key ':' any '}'
		{ $$ = setop_new(p->run, @$, $1, $2, build_element(p, $4), $6); }
	| LEGACY_SET update_word update_key SETNAME
		{ $$ = setop_new(p->run, @$, $2, build_setref(p, @4, $4), build_element(p, $3), NULL); }
	| METER WORD '{' update_key '}'
		{ $$ = build_meter(p, @$, build_name(p, @2, $2), NULL, @2, build_element(p, $4)); }
	| METER WORD SIZE NUMBER '{' update_key '}'
		{ $$ = build_meter(p, @$, build_name(p, @2, $2), &$4, @4, build_element(p, $6)); }
	;

update_word
	: ADD					{ $$ = 0; }
	| UPDATE				{ $$ = 1; }
	| DELETE				{ $$ = 2; }
	;

set_name
	: SETNAME				{ $$ = build_setref(p, @$, $1); }
	| VARIABLE				{ MUST($$ = build_variable(p, @$, $1)); }
	;

update_key
	: any
	| update_key TIMEOUT time		{ MUST($$ = build_element_timeout(p, @$, $1, $3)); }
	| update_key EXPIRES time		{ MUST($$ = build_element_expires(p, @$, $1, $3)); }
	| update_key stateful			{ $$ = build_element_stmt(p, @$, $1, $2); }
	;
%%
%%
