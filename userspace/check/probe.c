// SPDX-License-Identifier: GPL-2.0
#include "check/probe.h"

#include "check/pool.h"

static void check_twice(struct check *check, const struct probe *probe, size_t i)
{
	char text[PREFIX_STRLEN];
	size_t j;

	for (j = 0; j < i; j++) {
		if (!address_equal(&probe->to[j], &probe->to[i]))
			continue;
		check_error(check, probe->to_at[i], "probe-twice",
			    "%s is probed already (line %u); remove it here",
			    address_format(&probe->to[i], text), probe->to_at[j].line);
		return;
	}
}

static void check_service(struct check *check, const struct address *to, struct location at)
{
	const struct site *site = check->site;
	char text[PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < site->n_service; i++) {
		if (!address_equal(&site->service[i].address, to))
			continue;
		check_error(check, at, "probe-own",
			    "%s is the address of service %s (line %u), so that probes would not leave by the circuit; probe an address on its far side",
			    address_format(to, text), site->service[i].name,
			    site->service[i].at.line);
		return;
	}
}

static void check_to(struct check *check, const struct circuit *c, size_t i)
{
	const struct address *to = &c->probe.to[i];
	const struct pool *pool = check_find_pool(check, to);
	struct prefix whole = prefix_of_address(to);
	struct location at = c->probe.to_at[i];
	char text[PREFIX_STRLEN], prefix[PREFIX_STRLEN];

	address_format(to, text);
	check_twice(check, &c->probe, i);
	if (!prefix_is_unicast(&whole)) {
		check_error(check, at, "not-unicast",
			    "no host can have the address %s; probe one that answers", text);
		return;
	}
	check_service(check, to, at);
	if (pool)
		check_error(check, at, "probe-pool",
			    "%s is in the %s %s (line %u), which is this host's own; probe an address on the far side of circuit %s",
			    text, check_pool_name(pool), prefix_format(&pool->prefix, prefix),
			    pool->at.line, c->name);
	if (c->n_link && !c->incomplete && !check_carries(c, to->family))
		check_error(check, at, "probe-family",
			    "%s cannot be probed: no link of circuit %s has an %s gateway; add a gateway or remove the address",
			    text, c->name, address_family_name(to->family));
}

void check_probes(struct check *check)
{
	const struct site *site = check->site;
	size_t i, j;

	for (i = 0; i < site->n_circuit; i++)
		for (j = 0; j < site->circuit[i].probe.n_to; j++)
			check_to(check, &site->circuit[i], j);
}
