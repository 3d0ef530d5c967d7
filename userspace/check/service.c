// SPDX-License-Identifier: GPL-2.0
#include "check/service.h"

#include <stdlib.h>

#include "check/behind.h"
#include "check/offer.h"
#include "check/inbound.h"
#include "check/netmap.h"
#include "check/pool.h"
#include "check/ports.h"
#include "util/alloc.h"
#include "util/array.h"

/* struct target - the address of a service that has another one inside */
struct target {
	struct address address;
	const struct service *service;
};

static int compare_targets(const void *pa, const void *pb)
{
	const struct target *a = pa, *b = pb;
	int order = address_compare(&a->address, &b->address);

	return order ? order : location_compare(a->service->at, b->service->at);
}

/* The addresses that are translated, so no server can have them; sorted. */
static struct target *translated_addresses(const struct site *site, size_t *n)
{
	struct target *list = NULL;
	size_t i;

	*n = 0;
	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		if (!s->to.family || !s->address.family)
			continue;
		list = array_grow(list, *n, sizeof(*list));
		list[(*n)++] = (struct target){ s->address, s };
	}
	if (*n)
		qsort(list, *n, sizeof(*list), compare_targets);
	return list;
}

static const struct target *find_target(const struct target *list, size_t n,
					const struct address *a)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address_compare(&list[middle].address, a) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && address_equal(&list[low].address, a) ? &list[low] : NULL;
}

/* A translated address is one of ours, so that no gateway may have it. */
static void check_gateways(struct check *check, const struct target *translated, size_t n)
{
	const struct site *site = check->site;
	char text[PREFIX_STRLEN];
	size_t i, j, k;

	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < site->circuit[i].n_link; j++) {
			const struct link *link = &site->circuit[i].link[j];

			for (k = 0; k < link->n_gateway; k++) {
				const struct target *t =
					find_target(translated, n, &link->gateway[k]);

				if (t)
					check_error(check, t->service->address_at,
						    "service-gateway",
						    "%s is the gateway of %s (line %u), which this host would no longer reach; publish another address",
						    address_format(&link->gateway[k], text),
						    link->name, link->at.line);
			}
		}
	}
}

static void check_service_to(struct check *check, const struct service *s,
			     const struct target *translated, size_t n_translated)
{
	struct prefix to = prefix_of_address(&s->to);
	const struct target *other;
	const struct pool *pool;
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];

	address_format(&s->to, text);
	if (!prefix_is_unicast(&to)) {
		check_error(check, s->to_at, "not-unicast",
			    "no host can have the address %s; name the server's", text);
		return;
	}
	if (s->address.family && s->address.family != s->to.family) {
		check_error(check, s->to_at, "service-family",
			    "%s is %s, but the address of service %s is %s; one cannot become the other",
			    text, address_family_name(s->to.family), s->name,
			    address_family_name(s->address.family));
		return;
	}
	pool = check_find_pool(check, &s->to);
	other = find_target(translated, n_translated, &s->to);
	if (pool)
		check_error(check, s->to_at, "service-target",
			    "%s is in the pool %s of circuit %s (line %u), which is for translated clients; name the server's address",
			    text, prefix_format(&pool->prefix, prefix), pool->circuit->name,
			    pool->at.line);
	else if (address_equal(&s->to, &s->address))
		check_error(check, s->to_at, "service-target",
			    "%s is the published address itself; remove \"to\" to publish it untranslated",
			    text);
	else if (other)
		check_error(check, s->to_at, "service-target",
			    "%s is the address of service %s (line %u), which is translated itself; name the server's address",
			    text, other->service->name, other->service->at.line);
	else if (!s->is_behind && check->n_inside &&
		 !ranges_contain(check->inside, check->n_inside, &to))
		check_error(check, s->to_at, "service-outside",
			    "%s is not inside, so answers would not return through this host; name an inside address or add it to inside",
			    text);
}

/* A published address that a netmap translates too has to lead to the same server. */
static void check_service_in_netmap(struct check *check, const struct service *s,
				    const struct pool *pool)
{
	char text[PREFIX_STRLEN], server[PREFIX_STRLEN];
	struct address inside;

	if (s->incomplete || !check_netmap_fits(pool->netmap))
		return;
	inside = prefix_map(&pool->netmap->outside, &pool->netmap->inside, &s->address);
	if (!address_equal(&inside, &s->to))
		check_error(check, s->address_at, "service-netmap",
			    "%s is %s by the netmap of circuit %s (line %u); publish that server by it, or use another address",
			    address_format(&s->address, text), address_format(&inside, server),
			    pool->circuit->name, pool->netmap->at.line);
}

/* Requests to an address in another circuit's pool would count as foreign. */
static void check_service_in_pool(struct check *check, const struct service *s)
{
	const struct pool *pool = check_find_pool(check, &s->address);
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];
	const struct circuit *via = NULL;
	size_t i;

	if (!pool)
		return;
	for (i = 0; i < s->n_via; i++) {
		if (&check->site->circuit[s->via[i]] != pool->circuit)
			via = &check->site->circuit[s->via[i]];
	}
	address_format(&s->address, text);
	prefix_format(&pool->prefix, prefix);
	if (pool->inbound)
		check_error(check, s->address_at, "service-in-pool",
			    "%s is in the inbound pool %s of circuit %s (line %u), whose addresses replace those of clients; use another address",
			    text, prefix, pool->circuit->name, pool->at.line);
	else if (via)
		check_error(check, s->address_at, "service-foreign",
			    "%s is in the pool %s of circuit %s (line %u), so requests on circuit %s would count as foreign; use an address outside the pools",
			    text, prefix, pool->circuit->name, pool->at.line, via->name);
	else if (pool->netmap)
		check_service_in_netmap(check, s, pool);
	else
		check_warning(check, s->address_at, "service-in-pool",
			      "%s is in the pool %s (line %u), whose connections may occupy its ports; better use an address outside the pool",
			      text, prefix, pool->at.line);
}

static void check_service_address(struct check *check, const struct service *s)
{
	struct prefix p = prefix_of_address(&s->address);
	char text[PREFIX_STRLEN];
	size_t i;

	address_format(&s->address, text);
	if (!prefix_is_unicast(&p)) {
		check_error(check, s->address_at, "not-unicast",
			    "no host can have the address %s; name the published one", text);
		return;
	}
	for (i = 0; i < s->n_via; i++) {
		const struct circuit *c = &check->site->circuit[s->via[i]];

		if (!circuit_kind_is_public(c->kind) || prefix_is_public(&p))
			continue;
		check_error(check, s->address_at, "private-on-public",
			    "%s is not public, but circuit %s (%s) carries only public addresses; use a public one",
			    text, c->name, circuit_kind_name(c->kind));
		break;
	}
	check_service_in_pool(check, s);
}

/* The link's address is also this host's, whose own ports stay reachable. */
static void check_service_link(struct check *check, const struct service *s)
{
	size_t i;

	if (!s->to.family)
		check_error(check, s->address_at, "link-without-to",
			    "service %s has no \"to\": a link's address is that of this host; name the server's address",
			    s->name);
	if (!s->n_port)
		check_error(check, s->address_at, "link-ports",
			    "service %s would take every port of the link's address from this host; name its ports",
			    s->name);
	for (i = 0; i < s->n_port; i++)
		if (!port_protocol_has_ports(s->port[i].protocol))
			check_error(check, s->port[i].at, "link-ports",
				    "a service on the link's address has ports of tcp, udp or sctp only: the rest of it is this host's");
}

static void check_service_via(struct check *check, const struct service *s, size_t *seen,
			      size_t stamp)
{
	size_t i;

	for (i = 0; i < s->n_via; i++) {
		const struct circuit *c = &check->site->circuit[s->via[i]];

		if (seen[s->via[i]] == stamp)
			check_error(check, s->via_at[i], "via-twice",
				    "circuit %s is named twice; remove one", c->name);
		else if (c->remote)
			check_error(check, s->via_at[i], "via-remote",
				    "circuit %s is remote: its services are published on the host where it ends; name a circuit with links",
				    c->name);
		seen[s->via[i]] = stamp;
	}
}

void check_services(struct check *check)
{
	const struct site *site = check->site;
	struct target *translated;
	size_t n_translated, i, *seen;

	translated = translated_addresses(site, &n_translated);
	seen = xcalloc(site->n_circuit, sizeof(*seen));
	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		if (s->address.family)
			check_service_address(check, s);
		if (s->address_link && !s->incomplete)
			check_service_link(check, s);
		if (s->to.family)
			check_service_to(check, s, translated, n_translated);
		check_service_via(check, s, seen, i + 1);
		check_ports(check, s);
	}
	check_gateways(check, translated, n_translated);
	free(seen);
	free(translated);
	check_offers(check);
	check_behind(check);
	check_outbound(check);
	check_inbound_snat(check);
}
