/*
 * insn: the instructions of nf_tables rules, as plain structs, and the rows that describe them.
 *
 * One row table per instruction serves encoding, decoding, validation, comparison and listing: a
 * row says kernel attribute, kind and struct member. Only nested data (dynset, inner, xt) needs a
 * hook. Instructions we do not know are kept as INSN_UNKNOWN and survive.
 *
 * Attribute numbers: kernel uapi nf_tables.h (see also reference kernel-uapi).
 */
#ifndef WEIR_VM_INSN_H
#define WEIR_VM_INSN_H

#include <stddef.h>
#include "base/source.h"
#include "base/out.h"

/*
 * Kinds of attribute rows, here and for messages (wire/attr.h). Integers are big-endian there; they
 * come first, those of 32 bits last of them: ATTR_U32 to ATTR_REG.
 */
enum attr_kind {
	ATTR_END, ATTR_U8, ATTR_U16, ATTR_U64, ATTR_U32, ATTR_S32,
	ATTR_REG,    /* u32, printed as register */
	ATTR_STR,    /* const char *, NUL-terminated */
	ATTR_DATA,   /* struct data: NFTA_DATA_VALUE or _VERDICT nested */
	ATTR_BLOB,   /* struct span, opaque */
	ATTR_PROG,   /* struct prog *: list of NFTA_LIST_ELEM expressions */
	ATTR_ONE,    /* struct prog *: one expression */
	ATTR_NEST,   /* row->nest describes a struct embedded at the offset */
	ATTR_FLAG,   /* zero-length attribute; bool */
};

struct attr_row {
	/*
	 * Numbers of 32 bits in tables that are often sent: the whole attribute's size; else 0. With
	 * attr it is the head of the attribute as it is sent.
	 */
	uint16_t size;
	uint16_t attr;
	uint8_t kind;             /* enum attr_kind */
	uint16_t offset;          /* of the member */
	const char *name;
	const struct attr_row *nest; /* ATTR_NEST */
	uint8_t max;              /* ATTR_STR: longest, with the NUL; 0: NFT_NAME_MAXLEN */
	bool always;              /* encoded even when not marked as given */
	bool state;               /* changes by itself, or only names a transaction: not compared */
	bool telling;             /* being there means something: absent is not the same as 0 */
};

enum insn_id {
	INSN_NONE, INSN_IMMEDIATE, INSN_CMP, INSN_RANGE, INSN_BITWISE, INSN_BYTEORDER, INSN_LOOKUP,
	INSN_DYNSET, INSN_PAYLOAD, INSN_EXTHDR, INSN_META, INSN_CT, INSN_RT, INSN_SOCKET, INSN_FIB,
	INSN_OSF, INSN_XFRM, INSN_TUNNEL, INSN_NUMGEN, INSN_HASH, INSN_INNER, INSN_COUNTER,
	INSN_LIMIT, INSN_QUOTA, INSN_CONNLIMIT, INSN_LAST, INSN_LOG, INSN_REJECT, INSN_NAT,
	INSN_MASQ, INSN_REDIR, INSN_TPROXY, INSN_SYNPROXY, INSN_QUEUE, INSN_DUP, INSN_FWD,
	INSN_NOTRACK, INSN_FLOW, INSN_OBJREF, INSN_MATCH, INSN_TARGET, INSN_UNKNOWN,
	INSN_N
};

/* Registers as the kernel numbers them: 0 verdict, 1-4 of 16 bytes, 8-23 of 4 bytes. */
enum { REG_VERDICT = 0, REG_1 = 1, REG_32_00 = 8, REG_WORDS = 16 };
/* 32-bit word index (0-15) <-> register number; words on a 16-byte border are named 1-4. */
static inline unsigned reg_number(unsigned word)
{
	return word % 4 ? REG_32_00 + word : REG_1 + word / 4;
}
/* -1: no such register. */
static inline int reg_word(unsigned reg)
{
	return reg >= REG_1 && reg < REG_1 + 4 ? (int)(reg - REG_1) * 4
	     : reg >= REG_32_00 && reg < REG_32_00 + REG_WORDS ? (int)(reg - REG_32_00) : -1;
}

/* Verdict codes of the kernel. */
enum { VERDICT_DROP = 0, VERDICT_ACCEPT = 1, VERDICT_QUEUE = 3, VERDICT_CONTINUE = -1,
       VERDICT_BREAK = -2, VERDICT_JUMP = -3, VERDICT_GOTO = -4, VERDICT_RETURN = -5 };

/* The operand of immediate, cmp, range, bitwise: wire bytes, or a verdict. */
struct data {
	const uint8_t *b;     /* size bytes as in registers */
	const char *chain;    /* verdict: jump and goto target, by name */
	uint32_t chain_id;    /* verdict: target by transaction-local id when not 0 */
	int32_t code;         /* verdict */
	uint8_t size;
	bool verdict;
	/*
	 * For listing only, never on the wire: width in bytes of the host-order numbers that b
	 * consists of, 0: bytes as they are.
	 */
	uint8_t host;
};

/*
 * Every instruction starts with this; `given` has bit i set when row i's attribute is present.
 * Strings, data, blobs and progs are present when they are not empty; their bit need not be set.
 */
struct insn {
	uint8_t id;           /* enum insn_id */
	uint8_t words;        /* size of the whole struct in 8-byte units */
	uint16_t statement;   /* ordinal of the statement it was lowered from */
	uint32_t given;
	struct loc loc;
};

struct insn_immediate { struct insn h; uint32_t dreg; struct data data; };
struct insn_cmp { struct insn h; uint32_t sreg, op; struct data data; };
struct insn_range { struct insn h; uint32_t sreg, op; struct data from, to; };
struct insn_bitwise { struct insn h; uint32_t sreg, dreg, len, op, sreg2; struct data mask, xor, data; };
struct insn_byteorder { struct insn h; uint32_t sreg, dreg, op, len, size; };
struct insn_lookup { struct insn h; const char *set; uint32_t set_id, sreg, dreg, flags; };
struct insn_dynset {
	struct insn h; const char *set; uint32_t set_id, op, sreg_key, sreg_data, flags;
	uint64_t timeout; const struct prog *expr, *exprs;
};
struct insn_payload { struct insn h; uint32_t dreg, base, offset, len, sreg, csum_type, csum_offset, csum_flags; };
struct insn_exthdr { struct insn h; uint32_t dreg, sreg, offset, len, flags, op; uint8_t type; };
struct insn_meta { struct insn h; uint32_t dreg, sreg, key; };
struct insn_ct { struct insn h; uint32_t dreg, sreg, key; uint8_t direction; };
struct insn_rt { struct insn h; uint32_t dreg, key; };
struct insn_socket { struct insn h; uint32_t dreg, key, level; };
struct insn_fib { struct insn h; uint32_t dreg, result, flags; };
struct insn_osf { struct insn h; uint32_t dreg, flags; uint8_t ttl; };
struct insn_xfrm { struct insn h; uint32_t dreg, key, spnum; uint8_t dir; };
struct insn_tunnel { struct insn h; uint32_t dreg, key, mode; };
struct insn_numgen { struct insn h; uint32_t dreg, modulus, type, offset; };
struct insn_hash { struct insn h; uint32_t sreg, dreg, len, modulus, seed, offset, type; };
struct insn_inner { struct insn h; uint32_t num, type, flags, hdrsize; const struct prog *expr; };
struct insn_counter { struct insn h; uint64_t bytes, packets; };
struct insn_limit { struct insn h; uint64_t rate, unit; uint32_t burst, type, flags; };
struct insn_quota { struct insn h; uint64_t bytes, consumed; uint32_t flags; };
struct insn_connlimit { struct insn h; uint32_t count, flags; };
struct insn_last { struct insn h; uint32_t set; uint64_t msecs; };
struct insn_log { struct insn h; const char *prefix; uint32_t snaplen, level, flags; uint16_t group, qthreshold; };
struct insn_reject { struct insn h; uint32_t type; uint8_t code; };
struct insn_nat {
	struct insn h;
	uint32_t type, family, addr_min, addr_max, proto_min, proto_max, flags;
};
struct insn_masq { struct insn h; uint32_t flags, proto_min, proto_max; };
struct insn_redir { struct insn h; uint32_t proto_min, proto_max, flags; };
struct insn_tproxy { struct insn h; uint32_t family, addr, port; };
struct insn_synproxy { struct insn h; uint32_t flags; uint16_t mss; uint8_t wscale; };
struct insn_queue { struct insn h; uint32_t sreg_qnum; uint16_t num, total, flags; };
struct insn_dup { struct insn h; uint32_t addr, dev; };
struct insn_fwd { struct insn h; uint32_t dev, addr, nfproto; };
struct insn_notrack { struct insn h; };
struct insn_flow { struct insn h; const char *table; };
struct insn_objref { struct insn h; uint32_t type, sreg, set_id; const char *name, *set; };
struct insn_xt { struct insn h; const char *name; uint32_t rev; struct span info; }; /* match, target */
struct insn_unknown { struct insn h; const char *name; struct span data; };

/* cmp ops, range ops, bitwise ops, lookup and dynset codes: kernel numbers. */
enum { CMP_EQ, CMP_NEQ, CMP_LT, CMP_LTE, CMP_GT, CMP_GTE };
enum { BITWISE_MASK_XOR, BITWISE_LSHIFT, BITWISE_RSHIFT, BITWISE_AND, BITWISE_OR, BITWISE_XOR };

#define INSN_WORDS(ID, type) [INSN_##ID] = (sizeof(struct insn_##type) + 7) / 8
/* The size of each struct in 8-byte units; here, so that adding one of a known kind is plain stores. */
static const uint8_t insn_words[INSN_N] = {
	[INSN_NONE] = (sizeof(struct insn) + 7) / 8,
	INSN_WORDS(IMMEDIATE, immediate), INSN_WORDS(CMP, cmp), INSN_WORDS(RANGE, range),
	INSN_WORDS(BITWISE, bitwise), INSN_WORDS(BYTEORDER, byteorder),
	INSN_WORDS(LOOKUP, lookup), INSN_WORDS(DYNSET, dynset), INSN_WORDS(PAYLOAD, payload),
	INSN_WORDS(EXTHDR, exthdr), INSN_WORDS(META, meta), INSN_WORDS(CT, ct),
	INSN_WORDS(RT, rt), INSN_WORDS(SOCKET, socket), INSN_WORDS(FIB, fib),
	INSN_WORDS(OSF, osf), INSN_WORDS(XFRM, xfrm), INSN_WORDS(TUNNEL, tunnel),
	INSN_WORDS(NUMGEN, numgen), INSN_WORDS(HASH, hash), INSN_WORDS(INNER, inner),
	INSN_WORDS(COUNTER, counter), INSN_WORDS(LIMIT, limit), INSN_WORDS(QUOTA, quota),
	INSN_WORDS(CONNLIMIT, connlimit), INSN_WORDS(LAST, last), INSN_WORDS(LOG, log),
	INSN_WORDS(REJECT, reject), INSN_WORDS(NAT, nat), INSN_WORDS(MASQ, masq),
	INSN_WORDS(REDIR, redir), INSN_WORDS(TPROXY, tproxy), INSN_WORDS(SYNPROXY, synproxy),
	INSN_WORDS(QUEUE, queue), INSN_WORDS(DUP, dup), INSN_WORDS(FWD, fwd),
	INSN_WORDS(NOTRACK, notrack), INSN_WORDS(FLOW, flow), INSN_WORDS(OBJREF, objref),
	INSN_WORDS(MATCH, xt), INSN_WORDS(TARGET, xt),
	INSN_WORDS(UNKNOWN, unknown),
};

struct insn_desc {
	char name[16];                 /* the kernel's expression name */
	uint8_t name_size;             /* with the NUL */
	bool special;                  /* sent otherwise than shown (wire/put_rows.c) */
	uint8_t row_n;
	const struct attr_row *rows;   /* ends with attr 0, kind ATTR_END */
	/* Text between the brackets of the instruction listing after the name; NULL: from rows. */
	void (*list)(struct out *out, const struct insn *insn);
};
extern const struct insn_desc insn_descs[INSN_N];
enum insn_id insn_by_name(struct span name); /* INSN_UNKNOWN when not known */

/*
 * prog: instructions packed one after the other. A prog is built in one pool and then read-only.
 */
struct prog {
	struct pool *pool;
	uint8_t *code;
	uint32_t size, cap; /* bytes */
	uint32_t n;         /* instructions */
	bool borrowed;      /* code is the builder's room, not the pool's */
};

struct prog *prog_new(struct pool *pool);
/*
 * Most progs are short: one is built in room that its builder has on the stack, and prog_finish
 * makes a copy of just its size in the pool.
 */
struct prog_room { uint64_t words[192]; };
void prog_begin(struct prog *prog, struct pool *pool, struct prog_room *room);
struct prog *prog_finish(const struct prog *prog);
void prog_grow(struct prog *prog, uint32_t size);
/* Append a zeroed instruction of kind `id`; the pointer is valid until the next append. */
static inline void *prog_add(struct prog *prog, enum insn_id id)
{
	uint32_t size = insn_words[id] * 8u;
	struct insn *insn;

	if (prog->cap - prog->size < size)
		prog_grow(prog, size);
	insn = memset(prog->code + prog->size, 0, size);
	insn->id = (uint8_t)id;
	insn->words = insn_words[id];
	prog->size += size;
	prog->n++;
	return insn;
}
static inline const struct insn *prog_first(const struct prog *p)
{
	return p && p->n ? (const struct insn *)p->code : NULL;
}
static inline const struct insn *prog_next(const struct prog *p, const struct insn *i)
{
	const uint8_t *next = (const uint8_t *)i + i->words * 8u;
	return next < p->code + p->size ? (const struct insn *)next : NULL;
}
#define prog_each(i, prog) for (i = prog_first(prog); i; i = prog_next(prog, i))
void insn_give_row(struct insn *insn, size_t offset);
/* Mark the attribute of `member` as given: INSN_GIVE(insn, struct insn_log, group). */
static inline void insn_give(struct insn *insn, size_t offset)
{
	const struct insn_desc *desc = &insn_descs[insn->id];
	size_t likely = (offset - sizeof(struct insn)) / sizeof(uint32_t); /* rows follow members */

	if (likely < desc->row_n && desc->rows[likely].offset == offset)
		insn->given |= 1u << likely;
	else
		insn_give_row(insn, offset);
}
bool insn_gave(const struct insn *insn, size_t offset);
#define INSN_GIVE(i, type, member) insn_give((struct insn *)(i), offsetof(type, member))
#define INSN_GAVE(i, type, member) insn_gave((const struct insn *)(i), offsetof(type, member))

/* Whether an attribute is sent: given, or always, or a member of `base` that is not empty. */
static inline bool row_has(const struct attr_row *row, const void *base, bool given)
{
	const void *member = (const char *)base + row->offset;

	if (row->kind <= ATTR_REG)
		return row->always || given;
	switch ((enum attr_kind)row->kind) {
	case ATTR_STR:
	case ATTR_PROG:
	case ATTR_ONE:
		return *(const void *const *)member;
	case ATTR_DATA:
		return row->always || ((const struct data *)member)->size ||
		       ((const struct data *)member)->verdict;
	case ATTR_BLOB:
		return row->always || ((const struct span *)member)->n;
	case ATTR_FLAG:
		return *(const bool *)member;
	case ATTR_END:
	case ATTR_U8:
	case ATTR_U16:
	case ATTR_U32:
	case ATTR_U64:
	case ATTR_S32:
	case ATTR_REG:
	case ATTR_NEST:
		break;
	}
	return row->always || given;
}
static inline bool insn_has(const struct insn *insn, unsigned row)
{
	return row_has(&insn_descs[insn->id].rows[row], insn, insn->given >> row & 1);
}

/*
 * Equal but for state: counters, quota consumed, last used, and set ids are ignored. Anonymous sets
 * and chains (names that begin with two underscores) are equal by kind; their content is the
 * caller's to compare.
 */
bool prog_same(const struct prog *a, const struct prog *b);
/* Every byte of a prog and what it points to, copied into another pool. */
struct prog *prog_copy(struct pool *pool, const struct prog *from);

/* The `--debug=netlink` text (form of libnftnl 1.3.1), one line per instruction, two blanks first. */
void prog_list(struct out *out, const struct prog *prog);
void insn_list(struct out *out, const struct insn *insn);
void data_list(struct out *out, const struct data *data);

#endif
