/* SPDX-License-Identifier: GPL-2.0 */
/* Which circuit each link belongs to. */
#ifndef ERSYM_PLAN_LINK_OWNERS_H
#define ERSYM_PLAN_LINK_OWNERS_H

#include <net/if.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct link_owner - a link and its circuit
 * @link: name of the device
 * @circuit: index into site.circuit
 */
struct link_owner {
	char link[IFNAMSIZ];
	size_t circuit;
};

/**
 * struct link_owners - all links of a site
 * @v: by name, once sorted
 * @n: number of @v
 */
struct link_owners {
	struct link_owner *v;
	size_t n;
};

/**
 * link_owners_add() - add a link
 * @owners: the links
 * @link: name of the device, in an array of IFNAMSIZ bytes
 * @circuit: index of its circuit
 */
void link_owners_add(struct link_owners *owners, const char *link, size_t circuit);

/**
 * link_owners_sort() - sort the links, which link_owners_find() requires
 * @owners: the links
 */
void link_owners_sort(struct link_owners *owners);

/**
 * link_owners_find() - find a link by the name in the key of an nft element
 * @owners: the links, sorted
 * @link: IFNAMSIZ bytes
 *
 * Return: the link, or NULL if no circuit has it.
 */
const struct link_owner *link_owners_find(const struct link_owners *owners, const uint8_t *link);

/**
 * link_owners_free() - free the array of links
 * @owners: the links
 */
void link_owners_free(struct link_owners *owners);

#endif
