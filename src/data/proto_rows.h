/*
 * proto_rows: notation of header tables. Private to src/data.
 */
#ifndef WEIR_DATA_PROTO_ROWS_H
#define WEIR_DATA_PROTO_ROWS_H

#include "data/proto.h"

/* The field table of a header: row numbers are those of set userdata, row 0 is unused. */
#define FIELDS(table) .fields = (table), .field_n = sizeof(table) / sizeof(*(table))
#define FIELD(field_name, field_type, at, width)                                                  \
	.name = (field_name), .prefix = STR_PREFIX(field_name), .type = &(field_type),            \
	.offset = (at), .bits = (width)
/* The field exists only under these values of the header's `type`. */
#define ONLY(...)                                                                                 \
	.only_types = (const uint8_t[]){ __VA_ARGS__ },                                           \
	.only_type_n = sizeof((const uint8_t[]){ __VA_ARGS__ })
#define LINKS(...) .links = (const struct proto_link[]){ __VA_ARGS__, { 0 } }
/* Fields in the order of trace lines. */
#define TRACE(...)                                                                                \
	.trace_order = (const uint8_t[]){ __VA_ARGS__ },                                          \
	.order_n = sizeof((const uint8_t[]){ __VA_ARGS__ })

#endif
