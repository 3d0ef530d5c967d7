// SPDX-License-Identifier: GPL-2.0
#include "plan/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "plan/family.h"
#include "plan/paths.h"
#include "plan/range.h"
#include "util/alloc.h"

/** struct owner - which circuit a link is of */
struct owner {
	char link[IFNAMSIZ];
	size_t circuit;
};

/** struct description - a site that is being written */
struct description {
	const struct state *state;
	struct site *site;
	struct owner *owner;
	size_t n_owner;
};

static int compare_owner(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;

	return strncmp(x->link, y->link, IFNAMSIZ);
}

/* The circuit of a link in a key; NULL if the module knows no such link. */
static const struct owner *owner_of(const struct description *d, const uint8_t *link)
{
	struct owner key = { 0 };

	if (!d->n_owner)
		return NULL;
	memcpy(key.link, link, IFNAMSIZ);
	return bsearch(&key, d->owner, d->n_owner, sizeof(*d->owner), compare_owner);
}

static void add_prefix(struct prefix_list *list, const struct prefix *prefix)
{
	list->v = array_grow(list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = *prefix;
}

static int compare_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

static void unite_prefixes(struct prefix_list *list)
{
	size_t i, kept = 0;

	if (list->n < 2)
		return;
	qsort(list->v, list->n, sizeof(*list->v), compare_prefix);
	for (i = 1; i < list->n; i++)
		if (prefix_compare(&list->v[kept], &list->v[i]))
			list->v[++kept] = list->v[i];
	list->n = kept + 1;
}

static void read_address(enum nft_field field, const uint8_t *bytes, struct address *address)
{
	memset(address, 0, sizeof(*address));
	address->family = field == NFT_FIELD_IPV6 ? AF_INET6 : AF_INET;
	memcpy(address->bytes, bytes, nft_field_len(field));
}

static void describe_inside_set(struct description *d, const char *name)
{
	const struct nft_set *set = nft_table_set(&d->state->nft, name);
	struct range range;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		read_address(set->key[0], set->element[i].key, &range.first);
		read_address(set->key[0], set->element[i].end, &range.last);
		range_split(&range, &d->site->inside);
	}
}

/* Routes have the prefixes as they were written; where there are none, the sets have them. */
static void describe_inside(struct description *d)
{
	bool known[2] = { false, false };
	size_t i;

	for (i = 0; i < d->state->n_route; i++) {
		const struct route *route = &d->state->route[i];

		if (route->type != ROUTE_THROW)
			continue;
		add_prefix(&d->site->inside, &route->destination);
		known[route->destination.address.family == AF_INET6] = true;
	}
	if (!known[0])
		describe_inside_set(d, "inside");
	if (!known[1])
		describe_inside_set(d, "inside6");
	unite_prefixes(&d->site->inside);
}

static struct link *find_link(struct circuit *circuit, const char *name)
{
	size_t i;

	for (i = 0; i < circuit->n_link; i++)
		if (!strcmp(circuit->link[i].name, name))
			return &circuit->link[i];
	return NULL;
}

static void describe_gateways(const struct route *route, struct circuit *circuit)
{
	struct link *link;
	size_t i;

	for (i = 0; i < route->n_hop; i++) {
		link = find_link(circuit, route->hop[i].device);
		if (link && route->hop[i].gateway.family && link->n_gateway < 2)
			link->gateway[link->n_gateway++] = route->hop[i].gateway;
	}
}

static int compare_id(const void *a, const void *b)
{
	const struct circuit *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void describe_routes(struct description *d)
{
	size_t i;

	for (i = 0; i < d->state->n_route; i++) {
		const struct route *route = &d->state->route[i];
		struct circuit key = { .id = route->table - ROUTE_TABLE }, *circuit;

		/* The ways to accepted sources repeat the default route's. */
		if (route->type != ROUTE_UNICAST || route->destination.length ||
		    !d->site->n_circuit)
			continue;
		circuit = bsearch(&key, d->site->circuit, d->site->n_circuit, sizeof(key),
				  compare_id);
		if (circuit)
			describe_gateways(route, circuit);
	}
}

static const struct nft_chain *chain_of(const struct description *d, const char *what,
					const struct circuit *circuit)
{
	char name[NFT_NAME_SIZE];

	snprintf(name, sizeof(name), "%s-%s", what, circuit->name);
	return nft_table_chain(&d->state->nft, name);
}

/*
 * The blackholes have the prefixes as they were written. A range that has none
 * of its own is described by what it covers.
 */
static void describe_range(const struct description *d, const struct range *range,
			   struct prefix_list *list)
{
	size_t i, before = list->n;
	struct address last;

	for (i = 0; i < d->state->n_route; i++) {
		const struct route *route = &d->state->route[i];

		prefix_last(&route->destination, &last);
		if (route->type == ROUTE_BLACKHOLE &&
		    address_compare(&route->destination.address, &range->first) >= 0 &&
		    address_compare(&last, &range->last) <= 0)
			add_prefix(list, &route->destination);
	}
	if (list->n == before)
		range_split(range, list);
}

/* The addresses of a rule of snat: in immediate data, or in its map. */
static void describe_snat(const struct description *d, const struct nft_rule *rule,
			  struct prefix_list *list)
{
	const struct nft_set *map = rule->anonymous;
	struct range range;
	size_t i, n = 0, len;

	for (i = 0; !map && i < rule->n_expression; i++) {
		const struct nft_expression *e = &rule->expression[i];

		if (e->type != NFT_EXPRESSION_IMMEDIATE || n > 1)
			continue;
		read_address(e->len == 16 ? NFT_FIELD_IPV6 : NFT_FIELD_IPV4, e->data, &range.last);
		if (!n++)
			range.first = range.last;
	}
	if (n)
		describe_range(d, &range, list);
	for (i = 0; map && i < map->n_element; i++) {
		len = nft_field_len(map->data[0]);
		read_address(map->data[0], map->element[i].data, &range.first);
		read_address(map->data[0], map->element[i].data + len, &range.last);
		describe_range(d, &range, list);
	}
}

static void describe_chains(const struct description *d, struct circuit *circuit)
{
	const struct nft_chain *chain = chain_of(d, "snat", circuit);
	size_t i;

	for (i = 0; chain && i < chain->n_rule; i++)
		if (chain->rule[i].n_expression == 1 &&
		    chain->rule[i].expression[0].type == NFT_EXPRESSION_MASQUERADE)
			circuit->masquerade = true;
	chain = chain_of(d, "inbound", circuit);
	for (i = 0; chain && i < chain->n_rule; i++)
		describe_snat(d, &chain->rule[i], &circuit->inbound_snat);
}

static void describe_circuit(struct description *d, const struct module_circuit *from)
{
	struct site *site = d->site;
	struct circuit *to;
	size_t i;

	site->circuit = array_grow(site->circuit, site->n_circuit, sizeof(*site->circuit));
	to = &site->circuit[site->n_circuit];
	memcpy(to->name, from->name, sizeof(to->name));
	to->id = from->id;
	to->kind = from->public_only ? KIND_MICROSOFT_PEERING :
				       paths_circuit_kind(&d->state->nft, from->name);
	to->remote = !from->n_link;
	to->drop = from->drop;
	for (i = 0; i < from->pool.n; i++)
		add_prefix(&to->snat, &from->pool.v[i]);
	for (i = 0; i < from->n_link; i++) {
		struct owner *owner;

		to->link = array_grow(to->link, to->n_link, sizeof(*to->link));
		memcpy(to->link[to->n_link++].name, from->link[i].name, IFNAMSIZ);
		d->owner = array_grow(d->owner, d->n_owner, sizeof(*d->owner));
		owner = &d->owner[d->n_owner++];
		memcpy(owner->link, from->link[i].name, IFNAMSIZ);
		owner->circuit = site->n_circuit;
	}
	describe_chains(d, to);
	site->n_circuit++;
}

static void describe_accepted(struct description *d, const char *name)
{
	const struct nft_set *set = nft_table_set(&d->state->nft, name);
	const struct owner *owner;
	struct range range;
	size_t i;

	for (i = 0; set && i < set->n_element; i++) {
		owner = owner_of(d, set->element[i].key);
		if (!owner)
			continue;
		read_address(set->key[1], set->element[i].key + AT_ADDRESS, &range.first);
		read_address(set->key[1], set->element[i].end + AT_ADDRESS, &range.last);
		range_split(&range, &d->site->circuit[owner->circuit].accept);
	}
}

static int compare_transit(const void *a, const void *b)
{
	const struct transit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

static void describe_transit(struct description *d)
{
	const struct nft_set *set = nft_table_set(&d->state->nft, "transit");
	struct site *site = d->site;
	const struct owner *from, *to;
	size_t i, kept = 0;

	for (i = 0; set && i < set->n_element; i++) {
		from = owner_of(d, set->element[i].key);
		to = owner_of(d, set->element[i].key + IFNAMSIZ);
		if (!from || !to)
			continue;
		site->transit = array_grow(site->transit, site->n_transit,
					   sizeof(*site->transit));
		site->transit[site->n_transit].from = from->circuit;
		site->transit[site->n_transit++].to = to->circuit;
	}
	if (site->n_transit < 2)
		return;
	qsort(site->transit, site->n_transit, sizeof(*site->transit), compare_transit);
	for (i = 1; i < site->n_transit; i++)
		if (compare_transit(&site->transit[kept], &site->transit[i]))
			site->transit[++kept] = site->transit[i];
	site->n_transit = kept + 1;
}

/**
 * struct offer - one element of a set of services
 * @port: protocol 0: all
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

/* The element of a map with the key of @e, which is of a set. */
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

static void collect_offer(const struct description *d, const struct nft_set *set,
			  const struct nft_set *map, const struct nft_element *e,
			  struct offers *offers)
{
	size_t len = nft_field_len(set->key[1]), at = AT_ADDRESS + len;
	const struct owner *owner = owner_of(d, e->key);
	const struct nft_element *target = find_element(map, e);
	struct offer *offer;

	if (!owner)
		return;
	offers->v = array_grow(offers->v, offers->n, sizeof(*offers->v));
	offer = &offers->v[offers->n++];
	offer->name = e->comment ? e->comment : "";
	offer->circuit = owner->circuit;
	read_address(set->key[1], e->key + AT_ADDRESS, &offer->address);
	if (target)
		read_address(set->key[1], target->data, &offer->to);
	if (set->key[2] == NFT_FIELD_NONE)
		return;
	offer->port.protocol = e->key[at];
	offer->port.first = read_port(e->key + at + 4);
	offer->port.last = set->interval ? read_port(e->end + at + 4) : offer->port.first;
	offer->port.inside = offer->port.first;
	if (target && map->data[1] == NFT_FIELD_PORT)
		offer->port.inside = read_port(target->data + len);
}

static void collect_offers(const struct description *d, struct offers *offers)
{
	static const char *const names[][2] = {
		{ "service-port", "dnat-port" },     { "service-range", "dnat-range" },
		{ "service-host", "dnat-host" },     { "service-port6", "dnat-port6" },
		{ "service-range6", "dnat-range6" }, { "service-host6", "dnat-host6" },
	};
	const struct nft_set *set, *map;
	size_t i, j;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		set = nft_table_set(&d->state->nft, names[i][0]);
		map = nft_table_set(&d->state->nft, names[i][1]);
		for (j = 0; set && j < set->n_element; j++)
			collect_offer(d, set, map, &set->element[j], offers);
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

static void add_offer(struct service *service, const struct offer *offer)
{
	const struct port_range *last = service->n_port ? &service->port[service->n_port - 1] :
							  NULL;

	add_via(service, offer->circuit);
	if (!service->to.family)
		service->to = offer->to;
	if (!offer->port.protocol || (last && !compare_port(last, &offer->port)))
		return;
	service->port = array_grow(service->port, service->n_port, sizeof(*service->port));
	service->port[service->n_port++] = offer->port;
}

static void describe_services(struct description *d)
{
	struct service *service = NULL;
	struct site *site = d->site;
	struct offers offers = { 0 };
	char buf[PREFIX_STRLEN];
	size_t i;

	collect_offers(d, &offers);
	if (offers.n > 1)
		qsort(offers.v, offers.n, sizeof(*offers.v), compare_offer);
	for (i = 0; i < offers.n; i++) {
		const struct offer *offer = &offers.v[i];

		if (!i || compare_service(&offers.v[i - 1], offer)) {
			site->service = array_grow(site->service, site->n_service,
						   sizeof(*site->service));
			service = &site->service[site->n_service++];
			service->address = offer->address;
			service->name = xstrdup(offer->name[0] ?
							offer->name :
							address_format(&offer->address, buf));
		}
		add_offer(service, offer);
	}
	free(offers.v);
}

void plan_circuits(const struct state *observed, enum engine *engine, struct module_config *config)
{
	*engine = ENGINE_MODULE;
	if (!observed->module.n_circuit && paths_in_force(&observed->nft)) {
		*engine = ENGINE_NFTABLES;
		paths_describe(&observed->nft, config);
	} else {
		module_config_copy(&observed->module, config);
	}
}

void plan_describe(const struct state *observed, struct site *site)
{
	struct description d = { .state = observed, .site = site };
	struct module_config circuits;
	size_t i;

	memset(site, 0, sizeof(*site));
	plan_circuits(observed, &site->engine, &circuits);
	site->mark_mask = circuits.mark_mask;
	site->inside_drop = circuits.inside_drop;
	site->offload = observed->nft.flowtable;
	for (i = 0; i < circuits.n_circuit; i++)
		describe_circuit(&d, &circuits.circuit[i]);
	if (d.n_owner > 1)
		qsort(d.owner, d.n_owner, sizeof(*d.owner), compare_owner);
	describe_inside(&d);
	describe_routes(&d);
	describe_accepted(&d, "accepted");
	describe_accepted(&d, "accepted6");
	for (i = 0; i < site->n_circuit; i++)
		unite_prefixes(&site->circuit[i].accept);
	describe_transit(&d);
	describe_services(&d);
	free(d.owner);
	module_config_free(&circuits);
}
