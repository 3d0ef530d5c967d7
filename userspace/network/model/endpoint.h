/* SPDX-License-Identifier: GPL-2.0 */
/* Where packets begin and end, by the names that people use. */
#ifndef ERSYM_NETWORK_MODEL_ENDPOINT_H
#define ERSYM_NETWORK_MODEL_ENDPOINT_H

#include "network/model/network.h"

/* The port that walks send from: any other would do. */
#define CLIENT_PORT 50000

/**
 * struct endpoint - a host
 * @device: that it is at; NONE: no segment has the address, so that nothing can begin there
 */
struct endpoint {
	struct address address;
	unsigned int device;
};

/**
 * endpoint_find() - a host by its name, its address, or the segment that it is in
 *
 * A segment stands for its first host that has a name, or else for its tenth address.
 *
 * Return: false if nothing is called so.
 */
bool endpoint_find(const struct network *net, const char *text, struct endpoint *end);

/* The name of a host, or NULL. */
const char *endpoint_name(const struct network *net, const struct address *address);

#endif
