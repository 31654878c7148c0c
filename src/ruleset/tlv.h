/*
 * tlv: userdata of rules, sets, elements and objects: type, length, value, one byte each (language.md
 * 10). What other programs wrote and we do not understand stays opaque.
 */
#ifndef WEIR_RULESET_TLV_H
#define WEIR_RULESET_TLV_H

#include "base/str.h"

struct tlv {
	struct pool *pool;
	uint8_t *b;
	size_t n, cap;
	bool own; /* what is written is for ourselves only */
};
void tlv_put(struct tlv *tlv, uint8_t type, const void *data, size_t size);
void tlv_put_u32(struct tlv *tlv, uint8_t type, uint32_t number); /* host order, as upstream */
void tlv_put_str(struct tlv *tlv, uint8_t type, const char *text);
size_t tlv_open(struct tlv *tlv, uint8_t type);
void tlv_close(struct tlv *tlv, size_t mark);
/* The TLV `type` directly inside `in`; false: absent or malformed. */
bool tlv_get(struct span in, uint8_t type, struct span *value);
bool tlv_get_u32(struct span in, uint8_t type, uint32_t *number);

enum { TLV_SIZE_MAX = 256 };
enum { UDATA_RULE_COMMENT = 0, UDATA_RULE_EBTABLES = 1 };
enum { UDATA_SET_KEY_ORDER, UDATA_SET_DATA_ORDER, UDATA_SET_MERGE, UDATA_SET_KEY_TYPEOF,
       UDATA_SET_DATA_TYPEOF, UDATA_SET_EXPR, UDATA_SET_DATA_INTERVAL, UDATA_SET_COMMENT,
       /* Ours alone: trees that others cannot read; they pass over records they do not know. */
       UDATA_SET_KEY_OWN = 64, UDATA_SET_DATA_OWN };
enum { UDATA_ELEM_COMMENT = 0, UDATA_ELEM_FLAGS = 1, UDATA_ELEM_FLAG_OPEN = 1 };
enum { UDATA_TABLE_COMMENT = 0, UDATA_TABLE_VERSION = 1, UDATA_TABLE_BUILD = 2 };

#endif
