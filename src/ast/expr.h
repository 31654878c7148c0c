/*
 * expr: expressions as trees. Fourteen closed kinds, each a struct that embeds struct expr, and one
 * open kind, EXPR_SELECTOR, for what reads packets and metadata (payload, meta, ct ...).
 *
 * Nodes live in the run's pool and have no destructor. Before evaluation type is NULL and symbols
 * and variables occur; evaluated nodes are typed and never changed again, so they may be shared.
 */
#ifndef WEIR_AST_EXPR_H
#define WEIR_AST_EXPR_H

#include "base/source.h"
#include "base/vec.h"
#include "data/type.h"
#include "set/litrun.h"

struct proto;
struct run;
struct selector;
struct stmt;
struct set;

enum expr_kind {
	EXPR_VALUE, EXPR_SYMBOL, EXPR_VARIABLE, EXPR_PREFIX, EXPR_RANGE, EXPR_CONCAT, EXPR_LIST,
	EXPR_SETLIT, EXPR_RUN, EXPR_ELEM, EXPR_BINOP, EXPR_UNARY, EXPR_MAP, EXPR_SETREF,
	EXPR_VERDICT, EXPR_SELECTOR
};

struct expr {
	uint8_t kind;
	uint8_t order;         /* enum order: how registers hold it, once evaluated */
	uint16_t bits;         /* width, once known */
	uint16_t flags;        /* EXPR_F_* */
	struct loc loc;
	const struct type *type;
};
enum {
	EXPR_F_QUOTED = 1,     /* SYMBOL was quoted in the source (never a keyword) */
	EXPR_F_WILDCARD = 2,   /* SYMBOL ends in an unescaped `*` (kept off the text) */
	EXPR_F_EVALUATED = 4,
	EXPR_F_BARE = 8,       /* JSON or text gave a bare list (a,b) rather than `|` */
	EXPR_F_CATCHALL = 16,  /* SYMBOL `*` as element key */
	EXPR_F_ANONYMOUS = 32, /* SETREF to an anonymous set: prints as its literal */
	EXPR_F_NAMED = 64,     /* SYMBOL from a bare word that is also a keyword */
	EXPR_F_PAREN = 128,
};

/* The number (base/bytes.h), BYTES_OF(e.bits) bytes. Literals before typing: 64 bits, no type. */
struct value_expr { struct expr e; uint8_t b[]; };
struct symbol_expr { struct expr e; const char *text; };
/* `bound` is the definition that the name had where it was used. */
struct variable_expr { struct expr e; const char *name; const struct expr *bound; };
struct prefix_expr { struct expr e; struct expr *base; unsigned len; };
struct range_expr { struct expr e; struct expr *lo, *hi; };
/* CONCAT: fields; LIST: alternatives or flags. */
struct list_expr { struct expr e; VEC(struct expr *) item; };
/* Items: ELEM, RUN, plain keys, or nested SETLIT. Becomes a SETREF to an anonymous set when evaluated. */
struct setlit_expr { struct expr e; VEC(struct expr *) item; };
struct run_expr { struct expr e; struct litrun *run; };
struct elem_expr {
	struct expr e;
	struct expr *key, *data;
	struct stmt *stmts;
	const char *comment;
	uint64_t timeout, expires;   /* milliseconds */
	uint8_t given;               /* EXTRA_* of set/elems.h */
};
enum binop { BINOP_AND, BINOP_OR, BINOP_XOR, BINOP_SHL, BINOP_SHR, BINOP_N };
struct binop_expr { struct expr e; uint8_t op; struct expr *left, *right; };
/* Byte order change, put in by evaluation. */
enum unary { UNARY_HTON, UNARY_NTOH };
struct unary_expr { struct expr e; uint8_t op; struct expr *arg; };
struct map_expr { struct expr e; struct expr *key, *map; };
struct setref_expr { struct expr e; const char *name; struct set *set; };
struct verdict_expr {
	struct expr e;
	int32_t code;                /* VERDICT_* */
	struct expr *target;         /* jump, goto: SYMBOL or VARIABLE; before evaluation */
	const char *chain;           /* after */
	struct rule_block *block;    /* jump { ... }: anonymous chain */
	uint32_t chain_id;
};
/*
 * The families extend this (lang/expr); size is sel->size. A bit field is loaded with the bytes that
 * cover it: `load_bits` wide, the value `shift` bits above the lowest (load_bits 0: just e.bits).
 * `tunnel`: the load is of the packet inside that header; lowering and raising wrap any family so.
 */
struct sel_expr {
	struct expr e;
	const struct selector *sel;
	const struct proto *tunnel;
	uint16_t load_bits;
	uint8_t shift;
};

#define EXPR_CAST(name, struct_name, kind_id)                                                     \
	static inline struct struct_name *name(const struct expr *e)                               \
	{                                                                                          \
		return e && e->kind == kind_id ? (struct struct_name *)e : NULL;                   \
	}
/* Each gives NULL when the node is of another kind. */
EXPR_CAST(expr_value, value_expr, EXPR_VALUE)
EXPR_CAST(expr_symbol, symbol_expr, EXPR_SYMBOL)
EXPR_CAST(expr_variable, variable_expr, EXPR_VARIABLE)
EXPR_CAST(expr_prefix, prefix_expr, EXPR_PREFIX)
EXPR_CAST(expr_range, range_expr, EXPR_RANGE)
EXPR_CAST(expr_concat, list_expr, EXPR_CONCAT)
EXPR_CAST(expr_list, list_expr, EXPR_LIST)
EXPR_CAST(expr_setlit, setlit_expr, EXPR_SETLIT)
EXPR_CAST(expr_run, run_expr, EXPR_RUN)
EXPR_CAST(expr_elem, elem_expr, EXPR_ELEM)
EXPR_CAST(expr_binop, binop_expr, EXPR_BINOP)
EXPR_CAST(expr_unary, unary_expr, EXPR_UNARY)
EXPR_CAST(expr_map, map_expr, EXPR_MAP)
EXPR_CAST(expr_setref, setref_expr, EXPR_SETREF)
EXPR_CAST(expr_verdict, verdict_expr, EXPR_VERDICT)
EXPR_CAST(expr_selector, sel_expr, EXPR_SELECTOR)

/* Constructors. All take the pool of the run (struct run is in ast/run.h). */
struct expr *expr_new(struct pool *pool, enum expr_kind kind, size_t size, struct loc loc);
struct expr *expr_number(struct pool *pool, struct loc loc, uint64_t number);      /* untyped literal */
struct expr *expr_bytes(struct pool *pool, struct loc loc, const struct type *type, enum order order,
			unsigned bits, const uint8_t *b);                          /* typed value; b NULL: 0 */
struct expr *expr_word(struct pool *pool, struct loc loc, struct span text, unsigned flags); /* SYMBOL */
struct expr *expr_make_prefix(struct pool *pool, struct loc loc, struct expr *base, unsigned len);
struct expr *expr_make_range(struct pool *pool, struct loc loc, struct expr *lo, struct expr *hi);
/* CONCAT or LIST: append to `list` (NULL: start one of `kind` from first). */
struct expr *expr_append(struct pool *pool, enum expr_kind kind, struct expr *list, struct expr *item);
struct expr *expr_make_set(struct pool *pool, struct loc loc);                     /* empty SETLIT */
void expr_set_add(struct pool *pool, struct expr *set, struct expr *item);
struct expr *expr_make_run(struct pool *pool, struct litrun *run);
struct expr *expr_make_elem(struct pool *pool, struct loc loc, struct expr *key);
struct expr *expr_make_binop(struct pool *pool, struct loc loc, enum binop op, struct expr *l, struct expr *r);
struct expr *expr_make_unary(struct pool *pool, enum unary op, struct expr *arg);
struct expr *expr_make_map(struct pool *pool, struct loc loc, struct expr *key, struct expr *map);
struct expr *expr_make_setref(struct pool *pool, struct loc loc, struct span name);
struct expr *expr_make_verdict(struct pool *pool, struct loc loc, int32_t code, struct expr *target);
/* The word of a verdict, NULL if it has none; and the verdict that people may write by a word. */
const char *verdict_word(int32_t code);
bool verdict_code(struct span word, int32_t *code);
/* A zeroed selector node of sel->size bytes. */
void *expr_make_selector(struct pool *pool, struct loc loc, const struct selector *sel);

/* A deep copy of unevaluated nodes (definitions are evaluated afresh at each use). */
struct expr *expr_clone(struct pool *pool, const struct expr *e);
/* Whether both mean the same load or constant (locations aside). */
bool expr_same(const struct expr *a, const struct expr *b);
/* A VALUE, PREFIX, RANGE of values, or CONCAT/LIST of such. */
bool expr_is_constant(const struct expr *e);
/* The number of a VALUE of at most 64 bits. */
uint64_t expr_u64(const struct expr *e);

#endif
