#include "pass/raise_parts.h"

/*
 * Look-ups: membership matches and maps. An anonymous set's elements are part of the rule's text,
 * so they are shown as the key's selector shows values: with its type, and, where a bit field was
 * looked up as it lies in the packet, shifted down to the field's numbers.
 */

/* How far a key was masked but not shifted: the place of the field in what was loaded. */
static unsigned field_shift(const struct expr *held, const struct expr *key)
{
	const struct binop_expr *and = expr_binop(held);

	return and && and->op == BINOP_AND && expr_selector(key) ? expr_selector(key)->shift : 0;
}

/* One element bound of `from` bits shifted down into a field of fewer bits. */
static void shift_down(uint8_t *to, unsigned bits, const uint8_t *b, unsigned from, unsigned shift)
{
	uint8_t shifted[KEY_SIZE_MAX];
	unsigned n = BYTES_OF(from), size = BYTES_OF(bits);

	bytes_shr(shifted, b, n, shift);
	memcpy(to, shifted + n - size, size);
}

static struct elems *elems_shifted(struct pool *pool, const struct elems *from,
				   const struct key_spec *was, const struct key_spec *is,
				   unsigned shift)
{
	struct elems *elems = elems_new(pool, is, from->data, from->flags);
	unsigned bits = is->field[0].bits, wide = was->field[0].bits;

	for (size_t i = 0; i < from->n; i++) {
		uint8_t *to = elems_add(elems, (struct loc){ 0 });

		shift_down(to, bits, elems_lo(from, i), wide, shift);
		if (from->flags & ELEMS_RANGE)
			shift_down(elems_hi(elems, i), bits, elems_hi(from, i), wide, shift);
		if (from->data)
			memcpy(elems_data(elems, i), elems_data(from, i), from->data);
	}
	memcpy(&elems->extra, &from->extra, sizeof(elems->extra));
	memcpy(&elems->chains, &from->chains, sizeof(elems->chains));
	elems->chain_index = from->chain_index;
	return elems;
}

/* What a key expression tells of the key's fields; false when that is not `size` bytes. */
static bool spec_of_key(const struct list_expr *concat, unsigned size, struct key_spec *spec)
{
	*spec = (struct key_spec){ 0 };
	for (size_t i = 0; i < concat->item.n; i++) {
		const struct expr *item = concat->item.v[i];

		if (!item->type || !item->bits || i == KEY_FIELDS_MAX)
			return false;
		spec->field[spec->n++] = (struct key_field){ item->type, item->bits, item->order };
	}
	return key_spec_close(spec) && spec->size == size;
}

/* Elements read again: the numbers of a set's types do not tell widths and order of every field. */
static struct elems *elems_reread(struct pool *pool, const struct elems *from,
				  const struct key_spec *was, const struct key_spec *is, bool big)
{
	struct elems *elems = elems_new(pool, is, from->data, from->flags);
	uint8_t wire[KEY_SIZE_MAX];

	for (size_t i = 0; i < from->n; i++) {
		uint8_t *to = elems_add(elems, (struct loc){ 0 });

		key_to_wire(was, elems_lo(from, i), wire, big);
		key_from_wire(is, wire, to, big);
		if (from->flags & ELEMS_RANGE) {
			key_to_wire(was, elems_hi(from, i), wire, big);
			key_from_wire(is, wire, elems_hi(elems, i), big);
		}
		if (from->data)
			memcpy(elems_data(elems, i), elems_data(from, i), from->data);
	}
	for (size_t i = 0; i < from->extra.n; i++)
		*vec_push(pool, &elems->extra) = from->extra.v[i];
	memcpy(&elems->chains, &from->chains, sizeof(elems->chains));
	elems->chain_index = from->chain_index;
	elems_sort(elems);
	return elems;
}

static bool same_layout(const struct key_spec *a, const struct key_spec *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (BYTES_OF(a->field[i].bits) != BYTES_OF(b->field[i].bits) ||
		    a->field[i].order != b->field[i].order)
			return false;
	return true;
}

static void see_concat(struct raise *r, struct set *seen, const struct list_expr *concat)
{
	const struct key_spec was = seen->key;
	struct key_spec is;

	if (!spec_of_key(concat, was.size, &is)) {
		for (size_t i = 0; i < concat->item.n && i < seen->key.n; i++)
			if (concat->item.v[i]->type)
				seen->key.field[i].type = concat->item.v[i]->type;
		return;
	}
	seen->key = is;
	if (seen->elems && !same_layout(&was, &is))
		seen->elems = elems_reread(r->run->pool, seen->elems, &was, &is, seen->flags & SET_INTERVAL);
}

/* The set as the rule that holds it shows it. */
static struct set *set_seen_as(struct raise *r, const struct set *set, const struct expr *held,
			       const struct expr *key)
{
	struct set *seen = pool_memdup(r->run->pool, set, sizeof(*set));
	const struct list_expr *concat = expr_concat(key);
	struct key_field *field = seen->key.field;
	unsigned shift;

	if (concat) {
		see_concat(r, seen, concat);
		return seen;
	}
	if (seen->key.n != 1 || !key->type)
		return seen;
	field->type = key->type;
	shift = field_shift(held, key);
	if (!key->bits || key->bits > set->key.field[0].bits ||
	    (!shift && BYTES_OF(key->bits) == BYTES_OF(set->key.field[0].bits)))
		return seen;
	field->bits = key->bits;
	if (key_spec_close(&seen->key) && seen->elems)
		seen->elems = elems_shifted(r->run->pool, set->elems, &set->key, &seen->key, shift);
	return seen;
}

/* A set that is not known (not read, or gone): its name must do. */
static bool lookup_unknown(struct raise *r, unsigned sreg, const char *name, struct expr **key,
			   struct expr **setref)
{
	*key = raise_get(r, sreg, 0);
	*setref = expr_make_setref(r->run->pool, (struct loc){ 0 }, span_of(name));
	return *key && !raise_is_bare(*key);
}

/* The key as registers hold it: interval sets want every field in network order. */
static struct key_spec key_in_registers(const struct set *set)
{
	struct key_spec key = set->key;

	for (unsigned i = 0; i < key.n && set->flags & SET_INTERVAL; i++)
		if (key.field[i].order == ORDER_HOST)
			key.field[i].order = ORDER_BIG;
	return key;
}

static bool lies_outside(const uint8_t *b, const uint8_t *mask, unsigned bits)
{
	uint8_t outside[BYTES_MAX];
	unsigned n = BYTES_OF(bits);

	bytes_not(outside, mask, bits);
	bytes_and(outside, outside, b, n);
	return !bytes_are_zero(outside, n);
}

/* Whether elements have bits that the mask of the key takes away, so that no field can show them. */
static bool any_masked_off(const struct set *set, const struct expr *held)
{
	const struct binop_expr *and = expr_binop(held);
	const struct elems *elems = set->elems;
	const struct expr *mask = and && and->op == BINOP_AND ? and->right : NULL;

	if (!mask || !expr_value(mask) || !elems || set->key.n != 1 ||
	    BYTES_OF(mask->bits) != BYTES_OF(set->key.field[0].bits))
		return false;
	for (size_t i = 0; i < elems->n; i++)
		if (lies_outside(elems_lo(elems, i), expr_value(mask)->b, mask->bits) ||
		    (elems->flags & ELEMS_RANGE &&
		     lies_outside(elems_hi(elems, i), expr_value(mask)->b, mask->bits)))
			return true;
	return false;
}

/* The whole load under its mask. */
static struct expr *masked_load(struct raise *r, const struct expr *held)
{
	struct binop_expr *copy = pool_memdup(r->run->pool, held, sizeof(*copy));

	copy->left = raise_resolve(r, copy->left);
	copy->e.type = copy->left->type;
	copy->right = raise_retype(r, copy->right, copy->e.type);
	return &copy->e;
}

bool raise_lookup(struct raise *r, unsigned sreg, const char *name, struct expr **key,
		  struct expr **setref)
{
	struct expr *held = raise_held(r, sreg);
	struct setref_expr *ref;
	struct key_spec spec;

	if (!name)
		return false;
	*setref = raise_setref(r, name);
	ref = expr_setref(*setref);
	if (!ref)
		return lookup_unknown(r, sreg, name, key, setref);
	spec = key_in_registers(ref->set);
	if (ref->set->flags & SET_ANONYMOUS && held && any_masked_off(ref->set, held))
		*key = masked_load(r, held);
	else if (ref->set->flags & SET_ANONYMOUS && held && held->kind != EXPR_MAP)
		*key = raise_get(r, sreg, ref->set->key.size);
	else
		*key = raise_fields(r, sreg, &spec);
	if (!*key)
		return false;
	if (ref->set->flags & SET_ANONYMOUS)
		ref->set = set_seen_as(r, ref->set, held, *key);
	return true;
}

/* The value that a map gives, seen as the map's data. */
static struct expr *map_value(struct raise *r, struct expr *key, struct expr *setref, unsigned *size)
{
	struct expr *e = expr_make_map(r->run->pool, (struct loc){ 0 }, key, setref);
	const struct set *set = expr_setref(setref)->set;

	*size = 4;
	if (!set)
		return e;
	*size = set->data_size ? set->data_size : set->data.size;
	e->bits = *size < KEY_SIZE_MAX ? *size * 8 : KEY_SIZE_MAX * 8;
	if (set->data.n == 1) {
		e->type = set->data.field[0].type;
		e->order = set->data.field[0].order;
		e->bits = set->data.field[0].bits;
	}
	return e;
}

bool raise_membership(struct raise *r, const struct insn_lookup *i)
{
	struct expr *key, *setref;
	unsigned size;

	if (INSN_GAVE(i, struct insn_lookup, dreg) && i->dreg == REG_VERDICT)
		return raise_to_verdict(r, &i->h);
	if (!raise_lookup(r, i->sreg, i->set, &key, &setref))
		return false;
	if (INSN_GAVE(i, struct insn_lookup, dreg)) {
		struct expr *map = map_value(r, key, setref, &size);

		raise_put(r, i->dreg, size, map);
		return true;
	}
	raise_stmt(r, &match_new(r->run, (struct loc){ 0 }, i->flags & 1 ? REL_NEQ : REL_EQ, key,
				 setref)->s);
	return true;
}
