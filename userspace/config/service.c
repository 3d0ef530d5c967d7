// SPDX-License-Identifier: GPL-2.0
#include "config/service.h"

#include <stdlib.h>

#include "config/circuit_names.h"
#include "config/ports.h"
#include "model/site.h"
#include "util/alloc.h"
#include "util/array.h"

static void read_service_address(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->address_at = node_location(e->value);
	if (node_is(e->value, "link"))
		s->address_link = true;
	else
		read_address(r, e->value, &s->address);
}

static void read_service_to(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->to_at = node_location(e->value);
	read_address(r, e->value, &s->to);
}

static void read_ports(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	read_port_ranges(r, e, &s->port, &s->n_port);
}

static void read_via(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;
	const yaml_node_t **items;
	size_t n, i, index;

	items = document_items(&r->doc, e->value, &n);
	if (!n)
		document_error(&r->doc, e->at, "empty",
			       "no circuits; name those that the service is published on");
	for (i = 0; i < n; i++) {
		if (!read_circuit_name(r, items[i], &index))
			continue;
		s->via = array_grow(s->via, s->n_via, sizeof(*s->via));
		s->via_at = array_grow(s->via_at, s->n_via, sizeof(*s->via_at));
		s->via[s->n_via] = index;
		s->via_at[s->n_via++] = node_location(items[i]);
	}
	free(items);
}

static void read_outbound(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->outbound_at = node_location(e->value);
	s->outbound = read_flag(r, e->value);
}

static void read_behind(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->behind_at = node_location(e->value);
	s->is_behind = read_circuit_name(r, e->value, &s->behind);
}

static const struct key service_keys[] = {
	{ "address", read_service_address, true },
	{ "to", read_service_to },
	{ "ports", read_ports },
	{ "via", read_via, true },
	{ "outbound", read_outbound },
	{ "behind", read_behind },
};

void read_services(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;
	struct entry *entries;
	size_t n, i;

	entries = document_entries(&r->doc, e->value, "a mapping of services", &n);
	for (i = 0; i < n; i++) {
		size_t before = r->doc.diags->n_error;
		struct service *s;
		char *what;

		site->service = array_grow(site->service, site->n_service,
					   sizeof(*site->service));
		s = &site->service[site->n_service++];
		s->at = entries[i].at;
		s->name = xstrdup(read_name(r, &entries[i], "service") ? entries[i].key : "?");
		what = xasprintf("service %s", s->name);
		read_record(r, entries[i].value, s->at, what, service_keys,
			    ARRAY_SIZE(service_keys), s, NULL);
		free(what);
		s->incomplete = r->doc.diags->n_error > before;
	}
	free(entries);
}
