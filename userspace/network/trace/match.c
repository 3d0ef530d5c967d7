// SPDX-License-Identifier: GPL-2.0
#include "network/trace/match.h"

#include <stdlib.h>

#include "util/alloc.h"

static bool has_address(const struct net_shown *hop, const struct address *a)
{
	size_t i;

	for (i = 0; i < hop->n_address; i++) {
		if (address_equal(&hop->address[i], a))
			return true;
	}
	return false;
}

static enum match match_hop(const struct net_shown *expected, const struct seen_hop *seen)
{
	size_t i;

	if (expected->any || !expected->n_address)
		return MATCH_YES;
	if (!seen->n_address)
		return MATCH_UNKNOWN;
	for (i = 0; i < seen->n_address; i++) {
		if (!has_address(expected, &seen->address[i]))
			return MATCH_NO;
	}
	return MATCH_YES;
}

static enum match worse(enum match a, enum match b)
{
	return a < b ? a : b;
}

static enum match better(enum match a, enum match b)
{
	return a > b ? a : b;
}

enum match hops_match(const struct net_view *expected, const struct seen_hop *seen, size_t n_seen,
		      bool partial)
{
	size_t n = expected->n_hop, width = n_seen + 1, i, j;
	/* How well the rest from expected hop i and from seen hop j fit. */
	enum match *fit = xcalloc((n + 1) * width, sizeof(*fit)), result;

	for (i = n + 1; i-- > 0;) {
		for (j = n_seen + 1; j-- > 0;) {
			enum match *here = &fit[i * width + j];

			if (i == n) {
				*here = j == n_seen ? MATCH_YES : MATCH_NO;
				continue;
			}
			if (j < n_seen)
				*here = worse(match_hop(&expected->hop[i], &seen[j]),
					      fit[(i + 1) * width + j + 1]);
			/* Any number of hops: none, or one and as many again. */
			if (expected->hop[i].any || (partial && i + 1 < n))
				*here = better(*here, fit[(i + 1) * width + j]);
			if (expected->hop[i].any && j < n_seen)
				*here = better(*here, fit[i * width + j + 1]);
		}
	}
	result = fit[0];
	free(fit);
	return result;
}
