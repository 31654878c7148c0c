/*
 * print: the tree as text. Drivers here, the words of statements, selectors and objects in their
 * descriptors. Printing only reads; raise comes first.
 */
#ifndef WEIR_PASS_PRINT_H
#define WEIR_PASS_PRINT_H

#include "ast/desc.h"

struct print {
	struct out *out;
	struct run *run;
	unsigned flags;             /* OUTPUT_* */
	unsigned family;
	struct table *table;
	bool in_set;                /* elements of a set are being printed */
	bool headers;               /* no rules, no elements: `list chains`, events */
	bool found;                 /* answer to `get element`: no declared statements or comment */
	bool parsed;                /* the tree is not evaluated: numbers have no type yet */
	bool flat;                  /* monitor and echo: one line, `;` instead of newlines */
	uint8_t blocks;             /* anonymous chains around what is printed */
};

void print_init(struct print *p, struct run *run, struct out *out);

void print_expr(struct print *p, const struct expr *e);
/* The chain without a name that a jump goes to (its rules are printed in place), or NULL. */
const struct chain *print_block_of(const struct print *p, const struct verdict_expr *e);
/* A constant as text, through its type. */
void print_value(struct print *p, const struct type *type, unsigned bits, const uint8_t *b);
/* One statement; a list parted by blanks (implied ones are left out). */
void print_stmt(struct print *p, const struct stmt *s);
void print_stmts(struct print *p, const struct stmt *list);
/* From clause rows: for descriptors without a print of their own. */
void print_clauses(struct print *p, const struct stmt *s);
/* Names of the set bits, parted by commas. */
void flags_print(struct out *out, const struct symbol *names, uint64_t bits);
void print_quoted(struct print *p, const char *text);
/* Statements and comment of a rule, without handle and newline. */
void print_rule(struct print *p, const struct rule *rule);

/* Key or data of an element (ranges, prefixes, concatenations), straight from packed form. */
void print_key(struct print *p, const struct key_spec *spec, const uint8_t *lo, const uint8_t *hi, bool range);
/* `{ a, b }` with the wrapping of named sets (cli-and-output, 4.3) or flat for anonymous ones. */
void print_elements(struct print *p, const struct set *set, const struct elems *elems);
void print_element(struct print *p, const struct set *set, const struct elems *elems, size_t i);

/*
 * What text and JSON share of elements. field_prefix: the prefix length as which lo..hi is listed
 * (texts: in bits before the `*`), or -1. data_prefix: the same for interval data of one field, where
 * a single address is listed as a prefix too. elems_listed: record indexes in the order of listings;
 * NULL: as they stand. elems_verdict, elems_object: the data of a record.
 */
int data_prefix(const struct set *set, const uint8_t *lo, const uint8_t *hi);
int field_prefix(const struct key_field *field, const uint8_t *lo, const uint8_t *hi);
const uint32_t *elems_listed(struct print *p, const struct set *set, const struct elems *elems);
struct verdict_expr elems_verdict(const struct elems *elems, size_t i);
const char *elems_object(const struct elems *elems, size_t i);
/* Output flags for the ends of a range, which are numbers whatever names they have. */
unsigned print_range_flags(unsigned flags);

/* Blocks of a listing (print_ruleset.c); bodies come from the object descriptors. */
void print_table(struct print *p, struct table *table);            /* everything in it */
void print_table_open(struct print *p, const struct table *table); /* `table ip t {` */
void print_table_close(struct print *p);
/* One thing with its braces: `set s {`, body lines, `}`. */
void print_thing(struct print *p, const struct object_desc *desc, const void *thing);
/* `set` or `map`. */
const struct object_desc *print_set_desc(const struct run *run, const struct set *set);
/* The word of an event: add, insert, delete ... */
const char *print_verb(const struct op *op);
/* The descriptor of what an op points at. */
const struct object_desc *op_desc(const struct run *run, const struct op *op);
/* Monitor and echo lines, with newline (cli-and-output, 6). */
void print_event(struct print *p, const struct op *op);
/* A body line: indented and ended by newline, or by `; ` in flat form. */
void print_line_open(struct print *p);
void print_line_close(struct print *p);
void print_comment_line(struct print *p, const char *comment);     /* nothing when NULL */
/* `"a", "b"` in braces with blanks, sorted as given. */
void print_devices(struct print *p, const char *const *names, size_t n);

#endif
