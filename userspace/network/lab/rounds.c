// SPDX-License-Identifier: GPL-2.0
#include "network/lab/rounds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/lab/edge.h"
#include "network/lab/wiring.h"
#include "util/alloc.h"
#include "util/error.h"

/* Whether a link is called so: "us-pri", or "us-core/us-edge". */
static bool is_called(const struct network *net, const struct net_link *l, const char *name)
{
	const char *a = net->device[l->end[0].device].name;
	const char *b = net->device[l->end[1].device].name;
	size_t n = strlen(a), m = strlen(b);

	if (l->circuit != NONE)
		return !strcmp(l->end[0].name, name);
	return (!strncmp(name, a, n) && name[n] == '/' && !strcmp(name + n + 1, b)) ||
	       (!strncmp(name, b, m) && name[m] == '/' && !strcmp(name + m + 1, a));
}

static int take_down(const struct network *net, struct outage *outage, const char *name)
{
	unsigned int device = network_device(net, name), circuit = network_circuit(net, name);
	bool some = device != NONE;
	size_t i;

	if (device != NONE)
		outage->device[device] = true;
	for (i = 0; i < net->n_link && device == NONE; i++) {
		if (circuit != NONE ? net->link[i].circuit != circuit :
				      !is_called(net, &net->link[i], name))
			continue;
		outage->link[i] = true;
		some = true;
	}
	if (some)
		return 0;
	error("%s is no device, no circuit and no link", name);
	return -EINVAL;
}

static int read_outage(const struct network *net, struct outage *outage, const char *names)
{
	char *text = xstrdup(names), *name, *rest = text;
	int err = 0;

	while (!err && (name = strsep(&rest, "+")))
		err = take_down(net, outage, name);
	free(text);
	return err;
}

static int check_names(const struct network *net, char *const *down)
{
	struct outage outage;
	int err = 0;

	for (; *down && !err; down++) {
		outage_init(&outage, net);
		err = read_outage(net, &outage, *down);
		outage_free(&outage);
	}
	return err;
}

static int compare(const struct lab *lab, const struct routes *routes,
		   struct testimony *testimony)
{
	int err = witness_routes(lab, routes, testimony);

	return err ? err : witness_walks(lab, routes, testimony);
}

static int compare_with(const struct lab *lab, const struct routes *base, const char *names,
			struct testimony *testimony)
{
	struct outage outage;
	struct routes routes;
	size_t before = testimony->differ;
	int err;

	outage_init(&outage, lab->net);
	err = read_outage(lab->net, &outage, names);
	if (!err)
		err = wiring_switch(lab, &outage);
	if (!err)
		err = edges_pin(lab, &outage);
	if (!err) {
		routes_change(&routes, base, &outage);
		err = compare(lab, &routes, testimony);
		routes_free(&routes);
	}
	if (testimony->differ > before)
		printf("that was with %s down\n", names);
	outage_free(&outage);
	return err;
}

/* All links that the description does not say are down come back. */
static int restore(const struct lab *lab, const struct routes *routes,
		   struct testimony *testimony)
{
	size_t before = testimony->differ;
	struct outage nothing;
	int err;

	outage_init(&nothing, lab->net);
	err = wiring_switch(lab, &nothing);
	if (!err)
		err = edges_pin(lab, &nothing);
	if (!err)
		err = witness_routes(lab, routes, testimony);
	if (testimony->differ > before)
		puts("that was after everything had come back");
	outage_free(&nothing);
	return err;
}

int rounds_run(const struct lab *lab, const struct routes *routes, char *const *down,
	       struct testimony *testimony)
{
	int err = check_names(lab->net, down);
	char *const *names;

	*testimony = (struct testimony){ 0 };
	if (!err)
		err = compare(lab, routes, testimony);
	for (names = down; *names && !err; names++)
		err = compare_with(lab, routes, *names, testimony);
	if (*down && !err)
		err = restore(lab, routes, testimony);
	return err;
}
