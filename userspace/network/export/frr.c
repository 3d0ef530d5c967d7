// SPDX-License-Identifier: GPL-2.0
#include "network/export/frr.h"

#include <stdio.h>

#include "network/export/file.h"
#include "network/export/frr_bgp.h"

void frr_segment_device(unsigned int segment, char name[static IFNAMSIZ])
{
	snprintf(name, IFNAMSIZ, "seg%u", segment);
}

static bool is_host(const struct network *net, const struct address *a)
{
	size_t i;

	for (i = 0; i < net->n_host; i++) {
		if (address_equal(&net->host[i].address, a))
			return true;
	}
	return false;
}

bool frr_segment_gateway(const struct network *net, unsigned int segment, struct address *gateway)
{
	const struct prefix *p = &net->segment[segment].prefix;
	unsigned int last = address_bits(p->address.family) / 8 - 1;

	*gateway = net->segment[segment].gateway;
	if (gateway->family)
		return true;
	*gateway = p->address;
	if (!p->length)
		return false;
	do {
		gateway->bytes[last]++;
		if (!prefix_contains_address(p, gateway))
			return false;
	} while (is_host(net, gateway));
	return true;
}

static void print_zebra(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *links = &net->links_of[device];
	char buf[PREFIX_STRLEN], name[IFNAMSIZ];
	struct address gateway;
	size_t i;

	fprintf(out, "hostname %s\nno zebra nexthop kernel enable\n", net->device[device].name);
	fprintf(out, "interface lo\n ip address %s/32\n",
		address_format(&net->device[device].loopback, buf));
	for (i = 0; i < links->n; i++) {
		const struct net_link *l = &net->link[links->v[i]];
		const struct net_end *near = link_near(l, device);

		fprintf(out, "interface %s\n ip address %s/%u\n", near->name,
			address_format(&near->address, buf), l->subnet.length);
		if (l->disabled)
			fputs(" shutdown\n", out);
	}
	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device != device ||
		    !frr_segment_gateway(net, (unsigned int)i, &gateway))
			continue;
		frr_segment_device((unsigned int)i, name);
		fprintf(out, "interface %s\n ip address %s/%u\n", name,
			address_format(&gateway, buf), net->segment[i].prefix.length);
	}
}

static void print_ospf_interface(const char *name, uint32_t cost, FILE *out)
{
	fprintf(out, "interface %s\n ip ospf area 0\n ip ospf cost %u\n", name, cost);
}

static bool speaks_igp(const struct network *net, unsigned int device)
{
	size_t i;

	for (i = 0; i < net->links_of[device].n; i++) {
		if (net->link[net->links_of[device].v[i]].igp)
			return true;
	}
	return false;
}

/* What of the static routes the IGP carries. */
static void print_ospf_statics(const struct network *net, unsigned int device, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < net->n_fixed; i++) {
		const struct net_static *s = &net->fixed[i];

		if (s->device == device && s->igp)
			fprintf(out, "ip prefix-list igp-static permit %s\n",
				prefix_format(&s->prefix, buf));
	}
	fputs("route-map igp-static permit 10\n match ip address prefix-list igp-static\n"
	      " set metric 1\n", out);
}

static void print_ospfd(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *links = &net->links_of[device];
	char buf[PREFIX_STRLEN], name[IFNAMSIZ];
	size_t i;

	if (!speaks_igp(net, device))
		return;
	print_ospf_interface("lo", 1, out);
	for (i = 0; i < links->n; i++) {
		const struct net_end *near = link_near(&net->link[links->v[i]], device);

		if (!net->link[links->v[i]].igp)
			continue;
		print_ospf_interface(near->name, near->cost, out);
		fputs(" ip ospf network point-to-point\n ip ospf hello-interval 1\n"
		      " ip ospf dead-interval 20\n", out);
	}
	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device != device || !net->segment[i].igp)
			continue;
		frr_segment_device((unsigned int)i, name);
		print_ospf_interface(name, 1, out);
		fputs(" ip ospf passive\n", out);
	}
	print_ospf_statics(net, device, out);
	fprintf(out, "router ospf\n ospf router-id %s\n maximum-paths 64\n"
		" timers throttle spf 0 50 100\n timers throttle lsa all 50\n"
		" timers lsa min-arrival 20\n"
		" redistribute static metric-type 1 route-map igp-static\n"
		/* Where ersym has routes of its pools, FRR takes them for the kernel's. */
		" redistribute kernel metric-type 1 route-map igp-static\n",
		address_format(&net->device[device].loopback, buf));
}

/* The static routes that are tried before one, as an administrative distance. */
static unsigned int distance_of(const struct network *net, size_t index)
{
	const struct net_static *s = &net->fixed[index], *before = NULL;
	unsigned int distance = 0;
	size_t i;

	for (i = 0; i <= index; i++) {
		const struct net_static *other = &net->fixed[i];

		if (other->device != s->device || other->last || other->link == NONE ||
		    prefix_compare(&other->prefix, &s->prefix))
			continue;
		distance += !before || !other->share || other->share != before->share;
		before = other;
	}
	return distance;
}

static void print_staticd(const struct network *net, unsigned int device, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < net->n_fixed; i++) {
		const struct net_static *s = &net->fixed[i];

		if (s->device != device)
			continue;
		fprintf(out, "ip route %s ", prefix_format(&s->prefix, buf));
		if (s->link == NONE)
			fprintf(out, "blackhole%s\n", s->last ? " 254" : "");
		else
			fprintf(out, "%s %u\n",
				address_format(&link_far(&net->link[s->link], device)->address,
					       buf), distance_of(net, i));
	}
}

static const struct export_file frr_files[] = {
	{ "zebra.conf", print_zebra },
	{ "ospfd.conf", print_ospfd },
	{ "staticd.conf", print_staticd },
	{ "bgpd.conf", frr_print_bgpd },
	{ NULL },
};

int frr_export(const struct network *net, const char *directory)
{
	int err = export_directory(directory);
	size_t i;

	for (i = 0; !err && i < net->n_device; i++)
		err = export_device(net, (unsigned int)i, directory, frr_files);
	return err;
}
