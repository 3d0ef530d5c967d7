// SPDX-License-Identifier: GPL-2.0
#include "tree.h"

#include <string.h>

#include <linux/netlink.h>

#define NODES_MAX	(1 << 16)

static struct node nodes[NODES_MAX + COPIES_MAX + 3 * DEPTH_MAX];
static unsigned int node_count;
static unsigned char heap[1 << 20];
static size_t heap_used;

/* A copy that lives as long as the trees; without data, room for it. */
void *tree_keep(const void *data, size_t length)
{
	void *copy = &heap[heap_used];

	if (data)
		memcpy(copy, data, length);
	heap_used += length;
	return copy;
}

struct node *node_new(uint16_t type)
{
	struct node *node = &nodes[node_count++];

	*node = (struct node){ .type = type, .claims = -1 };
	return node;
}

struct node *node_data(uint16_t type, const void *data, size_t length)
{
	struct node *node = node_new(type);

	node->data = tree_keep(data, length);
	node->length = length;
	return node;
}

struct node *node_u32(uint16_t type, uint32_t value)
{
	return node_data(type, &value, sizeof(value));
}

struct node *node_nest(uint16_t type)
{
	struct node *node = node_new(type | NLA_F_NESTED);

	node->nested = true;
	return node;
}

/* Returns where the next one goes. */
struct node **node_add(struct node **place, struct node *node)
{
	*place = node;
	return &node->next;
}

/* With all that is in it. */
struct node *node_copy(const struct node *node)
{
	struct node *copy = node_new(0);
	const struct node *child;
	struct node **place;

	*copy = *node;
	copy->next = NULL;
	copy->child = NULL;
	place = &copy->child;
	for (child = node->child; child; child = child->next)
		place = node_add(place, node_copy(child));
	return copy;
}

/* Returns the length. */
size_t tree_encode(const struct node *node, unsigned char *buf, size_t room)
{
	size_t used = 0;

	for (; node; node = node->next) {
		struct nlattr nla = { .nla_type = node->type };
		size_t length;

		/* Attributes that do not fit are cut off, which is a test too. */
		if (used + NLA_HDRLEN + NLA_ALIGN(node->length) > room)
			break;
		if (node->nested) {
			length = tree_encode(node->child, buf + used + NLA_HDRLEN,
					     room - used - NLA_HDRLEN);
		} else {
			length = node->length;
			memcpy(buf + used + NLA_HDRLEN, node->data, length);
		}
		nla.nla_len = node->claims >= 0 ? node->claims : (int)(NLA_HDRLEN + length);
		memcpy(buf + used, &nla, sizeof(nla));
		memset(buf + used + NLA_HDRLEN + length, 0, NLA_ALIGN(length) - length);
		used += NLA_HDRLEN + NLA_ALIGN(length);
	}
	return used;
}

/* With all that are in others. */
unsigned int tree_count(const struct node *node)
{
	unsigned int n = 0;

	for (; node; node = node->next)
		n += 1 + tree_count(node->child);
	return n;
}

/* The place of the attribute @n of a tree, counted down to 0. */
struct node **tree_find(struct node **place, unsigned int *n)
{
	for (; *place; place = &(*place)->next) {
		struct node **found;

		if (!(*n)--)
			return place;
		found = tree_find(&(*place)->child, n);
		if (found)
			return found;
	}
	return NULL;
}

/* Forgets every tree. */
void tree_begin(void)
{
	node_count = 0;
	heap_used = 0;
}

/* Whether there is room for so many copies of an attribute. */
bool tree_has_room(const struct node *node)
{
	return node_count + COPIES_MAX * (1 + tree_count(node->child)) <= NODES_MAX;
}
