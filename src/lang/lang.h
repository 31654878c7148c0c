/*
 * lang: constructors of statements and selectors, one group per file under lang/expr and lang/stmt.
 * The grammar's actions and the JSON reader build nodes through these and nothing else. They only
 * construct: checks that need types belong to the descriptor's eval. A NULL result means that a
 * message has been recorded.
 */
#ifndef WEIR_LANG_LANG_H
#define WEIR_LANG_LANG_H

#include "ast/clause.h"
#include "ast/desc.h"
#include "data/proto.h"

extern const struct lang lang_weir;      /* lang/registry.c; pass to lang_init once per context */
void lang_init(struct lang *lang);       /* a copy of the registry with the tables filled in */

/* ---- selectors (lang/expr) ---- */
/* payload.c. `tunnel`: outer header of an inner match (vxlan ...), or NULL. */
struct expr *payload_new(struct run *run, struct loc loc, const struct proto *tunnel,
			 const struct proto *proto, const struct field *field);
struct expr *payload_raw(struct run *run, struct loc loc, enum layer base, unsigned offset, unsigned bits);
/* exthdr.c. field NULL: existence. `index`: addr[N], sid[N]; 0: none. */
struct expr *exthdr_new(struct run *run, struct loc loc, const struct exthdr *header,
			const struct field *field, unsigned index);
/* `tcp option @K,off,len` (bits), `tcp option N exists`, `dccp option N`. bits 0: existence. */
struct expr *exthdr_raw(struct run *run, struct loc loc, enum exthdr_op op, unsigned type,
			unsigned offset, unsigned bits);
const struct key *meta_key(struct span name);
struct expr *meta_new(struct run *run, struct loc loc, const struct key *key);
/* load_next of struct lang (ast/desc.h). */
struct expr *meta_next(struct run *run, struct loc loc, const struct proto *tunnel, const struct proto *upper);
/* The header that a match of a meta key with a constant announces (`meta l4proto tcp`); NULL: none. */
const struct proto *meta_announced(const struct match_stmt *m);
/* ct.c. direction: -1 none, 0 original, 1 reply. family: 0, FAMILY_IP, FAMILY_IP6 (ct original ip saddr). */
const struct key *ct_key(struct span name, unsigned family);
struct expr *ct_new(struct run *run, struct loc loc, const struct key *key, int direction);
const struct key *rt_key(struct span name, unsigned family);
struct expr *rt_new(struct run *run, struct loc loc, const struct key *key);
const struct key *socket_key(struct span name);
struct expr *socket_new(struct run *run, struct loc loc, const struct key *key, unsigned level);
/* fib.c. flags: NFTA_FIB_F_*; result: "oif", "oifname", "type", "check". */
struct expr *fib_new(struct run *run, struct loc loc, unsigned flags, struct span result);
/* osf.c. ttl: 0 none, 1 loose, 2 skip. */
struct expr *osf_new(struct run *run, struct loc loc, unsigned ttl, bool version);
/* xfrm.c (`ipsec`). family 0: reqid, spi. */
struct expr *xfrm_new(struct run *run, struct loc loc, bool out, unsigned spnum, struct span key, unsigned family);
const struct key *tunnel_key(struct span name);
struct expr *tunnel_new(struct run *run, struct loc loc, const struct key *key);
struct expr *numgen_new(struct run *run, struct loc loc, bool random, uint64_t modulus, uint64_t offset);
/* hash.c. expr NULL: symhash. */
struct expr *hash_new(struct run *run, struct loc loc, struct expr *expr, uint64_t modulus,
		      uint64_t seed, bool has_seed, uint64_t offset);

/* ---- statements (lang/stmt) ---- */
struct stmt *match_stmt_new(struct run *run, struct loc loc, enum relation rel, struct expr *left, struct expr *right);
struct stmt *match_masked_new(struct run *run, struct loc loc, enum relation rel, struct expr *left,
			      struct expr *value, struct expr *mask); /* tcp flags syn / syn,ack */
struct stmt *verdict_stmt_new(struct run *run, struct loc loc, struct expr *verdict);
struct stmt *vmap_stmt_new(struct run *run, struct loc loc, struct expr *key, struct expr *map);
/* assign.c: meta/ct/payload/exthdr set; one statement kind for all settable selectors. */
struct stmt *assign_new(struct run *run, struct loc loc, struct expr *target, struct expr *value);
struct stmt *notrack_new(struct run *run, struct loc loc);
struct stmt *flow_new(struct run *run, struct loc loc, struct name_at flowtable);
struct stmt *optstrip_new(struct run *run, struct loc loc, const struct exthdr *option, unsigned kind);

struct stmt *counter_new(struct run *run, struct loc loc);
void counter_packets(struct stmt *s, uint64_t packets);
void counter_bytes(struct stmt *s, uint64_t bytes);
/* limit.c. `unit` seconds per period (1, 60, 3600, 86400, 604800). size_unit: 0 packets, 1, 1024, 1048576. */
struct stmt *limit_new(struct run *run, struct loc loc, bool over, uint64_t rate, uint64_t size_unit, uint64_t unit);
bool limit_burst(struct run *run, struct stmt *s, struct loc loc, uint64_t burst, uint64_t size_unit);
struct stmt *quota_new(struct run *run, struct loc loc, bool over, uint64_t bytes);
void quota_used(struct stmt *s, uint64_t bytes);
struct stmt *connlimit_new(struct run *run, struct loc loc, bool over, uint64_t count);
struct stmt *last_new(struct run *run, struct loc loc, bool used, uint64_t milliseconds);
struct stmt *log_new(struct run *run, struct loc loc);
bool log_prefix(struct run *run, struct stmt *s, struct loc loc, struct span text); /* $var inside is expanded */
bool log_number(struct run *run, struct stmt *s, struct loc loc, struct span option, uint64_t number);
bool log_level(struct run *run, struct stmt *s, struct loc loc, struct span level);
bool log_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag); /* "tcp sequence", "skuid" ... */
/* reject.c. kind: "icmp", "icmpv6", "icmpx", "tcp reset"; empty: bare. code NULL: default. */
struct stmt *reject_new(struct run *run, struct loc loc, struct span kind, struct expr *code);
/* nat.c. type: "snat", "dnat", "masquerade", "redirect". family 0: none named. */
enum nat_form { NAT_PLAIN, NAT_INTERVAL = 1, NAT_PREFIX = 2, NAT_CONCAT = 4 };
struct stmt *nat_new(struct run *run, struct loc loc, struct span type, unsigned family, unsigned form);
void nat_address(struct stmt *s, struct expr *address); /* value, RANGE, PREFIX, MAP, selector ... */
void nat_port(struct stmt *s, struct expr *port);
bool nat_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag);
struct stmt *tproxy_new(struct run *run, struct loc loc, unsigned family, struct expr *address, struct expr *port);
struct stmt *synproxy_new(struct run *run, struct loc loc);
bool synproxy_option(struct run *run, struct stmt *s, struct loc loc, struct span option, uint64_t number);
/* queue.c. number: VALUE, RANGE or an expression; NULL: 0. */
struct stmt *queue_new(struct run *run, struct loc loc, struct expr *number);
bool queue_flag(struct run *run, struct stmt *s, struct loc loc, struct span flag);
void queue_number(struct stmt *s, struct expr *number);
struct stmt *dup_new(struct run *run, struct loc loc, struct expr *to, struct expr *device);
struct stmt *fwd_new(struct run *run, struct loc loc, unsigned family, struct expr *to, struct expr *device);
/* objref.c. word: "counter", "quota", "limit", "synproxy", "tunnel", "ct helper", "ct timeout",
 * "ct expectation", "secmark". name: SYMBOL, VARIABLE or MAP. */
struct stmt *objref_new(struct run *run, struct loc loc, struct span word, struct expr *name);
/* setop.c. op 0 add, 1 update, 2 delete; elem: ELEM (key, timeout, stmts); data: NULL for sets. */
struct stmt *setop_new(struct run *run, struct loc loc, unsigned op, struct expr *set, struct expr *elem, struct expr *data);
/* meter.c (legacy): declares the set, then is a set update. */
struct stmt *meter_new(struct run *run, struct loc loc, struct name_at name, struct number_at size, struct expr *elem);
struct stmt *xt_new(struct run *run, struct loc loc, struct span kind, struct span name);

#endif
