/*
 * lex: from raw tokens to those of the grammar: levels of braces, statements, recovery from errors.
 */
#include "parser/lex_parts.h"

#define K(text, token, in, opens, then, want)                                                      \
	{ text, STR_PREFIX(text), sizeof(text) - 1, want, token, in, opens, then },
const struct keyword keywords[] = {
#include "parser/keywords.def"
};
#undef K
const size_t keyword_n = sizeof(keywords) / sizeof(keywords[0]);

/* ---- levels and statements ---- */

void lex_begin_statement(struct lex *lx)
{
	const struct level *level = &lx->level[lx->levels];
	struct context *now = &lx->now;

	*now = (struct context){ .mode = MODE_RULE, .base = S_RULE, .then = S_START };
	lx->at_start = true;
	lx->update = false;
	lx->body = 0;
	switch ((enum level_kind)level->kind) {
	case LEVEL_TOP:
		now->mode = MODE_HEAD;
		now->base = S_HEAD | S_SPEC;
		now->head.names = 2;
		break;
	case LEVEL_TABLE:
		now->mode = MODE_HEAD;
		now->base = S_HEAD;
		now->head.names = 1;
		now->then |= S_TABLE;
		break;
	case LEVEL_CHAIN:
		now->then |= S_CHAIN;
		break;
	case LEVEL_BODY:
		now->clauses = level->scope;
		break;
	case LEVEL_LIST:
		now->base |= S_ELEM;
		now->then = 0;
		lx->at_start = false;
		break;
	case LEVEL_NAMES:
		now->mode = MODE_PLAIN;
		now->base = now->then = 0;
		lx->at_start = false;
		break;
	}
}

/* What the block behind a command's head contains. */
static void head_level(struct lex *lx, struct level *level)
{
	const struct head_row *row = lex_head_row(lx->now.head.object);

	level->kind = row->token ? row->block : LEVEL_LIST;
	level->scope = row->token == CT ? lx->now.head.opens : row->scope;
	level->runs = level->kind == LEVEL_LIST;
}

static int open_brace(struct lex *lx)
{
	struct level level = { .kind = LEVEL_LIST, .outer = lx->now };

	if (lx->levels + 1 == LEVELS_MAX)
		return JUNK;
	if (lx->now.mode == MODE_HEAD) {
		head_level(lx, &level);
	} else if (lx->last == JUMP || lx->last == GOTO) {
		level.kind = LEVEL_CHAIN;
	} else if (lx->body) {
		level.kind = LEVEL_BODY;
		level.scope = lx->body;
	} else if (lx->now.want == WANT_DEVICES || lx->now.clauses == S_CTTIMEOUT) {
		level.kind = LEVEL_NAMES;
	} else {
		level.runs = !lx->update;
	}
	lx->level[++lx->levels] = level;
	lex_begin_statement(lx);
	lx->run_next = level.runs;
	return '{';
}

/* A statement before the brace ends there: then the brace is read again. */
static int close_brace(struct lex *lx)
{
	struct level *level = &lx->level[lx->levels];

	if (!lx->levels)
		return '}';
	if (!lex_is_list(level) && !lx->at_start) {
		lex_step_back(lx);
		lex_begin_statement(lx);
		return SEP;
	}
	lx->last_closed = true;
	lx->now = level->outer;
	lx->now.want = WANT_NONE;
	lx->now.then = 0;
	lx->levels--;
	lx->at_start = false;
	/* `elements = { ... }` needs no separator */
	if (lex_is_list(level) && lx->level[lx->levels].kind == LEVEL_BODY &&
	    lx->level[lx->levels].scope == S_SET)
		lex_begin_statement(lx);
	return '}';
}

/* ---- words ---- */

/* Where the rows of a word are; n is 0 in free places. Made by keywords.awk. */
static const struct {
	uint8_t row, n;
} keyword_places[512] = {
#include "keywords.h"
};

static uint32_t keyword_hash(uint64_t prefix)
{
	return ((uint32_t)(prefix >> 32) + (uint32_t)prefix) * 40507 >> 23;
}

static bool is_keyword(const struct keyword *row, struct span word, uint64_t prefix)
{
	return row->prefix == prefix && row->size == word.n &&
	       (word.n <= 8 || !memcmp(row->text + 8, word.p + 8, word.n - 8));
}

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

static inline __attribute__((always_inline)) const struct keyword *
keyword_find(const struct lex *lx, struct span word, uint64_t then)
{
	const uint64_t prefix = span_prefix(word);

	for (unsigned i = keyword_hash(prefix);; i++) {
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

const struct keyword *lex_keyword(const struct lex *lx, struct span word)
{
	return keyword_find(lx, word, 0);
}

/* `set add ...`, the old form of a set update, rather than `... set VALUE`. */
static bool is_legacy_set(struct span word)
{
	const char *p = plain_skip_blanks(word.p + word.n);

	return plain_is(p, "add") || plain_is(p, "update") || plain_is(p, "delete");
}

static int rule_keyword(struct lex *lx, const struct keyword *row, struct span *text,
			union token_value *value)
{
	struct context *now = &lx->now;
	bool update = lx->update;

	if (row->opens)
		now->clauses = row->opens;
	if (row->want == WANT_FIELD)
		return lex_header(lx, row->token, text, value);
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
	case CT:
		return lex_key_behind(lx, row->token, text, value);
	case COUNTER:
		return lx->at_stmt ? lex_counter(lx, *text, value) : COUNTER;
	case ACCEPT:
	case DROP:
	case CONTINUE:
	case RETURN:
		return lx->at_stmt ? lex_verdict(lx, row->token, *text, value) : row->token;
	case JUMP:
	case GOTO:
		return lx->at_stmt ? lex_jump(lx, row->token, text, value) : row->token;
	case SNAT:
	case DNAT:
		return lx->at_stmt ? lex_nat(lx, row->token, text, value) : row->token;
	case SET:
		if (!is_legacy_set(*text))
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

static int word_token(struct lex *lx, struct span *text, union token_value *value)
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
	token = what ? lex_wanted_word(lx, what, word, value) : 0;
	if (token)
		return token;
	value->span = word;
	if (lx->now.mode == MODE_HEAD) {
		token = lex_head_word(lx, then, word, value);
		if (token)
			return token;
		value->span = word;
	}
	row = keyword_find(lx, word, then);
	if (row) {
		lx->now.want = row->want;
		lx->now.then = row->then;
		if (lx->now.mode == MODE_HEAD)
			return lex_head_keyword(lx, row);
		return rule_keyword(lx, row, text, value);
	}
	if (lx->now.mode == MODE_HEAD)
		return lex_name_word(lx);
	token = lx->now.mode == MODE_RULE && lx->now.base & S_RULE ? lex_table_word(lx, text, value)
								   : 0;
	if (token)
		return token;
	value->span = word;
	return WORD;
}

/* ---- other tokens ---- */

static int number_token(struct lex *lx, struct span text, union token_value *value)
{
	lx->at_start = false;
	if (!plain_number(text, &value->number)) {
		value->span = text;
		lx->now.want = WANT_NONE;
		return WORD;
	}
	if (lx->now.want == WANT_OPTION) {
		lx->exthdr = NULL;
		lx->now.want = WANT_EXTFIELD;
	} else if (lx->now.want != WANT_WORDS) {
		lx->now.want = WANT_NONE;
	}
	return NUMBER;
}

/* Which `/` this is: before a prefix length, or between a value and its mask. */
static int slash_token(struct lex *lx, const char *p)
{
	if (lx->now.clauses & S_LIMIT) {
		lx->now.then = S_UNIT;
		return '/';
	}
	return char_is(plain_skip_blanks(p), CHAR_DIGIT) ? SLASH : '/';
}

static int mark_token(struct lex *lx, int token, struct span text)
{
	enum lex_want what = lx->now.want;

	lx->at_start = false;
	if (token == '{')
		return open_brace(lx);
	if (what == WANT_FIB_NEXT && token == '.')
		lx->now.want = WANT_FIB;
	else if (what != WANT_WORDS && !(what == WANT_DEVICES && token == '='))
		lx->now.want = WANT_NONE;
	lx->now.then = 0;
	if (token == ',')
		lx->run_next = lx->level[lx->levels].kind == LEVEL_LIST &&
			       lx->level[lx->levels].runs;
	return token == '/' ? slash_token(lx, text.p + 1) : token;
}

static struct span behind(struct span text, size_t n)
{
	text.p += n;
	text.n -= n;
	while (text.n && (*text.p == ' ' || *text.p == '\t')) {
		text.p++;
		text.n--;
	}
	return text;
}

/* `@ll,0,8` is a raw load, `@name` a set. */
static int at_token(struct lex *lx, struct span text, union token_value *value)
{
	value->span = behind(text, 1);
	lx->now.want = WANT_NONE;
	lx->now.then = 0;
	return *plain_skip_blanks(text.p + text.n) == ',' ? RAW_BASE : SETNAME;
}

/*
 * `1:2` is the address of a traffic class where something follows that can stand behind a value;
 * elsewhere only what is before the colon is taken.
 */
static int class_or_value(struct lex *lx, struct span *text)
{
	const char *end = text->p + text->n;
	const char *colon = memchr(text->p, ':', text->n);
	size_t digits = 0;

	if (!*end || strchr(" \t\n:-},", *end))
		return ADDRESS;
	text->n = (size_t)(colon - text->p);
	scanner_move(&lx->input.scanner, colon);
	while (digits < text->n && text->p[digits] >= '0' && text->p[digits] <= '9')
		digits++;
	return digits == text->n ? NUMBER : digits ? ADDRESS : WORD;
}

static int separator(struct lex *lx, int token)
{
	if (lex_is_list(&lx->level[lx->levels]))
		return token == SEP ? NO_TOKEN : token;
	if (lx->at_start)
		return NO_TOKEN;
	lex_begin_statement(lx);
	return SEP;
}

/* From here on an error is explained by reading again. */
static void begin_command(struct lex *lx)
{
	const struct scanner *scanner = &lx->input.scanner;

	lx->command_source = scanner->source;
	lx->command = (struct loc){ scanner_at(scanner), scanner->base + scanner->size };
}

static bool next_input(struct lex *lx)
{
	struct input *in = &lx->input;

	if (in->queue_n) {
		const struct source *source = *in->queue++;

		in->queue_n--;
		scanner_init(&in->scanner, lx->run->pool, source,
			     (struct loc){ source->base, source->base + source->size });
	} else if (lx->depth) {
		*in = lx->outer[--lx->depth];
	} else {
		return false;
	}
	if (!lx->levels)
		begin_command(lx);
	return true;
}

/* Where one input ends a statement ends; after the last one the blocks still open are an error. */
static int end_of_input(struct lex *lx, struct span *text)
{
	struct scanner *scanner = &lx->input.scanner;

	lx->ended = !lx->depth && !lx->input.queue_n;
	scanner_move(scanner, scanner->text + scanner->size);
	*text = (struct span){ scanner->at, lx->ended };
	if (lx->ended && lx->complete) {
		lx->complete = false;
		return JUNK;
	}
	if (!lx->at_start && !lex_is_list(&lx->level[lx->levels])) {
		lex_begin_statement(lx);
		return SEP;
	}
	return next_input(lx) ? NO_TOKEN : END;
}

static int literal_run(struct lex *lx, union token_value *value, struct span *text)
{
	struct scanner *scanner = &lx->input.scanner;
	size_t pos = (size_t)(scanner->at - scanner->text);

	lx->run_next = false;
	value->run = litrun_scan(run_texts(lx->run), scanner->text, scanner->size, &pos, scanner->base);
	if (!value->run)
		return 0;
	*text = (struct span){ scanner->text + (value->run->loc.at - scanner->base),
			       value->run->loc.end - value->run->loc.at };
	scanner_move(scanner, scanner->text + pos);
	return LITRUN;
}

/* Texts end up in names, comments and listings, which are UTF-8 and end at a NUL. */
static int quoted_token(struct lex *lx, struct span text, union token_value *value)
{
	struct loc loc = scanner_loc(&lx->input.scanner, text);

	if (memchr(text.p, '\0', text.n))
		diag_error(&lx->run->diag, loc, "string contains a NUL byte");
	else if (!span_is_utf8(text))
		diag_error(&lx->run->diag, loc, "string is not UTF-8");
	value->span = text;
	lx->now.want = WANT_NONE;
	lx->at_start = false;
	return QUOTED;
}

/* Whether the next token begins a statement of a rule, if it can do that at all. */
static bool is_before_stmt(const struct lex *lx)
{
	enum level_kind kind = lx->level[lx->levels].kind;

	return lx->last == STMT ||
	       (kind == LEVEL_CHAIN ? lx->last == SEP || lx->last == '{'
				    : kind == LEVEL_TOP && lx->last == WORD &&
					      lx->now.clauses == S_POSITION);
}

static int scan(struct lex *lx, union token_value *value, struct span *text)
{
	int token;

	if (lx->run_next && literal_run(lx, value, text))
		return LITRUN;
	token = plain_next(&lx->input.scanner, text);
	if (token == CLASSID)
		token = class_or_value(lx, text);
	switch (token) {
	case END:
		return end_of_input(lx, text);
	case SEP:
	case SEMICOLON:
		return separator(lx, token);
	case WORD:
		lx->at_stmt = is_before_stmt(lx) && !lx->exact;
		return word_token(lx, text, value);
	case NUMBER:
		return number_token(lx, *text, value);
	case SETNAME:
		return at_token(lx, *text, value);
	case VARIABLE:
		value->span = behind(*text, 1);
		lx->now.want = lx->now.want == WANT_WORDS ? WANT_WORDS : WANT_NONE;
		lx->at_start = false;
		return VARIABLE;
	case '}':
		return close_brace(lx);
	case QUOTED:
		return quoted_token(lx, *text, value);
	case ADDRESS:
	case ASTERISK:
		value->span = *text;
		lx->now.want = WANT_NONE;
		lx->at_start = false;
		return token;
	default:
		return mark_token(lx, token, *text);
	}
}

/* `pending`, and nothing of the input. */
static int give_pending(struct lex *lx, struct loc *loc)
{
	int token = lx->pending;
	uint32_t at = scanner_at(&lx->input.scanner);

	*loc = (struct loc){ at, at + (token == END) };
	if (token != END)
		lx->pending = NO_TOKEN;
	return token;
}

int lex_next(struct lex *lx, union token_value *value, struct loc *loc)
{
	struct span text;
	int token;

	lx->scopes = lx->now.then | lx->now.clauses | lx->now.base;
	lx->before = lx->last;
	lx->last_closed = false;
	if (lx->last == SEP && !lx->levels)
		begin_command(lx);
	if (lx->pending != NO_TOKEN) {
		token = give_pending(lx, loc);
	} else {
		do
			token = scan(lx, value, &text);
		while (token == NO_TOKEN);
		*loc = scanner_loc(&lx->input.scanner, text);
	}
	lx->last = token;
	return token;
}

void lex_init(struct lex *lx, struct run *run, const struct source *source, struct loc part,
	      int first)
{
	memset(lx, 0, offsetof(struct lex, outer));
	lx->run = run;
	lx->pending = first ? first : NO_TOKEN;
	lx->level[0] = (struct level){ .kind = LEVEL_TOP };
	if (first)
		lx->level[++lx->levels] = (struct level){ .kind = LEVEL_LIST };
	for (size_t i = 0; i < sizeof(lx->lookups) / sizeof(*lx->lookups); i++)
		lx->lookups[i].table = NULL;
	scanner_init(&lx->input.scanner, run->pool, source, part);
	begin_command(lx);
	lex_begin_statement(lx);
}

bool lex_include(struct lex *lx, const struct source *const *sources, size_t n)
{
	if (lx->depth + 1 >= INCLUDES_MAX)
		return false;
	lx->outer[lx->depth++] = lx->input;
	lx->input.queue = sources;
	lx->input.queue_n = n;
	next_input(lx);
	return true;
}
