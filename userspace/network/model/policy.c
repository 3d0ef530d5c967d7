// SPDX-License-Identifier: GPL-2.0
#include "network/model/policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/array.h"

struct policy_term *policy_add_term(struct policy *policy)
{
	policy->term = array_grow(policy->term, policy->n_term, sizeof(*policy->term));
	return &policy->term[policy->n_term++];
}

static void add_match(struct policy_term *term, const struct prefix *prefix, uint8_t max)
{
	term->prefix = array_grow(term->prefix, term->n_prefix, sizeof(*term->prefix));
	term->prefix[term->n_prefix++] = (struct prefix_match){
		.prefix = *prefix, .min = prefix->length, .max = max,
	};
}

void policy_term_match(struct policy_term *term, const struct prefix *prefix)
{
	add_match(term, prefix, prefix->length);
}

void policy_term_match_within(struct policy_term *term, const struct prefix *prefix)
{
	add_match(term, prefix, (uint8_t)address_bits(prefix->address.family));
}

void policy_term_match_community(struct policy_term *term, uint32_t community)
{
	term->community = array_grow(term->community, term->n_community,
				     sizeof(*term->community));
	term->community[term->n_community++] = community;
}

void policy_term_add_community(struct policy_term *term, uint32_t community)
{
	term->add = array_grow(term->add, term->n_add, sizeof(*term->add));
	term->add[term->n_add++] = community;
}

void policy_term_match_path(struct policy_term *term, uint32_t as)
{
	term->path = array_grow(term->path, term->n_path, sizeof(*term->path));
	term->path[term->n_path++] = as;
}

void policy_free(struct policy *policy)
{
	size_t i;

	for (i = 0; i < policy->n_term; i++) {
		free(policy->term[i].prefix);
		free(policy->term[i].community);
		free(policy->term[i].path);
		free(policy->term[i].add);
	}
	free(policy->term);
	free(policy->name);
}

bool policy_term_has_path(const struct policy_term *term, const uint32_t *path, size_t n)
{
	/* The last PATH_ANY, and where what it takes ends; it takes one more if the rest fails. */
	size_t any = term->n_path, taken = 0, at = 0, i = 0;

	if (!term->n_path)
		return true;
	while (i < n) {
		if (at < term->n_path && term->path[at] == PATH_ANY) {
			any = at++;
			taken = i;
		} else if (at < term->n_path && term->path[at] == path[i]) {
			at++;
			i++;
		} else if (any < term->n_path) {
			at = any + 1;
			i = ++taken;
		} else {
			return false;
		}
	}
	while (at < term->n_path && term->path[at] == PATH_ANY)
		at++;
	return at == term->n_path;
}

bool prefix_match(const struct prefix_match *match, const struct prefix *prefix)
{
	return prefix->length >= match->min && prefix->length <= match->max &&
	       prefix_contains(&match->prefix, prefix);
}

const char *community_format(uint32_t community, char buf[static PREFIX_STRLEN])
{
	snprintf(buf, PREFIX_STRLEN, "%u:%u", community >> 16, community & 0xffff);
	return buf;
}

uint32_t circuit_community(unsigned int circuit)
{
	/* 64999 is for private use, RFC 6996. */
	return 64999u << 16 | (circuit + 1);
}
