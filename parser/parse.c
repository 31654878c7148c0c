#include <errno.h>
#include <sys/stat.h>

#include "base/paths.h"
#include "base/version.h"
#include "parser/parse.h"
#include "grammar.h"

int exact_parse(struct parser *p);

enum { WORDS_MAX = 30 };

/* ---- blocks and commands ---- */

void parser_open(struct parser *p, struct loc loc)
{
	struct scope *scope = pool_new_of(p->run->pool, struct scope);

	if (++p->scopes >= SCOPE_MAX)
		diag_error(&p->run->diag, loc, "too many levels of nesting");
	scope_init(scope, p->run->pool, p->run->scope);
	p->run->scope = scope;
}

void parser_close(struct parser *p)
{
	p->scopes--;
	p->run->scope = p->run->scope->outer;
}

/* ---- include ---- */

struct inclusion {
	struct parser *p;
	struct loc loc;
	VEC(const struct source *) sources;
};

static bool cannot_read(struct inclusion *in, const char *name)
{
	const char *text = errno == ENOENT || errno == ENOTDIR ? "File not found: %s"
			   : errno == EISDIR		       ? "Not a regular file: \"%s\""
			   : errno == EFBIG		       ? "File too large: %s"
							       : "Could not open file \"%s\"";

	return diag_error(&in->p->run->diag, in->loc, text, name);
}

static bool include_file(struct inclusion *in, const char *path)
{
	struct source *source = source_read(&in->p->run->sources, path, false, in->loc);

	if (!source)
		return false;
	*vec_push(in->p->run->pool, &in->sources) = source;
	return true;
}

/* All files that match, in the order of their bytes. Nothing matches: nothing is included. */
static bool include_pattern(struct inclusion *in, const char *pattern)
{
	struct paths paths;
	bool good = true;

	paths_match(&paths, in->p->run->pool, pattern);
	for (size_t i = 0; good && i < paths.found.n; i++) {
		const char *path = paths.found.v[i];
		struct stat st;

		if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
			good = include_file(in, path) || cannot_read(in, path);
	}
	return good;
}

/* One place where the name may be; *done: no need to look further. */
static bool include_path(struct inclusion *in, const char *path, bool *done)
{
	if (path_is_pattern(path))
		return include_pattern(in, path);
	*done = include_file(in, path);
	return *done || errno == ENOENT || errno == ENOTDIR || cannot_read(in, path);
}

static bool search_path(struct inclusion *in, const char *dir, const char *name, bool *done)
{
	return include_path(in, pool_printf(in->p->run->pool, "%s/%s", dir, name), done);
}

/* Directories asked for, the one built in, and that of the file being run. */
static bool search_paths(struct inclusion *in, const char *name)
{
	struct run *run = in->p->run;
	const char *last[] = { WEIR_INCLUDE_DIR, run->file_directory };
	bool done = false, good = true;

	for (const char *const *dir = run->include_paths; dir && *dir && good && !done; dir++)
		good = search_path(in, *dir, name, &done);
	for (size_t i = 0; i < 2 && last[i] && good && !done; i++)
		good = search_path(in, last[i], name, &done);
	if (!good || done || path_is_pattern(name))
		return good;
	errno = ENOENT;
	return cannot_read(in, name);
}

static bool find_sources(struct inclusion *in, const char *name)
{
	bool done = false;

	if (name[0] != '/' && strncmp(name, "./", 2) && strncmp(name, "../", 3))
		return search_paths(in, name);
	if (!include_path(in, name, &done))
		return false;
	return done || path_is_pattern(name) || cannot_read(in, name);
}

/* Reading again to explain an error: the same sources as the first time. */
static void find_read_sources(struct inclusion *in)
{
	struct source *s;

	for (s = in->p->run->sources.first; s; s = s->next)
		if (s->parent.at == in->loc.at && s->parent.end == in->loc.end)
			*vec_push(in->p->run->pool, &in->sources) = s;
}

bool build_include(struct parser *p, struct loc loc, struct span name)
{
	struct inclusion in = { .p = p, .loc = loc };

	if (p->exact)
		find_read_sources(&in);
	else if (!find_sources(&in, build_text(p, name)))
		return false;
	if (!in.sources.n || lex_include(&p->lex, in.sources.v, in.sources.n))
		return true;
	return diag_error(&p->run->diag, loc, "Include nested too deeply, max %d levels",
			  INCLUDES_MAX);
}

/* ---- syntax errors ---- */

struct phrase {
	struct out out;
	unsigned n;
};

static void add_word(void *arg, const char *word)
{
	struct phrase *phrase = arg;

	if (phrase->n++)
		out_str(&phrase->out, ", ");
	out_str(&phrase->out, word);
}

/* bison's names of tokens without a literal text are identifiers. */
static bool is_identifier(const char *name)
{
	return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '\0';
}

/* Keywords out of their scope are no answer to what could stand here. */
static void add_expected(void *arg, const struct lex *lex, const struct expected *e, bool classes,
			 void (*each)(void *arg, const char *word))
{
	if (e->token == END || !strncmp(e->name, "START_", 6))
		return;
	if (classes && lex_is_class(e->token))
		each(arg, e->name);
	else if (!lex_words(lex, e->token, each, arg) && !is_identifier(e->name))
		each(arg, e->name);
}

/* Long lists name classes of words rather than every header and key. */
static const char *expected_list(struct run *run, const struct lex *lex,
				 const struct unexpected *error)
{
	struct phrase phrase = { .n = 0 };
	const struct expected *e;

	for (bool classes = false;; classes = true) {
		phrase.n = 0;
		out_init(&phrase.out, run->pool);
		vec_each(e, &error->expected)
			add_expected(&phrase, lex, e, classes, add_word);
		if (classes || phrase.n < WORDS_MAX)
			break;
	}
	return phrase.n ? out_text(&phrase.out) : NULL;
}

/* Read the command at hand again with exact look-ahead: which tokens could have stood there? */
static const char *explain(struct parser *p, const struct unexpected *error)
{
	struct run again = *p->run;
	struct cmds ignored = { .last = &ignored.first };
	struct parser exact = { .run = &again,
				.cmds = &ignored,
				.exact = true,
				.error = error->loc };

	for (unsigned i = 0; i < p->scopes; i++)
		again.scope = again.scope->outer;
	diag_init(&again.diag, again.pool, &p->run->sources);
	exact.first = p->first;
	lex_init(&exact.lex, &again, p->lex.command_source, p->lex.command, p->first);
	exact.lex.exact = true;
	exact_parse(&exact);
	return exact.found ? expected_list(p->run, exact.found_lex, exact.found)
			   : expected_list(p->run, &p->lex, error);
}

static const char *unexpected_name(struct parser *p, const struct unexpected *error)
{
	const struct source *source = p->lex.input.scanner.source;
	struct span text = source_text(&p->run->sources, error->loc);

	if (p->lex.ended)
		return source->kind == SOURCE_FILE ? "end of file" : "newline";
	if (text.n == 1 && text.p[0] == '}')
		return "'}'";
	if (text.n == 1 && text.p[0] == ';')
		return "semicolon";
	if (lex_is_word(p->lex.last) && text.n)
		return pool_strndup(p->run->pool, text.p, text.n);
	return error->name;
}

/* Of two words in one token it is the first that is out of place. */
static void blame_first_word(struct parser *p, struct unexpected *error)
{
	struct span text = source_text(&p->run->sources, error->loc);
	const char *blank = memchr(text.p, ' ', text.n), *tab = memchr(text.p, '\t', text.n);

	if (!blank || (tab && tab < blank))
		blank = tab;
	if (blank)
		error->loc.end = error->loc.at + (uint32_t)(blank - text.p);
}

void parser_syntax_error(struct parser *p, struct unexpected *error)
{
	const int token = p->lex.last;
	const char *expected;

	if (token == HEADER_FIELD || token == KEY || token == CT_LOAD || token == STMT)
		blame_first_word(p, error);
	if (p->exact) {
		if (error->loc.at == p->error.at && error->loc.end == p->error.end && !p->found) {
			p->found = pool_memdup(p->run->pool, error, sizeof(*error));
			p->found_lex = pool_memdup(p->run->pool, &p->lex, sizeof(p->lex));
			p->lex.stopped = true;
		}
	} else if (!diag_full(&p->run->diag)) {
		expected = explain(p, error);
		diag_error(&p->run->diag, error->loc,
			   expected ? "syntax error, unexpected %s\n"
				      "expected any of: %s"
				    : "syntax error, unexpected %s",
			   unexpected_name(p, error), expected);
	}
	lex_recover(&p->lex, true);
}

void parser_overflow(struct parser *p, struct loc loc)
{
	if (!p->exact)
		diag_error(&p->run->diag, loc, "syntax error, nested too deeply");
}

/* ---- entry points ---- */

static void parser_init(struct parser *p, struct run *run)
{
	memset(p, 0, offsetof(struct parser, lex));
	p->run = run;
}

static bool parse(struct parser *p, const struct source *source, struct loc part)
{
	struct scope *scope = p->run->scope;
	unsigned errors = p->run->diag.errors;

	p->run->parse_element = parse_element;
	lex_init(&p->lex, p->run, source, part, p->first);
	weir_parse(p);
	p->run->scope = scope;
	return p->run->diag.errors == errors;
}

static struct loc whole(const struct source *source)
{
	return (struct loc){ source->base, source->base + source->size };
}

bool parse_source(struct run *run, const struct source *source, struct cmds *cmds)
{
	struct parser p;

	parser_init(&p, run);
	p.cmds = cmds;
	return parse(&p, source, whole(source));
}

struct expr *parse_element(struct run *run, struct loc loc)
{
	const struct source *source = source_find(&run->sources, loc.at);
	struct parser p;

	parser_init(&p, run);
	p.first = START_ELEMENT;
	return source && parse(&p, source, loc) ? p.element : NULL;
}

struct completion {
	struct pool *pool;
	VEC(const char *) words;
};

/* Names of classes and punctuation are no words to complete. */
static void complete_word(void *arg, const char *word)
{
	struct completion *completion = arg;

	if (word[0] >= 'a' && word[0] <= 'z' && strcmp(word, "newline") &&
	    strcmp(word, "semicolon") && strcmp(word, "comma") && strcmp(word, "colon"))
		*vec_push(completion->pool, &completion->words) = word;
}

/* `tables` and the like are words of the registry; "ct helpers" is two. */
static void complete_plurals(struct completion *completion, const struct lang *lang)
{
	for (const struct object_desc *const *o = lang->objects; *o; o++)
		if ((*o)->plural && !strchr((*o)->plural, ' '))
			complete_word(completion, (*o)->plural);
}

const char **parse_complete(struct run *run, struct span text, bool *name)
{
	struct run apart = *run;
	struct cmds ignored = { .last = &ignored.first };
	struct parser p = { .run = &apart, .cmds = &ignored, .exact = true };
	struct completion completion = { .pool = run->pool };
	struct source *source = source_add(&run->sources, SOURCE_BUFFER, NULL, text,
					   (struct loc){ 0 });
	const struct expected *e;

	apart.sources = run->sources;
	diag_init(&apart.diag, apart.pool, &run->sources);
	if (source) {
		lex_init(&p.lex, &apart, source, whole(source), 0);
		p.lex.complete = p.lex.exact = true;
		p.error = (struct loc){ source->base + source->size,
					source->base + source->size + 1 };
		exact_parse(&p);
	}
	*name = false;
	if (p.found) {
		vec_each(e, &p.found->expected) {
			*name = *name || e->token == WORD || e->token == SETNAME;
			if (e->token == PLURAL)
				complete_plurals(&completion, run->lang);
			add_expected(&completion, p.found_lex, e, false, complete_word);
		}
	}
	*vec_push(run->pool, &completion.words) = NULL;
	return completion.words.v;
}
