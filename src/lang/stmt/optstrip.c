/*
 * optstrip: `reset tcp option K`, takes a TCP option out of a packet.
 */
#include <inttypes.h>
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct optstrip_stmt {
	struct stmt s;
	const struct exthdr *option; /* NULL: known by number alone */
	uint8_t kind;
};

struct stmt *optstrip_new(struct run *run, struct loc loc, const struct exthdr *option,
			  unsigned kind)
{
	struct optstrip_stmt *strip = stmt_new(run->pool, &stmt_optstrip, loc);

	if (!option && kind > UINT8_MAX) {
		diag_error(&run->diag, loc, "value too large");
		return NULL;
	}
	strip->option = option ? option : exthdr_by_type(EXTHDR_TCP, kind);
	strip->kind = option ? option->type : kind;
	return &strip->s;
}

static bool optstrip_lower(struct lower *l, const struct stmt *s)
{
	struct insn_exthdr *insn = emit(l, INSN_EXTHDR);

	insn->type = ((const struct optstrip_stmt *)s)->kind;
	insn->op = EXTHDR_TCP;
	return true;
}

/* A store that stores nothing; others are assignments. */
static bool optstrip_raise(struct raise *r, const struct insn *i)
{
	const struct insn_exthdr *insn = (const struct insn_exthdr *)i;

	if (insn->sreg)
		return stmt_assign.raise(r, i);
	if (insn->op != EXTHDR_TCP)
		return false;
	raise_stmt(r, optstrip_new(r->run, i->loc, NULL, insn->type));
	return true;
}

static void optstrip_print(struct print *p, const struct stmt *s)
{
	const struct optstrip_stmt *strip = (const struct optstrip_stmt *)s;

	if (strip->option)
		out_printf(p->out, "reset tcp option %s", strip->option->name);
	else
		out_printf(p->out, "reset tcp option %" PRIu8, strip->kind);
}

static void optstrip_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct optstrip_stmt *strip = (const struct optstrip_stmt *)s;

	json_name(w, "reset");
	json_open(w, '{');
	json_name(w, "tcp option");
	json_open(w, '{');
	if (strip->option) {
		json_pair_str(w, "name", strip->option->name);
	} else {
		json_pair_u64(w, "base", strip->kind);
		json_pair_u64(w, "offset", 0);
		json_pair_u64(w, "len", 0);
	}
	json_close(w, '}');
	json_close(w, '}');
}

static struct stmt *optstrip_json_in(struct reader *r, struct loc loc, json_t *value)
{
	json_t *object = json_member(value, "tcp option");
	const struct exthdr *option = NULL;
	const char *name = NULL;
	uint64_t kind = 0;
	bool given = false;

	if (!json_may_str(r, object, "name", &name) ||
	    !json_may_u64(r, object, "base", &kind, &given))
		return NULL;
	if (name)
		option = exthdr_by_name(EXTHDR_TCP, span_of(name));
	if (name ? !option : !given) {
		json_error(r, "a TCP option has a known name, or a number as \"base\"");
		return NULL;
	}
	return optstrip_new(r->run, loc, option, kind < UINT8_MAX ? kind : UINT8_MAX + 1);
}

const struct stmt_desc stmt_optstrip = {
	.word = "reset",
	.size = sizeof(struct optstrip_stmt),
	.lower = optstrip_lower,
	.raises = (const uint8_t[]){ INSN_EXTHDR, 0 },
	.raise = optstrip_raise,
	.print = optstrip_print,
	.json_out = optstrip_json_out,
	.json_in = optstrip_json_in,
};
