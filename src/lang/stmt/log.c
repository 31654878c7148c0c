/*
 * log: writes a packet's headers to the kernel log, or hands the packet to a logging group.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct log_stmt {
	struct stmt s;
	const char *prefix;
	uint16_t group, queue_threshold;
	uint32_t snaplen, level, flags;
};

enum { LEVEL_WARN = 4, LEVEL_AUDIT = 8, PREFIX_MAX = 127 };
enum { LOG_TCP_SEQUENCE = 1, LOG_TCP_OPTIONS = 2, LOG_ALL = 0x2f };

static const struct symbol levels[] = {
	{ "emerg", 0 }, { "alert", 1 }, { "crit", 2 }, { "err", 3 }, { "warn", LEVEL_WARN },
	{ "notice", 5 }, { "info", 6 }, { "debug", 7 }, { "audit", LEVEL_AUDIT }, { NULL, 0 }
};
static const struct symbol flags[] = {
	{ "tcp sequence", LOG_TCP_SEQUENCE }, { "tcp options", LOG_TCP_OPTIONS },
	{ "ip options", 4 }, { "skuid", 8 }, { "ether", 0x20 }, { "all", LOG_ALL }, { NULL, 0 }
};

static const struct clause clauses[] = {
	{ .word = "prefix", .kind = CLAUSE_STRING, .min = 1, .max = PREFIX_MAX,
	  .offset = offsetof(struct log_stmt, prefix) },
	{ .word = "group", .kind = CLAUSE_NUMBER, .size = 2,
	  .offset = offsetof(struct log_stmt, group) },
	{ .word = "snaplen", .kind = CLAUSE_NUMBER, .size = 4,
	  .offset = offsetof(struct log_stmt, snaplen) },
	{ .word = "queue-threshold", .kind = CLAUSE_NUMBER, .size = 2,
	  .offset = offsetof(struct log_stmt, queue_threshold) },
	{ .word = "level", .kind = CLAUSE_ENUM, .size = 4, .names = levels,
	  .offset = offsetof(struct log_stmt, level) },
	{ .word = "flags", .kind = CLAUSE_FLAGS, .size = 4, .names = flags,
	  .offset = offsetof(struct log_stmt, flags) },
	{ NULL }
};

struct stmt *log_new(struct run *run, struct loc loc)
{
	return stmt_new(run->pool, &stmt_log, loc);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The text of a variable: a string, or a number in decimal. */
static bool variable_put(struct run *run, struct loc loc, struct span name, struct out *out)
{
	const struct expr *e = scope_use(run->scope, &run->diag, run->pool, loc, name);

	while (e && e->kind == EXPR_VARIABLE)
		e = expr_variable(e)->bound;
	if (!e)
		return false;
	if (e->kind == EXPR_SYMBOL)
		out_str(out, expr_symbol(e)->text);
	else if (e->kind == EXPR_VALUE)
		out_u64(out, expr_u64(e));
	else
		return diag_error(&run->diag, loc, "variable '%.*s' is no string or number",
				  (int)name.n, name.p);
	return true;
}

/* `$name` in the text stands for the variable; `$` before anything else for itself. */
static bool prefix_expand(struct run *run, struct loc loc, struct span text, struct out *out)
{
	size_t i = 0, start;

	while (i < text.n) {
		start = i + 1;
		if (text.p[i] != '$' || start == text.n || !is_name_char(text.p[start]) ||
		    (text.p[start] >= '0' && text.p[start] <= '9')) {
			out_char(out, text.p[i++]);
			continue;
		}
		for (i = start; i < text.n && is_name_char(text.p[i]); i++)
			;
		if (!variable_put(run, loc, (struct span){ text.p + start, i - start }, out))
			return false;
	}
	return true;
}

bool log_prefix(struct run *run, struct stmt *s, struct loc loc, struct span text)
{
	struct out out;

	out_init(&out, run->pool);
	return prefix_expand(run, loc, text, &out) &&
	       stmt_clause_text(run, s, clause_find(&stmt_log, SPAN("prefix")), loc,
				(struct span){ out.buf, out.n });
}

bool log_number(struct run *run, struct stmt *s, struct loc loc, struct span option,
		uint64_t number)
{
	return stmt_clause_number(run, s, clause_find(&stmt_log, option), loc, number);
}

bool log_level(struct run *run, struct stmt *s, struct loc loc, struct span level)
{
	return stmt_clause_text(run, s, clause_find(&stmt_log, SPAN("level")), loc, level);
}

bool log_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag)
{
	return stmt_clause_text(run, s, clause_find(&stmt_log, SPAN("flags")), loc, flag);
}

static bool log_eval(struct eval *ev, struct stmt *s)
{
	const struct log_stmt *log = (const struct log_stmt *)s;
	bool has_level = STMT_GAVE(s, struct log_stmt, level);
	bool has_group = STMT_GAVE(s, struct log_stmt, group);
	bool has_others = s->given & (s->given - 1);

	if (has_level && log->level == LEVEL_AUDIT && has_others)
		return eval_error(ev, s->loc,
				  "log level audit doesn't support any further options");
	if (has_level && has_group)
		return eval_error(ev, s->loc, "level and group are mutually exclusive");
	if (log->flags && has_group)
		return eval_error(ev, s->loc, "flags and group are mutually exclusive");
	return true;
}

static bool log_lower(struct lower *l, const struct stmt *s)
{
	const struct log_stmt *log = (const struct log_stmt *)s;
	struct insn_log *insn = emit(l, INSN_LOG);

	insn->prefix = log->prefix;
	insn->group = log->group;
	insn->level = log->level;
	insn->flags = log->flags;
	if (log->prefix)
		INSN_GIVE(insn, struct insn_log, prefix);
	if (STMT_GAVE(s, struct log_stmt, group)) {
		INSN_GIVE(insn, struct insn_log, group);
		if (STMT_GAVE(s, struct log_stmt, snaplen))
			INSN_GIVE(insn, struct insn_log, snaplen);
		if (STMT_GAVE(s, struct log_stmt, queue_threshold))
			INSN_GIVE(insn, struct insn_log, qthreshold);
		insn->snaplen = log->snaplen;
		insn->qthreshold = log->queue_threshold;
	}
	if (STMT_GAVE(s, struct log_stmt, level))
		INSN_GIVE(insn, struct insn_log, level);
	if (log->flags)
		INSN_GIVE(insn, struct insn_log, flags);
	return true;
}

static bool log_raise(struct raise *r, const struct insn *i)
{
	const struct insn_log *insn = (const struct insn_log *)i;
	struct log_stmt *log = stmt_new(r->run->pool, &stmt_log, i->loc);

	log->prefix = insn->prefix;
	log->group = insn->group;
	log->snaplen = insn->snaplen;
	log->queue_threshold = insn->qthreshold;
	log->level = insn->level;
	log->flags = insn->flags;
	if (insn->prefix && *insn->prefix)
		STMT_GIVE(log, struct log_stmt, prefix);
	if (INSN_GAVE(insn, struct insn_log, group)) {
		STMT_GIVE(log, struct log_stmt, group);
		if (insn->snaplen)
			STMT_GIVE(log, struct log_stmt, snaplen);
		if (insn->qthreshold)
			STMT_GIVE(log, struct log_stmt, queue_threshold);
	}
	if (INSN_GAVE(insn, struct insn_log, level) && insn->level != LEVEL_WARN)
		STMT_GIVE(log, struct log_stmt, level);
	if (insn->flags)
		STMT_GIVE(log, struct log_stmt, flags);
	raise_stmt(r, &log->s);
	return true;
}

/* Each flag has its own word; the two of tcp share one. */
static void log_print_flags(struct out *out, uint32_t bits)
{
	enum { TCP = LOG_TCP_SEQUENCE | LOG_TCP_OPTIONS };

	if ((bits & LOG_ALL) == LOG_ALL) {
		out_str(out, " flags all");
		return;
	}
	if (bits & TCP) {
		out_str(out, (bits & TCP) == TCP	? " flags tcp sequence,options"
			     : bits & LOG_TCP_SEQUENCE ? " flags tcp sequence"
						       : " flags tcp options");
	}
	for (const struct symbol *flag = flags; flag->name; flag++)
		if (flag->value > TCP && flag->value != LOG_ALL && bits & flag->value)
			out_printf(out, " flags %s", flag->name);
}

static void log_print(struct print *p, const struct stmt *s)
{
	const struct log_stmt *log = (const struct log_stmt *)s;
	struct log_stmt plain = *log;

	plain.s.given &= ~(1u << (clause_find(&stmt_log, SPAN("flags")) - clauses));
	print_clauses(p, &plain.s);
	log_print_flags(p->out, log->flags);
}

static struct stmt *log_json_in(struct reader *r, struct loc loc, json_t *value)
{
	struct stmt *s = log_new(r->run, loc);

	return json_in_clauses(r, s, value) ? s : NULL;
}

const struct stmt_desc stmt_log = {
	.word = "log",
	.size = sizeof(struct log_stmt),
	.merge = MERGE_SAME,
	.clauses = clauses,
	.eval = log_eval,
	.lower = log_lower,
	.raises = (const uint8_t[]){ INSN_LOG, 0 },
	.raise = log_raise,
	.print = log_print,
	.json_in = log_json_in,
};
