// SPDX-License-Identifier: GPL-2.0
#include "plan/range.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static bool bit_is_set(const struct address *address, unsigned int bit)
{
	return address->bytes[bit / 8] & 0x80 >> bit % 8;
}

void range_prefix(const struct range *range, struct prefix *prefix)
{
	struct prefix wider;
	struct address last;

	prefix->address = range->first;
	prefix->length = address_bits(range->first.family);
	while (prefix->length && !bit_is_set(&range->first, prefix->length - 1)) {
		wider = *prefix;
		wider.length--;
		prefix_last(&wider, &last);
		if (address_compare(&last, &range->last) > 0)
			break;
		*prefix = wider;
	}
}

/* The address behind @address; the first one behind the last. */
static void increment(struct address *address)
{
	int i;

	for (i = address_bits(address->family) / 8 - 1; i >= 0; i--)
		if (++address->bytes[i])
			break;
}

void range_split(const struct range *range, struct prefix_list *list)
{
	struct range rest = *range;
	struct address last;
	struct prefix *prefix;

	for (;;) {
		list->v = array_grow(list->v, list->n, sizeof(*list->v));
		prefix = &list->v[list->n++];
		range_prefix(&rest, prefix);
		prefix_last(prefix, &last);
		if (address_compare(&last, &range->last) >= 0)
			return;
		rest.first = last;
		increment(&rest.first);
	}
}

static int compare_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* Whether @first is within what ends at @last, or right behind it. */
static bool touches(const struct address *last, const struct address *first)
{
	struct address next = *last;

	increment(&next);
	return address_compare(first, last) <= 0 || address_equal(first, &next);
}

size_t range_collect(const struct prefix_list *list, uint8_t family, struct range **out)
{
	struct range *range = NULL;
	struct prefix *sorted;
	struct address last;
	size_t i, n = 0;

	*out = NULL;
	if (!list->n)
		return 0;
	sorted = xmemdup(list->v, list->n * sizeof(*list->v));
	qsort(sorted, list->n, sizeof(*sorted), compare_prefix);
	for (i = 0; i < list->n; i++) {
		if (sorted[i].address.family != family)
			continue;
		prefix_last(&sorted[i], &last);
		if (n && touches(&range[n - 1].last, &sorted[i].address)) {
			if (address_compare(&range[n - 1].last, &last) < 0)
				range[n - 1].last = last;
			continue;
		}
		range = array_grow(range, n, sizeof(*range));
		range[n].first = sorted[i].address;
		range[n++].last = last;
	}
	free(sorted);
	*out = range;
	return n;
}
