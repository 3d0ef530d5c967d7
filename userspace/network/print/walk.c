// SPDX-License-Identifier: GPL-2.0
#include "network/print/walk.h"

#include <stdlib.h>
#include <string.h>

#include "network/model/endpoint.h"
#include "network/print/faults.h"
#include "network/print/reason.h"
#include "print/json.h"
#include "print/words.h"
#include "util/alloc.h"

#define CIRCUITS_MAX 32

/* Adds words to a text of its own, or begins one; frees the old text. */
static char *append(char *text, const char *between, const char *words)
{
	char *longer = text ? xasprintf("%s%s%s", text, between, words) : xstrdup(words);

	free(text);
	return longer;
}

char *path_circuits_text(const struct network *net, const struct path *path)
{
	unsigned int circuit[CIRCUITS_MAX];
	size_t n = path_circuits(net, path, circuit, CIRCUITS_MAX), i;
	char *text = NULL;

	for (i = 0; i < n; i++)
		text = append(text, ", then ", net->circuit[circuit[i]].name);
	return text ? text : xstrdup("inside");
}

char *inside_cloud_text(const struct network *net, const struct path *path)
{
	unsigned int tenant = path_tenant(net, path);
	const struct net_device *at = &net->device[path->hop[path->n_hop - 1].device];

	if (tenant == NONE)
		return NULL;
	return xasprintf("inside the cloud from region %s to region %s, %.1f ms", at->region,
			 net->device[tenant].region, (double)at->to_tenant / 1000);
}

static bool has_text(char *const *texts, size_t n, const char *text)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(texts[i], text))
			return true;
	}
	return false;
}

char *paths_circuits_text(const struct network *net, const struct path *path, size_t n)
{
	char **texts = xcalloc(n + 1, sizeof(*texts)), *text = NULL;
	size_t n_text = 0, i;

	for (i = 0; i < n; i++) {
		texts[n_text] = path_circuits_text(net, &path[i]);
		if (has_text(texts, n_text, texts[n_text]))
			free(texts[n_text]);
		else
			n_text++;
	}
	for (i = 0; i < n_text; i++) {
		text = append(text, " or ", texts[i]);
		free(texts[i]);
	}
	free(texts);
	return text ? text : xstrdup("");
}

static const char *device_name(const struct network *net, unsigned int device)
{
	return net->device[device].name;
}

static void print_address(const struct network *net, const struct address *a, int port, FILE *out)
{
	const char *name = endpoint_name(net, a);
	char buf[ENDPOINT_STRLEN];

	fputs(endpoint_format(a, port, buf), out);
	if (name)
		fprintf(out, " (%s)", name);
}

static void print_packet(const struct network *net, const struct packet *p, FILE *out)
{
	char buf[PROTOCOL_STRLEN];
	bool ports = protocol_has_ports(p->protocol);

	fprintf(out, "%s ", protocol_name(p->protocol, buf));
	print_address(net, &p->source, ports ? p->source_port : -1, out);
	fputs(" -> ", out);
	print_address(net, &p->destination, ports ? p->destination_port : -1, out);
}

static void print_route(const struct routes *routes, const struct hop *hop, FILE *out)
{
	char buf[PREFIX_STRLEN], *reason;
	unsigned int shorter;

	if (hop->pinned) {
		fprintf(out, "       pinned: leaves by the circuit that the request came in on\n");
		return;
	}
	if (hop->route.source == ROUTE_NONE)
		return;
	reason = route_reason(routes, hop->device, &hop->route);
	fprintf(out, "       route %s: %s",
		prefix_format(&routes->table->v[hop->route.prefix].prefix, buf), reason);
	shorter = route_shorter(routes, hop->device, &hop->route);
	if (shorter != NONE)
		fprintf(out, "; longer than %s",
			prefix_format(&routes->table->v[shorter].prefix, buf));
	if (hop->route.n_hop > 1)
		fprintf(out, "; one of %zu equal ways", hop->route.n_hop);
	fputc('\n', out);
	free(reason);
}

static void print_pools(const struct net_nat *nat, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < nat->to.n; i++)
		fprintf(out, "%s%s", i ? ", " : "", prefix_format(&nat->to.v[i], buf));
}

static void print_netmap(const struct network *net, const struct net_nat *nat, FILE *out)
{
	char from[PREFIX_STRLEN], to[PREFIX_STRLEN];

	fprintf(out, ": netmap of %s to %s, circuit %s\n", prefix_format(&nat->from.v[0], from),
		prefix_format(&nat->to.v[0], to), net->circuit[nat->circuit].name);
}

static void print_nat(const struct network *net, const struct hop *hop, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < hop->n_nat; i++) {
		const struct net_nat *nat = &net->nat[hop->nat[i]];

		if (nat->kind == NAT_PUBLISH) {
			fprintf(out, "       destination becomes %s: service %s\n",
				address_format(&hop->after.destination, buf), nat->service);
			continue;
		}
		if (nat->kind == NAT_NETMAP_IN) {
			fprintf(out, "       destination becomes %s",
				address_format(&hop->after.destination, buf));
			print_netmap(net, nat, out);
			continue;
		}
		fprintf(out, "       source becomes %s", address_format(&hop->after.source, buf));
		if (nat->kind == NAT_SERVER) {
			fprintf(out, ": outbound of service %s\n", nat->service);
			continue;
		}
		if (nat->kind == NAT_NETMAP) {
			print_netmap(net, nat, out);
			continue;
		}
		fprintf(out, ", one of ");
		print_pools(nat, out);
		fprintf(out, ": %s pool of circuit %s\n",
			nat->kind == NAT_OUTBOUND ? "outbound" : "inbound",
			net->circuit[nat->circuit].name);
	}
}

static void print_state(const struct network *net, const struct hop *hop, FILE *out)
{
	bool changed = !packet_equal(&hop->before, &hop->after);

	if (hop->made && net->device[hop->device].state)
		fputs("       state made\n", out);
	if (hop->found)
		fprintf(out, "       state found%s\n", changed ? ": addresses translated back" : "");
}

static void print_hop(const struct routes *routes, const struct path *path, size_t i, FILE *out)
{
	const struct network *net = routes->net;
	const struct hop *hop = &path->hop[i];
	unsigned int circuit = hop->out == NONE ? NONE : net->link[hop->out].circuit;
	bool last = i + 1 == path->n_hop;

	fprintf(out, "  %2zu.  %s   ", i + 1, device_name(net, hop->device));
	print_packet(net, &hop->before, out);
	fputc('\n', out);
	print_state(net, hop, out);
	print_nat(net, hop, out);
	print_route(routes, hop, out);
	if (last)
		return;
	fprintf(out, "       to %s", device_name(net, path->hop[i + 1].device));
	if (circuit != NONE)
		fprintf(out, " over circuit %s, link %s", net->circuit[circuit].name,
			net->link[hop->out].end[0].name);
	fputc('\n', out);
}

static void print_path(const struct routes *routes, const struct path *path, const char *what,
		       const struct path *request, FILE *out)
{
	char *circuits = path_circuits_text(routes->net, path), *death, *inside;
	size_t i;

	fprintf(out, "%s (%s)\n", what, circuits);
	free(circuits);
	for (i = 0; i < path->n_hop; i++)
		print_hop(routes, path, i, out);
	if (path->fate == FATE_ARRIVED) {
		fputs("       arrives: ", out);
		print_packet(routes->net, &path->packet, out);
		fprintf(out, "  (%.1f ms)\n", (double)path->latency / 1000);
		inside = inside_cloud_text(routes->net, path);
		if (inside)
			fprintf(out, "       and on %s, which no circuit changes\n", inside);
		free(inside);
		return;
	}
	death = death_text(routes, path, request);
	fprintf(out, "   X   DIES HERE: %s\n", death);
	free(death);
}

static const struct path *answer_of(const struct trips *trips, const struct trip *trip)
{
	return trip->answer == NONE ? NULL : &trips->answer[trip->answer];
}

static void print_verdict(const struct routes *routes, const struct trips *trips,
			  const struct trip *trip, const struct faults *faults, FILE *out)
{
	const struct path *request = &trips->request.v[trip->request];
	const struct path *answer = answer_of(trips, trip);
	char *there = path_circuits_text(routes->net, request);
	char *back = answer ? path_circuits_text(routes->net, answer) : NULL;
	char *verdict = verdict_text(trip, faults);
	char *detour = detour_text(routes->net, &faults->detour);

	fputs(verdict, out);
	if (back && !strcmp(there, back))
		fprintf(out, ": request and answer by %s", there);
	else if (back)
		fprintf(out, ": request by %s, answer by %s", there, back);
	if (trip->dies != NONE)
		fprintf(out, "; the %s dies at %s", trip->dies_in_answer ? "answer" : "request",
			device_name(routes->net, trip->dies));
	else if (trip->verdict == VERDICT_ASYMMETRIC)
		fputs("; nothing on the way drops it", out);
	if (detour)
		fprintf(out, "; the %s takes %s", faults->answer ? "answer" : "request", detour);
	fputc('\n', out);
	free(detour);
	free(verdict);
	free(there);
	free(back);
}

void walk_text(const struct routes *routes, const struct trips *trips,
	       const struct faults *faults, FILE *out)
{
	const struct trip *worst = &trips->v[trips->worst];
	const struct path *request = &trips->request.v[worst->request];
	const struct path *answer = answer_of(trips, worst);

	print_path(routes, request, "REQUEST", NULL, out);
	if (answer) {
		fputc('\n', out);
		print_path(routes, answer, "ANSWER", request, out);
	}
	fputc('\n', out);
	print_verdict(routes, trips, worst, faults, out);
	if (trips->n > 1)
		fprintf(out, "This is the worst of %zu%s ways there and back.\n", trips->n,
			trips->cut ? " or more" : "");
}
