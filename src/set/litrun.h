/*
 * litrun: long runs of plain elements, from text straight to packed records.
 *
 * The scanner takes a run of element texts (no nesting, no variables) as one token and only notes
 * where each begins and ends. When the set's types are known, litrun_parse reads them with direct
 * parsers, no allocation per element. What a direct parser does not take, it declines, and the
 * element goes the general way (grammar, AST, evaluation) with the same meaning: this is a faster
 * road, not another language.
 */
#ifndef WEIR_SET_LITRUN_H
#define WEIR_SET_LITRUN_H

#include "set/elems.h"

struct litrec {
	uint32_t at;     /* global source offset of the element's first byte */
	uint16_t size;   /* bytes of its text, without surrounding blanks; longer ones end the run */
};
struct litrun {
	struct loc loc;
	VEC(struct litrec) rec;
};

/* Scanner side: from text+*pos (just after `{` or `,`) take as many plain elements as follow,
 * at least two, moving *pos past the last (before the blanks in front of its `,` or `}`). NULL if
 * there are fewer. text[size] must be NUL, as it is in a source. */
struct litrun *litrun_scan(struct pool *pool, const char *text, size_t size, size_t *pos,
			   uint32_t base);

/* Parse record i of the run into a new record of elems. false: declined (nothing was added). */
struct litparse {
	const struct key_spec *key, *data; /* data NULL: none, or a verdict by elems flags */
	struct names *names;
	struct elems *elems;
	bool ranges;                       /* the set takes intervals: elems widen at the first */
	struct span time;                  /* the last time that was read, and what it means */
	uint64_t milliseconds;
};
/* `text` is what stands at loc; of it the record keeps the key's place. */
bool litrun_parse(struct litparse *lp, const char *text, struct loc loc);

#endif
