/*
 * optimize: rules that follow each other in a chain and differ only in values become one rule with
 * a set, a verdict map or a map of translations. The tree is changed as parsed, before evaluation;
 * only rules inside table blocks are looked at.
 *
 * Rules are merged only where the merged rule does the same to the same packets: their keys must
 * not overlap, and matches that test bits are no sets of values.
 */
#ifndef WEIR_PASS_OPTIMIZE_H
#define WEIR_PASS_OPTIMIZE_H

#include "ast/desc.h"

/*
 * What was merged is told in `report`, the merged rule in the midst of that in run->out; `written`
 * is called when it has been handed on, so that the two can be kept in step.
 */
void optimize(struct run *run, struct cmds *cmds, struct out *report, void (*written)(void *arg),
	      void *arg);

#endif
