/*
 * units: sizes and periods in words, as limits and quotas use them.
 */
#include "lang/stmt/stmt.h"

static const struct symbol sizes[] = { /* largest first */
	{ "mbytes", 1024 * 1024 }, { "kbytes", 1024 }, { "bytes", 1 }, { NULL, 0 }
};
static const struct symbol periods[] = {
	{ "second", 1 }, { "minute", 60 }, { "hour", 60 * 60 }, { "day", 24 * 60 * 60 },
	{ "week", 7 * 24 * 60 * 60 }, { NULL, 0 }
};

const char *size_split(uint64_t bytes, uint64_t *count)
{
	const struct symbol *unit = sizes;

	while (unit->value > 1 && (bytes < unit->value || bytes % unit->value))
		unit++;
	*count = bytes / unit->value;
	return unit->name;
}

static bool symbol_value(const struct symbol *table, struct span name, uint64_t *value)
{
	while (table->name && !span_is(name, table->name))
		table++;
	*value = table->value;
	return table->name;
}

bool size_unit(struct span unit, uint64_t *factor)
{
	return symbol_value(sizes, unit, factor);
}

bool period_seconds(struct span name, uint64_t *seconds)
{
	return symbol_value(periods, name, seconds);
}

const char *period_name(uint64_t seconds)
{
	const struct symbol *period = periods;

	while (period->name && period->value != seconds)
		period++;
	return period->name;
}
