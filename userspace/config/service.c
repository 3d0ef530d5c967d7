// SPDX-License-Identifier: GPL-2.0
#include "config/reader.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static void read_service_address(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->address_at = node_location(e->value);
	read_address(r, e->value, &s->address);
}

static void read_service_to(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;

	s->to_at = node_location(e->value);
	read_address(r, e->value, &s->to);
}

/* Reads a port and moves @p behind it. */
static bool parse_port(const char **p, uint16_t *out)
{
	unsigned int n = 0;

	if (**p < '1' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		n = 10 * n + (unsigned int)(**p - '0');
		if (n > UINT16_MAX)
			return false;
	}
	*out = (uint16_t)n;
	return true;
}

/* NULL, or what is wrong with it. */
static const char *parse_ports(const char *text, struct port_range *out)
{
	static const struct {
		const char *head;
		uint8_t number;
	} protocol[] = {
		{ "tcp/", IPPROTO_TCP },
		{ "udp/", IPPROTO_UDP },
		{ "sctp/", IPPROTO_SCTP },
	};
	const char *p = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protocol) && !p; i++) {
		size_t n = strlen(protocol[i].head);

		if (strncmp(text, protocol[i].head, n))
			continue;
		p = text + n;
		out->protocol = protocol[i].number;
	}
	if (!p)
		return "write tcp/, udp/ or sctp/ and the port, like tcp/443";
	if (!parse_port(&p, &out->first))
		return "ports are numbers from 1 to 65535";
	out->last = out->first;
	out->inside = out->first;
	if (*p == '-') {
		p++;
		if (!parse_port(&p, &out->last))
			return "ports are numbers from 1 to 65535";
		if (*p == ':')
			return "a range keeps its ports; name single ports to translate them";
		if (out->last < out->first)
			return "a range goes from the lower port to the higher";
	} else if (*p == ':') {
		p++;
		if (!parse_port(&p, &out->inside))
			return "ports are numbers from 1 to 65535";
	}
	return *p ? "write tcp/25, tcp/587-588 or tcp/8443:443" : NULL;
}

static void read_ports(struct reader *r, const struct entry *e, void *object)
{
	struct service *s = object;
	const yaml_node_t **items;
	char buf[QUOTED_STRLEN];
	size_t n, i;

	items = document_items(&r->doc, e->value, &n);
	if (!n)
		document_error(&r->doc, e->at, "empty",
			       "no ports; name some, or remove the key to publish all");
	for (i = 0; i < n; i++) {
		const char *text = document_text(&r->doc, items[i], "a port like tcp/443");
		struct port_range range = { .at = node_location(items[i]) };
		const char *wrong;

		if (!text)
			continue;
		wrong = parse_ports(text, &range);
		if (wrong) {
			document_error(&r->doc, range.at, "port", "bad port %s: %s",
				       quoted(text, buf), wrong);
			continue;
		}
		s->port = array_grow(s->port, s->n_port, sizeof(*s->port));
		s->port[s->n_port++] = range;
	}
	free(items);
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

static const struct key service_keys[] = {
	{ "address", read_service_address, true },
	{ "to", read_service_to },
	{ "ports", read_ports },
	{ "via", read_via, true },
};

void read_services(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = r->site;
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
		s->name = xstrdup(is_name(entries[i].key) ? entries[i].key : "?");
		s->at = entries[i].at;
		check_name(r, &entries[i], "service");
		what = xasprintf("service %s", s->name);
		read_record(r, entries[i].value, s->at, what, service_keys,
			    ARRAY_SIZE(service_keys), s, NULL);
		free(what);
		s->incomplete = r->doc.diags->n_error > before;
	}
	free(entries);
}
