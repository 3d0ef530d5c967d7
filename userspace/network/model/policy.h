/* SPDX-License-Identifier: GPL-2.0 */
/* What an end of a BGP session takes or gives, and what it writes on it. */
#ifndef ERSYM_NETWORK_MODEL_POLICY_H
#define ERSYM_NETWORK_MODEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/address.h"

/**
 * struct prefix_match - prefixes within one
 * @min: shortest length that matches
 * @max: longest
 */
struct prefix_match {
	struct prefix prefix;
	uint8_t min;
	uint8_t max;
};

/* In a path that a term matches: any AS numbers, or none. No AS has it, RFC 7607. */
#define PATH_ANY 0

/**
 * struct policy_term - a condition and what follows from it
 * @prefix: one of them has to match; none: every prefix does
 * @community: the route has to carry one of them; none: any route does
 * @path: the AS path has to be this one, with PATH_ANY for any AS numbers in its place, or
 *	  none; empty: any path does
 * @deny: the route is refused; nothing is set
 * @local_pref: valid if @set_local_pref; @med likewise
 * @prepend: how often the own AS is put in front once more
 * @add: communities to add
 */
struct policy_term {
	struct prefix_match *prefix;
	size_t n_prefix;
	uint32_t *community;
	size_t n_community;
	uint32_t *path;
	size_t n_path;
	bool deny;
	bool set_local_pref, set_med;
	uint32_t local_pref;
	uint32_t med;
	uint8_t prepend;
	uint32_t *add;
	size_t n_add;
};

/** struct policy - terms in order; the first that matches decides, none: refused */
struct policy {
	char *name;
	struct policy_term *term;
	size_t n_term;
};

/* Adds a term that permits everything and sets nothing. */
struct policy_term *policy_add_term(struct policy *policy);
/* Adds to a term's conditions: exactly this prefix. */
void policy_term_match(struct policy_term *term, const struct prefix *prefix);
/* The same with every prefix within it. */
void policy_term_match_within(struct policy_term *term, const struct prefix *prefix);
void policy_term_match_community(struct policy_term *term, uint32_t community);
void policy_term_add_community(struct policy_term *term, uint32_t community);
/* Puts an AS number, or PATH_ANY, at the end of the path that a term matches. */
void policy_term_match_path(struct policy_term *term, uint32_t as);
void policy_free(struct policy *policy);

/* Whether a list of AS numbers, the nearest first, is one that a term matches. */
bool policy_term_has_path(const struct policy_term *term, const uint32_t *path, size_t n);
bool prefix_match(const struct prefix_match *match, const struct prefix *prefix);

/* "64500:1"; @buf as long as PREFIX_STRLEN. */
const char *community_format(uint32_t community, char buf[static PREFIX_STRLEN]);

/* The community by which the routes of a circuit are known inside. */
uint32_t circuit_community(unsigned int circuit);

/* Well-known communities, RFC 1997. */
#define COMMUNITY_NO_EXPORT    0xffffff01u
#define COMMUNITY_NO_ADVERTISE 0xffffff02u

#endif
