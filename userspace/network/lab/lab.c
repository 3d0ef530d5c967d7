// SPDX-License-Identifier: GPL-2.0
#include "network/lab/lab.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "network/lab/namespace.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

static void add_host(struct lab *lab, const struct address *address)
{
	unsigned int segment = network_segment_of(lab->net, address);
	size_t i;

	if (segment == NONE)
		return;
	for (i = 0; i < lab->n_host; i++) {
		if (address_equal(&lab->host[i].address, address))
			return;
	}
	lab->host = array_grow(lab->host, lab->n_host, sizeof(*lab->host));
	lab->host[lab->n_host++] = (struct lab_host){ segment, *address };
}

/* The host that a netmap leads to from an address of its outside prefix. */
static void add_mapped(struct lab *lab, const struct address *address)
{
	const struct network *net = lab->net;
	struct address mapped;
	size_t i;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		if (nat->kind != NAT_NETMAP_IN ||
		    !prefix_contains_address(&nat->from.v[0], address))
			continue;
		mapped = prefix_map(&nat->from.v[0], &nat->to.v[0], address);
		add_host(lab, &mapped);
	}
}

/* Whether an address is one that we announce, or have: no host on the Internet has it. */
static bool is_ours(const struct network *net, const struct address *address)
{
	size_t i;

	for (i = 0; i < net->n_fixed; i++) {
		if (net->device[net->fixed[i].device].side == SIDE_OURS &&
		    prefix_contains_address(&net->fixed[i].prefix, address))
			return true;
	}
	return false;
}

void lab_init(struct lab *lab, const char *name, const struct description *description,
	      const struct network *net)
{
	size_t i;

	*lab = (struct lab){
		.name = name, .directory = xasprintf("/run/ersym-net/%s", name),
		.description = description, .net = net,
	};
	for (i = 0; i < net->n_host; i++)
		add_host(lab, &net->host[i].address);
	for (i = 0; i < net->n_service; i++) {
		add_host(lab, &net->service[i].packet.source);
		if (!is_ours(net, &net->service[i].packet.destination))
			add_host(lab, &net->service[i].packet.destination);
		add_mapped(lab, &net->service[i].packet.destination);
	}
	for (i = 0; i < net->n_nat; i++) {
		if (net->nat[i].kind == NAT_PUBLISH)
			add_host(lab, &net->nat[i].to.v[0].address);
	}
}

void lab_free(struct lab *lab)
{
	free(lab->directory);
	free(lab->host);
}

char *lab_device_namespace(const struct lab *lab, unsigned int device)
{
	return xasprintf("%s.%s", lab->name, lab->net->device[device].name);
}

char *lab_segment_namespace(const struct lab *lab, unsigned int segment)
{
	return xasprintf("%s.seg%u", lab->name, segment);
}

bool lab_is_up(const char *name)
{
	char *prefix = xasprintf("%s.", name);
	struct namespaces list;
	bool some;

	namespaces_list(prefix, &list);
	some = list.n;
	namespaces_free(&list);
	free(prefix);
	return some;
}

bool lab_is_possible(void)
{
	static const char *const programs[] = {
		"/usr/lib/frr/zebra", "/usr/lib/frr/bgpd", "/usr/lib/frr/ospfd",
		"/usr/lib/frr/staticd",
	};
	size_t i;

	if (geteuid()) {
		error("a lab makes network namespaces: only root may do that");
		return false;
	}
	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		if (access(programs[i], X_OK)) {
			error("%s is missing: install FRR (Debian: apt-get install frr)",
			      programs[i]);
			return false;
		}
	}
	return true;
}
