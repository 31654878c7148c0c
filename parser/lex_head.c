/*
 * lex_head: heads of commands: verbs, what they act on and its names.
 */
#include "parser/lex_parts.h"

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

const struct head_row *lex_head_row(unsigned token)
{
	const struct head_row *row = head_rows;

	while (row->token && row->token != token)
		row++;
	return row;
}

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

int lex_name_word(struct lex *lx)
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
int lex_head_keyword(struct lex *lx, const struct keyword *row)
{
	struct context *now = &lx->now;

	switch (row->token) {
	case DEFINE:
	case REDEFINE:
	case UNDEFINE:
	case DESCRIBE:
		now->mode = MODE_RULE;
		now->base = S_RULE;
		break;
	case INCLUDE:
	case MONITOR:
	case IMPORT:
	case EXPORT:
	case COMMENT:
	case FLAGS:
		now->mode = MODE_PLAIN;
		now->base = 0;
		break;
	case LIST:
	case RESET:
		now->head.plural = true;
		break;
	case IP:
	case IP6:
	case ARP:
	case INET:
	case BRIDGE:
	case NETDEV:
		if (!now->head.object)
			now->head.object = RULE;
		head_stage(lx, STAGE_TAIL);
		break;
	default:
		if (now->head.stage == STAGE_VERB && lex_head_row(row->token)->token)
			head_object(lx, row->token, row->opens);
	}
	return row->token;
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

int lex_head_word(struct lex *lx, uint64_t then, struct span word, union token_value *value)
{
	return then & S_CTOBJECT ? ct_object_word(lx, word, value) : plural_word(lx, word, value);
}
