/* SPDX-License-Identifier: GPL-2.0 */
/* Shortest paths by link cost, between the devices that speak the IGP. */
#ifndef ERSYM_NETWORK_ROUTE_IGP_H
#define ERSYM_NETWORK_ROUTE_IGP_H

#include "network/model/network.h"

#define IGP_UNREACHABLE UINT32_MAX

/**
 * struct igp - distances between all devices, made when they are asked for
 * @base: of another outage, whose rows are taken where they are the same; or NULL
 * @changed: links that are up in one of both and down in the other
 * @row: by device: costs to each other one, or NULL
 * @borrowed: whether a row is one of @base
 * @part: by device: those that reach one another have the same number
 */
struct igp {
	const struct network *net;
	const struct outage *outage;
	const struct igp *base;
	unsigned int *changed;
	size_t n_changed;
	uint32_t **row;
	bool *borrowed;
	unsigned int *part;
};

/* @base: outlives the result, or NULL. */
void igp_compute(struct igp *igp, const struct network *net, const struct outage *outage,
		 const struct igp *base);
void igp_free(struct igp *igp);

/* Whether there is a path between two devices that are up. */
bool igp_reaches(const struct igp *igp, unsigned int from, unsigned int to);

/* Whether all costs from a device are those of the base. */
bool igp_is_same(const struct igp *igp, unsigned int from);

/* 0 from a device to itself; IGP_UNREACHABLE if there is no path. */
uint32_t igp_cost(const struct igp *igp, unsigned int from, unsigned int to);

/**
 * igp_first_hop() - whether a link begins a shortest path
 * @link: one of @from
 */
bool igp_first_hop(const struct igp *igp, unsigned int from, unsigned int to, unsigned int link);

#endif
