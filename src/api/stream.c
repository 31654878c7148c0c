/*
 * stream: where a context's text goes: a FILE, or memory that the caller fetches.
 */
#include "api/ctx.h"

#include <stdlib.h>

enum { FIRST_SIZE = 4096, KEPT_MAX = 512 * 1024 };

static FILE *swap_stream(struct stream *stream, FILE *fp)
{
	FILE *before = stream->fp;

	if (!fp || ferror(fp))
		return NULL;
	stream->fp = fp;
	return before;
}

EXPORT FILE *nft_ctx_set_output(struct nft_ctx *ctx, FILE *fp)
{
	return swap_stream(&ctx->output, fp);
}

EXPORT FILE *nft_ctx_set_error(struct nft_ctx *ctx, FILE *fp)
{
	return swap_stream(&ctx->error, fp);
}

static int start_buffering(struct stream *stream)
{
	stream->n = 0;
	stream->lost = NULL;
	stream->buffering = true;
	return 0;
}

static int stop_buffering(struct stream *stream)
{
	if (!stream->buffering)
		return -1;
	free(stream->text);
	stream->text = NULL;
	stream->n = stream->cap = 0;
	stream->buffering = false;
	return 0;
}

static const char *take_text(struct stream *stream)
{
	const char *lost = stream->lost;

	stream->lost = NULL;
	if (lost)
		stream->n = 0;
	if (!stream->text || !stream->n)
		return lost ? lost : "";
	stream->text[stream->n] = '\0';
	stream->n = 0;
	return stream->text;
}

EXPORT int nft_ctx_buffer_output(struct nft_ctx *ctx)
{
	return start_buffering(&ctx->output);
}

EXPORT int nft_ctx_buffer_error(struct nft_ctx *ctx)
{
	return start_buffering(&ctx->error);
}

EXPORT int nft_ctx_unbuffer_output(struct nft_ctx *ctx)
{
	return stop_buffering(&ctx->output);
}

EXPORT int nft_ctx_unbuffer_error(struct nft_ctx *ctx)
{
	return stop_buffering(&ctx->error);
}

EXPORT const char *nft_ctx_get_output_buffer(struct nft_ctx *ctx)
{
	return take_text(&ctx->output);
}

EXPORT const char *nft_ctx_get_error_buffer(struct nft_ctx *ctx)
{
	return take_text(&ctx->error);
}

/* Always leaves room for the NUL that take_text puts behind. A large buffer is not kept for long. */
static bool make_room(struct stream *stream, size_t n)
{
	size_t cap = stream->cap;
	char *grown;

	if (!cap || (!stream->n && cap > KEPT_MAX))
		cap = FIRST_SIZE;
	while (cap < stream->n + n + 1)
		cap *= 2;
	if (cap == stream->cap)
		return true;
	grown = realloc(stream->text, cap);
	if (!grown)
		return false;
	stream->text = grown;
	stream->cap = cap;
	return true;
}

static void buffer_text(struct stream *stream, const char *text, size_t n)
{
	if (!make_room(stream, n))
		pool_exhausted();
	memcpy(stream->text + stream->n, text, n);
	stream->n += n;
}

void stream_reserve(struct stream *stream, size_t size)
{
	if (stream->buffering && !make_room(stream, size))
		pool_exhausted();
}

void stream_say(struct stream *stream, const char *text)
{
	ctx_tell(stream->ctx, PHASE_NONE);
	if (!stream->buffering)
		fputs(text, stream->fp);
	else if (make_room(stream, strlen(text)))
		buffer_text(stream, text, strlen(text));
	else
		stream->lost = text;
}

void stream_write(struct stream *stream, const char *text, size_t n)
{
	if (stream->buffering) {
		buffer_text(stream, text, n);
	} else if (stream->hold) {
		hold_text(stream->hold, text, n);
	} else {
		ctx_tell(stream->ctx, PHASE_NONE);
		fwrite(text, 1, n, stream->fp);
	}
}

static void write_text(void *arg, const char *text, size_t n)
{
	stream_write(arg, text, n);
}

void stream_out(struct out *out, struct pool *pool, struct stream *stream)
{
	out_init_sink(out, pool, write_text, stream);
}
