// SPDX-License-Identifier: GPL-2.0
#include "request.h"

#include <stdio.h>
#include <string.h>

#include <linux/ersym.h>

#include "../random.h"
#include "judge.h"

static struct node *make_pool(uint16_t type, unsigned int block)
{
	unsigned char address[16] = { 0x20, 0x01, 0x0d, 0xb8, block >> 8, block };
	bool ipv6 = one_in(3);
	unsigned int bits = ipv6 ? 128 : 32, i;
	uint8_t length = ipv6 ? 48 + below(81) : 16 + below(17);
	struct node *pool = node_nest(type);
	struct node **place = &pool->child;

	if (!ipv6)
		memcpy(address, (unsigned char []){ block >> 8, block, 0, 0 }, 4);
	for (i = ipv6 ? 48 : 16; i < length; i++)
		address[i / 8] |= one_in(2) ? 0x80 >> i % 8 : 0;
	place = node_add(place, node_data(ERSYM_A_POOL_ADDRESS, address, bits / 8));
	node_add(place, node_data(ERSYM_A_POOL_PREFIX_LENGTH, &length, 1));
	return pool;
}

static struct node *make_link(unsigned int number)
{
	struct node *link = node_nest(ERSYM_A_CIRCUIT_LINK);
	char name[ERSYM_DEVICE_MAX + 1];

	snprintf(name, sizeof(name), one_in(8) ? "long-link-%05u" : "l%u", number);
	link->child = node_data(ERSYM_A_LINK_NAME, name, strlen(name) + 1);
	if (one_in(8))
		node_add(&link->child->next, node_data(ERSYM_A_LINK_RECEIVE, NULL, 0));
	return link;
}

/**
 * struct shape - how large a configuration is
 * @circuits: how many
 * @links: of each, at most
 * @pools: of each, at most
 */
struct shape {
	unsigned int circuits;
	unsigned int links;
	unsigned int pools;
};

static struct node *make_circuit(uint32_t id, const struct shape *shape,
				 unsigned int *links, unsigned int *pools)
{
	struct node *circuit = node_nest(ERSYM_A_CONFIG_CIRCUIT);
	struct node **place = &circuit->child;
	char name[ERSYM_NAME_MAX + 1];
	unsigned int n;

	snprintf(name, sizeof(name), one_in(8) ? "a-very-long-name-of-a-circuit%u" : "c%u", id);
	place = node_add(place, node_u32(ERSYM_A_CIRCUIT_ID, id));
	place = node_add(place, node_data(ERSYM_A_CIRCUIT_NAME, name, strlen(name) + 1));
	if (one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CIRCUIT_DROP, below(RELATED)));
	if (one_in(3))
		place = node_add(place, node_data(ERSYM_A_CIRCUIT_PUBLIC_ONLY, NULL, 0));
	for (n = below(shape->links + 1); n; n--)
		place = node_add(place, make_link((*links)++));
	for (n = below(shape->pools + 1); n; n--)
		place = node_add(place, make_pool(ERSYM_A_CIRCUIT_POOL, (*pools)++));
	return circuit;
}

static struct shape make_shape(void)
{
	static const struct shape shapes[] = {
		{ 0, 0, 0 }, { 1, 1, 1 }, { 2, 2, 2 }, { 2, 2, 3 }, { 3, 3, 3 },
		{ 4, 2, 8 },
	};
	static const struct shape large[] = {
		{ 1, 65, 0 }, { 60, 4, 4 }, { ERSYM_CIRCUIT_MAX, 0, 0 },
		{ ERSYM_CIRCUIT_MAX + 1, 0, 0 }, { 3, 60, 1000 },
	};

	if (one_in(400))
		return large[below(sizeof(large) / sizeof(*large))];
	return shapes[below(sizeof(shapes) / sizeof(*shapes))];
}

/* A valid one, except for shapes that are too large. */
static struct node *make_config(void)
{
	struct shape shape = make_shape();
	unsigned int width = 6 + below(27), links = 0, pools = below(1000), i;
	struct node *first = NULL, **place = &first;
	uint32_t highest;

	if (shape.circuits > 2)
		width = shape.circuits > 62 ? 30 + below(3) : 18 + below(15);
	highest = ones(width / 3) - 1;
	if (shape.circuits || one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CONFIG_MARK_MASK,
						 ones(width) << below(33 - width)));
	if (one_in(2))
		place = node_add(place, node_u32(ERSYM_A_CONFIG_INSIDE_DROP,
						 below(RELATED)));
	for (i = one_in(3) ? below(4) : 0; i; i--)
		place = node_add(place, make_pool(ERSYM_A_CONFIG_ENFORCE, pools++));
	for (i = 0; i < shape.circuits; i++)
		place = node_add(place, make_circuit(highest - i, &shape, &links, &pools));
	return first;
}

/* NULL: no attributes. */
struct node *make_request(uint8_t cmd)
{
	static const uint32_t circuits[] = { 0, 1, 2, 30, ERSYM_CIRCUIT_INSIDE };
	struct node *first = NULL, **place = &first;
	uint16_t type;

	switch (cmd) {
	case ERSYM_CMD_CONFIG_SET:
		return make_config();
	case ERSYM_CMD_CIRCUIT_GET:
		return one_in(3) ? NULL : node_u32(ERSYM_A_STATUS_ID, 1 + below(30));
	case ERSYM_CMD_VIOLATION_GET:
		if (one_in(3))
			return NULL;
		for (type = ERSYM_A_VIOLATION_KIND; type <= ERSYM_A_VIOLATION_ACTUAL; type++)
			place = node_add(place, node_u32(type, below(9)));
		return first;
	case ERSYM_CMD_FLOW_FLUSH:
		for (type = ERSYM_A_FLOW_IN; type <= ERSYM_A_FLOW_STRAY; type++)
			if (one_in(3))
				place = node_add(place, node_u32(type, circuits[below(5)]));
		if (one_in(3))
			node_add(place, node_data(ERSYM_A_FLOW_STRAYED, NULL, 0));
		return first;
	default:
		return NULL;
	}
}
