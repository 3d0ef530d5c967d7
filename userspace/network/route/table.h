/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every prefix that some device may have a route for, once, and what is known of it
 * whatever fails: who has it directly, and which others BGP treats alike.
 */
#ifndef ERSYM_NETWORK_ROUTE_TABLE_H
#define ERSYM_NETWORK_ROUTE_TABLE_H

#include "network/model/network.h"

/** enum holder_kind - how a device has a prefix without BGP */
enum holder_kind {
	HOLDER_LOOPBACK,
	HOLDER_SEGMENT,
	HOLDER_LINK,
	HOLDER_STATIC,
};

/**
 * struct holder - a device that has a prefix without BGP
 * @index: of the segment, link or static route
 * @igp: it says so to the IGP
 * @cost: of the IGP, from the device to the prefix
 */
struct holder {
	unsigned int prefix;
	unsigned int device;
	enum holder_kind kind;
	unsigned int index;
	bool igp;
	uint32_t cost;
};

/**
 * struct table_entry - a prefix
 * @parent: the longest other prefix that contains it, or NONE
 * @class: of prefixes that BGP treats alike, or NONE: BGP has it not
 * @holder: those of it, in struct prefix_table.holder
 */
struct table_entry {
	struct prefix prefix;
	unsigned int parent;
	unsigned int class;
	size_t holder;
	size_t n_holder;
};

/**
 * struct table_class - prefixes that begin at the same devices, and that every policy treats alike
 * @prefix: one of them
 * @origin: devices that announce them, sorted
 */
struct table_class {
	unsigned int prefix;
	unsigned int *origin;
	size_t n_origin;
};

struct prefix_table {
	struct table_entry *v;
	size_t n;
	struct holder *holder;
	size_t n_holder;
	struct table_class *class;
	size_t n_class;
};

void prefix_table_build(struct prefix_table *table, const struct network *net);
void prefix_table_free(struct prefix_table *table);

/* Index of the longest prefix that contains an address, or NONE. */
unsigned int prefix_table_lookup(const struct prefix_table *table, const struct address *address);
/* Index of a prefix, or NONE. */
unsigned int prefix_table_find(const struct prefix_table *table, const struct prefix *prefix);

#endif
