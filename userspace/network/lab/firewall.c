// SPDX-License-Identifier: GPL-2.0
#include "network/lab/firewall.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "network/export/frr.h"
#include "util/array.h"

/* Routes of circuit N are in this table plus N. */
#define TABLE 1000

static bool is_end_of(const struct network *net, unsigned int device, unsigned int circuit)
{
	return net->circuit[circuit].device == device;
}

/* "{ "a", "b" }" of the device's links that belong to a circuit, or to any of its own. */
static void print_links(const struct network *net, unsigned int device, unsigned int circuit,
			FILE *out)
{
	const struct index_list *links = &net->links_of[device];
	const char *before = "{ ";
	size_t i;

	for (i = 0; i < links->n; i++) {
		unsigned int of = net->link[links->v[i]].circuit;

		if (of == NONE || (circuit == NONE ? !is_end_of(net, device, of) : of != circuit))
			continue;
		fprintf(out, "%s\"%s\"", before,
			link_near(&net->link[links->v[i]], device)->name);
		before = ", ";
	}
	fputs(" }", out);
}

static void print_private(FILE *out)
{
	struct prefix_list list = { 0 };
	char buf[PREFIX_STRLEN];
	const char *before = "";
	size_t i;

	prefix_list_add_private(&list);
	fputs("\tset private {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { ", out);
	for (i = 0; i < list.n; i++) {
		if (list.v[i].address.family != AF_INET)
			continue;
		fprintf(out, "%s%s", before, prefix_format(&list.v[i], buf));
		before = ", ";
	}
	fputs(" }\n\t}\n", out);
	free(list.v);
}

/*
 * What routers send one another is no traffic of a service: no device keeps state of it or
 * translates it. The directions of an iBGP session may take different equal ways, and a
 * stateful device on one of them would drop the half that it sees; ports would decide
 * whether the session comes up.
 */
static void print_untracked(const struct network *net, unsigned int device, FILE *out)
{
	static const char *const hooks[] = { "prerouting", "output" };
	const struct index_list *links = &net->links_of[device];
	char buf[PREFIX_STRLEN];
	size_t i;

	fputs("\tset routers {\n\t\ttype ipv4_addr\n\t\telements = { ", out);
	for (i = 0; i < net->n_device; i++)
		fprintf(out, "%s%s", i ? ", " : "",
			address_format(&net->device[i].loopback, buf));
	for (i = 0; i < 2 * links->n; i++) {
		const struct net_end *end = &net->link[links->v[i / 2]].end[i % 2];

		if (end->address.family == AF_INET)
			fprintf(out, ", %s", address_format(&end->address, buf));
	}
	fputs(" }\n\t}\n", out);
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		fprintf(out, "\tchain untracked-%s {\n\t\ttype filter hook %s priority raw\n"
			"\t\tip saddr @routers ip daddr @routers notrack\n\t}\n",
			hooks[i], hooks[i]);
}

/* A private address crosses no Microsoft peering and no Internet, in either direction. */
static void print_public_only(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *links = &net->links_of[device];
	size_t i;

	fputs("\tchain public-only {\n\t\ttype filter hook postrouting priority 300\n", out);
	for (i = 0; i < links->n; i++) {
		const struct net_link *l = &net->link[links->v[i]];
		const char *name = link_near(l, device)->name;

		if (l->circuit == NONE || !network_is_public(net, l->circuit))
			continue;
		fprintf(out, "\t\toifname \"%s\" ip saddr @private ip protocol { tcp, udp } drop\n"
			"\t\toifname \"%s\" ip daddr @private ip protocol { tcp, udp } drop\n",
			name, name);
	}
	fputs("\t}\n", out);
}

static void print_prefixes(const char *what, const struct prefix_list *list, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < list->n; i++)
		fprintf(out, "%s%s", i ? ", " : what, prefix_format(&list->v[i], buf));
	if (list->n)
		fputs(" } ", out);
}

static void print_pool(const struct prefix *pool, FILE *out)
{
	char first[PREFIX_STRLEN], last[PREFIX_STRLEN];
	struct address end;

	prefix_last(pool, &end);
	fprintf(out, "snat to %s-%s\n", address_format(&pool->address, first),
		address_format(&end, last));
}

static void print_source(const struct network *net, const struct net_nat *nat, FILE *out)
{
	bool outbound = nat->kind == NAT_OUTBOUND;

	fprintf(out, "\t\tct mark %u oifname ", outbound ? 0 : nat->circuit + 1);
	if (!outbound)
		fputs("!= ", out);
	print_links(net, nat->device, outbound ? nat->circuit : NONE, out);
	fputc(' ', out);
	print_prefixes("ip saddr { ", &nat->from, out);
	print_pool(&nat->to.v[0], out);
}

/* "tcp dport 25", "ip protocol 47"; nothing for every protocol. */
static void print_port(const struct port_range *port, unsigned int number, FILE *out)
{
	if (port && port->first)
		fprintf(out, "ip protocol %u th dport %u ", port->protocol, port->first + number);
	else if (port)
		fprintf(out, "ip protocol %u ", port->protocol);
}

static void print_publish(const struct network *net, const struct net_nat *nat,
			  const struct port_range *port, unsigned int number, FILE *out)
{
	char public[PREFIX_STRLEN], inside[PREFIX_STRLEN];

	fputs("\t\tiifname ", out);
	print_links(net, nat->device, nat->circuit, out);
	fprintf(out, " ip daddr %s ", address_format(&nat->address, public));
	print_port(port, number, out);
	fprintf(out, "dnat to %s", address_format(&nat->to.v[0].address, inside));
	if (port && port->first)
		fprintf(out, ":%u", port->inside + number);
	fputc('\n', out);
}

static void print_published(const struct network *net, const struct net_nat *nat, FILE *out)
{
	unsigned int number;
	size_t i;

	for (i = 0; i < nat->n_port; i++) {
		for (number = 0; nat->port[i].first + number <= nat->port[i].last; number++)
			print_publish(net, nat, &nat->port[i], number, out);
	}
	if (!nat->n_port)
		print_publish(net, nat, NULL, 0, out);
}

static void print_translations(const struct network *net, unsigned int device, FILE *out)
{
	const struct index_list *rules = &net->nat_of[device];
	size_t i;

	fputs("\tchain destinations {\n\t\ttype nat hook prerouting priority dstnat\n", out);
	for (i = 0; i < rules->n; i++) {
		if (net->nat[rules->v[i]].kind == NAT_PUBLISH)
			print_published(net, &net->nat[rules->v[i]], out);
	}
	fputs("\t}\n\tchain sources {\n\t\ttype nat hook postrouting priority srcnat\n", out);
	for (i = 0; i < rules->n; i++) {
		if (net->nat[rules->v[i]].kind != NAT_PUBLISH && net->nat[rules->v[i]].to.n)
			print_source(net, &net->nat[rules->v[i]], out);
	}
	fputs("\t}\n", out);
}

static bool has_circuits(const struct network *net, unsigned int device)
{
	size_t i;

	for (i = 0; i < net->n_circuit; i++) {
		if (is_end_of(net, device, (unsigned int)i))
			return true;
	}
	return false;
}

static void print_marks(const struct network *net, unsigned int device, FILE *out)
{
	unsigned int i;

	fputs("\tchain marks {\n\t\ttype filter hook prerouting priority mangle\n", out);
	for (i = 0; i < net->n_circuit; i++) {
		if (!is_end_of(net, device, i))
			continue;
		fputs("\t\tiifname ", out);
		print_links(net, device, i, out);
		fprintf(out, " ct state new ct mark set %u\n", i + 1);
	}
	if (net->device[device].pins)
		fputs("\t\tct direction reply ct mark != 0 meta mark set ct mark\n", out);
	fputs("\t}\n", out);
}

void firewall_print(const struct network *net, unsigned int device, FILE *out)
{
	const struct net_device *d = &net->device[device];

	fputs("table ip ersym-lab {\n", out);
	print_private(out);
	print_public_only(net, device, out);
	if (!d->ersym && (d->state || net->nat_of[device].n)) {
		print_untracked(net, device, out);
		if (has_circuits(net, device))
			print_marks(net, device, out);
		if (d->state)
			fputs("\tchain state {\n\t\ttype filter hook forward priority filter\n"
			      "\t\tct state invalid drop\n\t}\n", out);
		print_translations(net, device, out);
	}
	fputs("}\n", out);
}

/* The ways that the links of a circuit are, for the table of it. */
static void print_ways(const struct network *net, const struct outage *outage,
		       unsigned int device, unsigned int circuit, FILE *out)
{
	const struct index_list *links = &net->links_of[device];
	char buf[PREFIX_STRLEN];
	bool some = false;
	size_t i;

	for (i = 0; i < links->n; i++) {
		const struct net_link *l = &net->link[links->v[i]];

		if (l->circuit != circuit || !link_is_up(net, outage, links->v[i]))
			continue;
		if (!some)
			fprintf(out, "route replace default table %u", TABLE + circuit);
		some = true;
		fprintf(out, " nexthop via %s dev %s",
			address_format(&link_far(l, device)->address, buf),
			link_near(l, device)->name);
	}
	if (some)
		fputc('\n', out);
	fprintf(out, "route replace unreachable default metric 9999 table %u\n", TABLE + circuit);
}

static bool pins(const struct network *net, unsigned int device, unsigned int circuit)
{
	return !net->device[device].ersym && net->device[device].pins &&
	       is_end_of(net, device, circuit);
}

void firewall_print_rules(const struct network *net, unsigned int device, FILE *out)
{
	unsigned int i;

	for (i = 0; i < net->n_circuit; i++) {
		if (pins(net, device, i))
			fprintf(out, "rule add pref %u fwmark %u lookup %u\n", 100 + i, i + 1,
				TABLE + i);
	}
}

bool firewall_print_pins(const struct network *net, const struct outage *outage,
			 unsigned int device, FILE *out)
{
	bool some = false;
	unsigned int i;

	for (i = 0; i < net->n_circuit; i++) {
		if (!pins(net, device, i))
			continue;
		some = true;
		print_ways(net, outage, device, i, out);
	}
	return some;
}
