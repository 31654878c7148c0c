/*
 * lex_recover: where reading goes on after an error.
 */
#include "parser/lex_parts.h"

/* Whether the last token already ends the statement, or does when it is given out again. */
static bool ends_statement(struct lex *lx, bool pending)
{
	bool list = lex_is_list(&lx->level[lx->levels]);

	if (lx->last == END)
		return true;
	if (lx->last == SEP && !list) {
		if (!pending)
			lx->pending = SEP;
		return true;
	}
	if (pending && lx->last == '}' && lx->last_closed &&
	    !lex_is_list(&lx->level[lx->levels + 1]) &&
	    lx->reopened != scanner_at(&lx->input.scanner)) {
		lx->reopened = scanner_at(&lx->input.scanner);
		lx->levels++;
		lex_begin_statement(lx);
		lex_step_back(lx);
		lx->pending = SEP;
		return true;
	}
	return false;
}

/* Read up to a separator outside the `depth` braces that are still open. */
static void skip_statement(struct lex *lx, unsigned depth)
{
	struct scanner *scanner = &lx->input.scanner;
	struct span text;

	for (;;) {
		int token = scanner_match(scanner, &text);

		if (token == END)
			break;
		if (token == '{') {
			depth++;
		} else if (token == '}' && depth) {
			depth--;
		} else if (token == '}' && lx->levels) {
			lex_step_back(lx);
			break;
		} else if ((token == SEP || token == SEMICOLON) && !depth) {
			break;
		}
	}
	lex_begin_statement(lx);
	lx->pending = SEP;
}

static void recover(struct lex *lx, bool pending)
{
	unsigned depth = 0;

	if (ends_statement(lx, pending))
		return;
	if (lx->last == '{' && lx->levels && pending) {
		lx->levels--;
		depth++;
	}
	for (; lex_is_list(&lx->level[lx->levels]); lx->levels--)
		depth++;
	if ((lx->last == SEP || lx->last == SEMICOLON) && pending)
		depth = 0;
	skip_statement(lx, depth);
}

void lex_recover(struct lex *lx, bool pending)
{
	lx->run_next = false;
	lx->pending = NO_TOKEN;
	recover(lx, pending);
	if (lx->stopped || diag_full(&lx->run->diag))
		lx->pending = END;
}
