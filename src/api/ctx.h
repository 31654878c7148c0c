/*
 * ctx: the library context: streams, flags, names, include paths, definitions that outlive a run.
 * No process-wide state: everything hangs off struct nft_ctx.
 */
#ifndef WEIR_API_CTX_H
#define WEIR_API_CTX_H

#include <stdio.h>

#include "ast/run.h"
#include "nftables/libnftables.h"
#include "wire/talk.h"

#define EXPORT __attribute__((visibility("default")))

/* Where text goes: a stream, or memory while buffering. */
struct stream {
	FILE *fp;
	bool buffering;
	char *text;        /* malloc */
	size_t n, cap;
	struct nft_ctx *ctx;
	const char *lost;  /* says that there was no memory for a text, or NULL */
	struct hold *hold; /* what is not given out yet, or NULL */
};

/* "redefine name = value\n", or "undefine name\n"; malloc. */
struct kept_definition {
	char *name, *text;
};

/* What a run is doing, for those who show it. PHASE_NONE: from now on something is written. */
enum phase { PHASE_NONE, PHASE_INPUT, PHASE_RULESET, PHASE_WORK, PHASE_KERNEL };
struct progress {
	void (*tell)(struct progress *progress, enum phase phase);
};

struct nft_ctx {
	struct pool *pool;           /* as long as the context */
	struct pool *run_pool;       /* reset by every run */
	struct pool *scratch;
	struct pool *text_pool;      /* of input that can be read but once; NULL when there is none */
	struct pool *texts;          /* literal runs, until all is evaluated */
	struct pool *passing;        /* rules and elements while they are shown */
	struct pool *fetched;        /* the elements of the set that is shown */
	struct names names;
	struct lang *lang;
	struct stream output, error;
	unsigned output_flags, input_flags, debug, optimize;
	bool dry, lossless;
	char **include_paths;        /* malloc, NULL-terminated */
	size_t include_n;
	char **vars;                 /* malloc: "name=value" */
	size_t var_n;
	struct kept_definition *definitions; /* malloc; oldest first */
	size_t definition_n, prepared_n;     /* those of the run at hand stand behind the kept ones */
	bool applied;                /* the kernel has taken the transaction of this run */
	bool has_fingerprints;       /* the kernel was given those of pf.os */
	bool near_missed;            /* the run begins anew, and reads sets that merge whole */
	struct transport *transport; /* opened at first use */
	struct progress *progress;   /* the command's, or NULL */
	bool offline;
	const char *state;           /* file of the offline kernel, or NULL */
};

void ctx_tell(struct nft_ctx *ctx, enum phase phase);
/* Bytes that the kernel told or was told so far; 0 in other phases. From any thread. */
size_t ctx_bytes(const struct nft_ctx *ctx, enum phase phase);
/* out -> stream. */
void stream_out(struct out *out, struct pool *pool, struct stream *stream);
/* Room for `size` bytes that the system need not be asked for later. */
void stream_reserve(struct stream *stream, size_t size);
/* Says `text` even where there is no memory left. */
void stream_say(struct stream *stream, const char *text);
void stream_write(struct stream *stream, const char *text, size_t n);
/*
 * hold.c: text of `stream` is kept until it is released or dropped. False: no memory, or (release)
 * it could not be kept. An aside is written to another stream before what was held from `at` on; it
 * must last as long.
 */
struct hold;
bool hold_begin(struct stream *stream);
void hold_text(struct hold *hold, const char *text, size_t n);
uint64_t hold_size(const struct hold *hold);
void hold_aside(struct hold *hold, uint64_t at, const char *text);
bool hold_release(struct stream *stream, struct stream *aside);
void hold_drop(struct stream *stream);
/* The transport, opened if need be; false with a message. */
bool ctx_open(struct nft_ctx *ctx, struct diag *diag);
void ctx_close(struct nft_ctx *ctx);

/*
 * What the command line has beyond the public functions: the offline kernel (state: a file, or
 * NULL) and lossless JSON. Not exported from the library.
 */
void ctx_set_offline(struct nft_ctx *ctx, const char *state);
void ctx_set_lossless(struct nft_ctx *ctx, bool lossless);

/* run.c: one source through everything. 0, or -1 with the messages written. */
struct source_spec {
	enum source_kind kind;
	const char *name;          /* NULL: a buffer */
	struct span text;          /* when there is no path */
	const char *path;          /* read this file */
};
int ctx_run(struct nft_ctx *ctx, const struct source_spec *spec);
/* A fresh run in the context's pools, which forget the one before. */
struct run *run_new(struct nft_ctx *ctx);

/*
 * define.c: read what earlier buffers defined; make copies of what this one did, and keep them
 * (which needs no memory); drop it all.
 */
void definitions_read(struct nft_ctx *ctx, struct run *run);
void definitions_prepare(struct nft_ctx *ctx, struct run *run);
void definitions_keep(struct nft_ctx *ctx);
void definitions_free(struct nft_ctx *ctx);

/*
 * named.c: NEED_NAMED becomes the sets and flowtables that the input names, if it names any. One set
 * alone is asked for by its name; when it is not there, need_is_met says no and widens the need.
 */
void need_names(struct run *run, struct need *need);
bool need_is_met(const struct run *run, struct need *need);

/*
 * complete.c: what may follow `text`: words of the grammar, and names that the kernel has; with
 * `reference` those of sets, behind an @. NULL-terminated, valid until the next run; or NULL.
 */
const char **completion_words(struct nft_ctx *ctx, const char *text, bool reference);

/*
 * fetch.c: what listings read as they go. Each begins anew; `foreign` is called before the first
 * rule of a table that holds what only iptables-nft makes. The end tells whether all was read:
 * TALK_AGAIN (what was read does not belong together), TALK_ERROR (errno).
 */
struct fetch *fetch_new(struct nft_ctx *ctx, struct run *run, const struct need *need);
void fetch_begin(struct fetch *fetch, void (*foreign)(void *arg, const struct table *table),
		 void *arg);
enum talk_result fetch_end(struct fetch *fetch);
/* As run->near, run->starts, run->in_the_way. */
struct elems *fetch_near(struct run *run, struct set *set, const struct elems *given, bool remove);
const uint8_t *fetch_starts(struct run *run, const struct set *set, const struct elems *at);
const char *fetch_in_the_way(struct run *run, const struct op *op, size_t i);

/* list.c: list, reset, get and describe. */
struct cmd;
bool answer(struct nft_ctx *ctx, struct run *run, struct cmd *cmd);
bool is_question(const struct cmd *cmd);
/* describe.c */
bool describe(struct run *run, struct cmd *cmd);
/* trace.c: the lines of one step; rules are looked up in run->known. */
struct print;
struct trace;
void trace_show(struct print *p, const struct trace *trace);
/* hooks.c */
bool list_hooks(struct nft_ctx *ctx, struct run *run, struct cmd *cmd);
/* event.c: keep run->known in step with an event. */
void event_file(struct run *run, struct op *op);
/* monitor.c: until interrupted. */
bool monitor(struct nft_ctx *ctx, struct run *run, struct cmd *cmd);
/* debug.c: --debug=netlink. */
void debug_ops(struct run *run, const struct ops *ops);

#endif
