/*
 * queue: hands a packet to a program that listens on a queue number, or one of a range of them.
 */
#include <inttypes.h>

#include "lang/stmt/stmt.h"

struct queue_stmt {
	struct stmt s;
	struct expr *number;     /* VALUE, RANGE, or an expression; NULL: queue 0 */
	uint16_t flags;
};

enum { QUEUE_BYPASS = 1, QUEUE_FANOUT = 2, QUEUE_FLAGS = 3, QUEUE_BITS = 16 };

static const struct symbol flags[] = {
	{ "bypass", QUEUE_BYPASS }, { "fanout", QUEUE_FANOUT }, { NULL, 0 }
};

static const struct clause clauses[] = {
	{ .word = "flags", .kind = CLAUSE_FLAGS, .size = 2, .names = flags,
	  .offset = offsetof(struct queue_stmt, flags) },
	{ NULL }
};

struct stmt *queue_new(struct run *run, struct loc loc, struct expr *number)
{
	struct queue_stmt *queue = stmt_new(run->pool, &stmt_queue, loc);

	queue->number = number;
	return &queue->s;
}

bool queue_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag)
{
	return stmt_clause_text(run, s, clauses, loc, flag);
}

void queue_number(struct stmt *s, struct expr *number)
{
	((struct queue_stmt *)s)->number = number;
}

static bool is_constant(const struct expr *e)
{
	return e->kind == EXPR_VALUE || e->kind == EXPR_RANGE;
}

static bool is_computed(const struct expr *e)
{
	return e->kind == EXPR_SELECTOR || e->kind == EXPR_MAP;
}

/* The largest number that the expression can give; 0: it is no generator or hash. */
static uint64_t computed_max(struct eval *ev, const struct expr *e)
{
	struct lower scratch = { .run = ev->run, .table = ev->table, .family = ev->family,
				 .prog = prog_new(ev->run->pool) };
	const struct insn *insn, *last = NULL;
	const struct insn_numgen *numgen;
	const struct insn_hash *hash;

	if (!lower_expr(&scratch, e, REG_1))
		return 0;
	prog_each(insn, scratch.prog)
		last = insn;
	numgen = (const struct insn_numgen *)last;
	hash = (const struct insn_hash *)last;
	return last->id == INSN_NUMGEN ? (uint64_t)numgen->modulus - 1 + numgen->offset
	       : last->id == INSN_HASH ? (uint64_t)hash->modulus - 1 + hash->offset : 0;
}

/* A number from a generator, a hash or a map; the kernel takes the low 16 bits. */
static bool queue_eval_computed(struct eval *ev, struct expr **number)
{
	uint64_t max;

	if ((*number)->kind == EXPR_MAP)
		return eval_arg(ev, number, &type_queue, QUEUE_BITS, ORDER_HOST);
	if (!eval_expr(ev, number))
		return false;
	max = computed_max(ev, *number);
	if (!max)
		return eval_error(ev, (*number)->loc,
				  "a queue number comes from numgen, jhash, symhash or a map");
	return max <= UINT16_MAX ||
	       eval_error(ev, (*number)->loc, "queue expression max value exceeds %u", UINT16_MAX);
}

static bool queue_eval(struct eval *ev, struct stmt *s)
{
	struct queue_stmt *queue = (struct queue_stmt *)s;
	struct want want = { .type = &type_queue, .bits = QUEUE_BITS, .order = ORDER_HOST };

	if (!queue->number)
		queue->number = expr_number(ev->run->pool, s->loc, 0);
	if (is_computed(queue->number) ? !queue_eval_computed(ev, &queue->number)
				       : !eval_as(ev, &queue->number, &want))
		return false;
	if (!is_computed(queue->number) && !is_constant(queue->number))
		return eval_error(ev, queue->number->loc, "queue number or range expected");
	if (queue->flags & QUEUE_FANOUT && queue->number->kind != EXPR_RANGE)
		return eval_error(ev, queue->number->loc.end ? queue->number->loc : s->loc,
				  "fanout requires a range to be specified");
	return true;
}

static bool queue_lower(struct lower *l, const struct stmt *s)
{
	const struct queue_stmt *queue = (const struct queue_stmt *)s;
	const struct expr *lo = queue->number, *hi = lo;
	unsigned reg = 0;
	struct insn_queue *insn;

	if (!is_constant(lo) && !(reg = lower_load(l, lo)))
		return false;
	insn = emit(l, INSN_QUEUE);
	if (reg) {
		insn->sreg_qnum = reg;
		INSN_GIVE(insn, struct insn_queue, sreg_qnum);
		reg_release(l, reg, BYTES_OF(lo->bits));
	} else {
		if (lo->kind == EXPR_RANGE) {
			hi = expr_range(lo)->hi;
			lo = expr_range(lo)->lo;
		}
		insn->num = expr_u64(lo);
		insn->total = expr_u64(hi) - expr_u64(lo) + 1;
		INSN_GIVE(insn, struct insn_queue, num);
		INSN_GIVE(insn, struct insn_queue, total);
	}
	insn->flags = queue->flags;
	if (insn->flags)
		INSN_GIVE(insn, struct insn_queue, flags);
	return true;
}

static struct expr *queue_value(struct raise *r, struct loc loc, unsigned number)
{
	uint8_t b[2] = { number >> 8, number };

	return expr_bytes(r->run->pool, loc, &type_queue, ORDER_HOST, QUEUE_BITS, b);
}

static bool queue_raise(struct raise *r, const struct insn *i)
{
	const struct insn_queue *insn = (const struct insn_queue *)i;
	unsigned last = insn->num + insn->total - 1;
	struct expr *number;
	struct queue_stmt *queue;

	if (INSN_GAVE(insn, struct insn_queue, sreg_qnum)) {
		number = raise_get(r, insn->sreg_qnum, 0);
	} else {
		number = queue_value(r, i->loc, insn->num);
		if (insn->total > 1)
			number = expr_make_range(r->run->pool, i->loc, number,
						 queue_value(r, i->loc, last));
	}
	if (!number || insn->flags & ~QUEUE_FLAGS)
		return false;
	queue = (struct queue_stmt *)queue_new(r->run, i->loc, number);
	queue->flags = insn->flags;
	raise_stmt(r, &queue->s);
	return true;
}

static void queue_print(struct print *p, const struct stmt *s)
{
	const struct queue_stmt *queue = (const struct queue_stmt *)s;

	out_str(p->out, "queue ");
	if (queue->flags & (QUEUE_BYPASS | QUEUE_FANOUT)) {
		out_str(p->out, "flags ");
		flags_print(p->out, flags, queue->flags);
		out_char(p->out, ' ');
	}
	out_str(p->out, "to ");
	print_expr(p, queue->number);
}

static void queue_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct queue_stmt *queue = (const struct queue_stmt *)s;

	json_name(w, "queue");
	json_open(w, '{');
	json_pair_expr(w, p, "num", queue->number);
	if (queue->flags & (QUEUE_BYPASS | QUEUE_FANOUT)) {
		json_name(w, "flags");
		json_out_flags(w, flags, queue->flags);
	}
	json_close(w, '}');
}

static struct stmt *queue_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	struct stmt *s = queue_new(r->run, loc, NULL);

	if (!json_in_clauses(r, s, value) ||
	    !json_may_expr(r, value, "num", &((struct queue_stmt *)s)->number))
		return NULL;
	return s;
}

const struct stmt_desc stmt_queue = {
	.word = "queue",
	.size = sizeof(struct queue_stmt),
	.terminal = true,
	.clauses = clauses,
	.eval = queue_eval,
	.lower = queue_lower,
	.raises = (const uint8_t[]){ INSN_QUEUE, 0 },
	.raise = queue_raise,
	.print = queue_print,
	.json_out = queue_json_out,
	.json_in = queue_json_in,
};
