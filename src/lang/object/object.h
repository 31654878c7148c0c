/*
 * object: what the files of this folder share. Each file is one kind of thing that commands act on:
 * its checks, its ops, its listing and its JSON.
 */
#ifndef WEIR_LANG_OBJECT_OBJECT_H
#define WEIR_LANG_OBJECT_OBJECT_H

#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"

#define VERBS_ADD (1u << VERB_ADD | 1u << VERB_CREATE)
#define VERBS_REMOVE (1u << VERB_DELETE | 1u << VERB_DESTROY)
#define VERBS_CHANGE (VERBS_ADD | VERBS_REMOVE)

/*
 * Elements of want (a copy of the known set, or a new one) as ops of the command's verb; where the
 * known set merges, what it has to delete and add for them (element.c). known may be NULL.
 */
bool element_ops(struct eval *ev, struct set *known, struct set *want);
/* The rules of a chain block, once everything they may use is declared (chain.c). */
bool chain_rules(struct eval *ev, struct cmd *cmd);
/* One rule as an op of the command's verb (rule.c). */
bool rule_eval(struct eval *ev, struct cmd *cmd, struct rule_ast *ast);
/* "dev": a name or an array of names, as a set literal (flowtable.c). */
bool devices_json_in(struct reader *r, struct json_t *value, struct expr **devices);
void devices_json_out(struct writer *w, const char *const *names, size_t n);
/* Listings show devices by name, whatever the order in which they came: a sorted copy. */
const char **devices_sorted(struct pool *pool, const char *const *names, size_t n);
/* "prio": a number, as the text that eval_priority reads. */
bool priority_json_in(struct reader *r, struct json_t *value, struct expr **priority);

#endif
