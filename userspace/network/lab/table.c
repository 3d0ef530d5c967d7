// SPDX-License-Identifier: GPL-2.0
#include "network/lab/table.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "network/export/frr.h"
#include "network/lab/process.h"
#include "util/alloc.h"
#include "util/error.h"

/* "PREFIX HOP, HOP"; frees the hops. */
static char *route_line(const char *prefix, struct lines *hops)
{
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		out_of_memory();
	lines_sort(hops);
	fputs(prefix, out);
	for (i = 0; i < hops->n; i++)
		fprintf(out, "%s%s", i ? ", " : " ", hops->v[i]);
	fclose(out);
	lines_free(hops);
	return text;
}

static char *segment_hop(const struct net_route *route)
{
	char name[IFNAMSIZ];

	frr_segment_device(route->holder->index, name);
	return xstrdup(name);
}

static void expect(const struct routes *routes, unsigned int device,
		   const struct net_route *route, struct lines *lines)
{
	const struct network *net = routes->net;
	char buf[PREFIX_STRLEN], prefix[PREFIX_STRLEN];
	bool connected = route->source == ROUTE_CONNECTED;
	struct lines hops = { 0 };
	size_t i;

	if (connected && route->holder->kind == HOLDER_LOOPBACK)
		return;
	if (connected && route->holder->kind == HOLDER_SEGMENT)
		lines_add(&hops, segment_hop(route));
	for (i = 0; i < route->n_hop; i++) {
		const struct net_link *l = &net->link[route->hop[i].link];
		const char *name = link_near(l, device)->name;

		lines_add(&hops, connected ? xstrdup(name) :
			  xasprintf("%s %s", name,
				    address_format(&link_far(l, device)->address, buf)));
	}
	if (!hops.n)
		lines_add(&hops, xstrdup("blackhole"));
	prefix_format(&routes->table->v[route->prefix].prefix, prefix);
	lines_add(lines, route_line(prefix, &hops));
}

void table_expected(const struct routes *routes, unsigned int device, struct lines *lines)
{
	struct net_route route;
	size_t i;

	for (i = 0; i < routes->table->n; i++) {
		if (routes->table->v[i].prefix.address.family != AF_INET)
			continue;
		if (routes_get(routes, device, (unsigned int)i, &route))
			expect(routes, device, &route, lines);
		net_route_free(&route);
	}
	lines_sort(lines);
}

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void add_hop(struct lines *hops, const json_t *of)
{
	const char *gateway = word(of, "gateway");

	lines_add(hops, xasprintf("%s%s%s", word(of, "dev"), *gateway ? " " : "", gateway));
}

/* As ip-route(8) prints it. */
static void observe(const json_t *route, struct lines *lines)
{
	const json_t *ways = json_object_get(route, "nexthops");
	const char *text = word(route, "dst");
	struct lines hops = { 0 };
	char buf[PREFIX_STRLEN];
	struct prefix prefix;
	size_t i;

	if (prefix_parse(strcmp(text, "default") ? text : "0.0.0.0/0", &prefix))
		return;
	if (!strcmp(word(route, "type"), "blackhole"))
		lines_add(&hops, xstrdup("blackhole"));
	else if (!ways)
		add_hop(&hops, route);
	for (i = 0; i < json_array_size(ways); i++)
		add_hop(&hops, json_array_get(ways, i));
	lines_add(lines, route_line(prefix_format(&prefix, buf), &hops));
}

static int parse(char *text, struct lines *lines)
{
	json_t *routes = text ? json_loads(text, 0, NULL) : NULL;
	int err = routes ? 0 : -EIO;
	size_t i;

	free(text);
	for (i = 0; i < json_array_size(routes); i++)
		observe(json_array_get(routes, i), lines);
	json_decref(routes);
	lines_sort(lines);
	return err;
}

int table_observed(const struct lab *lab, struct lines *lines)
{
	struct processes all = { 0 };
	int err = 0;
	size_t i;

	for (i = 0; i < lab->net->n_device; i++) {
		char *ns = lab_device_namespace(lab, (unsigned int)i);

		process_start(&all, NULL,
			      (const char *const[]){ "ip", "-n", ns, "-4", "-j", "route", NULL },
			      NULL);
		free(ns);
	}
	for (i = 0; i < lab->net->n_device; i++) {
		if (parse(process_output(&all, i), &lines[i])) {
			error("cannot read the routes of %s", lab->net->device[i].name);
			err = -EIO;
		}
	}
	processes_finish(&all);
	return err;
}
