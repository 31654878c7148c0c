/*
 * stream: where a context's text goes: a FILE, or memory that the caller fetches.
 */
#include "api/ctx.h"

#include <stdlib.h>

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
	if (!stream->text || !stream->n)
		return "";
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

/* Always leaves room for the NUL that take_text puts behind. */
static void buffer_text(struct stream *stream, const char *text, size_t n)
{
	size_t cap = stream->cap ? stream->cap : 4096;
	char *grown;

	while (cap < stream->n + n + 1)
		cap *= 2;
	if (cap != stream->cap) {
		grown = realloc(stream->text, cap);
		if (!grown)
			pool_exhausted();
		stream->text = grown;
		stream->cap = cap;
	}
	memcpy(stream->text + stream->n, text, n);
	stream->n += n;
}

static void write_text(void *arg, const char *text, size_t n)
{
	struct stream *stream = arg;

	if (stream->buffering)
		buffer_text(stream, text, n);
	else
		fwrite(text, 1, n, stream->fp);
}

void stream_out(struct out *out, struct pool *pool, struct stream *stream)
{
	out_init_sink(out, pool, write_text, stream);
}
