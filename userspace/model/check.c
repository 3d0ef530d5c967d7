// SPDX-License-Identifier: GPL-2.0
#include "model/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/check_parts.h"
#include "model/mark.h"
#include "util/alloc.h"

static void check_mark(struct check *check, uint32_t *id_max)
{
	const struct site *site = check->site;
	struct mark_layout layout;

	*id_max = ERSYM_CIRCUIT_MAX;
	if (!site->mark_mask && !site->mark_mask_at.line)
		return;
	switch (site->mark_mask ? mark_layout_init(&layout, site->mark_mask) : -ERANGE) {
	case 0:
		*id_max = mark_id_max(&layout);
		break;
	case -ERANGE:
		report(check, site->mark_mask_at, "mask-narrow",
		       "0x%08x has fewer than six bits, two for each of three fields; sixteen have room for 30 circuits",
		       site->mark_mask);
		break;
	default:
		report(check, site->mark_mask_at, "mask-gaps",
		       "the bits of 0x%08x are not next to each other; use one block like 0xffff0000",
		       site->mark_mask);
	}
}

static int compare_ids(const void *pa, const void *pb)
{
	const struct circuit *a = *(const struct circuit *const *)pa;
	const struct circuit *b = *(const struct circuit *const *)pb;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return location_compare(a->id_at, b->id_at);
}

static void check_ids(struct check *check, uint32_t id_max)
{
	const struct site *site = check->site;
	const struct circuit **sorted = xcalloc(site->n_circuit, sizeof(*sorted));
	const struct circuit *first = NULL;
	size_t i;

	for (i = 0; i < site->n_circuit; i++)
		sorted[i] = &site->circuit[i];
	qsort(sorted, site->n_circuit, sizeof(*sorted), compare_ids);
	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = sorted[i];

		if (!c->id)
			continue;
		if (c->id > id_max)
			report(check, c->id_at, "id-range",
			       "id %u is too high: mark-mask 0x%08x has room for 1 to %u; use a lower id or a wider mask",
			       c->id, site->mark_mask, id_max);
		if (first && first->id == c->id)
			report(check, c->id_at, "id-twice",
			       "id %u is already used by circuit %s (line %u); ids are unique",
			       c->id, first->name, first->id_at.line);
		else
			first = c;
	}
	free(sorted);
}

/** struct owned_link - a link and its circuit */
struct owned_link {
	const struct link *link;
	const struct circuit *circuit;
};

static int compare_links(const void *pa, const void *pb)
{
	const struct owned_link *a = pa, *b = pb;
	int order = strcmp(a->link->name, b->link->name);

	return order ? order : location_compare(a->link->at, b->link->at);
}

static void check_gateways(struct check *check, const struct link *link)
{
	char text[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < link->n_gateway; i++) {
		struct prefix p = host_prefix(&link->gateway[i]);

		if (!prefix_is_unicast(&p))
			report(check, link->at, "not-unicast",
			       "no host can have the address %s; name the gateway of %s",
			       address_format(&link->gateway[i], text), link->name);
	}
}

static void check_links(struct check *check)
{
	const struct site *site = check->site;
	struct owned_link *sorted = NULL, *first;
	size_t n = 0, i, j;

	for (i = 0; i < site->n_circuit; i++) {
		const struct circuit *c = &site->circuit[i];

		for (j = 0; j < c->n_link; j++) {
			check_gateways(check, &c->link[j]);
			sorted = array_grow(sorted, n, sizeof(*sorted));
			sorted[n++] = (struct owned_link){ &c->link[j], c };
		}
	}
	if (n)
		qsort(sorted, n, sizeof(*sorted), compare_links);
	for (i = 0, first = sorted; i < n; i++) {
		const struct link *link = sorted[i].link;

		if (!strcmp(link->name, "lo"))
			report(check, link->at, "link-loopback",
			       "lo is this host itself and cannot be a link; name the device that leads outside");
		if (strcmp(link->name, first->link->name))
			first = &sorted[i];
		else if (i)
			report(check, link->at, "link-twice",
			       "%s is already a link of circuit %s (line %u); a device belongs to one circuit",
			       link->name, first->circuit->name, first->link->at.line);
	}
	free(sorted);
}

static void check_circuit(struct check *check, const struct circuit *c)
{
	char text[PREFIX_STRLEN];
	size_t i;

	if (!c->remote && !c->n_link && !c->incomplete)
		report(check, c->at, "no-links",
		       "circuit %s has no links; name its devices, or say remote: true if it ends on another host",
		       c->name);
	if (c->masquerade && c->n_link > 1)
		report(check, c->at, "masquerade-links",
		       "circuit %s has %zu links and masquerades: a connection would lose its address when it moves to another link; give it one link, or a pool in snat",
		       c->name, c->n_link);
	check_prefixes(check, &c->accept, c->accept_at, true);
	for (i = 0; circuit_kind_is_public(c->kind) && i < c->accept.n; i++) {
		const struct prefix *p = &c->accept.v[i];

		if (p->length && prefix_is_unicast(p) && !prefix_is_public(p))
			warn(check, c->accept_at[i], "private-on-public",
			     "%s is not public, but circuit %s (%s) carries only public addresses; answers to it are leaks",
			     prefix_format(p, text), c->name, circuit_kind_name(c->kind));
	}
}

static void check_transit_end(struct check *check, const struct transit *t, size_t index)
{
	const struct circuit *c = &check->site->circuit[index];

	if (c->remote)
		report(check, t->at, "transit-remote",
		       "circuit %s is remote: nothing passes through it here; name circuits with links",
		       c->name);
}

static int compare_transit(const void *pa, const void *pb)
{
	const struct transit *a = pa, *b = pb;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to < b->to ? -1 : 1;
	return location_compare(a->at, b->at);
}

static void check_transit(struct check *check)
{
	const struct site *site = check->site;
	struct transit *sorted, *first;
	size_t i;

	if (!site->n_transit)
		return;
	sorted = xmemdup(site->transit, site->n_transit * sizeof(*sorted));
	qsort(sorted, site->n_transit, sizeof(*sorted), compare_transit);
	for (i = 0, first = sorted; i < site->n_transit; i++) {
		const struct transit *t = &sorted[i];
		const struct circuit *from = &site->circuit[t->from];

		if (t->from == t->to) {
			report(check, t->at, "transit-same",
			       "transit leads from circuit %s to itself; its links are one path already",
			       from->name);
		} else {
			check_transit_end(check, t, t->from);
			check_transit_end(check, t, t->to);
		}
		if (t->from != first->from || t->to != first->to)
			first = &sorted[i];
		else if (i)
			report(check, t->at, "transit-twice",
			       "transit from circuit %s to circuit %s is already in line %u; remove one",
			       from->name, site->circuit[t->to].name, first->at.line);
	}
	free(sorted);
}

/* Without the module there is nothing to put in force but what links need. */
static void check_engine(struct check *check)
{
	const struct site *site = check->site;
	size_t i;

	if (site->engine != ENGINE_NFTABLES)
		return;
	for (i = 0; i < site->n_circuit; i++)
		if (site->circuit[i].n_link || site->circuit[i].incomplete)
			return;
	report(check, site->engine_at, "engine-no-links",
	       "engine nftables does its work on links, and no circuit has one here; name the links of a circuit, or use module");
}

/* Ctnetlink ends no connection that is in a flowtable, and so ersym flush could not. */
static void check_offload(struct check *check)
{
	const struct site *site = check->site;

	if (site->offload && site->engine != ENGINE_MODULE)
		report(check, site->offload_at, "offload-engine",
		       "offload needs the module: without it nothing can end a connection that is in a flowtable; remove offload, or use engine module");
}

void site_check(const struct site *site, struct diagnostics *diags)
{
	struct check check = { .site = site, .diags = diags };
	uint32_t id_max;
	size_t i;

	collect_inside(&check);
	collect_pools(&check);
	check_mark(&check, &id_max);
	check_engine(&check);
	check_offload(&check);
	check_prefixes(&check, &site->inside, site->inside_at, false);
	check_ids(&check, id_max);
	check_links(&check);
	for (i = 0; i < site->n_circuit; i++)
		check_circuit(&check, &site->circuit[i]);
	check_pools(&check);
	check_transit(&check);
	check_services(&check);
	free(check.pool);
	free(check.inside);
}
