/*
 * diag: error messages. Report where you detect, once; return false; the caller adds nothing.
 *
 * Form (cli-and-output, section 2): `NAME:LINE:COL-COL: Error: TEXT`, the quoted line, a line with
 * `^` under the culprit and `~` under related places. Ten errors end a run (DIAG_MAX).
 */
#ifndef WEIR_BASE_DIAG_H
#define WEIR_BASE_DIAG_H

#include "base/out.h"
#include "base/source.h"

enum { DIAG_MAX = 10, DIAG_PLACES = 4 };
enum diag_level { DIAG_ERROR, DIAG_WARNING };

struct diag_message {
	struct diag_message *next;
	const char *text;
	const char *pointer;  /* JSON pointer to the culprit, or NULL */
	enum diag_level level;
	unsigned n;           /* used places; 0: nowhere */
	struct loc loc[DIAG_PLACES]; /* [0] primary, others related */
	bool netlink;         /* printed as "netlink: Error: ..." */
};

struct diag {
	struct pool *pool;
	struct sources *sources;
	struct diag_message *first, **last;
	unsigned errors;
	bool root_hint; /* an EPERM happened: print the hint about root at the end */
};

void diag_init(struct diag *diag, struct pool *pool, struct sources *sources);
/* Record an error at loc ({0,0}: nowhere). Always returns false. */
bool diag_error(struct diag *diag, struct loc loc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A related place of the last message. Always returns false. */
bool diag_also(struct diag *diag, struct loc loc);
/* The JSON pointer (copied) to the culprit of the last message; the first stays. Always false. */
bool diag_pointer(struct diag *diag, const char *pointer);
void diag_warning(struct diag *diag, struct loc loc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* An error of the netlink layer without a place. Always returns false. */
bool diag_netlink(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whether so many errors are recorded that work should stop. */
static inline bool diag_full(const struct diag *diag)
{
	return diag->errors >= DIAG_MAX;
}
/* Write all messages in order, and forget them. */
void diag_print(struct diag *diag, struct out *out);

#endif
