/*
 * lex_table: words that tables know: headers and fields, keys, options.
 */
#include "lang/registry.h"
#include "parser/lex_parts.h"

/* `tcp option 254 length`: of an option that no table names. */
static const struct field option_length = { .name = "length", .offset = 8, .bits = 8 };

/* ---- searching ---- */

/* `table` stands for what `find` searches. */
static inline const void *look_up(struct lex *lx, const void *table, struct span word,
				  const void *(*find)(const void *table, struct span word))
{
	const uint64_t prefix = span_prefix(word);
	const uint64_t hash = (prefix ^ (uintptr_t)table) * UINT64_C(0x9e3779b97f4a7c15);
	struct lookup *known = &lx->lookups[hash >> (64 - LOOKUP_BITS)];

	if (known->table != table || known->prefix != prefix || known->word.n != word.n ||
	    (word.n > 8 && memcmp(known->word.p + 8, word.p + 8, word.n - 8)))
		*known = (struct lookup){ table, prefix, word, find(table, word) };
	return known->found;
}

static const void *find_field(const void *proto, struct span word)
{
	return proto_field(proto, word);
}

static const void *find_header(const void *table, struct span word)
{
	return proto_by_name(word);
}

static const void *find_exthdr(const void *table, struct span word)
{
	return exthdr_by_name(EXTHDR_IPV6, word);
}

static const void *find_meta(const void *table, struct span word)
{
	return meta_key(word);
}

static const void *find_ct(const void *table, struct span word)
{
	return ct_key(word, 0);
}

/* ---- words in one token ---- */

static bool take_field(struct lex *lx, const struct proto *proto, struct span *text,
		       union token_value *value)
{
	const struct span name = lex_word_behind(*text);
	const struct field *field = name.n ? look_up(lx, proto, name, find_field) : NULL;

	/* Bodies of tunnels have lines that begin with a header's word, but are no expressions. */
	if (!field || lx->level[lx->levels].kind == LEVEL_BODY)
		return false;
	value->header_field = (struct header_field){ proto, field };
	lex_take(lx, text, name);
	return true;
}

/* Helpers and marks for SELinux have their own tokens. */
static bool take_key(struct lex *lx, const struct selector *selector,
		     const void *(*find)(const void *, struct span), struct span *text,
		     union token_value *value)
{
	const struct span name = lex_word_behind(*text);
	const struct key *key = name.n ? look_up(lx, selector, name, find) : NULL;

	if (!key || span_is(name, "helper") || span_is(name, "secmark"))
		return false;
	value->key = key;
	lex_take(lx, text, name);
	return true;
}

static int selector_taken(struct lex *lx, int token, struct span *text, union token_value *value)
{
	lx->now.want = WANT_NONE;
	return lx->at_stmt ? lex_match(lx, token, text, value) : token;
}

int lex_key_behind(struct lex *lx, int token, struct span *text, union token_value *value)
{
	const struct level *level = &lx->level[lx->levels];
	bool may_be_rule = level->kind != LEVEL_BODY && level->kind != LEVEL_LIST;

	if (token == META && take_key(lx, &selector_meta, find_meta, text, value))
		return selector_taken(lx, KEY, text, value);
	/* In bodies and elements `ct count` may follow, and nothing else. */
	if (token == CT && may_be_rule && take_key(lx, &selector_ct, find_ct, text, value)) {
		lx->now.then = 0;
		return selector_taken(lx, CT_LOAD, text, value);
	}
	return token;
}

/* ---- one word, and what it makes of the next ---- */

static int want_tunnel(struct lex *lx, const struct proto *proto, union token_value *value)
{
	value->proto = lx->proto = proto;
	return lex_want(lx, WANT_FIELD, TUNNEL_HEADER);
}

static int want_header(struct lex *lx, const struct proto *proto, int token, struct span *text,
		       union token_value *value)
{
	if (take_field(lx, proto, text, value))
		return selector_taken(lx, HEADER_FIELD, text, value);
	value->proto = lx->proto = proto;
	return lex_want(lx, WANT_FIELD, token);
}

/* Headers that other things begin with too have tokens of their own. */
static const struct proto *header_of(unsigned token)
{
	return token == IP ? &proto_ip : token == IP6 ? &proto_ip6 : token == ARP ? &proto_arp
						       : &proto_tcp;
}

int lex_header(struct lex *lx, int token, struct span *text, union token_value *value)
{
	return want_header(lx, header_of((unsigned)token), token, text, value);
}

static int want_extfield(struct lex *lx, const struct exthdr *header, union token_value *value)
{
	value->exthdr = lx->exthdr = header;
	return lex_want(lx, WANT_EXTFIELD, EXTHDR);
}

/* `saddr ip`: a field of two words. */
static const struct field *field_of_two(struct lex *lx, struct span word)
{
	const char *end = lx->input.scanner.text + lx->input.scanner.size;
	const char *p = word.p + word.n;
	char both[32];
	size_t n;
	const struct field *field;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	for (n = 0; p + n < end && p[n] >= 'a' && p[n] <= 'z'; n++)
		;
	if (p == word.p + word.n || word.n + 1 + n > sizeof(both))
		return NULL;
	memcpy(both, word.p, word.n);
	both[word.n] = ' ';
	memcpy(both + word.n + 1, p, n);
	field = proto_field(lx->proto, (struct span){ both, word.n + 1 + n });
	if (field) {
		scanner_move(&lx->input.scanner, p + n);
	}
	return field;
}

static int field_word(struct lex *lx, struct span word, union token_value *value)
{
	static const struct {
		const struct proto *proto;
		const char *word;
		uint8_t op;
	} options[] = {
		{ &proto_tcp, "option", EXTHDR_TCP },
		{ &proto_ip, "option", EXTHDR_IPV4 },
		{ &proto_sctp, "chunk", EXTHDR_SCTP },
		{ &proto_dccp, "option", EXTHDR_DCCP },
	};
	const struct field *field = look_up(lx, lx->proto, word, find_field);

	if (!field && (span_is(word, "saddr") || span_is(word, "daddr")))
		field = field_of_two(lx, word);
	if (field) {
		value->field = field;
		return FIELD;
	}
	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (lx->proto == options[i].proto && span_is(word, options[i].word)) {
			value->number = lx->op = options[i].op;
			return lex_want(lx, WANT_OPTION, OPTION);
		}
	return 0;
}

static int extfield_word(struct lex *lx, struct span word, union token_value *value)
{
	value->field = lx->exthdr		 ? exthdr_field(lx->exthdr, word)
		       : span_is(word, "length") ? &option_length
						 : NULL;
	return value->field ? EXT_FIELD : 0;
}

/* `ip`, `ip6` between a family word and its key. */
static int family_word(struct lex *lx, struct span word, enum lex_want again)
{
	unsigned family;

	if (lx->family || (!span_is(word, "ip") && !span_is(word, "ip6")) ||
	    !family_number(word, &family))
		return 0;
	lx->family = family;
	return lex_want(lx, again, family == FAMILY_IP ? IP : IP6);
}

static int ct_word(struct lex *lx, struct span word, union token_value *value)
{
	bool reply = span_is(word, "reply");
	int token;

	if (reply || span_is(word, "original")) {
		value->number = reply ? 2 : 1;
		return lex_want(lx, WANT_CT, DIRECTION_WORD);
	}
	token = family_word(lx, word, WANT_CT);
	if (token)
		return token;
	value->key = ct_key(word, lx->family);
	if (value->key && span_is(word, "helper"))
		return CT_HELPER;
	return value->key ? CT_KEY : 0;
}

static int rt_word(struct lex *lx, struct span word, union token_value *value)
{
	int token = family_word(lx, word, WANT_RT);

	if (token)
		return token;
	value->key = rt_key(word, lx->family);
	if (value->key)
		return RT_KEY;
	value->field = exthdr_field(exthdr_by_name(EXTHDR_IPV6, SPAN("rt")), word);
	return value->field ? EXT_FIELD : 0;
}

static int socket_word(struct lex *lx, struct span word, union token_value *value)
{
	value->key = socket_key(word);
	lx->now.then = S_SOCKET;
	return value->key ? SOCKET_KEY : 0;
}

static int meta_word(struct lex *lx, struct span word, union token_value *value)
{
	value->key = look_up(lx, &selector_meta, word, find_meta);
	if (!value->key)
		return 0;
	return span_is(word, "secmark") ? META_SECMARK : KEY;
}

static int option_word(struct lex *lx, enum exthdr_op op, struct span word,
		       union token_value *value)
{
	const struct exthdr *header = exthdr_by_name(op, word);

	return header ? want_extfield(lx, header, value) : 0;
}

static bool is_fib_word(struct span word)
{
	static const char *const words[] = { "saddr",	"daddr", "mark",  "iif", "oif",
					     "oifname", "type",	 "check", NULL };

	for (const char *const *w = words; *w; w++)
		if (span_is(word, *w))
			return true;
	return false;
}

/* A word by its table; 0: the table has no such word. */
int lex_wanted_word(struct lex *lx, enum lex_want what, struct span word,
		       union token_value *value)
{
	switch (what) {
	case WANT_NONE:
		return 0;
	case WANT_STRING:
	case WANT_NAME:
	case WANT_DEVICES:
		return WORD;
	case WANT_WORDS:
		if (lx->last == ':' && span_is(word, "interval"))
			return lex_want(lx, what, INTERVAL);
		return lex_want(lx, what, WORD);
	case WANT_LOGFLAG:
		return lex_want(lx,
			    span_is(word, "tcp") || span_is(word, "ip") ? WANT_STRING : WANT_NONE,
			    WORD);
	case WANT_FIELD:
		return field_word(lx, word, value);
	case WANT_OPTION:
		return option_word(lx, lx->op, word, value);
	case WANT_EXTHDR:
		return option_word(lx, EXTHDR_IPV6, word, value);
	case WANT_EXTFIELD:
		return extfield_word(lx, word, value);
	case WANT_META:
		return meta_word(lx, word, value);
	case WANT_CT:
		return ct_word(lx, word, value);
	case WANT_RT:
		return rt_word(lx, word, value);
	case WANT_SOCKET:
		return socket_word(lx, word, value);
	case WANT_TUNNEL:
		value->key = tunnel_key(word);
		return value->key ? TUNNEL_KEY : 0;
	case WANT_FIB:
		return is_fib_word(word) ? lex_want(lx, WANT_FIB_NEXT, FIB_WORD) : 0;
	case WANT_FIB_NEXT:
		return is_fib_word(word) ? FIB_WORD : 0;
	}
	return 0;
}

/* A word that only tables know: headers, extension headers, meta keys that need no `meta`. */
int lex_table_word(struct lex *lx, struct span *text, union token_value *value)
{
	const struct span word = *text;
	const struct proto *proto = look_up(lx, protos, word, find_header);
	const struct exthdr *header;
	const struct key *key;

	lx->family = 0;
	if (proto)
		return proto->inner_type ? want_tunnel(lx, proto, value)
					 : want_header(lx, proto, HEADER, text, value);
	header = look_up(lx, exthdrs, word, find_exthdr);
	if (header)
		return want_extfield(lx, header, value);
	key = look_up(lx, &selector_meta, word, find_meta);
	if (key && !(key->flags & KEY_PREFIXED)) {
		value->key = key;
		return selector_taken(lx, KEY, text, value);
	}
	return 0;
}

bool lex_is_constant(struct lex *lx, const struct keyword *row, struct span word, bool *is_header)
{
	const struct proto *proto = row ? NULL : look_up(lx, protos, word, find_header);
	struct span next;

	if (row && row->want == WANT_FIELD)
		proto = header_of(row->token);
	*is_header = proto;
	if (!proto)
		return !row && !look_up(lx, exthdrs, word, find_exthdr) &&
		       !look_up(lx, &selector_meta, word, find_meta);
	next = lex_word_behind(word);
	return !proto->inner_type && !look_up(lx, proto, next, find_field) &&
	       !span_is(next, "option") && !span_is(next, "chunk") && !span_is(next, "saddr") &&
	       !span_is(next, "daddr");
}
