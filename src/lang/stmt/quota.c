/*
 * quota: matches until (or once, `over`) so many bytes have come by.
 */
#include <jansson.h>

#include "lang/stmt/stmt.h"

struct quota_stmt {
	struct stmt s;
	struct object_quota quota;
};

struct stmt *quota_new(struct run *run, struct loc loc, bool over, uint64_t bytes)
{
	struct quota_stmt *quota = stmt_new(run->pool, &stmt_quota, loc);

	quota->quota.bytes = bytes;
	quota->quota.flags = over ? STATE_OVER : 0;
	return &quota->s;
}

void quota_used(struct stmt *s, uint64_t bytes)
{
	((struct quota_stmt *)s)->quota.consumed = bytes;
}

static bool quota_lower(struct lower *l, const struct stmt *s)
{
	const struct object_quota *quota = &((const struct quota_stmt *)s)->quota;
	struct insn_quota *insn = emit(l, INSN_QUOTA);

	insn->bytes = quota->bytes;
	insn->consumed = quota->consumed;
	insn->flags = quota->flags;
	return true;
}

/* What is used up; told by the kernel only. */
enum { QUOTA_DEPLETED = 2 };

static bool quota_raise(struct raise *r, const struct insn *i)
{
	const struct insn_quota *insn = (const struct insn_quota *)i;
	struct stmt *s;

	if (insn->flags & ~(uint32_t)(STATE_OVER | QUOTA_DEPLETED))
		return false;
	s = quota_new(r->run, i->loc, insn->flags & STATE_OVER, insn->bytes);
	quota_used(s, insn->consumed);
	raise_stmt(r, s);
	return true;
}

static void quota_print_size(struct out *out, uint64_t bytes)
{
	uint64_t count;
	const char *unit = size_split(bytes, &count);

	out_u64(out, count);
	out_char(out, ' ');
	out_str(out, unit);
}

void quota_print_spec(struct out *out, const struct object_quota *quota, bool used)
{
	if (quota->flags & STATE_OVER)
		out_str(out, "over ");
	quota_print_size(out, quota->bytes);
	if (used && quota->consumed) {
		out_str(out, " used ");
		quota_print_size(out, quota->consumed);
	}
}

static void quota_print(struct print *p, const struct stmt *s)
{
	out_str(p->out, "quota ");
	quota_print_spec(p->out, &((const struct quota_stmt *)s)->quota,
			 !(p->flags & OUTPUT_STATELESS));
}

static void quota_json_out(struct writer *w, struct print *p, const struct stmt *s)
{
	const struct object_quota *quota = &((const struct quota_stmt *)s)->quota;
	uint64_t count;
	const char *unit = size_split(quota->bytes, &count);

	json_name(w, "quota");
	json_open(w, '{');
	json_pair_u64(w, "val", count);
	json_pair_str(w, "val_unit", unit);
	if (quota->flags & STATE_OVER) {
		json_name(w, "inv");
		json_bool(w, true);
	}
	if (quota->consumed && !(p->flags & OUTPUT_STATELESS)) {
		unit = size_split(quota->consumed, &count);
		json_pair_u64(w, "used", count);
		json_pair_str(w, "used_unit", unit);
	}
	json_close(w, '}');
}

/* NAME and NAME_unit (bytes if absent) as a number of bytes. */
static bool size_json_in(struct reader *r, json_t *value, const char *name, const char *unit_name,
			 uint64_t *bytes, bool *given)
{
	const char *unit = "bytes";
	uint64_t factor;

	if (!json_may_u64(r, value, name, bytes, given) ||
	    !json_may_str(r, value, unit_name, &unit))
		return false;
	if (!size_unit(span_of(unit), &factor))
		return json_error(r, "unknown unit \"%s\"", unit);
	if (__builtin_mul_overflow(*bytes, factor, bytes))
		return json_error(r, "\"%s\" is too large", name);
	return true;
}

static struct stmt *quota_json_in(struct reader *r, struct loc loc, json_t *value)
{
	uint64_t bytes = 0, used = 0;
	bool given = false, used_given = false;
	struct stmt *s;

	if (objref_is_json(value))
		return objref_json_in(r, loc, value);
	if (!size_json_in(r, value, "val", "val_unit", &bytes, &given) ||
	    !size_json_in(r, value, "used", "used_unit", &used, &used_given))
		return NULL;
	if (!given) {
		json_error(r, "\"val\" is missing");
		return NULL;
	}
	s = quota_new(r->run, loc, json_is_true(json_member(value, "inv")), bytes);
	quota_used(s, used);
	return s;
}

const struct stmt_desc stmt_quota = {
	.word = "quota",
	.size = sizeof(struct quota_stmt),
	.stateful = true,
	.object_type = OBJECT_QUOTA,
	.lower = quota_lower,
	.raises = (const uint8_t[]){ INSN_QUOTA, 0 },
	.raise = quota_raise,
	.print = quota_print,
	.json_out = quota_json_out,
	.json_in = quota_json_in,
};
