/*
 * desc: finding a descriptor in the lists of the language.
 */
#include "ast/desc.h"

static bool is_word(struct span word, const char *candidate)
{
	return candidate && span_is(word, candidate);
}

static bool answers_to(const char *own, const char *json, const char *const *aliases,
		       struct span word)
{
	if (is_word(word, own) || is_word(word, json))
		return true;
	for (; aliases && *aliases; aliases++)
		if (span_is(word, *aliases))
			return true;
	return false;
}

const struct stmt_desc *lang_stmt(const struct lang *lang, struct span word)
{
	for (const struct stmt_desc *const *s = lang->stmts; *s; s++)
		if (answers_to((*s)->word, (*s)->json, (*s)->aliases, word))
			return *s;
	return NULL;
}

const struct selector *lang_selector(const struct lang *lang, struct span word)
{
	for (const struct selector *const *s = lang->selectors; *s; s++)
		if (answers_to((*s)->word, (*s)->json, (*s)->aliases, word))
			return *s;
	return NULL;
}

const struct object_desc *lang_object(const struct lang *lang, struct span word, bool *plural)
{
	for (const struct object_desc *const *o = lang->objects; *o; o++) {
		*plural = is_word(word, (*o)->plural);
		if (*plural || is_word(word, (*o)->word) || is_word(word, (*o)->json))
			return *o;
	}
	return NULL;
}

const struct object_desc *lang_object_kind(const struct lang *lang, enum object_kind kind,
					   uint32_t type)
{
	for (const struct object_desc *const *o = lang->objects; *o; o++)
		if ((*o)->kind == kind && (*o)->type == type)
			return *o;
	return kind == KIND_OBJECT ? lang->unknown_object : NULL;
}

const struct selector *lang_typeof(const struct lang *lang, unsigned typeof_id)
{
	for (const struct selector *const *s = lang->selectors; *s; s++)
		if (typeof_id && (*s)->typeof_id == typeof_id)
			return *s;
	return NULL;
}
