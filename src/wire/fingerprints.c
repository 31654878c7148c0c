#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>

#include "base/source.h"
#include "wire/fingerprints.h"
#include "wire/talk.h"

/* The part before the next `separator`, without blanks around it; *rest goes behind. */
static struct span cut(struct span *rest, char separator)
{
	const char *end = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
	struct span part = { rest->p, end ? (size_t)(end - rest->p) : rest->n };
	size_t used = part.n + !!end;

	rest->p += used;
	rest->n -= used;
	while (part.n && (*part.p == ' ' || *part.p == '\t'))
		part.p++, part.n--;
	while (part.n && (part.p[part.n - 1] == ' ' || part.p[part.n - 1] == '\t'))
		part.n--;
	return part;
}

static bool is_number(struct span text, unsigned max, unsigned *number)
{
	uint64_t value;

	if (!span_number(text, &value) || value > max)
		return false;
	*number = (unsigned)value;
	return true;
}

/* `5`, `*` for any, or a letter that says what it is a multiple of: `S4`, `T10`, `%8192`. */
static bool size_parse(struct span text, struct nf_osf_wc *wc)
{
	static const struct { char letter; unsigned kind; } kinds[] = {
		{ 'S', OSF_WSS_MSS }, { 'T', OSF_WSS_MTU }, { '%', OSF_WSS_MODULO }
	};
	unsigned number = 0;

	wc->wc = OSF_WSS_PLAIN;
	for (size_t i = 0; text.n && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (*text.p == kinds[i].letter) {
			wc->wc = kinds[i].kind;
			text.p++, text.n--;
			break;
		}
	if (!span_is(text, "*") && !is_number(text, UINT16_MAX, &number))
		return false;
	wc->val = number;
	return true;
}

static const struct {
	char letter;
	uint8_t kind, size;
	bool sized; /* a number follows the letter, and the kernel compares it */
} options[] = {
	{ 'E', OSFOPT_EOL, 1, false },  { 'N', OSFOPT_NOP, 1, false },
	{ 'M', OSFOPT_MSS, 4, true },   { 'W', OSFOPT_WSO, 3, true },
	{ 'S', OSFOPT_SACKP, 2, false }, { 'T', OSFOPT_TS, 10, false },
};

static void option_parse(struct span text, struct nf_osf_user_finger *finger)
{
	struct nf_osf_opt *option = &finger->opt[finger->opt_num];

	for (size_t i = 0; text.n && i < sizeof(options) / sizeof(*options); i++) {
		if (*text.p != options[i].letter)
			continue;
		*option = (struct nf_osf_opt){ .kind = options[i].kind, .length = options[i].size };
		text.p++, text.n--;
		if (!options[i].sized || size_parse(text, &option->wc))
			finger->opt_num++;
		return;
	}
}

static void copy(char *to, struct span text)
{
	memcpy(to, text.p, text.n < MAXGENRELEN ? text.n : MAXGENRELEN - 1);
}

bool fingerprint_parse(struct span line, struct nf_osf_user_finger *finger)
{
	unsigned ttl, df, size;
	struct span list, genre;

	memset(finger, 0, sizeof(*finger));
	if (!size_parse(cut(&line, ':'), &finger->wss) ||
	    !is_number(cut(&line, ':'), UINT8_MAX, &ttl) ||
	    !is_number(cut(&line, ':'), 1, &df) || !is_number(cut(&line, ':'), UINT16_MAX, &size))
		return false;
	finger->ttl = (uint8_t)ttl;
	finger->df = (uint8_t)df;
	finger->ss = (uint16_t)size;
	for (list = cut(&line, ':'); list.n && finger->opt_num < MAX_IPOPTLEN;)
		option_parse(cut(&list, ','), finger);
	genre = cut(&line, ':');
	if (genre.n && (*genre.p == '@' || *genre.p == '*')) /* a remark: roughly, no system */
		genre.p++, genre.n--;
	copy(finger->genre, genre);
	copy(finger->version, cut(&line, ':'));
	copy(finger->subtype, cut(&line, ':'));
	return finger->genre[0];
}

static int tell(struct talk *talk, const struct nf_osf_user_finger *finger)
{
	talk->messages.n = 0;
	message_begin(&talk->messages, NFNL_SUBSYS_OSF << 8 | OSF_MSG_ADD,
		      NLM_F_ACK | NLM_F_CREATE, 0, 0, ++talk->transport->sequence);
	attr_put(&talk->messages, OSF_ATTR_FINGER, finger, sizeof(*finger));
	return talk_send(talk) && talk_end(talk) == TALK_OK ? 0 : errno;
}

int fingerprints_load(struct transport *transport, struct pool *pool, const char *path)
{
	struct nf_osf_user_finger finger;
	struct sources sources;
	const struct source *file;
	struct talk talk;
	struct span rest;
	int error = 0;

	sources_init(&sources, pool);
	file = source_read(&sources, path, false, (struct loc){ 0 });
	if (!file)
		return errno;
	talk_init(&talk, pool, transport, NULL);
	for (rest = (struct span){ file->text, file->size }; rest.n && !error;)
		if (fingerprint_parse(cut(&rest, '\n'), &finger))
			error = tell(&talk, &finger);
	return error;
}
