// SPDX-License-Identifier: GPL-2.0
#include "network/export/ersym.h"

#include <stdlib.h>
#include <string.h>

#include "model/port.h"
#include "network/export/file.h"

/* "[a, b]" */
static void print_prefixes(const struct prefix_list *list, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++)
		fprintf(out, "%s%s", i ? ", " : "[", prefix_format(&list->v[i], buf));
	fputs("]\n", out);
}

/* What sources become that leave by a circuit: of its pool, and of netmaps of its ersym.yaml. */
static void add_pools(const struct network *net, unsigned int circuit, struct prefix_list *list)
{
	size_t i, j;

	for (i = 0; i < net->n_nat; i++) {
		const struct net_nat *nat = &net->nat[i];

		if (nat->circuit != circuit || !net_nat_is_outbound(nat))
			continue;
		for (j = 0; j < nat->to.n; j++)
			prefix_list_add(list, &nat->to.v[j]);
	}
}

/* The inbound pool of a circuit, or NULL. */
static const struct net_nat *find_inbound(const struct network *net, unsigned int circuit)
{
	size_t i;

	for (i = 0; i < net->n_nat; i++) {
		if (net->nat[i].circuit == circuit && net->nat[i].kind == NAT_INBOUND &&
		    net->nat[i].to.n)
			return &net->nat[i];
	}
	return NULL;
}

static void print_links(const struct network *net, unsigned int device, unsigned int circuit,
			FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	fputs("    links:\n", out);
	for (i = 0; i < net->n_link; i++) {
		const struct net_link *l = &net->link[i];

		if (l->circuit == circuit)
			fprintf(out, "      %s: {gateway: [%s]}\n", link_near(l, device)->name,
				address_format(&link_far(l, device)->address, buf));
	}
}

static void print_circuit(const struct network *net, unsigned int device, unsigned int circuit,
			  FILE *out)
{
	const struct net_nat *inbound = find_inbound(net, circuit);
	const struct net_circuit *c = &net->circuit[circuit];
	struct prefix_list outbound = { 0 };

	fprintf(out, "  %s:\n    id: %u\n", c->name, circuit + 1);
	if (c->kind != KIND_NONE)
		fprintf(out, "    kind: %s\n", circuit_kind_name(c->kind));
	if (c->device == device)
		print_links(net, device, circuit, out);
	else
		fputs("    remote: true\n", out);
	add_pools(net, circuit, &outbound);
	if (outbound.n) {
		fputs("    snat: ", out);
		print_prefixes(&outbound, out);
	}
	free(outbound.v);
	if (inbound && c->device == device) {
		fputs("    inbound-snat: ", out);
		print_prefixes(&inbound->to, out);
	}
}

static bool same_ports(const struct net_nat *a, const struct net_nat *b)
{
	char one[PORT_RANGE_STRLEN], other[PORT_RANGE_STRLEN];
	size_t i;

	for (i = 0; i < a->n_port && i < b->n_port; i++) {
		if (strcmp(port_range_format(&a->port[i], one),
			   port_range_format(&b->port[i], other)))
			return false;
	}
	return a->n_port == b->n_port;
}

/* Whether two rules are of one server, on two circuits. */
static bool same_server(const struct net_nat *a, const struct net_nat *b)
{
	return a->kind == NAT_PUBLISH && b->kind == NAT_PUBLISH && a->device == b->device &&
	       !strcmp(a->service, b->service) && address_equal(&a->address, &b->address) &&
	       address_equal(&a->to.v[0].address, &b->to.v[0].address) && same_ports(a, b);
}

static void print_service(const struct network *net, size_t rule, FILE *out)
{
	const struct net_nat *nat = &net->nat[rule];
	char buf[PREFIX_STRLEN], port[PORT_RANGE_STRLEN];
	size_t i;

	fprintf(out, "  %s:\n    address: %s\n", nat->service, address_format(&nat->address, buf));
	fprintf(out, "    to: %s\n", address_format(&nat->to.v[0].address, buf));
	for (i = 0; i < nat->n_port; i++)
		fprintf(out, "%s%s", i ? ", " : "    ports: [",
			port_range_format(&nat->port[i], port));
	if (nat->n_port)
		fputs("]\n", out);
	fprintf(out, "    via: [%s", net->circuit[nat->circuit].name);
	for (i = rule + 1; i < net->n_nat; i++) {
		if (same_server(nat, &net->nat[i]))
			fprintf(out, ", %s", net->circuit[net->nat[i].circuit].name);
	}
	fputs("]\n", out);
}

/* Whether an earlier rule stands for this one too. */
static bool is_printed(const struct network *net, size_t rule)
{
	size_t i;

	for (i = 0; i < rule; i++) {
		if (same_server(&net->nat[i], &net->nat[rule]))
			return true;
	}
	return false;
}

void ersym_print(const struct network *net, unsigned int device, FILE *out)
{
	bool some = false;
	size_t i;

	fputs("circuits:\n", out);
	for (i = 0; i < net->n_circuit; i++) {
		if (net->circuit[i].device != NONE)
			print_circuit(net, device, (unsigned int)i, out);
	}
	for (i = 0; i < net->n_nat; i++) {
		if (net->nat[i].kind != NAT_PUBLISH || net->nat[i].device != device ||
		    is_printed(net, i))
			continue;
		if (!some)
			fputs("services:\n", out);
		some = true;
		print_service(net, i, out);
	}
}

static bool is_edge(const struct network *net, unsigned int device)
{
	size_t i;

	for (i = 0; i < net->n_circuit; i++) {
		if (net->circuit[i].device == device)
			return !net->device[device].ersym;
	}
	return false;
}

static const struct export_file files[] = { { "ersym.yaml", ersym_print }, { NULL } };

int ersym_export(const struct network *net, const char *directory)
{
	int err = export_directory(directory);
	unsigned int i;

	for (i = 0; !err && i < net->n_device; i++) {
		if (is_edge(net, i))
			err = export_device(net, i, directory, files);
	}
	return err;
}
