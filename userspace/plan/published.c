// SPDX-License-Identifier: GPL-2.0
#include "plan/published.h"

#include <stdlib.h>
#include <string.h>

#include "plan/desired.h"
#include "plan/family.h"
#include "util/alloc.h"

/** struct published - the sets of services of one family */
struct published {
	const struct family *family;
	struct nft_set dnat_port, dnat_range, dnat_host;
	struct nft_set service_port, service_range, service_host;
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

static void add_ports(const struct published *p, struct nft_set *set, const char *link,
		      const struct service *service, const struct port_range *range)
{
	struct nft_element *e = add(p, set, link, service);
	size_t at = AT_ADDRESS + p->family->len;

	e->key[at] = range->protocol;
	put_port(e->key + at + 4, range->first);
	if (!set->interval)
		return;
	memcpy(e->end, e->key, sizeof(e->end));
	put_port(e->end + at + 4, range->last);
}

static void publish_ports(struct published *p, const char *link, const struct service *service,
			  const struct port_range *range, bool translated)
{
	bool one = range->first == range->last;
	struct nft_set *dnat = one ? &p->dnat_port : &p->dnat_range;

	add_ports(p, one ? &p->service_port : &p->service_range, link, service, range);
	if (!translated)
		return;
	add_ports(p, dnat, link, service, range);
	if (one)
		put_port(dnat->element[dnat->n_element - 1].data + p->family->len, range->inside);
}

static bool moves_port(const struct service *service)
{
	size_t i;

	for (i = 0; i < service->n_port; i++)
		if (service->port[i].inside != service->port[i].first)
			return true;
	return false;
}

static void publish(struct published *p, const char *link, const struct service *service)
{
	bool translated = service->to.family &&
			  (!address_equal(&service->to, &service->address) || moves_port(service));
	size_t i;

	for (i = 0; i < service->n_port; i++)
		publish_ports(p, link, service, &service->port[i], translated);
	if (service->n_port)
		return;
	add(p, &p->service_host, link, service);
	if (translated)
		add(p, &p->dnat_host, link, service);
}

static void shape(const struct published *p, struct nft_set *set, const char *name, bool ports,
		  bool interval, bool to, bool to_port)
{
	snprintf(set->name, sizeof(set->name), "%s%s", name, p->family->suffix);
	set->key[0] = NFT_FIELD_IFNAME;
	set->key[1] = p->family->field;
	if (ports) {
		set->key[2] = NFT_FIELD_PROTOCOL;
		set->key[3] = NFT_FIELD_PORT;
	}
	set->interval = interval;
	if (to)
		set->data[0] = p->family->field;
	if (to_port)
		set->data[1] = NFT_FIELD_PORT;
}

/* The table takes the set, if there is anything in it. */
static void give(struct nft_table *table, struct nft_set *set)
{
	if (!set->n_element)
		return;
	published_unite(set);
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

void desired_services(const struct site *site, struct nft_table *table)
{
	const struct family *f;

	for_each_family(f) {
		struct published published = { .family = f }, *p = &published;

		shape(p, &p->dnat_port, "dnat-port", true, false, true, true);
		shape(p, &p->dnat_range, "dnat-range", true, true, true, false);
		shape(p, &p->dnat_host, "dnat-host", false, false, true, false);
		shape(p, &p->service_port, "service-port", true, false, false, false);
		shape(p, &p->service_range, "service-range", true, true, false, false);
		shape(p, &p->service_host, "service-host", false, false, false, false);
		publish_all(site, p);
		give(table, &p->dnat_port);
		give(table, &p->dnat_range);
		give(table, &p->dnat_host);
		give(table, &p->service_port);
		give(table, &p->service_range);
		give(table, &p->service_host);
	}
}

static int compare(const void *a, const void *b, void *set)
{
	return nft_element_compare(set, a, b);
}

/* Whether @b adds nothing to @a, which is before it, once @a has grown. */
static bool absorb(const struct nft_set *set, struct nft_element *a, const struct nft_element *b)
{
	size_t len = nft_fields_len(set->key);
	size_t last = len, size;

	if (!set->interval)
		return !memcmp(a->key, b->key, len);
	size = (nft_field_len(set->key[nft_fields_count(set->key) - 1]) + 3) & ~3UL;
	last -= size;
	if (memcmp(a->key, b->key, last) || memcmp(a->end + last, b->key + last, size) < 0)
		return false;
	if (memcmp(a->end + last, b->end + last, size) < 0)
		memcpy(a->end + last, b->end + last, size);
	return true;
}

void published_unite(struct nft_set *set)
{
	size_t i, kept = 0;

	if (set->n_element < 2)
		return;
	qsort_r(set->element, set->n_element, sizeof(*set->element), compare, set);
	for (i = 1; i < set->n_element; i++) {
		if (absorb(set, &set->element[kept], &set->element[i])) {
			free(set->element[i].chain);
			free(set->element[i].comment);
		} else {
			set->element[++kept] = set->element[i];
		}
	}
	set->n_element = kept + 1;
}

bool published_has_protocol(const struct nft_set *set, uint8_t protocol)
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
