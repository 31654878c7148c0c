/*
 * unknown: an instruction that nothing here understands. It is shown as the instruction that it is;
 * that is no input, so such a listing cannot be loaded with a condition silently missing.
 */
#include "lang/stmt/stmt.h"

struct unknown_stmt {
	struct stmt s;
	const struct insn *insn;
};

static bool unknown_raise(struct raise *r, const struct insn *i)
{
	struct unknown_stmt *unknown = stmt_new(r->run->pool, &stmt_unknown, i->loc);

	unknown->insn = i;
	raise_stmt(r, &unknown->s);
	return true;
}

static void put_hex(struct out *out, struct span data)
{
	for (size_t i = 0; i < data.n; i++)
		out_printf(out, "%02x", (uint8_t)data.p[i]);
}

static void unknown_print(struct print *p, const struct stmt *s)
{
	const struct insn *insn = ((const struct unknown_stmt *)s)->insn;
	const struct insn_unknown *opaque = (const struct insn_unknown *)insn;

	out_str(p->out, "unknown ");
	if (insn->id != INSN_UNKNOWN) {
		insn_list(p->out, insn);
		return;
	}
	out_printf(p->out, "[ %s", opaque->name ? opaque->name : "");
	if (opaque->data.n)
		out_str(p->out, " 0x");
	put_hex(p->out, opaque->data);
	out_str(p->out, " ]");
}

static void unknown_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	struct out *out = p->out, text;

	out_init(&text, p->run->pool);
	p->out = &text;
	unknown_print(p, s);
	p->out = out;
	json_pair_str(w, "unknown", out_text(&text) + sizeof("unknown"));
}

static struct stmt *unknown_json_in(struct reader *r, struct loc loc, struct json_t *value)
{
	json_error(r, "an instruction that is not understood cannot be loaded");
	return NULL;
}

const struct stmt_desc stmt_unknown = {
	.word = "unknown",
	.size = sizeof(struct unknown_stmt),
	.raise = unknown_raise,
	.print = unknown_print,
	.json_out = unknown_json_out,
	.json_in = unknown_json_in,
};
