/*
 * ruleset: everything, or everything of a family; and `list hooks`.
 */
#include "lang/object/object.h"

static bool eval(struct eval *ev, struct cmd *cmd)
{
	struct ruleset *known = ev->run->known;

	eval_op(ev, KIND_RULESET);
	for (size_t i = known->tables.n; i-- > 0;)
		if (!cmd->h.family || known->tables.v[i]->family == cmd->h.family)
			table_remove(known->tables.v[i]);
	return true;
}

const struct object_desc object_ruleset = {
	.word = "ruleset",
	.kind = KIND_RULESET,
	.verbs = 1u << VERB_FLUSH | 1u << VERB_LIST,
	.need = NEED_ALL,
	.eval = eval,
};

const struct object_desc object_hooks = {
	.word = "hooks",
	.plural = "hooks",
	.kind = KIND_N,
	.plural_verbs = 1u << VERB_LIST,
};
