/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of site_check() share; of no interest to others. */
#ifndef ERSYM_MODEL_CHECK_PARTS_H
#define ERSYM_MODEL_CHECK_PARTS_H

#include <netinet/in.h>

#include "model/diagnostic.h"
#include "model/site.h"

/**
 * struct pool - a pool of any circuit
 * @at: where it is written
 */
struct pool {
	struct prefix prefix;
	const struct circuit *circuit;
	struct location at;
	bool inbound;
};

/** struct range - addresses of one family, both ends included */
struct range {
	struct address first;
	struct address last;
};

/**
 * struct check - what the single checks look up
 * @pool: all pools, sorted by prefix
 * @inside: the inside prefixes as ranges: sorted, disjoint, not adjacent
 */
struct check {
	const struct site *site;
	struct diagnostics *diags;
	struct pool *pool;
	size_t n_pool;
	struct range *inside;
	size_t n_inside;
};

#define report(check, at, code, ...) \
	diagnostics_add((check)->diags, SEVERITY_ERROR, (at), (code), __VA_ARGS__)
#define warn(check, at, code, ...) \
	diagnostics_add((check)->diags, SEVERITY_WARNING, (at), (code), __VA_ARGS__)

/* Moves the earlier of two places in the file to @a. */
#define order_by_location(a, b) \
	do { \
		if (location_compare((b)->at, (a)->at) < 0) { \
			const __auto_type a_before = (a); \
			(a) = (b); \
			(b) = a_before; \
		} \
	} while (0)

static inline const char *family_name(uint8_t family)
{
	return family == AF_INET6 ? "IPv6" : "IPv4";
}

static inline struct prefix host_prefix(const struct address *a)
{
	return (struct prefix){ .address = *a, .length = (uint8_t)address_bits(a->family) };
}

void collect_inside(struct check *check);
bool is_inside(const struct check *check, const struct prefix *p);
void collect_pools(struct check *check);
/* The pool that an address is in; any of them if pools overlap. */
const struct pool *find_pool(const struct check *check, const struct address *a);

/* @any: a prefix of length 0 means everyone, and is fine */
void check_prefixes(struct check *check, const struct prefix_list *list,
		    const struct location *at, bool any);
void check_pools(struct check *check);
void check_services(struct check *check);

#endif
