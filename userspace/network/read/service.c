// SPDX-License-Identifier: GPL-2.0
#include "config/ports.h"
#include "network/read/read.h"

#include <stdlib.h>

#include "network/model/network.h"
#include "util/alloc.h"
#include "util/array.h"

static void read_public(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	read_address(r, e->value, &p->address);
}

static void read_reserved(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	read_written_prefixes(r, e->value, &p->reserved);
}

static void read_inside(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	read_address(r, e->value, &p->to);
}

static void read_published_ports(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	read_port_ranges(r, e, &p->port, &p->n_port);
}

static void read_via(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	read_references(r, e->value, "the name of a circuit", &p->via);
}

static void read_names(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	p->record.kept = true;
	read_references(r, e->value, "a name in the public DNS", &p->record.names);
}

static void read_initiators(struct reader *r, const struct entry *e, void *object)
{
	/* By bit of enum initiator. */
	static const char *const words[] = { "office-365", "other-microsoft", "internet" };
	struct desc_published *p = object;
	const yaml_node_t **items;
	size_t n, i;
	int word;

	p->record.kept = true;
	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		word = read_word(r, items[i], words, ARRAY_SIZE(words),
				 "office-365, other-microsoft or internet");
		if (word >= 0)
			p->record.initiators |= 1u << word;
	}
	free(items);
}

static void read_reviewed(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	p->record.kept = true;
	read_reference(r, e->value, "who reviewed it, and when", &p->record.reviewed);
}

static void read_tested(struct reader *r, const struct entry *e, void *object)
{
	struct desc_published *p = object;

	p->record.kept = true;
	read_reference(r, e->value, "when it was tested", &p->record.tested);
}

static const struct key published_keys[] = {
	{ "address", read_public, true },
	{ "reserved", read_reserved },
	{ "to", read_inside, true },
	{ "ports", read_published_ports },
	{ "via", read_via, true },
	{ "names", read_names },
	{ "initiators", read_initiators },
	{ "reviewed", read_reviewed },
	{ "tested", read_tested },
};

static void read_one_published(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_published *p;
	char *what;

	d->published = array_grow(d->published, d->n_published, sizeof(*d->published));
	p = &d->published[d->n_published++];
	read_own_name(r, e, "published server", &p->name);
	what = xasprintf("published server %s", p->name.text);
	read_record(r, e->value, e->at, what, published_keys, ARRAY_SIZE(published_keys), p, NULL);
	free(what);
}

void read_published(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of published servers", read_one_published, object);
}

static void read_from(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_references(r, e->value, "a host, a segment or an address", &s->from);
}

static void read_to(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_reference(r, e->value, "a host or an address", &s->to);
}

static void read_service_ports(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_port_ranges(r, e, &s->port, &s->n_port);
}

static void read_expected(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_reference(r, e->value, "the name of a circuit", &s->circuit);
}

static void read_not_on(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_references(r, e->value, "the name of a circuit", &s->not_on);
}

static void read_encrypt(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	s->encrypt = read_flag(r, e->value);
}

static void read_refused(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	s->refused = read_flag(r, e->value);
}

/* By bit of enum net_fault: the first of them. */
static const char *const faults[] = {
	"unexpected-circuit", "hairpin", "far-circuit", "unprotected",
};

static void read_accepts(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;
	const yaml_node_t **items;
	size_t n, i;
	int word;

	items = document_items(&r->doc, e->value, &n);
	for (i = 0; i < n; i++) {
		word = read_word(r, items[i], faults, ARRAY_SIZE(faults),
				 "unexpected-circuit, hairpin, far-circuit or unprotected");
		if (word >= 0)
			s->accepted |= 1u << word;
	}
	free(items);
}

static void read_demand(struct reader *r, const struct entry *e, void *object)
{
	struct desc_service *s = object;

	read_rate(r, e->value, &s->demand);
}

static const struct key service_keys[] = {
	{ "from", read_from, true },
	{ "to", read_to, true },
	{ "ports", read_service_ports },
	{ "circuit", read_expected },
	{ "not-on", read_not_on },
	{ "encrypt", read_encrypt },
	{ "refused", read_refused },
	{ "accepts", read_accepts },
	{ "demand", read_demand },
};

static void read_one_service(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;
	struct desc_service *s;
	char *what;

	d->service = array_grow(d->service, d->n_service, sizeof(*d->service));
	s = &d->service[d->n_service++];
	read_own_name(r, e, "service", &s->name);
	what = xasprintf("service %s", s->name.text);
	read_record(r, e->value, e->at, what, service_keys, ARRAY_SIZE(service_keys), s, NULL);
	free(what);
}

void read_network_services(struct reader *r, const struct entry *e, void *object)
{
	read_map(r, e, "a mapping of services", read_one_service, object);
}
