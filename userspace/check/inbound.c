// SPDX-License-Identifier: GPL-2.0
#include "check/inbound.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/alloc.h"

#define FAMILIES 2 /* indices: IPv4, IPv6 */

/**
 * struct bare - services on a circuit that has no inbound pool of their family
 * @first: the first of them in the file
 * @at: where it names the circuit
 * @n: number of services
 */
struct bare {
	const struct service *first;
	struct location at;
	size_t n;
};

static unsigned int family_index(uint8_t family)
{
	return family == AF_INET6;
}

static bool has_inbound_pool(const struct circuit *c, uint8_t family)
{
	size_t i;

	for (i = 0; i < c->inbound_snat.n; i++) {
		if (c->inbound_snat.v[i].address.family == family)
			return true;
	}
	return false;
}

static void warn_bare(struct check *check, const struct circuit *c, const struct bare *bare,
		      const char *family)
{
	char more[48] = "";

	if (bare->n > 1)
		snprintf(more, sizeof(more), " (and %zu more)", bare->n - 1);
	check_warning(check, bare->at, "no-inbound-snat",
		      "service %s%s is published on circuit %s, which has no %s inbound-snat: its answers return through this host only if the inside routes them here; add a pool",
		      bare->first->name, more, c->name, family);
}

/* Of the netmaps of a circuit and a family that the outside reaches, the first is named. */
static void warn_netmaps(struct check *check, const struct circuit *c, uint8_t family)
{
	char text[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < c->n_netmap; i++) {
		const struct netmap *m = &c->netmap[i];

		if (!m->inbound || m->outside.address.family != family)
			continue;
		check_warning(check, m->at, "no-inbound-snat",
			      "%s is reached by circuit %s, which has no %s inbound-snat: its answers return through this host only if the inside routes them here; add a pool",
			      prefix_format(&m->outside, text), c->name,
			      address_family_name(family));
		return;
	}
}

void check_inbound_snat(struct check *check)
{
	const struct site *site = check->site;
	struct bare (*bare)[FAMILIES] = xcalloc(site->n_circuit, sizeof(*bare));
	size_t i, j;

	for (i = 0; i < site->n_service; i++) {
		const struct service *s = &site->service[i];

		uint8_t family = service_family(s);

		for (j = 0; family && j < s->n_via; j++) {
			const struct circuit *c = &site->circuit[s->via[j]];
			struct bare *b = &bare[s->via[j]][family_index(family)];

			if (c->remote || c->incomplete || has_inbound_pool(c, family))
				continue;
			if (!b->n++) {
				b->first = s;
				b->at = s->via_at[j];
			}
		}
	}
	for (i = 0; i < site->n_circuit; i++) {
		for (j = 0; j < FAMILIES; j++) {
			const struct circuit *c = &site->circuit[i];
			uint8_t family = j ? AF_INET6 : AF_INET;

			if (bare[i][j].n)
				warn_bare(check, c, &bare[i][j], address_family_name(family));
			else if (!c->incomplete && !has_inbound_pool(c, family))
				warn_netmaps(check, c, family);
		}
	}
	free(bare);
}
