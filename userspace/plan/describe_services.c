// SPDX-License-Identifier: GPL-2.0
#include "plan/describe_services.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "nft/family.h"
#include "plan/table/names.h"
#include "util/alloc.h"
#include "util/array.h"

/**
 * struct offer - an element of a set of services
 * @name: name of the service; empty if the element has none
 * @address: public address; family 0 is the link's
 * @to: inside address; family 0: none
 * @port: its ports; protocol 0 is every port
 * @circuit: index into site.circuit
 */
struct offer {
	const char *name;
	struct address address;
	struct address to;
	struct port_range port;
	size_t circuit;
};

struct offers {
	struct offer *v;
	size_t n;
};

static int compare_element(const void *a, const void *b, void *set)
{
	return nft_element_compare(set, a, b);
}

/* Find the element of a map that has the key of an element of a set. */
static const struct nft_element *find_element(const struct nft_set *map,
					      const struct nft_element *e)
{
	size_t low = 0, high = map ? map->n_element : 0, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = compare_element(&map->element[middle], e, (void *)map);
		if (!order)
			return &map->element[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static uint16_t read_port(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

static void collect_offer(const struct link_owners *owners, const struct nft_set *set,
			  const struct nft_set *map, const struct nft_set *ports,
			  const struct nft_element *e, struct offers *offers)
{
	size_t len = nft_field_len(set->key[1]), at = AT_ADDRESS + len;
	const struct link_owner *owner = link_owners_find(owners, e->key);
	const struct nft_element *target = find_element(map, e);
	struct offer *offer;

	/* The ports of a range with other ports inside are elements of their own. */
	if (!target && set->interval) {
		map = ports;
		target = find_element(map, e);
	}

	if (!owner)
		return;
	offers->v = array_grow(offers->v, offers->n, sizeof(*offers->v));
	offer = &offers->v[offers->n++];
	offer->name = e->comment ? e->comment : "";
	offer->circuit = owner->circuit;
	nft_read_address(set->key[1], e->key + AT_ADDRESS, &offer->address);
	if (target)
		nft_read_address(set->key[1], target->data, &offer->to);
	if (set->key[2] == NFT_FIELD_NONE)
		return;
	offer->port.protocol = e->key[at];
	if (set->key[1] == NFT_FIELD_IPV6 && offer->port.protocol == IPPROTO_ICMPV6)
		offer->port.protocol = IPPROTO_ICMP;
	if (set->key[3] == NFT_FIELD_NONE)
		return;
	offer->port.first = read_port(e->key + at + 4);
	offer->port.last = set->interval ? read_port(e->end + at + 4) : offer->port.first;
	offer->port.inside = offer->port.first;
	if (target && map->data[1] == NFT_FIELD_PORT)
		offer->port.inside = read_port(target->data + len);
}

/* An element of a map from the ports of a link's address to a server. */
static void collect_link_offer(const struct link_owners *owners, const struct nft_set *map,
			       const struct nft_element *e, struct offers *offers)
{
	const struct link_owner *owner = link_owners_find(owners, e->key);
	struct offer *offer;

	if (!owner)
		return;
	offers->v = array_grow(offers->v, offers->n, sizeof(*offers->v));
	offer = &offers->v[offers->n++];
	offer->name = e->comment ? e->comment : "";
	offer->circuit = owner->circuit;
	nft_read_address(map->data[0], e->data, &offer->to);
	offer->port.protocol = e->key[IFNAMSIZ];
	offer->port.first = read_port(e->key + IFNAMSIZ + 4);
	offer->port.last = map->interval ? read_port(e->end + IFNAMSIZ + 4) : offer->port.first;
	offer->port.inside = offer->port.first;
	if (map->data[1] == NFT_FIELD_PORT)
		offer->port.inside = read_port(e->data + nft_field_len(map->data[0]));
}

static void collect_link_offers(const struct nft_table *table, const struct link_owners *owners,
				struct offers *offers)
{
	static const char *const names[] = { TABLE_MAP_DNAT_LINK_PORT, TABLE_MAP_DNAT_LINK_RANGE };
	const struct nft_set *map;
	const struct family *f;
	size_t i, j;

	for_each_family(f) {
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			map = nft_family_set(table, names[i], f);
			for (j = 0; map && j < map->n_element; j++)
				collect_link_offer(owners, map, &map->element[j], offers);
		}
	}
}

static void collect_offers(const struct nft_table *table, const struct link_owners *owners,
			   struct offers *offers)
{
	static const char *const names[][2] = {
		{ TABLE_SET_SERVICE_PORT, TABLE_MAP_DNAT_PORT },
		{ TABLE_SET_SERVICE_RANGE, TABLE_MAP_DNAT_RANGE },
		{ TABLE_SET_SERVICE_PROTOCOL, TABLE_MAP_DNAT_PROTOCOL },
		{ TABLE_SET_SERVICE_HOST, TABLE_MAP_DNAT_HOST },
	};
	const struct nft_set *set, *map, *ports;
	const struct family *f;
	size_t i, j;

	for_each_family(f) {
		ports = nft_family_set(table, TABLE_MAP_DNAT_PORT, f);
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			set = nft_family_set(table, names[i][0], f);
			map = nft_family_set(table, names[i][1], f);
			for (j = 0; set && j < set->n_element; j++)
				collect_offer(owners, set, map, ports, &set->element[j],
					      offers);
		}
	}
}

static int compare_service(const struct offer *x, const struct offer *y)
{
	int order = strcmp(x->name, y->name);

	return order ? order : address_compare(&x->address, &y->address);
}

static int compare_port(const struct port_range *x, const struct port_range *y)
{
	if (x->protocol != y->protocol)
		return x->protocol < y->protocol ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

static int compare_offer(const void *a, const void *b)
{
	const struct offer *x = a, *y = b;
	int order = compare_service(x, y);

	if (!order)
		order = compare_port(&x->port, &y->port);
	if (!order)
		order = x->circuit < y->circuit ? -1 : x->circuit > y->circuit;
	return order;
}

static void add_via(struct service *service, size_t circuit)
{
	size_t i;

	for (i = 0; i < service->n_via; i++)
		if (service->via[i] == circuit)
			return;
	service->via = array_grow(service->via, service->n_via, sizeof(*service->via));
	service->via[service->n_via++] = circuit;
}

/* The ports of a range with other ports inside are elements of their own. */
static bool continues(const struct port_range *range, const struct port_range *port)
{
	return port_range_is_shifted(range) && range->protocol == port->protocol &&
	       port->first == port->last && range->last + 1 == port->first &&
	       port->inside - port->first == range->inside - range->first;
}

static void add_offer(struct service *service, const struct offer *offer)
{
	struct port_range *last = service->n_port ? &service->port[service->n_port - 1] :
							  NULL;

	add_via(service, offer->circuit);
	if (!service->to.family)
		service->to = offer->to;
	if (!offer->port.protocol || (last && !compare_port(last, &offer->port)))
		return;
	if (service->address_link && last && continues(last, &offer->port)) {
		last->last++;
		return;
	}
	service->port = array_grow(service->port, service->n_port, sizeof(*service->port));
	service->port[service->n_port++] = offer->port;
}

static bool has_via(const struct service *service, size_t circuit)
{
	size_t i;

	for (i = 0; i < service->n_via; i++)
		if (service->via[i] == circuit)
			return true;
	return false;
}

/* Which services have the server of an element of a set of servers. */
static void describe_server(const struct nft_set *set, const struct nft_element *e, size_t circuit,
			    struct site *site)
{
	struct address to, address = { 0 };
	size_t i;

	nft_read_address(set->key[1], e->key + AT_ADDRESS, &to);
	if (nft_set_is_map(set))
		nft_read_address(set->data[0], e->data, &address);
	for (i = 0; i < site->n_service; i++) {
		struct service *service = &site->service[i];

		if (!address_equal(&service->to, &to))
			continue;
		if (!address.family) {
			service->is_behind = true;
			service->behind = circuit;
		} else if (address_equal(&service->address, &address) &&
			   has_via(service, circuit)) {
			service->outbound = true;
		}
	}
}

static void describe_servers(const struct nft_table *table, const struct link_owners *owners,
			     struct site *site)
{
	static const char *const names[] = { TABLE_SET_BEHIND, TABLE_MAP_OUTBOUND_SERVICE };
	const struct link_owner *owner;
	const struct nft_set *set;
	const struct family *f;
	size_t i, j;

	for_each_family(f) {
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			set = nft_family_set(table, names[i], f);
			for (j = 0; set && j < set->n_element; j++) {
				owner = link_owners_find(owners, set->element[j].key);
				if (owner)
					describe_server(set, &set->element[j], owner->circuit,
							site);
			}
		}
	}
}

void plan_describe_services(const struct nft_table *table, const struct link_owners *owners,
			    struct site *site)
{
	struct service *service = NULL;
	struct offers offers = { 0 };
	char buf[PREFIX_STRLEN];
	size_t i;

	collect_offers(table, owners, &offers);
	collect_link_offers(table, owners, &offers);
	if (offers.n > 1)
		qsort(offers.v, offers.n, sizeof(*offers.v), compare_offer);
	for (i = 0; i < offers.n; i++) {
		const struct offer *offer = &offers.v[i];

		if (!i || compare_service(&offers.v[i - 1], offer)) {
			site->service = array_grow(site->service, site->n_service,
						   sizeof(*site->service));
			service = &site->service[site->n_service++];
			service->address = offer->address;
			service->address_link = !offer->address.family;
			service->name = xstrdup(offer->name[0] ?
						offer->name : service->address_link ? "link" :
						address_format(&offer->address, buf));
		}
		add_offer(service, offer);
	}
	free(offers.v);
	describe_servers(table, owners, site);
}
