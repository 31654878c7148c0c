#include "kernel/model.h"

/*
 * reset: questions that set to zero what they answer: counters, and what quotas have used. It is no
 * transaction: nothing is told to listeners, and the generation stays.
 */

static void reset_prog(const struct prog *prog)
{
	const struct insn *insn;

	prog_each(insn, prog) {
		if (insn->id == INSN_COUNTER) {
			((struct insn_counter *)insn)->packets = 0;
			((struct insn_counter *)insn)->bytes = 0;
		} else if (insn->id == INSN_QUOTA) {
			((struct insn_quota *)insn)->consumed = 0;
		}
	}
}

void reset_rule(struct rule *rule)
{
	reset_prog(rule->prog);
}

void reset_object(struct object *object)
{
	if (object->body && object->type == OBJECT_COUNTER)
		*(struct object_counter *)object->body = (struct object_counter){ 0 };
	else if (object->body && object->type == OBJECT_QUOTA)
		((struct object_quota *)object->body)->consumed = 0;
}

void reset_elements(struct elems *elems)
{
	for (size_t i = 0; elems && i < elems->extra.n; i++)
		reset_prog(elems->extra.v[i].stmts);
}
