/*
 * optimize_parts: what the files of the optimizer share; see pass/optimize.h for the whole.
 */
#ifndef WEIR_PASS_OPTIMIZE_PARTS_H
#define WEIR_PASS_OPTIMIZE_PARTS_H

#include "pass/eval_parts.h"
#include "pass/optimize.h"

struct optimizer {
	struct run *run;
	struct out *report;
	void (*written)(void *arg);
	void *arg;
	unsigned family;
	VEC(const struct expr *) column; /* what the rules of the chain match on, as first met */
};

/* A rule of matches, then statements, as far as merging it is concerned. */
struct shape {
	struct rule_ast *rule;
	bool mergeable;
	unsigned n;                       /* matches, in the order of their columns */
	size_t column[KEY_FIELDS_MAX];
	struct match_stmt *match[KEY_FIELDS_MAX];
	struct setlit_expr *values[KEY_FIELDS_MAX]; /* what each compares with, as a flat list */
	struct stmt *rest;                /* the first after the matches */
	struct stmt *outcome;             /* the last, when rules may differ in its parts */
	const struct elems *keys;         /* what the merged set or map would get of it */
};

enum { RUN_RULES_MIN = 2 };
struct shapes {
	VEC(struct shape) v;
};

/* Evaluation on trial: nothing of it is kept, no message, nothing in run->known. */
struct trial {
	struct eval ev;
	struct run *run;
	struct diag diag;
	struct ruleset *known;
	uint32_t next_id;
};
void trial_begin(struct trial *trial, struct optimizer *o);
void trial_end(struct trial *trial);

/* Rules (optimize_rule.c). */
void shape_read(struct optimizer *o, struct rule_ast *rule, struct shape *shape);
/* How many keys the values of the matches make together; and key i of them. */
size_t shape_key_n(const struct shape *shape);
struct expr *shape_key(struct optimizer *o, const struct shape *shape, size_t i);
/* What the matches compare, as one expression. */
struct expr *shape_selector(struct optimizer *o, const struct shape *shape);
/* The literal of a verdict map, NULL if outcome is none. */
struct map_expr *shape_vmap(const struct shape *shape);
/* The parts of the outcome, n of them. */
unsigned shape_parts(const struct shape *shape, struct expr **part[STMT_PARTS_MAX]);
/* Whether the outcome of the rule is a translation that can become data of a map. */
bool shape_is_mappable(const struct shape *shape);

/* How many of the n shapes, from the first on, have keys that do not meet (optimize_keys.c). */
size_t shapes_apart(struct optimizer *o, const struct shape *shape, size_t n);

/* Merging (optimize_merge.c). */
/* Whether rules of these shapes can be one rule, keys apart. */
bool shapes_match(const struct shape *a, const struct shape *b);
/* The one rule that the n rules are; NULL: there is none after all. */
struct stmt *shapes_merge(struct optimizer *o, const struct shape *shape, size_t n);

#endif
