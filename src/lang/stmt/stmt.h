/*
 * stmt: what the files of this folder share. Each is one statement: its struct, clause rows,
 * constructors, passes and descriptor.
 */
#ifndef WEIR_LANG_STMT_STMT_H
#define WEIR_LANG_STMT_STMT_H

#include "ast/clause.h"
#include "json/json.h"
#include "lang/registry.h"
#include "pass/eval.h"
#include "pass/lower.h"
#include "pass/print.h"
#include "pass/raise.h"

/*
 * Byte counts are shown in the largest of bytes, kbytes, mbytes that divides them; periods have a
 * name each (units.c).
 */
const char *size_split(uint64_t bytes, uint64_t *count);
/* False: no such unit. *factor: bytes per unit. */
bool size_unit(struct span unit, uint64_t *factor);
const char *period_name(uint64_t seconds);
bool period_seconds(struct span name, uint64_t *seconds);

/*
 * Arguments: addresses, ports and devices that statements take (argument.c). A single value or
 * something computed; ranges and prefixes only where `_range` says so.
 */
const struct type *address_type(unsigned family);    /* FAMILY_IP, FAMILY_IP6 */
unsigned address_bits(unsigned family);
bool argument_address(struct eval *ev, struct expr **e, unsigned family);
bool argument_address_range(struct eval *ev, struct expr **e, unsigned family);
bool argument_port(struct eval *ev, struct expr **e);
bool argument_port_range(struct eval *ev, struct expr **e);
bool argument_device(struct eval *ev, struct expr **e);
/*
 * The family of an argument in tables of several: as given, else what the rule has fixed. False
 * with a message when there is none though `needed`, or when it is another.
 */
bool argument_family(struct eval *ev, const char *statement, struct loc loc, bool needed,
		     unsigned *family);
/* The network header that the table's family or else the rule has fixed; NULL: not known. */
const struct proto *argument_network(const struct dep *dep);
/* Whether the rule has fixed a transport protocol with ports, or a choice of such. */
bool argument_has_transport(const struct eval *ev);
/* NULL: no such value. `max`: register of the upper end; the same as `min` or 0: none. */
struct expr *argument_raise_address(struct raise *r, unsigned reg, unsigned family);
struct expr *argument_raise_addresses(struct raise *r, unsigned min, unsigned max, unsigned family);
struct expr *argument_raise_ports(struct raise *r, unsigned min, unsigned max);
struct expr *argument_raise_device(struct raise *r, unsigned reg);
/* `1.1.1.1:80`, `[::1]:80`, `:80`: either may be NULL. `brackets`: [::1] without a port too. */
void argument_print_endpoint(struct print *p, const struct expr *address, const struct expr *port,
			     bool brackets);
/* Members of a JSON statement; `may`: NULL (0) when absent. */
bool json_must_expr(struct reader *r, struct json_t *object, const char *name, struct expr **e);
bool json_may_expr(struct reader *r, struct json_t *object, const char *name, struct expr **e);
bool json_may_family(struct reader *r, struct json_t *object, unsigned *family);
void json_pair_expr(struct writer *w, struct print *p, const char *name, const struct expr *e);

/* JSON that names an object or a map of names, where a statement could stand (objref.c). */
bool objref_is_json(const struct json_t *value);
struct stmt *objref_json_in(struct reader *r, struct loc loc, struct json_t *value);

/* The element of a JSON set update: member `name` with key and timeout, and "stmt" (setop.c). */
bool elem_json_in(struct reader *r, struct json_t *object, const char *name,
		  struct elem_expr **elem);

/* `rate [over ]N/UNIT[ burst N UNIT]`, `[over ]N UNIT[ used N UNIT]`: shared with the objects. */
void limit_print_spec(struct out *out, const struct object_limit *limit, bool default_burst);
void quota_print_spec(struct out *out, const struct object_quota *quota, bool used);
/* Their flag, LIMIT_INV, QUOTA_INV: `over`. */
enum { STATE_OVER = 1 };
enum { LIMIT_PACKETS = 0, LIMIT_BYTES = 1, LIMIT_BURST_DEFAULT = 5 };
enum {
	SYNPROXY_MSS = 1,
	SYNPROXY_WSCALE = 2,
	SYNPROXY_SACK_PERM = 4,
	SYNPROXY_TIMESTAMP = 8,
	SYNPROXY_FLAGS = 15,
	SYNPROXY_WSCALE_MAX = 14,
};

#endif
