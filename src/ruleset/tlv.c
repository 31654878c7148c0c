/*
 * tlv: writing and finding type-length-value records. Lengths are one byte: what does not fit is
 * cut, which the callers' limits (comments of 128 bytes) prevent.
 */
#include "ruleset/tlv.h"

static uint8_t *tlv_room(struct tlv *tlv, size_t size)
{
	if (tlv->cap - tlv->n < size) {
		size_t cap = tlv->cap ? tlv->cap * 2 : 64;

		while (cap - tlv->n < size)
			cap *= 2;
		tlv->b = pool_grow(tlv->pool, tlv->b, tlv->cap, cap);
		tlv->cap = cap;
	}
	tlv->n += size;
	return tlv->b + tlv->n - size;
}

void tlv_put(struct tlv *tlv, uint8_t type, const void *data, size_t size)
{
	uint8_t *p;

	if (size > UINT8_MAX)
		size = UINT8_MAX;
	p = tlv_room(tlv, 2 + size);
	p[0] = type;
	p[1] = size;
	if (size)
		memcpy(p + 2, data, size);
}

void tlv_put_u32(struct tlv *tlv, uint8_t type, uint32_t number)
{
	tlv_put(tlv, type, &number, sizeof(number));
}

void tlv_put_str(struct tlv *tlv, uint8_t type, const char *text)
{
	tlv_put(tlv, type, text, strlen(text) + 1);
}

size_t tlv_open(struct tlv *tlv, uint8_t type)
{
	size_t mark = tlv->n;

	tlv_put(tlv, type, NULL, 0);
	return mark;
}

void tlv_close(struct tlv *tlv, size_t mark)
{
	size_t size = tlv->n - mark - 2;

	if (size > UINT8_MAX) {
		size = UINT8_MAX;
		tlv->n = mark + 2 + size;
	}
	tlv->b[mark + 1] = size;
}

bool tlv_get(struct span in, uint8_t type, struct span *value)
{
	const uint8_t *p = (const uint8_t *)in.p, *end = p + in.n;

	while (end - p >= 2 && end - p - 2 >= p[1]) {
		if (p[0] == type) {
			*value = (struct span){ (const char *)p + 2, p[1] };
			return true;
		}
		p += 2 + p[1];
	}
	return false;
}

bool tlv_get_u32(struct span in, uint8_t type, uint32_t *number)
{
	struct span value;

	if (!tlv_get(in, type, &value) || value.n != sizeof(*number))
		return false;
	memcpy(number, value.p, sizeof(*number));
	return true;
}
