// SPDX-License-Identifier: GPL-2.0
#include "doctor/pools.h"

#include <stdlib.h>

#include "backend/pool_answers.h"
#include "util/alloc.h"

/* Below this number, connections without an answer may have another cause. */
#define CONNECTIONS_MIN 3

static void check_circuit(struct examination *x, const struct circuit *circuit)
{
	struct pool_answers *pools;
	struct prefix_list prefixes = { 0 };
	char text[PREFIX_STRLEN];
	size_t i;

	circuit_pools(circuit, &prefixes);
	pools = xcalloc(prefixes.n, sizeof(*pools));
	for (i = 0; i < prefixes.n; i++)
		pools[i].pool = prefixes.v[i];
	if (prefixes.n && pool_answers_count(&x->kernel.nft, pools, prefixes.n))
		report_failed(x);
	for (i = 0; i < prefixes.n; i++)
		if (pools[i].connections >= CONNECTIONS_MIN && !pools[i].answered)
			report(x, SEVERITY_WARNING, xasprintf("circuit %s", circuit->name),
			       xasprintf("none of the %zu connections with an address of the pool %s has had an answer: let the routers of %s have a route for it by this host, then end these connections",
					 pools[i].connections,
					 prefix_format(&prefixes.v[i], text), circuit->name),
			       xasprintf("ersym flush --out %s", circuit->name));
	free(pools);
	free(prefixes.v);
}

void doctor_pool_unanswered(struct examination *x)
{
	size_t i;

	if (!examination_has(x, OBSERVATION_KERNEL))
		return;
	for (i = 0; i < x->site.n_circuit; i++)
		if (!x->site.circuit[i].remote)
			check_circuit(x, &x->site.circuit[i]);
}
