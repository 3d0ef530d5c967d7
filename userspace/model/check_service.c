// SPDX-License-Identifier: GPL-2.0
#include "model/check_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"

#define FAMILIES 2 /* as an index: IPv4, IPv6 */

/** struct target - a service's address that is translated, or a service's "to" */
struct target {
	struct address address;
	const struct service *service;
};

static unsigned int family_index(uint8_t family)
{
	return family == AF_INET6;
}

static int compare_targets(const void *pa, const void *pb)
{
	const struct target *a = pa, *b = pb;
	int order = address_compare(&a->address, &b->address);

	return order ? order : location_compare(a->service->at, b->service->at);
}

/* The addresses that are translated, so that no packet goes to them. */
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

static void check_service_to(struct check *check, const struct service *s,
			     const struct target *translated, size_t n_translated)
{
	struct prefix to = host_prefix(&s->to);
	const struct target *other;
	const struct pool *pool;
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];

	address_format(&s->to, text);
	if (!prefix_is_unicast(&to)) {
		report(check, s->to_at, "not-unicast",
		       "no host can have the address %s; name the server's", text);
		return;
	}
	if (s->address.family && s->address.family != s->to.family) {
		report(check, s->to_at, "service-family",
		       "%s is %s, but the address of service %s is %s; one cannot become the other",
		       text, family_name(s->to.family), s->name, family_name(s->address.family));
		return;
	}
	pool = find_pool(check, &s->to);
	other = find_target(translated, n_translated, &s->to);
	if (pool)
		report(check, s->to_at, "service-target",
		       "%s is in the pool %s of circuit %s (line %u), where no server can be; name the server's address",
		       text, prefix_format(&pool->prefix, prefix), pool->circuit->name,
		       pool->at.line);
	else if (address_equal(&s->to, &s->address))
		report(check, s->to_at, "service-target",
		       "%s is the published address itself; remove \"to\" to publish it untranslated",
		       text);
	else if (other)
		report(check, s->to_at, "service-target",
		       "%s is the address of service %s (line %u), which is translated itself; name the server's address",
		       text, other->service->name, other->service->at.line);
	else if (check->n_inside && !is_inside(check, &to))
		report(check, s->to_at, "service-outside",
		       "%s is not inside, so answers would not come back here; name an inside address or add it to inside",
		       text);
}

/* A request to another circuit's pool is judged foreign where it comes in. */
static void check_service_in_pool(struct check *check, const struct service *s)
{
	const struct pool *pool = find_pool(check, &s->address);
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
		report(check, s->address_at, "service-in-pool",
		       "%s is in the inbound pool %s of circuit %s (line %u), whose addresses stand for clients; use another address",
		       text, prefix, pool->circuit->name, pool->at.line);
	else if (via)
		report(check, s->address_at, "service-foreign",
		       "%s is in the pool %s of circuit %s (line %u), so requests by circuit %s are foreign; use an address beside the pools",
		       text, prefix, pool->circuit->name, pool->at.line, via->name);
	else
		warn(check, s->address_at, "service-in-pool",
		     "%s is in the pool %s (line %u), whose connections may occupy its ports; better use an address beside it",
		     text, prefix, pool->at.line);
}

static void check_service_address(struct check *check, const struct service *s)
{
	struct prefix p = host_prefix(&s->address);
	char text[PREFIX_STRLEN];
	size_t i;

	address_format(&s->address, text);
	if (!prefix_is_unicast(&p)) {
		report(check, s->address_at, "not-unicast",
		       "no host can have the address %s; name the published one", text);
		return;
	}
	for (i = 0; i < s->n_via; i++) {
		const struct circuit *c = &check->site->circuit[s->via[i]];

		if (!circuit_kind_is_public(c->kind) || prefix_is_public(&p))
			continue;
		report(check, s->address_at, "private-on-public",
		       "%s is not public, but circuit %s (%s) carries only public addresses; use a public one",
		       text, c->name, circuit_kind_name(c->kind));
		break;
	}
	check_service_in_pool(check, s);
}

static void check_service_via(struct check *check, const struct service *s, size_t *seen,
			      size_t stamp)
{
	size_t i;

	for (i = 0; i < s->n_via; i++) {
		const struct circuit *c = &check->site->circuit[s->via[i]];

		if (seen[s->via[i]] == stamp)
			report(check, s->via_at[i], "via-twice",
			       "circuit %s is named twice; remove one", c->name);
		else if (c->remote)
			report(check, s->via_at[i], "via-remote",
			       "circuit %s is remote: its services are published on the host where it ends; name a circuit with links",
			       c->name);
		seen[s->via[i]] = stamp;
	}
}

static int compare_ports(const void *pa, const void *pb)
{
	const struct port_range *a = pa, *b = pb;

	if (a->protocol != b->protocol)
		return a->protocol < b->protocol ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return location_compare(a->at, b->at);
}

static const char *ports_format(const struct port_range *range, char buf[static 32])
{
	const char *protocol = range->protocol == IPPROTO_TCP ? "tcp" :
			       range->protocol == IPPROTO_UDP ? "udp" : "sctp";

	if (!range->protocol)
		snprintf(buf, 32, "every port");
	else if (range->first == range->last)
		snprintf(buf, 32, "%s/%u", protocol, range->first);
	else
		snprintf(buf, 32, "%s/%u-%u", protocol, range->first, range->last);
	return buf;
}

static void check_service_ports(struct check *check, const struct service *s)
{
	const struct port_range *widest, *a, *b;
	struct port_range *sorted;
	char later[32], earlier[32];
	size_t i;

	for (i = 0; i < s->n_port; i++) {
		if (!s->to.family && !s->incomplete && s->port[i].inside != s->port[i].first)
			report(check, s->port[i].at, "port-without-to",
			       "service %s has no \"to\", so that no port is translated; add it or write one port",
			       s->name);
	}
	sorted = xmemdup(s->port, s->n_port * sizeof(*sorted));
	qsort(sorted, s->n_port, sizeof(*sorted), compare_ports);
	for (i = 1, widest = sorted; i < s->n_port; i++) {
		a = widest;
		b = &sorted[i];
		if (b->protocol != widest->protocol || b->last > widest->last)
			widest = b;
		if (b->protocol != a->protocol || b->first > a->last)
			continue;
		order_by_location(a, b);
		report(check, b->at, "port-twice", "%s overlaps %s (line %u); remove one",
		       ports_format(b, later), ports_format(a, earlier), a->at.line);
	}
	free(sorted);
}

/**
 * struct offer - what a service takes on one circuit
 * @range: all of @range.at is where to complain; protocol 0: every port
 */
struct offer {
	size_t circuit;
	const struct service *service;
	struct port_range range;
	struct location at;
};

static int compare_offers(const void *pa, const void *pb)
{
	const struct offer *a = pa, *b = pb;
	int order;

	if (a->circuit != b->circuit)
		return a->circuit < b->circuit ? -1 : 1;
	order = address_compare(&a->service->address, &b->service->address);
	if (!order)
		order = compare_ports(&a->range, &b->range);
	return order ? order : location_compare(a->at, b->at);
}

static void add_offer(struct offer **list, size_t *n, struct offer offer)
{
	*list = array_grow(*list, *n, sizeof(**list));
	(*list)[(*n)++] = offer;
}

static struct offer *collect_offers(const struct site *site, size_t *n)
{
	struct offer *list = NULL;
	size_t i, j, k;

	*n = 0;
	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		if (s->incomplete)
			continue;
		for (j = 0; j < s->n_via; j++) {
			struct offer offer = { s->via[j], s, { .last = UINT16_MAX }, s->at };

			if (!s->n_port)
				add_offer(&list, n, offer);
			for (k = 0; k < s->n_port; k++) {
				offer.range = s->port[k];
				offer.at = s->port[k].at;
				add_offer(&list, n, offer);
			}
		}
	}
	if (*n)
		qsort(list, *n, sizeof(*list), compare_offers);
	return list;
}

static void report_offers(struct check *check, const struct offer *a, const struct offer *b)
{
	char address[PREFIX_STRLEN], later[32], earlier[32];

	order_by_location(a, b);
	report(check, b->at, "service-conflict",
	       "service %s cannot have %s of %s on circuit %s: service %s has %s there already (line %u); remove one",
	       b->service->name, ports_format(&b->range, later),
	       address_format(&b->service->address, address),
	       check->site->circuit[b->circuit].name, a->service->name,
	       ports_format(&a->range, earlier), a->at.line);
}

/*
 * The offers of one address on one circuit are together, one of every port
 * first, then by first port: what overlaps an offer overlaps the widest before
 * it. Those of one service are judged elsewhere.
 */
static void check_offers(struct check *check)
{
	const struct offer *widest = NULL, *all = NULL;
	struct offer *list;
	size_t n, i;

	list = collect_offers(check->site, &n);
	for (i = 0; i < n; i++) {
		const struct offer *offer = &list[i];
		bool same = i && offer->circuit == list[i - 1].circuit &&
			    address_equal(&offer->service->address,
					  &list[i - 1].service->address);

		if (!same) {
			all = NULL;
			widest = NULL;
		}
		if (all && all->service != offer->service)
			report_offers(check, all, offer);
		else if (widest && widest->service != offer->service &&
			 widest->range.protocol == offer->range.protocol &&
			 widest->range.last >= offer->range.first)
			report_offers(check, widest, offer);
		if (!offer->range.protocol)
			all = all ? all : offer;
		else if (!widest || widest->range.protocol != offer->range.protocol ||
			 widest->range.last < offer->range.last)
			widest = offer;
	}
	free(list);
}

/**
 * struct bare - services on a circuit that has no inbound pool of their family
 * @first: the first of them in the file, and where it names the circuit
 */
struct bare {
	const struct service *first;
	struct location at;
	size_t n;
};

static bool has_inbound_pool(const struct circuit *c, uint8_t family)
{
	size_t i;

	for (i = 0; i < c->inbound_snat.n; i++) {
		if (c->inbound_snat.v[i].address.family == family)
			return true;
	}
	return false;
}

static void warn_bare(struct check *check, const struct circuit *c, const struct bare *bare,
		      const char *family)
{
	char more[48] = "";

	if (bare->n > 1)
		snprintf(more, sizeof(more), " (and %zu more)", bare->n - 1);
	warn(check, bare->at, "no-inbound-snat",
	     "service %s%s is published on circuit %s, which has no %s inbound-snat: answers come back here only if the inside routes to this host; add a pool",
	     bare->first->name, more, c->name, family);
}

static void check_inbound_snat(struct check *check)
{
	const struct site *site = check->site;
	struct bare (*bare)[FAMILIES] = xcalloc(site->n_circuit, sizeof(*bare));
	size_t i, j;

	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		for (j = 0; s->address.family && j < s->n_via; j++) {
			const struct circuit *c = &site->circuit[s->via[j]];
			struct bare *b = &bare[s->via[j]][family_index(s->address.family)];

			if (c->remote || c->incomplete || has_inbound_pool(c, s->address.family))
				continue;
			if (!b->n++) {
				b->first = s;
				b->at = s->via_at[j];
			}
		}
	}
	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < FAMILIES; j++) {
			if (bare[i][j].n)
				warn_bare(check, &site->circuit[i], &bare[i][j],
					  family_name(j ? AF_INET6 : AF_INET));
		}
	}
	free(bare);
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
		if (s->to.family)
			check_service_to(check, s, translated, n_translated);
		check_service_via(check, s, seen, i + 1);
		check_service_ports(check, s);
	}
	free(seen);
	free(translated);
	check_offers(check);
	check_inbound_snat(check);
}
