#include "base/diag.h"

void diag_init(struct diag *diag, struct pool *pool, struct sources *sources)
{
	*diag = (struct diag){ .pool = pool, .sources = sources };
	diag->last = &diag->first;
}

static struct diag_message *message_add(struct diag *diag, enum diag_level level,
					const char *format, va_list ap)
{
	struct diag_message *message = pool_new_of(diag->pool, struct diag_message);

	message->level = level;
	message->text = pool_vprintf(diag->pool, format, ap);
	*diag->last = message;
	diag->last = &message->next;
	diag->errors += level == DIAG_ERROR;
	return message;
}

static struct diag_message *message_last(const struct diag *diag)
{
	_Static_assert(offsetof(struct diag_message, next) == 0, "last points to a message");
	return diag->first ? (struct diag_message *)diag->last : NULL;
}

bool diag_error(struct diag *diag, struct loc loc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message_add(diag, DIAG_ERROR, format, ap);
	va_end(ap);
	return diag_also(diag, loc);
}

bool diag_also(struct diag *diag, struct loc loc)
{
	struct diag_message *message = message_last(diag);

	if (message && loc.end && message->n < DIAG_PLACES)
		message->loc[message->n++] = loc;
	return false;
}

bool diag_pointer(struct diag *diag, const char *pointer)
{
	struct diag_message *message = message_last(diag);

	if (message && !message->pointer)
		message->pointer = pool_strdup(diag->pool, pointer);
	return false;
}

void diag_warning(struct diag *diag, struct loc loc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message_add(diag, DIAG_WARNING, format, ap);
	va_end(ap);
	diag_also(diag, loc);
}

bool diag_netlink(struct diag *diag, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	message_add(diag, DIAG_ERROR, format, ap)->netlink = true;
	va_end(ap);
	return false;
}

/* "In file included from top:1:1-19:", the innermost include first, each outer one below. */
static void put_includes(const struct diag *diag, struct out *out, const struct source *source)
{
	const char *intro = "In file included from";
	struct source_place place;

	for (; source_place(diag->sources, source->parent, &place); source = place.source) {
		out_printf(out, "%s %s:%u:%u-%u:\n", intro,
			   place.source->name ? place.source->name : "<cmdline>", place.line,
			   place.column, place.column_end);
		intro = "                 from";
	}
}

static void mark(char *line, const struct source_place *place, char c)
{
	memset(line + place->column - 1, c, place->column_end - place->column + 1);
}

/* The quoted line, and below it what is meant. Related places on other lines stay unmarked. */
static void put_quote(const struct diag *diag, struct out *out,
		      const struct diag_message *message, const struct source_place *primary)
{
	struct source_place places[DIAG_PLACES] = { *primary };
	size_t width = primary->column_end;
	unsigned n = 1;
	char *line;

	for (unsigned i = 1; i < message->n; i++) {
		if (!source_place(diag->sources, message->loc[i], &places[n]) ||
		    places[n].source != primary->source || places[n].line != primary->line)
			continue;
		if (places[n].column_end > width)
			width = places[n].column_end;
		n++;
	}
	line = pool_raw(diag->pool, width);
	memset(line, ' ', width);
	for (size_t i = 0; i < width && i < primary->text.n; i++)
		if (primary->text.p[i] == '\t')
			line[i] = '\t';
	while (n--)
		mark(line, &places[n], n ? '~' : '^');
	out_span(out, primary->text);
	out_char(out, '\n');
	out_bytes(out, line, width);
	out_char(out, '\n');
	pool_drop(diag->pool, line, width);
}

/* Where in a JSON document the message belongs. */
static const char *pointer_of(const struct diag *diag, const struct diag_message *message)
{
	const struct source *source = source_find(diag->sources, message->loc[0].at);
	size_t i, member;

	if (message->pointer || !source || source->kind != SOURCE_JSON)
		return message->pointer;
	i = message->loc[0].at - source->base;
	if (i >= source->pointers.n)
		return NULL;
	member = message->loc[0].end - message->loc[0].at;
	return member < 2 ? source->pointers.v[i]
			  : pool_printf(diag->pool, "%s/%s", source->pointers.v[i],
					source->members[member - 2]);
}

static void put_text(const struct diag *diag, struct out *out, const struct diag_message *message)
{
	const char *pointer = message->n ? pointer_of(diag, message) : message->pointer;

	out_str(out, message->level == DIAG_WARNING ? "Warning: " : "Error: ");
	out_str(out, message->text);
	if (pointer)
		out_printf(out, " (at %s)", pointer);
	out_char(out, '\n');
}

/* A message without a place that could be quoted. */
static void put_plain(const struct diag *diag, struct out *out, const struct diag_message *message)
{
	bool internal = !message->netlink && message->level == DIAG_ERROR;

	out_str(out, message->netlink ? "netlink: " : internal ? "internal:0:0-0: " : "");
	put_text(diag, out, message);
	if (internal)
		out_char(out, '\n');
}

static void put_message(const struct diag *diag, struct out *out,
			const struct diag_message *message)
{
	struct source_place place;

	if (message->netlink || !source_place(diag->sources, message->loc[0], &place) ||
	    place.source->kind == SOURCE_JSON) {
		put_plain(diag, out, message);
		return;
	}
	put_includes(diag, out, place.source);
	if (place.source->kind == SOURCE_FILE)
		out_printf(out, "%s:%u:%u-%u: ", place.source->name, place.line, place.column,
			   place.column_end);
	put_text(diag, out, message);
	put_quote(diag, out, message, &place);
}

void diag_print(struct diag *diag, struct out *out)
{
	for (const struct diag_message *m = diag->first; m; m = m->next)
		put_message(diag, out, m);
	if (diag->root_hint)
		out_str(out, "Error: Operation not permitted (perhaps you must be root?)\n");
	diag_init(diag, diag->pool, diag->sources);
}
