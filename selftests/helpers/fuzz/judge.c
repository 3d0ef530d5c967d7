// SPDX-License-Identifier: GPL-2.0
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>

#define LINKS_MAX	64
#define POLICY_BITS	0xffu

enum kind {
	REFUSED,
	U8,
	U32,
	FLAG,
	STRING,
	BINARY,
	NEST,
};

/**
 * struct policy - the specification of an attribute
 * @kind: of value; REFUSED if a request cannot have the attribute
 * @least: of a number
 * @most: of a number, or of the length of a string
 * @nest: policies of the attributes in it, by type
 */
struct policy {
	enum kind kind;
	uint32_t least;
	uint32_t most;
	const struct level *nest;
};

struct level {
	unsigned int types;
	struct policy policy[ERSYM_A_CIRCUIT_DROP + 1];
};

static const struct level link_level = {
	ERSYM_A_LINK_RECEIVE, {
		[ERSYM_A_LINK_NAME] = { STRING, .most = ERSYM_DEVICE_MAX },
		[ERSYM_A_LINK_RECEIVE] = { FLAG },
	},
};

static const struct level pool_level = {
	ERSYM_A_POOL_PREFIX_LENGTH, {
		[ERSYM_A_POOL_ADDRESS] = { BINARY, .most = 16 },
		[ERSYM_A_POOL_PREFIX_LENGTH] = { U8, .most = 128 },
	},
};

static const struct level circuit_level = {
	ERSYM_A_CIRCUIT_DROP, {
		[ERSYM_A_CIRCUIT_ID] = { U32, 1, ERSYM_CIRCUIT_MAX },
		[ERSYM_A_CIRCUIT_NAME] = { STRING, .most = ERSYM_NAME_MAX },
		[ERSYM_A_CIRCUIT_LINK] = { NEST, .nest = &link_level },
		[ERSYM_A_CIRCUIT_POOL] = { NEST, .nest = &pool_level },
		[ERSYM_A_CIRCUIT_PUBLIC_ONLY] = { FLAG },
		[ERSYM_A_CIRCUIT_DROP] = { U32, 0, POLICY_BITS },
	},
};

static const struct level config_level = {
	ERSYM_A_CONFIG_ENFORCE, {
		[ERSYM_A_CONFIG_MARK_MASK] = { U32, 0, 0xffffffff },
		[ERSYM_A_CONFIG_INSIDE_DROP] = { U32, 0, POLICY_BITS },
		[ERSYM_A_CONFIG_CIRCUIT] = { NEST, .nest = &circuit_level },
		[ERSYM_A_CONFIG_ENFORCE] = { NEST, .nest = &pool_level },
	},
};

/* Removes the first attribute from @span. */
bool span_next(struct span *span, struct attribute *attribute)
{
	struct nlattr nla;

	if (span->left < (int)sizeof(nla))
		return false;
	memcpy(&nla, span->at, sizeof(nla));
	if (nla.nla_len < sizeof(nla) || nla.nla_len > span->left)
		return false;
	attribute->type = nla.nla_type & NLA_TYPE_MASK;
	attribute->flags = nla.nla_type & NLA_F_NESTED;
	attribute->data = span->at + NLA_HDRLEN;
	attribute->length = nla.nla_len - NLA_HDRLEN;
	span->at += NLA_ALIGN(nla.nla_len);
	span->left -= NLA_ALIGN(nla.nla_len);
	return true;
}

static struct span span_of(const struct attribute *attribute)
{
	return (struct span){ attribute->data, attribute->length };
}

/* Of one byte or four. */
uint32_t number_in(const struct attribute *attribute)
{
	uint32_t value = attribute->data[0];

	if (attribute->length == sizeof(value))
		memcpy(&value, attribute->data, sizeof(value));
	return value;
}

static bool level_fits(const struct level *level, struct span span);

static bool policy_fits(const struct policy *policy, const struct attribute *attribute)
{
	int length = attribute->length;

	if (policy->kind == NEST ? !attribute->flags : attribute->flags)
		return false;
	switch (policy->kind) {
	case REFUSED:
		return false;
	case U8:
	case U32:
		return length == (policy->kind == U8 ? 1 : 4) &&
		       number_in(attribute) >= policy->least &&
		       number_in(attribute) <= policy->most;
	case FLAG:
		return !length;
	case STRING:
		if (!memchr(attribute->data, '\0', length))
			return false;
		return length - !attribute->data[length - 1] <= (int)policy->most;
	case BINARY:
		return length <= (int)policy->most;
	default:
		return !length || level_fits(policy->nest, span_of(attribute));
	}
}

static bool level_fits(const struct level *level, struct span span)
{
	struct attribute attribute;

	while (span_next(&span, &attribute))
		if (!attribute.type || attribute.type > level->types ||
		    !policy_fits(&level->policy[attribute.type], &attribute))
			return false;
	return span.left <= 0;
}

static const char *judge_pool(struct pool *pools, unsigned int *n, unsigned int circuit,
			      const struct attribute *nest)
{
	struct pool *pool = &pools[*n];
	struct attribute attribute;
	struct span span = span_of(nest);
	bool has_length = false;
	unsigned int i;

	if (*n == POOLS_MAX)
		return "too many pools";
	memset(pool, 0, sizeof(*pool));
	while (span_next(&span, &attribute)) {
		if (attribute.type == ERSYM_A_POOL_ADDRESS) {
			pool->bytes = attribute.length;
			memset(pool->address, 0, sizeof(pool->address));
			memcpy(pool->address, attribute.data, attribute.length);
		} else {
			pool->length = number_in(&attribute);
			has_length = true;
		}
	}
	if (pool->bytes != 4 && pool->bytes != 16)
		return "no address";
	if (!has_length || pool->length > pool->bytes * 8)
		return "no prefix length";
	for (i = pool->length; i < pool->bytes * 8; i++)
		if (pool->address[i / 8] & (0x80 >> i % 8))
			return "bits beyond the prefix";
	pool->circuit = circuit;
	(*n)++;
	return NULL;
}

static const char *judge_link(struct config *config, const struct attribute *nest)
{
	struct link *link = &config->link[config->links];
	struct attribute attribute;
	struct span span = span_of(nest);
	const char *p;

	if (config->links == sizeof(config->link) / sizeof(*config->link))
		return "too many links";
	memset(link, 0, sizeof(*link));
	while (span_next(&span, &attribute)) {
		if (attribute.type == ERSYM_A_LINK_RECEIVE)
			continue;
		memset(link->name, 0, sizeof(link->name));
		snprintf(link->name, sizeof(link->name), "%s", attribute.data);
	}
	if (!*link->name || !strcmp(link->name, ".") || !strcmp(link->name, ".."))
		return "no name of a device";
	/* 0xa0: isspace() of the kernel is true of it */
	for (p = link->name; *p; p++)
		if (strchr("/: \t\n\v\f\r\xa0", *p))
			return "no name of a device";
	link->circuit = config->circuits;
	config->links++;
	return NULL;
}

static const char *judge_circuit(struct config *config, const struct attribute *nest,
				 unsigned int highest)
{
	struct circuit *circuit = &config->circuit[config->circuits];
	struct attribute attribute;
	struct span span = span_of(nest);
	unsigned int i, links = 0;
	const char *reason = NULL;

	if (config->circuits == ERSYM_CIRCUIT_MAX)
		return "too many circuits";
	memset(circuit, 0, sizeof(*circuit));
	while (!reason && span_next(&span, &attribute)) {
		switch (attribute.type) {
		case ERSYM_A_CIRCUIT_ID:
			circuit->id = number_in(&attribute);
			break;
		case ERSYM_A_CIRCUIT_NAME:
			memset(circuit->name, 0, sizeof(circuit->name));
			snprintf(circuit->name, sizeof(circuit->name), "%s", attribute.data);
			break;
		case ERSYM_A_CIRCUIT_PUBLIC_ONLY:
			circuit->public_only = true;
			break;
		case ERSYM_A_CIRCUIT_DROP:
			circuit->drop = number_in(&attribute);
			break;
		case ERSYM_A_CIRCUIT_LINK:
			reason = ++links > LINKS_MAX ? "too many links" :
						       judge_link(config, &attribute);
			break;
		case ERSYM_A_CIRCUIT_POOL:
			reason = judge_pool(config->pool, &config->pools, config->circuits,
					    &attribute);
			break;
		}
	}
	if (reason)
		return reason;
	if (!circuit->id || circuit->id > highest)
		return "no id, or one too high";
	if (!*circuit->name)
		return "no name of a circuit";
	if (circuit->drop & RELATED)
		return "related is never dropped";
	for (i = 0; i < config->circuits; i++)
		if (config->circuit[i].id == circuit->id ||
		    !strcmp(config->circuit[i].name, circuit->name))
			return "an id or a name twice";
	config->circuits++;
	return NULL;
}

static int compare_pools(const void *a, const void *b)
{
	const struct pool *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? -1 : 1;
	return memcmp(x->address, y->address, sizeof(x->address));
}

/* Sorts, so that configurations can be compared. Of two prefixes that overlap
 * one is in the other, and nothing but what is in there stands between them.
 */
static const char *judge_overlaps(struct pool *pools, unsigned int n)
{
	unsigned int i, bit;

	qsort(pools, n, sizeof(*pools), compare_pools);
	for (i = 1; i < n; i++) {
		const struct pool *a = &pools[i - 1], *b = &pools[i];

		if (a->bytes != b->bytes)
			continue;
		for (bit = 0; bit < a->length && bit < b->length; bit++)
			if ((a->address[bit / 8] ^ b->address[bit / 8]) & (0x80 >> bit % 8))
				break;
		if (bit == a->length || bit == b->length)
			return "pools overlap";
	}
	return NULL;
}

static const char *judge_links_twice(const struct config *config)
{
	unsigned int i, j;

	for (i = 1; i < config->links; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(config->link[i].name, config->link[j].name))
				return "a link twice";
	return NULL;
}

static unsigned int highest_id(uint32_t mask)
{
	unsigned int width = __builtin_popcount(mask);

	if (width < 6 || mask >> __builtin_ctz(mask) != ones(width))
		return 0;
	return ones(width / 3) - 1;
}

/* Returns NULL, or why a configuration is invalid. */
const char *config_judge(struct config *config, struct span attributes)
{
	struct attribute attribute;
	struct span span = attributes;
	const char *reason = NULL;
	unsigned int circuits = 0;

	config->mask = 0;
	config->drop = 0;
	config->circuits = 0;
	config->links = 0;
	config->pools = 0;
	config->enforced = 0;
	if (!level_fits(&config_level, attributes))
		return "not as specified";
	while (span_next(&span, &attribute)) {
		if (attribute.type == ERSYM_A_CONFIG_MARK_MASK)
			config->mask = number_in(&attribute);
		else if (attribute.type == ERSYM_A_CONFIG_INSIDE_DROP)
			config->drop = number_in(&attribute);
		else if (attribute.type == ERSYM_A_CONFIG_CIRCUIT)
			circuits++;
	}
	if (!circuits) {
		config->mask = 0;
		config->drop = 0;
		return NULL;
	}
	if (!highest_id(config->mask))
		return "no mark mask";
	if (config->drop & RELATED)
		return "related is never dropped";
	span = attributes;
	while (!reason && span_next(&span, &attribute))
		if (attribute.type == ERSYM_A_CONFIG_CIRCUIT)
			reason = judge_circuit(config, &attribute, highest_id(config->mask));
		else if (attribute.type == ERSYM_A_CONFIG_ENFORCE)
			reason = judge_pool(config->enforce, &config->enforced, 0, &attribute);
	if (!reason)
		reason = judge_overlaps(config->pool, config->pools);
	if (!reason)
		reason = judge_overlaps(config->enforce, config->enforced);
	return reason ? reason : judge_links_twice(config);
}

bool config_same(const struct config *a, const struct config *b)
{
	return a->mask == b->mask && a->drop == b->drop && a->circuits == b->circuits &&
	       a->links == b->links && a->pools == b->pools && a->enforced == b->enforced &&
	       !memcmp(a->circuit, b->circuit, a->circuits * sizeof(*a->circuit)) &&
	       !memcmp(a->link, b->link, a->links * sizeof(*a->link)) &&
	       !memcmp(a->pool, b->pool, a->pools * sizeof(*a->pool)) &&
	       !memcmp(a->enforce, b->enforce, a->enforced * sizeof(*a->enforce));
}
