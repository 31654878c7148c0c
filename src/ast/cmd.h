/*
 * cmd: commands as written: a verb, an object descriptor, a handle that names the thing, a body.
 * Text and JSON make the same commands.
 */
#ifndef WEIR_AST_CMD_H
#define WEIR_AST_CMD_H

#include "ast/run.h"
#include "ast/stmt.h"

struct object_desc;

enum verb {
	VERB_ADD, VERB_CREATE, VERB_INSERT, VERB_REPLACE, VERB_DELETE, VERB_DESTROY, VERB_GET,
	VERB_LIST, VERB_RESET, VERB_FLUSH, VERB_RENAME, VERB_MONITOR, VERB_DESCRIBE, VERB_IMPORT,
	VERB_EXPORT, VERB_N
};

struct name_at {
	const char *name;      /* NULL: not given */
	struct loc loc;
};
struct number_at {
	uint64_t number;
	bool given;
	struct loc loc;
};

/* What a command talks about. Names that the object does not use stay NULL. */
struct handle {
	unsigned family;       /* FAMILY_ANY: none named (plural forms) */
	struct loc family_loc;
	struct name_at table, chain, name /* set, map, object, flowtable */, new_name;
	struct number_at handle, position, index;
};

struct chain_body {
	struct name_at type, hook;
	struct expr *priority;          /* SYMBOL (name), VALUE, BINOP of both, VARIABLE */
	struct expr *policy;            /* SYMBOL or VARIABLE; NULL: none */
	struct expr *devices;           /* SETLIT, SYMBOL, VARIABLE; NULL: none */
	bool device_single;             /* `device X` rather than `devices = ...` */
	uint32_t flags;                 /* CHAIN_OFFLOAD */
	const char *comment;
	struct loc loc, priority_loc;
	struct rule_block rules;
	struct chain *known;            /* as filed in run->known, once evaluated */
};

struct flowtable_body {
	struct name_at hook;
	struct expr *priority, *devices;
	uint32_t flags;                 /* HW_OFFLOAD 1, COUNTER 2 */
	struct loc loc, priority_loc, devices_loc;
	struct name_at flag_name;
};

struct set_body {
	bool is_map;
	struct expr *key, *data;        /* typeof: expressions; type: SYMBOLs (CONCAT of them) */
	bool key_is_typeof, data_is_typeof, data_interval;
	struct loc key_loc, data_loc;
	uint32_t object_type;           /* map : counter, quota ...; 0: none */
	bool data_is_verdict;
	uint32_t flags;                 /* SET_* */
	struct number_at timeout, gc_interval, size; /* milliseconds */
	bool has_policy, auto_merge;
	uint32_t policy;
	const char *comment;
	struct stmt *stmts;
	struct expr *elements;          /* SETLIT or VARIABLE; NULL: none */
	struct loc loc;
};

struct table_body {
	uint32_t flags;
	bool has_flags;
	const char *comment;
	struct cmd *first, **last;      /* chains, sets, objects, flowtables: VERB_ADD commands */
	struct loc loc;
};

/* body: one of ruleset.h's object bodies, plus what may be given as an expression. */
struct object_body {
	uint32_t type;                  /* OBJECT_* */
	void *body;
	const char *comment;
	struct loc loc;
};

struct monitor_body { const char *event, *object; bool json; struct loc loc; };

struct cmd {
	struct cmd *next;
	uint8_t verb;                   /* enum verb */
	const struct object_desc *object; /* NULL: describe, import, export */
	bool plural;                    /* `list chains` rather than `list chain` */
	struct handle h;
	struct loc loc;
	bool from_json;
	bool in_block;                  /* stands inside a table block */
	bool bare;                      /* JSON object without a command word: dump format */
	union {
		struct table_body *table;
		struct chain_body *chain;
		struct set_body *set;
		struct flowtable_body *flowtable;
		struct object_body *body;
		struct rule_ast *rule;
		struct expr *elements;  /* element commands: SETLIT or VARIABLE */
		struct expr *describe;
		struct monitor_body *monitor;
		const char *device;     /* list hooks device D */
		void *any;
	};
};

struct cmds {
	struct cmd *first, **last;
};

struct cmd *cmd_new(struct pool *pool, enum verb verb, const struct object_desc *object, struct loc loc);
void cmd_append(struct cmds *cmds, struct cmd *cmd);

#endif
