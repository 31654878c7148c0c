/*
 * parse: text to commands. The scanner and grammar are generated from parser/; here are the entry
 * points, the include stack and the second, exact parser that lists expected words after an error.
 */
#ifndef WEIR_PARSER_PARSE_H
#define WEIR_PARSER_PARSE_H

#include "ast/cmd.h"

/*
 * Parse a source (and what it includes) into commands. Parsing goes on after an error at the next
 * separator, so several messages may be recorded; commands that were read are in *cmds in any case.
 */
bool parse_source(struct run *run, const struct source *source, struct cmds *cmds);
/* run->parse_element: one element of a literal run by the grammar. */
struct expr *parse_element(struct run *run, struct loc loc);
/*
 * Words that may follow `text` (for completion), as a NULL-terminated array in run->pool; *name: and
 * a name may.
 */
const char **parse_complete(struct run *run, struct span text, bool *name);

#endif
