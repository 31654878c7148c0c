/*
 * desc: descriptors, the doors through which passes reach statements, selectors and objects without
 * naming them. One feature is one file: struct, rows, passes, descriptor. lang/registry.c lists them.
 */
#ifndef WEIR_AST_DESC_H
#define WEIR_AST_DESC_H

#include "ast/cmd.h"
#include "vm/insn.h"

struct eval;
struct lower;
struct raise;
struct print;
struct writer;
struct reader;
struct dep;
struct field;
struct proto;
struct tlv;
struct json_t;

/*
 * A clause of a statement or object body: word and value. Text, JSON, comparison, completion and
 * manual coverage come from the row.
 */
enum clause_kind {
	CLAUSE_WORD,    /* presence only; sets the given bit, and `bit` in the member if not 0 */
	CLAUSE_NUMBER,  /* unsigned, `size` bytes wide, min..max */
	CLAUSE_STRING,  /* const char *, at most max characters */
	CLAUSE_ENUM,    /* one of names */
	CLAUSE_FLAGS,   /* comma list of names, or-ed */
	CLAUSE_TIME,    /* milliseconds, uint64_t */
	CLAUSE_EXPR,    /* struct expr * */
};
struct clause {
	const char *word;        /* NULL ends the list */
	const char *json;        /* NULL: as word */
	uint8_t kind, size;
	uint16_t offset;         /* of the member in the statement's struct */
	const struct symbol *names;
	uint64_t min, max, bit;
};

/* What a statement is to the merging of rules. */
enum merge_role {
	MERGE_NEVER,    /* rules with it stay as they are */
	MERGE_SAME,     /* it must be the same in all of them */
	MERGE_STATE,    /* belongs to the rule, or to each element of a verdict map */
	MERGE_VERDICT,  /* its part, a verdict, may become data of a map */
	MERGE_VMAP,     /* its part is a verdict map, to which others can be added */
	MERGE_TARGET,   /* its parts may become data of a map: the first of two takes both */
};
enum { STMT_PARTS_MAX = 2 };

struct stmt_desc {
	const char *word;        /* as typed; also the JSON key unless json is set */
	const char *json;
	const char *const *aliases; /* further words and JSON keys, ends with NULL; or NULL */
	uint16_t size;           /* of the struct */
	bool terminal;           /* a verdict: nothing may follow in the rule */
	bool stateful;           /* allowed in sets, elements and set updates */
	const struct clause *clauses;
	/* Check and type. NULL: clause ranges are enough. */
	bool (*eval)(struct eval *ev, struct stmt *s);
	bool (*lower)(struct lower *l, const struct stmt *s);
	/* Instructions this file raises (0-terminated), and how: true when taken; false: opaque. */
	const uint8_t *raises;
	bool (*raise)(struct raise *r, const struct insn *insn);
	/*
	 * NULL: from the rows. json_out writes one member, `"counter": {...}`, into the object that
	 * the caller opened (a rule's statement, or an element with its state). json_in gets what
	 * stands under the key; r->key tells which key it was.
	 */
	void (*print)(struct print *p, const struct stmt *s);
	void (*json_out)(struct writer *w, struct print *p, const struct stmt *s);
	struct stmt *(*json_in)(struct reader *r, struct loc loc, struct json_t *value);
	/* Whether this one has no JSON form, so that its text stands for it; NULL: never. */
	bool (*json_is_text)(const struct print *p, const struct stmt *s);
	/* Tell what later expressions of the rule may rely on (matches). */
	void (*learn)(struct dep *dep, const struct stmt *s);
	/* Whether match `m` before `s` is one that evaluating `s` would add (reject). */
	bool (*implies)(const struct dep *dep, const struct stmt *s, const struct match_stmt *m);
	/* Object type that a stateful statement corresponds to (counter -> OBJECT_COUNTER), or 0. */
	uint32_t object_type;
	/*
	 * Merging of rules (pass/optimize.h): what the statement is there. parts: places of the
	 * expressions outside of clauses, gives their number; what they hold may be NULL. same: the
	 * rest, beyond clauses and parts. absorb: take over what `from` has counted.
	 */
	uint8_t merge;           /* enum merge_role */
	unsigned (*parts)(struct stmt *s, struct expr **part[STMT_PARTS_MAX]);
	bool (*same)(const struct stmt *a, const struct stmt *b);
	void (*absorb)(struct stmt *into, const struct stmt *from);
};

/* A zeroed statement of desc->size bytes; inline, because its caller knows how many these are. */
static inline void *stmt_new(struct pool *pool, const struct stmt_desc *desc, struct loc loc)
{
	struct stmt *s = pool_alloc(pool, desc->size);

	s->desc = desc;
	s->loc = loc;
	return s;
}

/* One key of a selector family (meta mark, ct state ...). */
struct key {
	const char *name, *alias;  /* alias: accepted, not printed; NULL ends the list */
	const struct type *type;
	uint16_t bits;
	uint8_t order;             /* enum order */
	uint32_t id;               /* kernel key number */
	uint16_t flags;            /* KEY_* */
};
enum {
	KEY_SET = 1,               /* `... set` is possible */
	KEY_PREFIXED = 2,          /* needs the family word: `meta length` */
	KEY_BARE = 4,              /* printed without it: iifname */
	KEY_DIR = 8,               /* ct: a direction may be given */
	KEY_DIR_MUST = 16,         /* ct: and must */
	KEY_HEX = 32,
	KEY_SET_ONLY = 64,
};

struct selector {
	const char *word;          /* family: "meta", "ct", "payload" ... (describe prints it) */
	const char *json;          /* key of the JSON object; NULL: as word */
	const char *const *aliases; /* further JSON keys ("tcp option", "symhash"), ends with NULL; or NULL */
	uint8_t typeof_id;         /* expression type id in set userdata (language.md 10); 0: none */
	uint16_t size;             /* of the struct that extends sel_expr */
	const struct key *keys;    /* for completion and coverage; may be NULL */
	/* Fill type, bits, order; check the family; add implied matches (pass/dep.h). */
	bool (*eval)(struct eval *ev, struct sel_expr *e);
	/* `e == value` holds for the rest of the rule: update the protocol context. */
	void (*learn)(struct dep *dep, const struct sel_expr *e, const struct expr *value);
	/* Load into register `dreg` (kernel number); bit fields: the covering bytes, neither masked nor
	 * shifted, and nothing about e->tunnel: pass/lower does both. */
	bool (*lower)(struct lower *l, const struct sel_expr *e, unsigned dreg);
	/* A shorter load gives the leading bytes of the value, so prefixes on bytes need no mask. */
	bool prefix_load;
	/* Join matches of neighbouring fields (equalities with constants, in rule order) into fewer
	 * loads. A match that was joined into another has its left set to NULL. NULL: never. */
	void (*merge)(struct run *run, struct match_stmt **match, size_t n);
	/* `e set value`, value in sreg; NULL: not settable. eval_set checks first. */
	bool (*eval_set)(struct eval *ev, struct sel_expr *e, struct expr **value);
	bool (*lower_set)(struct lower *l, const struct sel_expr *e, const struct expr *value);
	/* Instructions with a dreg that this family loads, and the node they make (NULL: opaque). */
	const uint8_t *raises;
	struct expr *(*raise)(struct raise *r, const struct insn *insn);
	/* Instructions with an sreg (assignments): the target node; value is in the register. */
	struct expr *(*raise_set)(struct raise *r, const struct insn *insn, unsigned *sreg);
	/*
	 * While raising a match: give the node its final form in the context known so far (which header
	 * a load belongs to, mask folded into a bit field, several fields merged in one load).
	 * `match` may be split into several, chained by next. NULL: nothing to do.
	 */
	void (*resolve)(struct raise *r, struct match_stmt *match);
	/* The same for a load that stands alone (map key, concatenation part, statement argument). */
	struct expr *(*resolve_expr)(struct raise *r, struct sel_expr *e, const struct expr *mask);
	/* Bits first..first + bits - 1 of a load (0 is the lowest), as a node of their own. */
	struct expr *(*part)(struct raise *r, const struct sel_expr *e, unsigned first, unsigned bits);
	/* Whether the implied match (left == right) is one that evaluating `e` would add. */
	bool (*implies)(const struct dep *dep, const struct sel_expr *e, const struct match_stmt *m);
	bool (*same)(const struct sel_expr *a, const struct sel_expr *b);
	/* Whether each load gives another value, so that two are not one (numgen). NULL: no. */
	bool (*fickle)(const struct sel_expr *e);
	void (*clone)(struct pool *pool, struct sel_expr *e); /* children after a shallow copy */
	void (*typeof_put)(struct tlv *tlv, const struct sel_expr *e);
	struct sel_expr *(*typeof_get)(struct run *run, struct span data);
	/* What `describe` says where it is not the type and width of the value. NULL: it is. */
	void (*describe)(const struct sel_expr *e, const struct type **type, unsigned *bits);
	/* Whether other programs fail to read the tree, so that it must be kept where they do not look.
	 * NULL: never. */
	bool (*typeof_is_own)(const struct sel_expr *e);
	void (*print)(struct print *p, const struct sel_expr *e);
	/* As for statements: one member into the object that the caller opened; what stands under r->key. */
	void (*json_out)(struct writer *w, struct print *p, const struct sel_expr *e);
	struct expr *(*json_in)(struct reader *r, struct loc loc, struct json_t *value);
};

/* Objects: what commands act on. `thing` is the struct of ruleset/ruleset.h that `kind` names. */
struct object_desc {
	const char *word, *plural;   /* "flowtable", "flowtables"; two words allowed: "ct helper" */
	const char *json;            /* NULL: as word */
	uint8_t kind;                /* enum object_kind */
	uint32_t type;               /* stateful objects: OBJECT_* */
	uint32_t verbs;              /* 1 << VERB_*: allowed on one */
	uint32_t plural_verbs;       /* on all */
	bool inside;                 /* may stand in a table block */
	unsigned need;               /* NEED_* bits to list it */
	/* Check the command, file what it makes, append ops (ev->ops). */
	bool (*eval)(struct eval *ev, struct cmd *cmd);
	/* Body lines, through print_line_open/close; `flat` (monitor, echo) follows p->flat. */
	void (*print)(struct print *p, const void *thing);
	void (*json_head)(struct writer *w, struct print *p, const void *thing); /* members before handle */
	void (*json_out)(struct writer *w, struct print *p, const void *thing); /* members after handle */
	bool (*json_in)(struct reader *r, struct cmd *cmd, struct json_t *value); /* the body */
};

/* All descriptors; the arrays end with NULL. */
struct lang {
	const struct stmt_desc *const *stmts;
	const struct selector *const *selectors;
	const struct object_desc *const *objects;
	const struct stmt_desc *match, *verdict, *assign, *unknown;
	const struct object_desc *unknown_object; /* of kinds that have no descriptor */
	struct stmt *(*make_vmap)(struct run *run, struct loc loc, struct expr *key,
				  struct expr *map);
	/*
	 * Left sides of the matches that the protocol context adds (pass/dep.h): the field of a header,
	 * and the key by which the kernel itself names what follows `upper`: proto_inet (nfproto),
	 * proto_netdev (ether type), proto_transport (l4proto), NULL: the device type. Keys come typed.
	 */
	struct expr *(*load_field)(struct run *run, struct loc loc, const struct proto *tunnel,
				   const struct proto *proto, const struct field *field);
	struct expr *(*load_next)(struct run *run, struct loc loc, const struct proto *tunnel,
				  const struct proto *upper);
	const struct stmt_desc *stmt_raising[INSN_N];     /* by instruction; filled by lang_init */
	const struct selector *selector_raising[INSN_N];
};

/* NULL: another kind. */
static inline struct match_stmt *stmt_as_match(const struct run *run, const struct stmt *s)
{
	return s && s->desc == run->lang->match ? (struct match_stmt *)s : NULL;
}

/* By word, JSON key or alias. */
const struct stmt_desc *lang_stmt(const struct lang *lang, struct span word);
const struct selector *lang_selector(const struct lang *lang, struct span word);
const struct object_desc *lang_object(const struct lang *lang, struct span word, bool *plural);
const struct object_desc *lang_object_kind(const struct lang *lang, enum object_kind kind, uint32_t type);
const struct selector *lang_typeof(const struct lang *lang, unsigned typeof_id);

#endif
