// SPDX-License-Identifier: GPL-2.0
#include "network/trace/down.h"

#include <string.h>

/* Takes down what has a name. Return: whether something has it. */
static bool take_down(const struct network *net, const char *name, struct outage *outage)
{
	unsigned int circuit = network_circuit(net, name), device = network_device(net, name);
	bool found = circuit != NONE || device != NONE;
	size_t i;

	if (device != NONE)
		outage->device[device] = true;
	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		if (l->circuit == NONE ||
		    (l->circuit != circuit && strcmp(l->end[0].name, name)))
			continue;
		outage->link[i] = true;
		found = true;
	}
	return found;
}

static void compute(const struct routes *routes, struct down *down)
{
	routes_compute(&down->routes, routes->net, &down->outage, routes->table,
		       routes->attributes);
}

const struct desc_name *down_compute(const struct routes *routes, const struct desc_names *names,
				     struct down *down)
{
	size_t i;

	memset(down, 0, sizeof(*down));
	outage_init(&down->outage, routes->net);
	for (i = 0; i < names->n; i++) {
		if (!take_down(routes->net, names->v[i].text, &down->outage))
			return &names->v[i];
	}
	compute(routes, down);
	return NULL;
}

void down_circuit(const struct routes *routes, unsigned int circuit, struct down *down)
{
	memset(down, 0, sizeof(*down));
	outage_init(&down->outage, routes->net);
	take_down(routes->net, routes->net->circuit[circuit].name, &down->outage);
	compute(routes, down);
}

void down_free(struct down *down)
{
	if (down->routes.net)
		routes_free(&down->routes);
	outage_free(&down->outage);
}
