/*
 * eval_set: set literals into packed elements. A literal is a tree of nested lists, variables and
 * runs of texts; whatever the road, an element ends as one record of the set's key and data.
 */
#include "pass/eval_parts.h"
#include "pass/lower.h"

/*
 * Definitions of definitions can make a few lines mean any number of elements: how deep literals
 * may be nested, and how many elements may come from inside others. One that is parsed straight
 * into its record costs 1, a text for the grammar more, a tree that is copied most.
 */
enum { NESTED_MAX = 4096, INNER_MAX = 1 << 24, TEXT_COST = 8, TREE_COST = 32 };

struct fill {
	struct eval *ev;
	struct set *set;
	struct elems *elems;
	struct litparse lp;
	bool anonymous;          /* the set takes whatever its elements need */
	bool keys_only;          /* delete, get, reset: data only names what is known anyway */
	struct expr *key;        /* of the only element, when it has no options */
	unsigned depth;          /* of the literal being added; 1: the outermost */
	size_t inner;            /* elements that came from inner ones, by cost */
};

static bool add_item(struct fill *f, struct expr *item);
static bool add_meant(struct fill *f, struct expr *item);

static bool is_map(const struct set *set)
{
	return set->flags & (SET_MAP | SET_OBJECT);
}

static bool is_catchall(const struct expr *e)
{
	return e->kind == EXPR_SYMBOL && e->flags & EXPR_F_CATCHALL;
}

static struct want want_spec(const struct key_spec *spec)
{
	const struct key_field *first = &spec->field[0];

	if (spec->n == 1)
		return (struct want){ .type = first->type, .bits = first->bits,
				      .order = first->order };
	return (struct want){ .bits = spec->size * 8, .spec = spec };
}

/* What a variable stands for, if that is not a plain constant but part of a literal. */
static struct expr *unfold(struct fill *f, struct expr *e)
{
	const struct expr *meant = e;

	while (expr_variable(meant))
		meant = expr_variable(meant)->bound;
	switch (meant ? (enum expr_kind)meant->kind : EXPR_VALUE) {
	case EXPR_SETLIT: case EXPR_RUN: case EXPR_ELEM: case EXPR_VERDICT:
		break;
	case EXPR_SYMBOL:
		if (is_catchall(meant))
			break;
		return e;
	case EXPR_VALUE: case EXPR_VARIABLE: case EXPR_PREFIX: case EXPR_RANGE: case EXPR_CONCAT:
	case EXPR_LIST: case EXPR_BINOP: case EXPR_UNARY: case EXPR_MAP: case EXPR_SETREF:
	case EXPR_SELECTOR:
		return e;
	}
	return meant == e ? e : expr_clone(f->ev->run->pool, meant);
}

/* ---- constants into records ---- */

static bool pack_value(const struct expr *e, const struct key_field *field, uint8_t *to)
{
	const struct value_expr *value = expr_value(e);
	unsigned size = BYTES_OF(field->bits), from;

	if (!value)
		return false;
	from = BYTES_OF(e->bits);
	if (from > size)
		return false;
	memcpy(field->order == ORDER_TEXT ? to : to + size - from, value->b, from);
	return true;
}

static void spread_prefix(const struct key_field *field, unsigned len, uint8_t *lo, uint8_t *hi)
{
	uint8_t mask[KEY_SIZE_MAX], host[KEY_SIZE_MAX];
	unsigned size = BYTES_OF(field->bits);

	bytes_mask(mask, field->bits, len);
	bytes_not(host, mask, field->bits);
	bytes_and(lo, lo, mask, size);
	bytes_or(hi, lo, host, size);
}

/* One field; *range says that it is more than a value. False: not a constant. */
static bool pack_field(const struct expr *e, const struct key_field *field, uint8_t *lo,
		       uint8_t *hi, const struct expr **range)
{
	const struct prefix_expr *prefix = expr_prefix(e);
	const struct range_expr *between = expr_range(e);

	if (prefix || between)
		*range = e;
	if (between)
		return pack_value(between->lo, field, lo) && pack_value(between->hi, field, hi) &&
		       memcmp(lo, hi, BYTES_OF(field->bits)) <= 0;
	if (!pack_value(prefix ? prefix->base : e, field, lo))
		return false;
	if (prefix)
		spread_prefix(field, prefix->len, lo, hi);
	else
		memcpy(hi, lo, BYTES_OF(field->bits));
	return true;
}

/* A whole key or data into zeroed bytes. */
static bool pack(const struct expr *e, const struct key_spec *spec, uint8_t *lo, uint8_t *hi,
		 const struct expr **range)
{
	const struct list_expr *concat = expr_concat(e);
	unsigned at = 0;

	*range = NULL;
	if (spec->n == 1)
		return pack_field(e, &spec->field[0], lo, hi, range);
	if (!concat || concat->item.n != spec->n)
		return false;
	for (unsigned i = 0; i < spec->n; i++) {
		if (!pack_field(concat->item.v[i], &spec->field[i], lo + at, hi + at, range))
			return false;
		at += (BYTES_OF(spec->field[i].bits) + 3) / 4 * 4;
	}
	return true;
}

/* The elements hold ranges from now on. */
static bool take_ranges(struct fill *f, const struct expr *range)
{
	if (!f->anonymous && !(f->set->flags & SET_INTERVAL))
		return eval_error(f->ev, range->loc,
				  "You must add 'flags interval' to your set declaration if you want "
				  "to add %s elements", expr_noun(range));
	elems_widen(f->elems);
	return true;
}

static bool add_key(struct fill *f, struct expr **key, struct loc loc)
{
	uint8_t lo[KEY_SIZE_MAX] = { 0 }, hi[KEY_SIZE_MAX] = { 0 };
	struct want want = want_spec(&f->set->key);
	const struct expr *range;
	struct elems *e = f->elems;

	if (is_catchall(*key)) {
		elems_add(e, loc);
		elems_extra_add(e, e->n - 1)->catchall = true;
		return true;
	}
	if ((*key)->kind == EXPR_SETREF)
		return eval_error(f->ev, (*key)->loc,
				  "Set reference cannot be part of another set");
	if (expr_concat(*key) && !want.spec)
		return eval_error(f->ev, (*key)->loc, "unexpected concat component, expecting %s",
				  want.type->desc);
	if (!eval_as(f->ev, key, &want))
		return false;
	if (!pack(*key, &f->set->key, lo, hi, &range))
		return eval_error(f->ev, (*key)->loc, "%s",
				  range ? "Range negative size" /* over midnight */
					: "Set member is not constant");
	if (range && !take_ranges(f, range))
		return false;
	elems_add(e, loc);
	memcpy(elems_hi(e, e->n - 1), hi, e->key);
	memcpy(elems_lo(e, e->n - 1), lo, e->key);
	return true;
}

static bool put_verdict(struct fill *f, struct expr **data)
{
	const struct verdict_expr *verdict;
	uint8_t *b;

	if (!eval_expr(f->ev, data))
		return false;
	verdict = expr_verdict(*data);
	if (!verdict)
		return eval_error(f->ev, (*data)->loc, "Verdict map data must be a verdict");
	b = elems_data(f->elems, f->elems->n - 1);
	bytes_set_u64(b, 4, (uint32_t)verdict->code);
	if (verdict->chain)
		bytes_set_u64(b + 4, 4, elems_name(f->elems, verdict->chain));
	return true;
}

static bool put_object(struct fill *f, struct expr *data)
{
	const char *name;
	bool wildcard;

	if (!eval_text(f->ev, data, &name, &wildcard))
		return false;
	bytes_set_u64(elems_data(f->elems, f->elems->n - 1), 4, elems_name(f->elems, name));
	return true;
}

static bool put_value(struct fill *f, struct expr **data)
{
	uint8_t lo[KEY_SIZE_MAX] = { 0 }, hi[KEY_SIZE_MAX] = { 0 }, *b;
	struct want want = want_spec(&f->set->data);
	const struct expr *range;
	struct elems *e = f->elems;

	if (!eval_as(f->ev, data, &want))
		return false;
	if (!pack(*data, &f->set->data, lo, hi, &range))
		return eval_error(f->ev, (*data)->loc, "Map data is not constant");
	if (range && !(e->flags & ELEMS_DATA_RANGE)) {
		if (!f->anonymous)
			return eval_error(f->ev, range->loc, "Value must be a singleton");
		elems_widen_data(e);
	}
	b = elems_data(e, e->n - 1);
	memcpy(b, lo, f->set->data.size);
	if (e->flags & ELEMS_DATA_RANGE)
		memcpy(b + f->set->data.size, hi, f->set->data.size);
	return true;
}

static bool add_data(struct fill *f, struct expr **data, struct loc loc)
{
	if (*data && !is_map(f->set))
		return eval_error(f->ev, loc, "set is not a map");
	if (f->keys_only || !is_map(f->set))
		return true;
	if (!*data)
		return eval_error(f->ev, loc, "map element without data");
	*data = unfold(f, *data);
	if (f->elems->flags & ELEMS_VERDICT)
		return put_verdict(f, data);
	if (f->elems->flags & ELEMS_OBJECT)
		return put_object(f, *data);
	return put_value(f, data);
}

/* ---- element options ---- */

static bool same_kinds(struct fill *f, const struct prog *want, const struct prog *got,
		       struct loc loc)
{
	const struct insn *i = prog_first(want), *j = prog_first(got);

	if (want->n != got->n)
		return eval_error(f->ev, loc,
				  "number of statements mismatch, set expects %u but element has %u",
				  want->n, got->n);
	for (; i && j; i = prog_next(want, i), j = prog_next(got, j))
		if (i->id != j->id)
			return eval_error(f->ev, loc,
					  "statement mismatch, element expects %s, but set has type %s",
					  insn_descs[j->id].name, insn_descs[i->id].name);
	return true;
}

static bool add_stmts(struct fill *f, struct stmt *stmts, struct elem_extra *extra)
{
	struct lower lower = { .run = f->ev->run, .ops = f->ev->ops, .table = f->ev->table,
			       .family = f->ev->family };

	if (!eval_stateful(f->ev, stmts))
		return false;
	extra->stmts = lower_stateful(&lower, stmts);
	if (!extra->stmts)
		return false;
	extra->given |= EXTRA_STMTS;
	return !f->set->stmts || !f->set->stmts->n ||
	       same_kinds(f, f->set->stmts, extra->stmts, stmts->loc);
}

static bool add_options(struct fill *f, const struct elem_expr *elem)
{
	struct elem_extra *extra;

	if (!elem->given && !elem->stmts && !elem->comment)
		return true;
	extra = elems_extra_add(f->elems, f->elems->n - 1);
	extra->given |= elem->given & (EXTRA_TIMEOUT | EXTRA_EXPIRES);
	extra->timeout = elem->timeout;
	extra->expires = elem->expires;
	extra->comment = elem->comment;
	if (elem->comment)
		extra->given |= EXTRA_COMMENT;
	return !elem->stmts || add_stmts(f, elem->stmts, extra);
}

/* ---- literals ---- */

static bool add_cost(struct fill *f, struct loc loc, size_t cost)
{
	if (f->depth > 1)
		f->inner += cost;
	return f->inner <= INNER_MAX ||
	       eval_error(f->ev, loc, "too many elements from variables and sets inside the set");
}

static bool has_options(const struct elem_expr *elem)
{
	return elem->given || elem->stmts || elem->comment || elem->data;
}

/* A copy of the element with another key: data and options are evaluated for each. */
static bool add_with_key(struct fill *f, const struct elem_expr *elem, struct expr *key)
{
	struct elem_expr other = *elem;

	other.key = key;
	return add_item(f, expr_clone(f->ev->run->pool, &other.e));
}

/* `{ a, b } : data`: item is one of the keys, or several as a run of texts. */
static bool add_nested_item(struct fill *f, const struct elem_expr *elem, struct expr *item)
{
	const struct run_expr *texts = expr_run(item);
	const struct elem_expr *inner = expr_elem(item);
	struct run *run = f->ev->run;

	for (size_t i = 0; texts && i < texts->run->rec.n; i++) {
		const struct litrec *rec = &texts->run->rec.v[i];
		struct loc loc = { rec->at, rec->at + rec->size };
		struct expr *key = run->parse_element(run, loc);

		if (!key || !add_nested_item(f, elem, key))
			return false;
	}
	if (texts)
		return true;
	if (inner && has_options(inner))
		return eval_error(f->ev, item->loc, "options and data belong behind the set of keys");
	return add_with_key(f, elem, inner ? inner->key : item);
}

static bool add_nested(struct fill *f, const struct elem_expr *elem, const struct setlit_expr *nested)
{
	bool good = f->depth < NESTED_MAX ||
		    eval_error(f->ev, nested->e.loc, "List limit %u reached", NESTED_MAX);

	f->depth++;
	for (size_t i = 0; good && i < nested->item.n; i++)
		good = add_nested_item(f, elem, nested->item.v[i]);
	f->depth--;
	return good;
}

static bool add_elem(struct fill *f, struct elem_expr *elem)
{
	const struct setlit_expr *nested;
	struct loc key;

	elem->key = unfold(f, elem->key);
	nested = expr_setlit(elem->key);
	if (nested)
		return add_nested(f, elem, nested);
	key = elem->key->loc.end ? elem->key->loc : elem->e.loc;
	if (!add_key(f, &elem->key, key) || !add_options(f, elem) || !add_data(f, &elem->data, key))
		return false;
	f->key = f->elems->n > 1 || has_options(elem) ? NULL : elem->key;
	return true;
}

/* What stays of an element that was built in passing. */
static void keep_extra(struct elems *e, struct elem_extra *extra)
{
	if (extra->stmts)
		extra->stmts = prog_copy(e->pool, extra->stmts);
	if (extra->comment)
		extra->comment = pool_strdup(e->pool, extra->comment);
}

/*
 * An element of a run by the grammar. There may be very many, so their trees are built in a pool
 * that is emptied after each.
 */
static bool add_text(struct fill *f, struct pool *passing, struct loc loc)
{
	struct run *run = f->ev->run;
	struct pool *pool = run->pool;
	size_t extras = f->elems->extra.n;
	struct expr *e;
	bool good;

	run->pool = passing;
	e = run->parse_element(run, loc);
	good = e && add_cost(f, loc, TEXT_COST) && add_meant(f, e);
	for (; good && extras < f->elems->extra.n; extras++)
		keep_extra(f->elems, &f->elems->extra.v[extras]);
	run->pool = pool;
	pool_reset(passing);
	return good;
}

static bool add_texts(struct fill *f, const struct litrun *run, struct pool *passing)
{
	const char *text = source_text(&f->ev->run->sources, run->loc).p - run->loc.at;

	elems_reserve(f->elems, run->rec.n);
	for (size_t i = 0; i < run->rec.n; i++) {
		const struct litrec *rec = &run->rec.v[i];
		struct loc loc = { rec->at, rec->at + rec->size };

		if (!litrun_parse(&f->lp, text + rec->at, loc) && !add_text(f, passing, loc))
			return false;
	}
	return true;
}

static bool add_run(struct fill *f, const struct litrun *run)
{
	struct pool_claim *passing;
	bool good;

	if (!add_cost(f, run->loc, run->rec.n))
		return false;
	passing = pool_claim_pool(f->ev->run->pool);
	good = add_texts(f, run, passing->thing);
	pool_settle(passing);
	f->key = NULL; /* runs have two elements at least */
	return good;
}

static bool add_list(struct fill *f, const struct setlit_expr *list)
{
	bool good = f->depth < NESTED_MAX ||
		    eval_error(f->ev, list->e.loc, "List limit %u reached", NESTED_MAX);

	f->depth++;
	for (size_t i = 0; good && i < list->item.n; i++)
		good = add_item(f, list->item.v[i]);
	f->depth--;
	return good;
}

static bool add_meant(struct fill *f, struct expr *item)
{
	struct pool *pool = f->ev->run->pool;

	item = unfold(f, item);
	if (item->kind == EXPR_SETLIT)
		return add_list(f, expr_setlit(item));
	if (item->kind == EXPR_RUN)
		return add_run(f, expr_run(item)->run);
	if (item->kind != EXPR_ELEM)
		item = expr_make_elem(pool, item->loc, item);
	return add_elem(f, expr_elem(item));
}

static bool add_item(struct fill *f, struct expr *item)
{
	return add_cost(f, item->loc, TREE_COST) && add_meant(f, item);
}

/* ---- whole sets ---- */

static bool needs_keys_only(const struct eval *ev)
{
	switch (ev->cmd ? ev->cmd->verb : VERB_ADD) {
	case VERB_DELETE: case VERB_DESTROY: case VERB_GET: case VERB_RESET:
		return !ev->rule;
	default:
		return false;
	}
}

static void fill_begin(struct fill *f, struct eval *ev, struct set *set)
{
	unsigned size = 0, flags = set->flags & SET_INTERVAL ? ELEMS_RANGE : 0;

	*f = (struct fill){ .ev = ev, .set = set, .anonymous = set->flags & SET_ANONYMOUS };
	f->keys_only = !f->anonymous && needs_keys_only(ev);
	if (is_map(set) && !f->keys_only) {
		if (set->flags & SET_OBJECT) {
			flags |= ELEMS_OBJECT;
			size = sizeof(uint32_t);
		} else if (set->data_type == VERDICT_TYPE) {
			flags |= ELEMS_VERDICT;
			size = VERDICT_DATA_SIZE;
		} else {
			flags |= ELEMS_DATA | (set->data_interval ? ELEMS_DATA_RANGE : 0);
			size = set->data.size * (set->data_interval ? 2 : 1);
		}
	}
	f->elems = elems_new(ev->run->pool, &set->key, size, flags);
	f->lp = (struct litparse){
		.key = &set->key, .data = flags & ELEMS_DATA ? &set->data : NULL,
		.names = ev->run->names, .elems = f->elems,
		.ranges = f->anonymous || set->flags & SET_INTERVAL,
	};
}

static bool check_overlap(struct fill *f)
{
	size_t a, b;

	if (elems_overlap(f->elems, &a, &b))
		return true;
	eval_error(f->ev, elems_loc(f->elems, b), "conflicting intervals specified");
	return diag_also(&f->ev->run->diag, elems_loc(f->elems, a));
}

/* Order, duplicates, overlaps. The same key with other data is left for the kernel to refuse. */
static bool fill_end(struct fill *f)
{
	struct elems *e = f->elems;
	size_t a, b;

	elems_arrange(e);
	if (!(e->flags & ELEMS_SORTED))
		return true;
	elems_unique(e, &a, &b);
	if (!(e->flags & ELEMS_RANGE))
		return true;
	if (!e->data && !f->keys_only && (f->anonymous || f->set->auto_merge))
		elems_merge(e);
	return f->keys_only || check_overlap(f);
}

bool eval_joined(struct run *run, struct ops *ops)
{
	struct eval ev = { .run = run, .ops = ops };
	bool good = true;

	for (struct op *op = ops->first; op; op = op->next) {
		good = eval_merged(run, op) && good;
		if (!op->joined)
			continue;
		struct fill f = { .ev = &ev, .set = op->set, .elems = op->elems };
		op->joined = false;
		good = fill_end(&f) && good;
	}
	return good;
}

static bool fill(struct fill *f, struct expr *literal)
{
	bool was_in_set = f->ev->in_set, good;

	f->ev->in_set = true;
	good = add_item(f, literal) && fill_end(f);
	f->ev->in_set = was_in_set;
	return good;
}

bool eval_elements(struct eval *ev, struct expr *literal, struct set *set)
{
	struct fill f;

	if (!set->key.n)
		return eval_error(ev, literal->loc, "the type of the set's key is not known");
	fill_begin(&f, ev, set);
	set->elems = f.elems;
	return fill(&f, literal);
}

/* The flags that an anonymous set turns out to need. */
static void settle(struct set *set)
{
	const struct elems *e = set->elems;

	if (e->flags & ELEMS_RANGE)
		set->flags |= SET_INTERVAL | (set->key.n > 1 ? SET_CONCAT : 0);
	if (e->flags & ELEMS_DATA_RANGE) {
		set->data_interval = true;
		set->data_size = 2 * set->data.size;
	}
	if (!(set->flags & SET_INTERVAL))
		set->size = e->n;
	set->has_elems = true;
}

static struct set *anonymous_new(struct eval *ev, const struct key_spec *key,
				 const struct key_spec *data, bool verdict, uint32_t object_type)
{
	struct set *set = pool_new_of(ev->run->pool, struct set);

	set->table = ev->table;
	set->flags = SET_ANONYMOUS | SET_CONSTANT;
	set->key = *key;
	if (object_type)
		set->flags |= SET_OBJECT;
	else if (verdict || data)
		set->flags |= SET_MAP;
	if (data && !verdict && !object_type)
		set->data = *data;
	set->object_type = object_type;
	set->name = set->flags & SET_OBJECT ? "__objmap%d"
		    : set->flags & SET_MAP ? "__map%d"
					     : "__set%d";
	eval_set_numbers(set);
	return set;
}

bool eval_anonymous(struct eval *ev, struct expr **literal, const struct key_spec *key,
		    const struct key_spec *data, bool verdict, uint32_t object_type)
{
	struct set *set = anonymous_new(ev, key, data, verdict, object_type);
	struct setref_expr *ref;
	struct fill f;

	fill_begin(&f, ev, set);
	set->elems = f.elems;
	if (!fill(&f, *literal))
		return false;
	if (!set->elems->n)
		return eval_error(ev, (*literal)->loc, "Set is empty");
	if (set->elems->n == 1 && f.key && f.key->kind != EXPR_CONCAT && !is_catchall(f.key)) {
		*literal = f.key;
		return true;
	}
	settle(set);
	set->id = ++ev->run->next_id;
	ref = expr_setref(expr_make_setref(ev->run->pool, (*literal)->loc, span_of(set->name)));
	ref->set = set;
	ref->e.flags |= EXPR_F_ANONYMOUS | EXPR_F_EVALUATED;
	ref->e.type = key->n == 1 ? key->field[0].type : NULL;
	ref->e.bits = key->size * 8;
	ref->e.order = key->field[0].order;
	*literal = &ref->e;
	return true;
}
