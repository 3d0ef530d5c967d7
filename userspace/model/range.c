// SPDX-License-Identifier: GPL-2.0
#include "model/range.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

int range_parse(const char *text, struct range *out)
{
	const char *dash = strchr(text, '-');
	char first[PREFIX_STRLEN];
	struct range range;

	if (!dash || (size_t)(dash - text) >= sizeof(first))
		return -EINVAL;
	memcpy(first, text, dash - text);
	first[dash - text] = '\0';
	if (address_parse(first, &range.first) || address_parse(dash + 1, &range.last))
		return -EINVAL;
	if (range.first.family != range.last.family ||
	    address_compare(&range.first, &range.last) > 0)
		return -ERANGE;
	*out = range;
	return 0;
}

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

/* Replace an address by the next one; the last one by the first. */
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
	struct prefix prefix;

	for (;;) {
		range_prefix(&rest, &prefix);
		prefix_list_add(list, &prefix);
		prefix_last(&prefix, &last);
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

/* Whether an address is not after @last, or is the one after it. */
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
		if (family && sorted[i].address.family != family)
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

/* Replace an address by the one before; the first one by the last. */
static void decrement(struct address *address)
{
	int i;

	for (i = address_bits(address->family) / 8 - 1; i >= 0; i--)
		if (address->bytes[i]--)
			break;
}

static size_t range_of(const struct range *ranges, size_t n, const struct address *address)
{
	size_t i = 0;

	while (i < n && (address_compare(address, &ranges[i].first) < 0 ||
			 address_compare(address, &ranges[i].last) > 0))
		i++;
	return i;
}

size_t range_leave_out(struct range **ranges, size_t n, const struct address *address)
{
	size_t i = range_of(*ranges, n, address);
	struct range *range, after;

	if (i == n)
		return n;
	range = &(*ranges)[i];
	after = *range;
	if (address_equal(&range->first, &range->last)) {
		memmove(range, range + 1, (n - i - 1) * sizeof(*range));
		return n - 1;
	}
	if (address_equal(address, &range->first)) {
		increment(&range->first);
		return n;
	}
	range->last = *address;
	decrement(&range->last);
	if (address_equal(address, &after.last))
		return n;
	after.first = *address;
	increment(&after.first);
	*ranges = array_grow(*ranges, n, sizeof(**ranges));
	range = &(*ranges)[i + 1];
	memmove(range + 1, range, (n - i - 1) * sizeof(*range));
	*range = after;
	return n + 1;
}

bool ranges_contain(const struct range *ranges, size_t n, const struct prefix *prefix)
{
	size_t low = 0, high = n, middle;
	struct address first, last;

	prefix_first(prefix, &first);
	prefix_last(prefix, &last);
	while (low < high) {
		middle = low + (high - low) / 2;
		if (address_compare(&ranges[middle].last, &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && address_compare(&ranges[low].first, &first) <= 0 &&
	       address_compare(&last, &ranges[low].last) <= 0;
}
