/*
 * ruleset: the one in-memory form of tables, chains, rules, sets, objects and flowtables. The
 * cache, what a command wants, the offline kernel's state and the two sides of a diff are all of
 * this type; name whose state it is.
 *
 * Everything lives in ruleset->pool. Names are NUL-terminated, interned per ruleset (compare by
 * str_same). Lists are in creation order (kernel handle order).
 */
#ifndef WEIR_RULESET_RULESET_H
#define WEIR_RULESET_RULESET_H

#include "base/vec.h"
#include "set/elems.h"
#include "vm/insn.h"

/* Named things with a handle; order is that of listings where it matters. */
enum object_kind {
	KIND_TABLE, KIND_CHAIN, KIND_RULE, KIND_SET, KIND_ELEMENT, KIND_OBJECT, KIND_FLOWTABLE,
	KIND_RULESET, KIND_GENERATION, KIND_N
};

struct table;

struct chain {
	struct table *table;
	const char *name;
	uint64_t handle;
	uint32_t id;              /* transaction-local id, 0: none */
	uint32_t flags;           /* NFT_CHAIN_* : BASE 1, HW_OFFLOAD 2, BINDING 4 */
	const char *type;         /* base chains: "filter", "nat", "route" */
	uint32_t hook;            /* kernel hook number */
	int32_t priority;
	VEC(const char *) devices; /* in the order given; trailing `*` = prefix */
	bool has_policy;
	uint32_t policy;          /* VERDICT_ACCEPT or VERDICT_DROP */
	uint32_t use;
	const char *comment;
	struct span userdata;     /* opaque, as read */
	VEC(struct rule *) rules;
	void *extra;              /* the owner's (offline kernel, optimizer) */
};
enum { CHAIN_BASE = 1, CHAIN_OFFLOAD = 2, CHAIN_BINDING = 4 };

struct rule {
	struct table *table;
	struct chain *chain;      /* NULL when only chain_name or chain_id is known (messages) */
	const char *chain_name;
	uint32_t chain_id;
	uint64_t handle, position;
	uint32_t id, position_id; /* transaction-local */
	struct prog *prog;
	const char *comment;
	struct span userdata;
	bool has_compat;
	uint32_t compat_proto, compat_flags;
};

enum { SET_ANONYMOUS = 1, SET_CONSTANT = 2, SET_INTERVAL = 4, SET_MAP = 8, SET_TIMEOUT = 0x10,
       SET_EVAL = 0x20, SET_OBJECT = 0x40, SET_CONCAT = 0x80, SET_EXPR = 0x100 };

/* set->data_type of verdict maps (NFT_DATA_VERDICT). */
#define VERDICT_TYPE 0xffffff00u

struct expr;

struct set {
	struct table *table;
	const char *name;
	uint64_t handle;
	uint32_t id, flags;
	uint32_t key_type, data_type; /* packed type numbers as on the wire; 0xffffff00: verdict */
	uint32_t key_size, data_size; /* bytes, as on the wire */
	uint32_t object_type;         /* SET_OBJECT maps: kernel object type */
	struct key_spec key, data;    /* as we understand them; key.n 0: opaque */
	bool has_policy;
	uint32_t policy, size, count; /* size 0: none given; count: elements the kernel reports */
	uint32_t gc_interval;         /* milliseconds; 0: none */
	uint64_t timeout;             /* milliseconds; 0: none */
	bool auto_merge, data_interval;
	const struct expr *key_typeof, *data_typeof; /* AST in this pool, or NULL */
	struct span key_typeof_tlv, data_typeof_tlv; /* userdata form, opaque when not understood */
	bool typeof_is_own; /* these stand where other programs do not look */
	const char *comment;
	struct span userdata;
	struct prog *stmts;           /* stateful instructions declared for every element */
	struct elems *elems;          /* NULL: not loaded */
	uint32_t use;
	bool has_elems;               /* elems is complete (loaded or new) */
	void *extra;
};

struct object {
	struct table *table;
	const char *name;
	uint64_t handle;
	uint32_t type;                /* kernel object type (language.md 8.2) */
	uint32_t use;
	const char *comment;
	struct span userdata;
	void *body;                   /* struct object_<kind> below; NULL: opaque */
	struct span data;             /* nested attributes as read, when opaque */
	void *extra;
};
enum { OBJECT_COUNTER = 1, OBJECT_QUOTA, OBJECT_CT_HELPER, OBJECT_LIMIT, OBJECT_CONNLIMIT,
       OBJECT_TUNNEL, OBJECT_CT_TIMEOUT, OBJECT_SECMARK, OBJECT_CT_EXPECT, OBJECT_SYNPROXY,
       OBJECT_N };

/* Bodies of stateful objects; host order. Wire rows: wire/code_obj.c. */
struct object_counter { uint64_t packets, bytes; };
struct object_quota { uint64_t bytes, consumed; uint32_t flags; };
struct object_limit { uint64_t rate, unit; uint32_t burst, type, flags; };
struct object_connlimit { uint32_t count, flags; };
struct object_secmark { const char *context; };
struct object_synproxy { uint16_t mss; uint8_t wscale; uint32_t flags; };
struct object_ct_helper { const char *name; uint16_t l3proto; uint8_t l4proto; };
enum { CT_TIMEOUT_STATES = 11 };
struct object_ct_timeout {
	uint16_t l3proto; uint8_t l4proto;
	uint32_t given;                       /* bit per state */
	uint32_t seconds[CT_TIMEOUT_STATES];  /* wire order, language.md 8.1 */
};
struct object_ct_expect { uint16_t l3proto; uint8_t l4proto; uint16_t dport; uint32_t timeout; uint8_t size; };
struct tunnel_geneve { uint16_t class; uint8_t type; struct span data; };
struct object_tunnel {
	uint32_t id, flags;
	bool has_ip, has_ip6, has_src, has_dst;
	uint8_t src[16], dst[16];
	uint16_t sport, dport;
	uint8_t ttl, tos;
	enum { TUNNEL_NONE, TUNNEL_VXLAN, TUNNEL_ERSPAN, TUNNEL_GENEVE } kind;
	uint32_t gbp;                         /* vxlan */
	uint32_t version, index, direction, hwid; /* erspan */
	VEC(struct tunnel_geneve) geneve;
};

struct flowtable {
	struct table *table;
	const char *name;
	uint64_t handle;
	bool has_hook;
	uint32_t hook;
	int32_t priority;
	bool has_priority;
	uint32_t flags;               /* HW_OFFLOAD 1, COUNTER 2 */
	uint32_t use;
	VEC(const char *) devices;    /* trailing `*` = prefix */
	VEC(struct loc) device_locs;  /* beside devices, when from source */
	void *extra;
};

struct table {
	struct ruleset *ruleset;
	const char *name;
	uint32_t family;
	uint64_t handle;
	uint32_t flags;               /* DORMANT 1, OWNER 2, PERSIST 4 */
	uint32_t use, owner;
	const char *owner_name;       /* program that holds the owning socket, when known */
	const char *comment;
	struct span userdata;
	VEC(struct chain *) chains;
	VEC(struct set *) sets;       /* sets and maps, anonymous ones too */
	VEC(struct object *) objects;
	VEC(struct flowtable *) flowtables;
	struct map chain_index, set_index, flowtable_index, object_index; /* by name; objects by "type:name" */
	struct map set_ids;           /* transaction-local id -> set */
	void *extra;
};

struct ruleset {
	struct pool *pool;
	struct map words;             /* interned names */
	VEC(struct table *) tables;
	struct map table_index;       /* "family:name" */
	uint32_t generation;
	const char *label;            /* whose state: "kernel", "wanted", ... */
};

struct ruleset *ruleset_new(struct pool *pool, const char *label);
const char *ruleset_word(struct ruleset *ruleset, struct span name); /* intern */

struct table *table_find(const struct ruleset *ruleset, uint32_t family, const char *name);
struct table *table_by_handle(const struct ruleset *ruleset, uint32_t family, uint64_t handle);
/* Each _add creates an empty one and files it; the caller makes sure the name is free. */
struct table *table_add(struct ruleset *ruleset, uint32_t family, const char *name);
void table_remove(struct table *table);
struct chain *chain_find(const struct table *table, const char *name);
struct chain *chain_by_handle(const struct table *table, uint64_t handle);
/* Found, or added. */
struct chain *chain_at(struct table *table, const char *name, bool *is_new);
struct chain *chain_add(struct table *table, const char *name);
void chain_remove(struct chain *chain);
bool chain_rename(struct chain *chain, const char *name); /* false: name in use */
struct rule *rule_by_handle(const struct chain *chain, uint64_t handle);
ptrdiff_t rule_index(const struct rule *rule);            /* in its chain, -1 */
struct rule *rule_add(struct chain *chain, size_t index); /* before the rule now at `index` */
void rule_file(struct chain *chain, struct rule *rule, size_t index); /* the same for one that is made */
void rule_remove(struct rule *rule);
struct set *set_find(const struct table *table, const char *name);
struct set *set_by_handle(const struct table *table, uint64_t handle);
struct set *set_add(struct table *table, const char *name);
void set_remove(struct set *set);
struct object *object_find(const struct table *table, uint32_t type, const char *name);
struct object *object_by_handle(const struct table *table, uint32_t type, uint64_t handle);
struct object *object_add(struct table *table, uint32_t type, const char *name);
void object_remove(struct object *object);
struct flowtable *flowtable_find(const struct table *table, const char *name);
struct flowtable *flowtable_by_handle(const struct table *table, uint64_t handle);
struct flowtable *flowtable_add(struct table *table, const char *name);
void flowtable_remove(struct flowtable *flowtable);

/*
 * op: one change or question, the common currency of lowering, wire, offline kernel, echo, monitor
 * and diff. It points at the thing in its ruleset form and says where in the source it came from.
 */
enum op_verb { OP_ADD, OP_CREATE, OP_INSERT, OP_REPLACE, OP_DELETE, OP_DESTROY, OP_FLUSH, OP_GET,
	       OP_RESET, OP_RENAME };

/* Source places for kernel errors, per part of a message. */
struct merging;

enum op_place { AT_COMMAND, AT_FAMILY, AT_TABLE, AT_NAME, AT_HANDLE, AT_POSITION, AT_SPEC, AT_TYPE, AT_POLICY,
		AT_DEVICES, AT_PLACES };

struct generation {
	uint32_t id, pid;
	const char *name;             /* of the process that made it, or NULL */
};

struct op {
	struct op *next;
	uint8_t verb;                 /* enum op_verb */
	uint8_t kind;                 /* enum object_kind */
	uint32_t family;
	const char *table_name;
	union {
		struct table *table;      /* may be NULL for a flush of everything */
		struct chain *chain;
		struct rule *rule;
		struct set *set;          /* KIND_SET; KIND_ELEMENT: set->name/table and elems below */
		struct object *object;
		struct flowtable *flowtable;
		struct generation *generation;
	};
	struct elems *elems;          /* KIND_ELEMENT: what to add, delete, get, reset */
	const char *new_name;         /* OP_RENAME */
	uint32_t sequence;            /* netlink sequence number given when encoded (first message) */
	uint32_t sequence_end;        /* last message's */
	struct loc at[AT_PLACES];
	int error;                    /* errno the kernel answered, 0: none */
	const char *in_the_way;       /* the element for which it refused another, or NULL */
	bool by_handle;               /* deletes: named by handle, not by name */
	bool joined;                  /* elements of several commands, not yet in order */
	struct merging *merging;      /* evaluation of a set that merges: what they do to it */
	bool only_devices;            /* deletes of chain, flowtable: only the devices it lists */
};
struct ops {
	struct pool *pool;
	struct op *first, **last;
	size_t n;
};
void ops_init(struct ops *ops, struct pool *pool);
struct op *op_add(struct ops *ops, enum op_verb verb, enum object_kind kind);
struct op *op_append(struct ops *ops, struct op *op); /* one that is made */

#endif
