/*
 * lex_help: the words behind tokens, for messages and completion.
 */
#include "parser/lex_parts.h"

static void fields_of(const struct field *fields, unsigned n, void (*each)(void *, const char *),
		      void *arg)
{
	for (unsigned i = 0; fields && i < n; i++)
		if (fields[i].name && !(fields[i].flags & FIELD_HIDDEN))
			each(arg, fields[i].name);
}

static void keys_of(const struct lex *lx, const char *family, unsigned without,
		    void (*each)(void *, const char *), void *arg)
{
	const struct selector *sel = lang_selector(lx->run->lang, span_of(family));

	for (const struct key *key = sel ? sel->keys : NULL; key && key->name; key++)
		if (!(key->flags & without))
			each(arg, key->name);
}

static void headers(bool tunnels, void (*each)(void *, const char *), void *arg)
{
	for (const struct proto *const *p = protos; *p; p++)
		if (((*p)->inner_type != 0) == tunnels)
			each(arg, (*p)->name);
}

static void options(enum exthdr_op op, void (*each)(void *, const char *), void *arg)
{
	for (const struct exthdr *h = exthdrs; h->name; h++)
		if (h->op == op)
			each(arg, h->name);
}

static bool table_words(const struct lex *lx, int token, void (*each)(void *, const char *),
			void *arg)
{
	switch (token) {
	case FIELD:
		if (lx->proto)
			fields_of(lx->proto->fields, lx->proto->field_n, each, arg);
		return true;
	case EXT_FIELD:
		if (lx->exthdr)
			fields_of(lx->exthdr->fields, lx->exthdr->field_n, each, arg);
		return true;
	case EXTHDR:
		options(lx->before == OPTION ? lx->op : EXTHDR_IPV6, each, arg);
		return true;
	case HEADER:
	case TUNNEL_HEADER:
		headers(token == TUNNEL_HEADER, each, arg);
		return true;
	case KEY:
		keys_of(lx, "meta", lx->before == META ? 0 : KEY_PREFIXED, each, arg);
		return true;
	case CT_KEY:
		keys_of(lx, "ct", 0, each, arg);
		return true;
	case RT_KEY:
		keys_of(lx, "rt", 0, each, arg);
		return true;
	case SOCKET_KEY:
		keys_of(lx, "socket", 0, each, arg);
		return true;
	case TUNNEL_KEY:
		keys_of(lx, "tunnel", 0, each, arg);
		return true;
	default:
		return false;
	}
}

bool lex_is_class(int token)
{
	return token == HEADER || token == TUNNEL_HEADER || token == EXTHDR || token == KEY;
}

bool lex_is_word(int token)
{
	switch (token) {
	case WORD:
	case QUOTED:
	case ASTERISK:
	case ADDRESS:
	case NUMBER:
	case SEP:
	case SEMICOLON:
	case CRLF:
	case JUNK:
	case UNTERMINATED:
	case END:
	case LITRUN:
		return false;
	default:
		return token > 255;
	}
}

bool lex_words(const struct lex *lx, int token, void (*each)(void *arg, const char *word),
	       void *arg)
{
	uint64_t scopes = lx->scopes;
	const char *last = NULL;
	bool known = false;

	if (token == SEP) {
		each(arg, "newline");
		each(arg, "semicolon");
		return true;
	}
	if (table_words(lx, token, each, arg))
		return true;
	if (token >= EQ && token <= RSHIFT)
		return false;
	for (size_t i = 0; i < keyword_n && token > 255; i++) {
		if (keywords[i].token != token)
			continue;
		known = true;
		if (keywords[i].in & scopes && (!last || strcmp(last, keywords[i].text))) {
			last = keywords[i].text;
			each(arg, last);
		}
	}
	return known;
}
