// SPDX-License-Identifier: GPL-2.0
#include "network/walk/failure.h"

#include <stdlib.h>
#include <string.h>

#include "network/walk/usage.h"
#include "util/alloc.h"
#include "util/array.h"

static void add(struct failures *list, enum failure_kind kind, unsigned int index)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = (struct failure){ kind, index };
}

static size_t count_links(const struct network *net, unsigned int circuit)
{
	size_t n = 0, i;

	for (i = 0; i < net->n_link; i++)
		n += net->link[i].circuit == circuit && !net->link[i].disabled;
	return n;
}

/* Whether a device is a gateway of a cloud: it has no hosts, and is no part of a circuit. */
static bool is_gateway(const struct network *net, unsigned int device)
{
	const struct net_device *d = &net->device[device];
	size_t i;

	if (d->side != SIDE_CLOUD || !d->at.line)
		return false;
	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device == device)
			return false;
	}
	for (i = 0; i < net->n_circuit; i++) {
		if (!location_compare(net->circuit[i].at, d->at))
			return false;
	}
	return true;
}

void failures_list(const struct network *net, struct failures *list)
{
	unsigned int i;

	memset(list, 0, sizeof(*list));
	for (i = 0; i < net->n_circuit; i++)
		add(list, FAILURE_CIRCUIT, i);
	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		if (l->at.line && !l->disabled &&
		    (l->circuit == NONE || count_links(net, l->circuit) > 1))
			add(list, FAILURE_LINK, i);
	}
	for (i = 0; i < net->n_device; i++) {
		if (net->device[i].side == SIDE_OURS || is_gateway(net, i))
			add(list, FAILURE_DEVICE, i);
	}
	for (i = 0; i < net->n_zone; i++)
		add(list, FAILURE_ZONE, i);
}

void failures_free(struct failures *list)
{
	free(list->v);
}

static void apply(const struct network *net, const struct failure *f, struct outage *outage)
{
	size_t i;

	switch (f->kind) {
	case FAILURE_LINK:
		outage->link[f->index] = true;
		break;
	case FAILURE_CIRCUIT:
		for (i = 0; i < net->n_link; i++) {
			if (net->link[i].circuit == f->index)
				outage->link[i] = true;
		}
		break;
	case FAILURE_DEVICE:
		outage->device[f->index] = true;
		break;
	case FAILURE_ZONE:
		for (i = 0; i < net->zone[f->index].n_device; i++)
			outage->device[net->zone[f->index].device[i]] = true;
		break;
	}
}

static unsigned int server_device(const struct verified *v)
{
	const struct trips *t = &v->trips;
	const struct path *path = &t->request.v[t->v[t->worst].request];

	return path->fate == FATE_ARRIVED ? path->hop[path->n_hop - 1].device : NONE;
}

static bool is_down(const struct outage *outage, unsigned int device)
{
	return device != NONE && outage->device[device];
}

/* Faults that matter while something is down: that another circuit is used is no surprise. */
static unsigned int faults_of(const struct network *net, const struct verified *v)
{
	return v->faults.set & ~(net->service[v->service].accepted | FAULT_CIRCUIT);
}

static bool works(const struct verified *v)
{
	return v->trips.v[v->trips.worst].verdict == VERDICT_SYMMETRIC;
}

static bool same_circuits(const struct network *net, const struct path *a, size_t n,
			  const struct path *b, size_t m)
{
	unsigned int x[8], y[8];
	size_t i, j, k;

	for (i = 0; i < n; i++) {
		k = path_circuits(net, &a[i], x, 8);
		for (j = 0; j < m; j++) {
			if (path_circuits(net, &b[j], y, 8) == k &&
			    !memcmp(x, y, k * sizeof(*x)))
				break;
		}
		if (j == m)
			return false;
	}
	return true;
}

/* Whether the ways of both are by the same circuits. */
static bool same_ways(const struct network *net, const struct verified *a, const struct verified *b)
{
	const struct trips *s = &a->trips, *t = &b->trips;

	return same_circuits(net, s->request.v, s->request.n, t->request.v, t->request.n) &&
	       same_circuits(net, t->request.v, t->request.n, s->request.v, s->request.n) &&
	       same_circuits(net, s->answer, s->n_answer, t->answer, t->n_answer) &&
	       same_circuits(net, t->answer, t->n_answer, s->answer, s->n_answer);
}

/* Return: whether there is an effect. */
static bool effect_of(const struct routes *routes, const struct verified *before,
		      const struct verified *after, enum effect *effect)
{
	const struct network *net = routes->net;
	bool was = works(before), is = works(after);

	if (was && !is)
		*effect = is_down(routes->outage, net->service[before->service].device) ||
			  is_down(routes->outage, server_device(before)) ? EFFECT_GONE :
									    EFFECT_LOST;
	else if (is && !was)
		*effect = EFFECT_MENDED;
	else if (faults_of(net, after) & ~faults_of(net, before))
		*effect = EFFECT_WORSE;
	else if (!same_ways(net, before, after))
		*effect = EFFECT_MOVED;
	else
		return false;
	return true;
}

/**
 * struct trial - of failures, one after the other
 * @usage: what services use
 * @again: by service: it has to be walked again
 * @site: by site: it has affected clients
 */
struct trial {
	const struct routes *base;
	const struct verification *result;
	struct usage usage;
	bool *again;
	bool *site;
	void (*report)(const struct aftermath *aftermath, void *context);
	void *context;
};

static void mark(struct trial *trial, const struct routes *routes)
{
	const struct network *net = routes->net;
	unsigned int i;

	memset(trial->again, 0, net->n_service * sizeof(*trial->again));
	for (i = 0; i < net->n_link; i++) {
		if (link_is_up(net, routes->outage, i) != link_is_up(net, trial->base->outage, i))
			usage_mark(&trial->usage.of_link[i], trial->again);
	}
	for (i = 0; i < net->n_device; i++) {
		if (routes->bgp.changed[i] || routes->outage->device[i])
			usage_mark(&trial->usage.of_device[i], trial->again);
	}
}

static void mark_sites(struct trial *trial, const struct affected *affected, size_t n)
{
	const struct network *net = trial->base->net;
	size_t i;

	memset(trial->site, 0, net->n_site * sizeof(*trial->site));
	for (i = 0; i < n; i++) {
		unsigned int device = net->service[affected[i].before->service].device;

		if (net->device[device].site != NONE)
			trial->site[net->device[device].site] = true;
	}
}

/* Whether all is as before when what failed is there again. */
static bool goes_back(const struct trial *trial, const struct routes *routes)
{
	struct routes after;
	bool equal;

	if (bgp_equal(&routes->bgp, &trial->base->bgp))
		return true;
	routes_change(&after, routes, trial->base->outage);
	equal = bgp_equal(&after.bgp, &trial->base->bgp);
	routes_free(&after);
	return equal;
}

static void try(struct trial *trial, const struct failure *failure, size_t n_failure)
{
	const struct network *net = trial->base->net;
	struct aftermath aftermath = { .failure = failure, .n_failure = n_failure };
	struct affected *affected = NULL, a;
	struct outage outage;
	struct routes routes;
	size_t n = 0, i;

	outage_init(&outage, net);
	for (i = 0; i < n_failure; i++)
		apply(net, &failure[i], &outage);
	routes_change(&routes, trial->base, &outage);
	mark(trial, &routes);
	for (i = 0; i < net->n_service; i++) {
		if (!trial->again[i])
			continue;
		a.before = &trial->result->v[i];
		verified_walk(&routes, (unsigned int)i, &a.after);
		if (effect_of(&routes, a.before, &a.after, &a.effect)) {
			affected = array_grow(affected, n, sizeof(*affected));
			affected[n++] = a;
		} else {
			trips_free(&a.after.trips);
		}
	}
	aftermath.routes = &routes;
	aftermath.affected = affected;
	aftermath.n_affected = n;
	mark_sites(trial, affected, n);
	aftermath.site = trial->site;
	aftermath.returns = goes_back(trial, &routes);
	trial->report(&aftermath, trial->context);
	for (i = 0; i < n; i++)
		trips_free(&affected[i].after.trips);
	free(affected);
	routes_free(&routes);
	outage_free(&outage);
}

void failures_try(const struct routes *base, const struct verification *result, bool pairs,
		  void (*report)(const struct aftermath *aftermath, void *context),
		  void *context)
{
	struct trial trial = {
		.base = base, .result = result, .report = report, .context = context,
		.again = xcalloc(base->net->n_service + 1, sizeof(*trial.again)),
		.site = xcalloc(base->net->n_site + 1, sizeof(*trial.site)),
	};
	struct failures list;
	size_t i, j;

	usage_find(&trial.usage, base->net, result);
	failures_list(base->net, &list);
	for (i = 0; i < list.n; i++)
		try(&trial, &list.v[i], 1);
	for (i = 0; pairs && i < list.n; i++) {
		for (j = i + 1; j < list.n; j++)
			try(&trial, (struct failure[]){ list.v[i], list.v[j] }, 2);
	}
	failures_free(&list);
	usage_free(&trial.usage);
	free(trial.again);
	free(trial.site);
}
