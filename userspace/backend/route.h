/* SPDX-License-Identifier: GPL-2.0 */
/* Routing rules, routes and links of this network namespace. */
#ifndef ERSYM_BACKEND_ROUTE_H
#define ERSYM_BACKEND_ROUTE_H

#include "model/site.h"
#include "nl/socket.h"
#include "plan/device.h"
#include "plan/operation.h"
#include "plan/state.h"

/* All functions say on stderr what went wrong. The result is 0 or -errno. */

/* Adds our routes and rules to @state, and those rules of others that matter. */
int routes_observe(struct nl_socket *nl, struct state *state);

/* The links of a site, as they are now; with offload, the inside devices too. */
int devices_observe(struct nl_socket *nl, const struct site *site, struct devices *devices);

/* The links that devices_add() has named, without their gateways; afterwards sorted. */
int links_observe(struct nl_socket *nl, struct devices *devices);

/* Does the operations on rules and routes. What is gone already is no error to delete. */
int routes_carry_out(struct nl_socket *nl, const struct operations *operations);

#endif
