// SPDX-License-Identifier: GPL-2.0
#include "network/walk/verify.h"

#include <stdlib.h>

#include "util/alloc.h"

void verified_walk(const struct routes *routes, unsigned int service, struct verified *v)
{
	const struct net_service *s = &routes->net->service[service];
	size_t i;

	v->service = service;
	trips_walk(routes, &s->packet, s->device, &v->trips);
	faults_find(routes, &v->trips, s, &v->faults);
	for (i = 0; i < v->trips.request.n; i++)
		path_trim(&v->trips.request.v[i]);
	for (i = 0; i < v->trips.n_answer; i++)
		path_trim(&v->trips.answer[i]);
}

void verification_run(const struct routes *routes, struct verification *result)
{
	size_t i;

	result->n = routes->net->n_service;
	result->v = xcalloc(result->n + 1, sizeof(*result->v));
	for (i = 0; i < result->n; i++)
		verified_walk(routes, (unsigned int)i, &result->v[i]);
}

void verification_free(struct verification *result)
{
	size_t i;

	for (i = 0; i < result->n; i++)
		trips_free(&result->v[i].trips);
	free(result->v);
}

/* Whether some request arrived and its answer too. */
static bool some_arrives(const struct trips *trips)
{
	size_t i;

	for (i = 0; i < trips->n; i++) {
		if (trips->v[i].dies == NONE)
			return true;
	}
	return false;
}

bool verified_is_good(const struct network *net, const struct verified *v)
{
	const struct net_service *s = &net->service[v->service];

	if (s->refused)
		return !some_arrives(&v->trips);
	return v->trips.v[v->trips.worst].verdict == VERDICT_SYMMETRIC &&
	       !(v->faults.set & ~s->accepted);
}
