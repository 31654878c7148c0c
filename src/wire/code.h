/*
 * code: things of a ruleset to and from the attributes of their messages. The same functions serve
 * both sides of the seam: what we ask for (`op` says where it came from) and what a kernel tells
 * (`op` NULL: everything is said, with handles and use counts).
 *
 * Readers fill a struct whose place in a ruleset is the caller's affair; false: malformed. Texts
 * and data are copied into the pool.
 */
#ifndef WEIR_WIRE_CODE_H
#define WEIR_WIRE_CODE_H

#include "ruleset/ruleset.h"
#include "wire/attr.h"

/* Message types of nf_tables, without the subsystem; those that older headers lack too. */
enum {
	MSG_NEWTABLE, MSG_GETTABLE, MSG_DELTABLE, MSG_NEWCHAIN, MSG_GETCHAIN, MSG_DELCHAIN,
	MSG_NEWRULE, MSG_GETRULE, MSG_DELRULE, MSG_NEWSET, MSG_GETSET, MSG_DELSET, MSG_NEWSETELEM,
	MSG_GETSETELEM, MSG_DELSETELEM, MSG_NEWGEN, MSG_GETGEN, MSG_TRACE, MSG_NEWOBJ, MSG_GETOBJ,
	MSG_DELOBJ, MSG_GETOBJ_RESET, MSG_NEWFLOWTABLE, MSG_GETFLOWTABLE, MSG_DELFLOWTABLE,
	MSG_GETRULE_RESET, MSG_DESTROYTABLE, MSG_DESTROYCHAIN, MSG_DESTROYRULE, MSG_DESTROYSET,
	MSG_DESTROYSETELEM, MSG_DESTROYOBJ, MSG_DESTROYFLOWTABLE, MSG_GETSETELEM_RESET, MSG_N
};
#define MSG_TYPE(message) ((uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | (message)))
/* Attribute numbers that older headers lack. */
enum { SET_ATTR_TYPE = 19, SET_ATTR_COUNT = 20, DEVICE_ATTR_PREFIX = 2 };

/* The table's name as the op has it, else the table's own. */
static inline const char *code_table_name(const struct table *table, const struct op *op)
{
	return op && op->table_name ? op->table_name : table->name;
}

/* What is put next was made from this place of the op, if there is one and that is asked for. */
static inline void code_at(struct messages *m, const struct op *op, enum op_place place)
{
	if (m->noting && op)
		attr_at(m, op->at[place]);
}

/* code_insn.c, put_rows.c */
void code_put_verdict(struct messages *m, int32_t code, const char *chain, uint32_t chain_id);
bool code_get_data(struct attrs in, struct data *data, struct pool *pool);
/* A list of expressions, or (list false) the one expression of prog. */
void code_put_prog(struct messages *m, const struct prog *prog, bool list);
struct prog *code_get_prog(struct attrs in, bool list, struct pool *pool);

/* code_chain.c */
void code_put_table(struct messages *m, const struct table *table, const struct op *op);
bool code_get_table(struct attrs in, struct table *table, struct pool *pool);
void code_put_chain(struct messages *m, const struct chain *chain, const struct op *op);
bool code_get_chain(struct attrs in, struct chain *chain, struct pool *pool);
void code_put_flowtable(struct messages *m, const struct flowtable *flowtable, const struct op *op);
bool code_get_flowtable(struct attrs in, struct flowtable *flowtable, struct pool *pool);

/* code_rule.c */
void code_put_rule(struct messages *m, const struct rule *rule, const struct op *op);
bool code_get_rule(struct attrs in, struct rule *rule, struct pool *pool);

/* code_set.c */
void code_put_set(struct messages *m, const struct set *set, const struct op *op);
/* Fills key and data specs too, as far as types and sizes tell. */
bool code_get_set(struct attrs in, struct set *set, struct pool *pool);

/* code_obj.c */
void code_put_object(struct messages *m, const struct object *object, const struct op *op);
bool code_get_object(struct attrs in, struct object *object, struct pool *pool);

/*
 * code_elem.c: elements in the kernel's shapes. Records are written from *next on until the list
 * is full; *next is moved on. `null`: an interval set's first gap is marked by an end at 0.
 */
void code_put_elems(struct messages *m, const struct set *set, const struct elems *elems,
		    size_t *next, bool null);
/*
 * A list that asks for record i, or (end) for an interval's end at or behind its first key; false:
 * nothing is put, since there is no such end.
 */
bool code_put_query(struct messages *m, const struct set *set, const struct elems *elems, size_t i,
		    bool end);
/* An empty elems of the shape that the elements of `set` need. */
struct elems *code_new_elems(struct pool *pool, const struct set *set);
/* Whether elements are borders of intervals: those of an interval set of one field. */
bool code_is_tree(const struct set *set, const struct elems *elems);
/* In a set that never changes, an element that begins where another ends is its end too. */
bool code_next_begins(const struct set *set, const struct elems *e, size_t i, const uint8_t *end);
/* What a record of a tree is before folding: the first byte of its hi, which is not known yet. */
enum border { BORDER_START, BORDER_END, BORDER_OPEN /* a start that will have no end */ };
/*
 * Add the elements of a list as they come; interval sets get one record per start and per end
 * until code_fold_elems (code_fold.c) has made ranges of them. False: malformed.
 */
bool code_get_elems(struct attrs in, const struct set *set, struct elems *elems);
void code_fold_elems(const struct set *set, struct elems *elems);
/*
 * Linux tells of each border by itself. Whether the last record is a start whose end is still to
 * come; and adding that end, if it is what `end` holds. Both before folding.
 */
bool code_elems_wait(const struct set *set, const struct elems *elems);
/*
 * The last record is one border of an interval whose other one may follow: Linux tells the start
 * first, but when a set is flushed the end.
 */
bool code_elems_half(const struct set *set, const struct elems *elems);
/* Add the other border; false if `other` is not that. */
bool code_elems_pair(const struct set *set, struct elems *elems, const struct elems *other);
/* The ordinal (from 0, ends not counted) of the element at an offset of message. */
size_t code_elem_at(const struct nlmsghdr *message, uint32_t offset);

/* Whether elements are the first of their set, so that an interval set's first gap is told. */
bool code_starts_set(const struct op *op);
/* code.c: as code_decode (wire/batch.h), but elements are not folded. */
bool code_read(struct ruleset *into, const struct nlmsghdr *message, struct op *op);

/* Text of userdata `comment` TLVs; NULL: none. */
const char *code_comment(struct span userdata, uint8_t type, struct pool *pool);

#endif
