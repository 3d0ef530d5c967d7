/* SPDX-License-Identifier: GPL-2.0 */
/* What all checks of a site share. */
#ifndef ERSYM_CHECK_CONTEXT_H
#define ERSYM_CHECK_CONTEXT_H

#include <stddef.h>

#include "model/diagnostic.h"
#include "model/location.h"
#include "model/range.h"
#include "model/site.h"

struct pool;

/**
 * struct check - a site under check, and what the checks look up
 * @site: the site
 * @diags: where findings are reported
 * @pool: all pools, sorted by prefix
 * @n_pool: number of @pool
 * @inside: the inside prefixes as ranges, in order; none touches another
 * @n_inside: number of @inside
 */
struct check {
	const struct site *site;
	struct diagnostics *diags;
	struct pool *pool;
	size_t n_pool;
	struct range *inside;
	size_t n_inside;
};

#define check_error(check, at, code, ...) \
	diagnostics_add((check)->diags, SEVERITY_ERROR, (at), (code), __VA_ARGS__)
#define check_warning(check, at, code, ...) \
	diagnostics_add((check)->diags, SEVERITY_WARNING, (at), (code), __VA_ARGS__)

/* Swap two pointers, if necessary, so that @a is the earlier one in the file. */
#define check_order_by_location(a, b) \
	do { \
		if (location_compare((b)->at, (a)->at) < 0) { \
			const __auto_type earlier_ = (b); \
			(b) = (a); \
			(a) = earlier_; \
		} \
	} while (0)

#endif
