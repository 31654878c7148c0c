/*
 * lex_word: the meaning of words.
 */
#include "lang/registry.h"
#include "parser/lex_parts.h"

#define K(text, token, in, opens, then, want)                                                      \
	{ text, STR_PREFIX(text), sizeof(text) - 1, want, token, in, opens, then },
const struct keyword keywords[] = {
#include "parser/keywords.def"
};
#undef K
const size_t keyword_n = sizeof(keywords) / sizeof(keywords[0]);

static const struct head_row head_rows[] = { { TABLE, 1, LEVEL_TABLE, 0 },
					     { CHAIN, 2, LEVEL_CHAIN, 0 },
					     { RULE, 2, LEVEL_LIST, 0 },
					     { SET, 2, LEVEL_BODY, S_SET },
					     { MAP, 2, LEVEL_BODY, S_SET },
					     { ELEMENT, 2, LEVEL_LIST, 0 },
					     { METER, 2, LEVEL_LIST, 0 },
					     { FLOW, 2, LEVEL_LIST, 0 },
					     { FLOWTABLE, 2, LEVEL_BODY, S_FLOWTABLE },
					     { COUNTER, 2, LEVEL_BODY, S_COUNTER },
					     { QUOTA, 2, LEVEL_BODY, S_QUOTA },
					     { LIMIT, 2, LEVEL_BODY, S_LIMIT },
					     { SECMARK, 2, LEVEL_BODY, 0 },
					     { SYNPROXY, 2, LEVEL_BODY, S_SYNPROXY },
					     { TUNNEL, 2, LEVEL_BODY, S_TUNNEL },
					     { CT, 2, LEVEL_BODY, 0 },
					     { RULESET, NAMES_ANY, LEVEL_LIST, 0 },
					     { PLURAL, NAMES_ANY, LEVEL_LIST, 0 },
					     { 0 } };

static const struct ct_object {
	const char *word, *plural;
	uint32_t type;
	uint64_t scope;
} ct_objects[] = { { "helper", "helpers", OBJECT_CT_HELPER, S_CTHELPER },
		   { "timeout", "timeouts", OBJECT_CT_TIMEOUT, S_CTTIMEOUT },
		   { "expectation", "expectations", OBJECT_CT_EXPECT, S_CTEXPECT },
		   { 0 } };

/* `tcp option 254 length`: of an option that no table names. */
static const struct field option_length = { .name = "length", .offset = 8, .bits = 8 };

const struct head_row *lex_head_row(unsigned token)
{
	const struct head_row *row = head_rows;

	while (row->token && row->token != token)
		row++;
	return row;
}

/* ---- keywords ---- */

/* Where the rows of a word are; n is 0 in free places. Made by keywords.awk. */
static const struct {
	uint8_t row, n;
} keyword_places[512] = {
#include "keywords.h"
};

static unsigned keyword_hash(struct span word, uint64_t prefix)
{
	unsigned first = prefix >> 56, second = prefix >> 48 & 0xff;

	return 31 * first + 9 * second + 13 * (uint8_t)word.p[word.n - 1] + 3 * (unsigned)word.n;
}

static bool is_keyword(const struct keyword *row, struct span word, uint64_t prefix)
{
	return row->prefix == prefix && row->size == word.n &&
	       (word.n <= 8 || !memcmp(row->text + 8, word.p + 8, word.n - 8));
}

/* The row of the nearest scope. `then` as it was before this word. */
static const struct keyword *keyword_near(const struct lex *lx, const struct keyword *row,
					  unsigned n, uint64_t then)
{
	const uint64_t scopes = then | lx->now.clauses | lx->now.base;
	const struct keyword *near = NULL, *far = NULL;

	for (; n; n--, row++) {
		if (!(row->in & scopes))
			continue;
		if (row->in & then)
			return row;
		if (!near && row->in & lx->now.clauses)
			near = row;
		if (!far && row->in & lx->now.base)
			far = row;
	}
	return near ? near : far;
}

static const struct keyword *keyword_find(const struct lex *lx, struct span word, uint64_t then)
{
	const uint64_t prefix = span_prefix(word);

	for (unsigned i = keyword_hash(word, prefix);; i++) {
		unsigned n = keyword_places[i % 512].n;
		const struct keyword *row = keywords + keyword_places[i % 512].row;

		if (!n)
			return NULL;
		if (!is_keyword(row, word, prefix))
			continue;
		if (n > 1)
			return keyword_near(lx, row, n, then);
		return row->in & (then | lx->now.clauses | lx->now.base) ? row : NULL;
	}
}

/* ---- words in tables ---- */

/* `table` stands for what `find` searches. */
static inline const void *look_up(struct lex *lx, const void *table, struct span word,
				  const void *(*find)(const void *table, struct span word))
{
	const uint64_t prefix = span_prefix(word);
	const uint64_t hash = (prefix ^ (uintptr_t)table) * UINT64_C(0x9e3779b97f4a7c15);
	struct lookup *known = &lx->lookups[hash >> (64 - LOOKUP_BITS)];

	if (known->prefix != prefix || known->table != table || known->word.n != word.n ||
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

static int want(struct lex *lx, enum lex_want what, int token)
{
	lx->now.want = what;
	return token;
}

/* The word that follows on the same line; empty: none. */
static struct span word_behind(struct span text)
{
	const char *p = plain_skip_blanks(text.p + text.n);

	return p > text.p + text.n ? plain_word(p) : (struct span){ p, 0 };
}

/* Both words are then one token. */
static void take_behind(struct lex *lx, struct span *text, struct span behind)
{
	text->n = (size_t)(behind.p + behind.n - text->p);
	scanner_move(&lx->input.scanner, behind.p + behind.n);
}

static bool take_field(struct lex *lx, const struct proto *proto, struct span *text,
		       union token_value *value)
{
	const struct span name = word_behind(*text);
	const struct field *field = name.n ? look_up(lx, proto, name, find_field) : NULL;

	/* Bodies of tunnels have lines that begin with a header's word, but are no expressions. */
	if (!field || lx->level[lx->levels].kind == LEVEL_BODY)
		return false;
	value->header_field = (struct header_field){ proto, field };
	take_behind(lx, text, name);
	return true;
}

/* Helpers and marks for SELinux have their own tokens. */
static bool take_key(struct lex *lx, const struct selector *selector,
		     const void *(*find)(const void *, struct span), struct span *text,
		     union token_value *value)
{
	const struct span name = word_behind(*text);
	const struct key *key = name.n ? look_up(lx, selector, name, find) : NULL;

	if (!key || span_is(name, "helper") || span_is(name, "secmark"))
		return false;
	value->key = key;
	take_behind(lx, text, name);
	return true;
}

static int want_tunnel(struct lex *lx, const struct proto *proto, union token_value *value)
{
	value->proto = lx->proto = proto;
	return want(lx, WANT_FIELD, TUNNEL_HEADER);
}

static int want_header(struct lex *lx, const struct proto *proto, int token, struct span *text,
		       union token_value *value)
{
	if (take_field(lx, proto, text, value))
		return want(lx, WANT_NONE, HEADER_FIELD);
	value->proto = lx->proto = proto;
	return want(lx, WANT_FIELD, token);
}

static int want_extfield(struct lex *lx, const struct exthdr *header, union token_value *value)
{
	value->exthdr = lx->exthdr = header;
	return want(lx, WANT_EXTFIELD, EXTHDR);
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
			return want(lx, WANT_OPTION, OPTION);
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
	return want(lx, again, family == FAMILY_IP ? IP : IP6);
}

static int ct_word(struct lex *lx, struct span word, union token_value *value)
{
	bool reply = span_is(word, "reply");
	int token;

	if (reply || span_is(word, "original")) {
		value->number = reply ? 2 : 1;
		return want(lx, WANT_CT, DIRECTION_WORD);
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
static int wanted_word(struct lex *lx, enum lex_want what, struct span word,
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
			return want(lx, what, INTERVAL);
		return want(lx, what, WORD);
	case WANT_LOGFLAG:
		return want(lx,
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
		return is_fib_word(word) ? want(lx, WANT_FIB_NEXT, FIB_WORD) : 0;
	case WANT_FIB_NEXT:
		return is_fib_word(word) ? FIB_WORD : 0;
	}
	return 0;
}

/* ---- heads of commands ---- */

static void head_stage(struct lex *lx, enum stage stage)
{
	lx->now.head.stage = (uint8_t)stage;
	lx->now.base = stage == STAGE_SPEC ? S_SPEC : S_TAIL;
}

static void names_complete(struct lex *lx)
{
	struct context *now = &lx->now;

	if (now->head.object == RULE) {
		*now = (struct context){ .mode = MODE_RULE, .base = S_RULE, .clauses = S_POSITION };
		return;
	}
	now->clauses = now->head.opens;
}

static int name_word(struct lex *lx)
{
	struct head *head = &lx->now.head;

	if (!head->object) {
		if (lx->level[lx->levels].kind != LEVEL_TOP)
			return WORD;
		head->object = RULE;
	}
	head_stage(lx, STAGE_TAIL);
	if (head->names && head->names != NAMES_ANY && !--head->names)
		names_complete(lx);
	return WORD;
}

static void head_object(struct lex *lx, unsigned token, uint64_t opens)
{
	struct head *head = &lx->now.head;
	const struct head_row *row = lex_head_row(token);
	bool inside = lx->level[lx->levels].kind == LEVEL_TABLE;

	head->object = (uint16_t)token;
	head->opens = opens;
	head->names = inside && row->names == 2 ? 1 : row->names;
	head_stage(lx, inside ? STAGE_TAIL : STAGE_SPEC);
}

/* A keyword in the head of a command. */
static void head_keyword(struct lex *lx, const struct keyword *row)
{
	struct context *now = &lx->now;

	switch (row->token) {
	case DEFINE:
	case REDEFINE:
	case UNDEFINE:
	case DESCRIBE:
		now->mode = MODE_RULE;
		now->base = S_RULE;
		return;
	case INCLUDE:
	case MONITOR:
	case IMPORT:
	case EXPORT:
	case COMMENT:
	case FLAGS:
		now->mode = MODE_PLAIN;
		now->base = 0;
		return;
	case LIST:
	case RESET:
		now->head.plural = true;
		return;
	case IP:
	case IP6:
	case ARP:
	case INET:
	case BRIDGE:
	case NETDEV:
		if (!now->head.object)
			now->head.object = RULE;
		head_stage(lx, STAGE_TAIL);
		return;
	default:
		if (now->head.stage == STAGE_VERB && lex_head_row(row->token)->token)
			head_object(lx, row->token, row->opens);
	}
}

/* `ct helper` and its like; 0: none of them. */
static int ct_object_word(struct lex *lx, struct span word, union token_value *value)
{
	for (const struct ct_object *o = ct_objects; o->word; o++) {
		if (span_is(word, o->word)) {
			value->number = o->type;
			lx->now.head.opens = o->scope;
			return CT_OBJECT;
		}
		if (lx->now.head.plural && span_is(word, o->plural)) {
			value->object = lang_object_kind(lx->run->lang, KIND_OBJECT, o->type);
			head_object(lx, PLURAL, 0);
			return PLURAL;
		}
	}
	return 0;
}

static int plural_word(struct lex *lx, struct span word, union token_value *value)
{
	const struct head *head = &lx->now.head;
	bool plural = false;

	if (!head->plural || (head->object && head->object != FLOW) || head->stage == STAGE_TAIL)
		return 0;
	value->object = lang_object(lx->run->lang, word, &plural);
	if (!value->object || !plural)
		return 0;
	head_object(lx, PLURAL, 0);
	return PLURAL;
}

/* ---- what a word makes of the words behind it ---- */

/* `set add ...`, the old form of a set update, rather than `... set VALUE`. */
static bool is_legacy_set(const struct lex *lx, struct span word)
{
	static const char *const verbs[] = { "add", "update", "delete", NULL };
	const char *p = word.p + word.n, *end = lx->input.scanner.text + lx->input.scanner.size;
	size_t n;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	for (n = 0; p + n < end && p[n] >= 'a' && p[n] <= 'z'; n++)
		;
	for (const char *const *verb = verbs; *verb; verb++)
		if (span_is((struct span){ p, n }, *verb))
			return true;
	return false;
}

/* Headers that other things begin with too have tokens of their own. */
static const struct proto *header_of(unsigned token)
{
	return token == IP ? &proto_ip : token == IP6 ? &proto_ip6 : token == ARP ? &proto_arp
						       : &proto_tcp;
}

static int rule_keyword(struct lex *lx, const struct keyword *row, struct span *text,
			union token_value *value)
{
	struct context *now = &lx->now;
	bool update = lx->update;

	if (row->opens)
		now->clauses = row->opens;
	if (row->want == WANT_FIELD)
		return want_header(lx, header_of(row->token), row->token, text, value);
	lx->update = update && row->token == SIZE;
	lx->family = 0;
	switch (row->token) {
	case ADD:
	case UPDATE:
	case DELETE:
	case METER:
		lx->update = true;
		break;
	case META:
		if (take_key(lx, &selector_meta, find_meta, text, value))
			return want(lx, WANT_NONE, KEY);
		break;
	case CT:
		if (take_key(lx, &selector_ct, find_ct, text, value)) {
			now->then = 0;
			return want(lx, WANT_NONE, CT_LOAD);
		}
		break;
	case SET:
		if (!is_legacy_set(lx, *text))
			return SET;
		now->base |= S_ELEM;
		return LEGACY_SET;
	case INC:
	case RANDOM:
	case JHASH:
	case SYMHASH:
		now->base |= S_HASH;
		break;
	case VXLAN:
		lx->body = S_VXLAN;
		break;
	case ERSPAN:
		lx->body = S_ERSPAN;
		break;
	case GENEVE:
		lx->body = S_GENEVE;
		break;
	default:
		break;
	}
	return row->token;
}

/* A word that only tables know: headers, extension headers, meta keys that need no `meta`. */
static int table_word(struct lex *lx, struct span *text, union token_value *value)
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
		return KEY;
	}
	return 0;
}

/* In limit rates, `bytes/second` is three words. */
static struct span split_rate(struct lex *lx, struct span word)
{
	const char *slash;

	if (!(lx->now.clauses & S_LIMIT))
		return word;
	slash = memchr(word.p, '/', word.n);
	if (!slash || slash == word.p)
		return word;
	scanner_move(&lx->input.scanner, slash);
	word.n = (size_t)(slash - word.p);
	return word;
}

int lex_word(struct lex *lx, struct span *text, union token_value *value)
{
	enum lex_want what = lx->now.want;
	uint64_t then = lx->now.then;
	const struct keyword *row;
	struct span word;
	int token;

	lx->now.want = WANT_NONE;
	lx->now.then = 0;
	lx->at_start = false;
	if (what == WANT_NONE)
		*text = split_rate(lx, *text);
	word = *text;
	value->span = word;
	token = wanted_word(lx, what, word, value);
	if (token)
		return token;
	value->span = word;
	if (lx->now.mode == MODE_HEAD) {
		token = then & S_CTOBJECT ? ct_object_word(lx, word, value)
					  : plural_word(lx, word, value);
		if (token)
			return token;
		value->span = word;
	}
	row = keyword_find(lx, word, then);
	if (row) {
		lx->now.want = row->want;
		lx->now.then = row->then;
		if (lx->now.mode == MODE_HEAD) {
			head_keyword(lx, row);
			return row->token;
		}
		return rule_keyword(lx, row, text, value);
	}
	if (lx->now.mode == MODE_HEAD)
		return name_word(lx);
	token = lx->now.mode == MODE_RULE && lx->now.base & S_RULE ? table_word(lx, text, value)
								   : 0;
	if (token)
		return token;
	value->span = word;
	return WORD;
}
