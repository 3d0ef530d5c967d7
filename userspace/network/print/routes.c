// SPDX-License-Identifier: GPL-2.0
#include "network/print/routes.h"

#include <stdlib.h>

#include "network/print/reason.h"
#include "print/json.h"
#include "print/table.h"
#include "util/alloc.h"

static char *hops_text(const struct network *net, const struct net_route *route)
{
	char *text = xstrdup(route->n_hop ? "" : "here"), *longer;
	size_t i;

	for (i = 0; i < route->n_hop; i++) {
		longer = xasprintf("%s%s%s", text, i ? " " : "",
				   net->device[route->hop[i].device].name);
		free(text);
		text = longer;
	}
	return text;
}

void routes_text(const struct routes *routes, unsigned int device, FILE *out)
{
	struct table table = { 0 };
	char buf[PREFIX_STRLEN];
	size_t i;

	table_column(&table, ALIGN_LEFT, "PREFIX");
	table_column(&table, ALIGN_LEFT, "NEXT");
	table_column(&table, ALIGN_LEFT, "WHY");
	for (i = 0; i < routes->table->n; i++) {
		char *reason, *hops;
		struct net_route route;

		if (routes_get(routes, device, (unsigned int)i, &route)) {
			reason = route_reason(routes, device, &route);
			hops = hops_text(routes->net, &route);
			table_cell(&table, "%s", prefix_format(&routes->table->v[i].prefix, buf));
			table_cell(&table, "%s", hops);
			table_cell(&table, "%s", reason);
			free(reason);
			free(hops);
		}
		net_route_free(&route);
	}
	table_print(&table, out);
	table_free(&table);
}

static json_t *route_json(const struct routes *routes, unsigned int device,
			  const struct net_route *route)
{
	json_t *object = json_object(), *hops = json_array();
	char buf[PREFIX_STRLEN], *reason;
	size_t i;

	reason = route_reason(routes, device, route);
	json_add(object, "prefix",
		 json_text(prefix_format(&routes->table->v[route->prefix].prefix, buf)));
	json_add(object, "source", json_text(route_source_name(route->source)));
	json_add(object, "from", json_text(route_from(routes, route)));
	json_add(object, "reason", json_text(reason));
	for (i = 0; i < route->n_hop; i++) {
		const struct net_link *l = &routes->net->link[route->hop[i].link];
		json_t *hop = json_object();

		json_add(hop, "device",
			 json_text(routes->net->device[route->hop[i].device].name));
		json_add(hop, "link", json_text(link_near(l, device)->name));
		json_add(hop, "address",
			 json_text(address_format(&link_far(l, device)->address, buf)));
		json_push(hops, hop);
	}
	json_add(object, "next_hops", hops);
	free(reason);
	return object;
}

json_t *routes_json(const struct routes *routes, unsigned int device)
{
	json_t *array = json_array();
	struct net_route route;
	size_t i;

	for (i = 0; i < routes->table->n; i++) {
		if (routes_get(routes, device, (unsigned int)i, &route))
			json_push(array, route_json(routes, device, &route));
		net_route_free(&route);
	}
	return array;
}

static const char *link_name(const struct network *net, unsigned int link)
{
	return link == NONE ? NULL : net->link[link].end[0].name;
}

void sessions_text(const struct routes *routes, FILE *out)
{
	static const char *const titles[] = { "DEVICE", "DEVICE", "KIND", "LINK", "STATE" };
	const struct network *net = routes->net;
	struct table table = { 0 };
	const char *link;
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(&table, ALIGN_LEFT, titles[i]);
	for (i = 0; i < net->n_session; i++) {
		const struct net_session *s = &net->session[i];

		link = link_name(net, s->link);
		table_cell(&table, "%s", net->device[s->peer[0].device].name);
		table_cell(&table, "%s", net->device[s->peer[1].device].name);
		table_cell(&table, "%s",
			   session_is_external(net, (unsigned int)i) ? "eBGP" : "iBGP");
		table_cell(&table, "%s", link ? link : "-");
		table_cell(&table, "%s", routes->bgp.session_up[i] ? "up" : "down");
	}
	table_print(&table, out);
	table_free(&table);
}

json_t *sessions_json(const struct routes *routes)
{
	const struct network *net = routes->net;
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < net->n_session; i++) {
		const struct net_session *s = &net->session[i];
		json_t *object = json_object(), *devices = json_array();

		json_push(devices, json_text(net->device[s->peer[0].device].name));
		json_push(devices, json_text(net->device[s->peer[1].device].name));
		json_add(object, "devices", devices);
		json_add(object, "external",
			 json_boolean(session_is_external(net, (unsigned int)i)));
		json_add(object, "link", json_text(link_name(net, s->link)));
		json_add(object, "up", json_boolean(routes->bgp.session_up[i]));
		json_push(array, object);
	}
	return array;
}
