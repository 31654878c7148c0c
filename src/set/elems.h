/*
 * elems: the elements of one set or map, packed: fixed-size records in one allocation, sparse
 * extras beside them. Sorting, merging, overlap checks and differences are linear walks over
 * memcmp order.
 *
 * A record is   lo [hi] [data]   where lo and hi are keys of `key` bytes and data has `data` bytes.
 * A key is a list of fields (one field is a list of one). In a key of several fields each is padded
 * with zeros to a multiple of 4 bytes, as in registers; a single field is not padded. A field is
 * the number, big-endian (base/bytes.h), whatever order the kernel keeps it in; text fields are
 * left-aligned. hi is present when ELEMS_RANGE is set; for a plain key hi equals lo.
 */
#ifndef WEIR_SET_ELEMS_H
#define WEIR_SET_ELEMS_H

#include "base/vec.h"
#include "base/diag.h"
#include "data/type.h"

enum { KEY_FIELDS_MAX = 16, KEY_SIZE_MAX = 64 };

/* What a key or the data of a map consists of. */
struct key_field {
	const struct type *type;
	uint16_t bits;
	uint8_t order;     /* enum order in registers */
};
struct key_spec {
	uint8_t n;
	uint16_t size;     /* bytes of a key in a record and in registers */
	struct key_field field[KEY_FIELDS_MAX];
};
/* Fills spec->size from the fields; false if over KEY_SIZE_MAX bytes. */
bool key_spec_close(struct key_spec *spec);
/* Byte offset and size of field i inside a key. */
unsigned key_field_offset(const struct key_spec *spec, unsigned i);
/* A key in the kernel's byte order <-> as a number; `big` forces network order (interval sets). */
void key_to_wire(const struct key_spec *spec, const uint8_t *key, uint8_t *wire, bool big);
void key_from_wire(const struct key_spec *spec, const uint8_t *wire, uint8_t *key, bool big);

/* Data of a verdict map: verdict code, then an index into elems->chains (uint32 big-endian). */
enum { VERDICT_DATA_SIZE = 8 };

enum elems_flags {
	ELEMS_RANGE = 1,        /* records carry hi */
	ELEMS_DATA = 2,         /* a map with value data */
	ELEMS_VERDICT = 4,      /* data is a verdict */
	ELEMS_OBJECT = 8,       /* data is an object name: index into elems->chains, uint32 */
	ELEMS_DATA_RANGE = 16,  /* data carries lo and hi, each `data / 2` bytes */
	ELEMS_SORTED = 32,      /* in key order, checked by elems_sort */
};

struct prog;

/* What few elements have; sorted by record index after elems_sort. */
struct elem_extra {
	uint32_t index;
	uint8_t given;          /* EXTRA_* */
	bool catchall;          /* the `*` element: its key bytes mean nothing; always last */
	bool end;               /* a lone interval end (from the kernel), gone after folding */
	uint64_t timeout, expires; /* milliseconds */
	const char *comment;
	const struct prog *stmts;  /* per-element stateful instructions */
	struct span userdata;      /* other programs', opaque; includes what is understood */
};
enum { EXTRA_TIMEOUT = 1, EXTRA_EXPIRES = 2, EXTRA_COMMENT = 4, EXTRA_STMTS = 8,
       EXTRA_USERDATA = 16, EXTRA_PREFIX_HINT = 32 };

struct elems {
	struct pool *pool;
	const struct key_spec *spec;   /* of the keys; a copy, only its first n fields */
	uint16_t key, data, stride;
	uint8_t flags;                 /* enum elems_flags */
	size_t n, cap;
	uint8_t *rec;                  /* n * stride bytes */
	uint32_t *at, *end;            /* source offsets per record, or NULL (from the kernel) */
	VEC(struct elem_extra) extra;
	VEC(const char *) chains;      /* names that data refers to */
	struct map *chain_index;
};

struct elems *elems_new(struct pool *pool, const struct key_spec *key, unsigned data_size,
			unsigned flags);
/* Append one zeroed record; the pointer is valid until the next. `loc` {0,0}: no place kept. */
uint8_t *elems_add(struct elems *elems, struct loc loc);
void elems_reserve(struct elems *elems, size_t more);
/* Append record i of elements of the same set, with its place and extra. */
void elems_take(struct elems *to, const struct elems *from, size_t i);
/* Append all records of `from`, which has the same shape, with names and extras. */
void elems_append(struct elems *to, const struct elems *from);
struct elems *elems_copy(struct pool *pool, const struct elems *from);
/* Forget all records and give their memory back. */
void elems_drop(struct elems *elems);
static inline uint8_t *elems_lo(const struct elems *e, size_t i)
{
	return e->rec + i * e->stride;
}
static inline uint8_t *elems_hi(const struct elems *e, size_t i)
{
	return elems_lo(e, i) + (e->flags & ELEMS_RANGE ? e->key : 0);
}
static inline uint8_t *elems_data(const struct elems *e, size_t i)
{
	return elems_hi(e, i) + e->key;
}
struct loc elems_loc(const struct elems *elems, size_t i);
/* The extra of record i; _add makes it. NULL: it has none. Lookup is a binary search. */
struct elem_extra *elems_extra(const struct elems *elems, size_t i);
struct elem_extra *elems_extra_add(struct elems *elems, size_t i);
bool elems_is_catchall(const struct elems *elems, size_t i);
uint32_t elems_name(struct elems *elems, const char *chain_or_object); /* its index */
/* Turn records without hi into records with hi = lo; the same for data. */
void elems_widen(struct elems *elems);
void elems_widen_data(struct elems *elems);

/* Records that have a key: those before the catch-alls. Sorted. */
size_t elems_keyed(const struct elems *elems);
/* Sort by lo, then hi, stably (radix for short keys), catch-all last; extras and offsets move along. */
void elems_sort(struct elems *elems);
/* The order to send and list elements in: sorted, but ranges of several fields as they came. */
void elems_arrange(struct elems *elems);
/*
 * After sorting. Equal keys with equal data collapse into the first (its extra wins when the other
 * has none). False if there are equal keys with different data: they stay, *a and *b tell two.
 */
bool elems_unique(struct elems *elems, size_t *a, size_t *b);
/* Interval sets, single field: false and *a, *b if two records overlap without being equal. */
bool elems_overlap(const struct elems *elems, size_t *a, size_t *b);
/* Join overlapping and adjacent intervals without data (auto-merge, anonymous sets). */
void elems_merge(struct elems *elems);
/* Whether the data of two records mean the same; chains and objects go by name. */
bool elems_same_data(const struct elems *a, size_t i, const struct elems *b, size_t j);
/*
 * What is left of merged intervals when `holes` (merged, too) are cut out, in `left`. False:
 * *missing is the first hole that is not wholly covered.
 */
bool elems_cut(struct elems *left, const struct elems *from, const struct elems *holes,
	       size_t *missing);
/* Same set of records (keys, data), ignoring extras; both sorted. */
bool elems_same(const struct elems *a, const struct elems *b);
/* Records of `to` missing in `from` / of `from` missing in `to`, by callback; both sorted. */
void elems_diff(const struct elems *from, const struct elems *to,
		void (*gone)(void *arg, size_t i), void (*came)(void *arg, size_t i), void *arg);
/* Index of the record that holds `key` (sorted; ranges: between, field by field), or -1. */
ptrdiff_t elems_find(const struct elems *elems, const uint8_t *key);

#endif
