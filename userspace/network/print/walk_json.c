// SPDX-License-Identifier: GPL-2.0
#include "network/print/walk.h"

#include <stdlib.h>

#include "network/print/faults.h"
#include "network/print/reason.h"
#include "print/json.h"
#include "print/words.h"

#define CIRCUITS_MAX 32

static json_t *device_json(const struct network *net, unsigned int device)
{
	return json_text(device == NONE ? NULL : net->device[device].name);
}

static json_t *link_json(const struct network *net, unsigned int link)
{
	return json_text(link == NONE ? NULL : net->link[link].end[0].name);
}

static json_t *packet_json(const struct packet *p)
{
	char buf[PREFIX_STRLEN], protocol[PROTOCOL_STRLEN];
	json_t *object = json_object();

	json_add(object, "protocol", json_text(protocol_name(p->protocol, protocol)));
	json_add(object, "source", json_text(address_format(&p->source, buf)));
	json_add(object, "source_port", json_integer(p->source_port));
	json_add(object, "destination", json_text(address_format(&p->destination, buf)));
	json_add(object, "destination_port", json_integer(p->destination_port));
	return object;
}

static json_t *route_json(const struct routes *routes, const struct hop *hop)
{
	const struct net_route *route = &hop->route;
	char buf[PREFIX_STRLEN], *reason;
	json_t *object, *hops;
	size_t i;

	if (route->source == ROUTE_NONE)
		return json_null();
	object = json_object();
	hops = json_array();
	reason = route_reason(routes, hop->device, route);
	prefix_format(&routes->table->v[route->prefix].prefix, buf);
	json_add(object, "prefix", json_text(buf));
	json_add(object, "source", json_text(route_source_name(route->source)));
	json_add(object, "from", json_text(route_from(routes, route)));
	json_add(object, "reason", json_text(reason));
	for (i = 0; i < route->n_hop; i++)
		json_push(hops, device_json(routes->net, route->hop[i].device));
	json_add(object, "next_hops", hops);
	free(reason);
	return object;
}

static json_t *pools_json(const struct net_nat *nat)
{
	char buf[PREFIX_STRLEN];
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < nat->to.n; i++)
		json_push(array, json_text(prefix_format(&nat->to.v[i], buf)));
	return array;
}

static json_t *translations_json(const struct network *net, const struct hop *hop)
{
	static const char *const kinds[] = {
		[NAT_OUTBOUND] = "outbound", [NAT_PUBLISH] = "publish", [NAT_INBOUND] = "inbound",
		[NAT_SERVER] = "server", [NAT_NETMAP] = "netmap",
		[NAT_NETMAP_IN] = "netmap-inbound",
	};
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < hop->n_nat; i++) {
		const struct net_nat *nat = &net->nat[hop->nat[i]];
		json_t *object = json_object();

		json_add(object, "kind", json_text(kinds[nat->kind]));
		json_add(object, "circuit", json_text(net->circuit[nat->circuit].name));
		json_add(object, "service", json_text(nat->service));
		json_add(object, "to", pools_json(nat));
		json_push(array, object);
	}
	return array;
}

static json_t *hop_json(const struct routes *routes, const struct hop *hop)
{
	const struct network *net = routes->net;
	json_t *object = json_object();

	json_add(object, "device", device_json(net, hop->device));
	json_add(object, "in", link_json(net, hop->in));
	json_add(object, "out", link_json(net, hop->out));
	json_add(object, "before", packet_json(&hop->before));
	json_add(object, "after", packet_json(&hop->after));
	json_add(object, "state", json_text(hop->made ? "made" : hop->found ? "found" : NULL));
	json_add(object, "pinned", json_boolean(hop->pinned));
	json_add(object, "translations", translations_json(net, hop));
	json_add(object, "route", route_json(routes, hop));
	return object;
}

json_t *path_circuits_json(const struct network *net, const struct path *path)
{
	unsigned int circuit[CIRCUITS_MAX];
	size_t n = path_circuits(net, path, circuit, CIRCUITS_MAX), i;
	json_t *array = json_array();

	for (i = 0; i < n; i++)
		json_push(array, json_text(net->circuit[circuit[i]].name));
	return array;
}

json_t *inside_cloud_json(const struct network *net, const struct path *path)
{
	unsigned int tenant = path_tenant(net, path);
	const struct net_device *at = &net->device[path->hop[path->n_hop - 1].device];
	json_t *object;

	if (tenant == NONE)
		return json_null();
	object = json_object();
	json_add(object, "from", json_text(at->region));
	json_add(object, "to", json_text(net->device[tenant].region));
	json_add(object, "microseconds", json_integer(at->to_tenant));
	return object;
}

/* @request: that the path answers, or NULL: it is a request itself. */
static json_t *path_json(const struct routes *routes, const struct path *path,
			 const struct path *request)
{
	json_t *object = json_object(), *hops = json_array();
	char *death = NULL;
	size_t i;

	for (i = 0; i < path->n_hop; i++)
		json_push(hops, hop_json(routes, &path->hop[i]));
	if (path->fate != FATE_ARRIVED)
		death = death_text(routes, path, request);
	json_add(object, "circuits", path_circuits_json(routes->net, path));
	json_add(object, "microseconds", json_integer((json_int_t)path->latency));
	json_add(object, "death", json_text(death));
	json_add(object, "inside_cloud", inside_cloud_json(routes->net, path));
	json_add(object, "hops", hops);
	free(death);
	return object;
}

static json_t *trip_json(const struct network *net, const struct trip *trip)
{
	json_t *object = json_object();

	json_add(object, "request", json_integer(trip->request));
	json_add(object, "answer",
		 trip->answer == NONE ? json_null() : json_integer(trip->answer));
	json_add(object, "verdict", json_text(trip_verdict_name(trip->verdict)));
	json_add(object, "dies", device_json(net, trip->dies));
	return object;
}

json_t *walk_json(const struct routes *routes, const struct trips *trips,
		  const struct faults *faults)
{
	const struct trip *worst = &trips->v[trips->worst];
	json_t *object = json_object(), *requests = json_array(), *answers = json_array();
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < trips->request.n; i++)
		json_push(requests, path_json(routes, &trips->request.v[i], NULL));
	for (i = 0; i < trips->n; i++) {
		const struct trip *trip = &trips->v[i];

		json_push(list, trip_json(routes->net, trip));
		if (trip->answer != NONE)
			json_push(answers, path_json(routes, &trips->answer[trip->answer],
						     &trips->request.v[trip->request]));
	}
	json_add(object, "verdict", json_text(trip_verdict_name(worst->verdict)));
	json_add(object, "dies", device_json(routes->net, worst->dies));
	json_add(object, "faults", faults_json(faults));
	json_add(object, "detour", detour_json(routes->net, faults));
	json_add(object, "requests", requests);
	json_add(object, "answers", answers);
	json_add(object, "trips", list);
	return object;
}
