/*
 * json: the JSON form (json.md), in and out. Output streams from the same trees and rows as text;
 * input (jansson) builds the same commands as the grammar, through the same constructors.
 *
 * Errors carry a JSON pointer to the culprit.
 */
#ifndef WEIR_JSON_JSON_H
#define WEIR_JSON_JSON_H

#include "base/json.h"
#include "pass/print.h"

/* Output. */
void json_out_expr(struct writer *w, struct print *p, const struct expr *e);
void json_out_value(struct writer *w, struct print *p, const struct type *type, unsigned bits, const uint8_t *b);
/* An object with the one member that the statement's descriptor writes. */
void json_out_stmt(struct writer *w, struct print *p, const struct stmt *s);
void json_out_stmts(struct writer *w, struct print *p, const struct stmt *list); /* array items */
void json_out_clauses(struct writer *w, struct print *p, const struct stmt *s);  /* from rows: a member */
void json_out_key(struct writer *w, struct print *p, const struct key_spec *spec, const uint8_t *lo,
		  const uint8_t *hi, bool range);
void json_out_elements(struct writer *w, struct print *p, const struct set *set, const struct elems *elems);
void json_out_flags(struct writer *w, const struct symbol *names, uint64_t bits); /* array of words */
/* {"table": {...}} and so on: one item of the document, through the descriptor (out_ruleset.c). */
void json_out_thing(struct writer *w, struct print *p, const struct object_desc *desc, const void *thing);
void json_out_ruleset(struct writer *w, struct print *p, struct ruleset *ruleset, unsigned family);
void json_out_table(struct writer *w, struct print *p, struct table *table);
void json_out_rules(struct writer *w, struct print *p, const struct chain *chain);
void json_out_metainfo(struct writer *w);
/* {"add": {...}} of monitor and echo. */
void json_out_event(struct writer *w, struct print *p, const struct op *op);

/* Echo of a JSON document: itself, with the handles of what was made (echo.c). */
struct json_echo;
struct json_echo *json_echo_new(struct run *run, const struct source *source);
void json_echo_made(struct json_echo *echo, const struct op *op); /* an addition; copied */
void json_echo_close(struct json_echo *echo, struct out *out);

/* Input: where a value may stand decides what is allowed there (json.md, 4.1). */
enum json_where { JSON_ANY, JSON_RHS, JSON_STMT, JSON_PRIMARY, JSON_SET_RHS, JSON_MANGLE,
		  JSON_SES, JSON_MAP_KEY, JSON_CONCAT, JSON_TYPE };
struct reader {
	struct run *run;
	struct loc loc;              /* of the document */
	char pointer[256];           /* where we are, for messages */
	unsigned depth;
	const char *key;             /* of the statement being read: "snat", "ct helper" ... */
};
/*
 * jansson's tree of a document, claimed; NULL if it is not JSON. The tree stays until the claim is
 * settled. json_claim: a claim for another tree.
 */
struct json_t *json_load_source(struct pool *pool, const struct source *source,
				struct pool_claim **claim);
struct pool_claim *json_claim(struct pool *pool);
/* Parse the document into commands. `*tried`: it was JSON at all (else the native parser takes it). */
bool json_read(struct run *run, const struct source *source, struct cmds *cmds, bool *tried);
/* NULL with a message. */
struct expr *json_in_expr(struct reader *r, struct json_t *value, enum json_where where);
struct expr *json_in_member(struct reader *r, const char *name, struct json_t *value,
			    enum json_where where); /* messages point at the member */
struct stmt *json_in_stmt(struct reader *r, struct json_t *value);
/* The array that is the member `name` of what is being read. */
struct stmt *json_in_stmts(struct reader *r, const char *name, struct json_t *array);
/* Elements of a set: an array of values, pairs and elem objects, as a SETLIT. */
struct expr *json_in_elements(struct reader *r, struct json_t *value);
bool json_in_clauses(struct reader *r, struct stmt *s, struct json_t *object);   /* from rows */
enum { JSON_DEPTH_MAX = 64 };
/* Go below a member or item, so that messages point there; leave with what entering gave. */
size_t json_enter(struct reader *r, const char *name);
size_t json_enter_item(struct reader *r, size_t index);
void json_leave(struct reader *r, size_t mark);
/* A message with the pointer; always false. */
bool json_error(struct reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Members; the `must` forms record a message when absent or of another kind. */
struct json_t *json_member(struct json_t *object, const char *name);
bool json_must_str(struct reader *r, struct json_t *object, const char *name, const char **text);
/* Numbers above 63 bits are hexadecimal strings (json_u64). */
bool json_u64_value(struct reader *r, struct json_t *value, const char *name, uint64_t *number);
bool json_must_u64(struct reader *r, struct json_t *object, const char *name, uint64_t *number);
bool json_must_s64(struct reader *r, struct json_t *object, const char *name, int64_t *number);
bool json_may_str(struct reader *r, struct json_t *object, const char *name, const char **text);
bool json_may_u64(struct reader *r, struct json_t *object, const char *name, uint64_t *number, bool *given);
bool json_may_bool(struct reader *r, struct json_t *object, const char *name, bool *value);
bool json_flags(struct reader *r, struct json_t *value, const struct symbol *names, uint64_t *bits);

#endif
