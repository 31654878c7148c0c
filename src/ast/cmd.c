/*
 * cmd: making commands.
 */
#include "ast/cmd.h"

struct cmd *cmd_new(struct pool *pool, enum verb verb, const struct object_desc *object,
		    struct loc loc)
{
	struct cmd *cmd = pool_new_of(pool, struct cmd);

	cmd->verb = (uint8_t)verb;
	cmd->object = object;
	cmd->loc = loc;
	return cmd;
}

void cmd_append(struct cmds *cmds, struct cmd *cmd)
{
	if (!cmds->last)
		cmds->last = &cmds->first;
	*cmds->last = cmd;
	cmds->last = &cmd->next;
}
