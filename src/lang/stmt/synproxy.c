/*
 * synproxy: answers TCP connection requests on behalf of a server.
 */
#include <inttypes.h>
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct synproxy_stmt {
	struct stmt s;
	uint16_t mss;
	uint8_t wscale;
	uint32_t flags;
};

static const struct symbol words[] = {
	{ "timestamp", SYNPROXY_TIMESTAMP }, { "sack-perm", SYNPROXY_SACK_PERM }, { NULL, 0 }
};

static const struct clause clauses[] = {
	{ .word = "mss", .kind = CLAUSE_NUMBER, .size = 2,
	  .offset = offsetof(struct synproxy_stmt, mss) },
	{ .word = "wscale", .kind = CLAUSE_NUMBER, .size = 1, .max = SYNPROXY_WSCALE_MAX,
	  .offset = offsetof(struct synproxy_stmt, wscale) },
	{ .word = "timestamp", .kind = CLAUSE_WORD, .size = 4, .bit = SYNPROXY_TIMESTAMP,
	  .offset = offsetof(struct synproxy_stmt, flags) },
	{ .word = "sack-perm", .kind = CLAUSE_WORD, .size = 4, .bit = SYNPROXY_SACK_PERM,
	  .offset = offsetof(struct synproxy_stmt, flags) },
	{ NULL }
};

struct stmt *synproxy_new(struct run *run, struct loc loc)
{
	return stmt_new(run->pool, &stmt_synproxy, loc);
}

bool synproxy_option(struct run *run, struct stmt *s, struct loc loc, struct span option,
		     uint64_t number)
{
	const struct clause *c;

	if (span_is(option, "maxseg"))
		option = SPAN("mss");
	if (span_is(option, "sack-permitted"))
		option = SPAN("sack-perm");
	c = clause_find(&stmt_synproxy, option);
	return c->kind == CLAUSE_WORD ? stmt_clause_word(run, s, c, loc)
				      : stmt_clause_number(run, s, c, loc, number);
}

/* The kernel's flags say which of the numbers are meant, beside the words. */
static uint32_t synproxy_flags(const struct stmt *s)
{
	return ((const struct synproxy_stmt *)s)->flags |
	       (STMT_GAVE(s, struct synproxy_stmt, mss) ? SYNPROXY_MSS : 0) |
	       (STMT_GAVE(s, struct synproxy_stmt, wscale) ? SYNPROXY_WSCALE : 0);
}

static bool synproxy_lower(struct lower *l, const struct stmt *s)
{
	const struct synproxy_stmt *synproxy = (const struct synproxy_stmt *)s;
	struct insn_synproxy *insn = emit(l, INSN_SYNPROXY);

	insn->mss = synproxy->mss;
	insn->wscale = synproxy->wscale;
	insn->flags = synproxy_flags(s);
	return true;
}

static bool synproxy_raise(struct raise *r, const struct insn *i)
{
	const struct insn_synproxy *insn = (const struct insn_synproxy *)i;
	struct synproxy_stmt *synproxy;

	if (insn->flags & ~(uint32_t)SYNPROXY_FLAGS)
		return false;
	synproxy = stmt_new(r->run->pool, &stmt_synproxy, i->loc);
	synproxy->mss = insn->mss;
	synproxy->wscale = insn->wscale;
	synproxy->flags = insn->flags & (SYNPROXY_TIMESTAMP | SYNPROXY_SACK_PERM);
	if (insn->flags & SYNPROXY_MSS)
		STMT_GIVE(synproxy, struct synproxy_stmt, mss);
	if (insn->flags & SYNPROXY_WSCALE)
		STMT_GIVE(synproxy, struct synproxy_stmt, wscale);
	raise_stmt(r, &synproxy->s);
	return true;
}

static void synproxy_print(struct print *p, const struct stmt *s)
{
	const struct synproxy_stmt *synproxy = (const struct synproxy_stmt *)s;
	uint32_t flags = synproxy_flags(s);

	out_str(p->out, "synproxy");
	if (flags & (SYNPROXY_MSS | SYNPROXY_WSCALE))
		out_printf(p->out, " mss %" PRIu16 " wscale %" PRIu8, synproxy->mss,
			   synproxy->wscale);
	for (const struct symbol *word = words; word->name; word++)
		if (flags & word->value)
			out_printf(p->out, " %s", word->name);
}

static void synproxy_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct synproxy_stmt *synproxy = (const struct synproxy_stmt *)s;
	uint32_t flags = synproxy_flags(s);

	json_name(w, "synproxy");
	if (!flags) {
		json_none(w);
		return;
	}
	json_open(w, '{');
	if (flags & SYNPROXY_MSS)
		json_pair_u64(w, "mss", synproxy->mss);
	if (flags & SYNPROXY_WSCALE)
		json_pair_u64(w, "wscale", synproxy->wscale);
	if (synproxy->flags) {
		json_name(w, "flags");
		json_out_flags(w, words, synproxy->flags);
	}
	json_close(w, '}');
}

static struct stmt *synproxy_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct stmt *s = synproxy_new(r->run, loc);
	json_t *flags = json_member(value, "flags");
	uint64_t bits = 0;

	if (objref_is_json(value))
		return objref_json_in(r, loc, value);
	if (!json_in_clauses(r, s, value) || (flags && !json_flags(r, flags, words, &bits)))
		return NULL;
	((struct synproxy_stmt *)s)->flags |= bits;
	return s;
}

const struct stmt_desc stmt_synproxy = {
	.word = "synproxy",
	.size = sizeof(struct synproxy_stmt),
	.clauses = clauses,
	.lower = synproxy_lower,
	.raises = (const uint8_t[]){ INSN_SYNPROXY, 0 },
	.raise = synproxy_raise,
	.print = synproxy_print,
	.json_out = synproxy_json_out,
	.json_in = synproxy_json_in,
};
