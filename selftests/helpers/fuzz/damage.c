// SPDX-License-Identifier: GPL-2.0
#include "damage.h"

#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <linux/ersym.h>

#include "../random.h"
#include "message.h"
#include "tree.h"

static uint32_t odd_number(void)
{
	static const uint32_t odd[] = {
		0, 1, 2, 3, 7, 30, 31, 32, 0x7f, 0x80, 0xff, 0x100, 254, 255,
		1022, 1023, 1024, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000,
		0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
	};

	return one_in(4) ? rnd() : odd[below(sizeof(odd) / sizeof(*odd))];
}

static struct node **any_node(struct node **tree)
{
	unsigned int count = tree_count(*tree), n;

	if (!count)
		return NULL;
	n = below(count);
	return tree_find(tree, &n);
}

static void resize(struct node *node)
{
	static const unsigned int sizes[] = {
		0, 1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 64, 255, 4096, 65531,
	};
	unsigned int length = sizes[below(sizeof(sizes) / sizeof(*sizes) - !one_in(50))];
	unsigned char *data = tree_keep(NULL, length);
	unsigned int i;

	for (i = 0; i < length; i++)
		data[i] = one_in(3) ? 0 : rnd();
	if (!node->nested && one_in(2))
		memcpy(data, node->data, length < node->length ? length : node->length);
	node->nested = false;
	node->data = data;
	node->length = length;
}

/* Other values of the same size. */
static void revalue(struct node *node)
{
	unsigned char *data;
	uint32_t value = odd_number();

	if (node->nested || !node->length)
		return;
	data = tree_keep(node->data, node->length);
	if (node->length == sizeof(value) && one_in(2))
		memcpy(data, &value, sizeof(value));
	else
		data[below(node->length)] = one_in(2) ? 0 : rnd();
	node->data = data;
}

static void wrap(struct node *node)
{
	unsigned int depth = 1 + below(one_in(8) ? DEPTH_MAX : 3);
	struct node *inner = node_copy(node);

	while (--depth) {
		struct node *outer = node_new(node->type | NLA_F_NESTED);

		outer->nested = true;
		outer->child = inner;
		inner = outer;
	}
	node->nested = true;
	node->child = inner;
	node->type |= NLA_F_NESTED;
}

/* Removes, adds, moves, resizes or overwrites one attribute. */
void damage_tree(struct node **tree)
{
	struct node **place = any_node(tree), **other, *node, *copy;
	unsigned int n;

	if (!place) {
		*tree = node_data(below(8), "\0\0\0\0", below(5));
		return;
	}
	node = *place;
	if (!tree_has_room(node))
		return;
	switch (below(12)) {
	case 0:		/* is removed */
		*place = node->next;
		break;
	case 1:		/* is repeated */
		for (n = one_in(40) ? 1 + below(COPIES_MAX) : 1; n; n--) {
			copy = node_copy(node);
			copy->next = node->next;
			node->next = copy;
		}
		break;
	case 2:		/* is in another nest too */
		other = any_node(tree);
		copy = node_copy(node);
		if ((*other)->nested) {
			copy->next = (*other)->child;
			(*other)->child = copy;
		}
		break;
	case 3:		/* takes the place of another one */
		copy = node_copy(node);
		other = any_node(tree);
		copy->next = (*other)->next;
		*other = copy;
		break;
	case 4:
		node->type ^= one_in(2) ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
		break;
	case 5:
		node->type = (node->type & NLA_F_NESTED) | (one_in(4) ? rnd() & NLA_TYPE_MASK :
							    below(10));
		break;
	case 6:
		node->claims = one_in(2) ? (int)(rnd() & 0xffff) : (int)below(40);
		break;
	case 7:
		resize(node);
		break;
	case 8:
	case 9:
	case 10:
		revalue(node);
		break;
	case 11:
		wrap(node);
		break;
	}
}

/* Bytes and the length, not attributes. */
void damage_bytes(struct message *message)
{
	size_t payload = message->length - HEADERS;
	unsigned int n;

	if (payload && one_in(2)) {
		message->length -= one_in(2) ? 1 + below(payload) :
					       1 + below(payload < 8 ? payload : 8);
	} else if (one_in(4)) {
		for (n = 1 + below(20); n; n--)
			message->data[message->length++] = one_in(2) ? 0 : rnd();
	} else if (payload) {
		for (n = 1 + below(4); n; n--)
			message->data[HEADERS + below(payload)] = rnd();
	}
}

void damage_headers(struct message *message)
{
	struct nlmsghdr nlh;

	message->plain = false;
	memcpy(&nlh, message->data, sizeof(nlh));
	switch (below(5)) {
	case 0:
		nlh.nlmsg_len = one_in(2) ? odd_number() : below(message->length + 16);
		break;
	case 1:
		nlh.nlmsg_flags = rnd();
		break;
	case 2:		/* control messages; other families are not fuzzed */
		nlh.nlmsg_type = below(NLMSG_MIN_TYPE);
		break;
	case 3:
		message->data[NLMSG_HDRLEN + 1 + below(3)] = rnd();
		break;
	case 4:
		message->length = below(HEADERS);
		break;
	}
	memcpy(message->data, &nlh, sizeof(nlh));
}
