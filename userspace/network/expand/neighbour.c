// SPDX-License-Identifier: GPL-2.0
/* Devices of ours that are in different AS and have a link. */
#include <stdlib.h>

#include "network/expand/parts.h"
#include "util/alloc.h"

static bool is_between_ours(const struct expansion *x, const struct net_link *l)
{
	return !l->igp && l->end[0].device < x->d->n_device && l->end[1].device < x->d->n_device;
}

/* What the IGP of an AS carries, a device that has a neighbour announces to it. */
static void announce_inside(struct expansion *x, unsigned int device)
{
	const struct network *net = x->net;
	uint32_t as = net->device[device].as;
	size_t i;

	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device < x->d->n_device &&
		    net->device[net->segment[i].device].as == as)
			network_add_origin(x->net, device, &net->segment[i].prefix)->at =
				net->segment[i].at;
	}
	for (i = 0; i < net->n_fixed; i++) {
		if (net->fixed[i].igp && net->device[net->fixed[i].device].as == as)
			network_add_origin(x->net, device, &net->fixed[i].prefix)->at =
				net->device[net->fixed[i].device].at;
	}
}

/* @policy: by device, what it imports; written when its first neighbour is found. */
static void add_session(struct expansion *x, unsigned int link, bool *has, unsigned int *policy)
{
	const struct net_link *l = &x->net->link[link];
	struct net_session *s = network_add_session(x->net, l->end[0].device, l->end[1].device);
	size_t i;

	s->link = link;
	s->at = l->at;
	for (i = 0; i < 2; i++) {
		unsigned int device = l->end[i].device;

		if (!has[device])
			policy[device] = expand_import(x, device);
		has[device] = true;
		s->peer[i].import = policy[device];
	}
}

void expand_neighbours(struct expansion *x)
{
	size_t n = x->d->n_device, i;
	unsigned int *policy = xcalloc(n + 1, sizeof(*policy));
	bool *has = xcalloc(n + 1, sizeof(*has));

	for (i = 0; i < x->net->n_link; i++) {
		if (is_between_ours(x, &x->net->link[i]))
			add_session(x, (unsigned int)i, has, policy);
	}
	for (i = 0; i < n; i++) {
		const struct desc_device *d = &x->d->device[i];

		if (has[i])
			announce_inside(x, (unsigned int)i);
		else if (d->n_import)
			expand_error(x, d->import[0].at, "no-neighbour",
				     "no link of %s leads to another AS, so that it imports nothing; remove the key import, or add a link",
				     d->name.text);
	}
	free(policy);
	free(has);
}
