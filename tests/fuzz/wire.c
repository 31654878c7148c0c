/*
 * Messages damaged on their way, in both directions: the input's first bytes say which message is
 * hit, where and by what; the rest is a ruleset that is loaded and listed meanwhile. What the model
 * makes of damaged requests, and the library of damaged answers, must be errors or other rulesets.
 */
#include "fuzz.h"
#include "kernel/kernel.h"

enum { HITS = 4 };

struct hit {
	uint8_t message, by;
	uint16_t at;
};

struct damaged {
	struct transport transport;
	struct transport *inner;
	struct hit hits[HITS];
	unsigned n;               /* messages so far, both ways */
	uint8_t *copy;
};

static void *damage(struct damaged *d, const void *bytes, size_t size)
{
	d->copy = realloc(d->copy, size ? size : 1);
	memcpy(d->copy, bytes, size);
	for (int i = 0; i < HITS; i++)
		if (d->hits[i].message == d->n && size)
			d->copy[d->hits[i].at % size] ^= d->hits[i].by;
	d->n++;
	return d->copy;
}

static int damaged_send(struct transport *t, const void *messages, size_t size)
{
	struct damaged *d = (struct damaged *)t;

	return d->inner->send(d->inner, damage(d, messages, size), size);
}

static ptrdiff_t damaged_recv(struct transport *t, void **buf, int timeout_ms)
{
	struct damaged *d = (struct damaged *)t;
	ptrdiff_t n = d->inner->recv(d->inner, buf, timeout_ms);

	if (n > 0)
		*buf = damage(d, *buf, n);
	return n;
}

static int damaged_subscribe(struct transport *t, bool on, bool trace)
{
	struct damaged *d = (struct damaged *)t;

	return d->inner->subscribe(d->inner, on, trace);
}

static void damaged_close(struct transport *t)
{
	struct damaged *d = (struct damaged *)t;

	d->inner->close(d->inner);
	free(d->copy);
	free(d);
}

static struct transport *damaged_open(const uint8_t *hits)
{
	struct damaged *d = calloc(1, sizeof(*d));
	const char *why;

	d->inner = kernel_open(NULL, &why);
	if (!d->inner)
		abort();
	memcpy(d->hits, hits, sizeof(d->hits));
	d->transport = *d->inner;
	d->transport.send = damaged_send;
	d->transport.recv = damaged_recv;
	d->transport.subscribe = damaged_subscribe;
	d->transport.close = damaged_close;
	return &d->transport;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nft_ctx *ctx;
	char *text;

	if (size < sizeof(struct hit[HITS]))
		return 0;
	text = fuzz_text(data + sizeof(struct hit[HITS]), size - sizeof(struct hit[HITS]));
	if (!text)
		return 0;
	ctx = fuzz_context();
	ctx->transport = damaged_open(data);
	fuzz_run(ctx, text);
	fuzz_run(ctx, "list ruleset");
	fuzz_run(ctx, "delete table ip t");
	free(text);
	nft_ctx_free(ctx);
	return 0;
}
