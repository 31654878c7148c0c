/*
 * debug: --debug=netlink: what a run is about to send, in lowered form.
 */
#include "api/ctx.h"

#include "wire/batch.h"

void debug_ops(struct run *run, const struct ops *ops)
{
	for (const struct op *op = ops->first; op; op = op->next)
		if (op->verb == OP_ADD || op->verb == OP_CREATE || op->verb == OP_INSERT ||
		    op->verb == OP_REPLACE)
			op_list(run->out, op);
}
