// SPDX-License-Identifier: GPL-2.0
#include "live/cause.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/kind.h"
#include "util/alloc.h"

static const char *name_of(const struct names *names, uint32_t id)
{
	const char *name = names_get(names, id);

	return name ? name : "an unknown circuit";
}

static bool is_circuit(uint32_t id)
{
	return id != ERSYM_CIRCUIT_UNKNOWN && id != ERSYM_CIRCUIT_INSIDE;
}

/* Returns the prefixes of the pool of a circuit, or NULL if it has none. */
static char *pool_of(const struct names *names, uint32_t id)
{
	const struct module_config *config = &names->config;
	char prefix[PREFIX_STRLEN], *text = NULL, *more;
	size_t i, j;

	for (i = 0; i < config->n_circuit; i++) {
		for (j = 0; config->circuit[i].id == id && j < config->circuit[i].pool.n; j++) {
			prefix_format(&config->circuit[i].pool.v[j], prefix);
			more = text ? xasprintf("%s and %s", text, prefix) : xstrdup(prefix);
			free(text);
			text = more;
		}
	}
	return text;
}

static char *cause_of_answers(const struct violation *v, const struct names *names)
{
	const char *expected = name_of(names, v->expected), *actual = name_of(names, v->actual);
	char *pool = pool_of(names, v->expected), *cause;

	if (v->actual == ERSYM_CIRCUIT_INSIDE)
		cause = xasprintf("answers that belong to %s come in from the inside, where there is another way to their senders",
				  expected);
	else if (v->expected == ERSYM_CIRCUIT_INSIDE)
		cause = xasprintf("answers of servers inside come in by %s: the servers have another way out",
				  actual);
	else if (pool)
		cause = xasprintf("answers to %s come in by %s: the far side routes this pool over %s",
				  pool, actual, actual);
	else
		cause = xasprintf("answers that belong to %s come in by %s: %s has no pool, so that the far side cannot tell the circuits apart",
				  expected, actual, expected);
	free(pool);
	return cause;
}

static char *cause_of_foreign(const struct violation *v, const struct names *names)
{
	char *pool = pool_of(names, v->expected), *cause;

	cause = xasprintf("packets for %s, the pool of %s, come in by %s, and belong to no connection of this host",
			  pool ? pool : "no prefix", name_of(names, v->expected),
			  name_of(names, v->actual));
	free(pool);
	return cause;
}

static char *cause_of_leak(const struct violation *v, const struct names *names)
{
	if (is_circuit(v->expected))
		return xasprintf("packets with an address of the pool of %s leave by %s: another program translates, or a host inside has such an address",
				 name_of(names, v->expected), name_of(names, v->actual));
	return xasprintf("packets leave by %s with a private address: %s has no pool for their sources, or their connection is not known",
			 name_of(names, v->actual), name_of(names, v->actual));
}

char *violation_cause(const struct violation *v, const struct names *names)
{
	const char *expected = name_of(names, v->expected), *actual = name_of(names, v->actual);

	switch (v->kind) {
	case ERSYM_KIND_RETURN_IN:
		return cause_of_answers(v, names);
	case ERSYM_KIND_RETURN_OUT:
		return xasprintf("this host sends answers by %s instead of %s: they have lost their routing mark, or %s has no route",
				 actual, expected, expected);
	case ERSYM_KIND_FORWARD_IN:
		return xasprintf("requests of connections that began on %s come in by %s: the initiator's route has moved",
				 expected, actual);
	case ERSYM_KIND_FORWARD_OUT:
		return xasprintf("connections that left by %s leave by %s: the links of %s are down, or packets have lost their routing mark",
				 expected, actual, expected);
	case ERSYM_KIND_FOREIGN:
		return cause_of_foreign(v, names);
	case ERSYM_KIND_ORPHAN:
		return xasprintf("answers come in by %s without a request: it left by another host, or this host has forgotten it",
				 actual);
	case ERSYM_KIND_LEAK:
		return cause_of_leak(v, names);
	case ERSYM_KIND_RELATED:
		return xasprintf("routers on the way send ICMP errors by %s, by routes of their own",
				 actual);
	case KIND_UNNAMED:
		return xstrdup("a device that is neither a link nor in inside-devices forwards packets");
	}
	return NULL;
}

static bool has_pool(const struct names *names, uint32_t id)
{
	char *pool = pool_of(names, id);
	bool has = pool;

	free(pool);
	return has;
}

static char *step_for_pool(const struct violation *v, const struct names *names)
{
	if (!is_circuit(v->expected) || !is_circuit(v->actual))
		return xstrdup("look for routes between the inside and the outside that do not lead through this host");
	if (!has_pool(names, v->expected))
		return xasprintf("give %s a pool of its own in snat",
				 name_of(names, v->expected));
	return xasprintf("see whether the pool is announced over %s, and announce it over %s only",
			 name_of(names, v->actual), name_of(names, v->expected));
}

char *violation_next_step(const struct violation *v, const struct names *names)
{
	switch (v->kind) {
	case ERSYM_KIND_RETURN_IN:
	case ERSYM_KIND_FOREIGN:
		return step_for_pool(v, names);
	case ERSYM_KIND_RETURN_OUT:
	case ERSYM_KIND_FORWARD_OUT:
		return xstrdup("run \"ersym doctor\", which names the rule, mark or link");
	case ERSYM_KIND_FORWARD_IN:
		return xasprintf("compare what the far side is announced over %s and %s; \"ersym flows --strayed\" lists the connections",
				 name_of(names, v->expected), name_of(names, v->actual));
	case ERSYM_KIND_ORPHAN:
		return xstrdup("let conntrackd give the connections of the other host to this one, or announce the pools of each host by itself only");
	case ERSYM_KIND_LEAK:
		return xstrdup("run \"ersym doctor\", which names NAT of other programs, and compare snat with the sources of \"ersym flows\"");
	case ERSYM_KIND_RELATED:
		return xstrdup("nothing: such packets are only counted");
	case KIND_UNNAMED:
		return xstrdup("run \"ersym doctor\", which names the device");
	}
	return NULL;
}
