/*
 * stateful: what the files of stateful objects share.
 */
#ifndef WEIR_LANG_OBJECT_STATEFUL_H
#define WEIR_LANG_OBJECT_STATEFUL_H

#include "lang/object/object.h"

#define STATEFUL_VERBS (VERBS_CHANGE | 1u << VERB_LIST)
#define STATEFUL_NEED (NEED_TABLES | NEED_OBJECTS)

/* Add, create, delete, destroy. */
bool stateful_eval(struct eval *ev, struct cmd *cmd);
/* First line of a body; and a line of it: blanks part them in flat form. */
void stateful_comment(struct print *p, const struct object *object);
void stateful_line(struct print *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void stateful_json_comment(struct writer *w, const struct object *object);
/* A body of `size` zeroed bytes for the command; NULL with a message. */
void *stateful_json_body(struct reader *r, struct cmd *cmd, size_t size, struct json_t *value);
/* A member that may be absent (then 0) and is at most max. */
bool stateful_json_number(struct reader *r, struct json_t *value, const char *name, uint64_t max,
			  uint64_t *number);
/* Delete and the like need no body. */
bool stateful_json_names_it_only(const struct cmd *cmd);
/* "tcp", "udp" <-> number; "ip", "ip6", "inet" <-> l3proto (ct objects). */
bool stateful_json_protocol(struct reader *r, struct json_t *value, uint8_t *protocol);
bool stateful_json_family(struct reader *r, struct json_t *value, uint16_t *family);

#endif
