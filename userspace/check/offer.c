// SPDX-License-Identifier: GPL-2.0
#include "check/offer.h"

#include <stdlib.h>

#include "check/ports.h"
#include "util/array.h"

/**
 * struct offer - ports of a service on one circuit
 * @circuit: index into site.circuit
 * @service: the service
 * @address: its address; that of the link is 0.0.0.0 or ::
 * @range: the ports; protocol 0 is every port
 * @at: where a conflict is reported
 */
struct offer {
	size_t circuit;
	const struct service *service;
	struct address address;
	struct port_range range;
	struct location at;
};

static int compare_offers(const void *pa, const void *pb)
{
	const struct offer *a = pa, *b = pb;
	int order;

	if (a->circuit != b->circuit)
		return a->circuit < b->circuit ? -1 : 1;
	order = address_compare(&a->address, &b->address);
	if (!order)
		order = check_ports_compare(&a->range, &b->range);
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
			struct offer offer = {
				s->via[j], s, s->address, { .last = UINT16_MAX }, s->at
			};

			offer.address.family = service_family(s);
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
	char address[PREFIX_STRLEN], later[PORT_RANGE_STRLEN], earlier[PORT_RANGE_STRLEN];

	check_order_by_location(a, b);
	check_error(check, b->at, "service-conflict",
		    "service %s cannot have %s of %s on circuit %s: service %s has %s there already (line %u); remove one",
		    b->service->name, check_ports_format(&b->range, later),
		    b->service->address_link ? "the link's address" :
					       address_format(&b->address, address),
		    check->site->circuit[b->circuit].name, a->service->name,
		    check_ports_format(&a->range, earlier), a->at.line);
}

/*
 * The list is sorted by circuit, address, protocol and first port. So an offer overlaps an
 * earlier one if it overlaps the one that reaches furthest. Every port, which has protocol
 * 0, overlaps only every port: the service that names a port or a protocol precedes it.
 * Offers of one service are compared by check_ports().
 */
static void check_overlaps(struct check *check, const struct offer *list, size_t n)
{
	const struct offer *widest = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct offer *offer = &list[i];
		bool same = widest && offer->circuit == widest->circuit &&
			    widest->range.protocol == offer->range.protocol &&
			    address_equal(&offer->address, &widest->address);

		if (same && widest->service != offer->service &&
		    widest->range.last >= offer->range.first)
			report_offers(check, widest, offer);
		if (!same || widest->range.last < offer->range.last)
			widest = offer;
	}
}

static int compare_services(const void *pa, const void *pb)
{
	const struct service *a = *(const struct service *const *)pa;
	const struct service *b = *(const struct service *const *)pb;
	int order = address_compare(&a->address, &b->address);

	return order ? order : location_compare(a->at, b->at);
}

/* A translated address is one of ours, so that no server can have it. */
static void check_mixed(struct check *check)
{
	const struct site *site = check->site;
	const struct service **sorted = NULL, *a, *b;
	char text[PREFIX_STRLEN];
	size_t n = 0, i;

	for (i = 0; i < site->n_service; i++) {
		if (site->service[i].incomplete || site->service[i].address_link)
			continue;
		sorted = array_grow(sorted, n, sizeof(*sorted));
		sorted[n++] = &site->service[i];
	}
	if (n)
		qsort(sorted, n, sizeof(*sorted), compare_services);
	for (i = 1; i < n; i++) {
		a = sorted[i - 1];
		b = sorted[i];
		if (!address_equal(&a->address, &b->address) ||
		    !a->to.family == !b->to.family)
			continue;
		check_error(check, b->address_at, "service-mixed",
			    "service %s has %s %s \"to\", and service %s (line %u) %s: an address is translated or a server's own; write \"to\" for both",
			    b->name, address_format(&b->address, text),
			    b->to.family ? "with" : "without", a->name, a->at.line,
			    a->to.family ? "with" : "without");
	}
	free(sorted);
}

void check_offers(struct check *check)
{
	struct offer *list;
	size_t n;

	list = collect_offers(check->site, &n);
	check_overlaps(check, list, n);
	free(list);
	check_mixed(check);
}
