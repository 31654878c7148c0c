/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnftables: the nft language as a library.
 *
 * A program makes a context, hands it commands as text or JSON, and reads what came of them from
 * streams or buffers. Contexts are independent of each other; one context belongs to one thread at
 * a time. Names, values and symbol versions are those of the established library: programs built
 * for that one run with this one unchanged.
 *
 * Functions that return int say 0 for success and something else for failure; the explanation is in
 * the error stream or buffer. A flag setter replaces the whole set of flags.
 */
#ifndef NFTABLES_LIBNFTABLES_H
#define NFTABLES_LIBNFTABLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

struct nft_ctx;

/* What a context is made with; there is one way so far. */
#define NFT_CTX_DEFAULT 0

/* What goes to the output stream besides the answers, for people who look inside. */
enum nft_debug_level {
	NFT_DEBUG_SCANNER	= 0x01,
	NFT_DEBUG_PARSER	= 0x02,
	NFT_DEBUG_EVALUATION	= 0x04,
	NFT_DEBUG_NETLINK	= 0x08,	/* instructions of rules, elements of sets */
	NFT_DEBUG_MNL		= 0x10,	/* netlink messages, byte by byte */
	NFT_DEBUG_PROTO_CTX	= 0x20,
	NFT_DEBUG_SEGTREE	= 0x40,
};

/* How input is read. */
enum {
	NFT_CTX_INPUT_NO_DNS	= 1 << 0,	/* host names are errors, nothing is resolved */
	NFT_CTX_INPUT_JSON	= 1 << 1,	/* try JSON first; output stays text */
};

/* How answers are written. */
enum {
	NFT_CTX_OUTPUT_REVERSEDNS	= 1 << 0,	/* names for addresses */
	NFT_CTX_OUTPUT_SERVICE		= 1 << 1,	/* names for ports */
	NFT_CTX_OUTPUT_STATELESS	= 1 << 2,	/* no counter values and other state */
	NFT_CTX_OUTPUT_HANDLE		= 1 << 3,	/* "# handle N" after what has one */
	NFT_CTX_OUTPUT_JSON		= 1 << 4,	/* JSON, and tried first on input */
	NFT_CTX_OUTPUT_ECHO		= 1 << 5,	/* what was added, as the kernel has it */
	NFT_CTX_OUTPUT_GUID		= 1 << 6,	/* names for user and group ids */
	NFT_CTX_OUTPUT_NUMERIC_PROTO	= 1 << 7,
	NFT_CTX_OUTPUT_NUMERIC_PRIO	= 1 << 8,
	NFT_CTX_OUTPUT_NUMERIC_SYMBOL	= 1 << 9,
	NFT_CTX_OUTPUT_NUMERIC_TIME	= 1 << 10,
	NFT_CTX_OUTPUT_NUMERIC_ALL	= NFT_CTX_OUTPUT_NUMERIC_PROTO |
					  NFT_CTX_OUTPUT_NUMERIC_PRIO |
					  NFT_CTX_OUTPUT_NUMERIC_SYMBOL |
					  NFT_CTX_OUTPUT_NUMERIC_TIME,
	NFT_CTX_OUTPUT_TERSE		= 1 << 11,	/* sets without their elements */
};

/* Whether rulesets read from files have their rules merged where that changes nothing. */
enum nft_optimize_flags {
	NFT_OPTIMIZE_ENABLED = 0x1,
};

/* flags: NFT_CTX_DEFAULT. The context writes to stdout and stderr. NULL if it cannot be made. */
struct nft_ctx *nft_ctx_new(uint32_t flags);
/* Also frees every buffer that was handed out. */
void nft_ctx_free(struct nft_ctx *ctx);

/* In a dry run everything is checked, by the kernel too, and nothing is changed. */
bool nft_ctx_get_dry_run(struct nft_ctx *ctx);
void nft_ctx_set_dry_run(struct nft_ctx *ctx, bool dry);

uint32_t nft_ctx_get_optimize(struct nft_ctx *ctx);
void nft_ctx_set_optimize(struct nft_ctx *ctx, uint32_t flags);

unsigned int nft_ctx_input_get_flags(struct nft_ctx *ctx);
/* Returns the flags that were set before. */
unsigned int nft_ctx_input_set_flags(struct nft_ctx *ctx, unsigned int flags);

unsigned int nft_ctx_output_get_flags(struct nft_ctx *ctx);
void nft_ctx_output_set_flags(struct nft_ctx *ctx, unsigned int flags);

unsigned int nft_ctx_output_get_debug(struct nft_ctx *ctx);
void nft_ctx_output_set_debug(struct nft_ctx *ctx, unsigned int mask);

/* Both return the stream used before, or NULL, and change nothing, if fp is NULL or in error.
 * The caller goes on owning both streams. */
FILE *nft_ctx_set_output(struct nft_ctx *ctx, FILE *fp);
FILE *nft_ctx_set_error(struct nft_ctx *ctx, FILE *fp);

/* While buffering, text is kept in memory in place of the stream. Starting twice empties the
 * buffer; stopping throws away what is in it and fails if there was no buffering. */
int nft_ctx_buffer_output(struct nft_ctx *ctx);
int nft_ctx_unbuffer_output(struct nft_ctx *ctx);
int nft_ctx_buffer_error(struct nft_ctx *ctx);
int nft_ctx_unbuffer_error(struct nft_ctx *ctx);

/* What came since the last call, NUL-terminated, "" if nothing did. It belongs to the context and
 * stays valid until the context writes again, stops buffering or is freed. */
const char *nft_ctx_get_output_buffer(struct nft_ctx *ctx);
const char *nft_ctx_get_error_buffer(struct nft_ctx *ctx);

/* Directories that include statements search. Fails if path does not lead to one. */
int nft_ctx_add_include_path(struct nft_ctx *ctx, const char *path);
void nft_ctx_clear_include_paths(struct nft_ctx *ctx);

/* var is "name=value"; files are read as if they began with "define name = value". */
int nft_ctx_add_var(struct nft_ctx *ctx, const char *var);
void nft_ctx_clear_vars(struct nft_ctx *ctx);

/* Each run is one transaction: all its commands take effect or none does. */
int nft_run_cmd_from_buffer(struct nft_ctx *ctx, const char *buf);
/* "-" stands for standard input. */
int nft_run_cmd_from_filename(struct nft_ctx *ctx, const char *filename);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
