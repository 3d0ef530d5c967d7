/* SPDX-License-Identifier: GPL-2.0 */
/* A message as a tree of attributes, right or wrong. All live until tree_begin(). */
#ifndef ERSYM_SELFTESTS_FUZZ_TREE_H
#define ERSYM_SELFTESTS_FUZZ_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COPIES_MAX	100
#define DEPTH_MAX	200

/**
 * struct node - an attribute
 * @type: with its flags
 * @claims: the length in its header, or -1 for the true one
 * @nested: @child is its payload, not @data
 * @data: payload
 * @length: of @data
 * @child: the first attribute in it
 * @next: the next attribute
 */
struct node {
	uint16_t type;
	int claims;
	bool nested;
	const void *data;
	unsigned int length;
	struct node *child;
	struct node *next;
};

void tree_begin(void);
void *tree_keep(const void *data, size_t length);
struct node *node_new(uint16_t type);
struct node *node_data(uint16_t type, const void *data, size_t length);
struct node *node_u32(uint16_t type, uint32_t value);
struct node *node_nest(uint16_t type);
struct node **node_add(struct node **place, struct node *node);
struct node *node_copy(const struct node *node);
unsigned int tree_count(const struct node *node);
struct node **tree_find(struct node **place, unsigned int *n);
bool tree_has_room(const struct node *node);
size_t tree_encode(const struct node *node, unsigned char *buf, size_t room);

#endif
