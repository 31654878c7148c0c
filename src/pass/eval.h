/*
 * eval: from the tree as written to the tree as meant. Names are bound, every node is typed,
 * literals become values, implied matches are added, sets become packed elements. Nothing here
 * speaks to the kernel; ev->run->known is what is known of it.
 *
 * Files: eval.c (expressions, dispatch), eval_type.c (constants into types), eval_rel.c (matches),
 * eval_set.c (set literals and elements), eval_cmd.c (commands), dep.c.
 */
#ifndef WEIR_PASS_EVAL_H
#define WEIR_PASS_EVAL_H

#include "ast/desc.h"
#include "pass/dep.h"

/* What the surroundings want of a constant. */
struct want {
	const struct type *type;      /* NULL: nothing known */
	uint16_t bits;
	uint8_t order;
	const struct key_spec *spec;  /* concatenations: per field; else NULL */
};

struct eval {
	struct run *run;
	struct cmd *cmd;
	struct ops *ops;              /* what the command turns into */
	unsigned family;
	struct table *table;          /* in run->known, or NULL */
	struct chain *chain;          /* of the rule, when known */
	const char *table_name, *chain_name;
	struct dep dep;
	struct want want;
	struct stmt **here;           /* implied statements are linked in before *here */
	struct rule_ast *rule;
	struct stmt *stmt;            /* being evaluated */
	uint8_t depth;                /* nesting of binary operations and lists (limit 16) */
	bool in_set;                  /* evaluating elements of a set */
	bool in_concat;
};

/* Errors: shorthand for diag_error(&ev->run->diag, ...). Always false. */
#define eval_error(ev, loc, ...) diag_error(&(ev)->run->diag, (loc), __VA_ARGS__)

/* Evaluate any expression as such (selectors, maps, binary operations); constants keep no type. */
bool eval_expr(struct eval *ev, struct expr **e);
/* Evaluate as something of the wanted type and width: constants are parsed into it; a result of
 * another basetype is refused. Keeps ranges, prefixes, lists, sets, set references. */
bool eval_as(struct eval *ev, struct expr **e, const struct want *want);
/* A statement argument (`meta mark set E`, nat address ...): value, selector, map, binop; widths
 * and byte order are converted to the wanted ones (UNARY_HTON, NTOH are put in). */
bool eval_arg(struct eval *ev, struct expr **e, const struct type *type, unsigned bits,
	      enum order order);
/* A constant that must be a number of at most max; used for clause values. */
bool eval_number(struct eval *ev, struct expr **e, uint64_t max, uint64_t *number);
/* A symbol, string or variable that must end as text (device names, prefixes, policies). */
bool eval_text(struct eval *ev, struct expr *e, const char **text, bool *wildcard);
/* `filter - 7`, -20, $p: chain and flowtable priorities. */
bool eval_priority(struct eval *ev, struct expr *e, unsigned hook, struct loc loc, int32_t *priority);
/* Device lists: SETLIT, SYMBOL, VARIABLE -> names (trailing `*` kept) with places. */
struct device_list { VEC(const char *) name; VEC(struct loc) loc; };
bool eval_devices(struct eval *ev, struct expr *e, struct device_list *devices);

bool eval_stmt(struct eval *ev, struct stmt *s);
/* A list of statements that must be stateful (in sets and set updates). */
bool eval_stateful(struct eval *ev, struct stmt *list);
/* All statements of a rule; implied matches are added. */
bool eval_rule(struct eval *ev, struct rule_ast *rule);
/* Evaluate an implied match and put it before the statement being evaluated. */
bool eval_imply(struct eval *ev, struct match_stmt *m);
/* The same for a match made as evaluation would leave it; what it tells of headers is the caller's. */
void eval_imply_known(struct eval *ev, struct match_stmt *m);

/* A match: relation, types of both sides, transfer of constants (eval_rel.c). */
bool eval_match(struct eval *ev, struct match_stmt *m);
/* `E vmap M` and `E map M`: the key, then the map's type; anonymous maps get elements. data: wanted
 * type of the data, NULL type for verdicts when verdict. */
bool eval_map(struct eval *ev, struct expr **e, const struct want *data, bool verdict,
	      uint32_t object_type);

/*
 * Sets (eval_set.c). A set literal against key and data specs into packed elements; `flags` gets
 * SET_INTERVAL etc. that the content needs. Named sets pass their declared flags.
 */
bool eval_elements(struct eval *ev, struct expr *literal, struct set *set);
/* Put the elements of joined ops in order, and check them as one list. */
bool eval_joined(struct run *run, struct ops *ops);
/* Refuse what the kernel would not see of overlapping intervals (eval_overlap.c). */
bool eval_overlaps(struct run *run, struct ops *ops);
/* An anonymous set or map from a literal: a SETREF (or, for one plain element, the element). */
bool eval_anonymous(struct eval *ev, struct expr **literal, const struct key_spec *key,
		    const struct key_spec *data, bool verdict, uint32_t object_type);
/*
 * Elements of want are added to or deleted from a set that merges, by the command's verb: its ops
 * get what has to come and to go, in the end (eval_joined, which calls eval_merged for each op). False
 * with a message: something that is deleted is not there.
 */
bool eval_merge(struct eval *ev, struct set *known, struct set *want);
bool eval_merged(struct run *run, struct op *op);
/* The key spec of an expression (CONCAT or single). */
bool key_spec_of(struct eval *ev, const struct expr *e, struct key_spec *spec);
/* `type`/`typeof` of a declaration: fills set->key, data, types, sizes, typeof trees. */
bool eval_set_types(struct eval *ev, const struct set_body *body, struct set *set);
/* Type numbers and sizes as on the wire, from set->key, data and flags. A map without data: verdicts. */
void eval_set_numbers(struct set *set);
/* The set a name means: in this table, with a near name in the message if missing. */
struct set *eval_find_set(struct eval *ev, const struct expr *ref);

/*
 * Commands (eval_cmd.c). eval_cmd lets the object's descriptor check the command, file new things in
 * run->known, and lower what changes something into ops. Questions (list, get, reset, monitor,
 * describe) are answered by src/api. False: message recorded.
 */
bool eval_cmd(struct run *run, struct cmd *cmd, struct ops *ops);
void eval_begin(struct eval *ev, struct run *run, struct cmd *cmd, struct ops *ops);
/* Forget what the last rule left, which may have failed half-way. */
void eval_afresh(struct eval *ev);
/* A command that stands in the block of the outer one, in the same table. */
bool eval_inside(struct eval *outer, struct cmd *cmd);
/* What the command must know first (uses ruleset/need.h). */
void cmd_need(const struct cmd *cmd, struct need *need);
/* The command's table in run->known; made there when it is not known (the kernel will judge). */
struct table *eval_table(struct eval *ev);
/* The chain of that name, made in run->known when not known. */
struct chain *eval_chain(struct eval *ev, struct table *table, const char *name);
/* An op for the command's verb, with source places of its handle. */
struct op *eval_op(struct eval *ev, enum object_kind kind);
/* A message that the verb is not possible for the object; always false. */
bool eval_verb_error(struct eval *ev);

/*
 * typeof (typeof.c): the trees of a set's key and data <-> userdata. typeof_put fills the two TLV
 * spans from set->key_typeof and data_typeof; typeof_get the other way, and sharpens the key specs
 * (types, widths and order that type numbers cannot tell). Not understood: the spans stay opaque.
 */
void typeof_put(struct run *run, struct set *set);
/* One tree, for selectors that are made of expressions; false, NULL: it has no form in userdata. */
bool typeof_put_expr(struct tlv *tlv, const struct expr *e);
struct expr *typeof_get_expr(struct run *run, struct span in);
/* Whether type numbers alone do not tell how wide the fields are. */
bool typeof_is_needed(const struct key_spec *spec);
/* For an anonymous set: the key's tree, where it is a concatenation and its tree is needed. */
void typeof_put_key(struct run *run, struct set *set, const struct expr *key);
void typeof_get(struct run *run, struct set *set);
/* The same as a callback of loading (`run` is the argument): before elements are read. */
void typeof_known(void *run, struct set *set);

#endif
