// SPDX-License-Identifier: GPL-2.0
#include "plan/table/services.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nft/family.h"
#include "plan/table/names.h"
#include "util/alloc.h"

/*
 * struct published - the sets and maps of services of one family, by how they name
 * ports: one port, a range of ports, a protocol without ports, every port of a host
 */
struct published {
	const struct family *family;
	struct nft_set dnat_port, dnat_range, dnat_protocol, dnat_host;
	struct nft_set service_port, service_range, service_protocol, service_host;
};

static struct nft_element *add(const struct published *p, struct nft_set *set, const char *link,
			       const struct service *service)
{
	struct nft_element *e = nft_set_add_element(set);

	memcpy(e->key, link, IFNAMSIZ);
	memcpy(e->key + AT_ADDRESS, service->address.bytes, p->family->len);
	if (nft_set_is_map(set))
		memcpy(e->data, service->to.bytes, p->family->len);
	if (service->name)
		e->comment = xstrndup(service->name, NFT_COMMENT_MAX);
	return e;
}

static void put_port(uint8_t *bytes, uint16_t port)
{
	bytes[0] = port >> 8;
	bytes[1] = port;
}

static uint8_t protocol_number(const struct published *p, const struct port_range *range)
{
	if (range->protocol == IPPROTO_ICMP && p->family->af == AF_INET6)
		return IPPROTO_ICMPV6;
	return range->protocol;
}

static void add_ports(const struct published *p, struct nft_set *set, const char *link,
		      const struct service *service, const struct port_range *range)
{
	struct nft_element *e = add(p, set, link, service);
	size_t at = AT_ADDRESS + p->family->len;

	e->key[at] = protocol_number(p, range);
	if (set->key[3] != NFT_FIELD_NONE)
		put_port(e->key + at + 4, range->first);
	if (!set->interval)
		return;
	memcpy(e->end, e->key, sizeof(e->end));
	put_port(e->end + at + 4, range->last);
}

/* Each port of its own, because NAT cannot add to a port. */
static void translate_ports(struct published *p, const char *link, const struct service *service,
			    const struct port_range *range)
{
	struct port_range one = *range;
	struct nft_element *e;
	unsigned int i;

	for (i = 0; i <= (unsigned int)(range->last - range->first); i++) {
		one.first = range->first + i;
		add_ports(p, &p->dnat_port, link, service, &one);
		e = &p->dnat_port.element[p->dnat_port.n_element - 1];
		put_port(e->data + p->family->len, range->inside + i);
	}
}

static void publish_ports(struct published *p, const char *link, const struct service *service,
			  const struct port_range *range, bool translated)
{
	bool one = range->first == range->last;

	if (!port_protocol_has_ports(range->protocol)) {
		add_ports(p, &p->service_protocol, link, service, range);
		if (translated)
			add_ports(p, &p->dnat_protocol, link, service, range);
		return;
	}
	add_ports(p, one ? &p->service_port : &p->service_range, link, service, range);
	if (translated && (one || port_range_is_shifted(range)))
		translate_ports(p, link, service, range);
	else if (translated)
		add_ports(p, &p->dnat_range, link, service, range);
}

static void publish(struct published *p, const char *link, const struct service *service)
{
	bool translated = service->to.family;
	size_t i;

	for (i = 0; i < service->n_port; i++)
		publish_ports(p, link, service, &service->port[i], translated);
	if (service->n_port)
		return;
	add(p, &p->service_host, link, service);
	if (translated)
		add(p, &p->dnat_host, link, service);
}

enum detail {
	DETAIL_HOST,
	DETAIL_PROTOCOL,
	DETAIL_PORT,
};

static void shape(const struct published *p, struct nft_set *set, const char *name,
		  enum detail detail, bool interval, bool to, bool to_port)
{
	snprintf(set->name, sizeof(set->name), "%s%s", name, p->family->suffix);
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = p->family->field;
	if (detail != DETAIL_HOST)
		set->key[2] = NFT_FIELD_PROTOCOL;
	if (detail == DETAIL_PORT)
		set->key[3] = NFT_FIELD_PORT;
	set->interval = interval;
	if (to)
		set->data[0] = p->family->field;
	if (to_port)
		set->data[1] = NFT_FIELD_PORT;
}

/* Move a set into the table, unless it is empty. */
static void give(struct nft_table *table, struct nft_set *set)
{
	if (!set->n_element)
		return;
	nft_set_unite(set);
	*nft_table_add_set(table, set->name) = *set;
}

static void publish_all(const struct site *site, struct published *p)
{
	size_t i, j, k;

	for (i = 0; i < site->n_service; i++) {
		const struct service *service = &site->service[i];

		if (service->address.family != p->family->af)
			continue;
		for (j = 0; j < service->n_via; j++) {
			const struct circuit *circuit = &site->circuit[service->via[j]];

			for (k = 0; k < circuit->n_link; k++)
				publish(p, circuit->link[k].name, service);
		}
	}
}

void table_services(const struct site *site, struct nft_table *table)
{
	const struct family *f;

	for_each_family(f) {
		struct published published = { .family = f }, *p = &published;

		shape(p, &p->dnat_port, TABLE_MAP_DNAT_PORT, DETAIL_PORT, false, true, true);
		shape(p, &p->dnat_range, TABLE_MAP_DNAT_RANGE, DETAIL_PORT, true, true, false);
		shape(p, &p->dnat_protocol, TABLE_MAP_DNAT_PROTOCOL, DETAIL_PROTOCOL, false, true,
		      false);
		shape(p, &p->dnat_host, TABLE_MAP_DNAT_HOST, DETAIL_HOST, false, true, false);
		shape(p, &p->service_port, TABLE_SET_SERVICE_PORT, DETAIL_PORT, false, false,
		      false);
		shape(p, &p->service_range, TABLE_SET_SERVICE_RANGE, DETAIL_PORT, true, false,
		      false);
		shape(p, &p->service_protocol, TABLE_SET_SERVICE_PROTOCOL, DETAIL_PROTOCOL, false,
		      false, false);
		shape(p, &p->service_host, TABLE_SET_SERVICE_HOST, DETAIL_HOST, false, false,
		      false);
		publish_all(site, p);
		give(table, &p->dnat_port);
		give(table, &p->dnat_range);
		give(table, &p->dnat_protocol);
		give(table, &p->dnat_host);
		give(table, &p->service_port);
		give(table, &p->service_range);
		give(table, &p->service_protocol);
		give(table, &p->service_host);
	}
}

bool table_services_have_protocol(const struct nft_set *set, uint8_t protocol)
{
	size_t i, at;

	if (!set)
		return false;
	at = AT_ADDRESS + nft_field_len(set->key[1]);
	for (i = 0; i < set->n_element; i++)
		if (set->element[i].key[at] == protocol)
			return true;
	return false;
}
