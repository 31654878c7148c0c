/*
 * source: the inputs of a run, and where in them something is.
 *
 * Every input (file, buffer, standard input, include) is read whole and gets a base in one global
 * offset space, so a location is two offsets and needs no file pointer. Line, column and the
 * quoted line are computed only when a message is printed.
 */
#ifndef WEIR_BASE_SOURCE_H
#define WEIR_BASE_SOURCE_H

#include <time.h>

#include "base/str.h"
#include "base/vec.h"

/* Bytes at..end-1 of the global offset space; {0,0} is "nowhere". */
struct loc {
	uint32_t at, end;
};

static inline struct loc loc_join(struct loc a, struct loc b)
{
	return !a.end ? b : !b.end ? a
		: (struct loc){ a.at < b.at ? a.at : b.at, a.end > b.end ? a.end : b.end };
}

enum source_kind { SOURCE_BUFFER, SOURCE_FILE, SOURCE_JSON };

struct source {
	const char *name;   /* shown in messages; NULL for a command-line buffer */
	char *text;         /* size bytes, then two NULs (what flex scans in place); NULL: at rest */
	uint32_t size, base;
	enum source_kind kind;
	struct loc parent;  /* the include statement that brought it */
	uint32_t *lines;    /* offsets of line starts, made on first use */
	uint32_t line_n;
	bool regular;       /* a file that can be read again, if it is still this one: */
	uint64_t inode;
	struct timespec changed;
	VEC(const char *) pointers; /* SOURCE_JSON: item i says what the offset base + i stands for */
	/* SOURCE_JSON: a place that ends N + 2 behind its begin is this member of what stands there. */
	const char *const *members;
	struct source *next;
};

struct sources {
	struct pool *pool;
	struct source *first, *last;
	uint32_t next_base; /* starts at 1: offset 0 stays "nowhere" */
};

void sources_init(struct sources *sources, struct pool *pool);
/* Adds a copy of the text. NULL: the offset space (4 GB) is full. */
struct source *source_add(struct sources *sources, enum source_kind kind, const char *name,
			  struct span text, struct loc parent);
/* Reads a whole file or FIFO; NULL with errno set on failure (EISDIR for a non-regular file). */
struct source *source_read(struct sources *sources, const char *path, bool fifo_ok,
			   struct loc parent);
/*
 * Give the memory of large files back: from now on their text is wanted for messages only, and read
 * again then. If the file has changed meanwhile, blanks stand for it.
 */
void sources_rest(struct sources *sources);
struct source *source_find(const struct sources *sources, uint32_t at);
/* The text of a location (in place); empty if nowhere. */
struct span source_text(const struct sources *sources, struct loc loc);

struct source_place {
	const struct source *source;
	uint32_t line, column, column_end; /* from 1, column_end inclusive, clipped to the line */
	struct span text;                  /* the whole line, without newline */
};
bool source_place(struct sources *sources, struct loc loc, struct source_place *place);

#endif
