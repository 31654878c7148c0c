/*
 * model: what the files of the offline kernel share: its state, the open transaction with its undo
 * journal, and the queue of answers.
 */
#ifndef WEIR_KERNEL_MODEL_H
#define WEIR_KERNEL_MODEL_H

#include <errno.h>

#include "kernel/kernel.h"
#include "ruleset/ruleset.h"
#include "wire/code.h"

/* One step back: undo(a, b, number) restores what a change took away. */
struct undo {
	void (*back)(void *a, void *b, uint64_t number);
	void *a, *b;
	uint64_t number;
};

/* What listeners are told when the transaction commits. */
struct event {
	uint16_t type;         /* MSG_NEW* or MSG_DEL* */
	uint16_t flags;        /* of the request: NLM_F_* */
	uint32_t sequence;
	uint32_t family;
	enum object_kind kind;
	void *thing;
	struct elems *elems;   /* KIND_ELEMENT */
};

struct txn {
	bool open, failed;
	uint32_t sequence;
	VEC(struct undo) journal;
	VEC(struct event) events;
};

struct model {
	struct transport t;    /* first: the transport is the model */
	struct pool *pool;     /* the state's */
	struct ruleset *state;
	uint64_t table_handles;
	char *path;
	size_t kept_size;      /* of pool after the last compaction */
	struct txn txn;
	struct pool *answer_pool;
	struct messages answers;
	bool delivered;        /* the answers have been given out */
	bool subscribed;
	const uint8_t *culprit; /* attribute that an error is about, or NULL */
};

/* Per table, in table->extra. */
struct table_state {
	uint64_t handles;
	unsigned set_names, chain_names;
};

/* A request: one message, with what every handler needs of it. */
struct request {
	struct model *model;
	const struct nlmsghdr *message;
	uint16_t type;         /* MSG_* */
	uint16_t flags;
	uint32_t family;
	struct attrs attrs;
	struct table *table;   /* named by attribute 1, when it exists */
	bool stored;           /* read back from a file, with the handles that things had */
};

/* Handlers give 0 or an errno; model->culprit says which attribute it is about. */
int txn_table(struct request *q);
int txn_chain(struct request *q);
int txn_flowtable(struct request *q);
int txn_object(struct request *q);
int txn_rule(struct request *q);
void txn_empty_chain(struct request *q, struct chain *chain); /* all its rules go */
int txn_set(struct request *q);
int txn_elements(struct request *q);

void txn_begin(struct model *model, uint32_t sequence);
void txn_commit(struct model *model);
void txn_abort(struct model *model);
void txn_undo(struct model *model, void (*back)(void *, void *, uint64_t), void *a, void *b,
	      uint64_t number);
void txn_event(struct request *q, uint16_t type, enum object_kind kind, void *thing,
	       struct elems *elems);
/* A 32-bit field, or a pointer, with its old value on the journal. */
void txn_set_u32(struct model *model, uint32_t *field, uint32_t value);
void txn_set_pointer(struct model *model, void **field, void *value);
/* Blame an attribute of the request. Returns the error. */
int blame(struct request *q, uint16_t attr, int error);
uint64_t next_handle(struct table *table);
/* Put a thing back into its list, where its handle says. */
#define file_by_handle(pool, vec, thing)                                                          \
	do {                                                                                      \
		size_t file_i;                                                                    \
		*vec_push((pool), (vec)) = (thing);                                               \
		for (file_i = (vec)->n - 1; file_i > 0; file_i--) {                               \
			if ((vec)->v[file_i - 1]->handle <= (thing)->handle)                      \
				break;                                                            \
			(vec)->v[file_i] = (vec)->v[file_i - 1];                                  \
			(vec)->v[file_i - 1] = (thing);                                           \
		}                                                                                 \
	} while (0)
static inline bool request_excludes(const struct request *q)
{
	return q->flags & NLM_F_EXCL;
}
static inline bool request_removes(const struct request *q, uint16_t del, uint16_t destroy)
{
	return q->type == del || q->type == destroy;
}

/* check.c: what Linux refuses. */
int check_chain_type(const struct chain *chain);
int check_rule(struct request *q, struct chain *chain, struct rule *rule);
/* State that a set declares or an update makes: 0 or what the kernel refuses it with. */
int check_state(const struct prog *prog);
int check_elements(struct request *q, const struct set *set, const struct elems *elems);
int check_object(const struct table *table, const struct object *object);
/* Jumps from base chains: too deep or round in circles. *rule: where it shows. */
int check_table(struct table *table, const struct rule **rule);
bool set_is_used(const struct set *set, const struct rule *except);
bool chain_is_used(const struct chain *chain);
bool object_is_used(const struct object *object);
bool flowtable_is_used(const struct flowtable *flowtable);

/* dump.c: questions. */
int answer_get(struct request *q);
void put_thing(struct messages *m, enum object_kind kind, uint16_t type, uint16_t flags,
	       uint32_t sequence, uint32_t generation, uint32_t family, const void *thing);
void put_elements(struct messages *m, uint16_t type, uint16_t flags, uint32_t sequence,
		  uint32_t generation, const struct set *set, const struct elems *elems);
void put_generation(struct messages *m, uint32_t sequence, uint32_t generation);
/* notify: the events of a committed transaction, to whoever asked. */
void notify(struct model *model);

/* reset.c: counters and what quotas have used, to zero. */
void reset_rule(struct rule *rule);
void reset_object(struct object *object);
void reset_elements(struct elems *elems);

/* store.c: the state as a file of messages. */
bool store_load(struct model *model, const char **why);
bool store_save(struct model *model);
/* Drop what transactions left behind, when it is most of the memory. */
void store_compact(struct model *model);
/* Apply one message of a file: like a request that cannot fail. */
int server_apply(struct request *q);
void model_fresh(struct model *model);

#endif
