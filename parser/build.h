/*
 * build: the parser's state, the values of tokens and productions, and the constructors that the
 * grammar's actions call where those of ast/ and lang/ need something done first. Private to
 * parser/. A NULL or false result means that a message has been recorded.
 */
#ifndef WEIR_PARSER_BUILD_H
#define WEIR_PARSER_BUILD_H

#include "lang/lang.h"
#include "parser/lex.h"

enum { TOKENS_MAX = 512, COMMENT_MAX = 128, NAME_MAX_SIZE = 256, NAT_FORM_SHIFT = 8 };
enum { FLOWTABLE_OFFLOAD = 1, FLOWTABLE_COUNTER = 2 };

/* Tokens that could have stood where an error is. */
struct expected {
	int token;
	const char *name; /* bison's: the alias, or the token's identifier */
};
struct unexpected {
	struct loc loc;
	int token;
	const char *name;
	VEC(struct expected) expected;
};

struct parser {
	struct run *run;
	struct cmds *cmds;
	struct expr *element;	    /* result of parse_element */
	struct object_body *object; /* being read, and what encapsulation it is in */
	int encapsulation;
	uint8_t ct_protocol; /* whose states the policy of a ct timeout has; 0: no policy yet */
	unsigned scopes; /* open blocks */
	struct stmt *list, *tail; /* of the statements added to last */
	int first; /* start token: one element rather than commands; or 0 */
	/* exact parser only: the error to explain, the explanation and the scopes there */
	bool exact;
	struct loc error;
	struct unexpected *found;
	struct lex *found_lex;
	struct lex lex; /* the last: lex_init sets it */
};

struct words {
	VEC(struct name_at) word;
};
struct amount {
	uint64_t number, unit;
}; /* unit: bytes; 0: packets */
struct nat_target {
	struct expr *address, *port;
};
struct hash_options {
	uint64_t seed, offset;
	bool has_seed;
};

struct stmt_list {
	struct stmt *first, *last;
};

struct header_field {
	const struct proto *proto;
	const struct field *field;
};

/* Copied at every step of the parser: no more than two words. */
union token_value {
	uint64_t number, time;
	struct span span;
	struct litrun *run;
	struct expr *expr;
	struct stmt *stmt;
	struct stmt_list stmts;
	const struct proto *proto;
	const struct field *field;
	struct header_field header_field;
	const struct exthdr *exthdr;
	const struct key *key;
	const struct object_desc *object;
	struct cmd *cmd;
	struct handle *handle;
	struct rule_ast *rule;
	struct rule_block *rules;
	struct table_body *table;
	struct chain_body *chain;
	struct set_body *set;
	struct flowtable_body *flowtable;
	struct words *words;
	struct amount amount;
	struct nat_target nat;
	struct hash_options *hash;
};

/* ---- the parser itself (parse.c) ---- */
void parser_open(struct parser *p, struct loc loc); /* a block, and its scope of definitions */
void parser_close(struct parser *p);
void parser_overflow(struct parser *p, struct loc loc);
void parser_syntax_error(struct parser *p, struct unexpected *error);
bool build_include(struct parser *p, struct loc loc, struct span name);

/* ---- expressions and text (build.c) ---- */
bool build_define(struct parser *p, struct loc loc, struct span name, struct expr *value,
		  struct loc value_loc);
void build_redefine(struct parser *p, struct loc loc, struct span name, struct expr *value,
		    struct loc value_loc);
void build_undefine(struct parser *p, struct loc loc, struct span name);
struct span build_unquoted(struct span quoted);
struct span build_span(struct parser *p, struct loc loc); /* the text of a location */
const char *build_text(struct parser *p, struct span text);
struct expr *build_negative(struct parser *p, struct loc loc, uint64_t number);
struct expr *build_binop(struct parser *p, struct loc loc, enum binop op, struct expr *left,
			 struct expr *right);
struct expr *build_concat(struct parser *p, struct expr *left, struct expr *right);
struct expr *build_prefix(struct parser *p, struct loc loc, struct expr *base, uint64_t size);
struct expr *build_list(struct parser *p, struct expr *first, struct expr *second);
struct expr *build_list_more(struct parser *p, struct expr *list, struct expr *item);
struct expr *build_setref(struct parser *p, struct loc loc, struct span text);
struct expr *build_variable(struct parser *p, struct loc loc, struct span text);
struct expr *build_address(struct parser *p, struct loc loc, struct span text);
struct expr *build_quoted(struct parser *p, struct loc loc, struct span text);
struct expr *build_pattern(struct parser *p, struct loc loc, struct span text, unsigned flags);
struct expr *build_keyword(struct parser *p, struct loc loc);
bool build_time(struct parser *p, struct loc loc, struct span text, uint64_t *milliseconds);
bool build_seconds(struct parser *p, struct loc loc, uint64_t seconds, uint64_t *milliseconds);
struct expr *build_set(struct parser *p, struct loc loc, struct expr *elements);
struct expr *build_elements(struct parser *p, struct expr *first);
struct expr *build_elements_more(struct parser *p, struct expr *elements, struct expr *item);
struct expr *build_element(struct parser *p, struct expr *key);
struct expr *build_mapping(struct parser *p, struct loc loc, struct expr *key, struct expr *data);
struct expr *build_element_timeout(struct parser *p, struct loc loc, struct expr *e, uint64_t ms);
struct expr *build_element_expires(struct parser *p, struct loc loc, struct expr *e, uint64_t ms);
struct expr *build_element_comment(struct parser *p, struct loc loc, struct loc at, struct expr *e,
				   struct span text);
struct expr *build_element_stmt(struct parser *p, struct loc loc, struct expr *e, struct stmt *s);
struct expr *build_verdict(struct parser *p, struct loc loc, int32_t code, struct expr *target);
struct expr *build_chain_name(struct parser *p, struct loc loc, struct span name);
bool build_comment(struct parser *p, struct loc loc, const char **comment, struct span text);

/* ---- selectors and statements (build_rule.c) ---- */
struct expr *build_option(struct parser *p, struct loc loc, struct loc at, uint64_t op,
			  uint64_t kind, const struct field *field);
struct expr *build_exthdr(struct parser *p, struct loc loc, struct loc at,
			  const struct exthdr *header);
struct expr *build_raw_option(struct parser *p, struct loc loc, struct loc at, uint64_t op,
			      uint64_t kind, uint64_t offset, uint64_t bits);
struct expr *build_indexed(struct parser *p, struct loc loc, struct loc at,
			   const struct exthdr *header, const struct field *field, uint64_t index);
struct expr *build_rt(struct parser *p, struct loc loc, const struct field *field);
struct expr *build_raw(struct parser *p, struct loc loc, struct loc base_at, struct loc bits_at,
		       struct span base, uint64_t offset, uint64_t bits);
/* level: NULL when none is given. */
struct expr *build_socket(struct parser *p, struct loc loc, struct loc at, const struct key *key,
			  const uint64_t *level);
bool build_fib_flag(struct parser *p, struct loc loc, uint64_t flags, struct span word,
		    uint64_t *result);
struct expr *build_fib(struct parser *p, struct loc loc, struct loc at, uint64_t flags,
		       struct span result);
struct expr *build_ipsec(struct parser *p, struct loc loc, struct loc at, bool out, uint64_t spnum,
			 struct span key, unsigned family);
struct expr *build_numgen(struct parser *p, struct loc loc, bool random, uint64_t modulus,
			  uint64_t offset);
struct expr *build_hash(struct parser *p, struct loc loc, struct expr *e, uint64_t modulus,
			const struct hash_options *options);
struct hash_options *build_hash_options(struct parser *p, uint64_t seed, uint64_t offset,
					bool has_seed);
struct stmt *build_meter(struct parser *p, struct loc loc, struct name_at name,
			 const uint64_t *size, struct loc size_at, struct expr *element);
struct stmt *build_stmts(struct parser *p, struct stmt *list, struct stmt *more);
/* s may be NULL. */
static inline void build_stmts_more(struct stmt_list *list, struct stmt *s)
{
	if (!s)
		return;
	*(list->last ? &list->last->next : &list->first) = s;
	list->last = s;
}
struct stmt *build_set_secmark(struct parser *p, struct loc loc, struct loc meta, struct loc word,
			       const struct key *key, struct expr *value);
struct stmt *build_limit(struct parser *p, struct loc loc, bool over, struct amount amount,
			 struct span unit, const struct amount *burst, struct loc at);
bool build_size(struct parser *p, struct loc loc, uint64_t number, struct span unit,
		struct amount *amount);
struct stmt *build_quota(struct parser *p, struct loc loc, bool over, struct amount size,
			 struct amount used);
struct stmt *build_connlimit(struct parser *p, struct loc loc, struct loc at, bool over,
			     uint64_t count);
bool build_log_flags(struct parser *p, struct stmt *s, struct loc loc, struct span text);
struct stmt *build_reject(struct parser *p, struct loc loc, struct loc at, struct span kind,
			  struct expr *code);
struct stmt *build_tcp_reset(struct parser *p, struct loc loc, struct loc at, struct span kind);
struct stmt *build_nat(struct parser *p, struct loc loc, struct span word, uint64_t head,
		       const struct nat_target *target);
struct stmt *build_optstrip(struct parser *p, struct loc loc, struct loc at, uint64_t kind);
struct expr *build_jump_block(struct parser *p, struct loc loc, int32_t code,
			      struct rule_block *rules);
struct rule_block *build_rules(struct parser *p);
void build_rules_add(struct rule_block *rules, struct rule_ast *rule);
struct rule_ast *build_rule(struct parser *p, struct loc loc, struct stmt *stmts);
struct rule_ast *build_rule_comment(struct parser *p, struct loc loc, struct loc at,
				    struct stmt *stmts, struct span comment);
uint64_t build_unit(struct span unit); /* seconds of `second`, `minute` ... */

/* ---- commands (build_cmd.c) ---- */
bool build_is_one_of(const char *word, const char *const *words); /* ends with NULL */
struct name_at build_name(struct parser *p, struct loc loc, struct span name);
struct name_at build_at_name(struct parser *p, struct loc loc, struct span setname);
struct words *build_words(struct parser *p, struct loc loc, struct span word);
void build_words_more(struct parser *p, struct words *words, struct loc loc, struct span word);
const struct object_desc *build_kind(struct parser *p, enum object_kind kind, const char *word);
const struct object_desc *build_flow_tables(struct parser *p, const struct object_desc *plural);

struct handle *build_family(struct parser *p, struct loc loc, uint64_t family);
struct handle *build_table_handle(struct parser *p, struct loc family_loc, uint64_t family,
				  struct loc loc, struct span name);
struct handle *build_name_handle(struct parser *p, struct handle *h, struct loc loc,
				 struct span name);
struct handle *build_chain_handle(struct parser *p, struct handle *h, struct loc loc,
				  struct span name);
struct handle *build_numbered(struct parser *p, struct handle *h, struct loc loc, int word,
			      uint64_t number);
struct handle *build_item_name(struct parser *p, struct loc loc, struct span name);
struct handle *build_item_chain(struct parser *p, struct loc loc, struct span name);

struct cmd *build_cmd(struct parser *p, struct loc loc, const struct object_desc *object,
		      const struct handle *h);
struct cmd *build_verb(struct parser *p, struct loc loc, enum verb verb, struct cmd *cmd);
struct cmd *build_table_cmd(struct parser *p, struct loc loc, const struct handle *h,
			    struct table_body *body);
struct cmd *build_table_number(struct parser *p, struct loc loc, uint64_t family, struct loc at,
			       uint64_t number);
struct cmd *build_chain_cmd(struct parser *p, struct loc loc, const struct handle *h,
			    struct chain_body *body);
struct cmd *build_set_cmd(struct parser *p, struct loc loc, const struct handle *h,
			  struct set_body *body, bool map);
struct cmd *build_elements_cmd(struct parser *p, struct loc loc, enum verb verb,
			       const struct handle *h, struct expr *set);
struct cmd *build_flowtable_cmd(struct parser *p, struct loc loc, const struct handle *h,
				struct flowtable_body *body);
struct cmd *build_object_cmd(struct parser *p, struct loc loc, const struct object_desc *object,
			     const struct handle *h);
struct cmd *build_rule_cmd(struct parser *p, struct loc loc, const struct handle *h,
			   struct rule_ast *rule);
struct cmd *build_rename(struct parser *p, struct loc loc, struct handle *h, struct loc at,
			 struct span name);
struct cmd *build_monitor(struct parser *p, struct loc loc, const struct words *words);
struct cmd *build_port(struct parser *p, struct loc loc, enum verb verb, const struct words *words);
struct cmd *build_describe(struct parser *p, struct loc loc, struct expr *e);
struct cmd *build_plural(struct parser *p, struct loc loc, const struct object_desc *object,
			 const struct handle *h);
struct cmd *build_hooks(struct parser *p, struct loc loc, const struct object_desc *object,
			const struct handle *h, struct span device);

/* ---- the bodies of tables, chains, sets and flowtables (build_body.c) ---- */
struct table_body *build_table(struct parser *p, struct loc loc);
bool build_table_flags(struct parser *p, struct table_body *body, const struct words *words);
void build_item(struct table_body *body, struct cmd *item);
struct chain_body *build_chain(struct parser *p, struct loc loc);
bool build_hook(struct parser *p, struct chain_body *body, struct name_at type, struct name_at hook,
		struct expr *priority);
bool build_chain_devices(struct parser *p, struct chain_body *body, struct expr *devices,
			 bool single);
bool build_policy(struct parser *p, struct loc loc, struct chain_body *body, struct expr *policy);
bool build_chain_flags(struct parser *p, struct chain_body *body, const struct words *words);
struct expr *build_priority(struct parser *p, struct loc loc, struct span word, char sign,
			    const uint64_t *number);
struct set_body *build_set_body(struct parser *p, struct loc loc);
bool build_set_key(struct parser *p, struct set_body *body, struct expr *key, bool is_typeof);
bool build_map_data(struct parser *p, struct set_body *body, struct expr *data, bool is_typeof,
		    bool interval);
bool build_set_flags(struct parser *p, struct set_body *body, const struct words *words);
bool build_set_size(struct parser *p, struct set_body *body, struct loc loc, uint64_t size);
bool build_set_policy(struct parser *p, struct set_body *body, struct loc loc, struct span word);
void build_set_stmts(struct parser *p, struct set_body *body, struct stmt *stmts);
bool build_set_elements(struct parser *p, struct set_body *body, struct loc loc,
			struct expr *elements);
struct expr *build_type(struct parser *p, struct loc loc, struct expr *list, struct span name);
struct expr *build_data_word(struct parser *p, struct loc loc, struct span word);
struct flowtable_body *build_flowtable(struct parser *p, struct loc loc);
void build_flowtable_hook(struct flowtable_body *body, struct name_at hook, struct expr *priority);
void build_flowtable_devices(struct flowtable_body *body, struct loc loc, struct expr *devices);
bool build_flowtable_flags(struct parser *p, struct flowtable_body *body,
			   const struct words *words);

/* ---- stateful objects (build_object.c); they fill p->object ---- */
enum object_number {
	OBJECT_DPORT,
	OBJECT_SPORT,
	OBJECT_TIMEOUT,
	OBJECT_SIZE,
	OBJECT_ID,
	OBJECT_TTL,
	OBJECT_TOS,
	OBJECT_GBP,
	OBJECT_VERSION,
	OBJECT_INDEX
};
const struct object_desc *build_object(struct parser *p, struct loc loc, uint64_t type);
void build_counter_field(struct parser *p, bool packets, uint64_t number);
bool build_quota_field(struct parser *p, struct loc loc, bool over, struct amount size,
		       struct amount used);
bool build_limit_field(struct parser *p, struct loc loc, bool over, struct amount rate,
		       struct span unit, const struct amount *burst);
bool build_secmark_field(struct parser *p, struct loc loc, struct span context);
bool build_synproxy_field(struct parser *p, struct loc loc, struct span option, uint64_t number);
bool build_helper_name(struct parser *p, struct loc loc, struct span name);
bool build_protocol(struct parser *p, struct loc loc, struct span name);
bool build_l3proto(struct parser *p, struct loc loc, struct span name);
bool build_object_number(struct parser *p, struct loc loc, enum object_number what,
			 uint64_t number);
bool build_ct_state(struct parser *p, struct loc loc, struct span state, struct loc at,
		    uint64_t ms);
bool build_tunnel_address(struct parser *p, struct loc loc, unsigned family,
			  const struct field *field, struct expr *address);
bool build_encapsulation(struct parser *p, struct loc loc, int kind);
bool build_encapsulation_end(struct parser *p, struct loc loc);
bool build_erspan_direction(struct parser *p, struct loc loc, struct span word);
bool build_geneve_option(struct parser *p, struct loc loc, struct loc at, uint64_t class,
			 uint64_t type, struct span data);

#endif
