/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of BGP routes, each kept once: equal ones have the same number. */
#ifndef ERSYM_NETWORK_ROUTE_ATTRIBUTE_H
#define ERSYM_NETWORK_ROUTE_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_ATTRIBUTE UINT32_MAX

/** enum bgp_origin - lower is better */
enum bgp_origin {
	ORIGIN_IGP,
	ORIGIN_INCOMPLETE = 2,
};

/**
 * struct attribute - what a route carries
 * @path: list of AS numbers, the nearest first
 * @community: list, sorted
 * @cluster: list of reflectors that it passed, the latest first
 * @originator: BGP identifier of the device that brought it into the AS; 0: none
 * @hop_device: next hop
 * @hop_link: whose address on this link is the next hop; NONE: its loopback
 * @has_med: whether @med was written; if not it is 0
 *
 * Lists are numbers, see attributes_list(); 0 is the empty one. There is no padding.
 */
struct attribute {
	uint32_t path;
	uint32_t community;
	uint32_t cluster;
	uint32_t originator;
	uint32_t local_pref;
	uint32_t med;
	uint32_t has_med;
	uint32_t origin;
	uint32_t hop_device;
	uint32_t hop_link;
};

/** struct number_list - numbers that are kept once */
struct number_list {
	const uint32_t *v;
	uint32_t n;
};

/**
 * struct intern - finds equal things
 * @slot: number of a thing plus 1, 0: empty; a power of two of them
 */
struct intern {
	uint32_t *slot;
	size_t n_slot;
};

struct attributes {
	struct attribute *v;
	size_t n;
	struct number_list *list;
	size_t n_list;
	struct intern by_attribute, by_list;
};

void attributes_init(struct attributes *a);
void attributes_free(struct attributes *a);

/* The number of an attribute. */
uint32_t attributes_number(struct attributes *a, const struct attribute *value);
/* The number of a list. */
uint32_t attributes_list(struct attributes *a, const uint32_t *v, uint32_t n);

/* Lists that are made of others. @times: how often @value is put in front. */
uint32_t attributes_prepend(struct attributes *a, uint32_t list, uint32_t value, uint32_t times);
uint32_t attributes_insert(struct attributes *a, uint32_t list, uint32_t value);

/* How often a value is in a list. */
unsigned int attributes_count(const struct attributes *a, uint32_t list, uint32_t value);

#endif
