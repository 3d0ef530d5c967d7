// SPDX-License-Identifier: GPL-2.0
/* Addresses of ExpressRoute on traffic by the Internet. */
#include "network/lint/lint.h"
#include "network/walk/verify.h"

static bool is_pool(const struct net_nat *nat)
{
	return nat->kind == NAT_OUTBOUND || nat->kind == NAT_NETMAP;
}

/* The circuit of ExpressRoute to an AS that has a pool with an address, or NONE. */
static unsigned int er_with(const struct lint_input *in, const struct address *a, uint32_t as)
{
	const struct network *net = in->net;
	size_t i, j;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		if (!is_pool(nat) || !lint_is_er(in, nat->circuit) ||
		    net->device[net->circuit[nat->circuit].far].as != as)
			continue;
		for (j = 0; j < nat->to.n; j++) {
			if (prefix_contains_address(&nat->to.v[j], a))
				return nat->circuit;
		}
	}
	return NONE;
}

/* A request that arrives in a cloud by the Internet, with an address of ExpressRoute. */
static bool check_way(const struct lint_input *in, const struct net_service *s,
		      const struct path *path, struct diagnostics *diags)
{
	const struct net_device *at = &in->net->device[path->hop[path->n_hop - 1].device];
	char source[PREFIX_STRLEN], target[PREFIX_STRLEN];
	unsigned int crossed[2], er;

	if (path->fate != FATE_ARRIVED || at->side != SIDE_CLOUD ||
	    path_circuits(in->net, path, crossed, 2) != 1 || !lint_is_internet(in, crossed[0]))
		return false;
	er = er_with(in, &path->packet.source, at->as);
	if (er == NONE)
		return false;
	diagnostics_add(diags, SEVERITY_ERROR, s->at, "er-pool-off-er",
			"service %s reaches %s by %s with %s of the pool of circuit %s, by which its answers return; give %s a pool of its own",
			s->name, address_format(&path->packet.destination, target),
			in->net->circuit[crossed[0]].name,
			address_format(&path->packet.source, source), in->net->circuit[er].name,
			in->net->circuit[crossed[0]].name);
	return true;
}

static bool lists_overlap(const struct prefix_list *a, const struct prefix_list *b)
{
	size_t i, j;

	for (i = 0; i < a->n; i++) {
		for (j = 0; j < b->n; j++) {
			if (prefix_overlaps(&a->v[i], &b->v[j]))
				return true;
		}
	}
	return false;
}

/* Whether ExpressRoute has addresses of a pool of the Internet. */
static bool is_mixed(const struct lint_input *in, const struct net_nat *nat)
{
	size_t i;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *er = &in->net->nat[i];

		if (is_pool(er) && lint_is_er(in, er->circuit) && lists_overlap(&nat->to, &er->to))
			return true;
	}
	return false;
}

/* If no pool is, there is no need to walk. */
static bool some_are_mixed(const struct lint_input *in)
{
	size_t i;

	for (i = 0; i < in->net->n_nat; i++) {
		const struct net_nat *nat = &in->net->nat[i];

		if (is_pool(nat) && lint_is_internet(in, nat->circuit) && is_mixed(in, nat))
			return true;
	}
	return false;
}

void lint_pool_use(const struct lint_input *in, struct diagnostics *diags)
{
	struct verified v;
	unsigned int i;
	size_t j;

	if (!some_are_mixed(in))
		return;
	for (i = 0; i < in->net->n_service; i++) {
		const struct net_service *s = &in->net->service[i];

		if (in->net->device[s->device].side != SIDE_OURS)
			continue;
		verified_walk(in->routes, i, &v);
		for (j = 0; j < v.trips.request.n; j++) {
			if (check_way(in, s, &v.trips.request.v[j], diags))
				break;
		}
		trips_free(&v.trips);
	}
}
