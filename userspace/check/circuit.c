// SPDX-License-Identifier: GPL-2.0
#include "check/circuit.h"

#include <stdlib.h>

#include "check/prefix.h"
#include "util/alloc.h"

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
			check_error(check, c->id_at, "id-range",
				    "id %u is too high: mark-mask 0x%08x has room for 1 to %u; use a lower id or a wider mask",
				    c->id, site->mark_mask, id_max);
		if (first && first->id == c->id)
			check_error(check, c->id_at, "id-twice",
				    "id %u is already used by circuit %s (line %u); use an id that is free",
				    c->id, first->name, first->id_at.line);
		else
			first = c;
	}
	free(sorted);
}

/* Whether connections get an address of a circuit, or are led to another one by it. */
static bool has_translation(const struct site *site, const struct circuit *c)
{
	size_t i, j;

	if (circuit_translates(c))
		return true;
	for (i = 0; i < site->n_service; i++)
		for (j = 0; j < site->service[i].n_via; j++)
			if (site->service[i].to.family &&
			    &site->circuit[site->service[i].via[j]] == c)
				return true;
	return false;
}

static void check_circuit(struct check *check, const struct circuit *c)
{
	char text[PREFIX_STRLEN];
	size_t i, n_sending = 0;

	if (!c->remote && !c->n_link && !c->incomplete)
		check_error(check, c->at, "no-links",
			    "circuit %s has no links; name its devices, or say remote: true if it ends on another host",
			    c->name);
	for (i = 0; i < c->n_link; i++)
		n_sending += !c->link[i].receive;
	if (c->masquerade && n_sending > 1)
		check_error(check, c->at, "masquerade-links",
			    "circuit %s has %zu links and masquerades: a connection that moves to another link would lose its address; give it one link, or list a pool in snat",
			    c->name, n_sending);
	if (c->on_down == ON_DOWN_END && !c->incomplete && !has_translation(check->site, c))
		check_error(check, c->on_down_at, "on-down-end",
			    "no connection by circuit %s is translated, so that none would be ended when it goes down; remove on-down, or give the circuit a pool in snat",
			    c->name);
	check_prefixes(check, &c->accept, c->accept_at, true);
	for (i = 0; circuit_kind_is_public(c->kind) && i < c->accept.n; i++) {
		const struct prefix *p = &c->accept.v[i];

		if (p->length && prefix_is_unicast(p) && !prefix_is_public(p))
			check_warning(check, c->accept_at[i], "private-on-public",
				      "%s is not public, but circuit %s (%s) carries only public addresses; answers to it are leaks",
				      prefix_format(p, text), c->name, circuit_kind_name(c->kind));
	}
}

void check_circuits(struct check *check, uint32_t id_max)
{
	const struct site *site = check->site;
	size_t i;

	check_ids(check, id_max);
	for (i = 0; i < site->n_circuit; i++)
		check_circuit(check, &site->circuit[i]);
}
