// SPDX-License-Identifier: GPL-2.0
#include "network/walk/faults.h"

#include <string.h>

#define CIRCUITS_MAX 32

const char *fault_name(enum net_fault fault)
{
	switch (fault) {
	case FAULT_CIRCUIT:
		return "unexpected-circuit";
	case FAULT_HAIRPIN:
		return "suboptimal (hairpin)";
	case FAULT_FAR:
		return "suboptimal (far-circuit)";
	case FAULT_UNPROTECTED:
		return "unprotected";
	case FAULT_UNSTABLE:
		return "unstable";
	}
	return NULL;
}

static bool crosses_other(const struct network *net, const struct path *path, unsigned int circuit)
{
	unsigned int crossed[2];

	return path_circuits(net, path, crossed, 2) != 1 || crossed[0] != circuit;
}

/* Whether a path leaves our network and none of its circuits is a VPN. */
static bool is_bare(const struct network *net, const struct path *path)
{
	unsigned int circuit[CIRCUITS_MAX];
	size_t n = path_circuits(net, path, circuit, CIRCUITS_MAX), i;

	for (i = 0; i < n; i++) {
		if (net->circuit[circuit[i]].kind == KIND_VPN)
			return false;
	}
	return n;
}

static void check_service(const struct network *net, const struct path *path,
			  const struct net_service *s, struct faults *faults)
{
	if (s && s->encrypt && is_bare(net, path))
		faults->set |= FAULT_UNPROTECTED;
}

static void measure(const struct routes *routes, const struct path *path, bool answer,
		    struct faults *faults)
{
	struct detour detour;

	detour_find(routes, path, &detour);
	if (!detour.fault)
		return;
	faults->set |= detour.fault;
	if (faults->detour.fault && faults->detour.cost >= detour.cost)
		return;
	faults->detour = detour;
	faults->answer = answer;
}

/* Whether a device on the way chose among routes that never converge. */
static bool is_unstable(const struct routes *routes, const struct path *path)
{
	size_t i;

	for (i = 0; i < path->n_hop; i++) {
		const struct hop *hop = &path->hop[i];
		bool looked = hop->route.prefix != NONE ||
			      (path->fate == FATE_NO_ROUTE && i + 1 == path->n_hop);

		if (looked && routes_change_for_ever(routes, &hop->after.destination, &hop->route))
			return true;
	}
	return false;
}

static void check_stable(const struct routes *routes, const struct trips *trips,
			 struct faults *faults)
{
	size_t i;

	if (routes_are_stable(routes))
		return;
	for (i = 0; i < trips->request.n; i++) {
		if (is_unstable(routes, &trips->request.v[i]))
			faults->set |= FAULT_UNSTABLE;
	}
	for (i = 0; i < trips->n_answer; i++) {
		if (is_unstable(routes, &trips->answer[i]))
			faults->set |= FAULT_UNSTABLE;
	}
}

void faults_find(const struct routes *routes, const struct trips *trips,
		 const struct net_service *service, struct faults *faults)
{
	size_t i;

	memset(faults, 0, sizeof(*faults));
	check_stable(routes, trips, faults);
	for (i = 0; i < trips->request.n; i++) {
		const struct path *path = &trips->request.v[i];

		if (path->fate != FATE_ARRIVED)
			continue;
		measure(routes, path, false, faults);
		check_service(routes->net, path, service, faults);
		if (service && service->circuit != NONE &&
		    crosses_other(routes->net, path, service->circuit))
			faults->set |= FAULT_CIRCUIT;
	}
	for (i = 0; i < trips->n; i++) {
		const struct trip *trip = &trips->v[i];

		if (trip->dies != NONE || trip->answer == NONE)
			continue;
		if (trip->verdict == VERDICT_ASYMMETRIC)
			measure(routes, &trips->answer[trip->answer], true, faults);
		check_service(routes->net, &trips->answer[trip->answer], service, faults);
	}
}
